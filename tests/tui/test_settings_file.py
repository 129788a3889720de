"""The user's own settings: a small file that is read before the first frame, and never crashes it."""

# ruff: noqa: E501 - programs and lists of keys, one a line

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui import user_settings
from tui.user_settings import UserSettings


def test_what_was_chosen_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.toml"
    chosen = UserSettings(
        lang="en", theme="ansi-dark", animations=False, map="blocks", keys={"home.committees": "f6", "list.up": 'up,"'}
    )
    user_settings.save(path, chosen)
    assert user_settings.load(path) == chosen
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_file_means_the_defaults_and_no_complaint(tmp_path: Path) -> None:
    assert user_settings.load(tmp_path / "missing.toml") == UserSettings()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"lang = [", "settings.toml"),
        (b"\xff\xfe\x00", "settings.toml"),
        (b"lang = 'de'\n", "fr, en"),
        (b"keys = 3\n", "[keys]"),
        (b"[keys]\nx = 3\n", "[keys]"),
        (b"lang = 3\n", "fr, en"),
        (b"theme = 3\n", "theme"),
        (b"animations = 'no'\n", "animations"),
        (b"map = 'tiles'\n", "braille, blocks, ascii"),
    ],
)
def test_a_broken_setting_keeps_its_default_and_is_named(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    found = user_settings.load(path)
    assert named in found.problem
    assert found.with_changes(problem="") == UserSettings()
    assert path.read_bytes() == content


def test_one_broken_line_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("lang = 'de'\ntheme = 'appui-light'\n[keys]\n'home.new' = 'f7'\n")
    found = user_settings.load(path)
    assert (found.lang, found.theme, found.keys) == (None, "appui-light", {"home.new": "f7"})


def test_a_folder_in_the_place_of_the_file_is_named_not_raised(tmp_path: Path) -> None:
    assert str(tmp_path) in user_settings.load(tmp_path).problem


def test_reading_the_settings_imports_no_database_and_no_screens() -> None:
    code = "import sys; from tui import user_settings; print([m for m in sys.modules if m in ('textual', 'sqlalchemy', 'db.files', 'babel')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"
