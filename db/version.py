"""Which revision of the tables this program speaks: a constant, so that Alembic is not imported when nothing is due."""

from __future__ import annotations

from importlib import metadata

# Oldest first; a test keeps this equal to the folder migrations/versions.
REVISIONS: tuple[str, ...] = ("0001", "0002", "0003", "0004")


def program_version() -> str:
    """The version of the installed program."""
    try:
        return metadata.version("appui")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "0.1.0"
