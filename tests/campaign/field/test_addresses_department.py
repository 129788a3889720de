"""A department's file: read in little memory, with progress, and stopped at once when asked."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bench.addresses import ROWS, department
from campaign.field.addresses.apply import import_addresses
from campaign.field.addresses.plan import AddressForm, plan_addresses
from db.tables.field import Address

EVERYDAY = 12_000


def packed(path: Path, rows: int) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        out.writelines(department(rows))
    return path


class Stopped(Exception):
    """What a screen raises when Esc is pressed."""


def test_a_department_is_the_same_on_every_run() -> None:
    one, other = list(department(500)), list(department(500))
    assert one == other and len(one) == 501


def test_one_commune_of_a_department_is_read_in_the_memory_of_one_commune(hands: Any, tmp_path: Path) -> None:
    committee = hands.create("Bondy", "93010")
    path = packed(tmp_path / "adresses-93.csv.gz", EVERYDAY)
    seen: list[tuple[int, int]] = []
    tracemalloc.start()
    try:
        form = AddressForm(committee, ("93001",))
        plan = hands.see(plan_addresses, path, form, progress=lambda done, total: seen.append((done, total)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert plan.tally.read == EVERYDAY
    assert 0 < plan.tally.added < EVERYDAY / 3
    assert plan.tally.elsewhere + plan.tally.added == EVERYDAY
    assert peak < 12 * 1024 * 1024, peak  # the file is some 2 MB, and as rows in memory more than 24
    assert len(seen) > EVERYDAY // 2000
    assert all(0 <= done <= total for done, total in seen)


def test_a_reading_stops_at_the_next_word_of_progress(hands: Any, tmp_path: Path) -> None:
    committee = hands.create("Bondy", "93010")
    path = packed(tmp_path / "adresses-93.csv.gz", 10_000)
    calls = 0

    def progress(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Stopped

    with pytest.raises(Stopped):
        hands.see(plan_addresses, path, AddressForm(committee, ("all",)), progress=progress)
    assert calls == 2


@pytest.mark.long
def test_half_a_million_addresses_come_in_whole_in_bounded_memory(hands: Any, tmp_path: Path) -> None:
    committee = hands.create("Département", "93010")
    path = packed(tmp_path / "adresses-93.csv.gz", ROWS)
    tracemalloc.start()
    try:
        plan = hands.see(plan_addresses, path, AddressForm(committee, ("all",)))
        _, planned = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert plan.tally.added == ROWS
    assert planned < 64 * 1024 * 1024, planned

    def progress(done: int, total: int) -> None:
        if done > total / 20:
            raise Stopped

    with pytest.raises(Stopped):
        hands.do(import_addresses, plan, progress=progress)
    assert hands.one(select(func.count()).select_from(Address)) == 0
    hands.do(import_addresses, plan)
    assert hands.one(select(func.count()).select_from(Address)) == ROWS
