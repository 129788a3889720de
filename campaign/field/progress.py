"""What Home says of door to door: how far each turf is, and what waits: lists to enter, promises, silence ahead."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaign.field.silence import silences
from campaign.figures.doors import door_counts
from campaign.views.field_doors import SilenceLine
from campaign.views.field_figures import TurfProgress
from db.tables import Address, Commune, FieldCampaign, FollowUp, RollUndertaking, Turf, Walk, WalkList

SILENCE_AHEAD = timedelta(days=14)
PURGE_AHEAD = timedelta(days=7)
OUT = ("issued", "out")


@dataclass(frozen=True, slots=True)
class RollDue:
    """An electoral roll that must go: by which day, and of which commune."""

    id: uuid.UUID
    place: str
    purge_on: date
    entries: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What door to door waits for. Lists are (id, number); ``silence`` is the next one, or the one that is on."""

    to_enter: tuple[tuple[uuid.UUID, str], ...] = ()
    expired: tuple[tuple[uuid.UUID, str], ...] = ()
    follow_ups_due: int = 0
    no_turf: bool = False
    silence: SilenceLine | None = None
    rolls: tuple[RollDue, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The turf of campaigns that run, and what waits; ``on`` is whether the committee has any turf."""

    turf: tuple[TurfProgress, ...]
    waiting: Waiting

    @property
    def on(self) -> bool:
        """Whether the committee goes from door to door at all."""
        return bool(self.turf)


def progress(session: Session, committee_id: uuid.UUID, now: datetime, today: date) -> Progress:
    """How door to door stands in a committee, in a handful of statements whatever its size."""
    turf = list(
        session.execute(
            select(Turf.id, Turf.name)
            .join(FieldCampaign, FieldCampaign.id == Turf.campaign_id)
            .where(Turf.committee_id == committee_id, Turf.state != "retired", FieldCampaign.state == "running")
            .where(or_(FieldCampaign.ends_on.is_(None), FieldCampaign.ends_on >= today))
            .order_by(Turf.name, Turf.id)
        )
    )
    counts = door_counts(session, "turf", [turf_id for turf_id, _ in turf], hours=False)
    lists = list(
        session.execute(
            select(WalkList.id, WalkList.list_number, WalkList.state, WalkList.expires_on, Walk.turf_id)
            .join(Walk, Walk.id == WalkList.walk_id)
            .where(WalkList.committee_id == committee_id, WalkList.state.in_((*OUT, "returned")))
            .order_by(WalkList.expires_on, WalkList.list_number)
        )
    )
    passes: dict[uuid.UUID, int] = {}
    if turf:
        latest = select(Walk.turf_id, func.max(WalkList.pass_number)).join(WalkList, WalkList.walk_id == Walk.id)
        passes = dict(session.execute(latest.where(WalkList.committee_id == committee_id).group_by(Walk.turf_id)).all())
    lines = tuple(
        TurfProgress(
            turf_id,
            name,
            counts[turf_id].targeted,
            counts[turf_id].knocked,
            passes.get(turf_id, 0),
            sum(1 for row in lists if row.turf_id == turf_id and row.state in OUT),
        )
        for turf_id, name in turf
    )
    waiting = Waiting(
        tuple((row.id, row.list_number) for row in lists if row.state == "returned"),
        tuple((row.id, row.list_number) for row in lists if row.state in OUT and row.expires_on < today),
        session.scalar(
            select(func.count()).where(
                FollowUp.committee_id == committee_id, FollowUp.state == "open", FollowUp.due_on <= today
            )
        )
        or 0,
        not turf and _has_addresses(session, committee_id),
        _silence(session, committee_id, now),
        _rolls(session, today),
    )
    return Progress(_pressing_first(lines), waiting)


def _has_addresses(session: Session, committee_id: uuid.UUID) -> bool:
    return session.scalar(select(Address.id).where(Address.committee_id == committee_id).limit(1)) is not None


def _silence(session: Session, committee_id: uuid.UUID, now: datetime) -> SilenceLine | None:
    coming = [s for s in silences(session, committee_id) if s.ends_at > now and s.starts_at <= now + SILENCE_AHEAD]
    return min(coming, key=lambda s: s.starts_at, default=None)


def _rolls(session: Session, today: date) -> tuple[RollDue, ...]:
    """The rolls that are to be deleted soon or should be gone (R-RGPD-05), of the whole file: all must go."""
    statement = (
        select(RollUndertaking, Commune.name)
        .join(Commune, Commune.code == RollUndertaking.insee, isouter=True)
        .where(RollUndertaking.purged_on.is_(None), RollUndertaking.purge_on <= today + PURGE_AHEAD)
        .order_by(RollUndertaking.purge_on, RollUndertaking.id)
    )
    return tuple(
        RollDue(row.id, place or row.insee, row.purge_on, row.entries) for row, place in session.execute(statement)
    )


def _pressing_first(lines: tuple[TurfProgress, ...]) -> tuple[TurfProgress, ...]:
    """What is being walked before what waits, and what is done last."""
    return tuple(sorted(lines, key=lambda t: (t.share >= 1, t.covered == 0)))
