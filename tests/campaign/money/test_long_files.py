"""Lines that are put together piece by piece are those that `csv.writer` writes; texts are as harmless as ever."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from typing import Any

from campaign.money.long_files import ROW, cells_of, joined, number_cell, text_cell
from campaign.reports.formats import shared
from campaign.reports.formats.csv import harmless

PIECES = ("a", "Zoé", "e\u0301", " ", "\u00a0", "\ufeff", "=", "+", "@", "-", "|", ";", "\t", "\n", "\r\n", '"', "'",
          "\u200b", "\u00ad", "\x00", "\x7f", "１", "＝", "💶", "12,50", "\u2028")  # fmt: skip


def texts(many: int) -> list[str]:
    chance = random.Random(5)
    return ["", *("".join(chance.choice(PIECES) for _ in range(chance.randint(0, 5))) for _ in range(many))]


def plainly(text: str, *, lines: bool) -> str:
    """`visible` sign by sign."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = text if lines else text.replace("\n", " ")
    return "".join(char if char.isprintable() else shared._seen(char) for char in text)


def test_a_text_is_as_visible_and_as_harmless_as_sign_by_sign() -> None:
    for text in texts(3_000):
        for lines in (True, False):
            assert shared.visible(text, lines=lines) == plainly(text, lines=lines), repr(text)
        first = next((char for char in text if char in "\t\r\n" or not (char.isspace() or char == "\ufeff")), "")
        live = first != "" and first in "=+-@|\t\r\n＝＋－＠−﹢﹣﹦﹫｜"
        assert harmless(text) == ("'" if live else "") + plainly(text, lines=True), repr(text)


def test_cells_put_together_are_the_line_of_a_writer() -> None:
    chance = random.Random(6)
    for separator in (";", "\t"):
        cells = cells_of(separator)
        rows: list[list[Any]] = [
            [chance.choice((*texts(40), 7, None)) for _ in range(chance.randint(2, 8))] for _ in range(300)
        ]
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
        writer.writerows([[harmless(one) if isinstance(one, str) else one for one in row] for row in rows])
        pieces = [separator.join(cells([one]) for one in row) for row in rows]
        assert joined(cells(rows[0]), (cells(row) for row in rows[1:])) == out.getvalue().encode("utf-8-sig")
        assert pieces == [cells(row) for row in rows]


def test_a_sheet_keeps_spaces_and_what_would_be_markup_or_an_escape() -> None:
    assert text_cell("B", ' <a & "b"> _x0041_') == (
        f'<c r="B{ROW}" t="inlineStr"><is><t xml:space="preserve"> &lt;a &amp; "b"&gt; _x005F_x0041_</t></is></c>'
    )
    assert number_cell("C", 1000.1, "3") == f'<c r="C{ROW}" s="3"><v>1000.1</v></c>'
    assert number_cell("C", 0.07 + 0.01) == f'<c r="C{ROW}"><v>0.08</v></c>'
