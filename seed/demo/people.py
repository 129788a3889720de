"""Invented people: Faker's French names, names it lacks, and surnames made of syllables, so that few are common."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.folding import fold
from seed.demo.calendar import World
from seed.demo.words import word_list

POOL = 1500  # names drawn from Faker: enough to meet all that it knows, as often as it gives them


@dataclass(slots=True)
class Someone:
    """An invented person, before any row is written."""

    id: uuid.UUID
    given: str
    family: str
    female: bool
    commune: str | None
    since: datetime
    says_gender: bool = False
    written: bool = False


class Crowd:
    """Makes people up, none with the name of another; counts them."""

    def __init__(self, world: World) -> None:
        from faker import Faker

        chance = world.chance
        fake = Faker("fr_FR")
        fake.seed_instance(chance.getrandbits(64))
        lists = word_list("names")
        self._chance = chance
        self._new_id = world.new_id
        self._lists = lists
        self._given = {
            True: [fake.first_name_female() for _ in range(POOL)] + lists["given_f"] * 10,
            False: [fake.first_name_male() for _ in range(POOL)] + lists["given_m"] * 10,
        }
        self._known = [fake.last_name() for _ in range(POOL)] + lists["families"] * 5
        self._syllables = 0.3 if world.scale == "small" else 0.75
        self._seen: set[str] = set()
        self.count = 0

    def meet(self, commune: str | None, since: datetime, *, female: bool | None = None) -> Someone:
        """Someone new."""
        chance = self._chance
        if female is None:
            female = chance.random() < 0.52
        while True:
            given, family = chance.choice(self._given[female]), self._family()
            key = fold(f"{given} {family}")
            if key not in self._seen:
                break
        self._seen.add(key)
        self.count += 1
        return Someone(self._new_id(), given, family, female, commune, since)

    def contact_points(self, person: Someone) -> list[dict[str, Any]]:
        """How to reach someone; nothing for many. Numbers nobody answers, addresses nobody reads."""
        chance = self._chance
        points: list[dict[str, Any]] = []
        if chance.random() < 0.6:
            number = f"{chance.choice(self._lists['phones'])} {chance.randrange(100):02d} {chance.randrange(100):02d}"
            points.append({"kind": "phone", "value": number, "search_key": "+33" + re.sub(r"\D", "", number)[1:]})
        if chance.random() < 0.55:
            # Names are unique here, folded: so are the addresses made of them.
            local = f"{fold(person.given)}.{fold(person.family)}".replace(" ", "-")
            address = f"{local}@{chance.choice(self._lists['domains'])}"
            points.append({"kind": "email", "value": address, "search_key": address.casefold()})
        return points

    def _family(self) -> str:
        draw = self._chance.random()
        if draw < 0.05:
            return f"{self._surname()}-{self._surname()}"
        if draw < 0.09:
            particle = self._chance.choice(self._lists["particles"])
            name = self._made_up()
            if particle in ("de", "du", "Le", "La") and name[0] in "AEÉIOU":
                return f"d'{name}"
            return f"{particle}{name}" if particle.endswith("-") else f"{particle} {name}"
        return self._surname()

    def _surname(self) -> str:
        return self._made_up() if self._chance.random() < self._syllables else self._chance.choice(self._known)

    def _made_up(self) -> str:
        return "".join(self._chance.choice(self._lists[part]) for part in ("starts", "middles", "ends"))
