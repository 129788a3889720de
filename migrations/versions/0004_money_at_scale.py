"""Indexes for a whole movement's gifts, seals of every record of money, and what the other laptop told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_donation_account_id_promised_on"), table_name="donation")
    op.create_index("ix_donation_account_id_page", "donation", ["account_id", "promised_on", "id", "state", "method"])
    op.create_index("ix_donation_page", "donation", ["promised_on", "id", "state", "method"])
    op.drop_index(op.f("ix_donation_account_id_received_on"), table_name="donation")
    received = ["account_id", "received_on", "state", "kind", "method", "official_receipt", "amount_cents"]
    op.create_index("ix_donation_account_id_received", "donation", received)
    op.create_index(op.f("ix_donation_account_id_acknowledgement"), "donation", ["account_id", "acknowledgement"])
    op.drop_index(op.f("ix_donation_donor_id"), table_name="donation")
    sums = ["donor_id", "account_id", "received_on", "state", "kind", "amount_cents"]
    op.create_index("ix_donation_donor_id_sums", "donation", sums)
    books = ["account_id", "debit", "credit", "amount_cents"]
    op.create_index("ix_ledger_entry_account_id_books", "ledger_entry", books)
    op.create_index("ix_donor_search_key_merged", "donor", ["search_key", "merged_into_id", "id"])
    for column in ("email", "phone"):
        known = sa.text(f"{column} <> ''")
        op.create_index(f"ix_donor_{column}", "donor", [column], sqlite_where=known, postgresql_where=known)
    op.create_table(
        "record_seal",
        sa.Column("seq", types.Whole(), autoincrement=False, nullable=False, comment="from 1, without a gap"),
        sa.Column("record_table", sa.Text(), nullable=False),
        sa.Column("record_id", types.Guid(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False, comment="random; empty once the record is sealed anew, or taken out"),
        sa.Column("digest", sa.Text(), nullable=False, comment="HMAC-SHA-256 of all columns; empty: it was taken out"),
        sa.Column("seal", sa.Text(), nullable=False, comment="SHA-256 of the seal before, and of all of the above but the salt"),
        sa.CheckConstraint("seq > 0", name=op.f("ck_record_seal_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_seal")),
        sqlite_strict=True,
    )
    salted = sa.text("salt <> ''")
    op.create_index(
        "ix_record_seal_latest", "record_seal", ["record_id"], sqlite_where=salted, postgresql_where=salted
    )
    # NULL in what is there: it was made on this laptop, and its seal is the same as before.
    op.add_column("allocation", sa.Column("file_id", types.Guid(), comment="the file it came with; see MoneyFile"))
    told = "who took it on the other laptop, as it says; NULL: it was taken here"
    op.add_column("spending_event", sa.Column("told_by", sa.Text(), comment=told))
