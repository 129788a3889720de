"""How long things are kept: dated rules within limits, a list of what would go, and a purge that does just that."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from campaign.committees import members
from campaign.errors import RetentionOutside, RetentionUnknown
from campaign.people import add_person
from campaign.people.requests import answer_request, receive_request
from campaign.people.retention import expiring, keep, purge, rules, rules_of
from campaign.people.rights import object_to_contact
from campaign.people.suppressed import Suppressed
from campaign.settings import put
from db import triggers
from db.tables import AuditEntry, JournalEntry, Person, RightsRequest


def of(hands: Any, purpose: str, today: date) -> Any:
    (found,) = [e for e in hands.see(expiring, today) if e.rule.purpose == purpose]
    return found


def names(hands: Any) -> set[str]:
    return {given for (given,) in hands.all(select(Person.given_name).where(Person.erased_at.is_(None)))}


def test_each_rule_says_how_long_who_says_so_and_when_it_was_checked() -> None:
    assert [rule.purpose for rule in rules()] == ["contacts", "members", "journal", "audit", "requests"]
    for rule in rules():
        assert rule.least <= rule.kept <= rule.most, rule.purpose
        assert rule.unit in ("days", "months")
        assert rule.checked_on >= date(2026, 11, 21)
        assert all((rule.source, rule.about.fr, rule.about.en, rule.authority.fr, rule.authority.en)), rule.purpose


def test_the_audit_is_kept_at_least_as_long_as_the_file_itself_enforces() -> None:
    audit = next(rule for rule in rules() if rule.purpose == "audit")
    assert (audit.kept, audit.least) == (365, triggers.AUDIT_KEPT_DAYS)


def test_a_length_is_chosen_within_its_limits_and_undone(hands: Any) -> None:
    hands.do(keep, "contacts", 24)
    assert {rule.purpose: rule.kept for rule in hands.see(rules_of)}["contacts"] == 24
    hands.undo()
    assert {rule.purpose: rule.kept for rule in hands.see(rules_of)}["contacts"] == 12
    with pytest.raises(RetentionOutside):
        hands.do(keep, "audit", 182)
    with pytest.raises(RetentionUnknown):
        hands.do(keep, "everything", 12)


@pytest.mark.parametrize("value", ["9999", "0", "²", "-3", ""])
def test_a_length_that_was_put_into_the_file_by_hand_is_believed_within_the_limits_only(hands: Any, value: str) -> None:
    def write(unit: Any) -> None:
        unit.name("test")
        put(unit, "kept_audit", value)

    hands.do(write)
    assert {rule.purpose: rule.kept for rule in hands.see(rules_of)}["audit"] == 365


def test_someone_in_no_committee_goes_after_a_year_without_a_sign_of_life(hands: Any) -> None:
    zoe = hands.do(add_person, "Zoé Durand").id  # on 2 March 2026
    for day, now, in_7, in_30 in (
        (date(2027, 1, 30), 0, 0, 0),
        (date(2027, 1, 31), 0, 0, 1),
        (date(2027, 2, 22), 0, 0, 1),
        (date(2027, 2, 23), 0, 1, 1),
        (date(2027, 3, 1), 0, 1, 1),
        (date(2027, 3, 2), 1, 0, 0),
    ):
        found = of(hands, "contacts", day)
        assert (len(found.now), len(found.in_7), len(found.in_30)) == (now, in_7, in_30), day
    assert of(hands, "contacts", date(2027, 3, 2)).now == (str(zoe),)


def test_coming_joining_and_leaving_are_signs_of_life(hands: Any, clock: Any) -> None:
    committee = hands.create(leader="Ada Lovelace")
    came, left, none = (hands.join(committee, name) for name in ("Came Un", "Left Deux", "None Trois"))
    for person in (came, left, none):
        hands.do(members.remove_member, committee, person)
    clock.to(2026, 12, 1)
    hands.do(members.add_member, committee, str(left))
    hands.hold(committee, date(2026, 11, 20), came)
    clock.to(2026, 12, 2)
    hands.do(members.remove_member, committee, str(left) and left)
    assert of(hands, "contacts", date(2027, 3, 2)).now == (str(none),)
    assert str(came) in of(hands, "contacts", date(2027, 11, 20)).now
    assert str(left) not in of(hands, "contacts", date(2027, 12, 1)).now
    assert str(left) in of(hands, "contacts", date(2027, 12, 2)).now


def test_leaders_and_who_is_at_the_keyboard_never_expire(hands: Any) -> None:
    from campaign.settings import declare_me

    committee = hands.create(leader="Ada Lovelace")
    member = hands.join(committee, "Zoé Durand")
    hands.do(declare_me, "Me Myself")
    far = date(2040, 1, 1)
    assert of(hands, "members", far).now == (str(member),)
    assert of(hands, "contacts", far).now == ()


def test_a_purge_does_what_the_list_said_in_one_audited_action_without_a_journal(hands: Any, clock: Any) -> None:
    hands.do(add_person, "Vieux Contact", phone="0639981234", place="69384")
    objector = hands.do(add_person, "Fâché Contact", phone="0639981235")
    hands.do(object_to_contact, objector.id)
    request = hands.do(receive_request, None, "access", date(2026, 3, 2), "note")
    hands.do(answer_request, request, date(2026, 3, 10))
    clock.to(2029, 3, 9)
    hands.do(add_person, "Nouveau Contact")
    today = date(2029, 3, 10)
    clock.to(2029, 3, 10)
    planned = {e.rule.purpose: len(e.now) for e in hands.see(expiring, today)}
    assert planned["contacts"] == 2
    assert planned["requests"] == 1
    assert planned["journal"] == 5
    done = hands.do(purge, today)
    assert done.counts["contacts"] == 2
    assert names(hands) == {"Nouveau"}
    assert hands.all(select(RightsRequest.id)) == []
    assert hands.one(select(func.count()).select_from(JournalEntry)) == 1
    assert [row[0] for row in hands.all(select(AuditEntry.action))].count("retention.purge") == 1
    assert all(not e.now for e in hands.see(expiring, today) if e.rule.purpose != "audit")
    before = hands.counts()
    hands.do(purge, today)
    assert hands.counts() == before  # nothing left to do, and nothing done


def test_whose_time_was_up_may_come_back_but_not_who_had_objected(hands: Any, clock: Any) -> None:
    test_a_purge_does_what_the_list_said_in_one_audited_action_without_a_journal(hands, clock)
    forgotten = hands.see(Suppressed)
    assert not forgotten.holds("Vieux Contact", "69384", [("phone", "+33639981234")])
    assert forgotten.holds("Autre", None, [("phone", "+33639981235")])


def test_the_audit_goes_after_a_year_and_never_before_half_of_one(hands: Any) -> None:
    now = datetime.now(UTC)  # the file's own guard reads the clock of the machine

    def line(days: int) -> dict[str, Any]:
        at = now - timedelta(days=days)
        return {"at": at, "action": f"old{days}", "object_table": "", "object_id": "", "rows": 1}

    with hands.store.engine.begin() as connection:
        connection.execute(insert(AuditEntry), [line(days) for days in (400, 366, 364, 200, 100)])
    hands.clock.now = now
    hands.do(purge, now.date())
    left = {row[0] for row in hands.all(select(AuditEntry.action).where(AuditEntry.action.startswith("old")))}
    assert left == {"old364", "old200", "old100"}
    with pytest.raises(DBAPIError), hands.store.engine.begin() as connection:
        connection.execute(delete(AuditEntry).where(AuditEntry.action == "old100"))


def test_an_unknown_person_is_never_listed(hands: Any) -> None:
    assert all(
        uuid.UUID(key) for e in hands.see(expiring, date(2040, 1, 1)) if e.rule.unit == "months" for key in e.now
    )
