"""The report as PDF, read back by poppler."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.reports.formats import render
from campaign.reports.formats.scripts import in_order, joined
from campaign.reports.formats.shared import number
from campaign.reports.formats.typeface import FOLDER, face
from campaign.reports.views import Column, Report, Section, Table
from campaign.words import words

needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed: nothing here reads a PDF back"
)


def _text(report: Report, tmp_path: Path) -> str:
    file = tmp_path / "report.pdf"
    file.write_bytes(render(report, "pdf"))
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@needs_poppler
def test_every_figure_is_there_with_its_label_counts_and_change(
    rich: Report, english: Report, nothing_done: Report, tmp_path: Path
) -> None:
    for report in (rich, english, nothing_done):
        w = words(report.lang)
        text = _squeezed(_text(report, tmp_path))
        for figure in report.figures:
            assert _squeezed(figure.label) in text
            assert _squeezed(number(w, figure.value, figure.unit)) in text
            assert _squeezed(figure.definition) in text
    text = _squeezed(_text(rich, tmp_path))
    for piece in ("437/1248", "+262", "−3,2pts", "1248/1500(83,2%)", "0/0", "+254,56€", "ComitédelaCroix-Rousse"):
        assert piece in text


@needs_poppler
def test_every_page_says_its_number_the_fingerprint_and_that_data_is_invented(
    all_committees: Report, tmp_path: Path
) -> None:
    pages = _text(all_committees, tmp_path).rstrip("\f").split("\f")
    w = words("fr")
    assert len(pages) > 3
    for place, page in enumerate(pages, 1):
        assert w("page {page} of {pages}", page=place, pages=len(pages)) in page
        assert all_committees.hash[:16] in page
        assert w("Invented data (demo)") in page
    real = replace(all_committees, header=replace(all_committees.header, invented=False))
    assert w("Invented data (demo)") not in _text(real, tmp_path)


@needs_poppler
def test_a_long_table_repeats_its_heads_on_each_page_and_loses_no_row(all_committees: Report, tmp_path: Path) -> None:
    pages = _text(all_committees, tmp_path).rstrip("\f").split("\f")
    with_rows = [page for page in pages if "Rouvray" in page]
    assert all("Membres" in page and "Dons" in page for page in with_rows)
    found = re.findall(r"Rouvray n° (\d+)", "".join(with_rows))
    assert [int(n) for n in found] == list(range(1, 201))


@needs_poppler
def test_what_was_typed_is_there_with_code_points_for_letters_no_typeface_has(nasty: Report, tmp_path: Path) -> None:
    text = _squeezed(_text(nasty, tmp_path))
    for typed in ("[@click=app.quit]x[/]", "<script>alert(1)</script>", "|a|b|", "étéŒuvreŸ", "${jndi:x}{name}%s{0}"):
        assert typed in text
    assert "U+6771U+4EACU+59D4" in text
    assert "U+1F469" in text
    assert "U+001B" in text


@needs_poppler
def test_ten_thousand_letters_without_a_space_are_all_printed(rich: Report, tmp_path: Path) -> None:
    column = Column("c", "C")
    table = Table("t", "", (column, Column("n", "N", "count")), (("ж" * 10_000, 1),))
    report = replace(rich, sections=(Section("s", "S", tables=(table,)),))
    assert _squeezed(_text(report, tmp_path)).count("ж") == 10_000


def test_the_document_says_its_title_author_and_language_and_no_date_of_today(rich: Report) -> None:
    data = render(rich, "pdf")
    assert data.startswith(b"%PDF-1.")
    assert b"/Author (Appui)" in data
    assert b"/Lang (fr)" in data
    assert set(re.findall(rb"D:(\d{8})", data)) == {b"20000101"}


def test_nothing_in_the_document_acts_or_points_elsewhere(nasty: Report) -> None:
    data = render(nasty, "pdf")
    assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|AA|EmbeddedFile|AcroForm)\b", data)
    assert b"/FontFile2" in data
    fonts = set(re.findall(rb"/BaseFont /([\w+-]+)", data))
    assert all(re.match(rb"[A-Z]{6}\+(Roboto|DejaVu)", font) or font == b"Helvetica" for font in fonts), fonts


def test_the_document_is_small(rich: Report) -> None:
    assert len(render(rich, "pdf")) < 80_000


def test_the_typefaces_are_shipped_with_their_licences() -> None:
    assert {file.name for file in FOLDER.iterdir()} >= {"LICENSE-DejaVu.txt", "LICENSE-Roboto.txt", "README.md"}
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2_500_000


def test_every_letter_of_french_is_in_the_main_typeface() -> None:
    french = "aàâäæbcçdeéèêëfghiîïjklmnoôöœpqrstuùûüvwxyÿz" + "AÀÂÄÆBCÇDEÉÈÊËFGHIÎÏJKLMNOÔÖŒPQRSTUÙÛÜVWXYŸZ"
    signs = "0123456789 €%–−…’“”«»·°/()+=,.:;!?\u202f\xa0"
    for style in ("text", "bold"):
        found = face(style).runs(french + signs)
        assert len(found) == 1


def test_lines_fit_their_room_and_keep_every_letter() -> None:
    text = "Un comité qui s'appelle Saint-Étienne-du-Rouvray frappe à 1\u202f248\xa0portes " + "x" * 300
    lines = face("text").wrap(text, 10, 120)
    assert all(face("text").width(line, 10) <= 120.001 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_arabic_letters_are_joined_and_read_from_the_right() -> None:
    assert joined("لجنة") == "\ufedf\ufea0\ufee8\ufe94"
    assert joined("لا") == "\ufefb"
    assert joined("Lyon") == "Lyon"
    assert in_order("שלום") == "םולש"
    assert in_order("Lyon שלום 12 (a)") == "Lyon 12 םולש (a)"
    assert in_order("שלום (12) Lyon") == "Lyon (12) םולש"
    assert in_order("abc 12") == "abc 12"
    assert face("text").runs(face("text").spelled("שלום")) == [("Appui-DejaVuSans", "םולש")]
    assert face("bold").runs(face("bold").spelled("Lyon لا")) == [
        ("Appui-Roboto-Medium", "Lyon "),
        ("Appui-DejaVuSans-Bold", "\ufefb"),
    ]
