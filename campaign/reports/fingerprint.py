"""The fingerprint of a report: SHA-256 over its numbers and days, the same from the rows and from its JSON form.

Whoever receives the JSON file can compute it again: a figure that was changed by accident or by hand no longer fits. It
proves no author: who changes the figures and the fingerprint together is not found out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(document: Mapping[str, Any]) -> str:
    """The fingerprint of a report in its JSON form.

    Over every number and day, with committee, period and the definitions' version, and not over the wording: the same
    report in French and in English has one.

    Raises:
        KeyError, TypeError, AttributeError: this is no report.
    """
    body = {
        "schema": document["schema"],
        "definitions": document["definitions"],
        "committee": document["committee"]["id"],
        "committees": document["committee"]["committees"],
        "created_on": document["committee"]["created_on"],
        "period": [document["period"]["from"], document["period"]["to"]],
        "figures": [
            [f["key"], *(_plain(f[part]) for part in ("value", "numerator", "denominator", "before", "target"))]
            for f in document["figures"]
        ],
        "sections": [
            [
                section["key"],
                section["figures"],
                [[table["key"], *_rows(table)] for table in section["tables"]],
                [[chart["key"], *(_plain(bar["value"]) for bar in chart["bars"])] for chart in section["charts"]],
            ]
            for section in document["sections"]
        ],
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(table: Mapping[str, Any]) -> list[list[Any]]:
    counted = [column["key"] for column in table["columns"] if column["kind"] != "text"]
    return [[_cell(row[key]) for key in counted] for row in table["rows"]]


def _cell(value: Any) -> Any:
    return [_plain(value["value"]), value["unit"]] if isinstance(value, Mapping) else _plain(value)


def _plain(value: Any) -> Any:
    """A number as every program that copies a JSON file keeps it: 1.0 is 1, and no digit beyond the ninth counts."""
    if isinstance(value, float):
        rounded = round(value, 9)
        return int(rounded) if rounded.is_integer() else rounded
    return value
