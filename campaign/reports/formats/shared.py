"""What every format says in the same way: values, changes, goals, days; and what makes typed text harmless to show."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from campaign.reports.views import Amount, Cell, CellKind, Chart, Column, Figure, Header, Report, Section, Table
from campaign.words import N_, Words

NUMERIC: frozenset[CellKind] = frozenset({"count", "ratio", "minutes", "cents", "per_hour", "amount"})
DASH = "–"
MINUS = "−"
SHORT_HASH = 16

INVENTED = N_("Invented data (demo)")
TARGET = N_("Target")
BEFORE = N_("Period before")
SINCE = N_("Since the period before")
FINGERPRINT = N_("Fingerprint of the figures (SHA-256)")
DEFINITIONS = N_("How these figures are counted")
NOTHING = N_("Nothing to show.")
FIGURE = N_("Figure")
VALUE = N_("Value")
COUNTS = N_("Counts")
ALL = N_("All committees")
WAS = N_("before: {value}")
PAIR = N_("{label}: {value}")

_HIDDEN = frozenset("\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060\ufeff")
_JOINERS = frozenset("\u200c\u200d")


def visible(text: str, *, lines: bool = False) -> str:
    """A text in which nothing acts unseen: control and direction characters are replaced by something to see.

    ``lines`` keeps line ends; elsewhere they become spaces. Letters, accents and emoji stay as they were typed.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if not lines:
        text = text.replace("\n", " ")
    return "".join(char if char.isprintable() else _seen(char) for char in text)


def _seen(char: str) -> str:
    code, category = ord(char), unicodedata.category(char)
    seen = char  # spaces of every width, and what this version of Unicode does not know yet
    if char == "\n" or char in _JOINERS:
        pass
    elif char == "\u00ad":  # a place to hyphenate, from a web page: nothing to see, nothing to do here
        seen = ""
    elif code < 0x20:
        seen = chr(0x2400 + code)
    elif code == 0x7F:
        seen = "\u2421"
    elif category == "Cs" or code & 0xFFFE == 0xFFFE:
        seen = "\ufffd"
    elif category in ("Cc", "Cf") or char in _HIDDEN:
        seen = f"U+{code:04X}"
    return seen


def bar_value(w: Words, chart: Chart, value: int) -> str:
    """What is written beside a bar."""
    return w.percent(value / 100, digits=0) if chart.share else number(w, value, "count")


def known(value: float | None) -> float | int | None:
    """A value that can be printed; what is not a number is a missing one."""
    return None if value is None or (isinstance(value, float) and not math.isfinite(value)) else value


def number(w: Words, value: float | None, kind: CellKind) -> str:
    """A value as its reader writes it; a dash when it is missing, never 0."""
    value = known(value)
    if value is None:
        return DASH
    size = abs(value)
    if kind == "ratio":
        text = w.percent(size)
    elif kind == "minutes":
        text = w.hours(round(size))
    elif kind == "cents":
        text = w.euros(round(size))
    else:
        text = w.number(size, 0 if float(round(size, 1)).is_integer() else 1)
    return MINUS + text if value < 0 else text


def counts(w: Words, figure: Figure) -> str:
    """The two counts that a rate comes from: ``25/40``, ``120/5 h 30``; empty when there are none."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    below = w.hours(figure.denominator) if figure.unit == "per_hour" else w.number(figure.denominator)
    return f"{w.number(figure.numerator)}/{below}"


def change(w: Words, figure: Figure) -> str:
    """What moved since the period before: ``+5``, ``−1,2 pts``, ``=``; empty when one of the two is missing."""
    value, before = known(figure.value), known(figure.before)
    if value is None or before is None:
        return ""
    return signed(w, value - before, figure.unit)


def signed(w: Words, moved: float, unit: CellKind) -> str:
    """A change as its reader writes it: with its sign, in points when it is one of percentages."""
    if unit == "ratio":
        points = round(moved * 100, 1)
        text = w(N_("{points} pts"), points=w.number(abs(points), 1))
        moved = points
    else:
        text = number(w, abs(moved), unit)
    if moved == 0:
        return "="
    return ("+" if moved > 0 else MINUS) + text


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a figure is from its target. ``share`` is None when there is nothing to divide."""

    share: float | None
    text: str

    @property
    def filled(self) -> float:
        """The part of a bar to fill, between 0 and 1."""
        return min(1.0, max(0.0, self.share or 0.0))


def goal(w: Words, figure: Figure) -> Goal | None:
    """The goal of a figure, when it has one: ``43/60 (71,7 %)``. The target of a ratio is a percentage."""
    if figure.target is None:
        return None
    value = known(figure.value)
    if figure.unit == "ratio":
        share = value * 100 / figure.target if value is not None and figure.target > 0 else None
        return Goal(share, f"{number(w, value, 'ratio')} / {number(w, figure.target / 100, 'ratio')}")
    share = value / figure.target if value is not None and figure.target > 0 else None
    slash = "/" if figure.unit == "count" else " / "
    text = f"{number(w, value, figure.unit)}{slash}{number(w, figure.target, figure.unit)}"
    return Goal(share, text if share is None else f"{text} ({w.percent(share)})")


def local(moment: datetime, zone: str) -> datetime:
    """A moment on the clocks of the committee; a moment without a zone is already there."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return moment.astimezone(ZoneInfo("UTC"))


def cell(w: Words, report: Report, column: Column, value: Cell, *, lines: bool = False) -> str:
    """A cell as people read it, harmless to show."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        there = local(value, report.header.zone)
        return f"{_day(w, report, there.date())} {there:%H:%M}"
    if isinstance(value, date):
        return _day(w, report, value)
    if isinstance(value, str):
        return visible(value, lines=lines)
    if isinstance(value, Amount):
        amount = known(value.value)
        return signed(w, amount, value.unit) if value.change and amount is not None else number(w, amount, value.unit)
    return number(w, value, column.kind)


def _day(w: Words, report: Report, day: date) -> str:
    short = w.day(day, "short")
    return short if day.year == report.last.year else f"{short} {day.year}"


def name(w: Words, header: Header) -> str:
    """Whom the report is about."""
    return visible(header.name).strip() or w(ALL)


def facts(w: Words, header: Header) -> list[str]:
    """What is known of the committee beside its name, or how many there are."""
    known_facts = [visible(fact).strip() for fact in (header.place, header.kind, header.state)]
    if not header.id:
        known_facts.append(w.many(N_("{count} committee"), N_("{count} committees"), header.committees))
    return [fact for fact in known_facts if fact]


def key(text: str, kind: CellKind) -> str:
    """A key as programs read it: money always ends in ``_cents``."""
    return text if kind != "cents" or text.endswith("_cents") else f"{text}_cents"


def definitions(report: Report) -> Iterator[tuple[str, str]]:
    """What each figure counts, once each, in reading order."""
    seen: set[tuple[str, str]] = set()
    for figure in report.figures:
        pair = (visible(figure.label), visible(figure.definition).strip())
        if pair[1] and pair not in seen:
            seen.add(pair)
            yield pair


def tables(section: Section) -> Iterator[Table]:
    """The tables of a section; a title that only repeats the section's is said once."""
    for table in section.tables:
        repeated = table.title.strip() == section.title.strip()
        yield replace(table, title="") if repeated else table


def paragraphs(text: str) -> list[str]:
    """A typed text, harmless, in paragraphs that keep their line ends."""
    return [part.strip("\n ") for part in visible(text, lines=True).split("\n\n") if part.strip()]
