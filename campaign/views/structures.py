"""What is shown of documented structures."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.labels import Label
from campaign.words import N_, Words

STATUS_WORDS = {
    "documented": N_("documented"),
    "disputed": N_("disputed"),
    "inferred": N_("inferred"),
    "invented": N_("invented"),
    "unknown": N_("not documented"),
}


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source; ``witness`` groups those that repeat one another and count once."""

    id: str
    kind: str
    address: str
    published: str
    witness: str
    bias: str


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact. An unknown one has an empty value: it is said to be not documented, never 0."""

    type: str
    key: str
    label: Label
    value: str
    unit: str
    as_of: str
    status: str
    shown: Label
    note: Label
    sources: tuple[SourceView, ...]

    @property
    def witnesses(self) -> int:
        """How many independent witnesses say so."""
        return len({s.witness for s in self.sources})

    def said(self, w: Words) -> str:
        """The value in words, or that it is not documented."""
        return w(STATUS_WORDS["unknown"]) if self.status == "unknown" else self.shown.say(w)


@dataclass(frozen=True, slots=True)
class StructureLine:
    """A structure in a list."""

    id: str
    name: Label
    period: str
    facts: int
    can_start: bool


@dataclass(frozen=True, slots=True)
class StructureView:
    """A structure with all its facts."""

    id: str
    name: Label
    country: str
    period: str
    summary: Label
    can_start: bool
    facts: tuple[FactView, ...]
    tasks: tuple[Label, ...]
