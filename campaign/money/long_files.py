"""Files of hundreds of thousands of lines: rows as the database keeps them, cells of CSV, a streamed sheet of XLSX.

A line costs what its own cells cost: what comes back on many lines (a donor, a way of payment) is written down once.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from unicodedata import is_normalized
from xml.sax.saxutils import escape

from sqlalchemy import Column, ColumnElement, Select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NULLTYPE

from campaign.reports.formats.csv import LIVE, harmless
from db.unit import encode

AT_ONCE = 5_000  # rows read, and lines written, at one time
OFTEN = 20_000  # texts whose cells are kept while a file is written
ROW = "\0"  # stands for the number of the row in cells that are written down before it is known
_ESCAPED = re.compile("_x[0-9a-fA-F]{4}_")  # what Excel would read as a sign that is escaped
_LEVEL = "compress_level" if sys.version_info >= (3, 13) else "_compresslevel"  # `open` asks the entry, not the file
_SHEET = "xl/worksheets/sheet1.xml"


def kept(*columns: Column[Any] | InstrumentedAttribute[Any]) -> list[ColumnElement[Any]]:
    """Columns as the engine keeps them; `db.unit.encode` makes one text of an id, a day or a moment of both engines."""
    return [type_coerce(column, NULLTYPE) for column in columns]


def dashed(key: Any) -> str:
    """An id as the engine keeps it, in its usual spelling: groups of 8, 4, 4, 4 and 12 signs."""
    told = key.hex() if isinstance(key, bytes) else encode(key)
    return f"{told[:8]}-{told[8:12]}-{told[12:16]}-{told[16:20]}-{told[20:]}"


def rows_of(session: Session, statement: Select[Any]) -> Iterator[Any]:
    """The rows of a statement, some thousands at one time; past the mapper, which has nothing to make of them."""
    found = session.connection().execute(statement.execution_options(yield_per=AT_ONCE))
    for part in found.partitions():
        yield from part


class _Echo:
    """What `csv.writer` writes to, to have the line back."""

    write = staticmethod(str)


def cells_of(separator: str) -> Callable[[Sequence[Any]], str]:
    """A function that joins cells as `csv.writer` does, texts made harmless, without the end of the line.

    Most lines need nothing: one look at all their texts together says so, and they are only joined.
    """
    row = csv.writer(_Echo(), delimiter=separator, lineterminator="\r\n").writerow
    mark = separator if separator.isprintable() else ";"
    live = re.compile(f"(?:^|{re.escape(mark)}) *[{re.escape(''.join(sorted(LIVE)))}]").search

    def cells(values: Sequence[Any]) -> str:
        try:
            line = mark.join(values)
        except TypeError:  # a number, or nothing
            line = '"'
        plain = '"' not in line and line.isprintable() and (line.isascii() or is_normalized("NFC", line))
        if plain and (mark != separator or line.count(mark) < len(values)) and live(line) is None:
            return line if mark == separator else separator.join(values)
        told = [harmless(one) if isinstance(one, str) else one for one in values]
        return "" if told in ([""], [None]) else str(row(told))[:-2]  # nothing, alone on its line, would be quoted

    return cells


def joined(head: str, lines: Iterable[str]) -> bytes:
    """Lines of CSV below their head, in UTF-8 with its mark, as French spreadsheets expect."""
    out = io.BytesIO()
    out.write(f"\ufeff{head}\r\n".encode())
    part: list[str] = []
    for line in lines:
        part.append(line)
        if len(part) == AT_ONCE:
            out.write("\r\n".join([*part, ""]).encode())
            part.clear()
    out.write("\r\n".join([*part, ""]).encode())
    return out.getvalue()


def text_cell(column: str, text: str) -> str:
    """A cell of a sheet that holds a text, whatever it begins with; ``column``: its letter."""
    found = _ESCAPED.sub(lambda match: f"_x005F{match[0]}", text) if "_x" in text else text
    if "&" in found or "<" in found or ">" in found:
        found = escape(found)
    space = ' xml:space="preserve"' if found != found.strip() else ""
    return f'<c r="{column}{ROW}" t="inlineStr"><is><t{space}>{found}</t></is></c>'


def number_cell(column: str, number: float, style: str = "") -> str:
    """A cell that holds a number; ``style``: of the skeleton, by its number."""
    look = f' s="{style}"' if style else ""
    told = number if type(number) is int else f"{number:.16G}"
    return f'<c r="{column}{ROW}"{look}><v>{told}</v></c>'


def styles_of(skeleton: bytes) -> list[str]:
    """The styles of the cells of a skeleton's second row, in order."""
    return re.findall(r'<c r="[A-Z]+2" s="(\d+)"', _sheet(skeleton))


def xlsx(skeleton: bytes, rows: Iterable[str]) -> bytes:
    """A workbook: the skeleton's first sheet, with its first row and these below it instead of its second.

    ``rows`` are cells, in which `ROW` stands for the number of the row. What `xlsxwriter` would keep in memory, or
    write cell by cell, goes straight into the file.
    """
    sheet = _sheet(skeleton)
    before, rest = sheet.split('<row r="2"', 1)
    after = rest[rest.index("</sheetData>") :]
    before = re.sub(r'<dimension ref="[^"]*"/>', "", before)  # how far it goes is not known yet, and nobody has to say
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(skeleton)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != _SHEET:
                new.writestr(member, old.read(member))
                continue
            info = zipfile.ZipInfo(_SHEET, member.date_time)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, member.external_attr
            setattr(info, _LEVEL, 1)  # half the time of the usual level, for a file larger by a fifth
            with new.open(info, "w", force_zip64=True) as page:
                page.write(before.encode())
                for part in _numbered(rows):
                    page.write(part)
                page.write(after.encode())
    return out.getvalue()


def _numbered(rows: Iterable[str]) -> Iterator[bytes]:
    part: list[str] = []
    for number, cells in enumerate(rows, 2):
        part.append(f'<row r="{number}">{cells}</row>'.replace(ROW, str(number)))
        if len(part) == AT_ONCE:
            yield "".join(part).encode()
            part.clear()
    yield "".join(part).encode()


def _sheet(skeleton: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(skeleton)) as book:
        return book.read(_SHEET).decode()
