"""A mandataire's own file: the role declared, no committee, and what nobody knows said to be unchecked."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign import home
from campaign.errors import NameNeeded, PlaceUnknown
from campaign.money import gifts
from campaign.money.accounts import AccountForm, ElectionForm
from campaign.money.donors import DonorForm
from campaign.money.exchange import export_pledges, export_states, import_pledges, import_states
from campaign.money.exchange.pairing import propose, sure_of, told_of
from campaign.money.mandate import MandateForm, answer_for, gathering, mandate_of, not_known, straight_to
from campaign.money.promises import PromiseForm, check_promise, promise
from campaign.money.waiting import waiting
from campaign.settings import who_am_i
from campaign.views.money_exchange import KNOWN_ACCOUNT, NEAR_NAME, SAME_NAME
from db.tables import AuditEntry, Committee

YES = {"declares_mandatary": True}
UNKNOWN = MandateForm("Zoé Machin", AccountForm("candidate", "AFC Test"), ElectionForm("Legislative"))


@pytest.fixture
def theirs(first_file: Path, tmp_path: Path, hands: Any) -> Iterator[Any]:
    """The mandataire's laptop: a fresh file of its own."""
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    shutil.copy(first_file, folder / "local.appui")
    laptop = type(hands)(folder / "local.appui", hands.clock)
    yield laptop
    laptop.store.close()


def own_home(hands: Any) -> Any:
    """Home of the file, as its screen reads it."""
    return hands.see(lambda session: home.home(session, hands.clock(), None, hands.clock().date()))


def test_a_mandataire_declares_the_role_in_one_action_that_is_audited_and_undone(hands: Any) -> None:
    with pytest.raises(NameNeeded):
        hands.do(answer_for, MandateForm("", UNKNOWN.account, UNKNOWN.election))
    with pytest.raises(NameNeeded):
        hands.do(answer_for, MandateForm("Zoé Machin", AccountForm("party", " ")))
    with pytest.raises(NameNeeded):  # an association answers under its own name, not under that of who types
        hands.do(answer_for, MandateForm("Zoé Machin", AccountForm("party", "P", mandatary_kind="association")))
    empty = hands.state()
    account = hands.do(answer_for, UNKNOWN)
    assert account.mandatary == "Zoé Machin" and hands.see(who_am_i).name == "Zoé Machin"
    assert hands.see(mandate_of).id == account.id
    assert "account.answer" in {row.action for row in hands.all(select(AuditEntry.action))}
    hands.undo()
    assert hands.state() == empty and hands.see(mandate_of) is None


def test_what_nobody_knows_is_listed_and_the_guard_says_that_it_cannot_check(hands: Any) -> None:
    account = hands.do(answer_for, UNKNOWN)
    assert not_known(account) == ("first_round", "ceiling")
    committee = hands.do(straight_to, account.id)
    donor = DonorForm("Luc", "Roy", "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)
    form = PromiseForm(committee, account.id, 10_000, "cash", donor=donor)
    found = hands.see(check_promise, form, hands.clock().date()).found
    assert {"cannot_check"} <= {one.weight for one in found}
    town = hands.do(
        answer_for,
        MandateForm(
            "Zoé Machin", AccountForm("candidate", "Liste"), ElectionForm("Municipales", "municipal", commune="94081")
        ),
    )
    assert town.election.insee == "94081" and town.election.population > 9_000
    assert town.election.label == "Municipales, Vitry-sur-Seine" and "inhabitants" not in not_known(town)
    with pytest.raises(PlaceUnknown):
        hands.do(
            answer_for,
            MandateForm("Zoé", AccountForm("candidate", "B"), ElectionForm("M", "municipal", commune="Nullepart")),
        )


def test_home_of_such_a_file_is_of_the_account_until_a_committee_is_created_in_it(hands: Any) -> None:
    account = hands.do(answer_for, UNKNOWN)
    view = own_home(hands)
    assert view.committee is None and view.money.mandate.id == account.id
    assert [todo.kind for todo in view.todo] == ["take_in", "not_known", "copy"]
    hands.do(straight_to, account.id)  # what is gathered under the account's own name is no committee of this file
    assert own_home(hands).committee is None
    hands.create("Mine")
    assert own_home(hands).committee.name == "Mine"


def test_what_no_committee_brought_is_gathered_once_under_the_name_of_the_account(hands: Any) -> None:
    account = hands.do(answer_for, UNKNOWN)
    first, again = (hands.do(straight_to, account.id) for _ in range(2))
    assert first == again and len(hands.all(select(Committee.id))) == 1
    assert [(line.name, line.direct) for line in hands.see(gathering)] == [("AFC Test", True)]
    donor = DonorForm("Luc", "Roy", "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)
    gift = hands.do(promise, PromiseForm(first, account.id, 3_000, "transfer", donor=donor))
    hands.do(gifts.receive, [gift], **YES)
    found = hands.see(waiting, None, hands.clock(), balances=True)
    assert (found.held.cents, found.unassigned_cents, found.mandate.id) == (3_000, 3_000, account.id)


def test_a_committees_file_is_taken_in_and_answered_without_a_committee_of_ones_own(till: Any, theirs: Any) -> None:
    gift = till.promise(till.donor(), 15_000)
    till.do(gifts.hand_over, [gift], None)
    data = till.do(export_pledges, till.committee, till.account)
    account = theirs.do(answer_for, MandateForm("Zoé Machin", AccountForm("party", "Candidate A")))
    found = theirs.do(import_pledges, data, account.id)
    assert (found.added, own_home(theirs).committee) == (1, None)
    assert [todo.kind for todo in own_home(theirs).todo] == ["mandatary", "copy"]
    theirs.do(gifts.receive, [gift], **YES)
    till.do(import_states, theirs.do(export_states, till.committee, account.id))


@pytest.mark.parametrize(
    ("labels", "first", "why", "sure"),
    [
        (("Other", "Candidate A"), "Candidate A", SAME_NAME, True),
        (("Other", "Financing association of Candidate Aa"), "Other", "", False),
        (("Other", "Association Durand"), "Association Durand", NEAR_NAME, False),
        ((), None, None, False),
    ],
)
def test_the_likely_account_is_proposed_first_and_asked_about_where_names_do_not_tell(
    hands: Any, labels: tuple[str, ...], first: str | None, why: str | None, *, sure: bool
) -> None:
    from campaign.views.money_exchange import FileTold

    for label in labels:
        hands.do(answer_for, MandateForm("Zoé", AccountForm("party", label)))
    called = "AFC Durand" if why == NEAR_NAME else "Candidate A"
    found = hands.see(propose, FileTold("pledges", "C", uuid.uuid4(), called, 1))
    assert len(found) == len(labels)
    assert (found[0].account.label, found[0].why) == (first, why) if labels else first is None
    assert (sure_of(found) is not None) == sure


def test_an_account_that_was_paired_once_needs_no_question_again(till: Any) -> None:
    data = till.do(export_pledges, till.committee, till.account)
    told = told_of(data)
    assert (told.kind, told.account, told.gifts) == ("pledges", "Candidate A", 0)
    found = till.see(propose, told)
    assert sure_of(found).account.id == till.account and found[0].why == KNOWN_ACCOUNT
