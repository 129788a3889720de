"""Reports on screen: the period nobody chose, marked as sent, compared, shaped, and many added up."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.actions import ActionReport, NewAction, plan_action, report_action
from campaign.committees.create import create_committee
from campaign.committees.forms import NewCommittee
from campaign.periods import Period
from campaign.reports import received
from campaign.reports.build import activity_report
from campaign.reports.formats import render
from campaign.reports.sent import sent_reports
from campaign.reports.template import template_of
from db.tables import Committee

WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))


@pytest.fixture
def three(file: Path, other: Any, committee: uuid.UUID) -> Path:
    """A file of three committees, of which the first, that of Home, met someone last week."""
    for name in ("Vaise", "Gerland"):
        other.do(create_committee, NewCommittee(name=name, places=("69389",)))
    held = other.do(plan_action, NewAction(committee_id=committee, kind="market", day=WEEK.first))
    other.do(report_action, ActionReport(action_id=held, people_met=12))
    return file


def write_all(hand: Any, folder: Path) -> list[Path]:
    """The JSON files of the committees' week."""
    folder.mkdir(exist_ok=True)
    store, files = hand.app.opening.store, []
    with store.read() as session:
        for number, committee in enumerate(session.scalars(select(Committee.id).order_by(Committee.id))):
            files.append(folder / f"{number:02}.json")
            files[-1].write_bytes(render(activity_report(session, committee, WEEK, store.now(), "fr"), "json"))
    return files


async def test_a_report_is_marked_as_sent_once_and_u_takes_it_back(opened: Any, three: Path) -> None:
    async with opened(three, lang="en") as hand:
        await hand.press("r")
        await hand.press("w")
        await hand.put("Head office [/]")
        await hand.press("enter")
        committee = hand.app.screen.committee_id
        (sent,) = hand.see(sent_reports, committee)
        assert (sent.hash, sent.sent_to) == (hand.app.screen.whole.hash, "Head office [/]")
        await hand.press("w", "enter")
        assert any("already marked as sent" in toast for toast in hand.toasts())
        await hand.press("u")
        assert hand.see(sent_reports, committee) == []


async def test_figures_that_moved_meanwhile_are_not_marked(opened: Any, three: Path) -> None:
    async with opened(three, lang="en") as hand:
        await hand.press("r")
        screen = hand.app.screen
        await hand.press("w")
        with hand.app.opening.store.write() as unit:
            from campaign.committees.members import add_member

            add_member(unit, screen.committee_id, "Nouvelle Personne")
            unit.change(unit.session.get_one(Committee, screen.committee_id), created_at=unit.now)
        await hand.press("enter")
        assert any("have changed since" in toast for toast in hand.toasts())
        assert hand.see(sent_reports, screen.committee_id) == []


async def test_the_next_report_says_what_moved_and_c_compares(opened: Any, three: Path, tmp_path: Path) -> None:
    async with opened(three, lang="en") as hand:
        await hand.press("r", "c")
        assert any("w marks this one" in toast for toast in hand.toasts())
        await hand.press("left", "w", "enter", "right")
        assert "The last report sent covers" in render(hand.app.screen.report, "txt").decode()
        await hand.press("c", "enter", "enter")
        assert hand.screen == "ComparisonScreen"
        assert hand.shows("WHAT CHANGED")
        await hand.press("x", "enter")
        await hand.put(str(tmp_path / "changed.pdf"))
        await hand.press("enter")
        assert (tmp_path / "changed.pdf").read_bytes().startswith(b"%PDF")


async def test_the_form_of_the_report_is_chosen_by_keys_and_not_lost_by_leaving(opened: Any, three: Path) -> None:
    async with opened(three, lang="en") as hand:
        await hand.press("r")
        committee = hand.app.screen.committee_id
        await hand.press("e", "space", ">", "end", "space")
        await hand.put("Hello [/] everyone", "#opening")
        await hand.press("ctrl+s")
        assert hand.screen == "ReportScreen"
        chosen = hand.see(template_of, committee)
        assert "key_figures" not in chosen.sections
        assert "difficulties" not in chosen.sections
        assert (chosen.sections[0], chosen.opening) == ("since_last", "Hello [/] everyone")
        assert hand.shows("Hello [/] everyone")
        assert len(hand.app.screen.exported("json").sections) > len(hand.app.screen.exported("pdf").sections)
        await hand.press("e", "r")
        assert not hand.see(template_of, committee).own
        await hand.press("escape", "u")
        again = hand.see(template_of, committee)
        assert (again.sections, again.opening) == (chosen.sections, chosen.opening)
        await hand.press("e", "space", "escape")
        assert hand.screen == "Confirm"
        await hand.press("escape")
        assert hand.screen == "FormScreen"


async def test_files_are_added_up_on_the_screen_and_a_wrong_one_or_a_missing_folder_is_named(
    opened: Any, three: Path, tmp_path: Path
) -> None:
    async with opened(three, lang="en") as hand:
        files = write_all(hand, tmp_path / "sent")
        value = json.loads(files[1].read_text("utf-8"))
        value["figures"][0]["value"] += 1
        files[1].write_text(json.dumps(value), "utf-8")
        await hand.press("r", "f")
        await hand.put(str(tmp_path / "sent"))
        await hand.press("enter", "enter")
        assert hand.screen == "AddUpScreen"
        assert hand.shows(f"{len(files) - 1} reports added up, of {len(files)} files.")
        assert "was changed: its figures do not fit its fingerprint" in render(hand.app.screen.report, "md").decode()
        assert hand.shows("01.json")
        await hand.press("x")
        await hand.choose(("xlsx", {}))
        await hand.put(str(tmp_path / "sum.xlsx"))
        await hand.press("enter")
        assert (tmp_path / "sum.xlsx").read_bytes().startswith(b"PK")
        assert hand.app.screen._run == 1  # the files are not read again at each return from a dialog
        await hand.press("escape")
        assert hand.screen == "ReportScreen"
        await hand.press("f")
        await hand.put(str(tmp_path / "nowhere"))
        await hand.press("enter", "enter")
        assert any("is not a folder" in toast for toast in hand.toasts())
        assert hand.screen == "ReportScreen"


async def test_esc_stops_the_adding_up(
    opened: Any, three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, started = threading.Event(), threading.Event()
    reading = received._read

    def slow(*arguments: Any, **options: Any) -> Any:
        started.set()
        assert go.wait(20)
        return reading(*arguments, **options)

    async with opened(three, lang="en") as hand:
        files = write_all(hand, tmp_path / "sent")
        assert len(files) > 1
        monkeypatch.setattr(received, "_read", slow)
        await hand.press("r", "f")
        await hand.put(str(tmp_path / "sent"))
        await hand.press("enter")
        hand._send("enter")
        while not started.is_set():
            await hand.pilot.pause(0)
        hand._send("escape")
        for _ in range(3):
            await hand.pilot.pause(0)
        go.set()
        await hand.settle()
        assert any("was stopped" in toast for toast in hand.toasts())
        assert hand.screen == "ReportScreen"
