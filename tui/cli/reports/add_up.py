"""``appui report add-up``: hundreds of committees' JSON files made one, without persons and without a database."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command
from tui.cli.paths import typed_path
from tui.cli.reports.deliver import asked_format, deliver, options


def register(sub: Any, w: Words) -> None:
    """Add the command."""
    added = command(sub, "add-up", w(N_("add up the JSON reports of a folder")), add_up_, json_output=True)
    added.add_argument("folder", metavar="FOLDER", help=w(N_("where the committees' JSON files are")))
    added.add_argument(
        "--expected", metavar="FILE", help=w(N_("names or ids of the committees that should be there, one a line"))
    )
    options(added, w)


def add_up_(call: Call) -> int:
    """Ends with 1 when a file was refused; the sum of the others is written all the same."""
    from campaign.reports.add_up import add_up, read_expected, said
    from campaign.reports.formats.json import document

    o, w = call.options, call.words
    kind = asked_format(call)
    expected = read_expected(typed_path(o.expected)) if o.expected else []
    found = add_up(typed_path(o.folder), call.lang, expected=expected)
    for finding in found.findings:
        who = " · ".join(part for part in (finding.file, finding.committee) if part)
        when = f" ({w.period(finding.first, finding.last)})" if finding.first and finding.last else ""
        call.say(w(N_("{label}: {value}"), label=who + when, value=said(w, finding)))
    call.say(
        w.many(N_("{count} report added up, of {files} files."), N_("{count} reports added up, of {files} files."),
               found.added, files=w.number(found.files))
    )  # fmt: skip
    if o.json:
        data = {
            "files": found.files,
            "added": found.added,
            "refused": found.refused,
            "committees": found.committees,
            "findings": [
                {
                    "code": f.code,
                    "file": f.file,
                    "committee": f.committee,
                    "from": f.first,
                    "to": f.last,
                    "detail": f.detail,
                }
                for f in found.findings
            ],
            "report": document(found.report),
        }
        call.show(data, [])
    if o.output or not o.json:
        deliver(call, found.report, kind)
    return 1 if found.refused else 0
