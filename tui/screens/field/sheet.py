"""How a sheet that is typed back looks: its lines, and the one above them that says how far it is."""

from __future__ import annotations

from campaign.field.outcomes import BY_CODE
from campaign.views.field import SheetView
from campaign.views.field_doors import door_words
from campaign.words import N_, Words
from tui import text
from tui.screens.field.typing import Typing
from tui.text import Part
from tui.widgets.listing import Row

BAR = 12


def sheet_rows(typing: Typing, w: Words, *, marks_note: bool) -> list[Row]:
    """A row for each line; ``marks_note``: where notes have no column, a sign says that there is one."""
    rows, above = [], ""
    letters = {outcome.code: key for key, outcome in typing.board.letters.items()}
    for line in typing.lines:
        outcome = BY_CODE.get(line.outcome)
        result = f"{letters[line.outcome]} {w(outcome.label)}" if outcome else ""
        tones = {1: "dim"} if line.address == above else {}
        tones |= {0: "dim", 5: "dim"}
        if outcome is not None:
            tones[3] = "accent" if outcome.contact else "warn" if outcome.sure else ""
        above = line.address
        cells = (
            str(line.position),
            line.address,
            door_words(line, w),
            result,
            ("✓" if line.leaflet else " ") + (" ✎" if line.note and marks_note else ""),
            line.note,
        )
        rows.append(Row(cells, line.position, tones={k: v for k, v in tones.items() if v}))
    return rows


def about_sheet(sheet: SheetView, typing: Typing, w: Words, *, live: bool) -> list[Part]:
    """How far it is, which walk, who walked it and when."""
    total = len(typing.lines)
    hours = " → ".join(w.time(t, sheet.zone) if t else "?" for t in (sheet.started_at, sheet.ended_at))
    return [
        (f"{typing.done}/{total}", "bold"), " ",
        (text.bar(typing.done / total if total else 0, BAR), "$text-accent"), "  ",
        w(N_("walk {walk}, pass {pass_number}"), walk=sheet.walk_number, pass_number=sheet.pass_number),
        (f" · {' + '.join(sheet.team)}" if sheet.team else "", ""),
        (f" · {hours}" if sheet.started_at else "", "$muted"),
        (" · " + w(N_("hours not known: h")) if not sheet.started_at and not live else "", "$text-warning"),
        (" · " + w(N_("at the door, now")) if live else "", "$text-accent"),
        (" · " + w(N_("invented")) if sheet.invented else "", "$muted"),
    ]  # fmt: skip


def greeting(sheet: SheetView, w: Words) -> str:
    """What is worth knowing before the first key."""
    if sheet.expired:
        return w(N_("This list was good until {day}; it can be entered all the same."), day=w.day(sheet.expires_on))
    if sheet.cursor > 1 and sheet.entered < len(sheet.lines):
        return w(N_("The cursor is where it was left."))
    return ""
