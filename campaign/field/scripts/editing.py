"""Scripts: what is said at the door, and at most a handful of questions. Locked once one answer exists.

Changing a locked script makes a new edition: what was printed before keeps its own questions, and so do its answers.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import NameNeeded, NameTooLong
from campaign.errors.doors import OneSuccess, QuestionImpossible, ScriptNameTaken, ScriptUnknown, TooManyQuestions
from campaign.views.field_doors import QUESTION_WORDS, QuestionView, ScriptView
from campaign.words import N_
from db.errors import ChangedElsewhere
from db.folding import clean, clean_lines, fold
from db.tables import FieldCampaign, Question, Script
from db.unit import Unit

NAME_LIMIT, TEXT_LIMIT, BODY_LIMIT, CHOICE_LIMIT = 60, 160, 4000, 40
MOST_QUESTIONS, MOST_CHOICES = 5, 6  # NationBuilder's own limits for a printed sheet


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question. ``opinion`` (the default) lets its answers be counted only, never kept with a door."""

    text: str
    kind: str = "yes_no"
    choices: tuple[str, ...] = ()
    defines_success: bool = False
    opinion: bool = True


@dataclass(frozen=True, slots=True)
class ScriptForm:
    """What is typed to write a script, or to change one (``script_id``, with its version when it was opened)."""

    committee_id: uuid.UUID
    name: str
    body: str = ""
    questions: tuple[QuestionForm, ...] = ()
    script_id: uuid.UUID | None = None
    version: int | None = None


def write_script(unit: Unit, form: ScriptForm) -> uuid.UUID:
    """Write a script, or change one; a locked one stays as it is, and a new edition takes its place in what runs.

    Return the id of the edition that holds this text.

    Raises:
        CommitteeEnded, NameNeeded, NameTooLong, ScriptUnknown, ScriptNameTaken, OneSuccess, TooManyQuestions,
        QuestionImpossible, ChangedElsewhere.
    """
    living(unit.session, form.committee_id)
    name = _checked_name(form.name)
    questions = _checked(form.questions)
    body = clean_lines(form.body)[:BODY_LIMIT]
    old = script_row(unit.session, form.script_id) if form.script_id else None
    if old is not None and form.version is not None and old.version != form.version:
        raise ChangedElsewhere
    _refuse_name(unit.session, form.committee_id, name, old)
    edition = 1
    if old is not None and old.locked_at is not None:
        edition = 1 + (_latest(unit.session, form.committee_id, old.name) or old.edition)
    unit.name(
        "script.write" if old is None else "script.edition" if old.locked_at else "script.change",
        committee_id=form.committee_id,
        name=name,
        edition=edition,
    )
    if old is not None and old.locked_at is None:
        unit.change(old, name=name, body=body)
        for question in _questions(unit.session, old.id):
            unit.remove(question)
        _write(unit, old, questions)
        return old.id
    row = unit.add(Script(committee_id=form.committee_id, name=name, edition=edition, body=body))
    _write(unit, row, questions)
    if old is not None:
        running = select(FieldCampaign).where(FieldCampaign.script_id == old.id, FieldCampaign.state == "running")
        for campaign in unit.session.scalars(running).all():
            unit.change(campaign, script_id=row.id)
    return row.id


def use_script(unit: Unit, campaign_id: uuid.UUID, script_id: uuid.UUID | None) -> None:
    """Let the lists of a campaign that are issued from now on carry a script, or none.

    Raises:
        ScriptUnknown: also one of another committee.
    """
    campaign = unit.session.get_one(FieldCampaign, campaign_id)
    if script_id is not None and script_row(unit.session, script_id).committee_id != campaign.committee_id:
        raise ScriptUnknown(name=str(script_id))
    unit.name("script.use", committee_id=campaign.committee_id, name=campaign.name)
    unit.change(campaign, script_id=script_id)


def script_row(session: Session, script_id: uuid.UUID) -> Script:
    """The row of a script.

    Raises:
        ScriptUnknown.
    """
    row = session.get(Script, script_id)
    if row is None:
        raise ScriptUnknown(name=str(script_id))
    return row


def find_script(session: Session, committee_id: uuid.UUID | None, text: str) -> Script:
    """The script that an id or a name means; of a name, its latest edition.

    Raises:
        ScriptUnknown.
    """
    try:
        return script_row(session, uuid.UUID(text.strip()))
    except ValueError:
        pass
    statement = select(Script).order_by(Script.edition.desc(), Script.id)
    if committee_id is not None:
        statement = statement.where(Script.committee_id == committee_id)
    for row in session.scalars(statement):
        if fold(row.name) == fold(text):
            return row
    raise ScriptUnknown(name=clean(text)[:60])


def list_scripts(
    session: Session, committee_id: uuid.UUID | None, *, search: str = "", limit: int = 200
) -> list[ScriptView]:
    """Scripts by name, the latest edition of each first."""
    statement = select(Script).order_by(Script.name, Script.edition.desc(), Script.id)
    if committee_id is not None:
        statement = statement.where(Script.committee_id == committee_id)
    rows = [row for row in session.scalars(statement) if all(w in fold(row.name) for w in fold(search).split())]
    return [show_script(session, row.id) for row in rows[:limit]]


def campaigns_of(session: Session, committee_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The running campaigns of a committee, the latest first: their ids and names."""
    statement = select(FieldCampaign.id, FieldCampaign.name).where(
        FieldCampaign.committee_id == committee_id, FieldCampaign.state == "running"
    )
    return [(key, name) for key, name in session.execute(statement.order_by(FieldCampaign.starts_on.desc()))]


def show_script(session: Session, script_id: uuid.UUID) -> ScriptView:
    """One edition of a script, with its questions and the campaigns that use it now.

    Raises:
        ScriptUnknown.
    """
    row = script_row(session, script_id)
    used = select(FieldCampaign.name).where(FieldCampaign.script_id == row.id).order_by(FieldCampaign.name)
    return ScriptView(
        id=row.id,
        committee_id=row.committee_id,
        name=row.name,
        edition=row.edition,
        body=row.body,
        locked=row.locked_at is not None,
        questions=questions_of(session, row.id),
        campaigns=tuple(session.scalars(used)),
        invented=row.invented,
        version=row.version,
    )


def questions_of(session: Session, script_id: uuid.UUID | None) -> tuple[QuestionView, ...]:
    """The questions of an edition, in their order."""
    if script_id is None:
        return ()
    return tuple(
        QuestionView(q.id, q.position, q.kind, q.text, tuple(q.choices or ()), q.defines_success, q.opinion)
        for q in _questions(session, script_id)
    )


def _questions(session: Session, script_id: uuid.UUID) -> Sequence[Question]:
    return session.scalars(select(Question).where(Question.script_id == script_id).order_by(Question.position)).all()


def _write(unit: Unit, row: Script, questions: Sequence[QuestionForm]) -> None:
    for position, question in enumerate(questions, 1):
        unit.add(
            Question(
                committee_id=row.committee_id,
                script_id=row.id,
                position=position,
                kind=question.kind,
                text=question.text,
                choices=list(question.choices),
                defines_success=question.defines_success,
                opinion=question.opinion,
            )
        )


def _latest(session: Session, committee_id: uuid.UUID, name: str) -> int | None:
    return session.scalar(
        select(func.max(Script.edition)).where(Script.committee_id == committee_id, Script.name == name)
    )


def _refuse_name(session: Session, committee_id: uuid.UUID, name: str, old: Script | None) -> None:
    for row in session.scalars(select(Script).where(Script.committee_id == committee_id)):
        if fold(row.name) == fold(name) and (old is None or fold(old.name) != fold(name)):
            raise ScriptNameTaken(name=name)


def _checked_name(text: str) -> str:
    name = clean(text)
    if not name:
        raise NameNeeded
    if len(name) > NAME_LIMIT:
        raise NameTooLong(length=len(name), limit=NAME_LIMIT)
    return name


def _checked(questions: Sequence[QuestionForm]) -> list[QuestionForm]:
    """The questions with their texts cleaned; each is of a kind that can be asked, and one defines success."""
    if len(questions) > MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    found = []
    for number, question in enumerate(questions, 1):
        text = clean(question.text)[:TEXT_LIMIT]
        choices = tuple(dict.fromkeys(c for c in (clean(each)[:CHOICE_LIMIT] for each in question.choices) if c))
        reason = ""
        if question.kind not in QUESTION_WORDS:
            reason = N_("its kind is not known")
        elif not text:
            reason = N_("it has no words")
        elif question.kind == "choice" and not 2 <= len(choices) <= MOST_CHOICES:
            reason = N_("it needs 2 to 6 answers to choose from")
        elif question.kind == "text" and question.opinion:
            reason = N_("a free text cannot be counted, so it cannot show an opinion")
        elif question.kind == "text" and question.defines_success:
            reason = N_("a free text says nothing of success")
        if reason:
            raise QuestionImpossible(number=number, label=reason)
        kept = choices if question.kind == "choice" else ()
        found.append(QuestionForm(text, question.kind, kept, question.defines_success, question.opinion))
    successes = sum(question.defines_success for question in found)
    if found and successes != 1:
        raise OneSuccess(count=successes)
    return found
