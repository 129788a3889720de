"""Walks are issued as lists, brought back and found by their number; doors are made on the way."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.errors import CommitteeEnded, NotAMember
from campaign.errors.doors import (
    CampaignClosed,
    ExpiryPast,
    LeafletsImpossible,
    ListAmbiguous,
    ListNumberWrong,
    ListUnknown,
    NobodyLeft,
    PassTaken,
    TurfRetired,
    WalkHalfTyped,
    WalkIsOut,
    WalksNeeded,
    WalkUnknown,
)
from campaign.field import lists
from campaign.field.doors import DoorEntry, record_many
from campaign.field.lists import HoursForm, IssueForm, numbers
from campaign.field.paper.printing import lists_to_print
from campaign.words import Words
from db.errors import UndoImpossible
from db.tables import Address, Building, Door, FieldCampaign, ListDoor, Turf, WalkList, WalkStop
from tests.campaign.field.builders import Lane, town, walk_of

Field = Any  # see conftest


def test_doors_come_in_walking_order_top_floor_down_stairwell_by_stairwell(field: Field) -> None:
    sheet = field.sheet(field.issue()[0])
    assert [line.position for line in sheet.lines] == list(range(1, len(sheet.lines) + 1))
    block = [(x.stairwell, x.floor, x.place) for x in sheet.lines if x.address == "4 Rue du Mail"]
    assert block == [(0, 4, 1), (0, 4, 2), (0, 4, 3), (0, 4, 4)] + [
        (0, floor, place) for floor in (3, 2, 1, 0) for place in (1, 2, 3)
    ]
    two = [(x.address, x.stairwell, x.floor) for x in sheet.lines if x.address.startswith("9 Rue du Mail")]
    assert two[:8] == [("9 Rue du Mail, Bât. A", 0, floor) for floor in (3, 3, 2, 2, 1, 1, 0, 0)]
    assert two[8:] == [("9 Rue du Mail, Bât. B", stair, floor) for stair in (1, 2) for floor in (5, 4, 3, 2, 1, 0)]
    assert sum(x.address == "1 Rue du Mail" for x in sheet.lines) == 1


def test_doors_are_made_once_and_are_the_same_in_the_next_pass(field: Field) -> None:
    first = field.issue()[0]
    count = field.hands.one(select(func.count()).select_from(Door))
    field.hands.do(lists.close_list, first)
    second = field.issue()[0]
    assert field.hands.one(select(func.count()).select_from(Door)) == count
    assert [x.door_id for x in field.sheet(first).lines] == [x.door_id for x in field.sheet(second).lines]
    assert field.sheet(second).pass_number == 2


def test_a_split_building_gives_each_walk_its_own_doors(field: Field) -> None:
    hands = field.hands
    with hands.store.write() as unit:
        unit.name("test.split", committee_id=field.committee)
        building = field.town.buildings[("Rue du Mail", 4)][0]
        stops = unit.session.scalars(select(WalkStop).where(WalkStop.walk_id == field.walks[0])).all()
        stop = next(s for s in stops if s.address_id == field.town.addresses[("Rue du Mail", 4)])
        unit.change(stop, building_id=building, doors=7, first_door=0, part="0.4-0.3")
        unit.add(
            WalkStop(
                committee_id=field.committee, walk_id=field.walks[1], address_id=stop.address_id, position=99,
                building_id=building, side="even", doors=9, first_door=7, part="0.2-0.0",
            )
        )  # fmt: skip
    one, two = field.issue(*field.walks[:2])
    mine = [x.door_id for x in field.sheet(one).lines if x.building_id == building]
    others = [x.door_id for x in field.sheet(two).lines if x.building_id == building]
    assert (len(mine), len(others)) == (7, 9)
    assert not {*mine} & {*others}


def test_issuing_freezes_the_turf_and_is_undone_as_a_whole(field: Field) -> None:
    before = field.hands.state()
    field.issue(*field.walks)
    assert field.hands.one(select(Turf.state)) == "frozen"
    field.hands.undo()
    assert field.hands.state() == before


def test_a_list_that_was_typed_on_is_not_unissued_even_when_that_was_taken_back_and_what_to_do_is_said(
    field: Field,
) -> None:
    made = field.issue()[0]
    field.enter(made, 1, "not_home")
    field.hands.undo()
    with pytest.raises(UndoImpossible) as refused:
        field.hands.undo()
    said = Words("fr").refusal(refused.value)
    assert "rangez plutôt la feuille" in said and "à la main" not in said


def test_walks_whose_latest_sheet_is_not_typed_back_are_named_with_its_number(field: Field) -> None:
    first, second = field.walks[:2]
    made, other = field.issue(first, second)
    number = field.sheet(made).list_number
    field.enter(made, 1, "not_home")
    assert field.hands.see(lists.standing_lists, field.walks)[first] == number
    field.hands.do(lists.close_list, made)
    assert list(field.hands.see(lists.standing_lists, field.walks)) == [second]
    field.hands.do(lists.close_list, other)
    assert not field.hands.see(lists.standing_lists, field.walks)


def test_a_list_that_was_entered_cannot_be_unissued(field: Field) -> None:
    made = field.issue()[0]
    field.enter(made, 1, "not_home")
    field.hands.undo()
    with pytest.raises(UndoImpossible):
        field.hands.undo()
    assert field.hands.one(select(func.count()).select_from(WalkList)) == 1


def test_a_walk_that_is_out_is_not_issued_again_by_accident(field: Field) -> None:
    number = field.sheet(field.issue()[0]).list_number
    with pytest.raises(WalkIsOut) as refused:
        field.issue()
    assert number in str(refused.value)
    assert field.sheet(field.issue(pass_number=2)[0]).pass_number == 2


def test_a_pass_whose_list_came_back_half_typed_goes_on_and_no_next_one_begins_unasked(field: Field) -> None:
    made = field.issue()[0]
    field.enter(made, 1, "not_home")
    with pytest.raises(WalkHalfTyped) as refused:
        field.issue()
    assert field.sheet(made).list_number in str(refused.value)
    with field.hands.store.write() as unit:
        assert lists_to_print(unit, IssueForm(field.walks[:1])) == (made,)  # printed again under its number
    assert field.sheet(field.issue(pass_number=2)[0]).pass_number == 2


def test_no_door_is_on_two_lists_of_one_campaign_and_pass_even_after_a_new_cutting(field: Field) -> None:
    first = field.issue()[0]
    with pytest.raises(PassTaken):
        field.issue(pass_number=1)
    with field.hands.store.write() as unit:
        campaign = unit.session.scalars(select(FieldCampaign.id)).one()
        _, again = walk_of(unit, field.town, stops=5, name="Recoupé", campaign_id=campaign)
    with pytest.raises(PassTaken) as refused:
        field.issue(again[0], pass_number=1)
    assert field.sheet(first).list_number in str(refused.value)
    assert field.sheet(field.issue(again[0])[0]).pass_number == 2


def test_two_campaigns_may_walk_the_same_doors_in_the_same_pass(field: Field) -> None:
    field.issue()
    with field.hands.store.write() as unit:
        _, other = walk_of(unit, field.town, name="Autre", campaign="Seconde campagne")
    assert field.sheet(field.issue(other[0])[0]).pass_number == 1


def test_later_passes_leave_out_who_asked_for_peace_bad_targets_and_by_default_conversations(field: Field) -> None:
    first = field.issue()[0]
    lines = field.sheet(first).lines
    for position, outcome in enumerate(("do_not_contact", "moved", "conversation", "not_home", "refused"), 1):
        field.enter(first, position, outcome)
    field.hands.do(lists.close_list, first)
    second = field.issue()[0]
    gone = {x.door_id for x in lines} - {x.door_id for x in field.sheet(second).lines}
    assert gone == {lines[0].door_id, lines[1].door_id, lines[2].door_id}
    third = field.issue(pass_number=3, conversations_again=True)[0]
    gone = {x.door_id for x in lines} - {x.door_id for x in field.sheet(third).lines}
    assert gone == {lines[0].door_id, lines[1].door_id}


def test_a_door_that_asked_for_peace_is_left_out_of_other_campaigns_too(field: Field) -> None:
    first = field.issue()[0]
    door = field.sheet(first).lines[0].door_id
    field.enter(first, 1, "do_not_contact")
    with field.hands.store.write() as unit:
        _, other = walk_of(unit, field.town, name="Autre", campaign="Seconde campagne")
    assert door not in {x.door_id for x in field.sheet(field.issue(other[0])[0]).lines}


def test_a_walk_without_a_door_left_is_refused(field: Field) -> None:
    with field.hands.store.write() as unit:
        made = town(unit, field.committee, (Lane("Impasse Seule", 1),), insee="69123")
        _, walks = walk_of(unit, made, name="Seule", campaign="Une porte")
    first = field.issue(walks[0])[0]
    field.enter(first, 1, "vacant")
    with pytest.raises(NobodyLeft):
        field.issue(walks[0])


def test_addresses_that_are_gone_or_not_to_be_visited_have_no_line(field: Field) -> None:
    with field.hands.store.write() as unit:
        unit.name("test.gone", committee_id=field.committee)
        for number, values in ((1, {"gone": True}), (3, {"do_not_visit": True})):
            row = unit.session.get_one(Address, field.town.addresses[("Rue du Mail", number)])
            unit.change(row, **values)
    shown = {x.address for x in field.sheet(field.issue()[0]).lines}
    assert shown.isdisjoint({"1 Rue du Mail", "3 Rue du Mail"})


def test_a_building_counted_since_the_cutting_gives_the_doors_that_stand_there(field: Field) -> None:
    with field.hands.store.write() as unit:
        unit.name("test.counted", committee_id=field.committee)
        unit.change(unit.session.get_one(Building, field.town.buildings[("Rue du Mail", 4)][0]), homes=20)
    assert sum(x.address == "4 Rue du Mail" for x in field.sheet(field.issue()[0]).lines) == 20


def test_what_cannot_be_issued_is_refused_with_a_sentence(field: Field) -> None:
    hands = field.hands
    with pytest.raises(WalksNeeded):
        hands.do(lists.issue, IssueForm(()))
    with pytest.raises(WalkUnknown):
        field.issue(uuid.UUID(int=1))
    with pytest.raises(ExpiryPast):
        field.issue(expires_on=hands.clock.now.date() - timedelta(days=1))
    with pytest.raises(NotAMember):
        field.issue(team=(uuid.UUID(int=1),))
    for change, refusal in (({"state": "retired"}, TurfRetired), ({"state": "draft"}, None)):
        with hands.store.write() as unit:
            unit.name("test.turf", committee_id=field.committee)
            unit.change(unit.session.get_one(Turf, field.turf), **change)
        if refusal:
            with pytest.raises(refusal):
                field.issue()
    with hands.store.write() as unit:
        unit.name("test.campaign", committee_id=field.committee)
        unit.change(unit.session.scalars(select(FieldCampaign)).one(), state="closed")
    with pytest.raises(CampaignClosed):
        field.issue()
    from campaign.committees import changes

    hands.do(changes.close, field.committee)
    with pytest.raises(CommitteeEnded):
        field.issue()


def test_numbers_come_out_of_the_files_own_source_and_are_the_same_again(field: Field) -> None:
    number = field.sheet(field.issue()[0]).list_number
    assert numbers.holds(number)
    assert len(number) == 5


def test_a_list_is_found_by_its_number_in_small_letters_and_a_slip_is_named(field: Field) -> None:
    hands = field.hands
    made = field.issue()[0]
    number = field.sheet(made).list_number
    assert hands.see(lists.find_list, field.committee, f" {number.lower()} ").id == made
    assert hands.see(lists.find_list, None, number).id == made
    assert hands.see(lists.find_list, None, str(made)).id == made
    wrong = numbers.ALPHABET[(numbers.ALPHABET.index(number[1]) + 1) % 23]
    with pytest.raises(ListNumberWrong) as refused:
        hands.see(lists.find_list, field.committee, number[0] + wrong + number[2:])
    assert number in str(refused.value)
    with pytest.raises(ListUnknown):
        hands.see(lists.find_list, field.committee, "rien du tout")


def test_two_committees_may_have_one_number_and_then_the_committee_must_be_said(field: Field) -> None:
    hands = field.hands
    made = field.issue()[0]
    number = field.sheet(made).list_number
    other = hands.create("Voisin")
    with hands.store.write() as unit:
        elsewhere = town(unit, other, (Lane("Rue Autre", 4),))
        _, walks = walk_of(unit, elsewhere)
    away = field.issue(walks[0])[0]
    with hands.store.write() as unit:
        unit.name("test.number", committee_id=other)
        unit.change(unit.session.get_one(WalkList, away), list_number=number)
    with pytest.raises(ListAmbiguous):
        hands.see(lists.find_list, None, number)
    assert hands.see(lists.find_list, other, number).id == away


def test_a_list_goes_out_comes_back_is_entered_and_put_away(field: Field) -> None:
    hands = field.hands
    ana = hands.join(field.committee, "Ana Diaz")
    made = field.issue(team=(ana,), caller_id=ana, meeting_place="Devant l'école", bring_back="Au local")[0]
    today = hands.clock.now.date()

    def state(day: date = today) -> str:
        (line,) = hands.see(lists.list_lines, field.committee, day)
        return str(line.state)

    assert state() == "issued"
    assert state(today + timedelta(days=31)) == "expired"
    assert hands.see(lists.list_lines, field.committee, today, search="diaz")[0].team == ("Ana Diaz",)
    assert not hands.see(lists.list_lines, field.committee, today, search="personne")
    assert not hands.see(lists.list_lines, field.committee, today, states=("closed",))
    hands.clock.on(hours=3)
    started = hands.clock.now - timedelta(hours=2)
    hands.do(lists.set_hours, HoursForm(made, started, hands.clock.now, leaflets_out=100, leaflets_back=40))
    hands.do(lists.return_list, made)
    assert state() == "returned"
    lines = field.sheet(made).lines
    hands.do(record_many, [DoorEntry(made, line.position, "not_home") for line in lines])
    assert state() == "entered"
    hands.do(lists.close_list, made)
    assert state() == "closed"
    hands.do(lists.reopen_list, made)
    assert state() == "returned"
    with pytest.raises(LeafletsImpossible):
        hands.do(lists.return_list, made, leaflets_back=101)
    hands.do(lists.extend_list, made, today + timedelta(days=60))
    assert field.sheet(made).expires_on == today + timedelta(days=60)


def test_every_line_of_every_list_is_a_door_and_every_door_of_the_walks_is_on_one_list(field: Field) -> None:
    made = field.issue(*field.walks)
    doors = [x.door_id for i in made for x in field.sheet(i).lines]
    assert len(doors) == len({*doors}) == field.town.doors
    assert field.hands.one(select(func.count()).select_from(ListDoor)) == field.town.doors


def test_a_sheet_that_waits_comes_before_the_limit_cuts_and_is_found_by_number_turf_and_team(field: Field) -> None:
    hands, today = field.hands, field.hands.clock.now.date()
    ana = hands.join(field.committee, "Ana Diaz")
    old = field.issue(field.walks[0], team=(ana,))[0]
    hands.do(lists.return_list, old)
    field.enter(old, 1, "not_home")
    hands.clock.on(hours=1)
    for walk in field.walks[1:]:
        hands.do(lists.close_list, field.issue(walk)[0])

    def found(**asked: Any) -> list[Any]:
        return [line.id for line in hands.see(lists.list_lines, field.committee, today, **asked)]

    assert found(limit=1) == [old]
    assert hands.see(lists.count_lists, field.committee, today) == len(field.walks)
    number = field.sheet(old).list_number
    assert found(search=number.lower(), limit=1) == [old]
    assert found(search="DIAZ", limit=1) == [old]
    (line,) = hands.see(lists.list_lines, field.committee, today, states=("returned",))
    assert (line.entered, line.doors) == (1, len(field.sheet(old).lines))
    turf = hands.one(select(Turf.name))
    assert len(found(search=turf.upper())) == len(field.walks)
    assert found(states=("expired", "returned")) == [old]
