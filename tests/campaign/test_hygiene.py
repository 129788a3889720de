"""Who may import whom, seen at run time: a static graph does not see what is imported inside functions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
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


@cache
def loaded_in_turn() -> tuple[set[str], set[str]]:
    """What a committee's birth loads, and what the whole floor does after it: one interpreter says both."""
    birth = "import campaign.committees.create, campaign.committees.directory, campaign.figures\n"
    say = "print(*(f'birth:{name}' for name in sys.modules))\n"
    found = loaded(birth + say + "".join(f"import {name}\n" for name in MODULES))
    early = {name.removeprefix("birth:") for name in found if name.startswith("birth:")}
    return tuple({name.split(".")[0] for name in names} for names in (early, found))  # type: ignore[return-value]


def test_the_floor_knows_no_screen_no_seed_and_no_invented_people() -> None:
    _, whole = loaded_in_turn()
    assert whole.isdisjoint({"textual", "rich", "faker", "tui", "seed", "alembic"})


def test_a_committees_birth_does_not_wait_for_the_pdf_writer() -> None:
    early, whole = loaded_in_turn()
    assert {"campaign", "sqlalchemy"} <= early
    assert "reportlab" in whole - early


def test_every_module_says_what_it_is_for_and_no_function_imports_a_screen_or_the_seed_when_it_runs() -> None:
    """Each module also says what it is for: a whole floor is read once."""
    forbidden = {"textual", "rich", "faker", "tui", "seed", "alembic", "migrations"}
    for path in FLOOR.rglob("*.py"):
        text = path.read_text("utf-8")
        named = any(re.search(rf"\b{name}\b", text) for name in forbidden)
        if text.startswith('"""') and not named:  # nothing to find: reading a whole floor as a tree takes a while
            continue
        tree = ast.parse(text)
        assert ast.get_docstring(tree), path
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert forbidden.isdisjoint(name.split(".")[0] for name in names), path


def test_what_is_shown_needs_no_database() -> None:
    found = loaded(f"import {', '.join(FREE_OF_ROWS)}")
    assert found.issuperset(FREE_OF_ROWS)
    assert "sqlalchemy" not in found, [name for name in FREE_OF_ROWS if "sqlalchemy" in loaded(f"import {name}")]


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
