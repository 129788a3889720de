"""Every rule on money: its number, since when, who says so and when that was read; a mandataire may correct one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from campaign.money.sentences import WEIGHT_WORDS, authority
from campaign.views.money_guard import MoneyRule
from campaign.words import N_, Words
from db.errors import Refusal
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Confirm
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.rules import RuleForm

HUNDREDTHS = 100  # basis points in a percent, and months before days in a day of the year


class RulesScreen(AppuiScreen):
    """The rules as they hold today."""

    TITLE_WORDS = N_("Rules on money")
    CSS_PATH = "rules.tcss"
    HELP = N_(
        "The rule in force on the day of a gift is the one that is applied. e corrects a number in this file, with the "
        "article that says so; d goes back to the rule that came with the program. Both are written down."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", N_("Correct"), id="rules.edit"),
        Binding("d", "restore", N_("Back to the first"), id="rules.restore"),
        Binding("escape", "back", N_("Back"), id="rules.back"),
    ]

    def body(self) -> ComposeResult:
        w = self.w
        columns = [
            Col(w(N_("Rule")), width=24, flex=1),
            Col(w(N_("Value")), width=13, align="right"),
            Col(w(N_("Article")), width=14),
            Col(w(N_("Since")), width=10, rank=1),
            Col(w(N_("Read on")), width=10, rank=2),
        ]
        yield Listing(columns, id="list")
        yield Static(text.plain(""), id="whole")

    def reload(self) -> None:
        today = self.appui.today()

        def fetch(reading: Reading) -> list[MoneyRule]:
            from campaign.money.rules import rules_shown

            return rules_shown(reading.session, today)

        self.read("rules", fetch, self._show)

    def _show(self, found: list[MoneyRule]) -> None:
        w, listing = self.w, self.query_one("#list", Listing)
        under = listing.row.key.id if listing.row is not None else None
        rows = [
            Row(
                (
                    rule.about.say(w),
                    value_said(rule, w),
                    authority(rule.authority, w),
                    w.day(rule.effective_from, "numeric"),
                    w.day(rule.checked_on, "numeric"),
                ),
                rule,
                tones={1: "accent"} if rule.corrected_by else {1: "warn"} if unknown(rule) else {},
            )
            for rule in found
        ]
        listing.fill(rows, keep=next((rule for rule in found if rule.id == under), None))
        self.set_focus(listing)

    @on(Listing.Moved, "#list")
    def moved(self, event: Listing.Moved) -> None:
        """The whole of the rule under the cursor stands below the list."""
        w, rule = self.w, event.row.key
        until = w.day(rule.effective_to, "numeric") if rule.effective_to else w(N_("further notice"))
        about = w(
            N_("{weight} · from {first} until {until} · {article} · source: {source}, read on {day}"),
            weight=w(WEIGHT_WORDS[rule.severity]), first=w.day(rule.effective_from, "numeric"), until=until,
            article=authority(rule.authority, w), source=rule.source or "–", day=w.day(rule.checked_on, "numeric"),
        )  # fmt: skip
        pieces = [text.plain(rule.about.say(w), "bold"), text.plain(about, "$muted")]
        if unknown(rule):
            pieces.append(text.plain(w(N_("Nobody here knows the number: it cannot be checked.")), "$text-warning"))
        if rule.corrected_by:
            pieces.append(
                text.plain(w(N_("Corrected in this file: {reason}"), reason=rule.reason or "–"), "$text-accent")
            )
        self.query_one("#whole", Static).update(text.lines(*pieces))

    def _rule(self) -> MoneyRule | None:
        row = self.query_one("#list", Listing).row
        return row.key if row is not None else None

    def action_edit(self) -> None:
        """The number, from which day, who says so, and why; then the role is declared."""
        from campaign.money.rules import RuleForm

        if (rule := self._rule()) is None:
            return
        today = self.appui.today()
        form = RuleForm(rule.id, rule.value, today, rule.authority, today, source=rule.source)
        if rule.unit == "none":
            self._ask_day(rule, form)
            return
        w = self.w

        def check(line: str) -> str:
            try:
                value_of(line, rule.unit)
            except ValueError:
                return w(N_("This is no number in the unit of the rule."))
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def typed(line: str | None) -> None:
            if line is not None:
                self._ask_day(rule, replace(form, value=value_of(line, rule.unit)))

        about = w(N_("As it is shown, in the same unit; ? where nobody knows it, so that it is said."))
        self.app.push_screen(
            AskText(w(N_("The number")), about, value=value_said(rule, w), check=check, limit=20), typed
        )

    def _ask_day(self, rule: MoneyRule, form: RuleForm) -> None:
        from campaign.periods import read_day

        w, today = self.w, self.appui.today()

        def check(line: str) -> str:
            try:
                read_day(line, today)
            except Refusal as refusal:
                return w.refusal(refusal)
            return ""

        def typed(line: str | None) -> None:
            if line is not None:
                self._ask_article(replace(form, effective_from=read_day(line, today)))

        about = w(N_("From which day does it hold? Gifts before that day keep the rule of their own day."))
        dialog = AskText(w(N_("Since")), about, value=rule.effective_from.isoformat(), check=check, limit=40)
        self.app.push_screen(dialog, typed)

    def _ask_article(self, form: RuleForm, problem: str = "") -> None:
        w = self.w

        def typed(line: str | None) -> None:
            if line is not None:
                self._ask_reason(replace(form, authority=line))

        about = w(N_("The article that says so, as you read it today."))
        self.app.push_screen(AskText(w(N_("Article")), about, value=form.authority, problem=problem, limit=120), typed)

    def _ask_reason(self, form: RuleForm) -> None:
        w = self.w

        def typed(line: str | None) -> None:
            from campaign.money.rules import correct_rule

            if line is None:
                return
            whole = replace(form, reason=line, declares_mandatary=True)
            self.write(
                lambda unit: correct_rule(unit, whole),
                lambda _: self.tell(w(N_("Corrected; u undoes it."))),
                refused=lambda refusal: self._ask_article(form, w.refusal(refusal)),
            )

        about = [
            w(N_("Why it is corrected; it stays beside the rule.")),
            w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")),
        ]
        self.app.push_screen(AskText(w(N_("Why")), "\n".join(about), limit=300), typed)

    def action_restore(self) -> None:
        """Back to the packaged rule."""
        rule, w = self._rule(), self.w
        if rule is None or rule.corrected_by is None:
            self.say(w(N_("This rule is as it came with the program.")), "warning")
            return
        correction = rule.corrected_by

        def confirmed(yes: bool | None) -> None:
            from campaign.money.rules import drop_correction

            if yes:
                self.write(
                    lambda unit: drop_correction(unit, correction, declares_mandatary=True), lambda _: self.reload()
                )

        what = w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified."))
        self.app.push_screen(Confirm(w(N_("Back to the rule of the program?")), what), confirmed)


def unknown(rule: MoneyRule) -> bool:
    """Whether the rule has a number that nobody here knows."""
    return rule.value is None and rule.unit != "none"


def value_said(rule: MoneyRule, w: Words) -> str:
    """The number in its unit, as it can be typed again."""
    if rule.unit == "none":
        return "–"
    if rule.value is None:
        return "?"
    if rule.unit == "cents":
        return w.euros(rule.value) if w.lang == "fr" else f"{rule.value // 100}.{rule.value % 100:02d} €"
    if rule.unit == "basis_points":
        return w.percent(rule.value / 10_000, 0 if rule.value % HUNDREDTHS == 0 else 2)
    if rule.unit == "monthday":
        return f"{rule.value % HUNDREDTHS}/{rule.value // HUNDREDTHS}"
    return w.number(rule.value)


def value_of(line: str, unit: str) -> int | None:
    """The number that was typed, in the unit of the rule; None for ``?``.

    Raises:
        ValueError, AmountImpossible.
    """
    from campaign.money.amounts import cents

    bare = "".join(line.split()).rstrip("%")
    if bare == "?":
        return None
    if unit == "cents":
        return cents(line)
    if unit == "basis_points":
        return cents(bare)  # two decimals of a percent are as two of a euro
    if unit == "monthday":
        day, month = (int(part) for part in bare.split("/"))
        if not (1 <= day <= 31 and 1 <= month <= 12):
            raise ValueError(line)
        return month * HUNDREDTHS + day
    if not (bare.isascii() and bare.isdigit()):
        raise ValueError(line)
    return int(bare)
