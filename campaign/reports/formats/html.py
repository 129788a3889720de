"""HTML: one file that opens anywhere, reads well aloud, prints well, and reaches out to nothing.

No script, no font, no image from elsewhere: the content policy in its head forbids them to the browser as well.
"""

from __future__ import annotations

from html import escape

from campaign.reports.formats import ground_svg
from campaign.reports.formats.shared import (
    DEFINITIONS,
    FINGERPRINT,
    INVENTED,
    NOTHING,
    NUMERIC,
    PAIR,
    TARGET,
    VALUE,
    WAS,
    bar_value,
    cell,
    change,
    counts,
    definitions,
    facts,
    goal,
    name,
    number,
    paragraphs,
    tables,
    visible,
)
from campaign.reports.views import Chart, Figure, Report, Section, Table
from campaign.words import Words, words

_STYLE = """
:root { color-scheme: light dark; --ink: #1b2527; --soft: #56666a; --line: #d9dfe0; --paper: #ffffff; --wash: #f4f6f6;
  --accent: #17617a; --warn: #8a4b00; --warn-wash: #fff4e3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecec; --soft: #a3b1b4; --line: #35424a; --paper: #14191c;
  --wash: #1d2428; --accent: #6fc0d8; --warn: #ffc27a; --warn-wash: #33260f; } }
* { box-sizing: border-box; }
html { background: var(--paper); }
body { margin: 0 auto; max-width: 60rem; padding: 2.5rem 1.5rem 3rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 1.25rem; }
header p { margin: .25rem 0 0; color: var(--soft); }
header .kicker { margin: 0; color: var(--accent); font-weight: 600; font-size: .875rem; letter-spacing: .06em;
  text-transform: uppercase; }
header .period { color: var(--ink); font-weight: 600; }
h1 { margin: .25rem 0; font-size: 2rem; line-height: 1.2; font-weight: 650; }
h2 { margin: 2.75rem 0 1rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 1.75rem 0 .75rem; font-size: 1rem; }
.invented { display: inline-block; margin-top: 1rem; padding: .2rem .7rem; border: 1px solid var(--warn);
  border-radius: .25rem; color: var(--warn); background: var(--warn-wash); font-weight: 600; font-size: .875rem; }
dl.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1.25rem 1.5rem;
  margin: 0; }
dl.figures > div { border-top: 1px solid var(--line); padding-top: .6rem; }
dl.figures dt { color: var(--soft); font-size: .875rem; }
dl.figures dd { margin: 0; font-size: .875rem; color: var(--soft); }
dl.figures dd.value { color: var(--ink); font-size: 1.875rem; line-height: 1.25; font-weight: 600; }
dl.figures dd.value small { color: var(--soft); font-size: .875rem; font-weight: 400; white-space: nowrap; }
dl.figures dd b { color: var(--ink); font-weight: 600; }
.track { display: block; height: .375rem; margin: .5rem 0 .25rem; border-radius: .2rem; background: var(--line);
  overflow: hidden; }
.track span { display: block; height: 100%; background: var(--accent); }
.chart { display: grid; grid-template-columns: minmax(0, 2.2fr) minmax(12rem, 1fr); gap: 2rem; align-items: start;
  margin: 0; }
.chart svg { width: 100%; height: auto; display: block; }
.chart .numbers { max-height: 22rem; overflow: auto; }
.chart th, .chart td { padding-top: .2rem; padding-bottom: .2rem; font-size: .875rem; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
svg rect { fill: var(--accent); } svg rect.track { fill: var(--line); }
svg line { stroke: var(--line); stroke-width: 1; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; }
svg .number { fill: var(--ink); font-weight: 600; }
.scroll { overflow-x: auto; margin-top: 1.75rem; }
h2 + .scroll { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
table.near { width: auto; min-width: 20rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th, thead td { color: var(--soft); font-size: .8125rem; border-bottom-color: var(--soft);
  vertical-align: bottom; }
tbody th { font-weight: 400; }
.n { text-align: right; white-space: nowrap; }
th.n:last-child, td.n:last-child { padding-right: 0; }
td.t { white-space: pre-line; min-width: 6rem; }
td.d { white-space: nowrap; }
.typed { white-space: pre-line; max-width: 44rem; }
.none { color: var(--soft); }
dl.definitions { font-size: .875rem; display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .4rem 1.5rem;
  margin: 0; }
dl.definitions dt { font-weight: 600; } dl.definitions dd { margin: 0; color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .8125rem; }
footer p { margin: 0 0 .25rem; }
footer code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; color: var(--ink); }
@media (max-width: 40rem) { .chart, dl.definitions { grid-template-columns: minmax(0, 1fr); gap: .5rem; }
  body { padding: 1.5rem 1rem; } h1 { font-size: 1.5rem; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --wash: #fff;
  --accent: #17617a; --warn: #8a4b00; --warn-wash: #fff; }
  @page { size: A4; margin: 18mm 16mm; }
  html { font-size: 9pt; } body { padding: 0; max-width: none; }
  dl.figures { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  h2, h3, caption { break-after: avoid; } dl.figures > div, .chart, tr { break-inside: avoid; }
  thead { display: table-header-group; } .chart .numbers { max-height: none; overflow: visible; }
  .scroll { overflow: visible; } * { print-color-adjust: exact; } }
"""

_HEIGHT, _WIDE = 220, 640
_ROW = 34  # of a share that lies across


def render(report: Report) -> bytes:
    """The report as one HTML page in UTF-8."""
    w = words(report.lang)
    who, period = name(w, report.header), w.period(report.first, report.last)
    about = facts(w, report.header)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{report.lang}">',
        "<head>",
        '<meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f'<meta name="generator" content="{_text(report.program)}">',
        f"<title>{_text(report.title)} · {escape(who)} · {escape(period)}</title>",
        f"<style>{_style(report)}</style>",
        "</head>",
        "<body>",
        "<header>",
        f'<p class="kicker" dir="auto">{_text(report.title)}</p>',
        f'<h1 dir="auto">{escape(who)}</h1>',
        *([f'<p dir="auto">{escape(" · ".join(about))}</p>'] if about else []),
        f'<p class="period">{escape(period)}</p>',
        *([f'<p class="invented">{escape(w(INVENTED))}</p>'] if report.header.invented else []),
        "</header>",
        "<main>",
    ]
    for place, section in enumerate(report.sections, 1):
        parts += _section(w, report, section, f"part-{place}")
    counted = list(definitions(report))
    if counted:
        parts += ['<section aria-labelledby="definitions">', f'<h2 id="definitions">{escape(w(DEFINITIONS))}</h2>']
        parts.append('<dl class="definitions">')
        parts += [f'<dt dir="auto">{escape(label)}</dt><dd dir="auto">{escape(text)}</dd>' for label, text in counted]
        parts += ["</dl>", "</section>"]
    parts += [
        "</main>",
        "<footer>",
        f"<p>{escape(w(FINGERPRINT))}<br><code>{_text(report.hash)}</code></p>",
        f"<p>{_text(report.program)}</p>",
        "</footer>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _style(report: Report) -> str:
    return _STYLE + (ground_svg.STYLE if any(section.maps for section in report.sections) else "")


def _text(text: str) -> str:
    return escape(visible(text))


def _section(w: Words, report: Report, section: Section, anchor: str) -> list[str]:
    parts = [f'<section aria-labelledby="{anchor}">', f'<h2 id="{anchor}" dir="auto">{_text(section.title)}</h2>']
    bare = len(parts)
    if section.figures:
        parts.append('<dl class="figures">')
        parts += [_figure(w, figure) for figure in section.figures]
        parts.append("</dl>")
    for place, chart in enumerate(section.charts, 1):
        parts += _chart(w, chart, f"{anchor}-chart-{place}")
    for place, one in enumerate(section.maps, 1):
        parts += ground_svg.drawing(w, one, f"{anchor}-map-{place}")
    for table in tables(section):
        parts += _table(w, report, table, section.title)
    parts += [
        f'<p class="typed" dir="auto">{escape(paragraph)}</p>'
        for text in section.text
        for paragraph in paragraphs(text)
    ]
    if len(parts) == bare:
        parts.append(f'<p class="none">{escape(w(NOTHING))}</p>')
    return [*parts, "</section>"]


def _figure(w: Words, figure: Figure) -> str:
    of, moved, aim = counts(w, figure), change(w, figure), goal(w, figure)
    value = escape(number(w, figure.value, figure.unit))
    parts = [f'<dt dir="auto">{_text(figure.label)}</dt>']
    parts.append(f'<dd class="value">{value}{f" <small>{escape(of)}</small>" if of else ""}</dd>')
    if figure.before is not None:
        before = escape(w(WAS, value=number(w, figure.before, figure.unit)))
        parts.append(f"<dd>{f'<b>{escape(moved)}</b> · ' if moved else ''}{before}</dd>")
    if aim:
        track = ""
        if aim.share is not None:
            track = f'<span class="track" aria-hidden="true"><span style="width:{aim.filled * 100:.1f}%"></span></span>'
        parts.append(f"<dd>{track}{escape(w(PAIR, label=w(TARGET), value=aim.text))}</dd>")
    return f"<div>{''.join(parts)}</div>"


def _chart(w: Words, chart: Chart, anchor: str) -> list[str]:
    title = _text(chart.title)
    parts = [f'<h3 dir="auto">{title}</h3>'] if title.strip() else []
    if not chart.labels:
        return [*parts, f'<p class="none">{escape(w(NOTHING))}</p>']
    bars = list(zip((_text(label) for label in chart.labels), chart.values, strict=True))
    said = ", ".join(f"{label} {escape(bar_value(w, chart, value))}" for label, value in bars)
    tall = _ROW * len(bars) if chart.share else _HEIGHT
    parts.append('<figure class="chart">')
    parts.append(
        f'<svg viewBox="0 0 {_WIDE} {tall}" role="img" aria-labelledby="{anchor}-title {anchor}-desc">'
        f'<title id="{anchor}-title">{title}</title><desc id="{anchor}-desc">{said}</desc>'
    )
    parts += _across(bars) if chart.share else _bars(w, bars)
    parts.append("</svg>")
    parts.append('<div class="numbers"><table>')
    parts.append(f'<caption class="aside">{title}</caption>' if title.strip() else "")
    parts.append(f'<thead><tr><td></td><th scope="col" class="n">{escape(w(VALUE))}</th></tr></thead><tbody>')
    parts += [
        f'<tr><th scope="row" dir="auto">{label}</th><td class="n">{escape(bar_value(w, chart, value))}</td></tr>'
        for label, value in bars
    ]
    parts.append("</tbody></table></div></figure>")
    return parts


def _across(bars: list[tuple[str, int]]) -> list[str]:
    """Shares, each a bar on a track of its own: the numbers and whole names stand in the table beside."""
    parts = []
    for place, (label, value) in enumerate(bars):
        high, wide = place * _ROW + 18, min(100, max(0, value)) * _WIDE / 100
        shown = label if len(label) <= 60 else ""
        parts.append(f'<text x="0" y="{high - 5}">{shown}</text>')
        parts.append(f'<rect class="track" x="0" y="{high}" width="{_WIDE}" height="8"/>')
        parts.append(f'<rect x="0" y="{high}" width="{wide:.1f}" height="8"/>')
    return parts


def _bars(w: Words, bars: list[tuple[str, int]]) -> list[str]:
    floor, ceiling = _HEIGHT - 28.0, 22.0
    top = max(1, *(value for _, value in bars), 1)
    step = _WIDE / len(bars)
    wide = step * 0.64
    longest = max(len(label) for label, _ in bars)
    widest = max(len(number(w, value, "count")) for _, value in bars)
    every = max(1, -(-int(longest * 7 + 10) // int(max(1, step))))  # labels that would touch are left out
    parts = [f'<line x1="0" y1="{floor:g}" x2="{_WIDE}" y2="{floor:g}"/>']
    for place, (label, value) in enumerate(bars):
        middle = step * (place + 0.5)
        tall = max(0, value) * (floor - ceiling) / top
        left, high = middle - wide / 2, floor - tall
        parts.append(f'<rect x="{left:.1f}" y="{high:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>')
        if widest * 7 + 4 <= step:
            said = escape(number(w, value, "count"))
            parts.append(
                f'<text class="number" x="{middle:.1f}" y="{floor - tall - 6:.1f}" text-anchor="middle">{said}</text>'
            )
        if place % every == 0 and longest <= 40:
            edge = min(_WIDE / 2, len(label) * 3.6)
            along = min(_WIDE - edge, max(edge, middle))
            parts.append(f'<text x="{along:.1f}" y="{floor + 18:g}" text-anchor="middle">{label}</text>')
    return parts


def _table(w: Words, report: Report, table: Table, above: str) -> list[str]:
    title = _text(table.title).strip()
    if not table.rows:
        heading = [f'<h3 dir="auto">{title}</h3>'] if title else []
        return [*heading, f'<p class="none" dir="auto">{_text(table.empty).strip() or escape(w(NOTHING))}</p>']
    kinds = ["n" if c.kind in NUMERIC else "d" if c.kind in ("day", "moment") else "t" for c in table.columns]
    near = ' class="near"' if len(kinds) < 3 else ""  # a number is read with its label: they stay near each other
    parts = [f'<div class="scroll"><table{near}>']
    hidden = "" if title else ' class="aside"'
    parts.append(f'<caption dir="auto"{hidden}>{title or _text(above)}</caption>')
    heads = "".join(
        f'<th scope="col" dir="auto"{_class(kind)}>{_text(column.label)}</th>'
        for kind, column in zip(kinds, table.columns, strict=True)
    )
    parts.append(f"<thead><tr>{heads}</tr></thead><tbody>")
    for row in table.rows:
        cells = "".join(
            f'<td dir="auto" class="{kind}">{escape(cell(w, report, column, value, lines=True))}</td>'
            for kind, column, value in zip(kinds, table.columns, row, strict=True)
        )
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</tbody></table></div>")
    return parts


def _class(kind: str) -> str:
    return ' class="n"' if kind == "n" else ""
