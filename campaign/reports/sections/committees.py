"""For all committees: one line each, and how many were created or have fallen asleep."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from campaign.committees.views import STATE_WORDS, CommitteeLine
from campaign.figures import Figures
from campaign.reports.asked import Asked
from campaign.reports.names import OWN
from campaign.reports.standing import is_active, state_then
from campaign.reports.views import Cell, Column, Figure, Section, Table
from campaign.words import N_
from db.tables import Committee


def section(
    asked: Asked,
    title: str,
    committees: Sequence[tuple[Committee, CommitteeLine]],
    current: Mapping[uuid.UUID, Figures],
) -> Section:
    """Each committee that lived in the period, with its figures."""
    w = asked.w
    states = {row.id: state_then(asked, row, line) for row, line in committees}
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
    numbers = {
        "committees": sum(1 for row, _ in committees if is_active(asked, row)),
        "committees_created": sum(1 for row, _ in committees if start <= row.created_at < end),
        "committees_dormant": sum(1 for state in states.values() if state == "dormant"),
    }
    found = tuple(Figure(key, w(OWN[key].label), n, "count", w(OWN[key].text)) for key, n in numbers.items())
    table = Table("committees", title, columns, tuple(rows), w(N_("There is no committee yet.")))
    return Section("committees", title, found, (table,))
