"""The hand-over slip (bordereau de remise): printed by the committee, signed by who carries and by the mandataire.

Black and white, so that any printer does it. It lists what was carried and who gives it, as the mandataire has to
record it (R39-1); it is a receipt for nobody, and says so.
"""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from campaign.field.paper.page import FAINT, FOOT, INK, LEFT, PALE, ROOM, SOFT, TALL, Paper, document
from campaign.money.sentences import FIELD_WORDS, election_said
from campaign.money.slips import slip_paper
from campaign.places import country_name
from campaign.reports.formats.shared import INVENTED, visible
from campaign.reports.formats.typeface import face, lock
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS
from campaign.views.money_paper import SlipLine, SlipPaper
from campaign.words import N_, Lang

TITLE = N_("Hand-over slip")
HOLDS_NOTHING = N_(
    "The committee holds no money: what is listed here is carried to the mandataire, who alone may collect it (L52-4)."
)
NO_RECEIPT = N_(
    "Nothing on this sheet is a receipt, for tax or otherwise. Both sign for what was carried, counted together; each"
    " keeps a copy."
)
ON_ITS_WAY = ("handed_over", "received", "deposited")
WAY, AMOUNT, BOX = LEFT + 316, LEFT + ROOM - 26, LEFT + ROOM - 14
SIGNING = 118.0
CODE_WIDE = 150.0


def render_slip(view: SlipPaper, lang: Lang = "fr") -> bytes:
    """The PDF of a slip."""
    with lock:
        paper = _Slip(lang, view)
        title = f"{paper.w(TITLE)} {view.number} · {view.committee}"
        return document([paper], title=title, subject=view.code, lang=lang)


def print_slip(session: Session, hand_over_id: uuid.UUID, lang: Lang = "fr") -> bytes:
    """The PDF of the slip of one hand-over.

    Raises:
        GiftUnknown: there is no such slip.
    """
    return render_slip(slip_paper(session, hand_over_id), lang)


class _Slip(Paper):
    """The pages of one slip."""

    def __init__(self, lang: Lang, view: SlipPaper) -> None:
        super().__init__(lang)
        self.view = view
        self._head()
        for number, line in enumerate(view.lines, 1):
            self._line(number, line)
        self._totals()
        self._signatures()
        self._feet()

    def _head(self) -> None:
        w, view = self.w, self.view
        self.page()
        self._code(self.y)
        self.put(w(TITLE).upper(), LEFT, self.y + 9, 9, style="bold", color=SOFT)
        self.y += 14
        title = w(N_("Slip no. {number} of {day}"), number=view.number, day=w.day(view.day, "long"))
        room = ROOM - CODE_WIDE - 12
        self.put(title, LEFT, self.y + 19, min(18, 18 * room / face("bold").width(title, 18)), style="bold")
        self.y += 26
        self.lines(view.committee, LEFT, ROOM - 170, 12, 16, most=2)
        self.y = max(self.y, 36 + 62) + 4
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, thick=1.2)
        self.y += 8
        # None was said, or the bearer is known on the other laptop only: nothing is claimed of who held the money.
        bearer = view.bearer or w(N_("not named in this file"))
        facts = (
            (N_("Carried by"), bearer),
            (N_("To the mandataire (as declared)"), view.mandatary),
            (N_("For the account of"), " · ".join(filter(None, (view.account, election_said(view.election, w))))),
        )
        top, wide, lowest = self.y, ROOM / 3, self.y
        for column, (label, value) in enumerate(facts):
            self.y = top
            x = LEFT + column * wide
            self.put(w(label), x, self.y + 8, 7.5, color=SOFT)
            self.y += 11
            self.lines(value or "–", x, wide - 12, 11, 14, style="bold", most=3)
            lowest = max(lowest, self.y)
        self.y = lowest + 6
        self.lines(w(HOLDS_NOTHING), LEFT, ROOM, 10, 13.5, style="bold")
        self.y += 6
        self._columns()

    def _code(self, y: float) -> None:
        """The code in a box at the top right: it is read aloud or typed at the mandataire's."""
        wide, tall = CODE_WIDE, 38.0
        x = LEFT + ROOM - wide
        self.box(x, y, wide, tall, thick=1.2)
        self.put(self.view.code, x + wide / 2, y + 20, 17, style="bold", align="middle", spread=1.0)
        self.put(self.w(N_("code of this slip")), x + wide / 2, y + 32, 7.5, color=SOFT, align="middle")

    def _columns(self) -> None:
        w = self.w
        self.box(LEFT, self.y, ROOM, 16, fill=PALE, color=None)
        base = self.y + 11
        self.put(
            w(N_("Who gives, fiscal address, nationality and country of residence")), LEFT + 26, base, 8, style="bold"
        )
        self.put(w(N_("Way of payment")), WAY, base, 8, style="bold")
        self.put(w(N_("Amount")), AMOUNT - 4, base, 8, style="bold", align="right")
        self.put("✓", BOX + 5, base, 8, align="middle")
        self.y += 16

    def _line(self, number: int, line: SlipLine) -> None:
        w = self.w
        room = WAY - LEFT - 26 - 12
        who = line.donor or (w(GIFT_WORDS[line.kind]) if line.kind == "collection" else "–")
        name = face("bold").wrap(visible(who), 10.5, room)[:2]
        told = [piece for text in self._about(line) for piece in face("text").wrap(visible(text), 8.5, room)][:5]
        way = [w(METHOD_WORDS[line.method]), *filter(None, (visible(line.reference), self._odd(line)))]
        ways = [part for text in way for part in face("text").wrap(text, 8.5, AMOUNT - WAY - 84)][:4]
        tall = max(len(name) * 13 + len(told) * 11, len(ways) * 11.5, 13) + 9
        if tall > self.left_over:
            self._next()
        top = self.y
        self.put(str(number), LEFT + 18, top + 13, 9.5, align="right")
        self.put(w.euros(line.amount_cents), AMOUNT - 4, top + 13, 10.5, style="bold", align="right")
        self.box(BOX, top + 4, 11, 11, thick=0.8)
        for place, text in enumerate(name):
            self.put(text, LEFT + 26, top + 13 + 13 * place, 10.5, style="bold")
        for place, text in enumerate(told):
            self.put(text, LEFT + 26, top + 11 + 13 * len(name) + 11 * place, 8.5)
        for place, text in enumerate(ways):
            self.put(text, WAY, top + 13 + 11.5 * place, 8.5)
        self.y = top + tall
        self.rule(LEFT, self.y, LEFT + ROOM, self.y, color=FAINT)

    def _about(self, line: SlipLine) -> list[str]:
        """Address, nationality, residence; and what the mandataire still has to ask before receiving it."""
        if line.kind == "collection":
            return [line.place]
        w = self.w
        town = " ".join(filter(None, (line.postcode, line.city)))
        told = [", ".join(filter(None, (line.address, town)))]
        of = (
            w(N_("nationality: {country}"), country=country_name(line.nationality, w.lang)) if line.nationality else "",
            w(N_("residence: {country}"), country=country_name(line.residence, w.lang)) if line.residence else "",
        )
        told.append(" · ".join(filter(None, of)))
        if line.missing:
            fields = ", ".join(w(FIELD_WORDS[name]) for name in line.missing)
            told.append(w(N_("still to be asked: {fields}"), fields=fields))
        return [text for text in told if text]

    def _odd(self, line: SlipLine) -> str:
        """What became of it, if it is no longer on its way or there."""
        return "" if line.state in ON_ITS_WAY else self.w(GIFT_STATE_WORDS[line.state])

    def _next(self, *, columns: bool = True) -> None:
        """Another page, which says of which slip it is."""
        self.page()
        title = self.w(N_("Slip no. {number} of {day}"), number=self.view.number, day=self.w.day(self.view.day, "long"))
        self.put(title, LEFT, self.y + 11, 11, style="bold")
        self.put(self.view.code, LEFT + ROOM, self.y + 11, 11, style="bold", align="right", spread=1.0)
        self.y += 20
        if columns:
            self._columns()

    def _totals(self) -> None:
        w, view = self.w, self.view
        if 14 * (len(view.by_method) + 1) + 14 + SIGNING + 40 > self.left_over:
            self._next(columns=False)
        self.y += 8
        for method, count, cents in view.by_method:
            gifts = w.many(N_("{count} gift"), N_("{count} gifts"), count)
            self.put(f"{w(METHOD_WORDS[method])} · {gifts}", WAY, self.y + 9, 9)
            self.put(w.euros(cents), AMOUNT - 4, self.y + 9, 9, align="right")
            self.y += 14
        self.rule(WAY, self.y, AMOUNT, self.y, thick=1.0)
        self.y += 3
        self.put(w(N_("In all")), WAY, self.y + 12, 11, style="bold")
        self.put(w.euros(view.total_cents), AMOUNT - 4, self.y + 12, 11, style="bold", align="right")
        self.y += 22

    def _signatures(self) -> None:
        w = self.w
        self.y = max(self.y, TALL - FOOT - SIGNING - 34)
        self.lines(w(NO_RECEIPT), LEFT, ROOM, 8.5, 11.5, style="bold")
        self.y += 5
        wide = (ROOM - 14) / 2
        for column, (title, name) in enumerate(
            ((N_("Who carried it"), self.view.bearer), (N_("The mandataire, who counted it"), self.view.mandatary))
        ):
            x = LEFT + column * (wide + 14)
            self.box(x, self.y, wide, SIGNING - 16, thick=1.0)
            self.put(w(title), x + 8, self.y + 14, 10, style="bold")
            self.put(face("text").cut(visible(name), 9, wide - 16), x + 8, self.y + 28, 9)
            self.put(w(N_("Signed on")), x + 8, self.y + 44, 8, color=SOFT)
            self.rule(x + 44, self.y + 45, x + 130, self.y + 45, color=FAINT)
            self.put(w(N_("Signature:")), x + 8, self.y + 60, 8, color=SOFT)

    def _feet(self) -> None:
        """The foot of every page: code, whether it is a demo's, and how many pages there are."""
        w, pages = self.w, self.pages
        for place in range(len(pages)):
            self.pages = [pages[place]]
            mark = f"{self.view.code} · {visible(self.view.committee)}"
            if self.view.invented:
                mark = f"{w(INVENTED)} · {mark}"
            number = w(N_("page {page} of {pages}"), page=place + 1, pages=len(pages))
            wide = self.put(number, LEFT + ROOM, TALL - 24, 8, align="right", color=SOFT)
            self.put(face("text").cut(mark, 8, ROOM - wide - 20), LEFT, TALL - 24, 8, color=INK)
        self.pages = pages
