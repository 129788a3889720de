"""What a file of the other laptop changed, and what in it cannot be as it is here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaign.views.money import AccountView
from campaign.views.money_guard import Judged
from campaign.words import N_

KNOWN: Final = N_("This file was taken in before: it brings nothing new.")
OLDER: Final = N_("This file is older than what is known here: nothing of it was taken in.")
OWN: Final = N_("This file was made here: it is for the committee's laptop.")
OWN_PLEDGES: Final = N_("This file was made here: it is for the mandataire's laptop.")
RECEIVED_HERE: Final = N_("The mandataire received it: if it was given back, refund or return it here, and say so.")
RECEIVED_THERE: Final = N_(
    "The mandataire received it: ask for it to be refunded or returned, or undo what was done here."
)
UNDONE_THERE: Final = N_(
    "The mandataire does not have it so: ask what happened, then undo here or have it received again."
)
ASK_AGAIN: Final = N_("Compare both files with the other laptop, and enter by hand what is missing.")
# Of a spending request.
BOTH_WENT_ON: Final = N_("Both laptops went on with it: ask for more information here, then take in their next file.")
DECIDED_HERE: Final = N_("It was decided on this laptop too: undo that here, then take the file in again.")
DECIDED_THERE: Final = N_("The committee's laptop says that it is decided, and nobody here did: ask them.")
OTHER_TERMS: Final = N_("What was agreed to is not what is asked for here: write it as it was sent, or ask it back.")
NO_SECOND: Final = N_("No second person looked at it: ask the committee to send it again.")
NOT_COVERED: Final = N_("What is set apart here is less than it: take in their next file, or ask what changed.")

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
class Fate:
    """What became of a gift, as the mandataire tells; ``donor`` is empty for a collection."""

    gift: uuid.UUID
    donor: str
    kind: str
    amount_cents: int
    before: str
    after: str
    day: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A term of a request that its committee corrected; ``here`` is what stood here before. By name of the column."""

    field: str
    here: object
    there: object


@dataclass(frozen=True, slots=True)
class RequestFate:
    """What a file says of a request: where it stood (empty: it is new here), where it stands, whose last word that is.

    ``papers``: how many documents are new here.
    """

    request: uuid.UUID
    title: str
    amount_cents: int
    before: str
    after: str
    by: str
    note: str
    changes: tuple[Changed, ...] = ()
    papers: int = 0


@dataclass(frozen=True, slots=True)
class RequestApart:
    """A request whose two states do not fit. ``here`` is empty where it is unknown; ``advice`` is a msgid."""

    request: uuid.UUID
    title: str
    amount_cents: int
    here: str
    there: str
    advice: str


@dataclass(frozen=True, slots=True)
class RequestsTaken:
    """What a file changed among requests; ``skipped``: of another committee or account, left alone."""

    fates: tuple[RequestFate, ...]
    apart: tuple[RequestApart, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class EarmarkTold:
    """What the mandataire says is set apart, in cents; ``fits``: it is the same here. ``changed``: how many are new."""

    changed: int
    free_cents: int
    committed_cents: int
    paid_cents: int
    fits: bool


@dataclass(frozen=True, slots=True)
class FieldDiffers:
    """A field of a donor that the two files do not tell alike: by the name of the column."""

    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class DonorApart:
    """A donor whom the committee tells otherwise. ``taken``: what it tells was taken over.

    ``receipts``: official receipts that are noted for their gifts; ``told_on``: when a list or draft that may name them
    was made last. Both were made with what stood here. ``stood_until``: the day on which what the file tells was
    replaced here, all of it: the file is perhaps older than that.
    """

    donor: uuid.UUID
    name: str
    fields: tuple[FieldDiffers, ...]
    receipts: int = 0
    told_on: date | None = None
    taken: bool = False
    stood_until: date | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file changed. ``found``: what the guard says of gifts that were taken in, by id of the gift.

    ``skipped``: gifts and requests of another committee or account, left alone. ``news``: a msgid if the file brings
    nothing. ``fates``: of gifts, what came back first. ``slips``: how many the mandataire has acknowledged since.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    found: tuple[tuple[uuid.UUID, Judged], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    skipped: int = 0
    news: str = ""
    fates: tuple[Fate, ...] = ()
    requests: tuple[RequestFate, ...] = ()
    apart: tuple[RequestApart, ...] = ()
    earmark: EarmarkTold | None = None
    donors: tuple[DonorApart, ...] = ()
    slips: int = 0

    @property
    def brings(self) -> bool:
        """Whether it changes anything here, or tells what does not fit."""
        earmark = self.earmark is not None and bool(self.earmark.changed)
        news = (self.added, self.updated, self.slips, self.conflicts, self.requests, self.apart, self.donors)
        return earmark or any(news)
