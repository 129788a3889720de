"""What is true of the report in every format."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from campaign.reports.formats import BINARY, FORMATS, extension, file_name, render
from campaign.reports.views import Report
from tests.campaign.reports.conftest import PARAMS

ROOT = Path(__file__).parents[3]

_ELSEWHERE = """
import pickle, sys
from hashlib import sha256
from campaign.reports.formats import FORMATS, file_name, render
reports = pickle.load(sys.stdin.buffer)
made = {(n, kind): render(report, kind) for n, report in enumerate(reports) for kind in FORMATS if kind != 'pdf'}
names = [file_name(report, kind) for report in reports for kind in FORMATS]
early = [name for name in sys.modules if name.split('.')[0] in ('reportlab', 'PIL', 'rich', 'textual')]
print('typesetters before the pdf:', *early)
for n, report in enumerate(reports):
    for kind in FORMATS:
        print(kind, sha256(made.get((n, kind)) or render(report, kind)).hexdigest())
"""


def _elsewhere(reports: list[Report], **environment: str) -> tuple[str, str]:
    """The typesetters that were loaded before there was a PDF to make, and the hash of each format of each report."""
    clean = {name: value for name, value in os.environ.items() if name not in ("TZ", "PYTHONHASHSEED")}
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        input=pickle.dumps(reports),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
    )
    early, _, hashes = done.stdout.decode().partition("\n")
    return early, hashes


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("report", [case for case in PARAMS if case.id != "all committees, fr"], indirect=True)
def test_the_same_report_gives_the_same_bytes_twice(report: Report, kind: str) -> None:
    """That of all committees is made twice below, while somebody waits for it."""
    assert render(report, kind) == render(report, kind)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "HOME": "/nonexistent"},
        pytest.param({"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"}, marks=pytest.mark.long),
    ],
    ids=["far east", "far west"],
)
def test_another_process_zone_locale_and_hash_seed_gives_the_same_bytes_and_loads_no_typesetter_before_the_pdf(
    rich: Report, nasty: Report, environment: dict[str, str]
) -> None:
    reports = [rich, nasty]
    here = "".join(f"{kind} {sha256(render(report, kind)).hexdigest()}\n" for report in reports for kind in FORMATS)
    early, elsewhere = _elsewhere(reports, **environment)
    assert early == "typesetters before the pdf:"
    assert elsewhere == here


def test_a_report_printed_after_another_has_the_same_bytes_as_alone(rich: Report, nasty: Report) -> None:
    alone = render(rich, "pdf")
    render(nasty, "pdf")
    assert render(rich, "pdf") == alone


def _any() -> Report:
    from datetime import date

    from campaign.reports.views import Header

    header = Header("1", "A", "", "", "", "Europe/Paris", False)
    return Report("A", "en", header, date(2026, 1, 1), date(2026, 1, 2), (), "0" * 64, "Appui")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_without_a_single_section_renders(kind: str) -> None:
    assert render(_any(), kind)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="docx"):
        render(_any(), "docx")
    with pytest.raises(ValueError, match="__init__"):
        extension("__init__")


@pytest.mark.parametrize("kind", FORMATS)
def test_no_control_character_leaves_in_any_text_format(nasty: Report, kind: str) -> None:
    if kind in BINARY:
        return
    allowed = {"\n"} | ({"\r", "\t"} if kind == "csv" else set())
    text = render(nasty, kind).decode("utf-8-sig" if kind == "csv" else "utf-8")
    unseen = {c for c in text if (ord(c) < 32 or 0x7F <= ord(c) < 0xA0) and c not in allowed}
    turning = {c for c in text if c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"}
    assert not unseen
    assert not turning


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_of_all_committees_is_ready_within_two_seconds_and_is_the_same_twice(
    all_committees: Report, kind: str
) -> None:
    made = render(all_committees, kind)
    start = time.perf_counter()
    again = render(all_committees, kind)
    assert time.perf_counter() - start < 2.0
    assert again == made


# File names.


def test_a_file_is_named_after_the_committee_and_the_period(rich: Report) -> None:
    assert file_name(rich, "pdf") == "comite-de-la-croix-rousse-2026-11-02-2026-11-08.pdf"


def test_the_file_of_all_committees_says_so(rich: Report) -> None:
    named = replace(rich, lang="en", header=replace(rich.header, id="", name="", committees=12))
    assert file_name(named, "csv") == "all-committees-2026-11-02-2026-11-08.csv"


@pytest.mark.parametrize(
    "name", ["", "   ", ".", "..", "../../etc/passwd", "C:\\x", "\x00", "CON", "nul.txt", "com1", "-rf", "~", "東京",
             "👍", "a/b", "\u202egnp.exe", "x" * 10_000, "é" * 500, "aux ", "LPT9-x", "$HOME", "a\nb", "Œuvre – L'Haÿ"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["json", "md"])
def test_a_file_name_is_plain_short_and_never_a_path(rich: Report, name: str, kind: str) -> None:
    made = file_name(replace(rich, header=replace(rich.header, name=name)), kind)
    stem = made.split(".")[0]
    assert len(made) <= 80
    assert made.endswith(extension(kind))
    assert made.count(".") == 1
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert stem[0] != "-"
    assert not stem.startswith(("con-", "aux-", "nul-", "com1-", "lpt9-"))
    assert stem.endswith("2026-11-02-2026-11-08")


def test_names_without_a_latin_letter_stay_apart_by_their_id(rich: Report) -> None:
    one = replace(rich, header=replace(rich.header, name="東京", id="0192f3c4-7a1e-7c55-9b20-5a4de0c41f77"))
    other = replace(rich, header=replace(rich.header, name="京都", id="0192f3c4-7a1e-7c55-9b20-5a4de0c41f78"))
    assert file_name(one, "pdf") != file_name(other, "pdf")
    assert file_name(replace(one, header=replace(one.header, id="")), "pdf").startswith("committee-2026")
