"""The schema: migrations and models say the same, on both engines, and each column has been thought about."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Text, UniqueConstraint, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from db import engine, golden, triggers, upgrade, version
from db.tables import Base
from db.types import Document, Folded, Whole

TABLES = Base.metadata.sorted_tables

# Shared by all committees (people, places, reference rows), or about the file itself; and what is the mandataire's:
# elections, the account, its ledger. Only the mandataire holds money (code électoral, L52-4).
SHARED = {
    "action_kind",
    "campaign_account",
    "charter_reading",
    "committee_kind",
    "commune",
    "contact_point",
    "deposit_slip",
    "donor",
    "election",
    "election_round",
    "fact_source",
    "ledger_entry",
    "ledger_head",
    "person",
    "record_seal",
    "rights_request",
    "rule_correction",
    "setting",
    "skill",
    "source",
    "structure",
    "structure_fact",
    "suppression",
    "task_template",
    "tutorial",
}

# Text and documents that hold no personal data. A new column stands either here, with a thought, or is marked
# `personal(...)`: access, export and erasure are derived from that mark.
IMPERSONAL = {
    "action": "kind_id state",
    "action_committee": "",
    "action_kind": "id label_en label_fr",
    # Places are no personal data as long as nobody is named beside them.
    "address": "ban_id hamlet insee interop_key position search_key source_key station_by suffix uid",
    "address_import": "attribution file_hash insee layout report",
    "allocation": "direction",
    "answer": "",
    "answer_count": "value",
    "audit": "action object_id object_table",
    "availability": "",
    "barrier": "name points",
    "building": "access kind label source_key",
    "campaign_account": "bank kind mandatary_kind zone",
    "charter_reading": "charter_version",
    # Where a collection took place and how: it has no donor.
    "collection": "place way",
    "committee": "city_abroad country kind_id name search_key sort_key state structure_id zone",
    "committee_kind": "id label_en label_fr",
    "committee_place": "code department name",
    "commune": "code department name parent postcodes region search_key type",
    "consent": "channel origin text_version",
    "contact_point": "kind",
    "deposit_slip": "bank_ref method",
    "donation": "kind method official_receipt reference source_ref state warnings",
    "donation_event": "from_state role to_state",
    "donor": "honour_text",
    "door": "label",
    "election": "country insee kind label",
    "election_round": "territory zone",
    "fact_source": "fact_id source_id",
    "field_campaign": "state",
    "follow_up": "kind state",
    "goal": "kpi",
    "hand_over": "",
    "import_batch": "file_hash",
    "journal": "action state",
    # A donor is a number in the ledger: erasing a person leaves the chain as it was.
    "ledger_entry": "category credit debit previous seal source_seal source_table",
    "ledger_head": "seal",
    "list_door": "",
    "list_member": "",
    "logbook_entry": "kind",
    "membership": "",
    "membership_event": "kind",
    "money_file": "direction file_hash head_seal kind",
    "person": "basis basis_text",
    "person_skill": "skill_id",
    "person_tag": "",
    "polling_station": "code insee name",
    "post": "key status title_en title_fr",
    "question": "choices kind",
    # A keyed digest, of which the key goes as soon as the record is sealed anew: after an erasure it says nothing.
    "record_seal": "digest record_table salt seal",
    "recurring_gift": "method",
    "report_template": "sections",
    "rights_request": "kind",
    "roll_entry": "",
    "roll_undertaking": "file_hash insee",
    "rule_correction": "authority rule_id severity source",
    "saved_filter": "",
    "script": "",
    "sent_report": "figures hash",
    "setting": "key",
    "shift": "",
    "signup": "state",
    "silence_period": "label",
    "skill": "id label_en label_fr",
    "source": "address bias id kind published witness",
    "spending_document": "file_hash kind reference",
    "spending_event": "from_state paper role to_state",
    "spending_request": "category payment_ref peer_paper state",
    "station_result": "election votes",
    "street": "fantoir insee name search_key",
    "street_section": "kind name_left name_right points source_key",
    "structure": "country id name_en name_fr period_from period_to start summary_en summary_fr",
    "structure_fact": "as_of id key label_en label_fr note_en note_fr shown_en shown_fr status structure_id"
    " type unit value",
    "suppression": "digest kind",
    "tag": "name search_key",
    "task": "state template_id tutorial_id",
    "task_template": "id sources status structure_id title_en title_fr why_en why_fr",
    "time_model": "values",
    "turf": "chosen input_hash insee metric state",
    "tutorial": "body_en body_fr id level title_en title_fr",
    "visit": "outcome source",
    "walk": "",
    "walk_list": "list_number state",
    "walk_stop": "part side",
}
KINDS_OF_PERSONAL_DATA = {"identity", "contact", "place", "gender", "birth", "free_text", "snapshot"}


def test_a_migrated_file_has_the_tables_triggers_and_indexes_of_the_models(path: Path) -> None:
    with closing(engine.connect(path, "ro")) as connection:
        assert golden.differences(connection) == []
        found = golden.read(connection)
    assert {"audit_no_update", "audit_no_delete", "audit_no_replace"} <= found.keys()
    assert {table.name for table in TABLES} <= found.keys()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("DROP TRIGGER audit_no_delete", "missing audit_no_delete"),
        ("DROP INDEX ix_person_sort_key", "missing ix_person_sort_key"),
        ("CREATE VIEW spy AS SELECT 1", "unknown spy"),
        ("ALTER TABLE goal RENAME COLUMN kpi TO figure", "different goal"),
    ],
)
def test_each_difference_is_named(path: Path, change: str, line: str) -> None:
    with closing(engine.connect(path)) as connection:
        connection.execute(change)
        assert line in golden.differences(connection)


def test_autogenerate_finds_nothing_left_to_write(path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    made = engine.sqlite_engine(path)
    with made.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    made.dispose()


def test_the_revisions_of_the_program_are_those_of_the_folder_in_their_order() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(upgrade.alembic_config())
    assert tuple(s.revision for s in reversed(list(scripts.walk_revisions()))) == version.REVISIONS
    stems = sorted(file.stem[:4] for file in (upgrade.migrations_folder() / "versions").glob("[0-9]*.py"))
    assert tuple(stems) == version.REVISIONS


def test_every_table_is_strict() -> None:
    made = create_engine("sqlite://")
    for table in TABLES:
        assert str(CreateTable(table).compile(made)).rstrip().endswith("STRICT"), table.name


def test_the_whole_schema_compiles_for_postgresql_with_numbers_of_64_bits() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in TABLES:
        sql = str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            str(CreateIndex(index).compile(dialect=dialect))
        for column in table.columns:
            if isinstance(column.type, Whole):
                assert isinstance(column.type.load_dialect_impl(dialect), BigInteger)
                assert re.search(rf'\t"?{column.name}"? BIGINT', sql), (table.name, column.name)
            if isinstance(column.type, Folded):
                assert f'{column.name} TEXT COLLATE "C"' in sql


def test_every_table_that_a_committee_owns_says_whose_it_is() -> None:
    for table in TABLES:
        if table.name in SHARED:
            assert "committee_id" not in table.c, f"{table.name} is no longer shared"
        elif table.name not in ("committee", "journal", "audit", "sent_report"):  # a report may be of all committees
            assert not table.c.committee_id.nullable, table.name
            assert {key.column.table.name for key in table.c.committee_id.foreign_keys} == {"committee"}, table.name


def test_no_unique_rule_reaches_across_committees() -> None:
    for table in TABLES:
        if "committee_id" not in table.c:
            continue
        for rule in table.constraints:
            if isinstance(rule, UniqueConstraint):
                columns = {column.name for column in rule.columns}
                # An action belongs to one committee, so what is unique in it is unique in the committee.
                assert columns & {"committee_id", "action_id"}, (table.name, columns)


def test_each_text_column_is_either_marked_personal_or_known_to_be_impersonal() -> None:
    found: dict[str, str] = {}
    for table in TABLES:
        plain = [
            column.name
            for column in table.columns
            if isinstance(column.type, Text | Folded | Document) and "personal" not in column.info
        ]
        found[table.name] = " ".join(sorted(plain))
    assert found == IMPERSONAL


def test_each_mark_is_of_a_known_kind_and_every_person_s_column_is_thought_of() -> None:
    marks = {column.info["personal"] for table in TABLES for column in table.columns if "personal" in column.info}
    assert marks <= KINDS_OF_PERSONAL_DATA
    unmarked = {c.name for c in Base.metadata.tables["person"].columns if "personal" not in c.info}
    bookkeeping = {"id", "created_at", "created_by", "updated_at", "version"}
    assert unmarked == bookkeeping | {"basis", "basis_text", "batch_id", "do_not_contact", "erased_at", "invented"}


def test_what_people_edit_has_a_version_and_a_date() -> None:
    edited = {"action", "committee", "contact_point", "goal", "logbook_entry", "membership", "person", "post", "task"}
    for name in edited | {"signup"}:
        assert {"version", "updated_at", "created_at", "created_by"} <= set(Base.metadata.tables[name].c.keys()), name


def test_every_foreign_key_can_be_followed_back_by_an_index() -> None:
    """Deleting or undoing a parent looks for its children: without an index it reads the whole table."""
    missing = []
    for table in TABLES:
        led = {tuple(table.primary_key.columns.keys())[:1]}
        led |= {tuple(index.columns.keys())[:1] for index in table.indexes}
        led |= {tuple(rule.columns.keys())[:1] for rule in table.constraints if isinstance(rule, UniqueConstraint)}
        missing += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.foreign_keys and (column.name,) not in led
        ]
    # Parents that are reference rows, or of which a file has few: they are hardly ever deleted.
    assert sorted(missing) == [
        "action.kind_id",
        "committee.kind_id",
        "committee.merged_into_id",
        "committee.split_from_id",
        "committee.structure_id",
        "fact_source.source_id",
        "person_skill.skill_id",
        "post.person_id",
        "task.template_id",
        "task.tutorial_id",
    ]


def test_the_audit_is_kept_as_long_as_the_recommendation_says() -> None:
    assert triggers.AUDIT_KEPT_DAYS >= 183
