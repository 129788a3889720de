"""``appui money import``: what the other laptop's file tells, and taking it in."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import ACCOUNT, AS_MANDATARY
from tui.cli.parser import Call, columns, command

if TYPE_CHECKING:
    from campaign.money.exchange import TakenIn


def register(sub: Any, w: Words) -> None:
    """Add the command to ``appui money``."""
    back = command(sub, "import", w(N_("take in a file of pledges, or of states")), import_, json_output=True)
    back.add_argument("file", type=Path, metavar="FILE", help=w(N_("as the other laptop made it")))
    back.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    back.add_argument("--as-mandatary", action="store_true", help=w(AS_MANDATARY))
    back.add_argument(
        "--same-account", action="store_true", help=w(N_("the account named in the file is this one; it is remembered"))
    )
    back.add_argument("--dry-run", action="store_true", help=w(N_("say what would happen and change nothing")))
    back.add_argument(
        "--correct", action="append", default=[], metavar="DONOR|all",
        help=w(N_("take over what the committee corrected of a donor: an id of the dry run; may be repeated")),
    )  # fmt: skip


def import_(call: Call) -> int:
    from campaign.errors.money import MandataryNeeded
    from campaign.errors.money_exchange import MoneyFileMissing
    from campaign.money.accounts import find_account
    from campaign.money.exchange import import_pledges, import_states, kind_of
    from campaign.money.exchange.pairing import propose, sure_of, told_of
    from campaign.money.exchange.plan import plan_taken_in

    o = call.options
    store = call.existing()
    try:
        content = o.file.read_bytes()
    except OSError:
        raise MoneyFileMissing(name=o.file.name) from None
    pledges, donors = kind_of(content) == "pledges", _chosen(o.correct)
    if pledges and not o.as_mandatary:
        raise MandataryNeeded
    with store.read() as session:
        sure = None if o.account else sure_of(propose(session, told_of(content, o.file.name)))
        account = sure.account.id if sure else find_account(session, o.account).id if pledges or o.account else None
    meant = account if pledges or o.account else None
    if o.dry_run:
        found = plan_taken_in(store, content, meant, o.file.name, same_account=o.same_account, donors=donors)
        return _shown(call, found, done=False)
    with store.write(call.actor()) as unit:
        if pledges and account is not None:
            found = import_pledges(unit, content, account, o.file.name, same_account=o.same_account, donors=donors)
        else:
            found = import_states(unit, content, o.file.name, meant)
    return _shown(call, found, done=True)


def _chosen(texts: list[str]) -> Any:
    """The donors whose corrections are taken over.

    Raises:
        DonorUnknown: it is no id.
    """
    from campaign.errors.money import DonorUnknown

    if "all" in texts:
        return "all"
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(text.strip()))
        except ValueError:
            raise DonorUnknown(name=text[:60]) from None
    return found


def _shown(call: Call, found: TakenIn, *, done: bool) -> int:
    from campaign.money.exchange.words import lines as said_of
    from campaign.money.sentences import said

    w = call.words
    told = [{"gift": gift, "rule": one.rule_id, "message": said(one, w)} for gift, one in found.found]
    earmark = found.earmark
    data = {
        "read": found.read, "added": found.added, "updated": found.updated, "unchanged": found.unchanged,
        "refused": 0, "problems": told, "skipped": found.skipped, "news": w(found.news) if found.news else "",
        "done": done, "slips": found.slips,
        "conflicts": [
            {"gift": c.gift, "amount_cents": c.amount_cents, "here": c.here, "there": c.there, "advice": w(c.advice)}
            for c in found.conflicts
        ],
        "fates": [
            {"gift": f.gift, "donor": f.donor, "kind": f.kind, "amount_cents": f.amount_cents, "from": f.before,
             "state": f.after, "day": f.day, "reason": f.note}
            for f in found.fates
        ],
        "requests": [
            {"id": r.request, "title": r.title, "amount_cents": r.amount_cents, "from": r.before, "state": r.after,
             "by": r.by, "reason": r.note, "documents": r.papers,
             "changes": [{"field": c.field, "here": c.here, "there": c.there} for c in r.changes]}
            for r in found.requests
        ],
        "request_conflicts": [
            {"id": a.request, "title": a.title, "amount_cents": a.amount_cents, "here": a.here, "there": a.there,
             "advice": w(a.advice)}
            for a in found.apart
        ],
        "earmark": None if earmark is None else {
            "free_cents": earmark.free_cents, "committed_cents": earmark.committed_cents,
            "paid_cents": earmark.paid_cents, "same_here": earmark.fits,
        },
        "donors": [
            {"id": d.donor, "name": d.name, "corrected": d.taken, "official_receipts": d.receipts,
             "listed_on": d.told_on, "stood_until": d.stood_until,
             "fields": [{"field": f.field, "here": f.here, "there": f.there} for f in d.fields]}
            for d in found.donors
        ],
    }  # fmt: skip
    counts = (N_("gifts read"), found.read), (N_("added"), found.added), (N_("brought up to date"), found.updated)
    lines = [*columns([(w(text), count) for text, count in counts]), *(str(one["message"]) for one in told)]
    lines += said_of(found, w)
    if not done:
        lines += [w(N_("Nothing was changed: this is what taking it in would do."))]
    left = [one for one in found.donors if not one.taken]
    if left:
        lines += [w(N_("To take a correction over: --correct {id}, or --correct all."), id=left[0].donor)]
    return call.show(data, lines)
