"""The activity report: whom and when; marked as sent, compared, shaped; many of them added up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.periods import EARLIEST, LATEST, Period, last_full_week, month_of, this_week
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.reports.paper import PaperScreen
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.reports.sent import Sent
    from campaign.reports.views import Report


@dataclass(frozen=True, slots=True)
class _Made:
    """A report, and of what it was made: while that is the same, so is the report."""

    of: tuple[object, ...]
    period: Period
    whole: Report
    report: Report


class ReportScreen(PaperScreen):
    """Choose whom and when, read it, export it."""

    SHOWS_THE_FILE = True
    HELP = N_(
        "Left and right go a period back or forth; p chooses another period; t shows this committee or all; "
        "x exports to PDF, XLSX, ODS, HTML, Markdown, CSV, JSON or plain text. The same data and period give the same "
        "bytes. w marks the report as sent, so that the next one says what moved since; c compares; e chooses the "
        "sections and the words around them; f adds up the files that committees sent."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "period", N_("Period"), id="report.period"),
        Binding("left", "shift(-1)", N_("Before"), key_display="←", priority=True, id="report.before"),
        Binding("right", "shift(1)", N_("After"), key_display="→", priority=True, id="report.after"),
        Binding("t", "scope", N_("All or one"), id="report.scope"),
        Binding("w", "mark_sent", N_("Mark as sent"), show=False, id="report.mark_sent"),
        Binding("c", "compare", N_("What changed"), show=False, id="report.compare"),
        Binding("e", "form", N_("Sections and words"), show=False, id="report.form"),
        Binding("f", "add_up", N_("Add up files"), show=False, id="report.add_up"),
    ]

    def __init__(self, committee_id: uuid.UUID | None) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._all = committee_id is None
        self.period: Period | None = None  # until the first read: that of a report that nobody chose one for
        self._kind = "week"
        self.whole: Report | None = None
        self._made: _Made | None = None

    @property
    def scope(self) -> uuid.UUID | None:
        """The committee that is shown; None for all."""
        return None if self._all else self.committee_id

    def where(self) -> str:
        name = self.report.header.name if self.report else ""
        title = self.w(N_("Activity report"))
        return f"{title} · {name}" if name else title

    def exported(self, kind: str) -> Report | None:
        from campaign.reports.formats import WHOLE

        return self.whole if kind in WHOLE else self.report

    def reload(self) -> None:
        chosen, scope, lang, width = self.period, self.scope, self.appui.lang, self.columns
        minute, made = self.appui.now().replace(second=0, microsecond=0), self._made

        def fetch(reading: Reading) -> tuple[_Made, str]:
            from campaign.reports import formats
            from campaign.reports.build import activity_report, default_period
            from campaign.reports.template import template_of, templated

            session, store, now = reading.session, reading.store, reading.store.now()
            period = chosen or default_period(session, scope, now)
            of = (store, store.counter_in(session), minute, period, scope, lang)
            if made is not None and made.of == of:  # only written anew, as wide as the paper is now
                return made, formats.render(made.report, "txt", width=width).decode()
            whole = activity_report(session, scope, period, now, lang)
            report = templated(whole, template_of(session, scope))
            return _Made(of, period, whole, report), formats.render(report, "txt", width=width).decode()

        self.read("report", fetch, self._show)

    def _show(self, result: tuple[_Made, str]) -> None:
        self._made, preview = result
        self.period, self.whole, report = self._made.period, self._made.whole, self._made.report
        w = self.w
        self.query_one("#head", Static).update(
            text.parts(
                ("‹ ", "$text-accent"),
                (w.period(self.period.first, self.period.last), "bold"),
                (" ›", "$text-accent"),
                ("   " + w(N_("as it will be exported")), "$muted"),
            )
        )
        self.show_paper(report, preview)

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

    # Sent, compared, shaped, added up.

    def action_mark_sent(self) -> None:
        if self.whole is None or self.period is None:
            return
        w, scope, period, seen = self.w, self.scope, self.period, self.whole.hash

        def typed(sent_to: str | None) -> None:
            if sent_to is None:
                return
            from campaign.reports.sent import mark_sent

            self.write(lambda unit: mark_sent(unit, scope, period, sent_to, seen=seen), marked, once=True)

        def marked(sent: Sent) -> None:
            self.tell(w(N_("Marked as sent; the next report compares with it. u undoes it.")))

        about = w(N_("To whom, in a few words, or nothing. Its figures are kept as they are now, without persons."))
        self.app.push_screen(AskText(w(N_("Mark as sent")), about), typed)

    def action_compare(self) -> None:
        from tui.screens.reports.compare import choose_sides

        choose_sides(self, self.scope)

    def action_form(self) -> None:
        from tui.screens.reports.form import FormScreen

        if self.scope is None:
            self.say(self.w(N_("The report of all committees is always whole. t shows one committee.")), "warning")
            return
        self.app.push_screen(FormScreen(self.scope))

    def action_add_up(self) -> None:
        from tui.screens.reports.add_up import ask_folder

        ask_folder(self)
