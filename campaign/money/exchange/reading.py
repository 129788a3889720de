"""What the files of two laptops may hold: read whole and judged before the first row is written, nothing believed.

Keys by which people are found are made here from what a file says; amounts, days, zones, kinds and lengths that this
program could not have written make the file unreadable.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaign.money.donors import address_key, identity_key
from campaign.money.exchange.reader import Reader
from campaign.money.exchange.requests import Asked, Earmarks, read_earmarks, read_requests
from db.folding import fold, search_key
from db.tables.money.gifts import GIFT_KINDS, METHODS, STATES

_SEAL = re.compile("[0-9a-f]{64}")
_COUNTRY = re.compile("[A-Z]{2}|")
_LENGTHS = {
    "given_name": 100, "family_name": 100, "address": 300, "postcode": 12, "city": 100, "email": 200, "phone": 40,
    "mandate": 100, "honour_text": 40,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """A hand-over of a file of pledges, or a deposit of a file of states (with its ``method``)."""

    id: uuid.UUID
    number: int
    day: date
    method: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """What is known of a collection beside its amount."""

    day: date
    place: str
    way: str
    people: int


@dataclass(frozen=True, slots=True)
class Pledge:
    """A gift as its committee tells it. ``values`` are columns of `Donation`."""

    id: uuid.UUID
    state: str
    values: dict[str, Any]
    hand_over: uuid.UUID | None
    ended_on: date | None
    box: Box | None
    stood_again: int = 0  # how often it had ended and then stood again: of two files the later one says more


@dataclass(frozen=True, slots=True)
class Pledges:
    """A file of pledges, judged. ``donors`` are columns of `Donor` by id."""

    committee: dict[str, Any]
    account_id: uuid.UUID
    account_name: str
    donors: dict[uuid.UUID, dict[str, Any]]
    slips: dict[uuid.UUID, Slip]
    gifts: list[Pledge]
    requests: list[Asked]


@dataclass(frozen=True, slots=True)
class State:
    """What became of a gift at the mandataire's."""

    id: uuid.UUID
    state: str
    received_on: date | None
    ended_on: date | None
    acknowledgement: int | None
    official_receipt: str
    deposit: uuid.UUID | None
    note: str = ""  # of the mandataire, to its last step
    echo: bool = False  # it ended as the committee had told


@dataclass(frozen=True, slots=True)
class States:
    """A file of states, judged. ``told``: seals of the mandataire's ledger by number, the last one among them.

    ``signed``: the day on which the mandataire acknowledged a slip, by its id. ``earmarks`` None: of version 1.
    """

    committee_id: uuid.UUID
    committee_name: str
    account_id: uuid.UUID
    account_name: str
    gifts: list[State]
    slips: dict[uuid.UUID, Slip]
    seq: int
    seal: str
    told: dict[int, str]
    signed: dict[uuid.UUID, date]
    requests: list[Asked]
    earmarks: Earmarks | None


def read_pledges(content: dict[str, Any], name: str, now: datetime, kinds: frozenset[str]) -> Pledges:
    """A file of pledges, whole. ``kinds``: the kinds of committees that are known here.

    Raises:
        MoneyFileUnreadable: something in it is not as this program writes it.
    """
    r = Reader(name, now, kinds)
    donors = r.keyed(content, "donors", lambda one: _donor(r, one))
    slips = r.keyed(content, "hand_overs", lambda one: _slip(r, one))
    boxes: dict[uuid.UUID, Box] = {}
    for one in r.of(content, "collections", list):
        people = r.number(one, "people", 0)
        place, way = r.text(one, "place", 200, needed=True), r.text(one, "way", 200, needed=True)
        boxes[r.id(one, "gift")] = Box(r.day(one, "day"), place, way, people)
    gifts = r.keyed(content, "gifts", lambda one: _pledge(r, one, donors, slips, boxes))
    operations = [gift.values["source_ref"] for gift in gifts.values() if gift.values["source_ref"]]
    if len(operations) != len(set(operations)):
        r.refuse()
    told = r.of(content, "committee", dict)
    committee = {
        "id": r.id(told, "id"), "name": r.text(told, "name", 200, needed=True), "zone": r.zone(told, "zone"),
        "kind_id": r.one_of(told, "kind", r.kinds),
    }  # fmt: skip
    account = r.of(content, "account", dict)
    return Pledges(
        committee, r.id(account, "id"), r.text(account, "name", 200), donors, slips, [*gifts.values()],
        read_requests(r, content, answer=False),
    )  # fmt: skip


def _donor(r: Reader, told: Any) -> dict[str, Any]:
    values: dict[str, Any] = {key: r.text(told, key, most) for key, most in _LENGTHS.items()}
    values["civility"] = r.one_of(told, "civility", ("", "m", "f"))
    for key in ("residence", "nationality"):
        values[key] = r.text(told, key, 2)
        if not _COUNTRY.fullmatch(values[key]):
            r.refuse()
    adult = told.get("adult", r) if isinstance(told, dict) else r
    if adult is not None and (type(adult) is not int or adult not in (0, 1)):
        r.refuse()
    values |= {"adult": adult, "honour_at": r.moment_or_none(told, "honour_at")}
    if (values["honour_at"] is None) != (values["honour_text"] == ""):
        r.refuse()
    return values | keys_of(values)


def keys_of(values: dict[str, Any]) -> dict[str, str]:
    """The keys by which a donor is found again, made from what is known of them."""
    given, family = values["given_name"], values["family_name"]
    return {
        "search_key": search_key(f"{given} {family}"),
        "sort_key": fold(f"{family} {given}"),
        "identity_key": identity_key(f"{given} {family}"),
        "address_key": address_key(values["address"], values["postcode"]),
    }


def _slip(r: Reader, told: Any, method: str = "") -> Slip:
    return Slip(r.id(told, "id"), r.number(told, "number"), r.day(told, "day"), method)


def _pledge(r: Reader, told: Any, donors: Any, slips: Any, boxes: dict[uuid.UUID, Box]) -> Pledge:
    key, state = r.id(told, "id"), r.one_of(told, "state", STATES)
    values: dict[str, Any] = {
        "donor_id": r.id_or_none(told, "donor_id", donors),
        "kind": r.one_of(told, "kind", GIFT_KINDS),
        "method": r.one_of(told, "method", METHODS),
        "amount_cents": r.amount(told, "amount_cents"),
        "promised_on": r.day(told, "promised_on"),
        "reference": r.text(told, "reference", 200),
        "payer": r.text(told, "payer", 200),
        "estimate": r.text(told, "estimate", 2000, lines=True),
        "reason": r.text(told, "reason", 2000, lines=True),
        "source_ref": r.text(told, "source_ref", 200),
    }
    box, slip = boxes.get(key), r.id_or_none(told, "hand_over_id", slips)
    collected, open_ = values["kind"] == "collection", state in ("promised", "handed_over")
    if collected != (values["donor_id"] is None) or (collected and open_ and box is None) or (box and not collected):
        r.refuse()
    if state == "handed_over" and (slip is None or values["method"] not in ("cheque", "cash")):
        r.refuse()
    again = r.number(told, "stood_again", 0) if "stood_again" in told else 0
    return Pledge(key, state, values, slip, r.day_or_none(told, "ended_on"), box, again)


def read_states(content: dict[str, Any], name: str, now: datetime) -> States:
    """A file of states, whole.

    Raises:
        MoneyFileUnreadable: something in it is not as this program writes it.
    """
    r = Reader(name, now, frozenset())
    slips = r.keyed(content, "deposits", lambda one: _slip(r, one, r.one_of(one, "method", ("cheque", "cash"))))
    gifts = r.keyed(content, "gifts", lambda one: _state(r, one, slips))
    ledger = r.of(content, "ledger", dict)
    seq, seal = r.number(ledger, "seq", 0), r.of(ledger, "seal", str)
    told: dict[int, str] = {}
    for one in r.of(ledger, "told", list):
        if type(one) is not list or len(one) != 2 or type(one[0]) is not int or type(one[1]) is not str:
            r.refuse()
        told[one[0]] = one[1]
    if seq:
        if told.setdefault(seq, seal) != seal:
            r.refuse()
    elif seal or told:
        r.refuse()
    if any(not 0 < number <= seq for number in told):
        r.refuse()
    committee, account = r.of(content, "committee", dict), r.of(content, "account", dict)
    signed = r.keyed(content, "hand_overs", lambda one: r.day(one, "day")) if "hand_overs" in content else {}
    return States(
        r.id(committee, "id"), r.text(committee, "name", 200), r.id(account, "id"), r.text(account, "name", 200),
        [*gifts.values()], slips, seq, seal, told,
        signed, read_requests(r, content, answer=True), read_earmarks(r, content),
    )  # fmt: skip


def _state(r: Reader, told: Any, slips: Any) -> State:
    number = None
    if told.get("acknowledgement") is not None:
        number = r.number(told, "acknowledgement")
    found = State(
        r.id(told, "id"), r.one_of(told, "state", STATES), r.day_or_none(told, "received_on"),
        r.day_or_none(told, "ended_on"), number, r.text(told, "official_receipt", 60),
        r.id_or_none(told, "deposit_id", slips), r.text(told, "note", 2000, lines=True) if "note" in told else "",
        r.flag(told, "echo") if "echo" in told else False,
    )  # fmt: skip
    if found.state in ("received", "deposited", "bounced", "refunded") and found.received_on is None:
        r.refuse()
    if found.state == "deposited" and found.deposit is None:
        r.refuse()
    return found
