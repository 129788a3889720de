"""One gift: what is known of it, who did what with it and when, and the next step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS, DonorView, GiftLine, GiftStep
from campaign.words import N_
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.money import AccountView


@dataclass(frozen=True, slots=True)
class _Gift:
    """A gift, whole."""

    line: GiftLine
    steps: tuple[GiftStep, ...]
    donor: DonorView | None
    account: AccountView


class GiftScreen(AppuiScreen):
    """A gift and its life."""

    CSS_PATH = "show.tcss"
    HELP = N_(
        "s offers the steps that are open now, and says what each does before it is taken. e completes who gives. "
        "r records the number of the official receipt, once it is known. u undoes; the ledger keeps both entries."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "step", N_("Next step"), id="gift.step"),
        Binding("e", "donor", N_("Who gives"), id="gift.donor"),
        Binding("r", "receipt", N_("Official receipt"), id="gift.receipt"),
        Binding("escape", "back", N_("Back"), id="gift.back"),
    ]

    gift: _Gift | None = None

    def __init__(self, gift_id: uuid.UUID) -> None:
        super().__init__()
        self.gift_id = gift_id

    def where(self) -> str:
        if self.gift is None:
            return self.w(N_("Gift"))
        line = self.gift.line
        return f"{line.donor or self.w(GIFT_WORDS[line.kind])} · {self.w.euros(line.amount_cents)}"

    def body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            with Vertical(id="card", classes="panel"):
                yield Listing([Col("", width=16), Col("", width=12, flex=1)], header=False, id="facts")
            with Vertical(id="past", classes="panel"):
                yield Listing([Col("", width=10), Col("", width=12, flex=1)], header=False, id="steps")
        for panel, words in (("#card", N_("What is known")), ("#past", N_("Its steps so far"))):
            self.call_later(self.name_panel, panel, self.w(words))

    def reload(self) -> None:
        wanted = self.gift_id

        def fetch(reading: Reading) -> _Gift:
            from campaign.money.accounts import account_row, account_view
            from campaign.money.donors import donor_row, donor_view
            from campaign.money.listing import gift_line, gift_steps

            session = reading.session
            line = gift_line(session, wanted)
            donor = donor_view(donor_row(session, line.donor_id)) if line.donor_id else None
            account = account_view(session, account_row(session, line.account_id))
            return _Gift(line, tuple(gift_steps(session, wanted)), donor, account)

        self.read("gift", fetch, self._show)

    def _show(self, found: _Gift) -> None:
        first = self.gift is None
        self.gift = found
        self.titles()
        facts, steps = self.query_one("#facts", Listing), self.query_one("#steps", Listing)
        facts.fill(self._facts(found))
        steps.fill([row for step in found.steps for row in self._step(step)])
        if first:
            self.set_focus(facts)

    def _facts(self, found: _Gift) -> list[Row]:
        from campaign.money.sentences import FIELD_WORDS

        w, line, donor = self.w, found.line, found.donor
        named = [
            (N_("State"), w(GIFT_STATE_WORDS[line.state])),
            (N_("Amount"), w.euros(line.amount_cents)),
            (N_("How"), w(METHOD_WORDS[line.method]) + (f" {line.reference}" if line.reference else "")),
            (N_("Promised on"), w.day(line.promised_on, "numeric")),
            (N_("Committee"), line.committee),
            (N_("Account"), found.account.label),
            (N_("Mandataire"), w(N_("{name}, as declared"), name=found.account.mandatary or "–")),
        ]
        if line.received_on is not None:
            named.append((N_("Received on"), w.day(line.received_on, "numeric")))
            named.append((N_("Our number"), w(N_("{number} (no tax receipt)"), number=line.acknowledgement or "–")))
        if line.official_receipt:
            named.append((N_("Official receipt"), line.official_receipt))
        if donor is not None:
            address = ", ".join(part for part in (donor.address, f"{donor.postcode} {donor.city}".strip()) if part)
            on_honour = w.day(donor.honour_at.date(), "numeric") if donor.honour_at else w(N_("still to be made"))
            named += [(N_("Who gives"), donor.name), (N_("Address"), address or "–"), (N_("On honour"), on_honour)]
        rows = [Row((w(label), value), label, tones={0: "dim"}) for label, value in named]
        if donor is not None and donor.missing:
            missing = ", ".join(w(FIELD_WORDS[name]) for name in donor.missing)
            rows.append(Row((w(N_("Still to ask")), missing), "missing", tones={0: "dim", 1: "warn"}))
        if line.reason:
            rows.append(Row((w(N_("Why all the same")), line.reason), "reason", tones={0: "dim"}))
        return rows

    def _step(self, step: GiftStep) -> list[Row]:
        """A step: the day and what it became; under it who did it, as declared, and the note."""
        w = self.w
        rows = [Row((w.day(step.day, "numeric"), w(GIFT_STATE_WORDS[step.to_state])), step, tones={1: "strong"})]
        rows.append(Row(("", step.by or w(N_("someone"))), None, tone="dim"))
        if step.role:
            rows.append(Row(("", w(N_("declared mandataire"))), None, tone="dim"))
        if step.note:
            rows.append(Row(("", step.note), None, tone="dim"))
        return rows

    def action_step(self) -> None:
        from tui.screens.money.stepping import ask_step

        if self.gift is not None:
            ask_step(self, [self.gift.line], self.reload)

    def action_donor(self) -> None:
        """Complete who gives."""
        from tui.screens.money.donor import DonorScreen

        if self.gift is None:
            return
        if self.gift.donor is None:
            self.say(self.w(N_("A collection has no donor: only who counted it is kept.")), "warning")
        else:
            self.app.push_screen(DonorScreen(self.gift.donor))

    def action_receipt(self) -> None:
        """Record the number that the commission gave; this program never makes a receipt."""
        if self.gift is None:
            return
        w, line = self.w, self.gift.line

        def typed(number: str | None) -> None:
            from campaign.money.gifts import record_receipt

            if number is not None:
                self.write(lambda unit: record_receipt(unit, line.id, number), lambda _: self.reload())

        about = w(N_("Only the CNCCFP issues tax receipts. Its number is kept beside the gift."))
        self.app.push_screen(
            AskText(w(N_("Number of the official receipt")), about, value=line.official_receipt, limit=60), typed
        )
