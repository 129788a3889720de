"""``appui report activity``: the activity report of a committee, or of all, in every format."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command
from tui.cli.reports.deliver import asked_format, deliver, options

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from sqlalchemy.orm import Session

    from campaign.periods import Period


def register(sub: Any, w: Words) -> None:
    """Add the command."""
    activity = command(sub, "activity", w(N_("the activity report")), activity_)
    which(activity, w)
    options(activity, w)
    activity.add_argument(
        "--whole", action="store_true", help=w(N_("every section, whatever the committee's template leaves out"))
    )


def which(parser: argparse.ArgumentParser, w: Words) -> None:
    """The options that say whose report, and of when."""
    parser.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    parser.add_argument(
        "--from", dest="first", metavar="DATE", help=w(N_("first day; else Monday of the last full week"))
    )
    parser.add_argument("--to", dest="last", metavar="DATE", help=w(N_("last day, included")))


def asked_period(call: Call, session: Session, now: datetime) -> tuple[uuid.UUID | None, Period]:
    """Whose report, and of which days: the last full week, or the current one of a committee younger than that.

    Raises:
        CommitteeUnknown, CommitteeAmbiguous, DateImpossible, PeriodBackwards, PeriodTooLong.
    """
    from campaign.committees.lookup import find_committee
    from campaign.periods import Period, local_day, read_day
    from campaign.reports.build import default_period

    o = call.options
    committee = find_committee(session, o.committee) if o.committee else None
    committee_id = committee.id if committee else None
    period = default_period(session, committee_id, now)
    if o.first or o.last:
        today = local_day(now, committee.zone if committee else "Europe/Paris")
        last = read_day(o.last, today) if o.last else today
        period = Period(read_day(o.first, today) if o.first else min(period.first, last), last)
    return committee_id, period


def activity_(call: Call) -> int:
    from campaign.reports import formats
    from campaign.reports.build import activity_report
    from campaign.reports.template import template_of, templated

    kind = asked_format(call)
    store = call.existing()
    now = store.now()
    with store.read() as session:
        committee_id, period = asked_period(call, session, now)
        report = activity_report(session, committee_id, period, now, call.lang)
        if not call.options.whole and kind not in formats.WHOLE:
            report = templated(report, template_of(session, committee_id))
    return deliver(call, report, kind)
