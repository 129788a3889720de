"""The directory of a country of 6,000 committees: a page, a far page, searches; beside raw queries."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench import measure

COMMITTEES, PAGE = 6000, 40
PAGE_LIMIT, SEARCH_LIMIT = 15.0, 60.0


def fill(path: Path) -> None:
    """A file with 6,000 committees, each with its place."""
    from sqlalchemy import select

    from db import files
    from db.folding import fold, search_key
    from db.tables import Committee, CommitteePlace, Commune
    from seed import reference

    files.create_file(path, reference.fill)
    store = files.open_file(path)
    with store.write() as unit:
        unit.name("seed.demo")
        unit.without_journal()
        communes = unit.session.execute(select(Commune.code, Commune.name, Commune.department).limit(COMMITTEES)).all()
        for number, (code, commune, department) in enumerate(communes):
            name = f"Comité de {commune} {number}"
            keys = {"search_key": search_key(name), "sort_key": fold(name)}
            row = unit.add(Committee(name=name, kind_id="local", zone="Europe/Paris", **keys))
            unit.add(CommitteePlace(committee_id=row.id, code=code, name=commune, department=department, position=0))
    store.close()


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print."""
    from campaign.committees.directory import directory
    from db import files

    print(f"== directory: {COMMITTEES} committees, pages of {PAGE}")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "country.appui")
        fill(path)
        store = files.open_file(path)
        now = datetime.now(UTC)
        by_name = "SELECT * FROM committee WHERE state = 'active' ORDER BY sort_key, id LIMIT ? OFFSET ?"
        by_word = "SELECT * FROM committee WHERE state = 'active' AND search_key LIKE ? ORDER BY sort_key, id LIMIT ?"
        with store.read() as session, closing(sqlite3.connect(path)) as raw:

            def page(offset: int = 0, search: str = "") -> None:
                session.expire_all()
                found = directory(session, now, search=search, offset=offset, limit=PAGE)
                assert found.lines

            seconds = measure.interleaved(
                {
                    "raw page": measure.timed(lambda: raw.execute(by_name, (PAGE, 0)).fetchall()),
                    "raw search": measure.timed(lambda: raw.execute(by_word, ("%croix%", PAGE)).fetchall()),
                    "first page": measure.timed(page),
                    "page in the middle": measure.timed(lambda: page(COMMITTEES // 2)),
                    "search: bourg": measure.timed(lambda: page(search="bourg")),
                    "search: saint mar": measure.timed(lambda: page(search="saint mar")),
                    "search: 01": measure.timed(lambda: page(search="01")),
                },
                rounds,
            )
        store.close()
    paged = measure.show("a page", {k: v for k, v in seconds.items() if "page" in k}, "raw page")
    found = measure.show("a search", {k: v for k, v in seconds.items() if "search" in k}, "raw search")
    print()
    measure.target("first page", paged["first page"], PAGE_LIMIT)
    measure.target("slowest search", max(found.values()), SEARCH_LIMIT)
