"""Fill a file with what every file starts with: communes, structures and their sources, kinds, tasks, tutorials.

Loading twice changes nothing: rows are replaced by id, so that a newer version can refresh an older file.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from db.folding import fold
from db.store import Store
from db.tables import (
    ActionKind,
    Base,
    CommitteeKind,
    Commune,
    FactSource,
    Setting,
    Skill,
    Source,
    Structure,
    StructureFact,
    TaskTemplate,
    Tutorial,
)
from db.version import program_version
from seed import catalogue

Rows = list[dict[str, Any]]


def fill(store: Store) -> None:
    """Load every reference row into a new file, in one transaction."""
    with store.write() as unit:
        load(unit.session)


def load(session: Session) -> None:
    """Load or refresh the reference rows inside the caller's transaction."""
    sources: Rows = [
        {
            "id": s.id,
            "kind": s.kind,
            "address": s.address,
            "published": s.published,
            "witness": s.witness,
            "bias": s.bias,
        }
        for s in catalogue.load_sources()
    ]
    structures, facts, links, templates = _structures()
    first_week = catalogue.load_first_week()
    templates += [_template(task, None, index) for index, task in enumerate(first_week.tasks)]
    # The tutorials of the first week come first: a new committee is handed the first of them.
    order = {tutorial: index for index, tutorial in enumerate(first_week.tutorials)}
    tutorials = sorted(catalogue.load_tutorials(), key=lambda t: order.get(t.id, len(order)))
    lessons: Rows = [
        {
            "position": index,
            **t.model_dump(include={"id", "minutes", "level", "title_fr", "title_en", "body_fr", "body_en"}),
        }
        for index, t in enumerate(tutorials)
    ]
    kinds = tomllib.loads(files("seed").joinpath("kinds.toml").read_text("utf-8"))
    _put(session, Source, sources)
    _put(session, Structure, structures)
    _put(session, StructureFact, facts)
    session.execute(delete(FactSource))
    _insert(session, FactSource, links)
    _put(session, TaskTemplate, templates)
    _put(session, Tutorial, lessons)
    _put(session, CommitteeKind, [{"position": i, **row} for i, row in enumerate(kinds["committee"])])
    _put(session, ActionKind, [{"position": i, **row} for i, row in enumerate(kinds["action"])])
    _put(session, Skill, [{"position": i, **row} for i, row in enumerate(kinds["skill"])])
    _communes(session)
    setting = session.get(Setting, "written_by")
    if setting is None:
        session.add(Setting(key="written_by", value=program_version()))
    else:
        setting.value = program_version()
    session.flush()


def _structures() -> tuple[Rows, Rows, Rows, Rows]:
    structures: Rows = []
    facts: Rows = []
    links: Rows = []
    templates: Rows = []
    for position, s in enumerate(catalogue.load_structures()):
        structures.append(
            {
                "id": s.id,
                "position": position,
                "name_fr": s.name_fr,
                "name_en": s.name_en,
                "country": s.country,
                "period_from": s.period[0],
                "period_to": s.period[1],
                "summary_fr": s.summary_fr,
                "summary_en": s.summary_en,
                "can_start": s.can_start,
                "start": s.start.model_dump(mode="json", exclude_none=True) if s.start else {},
            }
        )
        for index, fact in enumerate(s.facts):
            fact_id = f"{s.id}.{index:03d}"
            facts.append(
                {
                    "id": fact_id,
                    "structure_id": s.id,
                    "position": index,
                    **fact.model_dump(
                        include={
                            "type", "key", "value", "unit", "as_of", "status", "label_fr", "label_en",
                            "shown_fr", "shown_en", "note_fr", "note_en",
                        }
                    ),
                }
            )  # fmt: skip
            links += [{"fact_id": fact_id, "source_id": source, "position": n} for n, source in enumerate(fact.sources)]
        templates += [_template(task, s.id, index) for index, task in enumerate(s.tasks)]
    return structures, facts, links, templates


def _template(task: catalogue.Task, structure_id: str | None, position: int) -> dict[str, Any]:
    return {
        "structure_id": structure_id,
        "position": position,
        **task.model_dump(include={"id", "day", "status", "title_fr", "title_en", "why_fr", "why_en"}),
        "sources": list(task.sources),
    }


def _communes(session: Session) -> None:
    if session.scalars(select(Commune.code).limit(1)).first() is not None:
        session.execute(delete(Commune))
    rows = [
        {
            "code": c.code,
            "name": c.name,
            "type": c.type,
            "department": c.department,
            "region": c.region,
            "parent": c.parent or None,
            "population": c.population,
            "postcodes": " ".join(c.postcodes),
            "search_key": fold(c.name),
        }
        for c in catalogue.load_communes()
    ]
    _pour(session, Commune, rows)


def _put(session: Session, table: type[Base], rows: Rows) -> None:
    """Insert rows, or bring those with the same id up to date (they may be referred to, so none is deleted)."""
    known = set(session.scalars(select(table.__table__.c.id)))
    _insert(session, table, [row for row in rows if row["id"] not in known])
    for row in rows:
        if row["id"] in known:
            session.merge(table(**row))
    session.flush()


def _insert(session: Session, table: type[Base], rows: Rows) -> None:
    if rows:
        assert isinstance(table.__table__, Table)
        session.execute(insert(table.__table__), rows)


def _pour(session: Session, table: type[Base], rows: Rows) -> None:
    """Insert words and numbers as the driver takes them: through the types, the communes are most of a first start."""
    if not rows:
        return
    assert isinstance(table.__table__, Table)
    connection = session.connection()
    statement = insert(table.__table__).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if statement.positiontup:
        connection.exec_driver_sql(str(statement), [tuple(map(row.get, statement.positiontup)) for row in rows])
    else:
        connection.exec_driver_sql(str(statement), rows)
