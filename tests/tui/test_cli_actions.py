"""The agenda from the command line: shifts, who comes, series, the calendar and the sheet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tui.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(file: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Call ``appui`` in English on a file of its own; give back its code, data and texts."""
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process goes on to other tests
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        try:
            code = main(["--data", str(file), "--lang", "en", *(str(a) for a in arguments)])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("latin-1" if out.startswith(b"%PDF") else "utf-8"), err.decode()

    for name in ("Ada", "Zoé"):
        assert call("committee", "create", f"Comité {name}", "--place", "69384")[0] == 0
        assert call("committee", "join", f"Comité {name}", name)[0] == 0
    return call


def value(said: tuple[int, str, str]) -> Any:
    assert said[0] == 0, said[2]
    return json.loads(said[1])


def test_a_shift_fills_says_so_and_takes_more_only_on_purpose(run: Run) -> None:
    action = value(run("action", "add", "Comité Ada", "--day", "+3", "--with", "Comité Zoé", "--json"))["id"]
    shift = value(
        run("action", "shift", "add", action, "--at", "19h", "--minutes", 60, "--capacity", 1, "--label", "A", "--json")
    )["id"]
    (line,) = value(run("action", "signup", action, "Ada", "--shift", "a", "--json"))
    assert (line["state"], line["shift"], line["committee"]["name"]) == ("confirmed", shift, "Comité Ada")
    code, out, err = run("action", "signup", action, "Zoé", "--shift", "A")
    assert (code, out) == (1, "")
    assert "No room is left: 1 have signed up, 1 is the most." in err
    found = value(run("action", "signup", action, "Zoé", "--shift", shift, "--over", "--json"))
    assert [s["committee"]["name"] for s in found] == ["Comité Ada", "Comité Zoé"]
    (listed,) = value(run("action", "shift", "list", action, "--json"))
    assert (listed["signed_up"], listed["capacity"], listed["state"]) == (2, 1, "full")
    assert "2/1" in run("action", "shift", "list", action)[1]
    assert run("action", "signup", action, "Ada", "--state", "attended")[0] == 1  # it has not begun


def test_a_series_is_planned_changed_and_cancelled_from_a_date_on(run: Run) -> None:
    first = value(run("action", "add", "Comité Ada", "--day", "+3", "--every", "two-weeks", "--times", 4, "--json"))[
        "id"
    ]
    dates = value(run("action", "list", "--json"))
    assert len(dates) == 4 and len({d["series"] for d in dates}) == 1
    assert run("action", "change", dates[1]["id"], "--where", "Ici", "--following")[0] == 0
    assert [d["place"] for d in value(run("action", "list", "--json"))] == ["", "Ici", "Ici", "Ici"]
    assert run("action", "cancel", dates[2]["id"], "--following")[0] == 0
    assert [d["state"] for d in value(run("action", "list", "--json"))] == ["planned"] * 2 + ["cancelled"] * 2
    assert first == dates[0]["id"]
    code, _, err = run("action", "add", "Comité Ada", "--day", "+3", "--every", "week")
    assert code == 1 and "until which day" in err


def test_a_report_takes_walk_ins_and_what_a_person_did_is_corrected(run: Run) -> None:
    action = value(run("action", "add", "Comité Ada", "--day", "-2", "--json"))["id"]
    assert run("action", "report", action, "--present", "Ada", "--walk-in", "Nouvelle Venue")[0] == 0
    assert run("action", "signup", action, "Ada", "--state", "attended", "--minutes", 30)[0] == 0
    found = {s["person"]["name"]: s for s in value(run("action", "signup", action, "--json"))}
    assert (found["Ada"]["minutes"], found["Nouvelle Venue"]["walk_in"]) == (30, True)
    assert value(run("action", "show", action, "--json"))["minutes"] == 150


def test_the_calendar_and_the_sheet_are_data_and_the_same_each_time(run: Run, tmp_path: Path) -> None:
    action = value(run("action", "add", "Comité Ada", "--day", "+3", "--with", "Comité Zoé", "--json"))["id"]
    assert run("action", "signup", action, "Ada")[0] == 0
    agenda = run("action", "ics", "--committee", "Comité Zoé")
    assert agenda[0] == 0, agenda
    assert agenda == run("action", "ics", "--committee", "Comité Zoé")
    (event,) = Calendar.from_ical(agenda[1]).walk("VEVENT")
    assert event["uid"] == f"{action}@appui"
    assert Calendar.from_ical(run("action", "ics", action)[1]).walk("VEVENT")[0]["uid"] == event["uid"]
    assert run("action", "ics")[0] == 1
    assert run("action", "sheet", action, "--output", tmp_path / "sheet.pdf")[0] == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert run("action", "sheet", action, "--output", "-")[1].startswith("%PDF")
