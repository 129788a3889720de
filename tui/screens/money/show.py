"""One gift: what is known of it, who did what with it and when, and the next step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from campaign.money.steps import ENDED
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS, DonorView, GiftLine, GiftStep
from campaign.words import N_
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.money.card import CardScreen
from tui.widgets.listing import Row
from tui.work import Reading

ROLE_WORDS = {"mandatary": N_("declared mandataire")}

if TYPE_CHECKING:
    from campaign.views.money import AccountView


@dataclass(frozen=True, slots=True)
class _Gift:
    """A gift, whole."""

    line: GiftLine
    steps: tuple[GiftStep, ...]
    donor: DonorView | None
    account: AccountView


class GiftScreen(CardScreen):
    """A gift and its life."""

    HELP = N_(
        "s offers the steps that are open now, and says what each does before it is taken. e completes who gives. "
        "x prints an acknowledgement, which is no tax receipt, or the slip; r records the number of the official one. "
        "u undoes; the ledger keeps both entries."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "step", N_("Next step"), id="gift.step"),
        Binding("e", "donor", N_("Who gives"), id="gift.donor"),
        Binding("x", "paper", N_("Print"), id="gift.paper"),
        Binding("r", "receipt", N_("Official receipt"), show=False, id="gift.receipt"),
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
        self.gift = found
        self.fill(self._facts(found), [row for one in found.steps for row in self._step(one)])

    def _facts(self, found: _Gift) -> list[tuple[str, str] | Row]:
        from campaign.money.sentences import FIELD_WORDS
        from campaign.places import country_name

        w, line, donor = self.w, found.line, found.donor
        named: list[tuple[str, str] | Row] = [
            (N_("State"), w(GIFT_STATE_WORDS[line.state])),
            (N_("Amount"), w.euros(line.amount_cents)),
            (N_("How"), w(METHOD_WORDS[line.method]) + (f" {line.reference}" if line.reference else "")),
            *([(N_("What, and its value"), line.estimate or "–")] if line.method == "in_kind" else []),
            *([(N_("Paid by"), line.payer)] if line.payer else []),
        ]
        if line.official_receipt and line.state in ENDED:
            cancel = w(N_("{number}: to be cancelled, the gift no longer stands"), number=line.official_receipt)
            named.insert(1, Row((w(N_("Official receipt")), cancel), "receipt", tones={0: "dim", 1: "warn"}))
        if donor is not None:
            address = ", ".join(part for part in (donor.address, f"{donor.postcode} {donor.city}".strip()) if part)
            on_honour = w.day(donor.honour_at.date(), "numeric") if donor.honour_at else w(N_("still to be made"))
            # Who may give is what the law asks first: a French person, or somebody who lives in France (L52-8).
            countries = [country_name(code, w.lang) if code else "–" for code in (donor.nationality, donor.residence)]
            of = w(N_("{nationality}, lives in: {residence}"), nationality=countries[0], residence=countries[1])
            named += [(N_("Who gives"), donor.name), (N_("Address"), address or "–"), (N_("Nationality"), of)]
            if donor.missing:
                missing = ", ".join(w(FIELD_WORDS[name]) for name in donor.missing)
                named.append(Row((w(N_("Still to ask")), missing), "missing", tones={0: "dim", 1: "warn"}))
            named.append((N_("On honour"), on_honour))
        named.append((N_("Promised on"), w.day(line.promised_on, "numeric")))
        if line.received_on is not None:
            named.append((N_("Received on"), w.day(line.received_on, "numeric")))
            named.append((N_("Our number"), w(N_("{number} (no tax receipt)"), number=line.acknowledgement or "–")))
        if line.official_receipt and line.state not in ENDED:
            named.append((N_("Official receipt"), line.official_receipt))
        named += [
            (N_("Committee"), line.committee),
            (N_("Account"), found.account.label),
            (N_("Mandataire"), w(N_("{name}, as declared"), name=found.account.mandatary or "–")),
        ]
        if line.reason:
            named.append((N_("Why all the same"), line.reason))
        return named

    def _step(self, step: GiftStep) -> list[Row]:
        w = self.w
        if step.role == "told":  # by somebody there: who took the file in did nothing of it
            what = w(N_("{state}, told by the other laptop's file"), state=w(GIFT_STATE_WORDS[step.to_state]))
            return self.step(w.day(step.day, "numeric"), what, (step.note,) if step.note else ())
        role = w(ROLE_WORDS[step.role]) if step.role in ROLE_WORDS else ""
        return self.step(w.day(step.day, "numeric"), GIFT_STATE_WORDS[step.to_state], (step.by, role, step.note))

    def action_step(self) -> None:
        from tui.screens.money.stepping import ask_step

        if self.gift is not None:
            election = self.gift.account.election
            ask_step(self, [self.gift.line], self.reload, small=bool(election and election.small_commune))

    def action_donor(self) -> None:
        """Complete who gives."""
        from tui.screens.money.donor import DonorScreen

        if self.gift is None:
            return
        if self.gift.donor is None:
            self.say(self.w(N_("A collection has no donor: only who counted it is kept.")), "warning")
        else:
            self.app.push_screen(DonorScreen(self.gift.donor))

    def action_paper(self) -> None:
        """Print an acknowledgement for who gave, or the slip that it was carried with; never a tax receipt."""
        w = self.w
        choices = [
            Choice("acknowledgement", w(N_("Acknowledgement for who gave")), w(N_("PDF, no tax receipt"))),
            Choice("slip", w(N_("Hand-over slip")), w(N_("PDF, to be signed by both"))),
        ]
        self.app.push_screen(Menu(w(N_("Print")), choices), self._print)

    def _print(self, what: str | None) -> None:
        from tui.screens.actions.save import ask_where

        if what is None or self.gift is None:
            return
        line, lang = self.gift.line, self.appui.lang

        def acknowledgement(reading: Reading) -> bytes:
            from campaign.money.paper.acknowledgement import print_acknowledgement

            return print_acknowledgement(reading.session, line.id, lang)

        def slip(reading: Reading) -> bytes:
            from campaign.errors.money import GiftsNeeded
            from campaign.money.listing import slip_of
            from campaign.money.paper.slip import print_slip

            carried = slip_of(reading.session, line.id)
            if carried is None:
                raise GiftsNeeded  # it was never carried
            return print_slip(reading.session, carried, lang)

        name = self.w(N_("acknowledgement") if what == "acknowledgement" else N_("slip"))
        ask_where(self, f"{name}.pdf", acknowledgement if what == "acknowledgement" else slip)

    def action_receipt(self) -> None:
        """Record the number that the commission gave; this program never makes a receipt."""
        if self.gift is None:
            return
        self._ask_receipt(self.gift.line, self.gift.line.official_receipt)

    def _ask_receipt(self, line: GiftLine, value: str, problem: str = "") -> None:
        w = self.w

        def typed(number: str | None) -> None:
            from campaign.money.gifts import record_receipt

            if number is not None:
                self.write(
                    lambda unit: record_receipt(unit, line.id, number),
                    lambda _: self.reload(),
                    refused=lambda refusal: self._ask_receipt(line, number, w.refusal(refusal)),
                )

        about = w(N_("Only the CNCCFP issues tax receipts. Its number is kept beside the gift."))
        dialog = AskText(w(N_("Number of the official receipt")), about, value=value, problem=problem, limit=60)
        self.app.push_screen(dialog, typed)
