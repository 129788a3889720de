"""A name is only a name: on every screen, in every dialog and toast, in the terminal and in every export."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from campaign.views.money_exchange import (
    Changed,
    DonorApart,
    Fate,
    FieldDiffers,
    RequestApart,
    RequestFate,
    TakenIn,
)
from tests.screens import DIALOGS, SCREENS, go_home, walk
from tui import text

Opened = Callable[..., Any]
LONG = ("CommitteesScreen", "AgendaScreen", "HomeScreen", "LogbookScreen", "ReportScreen", "CommitteeScreen")


@pytest.fixture
def data(hostile_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(hostile_file)


def first(data: Path) -> str:
    """The id of the committee that holds the whole corpus."""
    with closing(sqlite3.connect(data)) as connection:
        return str(uuid.UUID(bytes=connection.execute("SELECT min(id) FROM committee").fetchone()[0]))


def bad(shown: str) -> list[str]:
    return [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200d"]


def clickable(hand: Any) -> list[Any]:
    """Actions that hide in what is shown."""
    strips = hand.app.screen._compositor.render_strips(hand.app.size)
    return [s.style.meta for strip in strips for s in strip if s.style and s.style.meta and "@click" in s.style.meta]


@pytest.mark.parametrize(("lang", "size"), [("fr", (80, 24)), pytest.param("en", (140, 40), marks=pytest.mark.long)])
async def test_every_screen_and_dialog_shows_hostile_names_as_typed(
    opened: Opened, data: Path, lang: str, size: tuple[int, int]
) -> None:
    async with opened(data, lang, size) as hand:
        async for name in walk(hand, {**SCREENS, **DIALOGS}):
            assert hand.screen == name
            for key in ("down", "pagedown", "end") if name in LONG else ("",):
                if key:
                    await hand.press(key)
                shown = "\n".join(hand.grid())
                assert not bad(shown), (name, bad(shown))
                assert not clickable(hand), name
        assert hand.app.is_running and not hand.app._exit
        await hand.press("w")
        assert hand.shows("[/] {0} [31m \N{REPLACEMENT CHARACTER} x")


async def test_every_string_can_be_looked_at_in_the_directory_and_the_agenda(
    opened: Opened, data: Path, corpus: list[str]
) -> None:
    async with opened(data, "fr", (100, 40)) as hand:
        for key in ("c", "a"):
            await hand.press(key)
            listing = hand.app.focused
            await hand.press("home")
            seen = set()
            while True:
                seen.update(line.strip() for line in hand.grid())
                if listing.cursor >= listing.total - 1:
                    break
                await hand.press("pagedown")
            assert listing.total > len(corpus) / 2 > 40
            whole = "\n".join(seen)
            assert not bad(whole)
            for typed in ("[/b] fin", "[@click=app.quit]x[/]", "{name!r}", "=cmd|'/C calc'!A0", "<b>x</b>"):
                assert typed in whole, typed
            await go_home(hand)


def told_of(typed: list[str]) -> TakenIn:
    """A file of the other laptop whose gifts, requests and donors bear these texts."""
    key = uuid.UUID(int=1)
    return TakenIn(
        1, 1, 1, 1,
        fates=tuple(Fate(key, one, "gift", 1, "deposited", "bounced", None, one) for one in typed),
        requests=tuple(
            RequestFate(key, one, 1, "draft", "paid", one, one, (Changed("payee", one, one),)) for one in typed
        ),
        apart=tuple(RequestApart(key, one, 1, "draft", "paid", one and "x") for one in typed),
        donors=tuple(DonorApart(uuid.UUID(int=n), one, (FieldDiffers("address", one, one),), 1)
                     for n, one in enumerate(typed)),
    )  # fmt: skip


async def test_every_string_can_be_in_a_toast_a_menu_a_question_a_title_and_a_refusal(
    opened: Opened, data: Path, corpus: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.notifications import Notification
    from textual.widgets._toast import Toast

    from db.errors import Refusal
    from tui.screens.dialogs import AskText, Choice, Confirm, Menu
    from tui.screens.money.told import CorrectionsDialog, ToldDialog
    from tui.widgets.bars import TitleBar

    class Refused(Refusal):
        why = "“{name}” {{x}}"
        next_step = "{near}"

    # On a slow machine the first would be gone before the last has come.
    monkeypatch.setattr(Notification, "time_left", property(lambda _: 600.0))
    monkeypatch.setattr(Notification, "has_expired", property(lambda _: False))
    shortened = [typed[:300] for typed in corpus]
    assert len(shortened) >= 60
    async with opened(data, "en", (80, 260)) as hand:  # as high as all the toasts of a turn
        await hand.press("n")
        for start in range(0, len(shortened), 12):
            batch = shortened[start : start + 12]
            with monkeypatch.context() as patch:  # Textual arranges the toasts once, and not again for each
                patch.setattr(hand.app, "_refresh_notifications", lambda: None)
                for typed in batch:
                    hand.app.screen.say(typed, "warning")
                hand.app.screen.refused(Refused(name="\n".join(batch), near="\n".join(batch)))
                hand.app.screen.query_one(TitleBar).show(batch[0], batch)
                await hand.settle()
            hand.app._refresh_notifications()
            await hand.settle()
            places = [toast.region for toast in hand.app.screen.query(Toast)]
            assert len(places) == len(batch) + 1
            assert all(hand.app.screen.region.contains_region(place) and place.area for place in places)
            assert not bad("\n".join(hand.grid())) and not clickable(hand)
            hand.app.clear_notifications()
        await hand.resize(80, 24)
        for start in range(0, len(shortened), 60):
            batch = shortened[start : start + 60]
            joined = "\n".join(batch)
            for dialog in (
                Menu(batch[0], [Choice(i, t, t) for i, t in enumerate(batch)], about=joined),
                Confirm(batch[-1], joined),
                AskText(batch[0], joined, value=text.visible(batch[0]), check=lambda _, said=batch[0]: said or "x"),
                ToldDialog(batch[0], told_of(batch), batch[:2], pledges=True),
                CorrectionsDialog(batch[0], told_of(batch)),
            ):
                hand.app.push_screen(dialog)
                await hand.settle()
                if isinstance(dialog, AskText):
                    await hand.press("enter")
                assert not bad("\n".join(hand.grid())) and not clickable(hand)
                await hand.press("escape")
                assert hand.screen == "NewCommitteeScreen"


async def test_what_is_pasted_holds_nothing_that_the_terminal_would_obey(opened: Opened, data: Path) -> None:
    from textual import events

    async with opened(data, "en", (100, 30)) as hand:
        await hand.press("n")
        hand.app.post_message(events.Paste("a\x1b[31mb\x9b\u202ec\nd"))
        await hand.settle()
        assert not bad("\n".join(hand.grid()))
        assert (
            hand.app.focused.value
            == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}c"
        )


async def test_hostile_lines_can_be_typed_into_every_field(opened: Opened, data: Path) -> None:
    lines = ["[/]", "{0}{name} [@click=app.quit]x[/] %s' OR 1=1 --"]  # what cannot be read as markup, and what can
    async with opened(data, "en", (100, 30)) as hand:
        await hand.press("c", "slash")
        for line in lines:
            await hand.put(line)
            assert not bad("\n".join(hand.grid()))
        await hand.press("escape", "escape")
        for line in lines:
            await hand.press("n")
            await hand.put(line, "#name")
            await hand.put(line, "#place")
            await hand.press("ctrl+s")
            await hand.put("69384", "#place")
            await hand.put(line, "#leader")
            await hand.press("ctrl+s")
            assert hand.screen == "CommitteeScreen", line
            assert not bad("\n".join(hand.grid()))
            for key in ("b", "e"):
                await hand.press(key)
                await hand.put(line + key)
                await hand.press("enter")
            await hand.press("u", "u")
            assert not bad("\n".join([*hand.grid(), *hand.toasts()]))
            assert not clickable(hand)
            hand.app.clear_notifications()
            await go_home(hand)


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.long)])  # the same names
def test_no_command_prints_what_a_terminal_would_obey(
    data: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import os

    from tui.cli.main import main

    umask = os.umask(0o077)
    try:
        for arguments in (
            ("committee", "list"),
            ("committee", "list", "--json"),
            ("committee", "show", first(data)),
            ("person", "list", "--limit", "1000"),
            ("person", "list", "--json"),
            ("action", "list", "--limit", "1000"),
            ("action", "list", "--json"),
            ("report", "activity", "--from", "2026-11-01", "--to", "2026-11-30"),
            ("undo", "--list"),
            ("doctor",),
            ("me",),
        ):
            capsys.readouterr()
            with suppress(SystemExit):
                main(["--data", str(data), "--lang", lang, *arguments])
            out, err = capsys.readouterr()
            assert out + err and not bad(out + err), (arguments, bad(out + err))
            if "--json" in arguments:
                json.loads(out)
    finally:
        os.umask(umask)


@pytest.mark.parametrize("kind", ["pdf", "html", "md", "csv", "json", "txt"])
def test_every_export_of_hostile_names_renders_and_holds_nothing_live(data: Path, tmp_path: Path, kind: str) -> None:
    import os

    from tui.cli.main import main

    target = tmp_path / f"out.{kind}"
    umask = os.umask(0o077)
    try:
        period = ("--from", "2026-11-01", "--to", "2026-11-30")
        assert (
            main(
                [
                    "--data",
                    str(data),
                    "report",
                    "activity",
                    "--committee",
                    first(data),
                    *period,
                    "--format",
                    kind,
                    "--output",
                    str(target),
                ]
            )
            == 0
        )
    finally:
        os.umask(umask)
    content = target.read_bytes()
    assert len(content) > 500
    if kind == "pdf":
        assert content.startswith(b"%PDF-") and b"/JavaScript" not in content and b"/Launch" not in content
        return
    said = content.decode("utf-8-sig")
    assert not [c for c in said if unicodedata.category(c) == "Cc" and c not in "\n\r\t"]
    if kind == "html":
        assert (
            "<script>alert" not in said
            and not re.search(r"<img[^>]*onerror", said)
            and "javascript:alert" not in re.sub(r">[^<]*<", "><", said)
        )
    if kind == "csv":
        for line in said.splitlines():
            for cell in line.split(";"):
                assert not re.match(r'"?[=+@|]', cell), line
    if kind == "json":
        json.loads(said)
