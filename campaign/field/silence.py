"""When one does not knock: the silence before a poll, which refuses; and courtesy hours, which only warn.

The dates of polls are entered by the user, and never shipped as facts. That door-to-door is among what ends on the eve
is our reading (R-CAL-01, R-CAL-02), and is labelled so wherever it refuses something. What was done before can always
be entered: only new rounds are refused.
"""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import settings
from campaign.committees.lookup import committee_row, living
from campaign.errors import ZoneUnknown
from campaign.errors.doors import ClosingImpossible, CourtesyImpossible, InSilence, PollKnown, PollUnknown
from campaign.labels import Label
from campaign.periods import start_of
from campaign.views.field_doors import Courtesy, SilenceLine
from campaign.words import N_
from db.errors import ChangedElsewhere
from db.folding import clean
from db.tables import SilencePeriod
from db.unit import Unit

_RULES = Path(__file__).parents[1] / "rules" / "field.toml"
_SETTING = "courtesy_hours"
LABEL_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of the country with its own clock; ``saturday``: its national polls are held on the Saturday."""

    zone: str
    saturday: bool
    name: Label


@dataclass(frozen=True, slots=True)
class SilenceForm:
    """A poll. ``zone`` empty is the committee's own; ``closes`` is when the last station closes, there."""

    committee_id: uuid.UUID
    poll_on: date
    label: str = ""
    zone: str = ""
    closes: time | None = None
    silence_id: uuid.UUID | None = None
    version: int | None = None


@cache
def rules() -> dict[str, Any]:
    """The rules of this version, each with its source and the day on which it was last looked up."""
    return tomllib.loads(_RULES.read_text("utf-8"))


@cache
def territories() -> tuple[Territory, ...]:
    """Where the French vote."""
    found = rules()["territory"]
    return tuple(Territory(t["zone"], t["saturday"], Label(t["name_fr"], t["name_en"])) for t in found)


def reading() -> Label:
    """Why a new round is refused in the silence: our reading, not a judgment."""
    return Label(rules()["silence"]["label_fr"], rules()["silence"]["label_en"])


def choice() -> Label:
    """Where the hours at which one knocks come from: no law, the product's own choice (R-CAL-06)."""
    return Label(rules()["courtesy"]["label_fr"], rules()["courtesy"]["label_en"])


def closing() -> time:
    """When the last stations close, where nobody says otherwise."""
    return time.fromisoformat(rules()["silence"]["closes"])


def set_silence(unit: Unit, form: SilenceForm) -> uuid.UUID:
    """Enter a poll, or change one: from midnight before its eve until its stations close, no new round starts.

    Raises:
        CommitteeEnded, ZoneUnknown, PollKnown, PollUnknown, ClosingImpossible, ChangedElsewhere.
    """
    committee = living(unit.session, form.committee_id)
    zone = form.zone or committee.zone
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ZoneUnknown(zone=zone[:40]) from None
    closes = form.closes or closing()
    first, last = (time.fromisoformat(rules()["silence"][key]) for key in ("earliest", "latest"))
    if not first <= closes <= last:
        raise ClosingImpossible(first=f"{first:%H:%M}", last=f"{last:%H:%M}")
    row = None
    if form.silence_id is not None:
        row = unit.session.get(SilencePeriod, form.silence_id)
        if row is None or row.committee_id != committee.id:
            raise PollUnknown(poll=form.poll_on.isoformat())
        if form.version is not None and row.version != form.version:
            raise ChangedElsewhere
    other = _of(unit.session, committee.id, form.poll_on)
    if other is not None and other is not row:
        raise PollKnown(poll=form.poll_on.isoformat())
    unit.name("silence.set", committee_id=committee.id, name=form.poll_on.isoformat())
    values: dict[str, Any] = {
        "label": clean(form.label)[:LABEL_LIMIT],
        "poll_on": form.poll_on,
        "starts_at": start_of(form.poll_on - timedelta(days=1), zone),
        "ends_at": datetime.combine(form.poll_on, closes, tzinfo=ZoneInfo(zone)).astimezone(UTC),
    }
    if row is None:
        return unit.add(SilencePeriod(committee_id=committee.id, **values)).id
    return unit.change(row, **values).id


def remove_silence(unit: Unit, committee_id: uuid.UUID, poll_on: date) -> None:
    """Take a poll out again.

    Raises:
        PollUnknown.
    """
    row = _of(unit.session, committee_id, poll_on)
    if row is None:
        raise PollUnknown(poll=poll_on.isoformat())
    unit.name("silence.remove", committee_id=committee_id, name=poll_on.isoformat())
    unit.remove(row)


def silences(session: Session, committee_id: uuid.UUID) -> list[SilenceLine]:
    """The polls of a committee, the latest last."""
    zone = committee_row(session, committee_id).zone
    statement = select(SilencePeriod).where(SilencePeriod.committee_id == committee_id)
    rows = session.scalars(statement.order_by(SilencePeriod.poll_on))
    return [_line(row, zone) for row in rows]


def silence_at(session: Session, committee_id: uuid.UUID, moment: datetime) -> SilenceLine | None:
    """The silence that holds at a moment, if one does; half-open, so that it ends when the last station closes."""
    statement = select(SilencePeriod).where(
        SilencePeriod.committee_id == committee_id,
        SilencePeriod.starts_at <= moment,
        SilencePeriod.ends_at > moment,
    )
    row = session.scalars(statement.order_by(SilencePeriod.ends_at.desc())).first()
    return _line(row, committee_row(session, committee_id).zone) if row else None


def check(session: Session, committee_id: uuid.UUID, moment: datetime) -> None:
    """Refuse a new round in the silence.

    Raises:
        InSilence.
    """
    found = silence_at(session, committee_id, moment)
    if found is not None:
        until = found.ends_at.astimezone(ZoneInfo(found.zone))
        raise InSilence(poll=f"{found.poll_on:%d/%m/%Y}", until=f"{until:%d/%m/%Y %H:%M}")


def courtesy(session: Session) -> Courtesy:
    """The hours at which one knocks: those chosen in this file, else those of the product."""
    chosen = (settings.get(session, _SETTING) or "").split()
    if len(chosen) == 3:
        return Courtesy(*(time.fromisoformat(text) for text in chosen))
    rule = rules()["courtesy"]
    return Courtesy(*(time.fromisoformat(rule[key]) for key in ("first", "last", "sunday")))


def set_courtesy(unit: Unit, hours: Courtesy) -> None:
    """Choose the hours at which one knocks.

    Raises:
        CourtesyImpossible: they end before they begin.
    """
    if not hours.first < hours.last or not hours.sunday < hours.last:
        raise CourtesyImpossible
    unit.name("silence.courtesy")
    settings.put(unit, _SETTING, " ".join(f"{t:%H:%M}" for t in (hours.first, hours.last, hours.sunday)))


def discourtesy(session: Session, committee_id: uuid.UUID, moment: datetime) -> str:
    """A msgid that says why one does not knock at a moment, there; empty if one may. A warning, never a refusal."""
    local = moment.astimezone(ZoneInfo(committee_row(session, committee_id).zone))
    hours = courtesy(session)
    if not hours.first <= local.time() < hours.last:
        return N_("Outside the hours at which one knocks ({first} to {last}, a choice of this file).")
    if local.isoweekday() == 7 and local.time() < hours.sunday:
        return N_("On a Sunday one does not knock before {sunday} (a choice of this file).")
    return ""


def saturday_there(zone: str) -> bool:
    """Whether national polls are held on a Saturday where this clock holds (R-CAL-03)."""
    return any(t.saturday for t in territories() if t.zone == zone)


def _of(session: Session, committee_id: uuid.UUID, poll_on: date) -> SilencePeriod | None:
    statement = select(SilencePeriod).where(
        SilencePeriod.committee_id == committee_id, SilencePeriod.poll_on == poll_on
    )
    return session.scalars(statement).one_or_none()


def _line(row: SilencePeriod, zone: str) -> SilenceLine:
    # Kept as two moments: the clock they were meant on is the one on which the silence begins at midnight.
    likely = (zone, *(t.zone for t in territories()))
    eve = row.poll_on - timedelta(days=1)
    there = next((one for one in likely if start_of(eve, one) == row.starts_at), zone)
    return SilenceLine(row.id, row.committee_id, row.label, row.poll_on, row.starts_at, row.ends_at, there, row.version)
