"""Entries that may be one person: the same phone or mail, or nearly the same name in one place."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.people.finding import person_lines
from campaign.settings import get, put
from campaign.views.people import Twins
from campaign.words import N_
from db.folding import fold
from db.tables import ContactPoint, Membership, Person
from db.unit import Unit

CLOSE = 90  # of 100: two spellings of one name
AGREE = 70  # of 100: what names must have in common beside a shared contact
SAME_NAME = N_("the same name")
NEAR_NAME = N_("nearly the same name")
SAME_PHONE = N_("the same phone")
SAME_MAIL = N_("the same mail")
CROWD = 60  # more people than this behind one key (a switchboard, a family name) tell nothing


def twins(
    session: Session,
    committee_id: uuid.UUID | None = None,
    *,
    limit: int = 200,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Twins]:
    """Pairs that may be one person, the likeliest first; pairs that were told apart by hand are not asked again.

    A shared phone or mail counts when the names agree a little (couples share both); a name alone, when it is the same
    or nearly so in one commune or one committee.
    """
    crowd = _Crowd(session, committee_id)
    crowd.by_contact()
    crowd.by_name(progress)
    told = set((get(session, _APART) or "").split())
    found = [(sum(why.values()), pair, why) for pair, why in crowd.reasons.items() if _key(*pair) not in told]
    found.sort(key=lambda item: (-item[0], item[1]))
    lines = person_lines(session, [one for _, pair, _ in found[:limit] for one in pair])
    return [Twins(lines[a], lines[b], tuple(why), score) for score, (a, b), why in found[:limit]]


def tell_apart(unit: Unit, a: uuid.UUID, b: uuid.UUID) -> None:
    """Two entries are two people: they are not proposed again."""
    unit.name("person.apart")
    told = (get(unit.session, _APART) or "").split()
    if _key(a, b) not in told:
        put(unit, _APART, " ".join([*told, _key(a, b)]))


_APART = "told_apart"


def _key(a: uuid.UUID, b: uuid.UUID) -> str:
    return f"{min(a, b).hex}+{max(a, b).hex}"


class _Crowd:
    """Who is compared with whom, and what was found."""

    def __init__(self, session: Session, committee_id: uuid.UUID | None) -> None:
        self.session = session
        self.homes: dict[uuid.UUID, set[uuid.UUID]] = {}
        members = select(Membership.person_id, Membership.committee_id).where(Membership.level > 0)
        for person_id, home in session.execute(members):
            self.homes.setdefault(person_id, set()).add(home)
        columns = (Person.id, Person.given_name, Person.family_name, Person.commune_code)
        self.people = {
            person_id: (fold(f"{given} {family}"), commune)
            for person_id, given, family, commune in session.execute(select(*columns).where(Person.erased_at.is_(None)))
            if committee_id is None or committee_id in self.homes.get(person_id, ())
        }
        self.reasons: dict[tuple[uuid.UUID, uuid.UUID], dict[str, int]] = {}

    def by_contact(self) -> None:
        """A number or an address in common, and names that agree a little."""
        from rapidfuzz import fuzz

        groups: dict[tuple[str, str], set[uuid.UUID]] = {}
        columns = (ContactPoint.person_id, ContactPoint.kind, ContactPoint.search_key)
        for person_id, kind, key in self.session.execute(select(*columns)):
            if person_id in self.people:
                groups.setdefault((kind, key), set()).add(person_id)
        for (kind, _), group in groups.items():
            for a, b in combinations(sorted(group)[:CROWD], 2):
                if fuzz.token_set_ratio(self.people[a][0], self.people[b][0]) >= AGREE:
                    self._note(a, b, SAME_PHONE if kind == "phone" else SAME_MAIL, 60)

    def by_name(self, progress: Callable[[int, int], None]) -> None:
        """The same name or nearly, among those whose names share a beginning."""
        from rapidfuzz import fuzz

        blocks: dict[str, list[uuid.UUID]] = {}
        for person_id, (name, _) in self.people.items():
            for beginning in {word[:4] for word in name.split()}:
                blocks.setdefault(beginning, []).append(person_id)
        for number, group in enumerate(blocks.values()):
            if number % 50 == 0:
                progress(number, len(blocks))
            for a, b in combinations(group, 2) if len(group) <= CROWD * 5 else ():
                ratio = fuzz.token_sort_ratio(self.people[a][0], self.people[b][0], score_cutoff=CLOSE)
                if ratio and self._near(a, b):
                    self._note(a, b, SAME_NAME if ratio == 100 else NEAR_NAME, 40 if ratio == 100 else 25)

    def _near(self, a: uuid.UUID, b: uuid.UUID) -> bool:
        commune, other = self.people[a][1], self.people[b][1]
        if commune is not None and other is not None:
            return commune == other
        return bool(self.homes.get(a, set()) & self.homes.get(b, set()))

    def _note(self, a: uuid.UUID, b: uuid.UUID, reason: str, score: int) -> None:
        self.reasons.setdefault((min(a, b), max(a, b)), {})[reason] = score
