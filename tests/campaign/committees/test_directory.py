"""The directory: found in any spelling, with as many queries for six thousand committees as for six."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from campaign.actions import cancel_action
from campaign.committees.changes import close, merge, reopen
from campaign.committees.directory import DORMANT_DAYS, directory, lines_of, show_committee
from campaign.committees.members import remove_member
from campaign.committees.views import FOLLOWER, MEMBER
from campaign.errors import CommitteeUnknown
from campaign.figures import ACTIVE_DAYS, figures
from campaign.periods import Period
from db.tables import Committee


def names(hands: Any, search: str = "", **options: Any) -> list[str]:
    return [line.name for line in hands.see(directory, hands.clock.now, search=search, **options).lines]


@contextmanager
def counted(hands: Any) -> Iterator[list[str]]:
    """The statements sent while a block runs."""
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(hands.store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(hands.store.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def several(
    new_hands: Callable[[Path], Any], prepared: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Committees that are looked for, and never changed: one file serves all these tests."""
    hands = new_hands(tmp_path_factory.mktemp("several") / "local.appui")
    hands.take(prepared("several", create_several))
    yield hands
    hands.close()


def create_several(hands: Any) -> None:
    hands.create("Zèbres de l’Ouest", "Rennes")
    hands.create("Écologie & liberté", "Saint-Étienne")
    hands.create("Comité N'Guyên", "L'Haÿ-les-Roses")
    hands.create("Œuvriers", "Œuilly (51)")
    hands.create("Amis du Léman", "Genève, Suisse")
    hands.create("Bateliers", "Lyon 4e", "Villeurbanne")
    hands.create("Insulaires", "Ajaccio")
    hands.create("[/] 100 %", "Croix (59)")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("zebres", "Zèbres de l’Ouest"),
        ("OUEST ZÈBRES", "Zèbres de l’Ouest"),
        ("ouest rennes", "Zèbres de l’Ouest"),
        ("etienne", "Écologie & liberté"),
        ("st etienne", "Écologie & liberté"),
        ("Étienne écologie", "Écologie & liberté"),
        ("42", "Écologie & liberté"),
        ("42218", "Écologie & liberté"),
        ("42100", "Écologie & liberté"),
        ("nguyen", "Comité N'Guyên"),
        ("hay les roses", "Comité N'Guyên"),
        ("L'HAŸ", "Comité N'Guyên"),
        ("oeuilly", "Œuvriers"),
        ("œuvriers", "Œuvriers"),
        ("geneve", "Amis du Léman"),
        ("suisse amis", "Amis du Léman"),
        ("switzerland", "Amis du Léman"),
        ("villeurbanne bateliers", "Bateliers"),
        ("69004", "Bateliers"),
        ("lyon", "Bateliers"),
        ("2a", "Insulaires"),
        ("2a004", "Insulaires"),
        ("corsaires", None),
        ("lyon rennes", None),
        ("100", "[/] 100 %"),
        ("oix", None),
    ],
)
def test_a_committee_is_found_in_any_spelling_and_word_order(several: Any, search: str, found: str | None) -> None:
    assert names(several, search) == ([found] if found else [])


@pytest.mark.parametrize("search", ["", "%", "_", "'", "&", "\0"])
def test_a_pattern_is_no_search(several: Any, search: str) -> None:
    assert len(names(several, search)) == 8


def test_a_paste_does_not_break_the_search(several: Any) -> None:
    assert names(several, "x" * 100_000) == []
    assert names(several, "lyon " * 20_000) == ["Bateliers"]


def test_committees_come_in_french_order(several: Any) -> None:
    assert names(several) == [
        "[/] 100 %", "Amis du Léman", "Bateliers", "Comité N'Guyên", "Écologie & liberté", "Insulaires", "Œuvriers",
        "Zèbres de l’Ouest",
    ]  # fmt: skip


def test_pages_follow_one_another(several: Any) -> None:
    whole = names(several)
    pages = [several.see(directory, several.clock.now, offset=o, limit=3) for o in (0, 3, 6, 9)]
    assert [line.name for page in pages for line in page.lines] == whole
    assert {page.total for page in pages} == {8}
    assert [page.offset for page in pages] == [0, 3, 6, 9]


def test_ended_committees_show_when_asked(hands: Any) -> None:
    one, two, _three = hands.create("Un"), hands.create("Deux"), hands.create("Trois")
    hands.do(close, one)
    hands.do(merge, two, _three)
    assert names(hands) == ["Trois"]
    lines = hands.see(directory, hands.clock.now, ended=True).lines
    assert {line.name: line.state for line in lines} == {"Un": "closed", "Deux": "merged", "Trois": "active"}
    hands.do(reopen, one)
    assert names(hands) == ["Trois", "Un"]


def test_members_and_followers_are_counted_apart(hands: Any) -> None:
    committee = hands.create()
    gone = hands.join(committee, "Parti")
    for number in range(3):
        hands.join(committee, f"Membre {number}")
    hands.join(committee, "Fan", FOLLOWER)
    hands.do(remove_member, committee, gone)
    (line,) = hands.see(directory, hands.clock.now).lines
    assert (line.members, line.followers, line.split_due) == (3, 1, False)


def test_a_split_is_due_past_the_maximum_and_never_done(hands: Any) -> None:
    committee = hands.create()
    for number in range(13):
        assert not hands.see(show_committee, committee, hands.clock.now).split_due
        hands.join(committee, f"Membre {number}")
    assert hands.see(show_committee, committee, hands.clock.now).split_due
    assert hands.see(directory, hands.clock.now).lines[0].split_due
    hands.do(close, committee)
    assert not hands.see(directory, hands.clock.now, ended=True).lines[0].split_due


def test_dormant_is_computed_at_its_boundary(hands: Any) -> None:
    born = hands.clock.now
    committee = hands.create()

    def state() -> str:
        (line,) = hands.see(directory, hands.clock.now).lines
        assert hands.see(show_committee, committee, hands.clock.now).dormant == (line.state == "dormant")
        return str(line.state)

    hands.clock.now = born + timedelta(days=DORMANT_DAYS)
    assert state() == "active"
    hands.clock.now += timedelta(microseconds=1)
    assert state() == "dormant"
    planned = hands.plan(committee, hands.clock.now.date() + timedelta(days=90))
    assert state() == "active"
    hands.do(cancel_action, planned)
    assert state() == "dormant"
    hands.hold(committee, hands.clock.now.date() - timedelta(days=1))
    assert state() == "active"
    stored = set(hands.all(select(Committee.state)))
    assert stored == {("active",)}


def test_a_closed_committee_is_closed_not_dormant(hands: Any) -> None:
    committee = hands.create()
    hands.clock.on(days=100)
    hands.do(close, committee)
    assert hands.see(directory, hands.clock.now, ended=True).lines[0].state == "closed"
    assert not hands.see(show_committee, committee, hands.clock.now).dormant


def test_the_last_and_the_next_action_are_shown_in_the_committees_days(hands: Any) -> None:
    tahiti = hands.create("Papeete", "Papeete")
    hands.hold(tahiti, date(2026, 2, 20))
    hands.hold(tahiti, date(2026, 2, 28))
    hands.plan(tahiti, date(2026, 3, 9))
    hands.plan(tahiti, date(2026, 3, 20))
    (line,) = hands.see(directory, hands.clock.now).lines
    assert (line.last_action, line.next_action) == (date(2026, 2, 28), date(2026, 3, 9))


def test_active_members_are_those_of_the_figures(hands: Any) -> None:
    committee = hands.create()
    people = [hands.join(committee, f"Membre {number}") for number in range(4)]
    today = hands.clock.now.date()
    for person, days in zip(people, (0, ACTIVE_DAYS - 1, ACTIVE_DAYS), strict=False):
        action = hands.plan(committee, today - timedelta(days=days), at=hands.clock.now.time())
        hands.report(action, person)
    hands.clock.on(hours=2)
    view = hands.see(show_committee, committee, hands.clock.now)
    assert {m.person_id for m in view.members if m.active} == set(people[:2])
    assert hands.see(figures, committee, Period(today, today), hands.clock.now).active_members == 2


def test_the_number_of_queries_does_not_depend_on_the_number_of_committees(hands: Any) -> None:
    def life(number: int) -> None:
        committee = hands.create(f"Comité {number}", "Lyon", "Villeurbanne")
        hands.join(committee, f"Membre {number}", MEMBER)
        hands.hold(committee, date(2026, 3, 1))

    seen = []
    for rounds in (1, 5):
        for number in range(rounds):
            life(number)
        with counted(hands) as statements:
            hands.see(directory, hands.clock.now, search="lyon comité")
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 9


def test_no_committee_at_all_is_an_empty_page(hands: Any) -> None:
    page = hands.see(directory, hands.clock.now)
    assert (page.lines, page.total) == ((), 0)
    assert hands.see(lines_of, [], hands.clock.now) == []


def test_a_committee_that_does_not_exist_is_refused(hands: Any) -> None:
    with pytest.raises(CommitteeUnknown):
        hands.see(show_committee, uuid.uuid4(), hands.clock.now)
