"""What every command that makes a report shares: its format, and where it goes."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call

if TYPE_CHECKING:
    from campaign.reports.views import Report

SEPARATORS = {";": ";", ",": ",", "tab": "\t"}
FORMATS = "pdf, xlsx, ods, csv, html, md, json, txt"


def options(parser: argparse.ArgumentParser, w: Words) -> None:
    """The options of a report that is made."""
    parser.add_argument("--format", metavar="FORMAT", help=f"{FORMATS} ({w(N_('else as FILE ends, else txt'))})")
    parser.add_argument("--output", metavar="FILE|-", help=w(N_("where to write; - is the standard output")))
    parser.add_argument("--separator", choices=tuple(SEPARATORS), default=";", help="CSV")
    parser.add_argument("--bom", action="store_true", help=w(N_("CSV that a spreadsheet opens with its accents")))
    parser.add_argument("--ascii", action="store_true", help=w(N_("plain text without drawing characters")))


def asked_format(call: Call) -> str:
    """The format that was asked for, by its name or by the end of the file's.

    Raises:
        FormatUnknown.
    """
    from campaign.errors import FormatUnknown
    from campaign.reports import formats

    o = call.options
    ending = os.path.splitext(o.output or "")[1].lstrip(".").lower()
    found: str = o.format or (ending if ending in formats.FORMATS else "txt")
    found = formats.ALIASES.get(found, found)
    if found not in formats.FORMATS:
        raise FormatUnknown(format=found[:20], choices=", ".join(formats.FORMATS))
    return found


def deliver(call: Call, report: Report, kind: str) -> int:
    """Write a report whole or not at all, or to the standard output with ``-`` (the default for text)."""
    from campaign.reports import formats

    o = call.options
    choices: dict[str, Any] = {}
    if kind == "csv":
        choices = {"separator": SEPARATORS[o.separator], "bom": o.bom}
    elif kind == "txt":
        choices = {"ascii": o.ascii}
    content = formats.render(report, kind, **choices)
    return call.deliver(content, formats.file_name(report, kind), binary=kind in formats.BINARY)
