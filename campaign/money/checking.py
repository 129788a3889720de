"""What the law says of a gift to an account of this file: the guard, asked with what the file knows of the donor."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from campaign.errors.money import GiftReasonNeeded, GiftRefused
from campaign.money.donors import DonorForm, donor_facts, seen_gifts
from campaign.money.facts import collects_until, facts_of
from campaign.money.guard import judge
from campaign.money.knowing import Known
from campaign.money.rules import RuleBook, rule_book
from campaign.money.twins import twins_of_new
from campaign.views.money_guard import DonorFacts, Gift, Judged, Verdict, heaviest_first
from campaign.words import N_
from db.folding import clean
from db.tables import CampaignAccount, Donor

_TWIN = N_("With “{names}”, who may be the same person, {total} seen in this file: above the cap ({article}).")


def check(
    session: Session,
    account: CampaignAccount,
    gift: Gift,
    donor: Donor | None,
    *,
    without: uuid.UUID | None = None,
    instalment: bool = False,
    book: RuleBook | None = None,
    known: Known | None = None,
) -> Verdict:
    """What the guard says of a gift, with what this file has seen of the donor.

    ``without``: the gift itself, where it is in the file already. ``instalment``: it is one of a monthly gift, which
    was judged as a whole when it was planned. ``book``: the rules of this file, ``known``: what it knows of donors,
    where they were read before.
    """
    book, known = book or rule_book(session), known or Known(session)
    facts = known.account(account, book, cash=gift.method == "cash", without=without)
    if donor is None:
        return judge(gift, facts, None, [], book)
    entries, person = known.entries(donor), donor_facts(donor)
    own = known.seen(entries, without=without)
    verdict = judge(gift, facts, person, own, book)
    if verdict.blocked or verdict.cap_cents is None:
        return verdict
    if not instalment and (planned := known.planned(entries, lambda: planned_until(session, account, gift.day, book))):
        text = N_("With the monthly gifts still to come, {total} in this file: above the cap of {cap} ({article}).")
        together = judge(gift, facts, person, [*own, *planned], book)
        verdict = _above(verdict, together, "don.monthly", text)
    twins = known.twins(donor)
    more = known.seen([twin.id for twin in twins], without=without) if twins else []
    if not more:
        return verdict
    together = judge(gift, facts, person, [*own, *more], book)
    return _above(verdict, together, "don.same_person", _TWIN, names=twins[0].name)


def check_new(session: Session, account: CampaignAccount, gift: Gift, donor: DonorFacts, form: DonorForm) -> Verdict:
    """What the guard says of a gift of somebody who is still being typed, and may be here under another spelling."""
    book = rule_book(session)
    facts = facts_of(session, account, book, cash=gift.method == "cash")
    verdict = judge(gift, facts, donor, [], book)
    if verdict.blocked or verdict.cap_cents is None:
        return verdict
    twins = twins_of_new(session, form)
    more = seen_gifts(session, [twin.id for twin in twins]) if twins else []
    if not more:
        return verdict
    return _above(verdict, judge(gift, facts, donor, more, book), "don.same_person", _TWIN, names=twins[0].name)


def planned_until(session: Session, account: CampaignAccount, day: date, book: RuleBook) -> date:
    """How far monthly gifts count beside a gift: its calendar year for a party, the filing of the account else."""
    year_end = date(day.year, 12, 31)
    return year_end if account.kind == "party" else collects_until(session, account, book) or year_end


def _above(verdict: Verdict, together: Verdict, rule_id: str, text: str, **names: str) -> Verdict:
    """The verdict, with a warning where more gifts than the donor's own pass the cap together."""
    if verdict.cap_cents is None or together.total_cents <= verdict.cap_cents:
        return verdict
    article = next(one.article for one in together.found if one.rule_id.endswith(".cap"))
    said = {**names, "total_cents": together.total_cents, "cap_cents": verdict.cap_cents, "article": article}
    return replace(verdict, found=heaviest_first([*verdict.found, Judged(rule_id, "warn", text, article, said)]))


def allowed(verdict: Verdict, reason: str) -> Verdict:
    """The verdict, if the gift may be saved.

    Raises:
        GiftRefused, GiftReasonNeeded.
    """
    if verdict.blocked:
        raise GiftRefused(found=verdict.found[0])
    if verdict.needs_reason and not clean(reason):
        raise GiftReasonNeeded(found=verdict.found[0])
    return verdict
