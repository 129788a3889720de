"""Gifts made online, out of the CSV of the payment service: shown line by line first, then taken in once.

The money has reached the mandataire's account already: each line is a gift that was promised and received on its day.
What the law is against is not taken in, and told: the mandataire refunds it at the service.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors import DateImpossible
from campaign.errors.money import AmountImpossible, MandataryNeeded, OnlineColumnsMissing
from campaign.money.accounts import account_row
from campaign.money.amounts import cents, checked
from campaign.money.checking import allowed, check
from campaign.money.donors import (
    DonorForm,
    address_key,
    donor_facts,
    donor_row,
    donor_rows,
    entries_of,
    identity_key,
    new_donor,
    seen_gifts,
)
from campaign.money.facts import facts_of, today_in
from campaign.money.gifts import latest_number, possible_day, take_step
from campaign.money.guard import judge
from campaign.money.knowing import KnownTogether
from campaign.money.promises import PromiseForm, note_promise
from campaign.money.rules import RuleBook, rule_book
from campaign.people.importing.reading import Sheet
from campaign.periods import local_day, read_day
from campaign.places import country_code
from campaign.views.money_guard import AccountFacts, DonorFacts, Gift, Judged, SeenGift
from campaign.words import N_
from db.folding import clean_lines, fold
from db.merging import portions
from db.tables import Donation, Donor, MoneyFile
from db.unit import Unit

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
_KNOWN = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_REQUIRED = ("operation", "day", "amount", "family")
_METHODS = {
    "carte": "card", "card": "card", "cb": "card", "carte bancaire": "card", "virement": "transfer",
    "transfer": "transfer", "sepa": "debit", "prelevement": "debit", "debit": "debit", "": "card",
}  # fmt: skip
_CAME = frozenset(
    ("", "paye", "payee", "valide", "validee", "accepte", "acceptee", "confirme", "confirmee", "encaisse", "encaissee",
     "reussi", "reussie", "succes", "termine", "terminee", "paid", "succeeded", "success", "successful", "complete",
     "completed", "captured", "settled", "ok")
)  # fmt: skip
_AT_ONCE = 500  # names in one statement
TAKEN_AT_ONCE = 500  # lines whose donors are read, and whose rows are written, at one time
_EUROS = frozenset(("", "eur", "euro", "euros", "€"))
_COUNTRIES = {"france": "FR", "francaise": "FR", "francais": "FR", "french": "FR"}


@dataclass(frozen=True, slots=True)
class OnlineProblem:
    """A line that is not taken in, and why; ``message`` is a msgid with its facts."""

    line: int
    judged: Judged


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
class OnlinePlan:
    """What taking in a file would do; nothing has been changed."""

    committee_id: uuid.UUID
    account_id: uuid.UUID
    file_hash: str
    read: int
    gifts: tuple[OnlineGift, ...]
    unchanged: int
    problems: tuple[OnlineProblem, ...]


def plan_online(
    session: Session, sheet: Sheet, committee_id: uuid.UUID, account_id: uuid.UUID, now_day: date
) -> OnlinePlan:
    """Work out what a file of online gifts would do, with the law checked line by line.

    A line is known by the number of its operation in this account. A donor is known by name and mail, or by name and
    address; who is only nearly the same is a new entry, and shown as a twin.

    Raises:
        OnlineColumnsMissing, AccountUnknown, AccountClosed.
    """
    account = account_row(session, account_id, living=True)
    fields = [_KNOWN.get(fold(title), "") for title in sheet.header]
    missing = [name for name in _REQUIRED if name not in fields]
    if missing:
        raise OnlineColumnsMissing(name=sheet.name, missing=", ".join(missing))
    book = rule_book(session)
    reader = _Reader(session, facts_of(session, account, book), book, now_day, account.zone)
    known = _operations(session, account_id)
    gifts: list[OnlineGift] = []
    problems: list[OnlineProblem] = []
    unchanged = 0
    places = [(field, i) for i, field in reversed(list(enumerate(fields))) if field]
    lines = [(number, {field: cells[i] for field, i in places}) for number, cells in sheet.rows]
    reader.meet(line for _, line in lines)
    for number, line in lines:
        operation = line["operation"][:100]
        payment = reader.payment(line)
        if isinstance(payment, _Payment) and operation in known:
            if known[operation] == (payment.cents, payment.day):
                unchanged += 1
            else:
                text = N_("operation {operation} is known with another amount or day: what came back is a refund")
                problems.append(OnlineProblem(number, _unreadable(text, operation=operation)))
            continue
        found = payment if isinstance(payment, Judged) else reader.gift(number, line, payment)
        if isinstance(found, OnlineGift):
            known[operation] = (found.amount_cents, found.day)
            gifts.append(found)
        else:
            problems.append(OnlineProblem(number, found))
    return OnlinePlan(
        committee_id, account_id, sheet.file_hash, len(sheet.rows), tuple(gifts), unchanged, tuple(problems)
    )


def _operations(session: Session, account_id: uuid.UUID) -> dict[str, tuple[int, date]]:
    """The operations that this account knows, with what they brought and when."""
    day = func.coalesce(Donation.received_on, Donation.promised_on)
    rows = session.execute(
        select(Donation.source_ref, Donation.amount_cents, day).where(
            Donation.account_id == account_id, Donation.source_ref != ""
        )
    )
    return {operation: (amount, day) for operation, amount, day in rows}


@dataclass(frozen=True, slots=True)
class _Payment:
    cents: int
    day: date
    method: str


class _Reader:
    """Reads lines, and remembers what each donor gave in the lines before. ``zone``: the clock of the account."""

    def __init__(self, session: Session, account: AccountFacts, book: RuleBook, today: date, zone: str) -> None:
        self.session, self.account, self.book, self.today, self.zone = session, account, book, today, zone
        self.seen: dict[str, list[SeenGift]] = {}
        self.people: dict[str, list[Donor]] = {}

    def payment(self, line: dict[str, str]) -> _Payment | Judged:
        """What was paid, when and how; or why the line is no gift that came."""
        if (problem := _not_a_gift(line)) is not None:
            return problem
        try:
            amount, day = cents(line["amount"]), self._day(line["day"])
        except AmountImpossible:
            return _unreadable(N_("“{amount}” is no amount"), amount=line["amount"])
        except DateImpossible:
            return _unreadable(N_("“{day}” is no day"), day=line["day"])
        method = _METHODS.get(fold(line.get("method", "")))
        if day > self.today or method is None:
            return _unreadable(N_("the day is to come, or the way of payment is not one of an online service"))
        return _Payment(amount, day, method)

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

    def gift(self, number: int, line: dict[str, str], payment: _Payment) -> OnlineGift | Judged:
        """A line that may be taken in, or what the law has against it."""
        amount, day, method = payment.cents, payment.day, payment.method
        donor = self._donor(line)
        row = self._known(donor)
        facts = donor_facts(row) if row else _facts(donor)
        facts = replace(facts, honour=True)  # the service asks it of everybody before they pay
        key = str(row.id) if row else _new_donor(donor, line["operation"])
        if key not in self.seen:
            self.seen[key] = seen_gifts(self.session, entries_of(self.session, row.id)) if row else []
        gift = Gift(amount, day, method, "gift", "reception")
        verdict = judge(gift, self.account, facts, self.seen[key], self.book)
        if verdict.blocked:
            return verdict.found[0]
        self.seen[key].append(
            SeenGift(amount, day, method, "gift", self.account.kind, self.account.election_id, elected=facts.elected)
        )
        warns = tuple(one for one in verdict.found if one.weight == "warn")
        return OnlineGift(number, line["operation"][:100], day, amount, method, donor, row.id if row else None, warns)

    def _donor(self, line: dict[str, str]) -> DonorForm:
        civility = {"m": "m", "mr": "m", "monsieur": "m", "mme": "f", "madame": "f", "f": "f"}
        return DonorForm(
            line.get("given", ""), line["family"], line.get("address", ""), line.get("postcode", ""),
            line.get("city", ""), _country(line.get("residence", "")), _country(line.get("nationality", "")),
            email=line.get("email", ""), phone=line.get("phone", ""),
            civility=civility.get(fold(line.get("civility", "")), ""), honour=True,
        )  # fmt: skip

    def _known(self, form: DonorForm) -> Donor | None:
        name = identity_key(f"{form.given_name} {form.family_name}")
        place, email = address_key(form.address, form.postcode), form.email.casefold()
        for row in self.people.get(name, ()):
            if (email and row.email == email) or (place and row.address_key == place):
                return donor_row(self.session, row.id)
        return None

    def meet(self, lines: Iterable[dict[str, str]]) -> None:
        """Read who has a name that the lines tell, some hundreds of names at one time, the first who came first."""
        names = sorted({identity_key(f"{line.get('given', '')} {line['family']}") for line in lines} - {""})
        for first in range(0, len(names), _AT_ONCE):
            some = Donor.identity_key.in_(names[first : first + _AT_ONCE])
            for row in self.session.scalars(select(Donor).where(some).order_by(Donor.created_at, Donor.id)):
                self.people.setdefault(row.identity_key, []).append(row)


def import_online(
    unit: Unit,
    plan: OnlinePlan,
    *,
    declares_mandatary: bool,
    reason: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Take in what was planned, as the mandataire; return how many. Lines that warn need a reason. One action.

    Each line is judged with those before it, as if it were typed; what the file knows is read, and rows are written,
    some hundreds of lines at one time. ``progress`` is told how many are done of how many; what it raises ends the
    action.

    Raises:
        MandataryNeeded; GiftReasonNeeded, GiftRefused: something changed since it was planned.
    """
    if not declares_mandatary:
        raise MandataryNeeded
    unit.name("donation.import", committee_id=plan.committee_id, added=len(plan.gifts))
    taking = _Taking(unit, plan, reason)
    done = 0
    for some in portions(plan.gifts, TAKEN_AT_ONCE):
        taking.take(some)
        done += len(some)
        progress(done, len(plan.gifts))
    same = select(MoneyFile.id).where(
        MoneyFile.committee_id == plan.committee_id, MoneyFile.file_hash == plan.file_hash
    )
    if unit.session.scalar(same) is None and plan.gifts:
        came = {"kind": "online", "direction": "in", "file_hash": plan.file_hash, "rows": plan.read}
        unit.add(MoneyFile(committee_id=plan.committee_id, account_id=plan.account_id, **came))
    return len(plan.gifts)


class _Taking:
    """Takes lines in, and remembers whom it entered in the lines before."""

    def __init__(self, unit: Unit, plan: OnlinePlan, reason: str) -> None:
        session = unit.session
        self.unit, self.reason, self.written = unit, reason, clean_lines(reason)[:2000]
        self.account, self.book = account_row(session, plan.account_id, living=True), rule_book(session)
        self.committee_id = living(session, plan.committee_id).id
        self.today = today_in(self.account, unit.now)
        self.number = latest_number(session, self.account.id)
        self.entered: dict[str, uuid.UUID] = {}

    def take(self, gifts: Sequence[OnlineGift]) -> None:
        """Take in some lines: what is known of their donors is read first, all rows are written at the end."""
        keys = [_new_donor(gift.donor, gift.operation) for gift in gifts]
        donors = self._donors(gifts, keys)
        known = KnownTogether(self.unit.session, {id(donor): donor for donor in donors}.values())
        with self.unit.gathered():
            for gift, key, donor in zip(gifts, keys, donors, strict=True):
                if gift.donor_id is None and key not in self.entered:
                    self.entered[key] = self.unit.add(donor).id
                    known.entered(donor)
                self._take(known, gift, donor)

    def _donors(self, gifts: Sequence[OnlineGift], keys: Sequence[str]) -> list[Donor]:
        """The donor of each line: an entry of the file, or one that is still to be made, once for each person."""
        ids = [gift.donor_id or self.entered.get(key) for gift, key in zip(gifts, keys, strict=True)]
        rows, new = donor_rows(self.unit.session, {one for one in ids if one}), dict[str, Donor]()
        for gift, key, donor_id in zip(gifts, keys, ids, strict=True):
            if donor_id is None and key not in new:
                new[key] = new_donor(gift.donor, self.unit.now)
        return [rows[donor_id] if donor_id else new[key] for key, donor_id in zip(keys, ids, strict=True)]

    def _take(self, known: KnownTogether, gift: OnlineGift, donor: Donor) -> None:
        """One line, promised and received: what the law says at the reception is all that it says at the promise."""
        unit, account, day = self.unit, self.account, possible_day(gift.day, self.today)
        judged = Gift(checked(gift.amount_cents), day, gift.method, "gift", "reception")
        verdict = allowed(check(unit.session, account, judged, donor, book=self.book, known=known), self.written)
        promised = PromiseForm(
            self.committee_id, account.id, gift.amount_cents, gift.method, donor.id, day=day,
            reference=gift.operation, source_ref=gift.operation, reason=self.reason,
        )  # fmt: skip
        self.number += 1
        row = note_promise(unit, promised, donor.id, day, verdict)
        take_step(unit, row, "receive", day, received_on=day, acknowledgement=self.number)
        seen = SeenGift(gift.amount_cents, day, gift.method, "gift", account.kind, account.election_id,
                        elected=bool(donor.mandate))  # fmt: skip
        known.gave(donor, seen)


def _not_a_gift(line: dict[str, str]) -> Judged | None:
    if not line["operation"]:
        return _unreadable(N_("the operation has no number"))
    if fold(line.get("status", "")) not in _CAME:
        return _unreadable(N_("“{status}” is not what is said of a gift that came"), status=line["status"])
    if line.get("currency", "").strip().casefold() not in _EUROS:
        return _unreadable(N_("“{currency}” is not the euro"), currency=line["currency"])
    return None


def _new_donor(form: DonorForm, operation: str) -> str:
    """Lines of one person who is not known yet: the same name and mail, else the same name and address."""
    reached = form.email.casefold() or address_key(form.address, form.postcode) or operation
    return f"{identity_key(f'{form.given_name} {form.family_name}')} {reached}"


def _unreadable(message: str, **facts: str) -> Judged:
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
