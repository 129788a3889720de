"""Who gives, as it is typed: the fields that the law asks for, being of age, the declaration on honour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input, Static

from campaign.views.money import DonorTwin
from campaign.words import N_, Words
from tui import text
from tui.widgets.pick import Pick

if TYPE_CHECKING:
    from campaign.money.donors import DonorForm

# The fields of the law after the name (R39-1): its name, its label, its longest text.
IDENTITY = (
    ("address", N_("Fiscal address"), 200),
    ("postcode", N_("Postcode"), 12),
    ("city", N_("Town"), 80),
    ("residence", N_("Country of residence"), 60),
    ("nationality", N_("Nationality"), 60),
)
# A hint that could be taken for an answer would leave the field empty.
HINTS = {"residence": N_("for example: France, or FR"), "nationality": N_("for example: French, or FR")}
ADULT = ((None, N_("not asked yet")), (True, N_("yes")), (False, N_("no: under 18")))
HONOUR_MADE = ((False, N_("still to be made")), (True, N_("made and signed")))


def said_of(w: Words, *, adult: bool | None = None, honour: bool = False) -> Iterable[Widget]:
    """Being of age, and the declaration on honour with its text; what was signed is not taken back."""
    from campaign.money.donors import HONOUR

    yield Static(text.plain(w(N_("Of age"))), classes="field-label")
    yield Pick([(key, w(word)) for key, word in ADULT], value=adult, id="adult")
    yield Static(text.plain(w(N_("Declaration on honour"))), classes="field-label")
    choices = HONOUR_MADE[1:] if honour else HONOUR_MADE
    yield Pick([(key, w(word)) for key, word in choices], value=honour, id="honour")
    yield Static(text.plain(w(HONOUR)), id="honour-text", classes="said")


def typed_donor(screen: DOMNode, given: str, family: str, typed: Mapping[str, str], **known: Any) -> DonorForm:
    """The donor that a screen with those fields tells of; ``known`` is what is not typed there."""
    from campaign.money.donors import DonorForm

    return DonorForm(
        given, family, typed["address"], typed["postcode"], typed["city"], typed["residence"], typed["nationality"],
        adult=screen.query_one("#adult", Pick).value, honour=bool(screen.query_one("#honour", Pick).value), **known,
    )  # fmt: skip


def identity_fields(w: Words) -> Iterable[Widget]:
    """The fields of the law, empty."""
    for field, label, limit in IDENTITY:
        yield Static(text.plain(w(label)), classes="field-label")
        yield Input(id=field, max_length=limit, placeholder=w(HINTS[field]) if field in HINTS else "")


def twin_said(twin: DonorTwin, w: Words) -> str:
    """Another entry that may be the same person, and why: shown, so that someone confirms."""
    why = ", ".join(w(reason) for reason in twin.reasons)
    return w(
        N_("Perhaps the same person: {name}, {address} ({why})."), name=twin.name, address=twin.address or "–", why=why
    )
