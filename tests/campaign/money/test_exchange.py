"""Two laptops: what a committee gathered reaches the mandataire once, and what became of it comes back."""

from __future__ import annotations

import json
import shutil
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from campaign.errors.money import (
    GiftRefused,
    LedgerRewritten,
    MoneyFileAltered,
    MoneyFileOfAnother,
    MoneyFileUnreadable,
)
from campaign.money import gifts
from campaign.money.accounts import AccountForm, save_account
from campaign.money.collecting import CollectionForm, collect
from campaign.money.exchange import (
    export_pledges,
    export_states,
    import_pledges,
    import_states,
    kind_of,
)
from campaign.money.listing import gift_line
from db import engine
from db.ledger_check import faults
from db.tables import Donation, LedgerEntry, MoneyFile

YES = {"declares_mandatary": True}


@pytest.fixture
def other(first_file: Path, tmp_path: Path, till: Any) -> Any:
    """The mandataire's laptop: a file of its own, with an account of its own."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    shutil.copy(first_file, folder / "local.appui")
    laptop = type(till)(type(till.hands)(folder / "local.appui", till.hands.clock))
    yield laptop
    laptop.hands.store.close()


@pytest.fixture
def gathered(till: Any) -> dict[str, uuid.UUID]:
    """A promise, a cheque and a collection that were carried, and a promise that was dropped."""
    ada, luc = till.donor(), till.donor("Luc Roy")
    ana, eve = (till.hands.join(till.committee, name) for name in ("Ana Diaz", "Eve Roy"))
    form: dict[str, Any] = {"committee_id": till.committee, "account_id": till.account, "place": "Salle", "way": "hat"}
    found = {
        "transfer": till.promise(ada, 5_000, "transfer"),
        "cheque": till.promise(luc, 10_000),
        "box": till.do(collect, CollectionForm(**form, amount_cents=4_000, first_id=ana, second_id=eve)),
        "dropped": till.promise(luc, 700),
    }
    till.do(gifts.hand_over, [found["cheque"], found["box"]], ana)
    till.do(gifts.drop, found["dropped"])
    return found


def state(till: Any, gift: uuid.UUID) -> str:
    return str(till.see(gift_line, gift).state)


def whole(till: Any) -> bool:
    with closing(engine.connect(till.hands.path, "ro")) as connection:
        return not faults(connection)


def sent(till: Any) -> bytes:
    return till.do(export_pledges, till.committee, till.account)  # type: ignore[no-any-return]


def test_pledges_reach_the_mandataire_once_and_their_states_come_back(
    till: Any, other: Any, gathered: dict[str, uuid.UUID]
) -> None:
    first = other.do(import_pledges, sent(till), other.account)
    assert (first.read, first.added, first.updated, first.unchanged) == (4, 3, 0, 1)
    there = other.hands.state()
    again = other.do(import_pledges, sent(till), other.account)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 4)
    assert other.hands.state() == there
    assert state(other, gathered["cheque"]) == "handed_over"

    other.do(gifts.receive, list(map(gathered.__getitem__, ("transfer", "cheque", "box"))), **YES)
    other.do(gifts.deposit, [gathered["cheque"]], **YES)
    other.do(gifts.bounce, gathered["cheque"], **YES)
    other.do(gifts.record_receipt, gathered["transfer"], "R-1")
    answer = other.do(export_states, till.committee, other.account)
    back = till.do(import_states, answer)
    assert (back.read, back.updated) == (3, 3)
    assert [state(till, gathered[k]) for k in ("transfer", "cheque", "box")] == ["received", "bounced", "received"]
    line = till.see(gift_line, gathered["transfer"])
    assert (line.official_receipt, line.acknowledgement) == ("R-1", 1)
    here = till.hands.state()
    assert till.do(import_states, answer).updated == 0
    assert till.hands.state() == here
    assert whole(till) and whole(other)


def test_the_same_data_give_the_same_bytes_and_one_line_in_the_register(till: Any, gathered: Any) -> None:
    one = sent(till)
    till.hands.clock.on(days=3)
    assert sent(till) == one
    assert till.one(select(func.count()).select_from(MoneyFile)) == 1
    assert kind_of(one) == "pledges"


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["gifts"][0].update(amount_cents=1),
        lambda c: c["gifts"].pop(),
        lambda c: c["account"].update(name="x"),
    ],
)
def test_a_file_that_was_changed_on_its_way_is_refused_whole(till: Any, other: Any, gathered: Any, change: Any) -> None:
    document = json.loads(sent(till))
    change(document["content"])
    before = other.hands.state()
    with pytest.raises(MoneyFileAltered):
        other.do(import_pledges, json.dumps(document).encode(), other.account)
    assert other.hands.state() == before


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b'{"format": 3}', b"[" * 5000, b'{"format":"appui.states"}']
)
def test_what_is_no_file_of_ours_is_refused(other: Any, data: bytes) -> None:
    with pytest.raises(MoneyFileUnreadable):
        other.do(import_pledges, data, other.account)
    with pytest.raises((MoneyFileUnreadable, MoneyFileAltered)):
        other.do(import_states, data)


def test_a_cap_that_two_committees_pass_together_is_told_at_the_mandataires(till: Any, other: Any) -> None:
    ada = till.donor()
    one = till.promise(ada, 300_000, "transfer")
    other.do(import_pledges, sent(till), other.account)
    till.do(gifts.drop, one)
    till.committee = till.hands.create("Comité de Bron", "Bron")
    two = till.promise(ada, 250_000, "transfer")
    found = other.do(import_pledges, sent(till), other.account)
    assert [(gift, judged.rule_id, judged.weight) for gift, judged in found.found] == [
        (two, "don.candidate.cap", "block")
    ]
    with pytest.raises(GiftRefused):
        other.do(gifts.receive, [two], **YES)


def test_a_committee_that_the_mandataire_does_not_know_comes_with_its_file_and_no_people_do(
    till: Any, other: Any, gathered: Any
) -> None:
    people = text("SELECT count(*) FROM person")
    before = other.one(people)
    other.do(import_pledges, sent(till), other.account)
    assert other.one(text("SELECT count(*) FROM committee WHERE state = 'active'")) == 2
    assert other.one(people) == before


def test_a_ledger_that_was_rewritten_as_a_whole_is_seen_by_who_was_told_of_it(
    till: Any, other: Any, gathered: dict[str, uuid.UUID]
) -> None:
    other.do(import_pledges, sent(till), other.account)
    other.do(gifts.receive, [gathered["transfer"]], **YES)
    till.do(import_states, other.do(export_states, till.committee, other.account))
    other.do(gifts.receive, [gathered["cheque"]], **YES)
    honest = other.do(export_states, till.committee, other.account)
    till.do(import_states, honest)
    with other.hands.store.engine.begin() as connection:  # the owner of the file rewrites it and makes every seal anew
        for name in ("no_update", "head_forward"):
            connection.exec_driver_sql(f"DROP TRIGGER ledger_{name}")
        connection.exec_driver_sql("UPDATE ledger_entry SET seal = 'other' WHERE seq = 1")
    with pytest.raises(LedgerRewritten):
        till.do(import_states, other.do(export_states, till.committee, other.account))


def test_states_of_a_committee_that_is_not_here_are_refused(till: Any, other: Any, gathered: Any) -> None:
    answer = other.do(export_states, other.committee, other.account)
    with pytest.raises(MoneyFileOfAnother):
        till.do(import_states, answer)


def test_an_import_can_be_undone(till: Any, other: Any, gathered: Any) -> None:
    before = other.hands.state()
    other.do(import_pledges, sent(till), other.account)
    other.undo()
    assert other.hands.state() == before
    assert other.one(select(func.count()).select_from(Donation)) == 0
    assert other.one(select(func.count()).select_from(LedgerEntry)) == 0


def test_both_may_work_on_one_file(till: Any, gathered: Any) -> None:
    """The committee's account is the mandataire's: nothing needs to travel, and what travels changes nothing."""
    till.do(save_account, AccountForm("candidate", "Candidate A", till.election, account_id=till.account))
    before = till.hands.state()
    assert till.do(import_pledges, sent(till), till.account).unchanged == 4
    with till.hands.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM money_file"))
    with till.hands.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM money_file"))
    assert till.hands.state() == before
