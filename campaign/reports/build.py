"""Making the activity report from rows: what was aimed at, who is there, what was done, what comes, what is hard."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign import actions, toolbox
from campaign.committees.directory import lines_of, show_committee
from campaign.committees.views import STATE_WORDS
from campaign.figures import DEFINITIONS, Figures, figures
from campaign.labels import Label
from campaign.periods import Period, start_of
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
from campaign.words import N_, Lang, Words, week_of, words
from db.tables import ActionKind, Committee, LogbookEntry
from db.version import program_version

KEY_FIGURES = ("members", "active_members", "actions_held", "participations", "minutes", "people_met", "leaflets")
MOVEMENT = ("new_members", "arrivals", "departures", "followers", "leaders")
DONE = ("field_actions", "participants", "actions_cancelled", "reports_missing")
WEEKS = 8  # how far back the charts look
AHEAD_DAYS = 14


def activity_report(
    session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, lang: Lang = "fr"
) -> Report:
    """The activity report of one committee, or of all (``committee_id`` None), over a period.

    Deterministic: the same rows, period and language give the same report; ``now`` only decides what is overdue, and
    is cut to the day.

    Raises:
        CommitteeUnknown: no such committee.
    """
    w = words(lang)
    header = _header(session, committee_id, now, w)
    current = figures(session, committee_id, period, now)
    previous = figures(session, committee_id, period.before(), now)
    sections = [
        Section("key_figures", w(N_("Key figures")), tuple(_figure(w, k, current, previous) for k in KEY_FIGURES)),
        _goals(session, committee_id, period, now, w),
        _members(session, committee_id, period, now, w, current, previous),
        _done(session, committee_id, period, now, w, current, previous),
        _ahead(session, committee_id, period, header.zone, w),
        _difficulties(session, committee_id, period, w),
    ]
    if committee_id is None:
        sections.insert(1, _committees(session, period, now, w))
    return Report(
        w(N_("Activity report")),
        lang,
        header,
        period.first,
        period.last,
        tuple(sections),
        figures_hash(header, period, current),
        f"Appui {program_version()}",
    )


def figures_hash(header: Header, period: Period, current: Figures) -> str:
    """SHA-256 over what the report counts: committee, period, definitions' version, every figure. Not its wording."""
    body = {
        "schema": SCHEMA,
        "committee": header.id,
        "committees": header.committees,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "figures": {key: current.value(key) for key in sorted(DEFINITIONS)},
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _header(session: Session, committee_id: uuid.UUID | None, now: datetime, w: Words) -> Header:
    if committee_id is None:
        count = session.scalar(select(func.count()).select_from(Committee).where(Committee.state == "active")) or 0
        invented = session.scalars(select(Committee.id).where(Committee.invented == True).limit(1)).first()  # noqa: E712
        name = w(N_("All committees"))
        return Header("", name, "", "", "", "Europe/Paris", invented is not None, count)
    view = show_committee(session, committee_id, now, lang=w.lang)
    state = "dormant" if view.dormant else view.state
    return Header(
        str(view.id), view.name, view.kind.say(w), view.place, w(STATE_WORDS[state]), view.zone, view.invented
    )


def _figure(w: Words, key: str, current: Figures, previous: Figures) -> Figure:
    definition = DEFINITIONS[key]
    unit: Unit = "minutes" if definition.unit == "minutes" else "count"
    return Figure(
        key, w(definition.label), current.value(key), unit, w(definition.text), before=previous.value(key)
    )


def _goals(session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, w: Words) -> Section:
    title = w(N_("Goals"))
    columns = (
        Column("goal", w(N_("Goal"))),
        Column("period", w(N_("Period"))),
        Column("actual", w(N_("Actual")), "count"),
        Column("target", w(N_("Target")), "count"),
        Column("share", w(N_("Share")), "ratio"),
    )
    rows: list[tuple[Cell, ...]] = []
    found: list[Figure] = []
    for owner in [committee_id] if committee_id else list(session.scalars(select(Committee.id).order_by(Committee.sort_key))):
        for kpi, span, target in toolbox.goals(session, owner, period):
            reached = Period(span.first, min(span.last, max(period.last, span.first)))
            actual = figures(session, owner, reached, now).value(kpi)
            label = w(DEFINITIONS[kpi].label)
            rows.append((label, w.period(span.first, span.last), actual, target, actual / target))
            if committee_id is not None:
                found.append(
                    Figure(f"goal_{kpi}", label, actual, "count", w(DEFINITIONS[kpi].text), target=target)
                )
    if committee_id is None:
        met = sum(1 for row in rows if isinstance(row[4], float) and row[4] >= 1)
        definition = w(N_("Goals whose target is reached, among those whose period touches this one."))
        share = Figure(
            "goals_met", w(N_("Goals reached")), met / len(rows) if rows else None, "ratio", definition, met, len(rows)
        )
        return Section("goals", title, (share,))
    empty = w(N_("No goal is set for this period."))
    return Section("goals", title, tuple(found), (Table("goals", title, columns, tuple(rows), empty),))


def _members(
    session: Session,
    committee_id: uuid.UUID | None,
    period: Period,
    now: datetime,
    w: Words,
    current: Figures,
    previous: Figures,
) -> Section:
    start = current.members - current.arrivals + current.departures
    columns = (Column("line", w(N_("Movement"))), Column("people", w(N_("People")), "count"))
    rows: tuple[tuple[Cell, ...], ...] = (
        (w(N_("Members at the start")), start),
        (w(N_("+ arrivals")), current.arrivals),
        (w(N_("− departures")), -current.departures),
        (w(N_("Members at the end")), current.members),
    )
    weeks = _chart_weeks(period)
    values = tuple(figures(session, committee_id, week, now).members for week in weeks)
    chart = Chart("members_by_week", w(N_("Members at the end of each week")), _week_labels(weeks, w), values)
    return Section(
        "members",
        w(N_("Members and their movement")),
        tuple(_figure(w, key, current, previous) for key in MOVEMENT),
        (Table("movement", w(N_("Movement of members")), columns, rows),),
        (chart,),
    )


def _done(
    session: Session,
    committee_id: uuid.UUID | None,
    period: Period,
    now: datetime,
    w: Words,
    current: Figures,
    previous: Figures,
) -> Section:
    weeks = _chart_weeks(period)
    values = tuple(figures(session, committee_id, week, now).participations for week in weeks)
    chart = Chart("participations_by_week", w(N_("Participations by week")), _week_labels(weeks, w), values)
    title = w(N_("What was done"))
    if committee_id is None:
        return Section(
            "done",
            title,
            tuple(_figure(w, key, current, previous) for key in DONE),
            (_by_kind(session, period, w),),
            (chart,),
        )
    zone = session.scalars(select(Committee.zone).where(Committee.id == committee_id)).one()
    since, until = period.instants(zone)
    held = actions.list_actions(session, committee_id=committee_id, since=since, until=until, states=("held",))
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
    return Section(
        "done", title, tuple(_figure(w, key, current, previous) for key in DONE), (table,), (chart,), notes
    )


def _by_kind(session: Session, period: Period, w: Words) -> Table:
    """For all committees: actions held, one row a kind."""
    from campaign.figures import scopes
    from db.tables import Action

    totals: dict[str, list[int]] = {}
    for scope in scopes(session, None):
        since, until = period.instants(scope.zone)
        statement = (
            select(Action.kind_id, func.count(), func.sum(Action.people_met), func.sum(Action.leaflets))
            .where(scope.covers(Action.committee_id), Action.state == "held", Action.starts_at >= since, Action.starts_at < until)
            .group_by(Action.kind_id)
        )
        for kind_id, count, met, leaflets in session.execute(statement):
            row = totals.setdefault(kind_id, [0, 0, 0])
            for index, number in enumerate((count, met, leaflets)):
                row[index] += int(number)
    kinds = session.scalars(select(ActionKind).order_by(ActionKind.position))
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


def _committees(session: Session, period: Period, now: datetime, w: Words) -> Section:
    rows = list(
        session.scalars(select(Committee).where(Committee.state == "active").order_by(Committee.sort_key, Committee.id))
    )
    lines = {line.id: line for line in lines_of(session, rows, now)}
    table_rows: list[tuple[Cell, ...]] = []
    for row in rows:
        f = figures(session, row.id, period, now)
        line = lines[row.id]
        table_rows.append(
            (row.name, line.place, w(STATE_WORDS[line.state]), f.members, f.active_members, f.actions_held, f.minutes, f.people_met)
        )
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
    dormant = sum(1 for line in lines.values() if line.state == "dormant")
    start, end = period.instants("Europe/Paris")
    created = sum(1 for row in rows if start <= row.created_at < end)
    found = (
        Figure("committees", w(N_("Committees")), len(rows), "count", w(N_("Active committees of this file, dormant ones included."))),
        Figure("committees_created", w(N_("Created")), created, "count", w(N_("Committees created during the period."))),
        Figure(
            "committees_dormant",
            w(N_("Dormant")),
            dormant,
            "count",
            w(N_("Committees without an action held for 60 days, and none planned.")),
        ),
    )
    title = w(N_("Committees"))
    table = Table("committees", title, columns, tuple(table_rows), w(N_("There is no committee yet.")))
    return Section("committees", title, found, (table,))


def _ahead(session: Session, committee_id: uuid.UUID | None, period: Period, zone: str, w: Words) -> Section:
    since = start_of(period.end, zone)
    until = start_of(period.end + timedelta(days=AHEAD_DAYS), zone)
    planned = actions.list_actions(
        session, committee_id=committee_id, since=since, until=until, states=("planned", "held"), limit=200
    )
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
    if committee_id is None:
        columns.insert(2, Column("committee", w(N_("Committee"))))
        rows = [(*row[:2], a.committee, *row[2:]) for row, a in zip(rows, planned, strict=True)]
    title = w(N_("The next fourteen days"))
    return Section("ahead", title, tables=(Table("ahead", title, tuple(columns), tuple(rows), w(N_("Nothing is planned yet."))),))


def _difficulties(session: Session, committee_id: uuid.UUID | None, period: Period, w: Words) -> Section:
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
    if committee_id is not None:
        statement = statement.where(LogbookEntry.committee_id == committee_id)
    text = []
    for entry, name in session.execute(statement.limit(200)).tuples():
        kind = w(toolbox.ENTRY_WORDS[entry.kind])
        owner = f" · {name}" if committee_id is None else ""
        text.append(f"{w.day(entry.day)}{owner} · {kind} — {entry.text}")
    return Section("difficulties", w(N_("Difficulties and requests")), text=tuple(text) or (w(N_("None was written down.")),))


def _chart_weeks(period: Period) -> list[Period]:
    """The weeks of a chart: those of the period, or the eight up to its end when it is shorter."""
    monday, sunday = week_of(period.last)
    wanted = max(WEEKS, min(len(period.weeks()), 26))
    return [
        Period(monday - timedelta(weeks=back), min(sunday - timedelta(weeks=back), period.last))
        for back in range(wanted - 1, -1, -1)
    ]


def _week_labels(weeks: list[Period], w: Words) -> tuple[str, ...]:
    return tuple(f"{week.first.day:02d}/{week.first.month:02d}" if w.lang == "fr" else week.first.strftime("%d %b") for week in weeks)
