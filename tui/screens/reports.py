"""The activity report, seen as it will be exported; x writes it as a file, whole or not at all."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from campaign.periods import EARLIEST, LATEST, Period, last_full_week, month_of, this_week
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.cli.paths import typed_path
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.reports.views import Report


class ReportScreen(AppuiScreen):
    """Choose whom and when, read it, export it."""

    CSS_PATH = "reports.tcss"
    HELP = N_(
        "Left and right go a period back or forth; p chooses another period; t shows this committee or all; "
        "x exports to PDF, HTML, Markdown, CSV, JSON or plain text. The same data and period give the same bytes."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", N_("Export"), id="report.export"),
        Binding("p", "period", N_("Period"), id="report.period"),
        Binding("left", "shift(-1)", N_("Before"), key_display="←", priority=True, id="report.before"),
        Binding("right", "shift(1)", N_("After"), key_display="→", priority=True, id="report.after"),
        Binding("t", "scope", N_("All or one"), id="report.scope"),
        Binding("down,j", "scroll(2)", N_("Down"), show=False, id="report.down"),
        Binding("up,k", "scroll(-2)", N_("Up"), show=False, id="report.up"),
        Binding("pagedown", "scroll_page(1)", N_("Page down"), show=False, id="report.page_down"),
        Binding("pageup", "scroll_page(-1)", N_("Page up"), show=False, id="report.page_up"),
    ]

    def __init__(self, committee_id: uuid.UUID | None) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._all = committee_id is None
        self.period: Period | None = None
        self._kind = "week"
        self.report: Report | None = None

    def where(self) -> str:
        name = self.report.header.name if self.report else ""
        title = self.w(N_("Activity report"))
        return f"{title} · {name}" if name else title

    def body(self) -> ComposeResult:
        yield Static(text.plain(""), id="head")
        with VerticalScroll(id="paper"):
            yield Static(text.plain("…"), id="preview")

    def on_resize(self) -> None:
        self.call_after_refresh(self.reload)

    def on_mount(self) -> None:
        self.period = last_full_week(self.appui.today())
        super().on_mount()
        self.set_focus(self.query_one("#paper"))

    def reload(self) -> None:
        period = self.period
        if period is None:
            return
        scope = None if self._all else self.committee_id
        lang = self.appui.lang
        width = max(60, min((self.query_one("#paper").content_size.width or 76) - 2, 100))

        def fetch(reading: Reading) -> tuple[Report, str]:
            from campaign.reports import formats
            from campaign.reports.build import activity_report

            report = activity_report(reading.session, scope, period, reading.store.now(), lang)
            return report, formats.render(report, "txt", width=width).decode()

        self.read("report", fetch, self._show)

    def _show(self, result: tuple[Report, str]) -> None:
        self.report, preview = result
        w = self.w
        period = self.period
        assert period is not None
        self.titles()
        self.query_one("#head", Static).update(
            text.parts(
                ("‹ ", "$text-accent"),
                (w.period(period.first, period.last), "bold"),
                (" ›", "$text-accent"),
                ("   " + w(N_("as it will be exported")), "$muted"),
            )
        )
        self.query_one("#preview", Static).update(text.block(preview))

    def action_shift(self, step: int) -> None:
        period = self.period
        if period is None:
            return
        if self._kind == "month":
            day = period.first - timedelta(days=1) if step < 0 else period.end
            self.period = month_of(day)
        else:
            move = timedelta(days=period.days * step)
            if not (EARLIEST + abs(move) <= period.first and period.last <= LATEST - abs(move)):
                return
            self.period = Period(period.first + move, period.last + move)
        self.reload()

    def action_scope(self) -> None:
        if self.committee_id is None:
            self.committee_id = self.appui.home_id
        if self.committee_id is not None:
            self._all = not self._all
            self.reload()

    def action_scroll(self, step: int) -> None:
        self.query_one("#paper", VerticalScroll).scroll_relative(y=step, animate=False)

    def action_scroll_page(self, step: int) -> None:
        paper = self.query_one("#paper", VerticalScroll)
        paper.scroll_relative(y=step * max(paper.size.height - 2, 1), animate=False)

    def action_period(self) -> None:
        w = self.w
        today = self.appui.today()
        spans = [
            Choice(("week", this_week(today)), w(N_("This week")), self._dates(this_week(today))),
            Choice(("week", last_full_week(today)), w(N_("Last full week")), self._dates(last_full_week(today))),
            Choice(("month", month_of(today)), w(N_("This month")), self._dates(month_of(today))),
            Choice(
                ("month", month_of(month_of(today).first - timedelta(days=1))),
                w(N_("Last month")),
                self._dates(month_of(month_of(today).first - timedelta(days=1))),
            ),
            Choice(
                ("free", Period(today - timedelta(days=27), today)),
                w(N_("Last four weeks")),
                self._dates(Period(today - timedelta(days=27), today)),
            ),
            Choice(("ask", None), w(N_("Other dates…")), ""),
        ]
        self.app.push_screen(Menu(w(N_("Period")), spans), self._chosen)

    def _dates(self, period: Period) -> str:
        return self.w.period(period.first, period.last)

    def _chosen(self, key: Any) -> None:
        if key is None:
            return
        kind, period = key
        if kind == "ask":
            self._ask_dates()
            return
        self._kind, self.period = kind, period
        self.reload()

    def _ask_dates(self) -> None:
        from campaign.periods import read_day

        w, today = self.w, self.appui.today()

        def parsed(line: str) -> Period:
            first, _, last = line.replace("→", " ").partition(" ")
            return Period(read_day(first, today), read_day(last or first, today))

        def check(line: str) -> str:
            try:
                parsed(line.strip())
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def typed(line: str | None) -> None:
            if line:
                self._kind, self.period = "free", parsed(line.strip())
                self.reload()

        about = w(N_("First and last day, both included: 2026-11-01 2026-11-30, or 1/11 30/11."))
        self.app.push_screen(AskText(w(N_("Other dates")), about, check=check), typed)

    def action_export(self) -> None:
        if self.report is None:
            return
        w = self.w
        choices = [
            Choice(("pdf", {}), "PDF", w(N_("to print or send"))),
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
        report = self.report
        assert report is not None

        def fetch(reading: Reading) -> Path:
            from campaign.reports import formats
            from db.files import write_whole

            write_whole(target, formats.render(report, kind, **options))
            return target

        self.say(self.w(N_("Exporting…")))
        self.read("export", fetch, lambda done: self.say(self.w(N_("Written: {path}"), path=done)))
