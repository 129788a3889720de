"""The corpus, and one file that holds all of it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest


def load_corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_corpus", Path(__file__).with_name("corpus.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def corpus() -> list[str]:
    """Every hostile string."""
    return list(load_corpus().STRINGS)


@pytest.fixture(scope="session")
def hostile_file(corpus: list[str], empty_file: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A file whose first committee holds every string of the corpus in every place that takes a text.

    They are entered as people would enter them, then some are put into the rows behind the back of the program: a file
    may come from anyone.
    """
    return once("hostile.appui", lambda path: fill(path, corpus, empty_file))


def fill(path: Path, corpus: list[str], empty_file: Path) -> None:
    import shutil
    import sqlite3
    from contextlib import closing
    from datetime import UTC, datetime

    from campaign import actions, toolbox
    from campaign.committees import members
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.people import add_person
    from campaign.people.charter import read_charter
    from campaign.people.details import tag_people
    from campaign.settings import choose_home, declare_me
    from db import files
    from db.errors import Refusal

    shutil.copy(empty_file, path)
    path.chmod(0o600)
    store = files.open_file(path)
    day = datetime(2026, 11, 18, 14, tzinfo=UTC)  # the day of the tests that open it
    store.now = lambda: day - timedelta(days=30)
    kinds = ["note", "decision", "difficulty", "request"]
    entered = 0
    try:
        with store.write() as unit:
            unit.name("test")
            first = create_committee(unit, NewCommittee(name="[/] {0} \x1b[31m \u202e x", places=("69384", "69381"))).id
        for index, text in enumerate(corpus):
            when = (day + timedelta(days=index % 20 - 9)).date()
            with store.write() as unit:
                unit.name("test")
                for enter in (
                    lambda u, t=text: create_committee(u, NewCommittee(name=t[:110], places=("69384",))),
                    lambda u, t=text, i=index: members.add_member(
                        u, first, t[:90], level=(5, 10, 50, 100)[i % 4], new=True
                    ),
                    lambda u, t=text, d=when: actions.plan_action(
                        u, actions.NewAction(committee_id=first, kind="market", title=t[:110], place=t[:110], day=d)
                    ),
                    lambda u, t=text, i=index: toolbox.write_entry(u, first, t[:2000], kinds[i % 4]),
                    lambda u, t=text: toolbox.add_task(u, first, t[:190]),
                    lambda u, t=text: tag_people(u, first, [add_person(u, t[:90]).id], t[:40]),
                ):
                    try:
                        enter(unit)
                        entered += 1
                    except Refusal:
                        pass  # nothing but spaces, too long...: said in a sentence, and no row
        with store.write() as unit:
            me = declare_me(unit, "[@click=app.quit]{me}[/]")
        with store.write() as unit:
            read_charter(unit, me.id)
        with store.write() as unit:
            choose_home(unit, first)
        with store.read() as session:
            over = [a.id for a in actions.list_actions(session, committee_id=first, until=day, limit=40)]
        store.now = lambda: day
        for index, action in enumerate(over):
            with store.write() as unit:
                report = actions.ActionReport(
                    action_id=action, summary=corpus[index % len(corpus)][:4000], people_met=index
                )
                actions.report_action(unit, report)
    finally:
        store.close()
    assert entered > 4 * len(corpus)
    # Behind the program's back: raw control bytes in the rows themselves.
    raw = "\x1b[31m\x9b2J\x07\u202e[/]{0}\u2066"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE committee SET name = name || ?", (raw,))
        connection.execute("UPDATE committee_place SET name = name || ?", (raw,))
        connection.execute("UPDATE person SET given_name = given_name || ?", (raw,))
        connection.execute("UPDATE task SET title = title || ? WHERE title IS NOT NULL", (raw,))
        connection.execute(
            "UPDATE action SET title = title || ?, place = place || ?, summary = summary || ?", (raw, raw, raw)
        )
        connection.execute("UPDATE logbook_entry SET text = text || ?", (raw,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
