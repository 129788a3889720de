"""What is said of a file beside its counts: why it brings nothing, what was left alone, what does not fit."""

from __future__ import annotations

from typing import Final

from campaign.views.money import GIFT_STATE_WORDS
from campaign.views.money_exchange import Conflict, TakenIn
from campaign.words import N_, Words

SKIPPED: Final = N_("Left alone, since they are of another committee or account: {count}")
APART: Final = N_("{amount}, here: {here}, there: {there}. {advice} ({gift})")


def lines(found: TakenIn, w: Words) -> list[str]:
    """The sentences about a file that was taken in, or would be."""
    said = [w(found.news)] if found.news else []
    if found.skipped:
        said.append(w(SKIPPED, count=w.number(found.skipped)))
    return said + [apart(one, w) for one in found.conflicts]


def apart(one: Conflict, w: Words) -> str:
    """One gift whose two states do not fit: both of them, and what to do."""
    here = w(GIFT_STATE_WORDS[one.here]) if one.here else w(N_("unknown"))
    facts = {"amount": w.euros(one.amount_cents), "here": here, "there": w(GIFT_STATE_WORDS[one.there])}
    return w(APART, **facts, advice=w(one.advice), gift=one.gift)
