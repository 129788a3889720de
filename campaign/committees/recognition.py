"""The recognition checklist: what it would take to be recognised, computed from data, blocking nothing.

The criteria are those of 2024 (source R-AP24, structure ``lfi_2024``), not of 2017: the screen says so. They are pure
functions of counts, so that they are tested without a database.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaign.committees.views import Criterion, CriterionState
from campaign.words import N_

MIN_AGE_DAYS = 31
MIN_MEMBERS = 3
MIN_FIELD_ACTIONS = 3
WINDOW_DAYS = 62
MIN_GENDERS = 2
YEAR = "2024"
SOURCE = "R-AP24"


@dataclass(frozen=True, slots=True)
class Facts:
    """What recognition looks at. ``leader_genders`` are those that leaders chose to say."""

    age_days: int
    members: int
    field_actions: int
    abroad: bool
    leaders: int
    leader_genders: frozenset[str]
    silent_leaders: int
    leaders_busy_elsewhere: int


def checklist(facts: Facts) -> tuple[Criterion, ...]:
    """The five criteria, in the order in which a young committee meets them."""
    return (
        Criterion(
            "age",
            N_("exists for 31 days"),
            _met(facts.age_days, MIN_AGE_DAYS),
            facts.age_days,
            MIN_AGE_DAYS,
            N_("Time does it."),
        ),
        Criterion(
            "members",
            N_("3 members"),
            _met(facts.members, MIN_MEMBERS),
            facts.members,
            MIN_MEMBERS,
            N_("Followers do not count: ask one to become a member."),
        ),
        Criterion(
            "field_actions",
            N_("3 field actions in 62 days"),
            "not_applicable" if facts.abroad else _met(facts.field_actions, MIN_FIELD_ACTIONS),
            facts.field_actions,
            MIN_FIELD_ACTIONS,
            N_("Plan one: a market, a door-to-door, a leaflet round."),
        ),
        Criterion(
            "genders",
            N_("leaders of 2 genders"),
            _genders(facts),
            len(facts.leader_genders) if facts.leaders else 0,
            MIN_GENDERS,
            N_("Known only if leaders say it; nobody has to."),
        ),
        Criterion(
            "elsewhere",
            N_("leaders lead no other recognised committee of this kind"),
            "missing" if facts.leaders_busy_elsewhere else "satisfied" if facts.leaders else "unknown",
            facts.leaders_busy_elsewhere,
            0,
            N_("Hand one of the two over."),
        ),
    )


def recognised(criteria: tuple[Criterion, ...]) -> bool:
    """Whether every criterion that applies is met."""
    return all(c.state in ("satisfied", "not_applicable") for c in criteria)


def _met(value: int, threshold: int) -> CriterionState:
    return "satisfied" if value >= threshold else "missing"


def _genders(facts: Facts) -> CriterionState:
    if len(facts.leader_genders) >= MIN_GENDERS:
        return "satisfied"
    if facts.silent_leaders and facts.leaders >= MIN_GENDERS:
        return "unknown"
    return "missing"
