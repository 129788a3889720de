"""What an import would do, line by line, before anything is changed: added, updated, unchanged, refused and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.committees.views import LEVEL_KEYS
from campaign.errors import ColumnsUnknown, KindUnknown, OriginForbidden
from campaign.people.directory import checked_basis
from campaign.people.importing.columns import FIELD_WORDS, SEVERAL, guess
from campaign.people.importing.line import Entry, ImportForm, LineReader, LineRefused
from campaign.people.importing.reading import Sheet
from campaign.people.names import Namesakes
from campaign.words import N_
from db.folding import fold
from db.tables import CommitteePlace, Consent, ContactPoint, Membership, PersonTag, Tag

ORIGINS = {
    "own_list": N_("a list that this committee or its movement keeps itself"),
    "sign_up_sheets": N_("sheets that people signed"),
    "other_tool": N_("an export of another tool of the same campaign"),
}
FORBIDDEN_ORIGINS = ("municipal", "employer", "association", "customers", "purchased")  # R-RGPD-15


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be taken in as it stands. ``blocks`` is false where the line is left out for good reason."""

    line: int
    reason: str
    facts: dict[str, str]
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would happen; nothing has been changed."""

    form: ImportForm
    sheet_name: str
    file_hash: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    read: int
    left_out: int

    @property
    def added(self) -> int:
        return sum(1 for entry in self.entries if entry.person_id is None)

    @property
    def updated(self) -> int:
        return sum(1 for entry in self.entries if entry.person_id is not None and entry.changes)

    @property
    def unchanged(self) -> int:
        return self.read - self.added - self.updated - self.refused

    @property
    def refused(self) -> int:
        return len({problem.line for problem in self.problems})

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocks)


def columns_of(sheet: Sheet, mapping: dict[int, str]) -> tuple[str, ...]:
    """The field of each column.

    Raises:
        ColumnsUnknown: none is a name; KindUnknown: no such field.
    """
    for wanted in mapping.values():
        if wanted not in FIELD_WORDS:
            raise KindUnknown(kind=wanted[:40], choices=", ".join(key for key in FIELD_WORDS if key))
    columns = guess(sheet.header)
    for index, wanted in mapping.items():
        if wanted and wanted not in SEVERAL:
            columns = ["" if column == wanted else column for column in columns]
        if index < len(columns):
            columns[index] = wanted
    if not {"name", "given", "family"} & set(columns):
        raise ColumnsUnknown(path=sheet.name, titles=", ".join(cell for cell in sheet.header if cell)[:200] or "–")
    return tuple(columns)


def plan_import(
    session: Session,
    sheet: Sheet,
    form: ImportForm,
    today: date,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportPlan:
    """Work out what taking in a file would do.

    A line is someone known when it has their mail or phone and a name that agrees, or their whole name in this
    committee and nothing that contradicts it. What is known is completed, never replaced; a consent never widens.

    Raises:
        CommitteeUnknown, CommitteeEnded, ColumnsUnknown, OriginForbidden, KindUnknown; whatever ``progress`` raises.
    """
    living(session, form.committee_id)
    if fold(form.origin) in FORBIDDEN_ORIGINS:
        raise OriginForbidden(origin=form.origin)
    if form.origin not in ORIGINS:
        raise KindUnknown(kind=form.origin[:40], choices=", ".join(ORIGINS))
    if form.role not in LEVEL_KEYS:
        raise KindUnknown(kind=form.role[:40], choices=", ".join(LEVEL_KEYS))
    checked_basis(form.basis)
    columns = columns_of(sheet, form.mapping)
    work = _Work(session, form, columns, today)
    for number, (line, cells) in enumerate(sheet.rows):
        if number % 200 == 0:
            progress(number, len(sheet.rows))
        work.take(line, cells)
    progress(len(sheet.rows), len(sheet.rows))
    left_out = len({p.line for p in work.problems if not p.blocks})
    return ImportPlan(
        form, sheet.name, sheet.file_hash, columns, tuple(work.entries), tuple(work.problems), tuple(work.remarks),
        len(sheet.rows), left_out,
    )  # fmt: skip


@dataclass
class _Work:
    session: Session
    form: ImportForm
    columns: Sequence[str]
    today: date
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        session, committee_id = self.session, self.form.committee_id
        places = select(CommitteePlace.department).where(CommitteePlace.committee_id == committee_id)
        department = session.scalars(places.order_by(CommitteePlace.position).limit(1)).first() or ""
        self.reader = LineReader(session, self.form, self.columns, self.today, department)
        self.known = Namesakes(session, committee_id)
        self.by_contact: dict[tuple[str, str], list[uuid.UUID]] = {}
        self.has: dict[uuid.UUID, set[tuple[str, str]]] = {}
        for person_id, kind, key in session.execute(
            select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.search_key)
        ):
            self.by_contact.setdefault((kind, key), []).append(person_id)
            self.has.setdefault(person_id, set()).add((kind, key))
        self.levels = dict(
            session.execute(
                select(Membership.person_id, Membership.level).where(Membership.committee_id == committee_id)
            ).all()
        )
        self.said = set(
            session.execute(
                select(Consent.person_id, Consent.channel).where(Consent.committee_id == committee_id)
            ).all()
        )
        tagged = select(PersonTag.person_id, Tag.search_key).join(Tag, Tag.id == PersonTag.tag_id)
        self.tagged = set(session.execute(tagged.where(Tag.committee_id == committee_id)).all())
        self.in_file: dict[tuple[str, ...], Entry] = {}

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Check one line."""
        try:
            entry = self.reader.entry(line, cells)
            if (twin := self._twin(entry)) is not None:
                self._join(twin, entry)
                return
            self._recognise(entry)
        except LineRefused as refused:
            self.problems.append(Problem(line, refused.reason, refused.facts, refused.blocks))
            return
        self.entries.append(entry)
        for key in self._keys(entry):
            self.in_file.setdefault(key, entry)

    def _keys(self, entry: Entry) -> Iterable[tuple[str, ...]]:
        name = fold(entry.name)
        for contact in entry.contacts:
            yield (contact.kind, contact.key, name)
        if not entry.contacts:
            yield ("name", name, entry.commune or "")

    def _twin(self, entry: Entry) -> Entry | None:
        return next((self.in_file[key] for key in self._keys(entry) if key in self.in_file), None)

    def _join(self, twin: Entry, entry: Entry) -> None:
        """The same person twice in the file: what the second line adds is kept."""
        had = {(c.kind, c.key) for c in twin.contacts}
        new = [c for c in entry.contacts if (c.kind, c.key) not in had]
        twin.contacts += new
        twin.tags += [word for word in entry.tags if fold(word) not in {fold(t) for t in twin.tags}]
        twin.level = max(twin.level, entry.level)
        twin.commune = twin.commune or entry.commune
        self.remarks.append(
            Problem(entry.line, N_("the same person as on line {first}"), {"first": str(twin.line)}, False)
        )
        if twin.person_id is not None:
            twin.changes = self._changes(twin, twin.person_id)

    def _recognise(self, entry: Entry) -> None:
        name = fold(entry.name)
        for contact in entry.contacts:
            for person_id in self.by_contact.get((contact.kind, contact.key), ()):
                if self.known.agrees(person_id, name):
                    entry.person_id = person_id
                    entry.changes = self._changes(entry, person_id)
                    return
        same = [p for p in self.known.of(name) if not self._contradicts(p, entry)]
        if len(same) > 1 and not entry.contacts:  # of several namesakes, the one who has no contact either
            same = [p for p in same if p not in self.has] or same
        if len(same) == 1:
            entry.person_id = same[0]
            entry.changes = self._changes(entry, same[0])
        elif same:
            raise LineRefused(
                N_("{count} people here are called “{name}”: add a phone or a mail"),
                count=str(len(same)),
                name=entry.name,
            )

    def _contradicts(self, person_id: uuid.UUID, entry: Entry) -> bool:
        """Both have contacts and share none: two people of one name."""
        has = self.has.get(person_id, set())
        mine = {(c.kind, c.key) for c in entry.contacts}
        return bool(has and mine and not has & mine) or self.known.lives_elsewhere(person_id, entry.commune)

    def _changes(self, entry: Entry, person_id: uuid.UUID) -> bool:
        has = self.has.get(person_id, set())
        return (
            any((c.kind, c.key) not in has for c in entry.contacts)
            # Who has left is not brought back by a list.
            or (self.levels.get(person_id) != 0 and self.levels.get(person_id, 0) < entry.level)
            or any((person_id, fold(word)) not in self.tagged for word in entry.tags)
            or any((person_id, channel) not in self.said for channel in entry.consents)
            or (entry.commune is not None and self.known.commune(person_id) is None)
        )
