"""A scripted month, from creation to the fourth weekly report, by command line and by keys.

Every figure is derived again from the file by plain SQL that shares nothing with the program.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 3, 2)  # the month goes over the night of 29 March, which has 23 hours
PEOPLE = ("Samia Benali", "Paul Durand", "Élodie Noël", "Jean-Pierre Le Goff", "Zoé Müller", "Œdipe Petit", "Li Wei")


class Month:
    """A file, a clock, and the command line."""

    def __init__(self, path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from db.store import Store

        self.path, self._capsys = path, capsys
        self.now = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
        defaults = Store.on_file.__func__.__kwdefaults__  # type: ignore[attr-defined]
        monkeypatch.setitem(defaults, "now", lambda: self.now)

    def at(self, day: date, hour: int) -> None:
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=PARIS).astimezone(UTC)

    def __call__(self, *arguments: str) -> Any:
        from tui.cli.main import main

        code = main(["--data", str(self.path), "--lang", "en", *arguments])
        out, err = self._capsys.readouterr()
        assert code == 0, (arguments, err)
        return json.loads(out) if "--json" in arguments or "json" in arguments else out.strip()

    def one(self, statement: str, *values: Any) -> Any:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(statement, values).fetchone()[0]


@pytest.fixture
def month(
    empty_file: Path, copy: Callable[[Path], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Month:
    return Month(copy(empty_file), capsys, monkeypatch)


def utc(day: date) -> str:
    """Midnight of a day in Paris, as the file writes instants."""
    moment = datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def derived(month: Month, first: date, now: datetime) -> dict[str, int]:
    """The figures of a week, by plain SQL."""
    a, b = utc(first), utc(first + timedelta(days=7))
    b = min(b, now.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z")
    active = utc(first + timedelta(days=7 - 28))
    held = "SELECT id FROM action WHERE state = 'held' AND starts_at >= ? AND starts_at < ?"
    came = f"FROM signup WHERE state = 'attended' AND action_id IN ({held})"
    latest = """
        SELECT level_after FROM membership_event e WHERE e.person_id = p.id AND e.at < ?
        ORDER BY e.at DESC LIMIT 1
    """
    return {
        "members": month.one(f"SELECT count(*) FROM person p WHERE ({latest}) >= 10", b),
        "followers": month.one(f"SELECT count(*) FROM person p WHERE ({latest}) = 5", b),
        "active_members": month.one(
            f"SELECT count(*) FROM person p WHERE ({latest}) >= 10 AND id IN (SELECT person_id {came})",
            b, active, b,
        ),
        "actions_held": month.one(f"SELECT count(*) FROM ({held})", a, b),
        "participations": month.one(f"SELECT count(*) {came}", a, b),
        "participants": month.one(f"SELECT count(DISTINCT person_id) {came}", a, b),
        "minutes": month.one(f"SELECT coalesce(sum(minutes), 0) {came}", a, b),
        "people_met": month.one(f"SELECT coalesce(sum(people_met), 0) FROM action WHERE id IN ({held})", a, b),
        "leaflets": month.one(f"SELECT coalesce(sum(leaflets), 0) FROM action WHERE id IN ({held})", a, b),
        "confirmed_at_start": month.one(
            f"""SELECT count(*) FROM signup s JOIN action a ON a.id = s.action_id WHERE a.id IN ({held})
            AND s.confirmed_at <= a.starts_at AND (s.cancelled_at IS NULL OR s.cancelled_at > a.starts_at)""",
            a, b,
        ),
        "flaked": month.one(
            f"""SELECT count(*) FROM signup s JOIN action a ON a.id = s.action_id WHERE a.id IN ({held})
            AND s.confirmed_at <= a.starts_at AND (s.cancelled_at IS NULL OR s.cancelled_at > a.starts_at)
            AND s.state <> 'attended'""",
            a, b,
        ),
    }  # fmt: skip


def week(month: Month, committee: str, number: int) -> None:
    """Plan three actions, sign people up, hold two and report on them."""
    first = MONDAY + timedelta(weeks=number)
    month.at(first, 8)
    coming = PEOPLE[: 4 + number]
    planned = []
    for offset, kind, at in ((1, "meeting", "19:00"), (5, "market", "9:00"), (6, "door_to_door", "10:00")):
        day = (first + timedelta(days=offset)).isoformat()
        planned.append(month("action", "add", committee, "--kind", kind, "--day", day, "--at", at, "--json")["id"])
    for action in planned:
        for name in coming:
            month("action", "signup", action, name)
    month("action", "signup", planned[2], coming[0], "--state", "cancelled")
    month.at(first + timedelta(days=2), 9)
    present = [part for name in coming[1:] for part in ("--present", name)]
    month("action", "report", planned[0], *present, "--met", str(3 + number), "--text", "On a tout préparé.")
    month.at(first + timedelta(days=5), 20)
    some = [part for name in coming[::2] for part in ("--present", name)]
    month(
        "action",
        "report",
        planned[1],
        *some,
        "--met",
        "40",
        "--leaflets",
        str(200 + number),
        "--walk-in",
        f"Passant {number}",
    )
    month.at(first + timedelta(days=6), 8)
    month("action", "cancel", planned[2])


@pytest.mark.parametrize("weeks", [(2, 3), pytest.param((0, 1, 2, 3), marks=pytest.mark.long)], ids=len)
def test_a_month_from_creation_to_the_fourth_report(month: Month, tmp_path: Path, weeks: tuple[int, ...]) -> None:
    """Its second half each day, with the short night; all of it in the long run."""
    made = month("committee", "create", "Comité de la Croix-Rousse", "--place", "69384", "--json")
    assert (made["state"], made["visible"]) == ("active", True)
    committee = made["id"]
    for number, name in enumerate(PEOPLE):
        month("committee", "join", committee, name, "--role", "leader" if number == 0 else "member")
    sheet = tmp_path / "feuille.csv"
    sheet.write_text("Prénom;Nom;Portable\nAna;DIAZ;06 39 98 00 01\nLuc;MOREL;0639980002\n", encoding="cp1252")
    assert month("import", "people", str(sheet), "--committee", committee, "--json")["added"] == 2
    month("person", "consent", committee, "Ana Diaz", "phone")
    before: dict[str, int] = {}
    for number in weeks:
        week(month, committee, number)
        first = MONDAY + timedelta(weeks=number)
        month.at(first + timedelta(days=7), 9)
        span = ("--committee", committee, "--from", first.isoformat(), "--to", (first + timedelta(days=6)).isoformat())
        report = month("report", "activity", *span, "--format", "json")
        found = {figure["key"]: figure["value"] for figure in report["figures"]}
        wanted = derived(month, first, month.now)
        assert {key: found.get(key, "missing") for key in wanted} == wanted, number
        assert report["hash"] == month("report", "activity", *span, "--format", "json")["hash"]
        if before:
            changes = {f["key"]: f.get("before") for f in report["figures"] if f.get("before") is not None}
            flows = ("actions_held", "participations", "minutes", "people_met", "leaflets")
            assert {key: changes[key] for key in flows} == {key: before[key] for key in flows}
        before = wanted
        month("report", "mark-sent", *span, "--sent-to", "la fédération")
    assert wanted["leaflets"] == 203
    assert month.one("SELECT count(*) FROM sent_report") == len(weeks)
    for form in ("pdf", "xlsx", "ods", "csv", "html", "md", "txt") if len(weeks) == 4 else ("pdf", "xlsx"):
        output = tmp_path / f"report.{form}"
        month("report", "activity", *span, "--output", str(output))
        assert output.stat().st_size > 500, form


@pytest.mark.long
async def test_the_same_month_by_keys_counts_the_same(
    month: Month, opened: Callable[..., Any], copy: Callable[[Path], Path]
) -> None:
    """What was planned by command is reported by keys, and counts in the next report as if it had been typed."""
    made = month("committee", "create", "Croix-Rousse", "--place", "69384", "--json")["id"]
    for name in PEOPLE[:3]:
        month("committee", "join", made, name)
    action = month("action", "add", made, "--kind", "market", "--day", "2026-03-07", "--at", "9:00", "--json")["id"]
    for name in PEOPLE[:3]:
        month("action", "signup", action, name)
    month.at(date(2026, 3, 8), 10)
    async with opened(month.path, now=month.now.astimezone(PARIS)) as hand:
        todo = hand.app.screen.query_one("#todo-list")
        kinds = [getattr(todo._row(i).key, "kind", "") for i in range(todo.total)]
        todo.focus()
        await hand.settle()
        todo.select(kinds.index("report"))
        await hand.press("enter")
        assert hand.screen == "ActionScreen"
        people = hand.app.focused
        came = next(i for i in range(people.total) if PEOPLE[0] in people._row(i).cells[1])
        for other in range(people.total):  # each said yes, and stands ticked until a key says that they did not come
            if other != came:
                people.select(other)
                await hand.press("space")
        await hand.put("12", "#people_met")
        await hand.press("ctrl+s")
    month.at(date(2026, 3, 9), 9)
    report = month("report", "activity", "--committee", made, "--format", "json")
    found = {figure["key"]: figure["value"] for figure in report["figures"]}
    wanted = derived(month, MONDAY, month.now)
    assert {key: found.get(key, "missing") for key in wanted} == wanted
    assert (wanted["confirmed_at_start"], wanted["flaked"]) == (3, 2)
