"""A pledge, with the law looked up at every key: the cap, cash, who may give. Below the cap nothing is ever green."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from campaign.views.money import METHOD_WORDS, AccountView, DonorTwin, DonorView
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.screens.money.giver import IDENTITY, identity_fields, said_of, twin_said, typed_donor
from tui.screens.money.verdict import verdict_lines
from tui.widgets.pick import Pick
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.promises import PromiseForm
    from campaign.views.money_guard import Verdict


@dataclass(frozen=True, slots=True)
class _Known:
    """A donor of this file, and other entries that may be the same person."""

    donor: DonorView
    twins: tuple[DonorTwin, ...]


class PledgeScreen(AppuiScreen):
    """Who gives, how much and how; what the law says of it stands under the amount."""

    TITLE_WORDS = N_("Pledge")
    CSS_PATH = "pledge.tcss"
    HELP = N_(
        "What the law says stands under the amount and follows what you type. Only gifts in this file are known: "
        "ask the donor about others. Enter on the name shows who is known already. Ctrl+S saves from anywhere."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", id="pledge.save"),
        Binding("escape", "back", N_("Cancel"), id="pledge.cancel"),
    ]

    def __init__(self, committee_id: uuid.UUID, account: AccountView, name: str = "") -> None:
        super().__init__()
        self.committee_id = committee_id
        self.account = account
        self._committee_name = name
        self.known: _Known | None = None
        self._candidates: list[DonorView] = []
        self._judged: PromiseForm | None = None  # what the law is being looked up for

    def where(self) -> str:
        return f"{self.w(self.TITLE_WORDS)} · {self.account.label}"

    def body(self) -> ComposeResult:
        w = self.w
        with Vertical(id="pledge"):
            with Horizontal(id="head"):
                with Vertical(id="money"):
                    yield Static(text.plain(w(N_("Amount in euros"))), classes="field-label")
                    yield Input(id="amount", max_length=16, placeholder="150,50")
                with Vertical():
                    yield Static(text.plain(w(N_("How (← → to change)"))), classes="field-label")
                    yield Pick([(key, w(word)) for key, word in METHOD_WORDS.items()], value="cheque", id="method")
            yield Static(text.plain(""), id="amount-error", classes="field-error")
            with VerticalScroll(id="law", can_focus=False):
                yield Static(text.plain(""), id="verdict")
            with VerticalScroll(id="form", can_focus=False):
                yield from self._fields()

    def _fields(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(w(N_("Who gives: first name, then family name"))), classes="field-label")
        yield Input(id="name", max_length=120)
        yield Static(text.plain(""), id="same")
        yield Static(text.plain(""), id="name-error", classes="field-error")
        with Vertical(id="identity", classes="only -shown"):
            yield from identity_fields(w)
            yield from said_of(w)
        with Vertical(id="in-kind", classes="only"):
            yield Static(text.plain(w(N_("What is given, and how it was valued"))), classes="field-label")
            yield Input(id="estimate", max_length=300)
        yield Static(text.plain(w(N_("Who holds the paying account, if not the donor"))), classes="field-label")
        yield Input(id="payer", max_length=120)
        yield Static(text.plain(w(N_("Number of the cheque or transfer"))), classes="field-label")
        yield Input(id="reference", max_length=60)
        yield Static(text.plain(w(N_("Day"))), classes="field-label")
        yield Input(id="day", max_length=40, placeholder=w(N_("today, or 12, 12/4")))
        yield Static(text.plain(""), id="day-error", classes="field-error")
        with Vertical(id="warned", classes="only"):
            yield Static(text.plain(w(N_("Why it is right all the same"))), classes="field-label")
            yield Input(id="reason", max_length=300)
        yield Static(text.plain(""), id="reason-error", classes="field-error")

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one("#amount", Input))
        self._judge()

    def unsaved(self) -> bool:
        return any(self.query_one(f"#{field}", Input).value.strip() for field in ("amount", "name"))

    def spoken_again(self) -> None:
        self._judge()
        self._say_known()

    # --- the law, as one types

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Look the law up again; a name is also looked for among the donors. What was wrong before is said no more."""
        for label in self.query(f"#{event.input.id}-error").results(Static):
            label.update(text.plain(""))
            label.set_class(False, "-shown")
        if event.input.id == "name":
            self._look_up(event.value)
        if event.input.id in ("amount", "name", "day", "payer", "estimate", *(field for field, *_ in IDENTITY)):
            self._judge()

    @on(Pick.Changed)
    def picked(self) -> None:
        """Another way of payment shows other fields."""
        self.query_one("#in-kind").set_class(self.query_one("#method", Pick).value == "in_kind", "-shown")
        self._judge()

    def _judge(self) -> None:
        w = self.w
        self._judged = None
        try:
            form = self._judged = self._form()
        except Refusal as refusal:
            empty = not self.query_one("#amount", Input).value.strip()
            said = w(N_("Type an amount: what the law says of it stands here.")) if empty else w.refusal(refusal)
            self.query_one("#verdict", Static).update(text.plain(said, "$muted"))
            return
        today = self.appui.today()

        def fetch(reading: Reading) -> Verdict:
            from campaign.money.promises import check_promise

            return check_promise(reading.session, form, today)

        def then(verdict: Verdict) -> None:
            if self._judged is form:  # else what is typed now cannot be read: nothing is said of what was
                self._show_verdict(verdict)

        self.read("law", fetch, then)

    def _show_verdict(self, verdict: Verdict) -> None:
        width = max(self.query_one("#verdict").size.width, 40)
        self.query_one("#verdict", Static).update(text.lines(*verdict_lines(verdict, self.w, width)))
        self.query_one("#warned").set_class(verdict.needs_reason, "-shown")

    def _form(self) -> PromiseForm:
        """What was typed.

        Raises:
            AmountImpossible, and what `campaign.periods.read_day` raises.
        """
        from campaign.money.amounts import cents
        from campaign.money.promises import PromiseForm
        from campaign.people import split_name
        from campaign.periods import read_day

        typed = {one.id or "": one.value.strip() for one in self.query(Input)}
        day: date | None = read_day(typed["day"], self.appui.today()) if typed["day"] else None
        given, family = split_name(" ".join(typed["name"].split()))
        new = typed_donor(self, given, family, typed)
        method = self.query_one("#method", Pick).value
        return PromiseForm(
            self.committee_id, self.account.id, cents(typed["amount"]), method,
            donor_id=self.known.donor.id if self.known else None, donor=None if self.known else new, day=day,
            payer=typed["payer"], estimate=typed["estimate"] if method == "in_kind" else "",
            reference=typed["reference"], reason=typed["reason"],
        )  # fmt: skip

    # --- who gives

    def _look_up(self, name: str) -> None:
        """Who of this file has such a name; another name than the one that was chosen lets go of it."""
        if self.known is not None and name.strip() != self.known.donor.name:
            self._take(None)
        if len(name.strip()) < 2 or self.known is not None:
            self._candidates = []
            self._say_known()
            return

        def fetch(reading: Reading) -> list[DonorView]:
            from campaign.money.donors import list_donors

            return list_donors(reading.session, name, limit=8)

        def then(found: list[DonorView]) -> None:
            self._candidates = found
            self._say_known()

        self.read("donors", fetch, then)

    def _say_known(self) -> None:
        w, said = self.w, ""
        if self.known is not None:
            donor = self.known.donor
            said = w(N_("Known here: {name}."), name=_place(donor))
            said = " ".join([said, *(twin_said(twin, w) for twin in self.known.twins[:2])])
        elif self._candidates:
            names = "; ".join(_place(donor) for donor in self._candidates[:3])
            said = w(N_("Known here: {names}. Enter chooses."), names=names)
        self.query_one("#same", Static).update(text.plain(said))

    def _take(self, known: _Known | None) -> None:
        """Take a donor of this file, whose fields are not typed again; or none."""
        self.known = known
        self.query_one("#identity").set_class(known is None, "-shown")
        self._say_known()
        self._judge()

    def _choose(self) -> None:
        """Who is known, or someone new."""
        w = self.w
        choices = [
            Choice(one, one.name, f"{one.address} {one.postcode} {one.city}".strip()) for one in self._candidates
        ]
        choices.append(Choice("new", w(N_("Someone new"))))

        def chosen(one: DonorView | str | None) -> None:
            if isinstance(one, DonorView):
                donor = one

                def fetch(reading: Reading) -> _Known:
                    from campaign.money.twins import twins_of

                    return _Known(donor, tuple(twins_of(reading.session, donor.id)))

                def then(known: _Known) -> None:
                    self.known = known  # before the name changes, which would let go of it
                    self.query_one("#name", Input).value = donor.name
                    self._take(known)
                    self.set_focus(self.query_one("#payer", Input))

                self.read("known", fetch, then)
            elif one == "new":
                self._candidates = []
                self._say_known()
                self.set_focus(self.query_one("#address", Input))

        self.app.push_screen(Menu(w(N_("Who gives?")), choices), chosen)

    # --- on to the next field, and saving

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and saves on the last."""
        if event.input.id == "name" and self.known is None and self._candidates:
            self._choose()
        elif event.input.id == ("reason" if self.query_one("#warned").has_class("-shown") else "day"):
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        from campaign.errors import NameNeeded
        from campaign.errors.money import GiftReasonNeeded
        from campaign.money.amounts import cents
        from campaign.money.promises import promise

        w = self.w
        for field in ("amount", "day", "name", "reason"):
            self._problem(field, "")
        field = "amount"
        try:
            cents(self.query_one("#amount", Input).value)
            field = "day"
            form = self._form()
        except Refusal as refusal:
            self._problem(field, w.refusal(refusal))
            return

        def saved(_: uuid.UUID) -> None:
            self.say(w(N_("Pledge of {amount} noted; u undoes it."), amount=w.euros(form.amount_cents)))
            self.app.pop_screen()

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, GiftReasonNeeded):
                self.query_one("#warned").add_class("-shown")
                self._problem("reason", w.refusal(refusal))
            elif isinstance(refusal, NameNeeded):
                self._problem("name", w.refusal(refusal))
            else:
                self.refused(refusal)

        self.write(lambda unit: promise(unit, form), saved, refused=refused, once=True)

    def _problem(self, field: str, sentence: str) -> None:
        label = self.query_one(f"#{field}-error", Static)
        label.update(text.plain(sentence))
        label.set_class(bool(sentence), "-shown")
        if sentence:
            if field == "amount":  # said once is enough
                self.query_one("#verdict", Static).update(text.plain(""))
            self.set_focus(self.query_one(f"#{field}", Input))


def _place(donor: DonorView) -> str:
    """A donor in a line: the name and the town."""
    return f"{donor.name} ({donor.city})" if donor.city else donor.name
