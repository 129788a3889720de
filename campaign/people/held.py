"""Everything this file holds about one person, found from the tables themselves: a new column cannot be forgotten.

Each column that is marked personal is reached in one of four ways (`way_of`): its row names the person by id, a
setting holds their id, a text of the committee may name them, or the journal keeps a copy. A test asks it of each.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Column, Table, Text, func, or_, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from campaign.errors import PersonUnknown
from campaign.people.merging import references
from campaign.people.traces import Traces
from campaign.search import has_words, searched_words
from campaign.views.rights import Mention
from db.folding import fold
from db.tables import AuditEntry, Base, ContactPoint, JournalEntry, Person, SavedFilter, Setting
from db.unit import Values, key_column

Way = Literal["row", "setting", "text", "journal"]


# Their rows name who walked or who asked, but their texts speak of others: of whoever opened the door or is paid.
_ABOUT_OTHERS = ("visit", "walk_list", "spending_request")


def way_of(column: Column[Any]) -> Way | None:
    """How a person's data in a column is reached; None: it is not, and access and erasure would miss it."""
    table = column.table
    if table.name == "person" or (table in references() and table.name not in _ABOUT_OTHERS):
        return "row"
    if table.name == "roll_entry":  # electors are no people of this file; who is both is found by name
        return "text"
    if table.name == "setting":
        return "setting"
    if table.name == "journal":
        return "journal"
    return "text" if column.info.get("personal") == "free_text" else None


@cache
def personal_columns() -> list[Column[Any]]:
    """Every column that is marked."""
    return [c for table in Base.metadata.sorted_tables for c in table.columns if "personal" in c.info]


def class_of(table: Table) -> type[Any]:
    """The class that is mapped on a table."""
    return next(m.class_ for m in Base.registry.mappers if m.local_table is table)


def person_row(session: Session, person_id: uuid.UUID) -> Person:
    """A person who was not erased.

    Raises:
        PersonUnknown.
    """
    row = session.get(Person, person_id)
    if row is None or row.erased_at is not None:
        raise PersonUnknown(name=str(person_id))
    return row


def rows_of(session: Session, table: Table, person_id: uuid.UUID) -> list[Any]:
    """A table's rows that name a person by id."""
    kind = class_of(table)
    which = [getattr(kind, column) == person_id for column in references()[table]]
    return list(session.scalars(select(kind).where(or_(*which)).order_by(key_column(table))).all())


def settings_of(session: Session, person_id: uuid.UUID) -> list[Setting]:
    """The settings that hold a person's id: who is at the keyboard, who was told apart from whom."""
    return list(session.scalars(select(Setting).where(Setting.value.contains(person_id.hex))).all())


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the committee in which someone is named, or may be."""

    row: Any
    column: str
    text: str
    certain: bool


def texts_naming(session: Session, traces: Traces, person: Person) -> Iterator[Found]:
    """The texts that name a person for certain or by one word, table by table."""
    by_table: dict[Table, list[str]] = {}
    for column in personal_columns():
        if way_of(column) == "text":
            by_table.setdefault(column.table, []).append(column.key)
    for table, names in by_table.items():
        kind = class_of(table)
        filled = or_(*(table.c[name].is_not(None) if name == "query" else table.c[name] != "" for name in names))
        for row in session.scalars(select(kind).where(filled).order_by(key_column(table))).all():
            for name in names:
                value = getattr(row, name)
                if isinstance(row, SavedFilter) and name == "query":
                    if (found := _filter_naming(session, row, traces, person)) is not None:
                        yield found
                elif value and traces.name_them(value):
                    yield Found(row, name, value, certain=True)
                elif value and traces.may_name_them(value):
                    yield Found(row, name, value, certain=False)


def _filter_naming(session: Session, row: SavedFilter, traces: Traces, person: Person) -> Found | None:
    """A saved search that finds this person and nobody else names them, by however few letters."""
    text = str(row.query.get("text", ""))
    words = searched_words(text)
    if traces.name_them(text) or traces.are(text):
        return Found(row, "query", text, certain=True)
    if words and all(word in person.search_key for word in words):
        found = select(func.count()).select_from(Person).where(*has_words(Person.search_key, text))
        alone = session.scalar(found.where(Person.id != person.id, Person.erased_at.is_(None))) == 0
        return Found(row, "query", text, certain=alone)
    return None


def mention(found: Found, traces: Traces) -> Mention:
    """What is shown of it."""
    return Mention(
        table=found.row.__table__.name,
        id=str(found.row.id),
        column=found.column,
        text=traces.excerpt(found.text),
        certain=found.certain,
    )


def traces_of(session: Session, person: Person) -> Traces:
    """How a person may be named: by what is held now, and by what the journal remembers of it."""
    names = {(person.given_name, person.family_name)}
    points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id))
    contacts = {(point.kind, point.search_key) for point in points}
    for entry in entries_by_id(session, person.id):
        for change in entry.changes:
            for values in values_in(change):
                if change["table"] == "person" and values["id"] == person.id.hex:
                    names.add((values["given_name"], values["family_name"]))
                elif change["table"] == "contact_point" and values["person_id"] == person.id.hex:
                    contacts.add((values["kind"], values["search_key"]))
    key = fold(f"{person.given_name} {person.family_name}")
    same = select(func.count()).select_from(Person).where(Person.id != person.id, Person.erased_at.is_(None))
    namesakes = session.scalar(same.where(or_(Person.search_key == key, Person.search_key.like(f"{key} %")))) or 0
    return Traces(names, contacts, namesakes=namesakes > 0)


def entries_by_id(session: Session, person_id: uuid.UUID) -> list[JournalEntry]:
    """The journal's actions that hold a person's id, oldest first."""
    wanted = person_id.hex
    columns = (as_type(JournalEntry.changes, Text), as_type(JournalEntry.facts, Text))
    statement = select(JournalEntry).where(or_(*(column.contains(wanted) for column in columns)))
    return list(session.scalars(statement.order_by(JournalEntry.seq)).all())


def entries_holding(session: Session, person_id: uuid.UUID, traces: Traces) -> Iterator[JournalEntry]:
    """The journal's actions that hold a person, by id or by name in a text, newest first.

    Their documents are read as text first: that of a big import takes seconds to look through value by value.
    """
    raw = select(JournalEntry.seq, as_type(JournalEntry.facts, Text), as_type(JournalEntry.changes, Text))
    for seq, facts, changes in session.execute(raw.order_by(JournalEntry.seq.desc())):
        if person_id.hex in changes or traces.may_be_in(facts) or traces.may_be_in(changes):
            entry = session.get_one(JournalEntry, seq)
            if traces.inside(entry.facts) or any(is_theirs(change, person_id, traces) for change in entry.changes):
                yield entry


def values_in(change: Values) -> list[Values]:
    """A row as it was and as it is; of a batch, such as an import, the rows while it is undone, and else none."""
    return [values for side in ("before", "after") if (values := change.get(side))] + list(change.get("rows", ()))


def is_theirs(change: Values, person_id: uuid.UUID, traces: Traces) -> bool:
    """Whether one row of an action is about a person, or names them."""
    values = [value for side in values_in(change) for value in side.values()]
    document = json.dumps([change.get("key"), change.get("keys"), values], ensure_ascii=False)
    return person_id.hex in document or (traces.may_be_in(document) and traces.inside(values))


def audit_of(session: Session, person_id: uuid.UUID) -> list[AuditEntry]:
    """What the audit keeps: what they did here, and what was done to their row. Ids only, no name."""
    theirs = or_(AuditEntry.actor_id == person_id, AuditEntry.object_id == person_id.hex)
    return list(session.scalars(select(AuditEntry).where(theirs).order_by(AuditEntry.seq)).all())
