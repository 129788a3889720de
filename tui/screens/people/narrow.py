"""The lines of the menu that narrows the list of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from campaign.views.people import CHANNEL_WORDS, WEEKDAY_WORDS, PeopleQuery
from campaign.words import N_, Words
from tui.screens.dialogs import Choice

if TYPE_CHECKING:
    from campaign.labels import Label


def choices(
    w: Words,
    tags: Sequence[str],
    kept: Sequence[tuple[str, PeopleQuery]],
    skills: Sequence[tuple[str, Label]],
    now: PeopleQuery,
) -> list[Choice]:
    """Everyone again, the searches that are kept, then one line for each thing that can be asked."""
    found = [Choice(("query", PeopleQuery(committee_id=now.committee_id)), w(N_("Everyone")), "")]
    found += [Choice(("query", query), name, w(N_("kept search"))) for name, query in kept]
    if now != PeopleQuery(committee_id=now.committee_id) and now.committee_id is not None:
        found.append(Choice(("keep", None), w(N_("Keep the present search…")), ""))

    def mark(field: str, value: object) -> str:
        return "✓" if getattr(now, field) == value else ""

    found.append(Choice(("level_min", 10), w(N_("Members and more, no followers")), mark("level_min", 10)))
    found.append(Choice(("active", "active"), w(N_("Seen in the last 28 days")), mark("active", "active")))
    found.append(Choice(("active", "inactive"), w(N_("Not seen in the last 28 days")), mark("active", "inactive")))
    found.append(Choice(("expiring", True), w(N_("Consent to be asked again")), mark("expiring", True)))
    found += [Choice(("tag", name), w(N_("tag “{name}”"), name=name), mark("tag", name)) for name in tags]
    found += [
        Choice(("channel", key), w(N_("agrees to {channel}"), channel=w(words)), mark("channel", key))
        for key, words in CHANNEL_WORDS.items()
    ]
    found += [
        Choice(("skill", key), w(N_("offers: {skill}"), skill=label.say(w)), mark("skill", key))
        for key, label in skills
    ]
    found += [
        Choice(("weekday", day), w(N_("free on {day}"), day=w(words)), mark("weekday", day))
        for day, words in enumerate(WEEKDAY_WORDS)
    ]
    return found
