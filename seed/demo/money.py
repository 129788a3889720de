"""Money in a demonstration: an invented election with its one account, and gifts and requests at every step of a life.

The rows are written by the functions that people's keys reach, each at its own moment: what the law refuses could not
be here, and the ledger is sealed as any other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import event, select

from campaign.money.accounts import AccountForm, ElectionForm, save_account, save_election
from campaign.money.collecting import CollectionForm, collect
from campaign.money.donors import DonorForm, enter_donor
from campaign.money.earmarks import earmark
from campaign.money.gifts import bounce, deposit, drop, give_back, hand_over, receive, refund
from campaign.money.guard import months_between
from campaign.money.promises import PromiseForm, enter_promise
from campaign.money.recurring import RecurringForm, plan_recurring
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from campaign.money.steps import CARRIED
from campaign.periods import local_day
from db.folding import fold
from db.tables import CampaignAccount, Donor, Election
from db.unit import Unit
from seed.demo.agenda import Outing
from seed.demo.calendar import PARIS, World, moment
from seed.demo.people import Crowd
from seed.demo.plans import Plan
from seed.demo.stays import Stay
from seed.demo.words import word_list

COMMITTEES = {"small": 2, "city": 3}  # that gather money; elsewhere the home committee only
OLD_ENOUGH = 44  # days: gifts are promised to a committee that was there
ELECTION_AHEAD = 80  # days from the base day to the first round: the account's months have begun, the silence has not
LISTS = ("first", "second", "third")
# A request's state: the moves that led there. Who asks is never who looks at it.
PATHS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "peer_review": ("ask",),
    "more_info": ("ask", "ask_more"),
    "mandatary_review": ("ask", "approve"),
    "approved": ("ask", "approve", "approve"),
    "committed": ("ask", "approve", "approve", "commit"),
    "paid": ("ask", "approve", "approve", "commit", "pay"),
    "refused": ("ask", "approve", "refuse"),
}
ASKED_MORE = "Un deuxième devis, s'il vous plaît."
Deed = Callable[[], object]
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Till:
    """A committee that gathers money: who asks, who looks at it, who is the mandataire, who gives."""

    which: str
    plan: Plan
    leader: uuid.UUID | None
    asker: uuid.UUID
    mandatary: uuid.UUID
    givers: list[Stay]


class Money:
    """Fills the money of a few committees, after everything else."""

    def __init__(self, unit: Unit, world: World, crowd: Crowd) -> None:
        self.unit, self.world, self.crowd = unit, world, crowd
        self.words, self.streets = word_list("money"), word_list("field")["turf"]
        self.chance = Random(f"money {world.scale} {world.calendar.today.isoformat()}")
        self.deeds: list[tuple[datetime, int, uuid.UUID | None, Deed]] = []
        self.gifts: dict[Key, uuid.UUID] = {}
        self.donors: dict[int, uuid.UUID] = {}

    def fill(self, lives: list[tuple[Plan, list[Stay], list[Outing]]]) -> None:
        """All of it, told in the order in which it happened; the unit has its own moment and name again at the end."""
        unit, now, name = self.unit, self.unit.now, self.unit.action
        kept: list[object] = []  # a session forgets rows that nobody holds, and each deed would read them again
        for told in ("loaded_as_persistent", "pending_to_persistent"):
            event.listen(unit.session, told, lambda _, row: kept.append(row))
        actor, unit.now = unit.actor, self._at(OLD_ENOUGH, 9)
        unit.without_journal()
        self.account = self._open()
        for which, (plan, stays, outings) in zip(LISTS, lives, strict=False):
            self._committee(which, plan, stays, outings)
        for at, _, who, deed in sorted(self.deeds, key=lambda told: told[:2]):
            unit.now, unit.actor = at, who
            deed()
        unit.now, unit.actor = now, actor
        unit.name(name)
        for row in (row for table in (Donor, Election, CampaignAccount) for row in unit.session.scalars(select(table))):
            unit.change(row, invented=True)

    def _at(self, age: int, hour: int) -> datetime:
        """A moment so many days before the base day."""
        return moment(self.world.calendar.today - timedelta(days=age), time(hour), PARIS)

    def _day(self, age: int) -> date:
        return self.world.calendar.today - timedelta(days=age)

    def _tell(self, age: int, hour: int, who: uuid.UUID | None, deed: Deed) -> None:
        self.deeds.append((self._at(age, hour), len(self.deeds), who, deed))

    def _open(self) -> uuid.UUID:
        words = self.words
        first = self._day(-ELECTION_AHEAD)
        rounds = (1, "", first, PARIS), (2, "", first + timedelta(days=7), PARIS)
        form = ElectionForm(
            f"{words['election']} {first.year}", "legislative", ceiling_first_cents=words["ceiling_first"],
            ceiling_cents=words["ceiling"], rounds=rounds,
        )  # fmt: skip
        election = save_election(self.unit, form).id
        account = AccountForm(
            "candidate", words["account"], election, words["mandatary"], "association", words["bank"],
            opened_on=self._day(OLD_ENOUGH),
        )  # fmt: skip
        return save_account(self.unit, account).id

    # --- one committee

    def _committee(self, which: str, plan: Plan, stays: list[Stay], outings: list[Outing]) -> None:
        here = sorted((s for s in stays if s.level > 0), key=lambda s: (-s.level, s.joined))
        ids = [s.person.id for s in here]
        givers = [s for s in here if s.person.id not in ids[1:3]]
        till = _Till(which, plan, plan.author, ids[1], ids[2], givers)
        self._gifts(till)
        if which == "first":
            self._monthly(till)
            self._collection(till, outings, ids)
        for number in range(len(self.words["slip"])):
            self._slip(till, number)
        for whose, cents, age in self.words["earmarks"]:
            if whose == which:
                give = partial(earmark, self.unit, self.account, plan.id, cents, declares_mandatary=True)
                self._tell(age, 15, till.mandatary, give)
        for request in self.words["requests"][which]:
            self._request(till, request)

    def _donor(self, number: int, till: _Till) -> uuid.UUID:
        """Who gives: every third one is known to the committee, the others are no people of the file."""
        if number in self.donors:
            return self.donors[number]
        place = till.plan.communes[0]
        known = till.givers[number // 3 % len(till.givers)].person if number % 3 == 0 else None
        person = known or self.crowd.meet(place.code, self.unit.now)
        streets = self.streets[number % len(self.streets)]["streets"]
        mail = f"{fold(person.given)}.{fold(person.family)}@example.org".replace(" ", "-")
        form = DonorForm(
            person.given, person.family, f"{self.chance.randint(1, 40)} {self.chance.choice(streets).lower()}",
            place.postcodes.split()[0] if place.postcodes else "", place.name,
            "FR", "PT" if number % 20 == 9 else "FR", adult=True, honour=True, email=mail if number % 2 else "",
            civility="f" if person.female else "m", person_id=known.id if known else None,
        )  # fmt: skip
        self.donors[number] = enter_donor(self.unit, form)
        return self.donors[number]

    def _gifts(self, till: _Till) -> None:
        for number, (method, cents, age, fate, donor) in enumerate(self.words["gifts"][till.which]):
            key = till.which, number
            self._tell(age, 11, till.leader, partial(self._promise, till, key, method, cents, donor=donor))
            if method not in CARRIED and fate in ("received", "refunded"):
                self._tell(max(age - 2, 1), 10, till.mandatary, partial(self._receive, [key]))
            if fate == "refunded":
                self._tell(max(age - 9, 1), 17, till.mandatary, partial(self._mandatarys, refund, key))
            elif fate == "bounced":
                self._tell(20, 17, till.mandatary, partial(self._mandatarys, bounce, key))
            elif fate in ("returned", "dropped"):
                self._tell(1, 17, till.leader, partial(self._committees, drop if fate == "dropped" else give_back, key))

    def _promise(self, till: _Till, key: Key, method: str, cents: int, *, donor: int) -> None:
        again = donor in self.donors
        form = PromiseForm(
            till.plan.id, self.account, cents, method, self._donor(donor, till),
            estimate=self.words["estimate"] if method == "in_kind" else "",
            reference=f"{1000000 + 7 * key[1]}" if method == "cheque" else "",
            reason=self.words["near_cap"] if again and cents > 100_000 else "",
        )  # fmt: skip
        self.gifts[key] = enter_promise(self.unit, form)

    def _receive(self, keys: list[Key]) -> None:
        receive(self.unit, [self.gifts[key] for key in keys], declares_mandatary=True)

    def _mandatarys(self, step: Callable[..., None], key: Key) -> None:
        step(self.unit, self.gifts[key], declares_mandatary=True)

    def _committees(self, step: Callable[..., None], key: Key) -> None:
        step(self.unit, self.gifts[key])

    def _slip(self, till: _Till, number: int) -> None:
        """What is carried at one time, what the mandataire receives of it, and what is brought to the bank."""
        slip, collection = self.words["slip"][number], self.words["collection"]
        since = self.words["slip"][number - 1]["carried"] if number else 1000
        listed: list[tuple[Key, str, str]] = [
            ((till.which, i), method, fate)
            for i, (method, _, age, fate, _) in enumerate(self.words["gifts"][till.which])
            if method in CARRIED and slip["carried"] < age <= since and fate not in ("promised", "dropped")
        ]
        if till.which == "first" and slip["carried"] < collection["age"] <= since:
            listed.append((("collection", 0), "cash", "received"))
        keys = [key for key, _, _ in listed]
        if not keys:
            return
        self._tell(slip["carried"], 18, till.leader, partial(self._carry, till, keys))
        if "received" in slip:
            self._tell(slip["received"], 10, till.mandatary, partial(self._receive, keys))
        for way in CARRIED if "deposited" in slip else ():
            brought = [key for key, method, fate in listed if method == way and fate in ("deposited", "bounced")]
            if brought:
                self._tell(slip["deposited"], 14, till.mandatary, partial(self._bring, brought))

    def _carry(self, till: _Till, keys: list[Key]) -> None:
        hand_over(self.unit, [self.gifts[key] for key in keys], till.leader)

    def _bring(self, keys: list[Key]) -> None:
        deposit(self.unit, [self.gifts[key] for key in keys], declares_mandatary=True)

    def _monthly(self, till: _Till) -> None:
        told = self.words["monthly"]
        starts, last = self._day(told["from"]), self._day(1)
        plans: list[uuid.UUID] = []

        def planned() -> None:
            form = RecurringForm(
                till.plan.id, self.account, self._donor(told["donor"], till), told["method"], told["amount"], starts,
                month_day=told["month_day"],
            )  # fmt: skip
            plans.append(plan_recurring(self.unit, form))

        def came(key: Key, day: date) -> None:
            form = PromiseForm(
                till.plan.id, self.account, told["amount"], told["method"], self.donors[told["donor"]], day=day,
                recurring_id=plans[0],
            )  # fmt: skip
            self.gifts[key] = enter_promise(self.unit, form)
            self._receive([key])

        self._tell(told["from"], 8, till.leader, planned)
        for number, day in enumerate(months_between(starts, last, told["month_day"])):
            age = (self.world.calendar.today - day).days
            self._tell(age, 12, till.mandatary, partial(came, ("monthly", number), day))

    def _collection(self, till: _Till, outings: list[Outing], ids: list[uuid.UUID]) -> None:
        """At the action of that day, if there was one."""
        told = self.words["collection"]
        day = self._day(told["age"])
        held = next((o for o in outings if o.state == "held" and local_day(o.starts, PARIS) == day), None)

        def counted() -> None:
            form = CollectionForm(
                till.plan.id, self.account, told["amount"], self.words["place"], self.words["way"], ids[0], ids[1],
                action_id=held.id if held else None,
            )  # fmt: skip
            self.gifts["collection", 0] = collect(self.unit, form)

        self._tell(told["age"], 21, till.leader, counted)

    def _request(self, till: _Till, told: list[Any]) -> None:
        title, category, cents, age, state, payee, *meals = told
        kept: list[uuid.UUID] = []

        def asked() -> None:
            meal = meals[0] if meals else None
            form = RequestForm(till.plan.id, self.account, title, category, cents, payee=payee, meals=meal)
            kept.append(save_request(self.unit, form))
            add_document(self.unit, kept[0], "quote", f"D-{cents // 100}")

        def moved(move: Any, number: int) -> None:
            if move == "pay":
                add_document(self.unit, kept[0], "invoice", f"F-{cents // 100}")
            note = ASKED_MORE if move == "ask_more" else ""
            move_request(self.unit, kept[0], move, declares_mandatary=number > 1, note=note)

        self._tell(age, 19, till.asker, asked)
        for number, move in enumerate(PATHS[state]):
            who = (till.asker, till.leader, till.mandatary)[min(number, 2)]
            self._tell(max(age - number, 1), 20 if number < 2 else 21, who, partial(moved, move, number))
