"""Gifts of each month: who gives how much until when, what is due, and what the year will come to against the cap."""

from __future__ import annotations

import uuid
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.views.money import METHOD_WORDS, RecurringView
from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Confirm
from tui.screens.money.whose import with_committee
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading


class MonthlyScreen(AppuiScreen):
    """The monthly gifts of one committee, or of all."""

    TITLE_WORDS = N_("Gifts of each month")
    CSS_PATH = "requests.tcss"
    HELP = N_(
        "Nothing comes by itself: s enters the instalments that are due as gifts, once each, and the mandataire "
        "receives them. The projection adds up what is still to come, so that a plan never passes a cap."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New"), id="monthly.new"),
        Binding("s", "due", N_("Enter what is due"), id="monthly.due"),
        Binding("d", "stop", N_("Stop"), id="monthly.stop"),
        Binding("escape", "back", N_("Back"), id="monthly.back"),
    ]

    def __init__(self, committee_id: uuid.UUID | None, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self._committee_name = name
        self.plans: list[RecurringView] = []

    def where(self) -> str:
        return f"{self._committee_name} · {self.w(self.TITLE_WORDS)}".removeprefix(" · ")

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("Donor")), width=12, flex=2),
            Col(w(N_("Each month")), width=11, align="right"),
            Col(w(N_("How")), width=12, rank=2),
            Col(w(N_("Until")), width=10, rank=1),
            Col(w(N_("Entered")), width=7, align="right", rank=3),
            Col(w(N_("Due")), width=9, align="right"),
            Col(w(N_("Projected, of the cap")), width=23, flex=1, align="right"),
        ]
        yield Static(text.plain(""), id="empty")
        yield Listing(columns, id="list")
        yield Static(text.plain(""), classes="muted", id="sums")

    def reload(self) -> None:
        committee = self.committee_id

        def fetch(reading: Reading) -> list[RecurringView]:
            from campaign.money.recurring import list_recurring

            return list_recurring(reading.session, reading.store.now(), committee_id=committee, stopped=True)

        self.read("monthly", fetch, self._show)

    def _show(self, plans: list[RecurringView]) -> None:
        w = self.w
        self.plans = plans
        empty, listing = self.query_one("#empty", Static), self.query_one("#list", Listing)
        empty.display, listing.display = not plans, bool(plans)
        listing.fill([self._row(one) for one in plans], keep=listing.row.key if listing.row else None)
        if not plans:
            empty.update(
                text.block(
                    w(
                        N_(
                            "No gift of each month yet.\n\n"
                            "Small and regular is what carries a campaign. Each instalment is a gift of its own, and "
                            "all of them together stay under the cap: what is still to come is added up before a plan "
                            "is kept.\n\n"
                            "Press n to note the first one."
                        )
                    )
                )
            )
        running = [one for one in plans if one.stopped_at is None]
        due = sum(len(one.due) for one in running)
        sums = [
            w.many(N_("{count} monthly gift"), N_("{count} monthly gifts"), len(running)),
            w(N_("{amount} a month"), amount=w.euros(sum(one.amount_cents for one in running))),
            w.many(N_("{count} instalment due"), N_("{count} instalments due"), due),
        ]
        known = w(N_("seen in this file; gifts made elsewhere are not known"))
        said = [" · ".join(sums), known] if plans else []
        self.query_one("#sums", Static).update(text.lines(*[text.plain(line) for line in said]))
        self.set_focus(listing if plans else None)

    def _row(self, plan: RecurringView) -> Row:
        w = self.w
        until = w(N_("stopped")) if plan.stopped_at else w.day(plan.ends_on, "numeric") if plan.ends_on else "–"
        projected, near = "–", False
        if plan.projections:
            first = plan.projections[0]
            cap = w.euros(first.cap_cents) if first.cap_cents else w(N_("unknown"))
            projected = f"{w.euros(first.projected_cents)} / {cap}"
            near = bool(first.cap_cents) and first.projected_cents * 5 >= (first.cap_cents or 0) * 4
        cells = (
            plan.donor, w.euros(plan.amount_cents), w(METHOD_WORDS[plan.method]), until, str(plan.entered),
            str(len(plan.due) or "–"), projected,
        )  # fmt: skip
        tones = {6: "warn"} if near else {}
        return Row(
            cells, plan.id, tone="dim" if plan.stopped_at else "", tones=tones | ({5: "strong"} if plan.due else {})
        )

    @on(Listing.Chosen, "#list")
    def open(self, event: Listing.Chosen) -> None:
        """The gifts that this donor gave."""
        from tui.screens.money.gifts import MoneyScreen

        plan = next(one for one in self.plans if one.id == event.row.key)
        self.app.push_screen(MoneyScreen(self.committee_id, self._committee_name, donor_id=plan.donor_id))

    def action_new(self) -> None:
        from tui.screens.money.monthly_new import NewMonthlyScreen
        from tui.screens.money.opening import with_account

        def chosen(committee: uuid.UUID, _: str) -> None:
            with_account(self, lambda account: self.app.push_screen(NewMonthlyScreen(committee, account)))

        with_committee(self, self.committee_id, self._committee_name, chosen)

    def action_due(self) -> None:
        """Enter every instalment that is due; what the law is against is held back, and said."""
        from campaign.money.recurring import Entered, enter_due

        w, committee = self.w, self.committee_id

        def entered(found: Entered) -> None:
            if found.held:
                from campaign.money.sentences import said

                self.say(said(found.held[0].found, w), "warning")
            self.tell(
                w.many(
                    N_("{count} instalment is entered as a promise; u undoes it."),
                    N_("{count} instalments are entered as promises; u undoes it."),
                    len(found.donation_ids),
                )
            )

        if not any(one.due for one in self.plans):
            self.say(w(N_("No instalment is due.")))
        else:
            self.write(lambda unit: enter_due(unit, committee_id=committee), entered, once=True)

    def action_stop(self) -> None:
        from campaign.money.recurring import stop_recurring

        row, w = self.query_one("#list", Listing).row, self.w
        plan = next((one for one in self.plans if row is not None and one.id == row.key), None)
        if plan is None:
            return
        what = w(N_("Nothing comes after today; what is due stays due. u undoes it."))

        def sure(yes: bool | None) -> None:
            if yes:
                self.write(lambda unit: stop_recurring(unit, plan.id), lambda _: self.tell(w(N_("Stopped."))))

        self.app.push_screen(Confirm(w(N_("Stop the gift of {name}?"), name=plan.donor), what), sure)
