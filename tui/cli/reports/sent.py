"""``appui report sent`` and ``mark-sent``: which reports left, so that the next one can say what moved since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, limits
from tui.cli.reports.activity import asked_period, which

if TYPE_CHECKING:
    from campaign.reports.sent import Sent


def register(sub: Any, w: Words) -> None:
    """Add the commands."""
    listed = command(sub, "sent", w(N_("the reports that were marked as sent")), sent_, json_output=True)
    listed.add_argument("--committee", metavar="ID|NAME", help=w(N_("else those of everyone")))
    limits(listed, w)
    mark = command(sub, "mark-sent", w(N_("keep that a report was sent, with its figures")), mark_, json_output=True)
    which(mark, w)
    mark.add_argument("--sent-to", default="", metavar="TEXT", help=w(N_("to whom, in a few words")))
    mark.add_argument(
        "--fingerprint", default="", metavar="HEX", help=w(N_("refuse if the figures have another one by now"))
    )


def mark_(call: Call) -> int:
    from campaign.reports.sent import mark_sent

    o, w = call.options, call.words
    store = call.existing()
    with store.read() as session:
        committee_id, period = asked_period(call, session, store.now())
    actor = call.actor()
    with store.write(actor) as unit:
        sent = mark_sent(unit, committee_id, period, o.sent_to, seen=o.fingerprint.strip().lower())
    said = w(N_("Marked as sent: {period} ({hash})"), period=w.period(period.first, period.last), hash=sent.hash[:16])
    return call.show(_json(sent), [said])


def sent_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.reports.sent import sent_reports
    from db.folding import fold

    o, w = call.options, call.words
    store = call.existing()
    with store.read() as session:
        committee = find_committee(session, o.committee) if o.committee else None
        found = sent_reports(session, committee.id if committee else None, everyone=committee is None)
    wanted = fold(o.search).split()
    found = [s for s in found if all(word in fold(f"{s.committee} {s.sent_to}") for word in wanted)][: o.limit]
    rows = [
        (w.day(s.day, "numeric"), s.committee or w(N_("All committees")), w.period(s.period.first, s.period.last),
         s.hash[:16], s.sent_to)
        for s in found
    ]  # fmt: skip
    return call.show([_json(s) for s in found], columns(rows) or [w(N_("No report has been marked as sent yet."))])


def _json(sent: Sent) -> dict[str, Any]:
    return {
        "id": sent.id,
        "committee": {"id": sent.committee_id or "", "name": sent.committee},
        "period": {"from": sent.period.first, "to": sent.period.last},
        "hash": sent.hash,
        "sent_at": sent.sent_at,
        "sent_to": sent.sent_to,
        "figures": sent.figures,
    }
