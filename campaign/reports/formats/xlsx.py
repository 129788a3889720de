"""XLSX: sheets of typed cells for Excel and others, with headings that stay, widths that fit, and charts.

The file's date of creation is the end of the period, its members have none: the same report gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from campaign.reports.formats.shared import name, visible
from campaign.reports.formats.sheets import Look, Sheet, sheets
from campaign.reports.views import Report
from campaign.words import Lang, words

_NUMBERS: dict[Look, str] = {
    "text": "@",
    "count": "#,##0",
    "decimal": "#,##0.0",
    "ratio": "0.0%",
    "hours": '#,##0.0" h"',
    "euros": "#,##0.00 €",
    "count_change": "+#,##0;-#,##0;0",
    "points": '+0.0" pts";-0.0" pts";0.0" pts"',
    "hours_change": '+#,##0.0" h";-#,##0.0" h";0" h"',
    "euros_change": "+#,##0.00 €;-#,##0.00 €;0.00 €",
    "decimal_change": "+#,##0.0;-#,##0.0;0",
}
_DAYS: dict[Lang, tuple[str, str]] = {
    "fr": ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"),
    "en": ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"),
}
_HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": "#E8EEF0"}
_LINE = 15  # points
_TALLEST = 409
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,  # what people typed is text, whatever it begins with
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def render(report: Report) -> bytes:
    """The report as an XLSX workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    w = words(report.lang)
    period = w.period(report.first, report.last)
    book.set_properties(
        {
            "title": f"{visible(report.title)} · {name(w, report.header)} · {period}"[:255],
            "subject": period,
            "author": "Appui",
            "comments": visible(report.hash)[:255],
            "created": datetime.combine(report.last, time()),
        }
    )
    day, moment = _DAYS[report.lang]
    shapes = {**_NUMBERS, "day": day, "moment": moment}
    looks = {
        (look, right): book.add_format(
            {"num_format": shape, "valign": "top", "text_wrap": look == "text", "align": "right" if right else "left"}
        )
        for look, shape in shapes.items()
        for right in (False, True)
    }
    heads = [book.add_format({**_HEAD, "align": align}) for align in ("left", "right")]
    for sheet in sheets(report):
        _write(book, sheet, looks, heads)
    book.close()
    return out.getvalue()


def _write(book: Any, sheet: Sheet, looks: dict[tuple[Look, bool], Any], heads: list[Any]) -> None:
    page = book.add_worksheet(sheet.name)
    right = sheet.right
    for column, (title, width) in enumerate(zip(sheet.heads, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, title, heads[right[column]])
    for number, row in enumerate(sheet.rows, 1):
        if (lines := sheet.lines(row)) > 1:
            page.set_row(number, min(_TALLEST, lines * _LINE))
        for column, cell in enumerate(row):
            look, value = looks[cell.look, right[column]], cell.value
            if value is None:
                page.write_blank(number, column, None, look)
            elif isinstance(value, str):
                page.write_string(number, column, value, look)
            elif isinstance(value, date):
                page.write_datetime(number, column, value, look)
            else:
                page.write_number(number, column, value, look)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if len(sheet.rows) > 1:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
    if sheet.chart:
        _draw(book, page, sheet)


def _draw(book: Any, page: Any, sheet: Sheet) -> None:
    chart = book.add_chart({"type": "bar" if sheet.across else "column"})
    last = len(sheet.rows)
    chart.add_series(
        {
            "name": sheet.name,
            "categories": [sheet.name, 1, 0, last, 0],
            "values": [sheet.name, 1, 1, last, 1],
            "fill": {"color": "#17617A"},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_title({"name": sheet.name, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#D5DCDD"}}, "min": 0}
    if sheet.across:
        chart.set_x_axis({**grid, "max": 1})
        chart.set_y_axis({"reverse": True})
    else:
        chart.set_y_axis(grid)
    chart.set_size({"width": 640, "height": 320})
    page.insert_chart(1, len(sheet.heads) + 1, chart)
