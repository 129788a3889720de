"""The packaged knowledge of Appui, read and checked: structures, sources, first tasks, tutorials, communes.

What is stated here must be traceable: every fact names its sources or says that it is unknown or invented. The rules
are enforced when the files are read, so a fact without provenance never reaches a screen. No database is involved.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from seed.records import CommuneRow, FirstWeek, FoundingRow, Register, Source, Structure, Task, Tutorial
from seed.rules import (
    parse_first_week,
    parse_founding,
    parse_sources,
    parse_structure,
    parse_tutorials,
)

__all__ = [
    "CommuneRow",
    "FirstWeek",
    "FoundingRow",
    "Source",
    "Structure",
    "Task",
    "Tutorial",
    "load_communes",
    "load_first_week",
    "load_founding",
    "load_sources",
    "load_structures",
    "load_tutorials",
]


def _packaged(path: str) -> str:
    return files("seed").joinpath(path).read_text(encoding="utf-8")


@cache
def _register() -> Register:
    return {source.id: source for source in load_sources()}


@cache
def load_sources() -> tuple[Source, ...]:
    """Give every packaged source. Raises CatalogueError when the file breaks a rule (see `parse_sources`)."""
    return parse_sources(_packaged("sources.toml"))


@cache
def load_structures() -> tuple[Structure, ...]:
    """Give every packaged structure, oldest first. Raises CatalogueError (see `parse_structure`)."""
    folder = files("seed").joinpath("structures")
    structures = [
        parse_structure(entry.read_text(encoding="utf-8"), f"structures/{entry.name}", _register())
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(structures, key=lambda structure: (structure.period, structure.id)))


@cache
def load_tutorials() -> tuple[Tutorial, ...]:
    """Give every packaged tutorial, in teaching order. Raises CatalogueError (see `parse_tutorials`)."""
    return parse_tutorials(_packaged("tutorials.toml"), _register())


@cache
def load_first_week() -> FirstWeek:
    """Give the first week of a committee started from nothing. Raises CatalogueError (see `parse_first_week`)."""
    return parse_first_week(_packaged("first_week.toml"), _register(), [lesson.id for lesson in load_tutorials()])


@cache
def load_founding() -> tuple[FoundingRow, ...]:
    """Give every founding statement with its answer. Raises CatalogueError (see `parse_founding`)."""
    return parse_founding(_packaged("founding.csv"))


def load_communes() -> Iterator[CommuneRow]:
    """Give the 35,014 communes and arrondissements, by code, one at a time so that none is kept in memory."""
    with (
        files("seed").joinpath("communes.csv.gz").open("rb") as stream,
        gzip.open(stream, "rt", encoding="utf-8") as text,
    ):
        reader = csv.reader(text, delimiter=";")
        next(reader)
        for code, name, kind, department, region, population, postcodes, parent in reader:
            yield CommuneRow(
                code,
                name,
                kind,
                department,
                region,
                int(population) if population else None,
                tuple(postcodes.split("|")) if postcodes else (),
                parent,
            )
