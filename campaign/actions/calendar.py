"""The agenda for everyone's own calendar: an ``.ics`` file, without anybody in it.

Moments are written in UTC, which every calendar shows in its own zone, whatever the clocks do. The same rows give the
same bytes: an event keeps its identifier for ever, and its stamp is when its row last changed.
"""

from __future__ import annotations

import uuid

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.actions.agenda import list_actions, show_action
from campaign.committees.lookup import committee_row
from campaign.views.actions import ActionLine
from campaign.words import Lang, words
from db.folding import fold
from db.tables import Action, ActionCommittee, Committee

MAKER = "-//Appui//Appui//FR"
AT_ONCE = 500
SPELLED = {"planned": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def one_ics(session: Session, action_id: uuid.UUID, lang: Lang = "fr") -> bytes:
    """One action.

    Raises:
        ActionUnknown.
    """
    line, _ = show_action(session, action_id)
    return _written(session, "", [line], lang)


def agenda_ics(session: Session, committee_id: uuid.UUID, lang: Lang = "fr") -> bytes:
    """All that a committee holds, alone or with others, past and to come; cancelled dates are marked as such.

    Raises:
        CommitteeUnknown.
    """
    committee = committee_row(session, committee_id)
    lines = list_actions(session, committee_id=committee_id, co_held=True, limit=None)
    return _written(session, committee.name, lines, lang)


def ics_name(name: str) -> str:
    """A file name made of a committee's or an action's name."""
    return (fold(name).replace(" ", "-")[:60] or "agenda") + ".ics"


def _written(session: Session, name: str, lines: list[ActionLine], lang: Lang) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    rows = {row.id: row for row in _rows(session, lines)}
    partners = _partners(session, rows)
    for line in sorted(lines, key=lambda each: (each.starts_at, each.id)):
        calendar.add_component(_event(line, rows[line.id], partners.get(line.id, []), lang))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(line: ActionLine, row: Action, partners: list[str], lang: Lang) -> Event:
    kind = line.kind.say(words(lang))
    event = Event()
    event.add("uid", f"{line.id}@appui")
    event.add("dtstamp", row.updated_at.replace(microsecond=0))
    event.add("created", row.created_at.replace(microsecond=0))
    event.add("last-modified", row.updated_at.replace(microsecond=0))
    event.add("sequence", row.version - 1)
    event.add("dtstart", line.starts_at)
    event.add("dtend", line.ends_at)
    event.add("summary", f"{kind} · {line.title}" if line.title else kind)
    event.add("description", ", ".join([line.committee, *partners]))
    if line.place:
        event.add("location", line.place)
    event.add("status", SPELLED[line.state])
    event.add("transp", "TRANSPARENT" if line.state == "cancelled" else "OPAQUE")
    return event


def _rows(session: Session, lines: list[ActionLine]) -> list[Action]:
    """The rows of these lines; a few hundred at a time, since a statement takes only so many values."""
    ids = [line.id for line in lines]
    found: list[Action] = []
    for start in range(0, len(ids), AT_ONCE):
        found += session.scalars(select(Action).where(Action.id.in_(ids[start : start + AT_ONCE])))
    return found


def _partners(session: Session, rows: dict[uuid.UUID, Action]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    statement = (
        select(ActionCommittee.action_id, Committee.name)
        .join(Committee, Committee.id == ActionCommittee.committee_id)
        .order_by(ActionCommittee.id)
    )
    for action_id, name in session.execute(statement):
        if action_id in rows:
            found.setdefault(action_id, []).append(name)
    return found
