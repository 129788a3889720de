"""Takes values out of what a file of the other laptop holds; what this program could not have written refuses it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaign.errors.money import AmountImpossible
from campaign.errors.money_exchange import MoneyFileUnreadable
from campaign.money.amounts import checked
from db.folding import clean, clean_lines

FIRST_DAY = date(2000, 1, 1)  # no gift of a file of ours is older
LAST_DAY = date(2100, 1, 1)
_MOST = 2**31 - 1


class Reader:
    """Takes values out of what JSON holds, and refuses the file by its name."""

    def __init__(self, name: str, now: datetime, kinds: frozenset[str]) -> None:
        self.name, self.kinds = name or "?", kinds
        self.latest = now.date() + timedelta(days=1)  # where the other laptop is, the day may be the next one

    def refuse(self) -> NoReturn:
        raise MoneyFileUnreadable(name=self.name)

    def of(self, told: Any, key: str, kind: type[Any]) -> Any:
        """A value that must be there and be of just this type: True is no number here."""
        if not isinstance(told, dict) or key not in told or type(told[key]) is not kind:
            self.refuse()
        return told[key]

    def text(self, told: Any, key: str, most: int, *, lines: bool = False, needed: bool = False) -> str:
        value = self.of(told, key, str)
        found = (clean_lines if lines else clean)(value)
        if len(value) > 2 * most + 100 or any("\ud800" <= c <= "\udfff" for c in value) or (needed and not found):
            self.refuse()
        return found[:most]

    def one_of(self, told: Any, key: str, allowed: Any) -> str:
        value = self.of(told, key, str)
        if value not in allowed:
            self.refuse()
        return str(value)

    def id(self, told: Any, key: str) -> uuid.UUID:
        value = self.of(told, key, str)
        if not re.fullmatch("[0-9a-f]{32}", value):
            self.refuse()
        return uuid.UUID(value)

    def id_or_none(self, told: Any, key: str, known: Any) -> uuid.UUID | None:
        if isinstance(told, dict) and key in told and told[key] is None:
            return None
        found = self.id(told, key)
        if found not in known:
            self.refuse()
        return found

    def number(self, told: Any, key: str, least: int = 1) -> int:
        value = self.of(told, key, int)
        if not least <= value <= _MOST:
            self.refuse()
        return int(value)

    def amount(self, told: Any, key: str) -> int:
        try:
            return checked(self.of(told, key, int))
        except AmountImpossible:
            self.refuse()

    def day(self, told: Any, key: str) -> date:
        value = self.of(told, key, str)
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.refuse()
        if found.isoformat() != value or not FIRST_DAY <= found <= self.latest:
            self.refuse()
        return found

    def any_day(self, told: Any, key: str) -> date:
        """A day that may be to come: of an expense that is planned."""
        value = self.of(told, key, str)
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.refuse()
        if found.isoformat() != value or not FIRST_DAY <= found < LAST_DAY:
            self.refuse()
        return found

    def moment(self, told: Any, key: str) -> datetime:
        found = self.moment_or_none(told, key)
        if found is None:
            self.refuse()
        return found

    def flag(self, told: Any, key: str) -> bool:
        """Yes or no, as JSON or as SQLite tells it."""
        value = told.get(key) if isinstance(told, dict) else None
        if type(value) not in (bool, int) or value not in (0, 1):
            self.refuse()
        return bool(value)

    def cents(self, told: Any, key: str) -> int:
        """What is left or spent: nothing is below zero."""
        value = self.of(told, key, int)
        if not 0 <= value <= 2**53:
            self.refuse()
        return int(value)

    def day_or_none(self, told: Any, key: str) -> date | None:
        return self.day(told, key) if isinstance(told, dict) and told.get(key) is not None else None

    def moment_or_none(self, told: Any, key: str) -> datetime | None:
        if isinstance(told, dict) and key in told and told[key] is None:
            return None
        value = self.of(told, key, str)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.refuse()
        if found.tzinfo is None or not FIRST_DAY <= found.date() <= self.latest:
            self.refuse()
        return found.astimezone(UTC)

    def zone(self, told: Any, key: str) -> str:
        value = self.of(told, key, str)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.refuse()
        return str(value)

    def each(self, told: Any, key: str, read: Callable[[Any], Any]) -> list[Any]:
        return [read(one) for one in self.of(told, key, list)]

    def keyed(self, told: Any, key: str, read: Callable[[Any], Any]) -> dict[uuid.UUID, Any]:
        """Rows by their id, each told once."""
        rows = self.of(told, key, list)
        found = {self.id(one, "id"): read(one) for one in rows}
        if len(found) != len(rows):
            self.refuse()
        return found
