"""Reports that committees sent as JSON files: read one by one, checked against their fingerprint, without a database.

A file is what somebody sent: nothing in it is trusted before it has been checked, and no text of it is kept but the
committee's name and place.
"""

from __future__ import annotations

import json
import math
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from campaign.errors import AddingUpStopped, FolderUnreadable, NothingToAddUp
from campaign.periods import EARLIEST, LATEST
from campaign.reports.fingerprint import fingerprint
from campaign.reports.views import RATES, SCHEMA, Figure, Unit
from campaign.words import N_

LARGEST = 16 * 1024 * 1024  # bytes of a file; a report of one committee has some forty thousand
LONGEST_NAME = 200
GREATEST = 2**63

FAULT_WORDS: dict[str, str] = {
    "unreadable": N_("cannot be read"),
    "no_report": N_("is no report of Appui"),
    "schema": N_("is of another version of the form"),
    "tampered": N_("was changed: its figures do not fit its fingerprint"),
    "whole": N_("is of several committees: it may count twice what others hold"),
}

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Received:
    """A report that passed: whom it is about, when, and its figures by key. ``sections`` names the keys of each."""

    file: str
    committee_id: str
    name: str
    place: str
    first: date
    last: date
    hash: str
    definitions: str
    invented: bool
    created_on: date | None
    figures: Mapping[str, Figure]
    sections: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not added up; ``code`` is one of `FAULT_WORDS`."""

    file: str
    code: str
    name: str = ""


class _Fault(Exception):
    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


def read_folder(folder: Path, progress: Progress | None = None) -> Iterator[Received | Refused]:
    """Each JSON file of a folder and of those inside it, in the order of their names.

    ``progress`` is told how many are done, of how many, before each; when it answers no, that is the end.

    Raises:
        FolderUnreadable, NothingToAddUp, AddingUpStopped.
    """
    files = _files(folder)
    for done, path in enumerate(files):
        if progress is not None and not progress(done, len(files)):
            raise AddingUpStopped
        name = path.relative_to(folder).as_posix()
        try:
            yield _read(path, name)
        except _Fault as fault:
            yield Refused(name, fault.code, fault.name)
    if progress is not None and not progress(len(files), len(files)):
        raise AddingUpStopped


def read_report(path: Path) -> Received | Refused:
    """One JSON file."""
    try:
        return _read(path, path.name, whole=True)
    except _Fault as fault:
        return Refused(path.name, fault.code, fault.name)


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []

    def unreadable(error: OSError) -> None:
        raise FolderUnreadable(path=error.filename or folder)

    for base, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(base) / name for name in names if name.lower().endswith(".json") and not name.startswith(".")]
    if not found:
        raise NothingToAddUp(path=folder)
    return sorted(found)


def _read(path: Path, file: str, *, whole: bool = False) -> Received:
    value = _json(path)
    try:
        return _checked(value, file, whole=whole)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        raise _Fault("no_report") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        # A pipe that nobody writes to would be waited for for ever.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
            about = os.fstat(opened.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
                raise _Fault("unreadable")
            value = json.loads(opened.read(), parse_constant=_refuse)
    except (OSError, ValueError, RecursionError):
        raise _Fault("unreadable") from None
    if not isinstance(value, dict) or not isinstance(value.get("hash"), str):
        raise _Fault("no_report")
    return cast("dict[str, Any]", value)


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _checked(value: dict[str, Any], file: str, *, whole: bool) -> Received:
    about = value["committee"]
    name = _text(about["name"])
    if value["schema"] != SCHEMA:
        raise _Fault("schema", name)
    if fingerprint(value) != value["hash"]:
        raise _Fault("tampered", name)
    committee = _text(about["id"])
    if not committee and not whole:
        raise _Fault("whole", name)
    figures = [_figure(figure) for figure in value["figures"]]
    first, last = _day(value["period"]["from"]), _day(value["period"]["to"])
    if last < first or len({figure.key for figure in figures}) != len(figures):
        raise ValueError
    created = about["created_on"]
    return Received(
        file,
        committee,
        name,
        _text(about["place"]),
        first,
        last,
        value["hash"],
        _text(value["definitions"]),
        about["invented"] is True,
        None if created is None else _day(created),
        {figure.key: figure for figure in figures},
        {_text(s["key"]): tuple(map(_text, s["figures"])) for s in value["sections"] if s["figures"]},
    )


def _figure(value: dict[str, Any]) -> Figure:
    unit = value["unit"]
    if unit not in get_args(Unit):
        raise ValueError
    return Figure(
        _text(value["key"]),
        _text(value["label"]),
        _number(value["value"]) if unit in RATES else _whole(value["value"]),
        cast("Unit", unit),
        _text(value["definition"], 2000),
        _whole(value["numerator"]),
        _whole(value["denominator"]),
        _number(value["before"]) if unit in RATES else _whole(value["before"]),
        _whole(value["target"]),
    )


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or abs(value) >= GREATEST:
        raise TypeError
    return value


def _number(value: Any) -> float | None:
    if value is None or type(value) is int:
        return _whole(value)
    if type(value) is not float or not math.isfinite(value):
        raise TypeError
    return value


def _text(value: Any, limit: int = LONGEST_NAME) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value[:limit]


def _day(value: Any) -> date:
    day = date.fromisoformat(value)
    if not EARLIEST <= day <= LATEST:
        raise ValueError
    return day
