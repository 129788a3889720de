"""Two entries of one person: found, and made one by a rule for each column.

A merge never widens consent: a withdrawal survives, an objection survives, the earlier end of a consent survives.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from campaign.committees.views import MANAGER
from campaign.errors import PersonUnknown, SamePerson
from campaign.people.directory import full_name
from db.folding import fold, search_key
from db.tables import (
    Availability,
    Base,
    CharterReading,
    Collection,
    Consent,
    ContactPoint,
    ListMember,
    Membership,
    MembershipEvent,
    Person,
    PersonSkill,
    PersonTag,
    Setting,
    Signup,
    SpendingRequest,
)
from db.unit import Unit

__all__ = ["PERSON_RULES", "merge_people", "references"]

# One rule for each column of a person: the survivor's row, the other's row → the value that stays.
Rule = Callable[[Any, Any], Any]


def _mine(column: str) -> Rule:
    return lambda mine, other: getattr(mine, column)


def _filled(column: str) -> Rule:
    """The survivor's, unless it says nothing."""

    def rule(mine: Any, other: Any) -> Any:
        value = getattr(mine, column)
        return getattr(other, column) if value is None or value == "" else value

    return rule


def _basis(mine: Person, other: Person) -> str:
    """The one that asks most of us: what rests on an explicit consent goes on resting on it."""
    order = ("explicit_consent", "regular_contact", "member")
    return min((mine.basis, other.basis), key=order.index)


PERSON_RULES: dict[str, Rule] = {
    "id": _mine("id"),
    "given_name": _filled("given_name"),
    "family_name": _filled("family_name"),
    "search_key": lambda mine, other: search_key(_name(mine, other)),
    "sort_key": lambda mine, other: fold(f"{_either(mine, other, 'family_name')} {_either(mine, other, 'given_name')}"),
    "gender": _filled("gender"),
    # Of age only if nobody said the contrary: a minor's protection is not lost by a merge.
    "adult": lambda mine, other: min((v for v in (mine.adult, other.adult) if v is not None), default=None),
    "commune_code": _filled("commune_code"),
    "basis": _basis,
    "basis_text": lambda mine, other: (mine if _basis(mine, other) == mine.basis else other).basis_text,
    "do_not_contact": lambda mine, other: bool(mine.do_not_contact or other.do_not_contact),
    "batch_id": _filled("batch_id"),
    "erased_at": _mine("erased_at"),
    "invented": lambda mine, other: bool(mine.invented and other.invented),
    "created_at": lambda mine, other: min(mine.created_at, other.created_at),
    "created_by": lambda mine, other: (mine if mine.created_at <= other.created_at else other).created_by,
    "updated_at": _mine("updated_at"),
    "version": _mine("version"),
}


def _either(mine: Person, other: Person, column: str) -> str:
    return str(_filled(column)(mine, other))


def _name(mine: Person, other: Person) -> str:
    return f"{_either(mine, other, 'given_name')} {_either(mine, other, 'family_name')}"


def merge_people(unit: Unit, survivor_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Make two entries one: the survivor keeps their id, and everything of the other becomes theirs. One action.

    Raises:
        SamePerson: both are one entry; PersonUnknown.
    """
    if survivor_id == other_id:
        raise SamePerson
    mine, other = _person(unit.session, survivor_id), _person(unit.session, other_id)
    unit.name("person.merge", name=full_name(mine), other=full_name(other))
    values = {column: rule(mine, other) for column, rule in PERSON_RULES.items()}
    for table, columns in references().items():
        handler = _HANDLERS.get(table.name)
        if handler is not None:
            handler(unit, survivor_id, other_id)
        else:
            for column in columns:
                _repoint(unit, table, column, survivor_id, other_id)
    for setting in unit.session.scalars(select(Setting).where(Setting.value == other_id.hex)).all():
        unit.change(setting, value=survivor_id.hex)
    unit.remove(other)
    kept = {k: v for k, v in values.items() if k not in ("id", "version", "updated_at")}
    unit.change(mine, **kept)


@cache
def references() -> dict[Table, list[str]]:
    """Every table that names a person, and by which columns; a new one must get a rule (a test looks)."""
    found: dict[Table, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "person" for key in column.foreign_keys):
                found.setdefault(table, []).append(column.key)
    return found


def _repoint(unit: Unit, table: Table, column: str, mine: uuid.UUID, other: uuid.UUID) -> None:
    kind = next(m.class_ for m in Base.registry.mappers if m.local_table is table)
    values: dict[str, Any] = {column: mine}
    for row in unit.session.scalars(select(kind).where(getattr(kind, column) == other)).all():
        unit.change(row, **values)


def _pairs(
    unit: Unit, kind: type[Any], mine: uuid.UUID, other: uuid.UUID, key: Callable[[Any], Any]
) -> Iterable[tuple[Any, Any]]:
    """Each row of the other's, with the survivor's of the same key if there is one."""
    had = {key(row): row for row in unit.session.scalars(select(kind).where(kind.person_id == mine)).all()}
    rows = unit.session.scalars(select(kind).where(kind.person_id == other)).all()
    return [(row, had.get(key(row))) for row in rows]


def _contacts(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
    for row, twin in _pairs(unit, ContactPoint, mine, other, lambda r: (r.kind, r.search_key)):
        if twin is not None:
            unit.remove(row)
        else:
            unit.change(row, person_id=mine, position=row.position + 100)


def _consents(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
    for row, twin in _pairs(unit, Consent, mine, other, lambda r: (r.committee_id, r.channel)):
        if twin is None:
            unit.change(row, person_id=mine)
            continue
        withdrawn = [moment for moment in (twin.withdrawn_at, row.withdrawn_at) if moment is not None]
        given = [r for r in (twin, row) if r.given_at is not None]
        shown = min(given, key=lambda r: r.given_at, default=twin)
        ends = [r.expires_on for r in given if r.expires_on is not None]
        values = {
            "withdrawn_at": max(withdrawn, default=None),
            "given_at": shown.given_at,
            "text_version": shown.text_version,
            "origin": shown.origin,
            "expires_on": min(ends, default=None),
        }
        unit.remove(row)
        unit.change(twin, **values)


def _memberships(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
    for row, twin in _pairs(unit, Membership, mine, other, lambda r: r.committee_id):
        if twin is None:
            unit.change(row, person_id=mine)
            continue
        level = max(twin.level, row.level)
        present = [r for r in (twin, row) if r.level]
        values = {
            "level": level,
            "finance": (twin.finance or row.finance) and level >= MANAGER,
            # Named to the others only if neither entry says the contrary.
            "share_identity": all(r.share_identity for r in present) and bool(present),
            "joined_at": min(r.joined_at for r in (present or [twin, row])),
            "left_at": None if level else max((r.left_at for r in (twin, row) if r.left_at), default=None),
        }
        unit.remove(row)
        unit.change(twin, **values)


def _events(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
    """One story out of two: at each moment the higher of both levels; what changes nothing is dropped."""
    statement = select(MembershipEvent).where(MembershipEvent.person_id.in_((mine, other)))
    by_committee: dict[uuid.UUID, list[MembershipEvent]] = {}
    for event in unit.session.scalars(statement.order_by(MembershipEvent.at, MembershipEvent.id)).all():
        by_committee.setdefault(event.committee_id, []).append(event)
    for events in by_committee.values():
        both = len({event.person_id for event in events}) == 2
        levels, before = {mine: 0, other: 0}, 0
        for event in events:
            if not both:
                unit.change(event, person_id=mine)
                continue
            levels[event.person_id] = event.level_after
            level = max(levels.values())
            if level == before:
                unit.remove(event)
                continue
            kind = event.kind if before == 0 or level == 0 else "level"
            unit.change(event, person_id=mine, level_after=level, kind=kind)
            before = level


_STRONGEST = ("invited", "cancelled", "no_show", "confirmed", "attended")


def _signups(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
    for row, twin in _pairs(unit, Signup, mine, other, lambda r: (r.action_id, r.shift_id)):
        if twin is None:
            unit.change(row, person_id=mine)
            continue
        best = max((twin, row), key=lambda r: _STRONGEST.index(r.state))
        moments = {c: _earliest(getattr(twin, c), getattr(row, c)) for c in ("confirmed_at", "reminded_at")}
        values = {
            "state": best.state,
            "minutes": max(twin.minutes, row.minutes) if best.state == "attended" else 0,
            "walk_in": bool(twin.walk_in and row.walk_in),
            "cancelled_at": best.cancelled_at,
            "committee_id": best.committee_id,
            **moments,
        }
        unit.remove(row)
        unit.change(twin, **values)


def _earliest(a: datetime | None, b: datetime | None) -> datetime | None:
    return min((m for m in (a, b) if m is not None), default=None)


def _unique(kind: type[Any], key: Callable[[Any], Any]) -> Callable[[Unit, uuid.UUID, uuid.UUID], None]:
    """Move what the survivor does not have yet; drop what they have."""

    def handler(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
        for row, twin in _pairs(unit, kind, mine, other, key):
            if twin is not None:
                unit.remove(row)
            else:
                unit.change(row, person_id=mine)

    return handler


def _two_people(kind: type[Any], first: str, second: str) -> Callable[[Unit, uuid.UUID, uuid.UUID], None]:
    """Rows that two different people vouch for: when both were one, the second place is empty again."""

    def handler(unit: Unit, mine: uuid.UUID, other: uuid.UUID) -> None:
        which = or_(getattr(kind, first) == other, getattr(kind, second) == other)
        for row in unit.session.scalars(select(kind).where(which)).all():
            one, two = (mine if getattr(row, c) == other else getattr(row, c) for c in (first, second))
            values: dict[str, Any] = {first: one, second: None if one == two else two}
            unit.change(row, **values)

    return handler


_HANDLERS: dict[str, Callable[[Unit, uuid.UUID, uuid.UUID], None]] = {
    "contact_point": _contacts,
    "consent": _consents,
    "membership": _memberships,
    "membership_event": _events,
    "signup": _signups,
    "person_tag": _unique(PersonTag, lambda r: r.tag_id),
    "person_skill": _unique(PersonSkill, lambda r: (r.committee_id, r.skill_id)),
    "availability": _unique(Availability, lambda r: (r.committee_id, r.weekday, r.from_minute, r.to_minute)),
    "list_member": _unique(ListMember, lambda r: (r.committee_id, r.list_id)),
    "collection": _two_people(Collection, "first_id", "second_id"),
    "spending_request": _two_people(SpendingRequest, "asker_id", "peer_id"),
    "charter_reading": _unique(CharterReading, lambda r: r.charter_version),
}


def _person(session: Session, person_id: uuid.UUID) -> Person:
    row = session.get(Person, person_id)
    if row is None or row.erased_at is not None:
        raise PersonUnknown(name=str(person_id))
    return row
