"""Column types: the same Python values on SQLite (STRICT tables) and PostgreSQL.

SQLite keeps '12 euros' in a plain INTEGER column and a naive time in a DATETIME one; these types refuse both.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Final

from sqlalchemy import BigInteger, Date, Dialect, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB, TEXT, TIMESTAMP
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine


class Guid(TypeDecorator[uuid.UUID]):
    """A UUID: 16 bytes on SQLite (half the size of text), ``uuid`` on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    @property
    def python_type(self) -> type[uuid.UUID]:
        return uuid.UUID

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return value if dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> uuid.UUID | None:
        if value is None:
            return None
        return value if isinstance(value, uuid.UUID) else uuid.UUID(bytes=bytes(value))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: ISO text with Z on SQLite, ``timestamptz`` on PostgreSQL. Naive times are refused."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = instant_text(value)
        return value.astimezone(UTC) if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)


def instant_text(value: datetime) -> str:
    """UTC ISO 8601 with microseconds and Z: sorts as text in time order.

    Raises:
        ValueError: the moment has no time zone, so nobody knows when it was.
    """
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return _utc_text(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(64)  # all rows of an action tell its moment
def _utc_text(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def kept(value: Any) -> Any:
    """What a SQLite file keeps of a Python value, as the types here make it: for rows that are written by the thousand.

    Raises:
        ValueError: no column keeps such a value; a moment has no time zone.
    """
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if kind in _KEPT:
        return _KEPT[kind](value)
    if isinstance(value, str):  # a name of a table is one of SQLAlchemy's own kind of text
        return str(value)
    raise ValueError(f"no column keeps a {kind.__name__}")


def document_text(value: Any) -> str:
    """A JSON value as canonical text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


_KEPT: Final[dict[type, Callable[[Any], Any]]] = {
    uuid.UUID: attrgetter("bytes"),
    datetime: instant_text,
    date: date.isoformat,
    bool: int,
    list: document_text,
    dict: document_text,
}


class Day(TypeDecorator[date]):
    """A calendar day: ISO text on SQLite, ``date`` on PostgreSQL."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[date]:
        return date

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if type(value) is not date:  # a datetime is a date to Python, and would be stored with its hour
            raise ValueError(f"a day is needed, not {type(value).__name__}")
        return value if dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class Whole(TypeDecorator[int]):
    """A whole number of 64 bits; cents too (a presidential ceiling in cents overflows 32 bits). Floats are refused."""

    impl = Integer
    cache_ok = True

    @property
    def python_type(self) -> type[int]:
        return int

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "postgresql" else Integer())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if type(value) is not int:
            raise ValueError(f"a whole number is needed, not {type(value).__name__}")
        if not -(2**63) <= value < 2**63:
            raise ValueError("a number of more than 64 bits cannot be stored")
        return value


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0, so that one CHECK serves both engines (add ``flag_check``)."""

    impl = Integer
    cache_ok = True

    @property
    def python_type(self) -> type[bool]:
        return bool

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if type(value) not in (bool, int) or value not in (0, 1):
            raise ValueError(f"yes or no is needed, not {type(value).__name__}")
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Document(TypeDecorator[Any]):
    """A JSON value: canonical text on SQLite, ``jsonb`` on PostgreSQL."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return dict

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return document_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else json.loads(value)


class Folded(TypeDecorator[str]):
    """A key made by `db.folding`, compared byte by byte on both engines (a server's own language would reorder it)."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        return str

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TEXT(collation="C") if dialect.name == "postgresql" else Text()


Id = Annotated[uuid.UUID, mapped_column(Guid, primary_key=True)]
Code = Annotated[str, mapped_column(Text, primary_key=True)]
Moment = Annotated[datetime, mapped_column(Instant)]
Number = Annotated[int, mapped_column(Whole)]
YesNo = Annotated[bool, mapped_column(Flag)]
Words = Annotated[str, mapped_column(Text)]
Key = Annotated[str, mapped_column(Folded)]
