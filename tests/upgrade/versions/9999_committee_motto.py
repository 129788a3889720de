"""For tests only: rebuilds a parent table (committee) by copy-and-drop, and adds a table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db import types, version

revision = "9999"  # whatever the newest revision is, this one comes after it
down_revision = next(one for one in reversed(version.REVISIONS) if one != revision)
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("committee", recreate="always") as batch:
        batch.add_column(sa.Column("motto", sa.Text(), nullable=False, server_default=""))
    kept = {"sqlite_autoincrement": True}  # copy-and-drop forgets it, and the audit's numbers could come back
    with op.batch_alter_table("audit", recreate="always", table_kwargs=kept) as batch:
        batch.add_column(sa.Column("note", sa.Text(), nullable=True))
    op.create_table(
        "badge",
        sa.Column("id", types.Guid(), nullable=False),
        sa.Column("committee_id", types.Guid(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_badge_committee_id_committee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise NotImplementedError
