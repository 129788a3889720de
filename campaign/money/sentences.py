"""What the guard found, said in the reader's language: amounts in euros, days as days, fields by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from campaign.views.money import ELECTION_WORDS
from campaign.views.money_guard import Judged, Verdict
from campaign.words import LANGS, N_, Words, words
from db.folding import fold

FIELD_WORDS = {
    "given_name": N_("first name"),
    "family_name": N_("family name"),
    "address": N_("fiscal address"),
    "postcode": N_("postcode"),
    "city": N_("town"),
    "nationality": N_("nationality"),
    "residence": N_("country of residence"),
}
WEIGHT_WORDS = {
    "block": N_("Refused"),
    "warn": N_("Careful"),
    "cannot_check": N_("Cannot check"),
    "inform": N_("To know"),
}


# Authorities that are words: translated like any text, wherever an article is shown.
AUTHORITIES = (N_("Appui's choice"), N_("law 88-227, art. 11-4"), N_("law 62-1292"))


def said(one: Judged, w: Words) -> str:
    """One thing the guard found, as a sentence that names its article."""
    return w(one.message, **facts_said(one.facts, w))


def lines(verdict: Verdict, w: Words) -> list[str]:
    """All that was found, heaviest first, each with its weight in words: colour alone tells nothing."""
    return [
        w(N_("{weight}: {sentence}"), weight=w(WEIGHT_WORDS[one.weight]), sentence=said(one, w))
        for one in verdict.found
    ]


def authority(text: str, w: Words) -> str:
    """The article behind a rule, in the reader's language: “loi 88-227”, or that the choice is Appui's own."""
    return w(text) if text in AUTHORITIES else text


def election_said(label: str, w: Words) -> str:
    """The name of an election, in the reader's language where it is only its kind and its year.

    It was put together in the language of who entered it: “legislative 2027” stands on a French paper else.
    """
    for word in ELECTION_WORDS.values():
        for lang in LANGS:
            known = words(lang)(word)
            rest = label[len(known) :]
            if fold(label[: len(known)]) == fold(known) and re.fullmatch(r"( \d{4})?(, .*)?", rest):
                said = w(word)
                return (said[:1].upper() + said[1:] if label[:1].isupper() else said) + rest
    return label


def facts_said(facts: Mapping[str, Any], w: Words) -> dict[str, Any]:
    """Facts as they are read: ``total_cents`` fills ``{total}`` in euros, days are written out."""
    shown: dict[str, Any] = {}
    for key, value in facts.items():
        if key.endswith("_cents"):
            shown[key.removesuffix("_cents")] = w.euros(value)
        elif isinstance(value, date):
            shown[key] = w.day(value, "numeric")
        elif key == "article":
            shown[key] = authority(str(value), w)
        elif key == "fields":
            shown[key] = ", ".join(w(FIELD_WORDS[name]) for name in str(value).split())
        elif isinstance(value, int):
            shown[key] = w.number(value)
        else:
            shown[key] = value
    return shown
