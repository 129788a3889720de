"""Money moved behind the program's back by well-sealed entries, and what the ledger rests on: the doctor finds it."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from campaign.money import gifts
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_states
from campaign.money.listing import gift_line
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from db import engine
from db.ledger import COLUMNS, _first_seal, seal_fits, seal_of, source_seal
from db.ledger_check import faults
from db.ledger_sources import led_to
from db.seals_check import record_faults
from db.tables import DonationEvent
from db.triggers import install

YES = {"declares_mandatary": True}
IBAN = "FR4699999999999999999999999"  # of no bank


def found(till: Any) -> set[tuple[str, str]]:
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        return {(fault.kind, fault.table) for fault in (*faults(connection), *record_faults(connection))}


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
    # The rows that went are missed by their seals as well.
    assert found(till) == {("told", ""), ("missing", "donation"), ("missing", "donation_event")}


def test_what_the_ledger_rests_on_is_refused_to_plain_sql_or_found(till: Any) -> None:
    """Histories are append-only, but for a note; who was paid, when, and on whose word is sealed with the payment."""
    ada, bob = (till.hands.join(till.committee, name) for name in ("Ada Diaz", "Bob Roy"))
    till.receive(till.donor(), 10_000)
    till.do(earmark, till.account, till.committee, 10_000, **YES)

    def by(actor: uuid.UUID | None, act: Any, *args: Any, **more: Any) -> Any:
        with till.hands.store.write(actor) as unit:
            return act(unit, *args, **more)

    form = RequestForm(till.committee, till.account, "Tracts", "print", 1_000, payee="Imprimerie Roy", iban=IBAN)
    request = by(ada, save_request, form)
    by(ada, move_request, request, "ask")
    by(bob, move_request, request, "approve")
    for move in ("approve", "commit", "pay"):
        by(None, add_document, request, "invoice", move)
        by(None, move_request, request, move, **YES)
    assert found(till) == set()
    refused = [
        "UPDATE donation_event SET to_state = 'refunded'", "UPDATE donation_event SET role = '', day = '2001-01-01'",
        "DELETE FROM donation_event", "REPLACE INTO donation_event SELECT * FROM donation_event",
        "DELETE FROM spending_event", "UPDATE spending_event SET paper = 'PV'",
    ]  # fmt: skip
    changed = [
        "UPDATE spending_request SET payee = 'Moi'", "UPDATE spending_request SET iban = 'FRME'",
        "UPDATE spending_request SET peer_id = NULL", "UPDATE spending_request SET peer_paper = 'PV'",
        "UPDATE spending_request SET paid_on = '2001-01-01'",
        "UPDATE spending_request SET state = 'committed', paid_on = NULL",
        "UPDATE donation SET state = 'promised'",
    ]  # fmt: skip
    with closing(sqlite3.connect(till.hands.path)) as connection:
        for statement in refused:
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
            connection.rollback()
        for statement in changed:
            connection.execute(statement)
            assert [*faults(connection), *record_faults(connection)], statement
            connection.rollback()


def test_a_seal_of_the_first_recipe_still_verifies() -> None:
    values = dict.fromkeys(("committee_id", "account_id", "category", "amount_cents", "campaign_expense"), "x")
    first = _first_seal("spending_request", {"id": "a", **values})
    more: dict[str, Any] = {"paid_on": None, "peer_paper": "", "peer_id": None}
    new = source_seal("spending_request", {"id": "a", **values, **more})
    assert seal_fits(first, "spending_request", {"id": "a", **values, **more, "peer_paper": "PV"})
    for seal in (new, f"{new}@3.abc"):
        assert new != first and seal_fits(seal, "spending_request", {"id": "a", **values, **more})
        assert not seal_fits(seal, "spending_request", {"id": "a", **values, **more, "peer_paper": "PV"})


def test_undoing_a_reception_adds_a_step_and_its_number_is_nobody_elses(till: Any) -> None:
    gift = till.receive(till.donor(), 10_000)
    till.undo()
    view = till.see(gift_line, gift)
    assert (view.state, view.acknowledgement) == ("promised", 1)
    assert steps(till, gift) == [("", "promised"), ("promised", "received"), ("received", "promised")]
    other = till.receive(till.donor("Luc Roy"), 500)
    assert till.see(gift_line, other).acknowledgement == 2
    till.do(gifts.receive, [gift], **YES)
    assert till.see(gift_line, gift).acknowledgement == 1
    till.undo(), till.undo(), till.undo(), till.undo()  # the reception, and all of the other gift and its donor
    till.undo()  # the promise itself: the ledger knows it, so it stays as one that came to nothing
    assert till.see(gift_line, gift).state == "dropped"
    assert found(till) == set()
    for _ in range(5):
        till.redo()
    assert till.see(gift_line, gift).state == "received"
    assert found(till) == set()


def test_undoing_what_the_ledger_never_knew_leaves_nothing(till: Any) -> None:
    donor = till.donor()
    before = till.hands.state()
    gift = till.promise(donor)
    till.do(gifts.hand_over, [gift], None)
    till.undo()
    assert steps(till, gift)[-1] == ("handed_over", "promised")
    till.undo()
    assert till.hands.state() == before
    till.redo(), till.redo()
    assert steps(till, gift) == [("", "promised"), ("promised", "handed_over")]
    assert found(till) == set()
    till.undo(), till.redo(), till.undo(), till.undo()
    assert till.hands.state() == before
    till.redo(), till.redo()
    assert found(till) == set()


def steps(till: Any, gift: uuid.UUID) -> list[tuple[str, str]]:
    events = select(DonationEvent.from_state, DonationEvent.to_state).where(DonationEvent.donation_id == gift)
    with till.hands.store.read() as session:
        return [tuple(row) for row in session.execute(events.order_by(DonationEvent.at, DonationEvent.id))]


def test_steps_written_by_a_clock_that_went_back_are_no_false_alarm_and_a_missing_one_is_found() -> None:
    steps = [("", "draft"), ("draft", "review"), ("review", "more"), ("more", "review"), ("review", "paid")]
    for order in permutations(steps):
        assert led_to(order) == "paid"
    for gone in range(len(steps) - 1):
        assert led_to(steps[:gone] + steps[gone + 1 :]) is None
    assert led_to(steps[:-1]) == "review"
    assert led_to([]) is None
    assert led_to([*steps, ("elsewhere", "there"), ("there", "elsewhere")]) is None
