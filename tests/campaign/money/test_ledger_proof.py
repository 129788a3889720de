"""Money moved behind the program's back by well-sealed entries, and what the ledger rests on: the doctor finds it."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from typing import Any

import pytest

from campaign.money import gifts
from campaign.money.exchange import export_states
from campaign.money.spending import earmark
from db import engine
from db.ledger import COLUMNS, seal_of
from db.ledger_check import faults
from db.triggers import install

YES = {"declares_mandatary": True}


def found(till: Any) -> set[tuple[str, str]]:
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        return {(fault.kind, fault.table) for fault in faults(connection)}


def entry(till: Any, where: str) -> dict[str, Any]:
    """An entry as it was written."""
    with closing(sqlite3.connect(till.hands.path)) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute(f"SELECT * FROM ledger_entry WHERE {where}").fetchone())


def enter(till: Any, account: uuid.UUID, *entries: dict[str, Any]) -> None:
    """Enter what one likes with plain SQL, every trigger in place and every seal made by the public recipe."""
    with closing(sqlite3.connect(till.hands.path)) as connection:
        for one in entries:
            head = connection.execute("SELECT seq, seal FROM ledger_head WHERE account_id = ?", (account.bytes,))
            seq, seal = head.fetchone()
            new = {"id": uuid.uuid4().bytes, "account_id": account.bytes, "seq": seq + 1, "previous": seal}
            values = {**one, **new}
            plain = {k: v.hex() if isinstance(v, bytes) else v for k, v in values.items()}
            values["seal"] = seal_of({column: plain[column] for column in COLUMNS})
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO ledger_entry ({', '.join(values)}) VALUES ({marks})", [*values.values()])
        connection.commit()


@pytest.mark.parametrize(
    ("moved", "reversal"),
    [("committee", "none"), *((moved, "named") for moved in ("committee", "account", "year", "donor", "category"))],
)
def test_a_well_sealed_pair_that_moves_money_is_found(till: Any, moved: str, reversal: str) -> None:
    ada = till.donor()
    till.receive(ada, 100_000)
    second = till.open("Candidate B")
    till.receive(ada, 5_000, account_id=second)
    bron = till.hands.create(name="Comité de Bron")
    till.do(earmark, till.account, till.committee, 50_000, **YES)
    till.do(earmark, till.account, bron, 1_000, **YES)
    assert found(till) == set()
    old = entry(
        till, "credit = 'earmark' AND amount_cents = 50000" if moved == "committee" else "amount_cents = 100000"
    )
    back = {**old, "debit": old["credit"], "credit": old["debit"]}
    if reversal == "named":
        back["reverses_id"] = old["id"]
    change: dict[str, Any] = {
        "committee": {"for_committee_id": bron.bytes}, "account": {}, "year": {"day": "2026-12-31"},
        "donor": {"donor_id": till.donor("Luc Roy").bytes}, "category": {"category": "print"},
    }[moved]  # fmt: skip
    enter(till, till.account, back)
    enter(till, second if moved == "account" else till.account, {**old, **change})
    assert ("source", old["source_table"]) in found(till)


def test_undone_and_redone_steps_of_money_leave_no_fault(till: Any) -> None:
    ada = till.donor()
    gift = till.receive(ada, 20_000, "cheque")
    till.do(gifts.deposit, [gift], **YES)
    till.undo(), till.undo(), till.redo(), till.redo()
    till.do(gifts.bounce, gift, **YES)
    till.undo()
    till.do(gifts.refund, gift, **YES)
    till.undo()
    assert found(till) == set()


def cut(till: Any, *statements: str) -> None:
    """Change what one likes with the triggers taken away and put back."""
    with closing(sqlite3.connect(till.hands.path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    with till.hands.store.engine.begin() as connection:
        install(connection)


def test_a_tail_cut_off_with_its_head_and_its_gift_is_found_by_what_was_told(till: Any) -> None:
    ada = till.donor()
    till.receive(ada, 1_000), till.receive(ada, 2_000)
    till.do(export_states, till.committee, till.account)
    assert found(till) == set()
    cut(
        till,
        "DELETE FROM ledger_entry WHERE seq > 1",
        "UPDATE ledger_head SET seq = 1, seal = (SELECT seal FROM ledger_entry)",
        "DELETE FROM donation_event WHERE donation_id IN (SELECT id FROM donation WHERE amount_cents = 2000)",
        "DELETE FROM donation WHERE amount_cents = 2000",
    )
    assert found(till) == {("told", "")}
