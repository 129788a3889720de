"""Taking in the mandataire's answer at the committee's: what became of its gifts and requests, and what is set apart.

All of it is told, by somebody who is not at this keyboard: it stands in the books here once, and says so. A file of
states also tells the seals of the mandataire's ledger, by which one that was rewritten is seen.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors.money_exchange import (
    AnswerAtMandatary,
    LedgerRewritten,
    MoneyFileOfAnother,
    MoneyFileOfOtherAccount,
)
from campaign.money.accounts import account_row, list_accounts
from campaign.money.exchange.files import STATES, made_here, note_file, opened
from campaign.money.exchange.following import take_requests
from campaign.money.exchange.pairing import pair, paired
from campaign.money.exchange.reading import Slip, State, States, read_states
from campaign.money.exchange.standing import standing, take_earmarks
from campaign.money.exchange.taking import NEVER, OPEN, path_to
from campaign.money.gifts import TOLD, enter_event, take_step
from campaign.money.steps import ENDED
from campaign.views.money_exchange import (
    ASK_AGAIN,
    KNOWN,
    OLDER,
    OWN,
    RECEIVED_THERE,
    UNDONE_THERE,
    Conflict,
    Fate,
    TakenIn,
)
from db.folding import fold
from db.ledger import post, reversal
from db.merging import portions
from db.tables import (
    CampaignAccount,
    Committee,
    DepositSlip,
    Donation,
    DonationEvent,
    Donor,
    HandOver,
    MoneyFile,
    SpendingRequest,
)
from db.unit import Unit

# What came back is told first: the committee speaks with who gave.
_FIRST: Final = ("bounced", "returned", "refunded", "dropped")


def import_states(unit: Unit, data: bytes, name: str = "", account_id: uuid.UUID | None = None) -> TakenIn:
    """Take in the mandataire's answer at the committee's: what became of gifts, requests and earmarks. One action.

    A file that is known, or older than what is known, changes nothing, and says so. ``account_id`` says which account
    of this file it is about, where its own name does not tell; it is remembered.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered, MoneyFileNewer, MoneyFileOfAnother, MoneyFileOfOtherAccount;
        AnswerAtMandatary: it is here that this committee's gifts are received;
        LedgerRewritten: a seal that was told before is another now, or is not told any more.
    """
    content, file_hash = opened(data, STATES, name)
    told = read_states(content, name, unit.now)
    session = unit.session
    committee = session.get(Committee, told.committee_id)
    if committee is None:
        raise MoneyFileOfAnother(name=name or "?", committee=told.committee_name[:100])
    unit.name("money.import_states", committee_id=committee.id, name=committee.name)
    read = len(told.gifts)
    if made_here(session, committee.id, file_hash):
        return TakenIn(read, 0, 0, read, news=OWN)
    rows = {row.id: row for one in told.gifts if (row := session.get(Donation, one.id)) is not None}
    asked = [known for one in told.requests if (known := session.get(SpendingRequest, one.id)) is not None]
    mine = [row.account_id for row in rows.values() if row.committee_id == committee.id]
    mine += [row.account_id for row in asked if row.committee_id == committee.id]
    account = _account_of(session, told, mine, name) if account_id is None else account_row(session, account_id)
    if account is not None and mine and account.id not in mine:  # else the right account would be shut out for good
        raise MoneyFileOfOtherAccount(name=name or "?", told=told.account_name or "?", account=account.label)
    if account is None:
        return TakenIn(read, 0, 0, read)
    if _decides_here(session, committee.id, account.id):
        raise AnswerAtMandatary(name=name or "?")
    seen, latest = _seen(session, committee.id, account.id, told, file_hash)
    if not latest:
        return TakenIn(read, 0, 0, read, news=KNOWN if seen else OLDER)
    pair(unit, told.account_id, told.account_name, account, name, sure=True)
    came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read + len(told.requests)}
    came |= {"head_seq": told.seq, "head_seal": told.seal, "kind": "states"}
    file = MoneyFile(id=unit.new_id(), committee_id=committee.id, account_id=account.id, **came)
    fates, conflicts, skipped = _gifts(unit, told, rows, committee.id, account.id)
    slips = _signed(unit, told, committee.id, account.id, rows.values())
    earmark = take_earmarks(unit, told.earmarks, committee.id, account, file.id)
    requests = take_requests(unit, told.requests, committee.id, account, answer=True)
    kept = earmark()
    note_file(unit, file)
    unchanged = read - len(fates) - skipped - len(conflicts)
    found = TakenIn(
        read, 0, len(fates), unchanged, (), tuple(conflicts), skipped + requests.skipped, "", _named(session, fates),
        requests.fates, requests.apart, kept, slips=slips,
    )  # fmt: skip
    return replace(found, news=KNOWN) if seen and not found.brings else found


def _gifts(
    unit: Unit, told: States, rows: dict[uuid.UUID, Donation], committee_id: uuid.UUID, account_id: uuid.UUID
) -> tuple[list[Fate], list[Conflict], int]:
    """Follow each gift; what became of them, what does not fit, and how many are of others."""
    fates: list[Fate] = []
    conflicts: list[Conflict] = []
    skipped = 0
    for one in told.gifts:
        row = rows.get(one.id)
        if row is None:
            continue
        if (row.committee_id, row.account_id) != (committee_id, account_id):
            skipped += 1
            continue
        before = row.state
        if one.echo and row.state in OPEN:
            continue  # the mandataire says again what this committee had told, and takes back in its next file
        _restored(unit, row, one)
        path = path_to(row, one.state)
        conflict = None if path or row.state != before else _apart(row, one)
        if conflict is not None:
            conflicts.append(conflict)
        for step in path:
            _follow(unit, row, step, one, told.slips)
        receipt = one.official_receipt and row.official_receipt != one.official_receipt
        if receipt:
            unit.change(row, official_receipt=one.official_receipt)
        if (row.state != before or receipt) and conflict is None:
            day = row.ended_on or row.received_on
            fates.append(Fate(row.id, "", row.kind, row.amount_cents, before, row.state, day, one.note))
    return fates, conflicts, skipped


def _named(session: Session, fates: Sequence[Fate]) -> tuple[Fate, ...]:
    """What became of gifts with who gave them, what came back first."""
    names: dict[uuid.UUID, str] = {}
    for some in portions(one.gift for one in fates):
        root = func.coalesce(Donor.merged_into_id, Donor.id)
        gave = select(Donation.id, root).join(Donor, Donor.id == Donation.donor_id).where(Donation.id.in_(some))
        people = {gift: person for gift, person in session.execute(gave)}  # noqa: C416  a result is no mapping
        which = select(Donor.id, Donor.given_name, Donor.family_name).where(Donor.id.in_(set(people.values())))
        called = {key: f"{given} {family}".strip() for key, given, family in session.execute(which)}
        names |= {gift: called.get(person, "") for gift, person in people.items()}
    told = [replace(one, donor=names.get(one.gift, "")) for one in fates]
    order = {state: place for place, state in enumerate(_FIRST)}
    return tuple(sorted(told, key=lambda one: (order.get(one.after, len(order)), fold(one.donor), one.gift)))


def _signed(unit: Unit, told: States, committee_id: uuid.UUID, account_id: uuid.UUID, rows: Iterable[Donation]) -> int:
    """Say on the slips when the mandataire acknowledged them; return how many were not known to be."""
    days: dict[uuid.UUID, date] = {}
    for row in rows:  # a file of version 1 tells of gifts only: a slip was acknowledged when its gifts were received
        if row.hand_over_id is not None and row.received_on is not None and row.committee_id == committee_id:
            days[row.hand_over_id] = max(days.get(row.hand_over_id, row.received_on), row.received_on)
    count = 0
    for key, day in (days | told.signed).items():
        slip = unit.session.get(HandOver, key)
        if slip is None or (slip.committee_id, slip.account_id) != (committee_id, account_id):
            continue
        if slip.acknowledged_on is None or (key in told.signed and slip.acknowledged_on != day):
            unit.change(slip, acknowledged_on=day)
            count += 1
    return count


def _restored(unit: Unit, row: Donation, told: State) -> None:
    """What the mandataire noted by mistake of a gift, and told: it stands again here too, by a step and an entry."""
    if row.state not in ENDED or told.state not in ("received", "deposited"):
        return
    ended = unit.session.scalars(
        select(DonationEvent)
        .where(DonationEvent.donation_id == row.id, DonationEvent.to_state == row.state)
        .order_by(DonationEvent.at.desc(), DonationEvent.id.desc())
    ).first()
    if ended is None or ended.role != TOLD or ended.from_state not in ("received", "deposited"):
        return
    last = standing(unit.session, row)[-1:]
    before = row.state
    unit.change(row, state=ended.from_state, ended_on=None)
    enter_event(unit, row, unit.now.date(), before, ended.from_state, role=TOLD, note=told.note)
    for entry in last:
        post(unit, row.account_id, row, [reversal(entry)])


def _apart(row: Donation, told: State) -> Conflict | None:
    """Why a gift cannot be here what the mandataire says; None if it is the same, or this committee is ahead."""
    if row.state == told.state:
        return None
    if told.state not in (*OPEN, *NEVER) and row.state in NEVER:
        return Conflict(row.id, row.amount_cents, row.state, told.state, RECEIVED_THERE)
    if row.received_on is not None:
        return Conflict(row.id, row.amount_cents, row.state, told.state, UNDONE_THERE)
    if told.state in NEVER and row.state in NEVER:
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    return None


def _decides_here(session: Session, committee_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """Whether this file is the mandataire's: it took in what that committee gathered.

    That it once told what became of it is no sign: a committee that wrote the wrong file would be shut out for good.
    """
    mine = (MoneyFile.committee_id == committee_id, MoneyFile.account_id == account_id)
    came = (MoneyFile.kind == "pledges", MoneyFile.direction == "in")
    return session.scalar(select(MoneyFile.id).where(*mine, *came).limit(1)) is not None


def _seen(
    session: Session, committee_id: uuid.UUID, account_id: uuid.UUID, told: States, file_hash: str
) -> tuple[bool, bool]:
    """Whether a file was taken in before, and whether none that is later was. Seals told before must be the same now.

    Raises:
        LedgerRewritten.
    """
    before = session.execute(
        select(MoneyFile.head_seq, MoneyFile.head_seal, MoneyFile.file_hash)
        .where(
            MoneyFile.committee_id == committee_id,
            MoneyFile.account_id == account_id,
            MoneyFile.direction == "in",
            MoneyFile.kind == "states",
        )
        .order_by(MoneyFile.created_at, MoneyFile.id)
    ).all()
    known = any(row.file_hash == file_hash for row in before)
    if known:
        return True, before[-1].file_hash == file_hash
    for row in before:
        if 0 < row.head_seq <= told.seq and told.told.get(row.head_seq) != row.head_seal:
            raise LedgerRewritten(seq=row.head_seq)
    return False, all(row.head_seq <= told.seq for row in before)


def _account_of(session: Session, told: States, mine: list[uuid.UUID], name: str) -> CampaignAccount | None:
    """Which account of this file the mandataire's file is about; None if nothing that it tells of is here.

    Raises:
        MoneyFileOfOtherAccount: names do not tell.
    """
    known = session.get(CampaignAccount, told.account_id) or paired(session, told.account_id)
    if known is not None:
        return known
    counted = [account_row(session, key) for key, _ in Counter(mine).most_common()]
    named = [one for one in counted if fold(one.label) == fold(told.account_name)]
    if len(counted) > 1 and len(named) != 1:
        choices = ", ".join(one.label for one in counted)
        raise MoneyFileOfOtherAccount(name=name or "?", told=told.account_name or "?", account=choices)
    found = next(iter([*named, *counted]), None)
    if found is None and (told.requests or (told.earmarks is not None and told.earmarks.rows)):
        open_ = [one.label for one in list_accounts(session)]
        if open_:  # nothing of this committee is known there yet, and money was set apart for it all the same
            raise MoneyFileOfOtherAccount(name=name or "?", told=told.account_name or "?", account=", ".join(open_))
    return found


def _follow(unit: Unit, row: Donation, name: str, told: State, deposits: dict[uuid.UUID, Slip]) -> None:
    """Take the step that the mandataire took, on the day on which it was taken."""
    received = told.received_on or row.promised_on
    if name == "receive":
        take_step(unit, row, name, received, received_on=received, acknowledgement=told.acknowledgement, role=TOLD)
    elif name == "deposit":
        slip = _deposit(unit, row.account_id, deposits.get(told.deposit) if told.deposit else None, row, received)
        take_step(unit, row, name, slip.day, deposit_id=slip.id, role=TOLD)
    elif name == "hand_over":
        take_step(unit, row, name, received, role=TOLD)
    else:
        ended = told.ended_on or received
        take_step(unit, row, name, ended, ended_on=ended, role=TOLD, note=told.note)


def _deposit(unit: Unit, account_id: uuid.UUID, told: Slip | None, row: Donation, day: Any) -> DepositSlip:
    """The mandataire's deposit; under the next number if this file used its own for another."""
    session = unit.session
    found = session.get(DepositSlip, told.id) if told else None
    if found is not None:
        return found
    latest = session.scalar(select(func.max(DepositSlip.number)).where(DepositSlip.account_id == account_id)) or 0
    if told is None:
        return unit.add(DepositSlip(account_id=account_id, number=latest + 1, method=row.method, day=day))
    same = select(func.count()).where(DepositSlip.account_id == account_id, DepositSlip.number == told.number)
    number = latest + 1 if session.scalar(same) else told.number
    return unit.add(DepositSlip(id=told.id, account_id=account_id, number=number, method=told.method, day=told.day))
