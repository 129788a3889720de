"""What the journal says of each action."""

from __future__ import annotations

import ast
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import campaign
from campaign import toolbox
from campaign.actions import (
    STEPS,
    ActionChange,
    NewShift,
    SignupStep,
    add_shift,
    cancel_action,
    change_action,
    change_capacity,
    remove_shift,
    set_signup,
    sign_up,
)
from campaign.committees import changes, members
from campaign.committees.directory import show_committee
from campaign.committees.forms import SplitPlan
from campaign.committees.views import LEADER, MANAGER
from campaign.field.barriers import add_barrier, remove_barrier
from campaign.history import LABELS, label, said
from campaign.money.spending import MOVES
from campaign.people import PeopleQuery, Slot, add_person
from campaign.people.consents import give_consent, withdraw_consent
from campaign.people.details import (
    PersonForm,
    drop_filter,
    edit_person,
    save_filter,
    set_skills,
    set_slots,
    set_tags,
    tag_people,
)
from campaign.people.importing import ImportForm, import_people, plan_import, read_sheet
from campaign.people.merging import merge_people
from campaign.people.requests import answer_request, receive_request
from campaign.people.retention import keep
from campaign.people.rights import object_to_contact, rectify
from campaign.people.twins import tell_apart
from campaign.periods import Period
from campaign.reports.sent import mark_sent
from campaign.reports.template import reset_template, set_template
from campaign.settings import declare_me
from campaign.words import words
from db import undo
from db.tables import AuditEntry

# Facts and choices of view, which nobody undoes; and a post, which few structures have.
UNDONE_BY_NOBODY = {
    # Imported anew, not redone; or put right by hand on addresses: tests/campaign/field/test_addresses_beside.py.
    "addresses.import", "buildings.import", "streets.import", "results.import", "roll.import", "roll.purge",
    "building.add", "building.edit", "address.homes", "address.skip", "address.visit", "station.set", "station.name",
    "person.import",  # undone, and then imported again: it has a test of its own
    "charter.read", "person.access", "person.erase", "post.hold", "retention.purge", "settings.copied", "settings.home",
}  # fmt: skip
# Money is undone by entries that reverse, so no file is as it was: tests/campaign/money/test_money_history.py.
MONEY = {
    code
    for code in LABELS
    if code.split(".")[0]
    in (
        "account",
        "donation",
        "donor",
        "election",
        "rule",
        "spending",
        "money",
        "earmark",
        "deposit",
        "hand_over",
        "collection",
        "recurring",
    )
}
# Visits are facts that undo only voids, and lists lean on them: tests/campaign/field/test_field_history.py.
DOORS = {
    code
    for code in LABELS
    if code.split(".")[0] in ("list", "visit", "answer", "script", "silence", "follow_up", "contact")
} | {"walk.issue"}

# Turf needs addresses to be cut from: tests/campaign/field/test_turf.py.
TURF = {code for code in LABELS if code.startswith("turf.")}

FLOOR = Path(campaign.__file__).parent
NAMING = ("unit.name", "_name", "name_action", "name_list")
ENDINGS = {
    "f'task.{state}'": {"task.open", "task.done", "task.dropped"},
    "f'spending.{move}'": {f"spending.{move}" for moves in MOVES.values() for move in moves},
    "f'signup.{form.to}'": {f"signup.{state}" for states in STEPS.values() for state in states},
}


def spelt(node: ast.expr) -> str:
    """``unit.name`` and the like, as the code spells it."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def codes() -> set[str]:
    """Every code given to ``unit.name``, or to a function that names a unit after an action."""
    found: set[str] = set()
    for path in FLOOR.rglob("*.py"):
        text = path.read_text("utf-8")
        if not any(f"{name}(" in text for name in NAMING):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and (name := spelt(node.func)) in NAMING:
                code = node.args[0 if name == "unit.name" else 1]
                if isinstance(code, ast.JoinedStr):  # the code of a task or of a sign-up ends with its state
                    found |= ENDINGS[ast.unparse(code)]
                else:  # one of two, where one does the same to many
                    found |= {c.value for c in ast.walk(code) if isinstance(c, ast.Constant) and "." in str(c.value)}
    return found


def test_every_code_that_a_function_uses_has_a_label_and_no_label_is_left_over() -> None:
    assert codes() == set(LABELS)


def test_a_code_of_another_version_is_shown_as_it_is() -> None:
    assert label("walk.print", {}, words("fr")) == "walk.print"


def test_a_role_is_said_in_words() -> None:
    assert label("member.level", {"name": "Ana", "level": LEADER}, words("en")) == "make Ana a leader"


def test_what_people_typed_is_never_parsed_in_a_label() -> None:
    assert "{level}" in label("member.add", {"name": "{level}"}, words("en"))


def test_the_kind_of_an_action_is_said_in_the_readers_language(hands: Any) -> None:
    hands.plan(hands.create(), date(2026, 3, 7), kind="door_to_door")
    step = hands.see(undo.steps)[0]
    assert "porte-à-porte" in said(step, words("fr"))
    assert "door-to-door" in said(step, words("en"))


@pytest.fixture
def whole_life(hands: Any, lived: Any) -> Any:
    """Every action once."""
    hands.newborn = lived(hands, "whole-life", live)
    return hands


def live(hands: Any) -> str:
    """All that a committee lives through; what its file was before."""
    newborn: str = hands.state()
    do = hands.do
    a, b = hands.create("A", structure="en_marche_2016", leader="Léa Lead"), hands.create("B")
    do(add_person, "Seule")
    do(declare_me, "Moi Même")
    ana, luc, eve = (hands.join(a, name) for name in ("Ana Diaz", "Luc Eva", "Eve Roy"))
    view = hands.see(show_committee, a, hands.clock.now)
    lea = view.at_least(LEADER)[0].person_id
    do(members.set_level, a, ana, MANAGER)
    do(members.set_finance, a, ana, granted=True)
    do(members.set_sharing, a, ana, consents=True)
    do(members.change_member, a, ana, finance=False, sharing=False)
    if view.posts:
        do(members.hold_post, view.posts[0].id, ana)
    do(members.hand_over, a, lea, luc)
    do(members.remove_member, a, eve)
    task = do(toolbox.add_task, a, "Tâche")
    for state in ("done", "open", "dropped"):
        do(toolbox.set_task, task, state)
    do(toolbox.write_entry, a, "Note")
    do(toolbox.set_goal, a, "members", Period(date(2026, 3, 1), date(2026, 3, 31)), 9)
    action = hands.plan(a, date(2026, 3, 1))
    do(sign_up, action, ana)
    hands.report(action, ana)
    do(cancel_action, hands.plan(a, date(2026, 3, 8)))
    series = hands.plan(a, date(2026, 3, 2), every="week", times=3)
    do(change_action, ActionChange(action_id=series, title="Une fois"))
    do(change_action, ActionChange(action_id=series, following=True, minutes=240))
    shift = do(add_shift, NewShift(action_id=series, at=time(10), minutes=60))
    do(change_capacity, shift, 5)
    do(remove_shift, shift)
    for state in ("invited", "confirmed", "reminded", "cancelled"):
        do(set_signup, SignupStep(action_id=series, person_id=luc, to=state))
    hands.clock.to(2026, 3, 2, 12)
    for state in ("attended", "no_show"):
        do(set_signup, SignupStep(action_id=series, person_id=luc, to=state))
    do(cancel_action, series, following_too=True)
    do(edit_person, PersonForm(person_id=luc, given_name="Luc", family_name="Evan"))
    do(set_skills, a, luc, ["driving"])
    do(set_slots, a, luc, [Slot(5, 540, 720)])
    do(tag_people, a, [luc, ana], "marché")
    do(tag_people, a, [luc], "marché", present=False)
    do(set_tags, a, luc, ["tracts"])
    do(save_filter, a, "Samedi", PeopleQuery(weekday=5))
    do(drop_filter, a, "Samedi")
    do(give_consent, a, luc, "email")
    do(withdraw_consent, a, luc, "email")
    do(tell_apart, ana, luc)
    do(merge_people, luc, do(add_person, "Luc Evan").id)
    do(rectify, luc, "Luc", "Eva")
    do(object_to_contact, luc)
    do(object_to_contact, luc, objects=False)
    do(answer_request, do(receive_request, luc, "access", date(2026, 3, 2)), date(2026, 3, 3))
    do(mark_sent, a, Period(date(2026, 2, 23), date(2026, 3, 1)))
    do(set_template, a, opening="Bonjour.")
    do(reset_template, a)
    do(keep, "contacts", 18)
    do(remove_barrier, do(add_barrier, a, "La Rivière", [(457_700_000, 48_200_000), (457_710_000, 48_210_000)]))
    do(changes.rename, a, "AA")
    c = do(changes.split, SplitPlan(committee_id=a, new_name="C", leaving=frozenset({ana})))
    do(changes.merge, c, b)
    do(changes.close, b)
    do(changes.reopen, b)
    return newborn


def test_a_file_of_people_is_said_in_full(hands: Any) -> None:
    committee = hands.create()
    source = hands.path.with_name("list.csv")
    source.write_text("Nom\nZoé Müller\n", encoding="utf-8")
    form = ImportForm(committee_id=committee)
    hands.do(import_people, hands.see(plan_import, read_sheet(source), form, date(2026, 3, 2)))
    step = hands.see(undo.steps)[0]
    assert said(step, words("en")) == "take in a file of people: 1 added, 0 completed"


def test_every_step_of_a_life_is_said_in_full_in_both_languages(whole_life: Any) -> None:
    steps = whole_life.see(undo.steps, 100)
    assert {s.action for s in steps} >= set(LABELS) - UNDONE_BY_NOBODY - MONEY - DOORS - TURF
    for step in steps:
        for lang in ("fr", "en"):
            text = said(step, words(lang))
            assert text and text != step.action
            assert "{" not in text


def test_a_whole_life_is_undone_to_the_empty_file_and_redone(whole_life: Any) -> None:
    lived = whole_life.state()
    count = len(whole_life.see(undo.steps, 100))
    for _ in range(count):
        whole_life.undo()
    assert whole_life.state() == whole_life.newborn
    whole_life.reopen()
    for _ in range(count):
        whole_life.redo()
    assert whole_life.state() == lived


def test_no_name_is_in_the_audit(whole_life: Any) -> None:
    names = ("Léa", "Lead", "Ana", "Diaz", "Luc", "Eva", "Eve", "Roy", "Seule", "Moi")
    rows = whole_life.all(select(AuditEntry.action, AuditEntry.object_table, AuditEntry.object_id))
    assert len(rows) > 25
    assert not any(name in str(cell) for row in rows for cell in row for name in names)
