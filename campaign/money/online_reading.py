"""A line of a payment service's file: what was paid, by whom, and what the law says of it.

A donor is known by name and mail, or by name and address; who is only nearly the same is a new entry.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import DateImpossible
from campaign.errors.money import AmountImpossible
from campaign.money.amounts import cents
from campaign.money.donors import (
    DonorForm,
    address_key,
    donor_facts,
    donor_rows,
    entries_of_all,
    gifts_of,
    identity_key,
)
from campaign.money.guard import judge
from campaign.money.rules import RuleBook
from campaign.periods import local_day, read_day
from campaign.places import country_code
from campaign.views.money_guard import AccountFacts, DonorFacts, Gift, Judged, SeenGift
from campaign.words import N_
from db.folding import fold
from db.merging import portions
from db.tables import Donor

_NAMES = {
    "operation": "id|operation|numero|numero d operation|reference|transaction|transaction id|payment id|id operation",
    "day": "date|date du don|date de paiement|date du paiement|payment date|created|day",
    "amount": "montant|amount|montant eur|montant en euros|somme",
    "method": "mode|mode de paiement|method|moyen de paiement|payment mode",
    "given": "prenom|first name|given name|firstname",
    "family": "nom|nom de famille|last name|family name|lastname",
    "civility": "civilite|civility|gender",
    "address": "adresse|adresse fiscale|address|fiscal address|street",
    "postcode": "code postal|cp|postcode|zip|postal code",
    "city": "ville|commune|city|town",
    "residence": "pays|pays de residence|country|country of residence",
    "nationality": "nationalite|nationality",
    "email": "email|mail|e mail|courriel",
    "phone": "telephone|phone|tel",
    "status": "statut|status|etat|state|statut du paiement|payment status",
    "currency": "devise|monnaie|currency",
}
KNOWN = {name: field for field, names in _NAMES.items() for name in names.split("|")}
REQUIRED = ("operation", "day", "amount", "family")
_METHODS = {
    "carte": "card", "card": "card", "cb": "card", "carte bancaire": "card", "virement": "transfer",
    "transfer": "transfer", "sepa": "debit", "prelevement": "debit", "debit": "debit", "": "card",
}  # fmt: skip
_CAME = frozenset(
    ("", "paye", "payee", "valide", "validee", "accepte", "acceptee", "confirme", "confirmee", "encaisse", "encaissee",
     "reussi", "reussie", "succes", "termine", "terminee", "paid", "succeeded", "success", "successful", "complete",
     "completed", "captured", "settled", "ok")
)  # fmt: skip
_EUROS = frozenset(("", "eur", "euro", "euros", "€"))
_COUNTRIES = {"france": "FR", "francaise": "FR", "francais": "FR", "french": "FR"}


@dataclass(frozen=True, slots=True)
class OnlineGift:
    """A line that would be taken in; ``donor_id`` None: a donor who is not known yet."""

    line: int
    operation: str
    day: date
    amount_cents: int
    method: str
    donor: DonorForm
    donor_id: uuid.UUID | None
    warns: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """What a line says was paid, in cents, on which day and how."""

    cents: int
    day: date
    method: str


class Reader:
    """Reads lines, and remembers what each donor gave in the lines before. ``zone``: the clock of the account.

    `meet` comes first, with all lines that may be gifts.
    """

    def __init__(self, session: Session, account: AccountFacts, book: RuleBook, today: date, zone: str) -> None:
        self.session, self.account, self.book, self.today, self.zone = session, account, book, today, zone
        self.seen: dict[str, list[SeenGift]] = {}
        self.met: dict[int, tuple[DonorForm, Donor | None]] = {}

    def payment(self, line: dict[str, str]) -> Payment | Judged:
        """What was paid, when and how; or why the line is no gift that came."""
        if (problem := _not_a_gift(line)) is not None:
            return problem
        try:
            amount, day = cents(line["amount"]), self._day(line["day"])
        except AmountImpossible:
            return unreadable(N_("“{amount}” is no amount"), amount=line["amount"])
        except DateImpossible:
            return unreadable(N_("“{day}” is no day"), day=line["day"])
        method = _METHODS.get(fold(line.get("method", "")))
        if day > self.today or method is None:
            return unreadable(N_("the day is to come, or the way of payment is not one of an online service"))
        return Payment(amount, day, method)

    def _day(self, text: str) -> date:
        """A day written in full, or the day of a moment on the account's clock.

        Raises:
            DateImpossible: only a part of a date, or a word such as yesterday: a file is read on any day.
        """
        text = text.strip()
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                raise DateImpossible(text=text[:40]) from None
            return local_day(moment, self.zone) if moment.tzinfo else moment.date()
        if not re.fullmatch(r"\d{4}-\d\d?-\d\d?|\d\d?[/.-]\d\d?[/.-](?:\d\d)?\d\d", text):
            raise DateImpossible(text=text[:40])
        return read_day(text, self.today)

    def meet(self, lines: Mapping[int, dict[str, str]]) -> None:
        """Read who has a name that the lines tell, the first who came first, and what they gave, some at one time."""
        forms = {number: self._form(line) for number, line in lines.items()}
        names = {number: identity_key(f"{form.given_name} {form.family_name}") for number, form in forms.items()}
        people: dict[str, list[Donor]] = {}
        for some in portions(sorted(set(names.values()) - {""})):
            called = select(Donor).where(Donor.identity_key.in_(some)).order_by(Donor.created_at, Donor.id)
            for row in self.session.scalars(called):
                people.setdefault(row.identity_key, []).append(row)
        found = {number: _one_of(people.get(names[number], ()), form) for number, form in forms.items()}
        roots = donor_rows(self.session, {row.id for row in found.values() if row is not None})
        entries = entries_of_all(self.session, {row.id for row in roots.values()})
        gifts = gifts_of(self.session, [entry for several in entries.values() for entry in several])
        self.seen = {str(root): [gift for entry in own for gift in gifts[entry]] for root, own in entries.items()}
        self.met = {number: (forms[number], roots[row.id] if row else None) for number, row in found.items()}

    def gift(self, number: int, operation: str, payment: Payment) -> OnlineGift | Judged:
        """A line that may be taken in, or what the law has against it."""
        amount, day, method = payment.cents, payment.day, payment.method
        form, row = self.met[number]
        facts = donor_facts(row) if row else _facts(form)
        facts = replace(facts, honour=True)  # the service asks it of everybody before they pay
        seen = self.seen.setdefault(str(row.id) if row else same_person(form, operation), [])
        verdict = judge(Gift(amount, day, method, "gift", "reception"), self.account, facts, seen, self.book)
        if verdict.blocked:
            return verdict.found[0]
        seen.append(
            SeenGift(amount, day, method, "gift", self.account.kind, self.account.election_id, elected=facts.elected)
        )
        warns = tuple(one for one in verdict.found if one.weight == "warn")
        return OnlineGift(number, operation[:100], day, amount, method, form, row.id if row else None, warns)

    @staticmethod
    def _form(line: dict[str, str]) -> DonorForm:
        civility = {"m": "m", "mr": "m", "monsieur": "m", "mme": "f", "madame": "f", "f": "f"}
        return DonorForm(
            line.get("given", ""), line["family"], line.get("address", ""), line.get("postcode", ""),
            line.get("city", ""), _country(line.get("residence", "")), _country(line.get("nationality", "")),
            email=line.get("email", ""), phone=line.get("phone", ""),
            civility=civility.get(fold(line.get("civility", "")), ""), honour=True,
        )  # fmt: skip


def _one_of(people: Sequence[Donor], form: DonorForm) -> Donor | None:
    """Who of the same name has the mail or the address of a line."""
    place, email = address_key(form.address, form.postcode), form.email.casefold()
    return next((row for row in people if (email and row.email == email) or (place and row.address_key == place)), None)


def _not_a_gift(line: dict[str, str]) -> Judged | None:
    if not line["operation"]:
        return unreadable(N_("the operation has no number"))
    if fold(line.get("status", "")) not in _CAME:
        return unreadable(N_("“{status}” is not what is said of a gift that came"), status=line["status"])
    if line.get("currency", "").strip().casefold() not in _EUROS:
        return unreadable(N_("“{currency}” is not the euro"), currency=line["currency"])
    return None


def same_person(form: DonorForm, operation: str) -> str:
    """Lines of one person who is not known yet: the same name and mail, else the same name and address."""
    reached = form.email.casefold() or address_key(form.address, form.postcode) or operation
    return f"{identity_key(f'{form.given_name} {form.family_name}')} {reached}"


def unreadable(message: str, **facts: str) -> Judged:
    """Why a line is no gift that came."""
    return Judged("line", "block", message, "", dict(facts))


def _facts(form: DonorForm) -> DonorFacts:
    return DonorFacts(
        form.given_name, form.family_name, form.address, form.postcode, form.city, form.nationality, form.residence,
        adult=form.adult,
    )  # fmt: skip


def _country(text: str) -> str:
    """A code of two letters; France by its name too. What is not known is left empty, and asked for."""
    code = text.strip()
    return country_code(code) or _COUNTRIES.get(fold(code), "")
