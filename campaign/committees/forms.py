"""What is typed about committees, checked at the border by pydantic."""

from __future__ import annotations

import uuid

from pydantic import BaseModel, ConfigDict, Field


class NewCommittee(BaseModel):
    """The one form of a birth. ``places`` are INSEE codes, names, or one ``city, country``.

    ``leader`` is a whole name or an id. ``i_lead``: the person at the keyboard leads it; if nobody was declared to be
    at the keyboard, ``leader`` is, from now on.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    places: tuple[str, ...] = Field(min_length=1)
    kind: str = "local"
    structure: str | None = None
    leader: str | None = None
    i_lead: bool = False
    zone: str | None = None
    adult: bool | None = None
    lang: str = "fr"


class SplitPlan(BaseModel):
    """A split as decided: who leaves for the new committee, its name, who leads it."""

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    new_name: str
    leaving: frozenset[uuid.UUID]
    new_leader: uuid.UUID | None = None
    version: int | None = None
