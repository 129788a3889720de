"""Key figures: cards on the grid, their numerals on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.reports.formats.pdf.page import (
    ACCENT,
    BOTTOM,
    COLUMNS,
    FAINT,
    GUTTER,
    LEFT,
    ROOM,
    SOFT,
    TALL,
    TOP,
    Page,
)
from campaign.reports.formats.shared import TARGET, WAS, Goal, change, counts, goal, number, visible
from campaign.reports.formats.typeface import face
from campaign.reports.views import Figure


@dataclass
class Card:
    """A figure, worded and measured."""

    label: list[str]
    value: str
    counts: str
    moved: str
    before: str
    aim: Goal | None
    target: list[str]


class Cards(Page):
    """The cards of a section."""

    def grid(self, figures: Sequence[Figure]) -> list[Card]:
        """The cards of a section: four a line, or five when that leaves no card alone and every numeral fits."""
        self.columns = COLUMNS + 1
        if len(figures) in (5, 9, 10):
            cards = [self.card(figure) for figure in figures]
            if all(self.value_size(card) > 20 and (not card.counts or self.beside(card)) for card in cards):
                return cards
        self.columns = COLUMNS
        return [self.card(figure) for figure in figures]

    @property
    def card_width(self) -> float:
        return (ROOM - GUTTER * (self.columns - 1)) / self.columns

    def card(self, figure: Figure) -> Card:
        w, text, wide = self.w, face("text"), self.card_width
        aim = goal(w, figure)
        moved = change(w, figure)
        before = "" if figure.before is None else w(WAS, value=number(w, figure.before, figure.unit))
        return Card(
            label=text.wrap(visible(figure.label), 8.5, wide),
            value=text.spelled(number(w, figure.value, figure.unit)),
            counts=text.spelled(counts(w, figure)),
            moved=text.spelled(moved),
            before=text.spelled(before),
            aim=aim,
            target=text.wrap(f"{w(TARGET)} {aim.text}", 8, wide) if aim else [],
        )

    def card_height(self, cards: Sequence[Card]) -> float:
        label, value, moved, target = self.card_parts(cards)
        return 6 + label + value + moved + target

    def card_parts(self, cards: Sequence[Card]) -> tuple[float, float, float, float]:
        label = 11.0 * max(len(card.label) for card in cards)
        value = 28.0 + (11 if any(self.beside(card) is None and card.counts for card in cards) else 0)
        moved = max(11.0 * len(self.moved_lines(card)) for card in cards)
        target = max((13 + 10.5 * len(card.target) for card in cards if card.aim), default=0.0)
        return label, value, moved, target

    def value_size(self, card: Card) -> float:
        room = self.card_width
        return next((s for s in (22.0, 18.0, 14.0, 11.0) if face("bold").width(card.value, s) <= room), 8.0)

    def beside(self, card: Card) -> float | None:
        """Where the counts stand beside the numeral, or None when they go under it."""
        at = face("bold").width(card.value, self.value_size(card)) + 5
        return at if card.counts and at + face("text").width(card.counts, 8.5) <= self.card_width else None

    def moved_lines(self, card: Card) -> list[tuple[str, str]]:
        """The change and the value before it: on one line when they fit."""
        if not (card.moved or card.before):
            return []
        both = face("bold").width(card.moved, 8.5) + face("text").width(f"  {card.before}", 8.5)
        return (
            [(card.moved, card.before)]
            if not card.moved or both <= self.card_width
            else [(card.moved, ""), ("", card.before)]
        )

    def cards(self, cards: Sequence[Card]) -> None:
        wide = self.card_width
        self.need(min(self.card_height(cards), TALL - TOP - BOTTOM))
        label, value, moved, target = self.card_parts(cards)
        top = self.y
        tallest = TALL - BOTTOM - top - value - moved - target - 6
        for place, card in enumerate(cards):
            x = LEFT + place * (wide + GUTTER)
            self.rule(x, top, wide, color=SOFT, thick=0.5)
            y = top + 5
            for line in card.label[: max(1, int(min(label, tallest) // 11))]:
                self.put(line, x, y + 8.5, 8.5, color=SOFT)
                y += 11
            y = top + 5 + min(label, tallest)
            self.put(card.value, x, y + 22, self.value_size(card), style="bold")
            at = self.beside(card)
            if at is not None:
                self.put(card.counts, x + at, y + 22, 8.5, color=SOFT)
            elif card.counts:
                self.put(card.counts, x, y + 34, 8.5, color=SOFT)
            y += value
            for change_, before in self.moved_lines(card):
                self.put(change_, x, y + 8.5, 8.5, style="bold")
                start = x + (face("bold").width(change_, 8.5) + face("text").width("  ", 8.5) if change_ else 0)
                self.put(before, start, y + 8.5, 8.5, color=SOFT)
                y += 11
            y = top + 5 + min(label, tallest) + value + moved
            if card.aim:
                self.bar(x, y + 4, wide, card.aim)
                y += 13
                for line in card.target:
                    self.put(line, x, y + 8, 8, color=SOFT)
                    y += 10.5
        self.y = top + min(self.card_height(cards), TALL - BOTTOM - top)

    def bar(self, x: float, y: float, wide: float, aim: Goal) -> None:
        if aim.share is not None:
            self.box(x, y, wide, 4, FAINT)
            if aim.filled > 0:
                self.box(x, y, max(0.5, wide * aim.filled), 4, ACCENT)
