"""The figures: by hand, and against a second definition in plain Python on random histories."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from campaign import toolbox
from campaign.actions import cancel_action, sign_up
from campaign.committees.changes import close, merge, reopen, split
from campaign.committees.forms import SplitPlan
from campaign.committees.members import remove_member, set_level
from campaign.committees.views import FOLLOWER, LEADER, MANAGER, MEMBER
from campaign.figures import (
    ACTIVE_DAYS,
    DEFINITIONS,
    GOAL_KEYS,
    Figures,
    behind,
    by_committee,
    figures,
    tally,
    totals,
    weekly,
)
from campaign.figures.behind import OF_ACTIONS, OF_SIGNUPS
from campaign.figures.counting import SPANS_AT_ONCE
from campaign.periods import Period
from db.store import Store
from db.tables import Action, Committee, Membership, MembershipEvent, Person, Shift, Signup

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
BEFORE = Period(date(2026, 2, 23), date(2026, 3, 1))
AFTER = Period(date(2026, 3, 9), date(2026, 3, 15))


def counted(hands: Any, committee: uuid.UUID | None, period: Period = WEEK) -> Figures:
    found = hands.see(figures, committee, period, hands.clock.now)
    assert isinstance(found, Figures)
    return found


def some(found: Figures, *keys: str) -> tuple[int, ...]:
    return tuple(found.value(key) for key in keys)


def test_every_figure_has_a_definition_and_every_goal_a_figure() -> None:
    assert set(DEFINITIONS) == {f.name for f in fields(Figures)}
    assert set(GOAL_KEYS) <= set(DEFINITIONS)
    assert all(d.label and d.text and d.key == key for key, d in DEFINITIONS.items())


def test_a_new_file_counts_nothing(hands: Any) -> None:
    assert counted(hands, None) == Figures()
    assert counted(hands, hands.create()) == Figures()


def test_members_followers_and_leaders_are_counted_at_the_end(hands: Any) -> None:
    committee = hands.create(leader="Léa Lead")
    for name, level in (("Ana", MEMBER), ("Max", MANAGER), ("Fan", FOLLOWER), ("Fil", FOLLOWER)):
        hands.join(committee, name, level)
    keys = ("members", "followers", "leaders", "arrivals", "new_members", "departures")
    assert some(counted(hands, committee), *keys) == (3, 2, 1, 3, 3, 0)
    assert some(counted(hands, committee, BEFORE), *keys) == (0, 0, 0, 0, 0, 0)
    assert some(counted(hands, committee, AFTER), *keys) == (3, 2, 1, 0, 0, 0)


def test_a_follower_who_becomes_a_member_arrives_and_one_who_falls_back_departs(hands: Any) -> None:
    committee = hands.create()
    fan = hands.join(committee, "Fan", FOLLOWER)
    hands.clock.on(days=7)
    hands.do(set_level, committee, fan, MEMBER)
    assert some(counted(hands, committee, AFTER), "arrivals", "new_members", "members", "followers") == (1, 1, 1, 0)
    hands.do(set_level, committee, fan, FOLLOWER)
    assert some(counted(hands, committee, AFTER), "arrivals", "departures", "members", "followers") == (1, 1, 0, 1)


def test_who_comes_back_arrives_again_and_is_not_new(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    hands.clock.on(days=7)
    hands.do(remove_member, committee, ana)
    hands.join(committee, "Ana")
    assert some(counted(hands, committee, AFTER), "arrivals", "departures", "new_members", "members") == (1, 1, 0, 1)


def test_a_person_in_two_committees_is_in_each_and_new_in_one(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    hands.join(one, "Ana")
    hands.join(two, "Ana")
    assert some(counted(hands, one), "members", "new_members") == (1, 1)
    assert some(counted(hands, two), "members", "new_members") == (1, 0)
    assert some(counted(hands, None), "members", "new_members", "arrivals") == (2, 1, 2)


def test_two_arrivals_at_one_instant_are_new_once(hands: Any) -> None:
    """The clock of these tests stands still: the order of the identifiers decides."""
    one, two = hands.create("Un"), hands.create("Deux")
    hands.join(one, "Ana")
    hands.join(two, "Ana")
    assert counted(hands, None).new_members == 1


def test_actions_are_counted_where_they_begin(hands: Any) -> None:
    committee = hands.create()
    ana, luc = hands.join(committee, "Ana"), hands.join(committee, "Luc")
    hands.clock.to(2026, 3, 16)
    hands.hold(committee, date(2026, 3, 3), ana, luc, people_met=10, leaflets=200)
    hands.hold(committee, date(2026, 3, 8), ana, kind="meeting", people_met=1)
    hands.hold(committee, date(2026, 3, 9), ana, people_met=100)
    hands.do(cancel_action, hands.plan(committee, date(2026, 3, 4)))
    hands.plan(committee, date(2026, 3, 5))
    keys = ("actions_held", "field_actions", "actions_cancelled", "reports_missing", "people_met", "leaflets")
    assert some(counted(hands, committee), *keys) == (2, 1, 1, 1, 11, 200)
    assert some(counted(hands, committee), "participations", "participants", "minutes") == (3, 2, 360)


def test_a_report_is_missing_from_the_day_after_whatever_the_hour(hands: Any) -> None:
    committee = hands.create()
    hands.plan(committee, date(2026, 3, 4), at=time(10))
    missing = []
    for day, hour in ((4, 8), (4, 22), (4, 23), (5, 1), (9, 12)):
        hands.clock.to(2026, 3, day, hour)
        missing.append(counted(hands, committee).reports_missing)
    assert missing == [0, 0, 1, 1, 1]  # 23:00 UTC is the next day in Lyon


def test_who_said_they_would_come_is_not_counted_as_present(hands: Any) -> None:
    committee = hands.create()
    ana = hands.join(committee, "Ana")
    action = hands.plan(committee, date(2026, 3, 2), at=time(9))
    hands.do(sign_up, action, ana)
    assert some(counted(hands, committee), "participations", "active_members") == (0, 0)
    hands.report(action)
    assert some(counted(hands, committee), "participations", "active_members", "actions_held") == (0, 0, 1)


def test_active_is_one_action_in_the_last_28_days_of_the_period(hands: Any) -> None:
    committee = hands.create()
    ana, luc, fan = hands.join(committee, "Ana"), hands.join(committee, "Luc"), hands.join(committee, "Fan", FOLLOWER)
    hands.clock.to(2026, 4, 30)
    hands.hold(committee, date(2026, 3, 8), ana, fan)
    hands.hold(committee, date(2026, 3, 8), ana, luc)
    hands.do(remove_member, committee, luc)
    last_active_day = date(2026, 3, 8) + timedelta(days=ACTIVE_DAYS - 1)
    # Across the change to summer time: twenty-eight days are not 672 hours.
    assert counted(hands, committee, Period(last_active_day, last_active_day)).active_members == 2
    next_day = last_active_day + timedelta(days=1)
    assert counted(hands, committee, Period(next_day, next_day)).active_members == 0
    assert counted(hands, committee, Period(date(2026, 5, 1), date(2026, 5, 1))).members == 1


@pytest.mark.parametrize(
    ("first_day", "evening"), [(date(2026, 3, 8), time(23, 30)), (date(2026, 10, 4), time(23, 30))]
)
def test_the_28_days_are_days_of_the_calendar_across_a_clock_change(hands: Any, first_day: date, evening: time) -> None:
    """672 hours before a midnight in summer is an hour off in winter: late on the day before, or early on the first."""
    committee = hands.create()
    ana, luc = hands.join(committee, "Ana"), hands.join(committee, "Luc")
    hands.clock.to(2026, 12, 1)
    hands.report(hands.plan(committee, first_day - timedelta(days=1), at=evening), ana)
    hands.report(hands.plan(committee, first_day, at=time(0, 30)), luc)
    last = first_day + timedelta(days=ACTIVE_DAYS - 1)
    assert counted(hands, committee, Period(last, last)).active_members == 1


def test_an_action_at_midnight_belongs_to_the_day_that_begins(hands: Any) -> None:
    committee = hands.create()
    hands.clock.to(2026, 3, 31)
    for at, day in ((time(0), date(2026, 3, 2)), (time(23, 59), date(2026, 3, 8)), (time(0), date(2026, 3, 9))):
        hands.report(hands.plan(committee, day, at=at))
    assert [counted(hands, committee, p).actions_held for p in (BEFORE, WEEK, AFTER)] == [0, 2, 1]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_of_a_clock_change_holds_all_its_hours(hands: Any, day: date) -> None:
    committee = hands.create()
    hands.clock.to(2026, 12, 1)
    for at in (time(0), time(2, 30), time(23, 59)):
        hands.report(hands.plan(committee, day, at=at))
    found = [
        counted(hands, committee, Period(d, d)).actions_held for d in (day - timedelta(1), day, day + timedelta(1))
    ]
    assert found == [0, 3, 0]


def test_each_committee_counts_in_its_own_days(hands: Any) -> None:
    """Sunday evening in Tahiti is Monday in Lyon; the sum of a federation follows each."""
    tahiti, lyon = hands.create("Papeete", "Papeete"), hands.create()
    hands.clock.to(2026, 3, 16)
    hands.report(hands.plan(tahiti, date(2026, 3, 8), at=time(20)), people_met=7)
    hands.report(hands.plan(lyon, date(2026, 3, 9), at=time(7)), people_met=5)
    assert [counted(hands, tahiti, p).people_met for p in (WEEK, AFTER)] == [7, 0]
    assert [counted(hands, lyon, p).people_met for p in (WEEK, AFTER)] == [0, 5]
    assert [counted(hands, None, p).people_met for p in (WEEK, AFTER)] == [7, 5]


def test_a_split_moves_members_and_none_is_new(hands: Any) -> None:
    committee = hands.create()
    people = [hands.join(committee, name) for name in ("Ana", "Luc", "Eve", "Tom")]
    hands.clock.on(days=7)
    new = hands.do(split, SplitPlan(committee_id=committee, new_name="Deux", leaving=frozenset(people[:2])))
    keys = ("members", "arrivals", "departures", "new_members")
    assert some(counted(hands, committee, AFTER), *keys) == (2, 0, 2, 0)
    assert some(counted(hands, new, AFTER), *keys) == (2, 2, 0, 0)
    assert some(counted(hands, None, AFTER), *keys) == (4, 2, 2, 0)
    hands.undo()
    assert some(counted(hands, None, AFTER), *keys) == (4, 0, 0, 0)


def test_a_merger_counts_who_was_in_both_once(hands: Any) -> None:
    one, two = hands.create("Un"), hands.create("Deux")
    for committee, names in ((one, ("Ana", "Luc")), (two, ("Ana", "Eve"))):
        for name in names:
            hands.join(committee, name)
    hands.clock.on(days=7)
    hands.do(merge, one, two)
    keys = ("members", "arrivals", "departures")
    assert some(counted(hands, one, AFTER), *keys) == (0, 0, 2)
    assert some(counted(hands, two, AFTER), *keys) == (3, 1, 0)
    hands.undo()
    assert some(counted(hands, None, AFTER), *keys) == (4, 0, 0)
    hands.redo()
    assert some(counted(hands, None, AFTER), *keys) == (3, 1, 2)


def test_the_members_of_a_closed_committee_go_with_it_until_it_opens_again(hands: Any) -> None:
    committee, other = hands.create("Fermé", leader="Léa"), hands.create("Ouvert")
    hands.join(committee, "Fan", FOLLOWER)
    ana = hands.join(committee, "Ana")
    hands.join(other, "Luc")
    hands.clock.to(2026, 3, 8, 12)
    hands.hold(committee, date(2026, 3, 8), ana)
    hands.clock.to(2026, 3, 10)
    hands.do(close, committee)
    keys = ("members", "followers", "leaders", "active_members", "departures")
    assert some(counted(hands, committee, WEEK), *keys) == (2, 1, 1, 1, 0)
    assert some(counted(hands, committee, AFTER), *keys) == (0, 0, 0, 0, 2)
    later = Period(date(2026, 3, 16), date(2026, 3, 22))
    assert some(counted(hands, committee, later), *keys) == (0, 0, 0, 0, 0)
    assert some(counted(hands, None, AFTER), *keys) == (1, 0, 0, 0, 2)
    assert hands.see(weekly, None, Period(WEEK.first, later.last), hands.clock.now, "members") == [3, 1, 1]
    hands.do(reopen, committee)
    assert some(counted(hands, committee, AFTER), *keys) == (2, 1, 1, 1, 0)


def test_the_present_members_are_those_of_the_memberships(hands: Any) -> None:
    committee = hands.create(leader="Léa")
    for number in range(4):
        person = hands.join(committee, f"P{number}", FOLLOWER if number % 2 else MEMBER)
    hands.do(set_level, committee, person, LEADER)
    kept = select(func.count()).where(Membership.committee_id == committee, Membership.level >= MEMBER)
    assert hands.one(kept) == counted(hands, committee).members == 4


def test_goals_are_measured_with_the_same_figures(hands: Any) -> None:
    committee = hands.create()
    hands.do(toolbox.set_goal, committee, "members", WEEK, 5)
    hands.join(committee, "Ana")
    ((kpi, span, _),) = hands.see(toolbox.goals, committee, WEEK)
    assert counted(hands, committee, span).value(kpi) == 1


def test_periods_with_a_gap_between_them_are_refused(hands: Any) -> None:
    with pytest.raises(ValueError, match="follow"):
        hands.see(tally, None, [WEEK, Period(date(2026, 3, 10), date(2026, 3, 15))], hands.clock.now)


def test_a_chart_of_twenty_years_is_counted_in_parts_that_fit_together(hands: Any) -> None:
    committee = hands.create()
    hands.join(committee, "Ana")
    long = Period(date(2025, 1, 6), date(2026, 12, 31))
    assert len(long.weeks()) > SPANS_AT_ONCE
    values = hands.see(weekly, committee, long, hands.clock.now, "members")
    assert values == [int(week.last >= WEEK.first) for week in long.weeks()]


def test_the_number_of_statements_does_not_depend_on_the_number_of_committees(hands: Any) -> None:
    sent = []
    for rounds in (2, 6):
        for number in range(rounds):
            hands.join(hands.create(f"Comité {number}"), f"Ana {number}")
        statements: list[str] = []
        event.listen(hands.store.engine, "before_cursor_execute", lambda *a, s=statements: s.append(a[2]))
        hands.see(by_committee, None, WEEK, hands.clock.now)
        sent.append(len(statements))
    assert sent[0] == sent[1]


# --- the second definition ------------------------------------------------------------------------------------------


@dataclass
class History:
    """Rows as plain values; ids go up in the order of the lists."""

    committees: list[dict[str, Any]]
    events: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    signups: list[dict[str, Any]]
    shifts: list[dict[str, Any]] = field(default_factory=list)

    def begins(self, signup: dict[str, Any]) -> datetime:
        """When what someone signed up for begins: their shift, else the action."""
        of = next((s for s in self.shifts if s["id"] == signup["shift_id"]), None)
        of = of or next(a for a in self.actions if a["id"] == signup["action_id"])
        starts: datetime = of["starts_at"]
        return starts


def slowly(h: History, committee: dict[str, Any], period: Period, now: datetime) -> Figures:
    """Every figure again, from its words: by local days, in loops, one person at a time."""
    zone = ZoneInfo(committee["zone"])

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    def inside(moment: datetime) -> bool:
        return period.first <= day(moment) <= period.last

    order = sorted(h.events, key=lambda e: (e["at"], e["id"]))
    levels: dict[uuid.UUID, int] = {}
    arrivals = departures = new = 0
    for step in order:
        if step["committee_id"] != committee["id"] or day(step["at"]) > period.last:
            continue
        was, level = levels.get(step["person_id"], 0), step["level_after"]
        levels[step["person_id"]] = level
        if inside(step["at"]):
            arrivals += was < MEMBER <= level
            departures += level < MEMBER <= was
            memberships = (e for e in order if e["person_id"] == step["person_id"] and e["level_after"] >= MEMBER)
            new += next(memberships, None) is step
    ended = committee["ended_at"]
    if ended is not None and day(ended) <= period.last:
        if inside(ended):
            departures += sum(level >= MEMBER for level in levels.values())
        levels = {}
    mine = [a for a in h.actions if a["committee_id"] == committee["id"]]
    held = [a for a in mine if a["state"] == "held" and inside(a["starts_at"])]
    # Whoever comes counts for the committee with which they come, in its own days, wherever the action is held.
    there = {a["id"]: a for a in h.actions if a["state"] == "held" and inside(a["starts_at"])}
    listed = {a["id"]: a for a in h.actions if a["state"] != "cancelled" and inside(a["starts_at"])}
    ours = [s for s in h.signups if s["committee_id"] == committee["id"]]
    came = [s for s in ours if s["action_id"] in there and s["state"] == "attended"]
    due = [s for s in ours if s["action_id"] in listed and s["state"] in ("confirmed", "attended", "no_show")]
    due = [s for s in due if not s["walk_in"]]
    stood = [
        s
        for s in ours
        if s["action_id"] in there
        and s["confirmed_at"] is not None
        and s["confirmed_at"] <= h.begins(s)
        and (s["cancelled_at"] is None or s["cancelled_at"] >= h.begins(s))
    ]
    window = period.last - timedelta(days=ACTIVE_DAYS - 1)
    recent = {a["id"] for a in h.actions if a["state"] == "held" and window <= day(a["starts_at"]) <= period.last}
    lately = {s["person_id"] for s in ours if s["action_id"] in recent and s["state"] == "attended"}
    return Figures(
        members=sum(level >= MEMBER for level in levels.values()),
        followers=sum(level == FOLLOWER for level in levels.values()),
        leaders=sum(level == LEADER for level in levels.values()),
        active_members=sum(level >= MEMBER and person in lately for person, level in levels.items()),
        arrivals=arrivals,
        new_members=new,
        departures=departures,
        actions_held=len(held),
        field_actions=sum(a["kind_id"] == "market" for a in held),
        actions_cancelled=sum(a["state"] == "cancelled" and inside(a["starts_at"]) for a in mine),
        reports_missing=sum(
            a["state"] != "cancelled"
            and not a["reported_at"]
            and inside(a["starts_at"])
            and day(a["starts_at"]) < day(now)
            for a in mine
        ),
        participations=len({(s["action_id"], s["person_id"]) for s in came}),
        participants=len({s["person_id"] for s in came}),
        minutes=sum(s["minutes"] for s in came),
        shifts_scheduled=len(due),
        shifts_completed=sum(s["action_id"] in there and s["state"] == "attended" for s in due),
        confirmed_at_start=len(stood),
        flaked=sum(s["state"] != "attended" for s in stood),
        people_met=sum(a["people_met"] for a in held),
        leaflets=sum(a["leaflets"] for a in held),
    )


ZONES = ("Europe/Paris", "Indian/Reunion", "Pacific/Tahiti", "Pacific/Noumea", "America/Cayenne")
EDGES = [
    datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC) + timedelta(microseconds=shift)
    for day in (*(date(2026, 3, d) for d in (2, 9, 16, 29, 30)), date(2026, 4, 6))
    for zone in ZONES
    for shift in (-1, 0)
]
moments = st.sampled_from(EDGES) | st.datetimes(datetime(2026, 2, 20), datetime(2026, 4, 10)).map(
    lambda d: d.replace(tzinfo=UTC)
)
PEOPLE = [uuid.UUID(int=n) for n in range(1, 5)]


@st.composite
def histories(draw: st.DrawFn) -> History:
    numbers = iter(range(1000, 100_000))

    def new_id() -> uuid.UUID:
        return uuid.UUID(int=next(numbers))

    committees = [
        {"id": new_id(), "zone": draw(st.sampled_from(ZONES)), "ended_at": None} for _ in range(draw(st.integers(1, 3)))
    ]
    ids = st.sampled_from([c["id"] for c in committees])
    events = [
        {
            "id": new_id(),
            "committee_id": draw(ids),
            "person_id": draw(st.sampled_from(PEOPLE)),
            "at": draw(moments),
            "kind": "level",
            "level_after": draw(st.sampled_from((0, FOLLOWER, MEMBER, MANAGER, LEADER))),
        }
        for _ in range(draw(st.integers(0, 14)))
    ]
    actions: list[dict[str, Any]] = []
    signups: list[dict[str, Any]] = []
    shifts: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 5))):
        state = draw(st.sampled_from(("planned", "held", "held", "cancelled")))
        starts = draw(moments)
        action = {
            "id": new_id(),
            "committee_id": draw(ids),
            "kind_id": draw(st.sampled_from(("market", "meeting"))),
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "state": state,
            "reported_at": starts if state == "held" and draw(st.booleans()) else None,
            "people_met": draw(st.integers(0, 20)),
            "leaflets": draw(st.integers(0, 20)),
        }
        actions.append(action)
        parts = [None]
        for number in range(draw(st.integers(0, 2))):
            begins = starts + timedelta(hours=number)
            shift = {"id": new_id(), "committee_id": action["committee_id"], "action_id": action["id"], "label": "s"}
            shifts.append({**shift, "starts_at": begins, "ends_at": begins + timedelta(hours=1)})
            parts.append(shift["id"])
        for person, part in draw(st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(parts)))):
            around = st.none() | st.integers(-3, 3).map(lambda hours, starts=starts: starts + timedelta(hours=hours))
            signup_state = draw(st.sampled_from(("invited", "confirmed", "cancelled", "attended", "no_show")))
            signups.append(
                {
                    "id": new_id(),
                    # Most come with the host; some with another committee that holds it too.
                    "committee_id": action["committee_id"] if draw(st.booleans()) else draw(ids),
                    "action_id": action["id"],
                    "shift_id": part,
                    "person_id": person,
                    "state": signup_state,
                    "minutes": draw(st.sampled_from((0, 60))) if signup_state == "attended" else 0,
                    "walk_in": draw(st.booleans()),
                    "confirmed_at": draw(around),
                    "cancelled_at": draw(around),
                }
            )
    for committee in committees:
        if draw(st.integers(0, 3)) == 0:
            last = max((e["at"] for e in events if e["committee_id"] == committee["id"]), default=EDGES[0])
            committee["ended_at"] = max(last, draw(moments))
    return History(committees, events, actions, signups, shifts)


class RolledBack(Exception):
    """Nothing of this is kept."""


@contextmanager
def rows_of(store: Store, h: History) -> Iterator[Any]:
    """A session that holds a history for a moment."""
    try:
        with store.write() as unit:
            unit.name("seed")
            unit.load(
                Committee,
                (
                    {
                        **c,
                        "name": "C", "search_key": "c", "sort_key": "c", "kind_id": "local", "country": "FR",
                        "state": "closed" if c["ended_at"] else "active", "had_leader": False, "invented": True,
                    }
                    for c in h.committees
                ),
            )  # fmt: skip
            unit.load(
                Person,
                (
                    {"id": p, "given_name": "P", "family_name": "", "search_key": "p", "sort_key": "p"}
                    | {"basis": "member", "basis_text": "member-1", "invented": True}
                    for p in PEOPLE
                ),
            )
            unit.load(MembershipEvent, h.events)
            unit.load(
                Action,
                (
                    {**a, "title": "", "place": "", "summary": "", "key_moment": False, "invented": True}
                    for a in h.actions
                ),
            )
            unit.load(Shift, h.shifts)
            unit.load(Signup, h.signups)
            yield unit.session
            raise RolledBack
    except RolledBack:
        pass


@pytest.fixture(scope="module")
def writable(first_file: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("figures") / "figures.appui"
    shutil.copy(first_file, path)
    store = Store.on_file(path)
    yield store
    store.close()


days = st.dates(date(2026, 2, 23), date(2026, 4, 6))


def agree(store: Store, h: History, first: date, length: int, now: datetime) -> None:
    period = Period(first, first + timedelta(days=length - 1))
    with rows_of(store, h) as session:
        expected = {c["id"]: slowly(h, c, period, now) for c in h.committees}
        assert by_committee(session, [c["id"] for c in h.committees], period, now) == expected
        everything = figures(session, None, period, now)
        assert everything == sum(expected.values(), Figures())
        for committee in h.committees:
            for key in (*OF_ACTIONS, *OF_SIGNUPS, "participations", "participants", "minutes", "active_members"):
                found = behind(session, committee["id"], key, period, now)
                assert sum(row.count for row in found.rows) == found.value == expected[committee["id"]].value(key)
        before = figures(session, None, period.before(), now)
        assert before.members + everything.arrivals - everything.departures == everything.members


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(h=histories(), first=days, length=st.integers(1, 20), now=moments)
def test_both_definitions_agree_on_any_history(
    writable: Store, h: History, first: date, length: int, now: datetime
) -> None:
    agree(writable, h, first, length, now)


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(h=histories(), first=days, length=st.integers(1, 20), now=moments)
def test_both_definitions_agree_on_thousands_of_histories(
    writable: Store, h: History, first: date, length: int, now: datetime
) -> None:
    agree(writable, h, first, length, now)


def agree_week_by_week(store: Store, h: History, first: date, length: int, now: datetime) -> None:
    period = Period(first, first + timedelta(days=length - 1))
    weeks = period.weeks()
    with rows_of(store, h) as session:
        singly = [figures(session, None, week, now) for week in weeks]
        assert totals(session, None, weeks, now) == singly
        for key in DEFINITIONS:
            assert weekly(session, None, period, now, key) == [week.value(key) for week in singly]
        for one, two in pairwise(singly):
            assert one.members + two.arrivals - two.departures == two.members
        whole = figures(session, None, period, now)
        for key in ("arrivals", "departures", "new_members", "participations", "minutes", "people_met"):
            assert sum(week.value(key) for week in singly) == whole.value(key)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(h=histories(), first=days, length=st.integers(1, 25), now=moments)
def test_weeks_counted_in_one_pass_are_the_weeks_counted_one_by_one(
    writable: Store, h: History, first: date, length: int, now: datetime
) -> None:
    agree_week_by_week(writable, h, first, length, now)


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(h=histories(), first=days, length=st.integers(1, 40), now=moments)
def test_hundreds_of_weeks_counted_in_one_pass_are_the_weeks_counted_one_by_one(
    writable: Store, h: History, first: date, length: int, now: datetime
) -> None:
    agree_week_by_week(writable, h, first, length, now)
