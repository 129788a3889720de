"""Refusals on what is set apart for a committee, and on what it asks to spend."""

from __future__ import annotations

from db.errors import N_, Refusal


class EarmarkShort(Refusal):
    code = "earmark.short"
    why = N_("Only {held} can be earmarked or taken back here: less than {amount}.")
    next_step = N_("Choose a smaller amount, or receive first.")


class CommitShort(EarmarkShort):
    code = "spending.short"
    why = N_("{missing} are missing: {held} are set apart and free for this committee, and {amount} are asked for.")
    next_step = N_(
        "The mandataire sets more apart (a on the list of requests, or appui spending earmark), then commits."
    )
    by_key = N_("The mandataire sets more apart (a on the list of requests), then commits.")


class NoteNeeded(Refusal):
    code = "spending.note"
    why = N_("Nobody could tell what is asked for.")
    next_step = N_("Write what is missing: who asks reads it there.")


class CommitteeNotRecognised(Refusal):
    code = "earmark.recognised"
    why = N_("This account finances recognised committees only, and “{name}” does not meet the criteria yet.")
    next_step = N_("Look at what is missing, or let the account finance every committee.")


class RequestNotFound(Refusal):
    code = "spending.unknown"
    why = N_("There is no spending request “{name}”.")
    next_step = N_("List them: appui spending list.")
    by_key = N_("List them: p on the way of the money.")


class RequestStepNotOpen(Refusal):
    code = "spending.step"
    why = N_("This request is “{state_word}”: it cannot go that way now.")
    next_step = N_("A step is never skipped: draft, second person, mandataire, approved, committed, paid.")


class SecondPersonNeeded(Refusal):
    code = "spending.second"
    why = N_("A second person looks at a request, none of those who wrote, corrected or sent it: {hands}.")
    next_step = N_(
        "Somebody else does it: Esc, then m, changes who is at the keyboard (in a command: --as). Or give the "
        "reference of the paper that they signed."
    )


class InvoiceNeeded(Refusal):
    code = "spending.invoice"
    why = N_("Nothing is paid without its invoice.")
    next_step = N_("Add the invoice, with its reference.")


class MealReasonNeeded(Refusal):
    code = "spending.meal"
    why = N_("{each} for each meal: above {cap}, the practice for volunteers ({article}).")
    next_step = N_("Write why it is right all the same, or ask for less.")


class IbanImpossible(Refusal):
    code = "spending.iban"
    why = N_("{iban} is no account number: a sign was misread, swapped or left out (ISO 13616).")
    next_step = N_("Copy it again from the invoice: in France, FR and 25 more signs. It may also stay empty.")


class CategoryUnknown(Refusal):
    code = "spending.category"
    why = N_("There is no category “{name}”: {choices}.")
    next_step = N_("Choose one of them.")


class PayeeErased(Refusal):
    code = "spending.payee_erased"
    why = N_("Who was to be paid here was erased: the accounts would not say where the money went.")
    next_step = N_("Refuse this request, and write another with who is paid now.")


class RequestLocked(Refusal):
    code = "spending.locked"
    why = N_("This request was sent: what it asks for can no longer be changed.")
    next_step = N_("Ask for it back (more information), then correct it.")


class PaperNeeded(Refusal):
    code = "spending.paper"
    why = N_("Who wrote or sent this request is not known here: a second person cannot be told from the first.")
    next_step = N_("Give the reference of the paper that the second person signed.")


class PaperReferenceShort(Refusal):
    code = "spending.reference"
    why = N_("“{text}” is too short: nobody finds a paper again by it.")
    next_step = N_("Write three signs at least: the minutes, their date, the page.")


class ThirdPersonNeeded(Refusal):
    code = "spending.third"
    why = N_("Who asks for money, or looks at it as the second person, does not approve it as the mandataire.")
    next_step = N_(
        "The mandataire does it under their own name: Esc, then m, changes who is at the keyboard (in a command: --as)."
    )


class MoneyMissing(Refusal):
    code = "spending.missing"
    why = N_("{missing} of what is earmarked is no longer on the account: a gift bounced, or was paid back.")
    next_step = N_("Take back as much of the earmarks, or receive as much first.")
