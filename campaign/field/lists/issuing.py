"""Issuing walks: each becomes a list with a number, a team, an expiry, and a line for every door it will knock at."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.actions import action_row
from campaign.committees.lookup import living, was_member
from campaign.errors import ActionUnknown
from campaign.errors.doors import (
    CampaignClosed,
    ExpiryPast,
    NobodyLeft,
    PassImpossible,
    TurfRetired,
    WalksNeeded,
    WalkUnknown,
)
from campaign.field import silence
from campaign.field.lists import numbers
from campaign.field.lists.known import move_doors
from campaign.field.lists.rounds import Round, fill, leave_out_told, number_passes
from campaign.field.lists.sites import Spot, chunks
from campaign.field.live import replaced
from campaign.periods import local_day
from db.folding import clean
from db.tables import Door, FieldCampaign, ListDoor, ListMember, Turf, Walk, WalkList
from db.unit import Unit

EXPIRES_AFTER = 30  # days; the field's usual life of a list number
MOST_PASSES = 20
PLACE_LIMIT = 200
_IN_ONE_BATCH = 5_000  # rows that the journal knows together: so few that undoing them can be redone


@dataclass(frozen=True, slots=True)
class IssueForm:
    """Walks to issue. ``pass_number`` None is the next one due; ``team`` are people's ids.

    ``conversations_again`` lets doors that had a conversation in an earlier pass in again; ``team_factor`` is in
    hundredths: 100 for a pair that knocks together, 180 for one that splits the sides of a street.
    """

    walk_ids: tuple[uuid.UUID, ...]
    pass_number: int | None = None
    expires_on: date | None = None
    team: tuple[uuid.UUID, ...] = ()
    caller_id: uuid.UUID | None = None
    meeting_place: str = ""
    bring_back: str = ""
    action_id: uuid.UUID | None = None
    team_factor: int = 100
    conversations_again: bool = False


def issue(unit: Unit, form: IssueForm) -> tuple[uuid.UUID, ...]:
    """Issue walks for one pass, in one action; their turf is frozen. Return the ids of the lists, in the same order.

    Doors are made when a list first holds them, and found again where their building was counted or corrected since. A
    list leaves out doors that asked never to be called on again, here or in a committee merged into this one, doors
    that turned out to be none, and in later passes those that had a conversation.

    Raises:
        WalksNeeded, WalkUnknown, CommitteeEnded, TurfRetired, CampaignClosed, InSilence, WalkIsOut: no pass was asked
        for and the latest list is still out; WalkHalfTyped: it is back, and not typed to its end; PassTaken: a list of
        this campaign and pass holds the same door already; BuildingChanged: walks share a building that is no longer
        what it was when they were cut; PassImpossible, NobodyLeft, ExpiryPast, NotAMember, ActionUnknown.
    """
    session = unit.session
    if not form.walk_ids:
        raise WalksNeeded
    if form.pass_number is not None and not 1 <= form.pass_number <= MOST_PASSES:
        raise PassImpossible(most=MOST_PASSES)
    rounds = _rounds(session, form)
    committee = living(session, rounds[0].walk.committee_id)
    today = local_day(unit.now, committee.zone)
    expires = form.expires_on or today + timedelta(days=EXPIRES_AFTER)
    if expires < today:
        raise ExpiryPast
    for person_id in (*form.team, *([form.caller_id] if form.caller_id else [])):
        was_member(session, committee.id, person_id)
    if form.action_id is not None and action_row(session, form.action_id).committee_id != committee.id:
        raise ActionUnknown(name=str(form.action_id))
    silence.check(session, committee.id, unit.now)
    _refuse_gone(session, rounds)
    moved = fill(session, committee.id, rounds)
    number_passes(session, rounds, form.pass_number)
    leave_out_told(session, rounds, again=form.conversations_again)
    for one in rounds:
        if not one.lines:
            raise NobodyLeft(walk=one.walk.number, turf=one.turf.name)
    move_doors(unit, moved)
    issued = _write(unit, replace(form, expires_on=expires), committee.id, rounds)
    for turf in {one.turf.id: one.turf for one in rounds}.values():
        if turf.state == "draft":
            unit.change(turf, state="frozen")
    unit.name(
        "walk.issue",
        committee_id=committee.id,
        name=rounds[0].turf.name,
        count=len(issued),
        numbers=", ".join(row.list_number for row in issued[:6]) + (", …" if len(issued) > 6 else ""),
    )
    return tuple(row.id for row in issued)


def _rounds(session: Session, form: IssueForm) -> list[Round]:
    """The walks that are asked for, each once, with their turf and campaign.

    Raises:
        WalkUnknown: no such walk, or of another committee than the first.
    """
    wanted = list(dict.fromkeys(form.walk_ids))
    found: dict[uuid.UUID, Round] = {}
    for some in chunks(wanted):
        statement = (
            select(Walk, Turf, FieldCampaign)
            .join(Turf, Turf.id == Walk.turf_id)
            .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
            .where(Walk.id.in_(some))
        )
        found.update({walk.id: Round(walk, turf, campaign) for walk, turf, campaign in session.execute(statement)})
    for walk_id in wanted:
        if walk_id not in found or found[walk_id].walk.committee_id != found[wanted[0]].walk.committee_id:
            raise WalkUnknown(name=str(walk_id))
    return [found[walk_id] for walk_id in wanted]


def _refuse_gone(session: Session, rounds: Sequence[Round]) -> None:
    """Refuse walks whose turf or campaign is over, and those that a new cutting has replaced."""
    gone = replaced(session, {one.turf.id for one in rounds})
    for one in rounds:
        if one.turf.state == "retired" or one.walk.id in gone:
            raise TurfRetired(name=one.turf.name)
        if one.campaign.state == "closed":
            raise CampaignClosed(name=one.campaign.name)


def _write(unit: Unit, form: IssueForm, committee_id: uuid.UUID, rounds: Sequence[Round]) -> list[WalkList]:
    """The lists, their teams, the doors that are new, and the lines: many rows at once."""
    issued, lines = [], []
    fresh: dict[Spot, uuid.UUID] = {}
    taken = set(unit.session.scalars(select(WalkList.list_number).where(WalkList.committee_id == committee_id)))
    for one in rounds:
        row = unit.add(
            WalkList(
                committee_id=committee_id,
                walk_id=one.walk.id,
                action_id=form.action_id,
                script_id=one.campaign.script_id,
                list_number=_number(unit, taken),
                pass_number=one.pass_number,
                state="issued",
                issued_at=unit.now,
                expires_on=form.expires_on,
                meeting_place=clean(form.meeting_place)[:PLACE_LIMIT] or one.turf.start_place,
                bring_back=clean(form.bring_back)[:PLACE_LIMIT],
                caller_id=form.caller_id,
                team_factor=form.team_factor,
            )
        )
        issued.append(row)
        for person_id in dict.fromkeys(form.team):
            unit.add(ListMember(committee_id=committee_id, list_id=row.id, person_id=person_id))
        for position, line in enumerate(one.lines, 1):
            door_id = line.door_id or fresh.get(line.spot)
            if door_id is None:
                door_id = fresh[line.spot] = unit.new_id()
            lines.append(
                {
                    "id": unit.new_id(),
                    "committee_id": committee_id,
                    "list_id": row.id,
                    "door_id": door_id,
                    "position": position,
                    "stop": line.stop,
                }
            )
    places = ("address_id", "building_id", "stairwell", "floor", "place")
    owned = {"committee_id": committee_id}
    doors = [{"id": door_id, **owned, **dict(zip(places, spot, strict=True))} for spot, door_id in fresh.items()]
    for table, rows in ((Door, doors), (ListDoor, lines)):
        for first in range(0, len(rows), _IN_ONE_BATCH):
            unit.add_many(table, rows[first : first + _IN_ONE_BATCH])
    return issued


def _number(unit: Unit, taken: set[str]) -> str:
    """A list number that this committee does not have yet, out of the file's own source of identifiers."""
    while True:
        number = numbers.made_from(unit.new_id())
        if number not in taken:
            taken.add(number)
            return number
