"""Which kind of file one is, looked up in its first line: so that one command may take several kinds."""

from __future__ import annotations

import csv
from pathlib import Path

from campaign.field.addresses.layouts import LAYOUTS, SEPARATORS, Layout
from campaign.field.addresses.source import OpenFile, texts_of_either
from db.folding import fold


def layout_of(path: Path) -> Layout | None:
    """The layout of a file; None when it is none that is known, whatever separates its columns.

    Raises:
        FileNotThere, FileEmpty, ArchiveNotOpened, FileCutShort: it cannot be read at all.
    """
    if path.name.lower().removesuffix(".gz").endswith((".osm", ".pbf")):
        return None
    with OpenFile(path) as lines:
        first = next(texts_of_either(lines), "").rstrip("\r\n")
    for separator in SEPARATORS:
        keys = {fold(cell) for cell in next(csv.reader([first], delimiter=separator), [])}
        for layout in LAYOUTS:
            if set(layout.signs) <= keys:
                return layout
    return None
