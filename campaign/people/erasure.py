"""Erasing a person: who they are goes from everywhere in the file, what they did stays as counts.

Rules, one a table (`POLICY`): a test asks for one for every table that can name a person. Undo cannot go back before
it, since the journal holds copies. Once it is committed, `db.scrub` makes the bytes leave the file and its log.
"""

from __future__ import annotations

import uuid
from typing import Any, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import leave
from campaign.committees.views import LEADER
from campaign.money.forgetting import forget_donor, forget_payee, gifts_kept, payee_stays
from campaign.people.held import (
    Found,
    entries_holding,
    mention,
    person_row,
    rows_of,
    settings_of,
    texts_naming,
    traces_of,
)
from campaign.people.merging import references
from campaign.people.requests import answer_open
from campaign.people.suppressed import suppress
from campaign.people.traces import Traces
from campaign.settings import get
from campaign.views.rights import REQUEST_WORDS, Erasure
from db.tables import (
    Action,
    Committee,
    Consent,
    ContactPoint,
    JournalEntry,
    Membership,
    PersonTag,
    SavedFilter,
    Shift,
    Signup,
    SpendingRequest,
    Tag,
)
from db.unit import Unit

# gone: the row is deleted. empty: its marked columns are blanked. free: the reference is taken out, and what the row
# says of them with it. kept: a fact without a name, attached to the empty row of the person, so that no past figure
# changes; that somebody asked for an electoral roll stays provable. law: emptied but for what the mandataire must be
# able to show of a gift that was received (R39-1).
Fate = Literal["gone", "empty", "free", "kept", "law"]
POLICY: dict[str, Fate] = {
    "person": "empty",
    "contact_point": "gone",
    "consent": "gone",
    "person_skill": "gone",
    "availability": "gone",
    "person_tag": "gone",
    "charter_reading": "gone",
    "rights_request": "empty",
    "post": "free",
    "membership": "kept",
    "membership_event": "kept",
    "signup": "kept",
    "list_member": "kept",
    "visit": "kept",
    "walk_list": "free",
    "follow_up": "free",
    "roll_undertaking": "kept",
    "donor": "law",
    "hand_over": "kept",
    "collection": "kept",
    "spending_request": "kept",
}


def erasure_of(session: Session, person_id: uuid.UUID) -> Erasure:
    """What erasing this person would do; nothing is changed.

    Raises:
        PersonUnknown.
    """
    person = person_row(session, person_id)
    traces = traces_of(session, person)
    texts = list(texts_naming(session, traces, person))
    latest = _latest_holding(session, person_id, traces)
    minutes = func.coalesce(func.sum(Signup.minutes), 0)
    signups, worked = session.execute(select(func.count(), minutes).where(Signup.person_id == person_id)).one()
    return Erasure(
        person_id=person_id,
        contacts=_count(session, ContactPoint, person_id),
        consents=_count(session, Consent, person_id),
        signups=signups,
        minutes=worked,
        memberships=_count(session, Membership, person_id),
        undo_lost=session.scalar(select(func.count()).where(JournalEntry.seq <= latest, JournalEntry.state == "done"))
        or 0,
        texts=sum(found.certain and not _in_accounts(session, found) for found in texts),
        to_check=tuple(mention(found, traces) for found in texts if not found.certain),
        leaderless=tuple(_left_without_leader(session, person_id)),
        is_me=get(session, "me") == person_id.hex,
        gifts=gifts_kept(session, person_id),
        payments=sum(found.certain and _in_accounts(session, found) for found in texts),
    )


def erase(unit: Unit, person_id: uuid.UUID) -> Erasure:
    """Erase a person, and remember by keyed hashes that no import may bring them back. It cannot be undone.

    Call `db.scrub.scrub` once it is committed. Return what was done.

    Raises:
        PersonUnknown.
    """
    person_row(unit.session, person_id)
    unit.name("person.erase")
    unit.subject = ("person", person_id.hex)
    unit.without_journal()
    done = erasure_of(unit.session, person_id)
    answer_open(unit, person_id, tuple(REQUEST_WORDS))
    forget(unit, person_id, come_back=False)
    return done


def forget(unit: Unit, person_id: uuid.UUID, *, come_back: bool) -> None:
    """Take a person's identity out of the file, inside the caller's action without a journal.

    ``come_back``: an import may enter them anew (their time was up; they did not ask to be forgotten).
    """
    session = unit.session
    person = person_row(session, person_id)
    traces = traces_of(session, person)
    if person.do_not_contact or not come_back:
        points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id)).all()
        name = f"{person.given_name} {person.family_name}"
        suppress(unit, name, person.commune_code, [(point.kind, point.search_key) for point in points])
    _clear_texts(unit, traces, person)
    for setting in settings_of(session, person_id):
        rest = [word for word in setting.value.split(" ") if person_id.hex not in word]
        if rest:
            unit.change(setting, value=" ".join(rest))
        else:
            unit.remove(setting)
    tags = list(session.scalars(select(PersonTag.tag_id).where(PersonTag.person_id == person_id)))
    _leave_committees(unit, person_id)
    for table in references():
        _apply(unit, POLICY[table.name], rows_of(session, table, person_id), references()[table], person_id)
    for tag in session.scalars(select(Tag).where(Tag.id.in_(tags))).all():
        if session.scalar(select(func.count()).where(PersonTag.tag_id == tag.id)) == 0:
            unit.remove(tag)  # nobody stands under it any more, and its word was about this person
    latest = _latest_holding(session, person_id, traces)
    # What was undone could be done again on top of this: as after anything new, it is forgotten.
    unit.purge(JournalEntry, or_(JournalEntry.seq <= latest, JournalEntry.state == "undone"))
    unit.change(person, **_blank(person), do_not_contact=True, erased_at=unit.now)


def _apply(unit: Unit, fate: Fate, rows: list[Any], columns: list[str], person_id: uuid.UUID) -> None:
    for row in rows:
        if fate == "gone":
            unit.remove(row)
        elif fate == "empty":
            unit.change(row, **_blank(row))
        elif fate == "law":
            forget_donor(unit, row)
        elif fate == "free":
            mine = {column: None for column in columns if getattr(row, column) == person_id}
            unit.change(row, **mine, **(_blank(row) if "person_id" in mine else {}))


def _blank(row: Any) -> dict[str, Any]:
    """A row's marked columns, without what they said."""
    marked = [column for column in row.__table__.columns if "personal" in column.info]
    return {column.key: None if column.nullable else "" for column in marked}


def _leave_committees(unit: Unit, person_id: uuid.UUID) -> None:
    """They are no member any more, and come to nothing that was planned; what was, was."""
    session = unit.session
    present = select(Membership).where(Membership.person_id == person_id, Membership.level > 0)
    for row in session.scalars(present).all():
        leave(unit, row, kind="left")
    ahead = (
        select(Signup)
        .join(Action, Action.id == Signup.action_id)
        .outerjoin(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == person_id,
            Signup.state.in_(("invited", "confirmed")),
            func.coalesce(Shift.starts_at, Action.starts_at) > unit.now,
        )
    )
    for signup in session.scalars(ahead).all():
        unit.change(signup, state="cancelled", cancelled_at=unit.now)


def _clear_texts(unit: Unit, traces: Traces, person: Any) -> None:
    for found in list(texts_naming(unit.session, traces, person)):
        if not found.certain or found.row not in unit.session:
            continue
        if isinstance(found.row, SavedFilter):
            unit.remove(found.row)
        elif isinstance(found.row, SpendingRequest) and found.column in ("payee", "iban"):
            forget_payee(unit, found.row, traces.without(found.row.payee))
        else:
            cleared: dict[str, Any] = {found.column: traces.without(found.text)}
            if isinstance(found.row, SpendingRequest) and not found.row.payee:
                cleared["iban"] = ""  # nobody else is named whose account it could be
            unit.change(found.row, **cleared)


def _in_accounts(session: Session, found: Found) -> bool:
    """Whether a text that names them is one that the accounts must keep: who was paid."""
    return isinstance(found.row, SpendingRequest) and found.column == "payee" and payee_stays(session, found.row)


def _latest_holding(session: Session, person_id: uuid.UUID, traces: Traces) -> int:
    """The number of the latest action of the journal that holds them; 0 if none does."""
    newest = next(entries_holding(session, person_id, traces), None)
    return newest.seq if newest else 0


def _left_without_leader(session: Session, person_id: uuid.UUID) -> list[str]:
    """The committees that they alone lead. They stay: a committee needs nobody's leave to exist."""
    led = select(Membership.committee_id).where(Membership.person_id == person_id, Membership.level == LEADER)
    others = select(Membership.committee_id).where(Membership.person_id != person_id, Membership.level == LEADER)
    statement = select(Committee.name).where(
        Committee.id.in_(led), Committee.id.not_in(others), Committee.state == "active"
    )
    return list(session.scalars(statement.order_by(Committee.sort_key)))


def _count(session: Session, table: type[Any], person_id: uuid.UUID) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.person_id == person_id)) or 0


__all__ = ["POLICY", "erase", "erasure_of", "forget"]
