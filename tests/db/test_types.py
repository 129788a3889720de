"""Column types: what goes in comes out, on both engines, and what cannot is refused before it is stored."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, StatementError

from db import types
from db.ids import Ids, uuid7
from db.store import Store
from db.tables import Action, ActionKind, Goal, LogbookEntry, Structure

ENGINES: list[Any] = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]
PARIS = timezone(timedelta(hours=2))


def through(column: Any, value: Any, dialect: Any) -> Any:
    return column.process_result_value(column.process_bind_param(value, dialect), dialect)


@pytest.mark.parametrize("dialect", ENGINES, ids=lambda d: d.name)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (types.Instant(), datetime(2026, 3, 2, 9)),
        (types.Day(), datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (types.Whole(), 12.0),
        (types.Whole(), 12.5),
        (types.Whole(), "12"),
        (types.Whole(), True),
        (types.Whole(), 2**63),
        (types.Whole(), -(2**63) - 1),
        (types.Flag(), "no"),
        (types.Flag(), 2),
        (types.Flag(), 1.0),
    ],
    ids=repr,
)
def test_a_value_of_the_wrong_kind_is_refused_before_it_is_stored(dialect: Any, column: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=r"needed|cannot be stored"):
        column.process_bind_param(value, dialect)


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        types.Document().process_bind_param({"share": float("nan")}, ENGINES[0])


@pytest.mark.parametrize("dialect", ENGINES, ids=lambda d: d.name)
@pytest.mark.parametrize(
    "column",
    [types.Guid(), types.Instant(), types.Day(), types.Flag(), types.Document()],
    ids=lambda c: type(c).__name__,
)
def test_nothing_stays_nothing(dialect: Any, column: Any) -> None:
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(2, 1, 2), max_value=datetime(9998, 12, 30)))
def test_any_moment_comes_back_in_utc_and_sorts_as_text(moment: datetime) -> None:
    stored = types.Instant().process_bind_param(moment, ENGINES[0])
    assert types.Instant().process_result_value(stored, ENGINES[0]) == moment.astimezone(UTC)
    assert len(stored) == 27
    assert stored.endswith("Z")
    later = types.Instant().process_bind_param(moment.astimezone(UTC) + timedelta(microseconds=1), ENGINES[0])
    assert stored < later


@given(st.dates())
def test_any_day_comes_back(day: date) -> None:
    assert through(types.Day(), day, ENGINES[0]) == day


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    ).filter(lambda value: value is not None)
)
@settings(max_examples=40)
def test_any_document_comes_back(value: Any) -> None:
    assert through(types.Document(), value, ENGINES[0]) == value


def test_a_presidential_ceiling_in_cents_survives_on_both_engines(kept: Store, rows: Any) -> None:
    """22,509,000 € are 2,250,900,000 cents: more than 32 bits hold."""
    amounts = [2_250_900_000, 2**31 - 1, 2**31, 2**63 - 1, 1]
    with kept.write() as unit:
        unit.name("goal.set")
        row = rows.committee(unit)
        for number, amount in enumerate(amounts):
            unit.add(
                Goal(
                    committee_id=row.id,
                    kpi=f"money-{number}",
                    period_from=date(2026, 1, 1),
                    period_to=date(2027, 1, 1),
                    target=amount,
                )
            )
    with kept.read() as session:
        assert session.scalars(select(Goal.target).order_by(Goal.kpi)).all() == amounts


def test_money_that_is_a_float_never_reaches_the_table(kept: Store, rows: Any) -> None:
    with pytest.raises(StatementError, match="a whole number is needed, not float"), kept.write() as unit:
        unit.name("goal.set")
        row = rows.committee(unit)
        days = {"period_from": date(2026, 1, 1), "period_to": date(2027, 1, 1)}
        unit.add(Goal(committee_id=row.id, kpi="money", target=12.5, **days))
    with kept.read() as session:
        assert session.scalars(select(Goal)).all() == []


def test_every_type_comes_back_from_both_engines_as_it_went_in(kept: Store, rows: Any) -> None:
    moment = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=PARIS)
    document = {"é": [1, None, True, "œ"], "n": {"deep": "\u2028"}}
    with kept.write() as unit:
        unit.name("mixed")
        committee = rows.committee(unit)
        unit.add(ActionKind(id="door", position=1, field=True, label_fr="x", label_en="y"))
        action = unit.add(
            Action(
                committee_id=committee.id,
                kind_id="door",
                title="Œuvre",
                starts_at=moment,
                ends_at=moment + timedelta(hours=1),
            )
        )
        words = dict.fromkeys(
            ("name_fr", "name_en", "country", "period_from", "period_to", "summary_fr", "summary_en"), ""
        )
        unit.add(Structure(id="s", position=1, can_start=True, start=document, **words))
        unit.add(Structure(id="t", position=2, can_start=True, start="just [a] text", **words))
        line = unit.add(
            LogbookEntry(committee_id=committee.id, day=date(2026, 2, 28), kind="note", text="L'été 🌻\nde Zoë")
        )
    with kept.read() as session:
        found = session.get_one(Action, action.id)
        assert (found.starts_at, found.starts_at.tzinfo, found.key_moment) == (moment, UTC, False)
        assert type(found.key_moment) is bool
        assert session.get_one(ActionKind, "door").field is True
        assert session.get_one(Structure, "s").start == document
        assert session.get_one(Structure, "t").start == "just [a] text"
        assert session.get_one(LogbookEntry, line.id).day == date(2026, 2, 28)
        assert session.get_one(LogbookEntry, line.id).text == "L'été 🌻\nde Zoë"


def test_a_table_itself_refuses_what_no_type_of_ours_has_checked(store: Store) -> None:
    """STRICT: another program that writes '12 euros' into a number is refused by the file."""
    with pytest.raises(DBAPIError, match="cannot store TEXT value in INTEGER column"), store.write() as unit:
        unit.session.execute(text("INSERT INTO committee_kind VALUES ('x', '12 euros', 'a', 'b')"))


# --- identifiers


def test_an_identifier_is_a_version_7_that_carries_its_time() -> None:
    moment = datetime(2026, 3, 2, 9, 0, 0, 500_000, tzinfo=UTC)
    key = Ids(lambda: moment)()
    assert (key.version, key.variant) == (7, uuid.RFC_4122)
    assert key.int >> 80 == int(moment.timestamp() * 1000)
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(0, b"123")


@given(st.lists(st.integers(-(10**7), 10**7), min_size=2, max_size=60), st.integers(0, 2**32))
def test_identifiers_go_up_even_in_one_millisecond_and_when_the_clock_goes_back(steps: list[int], seed: int) -> None:
    start, jumps = datetime(2026, 3, 2, tzinfo=UTC), iter(steps * 3)
    ids = Ids(lambda: start + timedelta(milliseconds=next(jumps, 0) // 10**6 * 10**3), random.Random(seed).randbytes)
    made = [ids() for _ in range(len(steps) * 3)]
    assert made == sorted(set(made))
    assert {(key.version, key.variant) for key in made} == {(7, uuid.RFC_4122)}


def test_identifiers_go_up_even_if_chance_gives_the_highest_each_time() -> None:
    ids = Ids(lambda: datetime(2026, 3, 2, tzinfo=UTC), lambda n: b"\xff" * n)
    start = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000)
    ids._tail, ids._milliseconds = (1 << 74) - 2**32 - 1, start
    made = [ids() for _ in range(5)]
    assert made == sorted(set(made))
    assert [key.int >> 80 for key in made[:2]] == [start, start + 1], "full: the next millisecond is borrowed"


def test_the_same_clock_and_chance_give_the_same_identifiers() -> None:
    def run() -> list[uuid.UUID]:
        ids = Ids(lambda: datetime(2026, 3, 2, tzinfo=UTC), random.Random(1).randbytes)
        return [ids() for _ in range(50)]

    assert run() == run()


def test_two_laptops_at_the_same_instant_never_meet() -> None:
    def now() -> datetime:
        return datetime(2026, 3, 2, tzinfo=UTC)

    one, two = Ids(now), Ids(now)
    assert not {one() for _ in range(2000)} & {two() for _ in range(2000)}
