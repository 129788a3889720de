"""Words that do not belong in a note on a door: they would say what someone thinks, believes, suffers or comes from.

A warning while it is typed, never a refusal: only people know what a word means where it stands (R-RGPD-02).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from campaign.words import N_
from db.folding import fold

_RULES = Path(__file__).parents[2] / "rules" / "sensitive.toml"
_WHOLE = 5  # a word as short as this is meant whole: "vote" is not "voter la confiance", "rom" is not "romarin"

WARNINGS = {
    "opinion": N_("“{word}” may say what someone thinks: that is never written beside a door."),
    "health": N_("“{word}” may say something of someone's health: that is never written beside a door."),
    "religion": N_("“{word}” may say what someone believes: that is never written beside a door."),
    "origin": N_("“{word}” may say where someone comes from: that is never written beside a door."),
    "private": N_("“{word}” may belong to someone's private life: leave it out."),
}


@cache
def _words() -> tuple[tuple[str, str], ...]:
    found = tomllib.loads(_RULES.read_text("utf-8"))
    return tuple((word, kind) for kind, lists in found.items() for words in lists.values() for word in words.split())


def sensitive(note: str) -> tuple[str, str] | None:
    """The first word of a note that does not belong there, with its kind; None if nothing is wrong.

    Every language's words are looked for: people write in theirs.
    """
    typed = note.split()
    for shown in typed:
        for piece in fold(shown).split():
            for word, kind in _words():
                if piece == word or piece in (word + "s", word + "e", word + "es"):
                    return shown.strip(".,;:!?()«»\"'"), kind
                if len(word) > _WHOLE and piece.startswith(word):
                    return shown.strip(".,;:!?()«»\"'"), kind
    return None
