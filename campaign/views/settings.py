"""What is shown of settings."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Me:
    """Who acts here, as declared: one file cannot prove an identity."""

    id: uuid.UUID
    name: str
