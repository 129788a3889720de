"""Making the activity report from rows: each section from its own module, all under one fingerprint."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.figures import Figures, tally
from campaign.periods import Period, last_full_week, local_day, this_week
from campaign.reports.asked import FEDERATION_ZONE, Asked, Sums, counted, weeks_shown
from campaign.reports.fingerprint import fingerprint
from campaign.reports.formats.json import document
from campaign.reports.names import definitions_version
from campaign.reports.sections import (
    ahead,
    committees,
    difficulties,
    done,
    field,
    goals,
    lines,
    members,
    money,
    quality,
    since_last,
    volunteers,
)
from campaign.reports.standing import header_of, header_of_all, living_in
from campaign.reports.views import SECTION_WORDS, Report, Section
from campaign.words import N_, Lang, words
from db.tables import Committee
from db.version import program_version


def activity_report(
    session: Session, committee_id: uuid.UUID | None, period: Period, now: datetime, lang: Lang = "fr"
) -> Report:
    """The activity report of one committee, or of all (``committee_id`` None), over a period: whole, untemplated.

    The same rows, period and language give the same report, bytes and all: once the period is over, ``now`` plays no
    part; before, only its day does.

    Raises:
        CommitteeUnknown: no such committee.
    """
    w = words(lang)
    row = committee_row(session, committee_id) if committee_id is not None else None
    asked = Asked(session, row, period, now, w)
    before, current = tally(session, asked.ids, [period.before(), period], now)
    labels, weeks = weeks_shown(asked, ("members", "participations", "minutes", *field.CHARTS))
    sums = Sums(sum(before.values(), Figures()), sum(current.values(), Figures()), labels, weeks)
    title = {key: w(text) for key, text in SECTION_WORDS.items()}
    headline = tuple(counted(w, key, sums) for key in volunteers.HEADLINE)
    sections = [
        Section("key_figures", title["key_figures"], headline),
        goals.section(asked, title["goals"]),
        lines.section(asked, title["lines"], sums),
        members.section(asked, title["members"], sums),
        volunteers.section(asked, title["volunteers"], sums),
        done.section(asked, title["done"], sums),
        field.section(asked, title["field"], sums, current),
        money.section(asked, title["money"]),
        quality.section(asked, title["quality"]),
        ahead.section(asked, title["ahead"]),
        difficulties.section(asked, title["difficulties"]),
    ]
    if row is None:
        listed = living_in(asked, current)
        header = header_of_all(asked, listed)
        sections.insert(1, committees.section(asked, title["committees"], listed, current))
    else:
        header = header_of(asked, row)
    figures = tuple(figure for section in sections for figure in section.figures)
    sections.insert(1, since_last.section(asked, title["since_last"], figures))
    report = Report(
        w(N_("Activity report")),
        lang,
        header,
        period.first,
        period.last,
        tuple(sections),
        "",
        f"Appui {program_version()}",
        definitions_version(),
    )
    return replace(report, hash=fingerprint(document(report)))


def default_period(session: Session, committee_id: uuid.UUID | None, now: datetime) -> Period:
    """The last full week; the current one for a committee (or a file) that did not exist yet when that week ended.

    Raises:
        CommitteeUnknown.
    """
    if committee_id is None:
        zone, born = FEDERATION_ZONE, session.scalar(select(func.min(Committee.created_at)))
    else:
        row = committee_row(session, committee_id)
        zone, born = row.zone, row.created_at
    today = local_day(now, zone)
    week = last_full_week(today)
    return this_week(today) if born is not None and local_day(born, zone) > week.last else week
