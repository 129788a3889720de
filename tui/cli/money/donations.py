"""``appui donation``: promised, carried, received by who declares to be the mandataire, brought to the bank."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.money.whose import gathered_by, prepare
from tui.cli.parser import Call, columns, command, group, limits

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from campaign.money.promises import PromiseForm
    from campaign.views.money import GiftLine
    from campaign.views.money_guard import Verdict

ABOUT = N_("gifts, from the promise to the bank")
AS_MANDATARY = N_("I declare that I act as the mandataire; it is written down, never verified")
COMMITTEE = N_("id or name of a committee; else the one on Home")
ACCOUNT = N_("id or name of the mandataire's account; else the only one")
GIFT_ID = N_("ids of gifts, as the list shows them")
DAY = N_("on which day; else today")


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "donation", w(ABOUT))
    listed = command(sub, "list", w(N_("gifts and where each stands")), list_, json_output=True)
    listed.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    listed.add_argument("--account", metavar="A", help=w(N_("of this account only")))
    listed.add_argument("--state", choices=tuple(GIFT_STATE_WORDS), metavar="S", help=w(N_("in this state only")))
    limits(listed, w)
    pledge = command(
        sub, "pledge", w(N_("note that someone promises a gift; the law is checked")), pledge_, json_output=True
    )
    pledge.add_argument("donor", metavar="DONOR", help=w(N_("id or name of a donor; a new name is entered")))
    pledge.add_argument("amount", help=w(N_("in euros: 150 or 150,50")))
    pledge.add_argument("--by", dest="method", choices=tuple(METHOD_WORDS), default="cheque", metavar="WAY",
                        help=w(N_("cheque, transfer, debit, card, cash or in_kind")))  # fmt: skip
    pledge.add_argument("--kind", choices=("gift", "dues"), default="gift", help=w(N_("a gift, or dues to a party")))
    pledge.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    pledge.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    pledge.add_argument("--day", metavar="DATE", help=w(DAY))
    for name, text in (
        ("--address", N_("fiscal address")), ("--postcode", N_("postcode")), ("--city", N_("town")),
        ("--residence", N_("country of residence: its name, or two letters")),
        ("--nationality", N_("nationality, or the country: a name, or two letters")),
        ("--email", N_("mail")), ("--phone", N_("phone")), 
        ("--payer", N_("who holds the paying account, if not the donor")),
        ("--reference", N_("number of the cheque or transfer")), 
        ("--estimate", N_("in kind: what it is and how it was valued")),
        ("--reason", N_("why it is right all the same, where the law warns")),
    ):  # fmt: skip
        pledge.add_argument(name, default="", metavar="TEXT", help=w(text))
    pledge.add_argument("--adult", action="store_true", help=w(N_("the donor says to be of age")))
    pledge.add_argument("--honour", action="store_true", help=w(N_("the donor made the declaration on honour")))
    pledge.add_argument(
        "--new", action="store_true", help=w(N_("somebody new, though a name here is the same or near"))
    )
    pledge.add_argument("--dry-run", action="store_true", help=w(N_("say what the law says and change nothing")))
    carried = command(
        sub, "handover", w(N_("note that cheques and cash were carried to the mandataire")), handover, json_output=True
    )
    carried.add_argument("gifts", nargs="+", metavar="ID", help=w(GIFT_ID))
    carried.add_argument("--bearer", metavar="NAME", help=w(N_("who carried them; else by post")))
    carried.add_argument("--day", metavar="DATE", help=w(DAY))
    _steps(sub, w)


def _steps(sub: Any, w: Words) -> None:
    """The commands that take one step, most of them the mandataire's alone."""
    for name, text, run in (
        ("receive", N_("receive gifts, as the mandataire"), receive_),
        ("deposit", N_("bring cheques, or cash, to the bank, as the mandataire"), deposit_),
    ):
        many = command(sub, name, w(text), run, json_output=True)
        many.add_argument("gifts", nargs="+", metavar="ID", help=w(GIFT_ID))
        many.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
        many.add_argument("--day", metavar="DATE", help=w(DAY))
        if name == "receive":
            many.add_argument(
                "--reason", default="", metavar="TEXT", help=w(N_("why it is right all the same, where the law warns"))
            )
        else:
            many.add_argument("--slip", default="", metavar="TEXT", help=w(N_("reference on the bank's slip")))
    for name, text in (
        ("bounce", N_("a cheque or debit came back unpaid")),
        ("return", N_("give a gift back before it reached the bank")),
        ("refund", N_("pay a gift back out of the account")),
        ("drop", N_("a promise will not be kept")),
    ):
        one = command(sub, name, w(text), end_, json_output=True)
        one.set_defaults(step=name)
        one.add_argument("gift", metavar="ID", help=w(GIFT_ID))
        one.add_argument("--note", default="", metavar="TEXT", help=w(N_("what happened")))
        if name != "drop":
            one.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
            one.add_argument("--day", metavar="DATE", help=w(DAY))
    again = command(sub, "restore", w(N_("it stands again: its end was noted by mistake")), restore_, json_output=True)
    again.add_argument("gift", metavar="ID", help=w(GIFT_ID))
    again.add_argument("--reason", default="", metavar="TEXT", help=w(N_("why it was a mistake; it is kept")))
    again.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
    receipt = command(sub, "receipt", w(N_("record the number of the official receipt")), receipt_, json_output=True)
    receipt.add_argument("gift", metavar="ID", help=w(GIFT_ID))
    receipt.add_argument("number", help=w(N_("as the CNCCFP gave it")))
    merge = command(
        sub,
        "same-donor",
        w(N_("make two entries of one donor one; says which caps they pass")),
        same_donor,
        json_output=True,
    )
    merge.add_argument("kept", metavar="DONOR", help=w(N_("id or name of the entry that stays")))
    merge.add_argument("other", metavar="DONOR", help=w(N_("id or name of the other entry")))


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.accounts import find_account
    from campaign.money.listing import list_gifts
    from campaign.views.money import GiftQuery

    o = call.options
    with call.existing().read() as session:
        query = GiftQuery(
            committee_id=find_committee(session, o.committee).id if o.committee else None,
            account_id=find_account(session, o.account).id if o.account else None,
            states=(o.state,) if o.state else (),
            text=o.search,
        )
        page = list_gifts(session, query, limit=o.limit)
    return call.show([_json(line) for line in page.lines], columns([_row(line, call.words) for line in page.lines]))


def pledge_(call: Call) -> int:
    from campaign.money.promises import check_promise, promise
    from campaign.money.sentences import lines

    store = call.existing()
    prepare(call)
    with store.read() as session:
        form = _form(call, session)
        verdict = check_promise(session, form, form.day or store.now().date())
    if not call.options.json:
        for line in lines(verdict, call.words):
            call.say(line)
    if call.options.dry_run:
        return call.show(verdict_json(verdict, call.words), [])
    with store.write(call.actor()) as unit:
        gift = promise(unit, form)
    return show_gifts(call, [gift])


def _form(call: Call, session: Session) -> PromiseForm:
    from campaign.errors.money import DonorUnknown
    from campaign.money.accounts import find_account
    from campaign.money.amounts import cents
    from campaign.money.donors import DonorForm, check_same, find_donor
    from campaign.money.promises import PromiseForm
    from campaign.people import split_name

    o = call.options
    account = find_account(session, o.account).id
    given, family = split_name(o.donor)
    typed = DonorForm(
        given, family, o.address, o.postcode, o.city, o.residence, o.nationality, adult=o.adult or None,
        email=o.email, phone=o.phone, honour=o.honour,
    )  # fmt: skip
    donor_id = None
    if not o.new:
        try:
            known = find_donor(session, o.donor)
        except DonorUnknown:
            pass
        else:
            check_same(known, typed)
            donor_id = known.id
    return PromiseForm(
        committee_id=gathered_by(call, session, account), account_id=account,
        amount_cents=cents(o.amount), method=o.method, donor_id=donor_id, donor=None if donor_id else typed,
        kind=o.kind, day=asked_day(call),
        payer=o.payer, estimate=o.estimate, reference=o.reference, reason=o.reason,
    )  # fmt: skip


def handover(call: Call) -> int:
    from campaign.money.gifts import hand_over
    from campaign.money.listing import hand_over_view
    from campaign.people import find_person

    o = call.options
    store = call.existing()
    with store.read() as session:
        bearer = find_person(session, o.bearer).id if o.bearer else None
        day, gifts = asked_day(call), gift_ids(o.gifts)
    with store.write(call.actor()) as unit:
        slip = hand_over(unit, gifts, bearer, day)
    with store.read() as session:
        view = hand_over_view(session, slip)
    data = {
        "id": view.id, "number": view.number, "day": view.day, "code": view.code,
        "committee": view.committee, "account": view.account,
        "bearer": view.bearer, "total_cents": view.total_cents, "gifts": [_json(line) for line in view.lines],
    }  # fmt: skip
    w = call.words
    title = w(
        N_("Slip no. {number}, {day}: {amount}; code {code}"),
        number=view.number,
        day=w.day(view.day, "numeric"),
        amount=w.euros(view.total_cents),
        code=view.code,
    )
    return call.show(data, [title, *columns([_row(line, w) for line in view.lines])])


def receive_(call: Call) -> int:
    from campaign.money.gifts import receive

    o = call.options
    store = call.existing()
    gifts, day = gift_ids(o.gifts), asked_day(call)
    with store.write(call.actor()) as unit:
        receive(unit, gifts, declares_mandatary=o.as_mandatary, day=day, reason=o.reason)
    return show_gifts(call, gifts)


def deposit_(call: Call) -> int:
    from campaign.money.gifts import deposit

    o = call.options
    store = call.existing()
    gifts, day = gift_ids(o.gifts), asked_day(call)
    with store.write(call.actor()) as unit:
        deposit(unit, gifts, declares_mandatary=o.as_mandatary, day=day, bank_ref=o.slip)
    return show_gifts(call, gifts)


def end_(call: Call) -> int:
    from campaign.money.gifts import bounce, drop, give_back, refund

    o = call.options
    store = call.existing()
    (gift,) = gift_ids([o.gift])
    with store.write(call.actor()) as unit:
        if o.step == "drop":
            drop(unit, gift, note=o.note)
        else:
            act = {"bounce": bounce, "return": give_back, "refund": refund}[o.step]
            act(unit, gift, declares_mandatary=o.as_mandatary, day=asked_day(call), note=o.note)
    return show_gifts(call, [gift])


def restore_(call: Call) -> int:
    from campaign.money.restoring import restore
    from campaign.money.sentences import said

    o, store = call.options, call.existing()
    (gift,) = gift_ids([o.gift])
    with store.write(call.actor()) as unit:
        verdict = restore(unit, gift, reason=o.reason, declares_mandatary=o.as_mandatary)
    for one in verdict.found:
        if one.weight == "block":
            call.say(said(one, call.words))
    return show_gifts(call, [gift])


def receipt_(call: Call) -> int:
    from campaign.money.gifts import record_receipt

    store = call.existing()
    (gift,) = gift_ids([call.options.gift])
    with store.write(call.actor()) as unit:
        record_receipt(unit, gift, call.options.number)
    return show_gifts(call, [gift])


def same_donor(call: Call) -> int:
    from campaign.money.donors import find_donor, merge_donors

    store, w = call.existing(), call.words
    with store.read() as session:
        kept, other = find_donor(session, call.options.kept).id, find_donor(session, call.options.other).id
    with store.write(call.actor()) as unit:
        passed = merge_donors(unit, kept, other)
    data = {
        "id": kept,
        "passed": [
            {
                "rule": p.rule_id, "year": p.year, "total_cents": p.total_cents, "cap_cents": p.cap_cents,
                "article": p.article,
            }
            for p in passed
        ],
    }  # fmt: skip
    text = N_("Together {total}: above the cap of {cap} ({article}). Tell the mandataire.")
    said = [w(text, total=w.euros(p.total_cents), cap=w.euros(p.cap_cents), article=p.article) for p in passed]
    return call.show(data, said or [w(N_("One entry now; no cap is passed in this file."))])


def gift_ids(texts: list[str]) -> list[uuid.UUID]:
    """Ids as typed.

    Raises:
        GiftUnknown: it is no id.
    """
    from campaign.errors.money import GiftUnknown

    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text.strip()))
        except ValueError:
            raise GiftUnknown(name=text[:60]) from None
    return found


def asked_day(call: Call, name: str = "day") -> date | None:
    """The day that was typed, if any.

    Raises:
        DateImpossible.
    """
    from campaign.periods import read_day

    text = getattr(call.options, name, None)
    return read_day(text, call.existing().now().astimezone().date()) if text else None


def show_gifts(call: Call, gifts: list[uuid.UUID]) -> int:
    """Gifts as they stand now."""
    from campaign.money.listing import gift_line

    with call.existing().read() as session:
        lines = [gift_line(session, gift) for gift in gifts]
    return call.show([_json(line) for line in lines], columns([_row(line, call.words) for line in lines]))


def _json(line: GiftLine) -> dict[str, Any]:
    return {
        "id": line.id, "donor_id": line.donor_id, "donor": line.donor, "amount_cents": line.amount_cents,
        "method": line.method, "kind": line.kind, "state": line.state, "promised_on": line.promised_on,
        "received_on": line.received_on, "committee": line.committee, "acknowledgement": line.acknowledgement,
        "official_receipt": line.official_receipt, "reference": line.reference, "warnings": list(line.warnings),
    }  # fmt: skip


def _row(line: GiftLine, w: Words) -> tuple[object, ...]:
    return (
        line.id, w.day(line.received_on or line.promised_on, "numeric"), w.euros(line.amount_cents),
        w(METHOD_WORDS[line.method]), w(GIFT_STATE_WORDS[line.state]), line.donor or w(GIFT_WORDS[line.kind]),
    )  # fmt: skip


def verdict_json(verdict: Verdict, w: Words) -> dict[str, Any]:
    """What the guard says, for programs."""
    from campaign.money.sentences import said

    return {
        "blocked": verdict.blocked, "needs_reason": verdict.needs_reason, "seen_cents": verdict.seen_cents,
        "total_cents": verdict.total_cents, "cap_cents": verdict.cap_cents,
        "found": [
            {"rule": one.rule_id, "weight": one.weight, "article": one.article, "message": said(one, w)}
            for one in verdict.found
        ],
    }  # fmt: skip
