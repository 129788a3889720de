"""A whole movement's money, 300,000 gifts: the law while one types, lists, statement, exports, imports, the doctor.

The file is made by `bench.movement` in a process of its own, and is the same on every run. All is measured in seconds
of processor, beside floors of the same run: a bare read of the same rows, `csv.writer` and the SQLite shell on the
same lines, `xlsxwriter` on the same cells. The limits are those of a person who waits, and of exports elsewhere.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any

from bench import measure
from bench.addresses import megabytes
from bench.movement import GIFTS, LAST
from bench.online import Met, PutBack, processor, shell, taken_in

FIRST = date(2020, 1, 1)
NOW = datetime.combine(LAST, time(18), UTC)  # the clock on which the file is read
ONLINE, CELLS = 10_000, 20_000  # lines of an online service; lines by which xlsxwriter is measured, for it takes long
TYPED_MS, PAGE_MS = 50.0, 100.0  # what a person who types, or turns a page, waits for at most
STATEMENT_LIMIT = 2.0  # times a bare read of what it has to look at
CSV_LIMIT, XLSX_LIMIT = 2.5, 0.2  # times the SQLite shell's own export; times xlsxwriter
FILL_LIMIT, MEMORY_LIMIT, SHEET_LIMIT = 120.0, 400.0, 64.0  # seconds; megabytes; megabytes that a sheet adds

_DONOR = (
    "hex(r.id), r.civility, r.family_name, r.given_name, r.mandate, r.nationality, r.residence, r.address, r.postcode,"
    " r.city"
)
_FROM = "FROM donation d JOIN donor e ON e.id = d.donor_id JOIN donor r ON r.id = coalesce(e.merged_into_id, e.id)"
_CAME = f"d.state IN ('received', 'deposited') AND d.received_on BETWEEN '{FIRST}' AND '{LAST}'"
DONORS = (
    f"SELECT {_DONOR}, d.received_on, d.method, d.kind, d.amount_cents, d.official_receipt, d.acknowledgement,"
    f" r.honour_at {_FROM} WHERE {_CAME} ORDER BY r.sort_key, r.id, d.received_on, d.acknowledgement, d.id"
)
RECEIPTS = (
    f"SELECT hex(d.id), d.kind, d.method, d.received_on, {_DONOR}, 'EUR', d.amount_cents, s.bank_ref, s.number,"
    f" d.official_receipt, 'draft' {_FROM} LEFT JOIN deposit_slip s ON s.id = d.deposit_id WHERE {_CAME}"
    " AND d.method <> 'in_kind' ORDER BY d.received_on, d.acknowledgement, d.id"
)
BOOKS = (
    "SELECT 'BQ', 'draft', seq, day, iif(leg, debit, credit), category, hex(donor_id), '', hex(source_id), day, '',"
    " iif(leg, amount_cents, 0), iif(leg, 0, amount_cents), '', '', at, '', 'EUR'"
    " FROM ledger_entry CROSS JOIN (SELECT 1 AS leg UNION ALL SELECT 0)"
    " WHERE debit NOT IN ('free', 'earmark', 'committed') AND credit NOT IN ('free', 'earmark', 'committed')"
    f" AND day BETWEEN '{FIRST}' AND '{LAST}' ORDER BY seq"
)

BARE_DONOR, BARE_PAGE = "bare read of one donor's gifts", "bare read of the latest gifts"
BARE_ALL = "bare read of gifts, donors, ledger"
SHELL, WRITER = "the shell's CSV of the same lines", "csv.writer of the same lines"


def main(rounds: int = measure.ROUNDS, gifts: int = GIFTS, online: int = ONLINE) -> None:
    """Measure and print."""
    from db.store import Store

    print(f"== money: {gifts} gifts of {gifts // 3} donors to one party")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "money.appui")
        told = _filled(path, gifts)
        store = Store.on_file(path, now=lambda: NOW)
        few = max(min(rounds, 3), 2)
        with closing(sqlite3.connect(path)) as raw:
            met = _persons(store, raw, told, max(rounds, 3))
            met += _whole(store, raw, told, few)
            met += _exports(store, raw, path, told, few)
            met += [("peak memory until here, MB", megabytes(), MEMORY_LIMIT)]
            met += _exchanged(store, raw, told, few)
            met += taken_in(store, raw, path, told, online)
        store.close()
        _doctor(path, few)
    print()
    for what, value, limit in (("filling, s", told["seconds"], FILL_LIMIT), *met):
        print(f"  {'within' if value <= limit else 'ABOVE '}  {what}: {value:.2f}, limit {limit:.3g}")


def _filled(path: Path, gifts: int) -> dict[str, Any]:
    """The file, made in a process of its own, whose memory is not this one's."""
    made = subprocess.run(
        [sys.executable, "-m", "bench.movement", str(path), str(gifts)],
        capture_output=True, encoding="utf-8", check=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    told: dict[str, Any] = json.loads(made.stdout)
    print(f"{path.stat().st_size / 1e6:.0f} MB, {told['entries']} entries, filled in {told['seconds']:.0f} s")
    return told | {name: uuid.UUID(told[name]) for name in ("account", "committee", "donor")}


def _waited(taken: Mapping[str, Sequence[float]], limit: float) -> Met:
    return [
        (f"{name}, ms", statistics.median(seconds) * 1000, limit)
        for name, seconds in taken.items()
        if not name.startswith("bare")
    ]


def _persons(store: Any, raw: sqlite3.Connection, told: dict[str, Any], rounds: int) -> Met:
    """What somebody waits for at a screen: the law while typing, pages of lists, first screens."""
    from campaign.money.donors import DonorForm, list_donors
    from campaign.money.listing import committees_of, list_gifts, list_hand_overs
    from campaign.money.promises import PromiseForm, check_promise
    from campaign.money.waiting import waiting
    from campaign.views.money import GiftQuery

    account, committee = told["account"], told["committee"]
    form = PromiseForm(committee, account, 10_000, "cheque", told["donor"])
    new = DonorForm("Élodie", "Barimonte", "12, rue du Mail", "69004", "Ville", "FR", "FR")

    def seen(work: Callable[..., object], *given: Any, **more: Any) -> Callable[[], float]:
        def read() -> None:
            with store.read() as session:
                work(session, *given, **more)

        return processor(read)

    gifts = "SELECT * FROM donation WHERE donor_id = ?"
    typed = measure.interleaved(
        {
            BARE_DONOR: processor(lambda: raw.execute(gifts, (told["donor"].bytes,)).fetchall()),
            "check: cheque": seen(check_promise, form, LAST),
            "check: cash": seen(check_promise, replace(form, method="cash"), LAST),
            "check: somebody new": seen(check_promise, replace(form, donor_id=None, donor=new), LAST),
        },
        rounds,
    )
    pages = {
        "all": (GiftQuery(), 0),
        "all, in the middle": (GiftQuery(), told["gifts"] // 2),
        "all, the last": (GiftQuery(), told["gifts"] - 50),
        "an account": (GiftQuery(account_id=account), 0),
        "a committee": (GiftQuery(committee_id=committee), 0),
        "to deposit": (GiftQuery(account_id=account, states=("received",), method="cheque"), 0),
        "a name": (GiftQuery(account_id=account, text="barimonte"), 0),
        "a letter": (GiftQuery(account_id=account, text="a"), 0),
    }
    bare = "SELECT * FROM donation ORDER BY promised_on DESC, id DESC LIMIT 50"
    now = store.now()
    shown = measure.interleaved(
        {BARE_PAGE: processor(lambda: raw.execute(bare).fetchall())}
        | {f"gifts: {name}": seen(list_gifts, query, offset=at, limit=50) for name, (query, at) in pages.items()}
        | {
            "donors: a page": seen(list_donors, limit=200),
            "slips: a committee's": seen(list_hand_overs, committee),
            "committees of an account": seen(committees_of, account),
            "Home: a committee's lines": seen(waiting, committee, now),
            "money: a committee's screen": seen(waiting, committee, now, balances=True),
        },
        rounds,
    )
    measure.show("the law while one types", typed, BARE_DONOR)
    measure.show("a page, or a first screen", shown, BARE_PAGE)
    return [*_waited(typed, TYPED_MS), *_waited(shown, PAGE_MS)]


def _all(raw: sqlite3.Connection, *tables: str) -> None:
    for table in tables:
        for _ in raw.execute(f"SELECT * FROM {table}"):
            pass


def _whole(store: Any, raw: sqlite3.Connection, told: dict[str, Any], rounds: int) -> Met:
    """What looks at every gift: the statement, the totals of donors, a report's figures, all committees' Home."""
    from campaign.money.accounts import account_row
    from campaign.money.statement import donor_totals, money_figures, statement
    from campaign.money.waiting import waiting

    def seen(work: Callable[[Any], object]) -> Callable[[], float]:
        def read() -> None:
            with store.read() as session:
                work(session)

        return processor(read)

    account = told["account"]
    taken = measure.interleaved(
        {
            BARE_ALL: processor(lambda: _all(raw, "donation", "donor", "ledger_entry")),
            "statement": seen(lambda session: statement(session, account, FIRST, LAST)),
            "donors who gave most": seen(
                lambda session: donor_totals(session, account_row(session, account), LAST, most=200)
            ),
            "figures of a report": seen(lambda session: money_figures(session, None, FIRST, LAST)),
            "money: all committees' screen": seen(lambda session: waiting(session, None, store.now(), balances=True)),
        },
        rounds,
    )
    ratios = measure.show("what looks at every gift", taken, BARE_ALL)
    return [("statement / bare read", ratios["statement"], STATEMENT_LIMIT)]


def _exports(store: Any, raw: sqlite3.Connection, path: Path, told: dict[str, Any], rounds: int) -> Met:
    """Each export beside the shell and `csv.writer`, which write the same number of lines of the same columns."""
    from campaign.money.donor_list import export_donors
    from campaign.money.drafts import accountant_draft, receipts_draft

    account, met = told["account"], []
    lines = {}

    def listed(form: Any) -> bytes:
        with store.write() as unit:
            made = export_donors(unit, account, FIRST, LAST, form=form, lang="fr", declares_mandatary=True)
        lines[form] = made.gifts
        return made.content

    def drafted(make: Callable[..., bytes]) -> bytes:
        with store.read() as session:
            return make(session, account, FIRST, LAST)

    def written(query: str) -> None:
        csv.writer(io.StringIO(), delimiter=";").writerows(raw.execute(query))

    before = megabytes()
    sheet = processor(lambda: listed("xlsx"))()
    grown = megabytes() - before
    exports: dict[str, tuple[str, Callable[[], bytes]]] = {
        "list of donors, CSV": (DONORS, lambda: listed("csv")),
        "draft for the receipts service": (RECEIPTS, lambda: drafted(receipts_draft)),
        "draft for the accountant": (BOOKS, lambda: drafted(accountant_draft)),
    }
    for name, (query, make) in exports.items():
        (same,) = raw.execute(f"SELECT count(*) FROM ({query})").fetchone()
        if make().count(b"\r\n") - 1 != same:
            measure.fail(f"{name} and the shell do not write the same number of lines")
        jobs = {WRITER: processor(lambda query=query: written(query)), name: processor(make)}
        if shutil.which("sqlite3"):
            jobs = {SHELL: shell(path, f".mode csv\n.output /dev/null\n{query};\n")} | jobs
        taken = measure.interleaved(jobs, rounds)
        ratios = measure.show(f"{same} lines", taken, next(iter(jobs)))
        if SHELL in ratios:
            met.append((f"{name} / the shell", ratios[name], CSV_LIMIT))
        else:
            print("the SQLite shell is not found: not compared with it")
    per_line = sheet / lines["xlsx"] * 1000
    other = (_sheet_elsewhere(raw) + processor(lambda: raw.execute(DONORS).fetchall())() / lines["xlsx"]) * 1000
    print(f"\nlist of donors, XLSX: {sheet:.2f} s, {per_line * 1000:.1f} ms a 1,000 lines; {grown:.0f} MB more")
    print(f"  read, and written by xlsxwriter in constant memory ({CELLS} lines): {other * 1000:.1f} ms a 1,000 lines")
    return [*met, ("sheet / xlsxwriter", per_line / other, XLSX_LIMIT), ("sheet, MB more", grown, SHEET_LIMIT)]


def _sheet_elsewhere(raw: sqlite3.Connection) -> float:
    """The same cells by xlsxwriter as one would use it for many lines; seconds a line."""
    import xlsxwriter

    rows = list(islice(raw.execute(DONORS), CELLS))

    def work() -> None:
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            book = xlsxwriter.Workbook(file.name, {"constant_memory": True})
            page, euros = book.add_worksheet(), book.add_format({"num_format": "#,##0.00"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(number, column, cell / 100, euros)
                    elif cell:
                        page.write_string(number, column, cell)
            book.close()

    return processor(work)() / len(rows)


def _undone(store: Any, work: Callable[[Any], object]) -> Callable[[], float]:
    """Something written, and put back: the next round finds the file as it was."""

    def write() -> None:
        try:
            with store.write() as unit:
                work(unit)
                unit.finish()
                raise PutBack
        except PutBack:
            pass

    return processor(write)


def _exchanged(store: Any, raw: sqlite3.Connection, told: dict[str, Any], rounds: int) -> Met:
    """The files of two laptops, of a committee that gathered as many gifts as any."""
    from campaign.money.exchange import export_pledges, export_states, import_pledges

    account, committee = told["account"], told["committee"]
    gifts = "SELECT * FROM donation WHERE committee_id = ? AND account_id = ?"
    (many,) = raw.execute(f"SELECT count(*) FROM ({gifts})", (committee.bytes, account.bytes)).fetchone()
    files: list[bytes] = []
    bare = "bare read of its gifts"
    taken = measure.interleaved(
        {
            bare: processor(lambda: raw.execute(gifts, (committee.bytes, account.bytes)).fetchall()),
            "pledges out": _undone(store, lambda unit: files.append(export_pledges(unit, committee, account))),
            "pledges in again, dry": _undone(store, lambda unit: import_pledges(unit, files[-1], account)),
            "states out": _undone(store, lambda unit: export_states(unit, committee, account)),
        },
        rounds,
    )
    measure.show(f"files of a committee with {many} gifts", taken, bare)
    return []


def _doctor(path: Path, rounds: int) -> None:
    """The proof of ledger and records: every seal made again."""
    from db.doctor import examine
    from db.ledger_check import faults
    from db.seals_check import record_faults

    with closing(sqlite3.connect(path)) as raw:
        tables = ("ledger_entry", "record_seal", "donation", "donation_event", "donor")
        bare = "bare read of what it proves"
        taken = measure.interleaved(
            {
                bare: processor(lambda: _all(raw, *tables)),
                "ledger": processor(lambda: faults(raw)),
                "records": processor(lambda: record_faults(raw)),
            },
            rounds - 1 if rounds > 2 else rounds,
        )
    measure.show("the doctor", taken, bare)
    begun = process_time()
    wrong = [finding.code for finding in examine(path) if finding.severity == "error"]
    print(f"  the doctor whole: {process_time() - begun:.1f} s, {wrong or 'all in order'}")
    if wrong:
        measure.fail("The invented file is not whole: the figures are of no worth.")
