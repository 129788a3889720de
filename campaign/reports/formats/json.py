"""JSON for programs and for adding up: the form of `appui report activity --format json`.

Keys are sorted, ratios are floats, money is integer cents under a key that ends in ``_cents``, days are ISO dates and
moments UTC. Control and direction characters are escaped, so that printing the file obeys no one.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaign.reports.formats.shared import key, known
from campaign.reports.views import RATES, SCHEMA, Amount, Cell, CellKind, Figure, Report, Section, Table

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def render(report: Report) -> bytes:
    """The report as JSON: UTF-8, two spaces, an ending newline."""
    text = json.dumps(document(report), ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    text = _SURROGATES.sub("\ufffd", text)
    return (_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n").encode()


def document(report: Report) -> dict[str, Any]:
    """The report as a JSON value: what its fingerprint is computed from."""
    header = report.header
    return {
        "schema": SCHEMA,
        "definitions": report.definitions,
        "program": report.program,
        "lang": report.lang,
        "period": {"from": report.first.isoformat(), "to": report.last.isoformat()},
        "committee": {
            "id": header.id,
            "name": header.name,
            "kind": header.kind_id or header.kind,
            "place": header.place,
            "state": header.state_id or header.state,
            "zone": header.zone,
            "invented": header.invented,
            "committees": header.committees,
            "created_on": header.created_on.isoformat() if header.created_on else None,
        },
        "figures": [_figure(figure) for figure in report.figures],
        "sections": [_section(section, header.zone) for section in report.sections],
        "hash": report.hash,
    }


def _number(value: float | None, kind: CellKind) -> float | int | None:
    value = known(value)
    return float(value) if value is not None and kind in RATES else value


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": key(figure.key, figure.unit),
        "label": figure.label,
        "value": _number(figure.value, figure.unit),
        "unit": figure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "definition": figure.definition,
        "before": _number(figure.before, figure.unit),
        "target": figure.target,
    }


def _section(section: Section, zone: str) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "figures": [key(figure.key, figure.unit) for figure in section.figures],
        "tables": [_table(table, zone) for table in section.data],
        "charts": [
            {
                "key": chart.key,
                "title": chart.title,
                "bars": [
                    {"label": label, "value": value} for label, value in zip(chart.labels, chart.values, strict=True)
                ],
            }
            for chart in section.charts
        ],
        "text": list(section.text),
    }


def _table(table: Table, zone: str) -> dict[str, Any]:
    keys = [key(column.key, column.kind) for column in table.columns]
    return {
        "key": table.key,
        "title": table.title,
        "columns": [
            {"key": name, "label": column.label, "kind": column.kind}
            for name, column in zip(keys, table.columns, strict=True)
        ],
        "rows": [
            {
                name: _cell(value, column.kind, zone)
                for name, column, value in zip(keys, table.columns, row, strict=True)
            }
            for row in table.rows
        ],
    }


def _cell(value: Cell, kind: CellKind, zone: str) -> Any:
    if isinstance(value, Amount):
        return {"value": _number(value.value, value.unit), "unit": value.unit}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(zone or "UTC"))
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return _number(value, kind) if isinstance(value, int | float) else value
