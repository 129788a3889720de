"""What is kept: tables, transactions, undo, backups; SQLite first, PostgreSQL from the same models."""
