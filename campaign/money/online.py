"""Gifts made online, out of the CSV of the payment service: shown line by line first, then taken in once.

The money has reached the mandataire's account already: each line is a gift that was promised and received on its day.
What the law is against is not taken in, and told: the mandataire refunds it at the service.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.money import MandataryNeeded, OnlineColumnsMissing, OnlineTakenMeanwhile
from campaign.money.accounts import account_row
from campaign.money.amounts import checked
from campaign.money.checking import allowed, check
from campaign.money.donors import donor_rows, new_donor
from campaign.money.facts import facts_of, today_in
from campaign.money.gifts import latest_number, possible_day, take_step
from campaign.money.knowing import KnownTogether
from campaign.money.online_reading import KNOWN, REQUIRED, OnlineGift, Payment, Reader, same_person, unreadable
from campaign.money.promises import PromiseForm, note_promise
from campaign.money.rules import rule_book
from campaign.people.importing.reading import Sheet
from campaign.views.money_guard import Gift, Judged, SeenGift
from campaign.words import N_
from db.folding import clean_lines, fold
from db.merging import portions
from db.tables import Donation, Donor, MoneyFile
from db.unit import Unit

TAKEN_AT_ONCE = 500  # lines whose donors are read, and whose rows are written, at one time


@dataclass(frozen=True, slots=True)
class OnlineProblem:
    """A line that is not taken in, and why; ``message`` is a msgid with its facts."""

    line: int
    judged: Judged


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
    fields = [KNOWN.get(fold(title), "") for title in sheet.header]
    missing = [name for name in REQUIRED if name not in fields]
    if missing:
        raise OnlineColumnsMissing(name=sheet.name, missing=", ".join(missing))
    book = rule_book(session)
    reader = Reader(session, facts_of(session, account, book), book, now_day, account.zone)
    known = _operations(session, account_id)
    gifts: list[OnlineGift] = []
    problems: list[OnlineProblem] = []
    unchanged = 0
    places = [(field, i) for i, field in reversed(list(enumerate(fields))) if field]
    lines = [(number, {field: cells[i] for field, i in places}) for number, cells in sheet.rows]
    reader.meet(dict(lines))
    for number, line in lines:
        operation = line["operation"][:100]
        payment = reader.payment(line)
        if isinstance(payment, Payment) and operation in known:
            if known[operation] == (payment.cents, payment.day):
                unchanged += 1
            else:
                text = N_("operation {operation} is known with another amount or day: what came back is a refund")
                problems.append(OnlineProblem(number, unreadable(text, operation=operation)))
            continue
        found = payment if isinstance(payment, Judged) else reader.gift(number, line["operation"], payment)
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
        MandataryNeeded; OnlineTakenMeanwhile, GiftReasonNeeded, GiftRefused: something changed since it was planned.
    """
    if not declares_mandatary:
        raise MandataryNeeded
    if not {gift.operation for gift in plan.gifts}.isdisjoint(_operations(unit.session, plan.account_id)):
        raise OnlineTakenMeanwhile
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
        keys = [same_person(gift.donor, gift.operation) for gift in gifts]
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
