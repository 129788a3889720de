"""``appui script`` and ``appui silence``: what is asked at the door, and when one keeps away from it."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, limits

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from campaign.field.scripts import QuestionForm
    from campaign.views.field_doors import QuestionView, Results, ScriptView


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    _scripts(group(commands, "script", w(N_("what is said and asked at the door, and what was answered"))), w)
    _silence(group(commands, "silence", w(N_("polls, the silence before them, and the hours at which one knocks"))), w)


def _scripts(sub: Any, w: Words) -> None:
    which = w(N_("its name, for the latest edition, or its id"))
    listed = command(sub, "list", w(N_("scripts, each edition")), script_list, json_output=True)
    limits(listed, w)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    shown = command(sub, "show", w(N_("a script and its questions")), script_show, json_output=True)
    shown.add_argument("script", metavar="SCRIPT", help=which)
    written = command(
        sub,
        "write",
        w(N_("write a script, or change one; with answers, its next edition")),
        script_write,
        json_output=True,
    )
    written.add_argument("name", metavar="NAME", help=w(N_("its name")))
    written.add_argument(
        "--committee", metavar="ID|NAME", help=w(N_("id or name of a committee; else the one on Home"))
    )
    written.add_argument("--say", default="", metavar="TEXT", help=w(N_("what is said when the door opens")))
    written.add_argument(
        "--question", action="append", default=[], metavar="KIND:TEXT",
        help=w(N_("yes_no, scale, choice or text; * marks success, ! no opinion: scale*:With us? choice:What?=a|b")),
    )  # fmt: skip
    used = command(sub, "use", w(N_("print a script on the lists of a campaign from now on")), script_use)
    used.add_argument("script", metavar="SCRIPT", help=which)
    used.add_argument("--campaign", metavar="NAME", help=w(N_("its name; else the only one that runs")))
    counted = command(
        sub, "count", w(N_("count answers that show an opinion over a list")), script_count, json_output=True
    )
    counted.add_argument("list", metavar="LIST", help=w(N_("the number of a list, small letters will do; or its id")))
    counted.add_argument(
        "answers", nargs="*", metavar="Q=VALUE:N", help=w(N_("such as 1=2:7: question 1, answer 2, seven times"))
    )
    resulted = command(
        sub, "results", w(N_("what was answered; small numbers stay hidden")), script_results, json_output=True
    )
    resulted.add_argument("script", metavar="SCRIPT", help=which)


def _silence(sub: Any, w: Words) -> None:
    committee = w(N_("id or name of a committee; else the one on Home"))
    listed = command(sub, "list", w(N_("the polls that were entered")), silence_list, json_output=True)
    listed.add_argument("--committee", metavar="ID|NAME", help=committee)
    added = command(
        sub,
        "add",
        w(N_("enter a poll: no new round starts from midnight before its eve")),
        silence_add,
        json_output=True,
    )
    added.add_argument("day", metavar="DATE", help=w(N_("the day of the vote there; a Saturday in some territories")))
    added.add_argument("--committee", metavar="ID|NAME", help=committee)
    added.add_argument("--label", default="", metavar="TEXT", help=w(N_("which poll, which round")))
    added.add_argument(
        "--zone", default="", metavar="ZONE", help=w(N_("time zone of the territory; else the committee's"))
    )
    added.add_argument("--closes", metavar="HH:MM", help=w(N_("when the last stations close; else 20:00")))
    removed = command(sub, "remove", w(N_("take a poll out")), silence_remove)
    removed.add_argument("day", metavar="DATE", help=w(N_("the day of the vote")))
    removed.add_argument("--committee", metavar="ID|NAME", help=committee)
    hours = command(
        sub, "hours", w(N_("the hours at which one knocks: shown, or changed")), silence_hours, json_output=True
    )
    hours.add_argument("--first", metavar="HH:MM", help=w(N_("from")))
    hours.add_argument("--last", metavar="HH:MM", help=w(N_("until")))
    hours.add_argument("--sunday", metavar="HH:MM", help=w(N_("from, on a Sunday")))


def _committee(call: Call, session: Session) -> uuid.UUID:
    from campaign.committees.lookup import find_committee
    from campaign.errors import CommitteeNeeded
    from campaign.settings import home_committee

    if call.options.committee:
        return find_committee(session, call.options.committee).id
    if (home := home_committee(session)) is None:
        raise CommitteeNeeded
    return home


def script_list(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.field.scripts import list_scripts

    store, o, w = call.existing(), call.options, call.words
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        found = list_scripts(session, committee, search=o.search, limit=o.limit)
    head = (w(N_("Script")), w(N_("Edition")), w(N_("Questions")), w(N_("Used in")), "id")
    rows = [(s.name, s.edition, len(s.questions), ", ".join(s.campaigns), s.id) for s in found]
    return call.show([_script(s) for s in found], columns([head, *rows]) if rows else [w(N_("No script yet."))])


def _script(script: ScriptView) -> dict[str, Any]:
    return {
        "id": script.id,
        "name": script.name,
        "edition": script.edition,
        "locked": script.locked,
        "body": script.body,
        "campaigns": list(script.campaigns),
        "questions": [
            {
                "position": q.position,
                "kind": q.kind,
                "text": q.text,
                "choices": list(q.choices),
                "defines_success": q.defines_success,
                "opinion": q.opinion,
            }
            for q in script.questions
        ],
    }


def script_show(call: Call) -> int:
    from campaign.field.scripts import find_script, show_script
    from campaign.views.field_doors import QUESTION_WORDS

    store, w = call.existing(), call.words
    with store.read() as session:
        script = show_script(session, find_script(session, None, call.options.script).id)
    lines = [f"{script.name} · {script.edition}", *script.body.split("\n"), ""]
    rows = [
        (q.position, q.text, ", ".join(q.choices) or w(QUESTION_WORDS[q.kind]), "★" if q.defines_success else "")
        for q in script.questions
    ]
    return call.show(_script(script), [*lines, *columns(rows)])


def script_write(call: Call) -> int:
    from campaign.errors.doors import ScriptUnknown
    from campaign.field.scripts import ScriptForm, find_script, show_script, write_script

    store, o = call.existing(), call.options
    with store.write(call.actor()) as unit:
        committee = _committee(call, unit.session)
        try:
            known = find_script(unit.session, committee, o.name).id
        except ScriptUnknown:
            known = None
        questions = tuple(_question(number, text, call.words) for number, text in enumerate(o.question, 1))
        made = write_script(unit, ScriptForm(committee, o.name, o.say.replace("\\n", "\n"), questions, known))
        script = show_script(unit.session, made)
    return call.show(_script(script), [str(made)])


def _question(number: int, text: str, w: Words) -> QuestionForm:
    """A question as it is typed: ``scale*:With us?``, ``choice!:Which?=a|b``.

    Raises:
        QuestionKindUnknown.
    """
    from campaign.errors.doors import QuestionKindUnknown
    from campaign.field.scripts import QuestionForm
    from campaign.views.field_doors import QUESTION_WORDS

    match = re.fullmatch(r"(\w+)([*!]*):(.*)", text, re.DOTALL)
    if match is None or match[1] not in QUESTION_WORDS:
        choices = ", ".join(f"{kind} ({w(words)})" for kind, words in QUESTION_WORDS.items())
        raise QuestionKindUnknown(number=number, kind=text.partition(":")[0].rstrip("*!")[:40], choices=choices)
    kind, marks, rest = match.groups()
    asked, _, choices = rest.partition("=") if kind == "choice" else (rest, "", "")
    return QuestionForm(
        asked, kind, tuple(choices.split("|")) if choices else (), "*" in marks, "!" not in marks and kind != "text"
    )


def script_use(call: Call) -> int:
    from campaign.errors import KindUnknown
    from campaign.field.scripts import campaigns_of, find_script, use_script
    from db.folding import fold

    store, o = call.existing(), call.options
    with store.write(call.actor()) as unit:
        script = find_script(unit.session, None, o.script)
        running = campaigns_of(unit.session, script.committee_id)
        fitting = [key for key, name in running if not o.campaign or fold(name) == fold(o.campaign)]
        if len(fitting) != 1:
            raise KindUnknown(kind=(o.campaign or "")[:40], choices=", ".join(name for _, name in running))
        use_script(unit, fitting[0], script.id)
    return 0


def script_count(call: Call) -> int:
    from campaign.errors.doors import AnswerImpossible, QuestionUnknown
    from campaign.field.lists import find_list
    from campaign.field.scripts import add_up, tally

    store, o, w = call.existing(), call.options, call.words
    counts: dict[tuple[uuid.UUID, str], int] = {}
    with store.read() as session:
        row_id = find_list(session, None, o.list).id
        asked = {str(q.position): q for q in tally(session, row_id).questions}
    for text in o.answers:
        match = re.fullmatch(r"(\d+)=(.+):(\d{1,6})", text)
        number = match[1] if match else text.partition("=")[0].strip()
        if number not in asked:
            raise QuestionUnknown(number=number[:40])
        question = asked[number]
        if question.opinion and (match is None or match[2] not in dict(question.values)):
            raise AnswerImpossible(value=text[:40], choices=_answers(question, w))
        if match is None:
            raise AnswerImpossible(value=text[:40], choices=f"{number}=…:N")
        counts[(asked[match[1]].id, match[2])] = int(match[3])
    if counts:
        with store.write(call.actor()) as unit:
            add_up(unit, row_id, counts)
    with store.read() as session:
        found = tally(session, row_id)
    data = {
        "conversations": found.conversations,
        "counts": [
            {"question": q.position, "value": value, "count": found.shown.get((q.id, value))}
            for q in found.questions
            if q.opinion
            for value, _ in q.values
        ],
    }
    rows = [
        (q.position, q.text, q.said(value, w), found.shown.get((q.id, value)))
        for q in found.questions
        if q.opinion
        for value, _ in q.values
    ]
    return call.show(data, columns(rows))


def _answers(question: QuestionView, w: Words) -> str:
    """The answers of a question as they are typed here, each with its words."""
    found = []
    for value, _ in question.values:
        said = question.said(value, w).removeprefix(value).strip()
        found.append(f"{question.position}={value}:N" + (f" ({said})" if said else ""))
    return ", ".join(found)


def script_results(call: Call) -> int:
    from campaign.field.scripts import find_script, results

    store = call.existing()
    with store.read() as session:
        found = results(session, find_script(session, None, call.options.script).id)
    data = {
        "script": found.script.id,
        "edition": found.script.edition,
        "conversations": found.conversations,
        "surveyed": found.surveyed,
        "questions": [
            {
                "position": r.question.position,
                "text": r.question.text,
                "answers": r.answers,
                "success": r.success,
                "counts": [{"value": value, "count": count} for value, count in r.counts],
                "texts": list(r.texts),
            }
            for r in found.questions
        ],
    }
    return call.show(data, _result_lines(found, call.words))


def _result_lines(found: Results, w: Words) -> list[str]:
    lines = [w.many(N_("{count} conversation"), N_("{count} conversations"), found.conversations)]
    for result in found.questions:
        question = result.question
        lines += ["", f"{question.position}. {question.text}{' ★' if question.defines_success else ''}"]
        if result.answers is None:
            lines.append(f"   {w(N_('shown from ten conversations on'))}")
            continue
        lines += [f"   {text}" for text in result.texts]
        rows = [
            (f"   {question.said(value, w)}", w(N_("too few to show")) if count is None else count)
            for value, count in result.counts
        ]
        lines += columns(rows)
    return lines


def silence_list(call: Call) -> int:
    from campaign.field.silence import silences
    from campaign.periods import local_day

    store, w = call.existing(), call.words

    def moment(at: datetime, zone: str) -> str:
        return f"{w.day(local_day(at, zone))} {w.time(at, zone)}"

    with store.read() as session:
        found = silences(session, _committee(call, session))
    data = [
        {"id": s.id, "poll_on": s.poll_on, "label": s.label, "starts_at": s.starts_at, "ends_at": s.ends_at}
        for s in found
    ]
    head = (w(N_("Poll")), w(N_("Which")), w(N_("Silence from")), w(N_("until")))
    rows = [(s.poll_on, s.label, moment(s.starts_at, s.zone), moment(s.ends_at, s.zone)) for s in found]
    return call.show(data, columns([head, *rows]) if rows else [w(N_("No poll is entered."))])


def silence_add(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.field.silence import SilenceForm, reading, set_silence
    from campaign.periods import read_day, read_time

    store, o = call.existing(), call.options
    with store.write(call.actor()) as unit:
        committee = _committee(call, unit.session)
        day = read_day(o.day, today_of(unit.session, committee, unit.now))
        closes = read_time(o.closes) if o.closes else None
        form = SilenceForm(committee, day, o.label, o.zone, closes)
        made = set_silence(unit, form)
    call.say(reading().say(call.words))
    return call.show({"id": made, "poll_on": day}, [str(made)])


def silence_remove(call: Call) -> int:
    from campaign.committees.lookup import today_of
    from campaign.field.silence import remove_silence
    from campaign.periods import read_day

    store = call.existing()
    with store.write(call.actor()) as unit:
        committee = _committee(call, unit.session)
        remove_silence(unit, committee, read_day(call.options.day, today_of(unit.session, committee, unit.now)))
    return 0


def silence_hours(call: Call) -> int:
    from campaign.field.silence import choice, courtesy, set_courtesy
    from campaign.periods import read_time
    from campaign.views.field_doors import Courtesy

    store, o, w = call.existing(), call.options, call.words
    with store.read() as session:
        now = courtesy(session)
    if o.first or o.last or o.sunday:
        now = Courtesy(
            read_time(o.first) if o.first else now.first,
            read_time(o.last) if o.last else now.last,
            read_time(o.sunday) if o.sunday else now.sunday,
        )
        with store.write(call.actor()) as unit:
            set_courtesy(unit, now)
    data = {key: f"{getattr(now, key):%H:%M}" for key in ("first", "last", "sunday")}
    said = w(N_("One knocks from {first} to {last}, on Sundays from {sunday}."), **data)
    return call.show(data, [said, choice().say(w)])
