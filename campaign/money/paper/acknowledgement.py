"""The acknowledgement of a gift: one page to hand to who gave, which says in large letters that it is no tax receipt.

The tax receipt is edited by the CNCCFP at the mandataire's request (R39-1): this program never makes one (R-DON-11).
"""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from campaign.errors.money import NothingToAcknowledge
from campaign.field.paper.page import INK, LEFT, PAPER, ROOM, SOFT, TALL, TOP, Paper, document
from campaign.money.accounts import account_row, election_view
from campaign.money.donors import donor_row
from campaign.money.gifts import gift_row
from campaign.money.sentences import election_said
from campaign.reports.formats.shared import INVENTED, PAIR, visible
from campaign.reports.formats.typeface import face, lock
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS
from campaign.views.money_paper import Acknowledgement
from campaign.words import N_, Lang, Words
from db.tables import Committee, Election

NOT_A_RECEIPT = N_("This is not a tax receipt")
RIGHTS = N_(
    "The tax receipt is issued by the national commission on campaign accounts (CNCCFP) at the request of"
    " the mandataire. This text gives no right to any tax reduction."
)
NO_RIGHTS = N_("No tax receipt exists for this gift, and it gives no right to any tax reduction.")
KEPT = N_(
    "What is written here is kept by the mandataire, who has to answer for it. You may ask to see it, correct it, or"
    " have it erased as far as the law on campaign accounts allows."
)


def acknowledged(session: Session, donation_id: uuid.UUID) -> Acknowledgement:
    """What an acknowledgement says.

    Raises:
        GiftUnknown; NothingToAcknowledge: it came back, was given back, or is promised no more.
    """
    gift = gift_row(session, donation_id)
    if gift.state not in ("promised", "handed_over", "received", "deposited"):
        raise NothingToAcknowledge(state_word=GIFT_STATE_WORDS[gift.state])
    account = account_row(session, gift.account_id)
    election = session.get(Election, account.election_id) if account.election_id else None
    donor = donor_row(session, gift.donor_id) if gift.donor_id else None
    committee = session.get_one(Committee, gift.committee_id)
    town = f"{donor.postcode} {donor.city}".strip() if donor else ""
    small = election is not None and election_view(session, election).small_commune
    return Acknowledgement(
        gift.id, gift.acknowledgement, account.label, election.label if election else "", account.mandatary,
        committee.name, f"{donor.given_name} {donor.family_name}".strip() if donor else "",
        ", ".join(filter(None, (donor.address, town))) if donor else "", gift.amount_cents, gift.method, gift.kind,
        gift.received_on or gift.promised_on, gift.received_on is not None,
        bool(account.invented or committee.invented),
        gift.method != "in_kind" and donor is not None and not small,
    )  # fmt: skip


def rights(view: Acknowledgement) -> str:
    """Who issues a receipt; in kind, for a collection, and in a small commune nobody does (L52-12, L52-4)."""
    return RIGHTS if view.receipt else NO_RIGHTS


def facts(view: Acknowledgement, w: Words) -> list[tuple[str, str]]:
    """What stands on it, as pairs of a label and its value, in the order of the page."""
    number = str(view.number) if view.number else "–"
    return [
        (w(N_("Acknowledgement number")), number),
        (w(N_("From")), view.donor or w(GIFT_WORDS["collection"])),
        (w(N_("Fiscal address")), view.address or "–"),
        (w(N_("Amount")), w.euros(view.amount_cents)),
        (w(N_("Way of payment")), w(METHOD_WORDS[view.method])),
        (w(N_("Gift received on")) if view.received else w(N_("Gift promised on")), w.day(view.day, "long")),
        (w(N_("For the account of")), " · ".join(filter(None, (view.account, election_said(view.election, w))))),
        (w(N_("Mandataire (as declared)")), view.mandatary or "–"),
        (w(N_("Gathered by")), view.committee),
    ]


def said(view: Acknowledgement, w: Words) -> str:
    """The same as text, for a message or a screen reader. It says that it is no tax receipt first and last."""
    body = [w(PAIR, label=label, value=value) for label, value in facts(view, w)]
    return "\n".join([w(NOT_A_RECEIPT).upper(), "", _thanks(view, w), "", *body, "", w(rights(view))]) + "\n"


def print_acknowledgement(session: Session, donation_id: uuid.UUID, lang: Lang = "fr") -> bytes:
    """The PDF of the acknowledgement of one gift.

    Raises:
        GiftUnknown, NothingToAcknowledge.
    """
    return render_acknowledgement(acknowledged(session, donation_id), lang)


def render_acknowledgement(view: Acknowledgement, lang: Lang = "fr") -> bytes:
    """The PDF of an acknowledgement."""
    with lock:
        paper = Paper(lang)
        _draw(paper, view)
        w = paper.w
        title = f"{w(N_('Acknowledgement of a gift'))} · {w(NOT_A_RECEIPT)}"
        return document([paper], title=title, subject=str(view.number or ""), lang=lang)


def _thanks(view: Acknowledgement, w: Words) -> str:
    if view.received:
        return w(N_("The mandataire received this gift. Thank you."))
    return w(N_("This gift is promised; the mandataire has not received it yet. Thank you."))


def _draw(paper: Paper, view: Acknowledgement) -> None:
    w = paper.w
    paper.page()
    paper.y = TOP + 8
    _banner(paper, w(NOT_A_RECEIPT).upper(), filled=True)
    paper.y += 26
    paper.put(w(N_("Acknowledgement of a gift")), LEFT, paper.y + 22, 22, style="bold")
    paper.y += 36
    paper.lines(_thanks(view, w), LEFT, ROOM, 12, 17)
    paper.y += 12
    for label, value in facts(view, w):
        paper.rule(LEFT, paper.y, LEFT + ROOM, paper.y, color=SOFT, thick=0.4)
        top = paper.y
        paper.put(label, LEFT, top + 19, 10, color=SOFT)
        paper.y += 6
        paper.lines(visible(value), LEFT + 190, ROOM - 190, 12, 17, style="bold", most=4)
        paper.y = max(paper.y, top + 26) + 3
    paper.rule(LEFT, paper.y, LEFT + ROOM, paper.y, color=SOFT, thick=0.4)
    paper.y += 16
    paper.lines(w(rights(view)), LEFT, ROOM, 11, 15.5, style="bold")
    paper.y += 8
    paper.lines(w(KEPT), LEFT, ROOM, 9, 12.5, color=SOFT)
    paper.y = TALL - 100
    _banner(paper, w(NOT_A_RECEIPT).upper(), filled=False)
    if view.invented:
        paper.put(w(INVENTED), LEFT, TALL - 24, 8, style="bold", color=SOFT)


def _banner(paper: Paper, text: str, *, filled: bool) -> None:
    """The sentence across the page, as large as it fits."""
    size = 30.0 if filled else 16.0
    while face("bold").width(face("bold").spelled(text), size) > ROOM - 24:
        size -= 1
    tall = size * 1.7
    paper.box(LEFT, paper.y, ROOM, tall, fill=INK if filled else PAPER, color=INK, thick=1.6)
    ink = PAPER if filled else INK
    paper.put(text, LEFT + ROOM / 2, paper.y + tall / 2 + size * 0.36, size, style="bold", color=ink, align="middle")
    paper.y += tall
