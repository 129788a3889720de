"""Door to door in a demonstration: an invented quarter, its turf cut by the real cutter, and weeks of rounds.

One turf is finished, in two passes; of the other, one walk is printed, one is out, one came back and is half typed in,
and the rest waits.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from campaign.committees.views import MEMBER
from campaign.field.earth import Plane
from campaign.field.landings import doors_in_order
from campaign.field.turf.forms import CutForm
from campaign.field.turf.plan import CutPlan, plan_cut
from campaign.periods import local_day, month_of
from db.folding import fold, search_key
from db.tables import Goal
from db.tables.field import (
    Address,
    AddressImport,
    Building,
    FieldCampaign,
    PollingStation,
    Question,
    Script,
    Street,
    StreetSection,
    Turf,
    Walk,
    WalkStop,
)
from db.unit import Unit
from seed.demo.agenda import Outing as Held
from seed.demo.calendar import World, moment
from seed.demo.doors import Asked, Doors, Outing, Round, Spot, _plain
from seed.demo.plans import WEEKS, Plan
from seed.demo.rows import Rows, dated
from seed.demo.stays import Stay
from seed.demo.words import word_list

APART, FRONT, STEP = 62.0, 9.0, 12.0  # metres: between streets, from the middle to a door, between two numbers
HOUSES = (14, 22)  # numbers of a street
BLOCKS = 0.16  # share of numbers that are blocks of flats
LATEST = 4
EFFORT = 10  # of a hundred: nobody will walk these streets, and whoever opens the demonstration waits
GOALS = (("doors_knocked", 250, 10), ("conversations", 55, 5))


class Field:
    """Fills the field of a few committees, after everything else."""

    def __init__(self, unit: Unit, world: World, rows: Rows) -> None:
        self.unit, self.world, self.rows = unit, world, rows
        self.words = word_list("field")
        self.chance = Random(f"field {world.scale} {world.calendar.today.isoformat()}")

    def fill(self, plan: Plan, stays: list[Stay], held: list[Held], place: int) -> None:
        """One committee; ``place`` is which of them it is: each has its quarter beside the one before."""
        owned = {"committee_id": plan.id}
        began = self._began(plan)
        dates = dated(began, plan.author)
        asked = self._campaign(plan, began)
        code = plan.communes[0].code
        lat, lon = self.words["centres"].get(code) or next(iter(self.words["centres"].values()))
        base = Plane(round(lat * 1e7), round(lon * 1e7))
        middle = Plane(*base.degrees(1400.0 * (place % 3), 1100.0 * (place // 3)))
        self.rows.put(
            AddressImport, **owned, layout="demo", insee=code, file_hash="", attribution=self.words["attribution"],
            invented=True, report=[], **_plain(dates),
        )  # fmt: skip
        streets = [self._quarter(plan, code, middle, turf, dates) for turf in self.words["turf"]]
        self.rows.write()  # the cutter reads what is in the file
        doors = Doors(asked, self.rows, self.chance, self.world.new_id)
        members = [s.person.id for s in sorted(stays, key=lambda s: -s.keen) if s.level >= MEMBER]
        rounds = [
            self._cut(asked, code, turf["name"], ids) for turf, ids in zip(self.words["turf"], streets, strict=True)
        ]
        self._life(doors, rounds, self._evenings(plan, held, members), members)
        self._goals(plan)

    # --- what there is

    def _began(self, plan: Plan) -> datetime:
        calendar = self.world.calendar
        first = calendar.days_ago(7 * WEEKS[self.world.scale] + 6, time(18, 40))
        return min(max(first, plan.born + timedelta(days=2)), calendar.evening)

    def _campaign(self, plan: Plan, began: datetime) -> Asked:
        owned, dates, new_id = {"committee_id": plan.id}, dated(began, plan.author), self.world.new_id
        script, campaign = new_id(), new_id()
        text = self.words["script"]
        self.rows.put(
            Script, id=script, **owned, name=text["name"], body=text["body"].strip(), invented=True,
            locked_at=self.world.calendar.evening, **dates,
        )  # fmt: skip
        questions: dict[str, uuid.UUID] = {}
        for position, question in enumerate(text["question"], 1):
            questions[question["kind"]] = new_id()
            self.rows.put(
                Question, id=questions[question["kind"]], **owned, script_id=script, position=position,
                kind=question["kind"], text=question["text"], choices=question.get("choices", []),
                defines_success=question.get("success", False), opinion=question["opinion"], **dates,
            )  # fmt: skip
        self.rows.put(
            FieldCampaign, id=campaign, **owned, script_id=script, name=self.words["campaign"], goal_doors=600,
            starts_on=began.date(), invented=True, **dates,
        )  # fmt: skip
        calendar = self.world.calendar
        return Asked(plan, campaign, script, questions, calendar.today, calendar.evening)

    def _quarter(
        self, plan: Plan, code: str, middle: Plane, turf: dict[str, Any], dates: dict[str, Any]
    ) -> list[uuid.UUID]:
        """The streets of a turf with their houses and blocks, turned by its angle; return the streets."""
        station = self.world.new_id()
        name = f"Bureau inventé {turf['station']}"
        about = {"id": station, "committee_id": plan.id, "insee": code, "code": turf["station"], "name": name}
        self.rows.put(PollingStation, **about, **dates)
        turn = math.radians(turf["angle"])

        def at(along: float, aside: float) -> tuple[int, int]:
            east = turf["east"] + along * math.cos(turn) - aside * math.sin(turn)
            north = turf["north"] + along * math.sin(turn) + aside * math.cos(turn)
            return middle.degrees(east, north)

        ids = []
        lanes = [(name, 0.0, APART * n, False) for n, name in enumerate(turf["streets"])]
        lanes.append((turf["across"], -30.0, 0.0, True))
        for name, along, aside, crossing in lanes:
            street = self.world.new_id()
            ids.append(street)
            about = {"id": street, "committee_id": plan.id, "insee": code, "name": name, "search_key": fold(name)}
            self.rows.put(Street, **about, **dates)
            count = 12 if crossing else self.chance.randint(*HOUSES)
            far = (count + 1) // 2 * STEP + 8

            def spot(
                metres: float, off: float, along: float = along, aside: float = aside, crossing: bool = crossing
            ) -> tuple[int, int]:
                return at(along - off, aside + metres) if crossing else at(along + metres, aside + off)

            points = [list(spot(-8.0, 0.0)), list(spot(far, 0.0))]
            self.rows.put(
                StreetSection, committee_id=plan.id, source_key=f"demo:{fold(name)}", kind="residential",
                name_left=name, name_right=name, points=points, **_plain(dates),
            )  # fmt: skip
            for number in range(1, count + 1):
                shift = self.chance.uniform(-2.0, 2.0)
                where = spot((number - 1) // 2 * STEP + shift, FRONT if number % 2 else -FRONT)
                about = {"committee_id": plan.id, "insee": code, "street_id": street, "station_id": station}
                self._house(about, name, number, where, dates)
        return ids

    def _house(
        self, about: dict[str, Any], street: str, number: int, where: tuple[int, int], dates: dict[str, Any]
    ) -> None:
        """An address, and a block of flats at some."""
        address, lane = self.world.new_id(), fold(street).replace(" ", "")
        key, stands = f"demo:{lane}:{number}", {"lat": where[0], "lon": where[1]}
        self.rows.put(
            Address, id=address, **about, **stands, station_by="file", number=number, source_key=key,
            search_key=search_key(f"{street} {number}"), position="entrance", **dates,
        )  # fmt: skip
        if self.chance.random() < BLOCKS:
            floors = self.chance.randint(2, 4)
            stairwells = self.chance.choice((1, 1, 2))
            self.rows.put(
                Building, **stands, committee_id=about["committee_id"], address_id=address, source_key=key,
                homes=(floors + 1) * 2 * stairwells, floors=floors, stairwells=stairwells,
                access=self.chance.choice(("code", "intercom", "open")), **dates,
            )  # fmt: skip

    # --- turf and walks

    def _cut(self, asked: Asked, code: str, name: str, streets: Sequence[uuid.UUID]) -> list[Round]:
        """A turf cut as anyone would cut it, written as of the campaign's first days."""
        plan, new_id, session = asked.plan, self.world.new_id, self.unit.session
        sides = tuple((street, "all") for street in streets)
        form = CutForm(
            committee_id=plan.id,
            insee=code,
            name=name,
            campaign_id=asked.campaign,
            sides=sides,
            doors_min=38,
            doors_max=56,
        )
        made = plan_cut(session, form, effort=EFFORT)
        began = self._began(plan) + timedelta(minutes=50)
        owned, dates = {"committee_id": plan.id}, dated(began, plan.author)
        turf = new_id()
        self.rows.put(
            Turf, id=turf, **owned, campaign_id=asked.campaign, name=name, state="frozen", insee=code,
            chosen={"sides": [[str(street), "all"] for street in streets]}, doors_min=38, doors_max=56,
            input_hash=made.reading.input_hash, doors=made.doors, metres=sum(w.metres for w in made.walks),
            minutes=sum(w.minutes for w in made.walks), start_place=self.words["meeting_place"], invented=True, **dates,
        )  # fmt: skip
        rounds = []
        spots = self._spots(made)
        for number, walk in enumerate(made.walks, 1):
            walk_id = new_id()
            self.rows.put(
                Walk, id=walk_id, **owned, turf_id=turf, number=number, doors=walk.doors, metres=walk.metres,
                minutes=walk.minutes, **dates,
            )  # fmt: skip
            here: list[tuple[int, Spot]] = []
            for position, one in enumerate(walk.stops, 1):
                self.rows.put(
                    WalkStop, **owned, walk_id=walk_id, address_id=one.stop.address_id,
                    building_id=one.stop.building_id, position=position, side=one.stop.side, doors=one.doors,
                    first_door=one.first_door, part=one.part, **dates,
                )  # fmt: skip
                mine = spots[one.stop.address_id][one.first_door : one.first_door + one.doors]
                here += [(position, spot) for spot in mine]
            rounds.append(Round(walk_id, here, {}))
        return rounds

    def _spots(self, made: CutPlan) -> dict[uuid.UUID, list[Spot]]:
        """The doors of each address in order: of its building, or the one of a house."""
        from sqlalchemy import select

        wanted = {stop.address_id for stop in made.reading.stops}
        found: dict[uuid.UUID, list[Spot]] = {address: [(address, None, 0, 0, 1)] for address in wanted}
        for row in self.unit.session.scalars(select(Building).where(Building.address_id.in_(wanted))):
            order = doors_in_order(row.homes, row.floors, row.stairwells)
            found[row.address_id] = [(row.address_id, row.id, *where) for where in order]
        return found

    # --- what was done

    def _evenings(self, plan: Plan, held: list[Held], members: Sequence[uuid.UUID]) -> list[Outing]:
        """The door-to-door actions that were held; more where this week or the last one would be empty."""
        calendar = self.world.calendar
        first = self._began(plan) + timedelta(days=2)
        evenings = [
            Outing(o.starts, o.minutes, tuple(a.stay.person.id for a in o.people if a.state == "attended"), o.id)
            for o in held
            if o.kind == "door_to_door" and o.state == "held" and o.starts > first
        ]
        days = {local_day(e.starts, plan.zone) for e in evenings}
        if not any(calendar.monday - timedelta(days=7) <= day < calendar.monday for day in days):
            # The report that opens first is of the last full week.
            thursday = calendar.monday - timedelta(days=4)
            evenings.append(Outing(moment(thursday, time(18), plan.zone), 100, tuple(members[:4]), None))
        if not any(day >= calendar.monday for day in days):
            starts = calendar.noon - timedelta(minutes=105)
            if calendar.today > calendar.monday:
                starts = calendar.evening - timedelta(hours=3)
            evenings.append(Outing(starts, 100, tuple(members[:4]), None))
        return sorted(evenings, key=lambda e: e.starts)

    def _life(
        self, doors: Doors, rounds: Sequence[list[Round]], evenings: list[Outing], members: Sequence[uuid.UUID]
    ) -> None:
        """The first turf in two passes, spread over the evenings; the second has just begun."""
        finished, begun = rounds
        order = [*finished, *finished]
        last = len(evenings) - 1
        teams = 0
        for number, walk in enumerate(order):
            # Spread over the evenings, and the last few on the latest ones, so that no late week is empty.
            spread, left = number * last // max(1, len(order) - 1), len(order) - 1 - number
            outing = evenings[max(spread, last - left) if left < LATEST else spread]
            doors.walked(walk, outing, self._team(outing.people or members, teams))
            teams += 1
        latest = evenings[-1]
        doors.walked(begun[0], latest, self._team(latest.people or members, teams), part=0.5)
        evening = self.world.calendar.evening
        for hours, (walk, state) in enumerate(zip(begun[1:], ("out", "issued"), strict=False)):
            doors.ready(walk, evening - timedelta(hours=2 - hours), state, members[2 * hours : 2 * hours + 2])

    def _team(self, people: Sequence[uuid.UUID], number: int) -> list[uuid.UUID]:
        """Two of those who were there, another pair for each list."""
        if len(people) < 3:
            return list(people)
        first = number * 2 % len(people)
        return list(dict.fromkeys((people[first], people[(first + 1) % len(people)])))

    def _goals(self, plan: Plan) -> None:
        """What the committee aims at this month, and aimed at in the month of the last full week."""
        calendar = self.world.calendar
        periods = dict.fromkeys((month_of(calendar.monday - timedelta(days=1)), month_of(calendar.today)))
        for period in periods:
            at = max(min(datetime.combine(period.first, time(8), calendar.evening.tzinfo), calendar.evening), plan.born)
            for kpi, usual, step in GOALS:
                target = round(usual * self.chance.uniform(0.8, 1.2) / step) * step
                dates = dated(at + timedelta(hours=3), plan.author)
                about = {"kpi": kpi, "period_from": period.first, "period_to": period.end, "target": target}
                self.rows.put(Goal, committee_id=plan.id, **about, **dates)
