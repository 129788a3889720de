"""``appui script answer``: what was answered in one conversation, kept with its line; opinions are counted instead."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, whole

if TYPE_CHECKING:
    from campaign.views.field_doors import DoorAnswers, QuestionView


def register(commands: Any, w: Words) -> None:
    """Add the command."""
    sub = group(commands, "script", w(N_("what is said and asked at the door, and what was answered")))
    answered = command(sub, "answer", w(N_("keep what was answered at one door; no opinion")), answer, json_output=True)
    answered.add_argument("list", metavar="LIST", help=w(N_("the number of a list, small letters will do; or its id")))
    answered.add_argument("line", metavar="LINE", type=whole, help=w(N_("the line of the door")))
    answered.add_argument(
        "answers", nargs="*", metavar="N=VALUE",
        help=w(N_("the question and its answer: 2=yes; 2= takes it back; without any, they are shown")),
    )  # fmt: skip


def answer(call: Call) -> int:
    """Keep some answers of one line in one action, then show them all."""
    from campaign.errors.doors import OpinionCountedOnly, QuestionUnknown
    from campaign.field.lists import find_list
    from campaign.field.scripts import answer_many, answers_of, tally

    store, o, w = call.existing(), call.options, call.words
    with store.read() as session:
        list_id = find_list(session, None, o.list).id
        asked = {str(q.position): q for q in tally(session, list_id).questions}
    wanted: dict[uuid.UUID, str] = {}
    for text in o.answers:
        match = re.fullmatch(r"(\d+)=(.*)", text, re.DOTALL)
        if match is None or match[1] not in asked:
            raise QuestionUnknown(number=text.partition("=")[0].strip()[:40])
        if asked[match[1]].opinion:
            raise OpinionCountedOnly
        wanted[asked[match[1]].id] = _meant(asked[match[1]], match[2], w)
    if wanted:
        with store.write(call.actor()) as unit:
            answer_many(unit, list_id, o.line, wanted)
    with store.read() as session:
        found = answers_of(session, list_id, o.line)
    return call.show(_as_json(found), _as_lines(found, w))


def _meant(question: QuestionView, typed: str, w: Words) -> str:
    """An answer as it is kept: its own word, or its word in the reader's language."""
    from db.folding import fold

    for value, _ in question.values:
        if fold(typed) in (fold(value), fold(question.said(value, w))):
            return value
    return typed


def _as_json(found: DoorAnswers) -> dict[str, Any]:
    return {
        "line": found.line,
        "conversation": found.talked,
        "questions": [
            {"position": q.position, "text": q.text, "answer": found.given.get(q.id)} for q in found.questions
        ],
    }


def _as_lines(found: DoorAnswers, w: Words) -> list[str]:
    if not found.questions:
        return [w(N_("Nothing to keep here: what the script of this list asks is counted, or it asks nothing."))]
    rows = []
    for question in found.questions:
        value = found.given.get(question.id, "")
        choices = " / ".join(question.said(kept, w) for kept, _ in question.values)
        rows.append((question.position, question.text, question.said(value, w) if value else "–", choices))
    return columns(rows)
