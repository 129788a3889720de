"""What happened at the doors of the demonstration: lists that went out, and the visits, answers and promises of each.

Drawn from a source of chance of its own, so that whatever else a demonstration holds does not move when this does.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from campaign.field.lists import numbers
from campaign.field.outcomes import BY_CODE
from db.tables.field import Answer, AnswerCount, Door, FollowUp, ListDoor, ListMember, Visit, WalkList
from seed.demo.plans import Plan
from seed.demo.rows import Rows, dated
from seed.demo.words import word_list

EXPIRES_AFTER = 30
SECONDS_A_DOOR = (88, 112)

Spot = tuple[uuid.UUID, uuid.UUID | None, int, int, int]  # address, building, stairwell, floor, place


@dataclass(frozen=True, slots=True)
class Outing:
    """An evening on which lists went out: when, for how long at most, who was there, and the action that it was."""

    starts: datetime
    minutes: int
    people: tuple[uuid.UUID, ...]
    action: uuid.UUID | None


@dataclass(slots=True)
class Round:
    """A walk with its doors in order. ``past`` is what was last said at each door."""

    walk: uuid.UUID
    spots: list[tuple[int, Spot]]
    past: dict[Spot, str]
    passes: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The campaign of a committee and its script: question ids by kind."""

    plan: Plan
    campaign: uuid.UUID
    script: uuid.UUID
    questions: dict[str, uuid.UUID]
    today: date
    evening: datetime


class Doors:
    """Writes the lists of one campaign."""

    def __init__(self, asked: Asked, rows: Rows, chance: Random, new_id: Callable[[], uuid.UUID]) -> None:
        self.asked, self.rows, self.chance, self.new_id = asked, rows, chance, new_id
        self.doors: dict[Spot, uuid.UUID] = {}
        self.taken: set[str] = set()
        self.words = word_list("field")

    def ready(self, walk: Round, issued: datetime, state: str, team: Sequence[uuid.UUID]) -> uuid.UUID:
        """A list that was printed, or is out, and of which nothing came back yet."""
        return self._list(walk, issued, team, state=state)

    def walked(self, walk: Round, outing: Outing, team: Sequence[uuid.UUID], part: float = 1.0) -> None:
        """A list that went out and was typed back, or a part of its lines, from the first on."""
        issued = outing.starts - timedelta(days=1, hours=self.chance.randint(1, 30))
        kept = self._kept(walk)
        seconds = len(kept) * self.chance.randint(*SECONDS_A_DOOR)
        ended = outing.starts + timedelta(minutes=min(seconds // 60, outing.minutes))
        entered = kept[: round(len(kept) * part)]
        spoken: list[tuple[uuid.UUID, str]] = []
        visits = []
        weights = self.words["outcomes"]["first" if walk.passes == 0 else "later"]
        for _, spot in entered:
            outcome = self.chance.choices(list(weights), list(weights.values()))[0]
            visits.append((spot, outcome, outcome in ("not_home", "conversation") and self.chance.random() < 0.75))
            walk.past[spot] = outcome
        leaflets = sum(left for _, _, left in visits)
        made = self._list(
            walk,
            issued,
            team,
            kept,
            state="entered" if part == 1 else "returned",
            action_id=outing.action,
            started_at=outing.starts,
            ended_at=ended,
            returned_at=ended,
            cursor=min(len(entered) + 1, len(kept)),
            leaflets_out=60,
            leaflets_back=max(0, 60 - leaflets),
            contacts_kept=self.chance.choice((0, 0, 1, 1, 2)),
        )
        for spot, outcome, leaflet in visits:
            visit = self.new_id()
            self.rows.put(
                Visit,
                id=visit,
                committee_id=self.asked.plan.id,
                campaign_id=self.asked.campaign,
                list_id=made,
                door_id=self.doors[spot],
                pass_number=walk.passes,
                at=outing.starts,
                outcome=outcome,
                leaflet=leaflet,
                **_plain(dated(ended, self.asked.plan.author)),
            )
            if BY_CODE[outcome].contact:
                spoken.append((visit, outcome))
            self._promise(made, spot, outcome, ended)
        self._answers(made, [visit for visit, _ in spoken], ended)

    def _kept(self, walk: Round) -> list[tuple[int, Spot]]:
        """The doors of the next pass: not those that were talked to, nor those that are none."""
        done = {spot for spot, outcome in walk.past.items() if BY_CODE[outcome].contact or BY_CODE[outcome].bad_target}
        return [(stop, spot) for stop, spot in walk.spots if spot not in done]

    def _list(
        self,
        walk: Round,
        issued: datetime,
        team: Sequence[uuid.UUID],
        kept: list[tuple[int, Spot]] | None = None,
        **values: Any,
    ) -> uuid.UUID:
        plan, walk.passes = self.asked.plan, walk.passes + 1
        made, owned = self.new_id(), {"committee_id": plan.id}
        issued = min(issued, self.asked.evening)
        dates = dated(issued, plan.author, values.get("returned_at"), 2 if "returned_at" in values else 1)
        self.rows.put(
            WalkList,
            id=made,
            **owned,
            walk_id=walk.walk,
            script_id=self.asked.script,
            list_number=self._number(),
            pass_number=walk.passes,
            issued_at=issued,
            expires_on=issued.date() + timedelta(days=EXPIRES_AFTER),
            meeting_place=self.words["meeting_place"],
            bring_back=self.words["bring_back"],
            caller_id=plan.author,
            **values,
            **dates,
        )
        for person in team:
            self.rows.put(ListMember, **owned, list_id=made, person_id=person, **dated(issued, plan.author))
        for position, (stop, spot) in enumerate(self._kept(walk) if kept is None else kept, 1):
            door = self._door(spot, issued)
            self.rows.put(ListDoor, **owned, list_id=made, door_id=door, position=position, stop=stop)
        return made

    def _door(self, spot: Spot, issued: datetime) -> uuid.UUID:
        if spot not in self.doors:
            self.doors[spot] = self.new_id()
            address, building, stairwell, floor, place = spot
            self.rows.put(
                Door,
                id=self.doors[spot],
                committee_id=self.asked.plan.id,
                address_id=address,
                building_id=building,
                stairwell=stairwell,
                floor=floor,
                place=place,
                **dated(issued, self.asked.plan.author),
            )
        return self.doors[spot]

    def _number(self) -> str:
        while (number := numbers.made_from(self.new_id())) in self.taken:
            pass
        self.taken.add(number)
        return number

    def _promise(self, made: uuid.UUID, spot: Spot, outcome: str, ended: datetime) -> None:
        """Some who had no time, and a few who talked, wait for something; most of what is older was done."""
        chance = self.chance
        kinds = {"later": (0.5, ("come_back",)), "conversation": (0.15, ("call", "join", "proxy", "question"))}
        share, kind = kinds.get(outcome, (0.0, ("",)))
        if chance.random() >= share:
            return
        due = ended.date() + timedelta(days=chance.randint(3, 9))
        done = due < self.asked.today - timedelta(days=2) and chance.random() < 0.9
        done_at = min(ended + timedelta(days=chance.randint(1, 6)), self.asked.evening) if done else None
        self.rows.put(
            FollowUp,
            committee_id=self.asked.plan.id,
            list_id=made,
            door_id=self.doors[spot],
            kind=chance.choice(kind),
            due_on=due,
            state="done" if done else "open",
            done_at=done_at,
            **dated(ended, self.asked.plan.author, done_at, 2 if done else 1),
        )

    def _answers(self, made: uuid.UUID, visits: list[uuid.UUID], ended: datetime) -> None:
        """Opinions as counts of the list; what shows none with its conversation."""
        chance, questions = self.chance, self.asked.questions
        owned, dates = {"committee_id": self.asked.plan.id}, dated(ended, self.asked.plan.author)
        choices = next(q["choices"] for q in self.words["script"]["question"] if "choices" in q)
        counted = {
            "scale": chance.choices(("1", "2", "3", "4", "5"), (22, 24, 30, 14, 10), k=len(visits)),
            "choice": chance.choices(choices, k=len(visits)),
        }
        for kind, values in counted.items():
            for value in dict.fromkeys(values):
                about = {"list_id": made, "question_id": questions[kind], "value": value}
                self.rows.put(AnswerCount, **owned, **about, count=values.count(value), **dates)
        for visit in visits:
            if chance.random() < 0.8:
                about = {"visit_id": visit, "question_id": questions["yes_no"]}
                value = "yes" if chance.random() < 0.12 else "no"
                self.rows.put(Answer, **owned, **about, value=value, **_plain(dates))


def _plain(dates: dict[str, Any]) -> dict[str, Any]:
    """The dates of a row that nobody edits: it has no version."""
    return {key: value for key, value in dates.items() if key != "version"}
