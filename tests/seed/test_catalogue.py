"""The packaged structures, sources, lessons and communes keep to the rules of provenance."""

from __future__ import annotations

import csv
import gzip
import os
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from seed.build_communes import COLUMNS, build, parent_of
from seed.catalogue import (
    load_communes,
    load_first_week,
    load_founding,
    load_sources,
    load_structures,
    load_tutorials,
)
from seed.records import Source
from seed.rules import (
    CatalogueError,
    parse_first_week,
    parse_founding,
    parse_sources,
    parse_structure,
    parse_tutorials,
    witnesses,
)

REGISTER = {source.id: source for source in load_sources()}
STRUCTURES = {structure.id: structure for structure in load_structures()}
STARTABLE = {"jlm2017", "lfi_2024", "hollande_2012", "obama_2008", "en_marche_2016"}
IDS = STARTABLE | {"fdg_2012", "desirs_davenir", "obama_2012", "modem_2012", "eelv_2012", "lecko_2012"}


def shared(folder: str) -> Path:
    """The folder of documents that stands beside the test data, or a skip that says why."""
    base = os.environ.get("APPUI_TEST_DATA")
    if not base:
        pytest.skip(f"APPUI_TEST_DATA is not set: the {folder} documents cannot be compared.")
    return Path(base).parent / folder


# --- small records, valid as they stand, to be broken one at a time

Record = dict[str, object]

FACT: Record = {
    "type": "figure",
    "key": "groups",
    "value": "12",
    "unit": "groups",
    "as_of": "2017",
    "status": "documented",
    "sources": ["W-HDP"],
    "label_fr": "Groupes",
    "label_en": "Groups",
    "shown_fr": "12 groupes",
    "shown_en": "12 groups",
}
UNKNOWN: Record = FACT | {"value": "", "shown_fr": "", "shown_en": "", "status": "unknown", "sources": []}
ROLE: Record = FACT | {"type": "role", "key": "leader", "value": "1"}
SIZE: Record = FACT | {"type": "rule", "key": "size_max"}
TASK: Record = {
    "title_fr": "Inviter",
    "title_en": "Invite",
    "why_fr": "À deux.",
    "why_en": "With two.",
    "status": "invented",
    "sources": [],
    "day": 1,
}


def toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def table(header: str, record: Record) -> str:
    return header + "\n" + "".join(f"{key} = {toml(value)}\n" for key, value in record.items())


def three_tasks(**change: object) -> list[Record]:
    return [TASK | {"id": "try.one"} | change, TASK | {"id": "try.two"}, TASK | {"id": "try.three"}]


def written(facts: list[Record], tasks: list[Record] | None = None, start: str = "", **head: object) -> str:
    top: Record = {"id": "try", "name_fr": "Essai", "name_en": "Trial", "country": "FR", "period": ["2016", "2017"]}
    parts = [table("[structure]", top | {"summary_fr": "Un essai.", "summary_en": "A trial."} | head)]
    parts += [table("[[facts]]", fact) for fact in facts]
    parts += [table("[[tasks]]", task) for task in tasks or []]
    return "\n".join([*parts, start])


def refusal(call: Callable[[], object]) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        call()
    return caught.value


def refused_structure(
    facts: list[Record], tasks: list[Record] | None = None, start: str = "", **head: object
) -> CatalogueError:
    return refusal(lambda: parse_structure(written(facts, tasks, start, **head), "structures/try.toml", REGISTER))


def accepted(facts: list[Record], tasks: list[Record] | None = None, start: str = "") -> None:
    parse_structure(written(facts, tasks, start), "structures/try.toml", REGISTER)


# --- what is packaged


def test_the_eleven_documented_structures_are_there() -> None:
    assert set(STRUCTURES) == IDS


def test_a_committee_can_start_only_from_the_five_structures_with_a_documented_level_role_or_size() -> None:
    assert {name for name, structure in STRUCTURES.items() if structure.can_start} == STARTABLE


def test_every_structure_row_is_the_documented_row_in_the_same_order() -> None:
    with (shared("structures") / "structures.csv").open(encoding="utf-8", newline="") as stream:
        expected = list(csv.DictReader(stream))
    assert len(expected) == sum(len(structure.facts) for structure in STRUCTURES.values())
    for name, structure in STRUCTURES.items():
        ours = [
            [fact.type, fact.key, fact.value, fact.unit, fact.as_of, fact.status, " ".join(fact.sources)]
            for fact in structure.facts
        ]
        assert ours == [list(row.values())[1:] for row in expected if row["structure"] == name]


def test_every_source_is_the_documented_source_in_the_same_order() -> None:
    with (shared("structures") / "sources.csv").open(encoding="utf-8", newline="") as stream:
        expected = [list(row.values()) for row in csv.DictReader(stream)]
    assert [[s.id, s.kind, s.published, s.witness, s.address] for s in load_sources()] == expected


def test_an_article_printed_twice_is_one_witness() -> None:
    assert REGISTER["S4"].same_text_as == ("S3",)
    assert witnesses(["S3", "S4"], REGISTER) == {"B"}
    assert REGISTER["S3"].interest("fr") and REGISTER["S4"].interest("en")


def test_what_nobody_documented_is_said_so_and_never_shown_as_zero() -> None:
    unknown = [fact for structure in STRUCTURES.values() for fact in structure.facts if fact.status == "unknown"]
    assert len(unknown) == 4
    for fact in unknown:
        assert fact.value == ""
        assert fact.shown("fr") == "non documenté"
        assert fact.shown("en") == "not documented"


def test_what_is_shown_of_a_number_keeps_the_documented_digits() -> None:
    for structure in STRUCTURES.values():
        for fact in structure.facts:
            if fact.value.isdecimal() and fact.key not in ("meeting_every", "weekly_workshop"):
                for language in (fact.shown_fr, fact.shown_en):
                    assert re.sub(r"(?<=\d)[\u00a0,](?=\d)", "", language).count(fact.value), fact


def test_the_disputes_are_shown_with_both_their_values() -> None:
    disputed = {
        (name, fact.subject, fact.value)
        for name, structure in STRUCTURES.items()
        for fact in structure.facts
        if fact.status == "disputed"
    }
    assert disputed == {
        ("desirs_davenir", "committees", "470"),
        ("desirs_davenir", "committees", "100"),
        ("en_marche_2016", "creation", "approval"),
        ("en_marche_2016", "creation", "immediate"),
        ("en_marche_2016", "volunteers", "12000"),
        ("en_marche_2016", "volunteers", "2000"),
    }


def test_the_sizes_and_rhythms_to_copy_are_the_documented_ones() -> None:
    start = STRUCTURES["jlm2017"].start
    assert start is not None
    assert (start.size_min, start.size_max, start.split_grace_days, start.meeting_every_days) == (3, 12, 30, 30)
    later = STRUCTURES["lfi_2024"].start
    assert later is not None
    assert (later.size_min, later.size_max, later.size_alert) == (2, None, 21)


def test_each_structure_to_start_from_gives_three_tasks_with_ids_of_their_own() -> None:
    tasks = [task for structure in STRUCTURES.values() for task in structure.tasks] + list(load_first_week().tasks)
    assert len(tasks) == 3 * (len(STARTABLE) + 1)
    assert len({task.id for task in tasks}) == len(tasks)


def test_the_first_week_from_nothing_is_marked_invented_and_opens_a_tutorial() -> None:
    week = load_first_week()
    assert {task.status for task in week.tasks} == {"invented"}
    assert week.tutorials[0] == "first_week"


def test_the_eight_tutorials_are_short_in_both_languages() -> None:
    lessons = load_tutorials()
    assert len(lessons) == 8
    for lesson in lessons:
        for body in (lesson.body_fr, lesson.body_en):
            assert 80 <= len(body.split()) <= 200, lesson.id


def test_records_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(STRUCTURES["jlm2017"].facts[0], "value", "approval")  # noqa: B010


# --- what is refused


def test_the_record_used_to_break_each_rule_is_accepted_as_it_stands() -> None:
    accepted([FACT, UNKNOWN])
    accepted([ROLE, SIZE], three_tasks(), "[start]\nsize_max = 12\n")


@pytest.mark.parametrize("status", ["documented", "inferred"])
def test_a_fact_without_source_is_refused_with_its_file_and_name(status: str) -> None:
    error = refused_structure([FACT, FACT | {"sources": [], "status": status}])
    assert (error.file, error.record) == ("structures/try.toml", "fact 2 (groups)")
    assert str(error) == f"structures/try.toml: fact 2 (groups): a fact that is {status} needs a source"


def test_an_invented_fact_needs_no_source() -> None:
    accepted([FACT | {"sources": [], "status": "invented"}])


@pytest.mark.parametrize("status", ["documented", "invented"])
def test_a_source_that_is_not_in_the_register_is_refused(status: str) -> None:
    assert "W-NOWHERE is not in" in refused_structure([FACT | {"sources": ["W-NOWHERE"], "status": status}]).reason


@pytest.mark.parametrize("field", ["value", "shown_fr", "shown_en"])
def test_an_unknown_fact_with_a_zero_is_refused(field: str) -> None:
    assert "not even 0" in refused_structure([UNKNOWN | {field: "0"}]).reason


@pytest.mark.parametrize("field", ["value", "shown_fr", "shown_en"])
def test_a_known_fact_without_value_is_refused(field: str) -> None:
    assert "the value is missing" in refused_structure([FACT | {field: ""}]).reason


@pytest.mark.parametrize("as_of", ["unknown", "soon", "2017-02-30", "17"])
def test_a_figure_without_a_real_date_is_refused(as_of: str) -> None:
    assert "is not a date" in refused_structure([FACT | {"as_of": as_of}]).reason
    assert "as_of" in refused_structure([{key: value for key, value in FACT.items() if key != "as_of"}]).reason


def test_a_status_that_does_not_exist_is_refused() -> None:
    assert "status" in refused_structure([FACT | {"status": "probable"}]).reason


def test_a_misspelt_field_is_refused() -> None:
    assert "Extra inputs" in refused_structure([FACT | {"vlaue": "12"}]).reason


def test_a_note_in_one_language_only_is_refused() -> None:
    assert "one language" in refused_structure([FACT | {"note_fr": "Environ."}]).reason


def test_a_label_too_long_for_its_column_is_refused() -> None:
    assert "label_fr" in refused_structure([FACT | {"label_fr": "x" * 49}]).reason


DISPUTED: Record = FACT | {"status": "disputed", "sources": ["S3"]}


@pytest.mark.parametrize(
    "other",
    [
        FACT | {"value": "40"},
        DISPUTED | {"sources": ["W-NB"]},
        DISPUTED | {"value": "40", "sources": ["S4"]},
        DISPUTED | {"value": "40", "sources": ["W-NB"], "key": "members"},
    ],
    ids=["the other is not disputed", "the same value", "the same text printed twice", "another subject"],
)
def test_a_dispute_without_two_values_and_two_witnesses_is_refused(other: Record) -> None:
    assert "another witness" in refused_structure([DISPUTED, other]).reason


def test_a_dispute_with_two_values_from_two_witnesses_is_accepted() -> None:
    accepted([DISPUTED, DISPUTED | {"value": "40", "sources": ["W-NB"]}])
    accepted([DISPUTED, DISPUTED | {"value": "40", "sources": ["W-NB"], "key": "groups_as_described_by_a_supporter"}])


def test_starting_from_a_structure_without_documented_level_role_or_size_is_refused() -> None:
    assert "nothing to start from" in refused_structure([FACT], three_tasks(), "[start]\n").reason
    unknown_role = UNKNOWN | {"type": "role"}
    assert "nothing to start from" in refused_structure([unknown_role], three_tasks(), "[start]\n").reason


def test_a_size_that_the_facts_do_not_give_is_refused() -> None:
    assert "size_max = 15" in refused_structure([SIZE], three_tasks(), "[start]\nsize_max = 15\n").reason
    assert "meeting_every_days" in refused_structure([SIZE], three_tasks(), "[start]\nmeeting_every_days = 30\n").reason


POST = '[start]\n[[start.posts]]\nkey = "leader"\ntitle_fr = "Animation"\ntitle_en = "Leader"\n'


def test_a_post_without_source_or_with_another_number_than_its_fact_is_refused() -> None:
    accepted([ROLE], three_tasks(), POST + 'people = 1\nsources = ["W-HDP"]\n')
    assert "sources" in refused_structure([ROLE], three_tasks(), POST + "sources = []\n").reason
    assert "W-NONE" in refused_structure([ROLE], three_tasks(), POST + 'sources = ["W-NONE"]\n').reason
    assert "people = 2" in refused_structure([ROLE], three_tasks(), POST + 'people = 2\nsources = ["W-HDP"]\n').reason
    twice = POST + 'sources = ["W-HDP"]\n' + POST.removeprefix("[start]\n") + 'sources = ["W-HDP"]\n'
    assert "twice" in refused_structure([ROLE], three_tasks(), twice).reason


def test_a_first_week_of_two_or_four_tasks_is_refused() -> None:
    assert "2 found" in refused_structure([ROLE], three_tasks()[:2], "[start]\n").reason
    assert "4 found" in refused_structure([ROLE], [*three_tasks(), TASK | {"id": "try.four"}], "[start]\n").reason


def test_a_documented_task_with_a_source_that_is_not_in_the_register_is_refused() -> None:
    tasks = three_tasks(status="documented", sources=["W-NOWHERE"])
    assert "W-NOWHERE" in refused_structure([ROLE], tasks, "[start]\n").reason


def test_tasks_of_a_structure_nobody_can_start_from_are_refused() -> None:
    assert "can start from" in refused_structure([FACT], three_tasks()).reason


@pytest.mark.parametrize(
    "change",
    [
        {"status": "documented"},
        {"sources": ["W-HDP"]},
        {"day": 8},
        {"day": 0},
        {"title_fr": "x" * 61},
        {"id": "try.two"},
    ],
    ids=str,
)
def test_a_badly_made_task_is_refused(change: Record) -> None:
    refused_structure([ROLE], three_tasks(**change), "[start]\n")


def test_a_structure_in_a_file_of_another_name_or_with_an_impossible_period_is_refused() -> None:
    assert "name of the file" in refused_structure([FACT], id="other").reason
    assert "in order" in refused_structure([FACT], period=["2017", "2016-05"]).reason


def test_a_broken_file_is_named() -> None:
    error = refusal(lambda: parse_structure("[structure", "structures/try.toml", REGISTER))
    assert (error.file, "not valid TOML" in error.reason) == ("structures/try.toml", True)


def register(**change: str) -> str:
    first = {"kind": "page", "address": "a", "published": "2017", "witness": "A"}
    return table("[W-A]", {**first}) + table("[W-B]", {**first, "same_text_as": ["W-A"], **change})


def test_a_text_printed_twice_under_two_witnesses_is_refused() -> None:
    assert len(parse_sources(register())) == 2
    assert "same witness" in refusal(lambda: parse_sources(register(witness="B"))).reason


def test_a_source_of_unknown_kind_or_without_date_is_refused() -> None:
    assert "kind" in refusal(lambda: parse_sources(register(kind="rumour"))).reason
    assert "neither a date" in refusal(lambda: parse_sources(register(published="lately"))).reason
    assert "published" in refusal(lambda: parse_sources(register(published=""))).reason
    assert "one language" in refusal(lambda: parse_sources(register(bias="sells it"))).reason


def tutorials(text: str, sources: str) -> str:
    return (
        '[[tutorials]]\nid = "a"\ntitle_fr = "A"\ntitle_en = "A"\nminutes = 1\nlevel = "beginner"\n'
        f'status = "invented"\nsources = {sources}\nbody_fr = "{text}"\nbody_en = "{text}"\n'
    )


def test_a_tutorial_that_cites_what_it_does_not_declare_is_refused() -> None:
    assert len(parse_tutorials(tutorials("Bonjour [W-HDP].", '["W-HDP"]'), REGISTER)) == 1
    assert "cited" in refusal(lambda: parse_tutorials(tutorials("Bonjour [W-HDP].", "[]"), REGISTER)).reason
    assert "W-NONE" in refusal(lambda: parse_tutorials(tutorials("[W-NONE]", '["W-NONE"]'), REGISTER)).reason


def test_a_first_week_that_opens_a_missing_tutorial_is_refused() -> None:
    text = 'tutorials = ["lost"]\n' + "".join(table("[[tasks]]", task) for task in three_tasks())
    assert len(parse_first_week(text, {}, ["lost"]).tasks) == 3
    assert "lost" in refusal(lambda: parse_first_week(text, {}, ["found"])).reason


# --- the founding documents

HEADER = "file;kind;quote;statement;answer;reason\n"


def test_every_statement_of_the_three_founding_documents_has_an_answer_and_a_reason() -> None:
    rows = load_founding()
    counted = [sum(row.file.startswith(number) for row in rows) for number in ("000_", "003_", "004_")]
    assert counted == [58, 60, 34]
    assert all(row.answer and row.reason for row in rows)


def test_the_article_printed_twice_has_its_statements_answered_in_both_files() -> None:
    rows = load_founding()
    answers = {row.quote: row.answer for row in rows if row.file.startswith("003_")}
    for row in rows:
        if row.file.startswith("004_") and row.quote in answers:
            assert row.answer == answers[row.quote]
            assert row.reason.startswith("Same text as 003.")


def test_the_persuasion_ratios_are_refused() -> None:
    words = ("quatorze", "une fois sur cent", "une fois sur mille")
    ratios = [row for row in load_founding() if any(word in row.quote for word in words)]
    assert [row.answer for row in ratios] == ["refused"] * 6


def test_each_quote_is_in_its_document_word_for_word() -> None:
    folder = shared("founding")
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert {row.file for row in load_founding()} == set(texts)
    assert [row.quote for row in load_founding() if row.quote not in texts[row.file]] == []


@pytest.mark.parametrize(
    "row",
    [
        "a;claim;quote;statement;;reason",
        "a;claim;quote;statement;screen:nowhere;reason",
        "a;claim;quote;statement;command:vote;reason",
        "a;claim;quote;statement;refused;",
        "a;claim;quote;statement;context;",
        "a;rumour;quote;statement;context;reason",
        "a;claim;one two three four five six seven eight nine;statement;context;reason",
        "a;claim;quote;statement;context",
        "a;claim;quote;statement;context;reason;more",
    ],
)
def test_a_statement_badly_answered_is_refused(row: str) -> None:
    assert len(parse_founding(HEADER + "a;claim;quote;statement;context;reason\n")) == 1
    assert refusal(lambda: parse_founding(HEADER + row + "\n")).record == "line 2"


def test_a_statement_answered_twice_is_refused() -> None:
    text = HEADER + "a;claim;quote;statement;context;reason\n" * 2
    assert "twice" in refusal(lambda: parse_founding(text)).reason


# --- the communes


def test_the_communes_and_arrondissements_of_2026_are_all_there() -> None:
    communes = {commune.code: commune for commune in load_communes()}
    assert len(communes) == 35_014
    assert communes["69384"].name == "Lyon 4e Arrondissement"
    assert communes["75056"].postcodes[0] == "75001"
    parents = [commune.parent for commune in communes.values() if commune.parent]
    assert {city: parents.count(city) for city in set(parents)} == {"75056": 20, "69123": 9, "13055": 16}
    assert communes["69384"].parent == "69123"


def test_an_uninhabited_territory_has_no_population_rather_than_zero() -> None:
    communes = list(load_communes())
    assert sum(commune.population is None for commune in communes) == 6
    assert all(commune.postcodes for commune in communes if commune.population)


def test_the_communes_are_those_of_the_yearly_table_and_the_archive_carries_no_time() -> None:
    source = shared("data") / "communes_cog2026.csv.gz"
    packaged = files("seed").joinpath("communes.csv.gz").read_bytes()
    built = build(source)
    assert packaged[4:8] == built[4:8] == b"\0\0\0\0"
    assert gzip.decompress(built) == gzip.decompress(packaged)


def test_a_yearly_table_gives_the_same_bytes_each_time_and_with_other_columns_or_a_code_twice_is_refused(
    tmp_path: Path,
) -> None:
    header = "code;nom;type;departement;region;population;codes_postaux\n"
    row = "01001;A;commune-actuelle;01;84;1;01400\n"
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress((header + row).encode()))
    assert gzip.decompress(build(path)).decode().splitlines()[0] == ";".join(COLUMNS)
    assert build(path) == build(path)
    path.write_bytes(gzip.compress((header + row + row).encode()))
    with pytest.raises(ValueError, match="twice"):
        build(path)
    path.write_bytes(gzip.compress(("insee;" + header + "1;" + row).encode()))
    with pytest.raises(ValueError, match="columns"):
        build(path)


def test_an_arrondissement_outside_the_three_cities_is_refused() -> None:
    assert parent_of("13216", "arrondissement-municipal") == "13055"
    assert parent_of("13201", "commune-actuelle") == ""
    with pytest.raises(ValueError, match="unknown city"):
        parent_of("59350", "arrondissement-municipal")


def test_a_source_has_no_bias_unless_one_is_known() -> None:
    assert Source(id="a", kind="page", address="a", published="2017", witness="A").interest("en") == ""
