"""The map of coverage as SVG inside the HTML page: the same drawing as on paper, in the colours of the page."""

from __future__ import annotations

import math
from html import escape

from campaign.field.coverage import LEAST
from campaign.reports.formats.ground import Disc, lay_out, metres, said
from campaign.reports.formats.shared import number, visible
from campaign.reports.views import Map
from campaign.words import N_, Words

WIDE, HIGHEST, NAME = 760, 620, 12
STYLE = """
.map { margin: 0; } .map svg { width: 100%; height: auto; display: block; }
.map figcaption { color: var(--soft); font-size: .8125rem; margin-top: .5rem; }
.map .place { stroke: var(--soft); stroke-opacity: .5; stroke-width: 1.6; stroke-linecap: round; fill: none; }
.map .edge { stroke: var(--soft); stroke-dasharray: 4 3; fill: none; }
.map circle { fill: var(--paper); stroke: var(--ink); stroke-width: 1.3; } .map .full, .map .part { fill: var(--ink); }
.map .name { fill: var(--ink); font-weight: 600; stroke: var(--paper); stroke-width: 4; paint-order: stroke; }
.map .bar { stroke: var(--ink); stroke-width: 1.5; fill: none; } .map .north { fill: var(--ink); }
"""


def drawing(w: Words, one: Map, anchor: str) -> list[str]:
    """The figure: the drawing, and under it how to read it. Its numbers are said to those who do not see it."""
    laid = lay_out(one, WIDE, HIGHEST, NAME, lambda name: len(name) * NAME * 0.58)
    tall = laid.tall + 26
    title = escape(visible(one.title))
    told = w(
        N_("{doors} doors in {squares} squares, {knocked} knocked at."),
        doors=number(w, sum(s.doors for s in one.ground.squares), "count"),
        squares=number(w, len(one.ground.squares), "count"),
        knocked=number(w, sum(s.knocked for s in one.ground.squares), "count"),
    )
    beside = laid.across[0][1] - laid.step / 2 - 6
    length, size = laid.bar
    parts = [
        f'<h3 dir="auto">{title}</h3>',
        f'<figure class="map"><svg viewBox="0 0 {WIDE} {tall:.0f}" role="img" '
        f'aria-labelledby="{anchor}-title {anchor}-desc">',
        f'<title id="{anchor}-title">{title}</title><desc id="{anchor}-desc">{escape(told)}</desc>',
        *(f'<text x="{x:.1f}" y="11" text-anchor="middle">{sign}</text>' for sign, x in laid.across),
        *(f'<text x="{beside:.1f}" y="{y + 4:.1f}" text-anchor="end">{sign}</text>' for sign, y in laid.down),
        f'<path class="place" d="{"".join(f"M{x:g} {y:g}h0" for x, y in laid.dots)}"/>',
        f'<path class="edge" d="{"".join(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for a, b, c, d in laid.borders)}"/>',
        *(_disc(disc) for disc in laid.discs),
        *(
            f'<text class="name" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(name)}</text>'
            for name, x, y in laid.names
        ),
        f'<path class="bar" d="M1 {tall - 14:.1f}v5h{size:.1f}v-5"/>',
        f'<text x="{size + 8:.1f}" y="{tall - 7:.1f}">{escape(metres(w, length))}</text>',
        f'<path class="north" d="M{WIDE - 10} {tall - 21:.1f}l5 14l-5 -4l-5 4z"/>',
        f'<text class="number" x="{WIDE - 19}" y="{tall - 7:.1f}" text-anchor="end">N</text>',
        "</svg>",
        f'<figcaption dir="auto">{"<br>".join(escape(line) for line in said(w, one, LEAST))}</figcaption></figure>',
    ]
    return parts


def _disc(disc: Disc) -> str:
    x, y, r = disc.x, disc.y, disc.radius
    full = disc.share >= 0.995
    kind = ' class="full"' if full else ""
    circle = f'<circle{kind} cx="{x:g}" cy="{y:g}" r="{r:g}"/>'
    if full or disc.share <= 0:
        return circle
    turn = 2 * math.pi * max(1 / 30, disc.share)
    end_x, end_y = x + r * math.sin(turn), y - r * math.cos(turn)
    large = int(disc.share > 0.5)
    return f'{circle}<path class="part" d="M{x:g} {y:g}V{y - r:.2f}A{r:g} {r:g} 0 {large} 1 {end_x:.2f} {end_y:.2f}Z"/>'
