"""What is hard, and what is asked for, in the committees' own words."""

from __future__ import annotations

from sqlalchemy import select

from campaign import toolbox
from campaign.reports import asked as shared
from campaign.reports.asked import Asked, and_more
from campaign.reports.views import Section
from campaign.words import N_
from db.tables import Committee, LogbookEntry


def section(asked: Asked, title: str) -> Section:
    """The difficulties and requests that the cahier holds for the days of the period."""
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
    shown = found if asked.row else found[: shared.ROWS_LIMIT]
    text = []
    for entry, name in shown:
        owner = f" · {name}" if asked.row is None else ""
        text.append(f"{w.day(entry.day)}{owner} · {w(toolbox.ENTRY_WORDS[entry.kind])} — {entry.text}")
    text += and_more(w, len(found) - len(shown))
    return Section("difficulties", title, text=tuple(text) or (w(N_("None was written down.")),))
