"""What is said at the door, what may not be written, and a page for those who knock for the first time."""

from __future__ import annotations

from campaign.field.paper.doors import COMMON, RARE, Doors, letter
from campaign.field.paper.page import FAINT, INK, LEFT, ROOM, SOFT, TOP
from campaign.reports.formats.shared import visible
from campaign.reports.formats.typeface import face
from campaign.views.field_doors import QuestionView
from campaign.words import N_

# R-RGPD-02: no opinion with an identified person; what is kept of a door is what happened there.
RULE = N_(
    "Write what happened at the door, nothing about a person: no opinion, belief, origin or health, and no name or "
    "number unless they agreed to it aloud. Bring every sheet back; it is destroyed once entered."
)

ANSWER = 36.0  # a box that holds the strokes of an evening
SAID, SAID_LEADING = 12.0, 17.0  # read in a stairwell, at arm's length

FIRST_DOOR = (
    (N_("Before you go"), (
        N_("Two of you: one talks, the other writes. Change roles after ten doors."),
        N_("Say once aloud how you will begin, in your own words; read the script first where there is one."),
        N_("Take this sheet, two pencils, leaflets, water, and a charged phone."),
    )),
    (N_("At the door"), (
        N_("Ring or knock, take a step back, and keep your hands where they can be seen."),
        N_("Say your first name, the committee and why you are here, in one sentence."),
        N_("Ask a question, then listen: two minutes are plenty, and they talk more than you do."),
        N_("You do not have to answer everything. “I do not know, I will find out” is a good answer: note it."),
        N_("If they say no: “Thank you, good evening.” Never insist, never argue, and go on."),
        N_("Thank them, leave the leaflet if they want it, and close the gate."),
    )),
    (N_("On the sheet"), (
        N_("Tick one letter a door, before the next door: what is written later is guessed."),
        N_("Nobody there is worth a tick too: the next team comes at another hour."),
        N_(
            "Someone wants to be called back? Ask first, and read them what they agree to. The name goes on a paper of"
            " its own."
        ),
    )),
    (N_("If something goes wrong"), (
        N_("You feel uneasy: leave at once, together, and call whom the first page names; in danger, call 112."),
        N_("A door you cannot reach (code, dog, works) is “no access”: do not slip in behind anybody."),
        N_("At the end time you stop, wherever you are, and bring the sheet back."),
    )),
)  # fmt: skip


class Talk(Doors):
    """Pages of text."""

    def legend(self, x: float, y: float, room: float, *, columns: int) -> float:
        """Every letter and what it means, in columns; return the height it took."""
        w = self.w
        wide = room / columns
        entries = [*COMMON, *RARE]
        rows = -(-len(entries) // columns)
        for index, outcome in enumerate(entries):
            left, top = x + index // rows * wide, y + index % rows * 15.5
            self.box(left, top, 11.5, 11.5, thick=0.8 if outcome in COMMON else 0.5)
            self.put(letter(outcome, w), left + 5.75, top + 8.7, 8, style="bold", align="middle")
            self.put(face("text").cut(w(outcome.label), 8.5, wide - 20), left + 16, top + 9, 8.5)
        return rows * 15.5

    def letters(self) -> None:
        """What the letters mean, in one line: pages come apart, and the first one stays in a pocket."""
        w = self.w
        common = " · ".join(f"{letter(o, w)} {w(o.label)}" for o in COMMON)
        rare = " · ".join(f"{letter(o, w)} {w(o.label)}" for o in RARE)
        for line in (common, f"{w(N_('other'))} : {rare}" if w.lang == "fr" else f"{w(N_('other'))}: {rare}"):
            self.put(face("text").cut(line, 7.5, ROOM), LEFT, self.y + 7, 7.5, color=SOFT)
            self.y += 10
        self.y += 4

    def script(self, body: str, questions: tuple[QuestionView, ...]) -> None:
        """What is said and asked, with a box an answer: strokes where it is an opinion, else the numbers of doors."""
        w = self.w
        if not body.strip() and not questions:
            return
        room = face("text").wrap(visible(body, lines=True), SAID, ROOM)
        height = 60 + SAID_LEADING * len(room) + (SAID_LEADING + ANSWER + 12) * len(questions)
        if self.left_over < min(max(height, 120), 690):
            self.next_page()
        self.y += 20
        self.put(w(N_("What is said")), LEFT, self.y, 13, style="bold")
        self.y += 7
        for line in room if body.strip() else []:
            if self.left_over < 16:
                self.next_page()
            self.put(line, LEFT, self.y + SAID, SAID)
            self.y += SAID_LEADING if line else SAID_LEADING / 2
        if questions:
            if self.left_over < 70:
                self.next_page()
            self.y += 18
            self.put(w(N_("What is asked, after a conversation only")), LEFT, self.y, 11, style="bold")
            self.y += 4
            if any(question.opinion for question in questions):
                said = w(N_("Count with strokes, one an answer: nobody must be able to tell who said what."))
                self.lines(said, LEFT, ROOM, 8.5, 12, color=SOFT)
        for question in questions:
            self._question(question)

    def _question(self, question: QuestionView) -> None:
        """A question and where its answers are written, never torn apart by the end of a page."""
        w = self.w
        text = face("text").wrap(f"{question.position}. {visible(question.text)}", SAID, ROOM - 130)
        if self.left_over < SAID_LEADING * len(text) + ANSWER + 14:
            self.next_page()
        self.y += 8
        how = w(N_("strokes only")) if question.opinion else w(N_("with the numbers of the doors"))
        self.put(how, LEFT + ROOM, self.y + SAID, 8, align="right", color=SOFT)
        for line in text:
            self.put(line, LEFT, self.y + SAID, SAID)
            self.y += SAID_LEADING
        self.y += 2
        answers = [question.said(value, w) for value, _ in question.values]
        wide = (ROOM - 14) / max(len(answers), 1)
        for index, answer in enumerate(answers):
            x = LEFT + 14 + index * wide
            self.box(x, self.y, wide - 4, ANSWER, thick=0.8)
            self.put(face("text").cut(visible(answer), 8.5, wide - 12), x + 4, self.y + 10, 8.5)
        for line_ in () if answers else (ANSWER / 2, ANSWER):
            self.rule(LEFT + 14, self.y + line_, LEFT + ROOM, self.y + line_, color=FAINT)
        self.y += ANSWER + 2

    def first_door(self) -> None:
        """One page for newcomers: big enough to be read in a stairwell."""
        w = self.w
        self.page()
        self.y = TOP + 18
        self.put(w(N_("Your first door")), LEFT, self.y, 26, style="bold")
        self.y += 16
        self.lines(
            w(N_("Everybody is nervous before the first, nobody is after the fifth. It is a visit, not a speech.")),
            LEFT, ROOM, 13, 18.5, color=SOFT,
        )  # fmt: skip
        for title, points in FIRST_DOOR:
            self.y += 18
            self.put(w(title), LEFT, self.y + 13, 14, style="bold")
            self.y += 21
            for point in points:
                self.disc_point()
                self.lines(w(point), LEFT + 16, ROOM - 16, 12.5, 17.5)
                self.y += 5
        self.y += 12
        lines = face("bold").wrap(w(RULE), 10.5, ROOM - 24)
        self.box(LEFT, self.y, ROOM, 16 + 15 * len(lines), color=INK, thick=1.2)
        self.y += 7
        for line in lines:
            self.put(line, LEFT + 12, self.y + 11, 10.5, style="bold")
            self.y += 15

    def disc_point(self) -> None:
        """The point before a line of a list."""
        self.box(LEFT + 2, self.y + 3.5, 8, 8, thick=0.9)
