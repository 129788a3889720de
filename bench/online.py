"""A payment service's file of 10,000 lines, taken into a whole movement's money: beside two floors of the same run.

The shell's ``.import`` judges nothing, seals nothing and writes one table without an index. The other floor does what
nobody could leave out: it parses the file, validates each line with pydantic, and writes the very rows that taking it
in leaves, into the same tables, with their indexes and triggers, by plain ``sqlite3``, making as many digests of each.
It looks for no donor, asks no cap, and keeps no journal by which all could be taken back.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import random
import resource  # Unix only; the bench runs there
import shutil
import sqlite3
import statistics
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from bench import measure
from bench.addresses import megabytes

SHELL_LIMIT = 1 / 0.35  # times the shell's .import of the same lines
FLOOR_LIMIT = 5.0  # times the floor that validates, digests and writes the same rows
TAKEN_LIMIT, MEMORY_LIMIT = 20.0, 400.0  # seconds; megabytes
ROUNDS = 3
TABLES = ("donor", "donation", "donation_event", "ledger_entry", "money_file", "record_seal")  # who is pointed at first
SHELL, FLOOR, DRY, TAKEN = "the shell's .import", "validated, digested, written", "dry run", "taken in"

Job = Callable[[], float]
Met = list[tuple[str, float, float]]  # what, how much, and the limit


def processor(work: Callable[[], object]) -> Job:
    """A job out of work done in this process, in seconds of processor: the file is in memory, others may be busy."""

    def job() -> float:
        begun = process_time()
        work()
        return process_time() - begun

    return job


def shell(path: Path, script: str) -> Job:
    """The SQLite shell at work, in seconds of its processor."""

    def job() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["sqlite3", str(path)], input=script, encoding="utf-8", check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return job


class PutBack(Exception):
    """Ends a transaction, so that nothing of it stays."""


class _Rows(NamedTuple):
    """Rows that taking the file in leaves in one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def taken_in(store: Any, raw: sqlite3.Connection, path: Path, told: dict[str, Any], many: int) -> Met:
    """A service's file: dry run, and taken in; the first round says what is written, and is not counted."""
    from campaign.money.online import import_online, plan_online
    from campaign.people.importing import read_sheet

    source = path.with_name("online.csv")
    service(source, raw, many)
    plans: list[Any] = []
    written: list[_Rows] = []
    peak: list[float] = []

    def plan() -> None:
        with store.read() as session:
            day = store.now().date()
            plans[:] = [plan_online(session, read_sheet(source), told["committee"], told["account"], day)]

    def take() -> float:
        latest = {table: raw.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] for table in TABLES}
        try:
            with store.write() as unit:
                begun = process_time()
                import_online(unit, plans[0], declares_mandatary=True, reason="known")
                unit.finish()
                taken = process_time() - begun
                if not written:
                    peak.append(megabytes())  # before the rows are kept here to be written by the floor
                    written.extend(_new_rows(unit.session.connection().connection.dbapi_connection, latest))
                raise PutBack
        except PutBack:
            return taken

    jobs: dict[str, Job] = {DRY: processor(plan), TAKEN: take}
    jobs[FLOOR] = processor(lambda: _floor(path, source, written))
    if shutil.which("sqlite3"):
        other = path.with_name("other.db")
        jobs[SHELL] = shell(other, f".mode csv\n.separator ;\nDROP TABLE IF EXISTS t;\n.import {source} t\n")
    taken = measure.interleaved(jobs, ROUNDS)
    met = [("online, taken in, s", statistics.median(taken[TAKEN]), TAKEN_LIMIT)]
    for floor, limit in ((SHELL, SHELL_LIMIT), (FLOOR, FLOOR_LIMIT)):
        if floor in jobs:
            ratios = measure.show(f"{many} lines of an online service", taken, floor)
            met.append((f"online, both / {floor}", ratios[DRY] + ratios[TAKEN], limit))
    rows = ", ".join(f"{len(one.rows)} {one.table}" for one in written)
    print(f"  {len(plans[0].gifts)} gifts, {len(plans[0].problems)} refused, peak {peak[0]:.0f} MB; {rows}")
    return [*met, ("online, peak memory, MB", peak[0], MEMORY_LIMIT)]


def _new_rows(connection: Any, latest: dict[str, int | None]) -> list[_Rows]:
    found = []
    for table, row in latest.items():
        cursor = connection.cursor()
        cursor.execute(f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid", (row or 0,))
        found.append(_Rows(table, tuple(one[0] for one in cursor.description), cursor.fetchall()))
    return found


def _floor(path: Path, source: Path, written: list[_Rows]) -> None:
    """Parse, validate, digest and write what is written, and put it back."""
    from pydantic import BaseModel, Field, TypeAdapter

    class Line(BaseModel):
        """What is asked of a line."""

        id: str = Field(min_length=1, max_length=100)
        date: date
        montant: str = Field(pattern=r"^\d{1,12}([.,]\d{1,2})?$")
        mode: str
        prenom: str
        nom: str = Field(min_length=1, max_length=100)
        adresse: str = Field(max_length=300)
        code_postal: str = Field(alias="code postal", max_length=12)
        ville: str
        pays: str
        nationalite: str
        email: str
        statut: str
        devise: str

    check = TypeAdapter(Line).validate_python
    with source.open(encoding="utf-8", newline="") as out:
        for line in csv.DictReader(out, delimiter=";"):
            check(line)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        previous = ""
        for table, columns, rows in written:
            for row in rows:  # the digest of its values, and the seal of it on the one before
                values = {name: value.hex() if isinstance(value, bytes) else value
                          for name, value in zip(columns, row, strict=True)}  # fmt: skip
                text = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
                if table not in ("ledger_entry", "record_seal"):
                    hmac.digest(b"salt", text, "sha256").hex()
                else:
                    previous = hashlib.sha256(previous.encode() + text).hexdigest()
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        connection.execute("ROLLBACK")


def service(source: Path, raw: sqlite3.Connection, many: int) -> None:
    """What a payment service gives: a third of the lines of donors who are known, a few of no gift that came."""
    chance = random.Random(3)
    known = raw.execute(
        "SELECT given_name, family_name, address, postcode, email FROM donor WHERE merged_into_id IS NULL LIMIT 5000"
    ).fetchall()
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, delimiter=";")
        lines.writerow(("id", "date", "montant", "mode", "prenom", "nom", "adresse", "code postal", "ville", "pays",
                        "nationalite", "email", "statut", "devise"))  # fmt: skip
        for number in range(many):
            family = "".join(chance.choice(("ba", "ri", "mon", "te", "lu")) for _ in range(5)).title()
            person = (chance.choice(("Ana", "Luc", "Zoé")), family, f"{number % 200} rue du Lac", "93200",
                      f"new{number // 2}@example.org")  # fmt: skip
            given, family, address, postcode, email = chance.choice(known) if number % 3 == 0 else person
            lines.writerow((f"n-{number}", f"2026-10-{1 + number % 28:02d}", chance.choice(("10,00", "20", "50.00")),
                            "carte", given, family, address, postcode, "Ville", "France", "Française", email,
                            "paid" if number % 50 else "refunded", "EUR"))  # fmt: skip
