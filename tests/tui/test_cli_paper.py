"""Sheets and exports on the command line: a walk by its id or its list's number, or all of a turf."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tui.cli.main import main


@pytest.fixture
def file(cut_town: Callable[[int], Path], copy: Callable[[Path], Path]) -> Path:
    """A turf of a few walks."""
    return copy(cut_town(20))


def a_walk(file: Path) -> str:
    """The id of one of them."""
    with closing(sqlite3.connect(file)) as connection:
        return str(uuid.UUID(bytes=connection.execute("SELECT min(id) FROM walk").fetchone()[0]))


def run(file: Path, *arguments: str) -> int:
    return main(["--data", str(file), "--lang", "en", *arguments])


def test_a_turf_is_printed_into_one_file_and_again_without_new_numbers(
    file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "turf.pdf"
    assert (
        run(file, "walk", "print", "--turf", "Plateau inventé", "--team", "Samia Benali", "--output", str(target)) == 0
    )
    first = target.read_bytes()
    assert first.startswith(b"%PDF") and "Written" in capfd.readouterr().err
    assert run(file, "walk", "print", "--turf", "plateau inventé", "--output", str(target)) == 0
    assert target.read_bytes() == first


def test_a_walk_is_printed_and_exported_by_its_id_and_by_the_number_of_its_list(
    file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target, walk = tmp_path / "walk.pdf", a_walk(file)
    assert run(file, "walk", "print", walk, "--output", str(target)) == 0
    capfd.readouterr()
    assert run(file, "walk", "export", walk, "--format", "geojson") == 0
    found = json.loads(capfd.readouterr().out)
    number = found["features"][0]["properties"]["list_number"]
    assert number
    before = target.read_bytes()
    assert run(file, "list", "close", number) == 0
    assert run(file, "walk", "print", number, "--output", str(target)) == 0  # that list, and no next pass
    assert target.read_bytes() == before
    capfd.readouterr()
    assert run(file, "walk", "export", number, "--format", "geojson") == 0
    assert json.loads(capfd.readouterr().out) == found
    for form, begins in (("gpx", "<?xml"), ("kml", "<?xml"), ("csv", "\ufeffturf;walk")):
        assert run(file, "turf", "export", "Plateau inventé", "--format", form) == 0
        assert capfd.readouterr().out.startswith(begins)


def test_what_is_not_there_is_refused_with_the_next_step(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(file, "walk", "print") == 1
    assert "--turf NAME" in capfd.readouterr().err
    assert run(file, "walk", "export", str(uuid.UUID(int=1))) == 1
    assert run(file, "turf", "export", "Nowhere") == 1
    assert "Nowhere" in capfd.readouterr().err
