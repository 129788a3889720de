"""Who has which name: for recognising, in a file, people who are known already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.folding import fold
from db.tables import Membership, Person

CLOSE = 85  # of 100, whatever the order of words: above, two spellings are taken for one name


class Namesakes:
    """Every person by folded name; those of one committee by name alone."""

    def __init__(self, session: Session, committee_id: uuid.UUID) -> None:
        self._names: dict[uuid.UUID, str] = {}
        self._communes: dict[uuid.UUID, str | None] = {}
        self._here: dict[tuple[str, ...], list[uuid.UUID]] = {}
        mine = set(session.scalars(select(Membership.person_id).where(Membership.committee_id == committee_id)))
        columns = (Person.id, Person.given_name, Person.family_name, Person.commune_code)
        for person_id, given, family, commune in session.execute(select(*columns).where(Person.erased_at.is_(None))):
            name = fold(f"{given} {family}")
            self._names[person_id] = name
            self._communes[person_id] = commune
            if person_id in mine:
                self._here.setdefault(_sorted(name), []).append(person_id)

    def of(self, name: str) -> Sequence[uuid.UUID]:
        """Those of this committee who have a folded name, in any order of words."""
        return self._here.get(_sorted(name), ())

    def agrees(self, person_id: uuid.UUID, name: str) -> bool:
        """Whether a person's name and another, folded, may be one: couples share a mail, not a first name."""
        from rapidfuzz import fuzz

        known = self._names.get(person_id, "")
        if not known or not name:
            return False
        words, others = set(known.split()), set(name.split())
        return bool(words <= others or others <= words) or fuzz.token_sort_ratio(known, name) >= CLOSE

    def commune(self, person_id: uuid.UUID) -> str | None:
        """Where a person lives, if it is known."""
        return self._communes.get(person_id)

    def lives_elsewhere(self, person_id: uuid.UUID, commune: str | None) -> bool:
        """Whether both communes are known, and differ."""
        known = self._communes.get(person_id)
        return known is not None and commune is not None and known != commune


def _sorted(name: str) -> tuple[str, ...]:
    return tuple(sorted(name.split()))
