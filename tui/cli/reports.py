"""``appui report activity``: the activity report of a committee, or of all, in every format."""

from __future__ import annotations

import os
import sys
from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command, group
from tui.cli.paths import typed_path

SEPARATORS = {";": ";", ",": ",", "tab": "\t"}


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "report", w(N_("reports that leave the machine")))
    activity = command(sub, "activity", w(N_("the activity report")), activity_)
    activity.add_argument("--committee", metavar="ID|NAME", help=w(N_("else all committees")))
    activity.add_argument(
        "--from", dest="first", metavar="DATE", help=w(N_("first day; else Monday of the last full week"))
    )
    activity.add_argument("--to", dest="last", metavar="DATE", help=w(N_("last day, included")))
    activity.add_argument("--format", default="txt", metavar="FORMAT", help="pdf, html, md, csv, json, txt")
    activity.add_argument("--output", metavar="FILE|-", help=w(N_("where to write; - is the standard output")))
    activity.add_argument("--separator", choices=tuple(SEPARATORS), default=";", help="CSV")
    activity.add_argument("--bom", action="store_true", help=w(N_("CSV that a spreadsheet opens with its accents")))
    activity.add_argument("--ascii", action="store_true", help=w(N_("plain text without drawing characters")))


def activity_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.errors import FormatUnknown
    from campaign.periods import Period, last_full_week, local_day, read_day
    from campaign.reports import formats
    from campaign.reports.build import activity_report

    o = call.options
    if o.format not in formats.FORMATS:
        raise FormatUnknown(format=o.format[:20], choices=", ".join(formats.FORMATS))
    store = call.existing()
    now = store.now()
    with store.read() as session:
        committee = find_committee(session, o.committee) if o.committee else None
        today = local_day(now, committee.zone if committee else "Europe/Paris")
        period = last_full_week(today)
        if o.first or o.last:
            last = read_day(o.last, today) if o.last else today
            period = Period(read_day(o.first, today) if o.first else min(period.first, last), last)
        report = activity_report(session, committee.id if committee else None, period, now, call.lang)
    options: dict[str, Any] = {}
    if o.format == "csv":
        options = {"separator": SEPARATORS[o.separator], "bom": o.bom}
    elif o.format == "txt":
        options = {"ascii": o.ascii}
    content = formats.render(report, o.format, **options)
    return deliver(call, content, o.output, formats.file_name(report, o.format), binary=o.format == "pdf")


def deliver(call: Call, content: bytes, output: str | None, name: str, *, binary: bool) -> int:
    """Write a file whole or not at all, or the standard output with ``-`` (the default for text)."""
    from db.files import write_whole

    if output is None and binary and sys.stdout.isatty():
        output = name  # a PDF would garble the terminal
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    path = typed_path(output)
    if os.path.isdir(path):
        path /= name
    write_whole(path, content)
    call.say(call.words(N_("Written: {path}"), path=path))
    return 0
