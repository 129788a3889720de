"""Where things are kept, by each system's own rules; and the ways to open or make a data file."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

APP = "appui"


def data_folder() -> Path:
    """Where the user's own file is kept."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def settings_file() -> Path:
    """Where the user's settings (language, theme, keys) are kept."""
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "settings.toml"


def log_file() -> Path:
    """Where the redacted log of crashes is kept."""
    from platformdirs import user_state_path

    return user_state_path(APP, appauthor=False) / "appui.log"


def exports_folder() -> Path:
    """Where the screens put exports: Documents if there is one, else the home folder."""
    from platformdirs import user_documents_path

    documents = user_documents_path()
    return documents if os.path.isdir(documents) else Path.home()


def data_file(named: Path | None, *, demo: bool = False) -> Path:
    """The file to work on: the named one, else APPUI_DATA, else the user's own; the demo never is the real one."""
    if named is not None:
        return typed_path(str(named))
    if demo:
        return data_folder() / "demo.appui"
    if variable := os.environ.get("APPUI_DATA"):
        return typed_path(variable)
    return data_folder() / "appui.appui"


def typed_path(text: str) -> Path:
    """A path as people type it, ``~`` included.

    Raises:
        FileMissing: it begins with the home of an account that does not exist.
    """
    from db.errors import FileMissing

    try:
        return Path(text.strip()).expanduser()
    except RuntimeError:
        raise FileMissing(path=text.strip()) from None


def open_or_create(path: Path) -> Store:
    """Open a file, or make it with its reference rows.

    Raises:
        every refusal of `db.files.open_file` and `db.files.create_file`.
    """
    from db import files
    from db.errors import FileExists, FileMissing

    try:
        return files.open_file(path)
    except FileMissing:
        with suppress(FileExists):  # another window was quicker
            create(path)
        return files.open_file(path)


def create(path: Path) -> None:
    """Make a new file with its reference rows."""
    from db import files
    from seed import reference

    files.create_file(path, reference.fill)


def create_demo(path: Path, today: date | None = None) -> None:
    """Make the demonstration file: invented people and committees, marked so."""
    from seed import demo

    demo.make(path, scale="small", today=today)
