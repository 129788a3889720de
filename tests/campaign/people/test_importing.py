"""Files of people as they come: every encoding and separator, French titles, numbers in ten ways; all or nothing."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.committees.members import remove_member
from campaign.errors import (
    ColumnsUnknown,
    FileNotATable,
    ImportHasProblems,
    KindUnknown,
    OriginForbidden,
)
from campaign.people import add_person, list_people
from campaign.people.access import access_file, as_json
from campaign.people.consents import consents_of, withdraw_consent
from campaign.people.details import tag_people
from campaign.people.erasure import erase
from campaign.people.importing import ImportForm, guess, import_people, plan_import, read_sheet
from campaign.people.importing.columns import FIELD_WORDS, never_taken
from campaign.people.importing.plan import FORBIDDEN_ORIGINS, ImportPlan
from campaign.people.suppressed import suppress
from campaign.people.whole import person_file
from campaign.words import words
from db.errors import FileMissing
from db.tables import Consent, ContactPoint, ImportBatch, Membership, MembershipEvent, Person, PersonTag, Suppression

TODAY = date(2026, 3, 2)
HEADER = ["Prénom", "Nom", "Tél. portable", "Courriel", "Ville"]
ROWS = [
    ["Élodie", "NOËL", "06 39 98 00 01", "elodie@example.org", "Lyon 4e"],
    ["Œdipe", "D'ARTAGNAN", "0639980002", "", "Villeurbanne"],
    ["Zoé", "Müller", "", "zoe@example.org", ""],
]


def written(path: Path, rows: list[list[str]], separator: str = ";", encoding: str = "utf-8", before: str = "") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_bytes((before + out.getvalue()).encode(encoding))
    return path


def planned(hands: Any, path: Path, committee: Any, **form: Any) -> ImportPlan:
    return hands.see(plan_import, read_sheet(path), ImportForm(committee_id=committee, **form), TODAY)


def reasons(plan: ImportPlan) -> list[tuple[int, str]]:
    return [(p.line, words("en")(p.reason, **p.facts)) for p in plan.problems]


@pytest.mark.parametrize("separator", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_separator_gives_the_same_people(
    hands: Any, tmp_path: Path, encoding: str, separator: str
) -> None:
    committee = hands.create()
    path = written(tmp_path / "x.csv", [HEADER, *ROWS], separator, encoding)
    plan = planned(hands, path, committee)
    assert (plan.read, plan.added, plan.refused, reasons(plan)) == (3, 3, 0, [])
    hands.do(import_people, plan)
    assert [p.name for p in hands.see(list_people)] == ["Œdipe D'ARTAGNAN", "Zoé Müller", "Élodie NOËL"]
    assert hands.all(select(ContactPoint.search_key).order_by(ContactPoint.search_key)) == [
        ("+33639980001",), ("+33639980002",), ("elodie@example.org",), ("zoe@example.org",),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spreadsheets_are_read_with_their_numbers_and_dates(hands: Any, tmp_path: Path, kind: str) -> None:
    committee = hands.create()
    path = tmp_path / f"x.{kind}"
    rows: list[list[Any]] = [
        ["Prénom", "Nom", "Téléphone", "CP", "Année de naissance"],
        ["Ana", "Diaz", 639980001, 69004, 1980],
    ]
    if kind == "xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number + 2, 0, row)  # a title's place above
        book.close()
    else:
        from odfdo import Document, Table

        document = Document("spreadsheet")
        document.body.clear()
        table = Table("x")
        table.set_values(rows)
        document.body.append(table)
        document.save(str(path))
    plan = planned(hands, path, committee)
    assert (plan.added, reasons(plan)) == (1, [])
    hands.do(import_people, plan)
    assert hands.one(select(ContactPoint.search_key)) == "+33639980001"
    assert hands.all(select(Person.adult, Person.commune_code)) == [(1, "69384")]


def test_a_file_begins_where_its_titles_are_and_lines_keep_their_number(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    rows = [["Liste des adhérents"], [], HEADER, ROWS[0], [], ["", "", "12", "", ""], ["Ana", "Diaz", "12", "", ""]]
    plan = planned(hands, written(tmp_path / "x.csv", rows, before="sep=;\n"), committee)
    assert reasons(plan) == [(7, "no name"), (8, "“12” is not a phone number.")]


def test_a_bad_line_stops_everything_until_it_is_left_out(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    bad = ["Ana", "Diaz", "abc", "", ""]
    plan = planned(hands, written(tmp_path / "x.csv", [HEADER, *ROWS, bad]), committee)
    before = hands.state()
    with pytest.raises(ImportHasProblems) as refused:
        hands.do(import_people, plan)
    assert refused.value.facts["line"] == 5
    assert hands.state() == before
    hands.do(import_people, plan, leave_out=True)
    assert len(hands.see(list_people)) == 3


REFUSED = [
    (["", "", "0639980001", "", ""], "no name"),
    (["A" * 90, "B", "", "", ""], "a name of more than 80 characters"),
    (["Ana", "Diaz", "", "ana@", ""], "“ana@” is not a mail address."),
    (["Ana", "Diaz", "", "", "Croix"], "no commune is certain for “Croix”"),
    (["Ana", "Diaz", "", "", "Xyzzy"], "no commune is certain for “Xyzzy”"),
    (["BenoÃ®t", "Diaz", "", "", ""], "the name was encoded twice: “BenoÃ®t Diaz”"),
    (["Beno\ufffdt", "Diaz", "", "", ""], "a letter of the name was lost before: “Beno\ufffdt Diaz”"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED)
def test_each_bad_line_is_named_with_its_reason(hands: Any, tmp_path: Path, row: list[str], reason: str) -> None:
    plan = planned(hands, written(tmp_path / "x.csv", [HEADER, row]), hands.create())
    assert reasons(plan) == [(2, reason)]


def test_the_same_file_twice_changes_nothing_and_a_longer_one_completes(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    path = written(tmp_path / "x.csv", [HEADER, *ROWS])
    hands.do(import_people, planned(hands, path, committee))
    before = hands.state()
    again = planned(hands, path, committee)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    assert hands.do(import_people, again) is None
    assert hands.state() == before
    more = [
        ["Nom", "Prénom", "Mail", "Étiquettes"],
        ["NOEL", "Elodie", "elodie@example.org", "marché"],
        [*ROWS[2][1::-1], "", ""],
    ]
    longer = planned(hands, written(tmp_path / "y.csv", more), committee)
    assert (longer.added, longer.updated, longer.unchanged) == (0, 1, 1)
    hands.do(import_people, longer)
    assert (len(hands.see(list_people)), hands.one(select(func.count()).select_from(PersonTag))) == (3, 1)


def test_couples_and_namesakes_are_not_taken_for_one_person(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    rows = [
        ["Nom", "Prénom", "Mail", "Tél"],
        ["PETIT", "Luc", "petit@example.org", "0639980001"],
        ["PETIT", "Marie", "petit@example.org", "0639980001"],
        ["MARTIN", "Jean", "jean1@example.org", ""],
        ["MARTIN", "Jean", "jean2@example.org", ""],
        ["MARTIN", "Jean", "JEAN1@example.org", "0639980009"],
    ]
    plan = planned(hands, written(tmp_path / "x.csv", rows), committee)
    assert (plan.added, plan.unchanged) == (4, 1)
    assert [(r.line, r.facts["first"]) for r in plan.remarks] == [(6, "4")]
    hands.do(import_people, plan)
    assert hands.one(select(func.count()).select_from(ContactPoint)) == 7


def test_an_import_never_widens_a_consent_nor_brings_back_who_left(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    person = hands.join(committee, "Élodie Noël")
    hands.do(withdraw_consent, committee, person, "email")
    gone = hands.join(committee, "Zoé Müller")
    hands.do(remove_member, committee, gone)
    rows = [
        ["Prénom", "Nom", "Statut", "Newsletter"],
        ["Elodie", "Noel", "membre", "oui"],
        ["Zoé", "Müller", "membre", "oui"],
        ["New", "One", "", "oui"],
    ]
    plan = planned(hands, written(tmp_path / "x.csv", rows), committee)
    hands.do(import_people, plan)
    assert not any(line.holds for line in hands.see(consents_of, committee, person, hands.clock.now))
    assert hands.one(select(Membership.level).where(Membership.person_id == gone)) == 0
    new = next(p.id for p in hands.see(list_people) if p.name == "New One")
    holding = [line.channel for line in hands.see(consents_of, committee, new, hands.clock.now) if line.holds]
    assert holding == ["email"]


def test_who_was_forgotten_and_who_is_too_young_are_left_out_without_stopping_the_rest(
    hands: Any, tmp_path: Path
) -> None:
    committee = hands.create()
    with hands.store.write() as unit:
        unit.name("test")
        suppress(unit, "Élodie Noël", "69384", [("email", "elodie@example.org"), ("phone", "+33639980001")])
    assert hands.one(select(func.count()).select_from(Suppression)) == 3
    rows = [
        [*HEADER, "Date de naissance"],
        ["E.", "N.", "", "Elodie@Example.org", "", ""],
        ["Other", "Name", "06 39 98 00 01", "", "", ""],
        ["Noël", "Élodie", "", "", "Lyon 4e", ""],
        ["Élodie", "Noël", "", "", "Villeurbanne", ""],
        ["Too", "Young", "", "", "", "01/01/2015"],
        ["Ana", "Diaz", "", "", "", "12/03/1980"],
    ]
    plan = planned(hands, written(tmp_path / "x.csv", rows), committee)
    assert [p.line for p in plan.problems] == [2, 3, 4, 6]
    assert not plan.blocking
    hands.do(import_people, plan)
    assert [p.name for p in hands.see(list_people)] == ["Ana Diaz", "Élodie Noël"]
    assert hands.all(select(Person.adult).order_by(Person.sort_key)) == [(1,), (None,)]


def test_an_import_is_one_step_taken_back_whole_also_after_later_steps_were(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    hands.do(add_person, "Zoé Müller", email="zoe@example.org")
    before, counts = hands.state(), hands.counts()
    plan = planned(hands, written(tmp_path / "x.csv", [HEADER, *ROWS]), committee, tag="salon")
    hands.do(import_people, plan)
    assert hands.counts() == (counts[0] + 1, counts[1] + 1)
    added = next(p.id for p in hands.see(list_people) if p.name.startswith("Œdipe"))
    hands.do(remove_member, committee, added)
    hands.reopen()
    hands.undo()
    hands.undo()
    assert hands.state() == before
    for table in (ImportBatch, Consent, MembershipEvent):
        assert hands.one(select(func.count()).select_from(table)) == 0


def test_an_import_that_others_have_built_on_is_not_taken_back(hands: Any, tmp_path: Path) -> None:
    from db.errors import UndoImpossible
    from db.tables import JournalEntry

    committee = hands.create()
    hands.do(import_people, planned(hands, written(tmp_path / "x.csv", [HEADER, *ROWS]), committee))
    added = next(p.id for p in hands.see(list_people) if p.name.startswith("Œdipe"))
    hands.do(remove_member, committee, added)
    with hands.store.write() as unit:  # as when what came after is too old to be undone
        latest = unit.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
        unit.session.delete(latest)
        unit.session.flush()
    before = hands.state()
    with pytest.raises(UndoImpossible):
        hands.undo()
    assert hands.state() == before


def test_columns_are_guessed_corrected_by_hand_and_some_never_taken(hands: Any, tmp_path: Path) -> None:
    assert guess(["NOM", "Prénom", "Mél", "tel", "portable"]) == ["family", "given", "mail", "phone", "phone"]
    assert guess(["Nom", "Téléphone"]) == ["name", "phone"]
    assert never_taken(["Nom", "Opinion", "Lieu de naissance", "Religion"]) == [
        "Opinion",
        "Lieu de naissance",
        "Religion",
    ]
    committee = hands.create()
    path = written(tmp_path / "x.csv", [["Qui", "Truc"], ["Ana Diaz", "ana@example.org"]])
    with pytest.raises(ColumnsUnknown):
        planned(hands, path, committee)
    plan = planned(hands, path, committee, mapping={0: "name", 1: "mail"})
    assert (plan.added, plan.columns) == (1, ("name", "mail"))
    for mapping in ({0: "religion"}, {0: "name", 1: "opinion"}):
        with pytest.raises(KindUnknown):
            planned(hands, path, committee, mapping=mapping)
    assert "" in FIELD_WORDS


def test_lists_of_a_forbidden_origin_are_refused(hands: Any, tmp_path: Path) -> None:
    committee = hands.create()
    path = written(tmp_path / "x.csv", [HEADER, *ROWS])
    for origin in FORBIDDEN_ORIGINS:
        with pytest.raises(OriginForbidden):
            planned(hands, path, committee, origin=origin)
    for wrong in ({"origin": "x"}, {"basis": "x"}, {"role": "x"}):
        with pytest.raises(KindUnknown):
            planned(hands, path, committee, **wrong)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04 not a zip", b"\x00\x01\x02\x03abc" * 50])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(FileNotATable):
        read_sheet(path)
    with pytest.raises(FileNotATable):
        read_sheet(tmp_path)
    with pytest.raises(FileMissing):
        read_sheet(tmp_path / "absent.csv")


def test_who_came_with_a_file_can_see_all_that_is_held_and_be_erased_and_does_not_come_back(
    hands: Any, tmp_path: Path
) -> None:
    committee = hands.create()
    by_hand = hands.do(add_person, "Ana Diaz", phone="06 39 98 00 09").id
    path = written(tmp_path / "x.csv", [HEADER, *ROWS])
    hands.do(import_people, planned(hands, path, committee))
    hands.do(tag_people, committee, [p.id for p in hands.see(list_people)], "salon")
    came = next(p.id for p in hands.see(list_people) if p.name == "Élodie NOËL")
    others = [p.id.hex for p in hands.see(list_people) if p.id not in (came, by_hand)]
    for person in (by_hand, came):
        held = hands.see(access_file, person, hands.clock.now)
        assert held.rows["person"][0]["id"]
    told = as_json(hands.see(access_file, came, hands.clock.now))
    assert "elodie@example.org" in json.dumps(told, ensure_ascii=False, default=str)
    assert not [other for other in others if other in json.dumps(told, default=str)]
    hands.do(erase, came)
    hands.do(erase, by_hand)
    again = planned(hands, path, committee)
    assert (again.added, again.updated, [p.line for p in again.problems]) == (0, 0, [2])
    hands.do(import_people, again)
    assert [p.name for p in hands.see(list_people)] == ["Œdipe D'ARTAGNAN", "Zoé Müller"]


@pytest.mark.parametrize("count", [600, pytest.param(20_000, marks=pytest.mark.long)])
def test_a_list_of_thousands_in_ten_spellings_comes_in_and_comes_in_once(
    hands: Any, tmp_path: Path, count: int
) -> None:
    committee = hands.create()
    chance = random.Random(7)
    forms = ("0{} {} {}", "0{}.{}.{}", "0{}{}{}", "+33 {} {} {}", "0033 {} {} {}", "{}{}{}")
    rows = [["Nom", "Prénom", "Portable", "Mail", "Code postal", "Ville"]]
    for number in range(count):
        digits = f"{number % 10000:04d}"
        block = "63998" if number < 10_000 else "19900"
        phone = chance.choice(forms).format(block, digits[:2], digits[2:])
        rows.append(
            [
                f"NOM{number}",
                f"P{number}",
                phone,
                f"p{number}@example.org",
                "69004",
                chance.choice(["Lyon", "LYON", ""]),
            ]
        )
    path = written(tmp_path / "x.csv", rows, encoding="cp1252")
    seen: list[tuple[int, int]] = []
    sheet = read_sheet(path)
    form = ImportForm(committee_id=committee)
    plan = hands.see(plan_import, sheet, form, TODAY, progress=lambda done, total: seen.append((done, total)))
    assert (plan.added, plan.refused) == (count, 0), reasons(plan)[:5]
    assert seen[0] == (0, count)
    assert seen[-1] == (count, count)
    hands.do(import_people, plan)
    assert hands.see(plan_import, sheet, form, TODAY).unchanged == count
    assert hands.one(select(func.count(func.distinct(ContactPoint.search_key)))) == 2 * count
    person = hands.see(list_people, f"nom{count - 1}")[0].id
    assert hands.see(person_file, person, committee, hands.clock.now).person.place.startswith("Lyon")
