"""First run: four ways in, one key each, nothing to read first."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row


class FirstRunScreen(AppuiScreen):
    """Create a committee, answer for the money, look at the demonstration, or open another file."""

    TITLE_WORDS = N_("Welcome")
    CSS_PATH = "first_run.tcss"

    def body(self) -> ComposeResult:
        w = self.w
        with Vertical(id="welcome"):
            yield Static(text.plain(w(N_("Run a support committee from this computer."))), id="lead")
            yield Static(
                text.block(
                    w(
                        N_(
                            "No account, no network, nobody's approval.\n"
                            "Everything stays in one file on this computer; reports leave it when you decide."
                        )
                    )
                ),
                id="about",
            )
            yield Listing([Col("", width=26), Col("", flex=1, rank=1)], header=False, id="ways")
            yield Static(text.plain(str(self.appui.place.path)), classes="muted", id="where")

    def reload(self) -> None:
        w = self.w
        rows = [
            Row((w(N_("Create a committee")), w(N_("live as soon as you press Enter"))), "create", tones={1: "dim"}),
            Row(
                (w(N_("I answer for the money")), w(N_("mandataire or financing association"))),
                "mandate",
                tones={1: "dim"},
            ),
            Row(
                (w(N_("Look at the demonstration")), w(N_("an invented town, in a file of its own"))),
                "demo",
                tones={1: "dim"},
            ),
            Row(
                (w(N_("Open another file")), w(N_("a copy from another computer, a backup"))), "open", tones={1: "dim"}
            ),
            Row((w(N_("Français / English")), w(N_("change the language"))), "lang", tones={1: "dim"}),
        ]
        listing = self.query_one("#ways", Listing)
        listing.fill(rows)
        self.set_focus(listing)

    @on(Listing.Chosen)
    async def chosen(self, event: Listing.Chosen) -> None:
        app = self.appui
        if event.row.key == "create":
            from tui.screens.committees.create import NewCommitteeScreen

            app.open_file()
            app.push_screen(NewCommitteeScreen())
        elif event.row.key == "mandate":
            from tui.screens.money.mandate import MandateScreen

            app.open_file()
            app.push_screen(MandateScreen())
        elif event.row.key == "demo":
            app.show_demo()
        elif event.row.key == "lang":
            app.speak("en" if app.lang == "fr" else "fr")
        else:
            self._ask_file()

    def _ask_file(self) -> None:
        from tui.screens.dialogs import AskText

        w = self.w
        dialog = AskText(
            w(N_("Open another file")), w(N_("Path of an Appui file; it is opened where it is.")), limit=1000
        )
        self.app.push_screen(dialog, lambda path: self.appui.open_other(path) if path else None)
