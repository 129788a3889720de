"""Door to door: doors and conversations, week by week and turf by turf, and how much of each turf was reached."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from campaign.field.coverage import coverage
from campaign.field.paper.ground import attributions
from campaign.figures import Figures, door_counts
from campaign.figures.field import running
from campaign.figures.window import Scope
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, Sums, and_more, counted, rate
from campaign.reports.views import Cell, Chart, Column, Figure, Map, Section, Table
from campaign.views.field_coverage import Coverage, Square
from campaign.views.field_figures import RATES_DEFINED, DoorCounts
from campaign.words import N_
from db.tables import Committee
from db.tables.field import FieldCampaign, Turf, Walk, WalkList

FIGURES = (
    "doors_targeted", "doors_covered", "doors_covered_twice", "doors_knocked", "door_attempts", "doors_opened",
    "conversations", "doors_with_conversation", "doors_timed", "team_minutes", "person_minutes", "follow_ups_open",
    "follow_ups_done", "door_leaflets", "contacts_kept",
)  # fmt: skip
RATES = tuple(row[0] for row in RATES_DEFINED)
ORDER = (
    "doors_knocked", "conversations", "contact_rate", "coverage", "doors_opened", "opening_rate", "door_attempts",
    "doors_with_conversation", "doors_targeted", "doors_covered", "doors_covered_twice", "coverage_twice",
    "doors_per_team_hour", "doors_per_person_hour", "doors_timed", "team_minutes", "person_minutes", "follow_ups_open",
    "follow_ups_done", "door_leaflets", "contacts_kept",
)  # fmt: skip
CHARTS = ("doors_knocked", "conversations")


def section(asked: Asked, title: str, sums: Sums, current: Mapping[uuid.UUID, Figures]) -> Section:
    """The doors of the period; of one committee each turf, of all a line each."""
    w = asked.w
    figures: tuple[Figure, ...] = tuple(rate(w, key, sums) if key in RATES else counted(w, key, sums) for key in ORDER)
    charts = [
        sums.chart("doors_knocked", w(N_("Doors knocked by week"))),
        sums.chart("conversations", w(N_("Conversations by week"))),
    ]
    if asked.row is None:
        table, more = _by_committee(asked, current)
        return Section("field", title, figures, (table,), tuple(charts), more)
    lines = _turf(asked)
    if lines:
        charts.append(
            Chart(
                "coverage_by_turf",
                w(N_("How much of each turf was reached")),
                tuple(turf.name for turf, _, _, _ in lines),
                tuple(_percent(ever.coverage() or 0) for _, _, ever, _ in lines),
                share=True,
            )
        )
    return Section("field", title, figures, (_table(asked, lines),), tuple(charts), maps=_maps(asked, lines))


def _percent(share: float) -> int:
    """A share in whole percents: 100 only where nothing is left, and 1 where anything was done."""
    whole = round(100 * share)
    return whole if share in (0, 1) else min(99, max(1, whole))


Line = tuple[Turf, str, DoorCounts, DoorCounts]


def _turf(asked: Asked) -> list[Line]:
    """The turf issued by the end of the period, of campaigns that ran in it: all its visits, and the period's."""
    assert asked.row is not None
    since, until = asked.period.instants(asked.zone)
    live = running(Scope(asked.zone, (asked.row.id,)), asked.period.first, asked.period.end)
    issued = (
        select(Walk.turf_id)
        .join(WalkList, WalkList.walk_id == Walk.id)
        .where(WalkList.committee_id == asked.row.id, WalkList.issued_at < until)
    )
    rows = asked.session.execute(
        select(Turf, FieldCampaign.name)
        .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
        .where(Turf.committee_id == asked.row.id, Turf.id.in_(issued), Turf.campaign_id.in_(select(live.c.id)))
        .order_by(FieldCampaign.starts_on, FieldCampaign.id, Turf.name, Turf.cut, Turf.id)
    ).all()
    ids = [turf.id for turf, _ in rows]
    ever = door_counts(asked.session, "turf", ids, until=until, hours=False)
    lately = door_counts(asked.session, "turf", ids, since=since, until=until)
    return [(turf, campaign, ever[turf.id], lately[turf.id]) for turf, campaign in rows]


def _table(asked: Asked, lines: list[Line]) -> Table:
    w = asked.w
    several = len({turf.campaign_id for turf, _, _, _ in lines}) > 1
    columns = (
        Column("turf", w(N_("Turf"))),
        Column("doors", w(N_("Doors")), "count"),
        Column("knocked", w(N_("Knocked")), "count"),
        Column("conversations", w(N_("Talks")), "count"),
        Column("contact_rate", w(N_("Contact")), "ratio"),
        Column("per_hour", w(N_("Doors/h")), "per_hour"),
        Column("coverage", w(N_("Reached")), "ratio"),
        Column("coverage_twice", w(N_("Twice")), "ratio"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{turf.name} · {campaign}" if several else turf.name,
            ever.targeted,
            lately.knocked,
            lately.conversations,
            lately.contact_rate,
            lately.doors_per_team_hour,
            ever.coverage(1),
            ever.coverage(2),
        )
        for turf, campaign, ever, lately in lines
    )
    return Table("turf", w(N_("Turf by turf")), columns, rows, w(N_("No turf was issued in this period.")))


def _maps(asked: Asked, lines: list[Line]) -> tuple[Map, ...]:
    """The ground of the same turf, as it stood at the end of the period; none where it is too small to show."""
    assert asked.row is not None
    w = asked.w
    ground = coverage(asked.session, [turf.id for turf, *_ in lines], asked.period.instants(asked.zone)[1])
    if not ground.squares:
        return ()
    columns = (
        Column("square", w(N_("Square"))),
        Column("turf", w(N_("Turf"))),
        Column("lat", w(N_("Latitude"))),
        Column("lon", w(N_("Longitude"))),
        Column("doors", w(N_("Doors")), "count"),
        Column("knocked", w(N_("Knocked")), "count"),
        Column("knocked_twice", w(N_("Twice")), "count"),
        Column("coverage", w(N_("Reached")), "ratio"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (s.code, s.turf, f"{s.lat:.5f}", f"{s.lon:.5f}", s.doors, s.knocked, s.twice, s.share) for s in ground.squares
    )
    title = w(N_("Map of coverage"))
    sources = tuple(w(text) for text in attributions(asked.session, asked.row.id))
    return (Map(title, ground, Table("coverage_map", title, columns, rows), _labels(ground), sources),)


def _labels(ground: Coverage) -> tuple[tuple[str, float, float], ...]:
    """The name of each turf, at the middle of its doors."""
    found: dict[str, list[Square]] = {}
    for square in ground.squares:
        found.setdefault(square.turf, []).append(square)
    return tuple(
        (
            name,
            ground.side * (sum(s.doors * s.column for s in squares) / sum(s.doors for s in squares) + 0.5),
            ground.side * (sum(s.doors * s.row for s in squares) / sum(s.doors for s in squares) + 0.5),
        )
        for name, squares in sorted(found.items())
    )


def _by_committee(asked: Asked, current: Mapping[uuid.UUID, Figures]) -> tuple[Table, tuple[str, ...]]:
    w = asked.w
    found = {i: f for i, f in current.items() if any(f.value(key) for key in FIGURES)}
    names = (
        {
            row.id: row.name
            for row in asked.session.scalars(
                select(Committee).where(Committee.id.in_(found)).order_by(Committee.sort_key, Committee.id)
            )
        }
        if found
        else {}
    )
    rows: list[tuple[Cell, ...]] = []
    for committee, name in list(names.items())[: shared.ROWS_LIMIT]:
        f = found[committee]
        counts = DoorCounts(
            targeted=f.doors_targeted,
            with_conversation=f.doors_with_conversation,
            passes=(f.doors_knocked, 0, 0, 0),
        )
        reached = f.doors_covered / f.doors_targeted if f.doors_targeted else None
        rows.append((name, f.doors_targeted, f.doors_knocked, f.conversations, counts.contact_rate, reached))
    columns = (
        Column("committee", w(N_("Committee"))),
        Column("doors", w(N_("Doors")), "count"),
        Column("knocked", w(N_("Knocked")), "count"),
        Column("conversations", w(N_("Talks")), "count"),
        Column("contact_rate", w(N_("Contact")), "ratio"),
        Column("coverage", w(N_("Reached")), "ratio"),
    )
    empty = w(N_("No committee went from door to door in this period."))
    table = Table("field_by_committee", w(N_("Committee by committee")), columns, tuple(rows), empty)
    return table, and_more(w, len(names) - len(rows))
