"""Words in the reader's language: texts by gettext, dates and numbers by Babel, never by the system's locale.

Texts are English msgids; French is in ``campaign/locale``. A reader's language is passed along, not global, so that
one process can print a French report on an English screen.
"""

from __future__ import annotations

import gettext
import os
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from db.errors import N_, Lenient, Refusal, UndoImpossible

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")
LOCALES = Path(__file__).parent / "locale"

__all__ = ["LANGS", "N_", "Lang", "Words", "language_from", "language_said", "words"]


class Words:
    """Everything that is said to one reader, in one language; ``keys``: on a screen, where keys do what commands do."""

    def __init__(self, lang: Lang, *, keys: bool = False) -> None:
        self.lang: Lang = lang
        self._keys = keys
        self._catalogue = gettext.translation("appui", LOCALES, languages=[lang], fallback=True)

    def __call__(self, msgid: str, /, **facts: Any) -> str:
        """A text, filled with its facts. The facts are never parsed, whatever they hold."""
        text = self._catalogue.gettext(msgid) if msgid else ""
        return text.format(**facts) if facts else text

    def many(self, one: str, other: str, count: int, /, **facts: Any) -> str:
        """A text that depends on a count; ``{count}`` is filled in, grouped by thousands. In French 0 is singular."""
        singular = abs(count) < 2 if self.lang == "fr" else count == 1
        return self(one if singular else other, count=self.number(count), **facts)

    def refusal(self, refusal: Refusal) -> str:
        """What a refusal says: what happened, and the next step. A fact that was not given leaves its name."""
        facts, next_step = dict(refusal.facts), (self._keys and refusal.by_key) or refusal.next_step
        if isinstance(action := facts.get("action"), str) and isinstance(known := facts.get("facts"), dict):
            from campaign.history import INSTEAD, label  # it says what an action was, in words of this class

            facts["label"] = label(action, known, self)
            if isinstance(refusal, UndoImpossible):
                next_step = INSTEAD.get(action, next_step)
        elif isinstance(text := facts.get("label"), str):
            facts["label"] = self(text)
        for key, value in refusal.facts.items():
            if key.endswith("_word"):  # itself a msgid
                facts[key] = self(str(value))
            elif key.endswith("_cents") and isinstance(value, int):
                facts[key.removesuffix("_cents")] = self.euros(value)
        if (found := refusal.facts.get("found")) is not None:
            from campaign.money.sentences import said  # what the guard of money found

            facts["sentence"] = said(found, self)  # type: ignore[arg-type]
        return " ".join(self(part).format_map(Lenient(facts)) for part in (refusal.why, next_step) if part)

    def pick(self, french: str, english: str) -> str:
        """One of the two texts of a reference row."""
        return french if self.lang == "fr" else english

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        """``1 234,5`` or ``1,234.5``."""
        from babel.numbers import format_decimal

        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.lang)

    def percent(self, ratio: float | None, digits: int = 1) -> str:
        """A ratio as a percentage, with one digit unless told; a dash when there is nothing to divide."""
        if ratio is None:
            return "–"
        space = "\N{NO-BREAK SPACE}" if self.lang == "fr" else ""
        return f"{self.number(ratio * 100, digits)}{space}%"

    def euros(self, cents: int) -> str:
        """Integer cents as euros."""
        space = "\N{NO-BREAK SPACE}"
        amount = self.number(Decimal(cents) / 100, 2)
        return f"{amount}{space}€" if self.lang == "fr" else f"€{amount}"

    def hours(self, minutes: int) -> str:
        """Minutes as ``12 h 30``."""
        space = "\N{NO-BREAK SPACE}"
        if minutes < 0:
            return f"−{self.hours(-minutes)}"
        whole, rest = divmod(minutes, 60)
        return f"{self.number(whole)}{space}h" + (f"{space}{rest:02d}" if rest else "")

    def day(self, value: date, form: Literal["tiny", "short", "long", "numeric", "chart"] = "short") -> str:
        """A day: ``sam. 3 avr.``; tiny ``sam. 3``; long ``samedi 3 avril 2027``, numeric ``03/04/2027`` or ISO.

        Under the bars of a chart: ``03/04``, or ``3 Apr`` where the order of day and month is not sure.
        """
        if form == "numeric":
            return value.strftime("%d/%m/%Y") if self.lang == "fr" else value.isoformat()
        if form == "chart":
            return value.strftime("%d/%m") if self.lang == "fr" else self._date(value, "d MMM")
        return self._date(value, {"tiny": "EEE d", "short": "EEE d MMM", "long": "EEEE d MMMM y"}[form])

    def month(self, value: date) -> str:
        """The month of a day: ``novembre 2026``."""
        return self._date(value, "MMMM y")

    def _date(self, value: date, pattern: str) -> str:
        """A date by a pattern of Babel, the first of a month as French writes it: ``1er``."""
        from babel.dates import format_date

        if self.lang == "fr" and value.day == 1:
            pattern = pattern.replace("d", "d'er'")
        return format_date(value, pattern, locale=self.lang)

    def time(self, value: datetime, zone: str) -> str:
        """The clock time in a zone: ``14:00``."""
        return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")

    def period(self, first: date, last: date) -> str:
        """``du 1er au 7 novembre 2026``, ``1 – 7 November 2026``; ``last`` is inclusive."""
        if first == last:
            return self.day(first, "long")
        pattern = "d"
        if (first.year, first.month) != (last.year, last.month):
            pattern = "d MMMM" if first.year == last.year else "d MMMM y"
        start, end = self._date(first, pattern), self._date(last, "d MMMM y")
        return f"du {start} au {end}" if self.lang == "fr" else f"{start} – {end}"

    def ago(self, days: int) -> str:
        """``aujourd'hui``, ``hier``, ``il y a 12 jours``."""
        if days <= 0:
            return self(N_("today"))
        if days == 1:
            return self(N_("yesterday"))
        return self.many(N_("{count} day ago"), N_("{count} days ago"), days)


@lru_cache(maxsize=4)
def words(lang: Lang, *, keys: bool = False) -> Words:
    """The words of a language, on a screen with ``keys``; loaded once."""
    return Words(lang, keys=keys)


def language_from(environment: dict[str, str] | os._Environ[str]) -> Lang:
    """French or English from LC_ALL, LC_MESSAGES, LANGUAGE or LANG; French when nothing is said."""
    return language_said(environment) or "fr"


def language_said(environment: dict[str, str] | os._Environ[str]) -> Lang | None:
    """French or English from LC_ALL, LC_MESSAGES, LANGUAGE or LANG; None when they say neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = environment.get(name, "").lower()
        if value.startswith("fr"):
            return "fr"
        if value.startswith("en"):
            return "en"
    return None
