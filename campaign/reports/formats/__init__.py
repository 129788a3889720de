"""The report in each format. Every format is one module with one pure function: a report in, bytes out.

Same report, same bytes: no clock, no locale, no random order. A format is imported when it is asked for, so that the
typesetter costs nothing to those who only look at the preview.
"""

from __future__ import annotations

import re
import unicodedata
from importlib import import_module
from typing import Any

from campaign.reports.formats.shared import ALL
from campaign.reports.views import Report
from campaign.words import words

FORMATS: tuple[str, ...] = ("pdf", "xlsx", "ods", "csv", "html", "md", "json", "txt")
BINARY = frozenset({"pdf", "xlsx", "ods"})
ALIASES = {"text": "txt", "markdown": "md"}  # what these two are called in a sentence
WHOLE = frozenset({"json", "csv"})  # data: never cut by the template of a committee

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(-|$)")
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "-", "'": "-"}
)
_NAME_LIMIT = 80

__all__ = ["ALIASES", "BINARY", "FORMATS", "WHOLE", "extension", "file_name", "render"]


def render(report: Report, format: str, **options: Any) -> bytes:  # noqa: A002
    """The report in one of `FORMATS`. Options belong to the format: see the ``render`` of its module."""
    extension(format)
    result: bytes = import_module(f"{__name__}.{format}").render(report, **options)
    return result


def extension(format: str) -> str:  # noqa: A002
    """The end of a file name, with its dot; a `ValueError` for what is not one of `FORMATS`."""
    if format not in FORMATS:
        raise ValueError(f"not a report format: {format!r}")
    return f".{format}"


def file_name(report: Report, format: str) -> str:  # noqa: A002
    """``comite-de-la-croix-rousse-2026-11-02-2026-11-08.pdf``: plain ASCII, never a path, at most 80 characters.

    A name that leaves nothing in ASCII (kanji, emoji) becomes ``committee-`` and the end of its id.
    """
    period = f"-{report.first.isoformat()}-{report.last.isoformat()}{extension(format)}"
    header = report.header
    slug = _slug(header.name or words(report.lang)(ALL))
    if not slug or _RESERVED.match(slug):
        slug = "-".join(part for part in ("committee", slug or _slug(header.id)[-8:].strip("-")) if part)
    return slug[: _NAME_LIMIT - len(period)].rstrip("-") + period


def _slug(text: str) -> str:
    opened = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES)).casefold()
    plain = "".join(char for char in opened if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
