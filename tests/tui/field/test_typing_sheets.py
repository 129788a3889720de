"""Sheets are typed back with one key a door: sixty in less than two minutes, nothing lost, everything corrected."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.field.outcomes import ALL
from tests.campaign.field.test_keyboard import realistic, shortest, strokes
from tests.tui.field.conftest import MORNING

Opened = Callable[..., Any]
COUNT = "SELECT count(*) FROM visit WHERE voided_at IS NULL"


def the_list(hand: Any) -> uuid.UUID:
    return uuid.UUID(bytes=hand.one("SELECT id FROM walk_list"))


async def enter(hand: Any, *, live: bool = False) -> Any:
    """Be on the sheet."""
    from tui.screens.field.entry import EntryScreen

    hand.app.push_screen(EntryScreen(the_list(hand), live=live))
    await hand.settle()
    return hand.app.screen


def letters(hand: Any, lang: str = "fr") -> str:
    """What stands in the file, a letter a line."""
    from campaign.field.lists import sheet_view

    keys = {o.code: o.key_fr if lang == "fr" else o.key_en for o in ALL}
    return "".join(keys.get(x.outcome, ".") for x in hand.see(sheet_view, the_list(hand)).lines)


async def test_a_realistic_sheet_of_sixty_doors_takes_at_most_one_key_and_three_tenths_a_door(
    opened: Opened, sheet_file: Path
) -> None:
    """On a French keyboard, a Shift counted as a key; at three keys a second that is half a minute."""
    outcomes = realistic(60, seed=11)
    keys = shortest(outcomes)
    assert strokes(keys) / 60 <= 1.3
    half = keys.index("d", len(keys) // 2) + 1
    async with opened(sheet_file, lang="fr") as hand:
        await enter(hand)
        await hand.type(keys[:half])
        left = len(letters(hand).rstrip("."))
    async with opened(sheet_file, lang="fr") as hand:
        screen = await enter(hand)
        assert screen.doors.cursor == left  # after a restart, the cursor is where it was left
        assert hand.shows("Le curseur est là où vous l'aviez laissé")
        await hand.type(keys[half:])
        await hand.settle()
        wanted = "".join({o.code: o.key_fr for o in ALL}[code] for code in outcomes)
        assert letters(hand) == wanted
        assert hand.screen == "EveningScreen"
        assert hand.shows("Vos 60 portes")
        assert hand.one("SELECT state FROM walk_list") == "entered"
        assert hand.one("SELECT count(DISTINCT at) FROM visit") == 1  # the hour at which the team left
        # Each key that filled something is an action of its own, durable by itself.
        entries = hand.one("SELECT count(*) FROM audit WHERE action LIKE 'visit.record%'")
        assert entries == sum(key.isascii() and key.isalpha() for key in keys)
        await hand.press("enter")
        assert hand.screen == "HomeScreen"
        assert hand.one("SELECT state FROM walk_list") == "closed"


async def test_one_goes_up_types_again_and_comes_back_and_undo_takes_back_one_entry_after_another(
    opened: Opened, sheet_file: Path
) -> None:
    async with opened(sheet_file, lang="fr") as hand:
        screen = await enter(hand)
        await hand.type('aa"d')
        assert letters(hand).startswith("aaddd.")
        await hand.press("up", "up", "up", "up")
        await hand.press("r")
        assert letters(hand).startswith("arddd.")
        assert screen.doors.cursor == 5
        assert hand.one("SELECT count(*) FROM visit") == 6
        await hand.press("u")
        assert letters(hand).startswith("aaddd.")
        assert screen.doors.cursor == 1
        await hand.press("u", "u", "u")
        assert letters(hand) == "." * 60
        assert hand.one("SELECT count(*) FROM visit") == 6  # nothing is ever deleted
        await hand.press("u")  # and no further than this sheet
        assert hand.one("SELECT count(*) FROM walk_list") == 1
        await hand.press("end")
        assert screen.doors.cursor == 59
        await hand.press("home")
        every = "".join(o.key_fr for o in ALL if not o.sure)  # among them keys that are general ones elsewhere
        await hand.type(every)
        assert hand.screen == "EntryScreen"
        assert letters(hand).startswith(every + ".")


async def test_deceased_and_never_again_need_a_second_key_and_any_other_takes_it_back(
    opened: Opened, sheet_file: Path
) -> None:
    async with opened(sheet_file, lang="fr") as hand:
        await enter(hand)
        await hand.press("k")
        assert hand.shows("décédé") and hand.one(COUNT) == 0
        await hand.press("down")
        await hand.press("k")
        assert hand.one(COUNT) == 0
        await hand.press("k")
        assert letters(hand).startswith(".k.")
        await hand.press("z", "a")
        assert letters(hand).startswith(".k.")  # that key only takes the first back
        assert hand.shows("ne plus solliciter » n'a pas été saisi")
        await hand.press("a")
        assert letters(hand).startswith(".ka.")
        await hand.press("z", "z")
        assert letters(hand).startswith(".kaz")
        assert hand.one("SELECT sum(do_not_contact) FROM door") == 1
        await hand.press("3", "escape", "a")
        assert letters(hand).startswith(".kaza.")
        await hand.type("999a")
        assert letters(hand).startswith(".kaza.") and hand.shows("999 portes")
        assert hand.screen == "EntryScreen"


async def test_leaflets_and_a_note_belong_to_the_door_just_entered_and_words_that_do_not_belong_there_are_shown(
    opened: Opened, sheet_file: Path
) -> None:
    left = "SELECT count(*) FROM visit WHERE leaflet = 1 AND voided_at IS NULL"
    async with opened(sheet_file, lang="fr") as hand:
        await enter(hand)
        await hand.press("t")
        assert hand.one(COUNT) == 0
        await hand.type('"a')
        await hand.press("t")
        assert hand.one(left) == 3
        await hand.press("up", "t")
        assert hand.one(left) == 2
        await hand.press("down", "T")
        await hand.type("ad")
        assert hand.one(left) == 3
        await hand.press("T")
        await hand.type("d")
        assert hand.one(left) == 4
        await hand.press("enter")
        await hand.put("vote Macron")
        await hand.press("enter")
        assert hand.shows("jamais à côté d'une porte") and hand.screen == "AskText"
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.one("SELECT count(*) FROM visit WHERE note <> ''") == 0
        await hand.put("portail vert")
        await hand.press("enter")
        assert hand.one("SELECT note FROM visit WHERE voided_at IS NULL AND note <> ''") == "portail vert"
        assert hand.shows("portail vert")
        await hand.press("up", "delete")
        assert hand.one(COUNT) == 5


async def test_a_building_is_a_grid_filled_by_door_landing_and_column(opened: Opened, sheet_file: Path) -> None:
    async with opened(sheet_file, lang="fr", size=(80, 24)) as hand:
        await enter(hand)
        await hand.type("aaa")
        await hand.press("b")
        assert hand.screen == "GridScreen"
        assert hand.shows("0 portes sur 12") and hand.shows("RDC")
        await hand.type("dei")  # a door, then what is left of its landing
        assert letters(hand).startswith("aaadii...")
        await hand.type("eea")  # the column below it, as in the list
        assert letters(hand).startswith("aaadiia..a..a..")
        await hand.press("right", "r", "u")
        assert letters(hand).startswith("aaadiia..a..a..")
        await hand.type("12a")
        assert letters(hand).startswith("aaadiia..a..a..") and hand.shows("12 portes")
        await hand.type("eeep")
        assert letters(hand)[:16] == "aaadiiappappapp."
        await hand.press("escape")
        assert hand.screen == "EntryScreen"


async def test_what_is_typed_is_shown_at_once_written_in_order_and_taken_off_again_when_it_cannot_be(
    opened: Opened, sheet_file: Path
) -> None:
    import threading

    async with opened(sheet_file, lang="fr") as hand:
        screen = await enter(hand)
        gate = threading.Event()
        hand.app.writer.submit(gate.wait)
        for key in "adra":
            screen.press(key)
        assert screen.typing.done == 4
        assert screen.doors.cursor == 4
        assert hand.one(COUNT) == 0
        gate.set()
        await hand.settle()
        assert letters(hand).startswith("adra.")
        with hand.app.opening.store.write() as unit:
            from sqlalchemy import select

            from db.tables import FieldCampaign

            unit.name("test.campaign")
            campaign = unit.session.scalars(select(FieldCampaign)).one()
            unit.change(campaign, starts_on=MORNING.date() + timedelta(days=9))
        await hand.press("a")
        assert any("en dehors de la campagne" in toast for toast in hand.toasts())
        assert screen.typing.done == 4


async def test_a_promise_bears_a_name_only_after_the_text_was_read_aloud_and_answers_are_counted_over_the_list(
    opened: Opened, sheet_file: Path
) -> None:
    async with opened(sheet_file, lang="fr") as hand:
        await enter(hand)
        await hand.press("p")
        assert hand.shows("dire quand repasser")
        await hand.press("s", "enter")
        await hand.put("+2")
        await hand.press("enter")
        assert hand.one("SELECT due_on FROM follow_up") == "2026-11-20"
        await hand.press("d", "s")
        await hand.choose("join")
        await hand.choose("name")
        assert hand.screen == "ConsentDialog" and hand.shows("Acceptez-vous")
        await hand.press("n")
        assert hand.one("SELECT count(*) FROM person") == 1
        await hand.press("s")
        await hand.choose("call")
        await hand.choose("name")
        await hand.press("o")
        await hand.put("Zoé Inventée", "#name")
        await hand.put("06 39 98 12 34", "#phone")
        await hand.press("ctrl+s")
        assert hand.one("SELECT count(*) FROM person") == 2
        assert hand.one("SELECT contacts_kept FROM walk_list") == 1
        assert hand.one("SELECT count(*) FROM follow_up WHERE person_id IS NOT NULL AND door_id IS NOT NULL") == 0
        await hand.press("q")
        assert hand.screen == "TallyScreen"
        await hand.press("space")
        assert hand.one("SELECT count FROM answer_count") == 1
        await hand.press("space")
        assert any("Les réponses viennent des discussions" in toast for toast in hand.toasts())
        await hand.press("-")
        assert hand.one("SELECT count FROM answer_count") == 0


async def test_a_list_is_found_by_its_number_asks_for_missing_hours_and_is_typed_at_the_door_too(
    opened: Opened, sheet_file: Path
) -> None:
    from tui.screens.field.entry import ask_list

    with closing(sqlite3.connect(sheet_file)) as connection:
        connection.execute("UPDATE walk_list SET started_at = NULL, ended_at = NULL")
        connection.commit()
    async with opened(sheet_file, lang="fr") as hand:
        number = hand.one("SELECT list_number FROM walk_list")
        committee = uuid.UUID(bytes=hand.one("SELECT id FROM committee"))
        ask_list(hand.app.screen, committee)
        await hand.settle()
        wrong = number[:-1] + ("B" if number[-1] != "B" else "C")
        await hand.put(wrong)
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.shows(number)
        await hand.put(number.lower())
        await hand.press("enter")
        assert hand.screen == "HoursDialog"
        await hand.press("escape")
        assert hand.screen == "EntryScreen" and hand.shows("heures inconnues")
        await hand.press("escape")
        await enter(hand)
        assert hand.screen == "EntryScreen"  # who did not know is not asked again
        await hand.press("h")
        assert hand.screen == "HoursDialog"
        await hand.put("9h", "#from")
        await hand.put("8h", "#to")
        await hand.press("ctrl+s")
        assert hand.shows("ne peut pas rentrer avant de partir")
        assert hand.app.screen.query_one("#to-error").display and hand.app.focused.id == "to"
        await hand.put("10h30", "#to")
        await hand.put("Ana Dias", "#team")
        await hand.press("ctrl+s")
        assert hand.screen == "Menu"
        await hand.choose("Ana Diaz")
        assert hand.screen == "HoursDialog" and hand.app.focused.value == "Ana Diaz"
        await hand.put("100", "#out")
        await hand.press("ctrl+s")
        assert hand.screen == "EntryScreen"
        assert hand.one("SELECT started_at FROM walk_list").startswith("2026-11-18T08:00")
        assert hand.one("SELECT leaflets_out FROM walk_list") == 100
        await hand.press("escape")
        await enter(hand, live=True)
        assert hand.shows("à la porte, maintenant")
        await hand.press("d")
        assert hand.one("SELECT source FROM visit") == "live"
        assert hand.one("SELECT at FROM visit").startswith("2026-11-18T14:00")


async def test_where_not_all_lists_are_shown_that_is_said(
    opened: Opened, sheet_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.screens.field import lists

    monkeypatch.setattr(lists, "SHOWN", 1)
    with closing(sqlite3.connect(sheet_file)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(walk_list)")]
        made = {"id": "randomblob(16)", "list_number": "'BBBBB'", "pass_number": "2", "state": "'closed'"}
        values = ", ".join(made.get(name, name) for name in columns)
        connection.execute(f"INSERT INTO walk_list SELECT {values} FROM walk_list")
        connection.commit()
    async with opened(sheet_file, lang="fr") as hand:
        hand.app.push_screen(lists.ListsScreen(uuid.UUID(bytes=hand.one("SELECT id FROM committee"))))
        await hand.settle()
        assert hand.shows("1 listes affichées sur 2")
        await hand.press("slash")
        await hand.put("bbbbb")
        await hand.press("enter")
        assert hand.shows("BBBBB") and not hand.shows("affichées sur")


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.long)])
def test_a_program_killed_while_a_sheet_is_typed_has_kept_all_that_it_wrote(
    kills: int, sheet_file: Path, fork: Callable[..., Any]
) -> None:
    """Each key goes through the program's own writer; what it has acknowledged is in the file, in whole entries."""
    import random

    from campaign.field.doors import DoorEntry, record_many
    from db.store import Store

    with closing(sqlite3.connect(sheet_file)) as connection:
        list_id = uuid.UUID(bytes=connection.execute("SELECT id FROM walk_list").fetchone()[0])
    chance = random.Random(5)
    codes = [o.code for o in ALL if not o.sure]

    def entries(turn: int) -> list[DoorEntry]:
        first = (turn * 3) % 57 + 1
        code = codes[turn % len(codes)]
        return [DoorEntry(list_id, first + n, code, cursor=first + 3, note=str(turn)) for n in range(3)]

    def work(say: Callable[[str], None], start: int) -> None:
        from db.undo import Window
        from tui.work import Writer, write_once

        store = Store.on_file(sheet_file)
        store.now = lambda: MORNING + timedelta(hours=5)
        writer, window = Writer(), Window()

        def write(turn: int) -> None:
            write_once(store, None, lambda unit: record_many(unit, entries(turn)), window)
            say(str(turn))

        for turn in range(start, start + 1000):
            writer.submit(lambda turn=turn: write(turn))  # type: ignore[misc]
        writer.close()

    work_from, heard = 0, -1
    for _ in range(kills):
        child = fork(lambda say, start=work_from: work(say, start))
        for _ in range(chance.randint(1, 6)):
            heard = int(child.hear())
        child.kill()
        heard = max([heard, *(int(line) for line in child.lines())])
        with closing(sqlite3.connect(sheet_file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            turns = dict(connection.execute("SELECT note, count(*) FROM visit GROUP BY note").fetchall())
            standing = connection.execute(
                "SELECT count(*), count(DISTINCT door_id) FROM visit WHERE voided_at IS NULL"
            ).fetchone()
        assert {turns.get(str(turn)) for turn in range(heard + 1)} == {3}  # all that was acknowledged, each whole
        assert set(turns.values()) == {3}
        assert standing[0] == standing[1]
        work_from = max(map(int, turns)) + 1
