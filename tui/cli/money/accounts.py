"""``appui money``: accounts and elections, rules, statement, drafts, and the files between two laptops."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.views.money import ELECTION_WORDS, METHOD_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import ACCOUNT, AS_MANDATARY, COMMITTEE, asked_day
from tui.cli.money.whose import gathered_by, prepare, told_to
from tui.cli.parser import Call, columns, command, group

if TYPE_CHECKING:
    import uuid
    from datetime import date

ABOUT = N_("the mandataire's account, the rules, statements and files")
WHAT = ("pledges", "states", "receipts", "accountant", "donors")


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "money", w(ABOUT))
    command(sub, "accounts", w(N_("accounts, what they hold, and what is due")), accounts, json_output=True)
    opened = command(sub, "open", w(N_("enter a mandataire's account, and its election")), open_, json_output=True)
    opened.add_argument("name", help=w(N_("the candidate, or the party")))
    opened.add_argument("--election", default="", metavar="NAME", help=w(N_("the election; none for a party")))
    opened.add_argument(
        "--kind", choices=tuple(ELECTION_WORDS), default="legislative", metavar="K", help=w(N_("kind of election"))
    )
    opened.add_argument("--round", dest="first_round", metavar="DATE", help=w(N_("day of the first round")))
    opened.add_argument(
        "--ceiling", default="", metavar="EUROS", help=w(N_("ceiling on spending, both rounds; empty: not known"))
    )
    opened.add_argument(
        "--insee", default="", metavar="CODE", help=w(N_("INSEE code of the commune, of a municipal election"))
    )
    opened.add_argument("--mandatary", default="", metavar="NAME", help=w(N_("the mandataire, as declared")))
    opened.add_argument(
        "--commune", default="", metavar="PLACE", help=w(N_("commune of a municipal election: name, postcode or code"))
    )
    opened.add_argument(
        "--as-mandatary",
        action="store_true",
        help=w(N_("I answer for this account: the file is made if there is none, and needs no committee")),
    )
    opened.add_argument(
        "--me", default="", metavar="NAME", help=w(N_("your name, as declared; with --as-mandatary on a new file"))
    )
    command(sub, "rules", w(N_("every rule, its number, who says so and when it was read")), rules, json_output=True)
    said = command(sub, "statement", w(N_("the mandataire's statement of an account")), statement_, json_output=True)
    said.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    _period(said, w)
    out = command(sub, "export", w(N_("a file for the other laptop, or a draft for others")), export)
    out.add_argument(
        "what",
        choices=WHAT,
        help=w(
            N_(
                "pledges for the mandataire, states for a committee, drafts for the receipts service and the"
                " accountant, the list of donors"
            )
        ),
    )
    out.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    out.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    out.add_argument("--output", metavar="FILE|-", help=w(N_("a file or a folder; - is the standard output")))
    out.add_argument("--format", choices=("csv", "xlsx"), default="csv", help=w(N_("of the list of donors")))
    out.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
    _period(out, w)


def online(imports: Any, w: Words) -> None:
    """``appui import donations``, beside the other imports."""
    taken = command(
        imports, "donations", w(N_("gifts made online, out of the payment service's file")), _online, json_output=True
    )
    taken.add_argument("file", type=Path, metavar="FILE", help=w(N_("the file; its first line names the columns")))
    taken.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    taken.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    taken.add_argument("--dry-run", action="store_true", help=w(N_("say what would happen and change nothing")))
    taken.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
    taken.add_argument(
        "--reason", default="", metavar="TEXT", help=w(N_("why it is right all the same, where the law warns"))
    )


def _online(call: Call) -> int:
    from campaign.money.accounts import account_row, find_account
    from campaign.money.facts import today_in
    from campaign.money.online import import_online, plan_online
    from campaign.money.sentences import said
    from campaign.people.importing import read_sheet

    o, w = call.options, call.words
    sheet = read_sheet(o.file)
    store = call.existing()
    prepare(call)
    with store.read() as session:
        account = find_account(session, o.account).id
        today = today_in(account_row(session, account), store.now())
        plan = plan_online(session, sheet, gathered_by(call, session, account), account, today)
    if not o.dry_run:
        with store.write(call.actor()) as unit:
            import_online(unit, plan, declares_mandatary=o.as_mandatary, reason=o.reason)
    problems = [{"line": p.line, "reason": said(p.judged, w)} for p in plan.problems]
    data = {
        "read": plan.read, "added": len(plan.gifts), "updated": 0, "unchanged": plan.unchanged,
        "refused": len(problems), "done": not o.dry_run, "problems": problems,
        "warnings": [{"line": g.line, "reason": said(one, w)} for g in plan.gifts for one in g.warns],
    }  # fmt: skip
    counts = (
        (N_("lines read"), plan.read), (N_("added"), len(plan.gifts)), (N_("known, unchanged"), plan.unchanged),
        (N_("not taken in"), len(problems)),
    )  # fmt: skip
    told = [w(N_("line {line}: {reason}"), **one) for one in (*problems, *data["warnings"])]  # type: ignore[misc]
    return call.show(data, [*columns([(w(text), count) for text, count in counts]), *told])


def _period(parser: Any, w: Words) -> None:
    parser.add_argument("--from", dest="first", metavar="DATE", help=w(N_("first day; else 1 January")))
    parser.add_argument("--to", dest="last", metavar="DATE", help=w(N_("last day, included; else today")))


def accounts(call: Call) -> int:
    from campaign.money.accounts import list_accounts
    from campaign.money.balances import balance_of
    from campaign.money.deadlines import deadlines
    from campaign.money.sentences import authority, election_said

    store, w = call.existing(), call.words
    with store.read() as session:
        views = [(view, balance_of(session, view.id)) for view in list_accounts(session)]
        due = deadlines(session, store.now())
    data = {
        "accounts": [
            {
                "id": view.id, "name": view.label, "kind": view.kind, "mandatary": view.mandatary,
                "election": view.election.label if view.election else None,
                "account_from": view.election.account_from if view.election else None,
                "ceiling_cents": view.election.ceiling_cents if view.election else None, "closed_on": view.closed_on,
                "bank_cents": balance.bank_cents, "to_deposit_cents": balance.to_deposit_cents,
                "earmarked_cents": balance.earmarked_cents,
            }
            for view, balance in views
        ],
        "deadlines": [
            {
                "rule": d.rule_id, "account": d.account, "day": d.day, "days_left": d.days_left, "left": d.left,
                "article": d.article,
            }
            for d in due
        ],
    }  # fmt: skip
    rows = [
        (
            view.id,
            view.label,
            election_said(view.election.label, w) if view.election else w(N_("party")),
            w.euros(balance.bank_cents),
        )
        for view, balance in views
    ]
    lines = []
    for d in due:
        title = f"{d.account}: {d.about.say(w)} ({authority(d.article, w)})"
        late = w(d.said, day=w.day(d.day, "numeric"), days=w.number(-d.days_left), title=title)
        lines.append(late if d.days_left < 0 and d.left else f"{w.day(d.day, 'numeric')}  {title}")
    return call.show(data, [*columns(rows), *lines])


def open_(call: Call) -> int:
    from campaign.money.accounts import AccountForm, ElectionForm, list_elections, open_account
    from campaign.money.amounts import cents
    from campaign.money.mandate import MandateForm, answer_for
    from campaign.settings import who_am_i
    from db.folding import fold

    o = call.options
    store = call.existing_or_new() if o.as_mandatary else call.existing()
    first = asked_day(call, "first_round")
    with store.read() as session:
        known = {fold(view.label): view.id for view in list_elections(session)}
        me = who_am_i(session)
    election, new = known.get(fold(o.election)) if o.election else None, None
    if o.election and election is None:
        rounds = ((1, "", first, "Europe/Paris"),) if first else ()
        ceiling = cents(o.ceiling) if o.ceiling else None
        new = ElectionForm(
            o.election, o.kind, insee=o.insee, ceiling_cents=ceiling, rounds=rounds, commune=o.commune
        )  # fmt: skip
    kind: Any = "candidate" if o.election else "party"
    form = AccountForm(kind, o.name, election, mandatary=o.mandatary)
    with store.write(call.actor()) as unit:
        if o.as_mandatary:
            view = answer_for(unit, MandateForm(o.me or (me.name if me else o.mandatary), form, new))
        else:
            view = open_account(unit, form, new)
    return call.show({"id": view.id, "name": view.label, "kind": view.kind}, [f"{view.id}  {view.label}"])


def rules(call: Call) -> int:
    from campaign.money.rules import rules_shown
    from campaign.money.sentences import authority

    store, w = call.existing(), call.words
    with store.read() as session:
        found = rules_shown(session, store.now().date())
    data = [
        {
            "id": r.id, "value": r.value, "unit": r.unit, "severity": r.severity, "authority": r.authority,
            "source": r.source, "checked_on": r.checked_on, "effective_from": r.effective_from, "status": r.status,
            "corrected": r.corrected_by is not None, "about": r.about.say(w),
        }
        for r in found
    ]  # fmt: skip
    rows = [(r.about.say(w), authority(r.authority, w), r.source, w.day(r.checked_on, "numeric")) for r in found]
    return call.show(data, columns(rows))


def statement_(call: Call) -> int:
    from campaign.money.accounts import find_account
    from campaign.money.statement import statement

    w = call.words
    first, last = _days(call)
    with call.existing().read() as session:
        found = statement(session, find_account(session, call.options.account).id, first, last)
    b = found.balance

    def here(cents: int) -> int | None:
        """What the account holds is known on the mandataire's laptop only."""
        return None if found.told_on else cents

    data = {
        "account": found.account.label, "from": first, "to": last, "received_cents": found.received_cents,
        "bank_cents": here(b.bank_cents), "to_deposit_cents": here(b.to_deposit_cents), "spent_cents": b.spent_cents,
        "earmarked_cents": b.earmarked_cents, "committed_cents": b.committed_cents,
        "unassigned_cents": here(b.unassigned_cents), "in_kind_cents": b.in_kind_cents, "cash_cents": found.cash_cents,
        "ceiling_cents": found.ceiling_cents, "donors": found.donor_count,
        "by_method": [
            {"month": t.month, "method": t.method, "count": t.count, "total_cents": t.cents} for t in found.by_method
        ],
        "near_cap": [
            {"donor": d.name, "year": d.year, "total_cents": d.total_cents, "cap_cents": d.cap_cents, "level": d.level}
            for d in found.donors
        ],
        "by_category": [{"category": name, "total_cents": cents} for name, cents in found.by_category],
        "told_on": found.told_on,
        "waiting": len(found.to_deposit), "ledger_seq": found.head[0], "ledger_seal": found.head[1],
    }  # fmt: skip
    own = () if found.told_on else (
        (w(N_("in the bank")), w.euros(b.bank_cents)), (w(N_("to bring to the bank")), w.euros(b.to_deposit_cents)),
    )  # fmt: skip
    share = w.percent(found.cash_share) if found.ceiling_cents else w(N_("cannot be checked"))
    rows = [
        (w(N_("received in all")), w.euros(found.received_cents)),
        *own,
        (w(N_("earmarked")), w.euros(b.earmarked_cents)),
        (w(N_("committed, not yet paid")), w.euros(b.committed_cents)), (w(N_("paid out")), w.euros(b.spent_cents)),
        (w(N_("cash, of the ceiling on spending")), share),
        *((f"{w.month(t.month)}, {w(METHOD_WORDS[t.method])}", w.euros(t.cents)) for t in found.by_method),
        *((d.name, f"{w.euros(d.total_cents)} / {w.euros(d.cap_cents or 0)}") for d in found.donors),
    ]  # fmt: skip
    if found.told_on is not None and not call.options.json:
        text = N_("As the mandataire's file told on {day}: what the account holds is known on their laptop only.")
        call.say(w(text, day=w.day(found.told_on, "numeric")))
    if found.donors and not call.options.json:
        call.say(w(N_("Against the cap: seen in this file; gifts made elsewhere are not known.")))
    return call.show(data, columns(rows))


def export(call: Call) -> int:
    from campaign.money.accounts import find_account
    from campaign.money.drafts import accountant_draft, export_receipts
    from campaign.money.exchange import export_pledges, export_states

    o = call.options
    store = call.existing()
    first, last = _days(call)
    with store.read() as session:
        account = find_account(session, o.account).id
        committee = told_to(call, session, account) if o.what in ("pledges", "states") else None
        if o.what == "accountant":
            return call.deliver(accountant_draft(session, account, first, last), "accountant-draft.txt", binary=False)
    if o.what == "donors":
        return _donors(call, account, first, last)
    if o.what == "receipts":
        with store.write(call.actor()) as unit:
            content = export_receipts(unit, account, first, last, declares_mandatary=o.as_mandatary)
        return call.deliver(content, "receipts-draft.tsv", binary=False)
    with store.write(call.actor()) as unit:
        assert committee is not None
        data = (export_pledges if o.what == "pledges" else export_states)(unit, committee, account)
    return call.deliver(data, f"{o.what}.json", binary=False)


def _donors(call: Call, account: uuid.UUID, first: date, last: date) -> int:
    from campaign.money.donor_list import export_donors

    o, w = call.options, call.words
    with call.existing().write(call.actor()) as unit:
        made = export_donors(
            unit, account, first, last, form=o.format, lang=call.lang, declares_mandatary=o.as_mandatary
        )
    text = N_("{donors} donors, {gifts} gifts, {total}; collections, which have no donor: {boxes}")
    facts = {"donors": w.number(made.donors), "gifts": w.number(made.gifts), "total": w.euros(made.total_cents)}
    call.say(w(text, **facts, boxes=w.euros(made.collections_cents)))
    return call.deliver(made.content, f"{w(N_('donors'))}.{o.format}", binary=o.format == "xlsx")


def _days(call: Call) -> tuple[date, date]:
    """The period that was asked for; else the year so far."""
    last = asked_day(call, "last") or call.existing().now().astimezone().date()
    return asked_day(call, "first") or last.replace(month=1, day=1), last
