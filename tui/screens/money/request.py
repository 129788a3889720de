"""One spending request: what is asked, its documents, its whole history, and the steps that are open to whom."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from campaign.views.money_spending import SPENDING_STATE_WORDS, SpendingStep, SpendingView
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.money.card import CardScreen
from tui.screens.money.dated import AskStep, Taken, of_the_day
from tui.widgets.listing import Row
from tui.work import Reading

MANDATARYS = ("mandatary_review", "approved", "committed")  # whose next step is the mandataire's alone
DOCUMENT_WORDS = {
    "quote": N_("quote"),
    "invoice": N_("invoice"),
    "receipt": N_("till receipt"),
    "paper": N_("signed paper"),
}
ROLE_WORDS = {
    "mandatary": N_("declared mandataire"),
    "peer": N_("as the second person"),
    "told": N_("taken in from the other laptop's file"),
}
ELSEWHERE_WORDS = {
    "written": N_("the committee's laptop: it is corrected, sent and looked at there"),
    "decided": N_("the mandataire's laptop: their next file says what became of it"),
}
HERE_AGAIN = N_("this laptop: correct it with e, then send it with s")
# The move: its name, and what it does.
MOVE_WORDS = {
    "ask": (N_("Send it"), N_("A second person looks at it next; what it asks for can no longer be changed.")),
    "approve": (N_("Approve"), N_("The mandataire agrees to it; the money is committed by the next step.")),
    "commit": (N_("Commit the money"), N_("It is taken from what is earmarked and free, until it is paid.")),
    "pay": (N_("Pay"), N_("The ledger enters the payment. The invoice must be noted before.")),
    "ask_more": (N_("Ask for more information"), N_("It goes back to who asked, and can be corrected.")),
    "refuse": (N_("Refuse"), N_("It ends here; committed money is free again.")),
}
LINE_WORDS = {
    "pay": N_("Reference of the payment; may stay empty."),
    "ask_more": N_("What is missing: who asks reads it there."),
}
LACKING = N_(
    "{missing} are not set apart yet: it can be approved, and is committed once they are (a on the list of requests)."
)
NOTE = N_("A note for who asked; may stay empty.")
SECOND = (
    N_("A second person looked at it, and the mandataire decides next."),
    N_("You, if you did not ask for it: leave it empty. Else the reference of the paper that the other person signed."),
)


class RequestScreen(CardScreen):
    """A request and its life."""

    KNOWN = N_("What is asked")
    HELP = N_(
        "s offers the steps that are open now. The one who asks never approves: another declared person does, or the "
        "reference of the paper they signed is entered. f notes a quote or an invoice; e corrects a draft."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "step", N_("Next step"), id="request.step"),
        Binding("f", "document", N_("Document"), id="request.document"),
        Binding("e", "edit", N_("Correct"), id="request.edit"),
        Binding("escape", "back", N_("Back"), id="request.back"),
    ]

    view: SpendingView | None = None
    lacking = 0  # cents that are missing to commit it

    def __init__(self, request_id: uuid.UUID) -> None:
        super().__init__()
        self.request_id = request_id

    def where(self) -> str:
        if self.view is None:
            return self.w(N_("Spending request"))
        return f"{self.view.title} · {self.w.euros(self.view.amount_cents)}"

    def reload(self) -> None:
        wanted = self.request_id

        def fetch(reading: Reading) -> tuple[SpendingView, int]:
            from campaign.money.balances import lacking
            from campaign.money.spending import request_view

            view = request_view(reading.session, wanted)
            return view, lacking(reading.session, view.account_id, view.committee_id, view.amount_cents)

        self.read("request", fetch, self._show)

    def refused(self, refusal: Refusal) -> None:
        """Say it; a request that is gone (its draft was undone) has no page."""
        from campaign.errors.money_spending import RequestNotFound

        super().refused(refusal)
        if isinstance(refusal, RequestNotFound) and self.is_current:
            self.app.pop_screen()

    def _show(self, read: tuple[SpendingView, int]) -> None:
        view, self.lacking = read
        self.view = view
        self.fill(self._facts(view), [row for one in view.steps for row in self._step(one)])

    def _facts(self, view: SpendingView) -> list[tuple[str, str] | Row]:
        from campaign.money.spending import categories

        w = self.w
        label = next((one.label for one in categories() if one.id == view.category), None)
        named: list[tuple[str, str] | Row] = [
            (N_("State"), w(SPENDING_STATE_WORDS[view.state])),
            *self._written(view),
            *self._next(view),
            (N_("What for"), view.title),
            (N_("Category"), label.say(w) if label else view.category),
            (N_("Amount"), w.euros(view.amount_cents)),
            (N_("Who is paid"), view.payee or "–"),
            (N_("Day"), w.day(view.day, "numeric")),
            (N_("Committee"), view.committee),
            (N_("Who asks"), view.asker or w(N_("someone"))),
        ]
        if view.checked:
            second = view.peer or w(N_("on paper: {reference}"), reference=view.peer_paper)
            if view.state == "more_info":  # what they looked at is no longer what will be sent
                second = w(N_("to look at it again; the last time: {name}"), name=second)
            named.append((N_("Second person"), second))
        for label_, value in (
            (N_("IBAN"), view.iban),
            (N_("Meals"), str(view.meals or "")),
            (N_("To know"), view.detail),
            (N_("Why all the same"), view.reason),
            (N_("Payment"), view.payment_ref),
        ):
            if value:
                named.append((label_, value))
        for document in view.documents:
            kind = w(DOCUMENT_WORDS.get(document.kind, document.kind))
            named.append(Row((kind[:1].upper() + kind[1:], document.reference), document.id, tones={0: "accent"}))
        return named

    def _written(self, view: SpendingView) -> list[tuple[str, str] | Row]:
        """What was written with the last step, where somebody has to answer it, or to know why."""
        if view.state not in ("more_info", "refused", "peer_review"):
            return []
        # Who corrects it meanwhile leaves a step of their own, without a word.
        moved = [one for one in view.steps if one.to_state != one.from_state]
        if not moved or not moved[-1].note:
            return []
        return [(N_("With these words"), " – ".join(filter(None, (moved[-1].by, moved[-1].note))))]

    def _next(self, view: SpendingView) -> list[tuple[str, str] | Row]:
        """Where it goes on: on the other laptop, or here by two keys."""
        if view.elsewhere:
            return [(N_("Next on"), self.w(ELSEWHERE_WORDS[view.elsewhere]))]
        return [(N_("Next on"), self.w(HERE_AGAIN))] if view.state == "more_info" else []

    def _step(self, step: SpendingStep) -> list[Row]:
        w = self.w
        role = w(ROLE_WORDS[step.role]) if step.role in ROLE_WORDS else ""
        told = w(ROLE_WORDS["told"]) if step.told else ""
        said = step.by, role, told, step.paper, step.note
        what = SPENDING_STATE_WORDS[step.to_state] if step.from_state != step.to_state else N_("corrected")
        return self.step(w.day(step.at.date(), "numeric"), what, said)

    def action_step(self) -> None:
        from campaign.money.spending import MOVES

        view, w = self.view, self.w
        if view is None:
            return
        moves = dict(MOVES[view.state])
        if view.elsewhere:
            from campaign.errors.money_exchange import DecidedElsewhere, RequestElsewhere

            # Of what a committee was asked and never answered, only an end can be made here.
            moves = {name: to for name, to in moves.items() if (view.state, name) == ("more_info", "refuse")}
            if not moves:
                self.refused(DecidedElsewhere() if view.elsewhere == "decided" else RequestElsewhere())
                return
        if not moves:
            self.say(w(N_("This request has come to its end: no step is open.")), "warning")
            return
        whose = w(N_("by the mandataire")) if view.state in MANDATARYS or view.elsewhere else ""
        if view.state == "peer_review":
            whose = w(N_("by a second person"))
        choices = [Choice(move, w(MOVE_WORDS[move][0]), whose) for move in MOVE_WORDS if move in moves]
        title = w(SPENDING_STATE_WORDS[view.state])
        self.app.push_screen(
            Menu(title[:1].upper() + title[1:], choices),
            lambda move: None if move is None else self._confirm(view, move),
        )

    def _confirm(
        self, view: SpendingView, move: Any, value: str = "", day: str = "", refusal: Refusal | None = None
    ) -> None:
        """Say what the move does, ask for the line that goes with it, and take it; a refusal is asked again."""
        w = self.w
        declares = view.state in MANDATARYS or bool(view.elsewhere)
        second = view.state == "peer_review" and move == "approve"
        does, line_words = SECOND if second else (MOVE_WORDS[move][1], LINE_WORDS.get(move, NOTE))
        about = [w(does)]
        if declares:
            about.append(
                w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified."))
            )
        if move == "approve" and declares and self.lacking:
            about.append(w(LACKING, missing=w.euros(self.lacking)))
        about.append(w(line_words))

        def typed(given: Taken | None) -> None:
            from campaign.money.spending import move_request

            if given is None:
                return
            line, on, how = given
            told = {"paper" if second else "payment_ref" if move == "pay" else "note": line}
            self.write(
                lambda unit: move_request(unit, view.id, move, declares_mandatary=declares, day=on, **told),
                lambda _: self.tell(w(N_("{step}: done; u undoes it."), step=w(MOVE_WORDS[move][0]))),
                refused=lambda refusal: self._confirm(view, move, line, how, refusal),
                once=True,
            )

        dated = move in ("commit", "pay")
        problem, wrong = (w.refusal(refusal), of_the_day(refusal)) if refusal is not None else ("", False)
        dialog = AskStep(
            w(MOVE_WORDS[move][0]), "\n".join(about), dated=dated, value=value, day=day, problem=problem,
            wrong_day=wrong,
        )  # fmt: skip
        self.app.push_screen(dialog, typed)

    def action_document(self) -> None:
        """Note a document by its reference; the file itself stays where it is."""
        w, request = self.w, self.request_id

        def chosen(kind: str | None) -> None:
            if kind is None:
                return

            def typed(reference: str | None) -> None:
                from campaign.money.spending import add_document

                if reference is not None:
                    self.write(
                        lambda unit: add_document(unit, request, kind, reference),
                        lambda _: self.tell(w(N_("Noted; u undoes it."))),
                    )

            about = w(N_("Its number or name, so that it can be found again; the file itself stays where it is."))
            self.app.push_screen(AskText(w(DOCUMENT_WORDS[kind]).capitalize(), about, limit=120), typed)

        choices = [Choice(kind, w(word)) for kind, word in DOCUMENT_WORDS.items()]
        self.app.push_screen(Menu(w(N_("Which document?")), choices), chosen)

    def action_edit(self) -> None:
        """Correct what was not sent yet."""
        from tui.screens.money.asking import AskingScreen

        if self.view is None:
            return
        if self.view.elsewhere == "written":
            from campaign.errors.money_exchange import RequestElsewhere

            self.refused(RequestElsewhere())
        elif self.view.state in ("draft", "more_info"):
            self.app.push_screen(AskingScreen(self.view.committee_id, self.view.account_id, self.view))
        else:
            from campaign.errors.money_spending import RequestLocked

            self.refused(RequestLocked())
