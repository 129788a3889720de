"""The attendance sheet: one A4 page to print, tick with a pencil, and enter afterwards.

It leaves the house, so it names only those who consent to be named to the members; the others stand there by their
initials, which they can find and a stranger cannot read. The same rows give the same bytes.
"""

from __future__ import annotations

import io
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.orm import Session

from campaign.actions.attendance import mark, view_action
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import Style, face, lock
from campaign.views.actions import SIGNUP_WORDS, ActionView, ShiftLine, SignupLine
from campaign.words import N_, Lang, words

WIDE, TALL = 595.28, 841.89  # A4
LEFT, TOP, BOTTOM = 54.0, 56.0, 78.0
ROOM = WIDE - 2 * LEFT
INK, SOFT, FAINT, ACCENT = (HexColor(c) for c in (0x1B2527, 0x56666A, 0xD5DCDD, 0x17617A))
LINE = 25.0  # room for a hand that writes standing up
BLANKS = 8
LISTED = ("invited", "confirmed", "reminded", "attended", "no_show")


def sheet_pdf(session: Session, action_id: uuid.UUID, lang: Lang = "fr") -> bytes:
    """The sheet of one action.

    Raises:
        ActionUnknown.
    """
    view = view_action(session, action_id)
    with lock:
        return _Sheet(view, lang).draw()


def shown_names(people: Sequence[SignupLine]) -> dict[uuid.UUID, str]:
    """How each person stands on the sheet: by name with their consent, else by initials; two of one kind told apart."""
    plain = {p.person_id: p.name if p.named else _initials(p.name) for p in people}
    same = Counter(plain.values())
    return {i: f"{name} ({mark(i)})" if same[name] > 1 else name for i, name in plain.items()}


def _initials(name: str) -> str:
    """``Samia Ben Ali`` is ``S. B. A.``; what tells homonyms apart is no part of the name."""
    bare = name.rpartition(" (")[0] if name.endswith(")") else name
    found = [part[0].upper() for part in bare.replace("-", " ").split() if part]
    return " ".join(f"{letter}." for letter in found) or "–"


@dataclass
class _Sheet:
    view: ActionView
    lang: Lang
    y: float = 0.0
    page: int = 0
    out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.w = words(self.lang)
        self.canvas = Canvas(self.out, pagesize=(WIDE, TALL), invariant=1, pageCompression=1, lang=self.lang)

    def draw(self) -> bytes:
        line = self.view.line
        title = line.title or line.kind.say(self.w)
        self.canvas.setTitle(f"{self.w(N_('Attendance sheet'))} · {visible(title)}")
        self.canvas.setSubject(line.day.isoformat())
        self.canvas.setCreator("Appui")
        self._head(title)
        people = [p for p in self.view.people if p.state in LISTED]
        names = shown_names(people)
        for shift in [*self.view.shifts, None]:
            here = [p for p in people if p.shift_id == (shift.id if shift else None)]
            if shift is not None or here or not self.view.shifts:
                self._group(shift, here, names)
        self._walk_ins()
        self._foot()
        self.canvas.save()
        return self.out.getvalue()

    def _head(self, title: str) -> None:
        line, w = self.view.line, self.w
        self.y = TOP
        self._put(w(N_("Attendance sheet")).upper(), 8.5, color=ACCENT, style="bold")
        self.y += 8
        for text in face("bold").wrap(title, 19, ROOM)[:2]:
            self.y += 22
            self._put(text, 19, style="bold")
        hours = f"{w.time(line.starts_at, line.zone)}–{w.time(line.ends_at, line.zone)}"
        when = f"{w.day(line.day, 'long')}, {hours}"
        facts = [when, line.place, " · ".join(name for _, name in self.view.holders)]
        self.y += 4
        for text in filter(None, facts):
            for piece in face("text").wrap(text, 11, ROOM):
                self.y += 15
                self._put(piece, 11, color=INK if text == when else SOFT)
        self.y += 14

    def _group(self, shift: ShiftLine | None, people: Sequence[SignupLine], names: dict[uuid.UUID, str]) -> None:
        w = self.w
        if shift is not None:
            hours = "–".join(w.time(at, self.view.line.zone) for at in (shift.starts_at, shift.ends_at))
            limit = f"{shift.taken} / {shift.capacity}" if shift.capacity else f"{shift.taken}"
            label = shift.label if shift.label == hours else f"{shift.label} · {hours}"
            self._heading(f"{label} · {limit}")
        else:
            self._heading(w.many(N_("{count} person signed up"), N_("{count} people signed up"), len(people)))
        self._columns()
        several = len(self.view.holders) > 1
        for person in people:
            note = w(SIGNUP_WORDS[person.state]) if person.state == "invited" else ""
            if several:
                note = " · ".join(filter(None, (person.committee, note)))
            self._line(names[person.person_id], note)

    def _walk_ins(self) -> None:
        self._heading(self.w(N_("Who came without having signed up")))
        for _ in range(BLANKS):
            self._line("", "")

    def _heading(self, text: str) -> None:
        self._need(LINE * 2 + 24)
        self.y += 22
        self._put(face("bold").cut(text, 11, ROOM), 11, style="bold", color=ACCENT)
        self.y += 5

    def _columns(self) -> None:
        self.y += 10
        self._put(self.w(N_("there")), 7.5, color=SOFT)
        self._put(self.w(N_("from – to, if not all the time")), 7.5, x=LEFT + ROOM, align="right", color=SOFT)
        self.y += 2

    def _line(self, name: str, note: str) -> None:
        """A box, a name or room for one, and room for the hours."""
        self._need(LINE)
        base = self.y + LINE - 7
        self.canvas.setStrokeColor(INK)
        self.canvas.setLineWidth(0.9)
        self.canvas.rect(LEFT + 1, TALL - base - 1, 11, 11)
        self.canvas.setStrokeColor(FAINT)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(LEFT + 24, TALL - base - 4, LEFT + ROOM, TALL - base - 4)
        room = ROOM - 24 - 110
        text = face("text").cut(name, 11.5, room)
        self._put(text, 11.5, x=LEFT + 24, y=base)
        if note:
            used = face("text").width(text, 11.5) + 10
            if room - used > 30:
                self._put(face("text").cut(note, 8.5, room - used), 8.5, x=LEFT + 24 + used, y=base, color=SOFT)
        self.y += LINE

    def _need(self, height: float) -> None:
        if self.y + height > TALL - BOTTOM:
            self._foot()
            self.canvas.showPage()
            self.y = TOP

    def _foot(self) -> None:
        """What may not be written here, on every page."""
        self.page += 1
        w = self.w
        rule = w(
            N_(
                "Write who was here, and the hours; nothing about what anybody thinks, believes, or how they are. "
                "A name on this sheet was given freely. Once it has been entered, destroy the sheet."
            )
        )
        y = TALL - BOTTOM + 22
        for piece in face("text").wrap(rule, 8.5, ROOM - 30):
            self._put(piece, 8.5, y=y, color=SOFT)
            y += 11.5
        self._put(str(self.page), 8.5, x=LEFT + ROOM, y=TALL - BOTTOM + 22, align="right", color=SOFT)

    def _put(
        self,
        text: str,
        size: float,
        *,
        x: float = LEFT,
        y: float | None = None,
        style: Style = "text",
        color: object = INK,
        align: str = "left",
    ) -> None:
        font = face(style)
        text = font.spelled(visible(text))
        start = x - font.width(text, size) if align == "right" else x
        self.canvas.setFillColor(color)
        at = self.canvas.beginText(start, TALL - (self.y if y is None else y))
        for name, part in font.runs(text):
            at.setFont(name, size)
            at.textOut(part)
        self.canvas.drawText(at)
