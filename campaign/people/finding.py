"""Finding people: any spelling, any order of words, one typo; by tag, skill, consent, weekday or activity."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from campaign.people.consents import runs_out
from campaign.people.directory import full_name
from campaign.search import has_words, searched_words
from campaign.views.figures import ACTIVE_DAYS
from campaign.views.people import PeoplePage, PeopleQuery, PersonLine
from db.folding import fold
from db.tables import (
    Action,
    Availability,
    Commune,
    Consent,
    ContactPoint,
    Membership,
    Person,
    PersonSkill,
    PersonTag,
    Signup,
    Tag,
)

SHORTEST_TYPO = 4  # letters; below, one typo makes another word of almost any


def people_page(
    session: Session, query: PeopleQuery, now: datetime, *, offset: int = 0, limit: int = 200
) -> PeoplePage:
    """A stretch of those who fit, in French order of family names.

    When nobody has the words of the search, those who have them but for one typo a word are listed.
    """
    conditions = [*_conditions(query, now), *_text(query.text)]
    total = session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    near = False
    if not total and query.text:
        ids = _with_a_typo(session, query, now)
        if ids:
            near, total, conditions = True, len(ids), [Person.id.in_(ids)]
    rows = session.scalars(
        select(Person).where(*conditions).order_by(Person.sort_key, Person.id).offset(offset).limit(limit)
    ).all()
    return PeoplePage(tuple(_lines(session, rows, query.committee_id)), offset, total, near)


def person_lines(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, PersonLine]:
    """The lines of several people."""
    rows = session.scalars(select(Person).where(Person.id.in_(ids))).all()
    return {line.id: line for line in _lines(session, rows, None)}


def ids_of(session: Session, query: PeopleQuery, now: datetime) -> list[uuid.UUID]:
    """Everyone who fits, for an action on all of them."""
    statement = select(Person.id).where(*_conditions(query, now), *_text(query.text)).order_by(Person.sort_key)
    return list(session.scalars(statement))


def _conditions(query: PeopleQuery, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Person.erased_at.is_(None)]
    scope = query.committee_id
    if scope is not None:
        level = max(query.level_min, 1)
        found.append(
            exists().where(
                Membership.person_id == Person.id, Membership.committee_id == scope, Membership.level >= level
            )
        )
    elif query.level_min:
        found.append(exists().where(Membership.person_id == Person.id, Membership.level >= query.level_min))
    if query.tag:
        tagged = [PersonTag.person_id == Person.id, Tag.id == PersonTag.tag_id, Tag.search_key == fold(query.tag)]
        found.append(exists().where(*tagged, *([Tag.committee_id == scope] if scope else [])))
    if query.skill:
        skilled = [PersonSkill.person_id == Person.id, PersonSkill.skill_id == query.skill]
        found.append(exists().where(*skilled, *([PersonSkill.committee_id == scope] if scope else [])))
    if query.channel:
        today = now.date()
        reached = [
            Consent.person_id == Person.id,
            Consent.channel == query.channel,
            Consent.given_at.is_not(None),
            Consent.withdrawn_at.is_(None),
            or_(Consent.expires_on.is_(None), Consent.expires_on > today),
        ]
        found.append(exists().where(*reached, *([Consent.committee_id == scope] if scope else [])))
        found.append(not_(Person.do_not_contact))
    if query.weekday is not None:
        free = [Availability.person_id == Person.id, Availability.weekday == query.weekday]
        found.append(exists().where(*free, *([Availability.committee_id == scope] if scope else [])))
    if query.expiring:
        soon = [Consent.person_id == Person.id, *runs_out(now.date())]
        found.append(exists().where(*soon, *([Consent.committee_id == scope] if scope else [])))
    if query.active:
        seen = exists().where(
            Signup.person_id == Person.id,
            Signup.state == "attended",
            Action.id == Signup.action_id,
            Action.starts_at >= now - timedelta(days=ACTIVE_DAYS),
            *([Signup.committee_id == scope] if scope else []),
        )
        found.append(seen if query.active == "active" else not_(seen))
    return found


def _text(text: str) -> list[ColumnElement[bool]]:
    """Words of the name; or a part of a number (four digits or more) or of a mail address."""
    if not text.strip():
        return []
    digits = re.sub(r"[\s.+()/-]", "", text)
    if digits.isdigit() and len(digits) >= 4:
        part = digits.removeprefix("33").removeprefix("0")
        return [
            exists().where(
                ContactPoint.person_id == Person.id,
                ContactPoint.kind == "phone",
                ContactPoint.search_key.contains(part),
            )
        ]
    if "@" in text:
        part = text.strip().casefold()
        return [
            exists().where(
                ContactPoint.person_id == Person.id,
                ContactPoint.kind == "email",
                ContactPoint.search_key.contains(part, autoescape=True),
            )
        ]
    return has_words(Person.search_key, text) or [Person.id.is_(None)]


def _with_a_typo(session: Session, query: PeopleQuery, now: datetime) -> list[uuid.UUID]:
    from rapidfuzz.distance import OSA

    wanted = searched_words(query.text)
    if not any(len(word) >= SHORTEST_TYPO for word in wanted):
        return []

    def fits(key: str) -> bool:
        words = key.split()
        for word in wanted:
            if word in key:
                continue
            if len(word) < SHORTEST_TYPO:
                return False
            # The beginning of a longer name counts: people stop typing once they see someone.
            if not any(
                OSA.distance(word, part, score_cutoff=1) <= 1
                or OSA.distance(word, part[: len(word)], score_cutoff=1) <= 1
                for part in words
            ):
                return False
        return True

    rows = session.execute(select(Person.id, Person.search_key).where(*_conditions(query, now)))
    return [person_id for person_id, key in rows if fits(key)][:500]


def _lines(session: Session, rows: Sequence[Person], scope: uuid.UUID | None) -> list[PersonLine]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    levels: dict[uuid.UUID, tuple[int, int]] = {}
    statement = select(Membership.person_id, Membership.committee_id, Membership.level).where(
        Membership.person_id.in_(ids), Membership.level > 0
    )
    for person_id, committee_id, level in session.execute(statement):
        count, highest = levels.get(person_id, (0, 0))
        shown = level if scope is None or committee_id == scope else 0
        levels[person_id] = (count + 1, max(highest, shown))
    points: dict[tuple[uuid.UUID, str], str] = {}
    for point in session.scalars(
        select(ContactPoint).where(ContactPoint.person_id.in_(ids)).order_by(ContactPoint.position.desc())
    ):
        points[point.person_id, point.kind] = point.value
    tags: dict[uuid.UUID, list[str]] = {}
    tagged = select(PersonTag.person_id, Tag.name).join(Tag, Tag.id == PersonTag.tag_id)
    if scope is not None:
        tagged = tagged.where(Tag.committee_id == scope)
    for person_id, name in session.execute(tagged.where(PersonTag.person_id.in_(ids)).order_by(Tag.search_key)):
        tags.setdefault(person_id, []).append(name)
    seen_in = and_(Action.id == Signup.action_id, Signup.state == "attended")
    latest = select(Signup.person_id, func.max(Action.starts_at)).join(Action, seen_in)
    if scope is not None:
        latest = latest.where(Signup.committee_id == scope)
    seen: dict[uuid.UUID, datetime] = dict(
        session.execute(latest.where(Signup.person_id.in_(ids)).group_by(Signup.person_id)).all()
    )
    codes = {row.commune_code for row in rows if row.commune_code}
    places = dict(session.execute(select(Commune.code, Commune.name).where(Commune.code.in_(codes))).all())
    return [
        PersonLine(
            row.id,
            full_name(row),
            levels.get(row.id, (0, 0))[0],
            row.invented,
            levels.get(row.id, (0, 0))[1],
            points.get((row.id, "phone"), ""),
            points.get((row.id, "email"), ""),
            tuple(tags.get(row.id, ())),
            places.get(row.commune_code or "", ""),
            seen.get(row.id),
            row.do_not_contact,
        )
        for row in rows
    ]
