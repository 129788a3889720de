"""Who may import whom, seen at run time: a static graph does not see what is imported inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import campaign

FREE_OF_ROWS = (
    "campaign.committees.views",
    "campaign.committees.recognition",
    "campaign.reports.views",
    "campaign.reports.suppression",
    "campaign.views.actions",
    "campaign.views.field_addresses",
    "campaign.views.figures",
    "campaign.views.people",
    "campaign.views.settings",
    "campaign.views.structures",
    "campaign.views.toolbox",
    "campaign.words",
    "campaign.labels",
    "campaign.periods",
    "campaign.errors",
    "campaign.history",
)
FLOOR = Path(campaign.__file__).parent
MODULES = sorted(m.name for m in walk_packages([str(FLOOR)], "campaign."))


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter has after running some code."""
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=FLOOR.parent)
    return set(done.stdout.split())


def test_the_floor_knows_no_screen_no_seed_and_no_invented_people() -> None:
    found = {name.split(".")[0] for name in loaded("".join(f"import {name}\n" for name in MODULES))}
    assert found.isdisjoint({"textual", "rich", "faker", "tui", "seed", "alembic"})


def test_no_function_imports_a_screen_or_the_seed_when_it_runs() -> None:
    forbidden = {"textual", "rich", "faker", "tui", "seed", "alembic", "migrations"}
    for path in FLOOR.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert forbidden.isdisjoint(name.split(".")[0] for name in names), path


@pytest.mark.parametrize("name", FREE_OF_ROWS)
def test_what_is_shown_needs_no_database(name: str) -> None:
    assert "sqlalchemy" not in loaded(f"import {name}")


@pytest.mark.parametrize(
    ("maker", "views"),
    [
        ("campaign.actions", "campaign.views.actions"),
        ("campaign.people", "campaign.views.people"),
        ("campaign.settings", "campaign.views.settings"),
        ("campaign.structures", "campaign.views.structures"),
        ("campaign.toolbox", "campaign.views.toolbox"),
        ("campaign.figures", "campaign.views.figures"),
    ],
)
def test_a_module_hands_on_the_views_that_it_makes(maker: str, views: str) -> None:
    made, shown = import_module(maker), import_module(views)
    for name, value in vars(shown).items():
        if isinstance(value, type) and value.__module__ == views:
            assert getattr(made, name) is value
            assert name in made.__all__


def test_every_module_says_what_it_is_for() -> None:
    for path in FLOOR.rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_a_committees_birth_does_not_wait_for_the_pdf_writer() -> None:
    found = loaded("import campaign.committees.create, campaign.committees.directory, campaign.figures")
    assert not any(name.split(".")[0] == "reportlab" for name in found)
