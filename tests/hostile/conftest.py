"""The corpus, and one file that holds all of it."""

from __future__ import annotations

import importlib.util
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

AT_ONCE = 12  # strings in one transaction: what costs is to begin and to end it


def load_corpus() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_corpus", Path(__file__).with_name("corpus.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session", params=["a-third", pytest.param("every-one", marks=pytest.mark.long)])
def corpus(request: pytest.FixtureRequest) -> list[str]:
    """The hostile strings: the classics and some of the others; in the long run every one."""
    known = load_corpus()
    assert set(known.STRINGS) >= known.CLASSIC
    return list(known.STRINGS if request.param == "every-one" else known.EVERY_DAY)


@pytest.fixture(scope="session")
def hostile_file(corpus: list[str], empty_file: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A file whose first committee holds every string of the corpus in every place that takes a text.

    They are entered as people would enter them, then some are put into the rows behind the back of the program: a file
    may come from anyone.
    """
    return once(f"hostile-{len(corpus)}.appui", lambda path: fill(path, corpus, empty_file))


def enter(unit: Any, first: uuid.UUID, index: int, text: str, day: date) -> int:
    """Put a string everywhere; how many places took it."""
    from campaign import actions, toolbox
    from campaign.committees import members
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.people import add_person
    from campaign.people.details import tag_people
    from db.errors import Refusal

    kind = ("note", "decision", "difficulty", "request")[index % 4]
    taken = 0
    for put in (
        lambda: create_committee(unit, NewCommittee(name=text[:110], places=("69384",))),
        lambda: members.add_member(unit, first, text[:90], level=(5, 10, 50, 100)[index % 4], new=True),
        lambda: actions.plan_action(
            unit, actions.NewAction(committee_id=first, kind="market", title=text[:110], place=text[:110], day=day)
        ),
        lambda: toolbox.write_entry(unit, first, text[:2000], kind),
        lambda: toolbox.add_task(unit, first, text[:190]),
        lambda: tag_people(unit, first, [add_person(unit, text[:90]).id], text[:40]),
    ):
        try:
            put()
            taken += 1
        except Refusal:
            pass  # nothing but spaces, too long...: said in a sentence, and no row
    return taken


def walk_streets(store: Any, committee_id: uuid.UUID, corpus: list[str]) -> None:
    """Door to door in streets of such names: a walk that is out, half typed, with notes, a script and promises."""
    from campaign.field.doors import DoorEntry, FollowUpForm, add_follow_up, record_many
    from campaign.field.lists import HoursForm, IssueForm, issue, set_hours
    from campaign.field.scripts import QuestionForm, ScriptForm, use_script, write_script
    from db.tables import FieldCampaign, Turf
    from tests.campaign.field.builders import Lane, town, walk_of

    # The number keeps apart what is the same once it is folded for the search.
    named = [f"{text[:50]} {index}" for index, text in enumerate(corpus) if "\0" not in text][:30]
    lanes = [
        Lane(name, 4, 0, 30 * index, blocks={2: ((12, 3, 2),)} if index % 5 == 0 else {}, station=str(1 + index // 8))
        for index, name in enumerate(named)
    ]
    with store.write() as unit:
        made = town(unit, committee_id, lanes, sections=True)
        turf, walks = walk_of(unit, made, stops=60, name="[/] {0} turf", campaign="[@click=app.quit]round[/]")
        campaign_id = unit.session.get_one(Turf, turf).campaign_id
        assert unit.session.get_one(FieldCampaign, campaign_id).name
    with store.write() as unit:
        questions = (QuestionForm("[b]which?[/b]", "choice", ("[/]", "{0}", "no"), True),)
        script = write_script(unit, ScriptForm(committee_id, "[/] script", "Say [b]hello[/b]\n\x1b[31m", questions))
        use_script(unit, campaign_id, script)
    with store.write() as unit:
        (out, *_) = issue(unit, IssueForm(walks[:1], meeting_place="[/] {0}", bring_back="[@click=app.quit]x[/]"))
    with store.write() as unit:
        set_hours(unit, HoursForm(out, unit.now - timedelta(hours=2), unit.now, leaflets_out=60, leaflets_back=7))
    outcomes = ("conversation", "not_home", "later", "refused")
    with store.write() as unit:
        notes = [text[:80] for text in corpus if text.strip()][:24]
        record_many(unit, [DoorEntry(out, at, outcomes[at % 4], note=note) for at, note in enumerate(notes, 1)])
    with store.write() as unit:
        add_follow_up(unit, FollowUpForm(out, 2, "call", note="[/] {0} \u202e back"))


def gather_money(store: Any, committee_id: uuid.UUID, corpus: list[str]) -> None:
    """Gifts of donors of such names to such an account, one of them carried; requests; a monthly gift."""
    from campaign.money.accounts import AccountForm, ElectionForm, open_account
    from campaign.money.collecting import CollectionForm, collect
    from campaign.money.donors import DonorForm, enter_donor
    from campaign.money.earmarks import earmark
    from campaign.money.gifts import hand_over, receive
    from campaign.money.promises import PromiseForm, enter_promise
    from campaign.money.recurring import RecurringForm, plan_recurring
    from campaign.money.spending import RequestForm, add_document, move_request, save_request
    from campaign.people import add_person
    from db.errors import Refusal

    def do(action: Any, *arguments: Any, **options: Any) -> Any:
        with store.write() as unit:
            return action(unit, *arguments, **options)

    bad, day = "[/] {0} [@click=app.quit]x[/] \x1b[31m \u202e y", store.now().date()
    form = AccountForm("candidate", f"{bad} account", None, f"{bad} mandatary", bank=bad)
    election = ElectionForm(f"{bad} election", ceiling_cents=9_000_000, rounds=((1, "", day + timedelta(60), "UTC"),))
    account = do(open_account, form, election).id
    gifts: list[Any] = []
    with store.write() as unit:
        unit.name("test")
        for text in [one for one in corpus if one.strip()][:24]:
            try:
                donor = DonorForm(text[:60], f"F {text[:60]}", f"1 {text[:90]}", "69004", text[:60], "FR", "FR",
                                  adult=True, honour=True)  # fmt: skip
                promised = PromiseForm(committee_id, account, 1_000, "cheque", enter_donor(unit, donor), reference=bad)
                gifts.append(enter_promise(unit, promised))
            except Refusal:
                pass  # the mark of a company...: said in a sentence
    transfer = PromiseForm(
        committee_id, account, 90_000, "transfer", reason=bad,
        donor=DonorForm(bad, bad, bad, "69004", bad, "FR", "FR", adult=True, honour=True),
    )  # fmt: skip
    with store.write() as unit:
        unit.name("test")
        received = enter_promise(unit, transfer)
    do(hand_over, gifts[:5], do(add_person, f"{bad} bearer").id)
    do(receive, gifts[:3], declares_mandatary=True)
    do(receive, [received], declares_mandatary=True)
    pair = [do(add_person, f"{name} counter").id for name in ("Ada", "Luc")]
    do(collect, CollectionForm(committee_id, account, 500, f"{bad} place", f"{bad} way", *pair))
    with store.read() as session:
        from db.tables import Donation

        giver = session.get_one(Donation, received).donor_id
    do(plan_recurring, RecurringForm(committee_id, account, giver, "debit", 500, day))
    do(earmark, account, committee_id, 50_000, declares_mandatary=True, note=bad)
    asked = RequestForm(committee_id, account, f"{bad} title", "print", 700, detail=bad, payee=bad)
    request = do(save_request, asked)
    do(add_document, request, "quote", bad)
    do(move_request, request, "ask", note=bad)
    do(move_request, request, "approve", paper=bad)


def fill(path: Path, corpus: list[str], empty_file: Path) -> None:
    import shutil
    import sqlite3
    from contextlib import closing
    from datetime import UTC, datetime

    from campaign import actions
    from campaign.committees.create import create_committee
    from campaign.committees.forms import NewCommittee
    from campaign.people.charter import read_charter
    from campaign.settings import choose_home, declare_me
    from db import files

    shutil.copy(empty_file, path)
    path.chmod(0o600)
    store = files.open_file(path)
    day = datetime(2026, 11, 18, 14, tzinfo=UTC)  # the day of the tests that open it
    store.now = lambda: day - timedelta(days=30)
    entered = 0
    try:
        with store.write() as unit:
            unit.name("test")
            first = create_committee(unit, NewCommittee(name="[/] {0} \x1b[31m \u202e x", places=("69384", "69381"))).id
        for start in range(0, len(corpus), AT_ONCE):
            with store.write() as unit:
                unit.name("test")
                for index, text in enumerate(corpus[start : start + AT_ONCE], start):
                    entered += enter(unit, first, index, text, (day + timedelta(days=index % 20 - 9)).date())
        with store.write() as unit:
            me = declare_me(unit, "[@click=app.quit]{me}[/]")
        with store.write() as unit:
            read_charter(unit, me.id)
        with store.write() as unit:
            choose_home(unit, first)
        walk_streets(store, first, corpus)
        store.now = lambda: day - timedelta(days=3)
        gather_money(store, first, corpus)
        store.now = lambda: day - timedelta(days=30)
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
        for table, column in (
            ("street", "name"), ("turf", "name"), ("field_campaign", "name"), ("polling_station", "name"),
            ("building", "label"), ("walk_list", "meeting_place"), ("walk_list", "bring_back"), ("visit", "note"),
            ("follow_up", "note"), ("script", "name"), ("script", "body"), ("question", "text"),
        ):  # fmt: skip
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?", (raw,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
