"""List numbers catch every slip of one character and every swap of two neighbours."""

from __future__ import annotations

import random
import uuid
from itertools import product

import pytest

from campaign.field.lists import numbers


def test_no_sign_is_mistaken_for_another() -> None:
    assert len(set(numbers.ALPHABET)) == 23
    assert set(numbers.ALPHABET).isdisjoint("AEIOUYL01258")


def test_every_single_wrong_sign_is_refused_wherever_it_stands() -> None:
    """The check is linear, so that what holds among zeros holds among any other signs: all pairs are tried there."""
    for place, (was, typed) in product(range(numbers.LENGTH), product(numbers.ALPHABET, repeat=2)):
        right = _one_with({place: was})
        assert numbers.holds(right)
        assert numbers.holds(_with(right, place, typed)) is (was == typed)


def test_every_swap_of_neighbours_is_refused_wherever_it_is() -> None:
    for place, (one, other) in product(range(numbers.LENGTH - 1), product(numbers.ALPHABET, repeat=2)):
        right = _one_with({place: one, place + 1: other})
        assert numbers.holds(right)
        wrong = _with(_with(right, place, other), place + 1, one)
        assert numbers.holds(wrong) is (one == other)


def test_whole_numbers_survive_no_slip_and_no_swap() -> None:
    chance = random.Random(4)
    for _ in range(300):
        number = numbers.made_from(uuid.UUID(int=chance.getrandbits(128)))
        assert numbers.holds(number)
        for place in range(numbers.LENGTH):
            for sign in numbers.ALPHABET:
                assert numbers.holds(_with(number, place, sign)) is (sign == number[place])
        for place in range(numbers.LENGTH - 1):
            signs = list(number)
            signs[place], signs[place + 1] = signs[place + 1], signs[place]
            assert numbers.holds("".join(signs)) is (number[place] == number[place + 1])


def test_the_same_identifier_gives_the_same_number() -> None:
    source = uuid.UUID(int=7)
    assert numbers.made_from(source) == numbers.made_from(source)
    drawn = {numbers.made_from(uuid.UUID(int=n)) for n in range(2000)}
    assert len(drawn) > 1980  # of 279,841


@pytest.mark.parametrize(
    ("typed", "read"),
    [("r7k3b", "R7K3B"), (" R7-K3 B ", "R7K3B"), ("R7K38", "R7K3B"), ('rèk"b', "R7K3B"), ("sç'zg", "S94ZG")],
)
def test_small_letters_spaces_and_digits_without_shift_are_read(typed: str, read: str) -> None:
    assert numbers.normal(typed) == read


def test_what_comes_near_is_proposed_the_likeliest_first() -> None:
    known = ["R7K3B", "R7K4C", "XXXXX", "7RK3B"]
    assert numbers.near("R7K3C", known) == ["R7K3B", "R7K4C", "7RK3B"]
    assert numbers.near("", known) == []


def _with(number: str, place: int, sign: str) -> str:
    return number[:place] + sign + number[place + 1 :]


def _one_with(signs: dict[int, str]) -> str:
    """A number that holds, with these signs in their places and the rest as near zero as it goes."""
    free = next(place for place in range(numbers.LENGTH) if place not in signs)
    for value in numbers.ALPHABET:
        number = "".join(signs.get(i, value if i == free else numbers.ALPHABET[0]) for i in range(numbers.LENGTH))
        if numbers.holds(number):
            return number
    raise AssertionError(f"no number has {signs}")
