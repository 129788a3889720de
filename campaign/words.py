"""Words in the reader's language: texts by gettext, dates and numbers by Babel, never by the system's locale.

Texts are English msgids; French is in ``campaign/locale``. A reader's language is passed along, not global, so that
one process can print a French report on an English screen.
"""

from __future__ import annotations

import gettext
import os
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from db.errors import N_, Refusal

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")
LOCALES = Path(__file__).parent / "locale"

__all__ = ["LANGS", "N_", "Lang", "Words", "language_from", "words"]


class Words:
    """Everything that is said to one reader, in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._catalogue = gettext.translation("appui", LOCALES, languages=[lang], fallback=True)

    def __call__(self, msgid: str, /, **facts: Any) -> str:
        """A text, filled with its facts. The facts are never parsed, whatever they hold."""
        text = self._catalogue.gettext(msgid) if msgid else ""
        return text.format(**facts) if facts else text

    def many(self, one: str, other: str, count: int, /, **facts: Any) -> str:
        """A text that depends on a count; ``{count}`` is filled in, grouped by thousands."""
        return self._catalogue.ngettext(one, other, count).format(count=self.number(count), **facts)

    def refusal(self, refusal: Refusal) -> str:
        """What a refusal says: what happened, and the next step."""
        facts = {k: (self(v) if isinstance(v, str) and k == "label" else v) for k, v in refusal.facts.items()}
        parts = (self(refusal.why), self(refusal.next_step))
        return " ".join(part.format(**facts) for part in parts if part)

    def pick(self, french: str, english: str) -> str:
        """One of the two texts of a reference row."""
        return french if self.lang == "fr" else english

    def number(self, value: float, digits: int = 0) -> str:
        """``1 234,5`` or ``1,234.5``."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.lang)

    def percent(self, ratio: float | None) -> str:
        """A ratio as a percentage with one digit; a dash when there is nothing to divide."""
        if ratio is None:
            return "–"
        space = "\N{NO-BREAK SPACE}" if self.lang == "fr" else ""
        return f"{self.number(ratio * 100, 1)}{space}%"

    def euros(self, cents: int) -> str:
        """Integer cents as euros."""
        space = "\N{NO-BREAK SPACE}"
        amount = self.number(cents / 100, 2)
        return f"{amount}{space}€" if self.lang == "fr" else f"€{amount}"

    def hours(self, minutes: int) -> str:
        """Minutes as ``12 h 30``."""
        space = "\N{NO-BREAK SPACE}"
        whole, rest = divmod(minutes, 60)
        return f"{self.number(whole)}{space}h" + (f"{space}{rest:02d}" if rest else "")

    def day(self, value: date, form: Literal["short", "long", "numeric"] = "short") -> str:
        """``sam. 3 avr.``, ``samedi 3 avril 2027`` or ``03/04/2027`` (ISO in English)."""
        from babel.dates import format_date

        if form == "numeric":
            return value.strftime("%d/%m/%Y") if self.lang == "fr" else value.isoformat()
        if self.lang == "fr":
            pattern = "EEE d MMM" if form == "short" else "EEEE d MMMM y"
        else:
            pattern = "EEE d MMM" if form == "short" else "EEEE d MMMM y"
        return format_date(value, pattern, locale=self.lang)

    def time(self, value: datetime, zone: str) -> str:
        """The clock time in a zone: ``14:00``."""
        return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")

    def period(self, first: date, last: date) -> str:
        """``du 1er au 7 novembre 2026``; ``last`` is inclusive."""
        from babel.dates import format_date

        if first == last:
            return self.day(first, "long")
        if self.lang == "en":
            same = first.year == last.year
            start = format_date(first, "d MMMM" if same else "d MMMM y", locale="en")
            return f"{start} – {format_date(last, 'd MMMM y', locale='en')}"
        start = format_date(first, "d MMMM y" if first.year != last.year else "d MMMM", locale="fr")
        if (first.year, first.month) == (last.year, last.month):
            start = str(first.day)
        if first.day == 1:
            start = start.replace("1", "1er", 1)
        end = format_date(last, "d MMMM y", locale="fr")
        return f"du {start} au {end.replace('1 ', '1er ', 1) if last.day == 1 else end}"

    def ago(self, days: int) -> str:
        """``aujourd'hui``, ``hier``, ``il y a 12 jours``."""
        if days <= 0:
            return self(N_("today"))
        if days == 1:
            return self(N_("yesterday"))
        return self.many(N_("{count} day ago"), N_("{count} days ago"), days)


@lru_cache(maxsize=4)
def words(lang: Lang) -> Words:
    """The words of a language; loaded once."""
    return Words(lang)


def language_from(environment: dict[str, str] | os._Environ[str]) -> Lang:
    """French or English from LC_ALL, LC_MESSAGES, LANGUAGE or LANG; French when nothing is said."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = environment.get(name, "").lower()
        if value.startswith("fr"):
            return "fr"
        if value.startswith("en"):
            return "en"
    return "fr"


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
