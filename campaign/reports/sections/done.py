"""What was done: the actions held, each with its report; for all committees, one line a kind."""

from __future__ import annotations

from sqlalchemy import func, select

from campaign import actions
from campaign.figures import scopes
from campaign.labels import Label
from campaign.reports.asked import Asked, Sums, counted
from campaign.reports.views import Cell, Column, Section, Table
from campaign.words import N_
from db.tables import Action, ActionKind

FIGURES = ("field_actions", "actions_cancelled", "reports_missing")


def section(asked: Asked, title: str, sums: Sums) -> Section:
    """The actions held in the period, and what their reports say."""
    w = asked.w
    found = tuple(counted(w, key, sums) for key in FIGURES)
    chart = sums.chart("participations", w(N_("Participations by week")))
    if asked.row is None:
        return Section("done", title, found, (_by_kind(asked),), (chart,))
    since, until = asked.period.instants(asked.zone)
    held = actions.list_actions(
        asked.session, committee_id=asked.committee_id, since=since, until=until, states=("held",), limit=None
    )
    columns = (
        Column("day", w(N_("Day")), "day"),
        Column("kind", w(N_("Kind"))),
        Column("title", w(N_("What"))),
        Column("attended", w(N_("Present")), "count"),
        Column("minutes", w(N_("Hours")), "minutes"),
        Column("people_met", w(N_("Met")), "count"),
        Column("leaflets", w(N_("Leaflets")), "count"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (a.day, a.kind.say(w), a.title or a.place, a.attended, a.minutes, a.people_met, a.leaflets) for a in held
    )
    notes = tuple(f"{w.day(a.day)} · {a.kind.say(w)} — {a.summary}" for a in held if a.summary)
    table = Table("actions", w(N_("Actions held")), columns, rows, w(N_("No action was held in this period.")))
    return Section("done", title, found, (table,), (chart,), notes)


def _by_kind(asked: Asked) -> Table:
    """For all committees: actions held, one row a kind."""
    w = asked.w
    totals: dict[str, list[int]] = {}
    for scope in scopes(asked.session, None):
        since, until = asked.period.instants(scope.zone)
        statement = (
            select(Action.kind_id, func.count(), func.sum(Action.people_met), func.sum(Action.leaflets))
            .where(
                scope.covers(Action.committee_id),
                Action.state == "held",
                Action.starts_at >= since,
                Action.starts_at < until,
            )
            .group_by(Action.kind_id)
        )
        for kind_id, *counts in asked.session.execute(statement):
            former = totals.get(kind_id, [0, 0, 0])
            totals[kind_id] = [a + int(b) for a, b in zip(former, counts, strict=True)]
    kinds = asked.session.scalars(select(ActionKind).order_by(ActionKind.position))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Label(k.label_fr, k.label_en).say(w), *totals[k.id]) for k in kinds if k.id in totals
    )
    columns = (
        Column("kind", w(N_("Kind"))),
        Column("actions", w(N_("Actions")), "count"),
        Column("people_met", w(N_("Met")), "count"),
        Column("leaflets", w(N_("Leaflets")), "count"),
    )
    return Table("actions_by_kind", w(N_("Actions held")), columns, rows, w(N_("No action was held in this period.")))
