"""The panels of Home that are made of bars: how far each turf is, and each goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from campaign.words import N_, Words
from tui import text
from tui.widgets.listing import Col, Row

if TYPE_CHECKING:
    from campaign.home import GoalLine
    from campaign.views.field_figures import TurfProgress

BAR = 10
TURF_COLUMNS = [
    Col("", width=18, flex=1),
    Col("", width=BAR, rank=1),
    Col("", width=6, align="right"),
    Col("", width=10, align="right", rank=2),
]


def turf_row(w: Words, turf: TurfProgress) -> Row:
    """A turf: its doors knocked at least once, out of how many, and in which pass it is."""
    # Rounded down: a hundred per cent means that no door is left.
    share = turf.covered * 100 // turf.doors / 100 if turf.doors else None
    percent = w.percent(share, digits=0)
    passes = w.many(N_("{count} pass"), N_("{count} passes"), turf.passes) if turf.passes else ""
    cells = (turf.name, text.bar(turf.share, BAR), percent, passes)
    return Row(cells, turf, tones={1: "accent" if turf.share < 1 else "good", 2: "strong", 3: "dim"})


def goal_lines(w: Words, goals: Sequence[GoalLine], room: int) -> Content:
    """The goals of today, a bar each, in so many cells."""
    from campaign.views.figures import DEFINITIONS

    numbers = [f"{w.number(g.actual)} / {w.number(g.target)}" for g in goals]
    tail = max((len(n) for n in numbers), default=0)
    label = min(22, max(room - tail - 6, 10))
    lines = []
    for goal, number in zip(goals, numbers, strict=True):
        share = goal.actual / goal.target
        lines.append(
            text.parts(
                text.fit(w(DEFINITIONS[goal.kpi].label), label - 1) + " ",
                (
                    text.bar(share, max(room - label - tail - 1, 4)),
                    "$text-success" if share >= 1 else "$text-accent",
                ),
                f" {number.rjust(tail)}",
            )
        )
    if not lines:
        lines = [text.plain(w(N_("No goal is set for today.")), "$muted")]
    return text.lines(*lines)
