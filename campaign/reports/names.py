"""The figures that only a report makes, beside those of `campaign.views.figures`; and the name of any of them."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from campaign.views.figures import DEFINITIONS, Definition
from campaign.words import N_, Words

_OWN = (
    (
        "goals_met",
        N_("Goals reached"),
        "ratio",
        N_("Goals whose target is reached, among those whose period touches this one."),
    ),
    (
        "active_share",
        N_("Share of active members"),
        "ratio",
        N_("Active members, divided by the members at the end of the period."),
    ),
    ("committees", N_("Committees"), "count", N_("Active committees of this file, dormant ones included.")),
    ("committees_created", N_("Created"), "count", N_("Committees created during the period.")),
    (
        "committees_dormant",
        N_("Dormant"),
        "count",
        N_("Committees without an action held for 60 days, and none planned."),
    ),
)

OWN: dict[str, Definition] = {key: Definition(key, label, unit, text) for key, label, unit, text in _OWN}


def definitions_version() -> str:
    """Twelve characters that change with any definition: two reports that show the same ones count alike."""
    known = [[d.key, d.unit, d.text] for d in (*DEFINITIONS.values(), *OWN.values())]
    return hashlib.sha256(json.dumps(sorted(known)).encode()).hexdigest()[:12]


def label_of(w: Words, key: str) -> str:
    """A figure's name in the reader's language, from the key that a file or a sent report kept; else the key."""
    known = DEFINITIONS.get(key) or OWN.get(key)
    if known is not None:
        return w(known.label)
    if goal := goal_of(key):
        kpi, first, last = goal
        return w(N_("Goal: {figure}, {period}"), figure=label_of(w, kpi), period=w.period(first, last))
    return key


def goal_key(kpi: str, first: date, last: date) -> str:
    """The key of a goal: which figure, over which days."""
    return f"goal_{kpi}_{first}_{last}"


def goal_of(key: str) -> tuple[str, date, date] | None:
    """The figure and the days of a goal's key; None for any other key."""
    head, _, last = key.rpartition("_")
    head, _, first = head.rpartition("_")
    if not head.startswith("goal_"):
        return None
    try:
        return head.removeprefix("goal_"), date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
