"""One key a door: what keys mean, in both languages, on a keyboard whose digits need Shift."""

from __future__ import annotations

import random
import uuid
from dataclasses import replace

import pytest

from campaign.errors.doors import CountTooHigh, LetterUnknown, SecondLetterNeeded
from campaign.field.doors.keyboard import AZERTY, DIGITS, REPEAT, SCOPE, Keyboard, next_index, targets, typed
from campaign.field.outcomes import ALL, keys
from campaign.views.field import SheetLine

BLANK = SheetLine(
    position=1, stop=1, door_id=uuid.UUID(int=0), address="1 rue", street="rue", side="odd", stairwell=0, floor=0,
    place=1, floors=0, mark="", outcome="", leaflet=False, note="", visit_id=None, do_not_contact=False,
    building_id=None,
)  # fmt: skip
BLOCK = uuid.UUID(int=9)


def sheet(houses: int, floors: int = 0, doors: int = 0) -> list[SheetLine]:
    """So many houses, then a block of so many floors (and the ground) with so many doors each."""
    lines = [replace(BLANK, stop=n) for n in range(1, houses + 1)]
    lines += [
        replace(BLANK, stop=houses + 1, floor=floor, place=place, floors=floors, building_id=BLOCK)
        for floor in range(floors, -1, -1)
        for place in range(1, doors + 1)
    ]
    return [replace(line, position=n, door_id=uuid.UUID(int=n)) for n, line in enumerate(lines, 1)]


def entered(lines: list[SheetLine], text: str, lang: str = "fr", start: int = 0) -> str:
    """The lines as letters after some keys; a dot where nothing was entered."""
    letters = {o.code: key for key, o in keys(lang).items()}
    now = [letters.get(line.outcome, ".") for line in lines]
    for filled, stroke in typed(lines, start, text, lang):
        for i in filled:
            now[i] = letters[stroke.outcome.code]
    return "".join(now)


def test_every_outcome_has_one_plain_letter_in_each_language_and_none_is_taken_twice() -> None:
    for lang in ("fr", "en"):
        letters = keys(lang)
        assert len(letters) == len(ALL)
        assert all(key.isascii() and key.isalpha() and key.islower() for key in letters)
        assert letters.keys().isdisjoint({*DIGITS, *REPEAT, *SCOPE, "t", "u", "b", "s", "q", "h", "j"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("aad", "aad..."),
        ("3a", "aaa..."),
        ('"a', "aaa..."),
        ("éa", "aa...."),
        ("&ra", "ra...."),
        ("a  ", "a....."),  # on a command line spaces separate; a full stop repeats
        ("d k k  r", "dkr..."),
        ("a.", "aa...."),
        ("a..", "aaa..."),
        ("aé .", "aaa..."),
        ("AD", "ad...."),
        ("kk", "k....."),
        ("zz.", "z....."),  # what would do harm is not repeated
        ("3kk", "k....."),
    ],
)
def test_counts_repeats_and_second_keys(text: str, wanted: str) -> None:
    assert entered(sheet(6), text) == wanted


def test_a_lone_letter_of_two_and_a_count_above_what_is_left_are_refused_before_anything_is_entered() -> None:
    for text, letter in (("3ak.d", "k"), ("kkk", "k"), ("zad", "z"), ("az", "z"), ("zk", "z"), ("k3a", "k")):
        with pytest.raises(SecondLetterNeeded) as lone:
            typed(sheet(9), 0, text, "fr")
        assert lone.value.facts["letter"] == letter
    for text, count in (("7a", 7), ("999a", 999), ("éàa", 20), ("1234a", 1234)):
        with pytest.raises(CountTooHigh) as high:
            typed(sheet(6), 0, text, "fr")
        assert high.value.facts == {"count": count, "left": 6}
    board = Keyboard("fr")
    assert board.press("k") is None and board.press("a") is None
    assert board.unsaid == "deceased" and not board.held  # that key only takes back; the next one enters again
    assert board.press("a") is not None and not board.unsaid
    assert board.press(" ") is not None


def test_english_letters_are_english() -> None:
    assert entered(sheet(6), "cnrlodd", "en") == "cnrlod"


def test_a_floor_a_column_a_stairwell_a_building_fill_what_is_empty_there() -> None:
    lines = sheet(1, floors=2, doors=3)
    lines[2] = replace(lines[2], outcome="conversation")
    assert entered(lines, "ea", start=1) == ".ada......"
    assert entered(lines, "eei", start=5) == "..d..i..i."  # doors above one another
    assert entered(lines, "eeei", start=5) == ".idiiiiiii"
    assert entered(lines, "eeeei", start=1) == ".idiiiiiii"
    assert entered(lines, "eeeeea", start=1) == ".ad......."  # round again to none
    assert entered(sheet(3), "ea") == "a.."  # a house is its own floor


def test_filled_lines_are_passed_over_and_the_one_under_the_cursor_is_corrected() -> None:
    lines = sheet(6)
    lines[1] = replace(lines[1], outcome="refused")
    assert entered(lines, "3a") == "araa.."
    assert entered(lines, "d", start=1) == ".d...."
    assert next_index(lines, [0]) == 2
    assert next_index([replace(x, outcome="moved") for x in lines], [5]) == 5


def test_a_letter_that_means_nothing_is_refused_before_anything_is_entered() -> None:
    with pytest.raises(LetterUnknown) as unknown:
        typed(sheet(3), 0, "aay", "fr", str.upper)
    assert "a NOT HOME" in str(unknown.value.facts["choices"])


def test_nothing_is_repeated_before_anything_was_entered() -> None:
    board = Keyboard("fr")
    assert board.press(" ") is None
    assert board.press("4") is None
    assert board.held.count == 4
    board.drop()
    assert not board.held
    assert board.press("y") is None


def strokes(text: str) -> int:
    """Keys on a French keyboard: a Shift is one more; digits, capitals and the full stop need it."""
    return sum(2 if char.isupper() or (char.isdigit()) or char in ".+" else 1 for char in text)


def realistic(doors: int, seed: int) -> list[str]:
    """Outcomes as they come in a street and a few blocks: 55 % absent, in runs; a conversation at one door in five."""
    chance = random.Random(seed)
    others = [("conversation", 20), ("refused", 9), ("later", 6), ("opened", 4), ("inaccessible", 3), ("moved", 2)]
    found: list[str] = []
    while len(found) < doors:
        if chance.random() < 0.37:
            found += ["not_home"] * chance.choice((1, 2, 2, 3, 4, 5))
        else:
            codes, weights = zip(*others, strict=True)
            found += chance.choices(codes, weights)
    return found[:doors]


def shortest(outcomes: list[str]) -> str:
    """What a practised typist presses: three alike in a row by a count, two by the letter twice."""
    letters = {o.code: o.key_fr for o in ALL}
    digits = {n: key for key, n in AZERTY.items()}
    text, at = "", 0
    while at < len(outcomes):
        run = 1
        while at + run < len(outcomes) and outcomes[at + run] == outcomes[at] and run < 9:
            run += 1
        letter = letters[outcomes[at]]
        text += f"{digits[run]}{letter}" if run > 2 else letter * run
        at += run
    return text


@pytest.mark.parametrize("seed", range(20))
def test_sixty_doors_take_at_most_one_key_and_three_tenths_a_door_on_a_french_keyboard(seed: int) -> None:
    outcomes = realistic(60, seed)
    assert 0.35 <= outcomes.count("not_home") / 60 <= 0.75
    text = shortest(outcomes)
    assert strokes(text) <= 1.3 * 60
    assert strokes("".join({o.code: o.key_fr for o in ALL}[code] for code in outcomes)) == 60  # without any count
    lines = sheet(60)
    assert entered(lines, text) == "".join({o.code: o.key_fr for o in ALL}[code] for code in outcomes)


def test_only_empty_lines_and_the_one_under_the_cursor_are_ever_filled() -> None:
    chance = random.Random(3)
    for _ in range(200):
        lines = [replace(x, outcome=chance.choice(["", "", "not_home"])) for x in sheet(chance.randint(1, 5), 3, 2)]
        index = chance.randrange(len(lines))
        text = "".join(chance.choices("aei3é", k=4)) + "a"
        try:
            strokes_ = typed(lines, index, text, "fr")
        except CountTooHigh:
            continue
        for filled, stroke in strokes_:
            assert filled[0] >= 0
            for i in filled:
                assert i == index or not lines[i].outcome
            for i in filled:
                lines[i] = replace(lines[i], outcome=stroke.outcome.code)
            index = next_index(lines, filled)
            assert targets(lines, index, replace(stroke, count=1, scope="")) == [index]
