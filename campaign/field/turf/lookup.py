"""Turf and walks as they are shown, and found by what people type."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from campaign.errors.doors import WalkUnknown
from campaign.errors.turf import TurfAmbiguous, TurfUnknown
from campaign.field.live import is_live, replaced
from campaign.field.outcomes import KNOCKED
from campaign.views.field import StopView, TurfLine, WalkLine, WalkView
from db.folding import clean, fold
from db.tables import (
    Address,
    Building,
    Commune,
    FieldCampaign,
    ListDoor,
    Street,
    StreetSection,
    Turf,
    Visit,
    Walk,
    WalkList,
    WalkStop,
)

_AT_ONCE = 500  # ids in one statement
STREETS_SHOWN = 3


def find_turf(session: Session, text: str, committee_id: uuid.UUID | None = None) -> Turf:
    """The one turf that an id or a name means; of several cuttings, the latest.

    Raises:
        TurfUnknown, TurfAmbiguous.
    """
    try:
        row = session.get(Turf, uuid.UUID(text.strip()))
        if row is None or committee_id not in (None, row.committee_id):
            raise TurfUnknown(name=text[:60])
        return row
    except ValueError:
        pass
    statement = select(Turf).order_by(Turf.created_at, Turf.cut)
    if committee_id is not None:
        statement = statement.where(Turf.committee_id == committee_id)
    latest: dict[tuple[uuid.UUID, str], Turf] = {}
    for turf in session.scalars(statement):
        if fold(turf.name) == fold(text):
            latest[turf.campaign_id, turf.name] = turf
    alive = [turf for turf in latest.values() if turf.state != "retired"] or list(latest.values())
    if not alive:
        raise TurfUnknown(name=clean(text)[:60])
    if len(alive) > 1:
        choices = ", ".join(f"{turf.name} ({turf.id})" for turf in alive[:6])
        raise TurfAmbiguous(name=clean(text)[:60], count=len(alive), choices=choices)
    return alive[0]


def find_walk(session: Session, text: str) -> Walk:
    """The walk that an id, or the number of one of its lists, means.

    Raises:
        WalkUnknown, and what finding a list raises.
    """
    from campaign.field.lists.lookup import find_list

    try:
        row = session.get(Walk, uuid.UUID(text.strip()))
    except ValueError:
        return session.get_one(Walk, find_list(session, None, text).walk_id)
    if row is None:
        raise WalkUnknown(name=text[:60])
    return row


def turf_lines(session: Session, committee_id: uuid.UUID | None, *, retired: bool = False) -> tuple[TurfLine, ...]:
    """The turfs of a committee (of all without one), by campaign and name; retired ones only when asked for.

    Of one that was cut anew only what was issued counts: the rest stands in the new cutting.
    """
    statement = (
        select(Turf, FieldCampaign.name, Commune.name)
        .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
        .outerjoin(Commune, Commune.code == Turf.insee)
        .order_by(FieldCampaign.starts_on.desc(), FieldCampaign.name, Turf.name, Turf.cut)
    )
    if committee_id is not None:
        statement = statement.where(Turf.committee_id == committee_id)
    if not retired:
        statement = statement.where(Turf.state != "retired")
    rows = list(session.execute(statement))
    ids = [turf.id for turf, _, _ in rows]
    live = _live(session, ids)
    on_lists = select(Walk.turf_id, func.count(distinct(Walk.id))).join(WalkList, WalkList.walk_id == Walk.id)
    issued = _counted(session, on_lists.group_by(Walk.turf_id), Walk.turf_id, ids)
    latest = select(Walk.turf_id, func.max(WalkList.pass_number)).join(WalkList, WalkList.walk_id == Walk.id)
    passes = _counted(session, latest.group_by(Walk.turf_id), Walk.turf_id, ids)
    knocks = (
        select(Walk.turf_id, func.count(distinct(Visit.door_id)))
        .join(WalkList, WalkList.walk_id == Walk.id)
        .join(Visit, Visit.list_id == WalkList.id)
        .where(Visit.voided_at.is_(None), Visit.outcome.in_(KNOCKED))
        .group_by(Walk.turf_id)
    )
    knocked = _counted(session, knocks, Walk.turf_id, ids)
    return tuple(
        TurfLine(
            id=turf.id,
            name=turf.name,
            cut=turf.cut,
            state=turf.state,
            campaign=campaign,
            place=place or turf.insee,
            walks=live[turf.id][0],
            doors=live[turf.id][1],
            metres=live[turf.id][2],
            minutes=live[turf.id][3],
            issued=issued.get(turf.id, 0),
            knocked=knocked.get(turf.id, 0),
            passes=passes.get(turf.id, 0),
            invented=turf.invented,
        )
        for turf, campaign, place in rows
    )


def _live(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, ...]]:
    """Walks, doors, metres and minutes of each turf: of its live walks, and of all of one that was put away."""
    sums = (func.count(), func.sum(Walk.doors), func.sum(Walk.metres), func.sum(Walk.minutes))
    found: dict[uuid.UUID, tuple[int, ...]] = dict.fromkeys(ids, (0, 0, 0, 0))
    for some in _chunks(ids):
        statement = (
            select(Walk.turf_id, *sums)
            .join(Turf, Turf.id == Walk.turf_id)
            .where(Walk.turf_id.in_(some), or_(is_live(), Turf.state == "retired"))
            .group_by(Walk.turf_id)
        )
        found.update({turf_id: tuple(map(int, counts)) for turf_id, *counts in session.execute(statement)})
    return found


def _counted(session: Session, statement: object, column: object, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    found: dict[uuid.UUID, int] = {}
    for some in _chunks(ids):
        found.update(session.execute(statement.where(column.in_(some))).all())  # type: ignore[attr-defined]
    return found


def walk_lines(session: Session, turf_id: uuid.UUID) -> tuple[WalkLine, ...]:
    """The walks of a turf, by number, each with its latest list."""
    walks = list(session.scalars(select(Walk).where(Walk.turf_id == turf_id).order_by(Walk.number)))
    streets: dict[uuid.UUID, dict[str, None]] = defaultdict(dict)
    counts: dict[uuid.UUID, int] = defaultdict(int)
    statement = (
        select(WalkStop.walk_id, Street.name)
        .join(Walk, Walk.id == WalkStop.walk_id)
        .join(Address, Address.id == WalkStop.address_id)
        .join(Street, Street.id == Address.street_id)
        .where(Walk.turf_id == turf_id)
        .order_by(WalkStop.walk_id, WalkStop.position)
    )
    for walk_id, street in session.execute(statement):
        streets[walk_id].setdefault(street)
        counts[walk_id] += 1
    lists = _latest_lists(session, select(Walk.id).where(Walk.turf_id == turf_id))
    gone = replaced(session, [turf_id])
    entered = _entered(session, [row.id for row in lists.values()])
    lines = []
    for walk in walks:
        row = lists.get(walk.id)
        names = list(streets[walk.id])
        lines.append(
            WalkLine(
                id=walk.id,
                number=walk.number,
                doors=walk.doors,
                stops=counts[walk.id],
                metres=walk.metres,
                minutes=walk.minutes,
                streets=", ".join(names[:STREETS_SHOWN]) + ("…" if len(names) > STREETS_SHOWN else ""),
                state=row.state if row else "replaced" if walk.id in gone else "ready",
                list_number=row.list_number if row else "",
                pass_number=row.pass_number if row else 0,
                entered=entered.get(row.id, 0) if row else 0,
            )
        )
    return tuple(lines)


def _latest_lists(session: Session, walks: object) -> dict[uuid.UUID, WalkList]:
    statement = select(WalkList).where(WalkList.walk_id.in_(walks)).order_by(WalkList.pass_number)  # type: ignore[arg-type]
    return {row.walk_id: row for row in session.scalars(statement)}


def _entered(session: Session, lists: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many doors of each list have an outcome."""
    found: dict[uuid.UUID, int] = {}
    for some in _chunks(lists):
        statement = (
            select(Visit.list_id, func.count(distinct(Visit.door_id)))
            .join(ListDoor, (ListDoor.list_id == Visit.list_id) & (ListDoor.door_id == Visit.door_id))
            .where(Visit.list_id.in_(some), Visit.voided_at.is_(None))
            .group_by(Visit.list_id)
        )
        found.update({list_id: count for list_id, count in session.execute(statement) if list_id is not None})
    return found


def walk_view(session: Session, walk_id: uuid.UUID) -> WalkView:
    """A walk and its stops, in walking order.

    Raises:
        WalkUnknown.
    """
    return walk_views(session, [walk_id])[0]


def walk_views(session: Session, walk_ids: Sequence[uuid.UUID]) -> list[WalkView]:
    """Several walks and their stops, in the order asked for: a turf of hundreds in a few statements.

    Raises:
        WalkUnknown.
    """
    walks: dict[uuid.UUID, tuple[Walk, str]] = {}
    lists: dict[uuid.UUID, WalkList] = {}
    stops: dict[uuid.UUID, list[StopView]] = defaultdict(list)
    for some in _chunks(walk_ids):
        named = select(Walk, Turf.name).join(Turf, Turf.id == Walk.turf_id).where(Walk.id.in_(some))
        walks.update({walk.id: (walk, name) for walk, name in session.execute(named)})
        lists |= _latest_lists(session, some)
        _stops(session, some, stops)
    gone = replaced(session, {walk.turf_id for walk, _ in walks.values()})
    views = []
    for walk_id in walk_ids:
        if walk_id not in walks:
            raise WalkUnknown(name=str(walk_id))
        walk, turf = walks[walk_id]
        row = lists.get(walk_id)
        views.append(
            WalkView(
                id=walk.id,
                turf_id=walk.turf_id,
                turf=turf,
                committee_id=walk.committee_id,
                number=walk.number,
                doors=walk.doors,
                metres=walk.metres,
                minutes=walk.minutes,
                state=row.state if row else "replaced" if walk_id in gone else "ready",
                list_number=row.list_number if row else "",
                pass_number=row.pass_number if row else 0,
                stops=tuple(stops[walk_id]),
            )
        )
    return views


def _stops(session: Session, walk_ids: Sequence[uuid.UUID], found: dict[uuid.UUID, list[StopView]]) -> None:
    """Add the stops of walks, in walking order."""
    statement = (
        select(
            WalkStop.walk_id,
            WalkStop.position,
            WalkStop.side,
            WalkStop.doors,
            WalkStop.part,
            Address.id,
            Address.number,
            Address.suffix,
            Address.hamlet,
            func.coalesce(Building.lat, Address.lat).label("lat"),
            func.coalesce(Building.lon, Address.lon).label("lon"),
            Street.name.label("street"),
            Building.label.label("building"),
            Building.access,
        )
        .join_from(WalkStop, Address, Address.id == WalkStop.address_id)
        .join(Street, Street.id == Address.street_id)
        .outerjoin(Building, Building.id == WalkStop.building_id)
        .where(WalkStop.walk_id.in_(walk_ids))
        .order_by(WalkStop.walk_id, WalkStop.position)
    )
    rows = session.execute(statement).all()
    access = _access(session, walk_ids)
    for row in rows:
        found[row.walk_id].append(
            StopView(
                position=row.position,
                address_id=row.id,
                street=row.street,
                number=row.number,
                suffix=row.suffix,
                hamlet=row.hamlet,
                side=row.side,
                lat=row.lat,
                lon=row.lon,
                doors=row.doors,
                part=row.part,
                building=row.building or "",
                access=row.access if row.access is not None else access.get(row.id, ""),
            )
        )


def _access(session: Session, walk_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How one gets in at each address of walks, where its buildings say one thing."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    stops = select(WalkStop.address_id).where(WalkStop.walk_id.in_(walk_ids))
    statement = select(Building.address_id, Building.access).where(Building.address_id.in_(stops))
    for address_id, access in session.execute(statement):
        found[address_id].add(access)
    return {address_id: min(ways) for address_id, ways in found.items() if len(ways) == 1}


def sections_near(
    session: Session, committee_id: uuid.UUID, bounds: tuple[int, int, int, int]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The stretches of street that reach into (south, west, north, east), as lines of (lat, lon)."""
    south, west, north, east = bounds
    statement = (
        select(StreetSection.points)
        .where(StreetSection.committee_id == committee_id)
        .order_by(StreetSection.source_key)
    )
    found = []
    for points in session.scalars(statement):
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        if max(lats) >= south and min(lats) <= north and max(lons) >= west and min(lons) <= east:
            found.append(tuple((lat, lon) for lat, lon in points))
    return tuple(found)


def _chunks(ids: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    every = list(ids)
    for first in range(0, len(every), _AT_ONCE):
        yield every[first : first + _AT_ONCE]
