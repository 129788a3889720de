"""A report on paper, as it will be exported: read it, scroll it, write it as a file, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.cli.paths import typed_path
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.reports.views import Report


class PaperScreen(AppuiScreen):
    """What shows a report: the paper, its keys, its exports."""

    CSS_PATH = "paper.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", N_("Export"), id="report.export"),
        Binding("down,j", "scroll(2)", N_("Down"), show=False, id="report.down"),
        Binding("up,k", "scroll(-2)", N_("Up"), show=False, id="report.up"),
        Binding("pagedown", "scroll_page(1)", N_("Page down"), show=False, id="report.page_down"),
        Binding("pageup", "scroll_page(-1)", N_("Page up"), show=False, id="report.page_up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.report: Report | None = None

    def body(self) -> ComposeResult:
        yield Static(text.plain(""), id="head")
        with VerticalScroll(id="paper"):
            yield Static(text.plain("…"), id="preview")

    def on_resize(self) -> None:
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Write the paper anew, as wide as it is now."""
        self.reload()

    def come(self) -> None:
        if self.query_one("#paper").size:  # else it is about to be given one, and is read then, once
            super().come()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#paper"))

    @property
    def columns(self) -> int:
        """How wide the paper is, in columns."""
        return max(60, min((self.query_one("#paper").content_size.width or 76) - 2, 100))

    def exported(self, kind: str) -> Report | None:
        """What is written in a format: what is on the paper."""
        return self.report

    def show_paper(self, report: Report, preview: str) -> None:
        """Put a report on the paper."""
        self.report = report
        self.titles()
        self.query_one("#preview", Static).update(text.block(preview))

    def action_scroll(self, step: int) -> None:
        self.query_one("#paper", VerticalScroll).scroll_relative(y=step, animate=False)

    def action_scroll_page(self, step: int) -> None:
        paper = self.query_one("#paper", VerticalScroll)
        paper.scroll_relative(y=step * max(paper.size.height - 2, 1), animate=False)

    def action_export(self) -> None:
        if self.report is None:
            return
        w = self.w
        choices = [
            Choice(("pdf", {}), "PDF", w(N_("to print or send"))),
            Choice(("xlsx", {}), "XLSX", w(N_("typed cells, for Excel"))),
            Choice(("ods", {}), "ODS", w(N_("typed cells, for LibreOffice"))),
            Choice(("html", {}), "HTML", w(N_("one accessible page, for any browser"))),
            Choice(("md", {}), "Markdown", w(N_("to paste into a wiki or a message"))),
            Choice(("csv", {"separator": ";", "bom": True}), w(N_("CSV for a French spreadsheet")), w(N_("; and BOM"))),
            Choice(("csv", {"separator": ",", "bom": False}), w(N_("Plain CSV")), w(N_("comma, no BOM"))),
            Choice(("json", {}), "JSON", w(N_("to be added up by a federation"))),
            Choice(("txt", {}), w(N_("Plain text")), w(N_("for a mail, a screen reader"))),
        ]
        self.app.push_screen(Menu(w(N_("Export")), choices), self._where_to)

    def _where_to(self, key: Any) -> None:
        if key is None or self.report is None:
            return
        from campaign.reports import formats

        kind, options = key
        w = self.w
        proposed = self.appui.place.exports_folder / formats.file_name(self.report, kind)

        def typed(path: str | None) -> None:
            if path:
                try:
                    self._ask_to_replace(kind, options, typed_path(path))
                except Refusal as refusal:
                    self.refused(refusal)

        self.app.push_screen(
            AskText(
                w(N_("Export to")),
                w(N_("A file of that name is replaced only if you say so.")),
                value=str(proposed),
                limit=1000,
            ),
            typed,
        )

    def _ask_to_replace(self, kind: str, options: dict[str, Any], path: Path) -> None:
        from campaign.reports import formats

        assert self.report is not None
        target = path / formats.file_name(self.report, kind) if os.path.isdir(path) else path
        if not os.path.exists(target):
            self._export(kind, options, target)
            return
        w = self.w
        what = w(N_("{path} exists already; what it holds now would be lost."), path=target)

        def sure(yes: bool | None) -> None:
            if yes:
                self._export(kind, options, target)
            else:
                self._where_to((kind, options))

        self.app.push_screen(Confirm(w(N_("Replace this file?")), what), sure)

    def _export(self, kind: str, options: dict[str, Any], target: Path) -> None:
        report = self.exported(kind)
        assert report is not None

        def fetch(reading: Reading) -> Path:
            from campaign.reports import formats
            from db.files import write_whole

            write_whole(target, formats.render(report, kind, **options))
            return target

        self.say(self.w(N_("Exporting…")))
        self.read("export", fetch, lambda done: self.say(self.w(N_("Written: {path}"), path=done)))
