"""Doing what a plan says: one transaction, one journal row, all or nothing; undone as one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaign.committees.lookup import living
from campaign.errors import ImportHasProblems
from campaign.people.consents import KEPT_DAYS, TEXT_VERSION
from campaign.people.importing.line import Entry
from campaign.people.importing.plan import ImportPlan
from db.errors import ChangedElsewhere
from db.folding import fold, search_key
from db.tables import (
    Consent,
    ContactPoint,
    ImportBatch,
    Membership,
    MembershipEvent,
    Person,
    PersonTag,
    Tag,
)
from db.unit import Unit

LEADER = 100


def import_people(
    unit: Unit,
    plan: ImportPlan,
    *,
    leave_out: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> uuid.UUID | None:
    """Take in a file as planned; return the batch, None if there was nothing to change.

    ``leave_out`` takes the lines that can be taken; without it a single bad line stops everything.

    Raises:
        ImportHasProblems, CommitteeUnknown, CommitteeEnded, ChangedElsewhere: someone recognised by the plan is gone;
        nothing was changed.
    """
    if plan.blocking and not leave_out:
        from campaign.words import words

        first = plan.blocking[0]
        raise ImportHasProblems(
            count=len(plan.blocking), line=first.line, reason=words("en")(first.reason, **first.facts)
        )
    committee = living(unit.session, plan.form.committee_id)
    if not plan.added and not plan.updated:
        return None
    unit.name("person.import", committee_id=committee.id, name=committee.name, added=plan.added, updated=plan.updated)
    batch = unit.add(
        ImportBatch(
            committee_id=committee.id,
            origin=plan.form.origin,
            file_hash=plan.file_hash,
            added=plan.added,
            updated=plan.updated,
        )
    )
    unit.batch_id = batch.id
    tags = _tags(unit, committee.id, plan.entries)
    new = [entry for entry in plan.entries if entry.person_id is None]
    _add(unit, batch, plan.form.basis, new, tags)
    if any(entry.level == LEADER for entry in plan.entries):
        unit.change(committee, had_leader=True)
    changed = [entry for entry in plan.entries if entry.person_id is not None and entry.changes]
    for number, entry in enumerate(changed):
        if number % 50 == 0:
            progress(number, len(changed))
        _complete(unit, committee.id, entry, tags)
    return batch.id


def _tags(unit: Unit, committee_id: uuid.UUID, entries: Iterable[Entry]) -> dict[str, uuid.UUID]:
    had = {row.search_key: row.id for row in unit.session.scalars(select(Tag).where(Tag.committee_id == committee_id))}
    for entry in entries:
        for word in entry.tags:
            if fold(word) not in had:
                had[fold(word)] = unit.add(Tag(committee_id=committee_id, name=word, search_key=fold(word))).id
    return had


def _add(unit: Unit, batch: ImportBatch, basis: str, entries: list[Entry], tags: dict[str, uuid.UUID]) -> None:
    rows: dict[type[Any], list[dict[str, Any]]] = {
        table: [] for table in (Person, ContactPoint, Membership, MembershipEvent, PersonTag, Consent)
    }
    for entry in entries:
        person_id = unit.new_id()
        rows[Person].append(
            {
                "id": person_id,
                "given_name": entry.given,
                "family_name": entry.family,
                "search_key": search_key(f"{entry.given} {entry.family}"),
                "sort_key": fold(f"{entry.family} {entry.given}"),
                "adult": entry.adult,
                "commune_code": entry.commune,
                "basis": basis,
                "basis_text": "import-1",
                "batch_id": batch.id,
            }
        )
        owned = {"committee_id": batch.committee_id, "person_id": person_id}
        for position, contact in enumerate(entry.contacts):
            rows[ContactPoint].append(
                {
                    "id": unit.new_id(),
                    "person_id": person_id,
                    "kind": contact.kind,
                    "value": contact.value,
                    "search_key": contact.key,
                    "position": position,
                }
            )
        rows[Membership].append({"id": unit.new_id(), **owned, "level": entry.level, "joined_at": unit.now})
        rows[MembershipEvent].append(
            {"id": unit.new_id(), **owned, "at": unit.now, "kind": "joined", "level_after": entry.level}
        )
        for word in dict.fromkeys(fold(word) for word in entry.tags):
            rows[PersonTag].append({"id": unit.new_id(), **owned, "tag_id": tags[word]})
        for channel in entry.consents:
            rows[Consent].append({"id": unit.new_id(), **owned, **_consent(unit, channel)})
    for table, found in rows.items():
        unit.add_many(table, found)


def _consent(unit: Unit, channel: str) -> dict[str, Any]:
    return {
        "channel": channel,
        "given_at": unit.now,
        "text_version": TEXT_VERSION,
        "origin": "import",
        "expires_on": unit.now.date() + timedelta(days=KEPT_DAYS),
    }


def _complete(unit: Unit, committee_id: uuid.UUID, entry: Entry, tags: dict[str, uuid.UUID]) -> None:
    """Add what is missing of someone known; what is there stays as it is."""
    from campaign.committees.lookup import join, note

    session, person_id = unit.session, entry.person_id
    person = session.get(Person, person_id)
    if person is None or person_id is None or person.erased_at is not None:
        raise ChangedElsewhere
    if person.commune_code is None and entry.commune is not None:
        unit.change(person, commune_code=entry.commune)
    points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id)).all()
    had = {(point.kind, point.search_key) for point in points}
    after = max((point.position for point in points), default=-1) + 1
    for contact in entry.contacts:
        if (contact.kind, contact.key) not in had:
            unit.add(
                ContactPoint(
                    person_id=person_id,
                    kind=contact.kind,
                    value=contact.value,
                    search_key=contact.key,
                    position=after,
                )
            )
            after += 1
    mine = (Membership.committee_id == committee_id, Membership.person_id == person_id)
    membership = session.scalars(select(Membership).where(*mine)).one_or_none()
    if membership is None:
        join(unit, committee_id, person_id, entry.level)
    elif 0 < membership.level < entry.level:  # who has left is not brought back by a list
        unit.change(membership, level=entry.level)
        note(unit, committee_id, person_id, "level", entry.level)
    tagged = set(session.scalars(select(PersonTag.tag_id).where(PersonTag.person_id == person_id)))
    for word in dict.fromkeys(fold(word) for word in entry.tags):
        if tags[word] not in tagged:
            unit.add(PersonTag(committee_id=committee_id, tag_id=tags[word], person_id=person_id))
    said = set(
        session.scalars(
            select(Consent.channel).where(Consent.committee_id == committee_id, Consent.person_id == person_id)
        )
    )
    for channel in entry.consents:
        if channel not in said:  # a withdrawal is a row too: no list of ours widens it
            unit.add(Consent(committee_id=committee_id, person_id=person_id, **_consent(unit, channel)))
