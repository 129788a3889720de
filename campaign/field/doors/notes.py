"""Words that do not belong in a note on a door: they would say what someone thinks, believes, suffers or comes from.

A note with such a word is refused, with the word named: what was meant for the next team can be said without it, and
what was kept by mistake could not be taken back (R-RGPD-02). How to reach someone is refused too: it is kept only
after they agreed, and never beside a door.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from campaign.errors.doors import NoteSensitive
from campaign.words import N_
from db.folding import fold

_RULES = Path(__file__).parents[2] / "rules" / "sensitive.toml"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.\w{2,}")
# Ten digits as France writes them, or any number with its country before it; a door code is shorter.
_PHONE = re.compile(r"(?<![\d+])(?:0[1-9](?:[\s./-]?\d{2}){4}|(?:\+|00)\d(?:[\s./()-]{0,2}\d){7,13})(?!\d)")
_WHOLE = 5  # a word as short as this is meant whole: "vote" is not "voter la confiance", "rom" is not "romarin"

WARNINGS = {
    "opinion": N_("“{word}” may say what someone thinks: that is never written beside a door."),
    "health": N_("“{word}” may say something of someone's health: that is never written beside a door."),
    "religion": N_("“{word}” may say what someone believes: that is never written beside a door."),
    "origin": N_("“{word}” may say where someone comes from: that is never written beside a door."),
    "private": N_("“{word}” may belong to someone's private life: leave it out."),
    "reach": N_("“{word}” says how to reach someone: that is kept only after they agreed (s), never beside a door."),
}


@cache
def _words() -> tuple[tuple[str, str], ...]:
    found = tomllib.loads(_RULES.read_text("utf-8"))
    return tuple((word, kind) for kind, lists in found.items() for words in lists.values() for word in words.split())


def sensitive(note: str) -> tuple[str, str] | None:
    """The first word of a note that does not belong there, with its kind; None if nothing is wrong.

    Every language's words are looked for: people write in theirs.
    """
    if reached := _MAIL.search(note) or _PHONE.search(note):
        return reached[0], "reach"
    typed = note.split()
    for shown in typed:
        for piece in fold(shown).split():
            for word, kind in _words():
                if piece == word or piece in (word + "s", word + "e", word + "es"):
                    return shown.strip(".,;:!?()«»\"'"), kind
                if len(word) > _WHOLE and piece.startswith(word):
                    return shown.strip(".,;:!?()«»\"'"), kind
    return None


def check_note(note: str) -> None:
    """Let a note pass that says nothing of anyone.

    Raises:
        NoteSensitive: with the first word that must go.
    """
    if (found := sensitive(note)) is not None:
        raise NoteSensitive(word=found[0])
