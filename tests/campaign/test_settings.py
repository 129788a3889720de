"""Who is at the keyboard, and which committee Home shows."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.committees import changes
from campaign.errors import NameNeeded, PersonAmbiguous, PersonUnknown
from campaign.people import add_person, list_people
from campaign.settings import choose_home, declare_me, home_committee, who_am_i


def test_nobody_is_at_the_keyboard_of_a_new_file(hands: Any) -> None:
    assert hands.see(who_am_i) is None
    assert hands.see(home_committee) is None


def test_a_new_name_is_entered_and_a_known_one_is_taken(hands: Any) -> None:
    ana = hands.do(add_person, "Ana Diaz").id
    assert hands.do(declare_me, "ana diaz").id == ana
    with pytest.raises(PersonUnknown):  # among others, a new name may be a mistyped one: it is asked about
        hands.do(declare_me, "Ana", only_known=True)
    assert hands.do(declare_me, "Ana Diaz", only_known=True).id == ana
    me = hands.do(declare_me, "Ana")
    assert me.id != ana
    assert hands.see(who_am_i) == me
    assert len(hands.see(list_people)) == 2


def test_a_name_that_two_have_or_none_can_have_is_refused(hands: Any) -> None:
    hands.do(add_person, "Ana Diaz")
    hands.do(add_person, "Ana Diaz")
    with pytest.raises(PersonAmbiguous):
        hands.do(declare_me, "Ana Diaz")
    with pytest.raises(NameNeeded):
        hands.do(declare_me, " ")
    assert hands.see(who_am_i) is None


def test_saying_who_acts_can_be_undone(hands: Any) -> None:
    hands.do(declare_me, "Ana Diaz")
    hands.undo()
    assert hands.see(who_am_i) is None
    assert hands.see(list_people) == []


def test_home_shows_the_latest_committee_until_another_is_chosen(hands: Any) -> None:
    first, second = hands.create("A"), hands.create("B")
    assert hands.see(home_committee) == second
    hands.do(choose_home, first)
    assert hands.see(home_committee) == first
    third = hands.create("C")
    assert hands.see(home_committee) == third


def test_choosing_home_is_nothing_to_undo_and_stands_in_no_ones_way(hands: Any) -> None:
    """The choice used to change the row that the creation had changed, which could then not be undone."""
    first, _second = hands.create("A"), hands.create("B")
    hands.do(choose_home, first)
    journal, audit = hands.counts()
    assert (journal, audit) == (2, 3)
    hands.undo()
    assert hands.see(home_committee) == first
    hands.undo()
    assert hands.see(home_committee) is None
    hands.redo()
    assert hands.see(home_committee) == first


def test_home_follows_a_merger(hands: Any) -> None:
    first, second, third = hands.create("A"), hands.create("B"), hands.create("C")
    hands.do(changes.merge, third, second)
    hands.do(changes.merge, second, first)
    assert hands.see(home_committee) == first
