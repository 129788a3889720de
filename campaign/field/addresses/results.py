"""Taking in results by polling station, as the Interior Ministry publishes them: 2017, 2022 and 2024 layouts.

Fixed columns first, then one block a candidate or list: from 2017 to 2022 the first line names one block only and the
lines go on, in 2024 each block is named. Latin-1 until about 2022, UTF-8 since; decimal commas are never read.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import ColumnsMissing, ElectionNeeded, FileEmpty, NothingOfCommune
from campaign.field.addresses.apply import record, stations_of
from campaign.field.addresses.france import CITY_OF, district_of_station, insee_code
from campaign.field.addresses.layouts import recognise
from campaign.field.addresses.line import Refused
from campaign.field.addresses.naming import station_code
from campaign.field.addresses.plan import AddressForm, wanted_communes
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.source import OpenFile, Progress, quiet, rows, texts_of_either
from campaign.words import N_, words
from db.folding import clean, fold
from db.tables.field import PollingStation, StationResult
from db.unit import Unit

ATTRIBUTION = "Ministère de l'Intérieur, Licence Ouverte 2.0"
_KINDS = {"pres": "presidentielle", "leg": "legislatives", "euro": "europeennes", "mun": "municipales",
          "reg": "regionales", "dep": "departementales"}  # fmt: skip

# Departments overseas have letters in the files of before 2024; with three digits of the commune they make its code.
_LETTERS = {"ZA": "97", "ZB": "97", "ZC": "97", "ZD": "97", "ZM": "97", "ZS": "97", "ZX": "97", "ZN": "98", "ZP": "98",
            "ZW": "98"}  # fmt: skip


class Result(NamedTuple):
    """What a line says of one polling station."""

    line: int
    insee: str
    code: str
    registered: int
    abstentions: int
    blank: int
    spoilt: int
    expressed: int
    votes: tuple[tuple[str, int], ...]


@dataclass(slots=True, kw_only=True)
class ResultPlan(FilePlan):
    """What a file of results would change."""

    form: AddressForm
    election: str
    round: int
    added: list[Result] = field(default_factory=list)
    changed: list[tuple[uuid.UUID, Result]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Titles:
    """Where things stand in a line; ``block`` is where candidates begin and how wide each is."""

    at: dict[str, int]
    block: int
    width: int
    inside: dict[str, int]


_FIXED = {
    "department": ("code du departement", "code departement"),
    "commune": ("code de la commune", "code commune"),
    "station": ("code du b vote", "code bv", "code bureau de vote"),
    "registered": ("inscrits",),
    "abstentions": ("abstentions",),
    "blank": ("blancs",),
    "spoilt": ("nuls",),
    "expressed": ("exprimes",),
}
_INSIDE = {
    "votes": ("voix",),
    "family": ("nom", "nom candidat", "nom tete de liste"),
    "given": ("prenom", "prenom candidat"),
    "list": ("libelle abrege de liste", "libelle abrege liste", "libelle de liste", "liste"),
    "colour": ("nuance", "nuance candidat", "nuance liste", "code nuance"),
}


def _titles(path: str, cells: Sequence[str]) -> _Titles:
    """Where things stand, by the first line.

    Raises:
        ColumnsMissing.
    """
    keys = [fold(cell) for cell in cells]
    at = {name: next((keys.index(key) for key in choices if key in keys), -1) for name, choices in _FIXED.items()}
    starts = [i for i, key in enumerate(keys) if re.match(r"(n|no|numero de) ?panneau", key)]
    if not starts:
        starts = [i for i, key in enumerate(keys) if key.startswith(("nuance", "sexe")) and i > at["expressed"] >= 0]
    missing = [
        choices[0] for name, choices in _FIXED.items() if at[name] < 0 and name not in ("department", "blank", "spoilt")
    ]
    if missing or not starts:
        raise ColumnsMissing(path=path, missing=", ".join(missing) or "n° panneau")
    width = (starts[1] if len(starts) > 1 else len(keys)) - starts[0]
    block = [re.sub(r" \d+$", "", key) for key in keys[starts[0] : starts[0] + width]]
    inside = {
        name: next((block.index(key) for key in choices if key in block), -1) for name, choices in _INSIDE.items()
    }
    if inside["votes"] < 0:
        raise ColumnsMissing(path=path, missing="voix")
    return _Titles(at, starts[0], width, inside)


def read_result(titles: _Titles, line: int, cells: Sequence[str]) -> Result:
    """What a line says.

    Raises:
        Refused: it is cut short, or its figures do not fit one another.
    """

    def cell(name: str) -> str:
        at = titles.at[name]
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def whole(text: str) -> int:
        text = text.replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", "")
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise Refused(N_("“{text}” is no number of people"), blocks=True, text=text[:20])
        return int(text)

    if len(cells) <= titles.block:
        raise Refused(N_("the line is cut short"), blocks=True)
    insee = _insee(cell("department"), cell("commune"))
    code = station_code(cell("station"))
    if not insee or not code:
        raise Refused(N_("no commune or no station"), blocks=True)
    figures = {name: whole(cell(name)) for name in ("registered", "abstentions", "expressed")}
    figures |= {name: whole(cell(name) or "0") for name in ("blank", "spoilt")}
    if figures["abstentions"] > figures["registered"]:
        raise Refused(N_("more abstentions than people registered"), blocks=True)
    votes = []
    for start in range(titles.block, len(cells), titles.width):
        block = list(cells[start : start + titles.width])
        named = {name: block[i].strip() if 0 <= i < len(block) else "" for name, i in titles.inside.items()}
        label = " ".join(filter(None, (named["given"], named["family"]))) or named["list"]
        if named["colour"]:
            label = f"{label} ({named['colour']})" if label else named["colour"]
        if named["votes"] and label:
            votes.append((clean(label)[:120], whole(named["votes"])))
    if sum(count for _, count in votes) > figures["expressed"]:
        raise Refused(N_("more votes for candidates than votes expressed"), blocks=True)
    district = district_of_station(insee, code)
    return Result(line, district, code, **figures, votes=tuple(votes))


def _insee(department: str, commune: str) -> str:
    """``93`` and ``010`` → ``93010``; ``ZD`` and ``411`` → ``97411``; ``1`` and ``4`` → ``01004``; 2024 whole."""
    department, commune = department.strip().upper(), commune.strip().upper()
    if len(commune) >= 4:
        return insee_code(commune)
    if department in _LETTERS:
        return insee_code(_LETTERS[department] + commune.zfill(3))
    if department.isdigit() and len(department) == 3:  # 971 and 01, or 971 and 101
        return insee_code(department + commune[-2:].zfill(2))
    return insee_code(department.zfill(2) + commune.zfill(3))


def named_in(path: Path) -> tuple[str, int]:
    """Election and round, as far as the file's own name says them: ``…pres-2022…_t1…``; empty and 0 where not."""
    name = fold(path.name)
    year = re.search(r"\b((?:19|20)\d\d)\b", name) or re.search(r"((?:19|20)\d\d)", name)
    kind = next((long for short, long in _KINDS.items() if re.search(rf"\b{short}", name)), "")
    turn = re.search(r"\bt(?:our)? ?([12])\b|\b([12])(?:er|e|nd|eme) tour", name)
    return (f"{kind}-{year[1]}" if year and kind else "", int(turn[1] or turn[2]) if turn else 0)


def plan_results(
    session: Session, path: Path, form: AddressForm, *, election: str = "", round_: int = 0, progress: Progress = quiet
) -> ResultPlan:
    """Read a file of results and work out what it would change.

    Raises:
        ElectionNeeded: neither said nor in the file's name; and what `plan_addresses` raises of a file.
    """
    living(session, form.committee_id)
    guessed, turn = named_in(path)
    election = re.sub(r"[^a-z0-9]+", "-", fold(election)).strip("-") or guessed
    if not election:
        raise ElectionNeeded
    takes, wanted = wanted_communes(session, form, path.name)
    plan = ResultPlan(path.name, "results", ATTRIBUTION, form=form, election=election, round=round_ or turn or 1)
    known = _known(session, plan)
    held: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for one in _read(path, plan, takes, held, progress):
        if (one.insee, one.code) in seen:
            plan.tally.merged += 1
            continue
        seen.add((one.insee, one.code))
        had = known.get((one.insee, one.code))
        if had is None:
            plan.added.append(one)
            plan.tally.added += 1
        elif had[1] == _values(one):
            plan.tally.unchanged += 1
        else:
            plan.changed.append((had[0], one))
            plan.tally.updated += 1
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    if not seen and not plan.tally.refused:
        raise NothingOfCommune(path=path.name, wanted=wanted, held=", ".join(sorted(held)[:5]) or "–")
    return plan


def _read(
    path: Path, plan: ResultPlan, takes: Callable[[str], bool], held: set[str], progress: Progress
) -> Iterator[Result]:
    with OpenFile(path, progress) as lines:
        text = texts_of_either(lines)
        columns = recognise(path.name, next(text, ""), ("results",), "results")
        titles = _titles(path.name, columns.titles)
        for number, cells in rows(lines, text, columns.layout.separator):
            plan.tally.read += 1
            try:
                one = read_result(titles, number + 1, cells)
            except Refused as refused:
                plan.note(Problem(number + 1, refused.reason, refused.facts, refused.blocks))
                continue
            if takes(one.insee) or takes(CITY_OF.get(one.insee, "")):
                yield one
            else:
                plan.tally.elsewhere += 1
                if len(held) < 6:
                    held.add(one.insee)
        plan.file_hash = lines.file_hash


def _values(one: Result) -> tuple[object, ...]:
    return (*one[3:8], [list(vote) for vote in one.votes])


def _known(session: Session, plan: ResultPlan) -> dict[tuple[str, str], tuple[uuid.UUID, tuple[object, ...]]]:
    found = (
        select(PollingStation.insee, PollingStation.code, StationResult)
        .join(StationResult, StationResult.station_id == PollingStation.id)
        .where(
            PollingStation.committee_id == plan.form.committee_id,
            StationResult.election == plan.election,
            StationResult.round == plan.round,
        )
    )
    return {
        (insee, code): (
            row.id,
            (row.registered, row.abstentions, row.blank, row.spoilt, row.expressed, [list(vote) for vote in row.votes]),
        )
        for insee, code, row in session.execute(found)
    }


def import_results(unit: Unit, plan: ResultPlan) -> uuid.UUID | None:
    """Take in results as planned; return the import, None if there was nothing to change.

    Raises:
        LinesRefused, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    if (refusal := plan.bad_lines(words("en"), leave_out=plan.form.leave_out)) is not None:
        raise refusal
    committee = living(unit.session, plan.form.committee_id)
    if not plan.tally.changes:
        return None
    unit.name(
        "results.import", committee_id=committee.id, name=committee.name, election=plan.election, round=plan.round
    )
    communes = sorted({one.insee for one in plan.added})
    batch = record(unit, plan, committee, communes)
    stations = {
        (insee, code): one
        for insee in communes
        for code, one in stations_of(
            unit, committee.id, insee, {one.code for one in plan.added if one.insee == insee}
        ).items()
    }
    unit.add_many(
        StationResult,
        [
            {
                "id": unit.new_id(),
                "committee_id": committee.id,
                "station_id": stations[one.insee, one.code],
                "election": plan.election,
                "round": plan.round,
                **_columns(one),
            }
            for one in plan.added
        ],
    )
    for result_id, one in plan.changed:
        if (row := unit.session.get(StationResult, result_id)) is not None:
            unit.change(row, **_columns(one))
    return batch.id


def _columns(one: Result) -> dict[str, Any]:
    names = ("registered", "abstentions", "blank", "spoilt", "expressed")
    return {**{name: getattr(one, name) for name in names}, "votes": [list(vote) for vote in one.votes]}
