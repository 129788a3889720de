"""Door to door, counted: visits by the columns of `campaign.field.outcomes`, each door once in a campaign.

A door belongs to one committee and a visit to one campaign, so that sums over committees, and over the campaigns of
one, never count a door twice for the same campaign, and never once for two. What was voided does not exist here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from campaign.field.live import is_live
from campaign.field.outcomes import CONTACTS, KNOCKED, OPENED
from campaign.figures.window import Counting, Day, Moment, Row, Scope, Shape, Window, count
from campaign.periods import start_of
from db.tables import Committee
from db.tables.field import FieldCampaign, FollowUp, ListMember, Turf, Visit, Walk, WalkList, WalkStop

DOORS = ("door_attempts", "doors_knocked", "doors_opened", "doors_with_conversation", "conversations")
STOCKS = ("doors_targeted", "doors_covered", "doors_covered_twice")
HOURS = ("doors_timed", "team_minutes", "person_minutes")
LEFT = ("door_leaflets", "contacts_kept")
PROMISES = ("follow_ups_open", "follow_ups_done")

BACK = ("returned", "entered", "closed")  # states of a list that is no longer out


def stands() -> ColumnElement[bool]:
    """A condition: the visit was not voided."""
    return Visit.voided_at.is_(None)


def knocked() -> ColumnElement[bool]:
    """A condition: someone knocked."""
    return Visit.outcome.in_(KNOCKED)


def opened() -> ColumnElement[bool]:
    """A condition: someone opened."""
    return Visit.outcome.in_(OPENED)


def talked() -> ColumnElement[bool]:
    """A condition: there was a conversation."""
    return Visit.outcome.in_(CONTACTS)


def is_done(session: Session) -> bool:
    """Whether anyone in this file goes from door to door: else ten statements need not be asked to find nothing."""
    return bool(session.scalar(select(or_(exists(FieldCampaign.id), exists(FollowUp.id)))))


def doors(session: Session, window: Window) -> Iterator[Row]:
    """Visits, and the doors they were made at: each door once a campaign and span."""
    for owner, number, *counts in window.asks(session, _doors):
        yield owner, number, dict(zip(DOORS, map(int, counts), strict=True))


def _doors(window: Shape) -> Counting:
    door = (
        select(
            window.owner(Visit.committee_id),
            window.span(Visit.at),
            func.count().label("visits"),
            func.max(case((knocked(), 1), else_=0)).label("knocked"),
            func.max(case((opened(), 1), else_=0)).label("opened"),
            func.max(case((talked(), 1), else_=0)).label("talked"),
            count(talked()).label("talks"),
        )
        .where(window.covers(Visit.committee_id), window.holds(Visit.at), stands())
        .group_by("owner", "span", Visit.campaign_id, Visit.door_id)
        .subquery()
    )
    sums = (func.sum(door.c[name]) for name in ("visits", "knocked", "opened", "talked", "talks"))
    return select(door.c.owner, door.c.span, *sums).group_by(door.c.owner, door.c.span)


def running(scope: Scope, first: date, end: date) -> Subquery:
    """The campaigns that ran on some of the days from ``first`` to before ``end``, of committees that live on."""
    return _running(scope, first, end, start_of(end, scope.zone))


def _running(scope: Scope | Shape, first: Day, end: Day, moment: Moment) -> Subquery:
    ended = select(Committee.id).where(
        scope.covers(Committee.id), Committee.ended_at < moment, Committee.state != "active"
    )
    return (
        select(FieldCampaign.id, FieldCampaign.committee_id)
        .where(
            scope.covers(FieldCampaign.committee_id),
            FieldCampaign.starts_on < end,
            or_(FieldCampaign.ends_on.is_(None), FieldCampaign.ends_on >= first),
            FieldCampaign.committee_id.not_in(ended),
        )
        .subquery()
    )


def aimed_at(scope: Scope | Shape, end: Moment) -> Subquery:
    """The doors of issued turf, stop by stop; ``doors`` are those that no stop before it in the campaign holds.

    Turf is issued with its first walk, in whichever cutting. Two turfs of a campaign may hold the same building, whole
    or in parts: a door is a place in its order.
    """
    begun = aliased(Turf)
    sent = (
        select(begun.campaign_id, begun.name)
        .join(Walk, Walk.turf_id == begun.id)
        .join(WalkList, WalkList.walk_id == Walk.id)
        .where(scope.covers(WalkList.committee_id), WalkList.issued_at < end)
    )
    last = WalkStop.first_door + WalkStop.doors
    before = func.max(last).over(
        partition_by=(Turf.campaign_id, WalkStop.address_id, WalkStop.building_id),
        order_by=(WalkStop.first_door, WalkStop.doors, WalkStop.id),
        rows=(None, -1),
    )
    stop = (
        select(
            Turf.committee_id,
            Turf.campaign_id,
            Turf.id.label("turf_id"),
            Walk.id.label("walk_id"),
            WalkStop.first_door.label("first"),
            last.label("last"),
            func.coalesce(before, 0).label("before"),
        )
        .join_from(WalkStop, Walk, Walk.id == WalkStop.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .where(scope.covers(Turf.committee_id), is_live(end), tuple_(Turf.campaign_id, Turf.name).in_(sent))
        .subquery()
    )
    added = case(
        (stop.c.before <= stop.c.first, stop.c.last - stop.c.first),
        (stop.c.before >= stop.c.last, 0),
        else_=stop.c.last - stop.c.before,
    )
    return select(
        stop.c.committee_id, stop.c.campaign_id, stop.c.turf_id, stop.c.walk_id, added.label("doors")
    ).subquery()


def covered(scope: Scope | Shape, end: Moment) -> Subquery:
    """How often each door was knocked at in each campaign before a moment."""
    return (
        select(Visit.committee_id, Visit.campaign_id, Visit.door_id, func.count().label("times"))
        .where(scope.covers(Visit.committee_id), Visit.at < end, stands(), knocked())
        .group_by(Visit.committee_id, Visit.campaign_id, Visit.door_id)
        .subquery()
    )


def stocks(session: Session, window: Window) -> Iterator[Row]:
    """Doors targeted and covered, as they stand at the end of each span."""
    for number, (first, end) in enumerate(pairwise(window.days)):
        values = {"first": first, "end": end, "moment": window.bounds[number + 1]}
        for owner, total in window.asks(session, _targeted, **values):
            yield owner, number, {"doors_targeted": int(total)}
        for owner, once, twice in window.asks(session, _reached, **values):
            yield owner, number, {"doors_covered": int(once), "doors_covered_twice": int(twice)}


def _targeted(window: Shape) -> Counting:
    aimed, live = aimed_at(window, bindparam("moment")), _running_then(window)
    return (
        select(window.owner(aimed.c.committee_id), func.sum(aimed.c.doors))
        .join(live, live.c.id == aimed.c.campaign_id)
        .group_by("owner")
    )


def _reached(window: Shape) -> Counting:
    done, live = covered(window, bindparam("moment")), _running_then(window)
    return (
        select(window.owner(done.c.committee_id), func.count(), count(done.c.times >= 2))
        .join(live, live.c.id == done.c.campaign_id)
        .group_by("owner")
    )


def _running_then(window: Shape) -> Subquery:
    return _running(window, bindparam("first"), bindparam("end"), bindparam("moment"))


def hours(session: Session, window: Window) -> Iterator[Row]:
    """The lists whose hours are known, each once; their minutes are counted here, where both engines agree."""
    for _, owner, number, starts, ends, people, found in window.asks(session, _hours):
        minutes = minutes_of(starts, ends)
        yield (
            owner,
            number,
            {"doors_timed": found, "team_minutes": minutes, "person_minutes": minutes * max(1, people)},
        )


def _hours(window: Shape) -> Counting:
    return select(
        WalkList.committee_id,
        window.owner(WalkList.committee_id),
        window.span(WalkList.started_at),
        WalkList.started_at,
        WalkList.ended_at,
        members_of_list(),
        doors_of_list(),
    ).where(window.covers(WalkList.committee_id), window.holds(WalkList.started_at), timed())


def timed() -> ColumnElement[bool]:
    """A condition: the list's start and end are known."""
    return and_(WalkList.started_at.is_not(None), WalkList.ended_at.is_not(None))


def minutes_of(starts: datetime | None, ends: datetime | None) -> int:
    """Whole minutes from start to end; none where one of them is not known."""
    return 0 if starts is None or ends is None else int((ends - starts).total_seconds()) // 60


def members_of_list() -> ColumnElement[int]:
    """How many walked a list."""
    return select(func.count()).where(ListMember.list_id == WalkList.id).correlate(WalkList).scalar_subquery()


def doors_of_list() -> ColumnElement[int]:
    """How many doors were knocked at on a list, each once."""
    return (
        select(func.count(Visit.door_id.distinct()))
        .where(Visit.list_id == WalkList.id, stands(), knocked())
        .correlate(WalkList)
        .scalar_subquery()
    )


def went_out() -> ColumnElement[datetime]:
    """When a list went out, as well as is known."""
    return func.coalesce(WalkList.started_at, WalkList.returned_at, WalkList.issued_at)


def leaflets_counted() -> ColumnElement[bool]:
    """A condition: leaflets were counted out, and the list has come back."""
    return and_(WalkList.leaflets_out > 0, WalkList.state.in_(BACK))


def leaflets_left() -> ColumnElement[int]:
    """Leaflets that did not come back; never fewer than none."""
    kept = and_(leaflets_counted(), WalkList.leaflets_out > WalkList.leaflets_back)
    return case((kept, WalkList.leaflets_out - WalkList.leaflets_back), else_=0)


def left(session: Session, window: Window) -> Iterator[Row]:
    """Leaflets, counted by the list or ticked by the door, never both; and the contacts that a list kept."""
    for owner, number, *counts in window.asks(session, _left):
        yield owner, number, dict(zip(LEFT, map(int, counts), strict=True))
    for owner, number, ticks in window.asks(session, _ticked):
        yield owner, number, {"door_leaflets": ticks}


def _left(window: Shape) -> Counting:
    return (
        select(
            window.owner(WalkList.committee_id),
            window.span(went_out()),
            func.sum(leaflets_left()),
            func.sum(WalkList.contacts_kept),
        )
        .where(window.covers(WalkList.committee_id), window.holds(went_out()))
        .group_by("owner", "span")
    )


def _ticked(window: Shape) -> Counting:
    return (
        select(window.owner(Visit.committee_id), window.span(Visit.at), func.count())
        .join(WalkList, WalkList.id == Visit.list_id)
        .where(window.covers(Visit.committee_id), window.holds(Visit.at), stands())
        .where(Visit.leaflet == 1, ~leaflets_counted())
        .group_by("owner", "span")
    )


def settled() -> ColumnElement[datetime]:
    """When a follow-up ceased to be open; only of those that did."""
    return func.coalesce(FollowUp.done_at, FollowUp.updated_at)


def follow_ups(session: Session, window: Window) -> Iterator[Row]:
    """Promises kept in each span, and those that are open at its end."""
    for owner, number, kept in window.asks(session, _kept):
        yield owner, number, {"follow_ups_done": kept}
    for number, moment in enumerate(window.bounds[1:]):
        for owner, still in window.asks(session, _waiting, moment=moment):
            yield owner, number, {"follow_ups_open": still}


def _kept(window: Shape) -> Counting:
    return (
        select(window.owner(FollowUp.committee_id), window.span(settled()), func.count())
        .where(window.covers(FollowUp.committee_id), FollowUp.state == "done", window.holds(settled()))
        .group_by("owner", "span")
    )


def _waiting(window: Shape) -> Counting:
    return (
        select(window.owner(FollowUp.committee_id), func.count())
        .where(window.covers(FollowUp.committee_id), _open_at(window, bindparam("moment")))
        .group_by("owner")
    )


def open_at(scope: Scope, day: date) -> ColumnElement[bool]:
    """A condition: the follow-up was promised before a day begins, and not settled by then."""
    return _open_at(scope, start_of(day, scope.zone))


def _open_at(scope: Scope | Shape, moment: Moment) -> ColumnElement[bool]:
    ended = select(Committee.id).where(
        scope.covers(Committee.id), Committee.ended_at < moment, Committee.state != "active"
    )
    return and_(
        FollowUp.created_at < moment,
        or_(FollowUp.state == "open", settled() >= moment),
        FollowUp.committee_id.not_in(ended),
    )
