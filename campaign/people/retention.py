"""How long personal data are kept: dated rules, what they let go and when, and a purge that is run by hand.

The rules are data (`campaign/rules/retention.toml`). Nothing is deleted behind anybody's back: a purge is asked for,
after a list of what would go.
"""

from __future__ import annotations

import calendar
import tomllib
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors import RetentionOutside, RetentionUnknown
from campaign.labels import Label
from campaign.settings import get, put
from campaign.views.rights import Expiring, Purged, RetentionRule
from db.tables import (
    Action,
    AuditEntry,
    Consent,
    ImportBatch,
    JournalEntry,
    Membership,
    Person,
    RightsRequest,
    Signup,
)
from db.unit import Unit

RULES = Path(__file__).parents[1] / "rules"
_SETTING = "kept_"  # kept_contacts = 24: what a movement chose instead of the default

Dated = list[tuple[str, date]]  # an id, and the day of the last sign of life


@cache
def rules() -> tuple[RetentionRule, ...]:
    """The rules of this version, with their default lengths."""
    found = tomllib.loads((RULES / "retention.toml").read_text("utf-8"))["rule"]
    return tuple(
        RetentionRule(
            purpose=rule["purpose"],
            kept=rule["kept"],
            unit=rule["unit"],
            least=rule["least"],
            most=rule["most"],
            about=Label(rule["about_fr"], rule["about_en"]),
            authority=Label(rule["authority_fr"], rule["authority_en"]),
            source=rule["source"],
            checked_on=rule["checked_on"],
            default=rule["kept"],
        )
        for rule in found
    )


def rules_of(session: Session) -> list[RetentionRule]:
    """The rules with the lengths that hold in this file; a length outside the limits is not believed."""
    from dataclasses import replace

    found = []
    for rule in rules():
        chosen = get(session, _SETTING + rule.purpose) or ""
        kept = int(chosen) if chosen.isascii() and chosen.isdigit() else rule.kept
        found.append(replace(rule, kept=kept) if rule.least <= kept <= rule.most else rule)
    return found


def keep(unit: Unit, purpose: str, kept: int) -> None:
    """Choose how long something is kept in this file, within the limits of the rule.

    Raises:
        RetentionUnknown, RetentionOutside.
    """
    known = {rule.purpose: rule for rule in rules()}
    if purpose not in known:
        raise RetentionUnknown(purpose=purpose[:40], choices=", ".join(known))
    rule = known[purpose]
    if not rule.least <= kept <= rule.most:
        raise RetentionOutside(kept=kept, least=rule.least, most=rule.most)
    unit.name("retention.keep")
    put(unit, _SETTING + purpose, str(kept))


def expiring(session: Session, today: date) -> list[Expiring]:
    """What each rule lets go: today, and within 7 and 30 days."""
    found = []
    for rule in rules_of(session):
        ends = [(key, _end(last, rule)) for key, last in _DATED[rule.purpose](session)]
        ends.sort(key=lambda item: (item[1], item[0]))

        def until(days: int, ends: Dated = ends, since: int | None = None) -> tuple[str, ...]:
            floor = today + timedelta(days=since) if since is not None else date.min
            return tuple(key for key, end in ends if floor < end <= today + timedelta(days=days))

        found.append(Expiring(rule, until(0), until(7, since=0), until(30, since=0)))
    return found


def purge(unit: Unit, today: date) -> Purged:
    """Let go of all that is past its day: people are erased, old copies and records deleted. It cannot be undone.

    Call `db.scrub.scrub` once it is committed.
    """
    from campaign.people.erasure import forget

    unit.name("retention.purge")
    unit.without_journal()
    counts: dict[str, int] = {}
    for what in expiring(unit.session, today):
        purpose, before = what.rule.purpose, datetime.combine(_start(today, what.rule), time(), tzinfo=UTC)
        if purpose in ("contacts", "members"):
            for person_id in what.now:
                forget(unit, uuid.UUID(person_id), come_back=True)
            counts[purpose] = len(what.now)
        elif purpose == "journal":
            # Undo goes back one action at a time: with one, all that is older goes.
            counts[purpose] = unit.purge(JournalEntry, JournalEntry.at < before)
        elif purpose == "audit":
            counts[purpose] = unit.purge(AuditEntry, AuditEntry.at < before)
        else:
            for request_id in what.now:
                unit.remove(unit.session.get_one(RightsRequest, uuid.UUID(request_id)))
            counts[purpose] = len(what.now)
    return Purged(counts, unit.now)


def _end(last: date, rule: RetentionRule) -> date:
    """The day on which something may no longer be kept."""
    return last + timedelta(days=rule.kept) if rule.unit == "days" else _months(last, rule.kept)


def _start(today: date, rule: RetentionRule) -> date:
    """The first day whose rows may still be kept."""
    return today - timedelta(days=rule.kept - 1) if rule.unit == "days" else _months(today, -rule.kept)


def _months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _people(session: Session, *, present: bool) -> Dated:
    """The last sign of life of each person: when they were entered, joined, left, came, agreed or asked something."""
    latest: dict[uuid.UUID, datetime] = dict(
        session.execute(select(Person.id, Person.created_at).where(Person.erased_at.is_(None))).all()
    )
    signs: Iterable[tuple[uuid.UUID, datetime | None]] = [
        row
        for statement in (
            select(Membership.person_id, func.max(Membership.joined_at)).group_by(Membership.person_id),
            select(Membership.person_id, func.max(Membership.left_at)).group_by(Membership.person_id),
            select(Consent.person_id, func.max(Consent.given_at)).group_by(Consent.person_id),
            select(Signup.person_id, func.max(Action.starts_at))
            .join(Action, Action.id == Signup.action_id)
            .where(Signup.state.in_(("attended", "confirmed")))
            .group_by(Signup.person_id),
            select(Person.id, ImportBatch.created_at).join(ImportBatch, ImportBatch.id == Person.batch_id),
        )
        for row in session.execute(statement)
    ]
    for person_id, at in signs:
        if at is not None and person_id in latest:
            latest[person_id] = max(latest[person_id], at)
    levels = dict(
        session.execute(select(Membership.person_id, func.max(Membership.level)).group_by(Membership.person_id)).all()
    )
    me = get(session, "me")
    return [
        (str(person_id), at.date())
        for person_id, at in latest.items()
        if bool(levels.get(person_id)) == present and levels.get(person_id, 0) < 100 and person_id.hex != me
    ]


def _journal(session: Session) -> Dated:
    return [(str(seq), at.date()) for seq, at in session.execute(select(JournalEntry.seq, JournalEntry.at))]


def _audit(session: Session) -> Dated:
    return [(str(seq), at.date()) for seq, at in session.execute(select(AuditEntry.seq, AuditEntry.at))]


def _requests(session: Session) -> Dated:
    answered = select(RightsRequest.id, RightsRequest.answered_on).where(RightsRequest.answered_on.is_not(None))
    return [(str(key), day) for key, day in session.execute(answered) if day is not None]


_DATED: dict[str, Callable[[Session], Dated]] = {
    "contacts": lambda session: _people(session, present=False),
    "members": lambda session: _people(session, present=True),
    "journal": _journal,
    "audit": _audit,
    "requests": _requests,
}
