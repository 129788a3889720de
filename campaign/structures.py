"""Documented structures, read: facts, how sure they are, and who says so. Nothing here is ever a gate."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors import StructureUnknown
from campaign.labels import Label
from campaign.search import matcher
from campaign.views.structures import STATUS_WORDS, FactView, SourceView, StructureLine, StructureView
from db.folding import fold
from db.tables import FactSource, Source, Structure, StructureFact, TaskTemplate

__all__ = [
    "STATUS_WORDS",
    "FactView",
    "SourceView",
    "StructureLine",
    "StructureView",
    "list_structures",
    "show_structure",
]


def list_structures(session: Session, search: str = "") -> list[StructureLine]:
    """The structures in the order of the catalogue; every word of ``search`` must be in a name or the id."""
    grouped = select(StructureFact.structure_id, func.count()).group_by(StructureFact.structure_id)
    counts = dict(session.execute(grouped).all())
    # A dozen rows without a folded key: searched here, so that accents and case do not matter.
    wanted = matcher(search)
    return [
        StructureLine(row.id, Label(row.name_fr, row.name_en), _period(row), counts.get(row.id, 0), row.can_start)
        for row in session.scalars(select(Structure).order_by(Structure.position))
        if wanted(fold(f"{row.id} {row.name_fr} {row.name_en}"))
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
    for fact_id, source in session.execute(links):
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
