"""What a file of the other laptop changed, and what in it cannot be as it is here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from campaign.views.money import AccountView
from campaign.views.money_guard import Judged
from campaign.words import N_

KNOWN: Final = N_("This file was taken in before: it brings nothing new.")
OLDER: Final = N_("This file is older than what is known here: nothing of it was taken in.")
RECEIVED_HERE: Final = N_("The mandataire received it: if it was given back, refund or return it here, and say so.")
RECEIVED_THERE: Final = N_(
    "The mandataire received it: ask for it to be refunded or returned, or undo what was done here."
)
UNDONE_THERE: Final = N_(
    "The mandataire does not have it so: ask what happened, then undo here or have it received again."
)
ASK_AGAIN: Final = N_("Compare both files with the other laptop, and enter by hand what is missing.")

# Why an account of this file is proposed for the one that a file names.
KNOWN_ACCOUNT: Final = N_("known")
SAME_NAME: Final = N_("same name")
NEAR_NAME: Final = N_("a name that is near")


@dataclass(frozen=True, slots=True)
class FileTold:
    """What a file says of itself: ``pledges`` or ``states``, whose, for which account, how many gifts."""

    kind: str
    committee: str
    account_id: uuid.UUID
    account: str
    gifts: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An account that a file may be for; ``why`` is a msgid, empty where nothing speaks for it."""

    account: AccountView
    why: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A gift whose two states do not fit. ``here`` is empty where it is unknown; ``advice`` is a msgid."""

    gift: uuid.UUID
    amount_cents: int
    here: str
    there: str
    advice: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file changed. ``found``: what the guard says of gifts that were taken in, by id of the gift.

    ``skipped``: gifts of another committee or account, left alone. ``news``: a msgid if the file brings nothing.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    found: tuple[tuple[uuid.UUID, Judged], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    skipped: int = 0
    news: str = ""
