"""A label of a reference row, in both languages; the screen picks one."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.words import Words


@dataclass(frozen=True, slots=True)
class Label:
    """French and English of one name."""

    fr: str
    en: str

    def say(self, w: Words) -> str:
        """In the reader's language."""
        return w.pick(self.fr, self.en)
