"""What is said of a file beside its counts: why it brings nothing, what was left alone, what does not fit."""

from __future__ import annotations

from typing import Final

from campaign.views.money import GIFT_STATE_WORDS
from campaign.views.money_exchange import Conflict, TakenIn
from campaign.words import N_, Words

SKIPPED: Final = N_("Left alone, since they are of another committee or account: {count}")
# What is not in this file is in none of its totals: a donor's cap may be nearer than it says.
LEFT_OUT: Final = N_(
    "Left out, since they were received elsewhere: {count}, {amount}. No cap or total here knows them."
)
APART: Final = N_("{amount}, here: {here}, there: {there}. {advice} ({gift})")


def lines(found: TakenIn, w: Words) -> list[str]:
    """The sentences about a file that was taken in, or would be."""
    said = [w(found.news)] if found.news else []
    if found.skipped:
        said.append(w(SKIPPED, count=w.number(found.skipped)))
    unknown = [one.amount_cents for one in found.conflicts if not one.here]
    if unknown:
        said.append(w(LEFT_OUT, count=w.number(len(unknown)), amount=w.euros(sum(unknown))))
    return said + [apart(one, w) for one in found.conflicts]


def apart(one: Conflict, w: Words) -> str:
    """One gift whose two states do not fit: both of them, and what to do."""
    here = w(GIFT_STATE_WORDS[one.here]) if one.here else w(N_("unknown"))
    facts = {"amount": w.euros(one.amount_cents), "here": here, "there": w(GIFT_STATE_WORDS[one.there])}
    return w(APART, **facts, advice=w(one.advice), gift=one.gift)
