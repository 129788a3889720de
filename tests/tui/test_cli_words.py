"""What the command line says when something goes wrong: one sentence, in the reader's language, holding no value."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tui.cli.main import main


@pytest.fixture
def say(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Call ``appui`` where neither the line nor the environment names a language."""
    for name in ("APPUI_DATA", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    umask = os.umask(0o077)
    os.umask(umask)
    monkeypatch.setattr("os.umask", lambda mask: umask)

    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        sys.stdout.flush()
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


Say = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), "commande\N{NO-BREAK SPACE}: choix inconnu\N{NO-BREAK SPACE}: 'nothing'"),
        (("committee", "create", "C"), "il manque\N{NO-BREAK SPACE}: --place"),
        (("committee", "list", "--limit", "x"), "'x' n'est pas un nombre entier"),
        (("committee", "list", "--nope"), "arguments inconnus\N{NO-BREAK SPACE}: --nope"),
        (("seed", "--scale", "huge"), "au choix\N{NO-BREAK SPACE}: 'small'"),
        (("--data",), "--data\N{NO-BREAK SPACE}: il manque une valeur"),
        (("committee", "list", "--json=1"), "ne prend pas de valeur"),
    ],
)
def test_wrong_usage_is_told_in_french_too(say: Say, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = say("--lang", "fr", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_help_is_in_french_from_its_first_word_to_its_last(say: Say) -> None:
    code, out, _ = say("--lang", "fr", "committee", "rename", "--help")
    assert code == 0 and out.startswith("usage\N{NO-BREAK SPACE}: appui committee rename")
    assert not any(word in out for word in ("positional", "show this help", "message and exit"))


def test_the_language_chosen_on_the_screens_is_spoken_where_nothing_else_says_one(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui import user_settings
    from tui.cli.paths import settings_file

    arguments = ("--data", tmp_path / "absent.appui", "committee", "list")
    assert "Il n'y a pas de fichier" in say(*arguments)[2]
    user_settings.save(settings_file(), user_settings.UserSettings(lang="en"))
    assert "There is no file" in say(*arguments)[2]
    assert "Il n'y a pas de fichier" in say("--lang", "fr", *arguments)[2]
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "Il n'y a pas de fichier" in say(*arguments)[2]


def test_a_defect_ends_in_one_sentence_and_a_log_without_names(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pydantic import BaseModel

    class Form(BaseModel):
        age: int

    def broken(*_: Any, **__: Any) -> None:
        Form(age="Samia Benali")  # type: ignore[arg-type]

    monkeypatch.setattr("db.files.inspect_file", broken)
    code, out, err = say("--lang", "en", "--data", tmp_path / "file.appui", "committee", "list")
    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert "defect" in err and "Samia" not in err and "Traceback" not in err
    (log,) = (tmp_path / "home").rglob("appui.log")
    kept = log.read_text()
    assert "ValidationError" in kept and "broken" in kept and "Samia" not in kept
    assert str(log) in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data", "{long}", "committee", "list"),
        ("--data", "{long}", "committee", "create", "C", "--place", "69384"),
        ("--data", "{long}", "seed"),
        ("--data", "{file}", "backup", "--output", "{long}"),
        ("--data", "{file}", "restore", "{long}"),
        ("--data", "{long}", "restore", "{file}"),
        ("--data", "{long}", "backup"),
        ("--data", "{long}", "doctor"),
        ("--data", "{file}", "report", "activity", "--output", "{long}"),
    ],
)
def test_a_name_longer_than_any_file_may_have_is_refused_in_one_sentence(
    say: Say, file: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    long = tmp_path / ("é" * 130)
    code, out, err = say("--lang", "en", *(a.format(long=long, file=file) for a in arguments))
    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert "too long for the name of a file" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data", "{closed}", "committee", "list"),
        ("--data", "{closed}", "committee", "create", "C", "--place", "69384"),
        ("--data", "{closed}", "seed"),
        ("--data", "{file}", "backup", "--output", "{closed}"),
        ("--data", "{file}", "restore", "{closed}"),
        ("--data", "{closed}", "restore", "{file}"),
        ("--data", "{closed}", "backup"),
        ("--data", "{closed}", "doctor"),
    ],
)
def test_a_folder_that_may_not_be_entered_is_refused_in_one_sentence(
    say: Say, file: Path, tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed" / "file.appui"
    seen = Path.stat

    def stat(path: Path, **options: Any) -> os.stat_result:  # as an account without rights sees it; ours may be root
        if "closed" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return seen(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    code, out, err = say("--lang", "en", *(a.format(closed=closed, file=file) for a in arguments))
    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert "this account may not read it" in err


def test_an_export_to_a_folder_that_is_not_there_says_so(say: Say, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "absent" / "week.txt"
    for arguments in (("report", "activity", "--output", target), ("backup", "--output", target)):
        _, _, err = say("--lang", "en", "--data", file, *arguments)
        assert f"There is no folder {target.parent}" in err and "Make that folder first" in err


@pytest.mark.parametrize("typed", ["25:00", "19:60", "noon", "9:5", ""])
def test_a_time_that_cannot_be_is_refused_as_a_time(say: Say, file: Path, typed: str) -> None:
    say("--lang", "en", "--data", file, "committee", "create", "C", "--place", "69384")
    code, _, err = say("--lang", "en", "--data", file, "action", "add", "C", "--day", "+1", "--at", typed)
    assert code == 1 and "is not a time of the day" in err


@pytest.mark.parametrize(("typed", "hour"), [("9h", "09:00"), ("9h30", "09:30"), ("19", "19:00"), ("7:05", "07:05")])
def test_times_are_read_as_people_write_them(typed: str, hour: str) -> None:
    from campaign.periods import read_time

    assert read_time(typed).isoformat("minutes") == hour


def test_a_role_of_several_options_is_one_step_back(say: Say, file: Path) -> None:
    import json

    def do(*arguments: str) -> tuple[int, str, str]:
        return say("--lang", "en", "--data", file, *arguments)

    do("committee", "create", "C", "--place", "69384")
    do("committee", "join", "C", "Samia Benali")
    changed = ("--role", "manager", "--finance", "yes", "--share-identity", "yes")
    assert do("committee", "role", "C", "samia", *changed)[0] == 0

    def member() -> list[Any]:
        (found,) = json.loads(do("committee", "show", "C", "--json")[1])["members"]
        return [found["level"], found["finance"], found["share_identity"]]

    assert member() == [50, True, True]
    assert "Samia Benali" in do("undo")[1]
    assert member() == [10, False, False]
    assert do("committee", "role", "C", "samia", "--share-identity", "yes", "--finance", "yes")[0] == 1
    assert member() == [10, False, False]


def test_one_number_of_a_report_is_corrected_and_the_others_stay(say: Say, file: Path) -> None:
    import json

    def do(*arguments: str) -> str:
        return say("--lang", "en", "--data", file, *arguments)[1]

    do("committee", "create", "C", "--place", "69384", "--leader", "Samia Benali")
    action = do("action", "add", "C", "--day", "-1", "--at", "9h").strip()
    do("action", "report", action, "--present", "samia", "--met", "30", "--leaflets", "200", "--text", "Beau temps")
    do("action", "report", action, "--met", "40")
    shown = json.loads(do("action", "show", action, "--json"))
    kept = [shown[key] for key in ("attended", "people_met", "leaflets", "summary")]
    assert kept == [1, 40, 200, "Beau temps"]


def test_a_committee_s_place_has_the_same_shape_wherever_it_is_printed(say: Say, file: Path) -> None:
    import json

    for name, place in (("Lyon", "69384"), ("Berlin", "Berlin, Germany")):
        made = json.loads(say("--data", file, "committee", "create", name, "--place", place, "--json")[1])
        (listed,) = json.loads(say("--data", file, "committee", "list", "--search", name, "--json")[1])
        assert listed["place"]["insee"] == made["place"]["insee"]
        assert listed["places"][0].keys() == made["place"].keys()


def test_every_argument_of_every_command_says_what_it_is() -> None:
    from tui.cli.parser import build

    silent: list[str] = []

    def walk(parser: argparse.ArgumentParser) -> None:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for child in action.choices.values():
                    walk(child)
            elif not action.help:
                silent.append(f"{parser.prog} {action.dest}")

    walk(build("en"))
    assert silent == []


def test_a_command_made_alone_is_the_one_made_among_all() -> None:
    """Only what a line names is made: no module may count on a command of another that is not there."""
    from tui.cli.parser import build

    def leaves(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if path and not groups:
            yield path, [repr(action) for action in parser._actions]
        for one in groups:
            for name, inner in one.choices.items():
                yield from leaves(inner, (*path, name))

    among_all = dict(leaves(build("en"), ()))
    assert len(among_all) > 100
    for path, options in among_all.items():
        assert dict(leaves(build("en", named=path), ())).get(path) == options, path
