"""Which committees a demonstration holds, where they are and how large, before anyone lives in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import cycle, pairwise
from random import Random
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.places import Abroad, Place, place_of_code, read_abroad, zone_of
from db.tables import Commune
from seed.demo.calendar import Calendar, World, moment
from seed.demo.words import word_list

Role = Literal["", "home", "single", "dormant", "young"]

WEEKS = {"small": 8, "city": 12, "national": 8}
SIZES = {"city": (200, 8_000), "national": (6_000, 230_000)}
STARTABLE = ("jlm2017", "jlm2017", "lfi_2024", "en_marche_2016", "obama_2008", "hollande_2012")
ASLEEP_DAYS = 75  # a dormant committee's last action; two months make it one


@dataclass(slots=True)
class Plan:
    """A committee to come. ``guests`` of its members and followers are known from another committee.

    ``author`` is its leader's id, known beforehand; a split-off one is made by its parent's leader.
    """

    id: uuid.UUID
    name: str
    kind: str
    communes: tuple[Place, ...]
    abroad: Abroad | None
    structure: str | None
    born: datetime
    members: int
    followers: int
    rhythm: str
    leaders: int = 1
    left: int = 0
    role: Role = ""
    overdue: int = 0
    goals: int = 0
    guests: int = 0
    author: uuid.UUID | None = None
    merged_into: Plan | None = None
    split_from: Plan | None = None
    split_members: int = 0
    split_followers: int = 0
    ended: datetime | None = None
    end_reason: str | None = None
    receives: list[Plan] = field(default_factory=list)
    sends: list[Plan] = field(default_factory=list)

    @property
    def zone(self) -> str:
        """The zone in which its days begin and end."""
        return zone_of(self.communes[0] if self.communes else self.abroad or Abroad("Paris", "FR"))

    @property
    def state(self) -> str:
        """Active, closed or merged; dormant is computed."""
        return "merged" if self.merged_into else "closed" if self.ended else "active"


def committees(session: Session, world: World) -> list[Plan]:
    """All committees of a demonstration, in the order in which they can be filled; the home committee comes first."""
    return _town(session, world) if world.scale == "small" else _Many(session, world).plans()


def _town(session: Session, world: World) -> list[Plan]:
    calendar, chance, new_id = world.calendar, world.chance, world.new_id
    plans: dict[str, Plan] = {}
    for row in word_list("town")["committee"]:
        parent = plans[row["split_from"]] if "split_from" in row else None
        plan = Plan(
            id=new_id(),
            name=row["name"],
            kind=row.get("kind", "local"),
            communes=tuple(place_of_code(session, code) for code in row.get("communes", ())),
            abroad=_abroad(row["abroad"]) if "abroad" in row else None,
            structure=row.get("structure"),
            born=calendar.days_ago(row["age"], time(18, chance.randrange(60))),
            members=row["members"],
            followers=row["followers"],
            rhythm=row["rhythm"],
            leaders=row.get("leaders", 1),
            left=row.get("left", 0),
            role=row.get("role", ""),
            overdue=row.get("overdue", 0),
            goals=row.get("goals", 0),
            guests=0 if not plans else int((row["members"] + row["followers"]) * row.get("shared", 0.06)),
            author=new_id(),
            split_from=parent,
            split_members=row.get("split_members", 0),
            split_followers=row.get("split_followers", 0),
            ended=calendar.days_ago(row["merged"], time(20, 15)) if "merged" in row else None,
        )
        if parent:
            plan.author = parent.author
            parent.sends.append(plan)
        plans[plan.name] = plan
    for row in word_list("town")["committee"]:
        if "merged_into" in row:
            _merge(plans[row["name"]], plans[row["merged_into"]])
    return list(plans.values())


def _merge(plan: Plan, into: Plan) -> None:
    plan.merged_into = into
    into.receives.append(plan)


def _abroad(text: str) -> Abroad:
    place = read_abroad(text)
    if place is None:
        raise ValueError(f"{text} is no city abroad")
    return place


class _Many:
    """A city or a country: sizes are drawn so that the number of people comes out exactly."""

    def __init__(self, session: Session, world: World) -> None:
        scale, chance = world.scale, world.chance
        self.calendar, self.chance, self.new_id = world.calendar, chance, world.new_id
        self.committees, self.people = SIZES[scale]
        lists = word_list("places")
        self.lists = lists
        if scale == "city":
            self.home = place_of_code(session, lists["city_home"])
            shares = [(place_of_code(session, code), share) for code, share in lists["city"]]
        else:
            self.home = place_of_code(session, lists["national_home"])
            shares = _communes(session)
        places = [place for place, _ in shares]
        self.where = chance.choices(places, [share for _, share in shares], k=self.committees)
        self.near: dict[str, list[Place]] = {}
        if scale == "national":
            for place in places:
                self.near.setdefault(place.postcodes.split(" ")[0], []).append(place)
        plain = chance.sample(lists["quarters"], len(lists["quarters"]))
        compound = [quarter + beside for quarter in plain for beside in lists["beside"]]
        self.quarters = cycle([*plain, *chance.sample(compound, len(compound))])
        self.names: set[str] = set()

    def plans(self) -> list[Plan]:
        """The committees; one in fifty merges into the next one, another is closed."""
        heads = self._headcounts()
        plans = [self._plan(i, place, head) for i, (place, head) in enumerate(zip(self.where, heads, strict=True))]
        for before, after in pairwise(plans):
            plain = not (before.role or after.role or before.ended or after.ended or before.receives)
            if plain and before.kind == after.kind == "local" and before.members + after.members <= 12:
                draw = self.chance.random()
                if draw < 0.1:
                    before.ended = self.calendar.days_ago(self.chance.randint(8, 35), time(20, 15))
                    before.born = min(before.born, before.ended - timedelta(days=60))
                    after.members += before.members
                    after.followers += before.followers
                    _merge(before, after)
                elif draw < 0.16:
                    before.ended = self.calendar.days_ago(self.chance.randint(3, 30), time(20, 15))
                    before.born = min(before.born, before.ended - timedelta(days=60))
                    before.end_reason = self.chance.choice(word_list("texts")["endings"]["closed"])
        return plans

    def _headcounts(self) -> list[int]:
        """How many people are first met in each committee: large ones are rare, and they add up."""
        weights = [0.4 + self.chance.expovariate(1.6) for _ in range(self.committees)]
        free = self.people - 16 * self.committees
        total = sum(weights)
        heads = [16 + int(free * w / total) for w in weights]
        rest = self.people - sum(heads)
        return [head + (i < rest) for i, head in enumerate(heads)]

    def _plan(self, index: int, place: Place, head: int) -> Plan:
        chance = self.chance
        home = index == 0
        roles: list[Role] = ["home"] if home else ["", "dormant", "single", "young"]
        role = chance.choices(roles, [1] if home else [88, 5, 3, 4])[0]
        kind = "local" if home else chance.choices(
            ["local", "campus", "thematic", "work", "expatriate"], [84, 5, 5, 4, 2]
        )[0]  # fmt: skip
        abroad = _abroad(chance.choice(self.lists["abroad"])) if kind == "expatriate" else None
        communes = (self.home,) if home else () if abroad else self._communes_around(place)
        age = 160 if home else 9 + chance.randrange(10) if role == "young" else chance.randint(40, 210)
        if role == "dormant":
            age = chance.randint(150, 260)
        left = 3 if home else chance.choice([0, 0, 1, 1, 2]) if head > 18 and role != "young" else 0
        members = {"home": 12, "single": 1, "young": 3}.get(role) or min(3 + int(chance.expovariate(0.25)), 12)
        if not role and chance.random() < 0.04:
            members = 14
        followers = head - members - left
        guests = 0 if home else int(followers * 0.15)
        return Plan(
            id=self.new_id(),
            name=self._name(kind, communes[0] if communes else place, abroad, home=home),
            kind=kind,
            communes=communes,
            abroad=abroad,
            structure="jlm2017" if home else chance.choice(STARTABLE) if chance.random() < 0.3 else None,
            born=self.calendar.days_ago(age, time(18, chance.randrange(60))),
            members=members,
            followers=followers + guests,
            rhythm="centre" if home else _rhythm(kind, role, chance),
            leaders=2 if home or (members > 5 and chance.random() < 0.45) else 1,
            left=left,
            role=role,
            overdue=2 if home else int(chance.random() < 0.04),
            goals=6 if home else chance.choice([0, 0, 1, 2, 3]),
            guests=guests,
            author=self.new_id(),
        )

    def _communes_around(self, place: Place) -> tuple[Place, ...]:
        """A village committee covers its neighbours too: those of the same postcode."""
        if (place.population or 0) >= 2500:
            return (place,)
        others = [p for p in self.near.get(place.postcodes.split(" ")[0], ()) if p.code != place.code]
        return (place, *self.chance.sample(others, min(len(others), self.chance.randrange(5))))

    def _name(self, kind: str, place: Place, abroad: Abroad | None, *, home: bool) -> str:
        if home:
            return f"Comité {self.home.name.split('-')[0].split(' ')[0]} centre"
        lists, chance = self.lists, self.chance
        here = place.name.replace("Arrondissement", "").strip()
        for attempt in range(1, 100):
            if abroad:
                name = f"Français de {abroad.city}"
            elif kind == "campus":
                name = f"Comité {chance.choice(lists['campuses'])}, {here}"
            elif kind == "thematic":
                name = f"Comité {chance.choice(lists['themes'])}, {here}"
            elif kind == "work":
                name = f"Comité {chance.choice(lists['works'])}, {here}"
            else:
                name = f"Comité {next(self.quarters)}"
                if attempt > 1:
                    name = f"{name}, {here}"
            if attempt > 4 or (abroad and attempt > 1):
                name = f"{name} {attempt - (0 if abroad else 3)}"
            if name not in self.names:
                break
        self.names.add(name)
        return name


def _communes(session: Session) -> list[tuple[Place, int]]:
    """Every commune that has inhabitants, by their number; arrondissements stand for their city."""
    rows = session.scalars(select(Commune).where(Commune.population > 0).order_by(Commune.code)).all()
    parents = {row.parent for row in rows if row.parent}
    return [
        (Place(r.code, r.name, r.department, r.postcodes, r.population, r.parent), r.population or 0)
        for r in rows
        if r.code not in parents
    ]


def _rhythm(kind: str, role: str, chance: Random) -> str:
    if role == "single":
        return "alone"
    fixed = {"campus": "campus", "thematic": "theme", "work": "theme", "expatriate": "abroad"}
    return fixed.get(kind) or chance.choice(("quarter", "quarter", "village"))


def first_day(plan: Plan, world: World) -> datetime:
    """When a committee's actions may begin."""
    soon, calendar = plan.born + timedelta(hours=12), world.calendar
    if plan.role == "dormant":
        return max(soon, calendar.days_ago(ASLEEP_DAYS + 50))
    return max(soon, moment(calendar.monday - timedelta(weeks=WEEKS[world.scale]), time(), plan.zone))


def last_day(plan: Plan, calendar: Calendar) -> datetime | None:
    """When its actions end, if they do."""
    return calendar.days_ago(ASLEEP_DAYS) if plan.role == "dormant" else plan.ended


def in_order(plans: list[Plan]) -> Iterator[Plan]:
    """Those that point to another one come after it, as foreign keys want it."""
    return iter(sorted(plans, key=lambda p: p.merged_into is not None or p.split_from is not None))
