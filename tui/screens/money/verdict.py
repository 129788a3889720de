"""What the guard says, drawn: the cap with its number and its bar, then each sentence with its weight in words."""

from __future__ import annotations

from textual.content import Content

from campaign.money.sentences import WEIGHT_WORDS, said
from campaign.views.money_guard import Verdict
from campaign.words import N_, Words
from tui import text

# No weight is green: gifts made elsewhere are not known, so nothing here can say that all is well.
STYLES = {"block": "bold $text-error", "warn": "$text-warning", "cannot_check": "$text-accent", "inform": "$muted"}
BARS = {"over": "$text-error", "near": "$text-warning", "unknown": "$muted"}


def verdict_lines(verdict: Verdict, w: Words, width: int) -> list[Content]:
    """The head with number and bar where the cap is known, then what was found, heaviest first."""
    lines = []
    if verdict.cap_cents:
        size = 20 if width >= 76 else 12
        number = w(
            N_("{total} of {cap} with this gift"), total=w.euros(verdict.total_cents), cap=w.euros(verdict.cap_cents)
        )
        drawn = text.bar(verdict.share or 0.0, size)
        lines.append(text.parts((drawn, BARS[verdict.level]), "  ", (number, "bold")))
        lines.append(text.plain(w(N_("seen in this file; gifts made elsewhere are not known")), "$muted"))
    for one in verdict.found:
        if verdict.cap_cents and one.rule_id.endswith(".cap") and one.weight == "inform":
            continue  # said by the bar and its number
        weight = w(WEIGHT_WORDS[one.weight])
        lines.append(text.parts((f"{weight} · ", STYLES[one.weight]), said(one, w)))
    return lines
