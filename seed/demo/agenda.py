"""What a committee does: its weeks of actions, who came, what came of them, and what is planned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from campaign.committees.views import FOLLOWER, MEMBER
from campaign.periods import local_day
from seed.demo.calendar import World, is_holiday, moment
from seed.demo.plans import Plan, first_day, last_day
from seed.demo.stays import Stay
from seed.demo.words import Bags, word_list

AHEAD_DAYS = 20
LONG = 120  # minutes: what lasts as long may be made of shifts

SPOTS = {
    "market": "market",
    "leaflets": "passage",
    "door_to_door": "doors",
    "posters": "doors",
    "stall": "open_air",
    "social": "open_air",
}

# People met and leaflets handed out by each who came, from and to.
YIELDS = {
    "market": ((4, 11), (15, 45)),
    "leaflets": ((2, 8), (35, 90)),
    "door_to_door": ((4, 9), (3, 12)),
    "stall": ((4, 10), (8, 30)),
    "debate": ((3, 9), (2, 10)),
    "phone_bank": ((4, 9), (0, 0)),
    "listening_party": ((1, 2), (0, 0)),
}


@dataclass(slots=True)
class Attendance:
    """A person at an action."""

    stay: Stay
    state: str
    said: datetime
    unannounced: bool = False
    shift: uuid.UUID | None = None


@dataclass(slots=True)
class Part:
    """A shift: half of an action."""

    id: uuid.UUID
    label: str
    starts: datetime
    ends: datetime
    capacity: int


@dataclass(slots=True)
class Outing:
    """An action to come, or one that was."""

    id: uuid.UUID
    kind: str
    title: str
    place: str
    starts: datetime
    minutes: int
    written: datetime
    state: str = "planned"
    key_moment: bool = False
    capacity: int | None = None
    met: int = 0
    leaflets: int = 0
    first: bool = False
    summary: str = ""
    reported: datetime | None = None
    people: list[Attendance] = field(default_factory=list)
    series: uuid.UUID | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(slots=True)
class _Slot:
    kind: str
    weekday: int
    at: time
    minutes: int
    every: int
    phase: int


class Agenda:
    """The actions of one committee."""

    def __init__(self, plan: Plan, stays: list[Stay], world: World) -> None:
        self.plan, self.stays, self.world = plan, stays, world
        self.calendar, self.chance = world.calendar, world.chance
        self.bags = Bags(world.chance)
        self.hall = self.bags.take("places", "spots", "hall")

    def outings(self) -> list[Outing]:
        """All of them, in order of time."""
        drawn = self._drawn()
        found = [o for o in drawn if self._kept(o)]
        ahead = [o for o in drawn if self._day(o) > self.calendar.today and not is_holiday(self._day(o))]
        if ahead and not any(o in found for o in ahead):
            found.append(ahead[0])  # whoever is alive plans something
        if self.plan.role == "home":
            found = self._full_week(found)
        self._cancel(found)
        over = [o for o in found if o.ends <= self.calendar.noon]
        late = self._late(over)
        for outing in found:
            if outing.state == "planned":
                if outing.ends > self.calendar.noon or outing.id in late:
                    self._sign_up(outing)
                else:
                    self._hold(outing)
            elif outing.state == "cancelled":
                self._sign_up(outing)
        if self.plan.role == "home":
            self._arrange([o for o in found if o.state == "planned" and o.starts > self.calendar.noon])
        return found

    def _arrange(self, ahead: list[Outing]) -> None:
        """The home committee's meetings recur, and its next long field action is made of two shifts."""
        series = self.world.new_id()
        for outing in ahead:
            if outing.kind == "meeting":
                outing.series = series
        for outing in [o for o in ahead if o.minutes >= LONG and o.kind in SPOTS][:1]:
            middle = outing.starts + timedelta(minutes=outing.minutes / 2)
            for label, starts, ends in (
                ("Installation, début", outing.starts, middle),
                ("Fin, rangement", middle, outing.ends),
            ):
                outing.parts.append(
                    Part(self.world.new_id(), label, starts, ends, capacity=len(outing.people) // 2 + 2)
                )
            for number, who in enumerate(outing.people):
                who.shift = outing.parts[number % 2].id

    # --- when

    def _slots(self) -> list[_Slot]:
        chance = self.chance
        slots = []
        for row in word_list("rhythms")[self.plan.rhythm]:
            every = row.get("every", 1)
            at = time.fromisoformat(chance.choice(row["at"]))
            phase = chance.randrange(every)
            slots.append(_Slot(row["kind"], chance.choice(row["day"]), at, chance.choice(row["minutes"]), every, phase))
        return slots

    def _drawn(self) -> list[Outing]:
        """Every slot of every week, one after the other where two would overlap."""
        slots = self._slots()
        first, last = first_day(self.plan, self.world), last_day(self.plan, self.calendar)
        begin = first.date() - timedelta(days=first.weekday())
        horizon = self.calendar.today + timedelta(days=AHEAD_DAYS)
        wanted: list[tuple[datetime, _Slot]] = []
        week, monday = 0, begin
        while monday <= horizon:
            for slot in slots:
                day = monday + timedelta(days=slot.weekday)
                starts = moment(day, slot.at, self.plan.zone)
                if (week + slot.phase) % slot.every == 0 and first < starts and day <= horizon:
                    wanted.append((starts, slot))
            week, monday = week + 1, monday + timedelta(weeks=1)
        self._meet_first(wanted, first)
        outings: list[Outing] = []
        for starts, slot in sorted(wanted, key=lambda w: w[0]):
            if last is not None and starts > last - timedelta(hours=4):
                break
            if not outings or starts >= outings[-1].ends:
                outings.append(self._outing(starts, slot))
        return outings

    def _meet_first(self, wanted: list[tuple[datetime, _Slot]], first: datetime) -> None:
        """A committee born in these weeks meets on its fourth day, in place of whatever was drawn until then."""
        if first > self.plan.born + timedelta(days=1) or self.plan.role == "single":
            return
        day = self.plan.born.date() + timedelta(days=3)
        starts = moment(day, time(19), self.plan.zone)
        wanted[:] = [w for w in wanted if w[0] > starts + timedelta(hours=3)]
        wanted.append((starts, _Slot("first", day.weekday(), time(19), 90, 1, 0)))

    def _kept(self, outing: Outing) -> bool:
        """Whether a drawn action is on the agenda: not on a holiday, and less surely the further ahead it is.

        Only the home committee has something on the base day itself: in the evening of that day, everything that the
        others had planned would seem to lack its report.
        """
        day = self._day(outing)
        home = self.plan.role == "home"
        if day == self.calendar.today and not home:
            return False
        if is_holiday(day) and not (home and outing.starts.weekday() == 0):
            return False
        ahead = (day - self.calendar.today).days
        return ahead <= (14 if home else 7) or self.chance.random() < (0.6 if ahead <= 14 else 0.3)

    def _full_week(self, found: list[Outing]) -> list[Outing]:
        """The home committee always has something ahead in the current week, and one thing at most this afternoon."""
        calendar = self.calendar
        this_afternoon = [o for o in found if self._day(o) == calendar.today and o.ends > calendar.noon]
        found = [o for o in found if o not in this_afternoon[1:]]
        if not any(o.ends > calendar.noon and self._day(o) <= calendar.sunday for o in found):
            slot = _Slot("social", 6, time(16, 30), 120, 1, 0)
            found.append(self._outing(moment(calendar.sunday, slot.at, self.plan.zone), slot))
        return sorted(found, key=lambda o: o.starts)

    def _day(self, outing: Outing) -> date:
        return local_day(outing.starts, self.plan.zone)

    # --- what

    def _outing(self, starts: datetime, slot: _Slot) -> Outing:
        kind, chance = slot.kind, self.chance
        early = kind == "leaflets" and slot.at < time(9)
        title = self.bags.take("texts", "titles", "leaflets_early" if early else kind)
        spot = SPOTS.get(kind)
        written = min(starts - timedelta(days=chance.randint(4, 12)), self.calendar.evening)
        written = written.replace(hour=chance.randint(7, 19), minute=chance.randrange(60))
        written = max(min(written, self.calendar.evening), self.plan.born + timedelta(minutes=30))
        return Outing(
            id=self.world.new_id(),
            kind="meeting" if kind == "first" else kind,
            title=title,
            place=self.bags.take("places", "spots", spot) if spot else self.hall,
            starts=starts,
            minutes=slot.minutes,
            written=written,
            key_moment="débat télévisé" in title or "meeting" in title,
            capacity=12 if kind in ("phone_bank", "training") else None,
            first=kind == "first",
        )

    def _cancel(self, found: list[Outing]) -> None:
        """A few that would be over are cancelled; of the home committee, one of the weeks before."""
        noon = self.calendar.noon
        if self.plan.role == "home":
            early, late = noon - timedelta(days=30), noon - timedelta(days=15)
            for outing in self.chance.sample([o for o in found if early < o.starts < late and o.kind != "meeting"], 1):
                outing.state = "cancelled"
            return
        for outing in found:
            often = outing.kind != "meeting" and self.plan.role != "single" and outing.ends <= noon
            if self.chance.random() < 0.06 and often:
                outing.state = "cancelled"

    def _late(self, over: list[Outing]) -> set[uuid.UUID]:
        """Those of the last full week that nobody has reported on."""
        monday = moment(self.calendar.monday, time(), self.plan.zone)
        recent = [
            o
            for o in over
            if monday - timedelta(days=7) <= o.starts < monday and o.state == "planned" and o.kind != "meeting"
        ]
        recent = recent or [o for o in over if o.state == "planned" and o.starts < monday and o.kind != "meeting"][-1:]
        return {o.id for o in recent[-self.plan.overdue :]} if self.plan.overdue else set()

    # --- who

    def _hold(self, outing: Outing) -> None:
        """It took place: who came, who did not, and its report."""
        chance = self.chance
        members = [s for s in self.stays if s.level_at(outing.starts) >= MEMBER]
        came: list[Attendance] = []
        absent: list[Attendance] = []
        for stay in members:
            if chance.random() < stay.keen:
                here = chance.random() < 0.82
                (came if here else absent).append(self._said(outing, stay, "attended" if here else "no_show"))
            elif chance.random() < 0.06:
                absent.append(self._said(outing, stay, "cancelled"))
        fewest = min(len(members), 3 if outing.kind == "meeting" else 2)
        known = {a.stay.person.id for a in came}
        for stay in sorted(members, key=lambda s: -s.keen):
            if len(came) >= fewest:
                break
            if stay.person.id not in known:
                absent = [a for a in absent if a.stay is not stay]
                came.append(self._said(outing, stay, "attended"))
        for stay in self._followers(outing):  # who follows from afar comes without a word
            came.append(self._said(outing, stay, "attended"))
            came[-1].unannounced = True
        outing.people = came + absent
        met, leaflets = YIELDS.get(outing.kind, ((0, 0), (0, 0)))
        force = 0.5 + len(came) / 2
        outing.met = int(force * chance.randint(*met))
        outing.leaflets = int(force * chance.randint(*leaflets)) // 5 * 5
        outing.state = "held"
        soon = chance.choice((8, 15, 25, 40, 90, 600, 900, 1200))
        outing.reported = min(outing.ends + timedelta(minutes=soon), self.calendar.noon)
        if self.plan.role == "home" or chance.random() < 0.6:
            text = self.bags.take("texts", "summaries", "first" if outing.first else outing.kind)
            outing.summary = text.format(met=outing.met, leaflets=outing.leaflets)

    def _sign_up(self, outing: Outing) -> None:
        """It is ahead, was cancelled, or waits for its report: who said that they would come."""
        chance = self.chance
        ahead = max(0, (outing.starts - self.calendar.noon).days)
        for stay in self.stays:
            level = stay.level_at(min(outing.starts, self.calendar.noon))
            if level >= MEMBER:
                if chance.random() < stay.keen * (1 - ahead / 30):
                    outing.people.append(self._said(outing, stay, "confirmed"))
                elif chance.random() < 0.3:
                    outing.people.append(self._said(outing, stay, chance.choice(("invited", "invited", "cancelled"))))
        outing.people += [self._said(outing, stay, "confirmed") for stay in self._followers(outing)]

    def _followers(self, outing: Outing) -> list[Stay]:
        """Followers come now and then: never more than three, however many there are."""
        if self.chance.random() < 0.5:
            return []
        at = min(outing.starts, self.calendar.noon)
        drawn = self.chance.sample(self.stays, min(3, len(self.stays)))
        return [s for s in drawn if s.level_at(at) == FOLLOWER]

    def _said(self, outing: Outing, stay: Stay, state: str) -> Attendance:
        first = max(outing.written, stay.joined if stay.joined < outing.starts else stay.events[0].at)
        last = min(outing.starts, self.calendar.evening)
        said = first + (last - first) * self.chance.random() if last > first else first
        return Attendance(stay, state, said.replace(microsecond=0) if last > first else said)
