"""Sums of committees' figures: counts are added, stocks taken at the end, rates divided again; nothing is averaged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from campaign.reports.names import OWN, RATIOS, goal_of, meaning
from campaign.reports.received import Received
from campaign.reports.views import RATES, Figure
from campaign.views.figures import divided
from campaign.words import N_, Words

STOCKS = frozenset(
    {
        "members", "followers", "leaders", "active_members", "active_share", "doors_targeted", "doors_covered",
        "doors_covered_twice", "coverage", "coverage_twice", "follow_ups_open", "gifts_waiting_cents",
        "earmark_free_cents",
    }
)  # fmt: skip
NOT_TOLD = frozenset({"gift_count"})  # some reports leave it out so that nobody is known by it: then there is no sum
# People, and doors: in two weeks, the same ones.
DISTINCT = {
    "participants": N_("Whoever came in two of the periods added up counts in each."),
    **dict.fromkeys(
        ("doors_knocked", "doors_opened", "doors_with_conversation"),
        N_("A door of two of the periods added up counts in each."),
    ),
}

Histories = Mapping[str, Sequence[Received]]  # by committee, in order of time


def summed(w: Words, histories: Histories, keys: Iterable[str]) -> tuple[Figure, ...]:
    """Each figure over all committees and their reports. ``before`` only where every committee sent one period, the
    same for all: else it would be the time before different periods."""
    spans = {(report.first, report.last) for reports in histories.values() for report in reports}
    comparable = len(spans) == 1
    return tuple(_sum(w, histories, key, comparable) for key in keys)


def _sum(w: Words, histories: Histories, key: str, comparable: bool) -> Figure:
    if key == "goals_met":
        return _goals(w, histories)
    known = [[report.figures[key] for report in reports if key in report.figures] for reports in histories.values()]
    counted = [figures[-1:] if key in STOCKS else figures for figures in known if figures]
    figures = [figure for several in counted for figure in several]
    model = figures[0]
    before = _before(histories, key, model, figures) if comparable else None
    named = replace(_named(w, key, model), before=before, target=None)
    if model.unit in RATES:
        above = _added(figures, lambda f: f.numerator)
        below = _added(figures, lambda f: f.denominator)
        return replace(named, value=divided(model.unit, above, below), numerator=above, denominator=below)
    several_weeks = key in DISTINCT and any(len(one) > 1 for one in counted)
    extra = " " + w(DISTINCT[key]) if several_weeks else ""
    if key in NOT_TOLD and any(figure.value is None for figure in figures):
        return replace(named, value=None, before=None)
    return replace(named, value=_added(figures, lambda f: f.value), definition=named.definition + extra)


def _before(histories: Histories, key: str, model: Figure, figures: Sequence[Figure]) -> float | None:
    if model.unit not in RATES:
        return _added(figures, lambda f: f.before)
    if key not in RATIOS:
        return None
    above, below = (
        _added([r.figures[part] for rs in histories.values() for r in rs if part in r.figures], lambda f: f.before)
        for part in RATIOS[key]
    )
    return divided(model.unit, above, below)


def _added(figures: Iterable[Figure], part: Callable[[Figure], float | None]) -> int | None:
    """The sum of what is given; nothing when nothing is."""
    given = [value for figure in figures if (value := part(figure)) is not None]
    return int(sum(given)) if given else None


def _goals(w: Words, histories: Histories) -> Figure:
    """How many goals are reached: each goal of each committee once, as its latest report says."""
    latest: dict[tuple[str, str], Figure] = {}
    for committee, reports in histories.items():
        for report in reports:
            latest |= {(committee, key): figure for key, figure in report.figures.items() if goal_of(key)}
    goals = [goal for goal in latest.values() if goal.target is not None]
    met = sum(1 for goal in goals if (goal.value or 0) >= (goal.target or 0))
    own = OWN["goals_met"]
    return Figure(own.key, w(own.label), met / len(goals) if goals else None, "ratio", w(own.text), met, len(goals))


def _named(w: Words, key: str, model: Figure) -> Figure:
    """A figure in the reader's words, where this version knows it; else in those of the file."""
    known = meaning(key)
    return replace(model, label=w(known[0]), definition=w(known[1])) if known else model
