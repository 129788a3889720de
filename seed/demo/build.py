"""A whole demonstration, committee by committee, so that a country needs no more memory than a town."""

from __future__ import annotations

from datetime import timedelta

from campaign.committees.create import DEFAULT_SIZE_MAX
from campaign.committees.views import MANAGER, MEMBER
from db.folding import fold, search_key
from db.tables import (
    Action,
    ActionCommittee,
    Committee,
    CommitteePlace,
    ContactPoint,
    Membership,
    MembershipEvent,
    Person,
    Setting,
    Shift,
    Signup,
)
from db.unit import Unit
from seed.demo.agenda import Agenda, Outing
from seed.demo.box import Box
from seed.demo.calendar import World
from seed.demo.field import Field
from seed.demo.habits import Habits
from seed.demo.money import COMMITTEES as WITH_MONEY
from seed.demo.money import OLD_ENOUGH, Money
from seed.demo.people import Crowd, Someone
from seed.demo.plans import Plan, committees, in_order
from seed.demo.rows import Rows, dated
from seed.demo.stays import Settling, Stay

DOORS = {"small": 1, "city": 3}  # committees that go from door to door; elsewhere the home committee only


def everything(unit: Unit, world: World) -> tuple[int, int]:
    """Write a demonstration; return how many committees and people it holds."""
    plans = committees(unit.session, world)
    crowd = Crowd(world)
    rows = Rows(unit)
    builder = _Builder(world, crowd, rows, Box(unit.session, world, rows))
    habits = Habits(unit.session, world, rows)
    for plan in in_order(plans):
        builder.committee(plan)
    rows.write()
    settling = Settling(world, crowd)
    at_doors: list[tuple[Plan, list[Stay], list[Outing]]] = []
    with_money: list[tuple[Plan, list[Stay], list[Outing]]] = []
    born_by = world.calendar.days_ago(OLD_ENOUGH)
    for plan in plans:
        stays = settling.settle(plan)
        outings = builder.life(plan, stays)
        habits.fill(plan, stays)
        rows.rest()
        if len(with_money) < WITH_MONEY.get(world.scale, 1) and _gathers(plan) and plan.born < born_by:
            with_money.append((plan, stays, outings))
        if len(at_doors) < DOORS.get(world.scale, 1) and _gathers(plan):
            at_doors.append((plan, stays, outings))
    rows.write()
    field = Field(unit, world, rows)
    for place, (plan, stays, outings) in enumerate(at_doors):
        field.fill(plan, stays, outings, place)
    count = crowd.count  # who gives money and is in no committee is no person of the file
    if with_money:
        Money(unit, world, crowd).fill(with_money)
    home = plans[0]
    assert home.author is not None
    rows.put(Setting, key="home", value=home.id.hex)
    rows.put(Setting, key="me", value=home.author.hex)
    rows.write()
    return len(plans), count


def _gathers(plan: Plan) -> bool:
    """Whether a committee is large enough to go from door to door, and to count money with four eyes."""
    return bool(plan.communes) and plan.members >= 6 and plan.state == "active"


class _Builder:
    def __init__(self, world: World, crowd: Crowd, rows: Rows, box: Box) -> None:
        self.world, self.crowd, self.rows, self.box = world, crowd, rows, box

    def committee(self, plan: Plan) -> None:
        """The committee itself and its places."""
        start = self.box.start_of(plan)
        self.rows.put(
            Committee,
            id=plan.id,
            name=plan.name,
            search_key=search_key(plan.name),
            sort_key=fold(plan.name),
            kind_id=plan.kind,
            state=plan.state,
            structure_id=plan.structure,
            zone=plan.zone,
            country=plan.abroad.country if plan.abroad else "FR",
            city_abroad=plan.abroad.city if plan.abroad else None,
            size_min=start.get("size_min"),
            size_max=start.get("size_max", start.get("size_alert")) if plan.structure else DEFAULT_SIZE_MAX,
            split_grace_days=start.get("split_grace_days"),
            meeting_every_days=start.get("meeting_every_days"),
            had_leader=True,
            split_from_id=plan.split_from.id if plan.split_from else None,
            merged_into_id=plan.merged_into.id if plan.merged_into else None,
            ended_at=plan.ended,
            end_reason=plan.end_reason,
            invented=True,
            **dated(plan.born, plan.author, plan.ended, 2 if plan.ended else 1),
        )
        for position, place in enumerate(plan.communes):
            self.rows.put(
                CommitteePlace,
                committee_id=plan.id,
                code=place.code,
                name=place.name,
                department=place.department,
                position=position,
            )

    def life(self, plan: Plan, stays: list[Stay]) -> list[Outing]:
        """Its people, what they did and wrote down; return its actions."""
        for stay in stays:
            if not stay.person.written:
                self._person(stay.person, plan)
                stay.person.written = True
            self._stay(plan, stay)
        outings = Agenda(plan, stays, self.world).outings()
        for outing in outings:
            self._outing(plan, outing)
        self.neighbours(plan, outings)
        self.box.fill(plan, stays, outings)
        return outings

    def _person(self, person: Someone, plan: Plan) -> None:
        name = f"{person.given} {person.family}"
        self.rows.put(
            Person,
            id=person.id,
            given_name=person.given,
            family_name=person.family,
            search_key=search_key(name),
            sort_key=fold(f"{person.family} {person.given}"),
            gender=("f" if person.female else "m") if person.says_gender else None,
            adult=1 if person.says_gender or self.world.chance.random() < 0.7 else None,
            commune_code=person.commune,
            basis="member",
            basis_text="member-1",
            invented=True,
            **dated(person.since, plan.author if plan.author != person.id else None),
        )
        for position, point in enumerate(self.crowd.contact_points(person)):
            self.rows.put(
                ContactPoint, person_id=person.id, position=position, **point, **dated(person.since, plan.author)
            )

    def _stay(self, plan: Plan, stay: Stay) -> None:
        first, last = stay.events[0], stay.events[-1]
        self.rows.put(
            Membership,
            committee_id=plan.id,
            person_id=stay.person.id,
            level=last.level,
            finance=stay.finance and last.level >= MANAGER,
            share_identity=last.level >= MEMBER and self.world.chance.random() < 0.6,
            joined_at=stay.joined,
            left_at=last.at if last.level == 0 else None,
            **dated(first.at, plan.author, last.at, len(stay.events)),
        )
        for event in stay.events:
            self.rows.put(
                MembershipEvent,
                committee_id=plan.id,
                person_id=stay.person.id,
                at=event.at,
                kind=event.kind,
                level_after=event.level,
            )

    def _outing(self, plan: Plan, outing: Outing) -> None:
        changed = outing.reported
        if outing.state == "cancelled":
            changed = min(max(outing.written, outing.starts - timedelta(hours=26)), self.world.calendar.evening)
        self.rows.put(
            Action,
            id=outing.id,
            committee_id=plan.id,
            kind_id=outing.kind,
            title=outing.title,
            place=outing.place,
            starts_at=outing.starts,
            ends_at=outing.ends,
            state=outing.state,
            key_moment=outing.key_moment,
            capacity=outing.capacity,
            series_id=outing.series,
            people_met=outing.met,
            leaflets=outing.leaflets,
            summary=outing.summary,
            reported_at=outing.reported,
            invented=True,
            **dated(outing.written, plan.author, changed, 2 if changed else 1),
        )
        dates = dated(outing.written, plan.author)
        for part in outing.parts:
            self.rows.put(
                Shift,
                id=part.id,
                committee_id=plan.id,
                action_id=outing.id,
                label=part.label,
                starts_at=part.starts,
                ends_at=part.ends,
                capacity=part.capacity,
                **dates,
            )
        for who in outing.people:
            reported = outing.reported if who.state in ("attended", "no_show") else None
            said_yes = who.state in ("confirmed", "attended", "no_show") and not who.unannounced
            self.rows.put(
                Signup,
                committee_id=plan.id,
                action_id=outing.id,
                shift_id=who.shift,
                person_id=who.stay.person.id,
                state=who.state,
                minutes=outing.minutes if who.state == "attended" else 0,
                walk_in=who.unannounced,
                confirmed_at=who.said if said_yes else None,
                cancelled_at=who.said if who.state == "cancelled" else None,
                **dated(who.said, plan.author, reported, 2 if reported else 1),
            )

    def neighbours(self, plan: Plan, outings: list[Outing]) -> None:
        """The home committee holds its next field action together with the committee that came out of it."""
        ahead = [o for o in outings if o.state == "planned" and o.starts > self.world.calendar.noon and o.parts]
        for outing, child in zip(ahead[:1], plan.sends[:1], strict=False):
            self.rows.put(
                ActionCommittee, committee_id=child.id, action_id=outing.id, **dated(outing.written, plan.author)
            )
