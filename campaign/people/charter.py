"""The data charter: a page that who is at the keyboard reads once, before phones and mails are shown to them.

It is no gate to anything else: a committee is created, is active and is listed without it.
"""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.labels import Label
from campaign.people.held import person_row
from campaign.views.rights import Charter
from db.tables import CharterReading
from db.unit import Unit

RULES = Path(__file__).parents[1] / "rules"


@cache
def charter() -> Charter:
    """The charter of this version."""
    found = tomllib.loads((RULES / "charter.toml").read_text("utf-8"))
    return Charter(
        found["version"],
        Label(found["title_fr"], found["title_en"]),
        Label(found["text_fr"].strip(), found["text_en"].strip()),
    )


def may_see_contacts(session: Session, person_id: uuid.UUID | None) -> bool:
    """Whether this person has read the charter; nobody in particular has not."""
    if person_id is None:
        return False
    read = select(CharterReading.id).where(
        CharterReading.person_id == person_id, CharterReading.charter_version == charter().version
    )
    return session.scalar(read) is not None


def read_charter(unit: Unit, person_id: uuid.UUID) -> None:
    """This person has read the charter and accepts it. A fact, not an action to undo.

    Raises:
        PersonUnknown.
    """
    person_row(unit.session, person_id)
    if may_see_contacts(unit.session, person_id):
        return
    unit.name("charter.read")
    unit.without_journal()
    unit.add(CharterReading(person_id=person_id, charter_version=charter().version, read_at=unit.now))
