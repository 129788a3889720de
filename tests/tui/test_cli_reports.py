"""``appui report``: marked as sent, compared, shaped, added up, from the command line."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tui.cli.main import main


@dataclass
class Said:
    """What a call came back with."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Run = Callable[..., Said]
PERIOD = ("--from", "2026-11-09", "--to", "2026-11-15")


@pytest.fixture
def run(
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    demo_file: Path,
    copy: Callable[[Path], Path],
) -> Run:
    """Call ``appui`` on a demonstration file of its own."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("APPUI_DATA", str(copy(demo_file)))
    umask = os.umask(0o077)
    os.umask(umask)
    monkeypatch.setattr("os.umask", lambda mask: umask)

    def call(*arguments: object) -> Said:
        capfdbinary.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Said(code, out, err.decode())

    return call


@pytest.fixture
def committees(run: Run) -> list[str]:
    return [row["id"] for row in run("committee", "list", "--json").json]


def test_a_spreadsheet_goes_to_the_standard_output_or_to_a_file_that_names_its_format(
    run: Run, committees: list[str], tmp_path: Path
) -> None:
    report = ("report", "activity", "--committee", committees[0], *PERIOD)
    said = run(*report, "--format", "xlsx", "--output", "-")
    assert said.code == 0, said.err
    for kind, magic in (("xlsx", b"xl/workbook.xml"), ("ods", b"opendocument.spreadsheet")):
        assert run(*report, "--output", tmp_path / f"week.{kind}").code == 0
        content = (tmp_path / f"week.{kind}").read_bytes()
        assert magic in content and (kind != "xlsx" or content == said.out)
        assert "Figures" in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def test_a_format_is_known_by_the_word_people_say(run: Run, committees: list[str], tmp_path: Path) -> None:
    report = ("report", "activity", "--committee", committees[0], *PERIOD, "--output")
    for word, kind, begins in (("text", ".txt", "━"), ("markdown", ".md", "# ")):
        folder = tmp_path / word
        folder.mkdir()
        assert run(*report, folder, "--format", word).code == 0
        (made,) = folder.iterdir()
        assert made.suffix == kind and made.read_text("utf-8").startswith(begins)


def test_a_report_is_marked_as_sent_listed_compared_and_unmarked_by_undo(run: Run, committees: list[str]) -> None:
    one = committees[0]
    marked = run("report", "mark-sent", "--committee", one, *PERIOD, "--sent-to", "Head office", "--json").json
    assert set(marked) == {"id", "committee", "period", "hash", "sent_at", "sent_to", "figures"}
    printed = run("report", "activity", "--committee", one, *PERIOD, "--format", "json").json
    assert marked["hash"] == printed["hash"]
    assert {key: kept["value"] for key, kept in marked["figures"].items()} == {
        figure["key"]: figure["value"] for figure in printed["figures"]
    }
    assert [row["id"] for row in run("report", "sent", "--committee", one, "--json").json] == [marked["id"]]
    assert run("report", "sent", "--committee", committees[1], "--json").json == []
    assert run("report", "sent", "--search", "head", "--json").json
    assert run("report", "sent", "--search", "nobody", "--json").json == []
    compared = run("report", "compare", marked["hash"][:10])
    assert (compared.code, b"Nothing moved" in compared.out) == (0, True)
    again = run("report", "mark-sent", "--committee", one, *PERIOD)
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert run("report", "mark-sent", "--committee", one, "--fingerprint", "00ff").code == 1
    assert run("undo").code == 0
    assert run("report", "sent", "--json").json == []


def test_the_next_report_says_what_moved_since_then(run: Run, committees: list[str]) -> None:
    one = ("--committee", committees[0])
    assert run("report", "mark-sent", *one, "--from", "2026-11-02", "--to", "2026-11-08").code == 0
    sections = run("report", "activity", *one, *PERIOD, "--format", "json").json["sections"]
    (table,) = next(section for section in sections if section["key"] == "since_last")["tables"]
    assert table["rows"][0]["then"]["unit"] == "count"


def test_two_files_are_compared_without_a_data_file(
    run: Run, committees: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for path, period in zip(files, (("--from", "2026-11-02", "--to", "2026-11-08"), PERIOD), strict=True):
        assert run("report", "activity", "--committee", committees[0], *period, "--output", path).code == 0
    monkeypatch.setenv("APPUI_DATA", str(tmp_path / "nowhere.appui"))
    said = run("report", "compare", *files, "--format", "json")
    assert {"compared", "changed"} == {section["key"] for section in said.json["sections"]}
    files[0].write_text(files[0].read_text().replace('"value": 1', '"value": 7', 1))
    assert run("report", "compare", *files).code == 1
    assert not (tmp_path / "nowhere.appui").exists()


@pytest.mark.parametrize("arguments", [("now",), ("now", "now"), ("zzzz",), ("",)])
def test_what_cannot_be_compared_is_refused_in_one_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    said = run("report", "compare", *arguments)
    assert (said.code, said.out, said.err.count("\n")) == (1, b"", 1)


def test_the_form_of_a_report_is_chosen_shown_and_reset(run: Run, committees: list[str]) -> None:
    one = committees[0]
    chosen = run("report", "template", one, "--sections", "done, key_figures", "--opening", "Hello.", "--json").json
    assert set(chosen) == {"own", "sections", "left_out", "opening", "closing"}
    assert (chosen["own"], chosen["sections"], chosen["opening"]) == (True, ["done", "key_figures"], "Hello.")
    report = ("report", "activity", "--committee", one, *PERIOD, "--format")
    text = run(*report, "md").out.decode()
    assert text.index("Hello") < text.index("What was done") < text.index("Key figures")
    assert "Stocks and flows" not in text
    assert "Stocks and flows" in run(*report, "md", "--whole").out.decode()
    assert len(run(*report, "json").json["sections"]) > 5
    assert run("report", "template", one, "--sections", "weather").code == 1
    assert run("report", "template", one, "--reset", "--json").json["own"] is False


def test_files_are_added_up_a_changed_one_refused_a_missing_one_named(
    run: Run, committees: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    for number, one in enumerate(committees[:3]):
        path = folder / f"{number}.json"
        assert run("report", "activity", "--committee", one, *PERIOD, "--output", path).code == 0
    data = run("report", "add-up", folder, "--json").json
    assert set(data) == {"files", "added", "refused", "committees", "findings", "report"}
    assert (data["files"], data["added"], data["refused"], data["findings"]) == (3, 3, 0, [])
    value = json.loads((folder / "1.json").read_text("utf-8"))
    value["figures"][0]["value"] += 1
    (folder / "1.json").write_text(json.dumps(value), "utf-8")
    (tmp_path / "list").write_text("\n".join(committees[:3]), "utf-8")
    output = tmp_path / "sum.xlsx"
    said = run("report", "add-up", folder, "--expected", tmp_path / "list", "--json", "--output", output)
    assert said.code == 1
    found = json.loads(said.out)["findings"]
    assert [(f["code"], f["file"], f["committee"]) for f in found] == [
        ("tampered", "1.json", value["committee"]["name"]),
        ("missing", "", committees[1]),
    ]
    assert "1.json" in said.err
    assert "Figures" in CalamineWorkbook.from_path(str(output)).sheet_names
    assert run("report", "add-up", tmp_path / "nowhere").code == 1


def test_adding_up_needs_no_data_file_and_makes_none(
    run: Run, committees: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    assert run("report", "activity", "--committee", committees[0], *PERIOD, "--output", folder / "a.json").code == 0
    monkeypatch.setenv("APPUI_DATA", str(tmp_path / "nowhere.appui"))
    said = run("report", "add-up", folder, "--lang", "fr")
    assert (said.code, "RAPPORTS ADDITIONNÉS" in said.out.decode()) == (0, True)
    assert not (tmp_path / "nowhere.appui").exists()


def test_a_committee_made_this_week_reports_on_this_week(run: Run) -> None:
    made = run("committee", "create", "Neuf", "--place", "69384", "--json").json
    report = run("report", "activity", "--committee", made["id"], "--format", "json").json
    assert report["period"]["from"] <= made["created_at"][:10] <= report["period"]["to"]
