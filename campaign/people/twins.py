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
    from rapidfuzz import fuzz

    people = {
        row.id: (fold(f"{row.given_name} {row.family_name}"), fold(row.given_name), row.commune_code)
        for row in session.execute(
            select(Person.id, Person.given_name, Person.family_name, Person.commune_code).where(
                Person.erased_at.is_(None)
            )
        )
    }
    homes: dict[uuid.UUID, set[uuid.UUID]] = {}
    members = select(Membership.person_id, Membership.committee_id).where(Membership.level > 0)
    for person_id, home in session.execute(members):
        homes.setdefault(person_id, set()).add(home)
    if committee_id is not None:
        people = {key: value for key, value in people.items() if committee_id in homes.get(key, ())}
    reasons: dict[tuple[uuid.UUID, uuid.UUID], dict[str, int]] = {}

    def note(a: uuid.UUID, b: uuid.UUID, reason: str, score: int) -> None:
        reasons.setdefault((min(a, b), max(a, b)), {})[reason] = score

    by_contact: dict[tuple[str, str], list[uuid.UUID]] = {}
    for person_id, kind, key in session.execute(
        select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.search_key)
    ):
        if person_id in people:
            by_contact.setdefault((kind, key), []).append(person_id)
    for (kind, _), group in by_contact.items():
        for a, b in combinations(sorted(set(group))[:CROWD], 2):
            if fuzz.token_set_ratio(people[a][0], people[b][0]) >= 70:
                note(a, b, SAME_PHONE if kind == "phone" else SAME_MAIL, 60)
    blocks: dict[str, list[uuid.UUID]] = {}
    for person_id, (name, _, _) in people.items():
        for word in set(name.split()):
            blocks.setdefault(word[:4], []).append(person_id)
    for number, group in enumerate(blocks.values()):
        if number % 50 == 0:
            progress(number, len(blocks))
        if len(group) > CROWD * 5:
            continue
        for a, b in combinations(group, 2):
            if not _near(a, b, people, homes):
                continue
            ratio = fuzz.token_sort_ratio(people[a][0], people[b][0], score_cutoff=CLOSE)
            if ratio >= CLOSE:
                note(a, b, SAME_NAME if ratio == 100 else NEAR_NAME, 40 if ratio == 100 else 25)
    told = set((get(session, _APART) or "").split())
    found = [(sum(why.values()), pair, why) for pair, why in reasons.items() if _key(*pair) not in told]
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


def _near(
    a: uuid.UUID,
    b: uuid.UUID,
    people: dict[uuid.UUID, tuple[str, str, str | None]],
    homes: dict[uuid.UUID, set[uuid.UUID]],
) -> bool:
    commune, other = people[a][2], people[b][2]
    if commune is not None and other is not None:
        return commune == other
    return bool(homes.get(a, set()) & homes.get(b, set()))
