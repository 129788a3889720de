"""Lists and totals of gifts: found by indexes, and the same as a slow second definition reads out of the rows."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors.money import GiftRefused
from campaign.money import gifts, listing
from campaign.money.donors import merge_donors
from campaign.money.listing import list_gifts
from campaign.money.promises import PromiseForm, check_promise
from campaign.money.statement import donor_totals
from campaign.money.twins import twins_of
from campaign.views.money import GiftQuery
from db.folding import fold
from db.tables import CampaignAccount, Donation, Donor
from tests.campaign.money.conftest import Till

YES = {"declares_mandatary": True}
NAMES = ("Ana Roy", "Luc Martin", "Eve Martineau", "Zoé Royer")


def fill_many(hands: Any) -> None:
    """Forty gifts of four people to two accounts, on days that many share, in several states."""
    till = Till(hands)
    chance = random.Random(7)
    accounts = (till.account, till.open("The Party", "party"))
    people = [till.donor(name, postcode=f"6900{n}") for n, name in enumerate(NAMES)]
    for number in range(40):
        till.account = accounts[number % 2]
        till.hands.clock.to(2027, 1 + number // 16, 1 + number % 5, 10)
        gift = till.promise(chance.choice(people), 100 + number, ("transfer", "cheque", "card")[number % 3])
        if number % 3 != 1 and number % 4:
            till.do(gifts.receive, [gift], **YES)
            if number % 8 == 1:
                till.do(gifts.refund, gift, **YES)


@pytest.fixture
def many(hands: Any, prepared: Callable[..., Path]) -> Any:
    hands.take(prepared("many", fill_many))
    till: Any = Till(hands)
    till.candidate = till.account
    till.party = till.one(select(CampaignAccount.id).where(CampaignAccount.kind == "party"))
    till.people = [till.one(select(Donor.id).where(Donor.search_key == fold(name))) for name in NAMES]
    hands.clock.to(2027, 3, 5, 10)
    return till


def slowly(till: Any, query: GiftQuery, named: dict[uuid.UUID, str]) -> list[Any]:
    """The gifts that fit, as anybody would pick them out of the rows."""
    rows = [row for (row,) in till.all(select(Donation))]
    return sorted(
        (
            row
            for row in rows
            if query.account_id in (None, row.account_id)
            and query.committee_id in (None, row.committee_id)
            and (not query.states or row.state in query.states)
            and query.method in ("", row.method)
            and all(word in named[row.donor_id] for word in query.text.split())
        ),
        key=lambda row: (row.promised_on, row.id),
        reverse=True,
    )


@pytest.mark.parametrize("few", [listing.FEW, 1])  # a word of few donors, and one of very many
def test_every_page_of_every_question_is_what_the_rows_say(
    many: Any, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    named = dict(many.all(select(Donor.id, Donor.search_key)))
    questions = [
        GiftQuery(), GiftQuery(account_id=many.candidate), GiftQuery(committee_id=many.committee, states=("promised",)),
        GiftQuery(account_id=many.party, states=("received", "refunded"), method="card"), GiftQuery(text="martin"),
        GiftQuery(account_id=many.party, text="roy"), GiftQuery(text="e m"), GiftQuery(text="nobody"),
        GiftQuery(committee_id=uuid.UUID(int=1)),
    ]  # fmt: skip
    for query in questions:
        wanted = [row.id for row in slowly(many, query, named)]
        amounts = sum(row.amount_cents for row in slowly(many, query, named))
        seen: list[uuid.UUID] = []
        after: tuple[date, uuid.UUID] | None = None
        for offset in range(0, 42, 7):
            page = many.see(list_gifts, query, offset=offset, limit=7)
            if page.counted:
                assert (page.total, page.total_cents) == (len(wanted), amounts), query
            else:
                assert page.total == min(offset + 8, len(wanted)) or offset > len(wanted)
            seen += [line.id for line in page.lines]
            if offset <= len(wanted):
                going_on = many.see(list_gifts, query, limit=7, after=after)
                assert [line.id for line in going_on.lines] == [line.id for line in page.lines]
                after = (page.lines[-1].promised_on, page.lines[-1].id) if page.lines else after
        assert seen == wanted, query


def test_totals_of_donors_and_the_cap_while_typing_agree_with_a_slow_second_definition(many: Any) -> None:
    many.do(merge_donors, many.people[1], many.people[2])
    root = {key: merged or key for key, merged in many.all(select(Donor.id, Donor.merged_into_id))}
    for account_id, kind in ((many.candidate, "candidate"), (many.party, "party")):
        received: Counter[tuple[uuid.UUID, int | None]] = Counter()
        standing: Counter[uuid.UUID] = Counter()
        for (row,) in many.all(select(Donation).where(Donation.account_id == account_id)):
            if row.state in ("received", "deposited"):
                received[root[row.donor_id], None if kind == "candidate" else row.received_on.year] += row.amount_cents
            if row.state in ("promised", "handed_over", "received", "deposited"):
                standing[root[row.donor_id]] += row.amount_cents
        with many.hands.store.read() as session:
            found = donor_totals(session, session.get_one(CampaignAccount, account_id), date(2027, 3, 30))
        assert {(one.donor_id, one.year): one.total_cents for one in found} == dict(received)
        assert [one.total_cents for one in found] == sorted(received.values(), reverse=True)
        for donor in many.people:
            form = PromiseForm(many.committee, account_id, 1, "transfer", donor)
            verdict = many.see(check_promise, form, date(2027, 3, 30))
            assert (verdict.seen_cents, verdict.total_cents) == (standing[root[donor]], standing[root[donor]] + 1)


def test_likely_twins_are_found_by_mail_phone_and_address_and_not_those_made_one(till: Any) -> None:
    own = till.donor("Ada Martin", email="ada@example.org", phone="0199000001", postcode="69001", address="1 rue A")
    mail = till.donor("Ada Martyn", email="ada@example.org", postcode="69002", address="2 rue B")
    phone = till.donor("Adah Martin", phone="01 99 00 00 01", postcode="69003", address="3 rue C")
    place = till.donor("Ada Martins", postcode="69001", address="1 rue A")
    till.donor("Luc Roy", email="ada@example.org", phone="0199000001")  # a household is not one person
    till.donor("Ada Roy")
    assert {twin.id for twin in till.see(twins_of, own)} == {mail, phone, place}
    till.do(merge_donors, own, mail)
    assert {twin.id for twin in till.see(twins_of, own)} == {phone, place}


def test_a_cap_holds_across_accounts_years_and_zones_to_the_cent(till: Any) -> None:
    """What the law's numbers are tried on in one history: two candidates, the turn of a year, a refund."""
    donor = till.donor()
    first = till.receive(donor, 230_000, "transfer")
    other = till.open("Candidate B")
    with pytest.raises(GiftRefused):
        till.promise(donor, 230_001, "transfer", account_id=other, reason="known")
    till.promise(donor, 230_000, "transfer", account_id=other, reason="known")  # 4,600.00 together
    with pytest.raises(GiftRefused):
        till.promise(donor, 1, "transfer", account_id=other, reason="known")
    till.do(gifts.refund, first, **YES)
    till.promise(donor, 230_000, "transfer", reason="known")
    party = till.open("The Party", "party")
    till.hands.clock.to(2027, 12, 31, 22, 59)  # 23:59 in Paris
    till.promise(donor, 750_000, "transfer", account_id=party, reason="known")
    with pytest.raises(GiftRefused):
        till.promise(donor, 1, "transfer", account_id=party, reason="known")
    till.hands.clock.to(2027, 12, 31, 23, 0)  # midnight in Paris: another year, though not yet in London
    till.promise(donor, 750_000, "transfer", account_id=party, reason="known")
