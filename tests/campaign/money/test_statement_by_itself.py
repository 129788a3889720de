"""The statement once more, from nothing but the files that it gives out: read as text, added up in decimals."""

from __future__ import annotations

import csv
import io
import random
import uuid
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from campaign.errors.money import GiftReasonNeeded, GiftRefused
from campaign.money import gifts
from campaign.money.accounts import list_accounts
from campaign.money.collecting import CollectionForm, collect
from campaign.money.donor_list import export_donors
from campaign.money.drafts import accountant_draft, receipts_draft
from campaign.money.earmarks import earmark
from campaign.money.gifts import gift_row
from campaign.money.spending import RequestForm, add_document, categories, move_request, save_request
from campaign.money.statement import statement
from campaign.money.steps import open_steps
from db.store import Store

YES = {"declares_mandatary": True}
ALL = (date(2020, 1, 1), date(2030, 12, 31))
BACK: dict[str, Any] = {"bounce": gifts.bounce, "refund": gifts.refund, "return": gifts.give_back}
METHODS = ("cheque", "transfer", "card", "debit", "cash", "in_kind")


def read(content: bytes, separator: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def cents(text: str) -> int:
    found = Decimal(text.replace(",", ".")) * 100
    assert found == int(found)
    return int(found)


def exports(store: Store, account: uuid.UUID) -> tuple[list[dict[str, str]], ...]:
    """The accountant's draft, the receipts draft and the list of donors, as lines of text."""
    with store.read() as session:
        fec = read(accountant_draft(session, account, *ALL), "\t")
        receipts = read(receipts_draft(session, account, *ALL), "\t")
    with store.write() as unit:
        made = export_donors(unit, account, *ALL, form="csv", lang="en", **YES)  # type: ignore[arg-type]
    return fec, receipts, read(made.content, ";")


def compare(store: Store, account: uuid.UUID) -> None:
    """Each figure of the statement that the files can tell is told by them, to the cent."""
    with store.read() as session:
        found = statement(session, account, *ALL)
    fec, receipts, donors = exports(store, account)
    books: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for line in fec:
        moved = cents(line["Debit"]) - cents(line["Credit"])
        books[line["CompteNum"]] += moved
        if line["CompteNum"] in ("754100", "754200"):
            months[line["EcritureDate"][:6]] -= moved
    assert sum(books.values()) == 0
    spent = {one.id: books[one.number] for one in categories() if books[one.number]}
    balance = found.balance
    assert (books["512000"], books["511200"], -books["754100"], -books["754200"]) == (
        balance.bank_cents, balance.to_deposit_cents, balance.gifts_cents, balance.in_kind_cents,
    )  # fmt: skip
    assert spent == dict(found.by_category) and sum(spent.values()) == balance.spent_cents
    assert balance.to_deposit_cents == sum(line.amount_cents for line in found.to_deposit)
    assert found.received_cents == -books["754100"]
    told: Counter[str] = Counter()
    for total in found.by_method:
        told[f"{total.month:%Y%m}"] += total.cents
    assert {month: amount for month, amount in told.items() if amount} == {m: c for m, c in months.items() if c}
    # What stands, by donor and by way of payment; collections have no donor, and no line.
    named: Counter[str] = Counter()
    by_donor: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in donors:
        named[line["way of payment"]] += cents(line["amount (EUR)"])
        year = "" if found.account.kind == "candidate" else line["day of the payment"][:4]
        by_donor[line["donor number"], year] += cents(line["amount (EUR)"])
    boxes = -books["754100"] - books["754200"] - sum(named.values())
    assert named["cash"] + boxes == found.cash_cents and boxes >= 0
    assert sum(cents(line["amount"]) for line in receipts) == sum(named.values()) - named["in kind"]
    assert found.donor_count == len({number for number, _ in by_donor})
    near = {(one.donor_id.hex[-12:].upper(), str(one.year or "")): one.total_cents for one in found.donors}
    cap = 460_000 if found.account.kind == "candidate" else 750_000
    assert near == {key: amount for key, amount in by_donor.items() if amount * 10 >= cap * 8}


@pytest.mark.parametrize(
    ("seed", "many"),
    [(1, 24), pytest.param(2, 36, marks=pytest.mark.long), pytest.param(3, 36, marks=pytest.mark.long)],
)
def test_a_random_history_is_added_up_from_the_exports_alone(till: Any, seed: int, many: int) -> None:
    chance = random.Random(seed)
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    people = [till.donor(f"Person {chr(65 + n)}x", postcode=f"6900{n}") for n in range(6)]
    own = []
    for number in range(many):
        till.hands.clock.to(2027, 2 + number // 16, 1 + number % 16, 10)
        method, amount = METHODS[number % 6], chance.choice((1, 999, 12_345, 14_999, 91_003))
        if method == "cash" and number % 12 == 4:
            box = CollectionForm(till.committee, till.account, amount, "Salle", "Urne", ana, eve)
            own.append(till.do(collect, box))
        else:
            try:
                options = {"estimate": "a van", "reason": "known"}
                own.append(till.promise(chance.choice(people), amount, method, **options))
            except (GiftRefused, GiftReasonNeeded):
                continue
        for gift in chance.sample(own, min(len(own), 4)):
            with till.hands.store.read() as session:
                row = gift_row(session, gift)
                steps = [step.name for step in open_steps(row.state, row.method, row.kind)]
            act(till, gift, chance.choice(steps) if steps else "")
    till.receive(people[0], 50_000, reason="known")
    till.do(earmark, till.account, till.committee, 20_000, **YES)
    for title, category, amount in (("Tracts", "print", 7_003), ("Salle", "meeting", 4_997)):
        request = till.do(save_request, RequestForm(till.committee, till.account, title, category, amount))
        till.do(add_document, request, "invoice", "F")
        for move in ("ask", "approve", "approve", "commit", "pay"):
            till.do(move_request, request, move, **YES, paper="PV 1" if move == "approve" else "")
    compare(till.hands.store, till.account)
    till.undo()  # a payment taken back reverses its entries: the files tell that too
    compare(till.hands.store, till.account)


def act(till: Any, gift: uuid.UUID, step: str) -> None:
    """One step of a gift; a drop is rare in life, and would leave little to add up."""
    if step == "hand_over":
        till.do(gifts.hand_over, [gift], None)
    elif step == "receive":
        till.do(gifts.receive, [gift], **YES, reason="known")
    elif step == "deposit":
        till.do(gifts.deposit, [gift], **YES)
    elif step in BACK:
        till.do(BACK[step], gift, **YES)


def test_the_money_of_the_demonstration_is_added_up_from_its_exports_alone(demo_file: Path, copy: Any) -> None:
    store = Store.on_file(copy(demo_file))
    with store.read() as session:
        accounts = [one.id for one in list_accounts(session)]
    assert accounts
    for account in accounts:
        compare(store, account)
    store.close()
