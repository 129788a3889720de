"""Which committees a report is about, and how they stood at its end: never as they stand today."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.committees.directory import lines_of, places_in_words, state_at
from campaign.committees.views import STATE_WORDS, CommitteeLine
from campaign.figures import Figures
from campaign.labels import Label
from campaign.periods import local_day
from campaign.reports.asked import FEDERATION_ZONE, Asked
from campaign.reports.views import Header
from campaign.words import N_
from db.tables import Committee, CommitteeKind

LINES_AT_ONCE = 1000


def header_of(asked: Asked, row: Committee) -> Header:
    """What a report says of its committee."""
    session, w = asked.session, asked.w
    kind = session.get_one(CommitteeKind, row.kind_id)
    place = ", ".join(name for _, name in places_in_words(session, row, w.lang))
    (line,) = lines_of(session, [row], asked.seen_from)
    state = state_then(asked, row, line)
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
        created_on=local_day(row.created_at, row.zone),
    )


def header_of_all(asked: Asked, committees: Sequence[tuple[Committee, CommitteeLine]]) -> Header:
    """What a report of all committees says of them."""
    active = sum(1 for row, _ in committees if is_active(asked, row))
    invented = any(row.invented for row, _ in committees)
    return Header("", asked.w(N_("All committees")), "", "", "", FEDERATION_ZONE, invented, active)


def living_in(asked: Asked, current: Mapping[uuid.UUID, Figures]) -> list[tuple[Committee, CommitteeLine]]:
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


def is_active(asked: Asked, row: Committee) -> bool:
    """Whether a committee existed and had not ended at the end of the period."""
    return row.created_at <= asked.until and state_at(row, asked.until) == "active"


def state_then(asked: Asked, row: Committee, line: CommitteeLine) -> str:
    """The state of a committee at the end of the period."""
    state = state_at(row, asked.until)
    return line.state if state == "active" else state
