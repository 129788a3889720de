"""Two laptops: a committee tells the mandataire what was promised and carried; the mandataire tells what became of it.

Files are JSON with a fingerprint of what they say, and no time of making: the same data give the same bytes. Taken in
twice they change nothing. A file of states also tells the seals of the mandataire's ledger, so that a ledger that was
rewritten as a whole is seen by those who were told of it before.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import deque
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row
from campaign.errors.money import (
    LedgerRewritten,
    MoneyFileAltered,
    MoneyFileOfAnother,
    MoneyFileUnreadable,
)
from campaign.money.accounts import account_row
from campaign.money.checking import check
from campaign.money.donors import donor_row
from campaign.money.gifts import take_step
from campaign.money.steps import STEPS
from campaign.views.money import Gift, Judged
from db.folding import clean, fold, search_key
from db.ledger import head_of
from db.tables import (
    Collection,
    Committee,
    DepositSlip,
    Donation,
    DonationEvent,
    Donor,
    HandOver,
    LedgerEntry,
    MoneyFile,
)
from db.unit import Unit, decode, encode

PLEDGES, STATES = "appui.pledges", "appui.states"
VERSION = 1
_DONOR = (
    "civility", "given_name", "family_name", "address", "postcode", "city", "residence", "nationality", "adult",
    "email", "phone", "mandate", "search_key", "sort_key", "identity_key", "address_key", "honour_at", "honour_text",
)  # fmt: skip
_GIFT = (
    "id", "donor_id", "kind", "method", "amount_cents", "promised_on", "hand_over_id", "reference", "payer",
    "estimate", "reason", "source_ref",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file changed. ``found``: what the guard says of gifts that were taken in, by id of the gift."""

    read: int
    added: int
    updated: int
    unchanged: int
    found: tuple[tuple[uuid.UUID, Judged], ...] = ()


def export_pledges(unit: Unit, committee_id: uuid.UUID, account_id: uuid.UUID) -> bytes:
    """What a committee gathered for an account, for the mandataire's laptop. Audited, nothing to undo.

    Raises:
        CommitteeUnknown, AccountUnknown.
    """
    session = unit.session
    committee, account = committee_row(session, committee_id), account_row(session, account_id)
    gifts = session.scalars(
        select(Donation)
        .where(Donation.committee_id == committee.id, Donation.account_id == account.id)
        .order_by(Donation.id)
    ).all()
    ids = [gift.id for gift in gifts]
    donors = {gift.donor_id: donor_row(session, gift.donor_id) for gift in gifts if gift.donor_id}
    slips = session.scalars(
        select(HandOver).where(HandOver.id.in_([g.hand_over_id for g in gifts if g.hand_over_id])).order_by(HandOver.id)
    ).all()
    boxes = session.scalars(
        select(Collection).where(Collection.donation_id.in_(ids)).order_by(Collection.donation_id)
    ).all()
    content = {
        "committee": {**_named(committee.id, committee.name), "zone": committee.zone, "kind": committee.kind_id},
        "account": {"id": account.id.hex, "name": account.label},
        "donors": [
            {"id": key.hex, **{c: encode(getattr(donors[key], c)) for c in _DONOR}} for key in sorted(donors)
        ],
        "hand_overs": [{"id": s.id.hex, "number": s.number, "day": encode(s.day)} for s in slips],
        "gifts": [{**{c: encode(getattr(gift, c)) for c in _GIFT}, "state": gift.state} for gift in gifts],
        "collections": [
            {"gift": b.donation_id.hex, "day": encode(b.day), "place": b.place, "way": b.way,
             "people": b.counted_by}
            for b in boxes
        ],
    }  # fmt: skip
    sent = MoneyFile(committee_id=committee_id, account_id=account_id, rows=len(gifts))
    return _sent(unit, PLEDGES, "pledges", sent, content)


def export_states(unit: Unit, committee_id: uuid.UUID, account_id: uuid.UUID) -> bytes:
    """What became of a committee's gifts, for that committee's laptop, with the seals of the ledger. Audited.

    Raises:
        CommitteeUnknown, AccountUnknown.
    """
    session = unit.session
    committee, account = committee_row(session, committee_id), account_row(session, account_id)
    gifts = session.scalars(
        select(Donation)
        .where(Donation.committee_id == committee.id, Donation.account_id == account.id)
        .order_by(Donation.id)
    ).all()
    slips = session.scalars(
        select(DepositSlip)
        .where(DepositSlip.id.in_([g.deposit_id for g in gifts if g.deposit_id]))
        .order_by(DepositSlip.id)
    ).all()
    told = session.scalars(
        select(MoneyFile).where(
            MoneyFile.committee_id == committee.id, MoneyFile.kind == "states", MoneyFile.direction == "out"
        )
    ).all()
    numbers = sorted({file.head_seq for file in told if file.head_seq})
    seals = session.execute(
        select(LedgerEntry.seq, LedgerEntry.seal)
        .where(LedgerEntry.account_id == account.id, LedgerEntry.seq.in_(numbers))
        .order_by(LedgerEntry.seq)
    )
    seq, seal = head_of(session, account.id)
    content = {
        "committee": {"id": committee.id.hex, "name": committee.name},
        "account": {"id": account.id.hex, "name": account.label},
        "gifts": [
            {c: encode(getattr(gift, c)) for c in
             ("id", "state", "received_on", "ended_on", "acknowledgement", "official_receipt", "deposit_id")}
            for gift in gifts
        ],
        "deposits": [{"id": s.id.hex, "number": s.number, "method": s.method, "day": encode(s.day)} for s in slips],
        "ledger": {"seq": seq, "seal": seal, "told": [[number, value] for number, value in seals]},
    }  # fmt: skip
    sent = MoneyFile(committee_id=committee_id, account_id=account_id, rows=len(gifts))
    return _sent(unit, STATES, "states", sent, content)


def import_pledges(unit: Unit, data: bytes, account_id: uuid.UUID, name: str = "") -> TakenIn:
    """Take in a committee's file at the mandataire's: promises and hand-overs, never receptions. One action.

    A committee that is not known here yet comes with its file. Gifts that the guard is against are taken in all the
    same, and told: somebody may hold that cheque; it is at reception that it is refused.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered, AccountUnknown, AccountClosed.
    """
    content, file_hash = opened(data, PLEDGES, name)
    session = unit.session
    account = account_row(session, account_id, living=True)
    unit.name("money.import_pledges", name=clean(content["committee"]["name"])[:100])
    committee = _committee(unit, content["committee"])
    unit.committee_id = committee.id
    read = len(content["gifts"])
    for one in content["donors"]:
        _donor(unit, one)
    for one in content["hand_overs"]:
        key = uuid.UUID(one["id"])
        if session.get(HandOver, key) is None:
            day = date.fromisoformat(one["day"])
            unit.add(HandOver(id=key, committee_id=committee.id, account_id=account.id, number=one["number"], day=day))
    boxes = {one["gift"]: one for one in content["collections"]}
    added = updated = 0
    found: list[tuple[uuid.UUID, Judged]] = []
    for one in content["gifts"]:
        key = uuid.UUID(one["id"])
        row = session.get(Donation, key)
        if row is None:
            if one["state"] not in ("promised", "handed_over"):
                continue
            row, judged = _pledge(unit, one, committee.id, account.id, boxes.get(one["id"]))
            found += [(key, j) for j in judged]
            added += 1
        elif row.state == "promised" and one["state"] in ("handed_over", "dropped"):
            updated += 1
        else:
            continue
        if one["state"] == "handed_over" and row.state == "promised":
            slip = session.get_one(HandOver, uuid.UUID(one["hand_over_id"]))
            take_step(unit, row, "hand_over", slip.day, hand_over_id=slip.id)
        elif one["state"] == "dropped":
            take_step(unit, row, "drop", unit.now.date(), ended_on=unit.now.date())
    came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read}
    _note(unit, MoneyFile(committee_id=committee.id, account_id=account.id, kind="pledges", **came))
    return TakenIn(read, added, updated, read - added - updated, tuple(found))


def import_states(unit: Unit, data: bytes, name: str = "") -> TakenIn:
    """Take in the mandataire's answer at the committee's: which gifts were received, deposited, came back. One action.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered, MoneyFileOfAnother;
        LedgerRewritten: a seal that was told before is another now.
    """
    content, file_hash = opened(data, STATES, name)
    session = unit.session
    committee = session.get(Committee, uuid.UUID(content["committee"]["id"]))
    if committee is None:
        raise MoneyFileOfAnother(name=name or "?", committee=clean(content["committee"]["name"])[:100])
    _compare_seals(session, committee.id, content["ledger"])
    unit.name("money.import_states", committee_id=committee.id, name=committee.name)
    deposits = {one["id"]: one for one in content["deposits"]}
    updated, account_id = 0, None
    for one in content["gifts"]:
        row = session.get(Donation, uuid.UUID(one["id"]))
        if row is None:
            continue
        account_id = row.account_id
        path = _path(row, one["state"])
        changed = bool(path)
        for step in path:
            _follow(unit, row, step, one, deposits)
        if row.official_receipt != one["official_receipt"] and one["official_receipt"]:
            unit.change(row, official_receipt=clean(one["official_receipt"])[:60])
            changed = True
        updated += changed
    read = len(content["gifts"])
    if account_id is not None:
        head = content["ledger"]
        came: dict[str, Any] = {"direction": "in", "file_hash": file_hash, "rows": read}
        came |= {"head_seq": head["seq"], "head_seal": head["seal"]}
        _note(unit, MoneyFile(committee_id=committee.id, account_id=account_id, kind="states", **came))
    return TakenIn(read, 0, updated, read - updated)


def opened(data: bytes, kind: str, name: str = "") -> tuple[dict[str, Any], str]:
    """What a file says, and its fingerprint.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered.
    """
    try:
        document = json.loads(data.decode("utf-8"))
        content, file_hash = document["content"], document["hash"]
        fits = document["format"] == kind and document["version"] == VERSION
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MoneyFileUnreadable(name=name or "?") from None
    if not fits or not isinstance(content, dict):
        raise MoneyFileUnreadable(name=name or "?")
    if _hash(kind, content) != file_hash:
        raise MoneyFileAltered(name=name or "?")
    return content, file_hash


def kind_of(data: bytes) -> str:
    """``pledges``, ``states``, or empty: which of both a file is."""
    try:
        found = json.loads(data.decode("utf-8"))["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return {PLEDGES: "pledges", STATES: "states"}.get(found, "") if isinstance(found, str) else ""


def _hash(kind: str, content: dict[str, Any]) -> str:
    text = json.dumps([kind, VERSION, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _named(key: uuid.UUID, name: str) -> dict[str, str]:
    return {"id": key.hex, "name": name}


def _sent(unit: Unit, kind: str, short: str, sent: MoneyFile, content: dict[str, Any]) -> bytes:
    file_hash = _hash(kind, content)
    unit.name("money.export", committee_id=sent.committee_id)
    unit.without_journal()
    sent.kind, sent.direction, sent.file_hash = short, "out", file_hash
    if "ledger" in content:
        sent.head_seq, sent.head_seal = content["ledger"]["seq"], content["ledger"]["seal"]
    if not _note(unit, sent):
        unit.attest("money.export", sent.committee_id, ("money_file", file_hash[:32]), sent.rows)
    document = {"format": kind, "version": VERSION, "content": content, "hash": file_hash}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _note(unit: Unit, file: MoneyFile) -> bool:
    """Remember a file; False when it is known already."""
    same = select(MoneyFile.id).where(
        MoneyFile.committee_id == file.committee_id,
        MoneyFile.direction == file.direction,
        MoneyFile.file_hash == file.file_hash,
    )
    if unit.session.scalar(same) is not None:
        return False
    unit.add(file)
    return True


def _committee(unit: Unit, told: dict[str, Any]) -> Committee:
    key = uuid.UUID(told["id"])
    row = unit.session.get(Committee, key)
    if row is not None:
        return row
    name = clean(told["name"])[:200]
    keys = {"search_key": search_key(name), "sort_key": fold(name)}
    return unit.add(Committee(id=key, name=name, kind_id=told["kind"], zone=told["zone"], **keys))


def _donor(unit: Unit, told: dict[str, Any]) -> None:
    """A donor that is not here yet; one that is, is completed, never replaced."""
    key = uuid.UUID(told["id"])
    columns: Any = Donor.__table__.columns
    values = {c: decode(columns[c], told[c]) for c in _DONOR}
    row = unit.session.get(Donor, key)
    if row is None:
        unit.add(Donor(id=key, **values))
        return
    filled = {c: value for c, value in values.items() if value not in ("", None) and getattr(row, c) in ("", None)}
    unit.change(row, **filled)


def _pledge(
    unit: Unit, told: dict[str, Any], committee_id: uuid.UUID, account_id: uuid.UUID, box: dict[str, Any] | None
) -> tuple[Donation, list[Judged]]:
    columns: Any = Donation.__table__.columns
    values = {c: decode(columns[c], told[c]) for c in _GIFT if c != "hand_over_id"}
    account = account_row(unit.session, account_id)
    donor = donor_row(unit.session, values["donor_id"]) if values["donor_id"] else None
    gift = Gift(
        values["amount_cents"], values["promised_on"], values["method"], values["kind"], "promise", values["payer"],
        values["estimate"], box["people"] if box else 2,
    )  # fmt: skip
    verdict = check(unit.session, account, gift, donor)
    row = unit.add(
        Donation(**values, committee_id=committee_id, account_id=account_id, warnings=list(verdict.to_record))
    )
    at: dict[str, Any] = {"committee_id": committee_id, "donation_id": row.id}
    unit.add(DonationEvent(**at, at=unit.now, day=row.promised_on, from_state="", to_state="promised"))
    if box is not None:
        # Who counted is known to the committee and on its paper: people of another file are not taken in.
        unit.add(
            Collection(
                **at, day=date.fromisoformat(box["day"]), place=box["place"], way=box["way"], counted_by=box["people"]
            )
        )
    return row, [one for one in verdict.found if one.weight in ("block", "warn")]


def _compare_seals(session: Session, committee_id: uuid.UUID, ledger: dict[str, Any]) -> None:
    """The seals that were told before must be the same now."""
    now: dict[int, str] = dict([*ledger["told"], [ledger["seq"], ledger["seal"]]])
    before = session.execute(
        select(MoneyFile.head_seq, MoneyFile.head_seal).where(
            MoneyFile.committee_id == committee_id, MoneyFile.direction == "in", MoneyFile.kind == "states"
        )
    )
    for seq, seal in before:
        if seq and (now.get(seq, seal) != seal or ledger["seq"] < seq):
            raise LedgerRewritten(seq=seq)


def _path(row: Donation, target: str) -> list[str]:
    """The steps from where a gift stands here to where the mandataire says; none if it is there, or further."""
    ways: deque[tuple[str, list[str]]] = deque([(row.state, [])])
    seen = {row.state}
    while ways:
        state, path = ways.popleft()
        if state == target:
            return path
        for step in STEPS:
            if state in step.sources and row.method in step.methods and step.target not in seen:
                seen.add(step.target)
                ways.append((step.target, [*path, step.name]))
    return []


def _follow(unit: Unit, row: Donation, name: str, told: dict[str, Any], deposits: dict[str, Any]) -> None:
    """Take the step that the mandataire took, on the day on which it was taken."""
    received = date.fromisoformat(told["received_on"]) if told["received_on"] else row.promised_on
    if name == "receive":
        take_step(unit, row, name, received, received_on=received, acknowledgement=told["acknowledgement"])
    elif name == "deposit":
        slip = deposits[told["deposit_id"]]
        key, day = uuid.UUID(slip["id"]), date.fromisoformat(slip["day"])
        if unit.session.get(DepositSlip, key) is None:
            unit.add(
                DepositSlip(id=key, account_id=row.account_id, number=slip["number"], method=slip["method"], day=day)
            )
        take_step(unit, row, name, day, deposit_id=key)
    elif name == "hand_over":
        take_step(unit, row, name, received)
    else:
        ended = date.fromisoformat(told["ended_on"]) if told["ended_on"] else received
        take_step(unit, row, name, ended, ended_on=ended)
