"""Taking back while a sheet is typed: the last entry of that list, and nothing that was done elsewhere since."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from campaign.field.lists.lookup import list_row
from db import undo
from db.errors import NothingToUndo
from db.tables import JournalEntry
from db.unit import Unit

ENTERED = ("visit.", "answer.", "follow_up.add", "contact.keep", "list.hours")


def undo_entry(unit: Unit, list_id: uuid.UUID, window: undo.Window | None = None) -> undo.Step:
    """Undo the latest action of the file if it was an entry on this list.

    Raises:
        NothingToUndo: it was something else; DoneElsewhere, UndoneElsewhere, UndoImpossible: see `db.undo`.
    """
    row = list_row(unit.session, list_id)
    done = select(JournalEntry).where(JournalEntry.state == "done").order_by(JournalEntry.seq.desc()).limit(1)
    entry = unit.session.scalars(done).first()
    mine = entry is not None and entry.committee_id == row.committee_id and entry.facts.get("name") == row.list_number
    if entry is None or not mine or not entry.action.startswith(ENTERED):
        raise NothingToUndo
    return undo.undo(unit, window)
