"""The box of a committee: its posts, its tasks, its goals and its cahier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.views import MEMBER
from campaign.periods import Period, month_of
from db.tables import ActionKind, Goal, LogbookEntry, Post, Structure, Task, TaskTemplate, Tutorial
from seed.demo.agenda import Outing
from seed.demo.calendar import World, moment
from seed.demo.plans import WEEKS, Plan
from seed.demo.rows import Rows, dated
from seed.demo.stays import Stay
from seed.demo.words import Bags


class Box:
    """Fills the boxes of committees, as their structures and their age would have it."""

    def __init__(self, session: Session, world: World, rows: Rows) -> None:
        self.world, self.calendar, self.chance, self.rows = world, world.calendar, world.chance, rows
        self.starts: dict[str, Mapping[str, Any]] = {s.id: s.start for s in session.scalars(select(Structure))}
        self.templates: dict[str | None, list[tuple[str, int, int]]] = {}
        for t in session.scalars(select(TaskTemplate).order_by(TaskTemplate.position)):
            self.templates.setdefault(t.structure_id, []).append((t.id, t.position, t.day))
        self.tutorial = session.scalars(select(Tutorial.id).order_by(Tutorial.position).limit(1)).one()
        self.field = {k.id for k in session.scalars(select(ActionKind)) if k.field}

    def start_of(self, plan: Plan) -> Mapping[str, Any]:
        """What a committee copies from its structure."""
        return self.starts[plan.structure] if plan.structure else {}

    def fill(self, plan: Plan, stays: list[Stay], outings: list[Outing]) -> None:
        """All that a committee's box holds."""
        self._posts(plan, stays)
        self._tasks(plan)
        if plan.state == "active" and plan.goals:
            self._goals(plan, stays, outings)
        if plan.role not in ("single", "dormant"):
            self._cahier(plan)

    def _posts(self, plan: Plan, stays: list[Stay]) -> None:
        """The roles of its structure: most are held where the team is one of roles, fewer elsewhere."""
        if not plan.structure:
            return
        able = sorted((s for s in stays if s.level >= MEMBER), key=lambda s: (-s.level, s.joined))
        posts = self.start_of(plan).get("posts", ())
        free = 1 if plan.structure == "obama_2008" else len(posts) // 2
        for position, post in enumerate(posts):
            holder = able.pop(0) if able and position < max(1, len(posts) - free) else None
            self.rows.put(
                Post,
                committee_id=plan.id,
                key=post["key"],
                title_fr=post["title_fr"],
                title_en=post["title_en"],
                people=post.get("people"),
                status="documented",
                person_id=holder.person.id if holder else None,
                position=position,
                **dated(plan.born, plan.author),
            )

    def _tasks(self, plan: Plan) -> None:
        """The first week's tasks, long done where the committee is not young, and what is to be done now."""
        if plan.split_from:
            return
        chance, calendar = self.chance, self.calendar
        owner = plan.structure if plan.structure in self.templates else None
        born = plan.born.date()
        first: list[tuple[str | None, str | None, int, int]] = [
            (template, None, position, day) for template, position, day in self.templates.get(owner, ())
        ]
        first.append((None, self.tutorial, 90, 7))
        young = (calendar.today - born).days < 14
        for n, (template, tutorial, position, day) in enumerate(first):
            done = n == 0 or plan.role == "home" or chance.random() < (0.3 if young else 0.85)
            due = born + timedelta(days=day - 1)
            done_at = min(moment(due, time(20, chance.randrange(60)), plan.zone), calendar.evening) if done else None
            done_at = max(done_at, plan.born + timedelta(minutes=25)) if done_at else None
            state = "done" if done else "open" if young or chance.random() < 0.3 else "dropped"
            self._task(
                plan,
                due,
                state=state,
                done_at=done_at,
                position=position,
                written=plan.born,
                template_id=template,
                tutorial_id=tutorial,
            )
        if plan.state == "active" and plan.role not in ("single", "dormant"):
            count = 5 if plan.role == "home" else chance.randrange(3)
            bags = Bags(chance)
            for n in range(count):
                # One is late, the others wait for the days to come; of the home committee, two were done yesterday.
                due = calendar.today + timedelta(days=(-2, 3, 6, -1, 0)[n])
                written = max(plan.born + timedelta(hours=1), calendar.evening - timedelta(days=chance.randint(5, 9)))
                done_at = calendar.evening - timedelta(minutes=chance.randrange(90)) if n > 2 else None
                title = bags.take("texts", "tasks", "todo")
                state = "done" if done_at else "open"
                self._task(plan, due, state=state, done_at=done_at, position=50, written=written, title=title)

    def _task(
        self,
        plan: Plan,
        due: date,
        *,
        state: str,
        done_at: datetime | None,
        position: int,
        written: datetime,
        title: str = "",
        template_id: str | None = None,
        tutorial_id: str | None = None,
    ) -> None:
        self.rows.put(
            Task,
            committee_id=plan.id,
            template_id=template_id,
            tutorial_id=tutorial_id,
            title=title,
            due_on=due,
            state=state,
            done_at=done_at,
            position=position,
            **dated(written, plan.author, done_at, 2 if done_at else 1),
        )

    def _goals(self, plan: Plan, stays: list[Stay], outings: list[Outing]) -> None:
        """Targets near what the last four weeks gave: some will be reached, some will not."""
        chance, calendar = self.chance, self.calendar
        since = calendar.noon - timedelta(days=28)
        held = [o for o in outings if o.state == "held" and o.starts >= since]
        came = sum(1 for o in held for who in o.people if who.state == "attended")
        members = sum(1 for s in stays if s.level >= MEMBER)
        field = [o for o in held if o.kind in self.field]
        wanted = [
            ("people_met", month_of, sum(o.met for o in held), 10),
            ("field_actions", month_of, len(field), 1),
            ("members", _quarter_of, members + chance.randint(1, 4), 1),
            ("leaflets", month_of, sum(o.leaflets for o in held), 50),
            ("participations", month_of, came, 5),
            ("actions_held", _quarter_of, 3 * len(held), 1),
        ]
        # The report that opens first is of the last full week: in the first days of a month, that was another one.
        week_before = calendar.monday - timedelta(days=1)
        for kpi, period_of, usual, step in wanted[: plan.goals]:
            factor = 1.0 if kpi == "members" else chance.uniform(0.75, 1.25)
            target = max(step, round(usual * factor / step) * step)
            for period in dict.fromkeys((period_of(week_before), period_of(calendar.today))):
                written = moment(period.first, time(9), plan.zone)
                written = max(min(written, calendar.evening), plan.born + timedelta(hours=2))
                self.rows.put(
                    Goal,
                    committee_id=plan.id,
                    kpi=kpi,
                    period_from=period.first,
                    period_to=period.end,
                    target=target,
                    **dated(written, plan.author),
                )

    def _cahier(self, plan: Plan) -> None:
        """Lines of its cahier; of the home committee, every week some, the last full one a difficulty and a request."""
        chance, calendar = self.chance, self.calendar
        bags = Bags(chance)
        entries: list[tuple[int, str]] = []
        if plan.role == "home":
            yesterday = (calendar.today - calendar.monday).days - 1
            entries += [(day, "note") for day in range(0, yesterday + 1, 2)]
            for week in range(1, WEEKS[self.world.scale] + 1):
                kinds = ["decision", "note", chance.choice(["difficulty", "request"])]
                if week == 1:
                    kinds = ["decision", "note", "difficulty", "request"]
                days = sorted(chance.sample(range(7), len(kinds)))
                entries += [(day - 7 * week, kind) for day, kind in zip(days, kinds, strict=True)]
        else:
            for week in range(1, WEEKS[self.world.scale] + 1):
                if chance.random() < 0.45:
                    kind = chance.choice(["decision", "note", "note", "difficulty", "request"])
                    entries.append((chance.randrange(7) - 7 * week, kind))
        for shift, kind in sorted(entries):
            day = calendar.monday + timedelta(days=shift)
            at = moment(day, time(21, chance.randrange(60)), plan.zone)
            if plan.born + timedelta(hours=6) < at < (plan.ended or calendar.noon):
                self.rows.put(
                    LogbookEntry,
                    committee_id=plan.id,
                    day=day,
                    kind=kind,
                    text=bags.take("texts", "cahier", kind),
                    **dated(at, plan.author),
                )


def _quarter_of(day: date) -> Period:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    last = month_of(first + timedelta(days=70)).last
    return Period(first, last)
