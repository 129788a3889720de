"""What the law says of a gift to an account of this file: the guard, asked with what the file knows of the donor."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from campaign.errors.money import GiftReasonNeeded, GiftRefused
from campaign.money.accounts import facts_of
from campaign.money.donors import donor_facts, entries_of, seen_gifts, twins_of
from campaign.money.guard import judge
from campaign.money.rules import rule_book
from campaign.views.money import Gift, Judged, Verdict, heaviest_first
from campaign.words import N_
from db.folding import clean
from db.tables import CampaignAccount, Donor


def check(
    session: Session, account: CampaignAccount, gift: Gift, donor: Donor | None, *, without: uuid.UUID | None = None
) -> Verdict:
    """What the guard says of a gift, with what this file has seen of the donor; ``without``: the gift itself."""
    book = rule_book(session)
    facts = facts_of(session, account, book, without=without, cash=gift.method == "cash")
    if donor is None:
        return judge(gift, facts, None, [], book)
    own = seen_gifts(session, entries_of(session, donor.id), without=without)
    verdict = judge(gift, facts, donor_facts(donor), own, book)
    if verdict.blocked or verdict.cap_cents is None:
        return verdict
    twins = twins_of(session, donor.id)
    more = seen_gifts(session, [twin.id for twin in twins], without=without) if twins else []
    if not more:
        return verdict
    together = judge(gift, facts, donor_facts(donor), [*own, *more], book)
    if together.total_cents <= verdict.cap_cents:
        return verdict
    text = N_("With “{names}”, who may be the same person, {total} seen in this file: above the cap ({article}).")
    article = next(one.article for one in together.found if one.rule_id.endswith(".cap"))
    said = {"names": twins[0].name, "total_cents": together.total_cents, "article": article}
    same = Judged("don.same_person", "warn", text, article, said)
    return replace(verdict, found=heaviest_first([*verdict.found, same]))


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
