"""The screens of doors fit, speak the language and name their keys, whatever people typed into them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from campaign.words import words
from tests.screens import check_french, check_keys, check_title, check_width, english
from tests.tui.field.test_typing_sheets import the_list

Opened = Callable[..., Any]
HOSTILE = "[/] [@click=app.quit]x[/] \u202egauche\u202c {name} 長い名前 " + "x" * 60


def hostile(path: Path) -> None:
    """The sheet, with notes, names and scripts as people may type them."""
    from datetime import date

    from sqlalchemy import select

    from campaign.field import lists, silence
    from campaign.field.doors import DoorEntry, FollowUpForm, add_follow_up, record
    from campaign.field.scripts import QuestionForm, ScriptForm, write_script
    from db.store import Store
    from db.tables import Committee, Turf, WalkList

    store = Store.on_file(path)
    with store.read() as session:
        committee, list_id = session.scalars(select(Committee.id)).one(), session.scalars(select(WalkList.id)).one()

    def do(action: Callable[..., Any], *arguments: Any) -> Any:
        with store.write() as unit:
            return action(unit, *arguments)

    do(record, DoorEntry(list_id, 1, "conversation", note=HOSTILE))
    do(add_follow_up, FollowUpForm(list_id, 1, "question", date(2026, 11, 1), note=HOSTILE))
    question = QuestionForm(HOSTILE, "choice", ("[/]", HOSTILE[:40]), defines_success=True)
    do(write_script, ScriptForm(committee, HOSTILE[:60], HOSTILE, (question,)))
    do(silence.set_silence, silence.SilenceForm(committee, date(2027, 4, 11), HOSTILE))
    do(lists.extend_list, list_id, date(2199, 1, 1))
    with store.write() as unit:
        unit.name("test.hostile", committee_id=committee)
        unit.change(unit.session.scalars(select(Turf)).one(), name=HOSTILE)
    store.close()


@pytest.fixture
def hostile_file(filled: Callable[..., Path], copy: Callable[[Path], Path]) -> Path:
    return copy(filled("hostile-sheet.appui", hostile))


@pytest.mark.long  # each day they are looked at with all the others, in test_snapshots.py and the hostile ones
@pytest.mark.parametrize(("lang", "size"), [("fr", (80, 24)), ("en", (120, 36))])
async def test_every_screen_of_doors_fits_speaks_and_names_its_keys(
    opened: Opened, hostile_file: Path, lang: str, size: tuple[int, int]
) -> None:
    from campaign.views.field_doors import DoorAnswers, QuestionView
    from tui.screens.field.answers import AnswersDialog
    from tui.screens.field.entry import EntryScreen
    from tui.screens.field.evening import EveningScreen
    from tui.screens.field.lists import ListsScreen
    from tui.screens.field.promises import PromisesScreen
    from tui.screens.field.script import ScriptScreen
    from tui.screens.field.scripts import ScriptsScreen
    from tui.screens.field.silence import SilenceScreen
    from tui.screens.field.tally import TallyScreen

    texts = english() if lang == "fr" else []
    async with opened(hostile_file, lang=lang, size=size) as hand:
        committee = uuid.UUID(bytes=hand.one("SELECT id FROM committee"))
        list_id = the_list(hand)

        def look() -> None:
            check_title(hand)
            check_keys(hand)
            check_width(hand)
            if lang == "fr":
                check_french(hand, texts)

        for screen in (
            EntryScreen(list_id),
            EntryScreen(list_id, live=True),
            TallyScreen(list_id),
            EveningScreen(list_id),
            ListsScreen(committee),
            PromisesScreen(committee),
            SilenceScreen(committee),
            ScriptsScreen(committee),
            ScriptScreen(committee),
        ):
            hand.app.push_screen(screen)
            await hand.settle()
            assert hand.app.screen is screen
            look()
            if isinstance(screen, EntryScreen):
                await hand.type("aaab" if lang == "fr" else "nnnb")
                assert hand.screen == "GridScreen"
                look()
                await hand.press("escape")
            await hand.press("escape")
            assert hand.screen == "HomeScreen", screen
        asked = tuple(
            QuestionView(uuid.UUID(int=n), n, kind, HOSTILE, ("[/]", HOSTILE[:40]), False, False)
            for n, kind in enumerate(("choice", "text", "yes_no"), 1)
        )
        given = {asked[0].id: HOSTILE[:40], asked[1].id: HOSTILE}
        dialog = AnswersDialog(hand.app.screen, list_id, DoorAnswers(1, True, asked, given), HOSTILE)
        hand.app.push_screen(dialog)
        for _ in range(3):  # the questions that are left, and back over the others
            await hand.settle()
            check_keys(hand)
            check_width(hand)
            await hand.press("up")
        await hand.press("escape")
        hand.app.push_screen(EntryScreen(list_id))
        await hand.settle()
        await hand.press("f1")
        assert hand.screen == "HelpScreen"
        await hand.press("escape")
        hand.app.speak("en" if lang == "fr" else "fr")  # the letters change with the language, and nothing is lost
        await hand.settle()
        assert hand.shows(words("en" if lang == "fr" else "fr")("conversation"))


async def test_an_empty_committee_is_told_what_lists_promises_and_scripts_are_for(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    from tui.screens.field.lists import ListsScreen
    from tui.screens.field.promises import PromisesScreen
    from tui.screens.field.scripts import ScriptsScreen
    from tui.screens.field.silence import SilenceScreen

    async with opened(file, lang="fr", size=(80, 24)) as hand:
        for screen, taught in (
            (ListsScreen(committee, "Croix-Rousse"), "chaque porte demande une touche"),
            (PromisesScreen(committee), "Rien n'est promis"),
            (ScriptsScreen(committee), "Tapez n pour en écrire un"),
            (SilenceScreen(committee), "choix d'Appui"),
        ):
            hand.app.push_screen(screen)
            await hand.settle()
            assert hand.shows(taught), hand.grid()
            check_keys(hand)
            check_width(hand)
            await hand.press("escape")
        # A script and a poll are entered by keys alone.
        hand.app.push_screen(ScriptsScreen(committee))
        await hand.settle()
        await hand.press("n")
        await hand.put("Visite")
        hand.app.screen.query_one("#questions").focus()
        await hand.press("n")
        await hand.put("Avec nous ?")
        await hand.press("enter", "enter", "enter")
        assert hand.shows("★")
        await hand.press("ctrl+s")
        assert hand.one("SELECT kind FROM question") == "scale"
        await hand.press("escape")
        hand.app.push_screen(SilenceScreen(committee))
        await hand.settle()
        await hand.press("n")
        await hand.put("11/4/2027")
        await hand.press("enter", "enter", "enter")
        assert hand.one("SELECT poll_on FROM silence_period") == "2027-04-11"
        assert hand.one("SELECT starts_at FROM silence_period").startswith("2027-04-09T22:00")
        await hand.press("h")
        await hand.put("9:30 19:00 11:00")
        await hand.press("enter")
        assert hand.shows("09:30")
