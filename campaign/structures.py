"""Documented structures, read: facts, how sure they are, and who says so. Nothing here is ever a gate."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaign.errors import StructureUnknown
from campaign.labels import Label
from campaign.words import N_, Words
from db.tables import FactSource, Source, Structure, StructureFact, TaskTemplate

STATUS_WORDS = {
    "documented": N_("documented"),
    "disputed": N_("disputed"),
    "inferred": N_("inferred"),
    "invented": N_("invented"),
    "unknown": N_("not documented"),
}


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source; ``witness`` groups those that repeat one another and count once."""

    id: str
    kind: str
    address: str
    published: str
    witness: str
    bias: str


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact. An unknown one has an empty value: it is said to be not documented, never 0."""

    type: str
    key: str
    label: Label
    value: str
    unit: str
    as_of: str
    status: str
    shown: Label
    note: Label
    sources: tuple[SourceView, ...]

    @property
    def witnesses(self) -> int:
        """How many independent witnesses say so."""
        return len({s.witness for s in self.sources})

    def said(self, w: Words) -> str:
        """The value in words, or that it is not documented."""
        return self.shown.say(w)


@dataclass(frozen=True, slots=True)
class StructureLine:
    """A structure in a list."""

    id: str
    name: Label
    period: str
    facts: int
    can_start: bool


@dataclass(frozen=True, slots=True)
class StructureView:
    """A structure with all its facts."""

    id: str
    name: Label
    country: str
    period: str
    summary: Label
    can_start: bool
    facts: tuple[FactView, ...]
    tasks: tuple[Label, ...]


def list_structures(session: Session, search: str = "") -> list[StructureLine]:
    """All structures, in the order of the catalogue."""
    grouped = select(StructureFact.structure_id, func.count()).group_by(StructureFact.structure_id)
    counts = {structure_id: count for structure_id, count in session.execute(grouped).tuples()}
    statement = select(Structure).order_by(Structure.position)
    if search:
        pattern = f"%{search}%"
        statement = statement.where(or_(Structure.name_fr.ilike(pattern), Structure.name_en.ilike(pattern), Structure.id.ilike(pattern)))
    return [
        StructureLine(row.id, Label(row.name_fr, row.name_en), _period(row), counts.get(row.id, 0), row.can_start)
        for row in session.scalars(statement)
    ]


def show_structure(session: Session, structure_id: str) -> StructureView:
    """One structure, fact by fact.

    Raises:
        StructureUnknown: no such id.
    """
    row = session.get(Structure, structure_id)
    if row is None:
        raise StructureUnknown(structure=structure_id[:60])
    sources: dict[str, list[SourceView]] = {}
    links = (
        select(FactSource.fact_id, Source)
        .join(Source, Source.id == FactSource.source_id)
        .join(StructureFact, StructureFact.id == FactSource.fact_id)
        .where(StructureFact.structure_id == structure_id)
        .order_by(FactSource.position)
    )
    for fact_id, source in session.execute(links).tuples():
        view = SourceView(source.id, source.kind, source.address, source.published, source.witness, source.bias)
        sources.setdefault(fact_id, []).append(view)
    facts = session.scalars(
        select(StructureFact).where(StructureFact.structure_id == structure_id).order_by(StructureFact.position)
    )
    tasks = session.scalars(
        select(TaskTemplate).where(TaskTemplate.structure_id == structure_id).order_by(TaskTemplate.position)
    )
    return StructureView(
        row.id,
        Label(row.name_fr, row.name_en),
        row.country,
        _period(row),
        Label(row.summary_fr, row.summary_en),
        row.can_start,
        tuple(
            FactView(
                f.type,
                f.key,
                Label(f.label_fr, f.label_en),
                f.value,
                f.unit,
                f.as_of,
                f.status,
                Label(f.shown_fr, f.shown_en),
                Label(f.note_fr, f.note_en),
                tuple(sources.get(f.id, ())),
            )
            for f in facts
        ),
        tuple(Label(t.title_fr, t.title_en) for t in tasks),
    )


def _period(row: Structure) -> str:
    return f"{row.period_from} – {row.period_to}" if row.period_to != row.period_from else row.period_from
