"""A demonstration is alive on any day, the same every time, consistent, and invented through and through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

import seed
from campaign import settings
from campaign.actions import list_actions
from campaign.committees.directory import directory, show_committee
from campaign.committees.views import LEADER, MEMBER
from campaign.field.lists import numbers
from campaign.field.progress import progress
from campaign.figures import GOAL_KEYS, by_committee, door_counts, flags
from campaign.people import add_person, find_person
from campaign.periods import Period, last_full_week, local_day, this_week
from campaign.reports.build import activity_report
from db import files
from db.errors import FileExists
from db.store import Store
from db.tables import (
    Action,
    ActionCommittee,
    AuditEntry,
    Base,
    Committee,
    CommitteePlace,
    ContactPoint,
    Goal,
    JournalEntry,
    LogbookEntry,
    Membership,
    MembershipEvent,
    Person,
    Post,
    Shift,
    Signup,
    Task,
)
from db.tables.field import AddressImport, ListDoor, Script, Turf, Visit, Walk, WalkList
from seed import catalogue, demo
from seed.demo.words import word_list
from tests.conftest import NOW, poured
from tests.rows import rows_hash

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = NOW.date()  # the demonstration of that day is made for other tests, too
THURSDAY = date(2027, 3, 4)
DAYS = {
    "new year's day": date(2027, 1, 1),
    "a leap day": date(2028, 2, 29),
    "the night that lasts an hour more, a Sunday": date(2026, 10, 25),
    "the night that lasts an hour less, a Sunday": date(2027, 3, 28),
    "a Monday": date(2027, 2, 22),
    "a Monday that nobody works": date(2029, 1, 1),
}
# The others in the long run; the Monday that nobody works is a 1 January, too.
EACH_DAY = {"the night that lasts an hour less, a Sunday", "a Monday that nobody works"}

Made = Callable[[date], Store]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)


@pytest.fixture(scope="module")
def made(once: Callable[[str, Callable[[Path], object]], Path], bare_file: Path, demo_file: Path) -> Iterator[Made]:
    """A small demonstration for a day, made once."""
    stores: dict[date, Store] = {}

    def make(path: Path, day: date) -> None:
        # Half the time goes into communes that no committee of the small demonstration is in.
        near = [c for c in catalogue.load_communes() if c.department == "71"]
        with pytest.MonkeyPatch.context() as patch, poured(bare_file):
            patch.setattr(catalogue, "load_communes", lambda: near)
            demo.make(path, today=day)

    def get(day: date) -> Store:
        if day not in stores:
            own = demo_file if day == WEDNESDAY else once(f"small-{day}.appui", lambda path: make(path, day))
            stores[day] = Store.on_file(own, read_only=True)
        return stores[day]

    yield get
    for store in stores.values():
        store.close()


@pytest.fixture
def small(made: Made) -> Iterator[Session]:
    """A demonstration of a Wednesday."""
    with made(WEDNESDAY).read() as session:
        yield session


@pytest.fixture(
    params=[
        pytest.param(day, id=name, marks=[] if name in EACH_DAY else [pytest.mark.long]) for name, day in DAYS.items()
    ]
)
def day(request: pytest.FixtureRequest) -> date:
    found: date = request.param
    return found


def count(session: Session, table: type[Base], *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


# --- the same every time


@pytest.mark.long  # the wheel's own demonstration is compared every time, see tests/install
def test_the_same_seed_and_day_give_the_same_rows_in_another_process(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "again.appui"
    script = (
        "import sys; from datetime import date; from pathlib import Path; from seed import demo;"
        f"demo.make(Path(sys.argv[1]), today=date.fromisoformat('{WEDNESDAY}'))"
    )
    root = str(Path(seed.__file__).parents[1])
    environment = os.environ | {"PYTHONHASHSEED": "4321", "PYTHONPATH": root, "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment, timeout=60)
    first = made(WEDNESDAY).path
    assert first is not None
    assert rows_hash(path) == rows_hash(first)


@pytest.mark.long
def test_another_seed_gives_other_people(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "other.appui"
    summary = demo.make(path, random_seed=2018, today=WEDNESDAY)
    first = made(WEDNESDAY).path
    assert first is not None
    assert rows_hash(path) != rows_hash(first)
    assert summary.committees == 24
    with pytest.raises(FileExists):
        demo.make(path, today=WEDNESDAY)


@pytest.mark.usefixtures("tables_once")
def test_a_demonstration_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "load_communes", list)
    from seed.demo import build

    def fail(*_: object) -> tuple[int, int]:
        raise RuntimeError("the light went out")

    monkeypatch.setattr(build, "everything", fail)
    with pytest.raises(RuntimeError):
        demo.make(tmp_path / "half.appui", today=WEDNESDAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("tables_once")
def test_without_a_day_the_demonstration_is_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from seed.demo import build, calendar

    monkeypatch.setattr(catalogue, "load_communes", list)
    seen: list[date] = []

    def note(_unit: object, world: calendar.World) -> tuple[int, int]:
        seen.append(world.calendar.today)
        return 0, 0

    monkeypatch.setattr(build, "everything", note)
    before = calendar.present_day()
    assert demo.make(tmp_path / "today.appui") == demo.Summary(0, 0)
    assert seen[0] in (before, calendar.present_day())


# --- a town and its surroundings


def test_the_small_demonstration_holds_the_committees_that_screens_need(small: Session) -> None:
    now = noon(WEDNESDAY)
    lines = {line.name: line for line in directory(small, now, ended=True).lines}
    assert len(lines) == 24
    states = Counter(line.state for line in lines.values())
    assert states == {"active": 22, "dormant": 1, "merged": 1}
    living = [line for line in lines.values() if line.state == "active"]
    assert [line.members for line in living if line.split_due] == [14]
    assert sum(line.members == 1 for line in living) == 1
    assert all(3 <= line.members <= 12 for line in living if line.members not in (1, 14))
    assert all(line.followers >= 1 for line in living)
    assert [line.name for line in living if not (line.last_action and line.next_action)] == []
    asleep = next(line for line in lines.values() if line.state == "dormant")
    assert asleep.last_action is not None
    assert asleep.next_action is None
    assert (WEDNESDAY - asleep.last_action).days > 60


def test_its_committees_are_of_all_kinds_places_and_beginnings(small: Session) -> None:
    rows = small.scalars(select(Committee)).all()
    kinds = Counter(row.kind_id for row in rows)
    assert set(kinds) == {"local", "campus", "thematic", "work", "expatriate"}
    assert [(row.city_abroad, row.country, row.zone) for row in rows if row.city_abroad] == [
        ("Berlin", "DE", "Europe/Berlin")
    ]
    structures = Counter(row.structure_id for row in rows)
    assert {"jlm2017", "obama_2008", "en_marche_2016", "lfi_2024"} <= set(structures)
    assert structures[None] > len(rows) / 2
    covered = Counter(small.scalars(select(CommitteePlace.committee_id)))
    assert max(covered.values()) == 5
    assert len(set(small.scalars(select(CommitteePlace.code)))) >= 15
    team = next(row for row in rows if row.structure_id == "obama_2008")
    held = count(small, Post, Post.committee_id == team.id, Post.person_id.is_not(None))
    assert held > count(small, Post, Post.committee_id == team.id) / 2
    child = next(row for row in rows if row.split_from_id)
    assert child.split_from_id == settings.home_committee(small)


def test_a_merged_committee_has_moved_everyone_to_the_one_it_joined(small: Session) -> None:
    merged = small.scalars(select(Committee).where(Committee.state == "merged")).one()
    moves = select(MembershipEvent.person_id).where(MembershipEvent.kind == "moved_out")
    gone = set(small.scalars(moves.where(MembershipEvent.committee_id == merged.id)))
    here = select(Membership.person_id).where(Membership.committee_id == merged.merged_into_id, Membership.level > 0)
    assert len(gone) >= 5
    assert gone <= set(small.scalars(here))
    assert count(small, Membership, Membership.committee_id == merged.id, Membership.level > 0) == 0


def test_every_regular_committee_has_three_active_members_or_more(made: Made, day: date) -> None:
    with made(day).read() as session:
        lines = directory(session, noon(day), ended=True).lines
        found = by_committee(session, [line.id for line in lines], Period(day, day), noon(day))
    for line in lines:
        if line.state == "active" and line.members > 1:
            assert found[line.id].active_members >= 3, line.name


# --- alive on any day


def test_home_is_a_full_week_on_any_day(made: Made, day: date) -> None:
    now = noon(day)
    with made(day).read() as session:
        home = settings.home_committee(session)
        assert home is not None
        since, until = this_week(day).instants("Europe/Paris")
        week = list_actions(session, committee_id=home, since=since, until=until)
        held = [a for a in week if a.state == "held" and a.ends_at <= now and a.attended]
        ahead = [a for a in week if a.state == "planned" and a.starts_at > now and a.signed_up]
        assert held
        assert ahead
        coming = list_actions(session, committee_id=home, since=now, until=now + timedelta(days=14))
        assert len(coming) >= 6
        assert all(a.state == "planned" for a in coming)
        for back in range(1, 9):
            monday = this_week(day).first - timedelta(weeks=back)
            since, until = Period(monday, monday + timedelta(days=6)).instants("Europe/Paris")
            before = list_actions(session, committee_id=home, since=since, until=until, states=("held",))
            assert len(before) >= 2
            assert all(a.attended and (a.summary or not a.reported) for a in before)


def test_nothing_but_one_action_of_home_is_planned_for_the_afternoon(made: Made, day: date) -> None:
    with made(day).read() as session:
        since, until = Period(day, day).instants("Europe/Paris")
        later = list_actions(session, since=noon(day), until=until)
        assert len(later) <= 1
        assert {a.committee_id for a in list_actions(session, since=since, until=until)} <= {
            settings.home_committee(session)
        }


def test_home_has_its_leader_at_the_keyboard_goals_tasks_a_cahier_and_a_report(small: Session) -> None:
    home = settings.home_committee(small)
    me = settings.who_am_i(small)
    assert home is not None
    assert me is not None
    assert find_person(small, me.name).id == me.id
    view = show_committee(small, home, noon(WEDNESDAY))
    assert me.id in {m.person_id for m in view.at_least(LEADER)}
    assert len(view.at_least(MEMBER)) >= 8
    assert {c.state for c in view.recognition} == {"satisfied"}
    assert {t.state for t in view.tasks} == {"open", "done"}
    assert all(post.holder for post in view.posts[:1])
    report = activity_report(small, home, last_full_week(WEDNESDAY), noon(WEDNESDAY))
    sections = {section.key: section for section in report.sections}
    assert sections["goals"].figures
    assert len(sections["difficulties"].text) == 2
    assert min(sections["done"].charts[0].values) > 5


def test_home_goes_from_door_to_door_in_any_week(made: Made, day: date) -> None:
    """One turf is finished, one has just begun: a walk is printed, one is out, one is half typed back."""
    now = noon(day)
    with made(day).read() as session:
        home = settings.home_committee(session)
        assert home is not None
        week = by_committee(session, [home], this_week(day), now)[home]
        assert week.doors_knocked > 20
        assert week.conversations > 2
        lately = by_committee(session, [home], Period(day - timedelta(days=56), day), now)[home]
        assert 0.12 < lately.conversations / lately.door_attempts < 0.35
        assert lately.follow_ups_open
        assert lately.follow_ups_done
        doing = progress(session, home, now, day)
        begun, finished = sorted(doing.turf, key=lambda turf: turf.share)
        assert finished.share > 0.9
        assert finished.passes == 2
        assert 0 < begun.share < 0.3
        assert begun.lists_out == 2
        ((half, _),) = doing.waiting.to_enter
        counts = door_counts(session, "list", [half])[half]
        assert 0.4 < counts.attempts / counts.targeted < 0.6
        # A short second pass may be lucky with conversations: seldom enough that most lists stand unquestioned.
        assert len(flags(session, None, Period(day - timedelta(days=70), day))) <= 2
        assert not session.scalars(select(Turf.id).where(Turf.invented == 0)).all()
        assert not session.scalars(select(AddressImport.id).where(AddressImport.invented == 0)).all()
        assert {script.invented for script in session.scalars(select(Script))} == {True}
        for number in session.scalars(select(WalkList.list_number)):
            assert numbers.holds(number)
        latest = session.scalar(select(func.max(Visit.at)))
        assert latest is not None and latest <= now


def test_every_line_of_a_list_is_a_door_of_its_walk_and_no_door_is_on_two_walks(small: Session) -> None:
    walks: dict[uuid.UUID, set[uuid.UUID]] = {}
    statement = select(ListDoor.door_id, WalkList.walk_id).join(WalkList, WalkList.id == ListDoor.list_id)
    for door, walk in small.execute(statement):
        walks.setdefault(door, set()).add(walk)
    assert {len(found) for found in walks.values()} == {1}
    for walk_id, doors in small.execute(select(Walk.id, Walk.doors)):
        on_lists = {door for door, found in walks.items() if walk_id in found}
        assert len(on_lists) in (0, doors)
    visited = select(Visit.id).where(
        ~select(ListDoor.id).where(ListDoor.list_id == Visit.list_id, ListDoor.door_id == Visit.door_id).exists()
    )
    assert small.scalars(visited).all() == []


def test_two_or_three_reports_wait(made: Made, day: date) -> None:
    with made(day).read() as session:
        waiting = [a for a in list_actions(session, limit=5000) if a.overdue(noon(day))]
        assert 2 <= len(waiting) <= 3
        assert sum(a.committee_id == settings.home_committee(session) for a in waiting) == 2


def test_committees_live_other_weeks_too(small: Session) -> None:
    states = Counter(small.scalars(select(Action.state)))
    assert states["cancelled"] >= 3
    assert states["held"] > 200
    signups = Counter(small.scalars(select(Signup.state)))
    assert set(signups) == {"invited", "confirmed", "cancelled", "attended", "no_show"}
    assert 0.05 < signups["no_show"] / (signups["attended"] + signups["no_show"]) < 0.5
    assert set(Counter(small.scalars(select(MembershipEvent.kind)))) >= {"joined", "level", "left", "moved_in"}
    assert len(set(small.scalars(select(Goal.committee_id)))) >= 6
    assert set(small.scalars(select(Goal.kpi))) == set(GOAL_KEYS)
    assert len(set(small.scalars(select(LogbookEntry.kind)))) == 4
    assert set(small.scalars(select(Task.state))) >= {"open", "done"}
    assert len(set(small.scalars(select(Action.kind_id)))) >= 10


def test_some_flake_some_come_unannounced_and_home_has_shifts_a_series_and_a_partner(made: Made, day: date) -> None:
    with made(day).read() as session:
        home = settings.home_committee(session)
        found = by_committee(session, None, Period(day - timedelta(days=28), day), noon(day))
        confirmed = sum(f.confirmed_at_start for f in found.values())
        assert 0.05 < sum(f.flaked for f in found.values()) / confirmed < 0.5
        assert count(session, Signup, Signup.walk_in == True) > 10  # noqa: E712 - a column, not a truth
        shifts = session.scalars(select(Shift)).all()
        assert len(shifts) == 2
        assert {s.committee_id for s in shifts} == {home}
        taken = Counter(session.scalars(select(Signup.shift_id).where(Signup.shift_id.is_not(None))))
        assert all(taken[s.id] <= (s.capacity or 0) for s in shifts)
        series = Counter(session.scalars(select(Action.series_id).where(Action.series_id.is_not(None))))
        assert len(series) == 1
        assert min(series.values()) >= 2
        together = session.scalars(select(ActionCommittee)).one()
        assert together.action_id == shifts[0].action_id
        assert together.committee_id != home


def test_texts_are_many_and_good_to_fill() -> None:
    texts = word_list("texts")
    titles = [t for group in texts["titles"].values() for t in group]
    summaries = [t for group in texts["summaries"].values() for t in group]
    assert len(set(titles)) == len(titles) >= 25
    assert len(set(summaries)) == len(summaries) >= 40
    for text in summaries:
        assert text.format(met=12, leaflets=40).endswith(".")
    for group in texts["cahier"].values():
        assert len(set(group)) == len(group) >= 8


# --- consistent


def check(session: Session, now: datetime) -> None:
    """What must hold in any demonstration."""
    level: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    inside: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[datetime, int, str]]] = {}
    order = (MembershipEvent.at, MembershipEvent.id)
    steps_of = MembershipEvent.committee_id, MembershipEvent.person_id, MembershipEvent.at
    events = select(*steps_of, MembershipEvent.kind, MembershipEvent.level_after)
    for event in session.execute(events.order_by(*order)):
        key = event.committee_id, event.person_id
        steps = inside.setdefault(key, [])
        assert not steps or (event.at > steps[-1][0] and event.level_after != steps[-1][1])
        assert (event.level_after == 0) == (event.kind in ("left", "removed", "moved_out"))
        assert (level.get(key, 0) == 0) == (event.kind in ("joined", "moved_in"))
        steps.append((event.at, event.level_after, event.kind))
        level[key] = event.level_after
        assert event.at <= now
    born = {row.id: row.created_at for row in session.scalars(select(Committee))}
    now_of = Membership.committee_id, Membership.person_id, Membership.level, Membership.joined_at, Membership.left_at
    memberships = session.execute(select(*now_of)).all()
    assert {(m.committee_id, m.person_id): m.level for m in memberships} == level
    for m in memberships:
        steps = inside[m.committee_id, m.person_id]
        assert m.joined_at == [at for at, _, kind in steps if kind in ("joined", "moved_in")][-1]
        assert m.left_at == (steps[-1][0] if m.level == 0 else None)
        assert born[m.committee_id] <= steps[0][0]
    leaders = {m.committee_id for m in memberships if m.level == LEADER}
    assert leaders >= {row.id for row in session.scalars(select(Committee)) if row.state == "active" and row.had_leader}
    closed = set(session.scalars(select(Committee.id).where(Committee.state == "closed")))
    members = Counter(m.committee_id for m in memberships if m.level >= MEMBER and m.committee_id not in closed)
    today = local_day(now, "Europe/Paris")
    found = by_committee(session, list(born), Period(today, today), now)
    assert {i: f.members for i, f in found.items() if f.members} == members
    actions = {row.id: row for row in session.scalars(select(Action))}
    for row in actions.values():
        assert (row.reported_at is not None) == (row.state == "held")
        assert row.ends_at <= (row.reported_at or row.ends_at) <= max(now, row.ends_at)
        assert row.state != "held" or row.ends_at <= now
        assert born[row.committee_id] < row.created_at < row.starts_at
        assert row.state != "planned" or not (row.people_met or row.leaflets or row.summary)
    columns = Signup.committee_id, Signup.action_id, Signup.person_id, Signup.state, Signup.minutes
    for signup in session.execute(select(*columns)):
        action = actions[signup.action_id]
        assert signup.committee_id == action.committee_id
        steps = inside[signup.committee_id, signup.person_id]
        then = [after for at, after, _ in steps if at < min(action.starts_at, now)]
        assert then and then[-1] > 0, "nobody comes before joining, or after leaving"
        whole = int((action.ends_at - action.starts_at).total_seconds() // 60)
        assert signup.minutes == (whole if signup.state == "attended" else 0)
        assert signup.state not in ("attended", "no_show") or action.state == "held"
    led = {m.person_id for m in memberships if m.level == LEADER}
    for person in session.scalars(select(Person).where(Person.gender.is_not(None))):
        assert person.id in led, "gender is asked of leaders only"
    for table in (Committee, Person, ContactPoint, Membership, Action, Signup, Goal, Task, LogbookEntry, Post):
        latest = session.scalar(select(func.max(table.created_at)))
        assert latest is not None and latest <= now, table.__tablename__
        assert count(session, table, table.updated_at < table.created_at) == 0, table.__tablename__
        assert (session.scalar(select(func.max(table.updated_at))) or now) <= now
    for marked in (Committee, Person, Action):
        assert count(session, marked, marked.invented == False) == 0  # noqa: E712 - a column, not a truth
    assert count(session, JournalEntry) == 0
    assert session.scalars(select(AuditEntry.action)).all() == ["seed.demo"]
    names = session.scalars(select(Committee.name)).all()
    assert len(set(names)) == len(names)


def test_rows_agree_with_each_other_on_any_day(made: Made, day: date) -> None:
    with made(day).read() as session:
        check(session, noon(day))


def test_rows_agree_with_each_other_in_the_week(small: Session) -> None:
    check(small, noon(WEDNESDAY))


def test_no_one_lacks_a_leader_who_says_f_and_one_who_says_m(small: Session) -> None:
    genders = Counter(small.scalars(select(Person.gender).where(Person.gender.is_not(None))))
    leaders = len(set(small.scalars(select(Membership.person_id).where(Membership.level == LEADER))))
    assert {"f", "m"} <= set(genders)
    assert sum(genders.values()) < leaders


# --- invented through and through


def check_contacts(session: Session) -> None:
    """Phones that nobody answers, mail that nobody reads."""
    fiction = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
    example = re.compile(r"[a-z0-9.'-]+@example\.(org|net|com)")
    for point in session.execute(select(ContactPoint.kind, ContactPoint.value)):
        pattern = fiction if point.kind == "phone" else example
        assert pattern.fullmatch(point.value), point.value


def test_phones_are_of_the_fiction_blocks_and_mails_of_the_example_domains(small: Session) -> None:
    check_contacts(small)
    reached = len(set(small.scalars(select(ContactPoint.person_id))))
    assert 0.5 < reached / count(small, Person) < 0.95


@pytest.mark.usefixtures("tables_once")
def test_people_are_found_as_those_that_are_entered_by_hand(made: Made, tmp_path: Path) -> None:
    with made(WEDNESDAY).read() as session:
        people = session.scalars(select(Person).order_by(Person.id).limit(40)).all()
        points = session.scalars(select(ContactPoint).order_by(ContactPoint.id).limit(20)).all()
    path = tmp_path / "hand.appui"
    files.create_file(path, lambda store: None)
    store = Store.on_file(path)
    with store.write() as unit:
        for person in people:
            view = add_person(unit, f"{person.given_name} {person.family_name.upper()}")
            twin = unit.session.get_one(Person, view.id)
            assert (twin.search_key, twin.sort_key) == (person.search_key, person.sort_key)
            assert (twin.basis, twin.basis_text) == (person.basis, person.basis_text)
        for point in points:
            about: dict[str, Any] = {point.kind: point.value}
            view = add_person(unit, "Test", **about)
            same = unit.session.scalars(select(ContactPoint).where(ContactPoint.person_id == view.id)).one()
            assert same.search_key == point.search_key
    store.close()


def test_names_are_unique_various_and_hard_to_spell(small: Session) -> None:
    rows = small.scalars(select(Person)).all()
    assert len({row.search_key for row in rows}) == len(rows)
    families = Counter(row.family_name for row in rows)
    assert len(families) > len(rows) * 0.6
    text = " ".join(f"{row.given_name} {row.family_name}" for row in rows)
    assert "œ" in text.casefold()
    assert "é" in text
    assert re.search(r"\w-\w", text)
    assert re.search(r" (de|du|d'|Le|La|El|Da) ?\w", text)


# --- a city, and a country


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    store = Store.on_file(path, read_only=True)
    with store.read() as session:
        yield session
    store.close()


@pytest.mark.long  # each day the town's demonstration is looked at: it is made by the same hands
def test_a_city_has_two_hundred_committees_and_eight_thousand_people(tmp_path: Path) -> None:
    committees, people = 200, 8000
    path = tmp_path / "city.appui"
    assert demo.make(path, scale="city", today=THURSDAY) == demo.Summary(committees, people)
    with opened(path) as session:
        assert (count(session, Committee), count(session, Person)) == (committees, people)
        check(session, noon(THURSDAY))
        check_contacts(session)
        codes = set(session.scalars(select(CommitteePlace.code)))
        assert {f"6938{n}" for n in range(1, 10)} <= codes
        lines = directory(session, noon(THURSDAY), ended=True, limit=300).lines
        assert {line.state for line in lines} == {"active", "dormant", "closed", "merged"}
        sizes = [line.members for line in lines if line.state == "active"]
        assert min(sizes) == 1
        assert max(sizes) == 14
        counted = select(func.count()).where(Membership.level > 0).group_by(Membership.person_id)
        memberships = Counter(session.scalars(counted))
        assert memberships[2] > people / 40
        assert memberships[1] > people * 3 / 4
        families = Counter(session.scalars(select(Person.family_name)))
        assert len(families) > people / 2
        first = local_day(session.scalars(select(func.min(Action.starts_at))).one(), "Europe/Paris")
        assert (THURSDAY - first).days >= 12 * 7


@pytest.mark.long
def test_a_country_has_six_thousand_committees_and_as_many_people_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "country.appui"
    assert demo.make(path, scale="national", today=THURSDAY) == demo.Summary(6000, 230_000)
    with opened(path) as session:
        assert (count(session, Committee), count(session, Person)) == (6000, 230_000)
        check(session, noon(THURSDAY))
        check_contacts(session)
