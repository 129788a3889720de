"""The life of a gift as data: which step leads where, who may take it, and what it enters in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.ledger import BANK, GIFTS, IN_KIND, TO_DEPOSIT, USED

CARRIED: Final = ("cheque", "cash")  # somebody carries them to the mandataire, who brings them to the bank
DIRECT: Final = ("transfer", "debit", "card")  # they reach the account without anybody's hands

HELD: Final = ("received", "deposited")  # the mandataire has it
NOT_OF_A_BOX: Final = ("drop", "return")
ENDED: Final = ("bounced", "returned", "refunded", "dropped")  # what was noted so by mistake: see `restoring`

Legs = tuple[str, str]  # debit, credit


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states, to which, whether the mandataire's alone, and what it enters, by method."""

    name: str
    sources: tuple[str, ...]
    target: str
    mandatary: bool
    methods: tuple[str, ...]
    legs: dict[str, Legs]


def _each(methods: tuple[str, ...], legs: Legs) -> dict[str, Legs]:
    return dict.fromkeys(methods, legs)


_RECEIVED = {**_each(DIRECT, (BANK, GIFTS)), "in_kind": (USED, IN_KIND)}
_GIVEN_BACK = {**_each(CARRIED, (GIFTS, TO_DEPOSIT)), "in_kind": (IN_KIND, USED)}
_ALL = (*CARRIED, *DIRECT, "in_kind")

# (step, state) leads to one step only; what is not here is not possible. A carried gift is never received without a
# hand-over: who carried it is what the law wants to know when money goes missing.
STEPS: Final = (
    Step("hand_over", ("promised",), "handed_over", False, CARRIED, {}),
    Step("receive", ("handed_over",), "received", True, CARRIED, _each(CARRIED, (TO_DEPOSIT, GIFTS))),
    Step("receive", ("promised",), "received", True, (*DIRECT, "in_kind"), _RECEIVED),
    Step("deposit", ("received",), "deposited", True, CARRIED, _each(CARRIED, (BANK, TO_DEPOSIT))),
    Step("bounce", ("deposited",), "bounced", True, ("cheque",), {"cheque": (GIFTS, BANK)}),
    Step("bounce", ("received",), "bounced", True, ("debit",), {"debit": (GIFTS, BANK)}),
    Step("return", ("handed_over",), "returned", False, CARRIED, {}),
    Step("return", ("received",), "returned", True, (*CARRIED, "in_kind"), _GIVEN_BACK),
    Step("refund", ("deposited",), "refunded", True, CARRIED, _each(CARRIED, (GIFTS, BANK))),
    Step("refund", ("received",), "refunded", True, DIRECT, _each(DIRECT, (GIFTS, BANK))),
    Step("drop", ("promised",), "dropped", False, _ALL, {}),
)  # fmt: skip


def step_of(name: str, state: str, method: str) -> Step | None:
    """The step of that name from a state, for a way of payment; None: it is not possible."""
    return next((s for s in STEPS if s.name == name and state in s.sources and method in s.methods), None)


def open_steps(state: str, method: str, kind: str = "gift") -> list[Step]:
    """The steps that are possible now, in the order of a gift's life.

    A collection is neither dropped nor given back: it was counted by two people, and nobody is there to take it
    (R-DON-08). One noted by mistake is undone, or refunded by the mandataire once it is in the bank.
    """
    return [
        s
        for s in STEPS
        if state in s.sources and method in s.methods and not (kind == "collection" and s.name in NOT_OF_A_BOX)
    ]
