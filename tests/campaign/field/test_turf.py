"""Turf cut into walks and kept: every door once, in the band, the same whatever the order; cut anew without harm."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from campaign.errors.doors import TurfRetired
from campaign.errors.turf import (
    BandImpossible,
    GroundChanged,
    MetricUnknown,
    NothingToCut,
    SideUnknown,
    StationsUnknown,
    StreetsMissing,
    TurfFrozen,
    TurfGone,
    TurfNameTaken,
)
from campaign.field.addresses.editing import BuildingForm, add_building, set_homes
from campaign.field.coverage import coverage
from campaign.field.doors import evening
from campaign.field.lists import IssueForm, close_list, issue, sheet_view
from campaign.field.paper.printing import walks_of
from campaign.field.progress import progress
from campaign.field.routing import cutting
from campaign.field.routing.model import TimeFigures
from campaign.field.turf import (
    CutForm,
    cut_turf,
    keep_cut,
    plan_cut,
    preview,
    recut,
    rename,
    retire,
    set_figures,
    sides_of,
    stations_of,
    turf_lines,
    walk_lines,
    walk_view,
)
from campaign.field.turf.notices import long_legs, parts_to_separate, said_notices, small_walks
from campaign.field.turf.stops import AddressRow, ground_of, stops_of
from campaign.figures import door_counts
from campaign.history import LABELS, said
from campaign.words import words
from db import undo
from db.tables import Address, ListDoor, Turf, Walk, WalkStop
from tests.campaign.field.builders import CENTRE, LYON_4, Lane, Town, town

GRID = tuple(Lane(f"Rue Inventée {n}", 20, 0, 70 * n, station=str(1 + n // 3)) for n in range(6))
TOWER = Lane("Cours de la Tour", 6, 0, 500, blocks={3: ((130, 12, 2),), 4: ((18, 3, 1),)})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the iterations: what is tested here does not depend on how short walks are."""
    monkeypatch.setattr(cutting, "STEPS_A_STOP", 1)
    monkeypatch.setattr(cutting, "KICKS_A_STOP", 5)


@pytest.fixture
def committee(hands: Any) -> uuid.UUID:
    return hands.create()


@pytest.fixture
def made(hands: Any, committee: uuid.UUID) -> Town:
    return hands.do(town, committee, GRID)


def form(committee: uuid.UUID, **values: Any) -> CutForm:
    return CutForm(committee_id=committee, insee=LYON_4, **values)


def doors_of(hands: Any, turf: uuid.UUID) -> list[tuple[uuid.UUID, int]]:
    """(address, door) of every door on the walks of a turf."""
    statement = (
        select(WalkStop.address_id, WalkStop.first_door, WalkStop.doors)
        .join(Walk, Walk.id == WalkStop.walk_id)
        .where(Walk.turf_id == turf)
    )
    return sorted((address, first + i) for address, first, count in hands.all(statement) for i in range(count))


def test_a_commune_is_cut_into_walks_that_hold_every_door_once(hands: Any, committee: uuid.UUID, made: Town) -> None:
    turf = hands.do(cut_turf, form(committee))
    (line,) = hands.see(turf_lines, committee)
    assert (line.id, line.doors, line.walks, line.state) == (turf, made.doors, 2, "draft")
    walks = hands.see(walk_lines, turf)
    assert all(40 <= walk.doors <= 60 for walk in walks)
    doors = doors_of(hands, turf)
    assert len(doors) == len(set(doors)) == made.doors
    view = hands.see(walk_view, walks[0].id)
    assert [stop.position for stop in view.stops] == list(range(1, len(view.stops) + 1))
    assert sum(stop.doors for stop in view.stops) == view.doors


def test_a_tower_becomes_walks_of_its_own_by_stairwell_and_floor(hands: Any, committee: uuid.UUID) -> None:
    made = hands.do(town, committee, (*GRID, TOWER))
    turf = hands.do(cut_turf, form(committee))
    doors = doors_of(hands, turf)
    assert len(doors) == len(set(doors)) == made.doors
    tower = made.addresses["Cours de la Tour", 3]
    parts = hands.all(select(WalkStop.part, WalkStop.doors).where(WalkStop.address_id == tower))
    assert sum(count for _, count in parts) == 130
    assert len(parts) >= 3 and all(part.startswith(("1.", "2.")) for part, _ in parts)
    small = made.addresses["Cours de la Tour", 4]
    assert [tuple(row) for row in hands.all(select(WalkStop.part, WalkStop.doors).where(WalkStop.address_id == small))]
    assert all(40 <= walk.doors <= 60 for walk in hands.see(walk_lines, turf))


def test_the_order_in_which_addresses_came_in_changes_nothing(hands: Any) -> None:
    one, other = hands.create("A"), hands.create("B")
    hands.do(town, one, GRID)
    hands.do(town, other, tuple(reversed(GRID)))
    first, second = hands.do(cut_turf, form(one)), hands.do(cut_turf, form(other))
    assert walked(hands, first) == walked(hands, second)
    hashes = hands.all(select(Turf.input_hash))
    assert hashes[0] == hashes[1]


@given(st.permutations(range(12)), st.integers(0, 9))
def test_stops_stand_in_the_order_of_what_they_are_whatever_their_ids(order: list[int], shift: int) -> None:
    """The database happens to answer in the order of streets: here it answers in any, with other ids."""

    def row(index: int, number: int) -> AddressRow:
        street = f"rue {index % 3}"
        suffix = "bis" if index == 7 else ""
        ids = uuid.UUID(int=number), uuid.UUID(int=100 + number)
        # Two of one number and street: told apart by where they stand, then by their key.
        house = None if index == 5 else index // 3 if index < 9 else 1
        return AddressRow(ids[0], street, house, suffix, 457_755_000 + index, 48_270_000, f"k{index}", ids[1], None, 2)

    kept = [row(index, index) for index in range(12)]
    moved = [row(index, (index + shift) % 12 if shift else 12 - index) for index in order]
    grounds = [ground_of(stops_of(rows, {}, {}, {}, 60), CENTRE, TimeFigures()) for rows in (kept, moved)]
    assert grounds[0] == grounds[1]


def walked(hands: Any, turf: uuid.UUID) -> list[list[str]]:
    views = [hands.see(walk_view, line.id) for line in hands.see(walk_lines, turf)]
    return [[stop.address for stop in view.stops] for view in views]


def test_a_choice_is_cut_and_nothing_else(hands: Any, committee: uuid.UUID, made: Town) -> None:
    turf = hands.do(cut_turf, form(committee, stations=("1",)))
    assert len(doors_of(hands, turf)) == 60
    street = made.streets["Rue Inventée 4"]
    sides = hands.do(cut_turf, form(committee, sides=((street, "odd"),), name="Un côté"))
    assert len(doors_of(hands, sides)) == 10
    assert [line.doors for line in hands.see(stations_of, committee, LYON_4)] == [60, 60]
    lines = [line for line in hands.see(sides_of, committee, LYON_4) if line.street_id == street]
    assert [(line.side, line.doors, line.first, line.last) for line in lines] == [
        ("odd", 10, 1, 19),
        ("even", 10, 2, 20),
    ]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"stations": ("9",)}, StationsUnknown),
        ({"sides": ((uuid.uuid4(), "odd"),)}, SideUnknown),
        ({"doors_min": 70}, BandImpossible),
        ({"metric": "crow"}, MetricUnknown),
        ({"metric": "graph"}, StreetsMissing),
        ({"insee": "93010"}, NothingToCut),
    ],
)
def test_what_cannot_be_cut_is_refused(
    hands: Any, committee: uuid.UUID, made: Town, values: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        hands.do(cut_turf, CutForm(**{"committee_id": committee, "insee": LYON_4, **values}))


def test_a_preview_says_what_a_choice_comes_to(hands: Any, committee: uuid.UUID, made: Town) -> None:
    seen = hands.see(preview, form(committee))
    assert (seen.doors, seen.addresses, seen.walks_estimate) == (120, 120, 2)
    assert 120 * 96 / 60 < seen.minutes < 240
    assert hands.see(preview, CutForm(committee_id=committee, insee="93010")).doors == 0


def test_other_figures_of_time_make_other_minutes(hands: Any, committee: uuid.UUID, made: Town) -> None:
    before = hands.see(preview, form(committee)).minutes
    hands.do(set_figures, committee, TimeFigures(open_percent=80))
    assert hands.see(preview, form(committee)).minutes > before + 80


def test_cutting_can_be_stopped_and_then_nothing_is_kept(hands: Any, committee: uuid.UUID, made: Town) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        hands.do(cut_turf, form(committee), stop)
    assert hands.see(turf_lines, committee) == ()


def test_what_changed_while_it_was_cut_is_not_kept(hands: Any, committee: uuid.UUID, made: Town) -> None:
    plan = hands.see(plan_cut, form(committee))

    def skip(unit: Any) -> None:
        unit.name("test.skip")
        unit.change(unit.session.scalars(select(Address)).first(), do_not_visit=True)

    hands.do(skip)
    with pytest.raises(GroundChanged):
        hands.do(keep_cut, plan)
    assert hands.one(select(func.count()).select_from(Turf)) == 0


def test_cutting_anew_leaves_what_was_issued_where_it_is(hands: Any, committee: uuid.UUID, made: Town) -> None:
    turf = hands.do(cut_turf, form(committee))
    walk = hands.see(walk_lines, turf)[0]
    before = doors_of(hands, turf)
    (issued,) = hands.do(issue, IssueForm(walk_ids=(walk.id,)))
    listed = hands.all(select(ListDoor.door_id).where(ListDoor.list_id == issued))
    with pytest.raises(TurfFrozen):
        hands.do(retire, turf)
    new = hands.do(recut, turf)
    assert doors_of(hands, turf) == before
    assert hands.all(select(ListDoor.door_id).where(ListDoor.list_id == issued)) == listed
    kept = {stop.address_id for stop in hands.see(walk_view, walk.id).stops}
    fresh = {address for address, _ in doors_of(hands, new)}
    assert not kept & fresh
    assert kept | fresh == set(made.addresses.values())
    lines = {line.id: line for line in hands.see(turf_lines, committee)}
    assert (lines[turf].state, lines[turf].cut, lines[new].state, lines[new].cut) == ("frozen", 1, "draft", 2)
    with pytest.raises(TurfGone):
        hands.do(recut, turf)


def test_doors_cut_anew_are_counted_once_in_every_figure_and_old_walks_no_longer_go_out(
    hands: Any, committee: uuid.UUID, made: Town
) -> None:
    turf = hands.do(cut_turf, form(committee, name="Plateau"))
    first, second, *_ = hands.see(walk_lines, turf)
    (sheet,) = hands.do(issue, IssueForm(walk_ids=(first.id,)))
    new = hands.do(recut, turf)
    campaign = hands.one(select(Turf.campaign_id).where(Turf.id == turf))
    ever = hands.clock.now + timedelta(days=1)

    def everywhere() -> dict[str, Any]:
        targeted = hands.see(door_counts, "turf", [turf, new])
        home = hands.see(progress, committee, hands.clock.now, hands.clock.now.date())
        lines = hands.see(turf_lines, committee)
        return {
            "turf": [targeted[turf].targeted, targeted[new].targeted],
            "home": [line.doors for line in sorted(home.turf, key=lambda one: one.doors)],
            "list": [line.doors for line in sorted(lines, key=lambda one: one.doors)],
            "map": sum(square.doors for square in hands.see(coverage, [turf, new], ever).squares),
            "campaign": hands.see(door_counts, "campaign", [campaign])[campaign].targeted,
            "evening": hands.see(evening, sheet).campaign_doors,
        }

    assert everywhere() == {
        "turf": [first.doors, made.doors - first.doors],
        "home": [first.doors, made.doors - first.doors],
        "list": [first.doors, made.doors - first.doors],
        "map": made.doors,
        "campaign": made.doors,
        "evening": made.doors,
    }
    assert [line.state for line in hands.see(walk_lines, turf)][:2] == ["issued", "replaced"]
    assert hands.see(walk_view, second.id).state == "replaced"
    with pytest.raises(TurfRetired):
        hands.do(issue, IssueForm(walk_ids=(second.id,)))
    assert hands.see(walks_of, turf) == (first.id,)
    hands.do(close_list, sheet)
    hands.do(issue, IssueForm(walk_ids=(first.id,)))  # what was issued goes on
    hands.do(issue, IssueForm(walk_ids=tuple(line.id for line in hands.see(walk_lines, new))))
    assert everywhere()["campaign"] == made.doors


def test_no_dwelling_is_no_door_in_a_choice_a_cutting_or_a_list(hands: Any, committee: uuid.UUID, made: Town) -> None:
    before = hands.see(preview, form(committee)).doors
    turf = hands.do(cut_turf, form(committee))
    (house, _), (office, _), *_ = sorted(made.addresses.items())
    hands.do(set_homes, made.addresses[house], 0)
    hands.do(add_building, made.addresses[office], BuildingForm(homes=0))
    assert hands.see(preview, form(committee)).doors == before - 2
    street = next(line for line in hands.see(sides_of, committee, LYON_4) if line.street == house[0])
    assert (street.side, street.doors) == ("odd", 9)
    assert sum(line.doors for line in hands.see(stations_of, committee, LYON_4)) == before - 2
    walks = tuple(line.id for line in hands.see(walk_lines, turf))  # cut before it was known
    sheets = hands.do(issue, IssueForm(walk_ids=walks))
    assert sum(len(hands.see(sheet_view, sheet).lines) for sheet in sheets) == before - 2
    hands.undo()
    other = hands.do(recut, turf)
    assert hands.one(select(Turf.doors).where(Turf.id == other)) == before - 2


def test_cutting_a_draft_anew_retires_it(hands: Any, committee: uuid.UUID, made: Town) -> None:
    turf = hands.do(cut_turf, form(committee, name="Plateau"))
    new = hands.do(recut, turf, form(committee, doors_min=20, doors_max=30))
    assert [line.id for line in hands.see(turf_lines, committee)] == [new]
    assert all(20 <= walk.doors <= 30 for walk in hands.see(walk_lines, new))
    hands.undo()
    assert [line.id for line in hands.see(turf_lines, committee)] == [turf]


def test_only_the_issued_part_of_a_tower_stays_out_of_the_new_cutting(hands: Any, committee: uuid.UUID) -> None:
    made = hands.do(town, committee, (*GRID, TOWER))
    turf = hands.do(cut_turf, form(committee))
    tower = made.addresses["Cours de la Tour", 3]
    statement = select(WalkStop.walk_id, WalkStop.doors).where(WalkStop.address_id == tower, WalkStop.first_door == 0)
    walk, count = hands.all(statement)[0]
    hands.do(issue, IssueForm(walk_ids=(walk,)))
    new = hands.do(recut, turf)
    mine = [door for address, door in doors_of(hands, new) if address == tower]
    assert mine == list(range(count, 130))


def test_a_name_is_taken_once_in_a_campaign_and_follows_all_cuttings(
    hands: Any, committee: uuid.UUID, made: Town
) -> None:
    turf = hands.do(cut_turf, form(committee, name="Plateau"))
    with pytest.raises(TurfNameTaken):
        hands.do(cut_turf, form(committee, name="Plateau"))
    new = hands.do(recut, turf)
    hands.do(rename, new, "Pentes")
    assert {line.name for line in hands.see(turf_lines, committee, retired=True)} == {"Pentes"}
    hands.do(retire, new)
    assert hands.see(turf_lines, committee) == ()


def test_unnamed_turfs_are_called_after_their_place(hands: Any, committee: uuid.UUID, made: Town) -> None:
    for _ in range(2):
        hands.do(cut_turf, form(committee, stations=("2",)))
    names = [line.name for line in hands.see(turf_lines, committee)]
    assert len(set(names)) == 2 and all("2" in name for name in names)


def test_every_action_on_turf_is_said_in_words_and_undone(hands: Any, committee: uuid.UUID, made: Town) -> None:
    before = hands.state()
    turf = hands.do(cut_turf, form(committee, name="Plateau"))
    new = hands.do(recut, turf)
    hands.do(rename, new, "Pentes")
    hands.do(retire, new)
    hands.do(set_figures, committee, TimeFigures(open_percent=30))
    steps = hands.see(undo.steps)[:5]
    assert {step.action for step in steps} == {code for code in LABELS if code.startswith("turf.")}
    for step in steps:
        for lang in ("fr", "en"):
            assert "{" not in said(step, words(lang)) != step.action
        hands.undo()
    assert hands.state() == before


def test_walks_below_the_range_and_long_legs_are_told_before_and_after(hands: Any, committee: uuid.UUID) -> None:
    near, far = Lane("Rue Proche", 20), Lane("Rue Lointaine", 25, 1300)
    hands.do(town, committee, (near, far))
    asked = form(committee)
    before, plan = hands.see(preview, asked), hands.see(plan_cut, asked)
    assert before.far_apart and before.small == ()
    (leg,) = long_legs(plan)
    assert leg[0] == 1 and 1000 < leg[1] < 1300 and not small_walks(plan)
    (said_en,) = said_notices(plan, words("en"))
    assert said_en.startswith("over 500 m between two stops: walk 1 (1,")
    assert parts_to_separate(plan) == 2
    split = hands.see(plan_cut, form(committee, apart=True))
    assert [walk.doors for walk in split.walks] == [25, 20] or [walk.doors for walk in split.walks] == [20, 25]
    assert not long_legs(split) and not parts_to_separate(split)
    assert split.reading.input_hash != plan.reading.input_hash
    again = hands.do(recut, hands.do(keep_cut, split))  # as it was asked before
    assert sorted(hands.see(walk_lines, again), key=lambda one: one.doors)[0].doors == 20
    apart = form(committee, doors_min=15, doors_max=30)
    assert not hands.see(preview, apart).far_apart and not long_legs(hands.see(plan_cut, apart))


def test_a_station_with_too_few_doors_is_told_before_and_after(hands: Any, committee: uuid.UUID) -> None:
    hands.do(town, committee, (Lane("Rue Pleine", 50, station="1"), Lane("Rue Courte", 9, 0, 70, station="2")))
    asked = form(committee, stations=("2",))
    assert hands.see(preview, asked).small == (9,)
    plan = hands.see(plan_cut, asked)
    assert [doors for _, doors in small_walks(plan)] == [9]
    assert said_notices(plan, words("en")) == ["a walk of 9 doors: fewer than 40"]
    assert "moins de 40" in said_notices(plan, words("fr"))[0]
    assert not small_walks(hands.see(plan_cut, form(committee, stations=("2",), minutes=60)))
