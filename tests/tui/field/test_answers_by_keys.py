"""What is answered at one door and shows no opinion: a key an answer, on the sheet being typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.field.test_typing_sheets import enter

Opened = Callable[..., Any]
KEPT = "SELECT group_concat(value, '|') FROM (SELECT a.value FROM answer a JOIN visit v ON v.id = a.visit_id JOIN question q ON q.id = a.question_id WHERE v.voided_at IS NULL ORDER BY v.id, q.position)"  # noqa: E501


def asking(path: Path) -> None:
    """The sheet of sixty doors, whose script asks three things beside the opinion."""
    from sqlalchemy import select

    from campaign.field.scripts import QuestionForm, ScriptForm, write_script
    from db.store import Store
    from db.tables import Committee, Script

    store = Store.on_file(path)
    questions = (
        QuestionForm("Avec nous ?", "scale", defines_success=True),
        QuestionForm("Inscrit ici ?", opinion=False),
        QuestionForm("Quand passer ?", "choice", ("matin", "soir"), opinion=False),
        QuestionForm("Une question ?", "text", opinion=False),
    )
    with store.read() as session:
        committee, script = session.scalars(select(Committee.id)).one(), session.scalars(select(Script)).one()
        form = ScriptForm(committee, script.name, "Bonjour !", questions, script.id, script.version)
    with store.write() as unit:
        write_script(unit, form)
    store.close()


@pytest.fixture
def asking_file(filled: Callable[..., Path], copy: Callable[[Path], Path]) -> Path:
    return copy(filled("asking.appui", asking))


async def test_answers_are_kept_with_the_conversation_just_typed_a_key_each_and_opinions_are_not_asked_there(
    opened: Opened, asking_file: Path
) -> None:
    async with opened(asking_file, lang="fr") as hand:
        await enter(hand)
        await hand.type("a")
        assert not hand.shows("q : ce qui a été répondu")
        await hand.type("d")
        assert hand.shows("q : ce qui a été répondu")
        await hand.press("q")
        assert hand.screen == "AnswersDialog"
        assert hand.shows("Inscrit ici") and not hand.shows("Avec nous")
        await hand.press("o")
        await hand.press("é")  # 2 on a French keyboard, without Shift
        await hand.type("vote blanc")
        await hand.press("enter")
        assert hand.shows("ce que quelqu'un pense")
        await hand.press(*["backspace"] * 10)
        await hand.type("la piscine")
        await hand.press("enter")
        assert hand.screen == "EntryScreen"
        assert hand.shows("3 réponses")
        assert hand.one(KEPT) == "yes|soir|la piscine"
        await hand.press("t")  # a leaflet makes another row of the visit: the answers go along
        assert hand.one(KEPT) == "yes|soir|la piscine"
        await hand.type("d")
        await hand.press("q", "enter", "1", "up", "delete", "enter", "enter")
        assert hand.screen == "EntryScreen"
        assert hand.one(KEPT) == "yes|soir|la piscine"
        await hand.press("q", "q")
        assert hand.screen == "TallyScreen"
        await hand.press("escape")
        await hand.type("25d")
        await hand.press("y")
        assert hand.screen == "EveningScreen" and hand.shows("À revoir") and hand.shows("plus de 40")
        await hand.press("escape")
        await hand.type("a")
        await hand.press("q")  # nobody was home: there is nothing to keep, opinions can be counted
        assert hand.screen == "TallyScreen"
