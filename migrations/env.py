"""Alembic's environment: the connection comes from `db.upgrade`, which has begun the transaction and will commit it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from db.tables import Base
from db.types import Day, Document, Flag, Folded, Guid, Instant, Whole

OWN_TYPES = (Day, Document, Flag, Folded, Guid, Instant, Whole)


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """In a new revision, write our column types by their own names."""
    if kind == "type" and isinstance(item, OWN_TYPES):
        autogen_context.imports.add("from db import types")
        return f"types.{type(item).__name__}()"
    return False


def run(connection: Connection) -> None:
    """Run what is due inside the caller's transaction: all of it is kept, or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,  # the driver commits nothing by itself here, so DDL rolls back on SQLite too
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
