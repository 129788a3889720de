"""Reports that were marked as sent: their figures as they were when they left, so that the next one can compare."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import ReportAlreadySent, ReportChanged, SentUnknown
from campaign.periods import Period, local_day
from campaign.reports.asked import FEDERATION_ZONE
from campaign.reports.views import Figure, Report
from campaign.words import N_, words
from db.folding import clean
from db.tables import Committee, SentReport
from db.unit import Unit

SENT_TO_LIMIT = 200

Kept = dict[str, Any]  # value, unit, numerator, denominator


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was sent; ``figures`` by key, as they were. ``committee`` is empty for that of all committees."""

    id: uuid.UUID
    committee_id: uuid.UUID | None
    committee: str
    period: Period
    hash: str
    sent_at: datetime
    day: date
    sent_to: str
    figures: dict[str, Kept]


def kept(figure: Figure) -> Kept:
    """What is kept of a figure: numbers, no words and no persons."""
    return {
        "value": figure.value,
        "unit": figure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }


def mark_sent(unit: Unit, committee_id: uuid.UUID | None, period: Period, sent_to: str = "", *, seen: str = "") -> Sent:
    """Keep that the report of a period was sent, with its figures of this moment.

    ``seen`` is the fingerprint that the person has before the eyes, if any.

    Raises:
        ReportChanged: the figures have another fingerprint by now; ReportAlreadySent: the same report, twice;
        CommitteeUnknown.
    """
    from campaign.reports.build import activity_report

    report = activity_report(unit.session, committee_id, period, unit.now, "en")
    if seen and not report.hash.startswith(seen):
        raise ReportChanged
    session = unit.session
    same = select(SentReport).where(_of(committee_id), SentReport.hash == report.hash)
    if (former := session.scalars(same.limit(1)).first()) is not None:
        raise ReportAlreadySent(day=_sent(session, former).day)
    unit.name("report.sent", committee_id=committee_id, **_facts(report))
    row = SentReport(
        committee_id=committee_id,
        period_from=period.first,
        period_to=period.end,
        hash=report.hash,
        sent_at=unit.now,
        sent_to=clean(sent_to)[:SENT_TO_LIMIT],
        figures={figure.key: kept(figure) for figure in report.figures},
    )
    return _sent(session, unit.add(row))


def _facts(report: Report) -> dict[str, str]:
    name = report.header.name if report.header.id else words("fr")(N_("All committees"))
    english = words("en")
    return {
        "name": name,
        "name_en": report.header.name,
        "period": words("fr").period(report.first, report.last),
        "period_en": english.period(report.first, report.last),
    }


def latest_before(session: Session, committee_id: uuid.UUID | None, first: date) -> Sent | None:
    """The latest report sent whose period ends at or before a day; of one period sent twice, the one sent last."""
    statement = (
        select(SentReport)
        .where(_of(committee_id), SentReport.period_to <= first)
        .order_by(SentReport.period_to.desc(), SentReport.sent_at.desc(), SentReport.id.desc())
    )
    row = session.scalars(statement.limit(1)).first()
    return None if row is None else _sent(session, row)


def sent_reports(
    session: Session, committee_id: uuid.UUID | None = None, *, everyone: bool = False, limit: int | None = None
) -> list[Sent]:
    """The reports sent of a committee, or those of all committees; ``everyone``: of whomever. The newest first."""
    statement = select(SentReport).order_by(SentReport.sent_at.desc(), SentReport.id.desc()).limit(limit)
    if not everyone:
        statement = statement.where(_of(committee_id))
    return [_sent(session, row) for row in session.scalars(statement)]


def find_sent(session: Session, text: str) -> Sent:
    """The one report sent that an id or the beginning of a fingerprint means.

    Raises:
        SentUnknown: none, or several.
    """
    text = text.strip().lower()
    try:
        row = session.get(SentReport, uuid.UUID(text))
    except ValueError:
        row = None
        if len(text) >= 4 and text.isalnum():
            found = session.scalars(
                select(SentReport).where(SentReport.hash.startswith(text, autoescape=True)).limit(2)
            )
            several = list(found)
            row = several[0] if len(several) == 1 else None
    if row is None:
        raise SentUnknown(text=text[:70])
    return _sent(session, row)


def _of(committee_id: uuid.UUID | None) -> Any:
    return SentReport.committee_id.is_(None) if committee_id is None else SentReport.committee_id == committee_id


def _sent(session: Session, row: SentReport) -> Sent:
    committee = session.get(Committee, row.committee_id) if row.committee_id else None
    return Sent(
        row.id,
        row.committee_id,
        committee.name if committee else "",
        Period(row.period_from, row.period_to - timedelta(days=1)),
        row.hash,
        row.sent_at,
        local_day(row.sent_at, committee.zone if committee else FEDERATION_ZONE),
        row.sent_to,
        dict(row.figures),
    )
