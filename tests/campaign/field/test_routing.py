"""Routing as arithmetic: every door once, in the band, the same whatever the order, nothing across a line."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaign.field.routing.barriers import forbid, reached
from campaign.field.routing.blocks import Band, bisect
from campaign.field.routing.cutting import Wanted, cut, hilbert
from campaign.field.routing.graph import Streets
from campaign.field.routing.ground import CM, Ground, Round
from campaign.field.routing.large import portions
from campaign.field.routing.metric import neighbours, rows
from campaign.field.routing.model import TimeFigures
from campaign.field.routing.order import ordered
from campaign.field.routing.tour import tour

USUAL = Band(40, 60)


def ground(places: list[tuple[int, int]], doors: list[int] | None = None) -> Ground:
    """Places in metres; each row of 50 m is a street, its halves are the sides."""
    doors = doors or [1] * len(places)
    return Ground(
        xs=[x * CM for x, _ in places],
        ys=[y * CM for _, y in places],
        street=[y // 50 for _, y in places],
        side=[y // 25 for _, y in places],
        doors=doors,
        seconds=[96 * count for count in doors],
        cuts=[tuple(range(4, count, 4)) for count in doors],
        area=[0] * len(places),
    )


def scattered(count: int, seed: int = 3, width: int = 900) -> list[tuple[int, int]]:
    random = Random(seed)
    return [(int(random.random() * width), int(random.random() * width)) for _ in range(count)]


def held(rounds: list[Round]) -> list[tuple[int, int]]:
    """Every door on a walk, as (stop, door)."""
    return sorted((p.stop, p.first + i) for one in rounds for p in one.pieces for i in range(p.doors))


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 180), st.integers(0, 9), st.sampled_from(["tolls", "plain"]), st.booleans())
@example(4, 9, "tolls", True)  # a tower and nine houses: walks of its own would leave these too few
def test_every_door_is_on_exactly_one_walk_in_the_band(count: int, seed: int, metric: str, blocks: bool) -> None:
    random = Random(seed)
    doors = [1 + int(random.random() * (90 if random.random() < 0.1 else 12)) for _ in range(count)] if blocks else None
    here = ground(scattered(count, seed), doors)
    made = cut(here, Wanted(USUAL, metric, effort=5))
    assert held(made) == [(stop, door) for stop, many in enumerate(here.doors) for door in range(many)]
    total = sum(here.doors)
    if USUAL.fits(total):
        # A landing of four doors is never shared: where the band leaves no room, a walk misses it by less than that.
        room = 3 if blocks else 0
        assert all(40 - room <= one.doors <= 60 + room for one in made), [one.doors for one in made]


@settings(max_examples=15, deadline=None)
@given(st.integers(20, 70), st.integers(0, 30), st.integers(1, 3000))
def test_a_total_that_some_number_of_walks_can_hold_gets_that_number(low: int, wide: int, total: int) -> None:
    band = Band(low, low + wide)
    walks = band.walks(total)
    assert walks >= 1
    if any(low * n <= total <= (low + wide) * n for n in range(1, total // low + 1)):
        assert low * walks <= total <= (low + wide) * walks


def test_the_same_ground_gives_the_same_walks_and_another_seed_others() -> None:
    here = ground(scattered(130))
    once = cut(here, Wanted(USUAL, effort=5))
    assert once == cut(here, Wanted(USUAL, effort=5))
    assert once != cut(here, Wanted(USUAL, effort=5, seed=2))


def test_the_number_of_walks_is_that_of_fifty_doors_each() -> None:
    assert len(cut(ground(scattered(700)), Wanted(USUAL, "plain", effort=1))) == 14


def test_walks_are_much_shorter_than_chopping_a_curve() -> None:
    places = scattered(200, width=900)
    here = ground(places)
    made = cut(here, Wanted(USUAL, "plain", effort=20))
    legs = rows(here, range(200), "plain")
    curve = sorted(range(200), key=lambda one: hilbert(places[one][0], places[one][1], 11))
    chopped = [ordered(legs, curve[first : first + 50], Random(1)) for first in range(0, 200, 50)]
    length = sum(legs[a][b] for walk in chopped for a, b in pairwise(walk))
    assert sum(one.length for one in made) < 0.93 * length


def test_walks_stay_within_a_polling_station_but_for_one_that_is_too_small() -> None:
    here = ground(scattered(225))
    here.area = [0 if x < 45_000 else 1 for x in here.xs]
    here.area[7] = 2
    made = cut(here, Wanted(USUAL, effort=10))
    mixed = [one for one in made if len({here.area[p.stop] for p in one.pieces} - {2}) > 1]
    assert not mixed
    assert all(40 <= one.doors <= 60 for one in made)


def test_no_walk_crosses_a_barrier_though_it_bends() -> None:
    here = ground(scattered(200))
    here.barriers = [[(-1_00, 45_000), (40_000, 40_000), (95_000, 52_000)]]
    made = cut(here, Wanted(USUAL, effort=5))

    def above(stop: int) -> bool:
        x, y = here.xs[stop], here.ys[stop]
        return y > (45_000 - (x + 100) * 5_000 / 40_100 if x < 40_000 else 40_000 + (x - 40_000) * 12_000 / 55_000)

    assert all(len({above(p.stop) for p in one.pieces}) == 1 for one in made)
    assert len(held(made)) == 200


def test_no_leg_crosses_a_barrier_that_can_be_walked_round() -> None:
    here = ground(scattered(150))
    here.barriers = [[(-1_00, 45_000), (70_000, 45_000)]]
    assert len(set(reached(here.barriers, here.xs, here.ys))) == 1
    legs = [pair for one in cut(here, Wanted(USUAL, effort=10)) for pair in pairwise(one.pieces)]
    over = [(a.stop, b.stop) for a, b in legs if (here.ys[a.stop] > 45_000) != (here.ys[b.stop] > 45_000)]
    for a, b in over:
        share = (45_000 - here.ys[a]) / (here.ys[b] - here.ys[a])
        assert here.xs[a] + share * (here.xs[b] - here.xs[a]) > 70_000


def test_a_line_is_walked_round_where_it_ends() -> None:
    places = [(x * 1000, y * 1000) for x in range(10) for y in range(4)]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    open_ended = [[(-500, 1500), (8500, 1500)]]
    closed = [[(-500, 1500), (9500, 1500)]]
    assert len(set(reached(open_ended, xs, ys))) == 1
    assert len(set(reached(closed, xs, ys))) == 2
    legs = [[1] * 40 for _ in range(40)]
    forbid(closed, xs, ys, legs)
    assert legs[1][2] > 1_000_000 and legs[0][1] == 1


@given(st.integers(61, 900), st.integers(1, 9))
def test_a_building_of_more_than_a_walk_becomes_full_walks_and_a_rest(homes: int, landing: int) -> None:
    full, rest = portions(homes, tuple(range(landing, homes, landing)), USUAL)
    spans = [*full, *([rest] if rest else [])]
    assert spans[0][0] == 0
    assert all(a + n == b for (a, n), (b, _) in pairwise(spans))
    assert sum(spans[-1]) == homes
    assert all(40 <= count <= 60 for _, count in full)
    assert rest is None or rest[1] <= 60


def test_a_tall_building_is_cut_at_its_landings_and_its_neighbours_are_not() -> None:
    here = ground([(0, 0), (10, 0), (20, 0)], [110, 20, 25])
    made = cut(here, Wanted(USUAL))
    assert sorted(one.doors for one in made) == [45, 54, 56]
    assert {(p.stop, p.doors) for one in made for p in one.pieces if p.stop} == {(1, 20), (2, 25)}


@pytest.mark.parametrize("metric", ["plain", "tolls"])
def test_a_round_visits_every_stop_once_and_is_better_than_its_first_draft(metric: str) -> None:
    here = ground(scattered(120))
    legs = rows(here, range(120), metric)
    drafted, kicked = (tour(legs, neighbours(legs, 8), kicks, Random(1)) for kicks in (0, 200))
    assert sorted(drafted) == sorted(kicked) == list(range(120))
    drafted_length, kicked_length = (sum(legs[w[i - 1]][w[i]] for i in range(120)) for w in (drafted, kicked))
    assert kicked_length <= drafted_length


def test_blocks_hold_whole_numbers_of_walks() -> None:
    places = scattered(2000)
    xs, ys = [x for x, _ in places], [y for _, y in places]
    blocks = bisect(range(2000), xs, ys, [1] * 2000, USUAL)
    assert sorted(one for block in blocks for one in block) == list(range(2000))
    assert max(map(len, blocks)) <= 500
    assert sum(USUAL.walks(len(block)) for block in blocks) == 40


def test_walks_of_a_shift_last_as_long_as_it_does() -> None:
    here = ground(scattered(250))
    made = cut(here, Wanted(Band(102 * 60, 138 * 60), by_seconds=True, effort=5))
    assert all(102 * 60 * 0.95 <= one.seconds <= 138 * 60 * 1.05 for one in made)
    assert len(held(made)) == 250


def test_a_walk_begins_at_its_end_nearer_to_where_people_meet() -> None:
    here = ground(scattered(150))
    for one in cut(here, Wanted(USUAL, effort=5, start=(0, 0))):
        first, last = one.pieces[0].stop, one.pieces[-1].stop
        assert here.xs[first] ** 2 + here.ys[first] ** 2 <= here.xs[last] ** 2 + here.ys[last] ** 2


def test_the_streets_decide_where_they_are_known() -> None:
    """Two rows of gardens back to back, 20 m apart as the crow flies, 300 m by the only street that joins them."""
    here = ground([(0, 0), (0, 60)])
    here.names = ["a", "b"]
    here.street = [0, 1]
    points = [(0, -1000), (30_000, -1000), (30_000, 7000), (0, 7000)]
    streets = Streets([(points, frozenset({"a", "b"}))])
    assert rows(here, (0, 1), "graph", streets)[0][1] == 30_000 + 8000 + 30_000
    far = Streets([([(900_000, 0), (910_000, 0)], frozenset())])
    assert rows(here, (0, 1), "graph", far)[0][1] == rows(here, (0, 1), "tolls")[0][1]


def test_time_is_walking_climbing_knocking_and_talking() -> None:
    figures = TimeFigures()
    assert figures.at_doors(50) == 50 * 96
    assert figures.at_doors(10, climbed=8, entries=2) == 960 + 8 * 30 + 2 * 60
    assert figures.walking(4500 * CM) == 3600
