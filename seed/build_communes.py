"""Rebuild `seed/communes.csv.gz` from the yearly table of French communes.

Run once a year, when the official geographic code changes: `python seed/build_communes.py TABLE.csv.gz`. The table
has the columns `code;nom;type;departement;region;population;codes_postaux` (see `seed/ATTRIBUTION.md`).
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

COLUMNS = ("code", "name", "type", "department", "region", "population", "postcodes", "parent")
"""Header of the packaged table, in order."""

_SOURCE_COLUMNS = ("code", "nom", "type", "departement", "region", "population", "codes_postaux")
_DISTRICT = "arrondissement-municipal"
_CITY_BY_PREFIX = {"751": "75056", "6938": "69123", "132": "13055"}


def parent_of(code: str, kind: str) -> str:
    """Give the city code of a municipal arrondissement, or an empty text for a commune.

    Why: a committee in the 4th arrondissement of Lyon must also be found under Lyon.

    Raises:
        ValueError: an arrondissement belongs to none of Paris, Lyon and Marseille.
    """
    if kind != _DISTRICT:
        return ""
    for prefix, city in _CITY_BY_PREFIX.items():
        if code.startswith(prefix):
            return city
    raise ValueError(f"{code}: arrondissement of an unknown city")


def build(source: Path) -> bytes:
    """Turn the yearly table into the packaged one, sorted by code and compressed.

    Why: no time and no file name are written in the archive, so the same table gives the same bytes.

    Raises:
        ValueError: the columns are not the expected ones, a code appears twice, or a parent is missing.
    """
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=";")
        if tuple(reader.fieldnames or ()) != _SOURCE_COLUMNS:
            raise ValueError(f"{source.name}: columns {reader.fieldnames} are not {list(_SOURCE_COLUMNS)}")
        rows = sorted([row[name] for name in _SOURCE_COLUMNS] for row in reader)
    codes = {row[0] for row in rows}
    if len(codes) != len(rows):
        raise ValueError(f"{source.name}: {len(rows) - len(codes)} codes appear twice")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        parent = parent_of(row[0], row[2])
        if parent and parent not in codes:
            raise ValueError(f"{source.name}: {row[0]} belongs to {parent}, which is missing")
        writer.writerow([*row, parent])
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as archive:
        archive.write(text.getvalue().encode("utf-8"))
    return packed.getvalue()


def main(arguments: list[str]) -> int:
    """Write the packaged table beside this script; return 2 when the source path is missing."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python seed/build_communes.py TABLE.csv.gz\n")
        return 2
    target = Path(__file__).with_name("communes.csv.gz")
    target.write_bytes(build(Path(arguments[0])))
    sys.stderr.write(f"{target.name}: {target.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
