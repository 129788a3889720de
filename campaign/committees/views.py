"""What is shown of committees: frozen values without a database behind them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from campaign.labels import Label
from campaign.words import N_

FOLLOWER, MEMBER, MANAGER, LEADER = 5, 10, 50, 100

LEVEL_WORDS: dict[int, str] = {
    0: N_("left"),
    FOLLOWER: N_("follower"),
    MEMBER: N_("member"),
    MANAGER: N_("manager"),
    LEADER: N_("leader"),
}
LEVEL_KEYS: dict[str, int] = {"follower": FOLLOWER, "member": MEMBER, "manager": MANAGER, "leader": LEADER}

STATE_WORDS = {
    "active": N_("active"),
    "dormant": N_("dormant"),
    "closed": N_("closed"),
    "merged": N_("merged"),
}

CriterionState = Literal["satisfied", "missing", "unknown", "not_applicable"]


@dataclass(frozen=True, slots=True)
class CommitteeCard:
    """A committee as it is the moment it was created or found."""

    id: uuid.UUID
    name: str
    kind: str
    state: str
    visible: bool
    places: tuple[tuple[str, str], ...]
    created_at: datetime

    @property
    def place(self) -> str:
        """Its places in one line."""
        return ", ".join(name for _, name in self.places)


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """A committee in the directory. ``state`` may be *dormant*: computed, never stored."""

    id: uuid.UUID
    name: str
    kind: Label
    place: str
    department: str
    state: str
    members: int
    followers: int
    last_action: date | None
    next_action: date | None
    split_due: bool
    invented: bool
    places: tuple[tuple[str, str], ...] = ()  # code and name of each; no code abroad


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """A window on the directory: ``total`` is how many fit the search."""

    lines: tuple[CommitteeLine, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person in a committee."""

    membership_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    level: int
    finance: bool
    share_identity: bool
    joined_on: date
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class PostLine:
    """A role to hold, and who holds it. ``documented`` tells whether the structure's sources name it."""

    id: uuid.UUID
    title: Label
    people: int | None
    holder: str
    documented: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the recognition checklist: how far, how much is asked, and since when that is known."""

    key: str
    label: str
    state: CriterionState
    value: int | None
    threshold: int
    hint: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something to do. ``invented`` marks first tasks that no source documents."""

    id: uuid.UUID
    title: Label
    why: Label
    due_on: date | None
    state: str
    invented: bool
    tutorial_id: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """A committee, whole."""

    id: uuid.UUID
    name: str
    kind_id: str
    kind: Label
    state: str
    places: tuple[tuple[str, str], ...]
    country: str
    zone: str
    structure: Label | None
    structure_id: str | None
    size_min: int | None
    size_max: int | None
    created_on: date
    ended_on: date | None
    end_reason: str
    merged_into: str
    split_from: str
    members: tuple[MemberLine, ...]
    posts: tuple[PostLine, ...]
    tasks: tuple[TaskLine, ...]
    recognition: tuple[Criterion, ...]
    split_due: bool
    dormant: bool
    invented: bool
    version: int

    @property
    def place(self) -> str:
        """Its places in one line."""
        return ", ".join(name for _, name in self.places)

    def at_least(self, level: int) -> tuple[MemberLine, ...]:
        """The members from a level up."""
        return tuple(m for m in self.members if m.level >= level)


@dataclass(frozen=True, slots=True)
class SplitProposal:
    """Who would go where, proposed; every line can be changed before anything happens."""

    committee_id: uuid.UUID
    name: str
    new_name: str
    staying: tuple[MemberLine, ...]
    leaving: tuple[MemberLine, ...]
    new_leader: uuid.UUID | None
    version: int
