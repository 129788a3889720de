"""When someone is free, typed in one line: ``sat 9-12, mon 18:30-21``, ``sam 9h-12h``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.errors import HoursImpossible
from campaign.views.people import WEEKDAY_WORDS, Slot
from campaign.words import Words
from db.folding import fold

_DAYS = {
    "lun": 0, "mon": 0, "mar": 1, "tue": 1, "mer": 2, "wed": 2, "jeu": 3, "thu": 3, "ven": 4, "fri": 4,
    "sam": 5, "sat": 5, "dim": 6, "sun": 6,
}  # fmt: skip
_HOURS = re.compile(
    r"(\d{1,2})\s*(?:[:h]\s*(\d{2})?)?\s*(?:-|–|à|a|to)\s*(\d{1,2})\s*(?:[:h]\s*(\d{2})?)?", re.IGNORECASE
)


def read_slots(text: str) -> list[Slot]:
    """Slots out of one line; a day without hours is the whole day.

    Raises:
        HoursImpossible: no such day or hours, or an end before its beginning.
    """
    found = []
    for piece in re.split(r"[,;]", text):
        if not piece.strip():
            continue
        match = re.match(r"\s*([^\W\d]+)\.?\s*(.*)$", piece)
        day = _DAYS.get(fold(match[1])[:3]) if match else None
        if match is None or day is None:
            raise HoursImpossible
        first, last = 0, 24 * 60
        if match[2].strip():
            hours = _HOURS.fullmatch(match[2].strip())
            if hours is None:
                raise HoursImpossible
            first = int(hours[1]) * 60 + int(hours[2] or 0)
            last = int(hours[3]) * 60 + int(hours[4] or 0)
        if not 0 <= first < last <= 24 * 60:
            raise HoursImpossible
        found.append(Slot(day, first, last))
    return found


def say_slots(w: Words, slots: Sequence[Slot]) -> str:
    """``Sat 9:00-12:00, Mon 18:30-21:00``: as it can be typed."""
    pieces = []
    for slot in slots:
        day = w(WEEKDAY_WORDS[slot.weekday])[:3].lower()
        whole = (slot.from_minute, slot.to_minute) == (0, 24 * 60)
        pieces.append(day if whole else f"{day} {_clock(slot.from_minute)}-{_clock(slot.to_minute)}")
    return ", ".join(pieces)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
