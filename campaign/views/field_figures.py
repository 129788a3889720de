"""The figures of door to door by name, as the field counts them: each door once in a campaign, voided visits never."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from campaign.field.outcomes import BY_CODE
from campaign.words import N_, Words

DEFINED = (
    (
        "doors_targeted",
        N_("Doors targeted"),
        N_(
            "Doors of the turf issued by the end of the period, in campaigns that ran during it, each once in a "
            "campaign; of turf that was cut anew, those of walks already issued and of the latest cutting."
        ),
    ),
    (
        "doors_covered",
        N_("Doors covered"),
        N_("Doors of these campaigns at which someone has knocked by the end of the period, whenever that was."),
    ),
    (
        "doors_covered_twice",
        N_("Doors covered twice"),
        N_("Doors of these campaigns at which someone has knocked at least twice by the end of the period."),
    ),
    (
        "doors_knocked",
        N_("Doors knocked"),
        N_(
            "Doors at which someone knocked in the period, each once in a campaign; where there was no access, nobody "
            "knocked."
        ),
    ),
    (
        "door_attempts",
        N_("Visits to doors"),
        N_("Visits in the period, those without access included; a door visited twice counts 2."),
    ),
    (
        "doors_opened",
        N_("Doors opened"),
        N_("Doors that opened in the period, each once in a campaign: for a conversation, a refusal, come back later…"),
    ),
    ("conversations", N_("Conversations"), N_("Visits of the period that became a conversation.")),
    (
        "doors_with_conversation",
        N_("Doors with a conversation"),
        N_("Doors with at least one conversation in the period, each once in a campaign."),
    ),
    (
        "doors_timed",
        N_("Doors in known hours"),
        N_(
            "Doors knocked on the lists that went out in the period and whose start and end are known, each once on a "
            "list."
        ),
    ),
    (
        "team_minutes",
        N_("Hours of teams"),
        N_("From start to end of the lists that went out in the period, each list once, however many walked it."),
    ),
    (
        "person_minutes",
        N_("Hours at doors"),
        N_("The hours of teams, once for each who walked the list; a list without names counts one person."),
    ),
    (
        "follow_ups_open",
        N_("Promises to keep"),
        N_("What was promised at doors and is not done yet at the end of the period."),
    ),
    ("follow_ups_done", N_("Promises kept"), N_("What was promised at doors and done in the period.")),
    (
        "door_leaflets",
        N_("Leaflets left at doors"),
        N_(
            "Leaflets taken out less those brought back, of the lists where they were counted; of the others, those "
            "ticked door by door. What the reports of actions count stands apart."
        ),
    ),
    (
        "contacts_kept",
        N_("Contacts kept"),
        N_("People at doors who agreed to be written down, as the lists say; a number, without names."),
    ),
)

MINUTES = ("team_minutes", "person_minutes")

# key, label, short label, definition, above, below, unit
RATES_DEFINED = (
    (
        "contact_rate",
        N_("Contact rate"),
        N_("Contact"),
        N_("Doors with a conversation ÷ doors knocked."),
        "doors_with_conversation",
        "doors_knocked",
        "ratio",
    ),
    (
        "opening_rate",
        N_("Opening rate"),
        N_("Opening"),
        N_("Doors opened ÷ doors knocked."),
        "doors_opened",
        "doors_knocked",
        "ratio",
    ),
    (
        "coverage",
        N_("Coverage"),
        N_("Coverage"),
        N_("Doors covered ÷ doors targeted."),
        "doors_covered",
        "doors_targeted",
        "ratio",
    ),
    (
        "coverage_twice",
        N_("Coverage, second pass"),
        N_("Second pass"),
        N_("Doors covered twice ÷ doors targeted."),
        "doors_covered_twice",
        "doors_targeted",
        "ratio",
    ),
    (
        "doors_per_team_hour",
        N_("Doors per hour of a team"),
        N_("Doors/h, team"),
        N_("Doors in known hours ÷ hours of teams."),
        "doors_timed",
        "team_minutes",
        "per_hour",
    ),
    (
        "doors_per_person_hour",
        N_("Doors per hour of a person"),
        N_("Doors/h, person"),
        N_("Doors in known hours ÷ hours at doors."),
        "doors_timed",
        "person_minutes",
        "per_hour",
    ),
)

FLAG_WORDS: dict[str, str] = {
    "contact": N_("conversations at more than {limit} of the doors: {found}"),
    "answers": N_("more answers to a question than conversations: {found} for {limit}; count them again"),
    "pace": N_("more than {limit} doors an hour: {found}"),
    "same_minute": N_("more than {limit} doors in one minute: {found}"),
    "same_outcome": N_("one outcome at more than {limit} of the doors: {found} “{outcome}”"),
}


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """What happened at the doors of a campaign, a turf, a walk or a list. Rates are made of it, never averaged.

    ``passes`` are the doors knocked at least once, twice, three times and four times.
    """

    targeted: int = 0
    attempts: int = 0
    opened: int = 0
    conversations: int = 0
    with_conversation: int = 0
    passes: tuple[int, int, int, int] = (0, 0, 0, 0)
    timed: int = 0
    team_minutes: int = 0
    person_minutes: int = 0

    @property
    def knocked(self) -> int:
        """Doors knocked, each once."""
        return self.passes[0]

    @property
    def contact_rate(self) -> float | None:
        """Doors with a conversation, of the doors knocked; None when nobody knocked."""
        return self.with_conversation / self.knocked if self.knocked else None

    @property
    def opening_rate(self) -> float | None:
        """Doors opened, of the doors knocked."""
        return self.opened / self.knocked if self.knocked else None

    def coverage(self, times: int = 1) -> float | None:
        """Doors knocked at least so many times, of the doors targeted; None when there are none."""
        return self.passes[times - 1] / self.targeted if self.targeted else None

    @property
    def doors_per_team_hour(self) -> float | None:
        """Doors knocked an hour, on lists whose hours are known."""
        return self.timed * 60 / self.team_minutes if self.team_minutes else None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something improbable in what a list says, to be looked at: about the list, never about who walked it.

    ``code`` is one of `FLAG_WORDS`; ``found`` and ``limit`` are a share, doors an hour or doors, as the code has it.
    """

    list_id: uuid.UUID
    list_number: str
    turf: str
    at: datetime
    code: str
    found: float
    limit: float
    outcome: str = ""

    @property
    def is_share(self) -> bool:
        """Whether ``found`` and ``limit`` are shares, shown as percentages."""
        return self.code in ("contact", "same_outcome")

    def said(self, w: Words) -> str:
        """It in words, with what was found and from where on that is improbable."""
        found, limit = (w.percent(n) if self.is_share else w.number(round(n)) for n in (self.found, self.limit))
        outcome = BY_CODE.get(self.outcome)
        return w(FLAG_WORDS[self.code], found=found, limit=limit, outcome=w(outcome.label) if outcome else self.outcome)


@dataclass(frozen=True, slots=True)
class TurfProgress:
    """A turf on Home: doors knocked at least once, out of how many; ``passes`` how often at most."""

    id: uuid.UUID
    name: str
    doors: int
    covered: int
    passes: int
    lists_out: int

    @property
    def share(self) -> float:
        """Between 0 and 1, for a bar."""
        return min(1.0, self.covered / self.doors) if self.doors else 0.0


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A row behind a figure of doors: where, what happened, when. Never who lives there, nor who walked.

    ``stairwell`` 0 and ``floor`` None are not said (a house); ``state`` is a msgid; ``count`` is what the row adds.
    """

    at: datetime
    zone: str
    where: str
    stairwell: int
    floor: int | None
    place: int
    mark: str
    list_number: str
    list_id: uuid.UUID | None
    turf: str
    state: str
    count: int
