"""Keeping what was cut, in one action; cutting anew, renaming and retiring."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, living
from campaign.errors import NameNeeded, NameTooLong
from campaign.errors.turf import GroundChanged, NothingToCut, TurfFrozen, TurfGone, TurfNameTaken, TurfUnknown
from campaign.field.turf.forms import NAME_LIMIT, CutForm
from campaign.field.turf.plan import CutPlan, Progress, plan_cut
from campaign.field.turf.read import read
from campaign.periods import local_day
from db.folding import clean
from db.tables import AddressImport, FieldCampaign, Turf, Walk, WalkList, WalkStop
from db.unit import Unit

CAMPAIGN_NAME = "Porte-à-porte"  # of the campaign that the first turf makes; it can be renamed


def cut_turf(unit: Unit, form: CutForm, progress: Progress = lambda done, total: None) -> uuid.UUID:
    """Cut and keep in one go; return the turf. Screens use `plan_cut` and `keep_cut`, so that nothing else waits.

    Raises:
        what `plan_cut` and `keep_cut` raise.
    """
    return keep_cut(unit, plan_cut(unit.session, form, progress))


def recut(
    unit: Unit, turf_id: uuid.UUID, form: CutForm | None = None, progress: Progress = lambda done, total: None
) -> uuid.UUID:
    """Cut a turf anew and keep it; return the new cutting. Walks that were issued keep their stops and their history.

    ``form`` None cuts as before. To do it outside a transaction, plan a form whose ``turf_id`` is the turf's.

    Raises:
        TurfUnknown, TurfGone, and what `plan_cut` and `keep_cut` raise.
    """
    old = turf_row(unit.session, turf_id)
    form = (form or form_of(unit.session, turf_id)).model_copy(update={"turf_id": old.id})
    return keep_cut(unit, plan_cut(unit.session, form, progress))


def form_of(session: Session, turf_id: uuid.UUID) -> CutForm:
    """The form that a turf was cut with, to cut it anew.

    Raises:
        TurfUnknown.
    """
    row = turf_row(session, turf_id)
    chosen = row.chosen
    return CutForm(
        committee_id=row.committee_id,
        insee=row.insee,
        name=row.name,
        campaign_id=row.campaign_id,
        stations=tuple(chosen.get("stations", ())),
        sides=tuple((uuid.UUID(street), side) for street, side in chosen.get("sides", ())),
        minutes=chosen.get("minutes"),
        apart=bool(chosen.get("apart")),
        metric=row.metric,
        doors_min=row.doors_min,
        doors_max=row.doors_max,
        seed=row.seed,
        start_lat=row.start_lat,
        start_lon=row.start_lon,
        start_place=row.start_place,
        turf_id=row.id,
    )


def keep_cut(unit: Unit, plan: CutPlan) -> uuid.UUID:
    """Keep a cutting: its turf, its walks, their stops, in one action; return the turf.

    Raises:
        GroundChanged: what it was cut from changed since; TurfNameTaken, TurfGone, NameTooLong, CommitteeEnded.
    """
    session, form = unit.session, plan.reading.form
    committee = living(session, form.committee_id)
    try:
        now = read(session, form)
    except NothingToCut:
        raise GroundChanged from None
    if now.input_hash != plan.reading.input_hash or [s.address_id for s in now.stops] != [
        s.address_id for s in plan.reading.stops
    ]:
        raise GroundChanged
    old = turf_row(session, form.turf_id) if form.turf_id is not None else None
    name, cut = _named(session, plan, old)
    unit.name("turf.recut" if old else "turf.cut", committee_id=committee.id, name=name, count=len(plan.walks))
    if old is not None and old.state == "draft":
        unit.change(old, state="retired")
    turf = unit.add(
        Turf(
            committee_id=committee.id,
            campaign_id=old.campaign_id if old else now.campaign_id or _campaign(unit, committee.id),
            name=name,
            cut=cut,
            insee=form.insee,
            chosen=_chosen(form),
            metric=form.metric,
            doors_min=form.doors_min,
            doors_max=form.doors_max,
            seed=form.seed,
            input_hash=plan.reading.input_hash,
            doors=plan.doors,
            metres=sum(walk.metres for walk in plan.walks),
            minutes=sum(walk.minutes for walk in plan.walks),
            start_lat=form.start_lat,
            start_lon=form.start_lon,
            start_place=clean(form.start_place)[:200],
            invented=_invented(session, committee.id),
        )
    )
    _write(unit, turf, plan)
    return turf.id


def rename(unit: Unit, turf_id: uuid.UUID, name: str) -> None:
    """Give a turf, in all its cuttings, another name.

    Raises:
        TurfUnknown, NameNeeded, NameTooLong, TurfNameTaken.
    """
    row, session = turf_row(unit.session, turf_id), unit.session
    new = _checked(name)
    if not new:
        raise NameNeeded
    if new == row.name:
        return
    if _taken(session, row.campaign_id, new):
        raise TurfNameTaken(name=new)
    unit.name("turf.rename", committee_id=row.committee_id, name=row.name, new_name=new)
    same = select(Turf).where(Turf.campaign_id == row.campaign_id, Turf.name == row.name).order_by(Turf.cut)
    for one in session.scalars(same).all():
        unit.change(one, name=new)


def retire(unit: Unit, turf_id: uuid.UUID) -> None:
    """Put away a turf of which no walk was issued.

    Raises:
        TurfUnknown, TurfFrozen, TurfGone.
    """
    row = turf_row(unit.session, turf_id)
    if row.state == "frozen" or _issued(unit.session, row.id):
        raise TurfFrozen(name=row.name)
    if row.state == "retired":
        raise TurfGone(name=row.name)
    unit.name("turf.retire", committee_id=row.committee_id, name=row.name)
    unit.change(row, state="retired")


def turf_row(session: Session, turf_id: uuid.UUID) -> Turf:
    """The row of a turf.

    Raises:
        TurfUnknown: no such id.
    """
    row = session.get(Turf, turf_id)
    if row is None:
        raise TurfUnknown(name=str(turf_id))
    return row


def _issued(session: Session, turf_id: uuid.UUID) -> bool:
    statement = select(WalkList.id).join(Walk, Walk.id == WalkList.walk_id).where(Walk.turf_id == turf_id).limit(1)
    return session.scalar(statement) is not None


def _named(session: Session, plan: CutPlan, old: Turf | None) -> tuple[str, int]:
    """The name of a new turf and which cutting of that name it is."""
    reading, form = plan.reading, plan.reading.form
    if old is not None:
        latest = session.scalar(
            select(func.max(Turf.cut)).where(Turf.campaign_id == old.campaign_id, Turf.name == old.name)
        )
        if old.state == "retired" or old.cut != latest:
            raise TurfGone(name=old.name)
        return old.name, old.cut + 1
    wanted = _checked(form.name)
    name = wanted or reading.place + (f" {', '.join(form.stations)}" if form.stations else "")
    name = name[:NAME_LIMIT]
    if reading.campaign_id is None:
        return name, 1
    if wanted and _taken(session, reading.campaign_id, wanted):
        raise TurfNameTaken(name=wanted)
    number, free = 1, name
    while _taken(session, reading.campaign_id, free):
        number += 1
        free = f"{name} ({number})"
    return free, 1


def _taken(session: Session, campaign_id: uuid.UUID, name: str) -> bool:
    found = select(Turf.id).where(Turf.campaign_id == campaign_id, Turf.name == name).limit(1)
    return session.scalar(found) is not None


def _checked(name: str) -> str:
    said = clean(name)
    if len(said) > NAME_LIMIT:
        raise NameTooLong(length=len(said), limit=NAME_LIMIT)
    return said


def _chosen(form: CutForm) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if form.stations:
        chosen["stations"] = list(form.stations)
    if form.sides:
        chosen["sides"] = [[street.hex, side] for street, side in form.sides]
    if form.minutes is not None:
        chosen["minutes"] = form.minutes
    if form.apart:
        chosen["apart"] = True
    return chosen


def _campaign(unit: Unit, committee_id: uuid.UUID) -> uuid.UUID:
    """A campaign for the first turf of a committee that has none running."""
    taken = set(unit.session.scalars(select(FieldCampaign.name).where(FieldCampaign.committee_id == committee_id)))
    name, number = CAMPAIGN_NAME, 1
    while name in taken:
        number += 1
        name = f"{CAMPAIGN_NAME} {number}"
    today = local_day(unit.now, committee_row(unit.session, committee_id).zone)
    return unit.add(FieldCampaign(committee_id=committee_id, name=name, starts_on=today)).id


def _invented(session: Session, committee_id: uuid.UUID) -> bool:
    """Whether the addresses come from an invented file, as in the demonstration."""
    found = select(AddressImport.id).where(AddressImport.committee_id == committee_id, AddressImport.invented == 1)
    real = select(AddressImport.id).where(AddressImport.committee_id == committee_id, AddressImport.invented == 0)
    return session.scalar(found.limit(1)) is not None and session.scalar(real.limit(1)) is None


def _write(unit: Unit, turf: Turf, plan: CutPlan) -> None:
    walks: list[dict[str, Any]] = []
    stops: list[dict[str, Any]] = []
    for number, walk in enumerate(plan.walks, 1):
        walk_id = unit.new_id()
        owned = {"committee_id": turf.committee_id}
        walks.append(
            {
                **owned,
                "id": walk_id,
                "turf_id": turf.id,
                "number": number,
                "doors": walk.doors,
                "metres": walk.metres,
                "minutes": walk.minutes,
            }
        )
        for position, one in enumerate(walk.stops, 1):
            stops.append(
                {
                    **owned,
                    "id": unit.new_id(),
                    "walk_id": walk_id,
                    "address_id": one.stop.address_id,
                    "building_id": one.stop.building_id,
                    "position": position,
                    "side": one.stop.side,
                    "doors": one.doors,
                    "first_door": one.first_door,
                    "part": one.part,
                }
            )
    unit.add_many(Walk, walks)
    unit.add_many(WalkStop, stops)
