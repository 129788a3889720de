"""Maps as arithmetic: what is near stays near, what is long fills the box, nothing is drawn outside it."""

from __future__ import annotations

import math
import uuid
from dataclasses import replace
from itertools import pairwise, product

import pytest

from campaign.field.drawing.chart import HERE, Shown, chart, frame_of, with_cursor
from campaign.field.drawing.clip import clipped
from campaign.field.drawing.dots import STYLES, Cells, Dots, Style
from campaign.field.drawing.frame import fit, nice_length, principal_axis, sketch
from campaign.field.drawing.hues import hues
from campaign.field.drawing.labels import Room, numbered
from campaign.field.earth import Plane
from campaign.views.field_map import Ground, Line, Round

PLANE = Plane(457_755_000, 48_270_000)


def lane(count: int = 20, turn: float = 0.0, aside: float = 0.0) -> list[tuple[int, int]]:
    """Houses ten metres apart along a straight street."""
    return [
        PLANE.degrees(
            n * 10 * math.cos(turn) - aside * math.sin(turn), n * 10 * math.sin(turn) + aside * math.cos(turn)
        )
        for n in range(count)
    ]


def ground(*walks: list[tuple[int, int]], streets: tuple[Line, ...] = ()) -> Ground:
    return Ground(tuple(Round(uuid.UUID(int=n), n + 1, tuple(stops)) for n, stops in enumerate(walks)), streets)


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.8, 1.2, math.pi / 2, 2.5])
def test_a_street_fills_the_box_whichever_way_it_runs(turn: float) -> None:
    points = [PLANE.metres(*point) for point in lane(40, turn)]
    frame = fit(points, 120, 40, margin=2)
    xs = [frame.place(*point)[0] for point in points]
    assert max(xs) - min(xs) > 110 or turn == 0.3  # nearly level already: north stays up
    assert all(0 <= x <= 120 and 0 <= y <= 40 for x, y in frame.places(points))
    assert frame.up[1] < 1e-9  # north is never in the lower half


def test_north_stays_up_unless_turning_makes_things_clearly_bigger() -> None:
    square = [(float(e), float(n)) for e, n in product((0, 50, 100), (0, 50, 100))]
    assert fit(square, 120, 60).angle == 0.0
    slanting = [(n * 10.0, n * 10.0) for n in range(30)]
    assert fit(slanting, 120, 40).angle != 0.0


def test_a_place_of_the_box_is_found_again_on_the_ground() -> None:
    frame = fit([(0.0, 0.0), (300.0, 200.0), (80.0, 290.0)], 120, 40, squeeze=0.5)
    for place in ((0.0, 0.0), (123.0, 45.0), (300.0, 200.0)):
        assert frame.metres(*frame.place(*place)) == pytest.approx(place, abs=1e-6)
        assert frame.places([place])[0] == pytest.approx(frame.place(*place))
    assert principal_axis([(0, 0), (10, 10), (20, 20)]) == pytest.approx(math.pi / 4)


@pytest.mark.parametrize(
    ("segment", "kept"),
    [
        ((1, 1, 5, 5), (1, 1, 5, 5)),
        ((-5, 5, 15, 5), (0, 5, 10, 5)),
        ((5, -5, 5, 15), (5, 0, 5, 10)),
        ((-4, -4, 14, 14), (0, 0, 10, 10)),
        ((-5, 3, -1, 3), None),
        ((-5, 8, 8, 21), None),
        ((12, 0, 12, 10), None),
    ],
)
def test_a_line_is_cut_at_the_border(
    segment: tuple[float, float, float, float], kept: tuple[float, float, float, float] | None
) -> None:
    found = clipped(segment, 10, 10)
    assert found == (None if kept is None else pytest.approx(kept))


@pytest.mark.parametrize("style", STYLES)
def test_a_walk_is_drawn_numbered_and_marked_in_every_style(style: Style) -> None:
    drawn = sketch(ground(lane(20), lane(20, aside=60), streets=(Line("Rue", tuple(lane(2, aside=30))),)))
    cells = Cells(60, 20, style)
    lines = chart(drawn, frame_of(drawn, cells, 0), cells, Shown(0)).lines()
    assert [len(line) for line in lines] == [60] * 20
    whole = "\n".join(lines)
    start, end = (">", "#") if style == "ascii" else ("►" if style == "blocks" else "▶", "■")
    for mark in ("1", "5", "10", "15", "20", start, end, "N "):
        assert mark in whole, (mark, whole)
    if style == "ascii":
        assert whole.isascii()
    elif style == "blocks":
        assert not any(0x2800 < ord(char) <= 0x28FF for char in whole)


def test_the_cursor_is_marked_without_drawing_all_anew() -> None:
    drawn = sketch(ground(lane(20)))
    cells = Cells(60, 20)
    frame = frame_of(drawn, cells, 0)
    under = chart(drawn, frame, cells, Shown(0))
    before = under.lines()
    over = with_cursor(under, drawn, frame, Shown(0, 6))
    assert under.lines() == before
    marked = [(text, layer) for row in range(20) for text, layer in over.runs(row) if layer == HERE]
    assert "●" in "".join(text for text, _ in marked) and "7" in "".join(text for text, _ in marked)
    assert with_cursor(under, drawn, frame, Shown(0, None)) is under


def test_the_same_ground_gives_the_same_drawing_and_a_far_view_draws_nothing_outside() -> None:
    drawn = sketch(ground(lane(60, 0.4), lane(60, 0.4, 50)))
    cells = Cells(40, 12)
    frame = frame_of(drawn, cells)
    assert chart(drawn, frame, cells, Shown(1)).lines() == chart(drawn, frame, cells, Shown(1)).lines()
    for other in (frame.zoomed(40), frame.moved(4000, 0), frame.zoomed(0.2)):
        assert len(chart(drawn, other, cells, Shown(1, 3)).lines()) == 12


def test_an_empty_ground_and_a_single_house_can_be_shown() -> None:
    for place in (Ground(), ground([(457_755_000, 48_270_000)]), ground([])):
        drawn = sketch(place)
        cells = Cells(30, 10)
        assert len(chart(drawn, frame_of(drawn, cells), cells, Shown(0, 0)).lines()) == 10


def test_neighbours_get_different_hues() -> None:
    rows = [[(e * 10.0, n * 20.0) for e in range(20)] for n in range(9)]
    tones = hues(rows)
    assert set(tones) <= {0, 1, 2}
    assert all(one != other for one, other in pairwise(tones))


def test_a_layer_above_hides_what_is_beneath_in_its_cell() -> None:
    dots = Dots(Cells(4, 1))
    dots.line(0, 0, 7, 0, 1)
    dots.dot(2, 3, 6)
    dots.dot(2, 3, 1)
    assert dots.runs(0) == [("⠉", 1), ("⡀", 6), ("⠉⠉", 1)]
    dots.blob(3, 3, 1)
    assert dots.runs(0)[1] == ("⡀", 6)
    dots.blob(0, 0, 7)
    assert dots.runs(0)[0] == ("⠛", 7)
    dots.write(3, 0, "9", 8)
    assert dots.runs(0)[-1] == ("9", 8)
    assert not dots.free(2, 0, 1)  # a figure beside it would be read as one with it
    assert dots.free(0, 0, 1) and not dots.free(3, 0, 1) and not dots.free(3, 0, 2)


def test_room_is_given_once() -> None:
    room = Room(100, 100)
    assert room.put([(0, 0, 50, 10)]) == (0, 0, 50, 10)
    assert room.put([(40, 5, 60, 15), (40, 20, 60, 30)]) == (40, 20, 60, 30)
    assert room.put([(90, 90, 110, 95)]) is None
    assert numbered(17) == [1, 17, 10, 5, 15] and numbered(0) == [] and numbered(1) == [1]
    assert [nice_length(x) for x in (0.4, 1, 3.9, 99, 100, 260, 5000)] == [1, 1, 2, 50, 100, 200, 5000]


def test_a_barrier_is_seen_through_the_walks_that_it_keeps_apart() -> None:
    across = Line("Canal", (PLANE.degrees(95, -40), PLANE.degrees(95, 40)))
    many = ground(*[lane(20, aside=aside) for aside in range(-30, 31, 10)])
    drawn = sketch(replace(many, barriers=(across,)))
    cells = Cells(40, 12, "ascii")
    lines = chart(drawn, frame_of(drawn, cells), cells, Shown(numbers=False)).lines()
    assert sum("=" in line for line in lines) >= len([line for line in lines if "o" in line]) >= 5
