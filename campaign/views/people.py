"""What is shown of people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list."""

    id: uuid.UUID
    name: str
    committees: int
    invented: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with what is known of them."""

    id: uuid.UUID
    name: str
    given_name: str
    family_name: str
    basis: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    memberships: tuple[tuple[uuid.UUID, int], ...]
    invented: bool
