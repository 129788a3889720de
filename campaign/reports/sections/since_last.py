"""What moved since the last report that was sent: against the figures as they were when it left."""

from __future__ import annotations

from campaign.reports.asked import Asked
from campaign.reports.compare import change_of, movements, what_moved
from campaign.reports.names import goal_of
from campaign.reports.sent import latest_before
from campaign.reports.views import Figure, Section
from campaign.words import N_


def section(asked: Asked, title: str, figures: tuple[Figure, ...]) -> Section:
    """Each figure beside its value in the latest report marked sent whose period ends before this one starts."""
    w = asked.w
    last = latest_before(asked.session, asked.committee_id, asked.period.first)
    if last is None:
        text = w(N_("No report of an earlier period has been marked as sent."))
        return Section("since_last", title, text=(text,))
    now = {f.key: change_of(f) for f in figures if goal_of(f.key) is None}
    table, same = what_moved(w, movements(w, last.figures, now, only_common=True))
    said = w(
        N_("The last report sent covers {period}; it was marked as sent on {day}. Its fingerprint begins {hash}."),
        period=w.period(last.period.first, last.period.last),
        day=w.day(last.day, "long"),
        hash=last.hash[:16],
    )
    between = (asked.period.first - last.period.last).days - 1
    lines = [same, said]
    if between:
        one, many = (
            N_("{count} day lies between the two, in neither."),
            N_("{count} days lie between the two, in neither."),
        )
        lines.append(w.many(one, many, between))
    return Section("since_last", title, tables=(table,), text=tuple(lines))
