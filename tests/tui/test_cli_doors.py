"""Sheets on the command line: issued once, typed with the letters of the screen; some notes are refused."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.tables import FieldCampaign
from tests.campaign.field.builders import town, walk_of
from tui.cli.main import main

TURF = "Plateau inventé"


def begun_earlier(unit: Any) -> None:
    unit.name("test.earlier")
    campaign = unit.session.scalars(select(FieldCampaign)).one()
    unit.change(campaign, starts_on=campaign.starts_on - timedelta(days=9))


def test_walks_are_issued_once_and_typed_back_in_letters_and_refusals_name_what_is_wrong(
    other: Any, file: Path, committee: uuid.UUID, capfd: pytest.CaptureFixture[str]
) -> None:
    _, walks = other.do(walk_of, other.do(town, committee), stops=20)
    other.do(begun_earlier)
    other.store.close()

    def run(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        code = main(["--data", str(file), "--lang", lang, *arguments])
        told = capfd.readouterr()
        return code, told.out, told.err

    made = json.loads(run("walk", "issue", "--turf", TURF, "--json")[1])
    assert len(made) == len(walks)
    code, _, said = run("walk", "issue", "--turf", TURF)
    assert code == 1 and "not typed back yet" in said and made[0]["list_number"] in said
    number, doors = made[0]["list_number"], made[0]["doors"]

    def letters(*arguments: str, lang: str = "fr") -> str:
        _, out, _ = run("walk", "enter", number, *arguments, "--json", lang=lang)
        codes = {"conversation": "d", "not_home": "a", "refused": "r", "deceased": "k", "": "."}
        return "".join(codes.get(door["outcome"], "?") for door in json.loads(out)["doors"])

    for keys, words in (
        (("3a", "d", "k", "."), "k est seul"),
        ((f"{doors + 1}a",), f": {doors}."),
        (("999a",), f": {doors}."),
        (("aq",), "a absent"),
        (("a", "--note", "vote Macron"), "vote"),
        (("a", "--note", "06 39 98 12 34"), "06 39 98 12 34"),
    ):
        code, _, said = run("walk", "enter", number, *keys, lang="fr")
        assert code == 1 and words in said and "not_home" not in said
    assert set(letters()) == {"."}
    assert letters("d k k", "r", ".").startswith("dkrr.")
    code, _, said = run("walk", "return", number, "--day", "-1")
    assert code == 1 and "--left 18:00" in said  # a day without an hour would change nothing
    assert run("walk", "return", number, "--day", "-2", "--left", "23:30", "--back", "0:15")[0] == 0
    assert '"minutes": 45' in run("list", "show", number, "--json")[1]
    if len(walks) > 1:
        assert run("list", "close", made[1]["list_number"])[0] == 0
        code, out, said = run("walk", "issue", "--turf", TURF, "--json")
        assert code == 0 and len(json.loads(out)) == 1 and "left out" in said


def test_kinds_of_question_and_answers_are_listed_where_another_was_typed(
    other: Any, file: Path, committee: uuid.UUID, capfd: pytest.CaptureFixture[str]
) -> None:
    _, walks = other.do(walk_of, other.do(town, committee), stops=20)
    other.store.close()

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["--data", str(file), "--lang", "fr", *arguments])
        told = capfd.readouterr()
        return code, told.out + told.err

    code, said = run("script", "write", "Visite", "--committee", str(committee), "--question", "echelle*:Avec nous ?")
    assert code == 1 and "scale (" in said and "yes_no (" in said and "echelle" in said
    assert run("script", "write", "Visite", "--committee", str(committee), "--question", "scale*:Avec nous ?")[0] == 0
    assert run("script", "use", "Visite")[0] == 0
    made = json.loads(run("walk", "issue", str(walks[0]), "--json")[1])
    for answer in ("1=9:2", "1=oui", "1"):
        code, said = run("script", "count", made[0]["list_number"], answer)
        assert code == 1 and "1=1:N (" in said and "1=5:N (" in said
    asked = ("--question", "scale*:Avec nous ?", "--question", "yes_no!:Inscrit ici ?", "--question", "text:Demande ?")
    assert run("script", "write", "Visite", "--committee", str(committee), *asked)[0] == 0
    number = made[0]["list_number"]
    assert run("walk", "enter", number, "da")[0] == 0
    code, said = run("script", "answer", number, "1", "2=Oui", "3=la piscine", "--json")
    assert code == 0 and [q["answer"] for q in json.loads(said)["questions"]] == ["yes", "la piscine"]
    for line, answer, words in (
        ("1", "1=1", "appui script count"),
        ("1", "2=peut-être", "yes"),
        ("1", "9=1", "9"),
        ("2", "2=oui", "ligne 2"),
        ("1", "3=vote Macron", "vote"),
    ):
        code, said = run("script", "answer", number, line, answer)
        assert code == 1 and words in said, said
    code, said = run("script", "answer", number, "1", "2=")
    assert code == 0 and "la piscine" in said and "–" in said
