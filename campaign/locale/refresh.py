"""Keeps the French catalogue in step with the code: ``python -m campaign.locale.refresh``.

Texts that are new wait with an empty translation, those that left the code leave the catalogue, the others keep theirs.
``--check`` writes nothing and ends with 1 when something is not up to date or not translated. The same code and
translations give the same bytes: neither dates, nor people, nor places in the code are kept.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
FLOORS = ("tui", "campaign", "db")
PO = Path(__file__).parent / "fr" / "LC_MESSAGES" / "appui.po"
MO = PO.with_suffix(".mo")
ABOUT = "# French texts of Appui; refreshed by: python -m campaign.locale.refresh"


class _Dateless(Catalog):
    """A catalogue whose head says what reads it back, and nothing of who wrote it or when."""

    mime_headers = [  # noqa: RUF012 - a property of the class above, fixed here
        ("Language", "fr"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]


def msgids() -> set[str]:
    """Every text marked by ``N_`` in the code.

    Read as Python reads it: Babel's own extraction does not see inside f-strings before Python 3.12.

    Raises:
        ValueError: something else than a text is marked.
    """
    found: set[str] = set()
    for file in (file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py"))):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text, file.name)) if "N_(" in text else ():
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_"):
                continue
            marked = node.args[0]
            if not (isinstance(marked, ast.Constant) and isinstance(marked.value, str) and marked.value):
                raise ValueError(f"N_ marks no literal text: {file.relative_to(ROOT).as_posix()}:{node.lineno}")
            found.add(marked.value)
    return found


def translations() -> dict[str, str]:
    """What is translated so far; a translation marked as doubtful is none."""
    if not PO.exists():
        return {}
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def compiled(wanted: Iterable[str], known: Mapping[str, str]) -> tuple[bytes, bytes]:
    """The bytes of the ``.po`` and of the ``.mo``."""
    catalogue = _Dateless(locale="fr", header_comment=ABOUT, fuzzy=False)
    for msgid in sorted(wanted):
        catalogue.add(msgid, known.get(msgid, "")).flags.clear()  # how Babel guesses them changes with its version
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=0, no_location=True, sort_output=True)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def refresh(*, check: bool = False) -> list[str]:
    """Write both files, unless ``check``; return what is wrong, one line each."""
    wanted, known = msgids(), translations()
    problems = [f"not translated: {msgid!r}" for msgid in sorted(wanted) if not known.get(msgid)]
    for path, data in zip((PO, MO), compiled(wanted, known), strict=True):
        if path.exists() and path.read_bytes() == data:
            continue
        if check:
            problems.append(f"not up to date: {path.relative_to(ROOT).as_posix()}")
        else:
            path.write_bytes(data)
    return problems


def main(arguments: Sequence[str]) -> int:
    """Refresh; end with 1 when a text is not translated or, with ``--check``, when a file is not up to date."""
    problems = refresh(check="--check" in arguments)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
