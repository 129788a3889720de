"""What can happen at a door, and what each counts as: one row an outcome, one truth for every figure.

Each outcome is in exactly one class of each column (knocked or not, opened or not...), so that no figure can count a
door twice or leave one out. From the lists of the field's systems; what they call differently is one name here.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaign.words import N_


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. ``key_fr`` and ``key_en`` are typed for it and printed on the sheet; all are plain letters.

    ``knocked``: someone stood at the door and knocked. ``opened``: someone opened, of the six outcomes that the figure
    names (who died or who wants peace may be told by a neighbour or a note). ``contact``: a conversation.
    ``bad_target``: the door is no home to call on (moved, vacant); ``suppresses``: never call on it again.
    ``sure``: asks for a second key, because a slip would do harm.
    """

    code: str
    key_fr: str
    key_en: str
    label: str
    knocked: bool
    opened: bool
    contact: bool = False
    bad_target: bool = False
    suppresses: bool = False
    sure: bool = False


ALL: tuple[Outcome, ...] = (
    Outcome("conversation", "d", "c", N_("conversation"), True, True, contact=True),
    Outcome("not_home", "a", "n", N_("not home"), True, False),
    Outcome("refused", "r", "r", N_("refused"), True, True),
    Outcome("later", "p", "l", N_("come back later"), True, True),
    Outcome("opened", "o", "o", N_("opened, nothing more"), True, True),
    Outcome("inaccessible", "i", "i", N_("no access"), False, False),
    Outcome("moved", "m", "m", N_("moved away"), True, False, bad_target=True),
    Outcome("language", "g", "g", N_("no common language"), True, True),
    Outcome("not_voter", "v", "v", N_("votes elsewhere or not"), True, True),
    Outcome("vacant", "x", "x", N_("empty, or a business"), True, False, bad_target=True),
    Outcome("deceased", "k", "d", N_("deceased"), True, False, bad_target=True, sure=True),
    Outcome("do_not_contact", "z", "z", N_("never again"), True, False, suppresses=True, sure=True),
)

BY_CODE = {outcome.code: outcome for outcome in ALL}
KNOCKED = tuple(o.code for o in ALL if o.knocked)
OPENED = tuple(o.code for o in ALL if o.opened)
CONTACTS = tuple(o.code for o in ALL if o.contact)
BAD_TARGETS = tuple(o.code for o in ALL if o.bad_target)


def keys(language: str) -> dict[str, Outcome]:
    """The letter of each outcome in a language (``fr`` or ``en``)."""
    return {(o.key_fr if language == "fr" else o.key_en): o for o in ALL}
