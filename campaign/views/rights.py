"""What is shown of a person's rights."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaign.labels import Label
from campaign.words import N_

REQUEST_WORDS = {
    "access": N_("see what is kept"),
    "rectify": N_("have it corrected"),
    "object": N_("no longer be contacted"),
    "erase": N_("be erased"),
    "portability": N_("take it along"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names someone; when it is not certain, a person must look at it."""

    table: str
    id: str
    column: str
    text: str
    certain: bool


@dataclass(frozen=True, slots=True)
class AccessFile:
    """All that is held about one person: rows by table, texts that name them, what the journal and audit keep.

    ``rows`` holds JSON values under the names of the columns; ``named`` says what the ids in them stand for.
    """

    person_id: uuid.UUID
    name: str
    made_on: date
    rows: dict[str, list[dict[str, Any]]]
    named: dict[str, str]
    mentions: tuple[Mention, ...]
    journal: list[dict[str, Any]]
    audit: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure will do, or has done. Counts of what goes, of what stays, and what must be looked at by hand."""

    person_id: uuid.UUID
    contacts: int
    consents: int
    signups: int
    minutes: int
    memberships: int
    undo_lost: int
    texts: int
    to_check: tuple[Mention, ...]
    leaderless: tuple[str, ...]
    is_me: bool
    backups: tuple[str, ...] = ()
    gifts: int = 0  # received from them: the law asks who gave, so the donor's six fields stay
    payments: int = 0  # made to them, or engaged: the accounts say who was paid (L52-12), without the bank account


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request of the register; ``days_left`` is below 0 once it is late."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    name: str
    kind: str
    received_on: date
    due_on: date
    answered_on: date | None
    note: str
    days_left: int

    @property
    def late(self) -> bool:
        """Whether the month is over without an answer."""
        return self.answered_on is None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long something is kept for one purpose, who says so, and between which limits it may be changed."""

    purpose: str
    kept: int
    unit: str
    least: int
    most: int
    about: Label
    authority: Label
    source: str
    checked_on: date
    default: int


@dataclass(frozen=True, slots=True)
class Expiring:
    """What one rule lets go: ids that are past their day, and those that will be within 7 and 30 days."""

    rule: RetentionRule
    now: tuple[str, ...]
    in_7: tuple[str, ...]
    in_30: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did, by purpose."""

    counts: dict[str, int]
    at: datetime


@dataclass(frozen=True, slots=True)
class Charter:
    """The text that who is at the keyboard reads once before seeing how to reach people."""

    version: str
    title: Label
    text: Label
