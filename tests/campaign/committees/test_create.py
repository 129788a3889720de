"""A committee is live from the instant it is created: no approval, no leader, no test stands before it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import CheckConstraint, delete, select

from campaign.committees.create import DEFAULT_SIZE_MAX, create_committee
from campaign.committees.directory import directory, show_committee
from campaign.committees.forms import NewCommittee
from campaign.committees.lookup import find_committee
from campaign.committees.views import LEADER
from campaign.errors import (
    CommitteeAmbiguous,
    CommitteeUnknown,
    KindUnknown,
    NameNeeded,
    NameTooLong,
    PersonAmbiguous,
    PlaceAmbiguous,
    PlacesMixed,
    PlaceUnknown,
    StructureNotStartable,
    StructureUnknown,
    ZoneUnknown,
)
from campaign.people import add_person
from campaign.settings import declare_me, who_am_i
from campaign.structures import list_structures
from db.tables import Base, Committee, TaskTemplate


def test_a_name_and_a_place_make_a_committee_that_is_active_and_visible_at_once(hands: Any) -> None:
    card = hands.do(create_committee, NewCommittee(name="Comité de la Croix-Rousse", places=("69384",)))
    assert (card.state, card.visible, card.kind) == ("active", True, "local")
    assert card.places == (("69384", "Lyon 4e Arrondissement"),)
    page = hands.see(directory, hands.clock.now, search="croix rousse")
    assert [(line.id, line.state) for line in page.lines] == [(card.id, "active")]
    view = hands.see(show_committee, card.id, hands.clock.now)
    assert (view.state, view.members, view.split_due, view.dormant) == ("active", (), False, False)


def test_no_state_of_approval_exists_anywhere_in_the_schema() -> None:
    suspects = ("approv", "pending", "valid", "moderat", "accept", "reject", "waiting", "certif", "confirmed_at")
    words = []
    for table in Base.metadata.tables.values():
        # Spending is approved by a second person because the law asks it; a file says which addresses a town certified.
        if table.name.startswith("spending_") or table.name == "address":
            continue
        words += [table.name, *(column.name for column in table.c)]
        words += [str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)]
    words.remove("confirmed_at")  # of a sign-up: a person says that they come
    found = [(word, s) for word in words for s in suspects if s in word.lower()]
    assert not found
    states = next(
        str(c.sqltext)
        for c in Committee.__table__.constraints
        if isinstance(c, CheckConstraint) and str(c.sqltext).startswith("state IN")
    )
    assert states == "state IN ('active', 'closed', 'merged')"


def test_a_structure_is_never_a_gate(hands: Any) -> None:
    """obama_2008 and en_marche_2016 document approvals and leader tests: history, never applied."""
    startable = {line.id: line.can_start for line in hands.see(list_structures)}
    assert startable["obama_2008"] and startable["en_marche_2016"]
    for structure in sorted(s for s, can in startable.items() if can):
        committee = hands.create(f"Comme {structure}", structure=structure)
        view = hands.see(show_committee, committee, hands.clock.now)
        assert (view.state, view.structure_id, view.at_least(LEADER)) == ("active", structure, ())


def test_a_structure_of_which_nothing_is_documented_is_not_offered(hands: Any) -> None:
    startable = {line.id: line.can_start for line in hands.see(list_structures)}
    closed = sorted(s for s, can in startable.items() if not can)
    assert closed
    for structure in closed:
        with pytest.raises(StructureNotStartable):
            hands.create(structure=structure)


def test_a_structure_lends_its_sizes_roles_and_tasks(hands: Any) -> None:
    view = hands.see(show_committee, hands.create(structure="lfi_2024"), hands.clock.now)
    assert view.posts and all(post.documented and not post.holder for post in view.posts)
    plain = hands.see(show_committee, hands.create("Sans"), hands.clock.now)
    assert (plain.size_max, plain.posts) == (DEFAULT_SIZE_MAX, ())


@pytest.mark.parametrize("structure", [None, "lfi_2024", "obama_2008", "en_marche_2016"])
def test_the_box_is_full_from_the_first_second(hands: Any, structure: str | None) -> None:
    view = hands.see(show_committee, hands.create(structure=structure), hands.clock.now)
    tasks = [t for t in view.tasks if t.tutorial_id is None]
    lessons = [t for t in view.tasks if t.tutorial_id is not None]
    assert len(tasks) == 3
    assert len(lessons) == 1
    assert all(t.title.fr and t.title.en and t.state == "open" and not t.late for t in view.tasks)
    today = date(2026, 3, 2)
    assert all(t.due_on is not None and today <= t.due_on <= today + timedelta(days=6) for t in view.tasks)
    assert len(view.recognition) == 5


def test_a_structure_without_tasks_of_its_own_takes_those_of_everybody(hands: Any) -> None:
    with hands.store.write() as unit:
        unit.session.execute(delete(TaskTemplate).where(TaskTemplate.structure_id == "lfi_2024"))
    bare = hands.see(show_committee, hands.create("A", structure="lfi_2024"), hands.clock.now)
    plain = hands.see(show_committee, hands.create("B"), hands.clock.now)
    assert [t.title for t in bare.tasks] == [t.title for t in plain.tasks]


def test_first_tasks_that_nobody_documented_are_marked_invented(hands: Any) -> None:
    view = hands.see(show_committee, hands.create(), hands.clock.now)
    assert all(t.invented for t in view.tasks if t.tutorial_id is None)


def test_it_needs_no_leader_and_none_is_made_up(hands: Any) -> None:
    committee = hands.create()
    row = hands.one(select(Committee.had_leader).where(Committee.id == committee))
    assert row is False or row == 0


def test_a_leader_is_a_known_person_by_the_whole_name_or_a_new_one(hands: Any) -> None:
    known = hands.do(add_person, "Samia Benali").id
    hands.do(add_person, "Samia Benaliouche")
    first = hands.see(show_committee, hands.create("A", leader="samia BENALI"), hands.clock.now)
    assert [m.person_id for m in first.at_least(LEADER)] == [known]
    second = hands.see(show_committee, hands.create("B", leader="Samia Ben"), hands.clock.now)
    assert second.members[0].person_id != known
    third = hands.see(show_committee, hands.create("C", leader="  "), hands.clock.now)
    assert third.members == ()


def test_the_person_at_the_keyboard_may_lead(hands: Any) -> None:
    first = hands.see(show_committee, hands.create("A", leader="Samia Benali", i_lead=True), hands.clock.now)
    me = hands.see(who_am_i)
    assert first.members[0].person_id == me.id
    second = hands.see(show_committee, hands.create("B", i_lead=True), hands.clock.now)
    assert second.members[0].person_id == me.id
    hands.do(declare_me, "Luc Eva")
    third = hands.see(show_committee, hands.create("C", i_lead=True), hands.clock.now)
    assert third.members[0].name == "Luc Eva"


def test_a_village_committee_covers_several_communes_each_once(hands: Any) -> None:
    committee = hands.create("Cinq villages", "01053", "Bourg-en-Bresse", "Péronnas", "01289")
    view = hands.see(show_committee, committee, hands.clock.now)
    assert [code for code, _ in view.places] == ["01053", "01289"]
    assert view.place == "Bourg-en-Bresse, Péronnas"


@pytest.mark.parametrize(
    ("place", "zone", "country"),
    [("Berlin, Allemagne", "Europe/Berlin", "DE"), ("Saint-Denis (974)", "Indian/Reunion", "FR")],
)
def test_a_committee_counts_its_days_where_it_is(hands: Any, place: str, zone: str, country: str) -> None:
    view = hands.see(show_committee, hands.create("Loin", place), hands.clock.now)
    assert (view.zone, view.country) == (zone, country)


def test_a_place_abroad_is_shown_with_its_country_in_the_readers_language(hands: Any) -> None:
    for lang, shown in (("fr", "Berlin (Allemagne)"), ("en", "Berlin (Germany)")):
        form = NewCommittee(name=lang, places=("Berlin, Allemagne",), lang=lang)
        card = hands.do(create_committee, form)
        assert card.place == shown
        assert hands.see(show_committee, card.id, hands.clock.now, lang=lang).place == shown


def test_two_committees_may_have_one_name_and_one_place(hands: Any) -> None:
    first, second = hands.create("Comité"), hands.create("Comité")
    assert first != second
    with pytest.raises(CommitteeAmbiguous, match=str(first)):
        hands.see(find_committee, "comité")
    assert hands.see(find_committee, str(second)).id == second


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({"name": " \0 "}, NameNeeded),
        ({"name": "x" * 121}, NameTooLong),
        ({"places": ("Croix",)}, PlaceAmbiguous),
        ({"places": ("Lyon", "Zzyzx")}, PlaceUnknown),
        ({"places": ("Lyon", "Berlin, DE")}, PlacesMixed),
        ({"places": ("Rome, IT", "Berlin, DE")}, PlacesMixed),
        ({"kind": "club"}, KindUnknown),
        ({"structure": "nobody_2050"}, StructureUnknown),
        ({"zone": "Mars/Olympus"}, ZoneUnknown),
        ({"leader": "Jean Martin"}, PersonAmbiguous),
        ({"leader": "x" * 81}, NameTooLong),
    ],
)
def test_what_is_refused_leaves_nothing_behind(hands: Any, form: dict[str, Any], refusal: type) -> None:
    hands.do(add_person, "Jean Martin")
    hands.do(add_person, "Jean Martin")
    before, rows = hands.state(), hands.counts()
    with pytest.raises(refusal):
        hands.do(create_committee, NewCommittee(**{"name": "Comité", "places": ("Lyon",), **form}))
    assert (hands.state(), hands.counts()) == (before, rows)


def test_the_form_itself_asks_for_a_place() -> None:
    with pytest.raises(ValidationError):
        NewCommittee(name="Comité", places=())


@pytest.mark.parametrize("name", ["[/]", "%", "'; DROP TABLE committee; --", "{name}", "☺", "=1+1", "Œuvre", "نور"])
def test_any_visible_name_is_a_name_and_finds_its_committee(hands: Any, name: str) -> None:
    committee = hands.create(name)
    hands.create("Autre")
    assert hands.see(find_committee, name).id == committee


@pytest.mark.parametrize("text", ["", "x" * 100_000, "%", "_", "zzz"])
def test_an_unknown_committee_is_refused(hands: Any, text: str) -> None:
    hands.create()
    with pytest.raises(CommitteeUnknown):
        hands.see(find_committee, text)
    with pytest.raises(CommitteeUnknown):
        hands.see(find_committee, str(uuid.uuid4()))


def test_a_birth_is_one_step_one_audit_row_and_is_undone_and_redone_after_a_restart(hands: Any) -> None:
    before = hands.state()
    hands.create("Comité", "Lyon", "Villeurbanne", structure="lfi_2024", leader="Samia Benali", i_lead=True)
    assert hands.counts() == (1, 1)
    after = hands.state()
    hands.reopen()
    hands.undo()
    assert hands.state() == before
    hands.reopen()
    hands.redo()
    assert hands.state() == after
