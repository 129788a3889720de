"""Triggers that no table definition carries: audit and ledger are append-only, on both engines.

Alembic's batch mode drops triggers, so `install` is run again after every migration.
"""

from __future__ import annotations

from sqlalchemy import Connection

AUDIT_KEPT_DAYS = 183  # the shortest time a log of this kind should be kept (CNIL, October 2021)

_SQLITE_AUDIT = (
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

# What a committee's earmark holds, free and committed, is an amount owed: credits raise it, debits lower it.
_EARMARKS = "('earmark', 'committed')"

_SQLITE_LEDGER = (
    "DROP TRIGGER IF EXISTS ledger_no_update",
    "DROP TRIGGER IF EXISTS ledger_no_delete",
    "DROP TRIGGER IF EXISTS ledger_no_replace",
    "DROP TRIGGER IF EXISTS ledger_in_order",
    "DROP TRIGGER IF EXISTS ledger_not_below_zero",
    "DROP TRIGGER IF EXISTS ledger_keep_head",
    "DROP TRIGGER IF EXISTS ledger_head_forward",
    "DROP TRIGGER IF EXISTS ledger_head_no_delete",
    """CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger_entry
        WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    # One after the other, each on the seal of the one before: a gap or a fork cannot be written.
    """CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger_entry
        WHEN NEW.seq IS NOT coalesce((SELECT seq FROM ledger_head WHERE account_id = NEW.account_id), 0) + 1
          OR NEW.previous IS NOT coalesce((SELECT seal FROM ledger_head WHERE account_id = NEW.account_id), '')
        BEGIN SELECT RAISE(ABORT, 'the ledger goes on from its last entry'); END""",
    f"""CREATE TRIGGER ledger_not_below_zero BEFORE INSERT ON ledger_entry
        WHEN NEW.debit IN {_EARMARKS} AND NEW.amount_cents > coalesce((
          SELECT sum(CASE WHEN credit = NEW.debit THEN amount_cents
                          WHEN debit = NEW.debit THEN -amount_cents ELSE 0 END)
          FROM ledger_entry WHERE account_id = NEW.account_id AND for_committee_id IS NEW.for_committee_id), 0)
        BEGIN SELECT RAISE(ABORT, 'a committee cannot spend more than its earmark'); END""",  # noqa: S608
    """CREATE TRIGGER ledger_keep_head AFTER INSERT ON ledger_entry
        BEGIN
          UPDATE ledger_head SET seq = NEW.seq, seal = NEW.seal WHERE account_id = NEW.account_id;
          INSERT INTO ledger_head (account_id, seq, seal) SELECT NEW.account_id, NEW.seq, NEW.seal
            WHERE NOT EXISTS (SELECT 1 FROM ledger_head WHERE account_id = NEW.account_id);
        END""",
    """CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
        WHEN NEW.account_id IS NOT OLD.account_id OR NEW.seq IS NOT OLD.seq + 1 OR NOT EXISTS (
          SELECT 1 FROM ledger_entry WHERE account_id = NEW.account_id AND seq = NEW.seq AND seal = NEW.seal)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
)

# The histories of gifts and spendings: a note may lose a name to an erasure, all else stays as it was told. A history
# goes only with a gift or request that the ledger never knew.
_HISTORIES = (("donation_event", "donation_id"), ("spending_event", "request_id"))
_TOLD = "id, committee_id, {parent}, at, day, from_state, to_state, role, paper, created_at, created_by"


def _sqlite_history(table: str, parent: str) -> tuple[str, ...]:
    other = "paper" if table == "donation_event" else "day"
    told = _TOLD.format(parent=parent).replace(f" {other},", "")
    refusal = "BEGIN SELECT RAISE(ABORT, 'a history is append-only'); END"
    return (
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"DROP TRIGGER IF EXISTS {table}_no_replace",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {told} ON {table} {refusal}",
        f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE source_id = OLD.{parent}) {refusal}""",  # noqa: S608
        f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refusal}""",  # noqa: S608
    )


# Seals of records: one on the other; only the salt of one that is superseded goes.
_SQLITE_SEALS = (
    "DROP TRIGGER IF EXISTS record_seal_no_update",
    "DROP TRIGGER IF EXISTS record_seal_no_delete",
    "DROP TRIGGER IF EXISTS record_seal_in_order",
    """CREATE TRIGGER record_seal_no_update BEFORE UPDATE ON record_seal
        WHEN NEW.salt <> '' OR NEW.seq IS NOT OLD.seq OR NEW.record_table IS NOT OLD.record_table
          OR NEW.record_id IS NOT OLD.record_id OR NEW.digest IS NOT OLD.digest OR NEW.seal IS NOT OLD.seal
        BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END""",
    """CREATE TRIGGER record_seal_no_delete BEFORE DELETE ON record_seal
        BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END""",
    """CREATE TRIGGER record_seal_in_order BEFORE INSERT ON record_seal
        WHEN NEW.seq IS NOT coalesce((SELECT max(seq) FROM record_seal), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'seals go on from the last one'); END""",
)

_SQLITE_HISTORIES = tuple(statement for one in _HISTORIES for statement in _sqlite_history(*one))
_SQLITE = (*_SQLITE_AUDIT, *_SQLITE_LEDGER, *_SQLITE_HISTORIES)

_POSTGRESQL_AUDIT = (
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

# Refusals of the ledger are integrity errors on both engines, so that undo says the same sentence on both.
_POSTGRESQL_LEDGER = (
    """CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE OR REPLACE FUNCTION ledger_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE head_seq bigint; head_seal text; held numeric;
        BEGIN
          SELECT seq, seal INTO head_seq, head_seal FROM ledger_head WHERE account_id = NEW.account_id FOR UPDATE;
          IF NEW.seq IS DISTINCT FROM coalesce(head_seq, 0) + 1
             OR NEW.previous IS DISTINCT FROM coalesce(head_seal, '') THEN
            RAISE EXCEPTION 'the ledger goes on from its last entry' USING ERRCODE = 'check_violation';
          END IF;
          IF NEW.debit IN {_EARMARKS} THEN
            SELECT coalesce(sum(CASE WHEN credit = NEW.debit THEN amount_cents
                                     WHEN debit = NEW.debit THEN -amount_cents ELSE 0 END), 0) INTO held
            FROM ledger_entry
            WHERE account_id = NEW.account_id AND for_committee_id IS NOT DISTINCT FROM NEW.for_committee_id;
            IF NEW.amount_cents > held THEN
              RAISE EXCEPTION 'a committee cannot spend more than its earmark' USING ERRCODE = 'check_violation';
            END IF;
          END IF;
          RETURN NEW;
        END $$""",  # noqa: S608
    """CREATE OR REPLACE FUNCTION ledger_keep_head() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO ledger_head (account_id, seq, seal) VALUES (NEW.account_id, NEW.seq, NEW.seal)
          ON CONFLICT (account_id) DO UPDATE SET seq = excluded.seq, seal = excluded.seal;
          RETURN NULL;
        END $$""",
    """CREATE OR REPLACE FUNCTION ledger_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.seq IS DISTINCT FROM OLD.seq + 1 OR NOT EXISTS (
             SELECT 1 FROM ledger_entry WHERE account_id = NEW.account_id AND seq = NEW.seq AND seal = NEW.seal) THEN
            RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation';
          END IF;
          RETURN NEW;
        END $$""",
    "DROP TRIGGER IF EXISTS ledger_append_only ON ledger_entry",
    "DROP TRIGGER IF EXISTS ledger_no_truncate ON ledger_entry",
    "DROP TRIGGER IF EXISTS ledger_goes_on ON ledger_entry",
    "DROP TRIGGER IF EXISTS ledger_keep_head ON ledger_entry",
    "DROP TRIGGER IF EXISTS ledger_head_forward ON ledger_head",
    "DROP TRIGGER IF EXISTS ledger_head_no_delete ON ledger_head",
    "DROP TRIGGER IF EXISTS ledger_head_no_truncate ON ledger_head",
    """CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_append_only()""",
    "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_append_only()",
    "CREATE TRIGGER ledger_goes_on BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_goes_on()",
    "CREATE TRIGGER ledger_keep_head AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_keep_head()",
    "CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head"
    " FOR EACH ROW EXECUTE FUNCTION ledger_head_forward()",
    "CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head"
    " FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
    "CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head EXECUTE FUNCTION ledger_append_only()",
)


def _postgresql_history(table: str, parent: str) -> tuple[str, ...]:
    return (
        f"""CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM ledger_entry WHERE source_id = OLD.{parent}) THEN
                RETURN OLD;
              ELSIF TG_OP = 'UPDATE' AND
                to_jsonb(NEW) - 'note' - 'updated_at' = to_jsonb(OLD) - 'note' - 'updated_at' THEN
                RETURN NEW;
              END IF;
              RAISE EXCEPTION 'a history is append-only' USING ERRCODE = 'check_violation';
            END $$""",  # noqa: S608
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_append_only()",
    )


_POSTGRESQL_SEALS = (
    """CREATE OR REPLACE FUNCTION record_seal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF NEW.salt = '' AND to_jsonb(NEW) - 'salt' = to_jsonb(OLD) - 'salt' THEN RETURN NEW; END IF;
          ELSIF TG_OP = 'INSERT' THEN
            IF NEW.seq = coalesce((SELECT max(seq) FROM record_seal), 0) + 1 THEN RETURN NEW; END IF;
          END IF;
          RAISE EXCEPTION 'seals are append-only' USING ERRCODE = 'check_violation';
        END $$""",
    "DROP TRIGGER IF EXISTS record_seal_append_only ON record_seal",
    "DROP TRIGGER IF EXISTS record_seal_no_truncate ON record_seal",
    """CREATE TRIGGER record_seal_append_only BEFORE INSERT OR UPDATE OR DELETE ON record_seal
        FOR EACH ROW EXECUTE FUNCTION record_seal_append_only()""",
    "CREATE TRIGGER record_seal_no_truncate BEFORE TRUNCATE ON record_seal EXECUTE FUNCTION record_seal_append_only()",
)

_POSTGRESQL_HISTORIES = tuple(statement for one in _HISTORIES for statement in _postgresql_history(*one))
_POSTGRESQL = (*_POSTGRESQL_AUDIT, *_POSTGRESQL_LEDGER, *_POSTGRESQL_HISTORIES)


def install(connection: Connection) -> None:
    """(Re)create every trigger inside the caller's transaction, for the tables that this revision has."""
    from sqlalchemy import inspect

    postgresql = connection.dialect.name == "postgresql"
    tables = inspect(connection).get_table_names()
    statements: tuple[str, ...] = _POSTGRESQL if postgresql else _SQLITE
    if "ledger_entry" not in tables:
        statements = _POSTGRESQL_AUDIT if postgresql else _SQLITE_AUDIT
    if "record_seal" in tables:
        statements += _POSTGRESQL_SEALS if postgresql else _SQLITE_SEALS
    for statement in statements:
        connection.exec_driver_sql(statement)
