"""A person sees, corrects and takes back what is kept about them; nothing that is held can be forgotten."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from campaign import toolbox
from campaign.errors import NameNeeded, PersonUnknown
from campaign.people import add_person
from campaign.people.access import access_file, as_json, as_text, record_access
from campaign.people.access_words import BOOKKEEPING, COLUMN_WORDS, TABLE_WORDS
from campaign.people.consents import consents_of, give_consent
from campaign.people.erasure import POLICY
from campaign.people.held import personal_columns, way_of
from campaign.people.merging import references
from campaign.people.requests import list_requests, receive_request
from campaign.people.rights import object_to_contact, rectify
from campaign.people.sentences import PLACES
from campaign.people.traces import GONE, Traces
from campaign.settings import declare_me
from campaign.words import words
from db.errors import ChangedElsewhere
from db.tables import AuditEntry, Base, Consent, Person

TODAY = date(2026, 3, 2)


# --- nothing is forgotten


def test_every_personal_column_is_reached_by_access_and_erasure() -> None:
    missed = [str(column) for column in personal_columns() if way_of(column) is None]
    assert missed == []


def test_a_new_personal_column_that_nothing_reaches_is_seen() -> None:
    from sqlalchemy import Column, MetaData, Table, Text

    from db.tables.base import personal

    stray = Table(
        "stray", MetaData(), Column("id", Text, primary_key=True), Column("x", Text, info=personal("contact"))
    )
    assert way_of(stray.c.x) is None


def test_every_table_that_can_name_a_person_has_its_rule_and_its_words() -> None:
    tables = {"person", *(table.name for table in references())}
    assert set(POLICY) == tables
    assert set(TABLE_WORDS) == tables | {"setting"}
    for name in TABLE_WORDS:
        columns = set(Base.metadata.tables[name].c.keys())
        assert columns - set(BOOKKEEPING) <= set(COLUMN_WORDS), name


def test_every_table_whose_texts_may_name_someone_has_a_word_for_where_that_is() -> None:
    assert set(PLACES) == {column.table.name for column in personal_columns() if way_of(column) == "text"}


# --- the access file


@pytest.fixture
def samia(hands: Any, lived: Any) -> uuid.UUID:
    """Samia Benali, of whom much is known."""
    person: uuid.UUID = lived(hands, "samia", enter_samia)
    return person


def enter_samia(hands: Any) -> Any:
    committee = hands.create(leader="Ada Lovelace")
    person = hands.do(
        add_person,
        "Samia Benali",
        phone="06 39 98 12 34",
        email="samia@example.org",
        place="69384",
        committee_id=committee,
    ).id
    hands.join(committee, str(person))
    hands.do(give_consent, committee, person, "phone")
    hands.do(toolbox.write_entry, committee, "Appelé Samia BENALI au 06.39.98.12.34 hier.", "note")
    return person


def test_the_access_file_holds_rows_texts_journal_and_audit(hands: Any, samia: uuid.UUID) -> None:
    hands.do(declare_me, str(samia))
    file = hands.see(access_file, samia, TODAY)
    assert set(file.rows) == {"person", "contact_point", "membership", "membership_event", "consent", "setting"}
    assert {row["value"] for row in file.rows["contact_point"]} == {"06 39 98 12 34", "samia@example.org"}
    assert [m.table for m in file.mentions] == ["logbook_entry"]
    assert [entry["action"] for entry in file.journal] == [
        "person.add", "member.add", "consent.give", "logbook.write", "settings.me",
    ]  # fmt: skip
    assert {line["action"] for line in file.audit} == {"person.add"}
    said = json.dumps(as_json(file), ensure_ascii=False)
    assert "samia@example.org" in said
    assert "Ada" not in said  # the others stay out of it


@pytest.mark.parametrize(("lang", "title"), [("fr", "Ce que ce fichier contient"), ("en", "What this file holds")])
def test_the_access_file_is_readable_and_says_why_and_how_long(
    hands: Any, samia: uuid.UUID, lang: Any, title: str
) -> None:
    text = as_text(hands.see(access_file, samia, TODAY), words(lang))
    assert text.startswith(title)
    assert "06 39 98 12 34" in text
    assert "Comité de Lyon" in text
    assert "CNIL" in text
    assert "None" not in text


def test_making_the_access_file_is_audited_and_answers_the_request(hands: Any, samia: uuid.UUID) -> None:
    hands.do(receive_request, samia, "access", TODAY)
    before = hands.counts()
    hands.do(record_access, samia)
    assert hands.counts() == (before[0], before[1] + 1)
    assert hands.see(list_requests, TODAY)[0].answered_on == TODAY
    hands.do(record_access, samia)
    latest = hands.all(select(AuditEntry.action, AuditEntry.object_id).order_by(AuditEntry.seq))[-1]
    assert latest == ("person.access", samia.hex)


def test_nobody_unknown_has_an_access_file(hands: Any) -> None:
    with pytest.raises(PersonUnknown):
        hands.see(access_file, uuid.uuid4(), TODAY)


# --- rectify and object


def test_a_corrected_name_is_found_and_can_be_undone(hands: Any, samia: uuid.UUID) -> None:
    hands.do(receive_request, samia, "rectify", TODAY)
    before = hands.state()
    version = hands.one(select(Person.version).where(Person.id == samia))
    hands.do(rectify, samia, "Sâmia", "Ben Ali", version=version)
    row = hands.all(select(Person.given_name, Person.search_key, Person.sort_key).where(Person.id == samia))[0]
    assert row == ("Sâmia", "samia ben ali", "ben ali samia")
    assert hands.see(list_requests, TODAY)[0].answered_on == TODAY
    hands.undo()
    assert hands.state() == before


def test_a_name_that_changed_meanwhile_is_not_corrected(hands: Any, samia: uuid.UUID) -> None:
    version = hands.one(select(Person.version).where(Person.id == samia))
    hands.do(rectify, samia, "Samia", "Benalli")
    with pytest.raises(ChangedElsewhere):
        hands.do(rectify, samia, "Samia", "Ben", version=version)
    with pytest.raises(NameNeeded):
        hands.do(rectify, samia, " ", "")


def test_who_objects_is_in_no_contact_list_and_every_consent_is_withdrawn(hands: Any, samia: uuid.UUID) -> None:
    committee = hands.one(select(Consent.committee_id))
    before = hands.state()
    assert hands.do(object_to_contact, samia) == 1
    lines = hands.see(consents_of, committee, samia, hands.clock())
    assert not any(line.holds for line in lines)
    assert hands.one(select(Person.do_not_contact).where(Person.id == samia)) is True
    hands.undo()
    assert hands.state() == before
    hands.redo()
    hands.do(object_to_contact, samia, objects=False)
    assert not any(line.holds for line in hands.see(consents_of, committee, samia, hands.clock()))


# --- what gives someone away

TRACES = Traces([("Zoé", "Lœuillet-Martin")], [("phone", "+33639981234"), ("email", "zoe@example.org")])


@pytest.mark.parametrize(
    ("text", "cleared"),
    [
        ("Vu Zoé Lœuillet-Martin hier", f"Vu {GONE} hier"),
        ("LOEUILLET MARTIN Zoe, ok", f"{GONE}, ok"),
        ("chez zoe\u0301  loeuillet martin.", f"chez {GONE}."),
        ("06 39 98 12 34 / +33 6 39 98 12 34", f"{GONE} / {GONE}"),
        ("0033 (0)6.39.98.12.34!", f"{GONE}!"),
        ("mail: ZOE@example.org;", f"mail: {GONE};"),
        ("Zoé et Martin", "Zoé et Martin"),
        ("Zoé Lœuillet-Martineau", "Zoé Lœuillet-Martineau"),
        ("1063998123455", "1063998123455"),
        ("", ""),
    ],
)
def test_a_text_loses_the_whole_name_numbers_and_addresses_and_nothing_else(text: str, cleared: str) -> None:
    assert TRACES.without(text) == cleared
    assert TRACES.name_them(text) == (text != cleared)
    assert TRACES.may_be_in(f"… {text} ß") or text == cleared  # the quick look misses nothing


def test_one_word_of_a_name_or_a_namesake_is_only_pointed_out() -> None:
    assert TRACES.may_name_them("Zoé viendra")
    assert not TRACES.may_name_them("personne")
    shared = Traces([("Jean", "Martin")], [("phone", "+33639981234")], namesakes=True)
    assert not shared.name_them("Jean Martin")
    assert shared.may_name_them("Jean Martin")
    assert shared.name_them("0639981234")
