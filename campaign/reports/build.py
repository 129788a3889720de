"""Making the activity report from rows: what was aimed at, who is there, what was done, what comes, what is hard."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign import actions, toolbox
from campaign.committees.directory import lines_of, places_in_words, state_at
from campaign.committees.lookup import committee_row
from campaign.committees.views import STATE_WORDS, CommitteeLine
from campaign.figures import Figures, scopes, tally, weekly
from campaign.labels import Label
from campaign.periods import Period, local_day, start_of, this_week
from campaign.reports.views import (
    SCHEMA,
    Cell,
    Chart,
    Column,
    Figure,
    Header,
    Report,
    Section,
    Table,
    Unit,
)
from campaign.views.actions import ActionLine
from campaign.views.figures import DEFINITIONS
from campaign.words import N_, Lang, Words, words
from db.tables import Action, ActionKind, Committee, CommitteeKind, LogbookEntry
from db.version import program_version

KEY_FIGURES = ("members", "active_members", "actions_held", "participations", "minutes", "people_met", "leaflets")
MOVEMENT = ("new_members", "arrivals", "departures", "followers", "leaders")
DONE = ("field_actions", "participants", "actions_cancelled", "reports_missing")
WEEKS = 8  # how far back the charts look
LONGEST_CHART = 26
AHEAD_DAYS = 14
ROWS_LIMIT = 200  # lines of a list for all committees; what is left out is said
LINES_AT_ONCE = 1000
FEDERATION_ZONE = "Europe/Paris"


def activity_report(
    session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, lang: Lang = "fr"
) -> Report:
    """The activity report of one committee, or of all (``committee_id`` None), over a period.

    The same rows, period and language give the same report, bytes and all: once the period is over, ``now`` plays no
    part; before, only its day does.

    Raises:
        CommitteeUnknown: no such committee.
    """
    w = words(lang)
    row = committee_row(session, committee_id) if committee_id is not None else None
    asked = _Asked(session, row, period, now, w)
    ids = None if committee_id is None else [committee_id]
    before, current = tally(session, ids, [period.before(), period], now)
    sums = _Sums(sum(before.values(), Figures()), sum(current.values(), Figures()))
    sections = [
        Section("key_figures", w(N_("Key figures")), tuple(_figure(w, key, sums) for key in KEY_FIGURES)),
        _goals(asked),
        _members(asked, sums),
        _done(asked, sums),
        _ahead(asked),
        _difficulties(asked),
    ]
    if row is None:
        committees = _living_in(asked, current)
        header = _header_of_all(asked, committees)
        sections.insert(1, _committees(asked, committees, current))
    else:
        header = _header(asked, row)
    return Report(
        w(N_("Activity report")),
        lang,
        header,
        period.first,
        period.last,
        tuple(sections),
        figures_hash(header, period, sections),
        f"Appui {program_version()}",
    )


def figures_hash(header: Header, period: Period, sections: Sequence[Section]) -> str:
    """SHA-256 over every number and day of the report, with its committee, period and the definitions' version.

    Not over its wording: the same report in French and in English has one hash.
    """
    body = {
        "schema": SCHEMA,
        "committee": header.id,
        "committees": header.committees,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "sections": [
            {
                "key": section.key,
                "figures": [[f.key, f.value, f.numerator, f.denominator, f.before, f.target] for f in section.figures],
                "tables": [[table.key, *(_numbers(row) for row in table.rows)] for table in section.tables],
                "charts": [[chart.key, *chart.values] for chart in section.charts],
            }
            for section in sections
        ],
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _numbers(row: tuple[Cell, ...]) -> list[int | float | str]:
    return [
        cell.isoformat() if isinstance(cell, date) else cell for cell in row if isinstance(cell, int | float | date)
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the report is about; ``row`` None means all committees."""

    session: Session
    row: Committee | None
    period: Period
    now: datetime
    w: Words

    @property
    def committee_id(self) -> uuid.UUID | None:
        return None if self.row is None else self.row.id

    @property
    def zone(self) -> str:
        return FEDERATION_ZONE if self.row is None else self.row.zone

    @property
    def until(self) -> datetime:
        """Now, or the end of the period if that is over."""
        return min(self.now, start_of(self.period.end, self.zone))

    @property
    def seen_from(self) -> datetime:
        """The morning from which dormancy is judged: today's, or that after the period."""
        today = local_day(self.now, self.zone)
        return start_of(min(today, self.period.end), self.zone)


@dataclass(frozen=True, slots=True)
class _Sums:
    before: Figures
    current: Figures


def _header(asked: _Asked, row: Committee) -> Header:
    session, w = asked.session, asked.w
    kind = session.get_one(CommitteeKind, row.kind_id)
    place = ", ".join(name for _, name in places_in_words(session, row, w.lang))
    (line,) = lines_of(session, [row], asked.seen_from)
    state = _state(asked, row, line)
    return Header(
        str(row.id),
        row.name,
        Label(kind.label_fr, kind.label_en).say(w),
        place,
        w(STATE_WORDS[state]),
        row.zone,
        row.invented,
        kind_id=row.kind_id,
        state_id=state,
    )


def _header_of_all(asked: _Asked, committees: Sequence[tuple[Committee, CommitteeLine]]) -> Header:
    active = sum(1 for row, _ in committees if _active(asked, row))
    invented = any(row.invented for row, _ in committees)
    return Header("", asked.w(N_("All committees")), "", "", "", FEDERATION_ZONE, invented, active)


def _living_in(asked: _Asked, current: dict[uuid.UUID, Figures]) -> list[tuple[Committee, CommitteeLine]]:
    """The committees that lived in the period, or that have figures in it, by name, as they were at its end."""
    start, end = asked.period.instants(asked.zone)
    rows = [
        row
        for row in asked.session.scalars(select(Committee).order_by(Committee.sort_key, Committee.id))
        if (row.created_at < end and (row.ended_at is None or row.ended_at >= start))
        or current.get(row.id, Figures()) != Figures()
    ]
    lines: list[CommitteeLine] = []
    for first in range(0, len(rows), LINES_AT_ONCE):
        lines += lines_of(asked.session, rows[first : first + LINES_AT_ONCE], asked.seen_from)
    return list(zip(rows, lines, strict=True))


def _active(asked: _Asked, row: Committee) -> bool:
    return row.created_at <= asked.until and state_at(row, asked.until) == "active"


def _state(asked: _Asked, row: Committee, line: CommitteeLine) -> str:
    state = state_at(row, asked.until)
    return line.state if state == "active" else state


def _figure(w: Words, key: str, sums: _Sums) -> Figure:
    definition = DEFINITIONS[key]
    unit: Unit = "minutes" if definition.unit == "minutes" else "count"
    value, before = sums.current.value(key), sums.before.value(key)
    return Figure(key, w(definition.label), value, unit, w(definition.text), before=before)


def _goals(asked: _Asked) -> Section:
    w, period = asked.w, asked.period
    title = w(N_("Goals"))
    goals = toolbox.goals_of(asked.session, asked.committee_id, period)
    # Counted up to the end of the report; the goals of one period in one pass.
    by_span: dict[Period, list[toolbox.GoalRow]] = {}
    for goal in goals:
        span = Period(goal.period.first, min(goal.period.last, max(period.last, goal.period.first)))
        by_span.setdefault(span, []).append(goal)
    actual: dict[uuid.UUID, int] = {}
    for span, wanted in by_span.items():
        ids = None if asked.row is None else [asked.row.id]
        (found,) = tally(asked.session, ids, [span], asked.now, {goal.kpi for goal in wanted})
        actual |= {goal.id: found.get(goal.committee_id, Figures()).value(goal.kpi) for goal in wanted}
    if asked.row is None:
        met = sum(1 for goal in goals if actual[goal.id] >= goal.target)
        text = w(N_("Goals whose target is reached, among those whose period touches this one."))
        ratio = met / len(goals) if goals else None
        share = Figure("goals_met", w(N_("Goals reached")), ratio, "ratio", text, met, len(goals))
        return Section("goals", title, (share,))
    columns = (
        Column("goal", w(N_("Goal"))),
        Column("period", w(N_("Period"))),
        Column("actual", w(N_("Actual")), "count"),
        Column("target", w(N_("Target")), "count"),
        Column("share", w(N_("Share")), "ratio"),
    )
    figures: list[Figure] = []
    rows: list[tuple[Cell, ...]] = []
    for goal in goals:
        definition, done = DEFINITIONS[goal.kpi], actual[goal.id]
        key = f"goal_{goal.kpi}_{goal.period.first}_{goal.period.last}"
        when = w.period(goal.period.first, goal.period.last)
        figures.append(Figure(key, w(definition.label), done, "count", w(definition.text), target=goal.target))
        rows.append((w(definition.label), when, done, goal.target, done / goal.target))
    table = Table("goals", title, columns, tuple(rows), w(N_("No goal is set for this period.")))
    return Section("goals", title, tuple(figures), (table,))


def _members(asked: _Asked, sums: _Sums) -> Section:
    w, current = asked.w, sums.current
    columns = (Column("line", w(N_("Movement"))), Column("people", w(N_("People")), "count"))
    rows: tuple[tuple[Cell, ...], ...] = (
        (w(N_("Members at the start")), current.members - current.arrivals + current.departures),
        (w(N_("+ arrivals")), current.arrivals),
        (w(N_("− departures")), -current.departures),
        (w(N_("Members at the end")), current.members),
    )
    return Section(
        "members",
        w(N_("Members and their movement")),
        tuple(_figure(w, key, sums) for key in MOVEMENT),
        (Table("movement", w(N_("Movement of members")), columns, rows),),
        (_chart(asked, "members", w(N_("Members at the end of each week"))),),
    )


def _done(asked: _Asked, sums: _Sums) -> Section:
    w = asked.w
    found = tuple(_figure(w, key, sums) for key in DONE)
    chart = _chart(asked, "participations", w(N_("Participations by week")))
    title = w(N_("What was done"))
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


def _by_kind(asked: _Asked) -> Table:
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


def _committees(
    asked: _Asked, committees: Sequence[tuple[Committee, CommitteeLine]], current: dict[uuid.UUID, Figures]
) -> Section:
    w = asked.w
    states = {row.id: _state(asked, row, line) for row, line in committees}
    rows: list[tuple[Cell, ...]] = []
    for row, line in committees:
        f = current.get(row.id, Figures())
        state = w(STATE_WORDS[states[row.id]])
        rows.append((row.name, line.place, state, f.members, f.active_members, f.actions_held, f.minutes, f.people_met))
    columns = (
        Column("committee", w(N_("Committee"))),
        Column("place", w(N_("Place"))),
        Column("state", w(N_("State"))),
        Column("members", w(N_("Members")), "count"),
        Column("active_members", w(N_("Active")), "count"),
        Column("actions_held", w(N_("Actions")), "count"),
        Column("minutes", w(N_("Hours")), "minutes"),
        Column("people_met", w(N_("Met")), "count"),
    )
    start, end = asked.period.instants(asked.zone)
    counted = (
        (
            "committees",
            N_("Committees"),
            N_("Active committees of this file, dormant ones included."),
            sum(1 for row, _ in committees if _active(asked, row)),
        ),
        (
            "committees_created",
            N_("Created"),
            N_("Committees created during the period."),
            sum(1 for row, _ in committees if start <= row.created_at < end),
        ),
        (
            "committees_dormant",
            N_("Dormant"),
            N_("Committees without an action held for 60 days, and none planned."),
            sum(1 for state in states.values() if state == "dormant"),
        ),
    )
    found = tuple(Figure(key, w(label), count, "count", w(text)) for key, label, text, count in counted)
    title = w(N_("Committees"))
    table = Table("committees", title, columns, tuple(rows), w(N_("There is no committee yet.")))
    return Section("committees", title, found, (table,))


def _ahead(asked: _Asked) -> Section:
    w = asked.w
    planned, left_out = _planned(asked)
    columns = [
        Column("day", w(N_("Day")), "day"),
        Column("time", w(N_("Time"))),
        Column("kind", w(N_("Kind"))),
        Column("title", w(N_("What"))),
        Column("place", w(N_("Where"))),
        Column("signed_up", w(N_("Signed up")), "count"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (a.day, w.time(a.starts_at, a.zone), a.kind.say(w), a.title, a.place, a.signed_up) for a in planned
    ]
    if asked.row is None:
        columns.insert(2, Column("committee", w(N_("Committee"))))
        rows = [(*row[:2], a.committee, *row[2:]) for row, a in zip(rows, planned, strict=True)]
    title = w(N_("The next fourteen days"))
    table = Table("ahead", title, tuple(columns), tuple(rows), w(N_("Nothing is planned yet.")))
    return Section("ahead", title, tables=(table,), text=_and_more(w, left_out))


def _planned(asked: _Asked) -> tuple[list[ActionLine], int]:
    """What begins in the fourteen days after the period, each in its own zone; and how many are left out."""
    first, end = asked.period.end, asked.period.end + timedelta(days=AHEAD_DAYS)
    # A day wider on both sides than any zone needs, then cut by each committee's own days.
    found = actions.list_actions(
        asked.session,
        committee_id=asked.committee_id,
        since=start_of(first - timedelta(days=1), asked.zone),
        until=start_of(end + timedelta(days=1), asked.zone),
        states=("planned", "held"),
        limit=None,
    )
    kept = [a for a in found if first <= a.day < end]
    return (kept, 0) if asked.row else (kept[:ROWS_LIMIT], max(0, len(kept) - ROWS_LIMIT))


def _difficulties(asked: _Asked) -> Section:
    w, period = asked.w, asked.period
    statement = (
        select(LogbookEntry, Committee.name)
        .join(Committee, Committee.id == LogbookEntry.committee_id)
        .where(
            LogbookEntry.kind.in_(("difficulty", "request")),
            LogbookEntry.day >= period.first,
            LogbookEntry.day <= period.last,
        )
        .order_by(LogbookEntry.day, LogbookEntry.id)
    )
    if asked.row is not None:
        statement = statement.where(LogbookEntry.committee_id == asked.row.id)
    found = asked.session.execute(statement).all()
    shown = found if asked.row else found[:ROWS_LIMIT]
    text = []
    for entry, name in shown:
        owner = f" · {name}" if asked.row is None else ""
        text.append(f"{w.day(entry.day)}{owner} · {w(toolbox.ENTRY_WORDS[entry.kind])} — {entry.text}")
    text += _and_more(w, len(found) - len(shown))
    title = w(N_("Difficulties and requests"))
    return Section("difficulties", title, text=tuple(text) or (w(N_("None was written down.")),))


def _and_more(w: Words, left_out: int) -> tuple[str, ...]:
    return (w.many(N_("… and {count} more."), N_("… and {count} more."), left_out),) if left_out else ()


def _chart(asked: _Asked, key: str, title: str) -> Chart:
    """A figure week by week: the weeks of the period, or the eight up to its end when it is shorter."""
    last = asked.period.last
    count = max(WEEKS, min(len(asked.period.weeks()), LONGEST_CHART))
    span = Period(this_week(last).first - timedelta(weeks=count - 1), last)
    values = tuple(weekly(asked.session, asked.committee_id, span, asked.now, key))
    labels = tuple(asked.w.day(week.first, "chart") for week in span.weeks())
    return Chart(f"{key}_by_week", title, labels, values)
