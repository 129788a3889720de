"""Two entries of one person become one: a rule for each column, consent never widened, and all of it taken back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from campaign.actions import ActionReport, report_action, sign_up
from campaign.committees.members import add_member
from campaign.errors import PersonUnknown, SamePerson
from campaign.figures import figures
from campaign.people import add_person, list_people, show_person
from campaign.people.consents import consents_of, give_consent, withdraw_consent
from campaign.people.details import set_skills, tag_people
from campaign.people.merging import _HANDLERS, PERSON_RULES, merge_people, references
from campaign.people.twins import SAME_MAIL, SAME_NAME, SAME_PHONE, tell_apart, twins
from campaign.periods import Period
from db.tables import Membership, MembershipEvent, Person, Signup

PAIR = tuple[uuid.UUID, uuid.UUID, uuid.UUID]


@pytest.fixture
def pair(hands: Any, lived: Any) -> PAIR:
    """A committee, and one person entered twice in it."""
    return lived(hands, "entered-twice", enter_twice)  # type: ignore[no-any-return]


def enter_twice(hands: Any) -> PAIR:
    committee = hands.create()
    return committee, hands.join(committee, "Samia Benali"), hands.join(committee, "Samia Ben Ali")


def test_every_column_of_a_person_has_a_rule_and_so_has_every_table_that_names_one() -> None:
    assert PERSON_RULES.keys() == set(Person.__table__.c.keys())
    named = {table.name for table in references()}
    # Those without a handler hold a person in a plain column: their rows are pointed to the survivor.
    plain = {"post", "rights_request", "visit", "walk_list", "follow_up", "roll_undertaking", "donor", "hand_over"}
    assert named - _HANDLERS.keys() == plain
    assert _HANDLERS.keys() <= named
    for table in references():
        unique = [c for c in table.constraints if "person_id" in getattr(c, "columns", ()) and len(c.columns) > 1]
        if any(type(c).__name__ == "UniqueConstraint" for c in unique):
            assert table.name in _HANDLERS, f"{table.name}: two rows may become one, and need a rule"


def test_nothing_names_the_other_any_more(hands: Any, pair: PAIR) -> None:
    committee, kept, gone = pair
    action = hands.plan(committee, date(2026, 3, 7))
    hands.do(sign_up, action, gone)
    hands.do(tag_people, committee, [gone, kept], "marché")
    hands.do(set_skills, committee, gone, ["driving"])
    hands.do(give_consent, committee, gone, "email")
    hands.do(merge_people, kept, gone)
    with hands.store.read() as session:
        for table, columns in references().items():
            for column in columns:
                rows = session.execute(select(table).where(table.c[column] == gone)).all()
                assert not rows, table.name
        assert session.get(Person, gone) is None


@pytest.mark.parametrize("withdrawn_by", ["kept", "gone"])
@pytest.mark.parametrize("order", ["given first", "withdrawn first"])
def test_a_withdrawal_survives_whichever_entry_it_stands_at(
    hands: Any, pair: PAIR, withdrawn_by: str, order: str
) -> None:
    committee, kept, gone = pair
    refuser, giver = (kept, gone) if withdrawn_by == "kept" else (gone, kept)
    steps = [(give_consent, giver), (withdraw_consent, refuser)]
    for step, person in steps if order == "given first" else reversed(steps):
        hands.do(step, committee, person, "email")
        hands.clock.on(days=1)
    hands.do(merge_people, kept, gone)
    found = {line.channel: line for line in hands.see(consents_of, committee, kept, hands.clock.now)}
    assert not found["email"].holds
    assert found["email"].withdrawn_on is not None


def test_an_objection_and_the_narrower_consents_survive(hands: Any, pair: PAIR) -> None:
    _, kept, gone = pair
    with hands.store.write() as unit:
        unit.name("test")
        unit.change(unit.session.get_one(Person, gone), do_not_contact=True, adult=0, basis="explicit_consent")
        unit.change(unit.session.get_one(Person, kept), adult=1)
        for person, shares in ((kept, True), (gone, False)):
            row = unit.session.scalars(select(Membership).where(Membership.person_id == person)).one()
            unit.change(row, share_identity=shares)
    hands.do(merge_people, kept, gone)
    view = hands.see(show_person, kept)
    assert (view.do_not_contact, view.adult, view.basis) == (True, 0, "explicit_consent")
    assert hands.one(select(Membership.share_identity).where(Membership.person_id == kept)) is False


def test_numbers_are_joined_without_doubles_and_what_was_empty_is_filled(hands: Any) -> None:
    kept = hands.do(add_person, "Ana Diaz", phone="06 39 98 00 01").id
    gone = hands.do(add_person, "Ana Diaz", phone="0639980001, 04 65 71 00 02", email="a@example.org", place="69384").id
    hands.do(merge_people, kept, gone)
    view = hands.see(show_person, kept)
    assert view.phones == ("06 39 98 00 01", "04 65 71 00 02")
    assert (view.emails, view.place) == (("a@example.org",), "Lyon 4e Arrondissement")


def test_one_person_counts_once_and_a_past_action_is_theirs(hands: Any, pair: PAIR) -> None:
    committee, kept, gone = pair
    hands.clock.on(days=1)
    both = hands.hold(committee, date(2026, 3, 2), kept, gone)
    alone = hands.hold(committee, date(2026, 3, 3), gone)
    period = Period(date(2026, 3, 2), date(2026, 3, 8))
    assert hands.see(figures, committee, period, hands.clock.now).value("participations") == 3
    hands.do(merge_people, kept, gone)
    found = hands.see(figures, committee, period, hands.clock.now)
    assert (found.value("members"), found.value("participations"), found.value("participants")) == (1, 2, 1)
    rows = hands.all(select(Signup.action_id, Signup.person_id, Signup.minutes))
    assert sorted(rows) == sorted([(both, kept, 120), (alone, kept, 120)])


def test_the_story_of_a_membership_is_that_of_both(hands: Any) -> None:
    committee = hands.create()
    kept = hands.join(committee, "Samia Benali", 5)
    hands.clock.on(days=7)
    gone = hands.join(committee, "Samia Ben Ali", 10)
    hands.do(merge_people, kept, gone)
    story = hands.all(select(MembershipEvent.kind, MembershipEvent.level_after).order_by(MembershipEvent.at))
    assert story == [("joined", 5), ("level", 10)]
    assert hands.one(select(Membership.level)) == 10


def test_a_merge_is_one_step_that_is_undone_and_redone_after_a_restart(hands: Any, pair: PAIR) -> None:
    committee, kept, gone = pair
    hands.do(give_consent, committee, gone, "sms")
    hands.hold(committee, date(2026, 3, 1), kept, gone)
    before, counts = hands.state(), hands.counts()
    hands.do(merge_people, kept, gone)
    assert hands.counts() == (counts[0] + 1, counts[1] + 1)
    after = hands.state()
    hands.reopen()
    hands.undo()
    assert hands.state() == before
    hands.reopen()
    hands.redo()
    assert hands.state() == after


def test_one_entry_is_not_merged_with_itself_nor_with_nobody(hands: Any, pair: PAIR) -> None:
    _, kept, _ = pair
    with pytest.raises(SamePerson):
        hands.do(merge_people, kept, kept)
    with pytest.raises(PersonUnknown):
        hands.do(merge_people, kept, uuid.uuid4())


def test_a_corrected_report_after_a_merge_still_fits(hands: Any, pair: PAIR) -> None:
    committee, kept, gone = pair
    action = hands.hold(committee, date(2026, 3, 1), kept, gone)
    hands.do(merge_people, kept, gone)
    hands.do(report_action, ActionReport(action_id=action, attended=frozenset({kept}), people_met=4))
    assert hands.all(select(Signup.state, Signup.minutes)) == [("attended", 120)]


def test_twins_are_found_by_number_by_address_and_by_name_and_told_apart_for_good(hands: Any) -> None:
    committee = hands.create()
    a = hands.do(add_person, "Ana Diaz", phone="06 39 98 00 01").id
    b = hands.do(add_person, "Anna DIAZ", phone="+33639980001").id
    c = hands.do(add_person, "Luc Petit", email="p@example.org").id
    d = hands.do(add_person, "Marie Durand", email="P@example.org").id
    e, f = hands.join(committee, "Jean Martin"), hands.do(add_member, committee, "Jean-Martin", new=True)
    found = {frozenset((t.first.id, t.second.id)): t.reasons for t in hands.see(twins)}
    assert SAME_PHONE in found[frozenset((a, b))]
    assert frozenset((c, d)) not in found, "a couple shares a mail, not a name"
    assert SAME_NAME in found[frozenset((e, f))]
    g = hands.do(add_person, "M Durand", email="p@example.org").id
    assert SAME_MAIL in {frozenset((t.first.id, t.second.id)): t.reasons for t in hands.see(twins)}[frozenset((d, g))]
    hands.do(tell_apart, a, b)
    hands.reopen()
    assert frozenset((a, b)) not in {frozenset((t.first.id, t.second.id)) for t in hands.see(twins)}
    assert len(hands.see(list_people)) == 7
