"""Triggers that no table definition carries: the audit is append-only, on both engines.

Alembic's batch mode drops triggers, so `install` is run again after every migration.
"""

from __future__ import annotations

from sqlalchemy import Connection

AUDIT_KEPT_DAYS = 183  # the shortest time a log of this kind should be kept (CNIL, October 2021)

_SQLITE = (
    "DROP TRIGGER IF EXISTS audit_no_update",
    "DROP TRIGGER IF EXISTS audit_no_delete",
    "DROP TRIGGER IF EXISTS audit_no_replace",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    f"""CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{AUDIT_KEPT_DAYS} days')
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
    # INSERT OR REPLACE deletes without a word on connections that lack recursive_triggers: another program's, say.
    """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
)

_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            IF OLD.at <= now() - interval '{AUDIT_KEPT_DAYS} days' THEN RETURN OLD; END IF;
          END IF;
          RAISE EXCEPTION 'audit is append-only';
        END $$""",
    "DROP TRIGGER IF EXISTS audit_append_only ON audit",
    "DROP TRIGGER IF EXISTS audit_no_truncate ON audit",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_append_only()",
)


def install(connection: Connection) -> None:
    """(Re)create every trigger inside the caller's transaction."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement)
