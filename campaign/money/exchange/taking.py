"""Taking in a committee's file at the mandataire's: what was promised and carried, and what it asks to be paid.

A file is for one account; whose it is here is remembered the first time. What both laptops did to one gift and cannot
both be right is told, gift by gift: nothing is bent to fit.
"""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.money.accounts import account_row
from campaign.money.checking import check
from campaign.money.donors import donor_row
from campaign.money.exchange.donors import Chosen, take_donors
from campaign.money.exchange.files import PLEDGES, made_here, note_file, opened
from campaign.money.exchange.following import take_requests
from campaign.money.exchange.pairing import pair
from campaign.money.exchange.reading import Pledge, Pledges, Slip, read_pledges
from campaign.money.gifts import TOLD, enter_event, take_step
from campaign.money.steps import STEPS
from campaign.views.money_exchange import ASK_AGAIN, OWN_PLEDGES, RECEIVED_HERE, Conflict, TakenIn
from campaign.views.money_guard import Gift, Judged
from db.folding import fold, search_key
from db.merging import portions
from db.tables import (
    CampaignAccount,
    Collection,
    Committee,
    CommitteeKind,
    Donation,
    DonationEvent,
    HandOver,
    MoneyFile,
)
from db.unit import Unit

OPEN = ("promised", "handed_over")  # before the mandataire received it
NEVER = ("dropped", "returned")


@dataclass(slots=True)
class _Count:
    added: int = 0
    updated: int = 0
    skipped: int = 0
    found: list[tuple[uuid.UUID, Judged]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def import_pledges(
    unit: Unit, data: bytes, account_id: uuid.UUID, name: str = "", *, same_account: bool = False, donors: Chosen = ()
) -> TakenIn:
    """Take in a committee's file at the mandataire's: promises, hand-overs and requests, never receptions. One action.

    A file that was made here changes nothing, and says so. A committee that is not known here yet comes with its file.
    Gifts that the guard is against are taken in all the same, and told: somebody may hold that cheque; it is at
    reception that it is refused. ``same_account`` says that the account named in the file is this one under another
    name; it is remembered. ``donors``: those of whom both files tell otherwise, and whose fields are taken over from
    this one.

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
    read = len(told.gifts)
    if made_here(session, told.committee["id"], file_hash):
        return TakenIn(read, 0, 0, read, news=OWN_PLEDGES)
    pair(unit, told.account_id, told.account_name, account, name, sure=same_account)
    committee = session.get(Committee, told.committee["id"]) or _committee(unit, told.committee)
    unit.committee_id = committee.id
    apart = take_donors(unit, told.donors, account, donors)
    for slip in told.slips.values():
        _slip(unit, slip, committee.id, account.id)
    count = _gifts(unit, told, committee.id, account)
    asked = take_requests(unit, told.requests, committee.id, account, answer=False)
    came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read + len(told.requests)}
    note_file(unit, MoneyFile(committee_id=committee.id, account_id=account.id, kind="pledges", **came))
    unchanged = read - count.added - count.updated - count.skipped - len(count.conflicts)
    return TakenIn(
        read, count.added, count.updated, unchanged, tuple(count.found), tuple(count.conflicts),
        count.skipped + asked.skipped, requests=asked.fates, apart=asked.apart, donors=tuple(apart),
    )  # fmt: skip


def _gifts(unit: Unit, told: Pledges, committee_id: uuid.UUID, account: CampaignAccount) -> _Count:
    """Take in the gifts of a file: new ones, and what became of those that are known."""
    session, count = unit.session, _Count()
    known = stood_again(session, [one.id for one in told.gifts], told=True)
    operations = _operations(session, account.id, told)
    for one in told.gifts:
        row = session.get(Donation, one.id)
        if row is not None and (row.committee_id, row.account_id) != (committee_id, account.id):
            count.skipped += 1
        elif row is None and one.state in NEVER:
            continue
        elif row is None and (one.state not in OPEN or operations.get(one.values["source_ref"], one.id) != one.id):
            count.conflicts.append(Conflict(one.id, one.values["amount_cents"], "", one.state, ASK_AGAIN))
        elif row is None:
            row, judged = _pledge(unit, one, committee_id, account)
            count.found += [(one.id, each) for each in judged]
            count.added += 1
            _carry(unit, row, one, told)
        elif one.stood_again > known[one.id] and _stands_again(unit, row, one):
            count.updated += 1
            _carry(unit, row, one, told)
        elif one.state == row.state or (one.state == "promised" and not (one.stood_again and row.state in NEVER)):
            continue  # the same, or only behind
        elif (conflict := _against(row, one)) is not None:
            count.conflicts.append(conflict)
        elif row.state in OPEN:
            count.updated += 1
            _carry(unit, row, one, told)
    return count


def stood_again(session: Session, ids: Iterable[uuid.UUID], *, told: bool) -> Counter[uuid.UUID]:
    """How often each gift had been dropped or given back before it was received, and then stood again.

    ``told``: as files of the other laptop brought about here; else by steps that were taken here.
    """
    whose = DonationEvent.role == TOLD if told else DonationEvent.role != TOLD
    found: Counter[uuid.UUID] = Counter()
    for some in portions(ids):
        back = (DonationEvent.from_state.in_(NEVER), DonationEvent.to_state.in_(OPEN), whose)
        steps = select(DonationEvent.donation_id, func.count()).where(DonationEvent.donation_id.in_(some), *back)
        found |= Counter(
            {row.donation_id: row[1] for row in session.execute(steps.group_by(DonationEvent.donation_id))}
        )
    return found


def _stands_again(unit: Unit, row: Donation, told: Pledge) -> bool:
    """A gift that its committee had ended by mistake, and told: it stands again here too, where it stood."""
    if row.state not in NEVER or told.state not in OPEN:
        return False
    ended = unit.session.scalars(
        select(DonationEvent)
        .where(DonationEvent.donation_id == row.id)
        .order_by(DonationEvent.at.desc(), DonationEvent.id.desc())
    ).first()
    if ended is None or ended.role != TOLD or ended.from_state not in OPEN:
        return False
    before = row.state
    unit.change(row, state=ended.from_state, ended_on=None)
    enter_event(unit, row, unit.now.date(), before, ended.from_state, role=TOLD)
    return True


def _operations(session: Session, account_id: uuid.UUID, told: Pledges) -> dict[str, uuid.UUID]:
    """The gifts of this account that bear the number of an operation which the file tells too."""
    found: dict[str, uuid.UUID] = {}
    for some in portions(one.values["source_ref"] for one in told.gifts if one.values["source_ref"]):
        which = select(Donation.source_ref, Donation.id).where(Donation.account_id == account_id)
        found |= {row.source_ref: row.id for row in session.execute(which.where(Donation.source_ref.in_(some)))}
    return found


def _against(row: Donation, told: Pledge) -> Conflict | None:
    """Why what a committee tells of a gift cannot be, as it stands here; None if it can, or is only behind."""
    if told.state in NEVER and row.state not in (*OPEN, *NEVER):
        return Conflict(row.id, row.amount_cents, row.state, told.state, RECEIVED_HERE)
    if told.state == "dropped" and row.state == "handed_over":
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    if told.state not in (*OPEN, *NEVER) and row.state not in after(told.state, row.method):
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    if told.state in OPEN and row.state in NEVER and told.stood_again:  # else the file is only behind
        return Conflict(row.id, row.amount_cents, row.state, told.state, ASK_AGAIN)
    return None


def _carry(unit: Unit, row: Donation, told: Pledge, file: Pledges) -> None:
    """Take the committee's own steps: carried, given back by who carried it, dropped."""
    if row.state == "promised" and told.hand_over is not None and told.state in ("handed_over", "returned"):
        slip = file.slips[told.hand_over]
        take_step(unit, row, "hand_over", slip.day, hand_over_id=slip.id, role=TOLD)
    if told.state in NEVER and row.state in OPEN:
        day = told.ended_on or unit.now.date()
        take_step(unit, row, "drop" if told.state == "dropped" else "return", day, ended_on=day, role=TOLD)


def _committee(unit: Unit, told: dict[str, Any]) -> Committee:
    return unit.add(Committee(**told, search_key=search_key(told["name"]), sort_key=fold(told["name"])))


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


def after(state: str, method: str) -> set[str]:
    """Where a gift of this way of payment may stand later on."""
    return {at for at, _ in _ways(state, method)}


def path_to(row: Donation, target: str) -> list[str]:
    """The steps from where a gift stands here to where the mandataire says; none if it is there, or further."""
    return next((path for state, path in _ways(row.state, row.method) if state == target), [])
