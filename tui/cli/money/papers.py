"""``appui donation``: hand-over slips and acknowledgements on paper."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import COMMITTEE, gift_ids
from tui.cli.parser import Call, columns, command, limits

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaign.views.money import HandOverView

OUTPUT = N_("a file or a folder; - is the standard output")


def register(sub: Any, w: Words) -> None:
    """Add the commands to ``appui donation``."""
    listed = command(sub, "slips", w(N_("hand-over slips, with the code on their paper")), slips, json_output=True)
    listed.add_argument("--committee", metavar="C", help=w(N_("of this committee only")))
    listed.add_argument(
        "--code", metavar="CODE", help=w(N_("the one whose paper bears this code; says whether it fits"))
    )
    limits(listed, w)
    one = command(sub, "slip", w(N_("print a hand-over slip with two signatures, as PDF")), slip)
    one.add_argument("slip", metavar="SLIP", help=w(N_("its number, its code, or its id")))
    one.add_argument("--committee", metavar="C", help=w(COMMITTEE))
    one.add_argument("--output", metavar="FILE|-", help=w(OUTPUT))
    told = command(
        sub, "acknowledge", w(N_("print that a gift was received; it is no tax receipt, and says so")), acknowledge
    )
    told.add_argument("gift", metavar="ID", help=w(N_("id of a gift, as the list shows it")))
    told.add_argument("--format", choices=("pdf", "txt"), default="pdf", help=w(N_("PDF to print, or plain text")))
    told.add_argument("--output", metavar="FILE|-", help=w(OUTPUT))


def slips(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.money.listing import hand_over_view, list_hand_overs
    from campaign.money.slips import find_slip
    from campaign.search import searched_words
    from db.folding import fold

    o, w = call.options, call.words
    with call.existing().read() as session:
        if o.code:
            found = find_slip(session, o.code)
            views, fits = [hand_over_view(session, found.hand_over_id)], found.fits
        else:
            committee = find_committee(session, o.committee).id if o.committee else None
            views, fits = list_hand_overs(session, committee, limit=o.limit), True
    wanted = searched_words(o.search)
    views = [one for one in views if all(word in fold(f"{one.committee} {one.bearer}") for word in wanted)]
    if not fits:
        call.say(w(N_("Paper and file do not tell the same gifts: compare them line by line before you receive.")))
    return call.show([{**_json(one), "fits": fits} for one in views], columns([_row(one, w) for one in views]))


def slip(call: Call) -> int:
    from campaign.money.paper.slip import print_slip

    with call.existing().read() as session:
        content = print_slip(session, slip_meant(call, session, call.options.slip), call.lang)
    return call.deliver(content, call.words(N_("hand-over-slip.pdf")), binary=True)


def acknowledge(call: Call) -> int:
    from campaign.money.paper.acknowledgement import acknowledged, print_acknowledgement, said

    (gift,) = gift_ids([call.options.gift])
    with call.existing().read() as session:
        if call.options.format == "txt":
            text = said(acknowledged(session, gift), call.words)
            return call.deliver(text.encode(), call.words(N_("acknowledgement.txt")), binary=False)
        content = print_acknowledgement(session, gift, call.lang)
    return call.deliver(content, call.words(N_("acknowledgement.pdf")), binary=True)


def slip_meant(call: Call, session: Session, text: str) -> uuid.UUID:
    """The slip that was meant: its number in the committee, its id, or the code on its paper.

    Raises:
        GiftUnknown, SlipCodeMisread, SlipUnknown, CommitteeUnknown, CommitteeNeeded.
    """
    from campaign.errors.money import GiftUnknown
    from campaign.money.listing import slip_numbered
    from campaign.money.slips import find_slip
    from tui.cli.importing import committee_meant

    typed = text.strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 9:
        number = int(typed)
        committee = committee_meant(call, session)
        found = slip_numbered(session, committee, number)
        if found is None:
            raise GiftUnknown(name=typed)
        return found
    try:
        return uuid.UUID(typed)
    except ValueError:
        return find_slip(session, typed).hand_over_id


def _json(view: HandOverView) -> dict[str, Any]:
    return {
        "id": view.id, "number": view.number, "code": view.code, "day": view.day, "committee": view.committee,
        "account": view.account, "bearer": view.bearer, "acknowledged_on": view.acknowledged_on,
        "gifts": [line.id for line in view.lines], "total_cents": view.total_cents,
    }  # fmt: skip


def _row(view: HandOverView, w: Words) -> tuple[object, ...]:
    done = w(N_("received")) if view.acknowledged_on else w(N_("handed over"))
    return (
        view.number, view.code, w.day(view.day, "numeric"), w.euros(view.total_cents), done, view.committee,
        view.bearer,
    )  # fmt: skip
