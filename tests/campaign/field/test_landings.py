"""The doors of a building in order, and its parts in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.field.landings import doors_in_order, landings, part_code, say_part
from campaign.words import words


def test_one_goes_up_first_and_comes_down_stairwell_after_stairwell() -> None:
    assert doors_in_order(6, 1, 2) == [(1, 1, 1), (1, 1, 2), (1, 0, 1), (2, 1, 1), (2, 1, 2), (2, 0, 1)]
    assert doors_in_order(3, 2, 1) == [(0, 2, 1), (0, 1, 1), (0, 0, 1)]
    assert doors_in_order(2, 5, 1) == [(0, 5, 1), (0, 4, 1)]


@given(st.integers(0, 900), st.integers(0, 30), st.integers(1, 12))
def test_every_home_of_a_building_is_one_door(homes: int, floors: int, stairwells: int) -> None:
    doors = doors_in_order(homes, floors, stairwells)
    assert len(doors) == len(set(doors)) == homes == sum(one.homes for one in landings(homes, floors, stairwells))


@pytest.mark.parametrize(
    ("first", "count", "english", "french"),
    [
        (0, 120, "", ""),
        (0, 60, "stairwell 1, floors 9 to ground", "escalier 1, du 9e étage au rez-de-chaussée"),
        (60, 30, "stairwell 2, floors 9 to 5", "escalier 2, du 9e au 5e étage"),
        (114, 6, "stairwell 2, ground floor", "escalier 2, rez-de-chaussée"),
        (
            30,
            60,
            "from stairwell 1, floor 4, to stairwell 2, floor 5",
            "de l'escalier 1, 4e étage, à l'escalier 2, 5e étage",
        ),
        (102, 12, "stairwell 2, floors 2 to 1", "escalier 2, du 2e au 1er étage"),
        (5, 50, "doors 6 to 55", "portes 6 à 55"),
    ],
)
def test_a_part_of_a_building_is_said_in_words(first: int, count: int, english: str, french: str) -> None:
    code = part_code(120, 9, 2, first, count)
    assert say_part(code, words("en")) == english
    assert say_part(code, words("fr")) == french


def test_where_floors_are_not_known_doors_are_counted() -> None:
    assert say_part(part_code(90, 0, 1, 45, 45), words("en")) == "doors 46 to 90"
    assert say_part(part_code(90, 0, 1, 89, 1), words("en")) == "door 90"
