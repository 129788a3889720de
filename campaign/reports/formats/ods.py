"""ODS: the same sheets for LibreOffice, with typed cells, headings that stay and widths that fit.

Nothing of the machine or the moment is in it: the dates of the file and of its members are fixed, its template's are
replaced. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from odfdo import Document, Element

from campaign.reports.formats.shared import name, visible
from campaign.reports.formats.sheets import Look, Sheet, Typed, sheets
from campaign.reports.views import Report
from campaign.words import Lang, words

_MEMBER_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_CHARACTER_CM = 0.2  # how wide a character is, about
_RUNS = re.compile(r"^ +| {2,}")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in (
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
        ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
        ("ooo", "http://openoffice.org/2004/office"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
    )
)

_PLAIN: dict[Look, str] = {
    "count": '<number:number-style style:name="N{0}">{1}</number:number-style>',
    "decimal": '<number:number-style style:name="N{0}">{1}</number:number-style>',
    "ratio": '<number:percentage-style style:name="N{0}">{1}<number:text>%</number:text></number:percentage-style>',
    "hours": '<number:number-style style:name="N{0}">{1}<number:text> h</number:text></number:number-style>',
    "euros": '<number:number-style style:name="N{0}">{1}<number:text> €</number:text></number:number-style>',
}
_CHANGES: dict[Look, tuple[int, str]] = {
    "count_change": (0, ""),
    "points": (1, " pts"),
    "hours_change": (1, " h"),
    "euros_change": (2, " €"),
    "decimal_change": (1, ""),
}
_DIGITS: dict[Look, int] = {"count": 0, "decimal": 1, "ratio": 1, "hours": 1, "euros": 2}
_HEAD = (
    '<style:style style:name="head{0}" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#e8eef0" fo:border-bottom="0.5pt solid #1b2527" '
    'fo:wrap-option="wrap" style:vertical-align="bottom" style:text-align-source="fix"/>'
    '<style:paragraph-properties fo:text-align="{1}"/><style:text-properties fo:font-weight="bold"/></style:style>'
)
_NUMBER = '<number:number number:decimal-places="{0}" number:min-integer-digits="1" number:grouping="true"/>'
_DAY = {"fr": "DMY", "en": "YMD"}
_PIECES = {
    "D": '<number:day number:style="long"/>',
    "M": '<number:month number:style="long"/>',
    "Y": '<number:year number:style="long"/>',
}


def render(report: Report) -> bytes:
    """The report as an ODS spreadsheet."""
    book = Document("spreadsheet")
    body = book.body
    body.clear()
    for style in _styles(report.lang):
        book.insert_style(style, automatic=True)
    made = sheets(report)
    widths = sorted({width for sheet in made for width in sheet.widths})
    for width in widths:
        book.insert_style(
            f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * _CHARACTER_CM:.2f}cm"/></style:style>',
            automatic=True,
        )
    for sheet in made:
        body.append(_table(sheet))
    out = io.BytesIO()
    book.save(out, pretty=False)
    return _repacked(out.getvalue(), {"meta.xml": _meta(report), "settings.xml": _settings(made)})


def _styles(lang: Lang) -> list[str]:
    found = [_HEAD.format("", "start"), _HEAD.format("-right", "end")]
    for look, shape in _PLAIN.items():
        found.append(shape.format(look, _NUMBER.format(_DIGITS[look])))
    for look, (digits, ending) in _CHANGES.items():
        found += _change(look, digits, ending)
    sign = "/" if lang == "fr" else "-"
    day = f"<number:text>{sign}</number:text>".join(_PIECES[piece] for piece in _DAY[lang])
    clock = (
        '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
        '<number:minutes number:style="long"/>'
    )
    found.append(f'<number:date-style style:name="Nday">{day}</number:date-style>')
    found.append(f'<number:date-style style:name="Nmoment">{day}{clock}</number:date-style>')
    for look in (*_PLAIN, *_CHANGES, "day", "moment"):
        for ending, side in (("", "start"), ("-right", "end")):
            found.append(
                f'<style:style style:name="{look}{ending}" style:family="table-cell" '
                f'style:parent-style-name="Default" style:data-style-name="N{look}"><style:table-cell-properties '
                f'style:vertical-align="top" style:text-align-source="fix"/><style:paragraph-properties '
                f'fo:text-align="{side}"/></style:style>'
            )
    found.append(
        '<style:style style:name="text" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    )
    return found


def _change(look: str, digits: int, ending: str) -> list[str]:
    """A number with its sign; 0 without one."""
    body = _NUMBER.format(digits)
    tail = f"<number:text>{ending}</number:text>" if ending else ""
    start = '<number:number-style style:name="N{0}"{1}>'
    part = ' style:volatile="true"'
    return [
        f"{start.format(look + 'P0', part)}<number:text>+</number:text>{body}{tail}</number:number-style>",
        f"{start.format(look + 'P1', part)}<number:text>-</number:text>{body}{tail}</number:number-style>",
        f'{start.format(look, "")}{body}{tail}<style:map style:condition="value()&gt;0" '
        f'style:apply-style-name="N{look}P0"/><style:map style:condition="value()&lt;0" '
        f'style:apply-style-name="N{look}P1"/></number:number-style>',
    ]


def _table(sheet: Sheet) -> Element:
    """A whole table as XML: ten times as fast as cell by cell."""
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in sheet.widths)
    sides = ["-right" if right else "" for right in sheet.right]
    head = "".join(_cell(Typed(title), f"head{side}") for title, side in zip(sheet.heads, sides, strict=True))
    rows = "".join(_row(row, sides) for row in sheet.rows)
    title = escape(sheet.name, {'"': "&quot;"})
    return Element.from_tag(
        f'<table:table table:name="{title}">{columns}<table:table-header-rows>'
        f"<table:table-row>{head}</table:table-row></table:table-header-rows>{rows}</table:table>"
    )


def _row(row: Sequence[Typed], sides: Sequence[str]) -> str:
    made = (_cell(cell, cell.look + side) for cell, side in zip(row, sides, strict=True))
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def _cell(cell: Typed, style: str) -> str:
    value = cell.value
    if value is None:
        return "<table:table-cell/>"
    opening = f'<table:table-cell table:style-name="{style}" office:value-type='
    if isinstance(value, str):
        lines = "".join(f"<text:p>{_spaces(line)}</text:p>" for line in value.split("\n"))
        return f'{opening}"string">{lines}</table:table-cell>'
    if isinstance(value, date):
        return f'{opening}"date" office:date-value="{value.isoformat()}"/>'
    kind = "percentage" if cell.look == "ratio" else "float"
    return f'{opening}"{kind}" office:value="{value!r}"/>'


def _spaces(line: str) -> str:
    """A typed line: in ODF, spaces at its start and spaces in a row are one unless they are counted."""
    return _RUNS.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))


def _meta(report: Report) -> str:
    w = words(report.lang)
    period = w.period(report.first, report.last)
    title = escape(f"{visible(report.title)} · {name(w, report.header)} · {period}")
    moment = f"{report.last.isoformat()}T00:00:00"
    return (
        f'{_XML}<office:document-meta {_SPACES} office:version="1.3"><office:meta>'
        f"<meta:generator>{escape(visible(report.program))}</meta:generator><dc:title>{title}</dc:title>"
        f"<dc:subject>{escape(period)}</dc:subject><dc:description>{escape(visible(report.hash))}</dc:description>"
        f"<meta:initial-creator>Appui</meta:initial-creator><meta:creation-date>{moment}</meta:creation-date>"
        f"<dc:date>{moment}</dc:date><dc:language>{report.lang}</dc:language></office:meta></office:document-meta>"
    )


def _settings(made: Sequence[Sheet]) -> str:
    """The row of headings stays when the rows below it move."""

    def item(key: str, kind: str, value: object) -> str:
        return f'<config:config-item config:name="{key}" config:type="{kind}">{value}</config:config-item>'

    frozen = "".join(
        item(key, kind, value)
        for key, kind, value in (
            ("HorizontalSplitMode", "short", 0),
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        )
    )
    entries = "".join(
        '<config:config-item-map-entry config:name="{}">{}</config:config-item-map-entry>'.format(
            escape(sheet.name, {'"': "&quot;"}), frozen
        )
        for sheet in made
    )
    return (
        f'{_XML}<office:document-settings {_SPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f"<config:config-item-map-entry>{item('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{entries}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>"
    )


def _repacked(archive: bytes, replaced: dict[str, str]) -> bytes:
    """The same archive with members without a date, and some of them replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            info = zipfile.ZipInfo(member.filename, _MEMBER_DATE)
            info.compress_type = member.compress_type
            info.create_system, info.external_attr = 3, 0o600 << 16
            known = replaced.get(member.filename)
            new.writestr(info, old.read(member) if known is None else known.encode())
    return out.getvalue()
