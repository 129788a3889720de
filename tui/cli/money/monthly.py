"""``appui donation``: collections at meetings, and gifts that come back every month."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.views.money import METHOD_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import ACCOUNT, COMMITTEE, DAY, asked_day, show_gifts, verdict_json
from tui.cli.money.whose import gathered_by, prepare
from tui.cli.parser import Call, columns, command, group, limits, whole_within

if TYPE_CHECKING:
    from campaign.views.money import CollectionView, RecurringView

REASON = N_("why it is right all the same, where the law warns")
AMOUNT = N_("in euros: 150 or 150,50")


def register(sub: Any, w: Words) -> None:
    """Add the commands to ``appui donation``."""
    box = command(sub, "collect", w(N_("note a collection of cash, counted by two people")), collect_, json_output=True)
    box.add_argument("amount", help=w(AMOUNT))
    box.add_argument("--place", required=True, metavar="TEXT", help=w(N_("where it was")))
    box.add_argument("--way", required=True, metavar="TEXT", help=w(N_("how: a box at the door, a hat, a stand")))
    box.add_argument(
        "--counted-by",
        action="append",
        required=True,
        metavar="NAME",
        help=w(N_("who counted it; named twice, for two")),
    )
    box.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    box.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    box.add_argument("--day", metavar="DATE", help=w(DAY))
    box.add_argument("--reason", default="", metavar="TEXT", help=w(REASON))
    boxes = command(
        sub, "collections", w(N_("collections: where, how, and who counted")), collections, json_output=True
    )
    boxes.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    limits(boxes, w)
    _monthly(group(sub, "monthly", w(N_("gifts that come back every month"))), w)


def _day_of_month(text: str) -> int:
    return whole_within(text, 1, 28)


def _monthly(sub: Any, w: Words) -> None:
    listed = command(sub, "list", w(N_("monthly gifts, what is due, and where they lead")), list_, json_output=True)
    listed.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    listed.add_argument("--stopped", action="store_true", help=w(N_("those that were stopped too")))
    limits(listed, w)
    plan = command(
        sub, "plan", w(N_("note a monthly gift; refused if it would pass a cap with what is to come")), plan_,
        json_output=True,
    )  # fmt: skip
    plan.add_argument("donor", metavar="DONOR", help=w(N_("id or name of a donor who was entered")))
    plan.add_argument("amount", help=w(AMOUNT))
    plan.add_argument("--by", dest="method", choices=("transfer", "debit", "card"), default="debit", metavar="WAY",
                      help=w(N_("transfer, debit or card")))  # fmt: skip
    plan.add_argument("--from", dest="first", metavar="DATE", help=w(N_("first day; else today")))
    plan.add_argument("--to", dest="last", metavar="DATE", help=w(N_("last day; else until it is stopped")))
    plan.add_argument(
        "--on",
        type=_day_of_month,
        default=1,
        metavar="N",
        help=w(N_("day of the month, 1 to 28")),
    )
    plan.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    plan.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    plan.add_argument("--dry-run", action="store_true", help=w(N_("say what the law says and change nothing")))
    due = command(
        sub, "enter", w(N_("enter the instalments that are due, to be confirmed by the mandataire")), enter,
        json_output=True,
    )  # fmt: skip
    due.add_argument("monthly", nargs="*", metavar="ID", help=w(N_("ids of monthly gifts; else all that are due")))
    due.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    due.add_argument("--to", dest="last", metavar="DATE", help=w(N_("up to this day; else today")))
    due.add_argument("--reason", default="", metavar="TEXT", help=w(REASON))
    stop = command(sub, "stop", w(N_("stop a monthly gift")), stop_, json_output=True)
    stop.add_argument("monthly", metavar="ID", help=w(N_("its id, as the list shows it")))


def collect_(call: Call) -> int:
    from campaign.errors.money import TwoPeopleNeeded
    from campaign.money.accounts import find_account
    from campaign.money.amounts import cents
    from campaign.money.collecting import CollectionForm, collect
    from campaign.people import find_person

    o = call.options
    store = call.existing()
    if len(o.counted_by) != 2:
        raise TwoPeopleNeeded
    prepare(call)
    with store.read() as session:
        account = find_account(session, o.account).id
        first, second = (find_person(session, name).id for name in o.counted_by)
        form = CollectionForm(
            gathered_by(call, session, account), account, cents(o.amount), o.place, o.way,
            first, second, day=asked_day(call), reason=o.reason,
        )  # fmt: skip
    with store.write(call.actor()) as unit:
        gift = collect(unit, form)
    return show_gifts(call, [gift])


def collections(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.collecting import list_collections
    from campaign.search import searched_words
    from db.folding import fold

    o, w = call.options, call.words
    with call.existing().read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        found = list_collections(session, committee, limit=o.limit)
    wanted = searched_words(o.search)
    found = [one for one in found if all(word in fold(f"{one.place} {one.way}") for word in wanted)]
    return call.show([_box(one) for one in found], columns([_box_row(one, w) for one in found]))


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.recurring import list_recurring
    from campaign.search import searched_words
    from db.folding import fold

    o, store = call.options, call.existing()
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        found = list_recurring(session, store.now(), committee_id=committee, stopped=o.stopped, limit=o.limit)
    wanted = searched_words(o.search)
    found = [one for one in found if all(word in fold(one.donor) for word in wanted)]
    return call.show([_json(one) for one in found], columns([_row(one, call.words) for one in found]))


def plan_(call: Call) -> int:
    from campaign.money.accounts import account_row, find_account
    from campaign.money.amounts import cents
    from campaign.money.donors import find_donor
    from campaign.money.facts import today_in
    from campaign.money.recurring import RecurringForm, check_recurring, plan_recurring
    from campaign.money.sentences import lines

    o = call.options
    store = call.existing()
    prepare(call)
    with store.read() as session:
        account = find_account(session, o.account).id
        today = today_in(account_row(session, account), store.now())
        form = RecurringForm(
            gathered_by(call, session, account), account, find_donor(session, o.donor).id, o.method, cents(o.amount),
            asked_day(call, "first") or today, asked_day(call, "last"), o.on,
        )  # fmt: skip
        verdict, _ = check_recurring(session, form)
    if not o.json:
        for line in lines(verdict, call.words):
            call.say(line)
    if o.dry_run:
        return call.show(verdict_json(verdict, call.words), [])
    with store.write(call.actor()) as unit:
        key = plan_recurring(unit, form)
    return _shown(call, key)


def enter(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.recurring import enter_due
    from campaign.money.sentences import said

    o, w = call.options, call.words
    store = call.existing()
    keys = [monthly_id(text) for text in o.monthly]
    with store.read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
    with store.write(call.actor()) as unit:
        found = enter_due(unit, keys, committee_id=committee, until=asked_day(call, "last"), reason=o.reason)
    held = [
        {"id": one.recurring_id, "day": one.day, "amount_cents": one.amount_cents, "reason": said(one.found, w)}
        for one in found.held
    ]
    data = {"entered": len(found.donation_ids), "total_cents": found.total_cents, "gifts": list(found.donation_ids),
            "held": held}  # fmt: skip
    text = w(
        N_("{count} instalments entered: {total}"), count=len(found.donation_ids), total=w.euros(found.total_cents)
    )
    told = [
        w(
            N_("Held back: {name}, {day}. {sentence}"),
            name=one.donor,
            day=w.day(one.day, "numeric"),
            sentence=said(one.found, w),
        )
        for one in found.held
    ]
    return call.show(data, [text, *told])


def stop_(call: Call) -> int:
    from campaign.money.recurring import stop_recurring

    key = monthly_id(call.options.monthly)
    with call.existing().write(call.actor()) as unit:
        stop_recurring(unit, key)
    return _shown(call, key)


def monthly_id(text: str) -> uuid.UUID:
    """An id as typed.

    Raises:
        RecurringUnknown: it is none.
    """
    from campaign.errors.money_monthly import RecurringUnknown

    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise RecurringUnknown(name=text[:60]) from None


def _shown(call: Call, key: uuid.UUID) -> int:
    from campaign.money.recurring import recurring_view

    store = call.existing()
    with store.read() as session:
        view = recurring_view(session, key, store.now())
    return call.show(_json(view), columns([_row(view, call.words)]))


def _box(view: CollectionView) -> dict[str, Any]:
    return {
        "id": view.gift.id, "day": view.day, "place": view.place, "way": view.way, "counted_by": view.counted_by,
        "first": view.first, "second": view.second, "amount_cents": view.gift.amount_cents, "state": view.gift.state,
        "committee": view.gift.committee,
    }  # fmt: skip


def _box_row(view: CollectionView, w: Words) -> tuple[object, ...]:
    both = " + ".join(filter(None, (view.first, view.second)))
    return view.gift.id, w.day(view.day, "numeric"), w.euros(view.gift.amount_cents), view.place, view.way, both


def _json(view: RecurringView) -> dict[str, Any]:
    return {
        "id": view.id, "donor_id": view.donor_id, "donor": view.donor, "committee": view.committee,
        "account": view.account, "method": view.method, "amount_cents": view.amount_cents, "on": view.month_day,
        "from": view.starts_on, "to": view.ends_on, "stopped": view.stopped_at is not None, "entered": view.entered,
        "due": list(view.due), "next_on": view.next_on,
        "projections": [
            {
                "year": p.year, "until": p.until, "seen_cents": p.seen_cents, "projected_cents": p.projected_cents,
                "cap_cents": p.cap_cents,
            }
            for p in view.projections
        ],
    }  # fmt: skip


def _row(view: RecurringView, w: Words) -> tuple[object, ...]:
    ahead = [
        w(N_("{total} of {cap}"), total=w.euros(p.projected_cents), cap=w.euros(p.cap_cents) if p.cap_cents else "?")
        + (f" ({p.year})" if p.until is None else f" ({w(N_('until {day}'), day=w.day(p.until, 'numeric'))})")
        for p in view.projections
    ]
    due = w.many(N_("{count} instalment due"), N_("{count} instalments due"), len(view.due)) if view.due else ""
    return (
        view.id, view.donor, w.euros(view.amount_cents), w(METHOD_WORDS[view.method]), due, "; ".join(ahead),
    )  # fmt: skip
