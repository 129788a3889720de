"""Money on a server: what lists, totals and exports it is executed there, and says what it says on a file."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.money.accounts import AccountForm, ElectionForm, account_row, list_accounts, save_account, save_election
from campaign.money.balances import balance_of, earmarks_of
from campaign.money.collecting import CollectionForm, collect
from campaign.money.deadlines import deadlines
from campaign.money.donor_list import export_donors
from campaign.money.donors import DonorForm, list_donors, merge_donors, save_donor
from campaign.money.drafts import accountant_draft, receipts_draft
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_pledges, export_states
from campaign.money.gifts import deposit, hand_over, receive, refund
from campaign.money.listing import (
    committees_of,
    gift_steps,
    list_gifts,
    list_hand_overs,
    slip_numbered,
    slip_of,
    waiting_for_the_bank,
)
from campaign.money.online import import_online, plan_online
from campaign.money.promises import PromiseForm, check_promise, promise
from campaign.money.recurring import RecurringForm, plan_recurring
from campaign.money.spending import RequestForm, add_document, list_requests, move_request, save_request
from campaign.money.statement import donor_totals, money_figures, statement
from campaign.money.twins import twins_of
from campaign.money.waiting import waiting
from campaign.people.importing import read_sheet
from campaign.views.money import GiftQuery
from db.ledger import head_of
from db.seals import seals_head
from db.store import Store

NOW, TODAY = datetime(2027, 2, 3, 9, tzinfo=UTC), date(2027, 2, 3)
YEAR = date(2027, 1, 1), date(2027, 12, 31)
ONLINE = """id;date;montant;mode;prenom;nom;adresse;code postal;ville;pays;nationalite;email
n1;2027-02-01;50,00;carte;Ada;Martin;3 rue du Mail;69004;Lyon;France;FR;a@example.org
n2;2027-02-02;20,00;carte;Zoé;d'Œuvre;4 rue du Mail;69004;Lyon;France;FR;z@example.org
n3;2027-02-02;9000;carte;Zoé;d'Œuvre;4 rue du Mail;69004;Lyon;France;FR;z@example.org
"""


@pytest.fixture
def both(server: Any, server_template: str, path: Path) -> Iterator[list[Store]]:
    """A file and a server on one clock, which draw the same ids and salts."""
    name = server.lend(server_template)
    url = server.url(name)
    stores = [
        Store.on_file(path, now=lambda: NOW, random=random.Random(1).randbytes),
        Store.on_server(url, now=lambda: NOW, random=random.Random(1).randbytes),
    ]
    yield stores
    for store in stores:
        store.close()
    server.idle.append(name)


def lived(store: Store, rows: Any, sheet: Path) -> Iterator[Any]:
    """A committee's money from promise to payment, and all that is told of it afterwards."""

    def do(action: Callable[..., Any], *given: Any, actor: uuid.UUID | None = None, **more: Any) -> Any:
        with store.write(actor) as unit:
            return action(unit, *given, **more)

    yes: Any = {"declares_mandatary": True}
    with store.write() as unit:
        unit.name("committee.create", name="Lyon")
        committee = rows.committee(unit).id
        people = [rows.person(unit, name).id for name in ("Dupont", "Roy", "Blum")]
    election = ElectionForm("Test", "legislative", ceiling_cents=5_000_000,
                            rounds=((1, "", date(2027, 6, 6), "Europe/Paris"),))  # fmt: skip
    form = AccountForm("candidate", "Candidate A", do(save_election, election).id, mandatary="Mandataire M")
    account, party = do(save_account, form).id, do(save_account, AccountForm("party", "The party")).id
    who: Any = {"address": "3 rue du Mail", "postcode": "69004", "city": "Lyon", "residence": "FR", "nationality": "FR",
                "adult": True, "honour": True}  # fmt: skip
    ada, other, zoe = (
        do(save_donor, DonorForm(*name.split(" ", 1), **who | more))
        for name, more in (("Ada Martin", {"email": "a@example.org"}), ("Martin Ada", {}), ("Zoé d'Œuvre", {}))
    )
    yield [[(twin.id, twin.reasons) for twin in read(store, twins_of, one)] for one in (ada, zoe)]
    do(merge_donors, ada, other)
    gifts = [
        do(promise, PromiseForm(committee, at, cents, method, donor, day=date(2027, 1, 2 + cents % 7)))
        for donor, cents, method, at in (
            (ada, 12_345, "cheque", account), (other, 10_001, "cash", account), (zoe, 6_789, "transfer", account),
            (zoe, 5_000, "cheque", account), (ada, 700, "transfer", party),
        )
    ]  # fmt: skip
    do(collect, CollectionForm(committee, account, 8_640, "Market", "box", people[0], people[1], TODAY))
    do(hand_over, [gifts[0], gifts[1], gifts[3]], people[2])
    do(receive, [gifts[0], gifts[1], gifts[2], gifts[4]], **yes, reason="seen")
    do(deposit, [gifts[0]], **yes, bank_ref="R1")
    do(refund, gifts[0], **yes)
    do(plan_recurring, RecurringForm(committee, party, zoe, "debit", 1_000, TODAY))
    do(earmark, account, committee, 5_000, **yes)
    request = do(save_request, RequestForm(committee, account, "Leaflets", "print", 4_000), actor=people[0])
    do(add_document, request, "invoice", "F-1")
    do(move_request, request, "ask", actor=people[0])
    do(move_request, request, "approve", actor=people[1])
    for move in ("approve", "commit", "pay"):
        do(move_request, request, move, actor=people[2], **yes)
    plan = read(store, plan_online, read_sheet(sheet), committee, account, TODAY)
    yield plan
    do(import_online, plan, **yes, reason="seen")
    yield do(export_pledges, committee, account)
    yield do(export_states, committee, account)
    for form_of in ("csv", "xlsx"):
        yield do(export_donors, account, *YEAR, form=form_of, lang="fr", **yes)
    queries = [GiftQuery(account_id=account), GiftQuery(committee_id=committee, states=("received",), method="cash"),
               GiftQuery(donor_id=ada), GiftQuery(account_id=account, text="oeuvre"), GiftQuery(text="a")]  # fmt: skip
    yield [read(store, list_gifts, query, limit=50) for query in queries]
    for question, given in (
        (statement, (account, *YEAR)), (money_figures, (None, *YEAR)), (money_figures, (committee, *YEAR)),
        (receipts_draft, (account, *YEAR)), (accountant_draft, (account, *YEAR)), (balance_of, (account,)),
        (earmarks_of, (account,)), (list_donors, ()), (list_donors, ("mart",)), (committees_of, (account,)),
        (waiting_for_the_bank, (account,)), (list_hand_overs, (committee,)), (slip_numbered, (committee, 1)),
        (slip_of, (gifts[1],)), (gift_steps, (gifts[0],)), (deadlines, (NOW,)),
        (list_accounts, ()), (head_of, (account,)), (seals_head, ()),
        (check_promise, (PromiseForm(committee, account, 100, "cash", ada), TODAY)),
    ):  # fmt: skip
        yield read(store, question, *given)
    yield read(store, list_requests, committee_id=committee)
    yield read(store, waiting, committee, NOW, balances=True), read(store, waiting, None, NOW)
    yield read(store, lambda session: donor_totals(session, account_row(session, account), TODAY, most=3))


def read(store: Store, question: Callable[..., Any], *given: Any, **more: Any) -> Any:
    with store.read() as session:
        return question(session, *given, **more)


def test_lists_totals_and_exports_of_money_say_the_same_on_a_server(
    both: list[Store], rows: Any, tmp_path: Path
) -> None:
    sheet = tmp_path / "online.csv"
    sheet.write_text(ONLINE, encoding="utf-8")
    for number, (file, served) in enumerate(zip(*(lived(store, rows, sheet) for store in both), strict=True)):
        assert file == served, number
        assert file, number
