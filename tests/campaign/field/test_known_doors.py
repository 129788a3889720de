"""Doors are known again after buildings were counted, corrected or merged away: peace holds, and none counts twice."""

from __future__ import annotations

import random
import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from campaign.committees.changes import merge
from campaign.errors.doors import BuildingChanged
from campaign.field import lists
from campaign.field.addresses.editing import BuildingForm, add_building, edit_building
from campaign.field.doors import DoorEntry, record_many
from campaign.field.lists import IssueForm
from campaign.field.lists.known import Known, hushed, settle
from campaign.field.lists.sites import House, Site, Spot
from campaign.field.routing import cutting
from campaign.field.silence import SilenceForm, set_silence, silences
from campaign.field.turf import CutForm, cut_turf, preview, recut
from campaign.figures import door_counts
from db.tables import Building, Door, FieldCampaign, ListDoor, Walk, WalkStop
from tests.campaign.field.builders import LYON_4, Lane, town

Field = Any  # see conftest
HERE, BLOCK = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the iterations: what is tested here does not depend on how short walks are."""
    monkeypatch.setattr(cutting, "STEPS_A_STOP", 1)
    monkeypatch.setattr(cutting, "KICKS_A_STOP", 5)


def block(homes: int, floors: int = 0, stairwells: int = 1) -> Site:
    return Site(HERE, 1, [House(BLOCK, "", "test", homes, floors, stairwells)])


def doors(site: Site, quiet: int = -1) -> list[Known]:
    return [Known(uuid.UUID(int=100 + n), spot, n == quiet) for n, spot in enumerate(site.spots())]


def test_a_door_that_lost_its_spot_takes_a_free_one_on_its_floor_then_in_the_order_of_landings() -> None:
    known = doors(block(12, 5, 2))  # two stairwells of one door a landing
    settled = settle(block(12, 5, 1), known)
    assert not settled.lost
    was = {door.id: door.spot for door in known}
    assert all(spot[3] == was[door][3] for door, spot in settled.moved.items())  # nobody changed floors
    assert set(settled.at) == set(block(12, 5, 1).spots())
    lower = settle(block(12, 3, 1), known)
    assert set(lower.at) == set(block(12, 3, 1).spots())
    assert len(set(lower.at.values())) == 12


def test_the_same_doors_are_found_whatever_order_they_are_read_in() -> None:
    known = doors(block(37, 4, 2), quiet=20)
    orders = [random.Random(seed).sample(known, len(known)) for seed in range(5)]
    assert len({tuple(sorted(settle(block(31, 5, 3), order).moved.items())) for order in orders}) == 1


def test_where_fewer_doors_are_left_the_one_that_asked_for_peace_is_found_before_the_others() -> None:
    known = doors(block(12), quiet=11)
    settled = settle(block(8, 3), known)
    assert known[11].id in settled.at.values()
    assert len(settled.lost) == 4


def test_where_nobody_knows_which_door_asked_its_landing_is_left_in_peace_and_in_a_house_its_door() -> None:
    spots = block(12, 3).spots()
    asked = (HERE, BLOCK, 0, 3, 9)
    assert hushed(block(12, 3), asked) == {spot for spot in spots if spot[3] == 3}
    assert hushed(block(12, 2), asked) == {spot for spot in block(12, 2).spots() if spot[3] == 2}  # that floor is gone
    assert hushed(block(1), asked) == {(HERE, BLOCK, 0, 0, 1)}
    assert hushed(block(12, 3), spots[5]) == {spots[5]}
    assert hushed(block(40), asked) == {(HERE, BLOCK, 0, 0, 9)}  # floors are not known: the nearest number
    assert hushed(Site(HERE, 0), asked) == set()


def spots_of(field: Field) -> dict[uuid.UUID, Spot]:
    rows = field.hands.all(
        select(Door.id, Door.address_id, Door.building_id, Door.stairwell, Door.floor, Door.place).order_by(Door.id)
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def enter_all(field: Field, list_id: uuid.UUID, **peace: str) -> dict[str, uuid.UUID]:
    """Enter a list to its end: nobody home, but for the first line of these addresses; return their doors."""
    found: dict[str, uuid.UUID] = {}
    entries = []
    for line in field.sheet(list_id).lines:
        quiet = next((name for name, start in peace.items() if line.address.startswith(start)), None)
        asked = quiet is not None and quiet not in found
        if asked:
            found[str(quiet)] = line.door_id
        entries.append(DoorEntry(list_id, line.position, "do_not_contact" if asked else "not_home"))
    for entry in entries:
        if entry.outcome == "do_not_contact":
            field.enter(list_id, entry.position, entry.outcome)
    field.hands.do(record_many, [entry for entry in entries if entry.outcome != "do_not_contact"])
    return found


def test_peace_holds_and_no_door_counts_twice_after_buildings_were_counted_on_the_spot(field: Field) -> None:
    first = field.issue()[0]
    asked = enter_all(field, first, house="1 Rue", block="9 Rue du Mail, Bât. B")
    hands, (camp,) = field.hands, field.hands.all(select(FieldCampaign.id))
    hands.do(add_building, field.town.addresses["Rue du Mail", 1], BuildingForm(homes=1, floors=1))
    building = field.town.buildings["Rue du Mail", 9][1]
    hands.do(edit_building, building, BuildingForm(label="Bât. B", homes=12, floors=5, stairwells=1))
    before = spots_of(field)
    second = field.issue()[0]
    after = spots_of(field)
    assert after.keys() == before.keys()  # no door was made a second time
    assert after[asked["block"]][3] == before[asked["block"]][3]
    lines = {line.door_id for line in field.sheet(second).lines}
    assert lines == before.keys() - set(asked.values())
    hands.undo()
    assert spots_of(field) == before
    hands.redo()
    assert spots_of(field) == after
    hands.do(record_many, [DoorEntry(second, line.position, "not_home") for line in field.sheet(second).lines])
    counts = hands.see(door_counts, "campaign", [camp[0]])[camp[0]]
    assert counts.passes == (46, 44, 0, 0)


def test_a_house_that_asked_for_peace_is_left_in_peace_when_fewer_live_there(field: Field) -> None:
    number = field.town.addresses["Rue du Mail", 1]
    flats = field.hands.do(add_building, number, BuildingForm(homes=2))
    first = field.issue()[0]
    line = [one for one in field.sheet(first).lines if one.address == "1 Rue du Mail"][1]
    field.enter(first, line.position, "do_not_contact")
    field.hands.do(lists.close_list, first)
    field.hands.do(edit_building, flats, BuildingForm(homes=1))
    assert not [one for one in field.sheet(field.issue()[0]).lines if one.address == "1 Rue du Mail"]


def test_doors_move_with_a_building_that_belongs_to_another_number(field: Field) -> None:
    first = field.issue()[0]
    building = field.town.buildings["Rue du Mail", 4][0]
    mine = [line.door_id for line in field.sheet(first).lines if line.building_id == building]
    field.hands.do(lists.close_list, first)
    there = field.town.addresses["Rue du Mail", 6]
    with field.hands.store.write() as unit:
        unit.name("test.move", committee_id=field.committee)
        unit.change(unit.session.get_one(Building, building), address_id=there)
    again = [line.door_id for line in field.sheet(field.issue()[0]).lines if line.building_id == building]
    assert again == mine
    assert {spots_of(field)[door][0] for door in mine} == {there}


@pytest.mark.parametrize("homes", [150, 100])
def test_a_building_that_walks_share_is_not_issued_once_it_changed_until_it_is_cut_anew(hands: Any, homes: int) -> None:
    committee = hands.create()
    tower = hands.do(town, committee, (Lane("Cours de la Tour", 2, blocks={1: ((120, 9, 2),)}),))
    turf = hands.do(cut_turf, CutForm(committee_id=committee, insee=LYON_4, name="Tour"))
    first, *others = (row[0] for row in hands.all(select(Walk.id).order_by(Walk.number)))
    (sheet,) = hands.do(lists.issue, IssueForm((first,)))
    (building,) = tower.buildings["Cours de la Tour", 1]
    hands.do(edit_building, building, BuildingForm(homes=homes, floors=9, stairwells=2))
    for walk in others:
        with pytest.raises(BuildingChanged) as refused:
            hands.do(lists.issue, IssueForm((walk,)))
        assert "1 Cours de la Tour" in str(refused.value)
        assert "turf recut" in str(refused.value)
    hands.do(lists.close_list, sheet)
    new = hands.do(recut, turf)
    stops = hands.all(
        select(WalkStop.first_door, WalkStop.doors)
        .join(Walk, Walk.id == WalkStop.walk_id)
        .where(Walk.turf_id == new, WalkStop.address_id == tower.addresses["Cours de la Tour", 1])
        .order_by(WalkStop.first_door)
    )
    assert [start for start, _ in stops] == [sum(doors for _, doors in stops[:n]) for n in range(len(stops))]
    assert sum(doors for _, doors in stops) == homes
    made = hands.do(
        lists.issue, IssueForm(tuple(row[0] for row in hands.all(select(Walk.id).where(Walk.turf_id == new))))
    )
    held = hands.all(
        select(ListDoor.door_id)
        .join(Door, Door.id == ListDoor.door_id)
        .where(ListDoor.list_id.in_(made), Door.building_id == building)
    )
    assert len(held) == len(set(held)) == homes
    (old,) = hands.do(
        lists.issue, IssueForm((first,), pass_number=9)
    )  # goes on without it: the new walks hold it whole
    assert [line.address for line in hands.see(lists.sheet_view, old).lines] == ["2 Cours de la Tour"]


def test_peace_and_silence_are_kept_by_the_committee_that_another_is_merged_into(field: Field) -> None:
    hands = field.hands
    first = field.issue()[0]
    asked = enter_all(field, first, house="1 Rue", block="9 Rue du Mail, Bât. B")
    hands.do(set_silence, SilenceForm(field.committee, date(2026, 3, 15)))
    other = hands.create("Comité voisin")
    twin = hands.do(town, other)
    form = CutForm(committee_id=other, insee=LYON_4, doors_min=5, doors_max=200)
    before = hands.see(preview, form).addresses
    turf = hands.do(cut_turf, form)
    walks = tuple(row[0] for row in hands.all(select(Walk.id).where(Walk.turf_id == turf)))

    def held() -> set[tuple[Any, ...]]:
        hands.do(lists.issue, IssueForm(walks))
        rows = hands.all(
            select(Door.address_id, Door.building_id, Door.stairwell, Door.floor, Door.place)
            .join(ListDoor, ListDoor.door_id == Door.id)
            .where(Door.committee_id == other)
        )
        hands.undo()
        return {tuple(row) for row in rows}

    everywhere = held()
    assert len(everywhere) == twin.doors
    hands.do(merge, field.committee, other)
    quiet = {tuple(spots_of(field)[door][2:]) for door in asked.values()}
    here = (twin.addresses["Rue du Mail", 1], twin.buildings["Rue du Mail", 9][1])
    left_out = everywhere - held()
    assert {spot[0] if spot[1] is None else spot[1] for spot in left_out} == set(here)
    assert {spot[2:] for spot in left_out} == quiet
    assert len(left_out) == 2
    assert hands.see(preview, form).addresses == before - 1
    assert [line.poll_on for line in hands.see(silences, other)] == [date(2026, 3, 15)]
    hands.undo()
    assert held() == everywhere
    assert not hands.see(silences, other)
