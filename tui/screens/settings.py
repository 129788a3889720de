"""Settings: language, theme, who is at the keyboard; and plain facts about the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult

from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

MAP_WORDS = {
    "": N_("as the terminal can"),
    "braille": N_("fine dots (braille)"),
    "blocks": N_("half blocks"),
    "ascii": N_("plain letters"),
}


class SettingsScreen(AppuiScreen):
    """What can be chosen, and where things are."""

    TITLE_WORDS = N_("Settings")
    HELP = N_(
        "Enter changes the line under the cursor. Keys are changed in the settings file, by the names that ? shows."
    )

    def body(self) -> ComposeResult:
        yield Listing([Col("", width=28), Col("", flex=1)], header=False, id="list")

    def reload(self) -> None:
        if self.appui.opening is None:
            self._show("")
            return
        self.read("settings", self._fetch, self._show)

    def _fetch(self, reading: Reading) -> str:
        from db import backup

        newest = backup.latest(self.appui.place.path)
        return newest.name if newest else ""

    def _show(self, newest: str) -> None:
        from db.version import program_version

        app, w = self.appui, self.w
        place = app.place
        rows = [
            Row((w(N_("Language")), "Français" if app.lang == "fr" else "English"), "lang", tones={1: "strong"}),
            Row((w(N_("Theme")), app.theme), "theme", tones={1: "strong"}),
            Row((w(N_("At the keyboard (declared)")), app.me_name or w(N_("nobody said"))), "me", tones={1: "strong"}),
            Row(
                (w(N_("Animations")), w(N_("yes")) if app.settings.animations else w(N_("no"))),
                "animations",
                tones={1: "strong"},
            ),
            Row((w(N_("Maps")), w(MAP_WORDS[app.settings.map])), "map", tones={1: "strong"}),
            Row(
                (w(N_("Back up now")), (newest and w(N_("last: {name}"), name=newest)) or w(N_("no backup yet"))),
                "backup",
                tones={1: "strong" if newest else "warn"},
            ),
            Row((w(N_("What can be undone")), w(N_("opens the journal"))), "history", tones={1: "dim"}),
            Row(
                (w(N_("Look at the demonstration")), w(N_("an invented town, in a file of its own"))),
                "demo",
                tones={1: "dim"},
            ),
            Row((w(N_("Requests")), w(N_("who asked what, and when an answer is due"))), "requests", tones={1: "dim"}),
            Row((w(N_("How long data are kept")), w(N_("and what is past its day"))), "retention", tones={1: "dim"}),
            Row((w(N_("Data charter")), w(N_("read once before phones and mails show"))), "charter", tones={1: "dim"}),
            Row(("", ""), None),
            Row((w(N_("Data file")), str(place.path)), None, tone="dim"),
            Row((w(N_("Protection")), w(N_("file not encrypted; only this account can read it"))), None, tone="dim"),
            Row((w(N_("Backups")), str(Path(place.path).parent / "backups")), None, tone="dim"),
            Row((w(N_("Settings file")), str(place.settings_path)), None, tone="dim"),
            Row((w(N_("Log")), str(place.log_path)), None, tone="dim"),
            Row((w(N_("Version")), program_version()), None, tone="dim"),
        ]
        listing = self.query_one("#list", Listing)
        listing.fill(rows)
        self.set_focus(listing)

    @on(Listing.Chosen)
    async def chosen(self, event: Listing.Chosen) -> None:
        """Change a setting."""
        app = self.appui
        key = event.row.key
        if key == "lang":
            app.speak("en" if app.lang == "fr" else "fr")
        elif key == "theme":
            themes = [
                Choice(name, name)
                for name in sorted(app.available_themes, key=lambda n: (not n.startswith("appui"), n))
            ]
            self.app.push_screen(Menu(self.w(N_("Theme")), themes, selected=app.theme), self._theme)
        elif key == "me":
            self.action_who()
        elif key == "animations":
            app.save_settings(animations=not app.settings.animations)
            app.animation_level = "full" if app.settings.animations else "none"
            self.reload()
        elif key == "map":
            order = list(MAP_WORDS)
            app.save_settings(map=order[(order.index(app.settings.map) + 1) % len(order)])
            self.reload()
        elif key == "backup":
            self._backup()
        elif key == "history":
            from tui.screens.history import HistoryScreen

            self.app.push_screen(HistoryScreen())
        elif key == "demo":
            app.show_demo()
        else:
            self._open_rights(key)

    def _open_rights(self, key: Any) -> None:
        if key == "requests":
            from tui.screens.people.requests import RequestsScreen

            self.app.push_screen(RequestsScreen())
        elif key == "retention":
            from tui.screens.people.retention import RetentionScreen

            self.app.push_screen(RetentionScreen())
        elif key == "charter":
            from tui.screens.people.charter import show_charter

            show_charter(self)

    def _theme(self, name: Any) -> None:
        if name:
            self.appui.theme = name
            self.appui.save_settings(theme=name)
            self.reload()

    def _backup(self) -> None:
        def fetch(reading: Reading) -> str:
            from db import backup

            return str(backup.make(self.appui.place.path))

        self.read("backup", fetch, lambda path: self.tell(self.w(N_("Saved and verified: {path}"), path=path)))
