"""The records of the catalogue: what a source, a fact, a structure, a task or a tutorial is made of.

Plain frozen models, checked one by one; the rules that hold several of them together are in `seed.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Status = Literal["documented", "disputed", "inferred", "invented", "unknown"]
FactType = Literal["policy", "tool", "level", "role", "rule", "figure", "activity"]
Language = Literal["fr", "en"]
Register = Mapping[str, "Source"]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=48)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Count = Annotated[int, Field(ge=1, strict=True)]

_NOT_DOCUMENTED: dict[Language, str] = {"fr": "non documenté", "en": "not documented"}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Frozen):
    """A document that facts rest on. Sources with the same `witness` count as one, however often printed."""

    id: Text
    kind: Literal["seed", "page", "repo", "paper"]
    address: Text
    published: Text
    witness: Text
    bias: str = ""
    bias_fr: str = ""
    same_text_as: tuple[str, ...] = ()

    def interest(self, language: Language) -> str:
        """What makes this source an interested one, or an empty text when nothing is known."""
        return self.bias_fr if language == "fr" else self.bias


class Fact(_Frozen):
    """One statement about a structure, with its date, status and sources. `value` is raw text, never a number."""

    type: FactType
    key: Text
    value: str
    unit: str
    as_of: Text
    status: Status
    sources: tuple[str, ...]
    label_fr: Label
    label_en: Label
    shown_fr: str
    shown_en: str
    note_fr: str = ""
    note_en: str = ""

    @property
    def subject(self) -> str:
        """What two disputed facts must share: the key, without `_as_described_by_...`."""
        return self.key.partition("_as_described_by_")[0]

    def label(self, language: Language) -> str:
        """Short human name of the fact."""
        return self.label_fr if language == "fr" else self.label_en

    def shown(self, language: Language) -> str:
        """The value as it is read on a screen or in an export; "not documented" when unknown, never 0."""
        if self.status == "unknown":
            return _NOT_DOCUMENTED[language]
        return self.shown_fr if language == "fr" else self.shown_en

    def note(self, language: Language) -> str:
        """A sentence that helps to read the fact, or an empty text."""
        return self.note_fr if language == "fr" else self.note_en


class Task(_Frozen):
    """A task of a new committee's first week. `status` is about the action; the day is always Appui's own."""

    id: Text
    title_fr: Title
    title_en: Title
    why_fr: Text
    why_en: Text
    status: Literal["documented", "invented"]
    sources: tuple[str, ...]
    day: Annotated[int, Field(ge=1, le=7, strict=True)]

    def title(self, language: Language) -> str:
        """What to do, in the imperative."""
        return self.title_fr if language == "fr" else self.title_en

    def why(self, language: Language) -> str:
        """One sentence on why it is worth doing."""
        return self.why_fr if language == "fr" else self.why_en


class Post(_Frozen):
    """A role documented inside a committee. `people` is how many hold it, or None when not documented."""

    key: Text
    title_fr: Label
    title_en: Label
    people: Count | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    def title(self, language: Language) -> str:
        """Name of the role."""
        return self.title_fr if language == "fr" else self.title_en


class Start(_Frozen):
    """What a committee copies when it starts from a structure. None means not documented; days are calendar days."""

    size_min: Count | None = None
    size_max: Count | None = None
    size_alert: Count | None = None
    split_grace_days: Count | None = None
    meeting_every_days: Count | None = None
    posts: tuple[Post, ...] = ()


class Structure(_Frozen):
    """A documented campaign structure: its facts and, where documented enough, what a committee copies from it."""

    id: Text
    name_fr: Text
    name_en: Text
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    period: tuple[str, str]
    summary_fr: Text
    summary_en: Text
    facts: tuple[Fact, ...]
    tasks: tuple[Task, ...] = ()
    start: Start | None = None

    @property
    def can_start(self) -> bool:
        """Whether a committee may be started from it: only where a level, role or size is documented."""
        return self.start is not None

    def name(self, language: Language) -> str:
        """Name of the structure."""
        return self.name_fr if language == "fr" else self.name_en

    def summary(self, language: Language) -> str:
        """Two or three sentences on what it was."""
        return self.summary_fr if language == "fr" else self.summary_en


class FirstWeek(_Frozen):
    """What a committee started from nothing gets: three tasks and the first tutorials, in reading order."""

    tasks: tuple[Task, ...]
    tutorials: Annotated[tuple[str, ...], Field(min_length=1)]


class Tutorial(_Frozen):
    """A short lesson written for Appui. `minutes` is reading time; facts in the body cite `sources`."""

    id: Text
    title_fr: Title
    title_en: Title
    minutes: Count
    level: Literal["beginner", "animator", "mandataire"]
    status: Literal["invented"]
    sources: tuple[str, ...]
    body_fr: Text
    body_en: Text

    def title(self, language: Language) -> str:
        """Title of the lesson."""
        return self.title_fr if language == "fr" else self.title_en

    def body(self, language: Language) -> str:
        """The lesson, in Markdown."""
        return self.body_fr if language == "fr" else self.body_en


class FoundingRow(_Frozen):
    """One factual statement of a founding document and what in Appui answers it."""

    file: Text
    kind: Literal["claim", "count", "opinion"]
    quote: Text
    statement: Text
    answer: Text
    reason: Text


class CommuneRow(NamedTuple):
    """A commune or municipal arrondissement. `population` is None where the source gives none; `parent` is a city."""

    code: str
    name: str
    type: str
    department: str
    region: str
    population: int | None
    postcodes: tuple[str, ...]
    parent: str
