"""Taking in what the other laptop made: promises at the mandataire's, what became of them at the committee's.

A file is for one account; whose it is here is remembered the first time. What both laptops did to one gift and cannot
both be right is told, gift by gift: nothing is bent to fit.
"""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors.money import LedgerRewritten, MoneyFileOfAnother, MoneyFileOfOtherAccount
from campaign.money.accounts import account_row
from campaign.money.checking import check
from campaign.money.donors import donor_row
from campaign.money.exchange_files import PLEDGES, STATES, note_file, opened
from campaign.money.exchange_reading import Pledge, Pledges, Slip, State, States, keys_of, read_pledges, read_states
from campaign.money.gifts import TOLD, enter_event, take_step
from campaign.money.steps import STEPS
from campaign.settings import get, put
from campaign.views.money_exchange import (
    ASK_AGAIN,
    KNOWN,
    OLDER,
    RECEIVED_HERE,
    RECEIVED_THERE,
    UNDONE_THERE,
    Conflict,
    TakenIn,
)
from campaign.views.money_guard import Gift, Judged
from db.folding import fold, search_key
from db.tables import (
    CampaignAccount,
    Collection,
    Committee,
    CommitteeKind,
    DepositSlip,
    Donation,
    Donor,
    HandOver,
    MoneyFile,
)
from db.unit import Unit

_OPEN = ("promised", "handed_over")  # before the mandataire received it
_NEVER = ("dropped", "returned")


@dataclass(slots=True)
class _Count:
    added: int = 0
    updated: int = 0
    skipped: int = 0


def import_pledges(
    unit: Unit, data: bytes, account_id: uuid.UUID, name: str = "", *, same_account: bool = False
) -> TakenIn:
    """Take in a committee's file at the mandataire's: promises and hand-overs, never receptions. One action.

    A committee that is not known here yet comes with its file. Gifts that the guard is against are taken in all the
    same, and told: somebody may hold that cheque; it is at reception that it is refused. ``same_account`` says that the
    account named in the file is this one under another name; it is remembered.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered, AccountUnknown, AccountClosed;
        MoneyFileOfOtherAccount: it is for another account than the one that was pointed at.
    """
    content, file_hash = opened(data, PLEDGES, name)
    session = unit.session
    kinds = frozenset(session.scalars(select(CommitteeKind.id)))
    told = read_pledges(content, name, unit.now, kinds)
    account = account_row(session, account_id, living=True)
    unit.name("money.import_pledges", name=told.committee["name"][:100])
    _pair(unit, told.account_id, told.account_name, account, name, sure=same_account)
    committee = session.get(Committee, told.committee["id"]) or _committee(unit, told.committee)
    unit.committee_id = committee.id
    for key, values in told.donors.items():
        _donor(unit, key, values)
    for slip in told.slips.values():
        _slip(unit, slip, committee.id, account.id)
    count, found, conflicts = _Count(), [], []
    for one in told.gifts:
        row = session.get(Donation, one.id)
        if row is None:
            if one.state in _OPEN:
                row, judged = _pledge(unit, one, committee.id, account)
                found += [(one.id, j) for j in judged]
                count.added += 1
            elif one.state not in _NEVER:
                conflicts.append(Conflict(one.id, one.values["amount_cents"], "", one.state, ASK_AGAIN))
                continue
            else:
                continue
        elif (row.committee_id, row.account_id) != (committee.id, account.id):
            count.skipped += 1
            continue
        elif one.state in ("promised", row.state):
            continue
        elif (conflict := _against(row, one)) is not None:
            conflicts.append(conflict)
            continue
        elif row.state not in _OPEN:
            continue
        else:
            count.updated += 1
        _carry(unit, row, one, told)
    read = len(told.gifts)
    came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read}
    note_file(unit, MoneyFile(committee_id=committee.id, account_id=account.id, kind="pledges", **came))
    unchanged = read - count.added - count.updated - count.skipped - len(conflicts)
    return TakenIn(read, count.added, count.updated, unchanged, tuple(found), tuple(conflicts), count.skipped)


def _against(row: Donation, told: Pledge) -> Conflict | None:
    """Why what a committee tells of a gift cannot be, as it stands here; None if it can, or is only behind."""
    if told.state in _NEVER and row.state not in (*_OPEN, *_NEVER):
        return Conflict(row.id, row.amount_cents, row.state, told.state, RECEIVED_HERE)
    if told.state == "dropped" and row.state == "handed_over":
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    if told.state not in (*_OPEN, *_NEVER) and row.state not in _after(told.state, row.method):
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    if told.state in _OPEN and row.state in _NEVER:
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    return None


def _carry(unit: Unit, row: Donation, told: Pledge, file: Pledges) -> None:
    """Take the committee's own steps: carried, given back by who carried it, dropped."""
    if row.state == "promised" and told.hand_over is not None and told.state in ("handed_over", "returned"):
        slip = file.slips[told.hand_over]
        take_step(unit, row, "hand_over", slip.day, hand_over_id=slip.id, role=TOLD)
    if told.state in _NEVER and row.state in _OPEN:
        day = told.ended_on or unit.now.date()
        take_step(unit, row, "drop" if told.state == "dropped" else "return", day, ended_on=day, role=TOLD)


def import_states(unit: Unit, data: bytes, name: str = "", account_id: uuid.UUID | None = None) -> TakenIn:
    """Take in the mandataire's answer at the committee's: which gifts were received, deposited, came back. One action.

    A file that is known, or older than what is known, changes nothing, and says so. ``account_id`` says which account
    of this file it is about, where its own name does not tell; it is remembered.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered, MoneyFileOfAnother, MoneyFileOfOtherAccount;
        LedgerRewritten: a seal that was told before is another now, or is not told any more.
    """
    content, file_hash = opened(data, STATES, name)
    told = read_states(content, name, unit.now)
    session = unit.session
    committee = session.get(Committee, told.committee_id)
    if committee is None:
        raise MoneyFileOfAnother(name=name or "?", committee=told.committee_name[:100])
    unit.name("money.import_states", committee_id=committee.id, name=committee.name)
    rows = {row.id: row for one in told.gifts if (row := session.get(Donation, one.id)) is not None}
    mine = [row.account_id for row in rows.values() if row.committee_id == committee.id]
    account = _account_of(session, told, mine, name) if account_id is None else account_row(session, account_id)
    if account is not None and mine and account.id not in mine:  # else the right account would be shut out for good
        raise MoneyFileOfOtherAccount(name=name or "?", told=told.account_name or "?", account=account.label)
    read = len(told.gifts)
    if account is None:
        return TakenIn(read, 0, 0, read)
    news = _news(session, committee.id, account.id, told, file_hash)
    if news:
        return TakenIn(read, 0, 0, read, news=news)
    _pair(unit, told.account_id, told.account_name, account, name, sure=True)
    count, conflicts = _Count(), []
    for one in told.gifts:
        row = rows.get(one.id)
        if row is None:
            continue
        if (row.committee_id, row.account_id) != (committee.id, account.id):
            count.skipped += 1
            continue
        path = _path(row, one.state)
        changed = bool(path)
        if not path and (conflict := _apart(row, one)) is not None:
            conflicts.append(conflict)
        for step in path:
            _follow(unit, row, step, one, told.slips)
        if row.official_receipt != one.official_receipt and one.official_receipt:
            unit.change(row, official_receipt=one.official_receipt)
            changed = changed or row.id not in {c.gift for c in conflicts}
        count.updated += changed
    came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read}
    came |= {"head_seq": told.seq, "head_seal": told.seal}
    note_file(unit, MoneyFile(committee_id=committee.id, account_id=account.id, kind="states", **came))
    unchanged = read - count.updated - count.skipped - len(conflicts)
    return TakenIn(read, 0, count.updated, unchanged, (), tuple(conflicts), count.skipped)


def _apart(row: Donation, told: State) -> Conflict | None:
    """Why a gift cannot be here what the mandataire says; None if it is the same, or this committee is ahead."""
    if row.state == told.state:
        return None
    if told.state not in (*_OPEN, *_NEVER) and row.state in _NEVER:
        return Conflict(row.id, row.amount_cents, row.state, told.state, RECEIVED_THERE)
    if row.received_on is not None:
        return Conflict(row.id, row.amount_cents, row.state, told.state, UNDONE_THERE)
    if told.state in _NEVER and row.state in _NEVER:
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    return None


def _news(session: Session, committee_id: uuid.UUID, account_id: uuid.UUID, told: States, file_hash: str) -> str:
    """Empty for a file that brings something; else why it does not. The seals told before must be the same now.

    Raises:
        LedgerRewritten.
    """
    before = session.execute(
        select(MoneyFile.head_seq, MoneyFile.head_seal, MoneyFile.file_hash).where(
            MoneyFile.committee_id == committee_id,
            MoneyFile.account_id == account_id,
            MoneyFile.direction == "in",
            MoneyFile.kind == "states",
        )
    ).all()
    if any(row.file_hash == file_hash for row in before):
        return KNOWN
    for row in before:
        if 0 < row.head_seq <= told.seq and told.told.get(row.head_seq) != row.head_seal:
            raise LedgerRewritten(seq=row.head_seq)
    return OLDER if any(row.head_seq > told.seq for row in before) else ""


def _account_of(session: Session, told: States, mine: list[uuid.UUID], name: str) -> CampaignAccount | None:
    """Which account of this file the mandataire's file is about; None if none of its gifts is here."""
    known = session.get(CampaignAccount, told.account_id) or _paired(session, told.account_id)
    if known is not None:
        return known
    counted = [account_row(session, key) for key, _ in Counter(mine).most_common()]
    named = [one for one in counted if fold(one.label) == fold(told.account_name)]
    if len(counted) > 1 and len(named) != 1:
        choices = ", ".join(one.label for one in counted)
        raise MoneyFileOfOtherAccount(name=name or "?", told=told.account_name or "?", account=choices)
    return next(iter([*named, *counted]), None)


def _paired(session: Session, theirs: uuid.UUID) -> CampaignAccount | None:
    value = get(session, f"money.account.{theirs.hex}")
    return session.get(CampaignAccount, uuid.UUID(hex=value)) if value else None


def _pair(unit: Unit, theirs: uuid.UUID, called: str, mine: CampaignAccount, name: str, *, sure: bool) -> None:
    """Make sure that the account of a file is the one meant here, and remember it.

    Raises:
        MoneyFileOfOtherAccount.
    """
    if theirs == mine.id:
        return
    known = unit.session.get(CampaignAccount, theirs) or _paired(unit.session, theirs)
    if known is None and (sure or fold(called) == fold(mine.label)):
        put(unit, f"money.account.{theirs.hex}", mine.id.hex)
    elif known is None or known.id != mine.id:
        raise MoneyFileOfOtherAccount(name=name or "?", told=called or "?", account=mine.label)


def _committee(unit: Unit, told: dict[str, Any]) -> Committee:
    return unit.add(Committee(**told, search_key=search_key(told["name"]), sort_key=fold(told["name"])))


def _donor(unit: Unit, key: uuid.UUID, values: dict[str, Any]) -> None:
    """A donor that is not here yet; one that is, is completed, never replaced; one that was erased stays so."""
    row = unit.session.get(Donor, key)
    if row is None:
        unit.add(Donor(id=key, **values))
        return
    if row.erased_at is not None:
        return
    keys = keys_of(values).keys()
    filled = {
        c: value for c, value in values.items()
        if c not in keys and value not in ("", None) and getattr(row, c) in ("", None)
    }  # fmt: skip
    if filled:
        whole = {c: getattr(row, c) for c in values if c not in keys} | filled
        filled |= keys_of(whole)
        unit.change(row, **filled)


def _slip(unit: Unit, slip: Slip, committee_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """A hand-over that is not here yet; under the next number if another laptop of the committee used its own."""
    if unit.session.get(HandOver, slip.id) is not None:
        return
    numbers = select(func.count()).where(HandOver.committee_id == committee_id, HandOver.number == slip.number)
    number = slip.number
    if unit.session.scalar(numbers):
        number = (
            unit.session.scalar(select(func.max(HandOver.number)).where(HandOver.committee_id == committee_id)) or 0
        ) + 1
    unit.add(HandOver(id=slip.id, committee_id=committee_id, account_id=account_id, number=number, day=slip.day))


def _pledge(
    unit: Unit, told: Pledge, committee_id: uuid.UUID, account: CampaignAccount
) -> tuple[Donation, list[Judged]]:
    values, box = told.values, told.box
    donor = donor_row(unit.session, values["donor_id"]) if values["donor_id"] else None
    gift = Gift(
        values["amount_cents"], values["promised_on"], values["method"], values["kind"], "promise", values["payer"],
        values["estimate"], box.people if box else 2,
    )  # fmt: skip
    verdict = check(unit.session, account, gift, donor)
    row = unit.add(
        Donation(
            id=told.id, **values, committee_id=committee_id, account_id=account.id, warnings=list(verdict.to_record)
        )
    )
    enter_event(unit, row, row.promised_on, "", "promised", role=TOLD)
    if box is not None:
        # Who counted is known to the committee and on its paper: people of another file are not taken in.
        at: dict[str, Any] = {"committee_id": committee_id, "donation_id": row.id}
        unit.add(Collection(**at, day=box.day, place=box.place, way=box.way, counted_by=box.people))
    return row, [one for one in verdict.found if one.weight in ("block", "warn")]


def _ways(state: str, method: str) -> Iterator[tuple[str, list[str]]]:
    """The states that can be reached from one, each with the shortest way there."""
    ways: deque[tuple[str, list[str]]] = deque([(state, [])])
    seen = {state}
    while ways:
        at, path = ways.popleft()
        yield at, path
        for step in STEPS:
            if at in step.sources and method in step.methods and step.target not in seen:
                seen.add(step.target)
                ways.append((step.target, [*path, step.name]))


def _after(state: str, method: str) -> set[str]:
    return {at for at, _ in _ways(state, method)}


def _path(row: Donation, target: str) -> list[str]:
    """The steps from where a gift stands here to where the mandataire says; none if it is there, or further."""
    return next((path for state, path in _ways(row.state, row.method) if state == target), [])


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
        take_step(unit, row, name, ended, ended_on=ended, role=TOLD)


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
