"""Who is in a committee, since when and as what: the events of each stay, from which all rows are derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from campaign.committees.views import FOLLOWER, LEADER, MANAGER, MEMBER
from seed.demo.calendar import World, moment
from seed.demo.people import Crowd, Someone
from seed.demo.plans import ASLEEP_DAYS, Plan

KNOWN = 400  # how many people of other committees are remembered, to be met again


@dataclass(slots=True)
class Event:
    """Something that happened to a membership."""

    at: datetime
    kind: str
    level: int


@dataclass(slots=True)
class Stay:
    """A person in a committee. ``keen`` is how often they come, between 0 and 1."""

    person: Someone
    keen: float
    events: list[Event]
    finance: bool = False

    def level_at(self, at: datetime) -> int:
        """The level at a moment: that of the last event before it."""
        return next((event.level for event in reversed(self.events) if event.at < at), 0)

    @property
    def level(self) -> int:
        """The level now."""
        return self.events[-1].level

    @property
    def joined(self) -> datetime:
        """When the present (or last) stay began."""
        return next(e.at for e in reversed(self.events) if e.kind in ("joined", "moved_in"))

    def add(self, at: datetime, kind: str, level: int) -> None:
        """Something more happens; never before what happened last."""
        if self.events and at <= self.events[-1].at:
            at = self.events[-1].at + timedelta(minutes=7)
        self.events.append(Event(at, kind, level))


class Settling:
    """Fills committees with people, one after the other; some move on to a later one, some are met again there."""

    def __init__(self, world: World, crowd: Crowd) -> None:
        self._calendar = world.calendar
        self._chance = world.chance
        self._crowd = crowd
        self._known: list[Someone] = []
        self._moving: dict[str, list[Stay]] = {}

    def settle(self, plan: Plan) -> list[Stay]:
        """Everyone who is or was in a committee, in the order of their coming."""
        chance = self._chance
        last = self._last(plan)
        stays = self._moving.pop(plan.name, [])
        guests = self._guests(plan, stays, last)
        leaders = self._leaders(plan, stays, last)
        members = plan.members - sum(1 for s in stays if s.level >= MEMBER) + sum(s.split_members for s in plan.sends)
        followers = plan.followers - sum(1 for s in stays if s.level == FOLLOWER)
        followers += sum(s.split_followers for s in plan.sends)
        stays += leaders
        members -= len(leaders) + (plan.role == "home")
        founders = max(0, min(members, 3 - len(leaders))) if not plan.split_from else 0
        lean = 0.6 if plan.role == "home" else 1.3  # it grows while one looks
        for n in range(members):
            soon = plan.born + timedelta(hours=4), min(plan.born + timedelta(hours=60), last)
            at = self._calendar.draw(chance, *(soon if n < founders else (plan.born, last)), lean=lean)
            stays.append(self._member(plan, at, last, guests if n >= founders + 1 else []))
        for _ in range(followers):
            stays.append(self._enter(plan, self._calendar.draw(chance, plan.born, last, 0.9), FOLLOWER, guests))
        self._promote(plan, stays, last)
        for n in range(plan.left):
            stays.append(self._leaver(plan, last, returns=plan.role == "home" and n == 0))
        if plan.role == "home":
            self._newcomer(plan, stays)
        self._send(plan, stays)
        stays.sort(key=lambda s: s.events[0].at)
        self._remember(stays)
        return stays

    def _last(self, plan: Plan) -> datetime:
        """Until when people come."""
        if plan.ended:
            return plan.ended - timedelta(days=3)
        return self._calendar.days_ago(ASLEEP_DAYS + 5) if plan.role == "dormant" else self._calendar.evening

    def _leaders(self, plan: Plan, here: list[Stay], last: datetime) -> list[Stay]:
        led = sum(1 for s in here if s.level == LEADER and plan.split_from)
        leaders: list[Stay] = []
        for n in range(led, plan.leaders):
            # In the home committee one leader says "f", the other "m": the checklist has something to show.
            person = self._crowd.meet(self._commune(plan), plan.born, female=n == 0 if plan.role == "home" else None)
            person.says_gender = plan.role == "home" or self._chance.random() < 0.7
            stay = Stay(person, 0.95, [])
            if n == 0:
                assert plan.author is not None
                person.id = plan.author
                stay.add(plan.born, "joined", LEADER)
                stay.finance = True
            else:
                stay.add(plan.born + timedelta(minutes=95), "joined", MEMBER)
                raised = self._calendar.draw(self._chance, plan.born + timedelta(days=1), last, 2)
                stay.add(max(raised, plan.born + timedelta(days=1)), "level", LEADER)
            leaders.append(stay)
        return leaders

    def _commune(self, plan: Plan) -> str | None:
        return self._chance.choice(plan.communes).code if plan.communes else None

    def _enter(self, plan: Plan, at: datetime, level: int, guests: list[Someone]) -> Stay:
        keen = self._chance.uniform(0.35, 0.9) if level >= MEMBER else self._chance.uniform(0.02, 0.12)
        if guests:
            person = guests.pop()
            at = max(at, person.since + timedelta(days=1, minutes=self._chance.randrange(600)))
        else:
            person = self._crowd.meet(self._commune(plan), at)
        stay = Stay(person, keen, [])
        stay.add(at, "joined", level)
        return stay

    def _member(self, plan: Plan, at: datetime, last: datetime, guests: list[Someone]) -> Stay:
        """A member; some followed for a while first."""
        stay = self._enter(plan, at, MEMBER, guests)
        if stay.joined > plan.born + timedelta(days=5) and self._chance.random() < 0.35:
            raised = stay.joined + timedelta(days=self._chance.randint(3, 25), minutes=self._chance.randrange(300))
            if raised < last:
                stay.events[0].level = FOLLOWER
                stay.add(raised, "level", MEMBER)
        return stay

    def _promote(self, plan: Plan, stays: list[Stay], last: datetime) -> None:
        """The oldest members become managers, one or two of them."""
        wanted = 0 if plan.members < 4 else 1 if plan.members < 8 else 2
        for stay in sorted((s for s in stays if s.level == MEMBER), key=lambda s: s.joined)[:wanted]:
            raised = self._calendar.draw(self._chance, stay.events[-1].at + timedelta(days=2), last)
            if stay.events[-1].at < raised < last:
                stay.add(raised, "level", MANAGER)
                stay.keen = max(stay.keen, 0.75)
                stay.finance = self._chance.random() < 0.5

    def _leaver(self, plan: Plan, last: datetime, *, returns: bool) -> Stay:
        """Someone who came and left in the last weeks, and perhaps came back."""
        chance = self._chance
        level = MEMBER if returns or chance.random() < 0.7 else FOLLOWER
        gone = last - timedelta(days=chance.randint(12 if returns else 2, 45), minutes=chance.randrange(600))
        gone = max(gone, plan.born + timedelta(days=10))
        came = self._calendar.draw(chance, plan.born, max(plan.born, gone - timedelta(days=8)), 1.5)
        stay = self._enter(plan, max(came, plan.born + timedelta(hours=5)), level, [])
        stay.add(gone, "removed" if chance.random() < 0.06 else "left", 0)
        if returns:
            stay.add(gone + timedelta(days=chance.randint(4, 9)), "joined", FOLLOWER)
        return stay

    def _newcomer(self, plan: Plan, stays: list[Stay]) -> None:
        """Someone joins the home committee on the Monday of the current week, while leaflets are handed out."""
        at = moment(self._calendar.monday, time(7, 40), plan.zone)
        stay = Stay(self._crowd.meet(self._commune(plan), at), 0.7, [])
        stay.add(at, "joined", MEMBER)
        stays.append(stay)

    def _send(self, plan: Plan, stays: list[Stay]) -> None:
        """Those who move: some to a committee split off, all to the one into which this one merges."""
        for child in plan.sends:
            chosen = self._movers(stays, MEMBER, child.split_members, child) + self._movers(
                stays, FOLLOWER, child.split_followers, child
            )
            for n, stay in enumerate(chosen):
                self._move(stay, child, child.born, LEADER if n == 0 else stay.level)
        if plan.merged_into and plan.ended:
            for stay in [s for s in stays if s.level > 0]:
                self._move(stay, plan.merged_into, plan.ended, stay.level)

    def _movers(self, stays: list[Stay], level: int, count: int, child: Plan) -> list[Stay]:
        fit = [s for s in stays if s.level == level and s.events[-1].at < child.born - timedelta(days=4)]
        if len(fit) < count:
            # Too few were there by then: some came earlier than was drawn.
            late = [s for s in stays if s.level == level and s not in fit and len(s.events) == 1]
            for stay in late[: count - len(fit)]:
                earlier = child.born - timedelta(days=self._chance.randint(5, 60), minutes=self._chance.randrange(600))
                stay.events[0].at = stay.person.since = earlier
                fit.append(stay)
        return sorted(fit, key=lambda s: -s.keen)[:count]

    def _move(self, stay: Stay, to: Plan, at: datetime, level: int) -> None:
        finance, stay.finance = stay.finance, False
        stay.add(at, "moved_out", 0)
        there = Stay(stay.person, stay.keen, [Event(stay.events[-1].at, "moved_in", level)], finance)
        if level == LEADER and not stay.person.says_gender:
            stay.person.says_gender = self._chance.random() < 0.7
        self._moving.setdefault(to.name, []).append(there)

    def _guests(self, plan: Plan, here: list[Stay], last: datetime) -> list[Someone]:
        taken = {s.person.id for s in here}
        latest = last - timedelta(days=4)
        fit = [p for p in self._known if p.id not in taken and p.since < latest]
        return self._chance.sample(fit, min(plan.guests, len(fit)))

    def _remember(self, stays: list[Stay]) -> None:
        """Some of those who are here may be met again in a later committee; leaders have enough to do."""
        fit = (s for s in stays if 0 < s.level < MANAGER and not s.person.says_gender)
        self._known += [s.person for s in fit if not s.person.written]
        if len(self._known) > KNOWN:
            self._known = self._chance.sample(self._known, KNOWN)
