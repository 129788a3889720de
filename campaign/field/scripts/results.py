"""What the answers add up to, question by question; counts so small that they would name their people stay hidden.

Nothing of an opinion is shown under ten conversations, and never a count under five (nor one that the others would
give away): see `campaign.reports.suppression`.
"""

from __future__ import annotations

import uuid
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.field.outcomes import CONTACTS
from campaign.field.scripts.answering import SHOWN_FROM
from campaign.field.scripts.editing import script_row, show_script
from campaign.reports.suppression import suppress_small
from campaign.views.field_doors import QuestionResult, QuestionView, Results
from db.tables import Answer, AnswerCount, FieldCampaign, Turf, Visit, Walk, WalkList

TEXTS_SHOWN = 50


def results(session: Session, script_id: uuid.UUID, campaign_id: uuid.UUID | None = None) -> Results:
    """The answers to one edition of a script, of one campaign or of all that used it.

    Raises:
        ScriptUnknown.
    """
    script = show_script(session, script_id)
    lists = (
        select(WalkList.id)
        .join(Walk, Walk.id == WalkList.walk_id)
        .join(Turf, Turf.id == Walk.turf_id)
        .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
        .where(func.coalesce(WalkList.script_id, FieldCampaign.script_id) == script_row(session, script_id).id)
    )
    if campaign_id is not None:
        lists = lists.where(Turf.campaign_id == campaign_id)
    ids = list(session.scalars(lists))
    doors = func.count(func.distinct(Visit.door_id))
    talked = select(doors).where(Visit.list_id.in_(ids), Visit.voided_at.is_(None), Visit.outcome.in_(CONTACTS))
    talks = session.scalar(talked) or 0
    found = []
    surveyed = 0
    for question in script.questions:
        counted, texts = _counted(session, ids, question)
        surveyed = max(surveyed, sum(counted.values()))
        found.append(_shown(question, counted, texts, hidden=question.opinion and talks < SHOWN_FROM))
    return Results(script, talks, surveyed, tuple(found))


def _counted(session: Session, ids: list[uuid.UUID], question: QuestionView) -> tuple[Counter[str], tuple[str, ...]]:
    counted: Counter[str] = Counter()
    if question.opinion:
        statement = (
            select(AnswerCount.value, func.sum(AnswerCount.count))
            .where(AnswerCount.list_id.in_(ids), AnswerCount.question_id == question.id)
            .group_by(AnswerCount.value)
        )
        counted.update({value: int(count) for value, count in session.execute(statement)})
        return counted, ()
    given = (
        select(Answer.value)
        .join(Visit, Visit.id == Answer.visit_id)
        .where(Answer.question_id == question.id, Visit.list_id.in_(ids), Visit.voided_at.is_(None))
        .order_by(Visit.at, Answer.id)
    )
    values = list(session.scalars(given))
    if question.kind == "text":
        counted["text"] = len(values)
        return counted, tuple(values[-TEXTS_SHOWN:])
    counted.update(values)
    return counted, ()


def _shown(question: QuestionView, counted: Counter[str], texts: tuple[str, ...], *, hidden: bool) -> QuestionResult:
    values = [value for value, _ in question.values]
    whole = {value: counted.get(value, 0) for value in values}
    shown: dict[str, int | None] = dict(whole)
    if hidden:
        shown = dict.fromkeys(values)
    elif question.opinion and any(whole.values()):
        shown = suppress_small(whole)
    good = {"yes_no": values[:1], "scale": values[:2], "choice": values[:1]}.get(question.kind, [])
    parts = [shown.get(value) for value in good]
    success = None
    if question.defines_success and parts and not hidden:
        success = None if None in parts else sum(part or 0 for part in parts)
    return QuestionResult(
        question,
        tuple(shown.items()),
        None if hidden else sum(counted.values()),
        success,
        texts,
    )
