"""The figures that only a report makes, beside those of `campaign.views.figures`; and the name of any of them."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from campaign.views.figures import DEFINITIONS, RATES, Definition
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
    (
        "lists_flagged",
        N_("Lists to look at again"),
        "count",
        N_(
            "Lists that went out in the period with results that are improbable: many conversations, many doors an "
            "hour, many doors in one minute, or one outcome nearly everywhere."
        ),
    ),
    (
        "gifts_promised_cents",
        N_("Gifts promised"),
        "cents",
        N_("Gifts promised in the period that still stand, whether they were received since or not."),
    ),
    (
        "gifts_handed_over_cents",
        N_("Handed over"),
        "cents",
        N_("Cheques and cash carried to the mandataire in the period, whatever became of them."),
    ),
    (
        "gifts_waiting_cents",
        N_("On their way"),
        "cents",
        N_("Gifts handed over that the mandataire has not received, as this file has it now."),
    ),
    (
        "gifts_received_cents",
        N_("Gifts received"),
        "cents",
        N_("Gifts that the mandataire received in the period, in kind apart; those given back since are left out."),
    ),
    (
        "gift_count",
        N_("Number of gifts received"),
        "count",
        N_("Told from five donors on only, so that nobody reads in it what one person gave."),
    ),
    (
        "earmarked_cents",
        N_("Earmarked"),
        "cents",
        N_("What the mandataire set apart for the committee in the period, less what was taken back."),
    ),
    (
        "committed_cents",
        N_("Committed"),
        "cents",
        N_("What was committed in the period for approved requests, less what was given up."),
    ),
    ("paid_cents", N_("Paid"), "cents", N_("What the mandataire paid in the period, by the day of each payment.")),
    (
        "earmark_free_cents",
        N_("Earmarked and free"),
        "cents",
        N_("What the committee may still ask for on the last day of the period."),
    ),
    ("files_read", N_("Files read"), "count", N_("JSON files found in the folder and in those inside it.")),
    ("files_added", N_("Reports added up"), "count", N_("Reports that passed every check and are in the sums.")),
    (
        "files_refused",
        N_("Files refused"),
        "count",
        N_("Files that are no report, or whose figures do not fit their fingerprint."),
    ),
    ("committees_added", N_("Committees"), "count", N_("Committees with at least one report in the sums.")),
)

# The two counts of each rate, so that it is divided again and never averaged.
RATIOS: dict[str, tuple[str, str]] = {
    "active_share": ("active_members", "members"),
    **{key: rate.counts for key, rate in RATES.items()},
}

OWN: dict[str, Definition] = {key: Definition(key, label, unit, text) for key, label, unit, text in _OWN}


def definitions_version() -> str:
    """Twelve characters that change with any definition: two reports that show the same ones count alike."""
    known = [[d.key, d.unit, d.text] for d in (*DEFINITIONS.values(), *OWN.values())]
    known += [[r.key, r.unit, r.text, *r.counts] for r in RATES.values()]
    return hashlib.sha256(json.dumps(sorted(known)).encode()).hexdigest()[:12]


def meaning(key: str) -> tuple[str, str] | None:
    """The label and the definition of a figure that this version knows, as msgids."""
    known = DEFINITIONS.get(key) or OWN.get(key) or RATES.get(key)
    return None if known is None else (known.label, known.text)


def label_of(w: Words, key: str) -> str:
    """A figure's name in the reader's language, from the key that a file or a sent report kept; else the key."""
    if (known := meaning(key)) is not None:
        return w(known[0])
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
