"""The figures by name: what each means, and their values for one scope and period."""

from __future__ import annotations

from dataclasses import dataclass, fields

from campaign.views import field_figures as field
from campaign.words import N_

ACTIVE_DAYS = 28  # a member is active who attended at least once in four weeks


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name, unit and meaning."""

    key: str
    label: str
    unit: str
    text: str


_DEFINED = (
    (
        "members",
        N_("Members"),
        N_("People with the role of member, manager or leader at the end of the period; followers apart."),
    ),
    ("followers", N_("Followers"), N_("People who follow the committee at the end of the period.")),
    ("leaders", N_("Leaders"), N_("People who lead the committee at the end of the period.")),
    (
        "active_members",
        N_("Active members"),
        N_("Members at the end of the period who attended at least one action in its last 28 days."),
    ),
    (
        "arrivals",
        N_("Arrivals"),
        N_("Times someone became a member during the period, moves from another committee included."),
    ),
    (
        "new_members",
        N_("New members"),
        N_("Arrivals who had never been a member of any committee of this file."),
    ),
    (
        "departures",
        N_("Departures"),
        N_("Times a member ceased to be one during the period, moves and closed committees included."),
    ),
    ("actions_held", N_("Actions held"), N_("Actions that began in the period and took place.")),
    (
        "field_actions",
        N_("Field actions"),
        N_("Actions held among the public: door-to-door, leaflets, market... not meetings or training."),
    ),
    ("actions_cancelled", N_("Actions cancelled"), N_("Actions planned in the period, then cancelled.")),
    (
        "reports_missing",
        N_("Reports missing"),
        N_("Actions of the period that began before today and that nobody has reported on."),
    ),
    (
        "participations",
        N_("Participations"),
        N_(
            "Attendances at the actions held in the period, for the committee with which each came; "
            "one person at two actions counts 2."
        ),
    ),
    (
        "participants",
        N_("Participants"),
        N_("People who attended at least one action of the period, each once in each committee."),
    ),
    ("minutes", N_("Volunteer hours"), N_("Time attended, summed over people.")),
    (
        "shifts_scheduled",
        N_("Shifts scheduled"),
        N_("Sign-ups of people who had said yes, for the actions of the period that were not cancelled; not people."),
    ),
    (
        "shifts_completed",
        N_("Shifts completed"),
        N_("Of the shifts scheduled, those whose person was there; who came unannounced is no part of either."),
    ),
    (
        "confirmed_at_start",
        N_("Confirmed at the start"),
        N_("Sign-ups that stood when their shift or action began, of the actions held in the period."),
    ),
    ("flaked", N_("Did not come"), N_("Of those confirmed at the start, those who were not there.")),
    ("people_met", N_("People met"), N_("People met at the actions, as their reports say.")),
    ("leaflets", N_("Leaflets handed out"), N_("Leaflets handed out at the actions, as their reports say.")),
    *field.DEFINED,
)
_MINUTES = ("minutes", *field.MINUTES)

DEFINITIONS: dict[str, Definition] = {
    key: Definition(key, label, "minutes" if key in _MINUTES else "count", text) for key, label, text in _DEFINED
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of two figures, always recomputed from their sums, never averaged; shown with both counts.

    ``unit`` is ``ratio``, or ``per_hour`` where the figure below is of minutes.
    """

    key: str
    label: str
    short: str
    text: str
    numerator: str
    denominator: str
    unit: str = "ratio"

    @property
    def counts(self) -> tuple[str, str]:
        """The keys of its two counts."""
        return self.numerator, self.denominator

    def of(self, found: Figures) -> float | None:
        """The rate; None, shown as a dash, when there is nothing to divide."""
        return divided(self.unit, found.value(self.numerator), found.value(self.denominator))


def divided(unit: str, above: int | None, below: int | None) -> float | None:
    """A rate of two counts; nothing where there is nothing to divide. Minutes below make it one of hours."""
    if above is None or not below:
        return None
    return above * 60 / below if unit == "per_hour" else above / below


RATES: dict[str, Rate] = {
    "flake_rate": Rate(
        "flake_rate",
        N_("Flake rate"),
        N_("Flake"),
        N_("(Confirmed at the start − those of them who were there) ÷ confirmed at the start."),
        "flaked",
        "confirmed_at_start",
    ),
    **{row[0]: Rate(*row) for row in field.RATES_DEFINED},
}

GOAL_KEYS = (
    "members", "actions_held", "field_actions", "participations", "people_met", "leaflets", "doors_knocked",
    "conversations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of one scope and period, as counts."""

    members: int = 0
    followers: int = 0
    leaders: int = 0
    active_members: int = 0
    arrivals: int = 0
    new_members: int = 0
    departures: int = 0
    actions_held: int = 0
    field_actions: int = 0
    actions_cancelled: int = 0
    reports_missing: int = 0
    participations: int = 0
    participants: int = 0
    minutes: int = 0
    shifts_scheduled: int = 0
    shifts_completed: int = 0
    confirmed_at_start: int = 0
    flaked: int = 0
    people_met: int = 0
    leaflets: int = 0
    doors_targeted: int = 0
    doors_covered: int = 0
    doors_covered_twice: int = 0
    doors_knocked: int = 0
    door_attempts: int = 0
    doors_opened: int = 0
    conversations: int = 0
    doors_with_conversation: int = 0
    doors_timed: int = 0
    team_minutes: int = 0
    person_minutes: int = 0
    follow_ups_open: int = 0
    follow_ups_done: int = 0
    door_leaflets: int = 0
    contacts_kept: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def value(self, key: str) -> int:
        """A figure by its key."""
        return int(getattr(self, key))
