"""Alembic's environment: the connection comes from `db.upgrade`, each revision is one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from db.tables import Base
from db.types import Day, Document, Flag, Guid, Instant, Whole

OWN_TYPES = (Day, Document, Flag, Guid, Instant, Whole)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """In a new revision, write our column types by their own names."""
    if kind == "type" and isinstance(item, OWN_TYPES):
        autogen_context.imports.add("from db import types")
        return f"types.{type(item).__name__}()"
    return False


def run(connection: Connection) -> None:
    """Run what is due. Foreign keys were switched off by the caller and are checked before each commit."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,  # the driver commits nothing by itself here, so DDL rolls back on SQLite too
        transaction_per_migration=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        on_version_apply=check_foreign_keys,
    )
    with context.begin_transaction():
        context.run_migrations()


def check_foreign_keys(ctx: Any, **_: Any) -> None:
    """Stop a revision that leaves a row without its parent, while it can still be rolled back."""
    if ctx.connection.dialect.name != "sqlite":
        return
    orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"{len(orphans)} rows would lose their parent")


run(context.config.attributes["connection"])
