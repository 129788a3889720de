"""A file as a table of texts: CSV in any encoding and with any separator, XLSX, ODS; lines keep their number."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from campaign.errors import FileNotATable, FileTooBig
from campaign.people.importing.columns import guess
from db.errors import FileMissing
from db.folding import clean

BIGGEST = 100 * 1024 * 1024  # bytes; a list of a million people has about as many
LONGEST_CELL = 10_000
HEADER_WITHIN = 15  # lines in which the header is looked for, below titles and empty lines
SEPARATORS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds. ``rows`` are (line number as a person counts, cells)."""

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    separator: str
    file_hash: str


def read_sheet(path: Path) -> Sheet:
    """Read a table out of a file.

    Raises:
        FileMissing, FileTooBig, FileNotATable: with what is wrong.
    """
    try:
        if path.stat().st_size > BIGGEST:
            raise FileTooBig(path=path, limit=BIGGEST // 1024 // 1024)
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileMissing(path=path) from None
    except OSError as error:
        raise FileNotATable(path=path, reason=error.strerror or "?") from None
    if data[:4] == b"PK\x03\x04" or path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        lines, encoding, separator = list(_spreadsheet(path)), "", ""
    else:
        text, encoding = _decoded(data, path)
        lines, separator = _separated(text)
    if not any(any(cells) for _, cells in lines):
        raise FileNotATable(path=path, reason="0")
    at = _header(lines)
    number, header = lines[at]
    width = max([len(header), *(len(cells) for _, cells in lines[at + 1 :])])
    rows = tuple((line, tuple(cells) + ("",) * (width - len(cells))) for line, cells in lines[at + 1 :] if any(cells))
    named = tuple(header) + ("",) * (width - len(header))
    return Sheet(path.name, named, number, rows, encoding, separator, hashlib.sha256(data).hexdigest())


def _spreadsheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FileNotATable(path=path, reason=type(error).__name__) from None
    for number, row in enumerate(rows, start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a phone number or a postcode that a spreadsheet took for a number
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value))[:LONGEST_CELL] if value not in (None, "") else ""


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", errors="replace"), "UTF-8"
    sample = data[:4000]
    if sample.count(0) > len(sample) // 4:  # UTF-16 without its mark: every second byte of French text is nought
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace"), "UTF-16"
    if b"\0" in sample:
        raise FileNotATable(path=path, reason="0x00")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _separated(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    first, _, rest = text.partition("\n")
    skipped = 0
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # a line that Excel obeys
        separator, text, skipped = first.strip()[4], rest, 1
    separator = separator or _likeliest(text)
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    lines: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for cells in reader:
            lines.append((begun + skipped, [clean(cell)[:LONGEST_CELL] for cell in cells]))
            begun = reader.line_num + 1
    except csv.Error:
        pass  # what could be read stands; a quote that never closes swallows what follows it
    return lines, separator


def _likeliest(text: str) -> str:
    """The separator that cuts the first lines into the most columns, the same number in most of them."""
    sample = "\n".join(text.splitlines()[:60])
    best = (0.0, ";")
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if row]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual > 1:
            best = max(best, (usual * widths.count(usual) / len(widths), separator))
    return best[1]


def _header(lines: list[tuple[int, list[str]]]) -> int:
    """Where the header is: the first of the lines near the top whose cells name the most things we know."""
    known = [sum(1 for field in guess(cells) if field) for _, cells in lines[:HEADER_WITHIN]]
    best = max(known, default=0)
    if best:
        return known.index(best)
    return next(i for i, (_, cells) in enumerate(lines) if any(cells))
