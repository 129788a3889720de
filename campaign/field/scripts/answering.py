"""Answers: those that show an opinion are counters of a whole list; the others stay with their conversation.

An answer comes out of a conversation only, so a list never counts more answers to a question than conversations.
A counter has no link to a door: who said what cannot be worked out from it (R-RGPD-02).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors.doors import (
    AnswerBelongsToDoor,
    AnswerImpossible,
    AnswersNeedConversation,
    ConversationNeeded,
    OpinionCountedOnly,
    QuestionUnknown,
    VisitNeeded,
)
from campaign.field.doors.notes import check_note
from campaign.field.lists.lookup import list_row, name_list, walk_of
from campaign.field.outcomes import CONTACTS
from campaign.field.scripts.editing import questions_of
from campaign.reports.suppression import suppress_small
from campaign.views.field_doors import DoorAnswers, QuestionView, Tally
from db.folding import clean
from db.tables import Answer, AnswerCount, ListDoor, Script, Visit, WalkList
from db.unit import Unit

ANSWER_LIMIT = 200
SHOWN_FROM = 10  # conversations of a list or a campaign, under which no count of an opinion is shown


def script_of(session: Session, row: WalkList) -> uuid.UUID | None:
    """The edition that was printed on a list; else the one that its campaign uses now."""
    return row.script_id or walk_of(session, row)[2].script_id


def tally(session: Session, list_id: uuid.UUID) -> Tally:
    """The counters of a list, and how many conversations they come out of.

    Raises:
        ListUnknown.
    """
    row = list_row(session, list_id)
    rows = session.scalars(select(AnswerCount).where(AnswerCount.list_id == row.id))
    counts = {(c.question_id, c.value): c.count for c in rows if c.count}
    talks = conversations(session, row.id)
    questions = questions_of(session, script_of(session, row))
    shown: dict[tuple[uuid.UUID, str], int | None] = {}
    for question in questions:
        whole = {(question.id, value): counts.get((question.id, value), 0) for value, _ in question.values}
        shown |= suppress_small(whole) if talks >= SHOWN_FROM else dict.fromkeys(whole)
    return Tally(row.id, talks, questions, counts, shown)


def conversations(session: Session, list_id: uuid.UUID) -> int:
    """How many doors of a list had a conversation."""
    statement = select(func.count(func.distinct(Visit.door_id))).where(
        Visit.list_id == list_id, Visit.voided_at.is_(None), Visit.outcome.in_(CONTACTS)
    )
    return session.scalar(statement) or 0


def count_answer(unit: Unit, list_id: uuid.UUID, question_id: uuid.UUID, value: str, by: int = 1) -> None:
    """Count an answer on a list once more, or ``by`` times; less than none is none.

    Raises:
        ListUnknown, QuestionUnknown, AnswerBelongsToDoor, AnswerImpossible, AnswersNeedConversation.
    """
    row, question = _asked(unit.session, list_id, question_id)
    known = _counter(unit.session, row.id, question.id, value)
    before = known.count if known else 0
    name_list(unit, "answer.count", row)
    _put(unit, row, question, value, max(before + by, 0))


def add_up(unit: Unit, list_id: uuid.UUID, counts: Mapping[tuple[uuid.UUID, str], int]) -> None:
    """Set the counters of a list to what was added up on the sheet; what is not named stays.

    Raises:
        what `count_answer` raises.
    """
    row = list_row(unit.session, list_id)
    name_list(unit, "answer.add_up", row)
    # What goes down first: else moving a count from one answer to another would pass over the number of conversations.
    for (question_id, value), count in sorted(counts.items(), key=lambda item: item[1] - _now(unit, list_id, item[0])):
        _, question = _asked(unit.session, list_id, question_id)
        _put(unit, row, question, value, max(count, 0))


def answer(unit: Unit, list_id: uuid.UUID, position: int, question_id: uuid.UUID, text: str) -> None:
    """Keep an answer that shows no opinion with the conversation of a line; empty takes it back.

    Raises:
        what `answer_many` raises.
    """
    answer_many(unit, list_id, position, {question_id: text})


def answer_many(unit: Unit, list_id: uuid.UUID, position: int, texts: Mapping[uuid.UUID, str]) -> None:
    """Keep what was answered in the conversation of a line, question by question, in one action.

    What is written in someone's own words is held to what a note may say: it stands with the door as one does.

    Raises:
        ListUnknown, QuestionUnknown, OpinionCountedOnly, AnswerImpossible, VisitNeeded, ConversationNeeded,
        NoteSensitive.
    """
    row = list_row(unit.session, list_id)
    asked = {key: _asked(unit.session, list_id, key, opinion=False)[1] for key in texts}
    visit = _visit(unit.session, row, position)
    if visit is None:
        raise VisitNeeded(line=position)
    if visit.outcome not in CONTACTS:
        raise ConversationNeeded(line=position)
    name_list(unit, "answer.keep", row)
    for key, text in texts.items():
        _keep(unit, row, visit, asked[key], clean(text)[:ANSWER_LIMIT])


def _keep(unit: Unit, row: WalkList, visit: Visit, question: QuestionView, value: str) -> None:
    if value and question.kind == "text":
        check_note(value)
    elif value:
        _check_value(question, value)
    given = select(Answer).where(Answer.visit_id == visit.id, Answer.question_id == question.id)
    known = unit.session.scalars(given).one_or_none()
    if known is not None:
        if value:
            unit.change(known, value=value)
        else:
            unit.remove(known)
    elif value:
        unit.add(Answer(committee_id=row.committee_id, visit_id=visit.id, question_id=question.id, value=value))
        _lock(unit, row)


def asks_at_doors(session: Session, list_id: uuid.UUID) -> bool:
    """Whether the script of a list asks anything that is kept with its conversation.

    Raises:
        ListUnknown.
    """
    return any(not q.opinion for q in questions_of(session, script_of(session, list_row(session, list_id))))


def answers_of(session: Session, list_id: uuid.UUID, position: int) -> DoorAnswers:
    """What may be asked in the conversation of a line and kept with it, and what was answered.

    Raises:
        ListUnknown.
    """
    row = list_row(session, list_id)
    asked = tuple(q for q in questions_of(session, script_of(session, row)) if not q.opinion)
    visit = _visit(session, row, position)
    if visit is None or visit.outcome not in CONTACTS:
        return DoorAnswers(position, False, asked, {})
    rows = session.execute(select(Answer.question_id, Answer.value).where(Answer.visit_id == visit.id))
    return DoorAnswers(position, True, asked, dict(rows.all()))


def _visit(session: Session, row: WalkList, position: int) -> Visit | None:
    """The visit that counts for a line."""
    statement = (
        select(Visit)
        .join(ListDoor, (ListDoor.list_id == Visit.list_id) & (ListDoor.door_id == Visit.door_id))
        .where(Visit.list_id == row.id, ListDoor.position == position, Visit.voided_at.is_(None))
        .order_by(Visit.id.desc())
    )
    return session.scalars(statement).first()


def _asked(
    session: Session, list_id: uuid.UUID, question_id: uuid.UUID, *, opinion: bool = True
) -> tuple[WalkList, QuestionView]:
    row = list_row(session, list_id)
    asked = {q.id: q for q in questions_of(session, script_of(session, row))}
    question = asked.get(question_id)
    if question is None:
        raise QuestionUnknown(number="")
    if question.opinion and not opinion:
        raise OpinionCountedOnly
    if opinion and not question.opinion:
        raise AnswerBelongsToDoor
    return row, question


def _check_value(question: QuestionView, value: str) -> None:
    allowed = [kept for kept, _ in question.values]
    if value not in allowed:
        raise AnswerImpossible(value=value[:40], choices=", ".join(allowed))


def _counter(session: Session, list_id: uuid.UUID, question_id: uuid.UUID, value: str) -> AnswerCount | None:
    statement = select(AnswerCount).where(
        AnswerCount.list_id == list_id, AnswerCount.question_id == question_id, AnswerCount.value == value
    )
    return session.scalars(statement).one_or_none()


def _now(unit: Unit, list_id: uuid.UUID, key: tuple[uuid.UUID, str]) -> int:
    known = _counter(unit.session, list_id, *key)
    return known.count if known else 0


def _put(unit: Unit, row: WalkList, question: QuestionView, value: str, count: int) -> None:
    _check_value(question, value)
    known = _counter(unit.session, row.id, question.id, value)
    others = select(func.sum(AnswerCount.count)).where(
        AnswerCount.list_id == row.id, AnswerCount.question_id == question.id, AnswerCount.value != value
    )
    talks = conversations(unit.session, row.id)
    before = known.count if known else 0
    if count > before and (unit.session.scalar(others) or 0) + count > talks:
        raise AnswersNeedConversation(number=row.list_number, count=talks)
    if known is not None:
        unit.change(known, count=count)
    elif count:
        unit.add(
            AnswerCount(
                committee_id=row.committee_id, list_id=row.id, question_id=question.id, value=value, count=count
            )
        )
        _lock(unit, row)


def _lock(unit: Unit, row: WalkList) -> None:
    """The first answer locks the edition."""
    script_id = script_of(unit.session, row)
    script = unit.session.get(Script, script_id) if script_id else None
    if script is not None and script.locked_at is None:
        unit.change(script, locked_at=unit.now)
