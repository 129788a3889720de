"""Home: what is happening this week, and what to do now, from facts only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign import actions, toolbox
from campaign.actions import ActionLine
from campaign.committees.directory import show_committee
from campaign.committees.views import CommitteeView
from campaign.field.progress import Progress, progress
from campaign.figures import RATES, totals
from campaign.money.mandate import mandate_of
from campaign.money.waiting import waiting
from campaign.people.consents import expiring
from campaign.people.requests import requests_due
from campaign.periods import Period, local_day, start_of, this_week
from campaign.settings import copied_on, home_committee
from campaign.views.field_figures import TurfProgress
from campaign.views.money import Deadline
from campaign.views.money_waiting import MoneyWaiting
from campaign.words import N_
from db.tables import Committee

SHOWN = ("actions_held", "participations", "minutes", "active_members", "people_met", "leaflets")
SHOWN_RATES = ("flake_rate",)
AT_DOORS = ("doors_knocked", "conversations", "participations", "minutes", "active_members")
AT_DOORS_RATES = ("contact_rate", "flake_rate")
WEEKS = 8
AHEAD_DAYS = 14
COPY_DAYS = 7  # a week of a committee's life is the most that a lost laptop should cost


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure this week, the week before up to the same weekday excepted: whole weeks are compared."""

    key: str
    value: int
    before: int
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RateTrend:
    """A rate this week and in the weeks before: each week's two counts, never an average."""

    key: str
    weeks: tuple[tuple[int, int], ...]

    @property
    def counts(self) -> tuple[int, int]:
        """Those of this week."""
        return self.weeks[-1]


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do now, and what Enter opens: a task, an action, a committee, a tutorial..."""

    kind: str
    text: str
    facts: dict[str, str | int]
    target: uuid.UUID | str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how far it is."""

    kpi: str
    actual: int
    target: int
    last: date


@dataclass(frozen=True, slots=True)
class HomeView:
    """All that Home shows; ``committee`` is None while the file holds none, and in a mandataire's own."""

    committee: CommitteeView | None
    committees: int
    week: Period
    trends: tuple[Trend, ...]
    todo: tuple[Todo, ...]
    goals: tuple[GoalLine, ...]
    agenda: tuple[ActionLine, ...]
    rates: tuple[RateTrend, ...] = ()
    copied: date | None = None
    turf: tuple[TurfProgress, ...] = ()
    money: MoneyWaiting = field(default_factory=MoneyWaiting)


def home(session: Session, now: datetime, committee_id: uuid.UUID | None, today: date, lang: str = "fr") -> HomeView:
    """Home for one committee, else for the one that the file says, else for the first active one of the directory."""
    count = session.scalar(select(func.count()).select_from(Committee).where(Committee.state == "active")) or 0
    if committee_id is None and mandate_of(session) is not None:
        money = waiting(session, None, now, balances=True)
        todo = (*_of_mandate(money), *_of_the_file(session, today))
        return HomeView(None, count, this_week(today), (), todo, (), (), copied=copied_on(session), money=money)
    committee_id = committee_id or home_committee(session)
    row = session.get(Committee, committee_id) if committee_id else None
    if row is None or row.state != "active":
        row = session.scalars(
            select(Committee).where(Committee.state == "active").order_by(Committee.sort_key).limit(1)
        ).first()
    if row is None:
        return HomeView(None, count, this_week(today), (), (), (), ())
    today = local_day(now, row.zone)
    week = this_week(today)
    view = show_committee(session, row.id, now, lang=lang)
    doors = progress(session, row.id, now, today)
    trends, rates = _weeks(session, row.id, week, now, at_doors=doors.on)
    goals = _goals(session, row.id, today, now)
    agenda = actions.list_actions(
        session,
        committee_id=row.id,
        co_held=True,
        since=start_of(today, row.zone),
        until=start_of(today + timedelta(days=AHEAD_DAYS), row.zone),
        states=("planned", "held"),
        limit=30,
    )
    money = waiting(session, row.id, now)
    todo = tuple(_todo(session, view, goals, (doors, money), now))
    return HomeView(view, count, week, trends, todo, goals, tuple(agenda), rates, copied_on(session), doors.turf, money)


Facts = dict[str, str | int]


def _weeks(
    session: Session, committee_id: uuid.UUID, week: Period, now: datetime, *, at_doors: bool
) -> tuple[tuple[Trend, ...], tuple[RateTrend, ...]]:
    """The figures of eight weeks; a committee that goes from door to door sees its doors first."""
    keys, rate_keys = (AT_DOORS, AT_DOORS_RATES) if at_doors else (SHOWN, SHOWN_RATES)
    shown = [RATES[key] for key in rate_keys]
    span = Period(week.first - timedelta(weeks=WEEKS - 1), week.last)
    counted = (*keys, *(key for rate in shown for key in rate.counts))
    weekly = totals(session, [committee_id], span.weeks(), now, counted)
    trends = tuple(
        Trend(key, weekly[-1].value(key), weekly[-2].value(key), tuple(f.value(key) for f in weekly)) for key in keys
    )
    rates = tuple(
        RateTrend(rate.key, tuple((f.value(rate.numerator), f.value(rate.denominator)) for f in weekly))
        for rate in shown
    )
    return trends, rates


def _goals(session: Session, committee_id: uuid.UUID, today: date, now: datetime) -> tuple[GoalLine, ...]:
    """The goals of today with what is reached of them so far; those of one span are counted together."""
    goals = toolbox.goals(session, committee_id, Period(today, today))
    spans: dict[Period, set[str]] = {}
    for kpi, span, _ in goals:
        spans.setdefault(span, set()).add(kpi)
    reached = {
        span: totals(session, [committee_id], [_so_far(span, today)], now, kpis)[0] for span, kpis in spans.items()
    }
    return tuple(GoalLine(kpi, reached[span].value(kpi), target, span.last) for kpi, span, target in goals)


def _so_far(span: Period, today: date) -> Period:
    return Period(span.first, max(span.first, min(span.last, today)))


def _todo(
    session: Session,
    view: CommitteeView,
    goals: tuple[GoalLine, ...],
    under_way: tuple[Progress, MoneyWaiting],
    now: datetime,
) -> list[Todo]:
    """What to do, most pressing first; each entry stands on rows that can be opened."""
    doors, money = under_way
    today = local_day(now, view.zone)
    return [
        *_of_doors(view, doors, now, today),
        *_of_actions(session, view, now),
        *_of_rights(session, today),
        *_of_money(view, money),
        *_of_tasks(view),
        *_of_members(view),
        *_of_plans(session, view, now),
        *_of_turf(view, doors),
        *_of_goals(view, goals, today),
        *_of_consents(session, view, today),
        *(() if view.invented else _of_the_file(session, today)),
    ]


def _of_actions(session: Session, view: CommitteeView, now: datetime) -> Iterator[Todo]:
    for action in actions.reports_due(session, view.id, now, limit=5):
        facts: Facts = {"kind": action.kind.fr, "kind_en": action.kind.en, "day": action.day.isoformat()}
        late = action.ends_at < now - timedelta(days=1)
        yield Todo("report", N_("Report on: {kind}, {day}"), facts, action.id, late)
    for line, count in actions.signups_waiting(session, view.id, now, limit=2):
        facts = {"count": count, "kind": line.kind.fr, "kind_en": line.kind.en, "day": line.day.isoformat()}
        yield Todo("confirm", N_("Ask {count} who comes: {kind}, {day}"), facts, line.id)


NUMBERS_SHOWN = 4


def _of_doors(view: CommitteeView, doors: Progress, now: datetime, today: date) -> Iterator[Todo]:
    """What door to door waits for; what the law wants gone first, then the silence, since it ends everything."""
    found = doors.waiting
    for roll in found.rolls:
        late = roll.purge_on <= today
        text = N_("Delete the electoral roll of {place} by {day}")
        if late:
            text = N_("Delete the electoral roll of {place}: due since {day}")
        yield Todo("roll", text, {"place": roll.place, "day": roll.purge_on.isoformat()}, roll.id, late)
    if (silence := found.silence) is not None:
        if silence.starts_at <= now:
            yield Todo("silence", N_("Silence before the poll: no new round until it closes"), {}, view.id, late=True)
        else:
            first = local_day(silence.starts_at, view.zone)
            facts: Facts = {"days": (first - today).days, "day": first.isoformat()}
            yield Todo("silence", N_("Silence in {days} days, from {day}: finish the rounds before"), facts, view.id)
    if found.to_enter:
        text = N_("Enter {count} lists brought back: {numbers}")
        if len(found.to_enter) == 1:
            text = N_("Enter the list brought back: {numbers}")
        yield Todo("enter", text, _numbers(found.to_enter), found.to_enter[0][0])
    if found.follow_ups_due:
        text = N_("Keep {count} promises made at doors")
        if found.follow_ups_due == 1:
            text = N_("Keep a promise made at a door")
        yield Todo("follow_ups", text, {"count": found.follow_ups_due}, view.id, late=True)
    if found.expired:
        text = N_("Get {count} expired lists back: {numbers}")
        if len(found.expired) == 1:
            text = N_("Get an expired list back: {numbers}")
        yield Todo("expired", text, _numbers(found.expired), found.expired[0][0], late=True)


def _numbers(lists: tuple[tuple[uuid.UUID, str], ...]) -> Facts:
    shown = ", ".join(number for _, number in lists[:NUMBERS_SHOWN])
    return {"count": len(lists), "numbers": f"{shown}, …" if len(lists) > NUMBERS_SHOWN else shown}


def _of_turf(view: CommitteeView, doors: Progress) -> Iterator[Todo]:
    if doors.waiting.no_turf:
        yield Todo("cut", N_("The addresses are there: cut your first turf"), {}, view.id)


def _of_rights(session: Session, today: date) -> Iterator[Todo]:
    for request in requests_due(session, today)[:3]:
        facts: Facts = {"day": request.due_on.isoformat(), "name": request.name}
        yield Todo("request", N_("Answer {name}, who used a right: by {day}"), facts, request.person_id, request.late)


def _of_deadline(due: Deadline) -> Facts:
    return {
        "title": due.about.fr, "title_en": due.about.en, "day": due.day.isoformat(), "days": max(-due.days_left, 0)
    }  # fmt: skip


def _of_money(view: CommitteeView, money: MoneyWaiting) -> Iterator[Todo]:
    """What is to be carried, looked at by a second person, and left to the mandataire; what the law wants by a day.

    Amounts come first: where a line is cut, they are what is read. What the law wants of the mandataire comes last for
    everybody else.
    """
    dues = [Todo("deadline", due.said, _of_deadline(due), view.id, due.days_left < 0) for due in money.due[:2]]
    if money.due_here:
        yield from dues
    if money.came_back.count:
        text = N_("{amount}: {count} payments came back unpaid, speak with who gave them")
        if money.came_back.count == 1:
            text = N_("{amount}: a payment came back unpaid, speak with who gave it")
        facts: Facts = {"count": money.came_back.count, "cents": money.came_back.cents}
        yield Todo("came_back", text, facts, view.id, late=True)
    if money.given_back.count:
        text = N_("{amount}: {count} gifts were given back, speak with who gave them")
        if money.given_back.count == 1:
            text = N_("{amount}: a gift was given back, speak with who gave it")
        facts = {"count": money.given_back.count, "cents": money.given_back.cents}
        yield Todo("given_back", text, facts, view.id, late=True)
    if money.to_carry.count:
        text = N_("{amount}: carry {count} gifts to the mandataire")
        if money.to_carry.count == 1:
            text = N_("{amount}: carry a gift to the mandataire")
        yield Todo("carry", text, {"count": money.to_carry.count, "cents": money.to_carry.cents}, view.id)
    if money.to_check.count:
        text = N_("{count} requests wait for a second person")
        if money.to_check.count == 1:
            text = N_("A request waits for a second person")
        yield Todo("second", text, {"count": money.to_check.count}, view.id)
    if money.for_mandatary:
        text = N_("The mandataire: {count} gifts and requests wait")
        if money.for_mandatary == 1:
            text = N_("The mandataire: a gift or request waits")
        yield Todo("mandatary", text, {"count": money.for_mandatary}, view.id)
    if not money.due_here:
        yield from dues


def _of_mandate(money: MoneyWaiting) -> Iterator[Todo]:
    """What waits for who answers for the money; to take in a committee's file where nothing came yet."""
    for due in money.due[:2]:
        facts: Facts = _of_deadline(due)
        yield Todo("deadline", due.said, facts, None, due.days_left < 0)
    to_receive = money.carried.count + money.coming.count
    for many, one, count, cents in (
        (N_("{amount}: receive {count} gifts"), N_("{amount}: receive a gift"), to_receive,
         money.carried.cents + money.coming.cents),
        (N_("{amount}: bring {count} gifts to the bank"), N_("{amount}: bring a gift to the bank"),
         money.to_deposit.count, money.to_deposit.cents),
        (N_("{amount}: decide on {count} requests"), N_("{amount}: decide on a request"),
         money.to_decide.count + money.to_commit.count, money.to_decide.cents + money.to_commit.cents),
        (N_("{amount}: pay {count} requests"), N_("{amount}: pay a request"), money.to_pay.count, money.to_pay.cents),
    ):  # fmt: skip
        if count:
            yield Todo("mandatary", one if count == 1 else many, {"count": count, "cents": cents})
    if not money.any:
        yield Todo("take_in", N_("Take in a committee's file of promises"), {})
    if money.not_known:
        yield Todo("not_known", N_("Enter what is not known of the election"), {})


def _of_tasks(view: CommitteeView) -> Iterator[Todo]:
    for task in view.tasks:
        if task.state == "open":
            kind = "tutorial" if task.tutorial_id else "task"
            text = N_("Read: {title}") if task.tutorial_id else N_("{title}")
            facts: Facts = {"title": task.title.fr, "title_en": task.title.en}
            yield Todo(kind, text, facts, task.tutorial_id or task.id, task.late)


def _of_members(view: CommitteeView) -> Iterator[Todo]:
    members = len(view.at_least(10))
    if view.split_due and view.size_max is not None:
        text = N_("{count} members: beyond {limit}, consider making two committees")
        yield Todo("split", text, {"count": members, "limit": view.size_max}, view.id)
    if members < 3:
        yield Todo("member", N_("Add the people who are with you"), {}, view.id)


def _of_plans(session: Session, view: CommitteeView, now: datetime) -> Iterator[Todo]:
    if not actions.list_actions(session, committee_id=view.id, co_held=True, since=now, states=("planned",), limit=1):
        yield Todo("plan", N_("Nothing is planned: choose a first date"), {}, view.id)


def _of_goals(view: CommitteeView, goals: tuple[GoalLine, ...], today: date) -> Iterator[Todo]:
    for goal in goals:
        days = (goal.last - today).days
        if goal.actual < goal.target and days <= 7:
            text = N_("Goal in {days} days: {actual} of {target} ({figure})")
            facts: Facts = {"days": days, "actual": goal.actual, "target": goal.target, "figure": goal.kpi}
            yield Todo("goal", text, facts, view.id)
    if not goals:
        yield Todo("set_goal", N_("Set a goal for this month"), {}, view.id)


def _of_consents(session: Session, view: CommitteeView, today: date) -> Iterator[Todo]:
    if count := expiring(session, view.id, today):
        yield Todo("consents", N_("Ask again for their consent ({count})"), {"count": count}, view.id)


def _of_the_file(session: Session, today: date) -> Iterator[Todo]:
    """A plain file on one disk: said until there is a copy on another, and again each week."""
    copied = copied_on(session)
    if copied is None:
        yield Todo("copy", N_("Copy this file to another disk: it is not encrypted, and has no copy elsewhere"), {})
    elif (today - copied).days > COPY_DAYS:
        text = N_("Copy this file to another disk: last done on {day}; not encrypted")
        yield Todo("copy", text, {"day": copied.isoformat()})
