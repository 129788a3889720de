"""Scripts lock with their first answer; opinions are counters of a list; small numbers stay hidden."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors import NameNeeded, NameTooLong
from campaign.errors.doors import (
    AnswerBelongsToDoor,
    AnswerImpossible,
    AnswersNeedConversation,
    ConversationNeeded,
    NoteSensitive,
    OneSuccess,
    OpinionCountedOnly,
    QuestionImpossible,
    QuestionUnknown,
    ScriptNameTaken,
    ScriptUnknown,
    TooManyQuestions,
)
from campaign.field.doors import DoorEntry, record_many
from campaign.field.scripts import (
    QuestionForm,
    ScriptForm,
    add_up,
    answer,
    answer_many,
    answers_of,
    count_answer,
    find_script,
    list_scripts,
    results,
    show_script,
    tally,
    use_script,
    write_script,
)
from campaign.figures import flags_of_list
from campaign.words import words
from db.errors import ChangedElsewhere
from db.tables import Answer, AnswerCount, Base, FieldCampaign

Field = Any  # see conftest

SUPPORT = QuestionForm("Où en êtes-vous ?", "scale", defines_success=True)
TOPIC = QuestionForm("Ce qui compte ?", "choice", ("logement", "santé", "école"))
REGISTERED = QuestionForm("Inscrit ici ?", opinion=False)
WORDS = QuestionForm("Une question ?", "text", opinion=False)


@pytest.fixture
def script(field: Field) -> uuid.UUID:
    """The script of the campaign, with one question of each kind."""
    form = ScriptForm(field.committee, "Première visite", "Bonjour !", (SUPPORT, TOPIC, REGISTERED, WORDS))
    made: uuid.UUID = field.hands.do(write_script, form)
    field.hands.do(use_script, field.hands.one(select(FieldCampaign.id)), made)
    return made


def talks(field: Field, made: uuid.UUID, count: int, outcome: str = "conversation") -> None:
    field.hands.do(record_many, [DoorEntry(made, position, outcome) for position in range(1, count + 1)])


def ids(field: Field, script: uuid.UUID) -> list[uuid.UUID]:
    return [q.id for q in field.hands.see(show_script, script).questions]


def test_exactly_one_question_defines_success_and_a_free_text_shows_no_opinion(field: Field) -> None:
    def write(*questions: QuestionForm, name: str = "X", **options: Any) -> Any:
        return field.hands.do(write_script, ScriptForm(field.committee, name, questions=questions, **options))

    for questions in ((TOPIC,), (SUPPORT, QuestionForm("Et ?", defines_success=True))):
        with pytest.raises(OneSuccess):
            write(*questions)
    for bad in (
        QuestionForm("", defines_success=True),
        QuestionForm("?", "choice", ("une",), defines_success=True),
        QuestionForm("?", "text"),
        QuestionForm("?", "text", opinion=False, defines_success=True),
        QuestionForm("?", "stars", defines_success=True),
    ):
        with pytest.raises(QuestionImpossible):
            write(bad)
    with pytest.raises(TooManyQuestions):
        write(*[SUPPORT] * 6)
    with pytest.raises(NameNeeded):
        write(name=" ")
    with pytest.raises(NameTooLong):
        write(name="x" * 61)
    write(name="Sans question")
    with pytest.raises(ScriptNameTaken):
        write(name="sans QUESTION")


def test_a_script_is_changed_until_its_first_answer_and_then_makes_another_edition(
    field: Field, script: uuid.UUID
) -> None:
    hands = field.hands
    before = hands.see(show_script, script)
    form = ScriptForm(field.committee, "Première visite", "Bonsoir !", (SUPPORT,), script, before.version)
    assert hands.do(write_script, form) == script
    assert (hands.see(show_script, script).body, len(ids(field, script))) == ("Bonsoir !", 1)
    with pytest.raises(ChangedElsewhere):
        hands.do(write_script, form)
    made = field.issue()[0]
    talks(field, made, 1)
    hands.do(count_answer, made, ids(field, script)[0], "1")
    assert hands.see(show_script, script).locked
    second = hands.do(write_script, ScriptForm(field.committee, "Première visite", "Coucou !", (SUPPORT,), script))
    assert second != script
    assert hands.see(show_script, second).edition == 2
    assert hands.see(show_script, second).campaigns == ("Porte-à-porte inventé",)
    assert hands.see(find_script, None, "première visite").id == second
    assert [s.edition for s in hands.see(list_scripts, field.committee)] == [2, 1]
    # What was printed with the first edition is still counted on its questions.
    assert hands.see(tally, made).questions[0].id == ids(field, script)[0]
    with pytest.raises(ScriptUnknown):
        hands.see(find_script, None, "rien")


def test_an_opinion_is_a_counter_of_the_list_with_no_way_back_to_a_door(field: Field, script: uuid.UUID) -> None:
    hands, made = field.hands, field.issue()[0]
    support, topic, registered, _ = ids(field, script)
    with pytest.raises(AnswersNeedConversation):
        hands.do(count_answer, made, support, "1")
    talks(field, made, 2)
    hands.do(count_answer, made, support, "1")
    hands.do(count_answer, made, support, "2")
    with pytest.raises(AnswersNeedConversation):
        hands.do(count_answer, made, support, "3")
    with pytest.raises(AnswerImpossible):
        hands.do(count_answer, made, support, "6")
    with pytest.raises(AnswerBelongsToDoor):
        hands.do(count_answer, made, registered, "yes")
    with pytest.raises(OpinionCountedOnly):
        hands.do(answer, made, 1, support, "1")
    with pytest.raises(QuestionUnknown):
        hands.do(count_answer, made, uuid.UUID(int=1), "1")
    hands.do(add_up, made, {(support, "1"): 0, (support, "5"): 1, (topic, "logement"): 2})
    assert hands.see(tally, made).counts == {(support, "2"): 1, (support, "5"): 1, (topic, "logement"): 2}
    columns = {c.name for c in AnswerCount.__table__.columns}
    assert not columns & {"door_id", "visit_id", "person_id", "at"}
    assert hands.one(select(func.count()).select_from(Answer)) == 0


def test_counting_is_undone_and_redone(field: Field, script: uuid.UUID) -> None:
    hands, made = field.hands, field.issue()[0]
    talks(field, made, 3)
    support = ids(field, script)[0]
    hands.do(count_answer, made, support, "1")
    hands.do(count_answer, made, support, "1")
    hands.do(count_answer, made, support, "1", by=-1)
    hands.undo()
    assert hands.see(tally, made).counts[(support, "1")] == 2
    hands.undo()
    hands.undo()
    assert hands.see(tally, made).counts == {}
    assert not hands.see(show_script, script).locked
    hands.redo()
    assert hands.see(tally, made).counts[(support, "1")] == 1


def test_answers_that_show_no_opinion_stay_with_the_conversation_and_follow_its_corrections(
    field: Field, script: uuid.UUID
) -> None:
    hands, made = field.hands, field.issue()[0]
    *_, registered, words = ids(field, script)
    talks(field, made, 2)
    hands.do(answer, made, 1, registered, "yes")
    hands.do(answer, made, 2, registered, "no")
    hands.do(answer, made, 1, words, "Où est le bureau ?")
    with pytest.raises(AnswerImpossible):
        hands.do(answer, made, 1, registered, "perhaps")
    field.enter(made, 1, "conversation", note="portail vert")
    field.enter(made, 2, "refused")
    shown = {r.question.text: r for r in hands.see(results, script).questions}
    assert dict(shown["Inscrit ici ?"].counts) == {"yes": 1, "no": 0}
    assert shown["Une question ?"].texts == ("Où est le bureau ?",)
    hands.do(answer, made, 1, words, "")
    shown = {r.question.text: r for r in hands.see(results, script).questions}
    assert shown["Une question ?"].texts == ()


def test_nothing_of_an_opinion_is_shown_under_ten_conversations_nor_a_count_under_five(
    field: Field, script: uuid.UUID
) -> None:
    hands, made = field.hands, field.issue()[0]
    support = ids(field, script)[0]
    talks(field, made, 9)
    hands.do(add_up, made, {(support, "1"): 9})
    first = hands.see(results, script).questions[0]
    assert (set(dict(first.counts).values()), first.answers, first.success) == ({None}, None, None)
    talks(field, made, 30)
    hands.do(add_up, made, {(support, "1"): 12, (support, "2"): 9, (support, "3"): 6, (support, "4"): 3})
    found = hands.see(results, script)
    first = found.questions[0]
    # Three and none would be found out from each other: together they are under five, so the next one hides too.
    assert dict(first.counts) == {"1": 12, "2": 9, "3": None, "4": None, "5": None}
    assert (first.answers, first.success, found.conversations, found.surveyed) == (30, 21, 30, 30)


def test_the_counters_of_one_list_are_hidden_the_same_way(field: Field, script: uuid.UUID) -> None:
    hands, made = field.hands, field.issue()[0]
    support = ids(field, script)[0]
    talks(field, made, 9)
    hands.do(add_up, made, {(support, "1"): 9})
    found = hands.see(tally, made)
    assert set(found.shown.values()) == {None}
    assert found.answered(support) == 9
    talks(field, made, 14)
    hands.do(add_up, made, {(support, "2"): 5})
    shown = hands.see(tally, made).shown
    assert [shown[(support, value)] for value in "12345"] == [9, None, None, None, None]


def test_no_table_joins_an_opinion_to_a_door_or_a_person() -> None:
    """Counters hang on a list; an answer hangs on a visit, and is refused where its question shows an opinion."""
    counter = {fk.column.table.name for fk in Base.metadata.tables["answer_count"].foreign_keys}
    assert counter == {"committee", "walk_list", "question"}
    assert "visit_id" not in Base.metadata.tables["follow_up"].c
    assert not {"support", "opinion", "level"} & set(Base.metadata.tables["visit"].c.keys())


def test_what_is_kept_with_a_conversation_is_asked_for_there_and_what_is_written_says_nothing_of_anyone(
    field: Field, script: uuid.UUID
) -> None:
    hands = field.hands
    support, _, registered, words = ids(field, script)
    made = field.issue()[0]
    talks(field, made, 1)
    field.enter(made, 2, "not_home")
    with pytest.raises(NoteSensitive):
        hands.do(answer_many, made, 1, {registered: "yes", words: "vote Dupont"})
    assert hands.see(answers_of, made, 1).given == {}  # all of them or none
    hands.do(answer_many, made, 1, {registered: "yes", words: "la piscine"})
    found = hands.see(answers_of, made, 1)
    assert [question.id for question in found.questions] == [registered, words]
    assert found.given == {registered: "yes", words: "la piscine"}
    assert not hands.see(answers_of, made, 2).talked
    with pytest.raises(ConversationNeeded):
        hands.do(answer, made, 2, registered, "yes")
    with pytest.raises(OpinionCountedOnly):
        hands.do(answer, made, 1, support, "1")
    shown = {r.question.id: r for r in hands.see(results, script).questions}
    assert dict(shown[registered].counts)["yes"] == 1
    assert shown[words].texts == ("la piscine",)
    hands.do(answer_many, made, 1, {registered: ""})
    assert hands.see(answers_of, made, 1).given == {words: "la piscine"}


def test_answers_that_outnumber_the_conversations_after_a_correction_are_pointed_at(
    field: Field, script: uuid.UUID
) -> None:
    hands, made = field.hands, field.issue()[0]
    support = ids(field, script)[0]
    talks(field, made, 3)
    for value in ("1", "2", "3"):
        hands.do(count_answer, made, support, value)
    assert [flag.code for flag in hands.see(flags_of_list, made)] == []
    field.enter(made, 1, "refused")
    (flag,) = hands.see(flags_of_list, made)
    assert (flag.code, flag.found, flag.limit) == ("answers", 3, 2)
    assert flag.said(words("en")) == "more answers to a question than conversations: 3 for 2; count them again"
