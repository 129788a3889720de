"""Finding committees and showing one whole. One file is one laptop: the directory is what this file holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import Session

from campaign.committees import recognition
from campaign.committees.lookup import committee_row, places_of
from campaign.committees.views import (
    FOLLOWER,
    LEADER,
    MEMBER,
    CommitteeLine,
    CommitteeView,
    Criterion,
    DirectoryPage,
    MemberLine,
    PostLine,
    TaskLine,
)
from campaign.labels import Label
from campaign.people import full_name
from campaign.periods import local_day, start_of
from campaign.places import Abroad, country_name, place_abroad
from campaign.search import searched_words
from campaign.views.figures import ACTIVE_DAYS
from db.folding import fold
from db.tables import (
    Action,
    ActionKind,
    Committee,
    CommitteeKind,
    CommitteePlace,
    Commune,
    Membership,
    Person,
    Post,
    Signup,
    Structure,
    Task,
    TaskTemplate,
    Tutorial,
)

_FULL = {"st": "saint", "ste": "sainte"}
DORMANT_DAYS = 60  # Appui's own choice: two months without an action held or planned


def directory(
    session: Session,
    now: datetime,
    *,
    search: str = "",
    ended: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> DirectoryPage:
    """A page of committees by name.

    Each word of ``search``, in any order and spelling, is looked for in names, communes, INSEE codes, postcodes,
    departments, cities and countries abroad. Closed and merged committees show only with ``ended``.
    """
    wanted: list[ColumnElement[bool]] = [] if ended else [Committee.state == "active"]
    looked_for = searched_words(search)
    cities = _cities_abroad(session) if looked_for else {}
    for word in looked_for:
        there = [committee_id for committee_id, city in cities.items() if word in city]
        wanted.append(
            or_(Committee.search_key.like(f"%{word}%"), Committee.id.in_(_in_communes(word)), Committee.id.in_(there))
        )
    total = session.scalar(select(func.count()).select_from(Committee).where(*wanted)) or 0
    statement = select(Committee).where(*wanted).order_by(Committee.sort_key, Committee.id)
    rows = list(session.scalars(statement.offset(offset).limit(limit)))
    return DirectoryPage(tuple(lines_of(session, rows, now)), total, offset)


def _in_communes(word: str) -> Select[uuid.UUID]:
    """The committees with a commune that a folded word means."""
    # Words of a name from their beginning: "croix" is not "lacroix".
    named = (literal(" ") + Commune.search_key).like(f"% {_FULL.get(word, word)}%")
    posted = (literal(" ") + Commune.postcodes).like(f"% {word}%")
    meant = select(Commune.code).where(or_(named, posted) if word.isdigit() else named)
    return select(CommitteePlace.committee_id).where(
        or_(
            CommitteePlace.code.in_(meant),
            CommitteePlace.code.like(f"{word.upper()}%"),
            CommitteePlace.department == word.upper(),
        )
    )


def _cities_abroad(session: Session) -> dict[uuid.UUID, str]:
    """City and country of the committees abroad, folded: few, and without a key column."""
    abroad = select(Committee.id, Committee.city_abroad, Committee.country).where(Committee.city_abroad.is_not(None))
    return {
        committee_id: fold(f"{city} {country} {country_name(country, 'fr')} {country_name(country, 'en')}")
        for committee_id, city, country in session.execute(abroad)
    }


def holds_invented(session: Session) -> bool:
    """Whether this file holds demonstration data: said in the title of every screen."""
    return session.scalars(select(Committee.id).where(Committee.invented == True).limit(1)).first() is not None  # noqa: E712 - a column, not a truth


def kinds(session: Session) -> list[tuple[str, Label]]:
    """Every kind of committee known to this file."""
    rows = session.scalars(select(CommitteeKind).order_by(CommitteeKind.position))
    return [(row.id, Label(row.label_fr, row.label_en)) for row in rows]


def lines_of(session: Session, rows: Sequence[Committee], now: datetime) -> list[CommitteeLine]:
    """Directory lines of some committees, with a fixed number of queries whatever their number."""
    ids = [row.id for row in rows]
    kinds = {k.id: Label(k.label_fr, k.label_en) for k in session.scalars(select(CommitteeKind))}
    places = places_of(session, ids)
    counts: dict[uuid.UUID, list[int]] = {}
    grouped = select(Membership.committee_id, Membership.level, func.count()).where(Membership.committee_id.in_(ids))
    for committee_id, level, count in session.execute(grouped.group_by(Membership.committee_id, Membership.level)):
        pair = counts.setdefault(committee_id, [0, 0])
        if level >= MEMBER:
            pair[0] += count
        elif level == FOLLOWER:
            pair[1] += count
    last, following = _last_and_next(session, ids, now)
    lines = []
    for row in rows:
        members, followers = counts.get(row.id, [0, 0])
        here = places.get(row.id, [])
        named = tuple((p.code, p.name) for p in here) or (("", Abroad(row.city_abroad or "", row.country).label),)
        lines.append(
            CommitteeLine(
                row.id,
                row.name,
                kinds[row.kind_id],
                ", ".join(name for _, name in named),
                here[0].department if here else row.country,
                "dormant" if is_dormant(row, last.get(row.id), following.get(row.id), now) else state_at(row, now),
                members,
                followers,
                _day(last.get(row.id), row.zone),
                _day(following.get(row.id), row.zone),
                row.state == "active" and row.size_max is not None and members > row.size_max,
                row.invented,
                named,
            )
        )
    return lines


def state_at(row: Committee, moment: datetime) -> str:
    """Active until it was closed or merged."""
    return row.state if row.ended_at is not None and row.ended_at <= moment else "active"


def is_dormant(row: Committee, last: datetime | None, following: datetime | None, now: datetime) -> bool:
    """No action held for two months (or since it was created), none planned. Computed, never a state."""
    if state_at(row, now) != "active" or following is not None:
        return False
    return (last or row.created_at) < now - timedelta(days=DORMANT_DAYS)


def places_in_words(session: Session, row: Committee, lang: str) -> tuple[tuple[str, str], ...]:
    """Code and name of each commune; for a city abroad an empty code, and its country in a language."""
    if row.city_abroad is not None:
        return (("", place_abroad(Abroad(row.city_abroad, row.country), lang)),)
    return tuple((p.code, p.name) for p in places_of(session, [row.id]).get(row.id, []))


def show_committee(session: Session, committee_id: uuid.UUID, now: datetime, *, lang: str = "fr") -> CommitteeView:
    """A committee with its members, posts, tasks and checklist.

    Raises:
        CommitteeUnknown: no such id.
    """
    row = committee_row(session, committee_id)
    kind = session.get_one(CommitteeKind, row.kind_id)
    structure = session.get(Structure, row.structure_id) if row.structure_id else None
    members = member_lines(session, row, now)
    last, following = _last_and_next(session, [committee_id], now)
    counted = sum(1 for m in members if m.level >= MEMBER)
    return CommitteeView(
        row.id,
        row.name,
        row.kind_id,
        Label(kind.label_fr, kind.label_en),
        row.state,
        places_in_words(session, row, lang),
        row.country,
        row.zone,
        Label(structure.name_fr, structure.name_en) if structure else None,
        row.structure_id,
        row.size_min,
        row.size_max,
        local_day(row.created_at, row.zone),
        _day(row.ended_at, row.zone),
        row.end_reason or "",
        _name_of(session, row.merged_into_id),
        _name_of(session, row.split_from_id),
        tuple(members),
        tuple(_posts(session, committee_id)),
        tuple(task_lines(session, row, now)),
        recognition_of(session, row, now),
        row.state == "active" and row.size_max is not None and counted > row.size_max,
        is_dormant(row, last.get(row.id), following.get(row.id), now),
        row.invented,
        row.version,
    )


def member_lines(session: Session, row: Committee, now: datetime) -> list[MemberLine]:
    """The present members: leaders first, then by name."""
    # The same four weeks as `campaign.figures` counts for a period that ends today.
    since = start_of(local_day(now, row.zone) - timedelta(days=ACTIVE_DAYS - 1), row.zone)
    attended = (
        select(Signup.person_id)
        .join(Action, Action.id == Signup.action_id)
        .where(
            Signup.committee_id == row.id,
            Signup.state == "attended",
            Action.state == "held",
            Action.starts_at >= since,
            Action.starts_at < now,
        )
    )
    active = set(session.scalars(attended))
    statement = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.committee_id == row.id, Membership.level > 0)
        .order_by(Membership.level.desc(), Person.sort_key, Person.id)
    )
    return [
        MemberLine(
            m.id, p.id, full_name(p), m.level, m.finance, m.share_identity, local_day(m.joined_at, row.zone),
            p.id in active, m.version,
        )
        for m, p in session.execute(statement)
    ]  # fmt: skip


def task_lines(session: Session, row: Committee, now: datetime, *, open_only: bool = False) -> list[TaskLine]:
    """The committee's tasks: open ones first, by due day; dropped ones do not show."""
    statement = (
        select(Task, TaskTemplate, Tutorial)
        .outerjoin(TaskTemplate, TaskTemplate.id == Task.template_id)
        .outerjoin(Tutorial, Tutorial.id == Task.tutorial_id)
        .where(Task.committee_id == row.id, Task.state == "open" if open_only else Task.state != "dropped")
        .order_by(case((Task.state == "open", 0), else_=1), Task.due_on.nulls_last(), Task.position, Task.id)
    )
    today = local_day(now, row.zone)
    lines = []
    found: Iterable[tuple[Task, TaskTemplate | None, Tutorial | None]] = session.execute(statement)
    for task, template, tutorial in found:
        title = Label(task.title, task.title)
        why = Label("", "")
        if template is not None:
            title, why = Label(template.title_fr, template.title_en), Label(template.why_fr, template.why_en)
        elif tutorial is not None:
            title = Label(tutorial.title_fr, tutorial.title_en)
        late = task.state == "open" and task.due_on is not None and task.due_on < today
        invented = template is not None and template.status == "invented"
        lines.append(TaskLine(task.id, title, why, task.due_on, task.state, invented, task.tutorial_id, late))
    return lines


def recognition_of(session: Session, row: Committee, now: datetime) -> tuple[Criterion, ...]:
    """The checklist of one committee, as of now."""
    return recognition.checklist(_facts(session, row, now, follow=True))


def _facts(session: Session, row: Committee, now: datetime, *, follow: bool) -> recognition.Facts:
    members = session.scalar(select(func.count()).where(Membership.committee_id == row.id, Membership.level >= MEMBER))
    fields = session.scalar(
        select(func.count())
        .select_from(Action)
        .join(ActionKind, ActionKind.id == Action.kind_id)
        .where(
            Action.committee_id == row.id,
            Action.state == "held",
            ActionKind.field == True,  # noqa: E712 - a column, not a truth
            Action.starts_at >= now - timedelta(days=recognition.WINDOW_DAYS),
            Action.starts_at < now,
        )
    )
    leaders = list(
        session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.committee_id == row.id, Membership.level == LEADER)
        )
    )
    busy = sum(1 for leader in leaders if follow and _leads_recognised_elsewhere(session, leader.id, row, now))
    return recognition.Facts(
        (local_day(now, row.zone) - local_day(row.created_at, row.zone)).days,
        members or 0,
        fields or 0,
        row.city_abroad is not None,
        len(leaders),
        frozenset(leader.gender for leader in leaders if leader.gender),
        sum(1 for leader in leaders if not leader.gender),
        busy,
    )


def _leads_recognised_elsewhere(session: Session, person_id: uuid.UUID, row: Committee, now: datetime) -> bool:
    others = session.scalars(
        select(Committee)
        .join(Membership, Membership.committee_id == Committee.id)
        .where(
            Membership.person_id == person_id,
            Membership.level == LEADER,
            Committee.id != row.id,
            Committee.kind_id == row.kind_id,
            Committee.state == "active",
        )
    )
    # Not followed further: the other committee counts as recognised on its own age, members, actions and genders.
    return any(recognition.recognised(recognition.checklist(_facts(session, o, now, follow=False))) for o in others)


def _posts(session: Session, committee_id: uuid.UUID) -> list[PostLine]:
    statement = (
        select(Post, Person)
        .outerjoin(Person, Person.id == Post.person_id)
        .where(Post.committee_id == committee_id)
        .order_by(Post.position)
    )
    found: Iterable[tuple[Post, Person | None]] = session.execute(statement)
    return [
        PostLine(
            post.id,
            Label(post.title_fr, post.title_en),
            post.people,
            full_name(person) if person is not None else "",
            post.status == "documented",
        )
        for post, person in found
    ]


def _last_and_next(
    session: Session, ids: Sequence[uuid.UUID], now: datetime
) -> tuple[dict[uuid.UUID, datetime], dict[uuid.UUID, datetime]]:
    held = (
        select(Action.committee_id, func.max(Action.starts_at))
        .where(Action.committee_id.in_(ids), Action.state == "held", Action.starts_at < now)
        .group_by(Action.committee_id)
    )
    # Held as well: seen from a day that is past, as a report does, an action held since was ahead.
    ahead = (
        select(Action.committee_id, func.min(Action.starts_at))
        .where(Action.committee_id.in_(ids), Action.state != "cancelled", Action.starts_at >= now)
        .group_by(Action.committee_id)
    )
    return dict(session.execute(held).all()), dict(session.execute(ahead).all())


def _day(moment: datetime | None, zone: str) -> date | None:
    return local_day(moment, zone) if moment is not None else None


def _name_of(session: Session, committee_id: uuid.UUID | None) -> str:
    row = session.get(Committee, committee_id) if committee_id else None
    return row.name if row else ""
