"""A person's rights at the keyboard: nothing is erased by a slip, and contacts wait for the charter."""

from __future__ import annotations

import json
import stat
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui.cli.main import main

Opened = Callable[..., Any]
NAME = "Zqcanarygiven Zqcanaryfamily"


@pytest.fixture
def person(other: Any, committee: uuid.UUID) -> uuid.UUID:
    """A member with a phone and a consent."""
    from campaign.committees.members import add_member
    from campaign.people import add_person
    from campaign.people.consents import give_consent

    made: uuid.UUID = other.do(add_person, NAME, phone="06 39 98 77 31").id
    other.do(add_member, committee, str(made))
    other.do(give_consent, committee, made, "phone")
    return made


async def ask(hand: Any, person: uuid.UUID, way: str) -> None:
    """Choose one of someone's rights."""
    from tui.screens.people.rights import ask_rights

    ask_rights(hand.app.screen, person, NAME)
    await hand.settle()
    await hand.choose(way)


def left(path: Path) -> list[str]:
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    return [file.name for file in files if b"zqcanary" in file.read_bytes().lower()]


async def test_an_erasure_asks_for_a_word_and_leaves_no_byte(opened: Opened, file: Path, person: uuid.UUID) -> None:
    from db import backup

    backup.make(file)
    async with opened(file, "en", (80, 24)) as hand:
        await ask(hand, person, "erase")
        assert hand.shows("An erasure cannot be undone.")
        assert hand.shows("1 older backup still holds this person")
        await hand.press("enter")
        assert hand.shows("Type “erase”, or leave with Esc.")
        await hand.put("yes")
        await hand.press("enter", "escape")
        assert hand.one("SELECT count(*) FROM person WHERE erased_at IS NOT NULL") == 0
        await ask(hand, person, "erase")
        await hand.put("Erase")
        await hand.press("enter")
        assert hand.one("SELECT count(*) FROM person WHERE erased_at IS NOT NULL") == 1
        assert hand.screen == "Confirm"  # the older backups
        assert hand.toasts() == ["Erased. What they did stays counted, without a name."]  # no window reads
        assert left(file) == [backup.copies(file)[0].name]
        await hand.press("enter")
        assert len(backup.copies(file)) == 1
        assert left(file) == []


async def test_a_copy_is_two_new_files_for_this_account_and_replaces_none(
    opened: Opened, file: Path, person: uuid.UUID, tmp_path: Path
) -> None:
    async with opened(file, "fr", (80, 24)) as hand:
        await ask(hand, person, "access")
        assert hand.app.focused.value.endswith("/donnees-de-zqcanarygiven-zqcanaryfamily-2026-11-18.txt")
        await hand.press("enter")
        text, data = sorted(tmp_path.glob("donnees-de-*"), reverse=True)
        assert NAME in text.read_text("utf-8")
        assert json.loads(data.read_text("utf-8"))["person"] == str(person)
        assert {stat.S_IMODE(each.stat().st_mode) for each in (text, data)} == {0o600}
        before = text.read_bytes()
        await ask(hand, person, "access")
        await hand.press("enter")
        assert any("existe déjà" in toast for toast in hand.toasts())
        assert text.read_bytes() == before


async def test_a_corrected_name_and_an_objection_are_undone_by_their_key(
    opened: Opened, file: Path, person: uuid.UUID
) -> None:
    async with opened(file, "en") as hand:
        await ask(hand, person, "rectify")
        await hand.put("Zoé DE LA TOUR")
        await hand.press("enter")
        assert hand.one("SELECT family_name FROM person WHERE id = :id", id=person.bytes) == "DE LA TOUR"
        await ask(hand, person, "object")
        await hand.press("enter")
        assert hand.one("SELECT do_not_contact FROM person WHERE id = :id", id=person.bytes) == 1
        await hand.press("u", "u")
        assert hand.one("SELECT do_not_contact FROM person WHERE id = :id", id=person.bytes) == 0
        assert hand.one("SELECT given_name FROM person WHERE id = :id", id=person.bytes) == NAME.split(maxsplit=1)[0]


async def test_a_request_is_noted_counted_and_answered(opened: Opened, file: Path, person: uuid.UUID) -> None:
    async with opened(file, "en", (100, 30)) as hand:
        await ask(hand, person, "requests")
        assert hand.shows("Nobody has asked anything yet.")
        await hand.press("n")
        await hand.choose("erase")
        await hand.put("1/10")
        await hand.press("enter")
        await hand.put("by letter")
        await hand.press("enter")
        assert hand.shows("17 days late")
        assert hand.shows("by letter")
        await hand.press("enter")
        assert hand.shows("answered on 18 Nov")
        await hand.press("u")
        assert hand.shows("17 days late")


async def test_contacts_wait_until_the_charter_was_read_once(opened: Opened, file: Path, person: uuid.UUID) -> None:
    from tui.screens.people.charter import with_contacts

    shown: list[int] = []
    async with opened(file, "en", (80, 24)) as hand:
        with_contacts(hand.app.screen, lambda: shown.append(1))
        await hand.settle()
        assert hand.screen == "CharterDialog"
        await hand.press("escape")
        assert shown == []
        with_contacts(hand.app.screen, lambda: shown.append(2))
        await hand.settle()
        await hand.press("enter")
        assert hand.screen == "AskText"  # nobody has said who reads it
        await hand.put("Ada Lovelace")
        await hand.press("enter")
        assert shown == [2]
        with_contacts(hand.app.screen, lambda: shown.append(3))
        await hand.settle()
        assert shown == [2, 3]


async def test_the_whole_charter_can_be_read_on_a_small_screen(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file, "fr", (80, 24)) as hand:
        from tui.screens.people.charter import show_charter

        show_charter(hand.app.screen)
        await hand.settle()
        assert hand.shows("Être dans ce fichier peut révéler")
        await hand.press("end")
        assert hand.shows("sous 72 heures")


async def test_a_length_is_chosen_within_its_limits_and_a_purge_asks_first(
    opened: Opened, file: Path, person: uuid.UUID, other: Any
) -> None:
    from datetime import UTC, datetime

    from campaign.people import add_person
    from tui.screens.people.retention import RetentionScreen

    other.store.now = lambda: datetime(2024, 1, 1, tzinfo=UTC)
    other.do(add_person, "Vieux Contact")
    async with opened(file, "en", (100, 30)) as hand:
        hand.app.push_screen(RetentionScreen())
        await hand.settle()
        assert hand.shows("12 months")
        await hand.press("enter")
        await hand.put("99")
        await hand.press("enter")
        assert hand.shows("A whole number between 1 and 36.")
        await hand.put("24")
        await hand.press("enter")
        assert hand.shows("24 months")
        await hand.press("p")
        assert hand.screen == "Confirm"
        assert hand.shows("1: a person who is in no committee")
        await hand.press("escape")
        assert hand.one("SELECT count(*) FROM person WHERE erased_at IS NOT NULL") == 0
        await hand.press("p", "enter")
        assert hand.one("SELECT count(*) FROM person WHERE erased_at IS NOT NULL") == 1
        assert hand.toasts() == ["Let go of."]  # no window reads: the bytes are gone too
        await hand.press("p")
        assert any("Nothing is past its day." in toast for toast in hand.toasts())


# --- the command line


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call ``appui`` on the file; its code, and what it said on both outputs."""
    monkeypatch.setattr("os.umask", lambda mask: mask)

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--data", str(file), "--lang", "en", *(str(argument) for argument in arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_command_erases_only_when_told_to_and_says_first_what_would_go(
    run: Callable[..., Any], file: Path, person: uuid.UUID, other: Any
) -> None:
    other.store.close()
    code, out, err = run("person", "erase", person)
    assert (code, out) == (1, "")
    assert "An erasure cannot be undone." in err
    assert "--yes" in err
    run("backup")
    code, out, err = run("person", "erase", person, "--yes")
    assert code == 0
    assert "1 older backup still holds this person" in out
    assert len(left(file)) == 1
    assert run("person", "show", person)[0] == 1
    assert "Zqcanary" not in run("undo", "--list")[1]


def test_the_command_deletes_the_older_backups_when_told_to(
    run: Callable[..., Any], file: Path, person: uuid.UUID, other: Any
) -> None:
    other.store.close()
    run("backup")
    code, _, err = run("person", "erase", person, "--yes", "--delete-backups")
    assert code == 0
    assert "1 backup deleted" in err
    assert left(file) == []


def test_the_command_writes_a_copy_for_this_account_and_replaces_none(
    run: Callable[..., Any], person: uuid.UUID, tmp_path: Path
) -> None:
    target = tmp_path / "copy.json"
    code, out, err = run("person", "access", NAME, "--json", "--output", target)
    assert (code, out) == (0, "")
    assert str(target) in err
    assert json.loads(target.read_text("utf-8"))["tables"]["person"][0]["given_name"] == NAME.split(maxsplit=1)[0]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run("person", "access", NAME, "--output", target)[0] == 1
    code, out, _ = run("person", "access", NAME, "--json")
    assert json.loads(out)["person"] == str(person)
    assert "What this file holds" in run("person", "access", NAME)[1]


def test_the_commands_of_the_register_of_retention_and_of_the_charter(
    run: Callable[..., Any], person: uuid.UUID
) -> None:
    _, out, _ = run("person", "requests", "--add", "object", "--person", NAME, "--note", "n", "--json")
    (line,) = json.loads(out)
    assert (line["kind"], line["answered_on"], line["late"]) == ("object", None, False)
    assert run("person", "object", NAME)[0] == 0
    assert json.loads(run("person", "requests", "--json")[1])[0]["answered_on"]
    assert run("person", "requests", "--answer", "nonsense")[0] == 1
    assert run("person", "object", NAME, "--take-back")[0] == 0
    assert run("person", "rectify", NAME, "Zoé DURAND")[0] == 0
    assert run("retention", "keep", "contacts", "99")[0] == 1
    assert run("retention", "keep", "contacts", "24")[0] == 0
    assert {e["purpose"]: e["kept"] for e in json.loads(run("retention", "list", "--json")[1])}["contacts"] == 24
    assert json.loads(run("retention", "run", "--dry-run", "--json")[1])["done"] is False
    assert json.loads(run("retention", "run", "--json")[1])["done"] is True
    assert run("charter")[0] == 0
    assert run("charter", "--accept")[0] == 1  # nobody at the keyboard
    assert run("--as", "Zoé Durand", "charter", "--accept")[0] == 0
