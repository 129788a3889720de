"""The access file: everything held about one person, handed to them as text to read and as JSON to take along."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.history import label
from campaign.people.access_words import BOOKKEEPING, COLUMN_WORDS, TABLE_WORDS, value_in_words
from campaign.people.directory import full_name
from campaign.people.held import (
    audit_of,
    entries_holding,
    is_theirs,
    mention,
    person_row,
    rows_of,
    settings_of,
    texts_naming,
    traces_of,
)
from campaign.people.merging import references
from campaign.people.retention import rules
from campaign.people.sentences import PLACES
from campaign.views.money import GIFT_STATE_WORDS, METHOD_WORDS
from campaign.views.people import BASIS_WORDS
from campaign.views.rights import AccessFile
from campaign.words import N_, Words
from db.tables import Action, Base, Committee, Commune, Donation, ImportBatch, Shift, Skill, Tag
from db.unit import Unit, row_values


def access_file(session: Session, person_id: uuid.UUID, today: date) -> AccessFile:
    """Everything that is held about a person.

    Raises:
        PersonUnknown: nobody of that id, or erased.
    """
    person = person_row(session, person_id)
    rows: dict[str, list[dict[str, Any]]] = {"person": [row_values(person)]}
    named: dict[str, str] = {}
    for table in references():
        found = rows_of(session, table, person_id)
        if found:
            rows[table.name] = [row_values(row) for row in found]
        for row in found:
            _name_ids(session, row, named)
    if gifts := _gifts(session, [uuid.UUID(str(row["id"])) for row in rows.get("donor", ())]):
        rows["donation"] = [row_values(row) for row in gifts]
        for row in gifts:
            _name_ids(session, row, named)
    _name_ids(session, person, named)
    if settings := settings_of(session, person_id):
        rows["setting"] = [row_values(row) for row in settings]
    traces = traces_of(session, person)
    mentions = tuple(mention(found, traces) for found in texts_naming(session, traces, person))
    held = reversed(list(entries_holding(session, person_id, traces)))
    journal = [
        {
            "at": row_values(entry)["at"],
            "action": entry.action,
            "facts": entry.facts,
            "changes": [_theirs(change, person_id) for change in entry.changes if is_theirs(change, person_id, traces)],
        }
        for entry in held
    ]
    audit = [row_values(entry) for entry in audit_of(session, person_id)]
    return AccessFile(person_id, full_name(person), today, rows, named, mentions, journal, audit)


def _gifts(session: Session, donor_ids: list[uuid.UUID]) -> list[Donation]:
    """What they gave, under any of their entries as a donor."""
    if not donor_ids:
        return []
    statement = select(Donation).where(Donation.donor_id.in_(donor_ids)).order_by(Donation.promised_on, Donation.id)
    return list(session.scalars(statement))


def record_access(unit: Unit, person_id: uuid.UUID) -> None:
    """Note in the audit that the file was made, and answer the requests that asked for it.

    Raises:
        PersonUnknown.
    """
    from campaign.people.requests import answer_open

    person_row(unit.session, person_id)
    unit.name("person.access")
    unit.subject = ("person", person_id.hex)
    unit.without_journal()
    if not answer_open(unit, person_id, ("access", "portability")):
        unit.attest(unit.action, None, unit.subject, 1)


def as_json(file: AccessFile) -> dict[str, Any]:
    """The file for a program: identifiers in English, values as stored."""
    return {
        "person": str(file.person_id),
        "made_on": file.made_on.isoformat(),
        "tables": file.rows,
        "named": file.named,
        "texts": [
            {"table": m.table, "id": m.id, "column": m.column, "text": m.text, "certain": m.certain}
            for m in file.mentions
        ],
        "journal": file.journal,
        "audit": file.audit,
    }


def as_text(file: AccessFile, w: Words, kept: dict[str, int] | None = None) -> str:
    """The file for the person to read: what is held, why, for how long, and what they can ask."""
    lines = [w(N_("What this file holds about {name}"), name=file.name), w.day(file.made_on, "long"), ""]
    for table, words in TABLE_WORDS.items():
        if table not in file.rows:
            continue
        lines += [w(words), "-" * len(w(words))]
        for row in file.rows[table]:
            lines += _row_lines(row, file.named, w)
            lines.append("")
    if gifts := file.rows.get("donation"):
        lines += _titled(w(N_("Gifts you made")))
        lines += [_gift_line(row, w) for row in gifts]
        lines.append("")
    if file.mentions:
        lines += _titled(w(N_("Texts that name you")))
        for found in file.mentions:
            doubt = "" if found.certain else f" {w(N_('(perhaps someone else)'))}"
            lines.append(f"  {w(PLACES[found.table])}{doubt}: {' '.join(found.text.split())}")
        lines.append("")
    if file.journal:
        lines += _titled(w(N_("Copies kept so that an action can be undone")))
        for entry in file.journal:
            lines.append(f"  {value_in_words('at', entry['at'], w)}  {label(entry['action'], dict(entry['facts']), w)}")
            copies = [line for change in entry["changes"] for line in _snapshot(change, w)]
            lines += dict.fromkeys(copies)
        lines.append("")
    if file.audit:
        lines += _titled(w(N_("Who did what: numbers only, no name")))
        lines += [f"  {value_in_words('at', line['at'], w)}  {line['action']}" for line in file.audit]
        lines.append("")
    return "\n".join([*lines, *_about(file, w, kept or {})]) + "\n"


def _gift_line(row: dict[str, Any], w: Words) -> str:
    """A gift in a line: its day, how much, how, what became of it, and what else was noted."""
    day = w.day(date.fromisoformat(row["received_on"] or row["promised_on"]), "numeric")
    said = [w.euros(row["amount_cents"]), w(METHOD_WORDS[row["method"]]), w(GIFT_STATE_WORDS[row["state"]])]
    said += [row[column] for column in ("reference", "payer", "estimate", "reason", "official_receipt") if row[column]]
    return f"  {day}  {' · '.join(said)}"


def _titled(text: str) -> list[str]:
    return [text, "-" * len(text)]


def _row_lines(row: dict[str, Any], named: dict[str, str], w: Words) -> list[str]:
    shown = []
    for column, value in row.items():
        if column in BOOKKEEPING or value is None or value == "":
            continue
        said = named.get(str(value)) or value_in_words(column, value, w)
        shown.append(f"  {w(COLUMN_WORDS[column])}: {said}")
    return shown


def _theirs(change: dict[str, Any], person_id: uuid.UUID) -> dict[str, Any]:
    """A change as it concerns one person: the ids of the others who came with the same file are not theirs to have."""
    if "keys" not in change:
        return change
    own = [row for row in change.get("rows", ()) if person_id.hex in row.values()]
    return {"table": change["table"], "key": person_id.hex, **({"rows": own} if own else {})}


def _snapshot(change: dict[str, Any], w: Words) -> list[str]:
    """What a copy in the journal says of them; the rest of the row is in the JSON."""
    shown: list[str] = []
    columns = Base.metadata.tables[change["table"]].columns
    for side in ("before", "after"):
        for column, value in (change.get(side) or {}).items():
            marked = column in columns and "personal" in columns[column].info
            line = f"    {w(COLUMN_WORDS.get(column, column))}: {value}"
            if marked and value not in (None, "") and line not in shown:
                shown.append(line)
    return shown


def _about(file: AccessFile, w: Words, kept: dict[str, int]) -> list[str]:
    """What the law wants said beside the data (GDPR, article 15)."""
    person = file.rows["person"][0]
    origin = file.named.get(str(person["batch_id"])) or w(N_("entered by a member of the committee"))
    lines = _titled(w(N_("Why, where from, how long, and your rights")))
    lines += [
        w(N_("Why: so that committees can tell you of their actions and count who came.")),
        w(N_("Legal basis: {basis}."), basis=w(BASIS_WORDS[person["basis"]])),
        w(N_("Where from: {origin}."), origin=origin),
        w(
            N_(
                "Who sees it: those who use this file, on one computer. Nothing is sent anywhere, and no machine"
                " decides anything."
            )
        ),
    ]
    for rule in rules():
        months = rule.unit == "months"
        count = kept.get(rule.purpose, rule.kept)
        span = (
            w.many(N_("{count} month"), N_("{count} months"), count)
            if months
            else w.many(N_("{count} day"), N_("{count} days"), count)
        )
        lines.append(w(N_("Kept: {what}: {span}."), what=rule.about.say(w), span=span))
    lines.append(
        w(
            N_(
                "You may have it corrected, erased, or no longer be contacted; an answer is due within a month. You may"
                " also complain to the data protection authority (in France, the CNIL)."
            )
        )
    )
    return lines


_NAMES: dict[str, tuple[type[Base], Callable[[Any], str]]] = {
    "committee_id": (Committee, lambda row: str(row.name)),
    "action_id": (Action, lambda row: f"{row.title}, {row.starts_at:%Y-%m-%d}"),
    "shift_id": (Shift, lambda row: str(row.label)),
    "tag_id": (Tag, lambda row: str(row.name)),
    "skill_id": (Skill, lambda row: f"{row.label_fr} / {row.label_en}"),
    "commune_code": (Commune, lambda row: str(row.name)),
    "batch_id": (ImportBatch, lambda row: f"{row.origin}, {row.created_at:%Y-%m-%d}"),
}


def _name_ids(session: Session, row: Any, named: dict[str, str]) -> None:
    for column, value in row_values(row).items():
        if column in _NAMES and value is not None and str(value) not in named:
            kind, says = _NAMES[column]
            target = session.get(kind, getattr(row, column))
            if target is not None:
                named[str(value)] = says(target)
