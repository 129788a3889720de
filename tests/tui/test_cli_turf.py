"""Turf on the command line: names, sides and sizes that are refused in words, and lists that say what they left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, select

from campaign.field.turf import walk_lines
from db.store import Store
from db.tables import Turf
from tests.campaign.field.builders import LYON_4
from tui.cli.main import main

TURF = "Plateau inventé"
STREET = "Rue des Pierres Plantées"


@pytest.fixture
def file(cut_town: Callable[[int], Path], copy: Callable[[Path], Path]) -> Path:
    """A turf of several small walks."""
    return copy(cut_town(5))


def run(file: Path, *arguments: str, lang: str = "en") -> int:
    try:
        return main(["--data", str(file), "--lang", lang, *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_a_name_that_is_too_long_is_refused_with_its_length(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for lang in ("fr", "en"):
        assert run(file, "turf", "rename", TURF, "É" * 300, lang=lang) == 1
        assert run(file, "turf", "cut", "--commune", LYON_4, "--name", "É" * 300, lang=lang) == 1
        said = capfd.readouterr().err
        assert said.count("300") == said.count("80") == 2, lang


def test_walks_are_all_in_the_json_and_a_table_says_how_many_it_left_out(
    file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.field.turf.SCREENFUL", 2)
    assert run(file, "walk", "list", "--turf", TURF, "--json") == 0
    found = capfd.readouterr()
    total = len(json.loads(found.out))
    assert total > 2 and not found.err
    assert run(file, "walk", "list", "--turf", TURF) == 0
    shown = capfd.readouterr()
    assert len(shown.out.splitlines()) == 3  # with the head
    assert f"2 of {total}; --limit N shows more." in shown.err
    assert run(file, "walk", "list", "--turf", TURF, "--limit", str(total)) == 0
    assert not capfd.readouterr().err


def test_walks_are_read_in_a_few_statements_however_many_they_are(file: Path) -> None:
    store = Store.on_file(file)
    with store.read() as session:
        turf = session.scalars(select(Turf.id)).one()
        asked: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        assert len(walk_lines(session, turf)) > 2
    store.close()
    assert len(asked) <= 5  # the turf, what replaced it, its walks, their stops, their lists


@pytest.mark.parametrize(("word", "first"), [("impair", 1), ("ODD", 1), ("pair", 2), ("even", 2)])
def test_a_side_is_understood_in_both_languages(
    file: Path, capfd: pytest.CaptureFixture[str], word: str, first: int
) -> None:
    code = run(
        file, "turf", "cut", "--commune", LYON_4, "--name", word, "--street", f"{STREET}:{word}", "--doors-min", "5"
    )
    assert code == 0
    capfd.readouterr()
    assert run(file, "walk", "list", "--turf", word, "--json") == 0
    (walk, *_) = json.loads(capfd.readouterr().out)
    assert run(file, "walk", "show", walk["id"], "--json") == 0
    numbers = {stop["number"] % 2 for stop in json.loads(capfd.readouterr().out)["stops"]}
    assert numbers == {first % 2}


def test_a_word_that_is_no_side_is_refused_with_those_that_are(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(file, "turf", "cut", "--commune", LYON_4, "--street", f"{STREET}:gauche") == 1
    said = capfd.readouterr().err
    assert "gauche" in said and "odd, even or none" in said and "impair" in said
    assert run(file, "turf", "cut", "--commune", LYON_4, "--street", "Rue de Nulle Part:odd") == 1
    assert "Rue de Nulle Part" in capfd.readouterr().err


@pytest.mark.parametrize("typed", ["-4", "4", "99999999999999999999", "forty"])
def test_a_number_of_doors_is_refused_with_its_range(file: Path, capfd: pytest.CaptureFixture[str], typed: str) -> None:
    assert run(file, "turf", "cut", "--commune", LYON_4, "--doors-min", typed) == 2
    assert f"'{typed}' is not a whole number from 5 to 500" in capfd.readouterr().err
    assert run(file, "turf", "cut", "--commune", LYON_4, "--doors-max", typed, lang="fr") == 2
    assert "n'est pas un nombre entier de 5 à 500" in capfd.readouterr().err
