"""``appui spending``: what a committee asks for, who looked at it, what the mandataire decided and paid."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.views.money_spending import SPENDING_STATE_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import ACCOUNT, AS_MANDATARY, COMMITTEE, DAY, asked_day
from tui.cli.money.whose import gathered_by, prepare
from tui.cli.parser import Call, columns, command, group, limits, whole

if TYPE_CHECKING:
    from campaign.views.money_spending import SpendingView

LACKING = N_("{missing} are not set apart yet: it is committed once they are (appui spending earmark).")
HERSELF = N_(
    "You answer for this account: who asks neither looks at the request nor approves it. To decide on it yourself, let "
    "somebody else write it (--as NAME), or take in the committee's file: appui money import."
)
_ID = N_("id of a request, as the list shows it")


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "spending", w(N_("what committees ask the mandataire to pay")))
    listed = command(sub, "list", w(N_("requests and where each stands")), list_, json_output=True)
    listed.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    listed.add_argument("--state", choices=tuple(SPENDING_STATE_WORDS), metavar="S", help=w(N_("in this state only")))
    limits(listed, w)
    added = command(sub, "add", w(N_("write a request")), add_, json_output=True)
    added.add_argument("title", help=w(N_("what for")))
    added.add_argument("amount", help=w(N_("in euros: 150 or 150,50")))
    added.add_argument(
        "--category",
        required=True,
        metavar="CODE",
        help=w(N_("print, meeting, travel, meal, supplies, post, online, bank, other")),
    )
    added.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    added.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    added.add_argument("--day", metavar="DATE", help=w(DAY))
    added.add_argument("--meals", type=whole, metavar="N", help=w(N_("a meal: how many volunteers ate")))
    for name, text in (("--payee", N_("who is to be paid")), ("--iban", N_("the payee's bank account")),
                       ("--detail", N_("what is needed to judge it")),
                       ("--reason", N_("why it is right all the same, where the law warns"))):  # fmt: skip
        added.add_argument(name, default="", metavar="TEXT", help=w(text))
    changed = command(
        sub, "correct", w(N_("correct a request that was not sent, or was sent back")), correct, json_output=True
    )
    changed.add_argument("request", metavar="ID", help=w(_ID))
    for name, metavar, text in (
        ("--title", "TEXT", N_("what for")), ("--amount", "EUROS", N_("in euros: 150 or 150,50")),
        ("--category", "CODE", N_("print, meeting, travel, meal, supplies, post, online, bank, other")),
        ("--day", "DATE", DAY), ("--payee", "TEXT", N_("who is to be paid")),
        ("--iban", "TEXT", N_("the payee's bank account")), ("--detail", "TEXT", N_("what is needed to judge it")),
        ("--reason", "TEXT", N_("why it is right all the same, where the law warns")),
    ):  # fmt: skip
        changed.add_argument(name, metavar=metavar, help=w(text))
    changed.add_argument("--meals", type=whole, metavar="N", help=w(N_("a meal: how many volunteers ate")))
    paper = command(sub, "document", w(N_("note a quote, an invoice or a signed paper")), document, json_output=True)
    paper.add_argument("request", metavar="ID", help=w(_ID))
    paper.add_argument("kind", choices=("quote", "invoice", "receipt", "paper"), help=w(N_("what it is")))
    paper.add_argument("reference", help=w(N_("its number, or where it is filed")))
    _moves(sub, w)
    earmarked = command(
        sub, "earmark", w(N_("earmark received money for a committee, as the mandataire")), earmark_, json_output=True
    )
    earmarked.add_argument("amount", help=w(N_("in euros: 150 or 150,50")))
    earmarked.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    earmarked.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    earmarked.add_argument("--take-back", action="store_true", help=w(N_("take an earmark back")))
    earmarked.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))


def _moves(sub: Any, w: Words) -> None:
    for name, move, text in (
        ("ask", "ask", N_("send a request to be looked at")),
        ("approve", "approve", N_("approve a request: as a second person, then as the mandataire")),
        ("ask-more", "ask_more", N_("ask for more information")),
        ("refuse", "refuse", N_("refuse a request")),
        ("commit", "commit", N_("commit the money, as the mandataire")),
        ("pay", "pay", N_("note that it was paid, as the mandataire")),
    ):
        one = command(sub, name, w(text), move_, json_output=True)
        one.set_defaults(move=move)
        one.add_argument("request", metavar="ID", help=w(_ID))
        one.add_argument("--note", default="", metavar="TEXT", help=w(N_("why, for the history")))
        one.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
        if move == "approve":
            one.add_argument(
                "--paper", default="", metavar="TEXT", help=w(N_("reference of the paper that a second person signed"))
            )
        if move == "pay":
            one.add_argument("--day", metavar="DATE", help=w(DAY))
            one.add_argument("--reference", default="", metavar="TEXT", help=w(N_("reference of the payment")))


def list_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.spending import list_requests
    from campaign.search import searched_words
    from db.folding import fold

    o = call.options
    with call.existing().read() as session:
        committee = find_committee(session, o.committee).id if o.committee else None
        views = list_requests(session, committee_id=committee, states=(o.state,) if o.state else (), limit=o.limit)
    wanted = searched_words(o.search)
    found = [view for view in views if all(word in fold(view.title) for word in wanted)]
    return call.show([_json(view) for view in found], columns([_row(view, call.words) for view in found]))


def add_(call: Call) -> int:
    from campaign.money.accounts import find_account
    from campaign.money.amounts import cents
    from campaign.money.mandate import answers_for
    from campaign.money.spending import RequestForm, save_request

    o = call.options
    store = call.existing()
    prepare(call)
    with store.read() as session:
        account = find_account(session, o.account).id
        form = RequestForm(
            gathered_by(call, session, account), account, o.title, o.category, cents(o.amount),
            day=asked_day(call), detail=o.detail, payee=o.payee, iban=o.iban, meals=o.meals, reason=o.reason,
        )  # fmt: skip
    actor = call.actor()
    with store.write(actor) as unit:
        request = save_request(unit, form)
    with store.read() as session:
        herself = answers_for(session, account, actor)
    if herself and not o.json:
        call.say(call.words(HERSELF))
    return _shown(call, request)


def correct(call: Call) -> int:
    from campaign.money.amounts import cents
    from campaign.money.spending import RequestForm, request_view, save_request

    o = call.options
    store = call.existing()
    request = _asked(o.request)
    with store.read() as session:
        old = request_view(session, request)

    def typed(value: Any, known: Any) -> Any:
        return known if value is None else value

    form = RequestForm(
        old.committee_id, old.account_id, typed(o.title, old.title), typed(o.category, old.category),
        old.amount_cents if o.amount is None else cents(o.amount), day=asked_day(call) or old.day,
        detail=typed(o.detail, old.detail), payee=typed(o.payee, old.payee), iban=typed(o.iban, old.iban),
        meals=typed(o.meals, old.meals), campaign_expense=old.campaign_expense, reason=typed(o.reason, old.reason),
        request_id=request, version=old.version,
    )  # fmt: skip
    with store.write(call.actor()) as unit:
        save_request(unit, form)
    return _shown(call, request)


def document(call: Call) -> int:
    from campaign.money.spending import add_document

    o = call.options
    store = call.existing()
    request = _asked(o.request)
    with store.write(call.actor()) as unit:
        add_document(unit, request, o.kind, o.reference)
    return _shown(call, request)


def move_(call: Call) -> int:
    from campaign.money.balances import lacking
    from campaign.money.spending import move_request, request_view

    o = call.options
    store = call.existing()
    request = _asked(o.request)
    with store.write(call.actor()) as unit:
        reached = move_request(
            unit, request, o.move, declares_mandatary=o.as_mandatary, paper=getattr(o, "paper", ""), note=o.note,
            day=asked_day(call), payment_ref=getattr(o, "reference", ""),
        )  # fmt: skip
    if reached == "approved":
        with store.read() as session:
            view = request_view(session, request)
            missing = lacking(session, view.account_id, view.committee_id, view.amount_cents)
        if missing:
            call.say(call.words(LACKING, missing=call.words.euros(missing)))
    return _shown(call, request)


def earmark_(call: Call) -> int:
    from campaign.money.accounts import find_account
    from campaign.money.amounts import cents
    from campaign.money.balances import earmark_of
    from campaign.money.earmarks import earmark
    from tui.cli.importing import committee_meant

    o, w = call.options, call.words
    store = call.existing()
    with store.read() as session:
        committee, account = committee_meant(call, session), find_account(session, o.account).id
    with store.write(call.actor()) as unit:
        earmark(
            unit, account, committee, cents(o.amount), declares_mandatary=o.as_mandatary,
            direction="take_back" if o.take_back else "give",
        )  # fmt: skip
    with store.read() as session:
        view = earmark_of(session, account, committee)
    data = {
        "committee": view.committee, "free_cents": view.free_cents, "committed_cents": view.committed_cents,
        "paid_cents": view.paid_cents,
    }  # fmt: skip
    facts = {"free": view.free_cents, "committed": view.committed_cents, "paid": view.paid_cents}
    shown = {name: w.euros(amount) for name, amount in facts.items()}
    text = N_("{committee}: {free} to ask for, {committed} committed, {paid} paid")
    said = w(text, committee=view.committee, **shown)
    return call.show(data, [said])


def _asked(text: str) -> uuid.UUID:
    from campaign.errors.money_spending import RequestNotFound

    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise RequestNotFound(name=text[:60]) from None


def _shown(call: Call, request: uuid.UUID) -> int:
    from campaign.money.spending import request_view

    with call.existing().read() as session:
        view = request_view(session, request)
    return call.show(_json(view), columns([_row(view, call.words)]))


def _json(view: SpendingView) -> dict[str, Any]:
    return {
        "id": view.id, "committee": view.committee, "title": view.title, "category": view.category,
        "amount_cents": view.amount_cents, "day": view.day, "payee": view.payee, "state": view.state,
        "asked_by": view.asker, "checked": view.checked, "checked_by": view.peer, "paper": view.peer_paper,
        "paid_on": view.paid_on, "told": view.told, "note": view.steps[-1].note if view.steps else "",
        "documents": [{"kind": d.kind, "reference": d.reference} for d in view.documents],
    }  # fmt: skip


def _row(view: SpendingView, w: Words) -> tuple[object, ...]:
    state = w(SPENDING_STATE_WORDS[view.state])
    return view.id, w.day(view.day, "numeric"), w.euros(view.amount_cents), state, view.title, view.committee
