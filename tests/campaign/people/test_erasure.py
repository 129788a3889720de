"""Erasing: who they were is nowhere any more, to the byte; what they did stays counted."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from campaign import toolbox
from campaign.errors import PersonUnknown
from campaign.figures import figures
from campaign.money.forgetting import forget_donor
from campaign.people import add_person, find_person, known_person, list_people, show_person
from campaign.people.access import access_file, as_json
from campaign.people.charter import read_charter
from campaign.people.consents import give_consent
from campaign.people.details import PeopleQuery, save_filter, set_skills, set_slots, tag_people
from campaign.people.erasure import erase, erasure_of
from campaign.people.held import personal_columns, way_of
from campaign.people.requests import list_requests, receive_request
from campaign.people.rights import rectify
from campaign.people.suppressed import Suppressed
from campaign.periods import Period
from campaign.reports.build import activity_report
from campaign.reports.formats import render
from campaign.settings import declare_me, get, who_am_i
from campaign.views.people import Slot
from db import backup, doctor
from db.errors import NothingToRedo, NothingToUndo, Refusal
from db.scrub import scrub
from db.tables import (
    Address,
    Allocation,
    Answer,
    AuditEntry,
    Building,
    CampaignAccount,
    Collection,
    Committee,
    Donation,
    DonationEvent,
    Donor,
    Door,
    FieldCampaign,
    FollowUp,
    HandOver,
    ListMember,
    Membership,
    Person,
    Post,
    Question,
    RollEntry,
    RollUndertaking,
    RuleCorrection,
    SavedFilter,
    Script,
    Signup,
    SpendingEvent,
    SpendingRequest,
    Street,
    Tag,
    Turf,
    Visit,
    Walk,
    WalkList,
)
from db.undo import steps

TODAY = date(2026, 3, 2)
NAME = "Zqcanarygiven Zqcanaryfamily"
MARKS = (b"zqcanary", b"639987731", b"39 98 77 31")


def canary_in(folder: Path) -> list[str]:
    """The files of a folder, with those of its folders, that hold any of the marks."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if any(mark in path.read_bytes().lower() for mark in MARKS)]


@pytest.fixture
def committee(hands: Any, lived: Any) -> uuid.UUID:
    """A committee that Ada leads."""
    made: uuid.UUID = lived(hands, "led-by-ada", lambda _: hands.create(leader="Ada Lovelace"))
    return made


@pytest.fixture
def canary(hands: Any, committee: uuid.UUID, lived: Any) -> uuid.UUID:
    """Someone whose name, numbers, words and texts stand in every column that can hold them."""
    person: uuid.UUID = lived(hands, "canary", lambda _: enter_canary(hands, committee))
    return person


def enter_canary(hands: Any, committee: uuid.UUID) -> uuid.UUID:
    known = hands.do(
        add_person, NAME, phone="06 39 98 77 31", email="zqcanary@example.org", place="69384", committee_id=committee
    )
    person: uuid.UUID = known.id
    hands.join(committee, str(person))
    hands.do(give_consent, committee, person, "phone")
    hands.do(set_skills, committee, person, ["driving"] if "driving" in _skills(hands) else _skills(hands)[:1])
    hands.do(set_slots, committee, person, [Slot(5, 540, 720)])
    hands.do(tag_people, committee, [person], "zqcanarytag")
    hands.do(save_filter, committee, f"for {NAME}", PeopleQuery(text="zqcanaryfam"))
    hands.do(read_charter, person)
    hands.do(receive_request, person, "erase", TODAY, "zqcanarynote")
    hands.do(declare_me, str(person))
    hands.hold(committee, TODAY - timedelta(days=3), person)
    hands.do(toolbox.write_entry, committee, f"Said to {NAME.upper()}", "note")
    hands.do(toolbox.add_task, committee, f"Call {NAME} back on 0639987731")
    hands.do(rectify, person, "Zqcanarygiven", "Zqcanaryfamily-Second")
    said = f"with Zqcanaryfamily-Second Zqcanarygiven, {NAME}"
    with hands.store.engine.begin() as connection:  # what no function of today writes
        for statement in (
            "UPDATE person SET gender = 'x', adult = 1 WHERE id = :id",
            "UPDATE action SET summary = :said, title = :said, place = :said",
            "UPDATE committee SET end_reason = :said",
            "UPDATE consent SET origin = 'zqcanaryorigin', text_version = 'zqcanaryversion'",
            "INSERT INTO import_batch (id, committee_id, origin, file_hash, created_at, updated_at, added, updated)"
            " SELECT randomblob(16), id, :said, '', created_at, created_at, 0, 0 FROM committee",
            "INSERT INTO sent_report (id, committee_id, period_from, period_to, hash, sent_at, sent_to, figures,"
            " created_at, updated_at) SELECT randomblob(16), id, '2026-01-01', '2026-01-08', '', created_at, :said,"
            " '{}', created_at, created_at FROM committee",
            "INSERT INTO report_template (id, committee_id, sections, opening, closing, created_at, updated_at)"
            " SELECT randomblob(16), id, '[]', :said, :said, created_at, created_at FROM committee",
            "INSERT INTO shift (id, committee_id, action_id, label, starts_at, ends_at, created_at, updated_at)"
            " SELECT randomblob(16), committee_id, id, :said, starts_at, ends_at, created_at, created_at FROM action",
        ):
            connection.execute(text(statement), {"said": said, "id": person.bytes})
    _walk_everywhere(hands, committee, person, said)
    _money_everywhere(hands, committee, person, said)
    return person


def _walk_everywhere(hands: Any, committee: uuid.UUID, person: uuid.UUID, said: str) -> None:
    """Door to door in which every text names them, and every row that can name a person does."""
    with hands.store.write() as unit:
        unit.name("test")
        unit.without_journal()
        own: dict[str, Any] = {"committee_id": committee}
        script = unit.add(Script(**own, name=said, body=said))
        question = unit.add(
            Question(**own, script_id=script.id, position=1, kind="text", text=said, choices=[], opinion=False)
        )
        round_ = unit.add(FieldCampaign(**own, script_id=script.id, name=said, starts_on=TODAY))
        street = unit.add(Street(**own, insee="69384", name="rue", search_key="rue"))
        place: dict[str, Any] = {"lat": 457_000_000, "lon": 48_000_000}
        address = unit.add(
            Address(**own, **place, street_id=street.id, insee="69384", number=1, search_key="rue 1", source_key="1")
        )
        unit.add(Building(**own, **place, address_id=address.id, source_key="b", homes=2, access_note=said))
        turf = unit.add(Turf(**own, campaign_id=round_.id, name=said, insee="69384", chosen={}, start_place=said))
        walk = unit.add(Walk(**own, turf_id=turf.id, number=1, doors=1, metres=1, minutes=1))
        sheet = unit.add(
            WalkList(
                **own, walk_id=walk.id, list_number="R7K2", issued_at=unit.now, expires_on=TODAY, meeting_place=said,
                bring_back=said, caller_id=person,
            )
        )  # fmt: skip
        unit.add(ListMember(**own, list_id=sheet.id, person_id=person))
        door = unit.add(Door(**own, address_id=address.id))
        visit = unit.add(
            Visit(
                **own, campaign_id=round_.id, list_id=sheet.id, door_id=door.id, pass_number=1, at=unit.now,
                canvasser_id=person, outcome="conversation", note=said,
            )
        )  # fmt: skip
        unit.add(Answer(**own, visit_id=visit.id, question_id=question.id, value=said))
        unit.add(FollowUp(**own, list_id=sheet.id, person_id=person, owner_id=person, kind="call", note=said))
        asked = unit.add(
            RollUndertaking(
                **own, requester_id=person, insee="69384", signed_on=TODAY, poll_on=TODAY,
                purge_on=TODAY + timedelta(days=1),
            )
        )  # fmt: skip
        unit.add(RollEntry(**own, undertaking_id=asked.id, names=said, address_text=f"chez {NAME}"))


def _money_everywhere(hands: Any, committee: uuid.UUID, person: uuid.UUID, said: str) -> None:
    """Money of which every text names them, and every row that can name a person does; nothing was received yet."""
    with hands.store.write() as unit:
        unit.name("test")
        unit.without_journal()
        own: dict[str, Any] = {"committee_id": committee}
        sum_: dict[str, Any] = {"amount_cents": 1000, "day": TODAY}
        held: dict[str, Any] = {"effective_from": TODAY, "severity": "warn", "authority": "", "checked_on": TODAY}
        unit.add(RuleCorrection(rule_id="don.cash.single", value=1, reason=said, **held))
        account = unit.add(CampaignAccount(kind="party", label=said, mandatary=said))
        own["account_id"] = account.id
        marked = [column.key for column in Donor.__table__.columns if "personal" in column.info]
        donor = unit.add(Donor(person_id=person, **dict.fromkeys(marked, "zqcanary") | {"adult": 1}))
        given: dict[str, Any] = {"method": "cheque", "amount_cents": 1000, "promised_on": TODAY, "warnings": []}
        gift = unit.add(Donation(**own, **given, donor_id=donor.id, payer=said, estimate=said, reason=said))
        step: dict[str, Any] = {
            "committee_id": committee,
            "at": unit.now,
            "from_state": "",
            "to_state": "",
            "note": said,
        }
        unit.add(DonationEvent(donation_id=gift.id, day=TODAY, **step))
        unit.add(HandOver(**own, number=1, bearer_id=person, day=TODAY))
        box: dict[str, Any] = {"place": "", "way": "", "first_id": person, "counted_by": 2}
        unit.add(Collection(committee_id=committee, donation_id=gift.id, day=TODAY, **box))
        unit.add(Allocation(**own, **sum_, note=said))
        asked = unit.add(
            SpendingRequest(
                **own, **sum_, category="print", title=said, detail=said, payee=said, iban=said, reason=said,
                asker_id=person,
            )
        )  # fmt: skip
        unit.add(SpendingEvent(request_id=asked.id, told_by=said, **step))


def test_who_gave_what_the_mandataire_received_stays_until_the_account_is_closed(hands: Any, canary: uuid.UUID) -> None:
    with hands.store.engine.begin() as connection:
        connection.execute(text("UPDATE donation SET state = 'received', received_on = '2026-03-01'"))
        connection.execute(text("UPDATE donor SET postcode = '69004', email = 'zq@example.org'"))
    assert hands.see(erasure_of, canary).gifts == 1
    hands.do(erase, canary)
    assert hands.all(select(Donor.given_name, Donor.postcode, Donor.email)) == [("zqcanary", "69004", "")]
    with hands.store.engine.begin() as connection:
        connection.execute(text("UPDATE campaign_account SET closed_on = '2027-01-01'"))
    with hands.store.write() as unit:
        unit.name("test")
        forget_donor(unit, unit.session.scalars(select(Donor)).one())
    assert hands.all(select(Donor.given_name, Donor.postcode, Donor.adult)) == [("", "", None)]


def _skills(hands: Any) -> list[str]:
    return [row[0] for row in hands.all(text("SELECT id FROM skill ORDER BY position"))]


def test_every_marked_column_of_the_canary_is_filled_and_stands_in_their_access_file(
    hands: Any, canary: uuid.UUID
) -> None:
    file = hands.see(access_file, canary, TODAY)
    data = as_json(file)
    named = {(found.table, found.column) for found in file.mentions}
    for column in personal_columns():
        table, name = column.table.name, column.key
        if way_of(column) == "text":
            assert (table, name) in named, f"{table}.{name}"
        elif way_of(column) == "journal":
            assert any(entry[name] for entry in data["journal"]), name
        else:
            assert all(row[name] for row in data["tables"][table]), f"{table}.{name}"


def test_no_byte_of_someone_erased_is_left_in_the_folder_or_in_a_new_backup(
    hands: Any, committee: uuid.UUID, canary: uuid.UUID
) -> None:
    folder = hands.path.parent
    with hands.store.engine.connect():  # another window stands open, so that the log is not folded by closing
        hands.do(toolbox.write_entry, committee, f"Heard of {NAME}", "note")  # in the log, not only in the file
        assert canary_in(folder)
        hands.do(erase, canary)
        assert canary_in(folder)  # the log still holds the pages of before: a deletion is no erasure yet
        assert scrub(hands.store)
        assert canary_in(folder) == []
        saved = backup.make(hands.path)
        assert saved.exists()
        assert canary_in(folder) == []
    # The canary's money was put in behind the ledger's back; the ledger says so, and nothing else is wrong.
    wrong = {f.code for f in doctor.examine(hands.path, full=True) if f.severity == "error"}
    assert wrong <= {"ledger_source", "ledger_history"}


def test_what_another_program_deleted_without_wiping_goes_too(hands: Any, committee: uuid.UUID) -> None:
    hands.close()
    with closing(sqlite3.connect(hands.path, isolation_level=None)) as careless:
        careless.execute("PRAGMA secure_delete = OFF")
        careless.execute("CREATE TABLE aside (text TEXT)")
        careless.executemany("INSERT INTO aside VALUES (?)", [(NAME * 20,)] * 50)
        careless.execute("DROP TABLE aside")
    assert canary_in(hands.path.parent)
    assert scrub(hands.store)
    assert canary_in(hands.path.parent) == []


def test_a_file_that_is_out_of_reach_when_its_bytes_are_to_go_is_told(hands: Any, canary: uuid.UUID) -> None:
    hands.do(erase, canary)
    hands.path.rename(hands.path.with_name("elsewhere"))  # a disk that was pulled
    with pytest.raises(Refusal):
        scrub(hands.store)


def test_a_window_that_reads_meanwhile_is_told_of_and_the_bytes_go_at_the_next_call(
    hands: Any, canary: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_SECONDS", 0.05)
    hands.do(erase, canary)
    with hands.store.read() as session:
        session.execute(select(Committee)).all()
        assert not scrub(hands.store)
    assert scrub(hands.store)
    assert canary_in(hands.path.parent) == []


def test_what_they_did_stays_counted_in_every_past_period(hands: Any, committee: uuid.UUID) -> None:
    people = [hands.join(committee, f"Person {letter}{letter}") for letter in "ABCDEF"]
    for days in (40, 20, 10, 3):
        hands.hold(committee, TODAY - timedelta(days=days), *people[:4], people_met=5)
    periods = [Period(TODAY - timedelta(days=d), TODAY - timedelta(days=1)) for d in (3, 10, 30, 60)]

    def counts() -> list[Any]:
        found = [hands.see(figures, committee, period, hands.clock()) for period in periods]
        reports = [hands.see(activity_report, committee, period, hands.clock()) for period in periods[1::2]]
        return [*found, *(render(report, "json") for report in reports)]

    before = counts()
    hands.clock.on(days=1)
    for person in people[:3]:
        hands.do(erase, person)
    assert counts() == before
    assert hands.one(select(Membership.level).where(Membership.person_id == people[0])) == 0
    assert len(hands.all(select(Signup.id).where(Signup.person_id == people[0]))) == 4


def test_they_come_to_nothing_that_was_planned(hands: Any, committee: uuid.UUID) -> None:
    from campaign.actions import sign_up

    person = hands.join(committee, "Zoé Durand")
    ahead = hands.plan(committee, TODAY + timedelta(days=5))
    hands.do(sign_up, ahead, person)
    hands.do(erase, person)
    assert hands.one(select(Signup.state).where(Signup.action_id == ahead, Signup.person_id == person)) == "cancelled"


def test_the_last_leader_may_be_erased_and_the_committee_stays(hands: Any, committee: uuid.UUID) -> None:
    ada = hands.see(find_person, "Ada Lovelace").id
    post = hands.one(select(Post.id).limit(1)) if hands.all(select(Post.id)) else None
    assert hands.see(erasure_of, ada).leaderless == ("Comité de Lyon",)
    assert hands.do(erase, ada).leaderless == ("Comité de Lyon",)
    assert hands.one(select(Committee.state).where(Committee.id == committee)) == "active"
    assert post is None or hands.one(select(Post.person_id).where(Post.id == post)) is None
    hands.join(committee, "Grace Hopper", level=100)  # and someone else may lead it


def test_undo_stops_at_an_erasure_and_what_came_after_it_is_undone(hands: Any, committee: uuid.UUID) -> None:
    person = hands.join(committee, "Zoé Durand")
    hands.do(toolbox.write_entry, committee, "Rien à dire", "note")
    hands.undo()
    planned = hands.see(erasure_of, person)
    assert planned.undo_lost == 2  # the committee's creation, and the person's arrival
    hands.do(erase, person)
    with pytest.raises(NothingToUndo):
        hands.undo()
    with pytest.raises(NothingToRedo):
        hands.redo()
    hands.do(toolbox.write_entry, committee, "Après", "note")
    hands.undo()
    assert hands.see(steps)[0].state == "undone"


def test_steps_after_the_last_that_names_them_can_still_be_undone(hands: Any, committee: uuid.UUID) -> None:
    person = hands.join(committee, "Zoé Durand")
    hands.do(toolbox.write_entry, committee, "Rien à dire", "note")
    hands.do(erase, person)
    assert [step.action for step in hands.see(steps)] == ["logbook.write"]
    hands.undo()


def test_no_import_brings_them_back_and_nobody_can_read_who_they_were(hands: Any, canary: uuid.UUID) -> None:
    hands.do(erase, canary)
    forgotten = hands.see(Suppressed)
    assert forgotten.holds("Other Name", None, [("phone", "+33639987731")])
    assert forgotten.holds("Other Name", None, [("email", "zqcanary@example.org")])
    assert forgotten.holds("ZQCANARYFAMILY-SECOND Zqcanarygiven", "69384", [])
    assert not forgotten.holds("Zqcanarygiven Zqcanaryfamily-Second", None, [])  # a namesake elsewhere
    assert not forgotten.holds("Other Name", "69384", [("phone", "+33639987732")])


def test_someone_erased_is_found_by_nothing(hands: Any, canary: uuid.UUID) -> None:
    hands.do(erase, canary)
    for name in (str(canary), NAME, "–"):
        with pytest.raises(PersonUnknown):
            hands.see(find_person, name)
    assert hands.see(known_person, "–") is None
    assert canary not in [line.id for line in hands.see(list_people)]
    assert hands.see(show_person, canary).name == "–"  # where an old list still has their row
    assert hands.see(who_am_i) is None
    assert hands.see(get, "me") is None
    assert hands.all(select(Tag.id)) == []
    assert hands.all(select(SavedFilter.id)) == []
    row = hands.all(
        select(Person.gender, Person.adult, Person.commune_code, Person.search_key).where(Person.id == canary)
    )
    assert row == [(None, None, None, "")]
    with pytest.raises(PersonUnknown):
        hands.do(erase, canary)


def test_an_erasure_is_audited_without_a_name_and_answers_the_request(hands: Any, canary: uuid.UUID) -> None:
    before = hands.counts()[1]
    hands.do(erase, canary)
    assert hands.counts()[1] == before + 1
    latest = hands.all(
        select(AuditEntry.action, AuditEntry.object_table, AuditEntry.object_id).order_by(AuditEntry.seq)
    )
    assert latest[-1] == ("person.erase", "person", canary.hex)
    (request,) = hands.see(list_requests, TODAY)
    assert (request.answered_on, request.note, request.name) == (TODAY, "", "")


def test_what_may_name_them_is_told_of_and_left_as_it_is(hands: Any, committee: uuid.UUID) -> None:
    person = hands.join(committee, "Rose Martin")
    hands.do(toolbox.write_entry, committee, "Acheter une rose", "note")
    hands.do(toolbox.write_entry, committee, "Rose Martin en achète", "note")
    done = hands.do(erase, person)
    assert done.texts == 1
    assert [found.text for found in done.to_check] == ["Acheter une rose"]
    said = [row[0] for row in hands.all(text("SELECT text FROM logbook_entry ORDER BY text"))]
    assert said == ["Acheter une rose", "[…] en achète"]


def test_a_namesake_keeps_their_name_in_texts(hands: Any, committee: uuid.UUID) -> None:
    first = hands.join(committee, "Jean Martin")
    hands.do(add_person, "Jean Martin")
    hands.do(toolbox.write_entry, committee, "Jean Martin viendra", "note")
    done = hands.do(erase, first)
    assert (done.texts, len(done.to_check)) == (0, 1)


def test_old_backups_are_named_and_can_be_deleted(hands: Any, canary: uuid.UUID) -> None:
    own = backup.make(hands.path, hands.path.parent / "elsewhere.appui")
    backup.make(hands.path)
    backup.make(hands.path)
    assert len(backup.copies(hands.path)) == 2
    hands.do(erase, canary)
    assert backup.delete(hands.path) == 2
    assert backup.copies(hands.path) == []
    assert own.exists()  # one that a person put somewhere is theirs to delete
