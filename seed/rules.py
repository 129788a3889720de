"""The rules of the catalogue: where a fact may come from, when it is disputed, what a structure may lend.

Each parser takes text, so that a bad record can be tried without a file; what is wrong is named by file, record and
reason.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from seed.records import Fact, FirstWeek, FoundingRow, Register, Source, Start, Structure, Task, Tutorial

SCREENS = frozenset(
    {
        "home",
        "committees/directory",
        "committees/show",
        "committees/create",
        "structures",
        "actions/agenda",
        "reports/show",
        "reports/add_up",
        "reports/compare",
        "reports/form",
        "people/directory",
        "people/show",
        "people/importing",
        "people/rights",
        "toolbox/tutorials",
        "settings",
    }
)
"""Screens that may answer a founding statement."""

COMMANDS = frozenset(
    {
        "structures list",
        "structures show",
        "committee create",
        "committee list",
        "committee show",
        "report activity",
        "action add",
        "action list",
        "person add",
        "person list",
        "seed",
        "where",
        "backup",
        "undo",
        "doctor",
    }
)
"""Commands that may answer a founding statement."""

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_CITATION = re.compile(r"\[((?:S|W-|R-|P-)[A-Z0-9-]+)\]")
_DAYS = {"day": 1, "days": 1, "week": 7, "month": 30}
_START_BASIS = {
    "size_min": ("size_min",),
    "size_max": ("size_max",),
    "size_alert": ("size_alert",),
    "split_grace_days": ("split_grace",),
    "meeting_every_days": ("meeting_every", "weekly_workshop"),
}


class CatalogueError(Exception):
    """A packaged file breaks a rule of provenance or shape.

    Attributes:
        file: name of the file, relative to `seed`.
        record: which record of it.
        reason: what is wrong, as a sentence.
    """

    def __init__(self, file: str, record: str, reason: str) -> None:
        super().__init__(f"{file}: {record}: {reason}")
        self.file = file
        self.record = record
        self.reason = reason


Model = TypeVar("Model", bound=BaseModel)


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(file, "whole file", f"not valid TOML: {error}") from error


def _made(model: type[Model], data: object, file: str, record: str) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "record"
        raise CatalogueError(file, record, f"{where}: {first['msg']}") from error


def _is_date(text: str) -> bool:
    if not _PARTIAL_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _known(ids: Iterable[str], register: Register, file: str, record: str) -> None:
    for source in ids:
        if source not in register:
            raise CatalogueError(file, record, f"source {source} is not in sources.toml")


def _unique(names: Iterable[str], file: str, what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CatalogueError(file, name, f"this {what} appears twice")
        seen.add(name)


def witnesses(ids: Iterable[str], register: Register) -> frozenset[str]:
    """Give the distinct witnesses behind source ids; one text printed twice is one witness.

    Raises:
        KeyError: a source is not in the register.
    """
    return frozenset(register[source].witness for source in ids)


def parse_sources(text: str, file: str = "sources.toml") -> tuple[Source, ...]:
    """Read the register of sources.

    Raises:
        CatalogueError: a record is malformed, undated without saying so, or repeats a text under another witness.
    """
    tables = _toml(text, file)
    sources = tuple(_made(Source, {"id": key, **_table(tables, key, file)}, file, key) for key in tables)
    register = {source.id: source for source in sources}
    for source in sources:
        if source.published != "undated" and not _is_date(source.published):
            raise CatalogueError(file, source.id, f"published: {source.published!r} is neither a date nor 'undated'")
        if bool(source.bias) != bool(source.bias_fr):
            raise CatalogueError(file, source.id, "the bias is missing in one language")
        _known(source.same_text_as, register, file, source.id)
        if witnesses((source.id, *source.same_text_as), register) != {source.witness}:
            raise CatalogueError(file, source.id, "a text printed twice must keep the same witness")
    return sources


def _table(tables: Mapping[str, Any], key: str, file: str) -> dict[str, Any]:
    table = tables.get(key)
    if not isinstance(table, dict):
        raise CatalogueError(file, key, "a table is expected here")
    return table


def _records(tables: Mapping[str, Any], key: str, file: str) -> list[Any]:
    records = tables.get(key, [])
    if not isinstance(records, list):
        raise CatalogueError(file, key, "a list of tables is expected here")
    return records


def _only(tables: Mapping[str, Any], allowed: set[str], file: str) -> None:
    for key in tables:
        if key not in allowed:
            raise CatalogueError(file, key, "unknown table")


def _check_fact(fact: Fact, register: Register, file: str, record: str) -> None:
    _known(fact.sources, register, file, record)
    if fact.status not in ("invented", "unknown") and not fact.sources:
        raise CatalogueError(file, record, f"a fact that is {fact.status} needs a source")
    shown = (fact.value, fact.shown_fr, fact.shown_en)
    if fact.status == "unknown" and any(shown):
        raise CatalogueError(file, record, "an unknown fact has no value, not even 0")
    if fact.status != "unknown" and not all(shown):
        raise CatalogueError(file, record, "the value is missing; say 'unknown' if nobody documented it")
    if bool(fact.note_fr) != bool(fact.note_en):
        raise CatalogueError(file, record, "the note is missing in one language")
    if not _is_date(fact.as_of) and (fact.type == "figure" or fact.as_of != "unknown"):
        raise CatalogueError(file, record, f"as_of: {fact.as_of!r} is not a date")


def _check_disputes(facts: tuple[Fact, ...], register: Register, file: str) -> None:
    disputed = [fact for fact in facts if fact.status == "disputed"]
    for fact in disputed:
        mine = witnesses(fact.sources, register)
        if not any(
            (other.type, other.subject) == (fact.type, fact.subject)
            and other.value != fact.value
            and not mine & witnesses(other.sources, register)
            for other in disputed
        ):
            raise CatalogueError(file, fact.key, "a dispute needs another value from another witness")


def _check_tasks(tasks: tuple[Task, ...], register: Register, file: str) -> None:
    if len(tasks) != 3:
        raise CatalogueError(file, "tasks", f"three tasks are expected, {len(tasks)} found")
    _unique((task.id for task in tasks), file, "task")
    for task in tasks:
        _known(task.sources, register, file, task.id)
        if (task.status == "documented") != bool(task.sources):
            raise CatalogueError(file, task.id, "a documented task has sources, an invented one has none")


def _days_or_number(fact: Fact) -> int | None:
    number = fact.value.partition("|")[0]
    return int(number) * _DAYS.get(fact.unit, 1) if number.isdecimal() else None


def _check_start(start: Start, facts: tuple[Fact, ...], register: Register, file: str) -> None:
    documented = [fact for fact in facts if fact.status == "documented"]
    if not any(fact.type in ("level", "role") or fact.key.startswith("size_") for fact in documented):
        raise CatalogueError(file, "start", "no level, role or size is documented: nothing to start from")
    for field, keys in _START_BASIS.items():
        value = getattr(start, field)
        if value is not None and value not in [_days_or_number(fact) for fact in documented if fact.key in keys]:
            raise CatalogueError(file, "start", f"{field} = {value} is not what the documented facts say")
    _unique((post.key for post in start.posts), file, "post")
    for post in start.posts:
        _known(post.sources, register, file, f"post {post.key}")
        for fact in documented:
            if fact.type == "role" and fact.key == post.key and post.people not in (None, _days_or_number(fact)):
                raise CatalogueError(
                    file, f"post {post.key}", f"people = {post.people}, but the fact says {fact.value}"
                )


def parse_structure(text: str, file: str, register: Register) -> Structure:
    """Read one structure and enforce the rules of provenance.

    Why: a documented fact without source, a dispute with a single witness or an unknown shown as 0 would mislead.

    Raises:
        CatalogueError: naming the file, the record and the rule that is broken.
    """
    tables = _toml(text, file)
    _only(tables, {"structure", "facts", "tasks", "start"}, file)
    facts = []
    for number, data in enumerate(_records(tables, "facts", file), start=1):
        record = f"fact {number} ({data.get('key', '?')})" if isinstance(data, dict) else f"fact {number}"
        fact = _made(Fact, data, file, record)
        _check_fact(fact, register, file, record)
        facts.append(fact)
    tasks = tuple(
        _made(Task, data, file, f"task {number}") for number, data in enumerate(_records(tables, "tasks", file), 1)
    )
    start = _made(Start, tables["start"], file, "start") if "start" in tables else None
    structure = _made(
        Structure,
        {**_table(tables, "structure", file), "facts": facts, "tasks": tasks, "start": start},
        file,
        "structure",
    )
    begin, end = structure.period
    if not (_is_date(begin) and _is_date(end)) or begin[: len(end)] > end[: len(begin)]:
        raise CatalogueError(file, "structure", f"period: {structure.period} is not two dates in order")
    if file.rpartition("/")[2] != f"{structure.id}.toml":
        raise CatalogueError(file, "structure", f"id {structure.id} is not the name of the file")
    _check_disputes(structure.facts, register, file)
    if start is not None:
        _check_start(start, structure.facts, register, file)
        _check_tasks(tasks, register, file)
    elif tasks:
        raise CatalogueError(file, "tasks", "tasks are only for structures that a committee can start from")
    return structure


def parse_first_week(
    text: str, register: Register, tutorials: Iterable[str], file: str = "first_week.toml"
) -> FirstWeek:
    """Read the first week of a committee started from nothing; `tutorials` are the ids that exist.

    Raises:
        CatalogueError: there are not three tasks, a source is missing, or a tutorial does not exist.
    """
    week = _made(FirstWeek, _toml(text, file), file, "first week")
    _check_tasks(week.tasks, register, file)
    known = set(tutorials)
    for tutorial in week.tutorials:
        if tutorial not in known:
            raise CatalogueError(file, "tutorials", f"tutorial {tutorial} does not exist")
    return week


def parse_tutorials(text: str, register: Register, file: str = "tutorials.toml") -> tuple[Tutorial, ...]:
    """Read the tutorials; the sources cited in brackets must be the declared ones, in both languages.

    Raises:
        CatalogueError: a record is malformed, or a citation and the declared sources differ.
    """
    tables = _toml(text, file)
    _only(tables, {"tutorials"}, file)
    lessons = tuple(
        _made(Tutorial, data, file, f"tutorial {number}")
        for number, data in enumerate(_records(tables, "tutorials", file), start=1)
    )
    _unique((lesson.id for lesson in lessons), file, "tutorial")
    for lesson in lessons:
        _known(lesson.sources, register, file, lesson.id)
        for body in (lesson.body_fr, lesson.body_en):
            if set(_CITATION.findall(body)) != set(lesson.sources):
                raise CatalogueError(file, lesson.id, "the sources cited in the text are not the declared ones")
    return lessons


def _check_answer(row: FoundingRow, file: str, record: str) -> None:
    where, _, name = row.answer.partition(":")
    known = {"screen": SCREENS, "command": COMMANDS}.get(where, frozenset())
    if row.answer not in ("refused", "context") and name not in known:
        raise CatalogueError(file, record, f"answer {row.answer!r} names no screen or command")


def parse_founding(text: str, file: str = "founding.csv") -> tuple[FoundingRow, ...]:
    """Read the statements of the founding documents, each with its answer.

    Raises:
        CatalogueError: a row has no answer or no reason, or quotes more than eight words.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    if list(reader.fieldnames or ()) != list(FoundingRow.model_fields):
        raise CatalogueError(file, "header", f"columns are {reader.fieldnames}")
    rows = []
    for data in reader:
        record = f"line {reader.line_num}"
        row = _made(FoundingRow, data, file, record)
        _check_answer(row, file, record)
        if len(row.quote.split()) > 8:
            raise CatalogueError(file, record, "the quote is longer than eight words")
        rows.append(row)
    _unique((f"{row.file}: {row.quote}" for row in rows), file, "quote")
    return tuple(rows)
