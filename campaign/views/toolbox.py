"""What is shown of a committee's toolbox."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from campaign.labels import Label
from campaign.periods import Period
from campaign.words import N_

ENTRY_WORDS = {
    "note": N_("note"),
    "decision": N_("decision"),
    "difficulty": N_("difficulty"),
    "request": N_("request"),
}


@dataclass(frozen=True, slots=True)
class TutorialView:
    """A tutorial to read; its body is Markdown of our own, never a person's text."""

    id: str
    title: Label
    body: Label
    minutes: int
    level: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the cahier."""

    id: uuid.UUID
    day: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal as it was set, over its own period."""

    id: uuid.UUID
    committee_id: uuid.UUID
    kpi: str
    period: Period
    target: int
