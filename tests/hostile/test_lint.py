"""No text reaches a widget but through ``tui/text.py``: read in the code itself, so that a new screen cannot forget it."""

# ruff: noqa: E501 - programs and lists of keys, one a line

from __future__ import annotations

import ast
import re
from pathlib import Path

import tui

ROOT = Path(tui.__file__).parent
WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "Collapsible",
    "OptionList",
    "Select",
    "TabPane",
    "DataTable",
    "Tree",
    "Digits",
    "Log",
    "RichLog",
    "Pretty",
}
SAFE = {"plain", "block", "parts", "lines"}  # of tui.text
TITLES = {"border_title", "border_subtitle", "tooltip"}


def safe(node: ast.expr, content: set[str]) -> bool:  # noqa: PLR0911 - one kind of node, one answer
    """Whether an expression is a literal, or `Content` made by ``tui/text.py``."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in content
    if isinstance(node, ast.IfExp):
        return safe(node.body, content) and safe(node.orelse, content)
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            return called.value.id == "text" and called.attr in SAFE
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) is False:
            # Methods of the screen that return Content are named with an underscore and annotated so.
            return called.attr in content
        if isinstance(called, ast.Name):
            return called.id == "Content" and all(isinstance(a, ast.Constant) for a in node.args)
    return isinstance(node, ast.Attribute) and node.attr in content


def makers(tree: ast.AST) -> set[str]:
    """Functions of a module that say they return Content."""
    return {
        f"{n.name}"
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef) and isinstance(n.returns, ast.Name) and n.returns.id == "Content"
    }


# Most modules have none of these words, and need not be parsed to know that they break no rule.
CALLED = ("Static", "update", "notify", "Markdown", "from_markup", "escape", "Text")
SUSPECT = re.compile(rf"\b(?:(?:{'|'.join([*WIDGETS, *CALLED])})\s*\(|(?:{'|'.join(TITLES)})\b)")


def faults(source: str, name: str = "x.py") -> list[str]:
    if not SUSPECT.search(source):
        return []
    tree = ast.parse(source)
    made = makers(tree)
    found = []

    def is_safe(node: ast.expr) -> bool:
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if called in made:
                return True
        return safe(node, made)

    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in WIDGETS - {"Static"} or (called == "Static" and node.args and not is_safe(node.args[0])):
                found.append(f"{where} {ast.unparse(node)[:80]}")
            if (
                called == "update"
                and isinstance(node.func, ast.Attribute)
                and node.args
                and "Static" in ast.unparse(node.func.value)
                and not is_safe(node.args[0])
            ):
                found.append(f"{where} {ast.unparse(node)[:80]}")
            if called == "notify" and not any(
                k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords
            ):
                found.append(f"{where} {ast.unparse(node)[:80]}")
            if called == "Markdown" and node.args:
                found.append(f"{where} {ast.unparse(node)[:80]}")
            if called in ("from_markup", "escape") or (called == "Text" and name != "crash.py"):
                found.append(f"{where} {ast.unparse(node)[:80]}")
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES and not is_safe(node.value):
                    found.append(f"{where} {ast.unparse(node)[:80]}")
    return found


def test_no_screen_hands_a_widget_a_text_that_was_not_made_safe() -> None:
    files = sorted(ROOT.rglob("*.py"))
    assert len(files) > 20
    found = [fault for path in files if path.name != "text.py" for fault in faults(path.read_text("utf-8"), path.name)]
    assert not found, "\n".join(found)


def test_the_rule_sees_what_it_is_meant_to_see() -> None:
    for line in (
        "Static(name)", "Static(f'{name}')", "Static('a' + name)", "Label('x')", "self.query_one('#a', Static).update(name)", "self.query_one('#a', Static).update(self.w('x'))",
        "app.notify(name)", "app.notify(text.visible(name))", "w.border_title = name", "w.border_subtitle = f'{name}'", "w.tooltip = name", "Markdown(name)",
        "Content.from_markup(name)", "Static(text.plain(a) if b else name)", "def f() -> str: ...\nStatic(f())",
    ):  # fmt: skip
        assert faults(line), line
    for line in (
        "Static(text.plain(name))", "Static('fixed')", "Static(id='a')", "self.query_one('#a', Static).update(text.parts(name))", "app.notify(text.visible(n), markup=False)",
        "w.border_title = text.plain(name)", "things.update(other)", "Markdown(id='a')", "def f() -> Content: ...\nStatic(self.f())",
        "def f() -> Content: ...\nStatic(f())",
    ):  # fmt: skip
        assert not faults(line), line
