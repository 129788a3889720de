"""People by keys: one line enters someone, lists are narrowed and tagged, a file comes in, two entries become one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
TAGGED = "SELECT count(*) FROM person_tag p JOIN tag t ON t.id = p.tag_id WHERE t.name = 'Essai'"


@pytest.fixture
def file(demo_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(demo_file)


async def test_one_line_enters_someone_u_takes_them_back_and_one_that_will_not_do_is_asked_again(
    opened: Opened, file: Path
) -> None:
    async with opened(file, demo=True) as hand:
        await hand.press("b", "n")
        await hand.put("Zoé Müller, 06 39 98 77 66, zoe@example.org, Lyon 4e")
        await hand.press("enter")
        assert hand.one("SELECT search_key FROM contact_point WHERE search_key = '+33639987766'")
        assert hand.one("SELECT commune_code FROM person WHERE family_name = 'Müller'") == "69384"
        assert hand.one("SELECT count(*) FROM membership m JOIN person p ON p.id = person_id WHERE given_name = 'Zoé'")
        assert hand.shows("Zoé Müller")
        await hand.press("u")
        assert hand.one("SELECT count(*) FROM person WHERE family_name = 'Müller'") == 0
        before = hand.one("SELECT count(*) FROM person")
        hand.app.clear_notifications()
        await hand.press("n")
        await hand.put("Zoé Müller, zoe@@example.org")
        await hand.press("enter")
        assert hand.app.focused.value == "Zoé Müller, zoe@@example.org"
        assert hand.shows("is not a mail address") and not hand.toasts()
        await hand.press("escape")
        assert hand.one("SELECT count(*) FROM person") == before


async def test_a_line_with_a_number_typed_in_the_committee_is_a_name_and_a_number(opened: Opened, file: Path) -> None:
    async with opened(file, demo=True) as hand:
        await hand.press("w", "b")
        await hand.put("Zoé Müller, 06 39 98 77 66")
        await hand.press("enter")
        assert hand.one("SELECT given_name || ' ' || family_name FROM person WHERE given_name = 'Zoé'") == "Zoé Müller"
        assert hand.one("SELECT value FROM contact_point WHERE search_key = '+33639987766'") == "06 39 98 77 66"
        await hand.press("escape", "b", "n")
        await hand.put("zoe muller")
        await hand.press("enter")
        assert any("beside someone of that name" in toast for toast in hand.toasts())


async def test_a_search_forgives_one_typo_and_escape_shows_everyone_again(opened: Opened, file: Path) -> None:
    async with opened(file, demo=True) as hand:
        await hand.press("b")
        listing = hand.app.screen.query_one("#list")
        everyone = listing.total
        name = listing.row.cells[0]
        family = max(name.split(), key=len)
        await hand.press("slash")
        await hand.type(family[:2] + family[3:])  # one letter is missing
        assert 0 < listing.total < everyone
        assert any(name == listing._row(i).cells[0] for i in range(listing.total))
        await hand.press("escape")
        assert listing.total == everyone


async def test_those_who_are_marked_get_a_tag_and_the_list_is_narrowed_to_it(opened: Opened, file: Path) -> None:
    async with opened(file, demo=True, size=(140, 40)) as hand:
        await hand.press("b", "space", "space")
        assert hand.shows("2 marked")
        await hand.press("t")
        await hand.put("Essai")
        await hand.press("enter")
        assert hand.one(TAGGED) == 2
        await hand.press("f")
        await hand.choose(("tag", "Essai"))
        assert hand.app.screen.query_one("#list").total == 2
        assert hand.shows("tag “Essai”")
        await hand.press("f")
        await hand.choose(("keep", None))
        await hand.put("Sundays")
        await hand.press("enter")
        assert hand.one("SELECT name FROM saved_filter") == "Sundays"
        await hand.press("escape", "u", "u")
        assert not hand.one(TAGGED)


async def test_what_someone_agrees_to_and_offers_and_the_tags_they_have_are_typed_or_chosen_on_their_screen(
    opened: Opened, file: Path
) -> None:
    async with opened(file, demo=True, size=(140, 40)) as hand:
        await hand.press("b", "enter")
        facts = hand.app.screen.query_one("#facts")
        person = hand.app.screen.person_id.hex

        async def choose_mail() -> None:
            rows = [facts._row(i).key for i in range(facts.total)]
            await hand.choose(next(key for key in rows if isinstance(key, tuple) and key[1].channel == "post"))

        await choose_mail()
        await hand.choose("paper")
        said = (
            "SELECT origin || (withdrawn_at IS NULL) FROM consent WHERE channel = 'post' AND hex(person_id) = :person"
        )
        assert hand.one(said, person=person.upper()) == "paper1"
        await choose_mail()
        await hand.choose("no")
        assert hand.one(said, person=person.upper()) == "paper0"
        assert hand.shows("✗ 2026-11-18")
        hand.app.clear_notifications()
        offered = "SELECT count(*) FROM person_skill WHERE skill_id = 'first_aid' AND hex(person_id) = :person"
        person = person.upper()
        before = hand.one(offered, person=person)
        await hand.press("s")
        await hand.choose("first_aid")
        await hand.press("d")
        await hand.put("sat 12-9")
        await hand.press("enter")
        assert hand.shows("end before they begin")
        await hand.put("sat 9-12, mon 18:30-21")
        await hand.press("enter", "t")
        await hand.put("marché, tracts")
        await hand.press("enter")
        assert hand.one(offered, person=person) != before
        assert hand.one("SELECT count(*) FROM availability WHERE hex(person_id) = :person", person=person) == 2
        assert hand.shows("sat 9:00-12:00") and hand.shows("marché, tracts")


async def test_a_correction_beside_another_window_is_refused_and_keeps_what_was_typed(
    opened: Opened, file: Path
) -> None:
    from campaign.people.details import PersonForm, edit_person

    async with opened(file, demo=True) as hand:
        await hand.press("b", "enter", "enter")
        await hand.put("Elsewhere", "#family")
        person = hand.app.screen.file.person
        with hand.app.opening.store.write() as unit:
            edit_person(unit, PersonForm(person_id=person.id, given_name="Other", family_name="Window"))
        await hand.press("ctrl+s")
        assert hand.screen == "EditPersonScreen"
        assert hand.app.screen.query_one("#family").value == "Elsewhere"
        assert hand.one("SELECT count(*) FROM person WHERE family_name = 'Window'") == 1
        await hand.press("escape", "enter")
        assert hand.screen == "PersonScreen"


async def test_a_file_of_people_comes_in_by_keys_once_its_bad_lines_are_left_out(
    opened: Opened, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Qui;Tél\nZoé Müller;0639987766\nLuc Xanadu;12\n", encoding="cp1252")
    async with opened(file, demo=True, size=(140, 40)) as hand:
        before = hand.one("SELECT count(*) FROM person")
        await hand.press("b", "i")
        await hand.put(str(path))
        await hand.press("enter")
        assert hand.screen == "ImportScreen"
        assert hand.shows("No column of liste.csv is a name")
        hand.app.screen.query_one("#fields").focus()
        await hand.press("home", "enter")
        await hand.choose("name")
        assert hand.shows("“12” is not a phone number")
        await hand.press("ctrl+s")
        assert hand.one("SELECT count(*) FROM person") == before
        await hand.press("x", "ctrl+s", "enter")
        assert hand.one("SELECT count(*) FROM person") == before + 1
        assert hand.screen == "PeopleScreen"
        await hand.press("u")
        assert hand.one("SELECT count(*) FROM person") == before


async def test_two_entries_become_one_by_keys(opened: Opened, file: Path) -> None:
    async with opened(file, demo=True) as hand:
        await hand.press("b")
        for line in ("Xavier Zanzibar, 06 39 98 77 66", "X. Zanzibar 0639987766"):
            await hand.press("n")
            await hand.put(line)
            await hand.press("enter")
        await hand.press("d")
        assert hand.shows("the same phone")
        await hand.press("enter", "enter")
        assert hand.one("SELECT count(*) FROM person WHERE family_name = 'Zanzibar'") == 1
        await hand.press("u")
        assert hand.one("SELECT count(*) FROM person WHERE family_name = 'Zanzibar'") == 2
        await hand.press("x")
        assert hand.shows("No two entries look like one person")


@pytest.mark.long  # the pictures of both screens at that size are compared each day
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_nothing_is_cut_at_eighty_columns(opened: Opened, file: Path, lang: str) -> None:
    async with opened(file, lang, (80, 24), demo=True) as hand:
        await hand.press("b")
        assert not any("…" in line for line in hand.grid())
        await hand.press("enter")
        assert all(len(line) <= 80 for line in hand.grid())
