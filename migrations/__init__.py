"""How the tables change: Alembic revisions, run from an installed wheel."""
