"""What a committee that was merged promised: doors never to call on again, and the silence before its polls.

Who asked for peace asked the movement, not a committee of it. The rows stay with the committee that was merged, whose
history is its own; where the other one issues or cuts, they are looked up by what both files say of an address. So
undoing the merger needs to take nothing back here.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.tables import Address, Building, Committee, Door, SilencePeriod
from db.unit import Unit

_AT_ONCE = 500


class Asked(NamedTuple):
    """A door that asked a committee merged into this one for peace. ``building`` is (source key, label), or none."""

    building: tuple[str, str] | None
    stairwell: int
    floor: int
    place: int


def absorbed(session: Session, committee_id: uuid.UUID) -> list[uuid.UUID]:
    """The committees that were merged into one, directly or by way of others."""
    found: list[uuid.UUID] = []
    last = [committee_id]
    while last:
        last = list(session.scalars(select(Committee.id).where(Committee.merged_into_id.in_(last))))
        found += last
    return found


def asked_elsewhere(session: Session, committee_id: uuid.UUID) -> dict[uuid.UUID, list[Asked]]:
    """By address of this committee: the doors that asked those merged into it for peace."""
    merged = absorbed(session, committee_id)
    if not merged:
        return {}
    theirs = select(
        Address.source_key, Address.ban_id, Address.interop_key, Address.uid, Address.insee, Address.search_key,
        Address.number, Address.id, Building.source_key, Building.label, Door.stairwell, Door.floor, Door.place,
    )  # fmt: skip
    rows = session.execute(
        theirs.join_from(Door, Address, Address.id == Door.address_id)
        .join(Building, Building.id == Door.building_id, isouter=True)
        .where(Door.committee_id.in_(merged), Door.do_not_contact == 1)
        .order_by(Door.id)
    ).all()
    same = _same_addresses(session, committee_id, rows)
    found: dict[uuid.UUID, list[Asked]] = defaultdict(list)
    for row in rows:
        building = None if row[8] is None else (row[8], row[9])
        for address_id in same.get(row.id, ()):
            found[address_id].append(Asked(building, row.stairwell, row.floor, row.place))
    return found


def quiet_elsewhere(session: Session, committee_id: uuid.UUID) -> Counter[uuid.UUID]:
    """How many doors of each address of this committee asked those merged into it for peace."""
    return Counter({address_id: len(asked) for address_id, asked in asked_elsewhere(session, committee_id).items()})


def _same_addresses(session: Session, committee_id: uuid.UUID, rows: Iterable[Any]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Which addresses here are those of the rows: by an id that both files know, else by street and number."""
    by_id: dict[str, set[uuid.UUID]] = defaultdict(set)
    by_place: dict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        for key in filter(None, row[:4]):
            by_id[key].add(row.id)
        if row.number is not None:  # without a number the key is only the street
            by_place[row.insee, row.search_key].add(row.id)
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    mine = Address.committee_id == committee_id
    for column in (Address.source_key, Address.ban_id, Address.interop_key, Address.uid):
        for some in _chunks(by_id):
            for address_id, known in session.execute(select(Address.id, column).where(mine, column.in_(some))):
                for other in by_id[known or ""]:
                    found[other].add(address_id)
    for insee in sorted({insee for insee, _ in by_place}):
        for some in _chunks(key for code, key in by_place if code == insee):
            statement = select(Address.id, Address.search_key).where(
                mine, Address.insee == insee, Address.search_key.in_(some)
            )
            for address_id, key in session.execute(statement):
                for other in by_place[insee, key]:
                    found[other].add(address_id)
    return {other: sorted(here) for other, here in found.items()}


def hand_over_silences(unit: Unit, from_id: uuid.UUID, into_id: uuid.UUID) -> None:
    """Give a committee the polls that the one merged into it knew and it did not, within the caller's action."""
    known = set(unit.session.scalars(select(SilencePeriod.poll_on).where(SilencePeriod.committee_id == into_id)))
    statement = select(SilencePeriod).where(SilencePeriod.committee_id == from_id).order_by(SilencePeriod.poll_on)
    for row in unit.session.scalars(statement).all():
        if row.poll_on not in known:
            values: Mapping[str, Any] = {
                "label": row.label,
                "poll_on": row.poll_on,
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
            }
            unit.add(SilencePeriod(committee_id=into_id, **values))


def _chunks(keys: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(keys)
    for first in range(0, len(every), _AT_ONCE):
        yield every[first : first + _AT_ONCE]
