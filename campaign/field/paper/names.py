"""What files of walks are called; apart from what draws them, since a screen asks for the name first."""

from __future__ import annotations

from db.folding import fold


def file_name(name: str) -> str:
    """A name as the name of a file: letters, digits and hyphens."""
    return "-".join("".join(char if char.isalnum() else " " for char in fold(name)).split())[:60] or "turf"
