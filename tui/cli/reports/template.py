"""``appui report template``: which sections a committee's report has, and its own words before and after."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command


def register(sub: Any, w: Words) -> None:
    """Add the command."""
    chosen = command(
        sub, "template", w(N_("see or choose how a committee's report looks")), template_, json_output=True
    )
    chosen.add_argument("committee", help=w(N_("id or name")))
    chosen.add_argument(
        "--sections", metavar="KEYS", help=w(N_("sections in order, with commas; the others are left out"))
    )
    chosen.add_argument("--opening", metavar="TEXT", help=w(N_("words before everything; empty for none")))
    chosen.add_argument("--closing", metavar="TEXT", help=w(N_("words after everything; empty for none")))
    chosen.add_argument("--reset", action="store_true", help=w(N_("back to the whole report")))


def template_(call: Call) -> int:
    from campaign.committees.lookup import find_committee
    from campaign.reports.template import SECTIONS, reset_template, set_template, template_of
    from campaign.reports.views import SECTION_WORDS

    o, w = call.options, call.words
    store = call.existing()
    with store.read() as session:
        committee_id = find_committee(session, o.committee).id
    sections = None if o.sections is None else o.sections.split(",")
    if o.reset:
        with store.write(call.actor()) as unit:
            reset_template(unit, committee_id)
    elif any(given is not None for given in (sections, o.opening, o.closing)):
        with store.write(call.actor()) as unit:
            set_template(unit, committee_id, sections=sections, opening=o.opening, closing=o.closing)
    with store.read() as session:
        template = template_of(session, committee_id)
    left_out = [key for key in SECTIONS if key not in template.sections]
    data = {
        "own": template.own,
        "sections": template.sections,
        "left_out": left_out,
        "opening": template.opening,
        "closing": template.closing,
    }
    rows = [(str(place), key, w(SECTION_WORDS[key])) for place, key in enumerate(template.sections, 1)]
    rows += [("–", key, w(SECTION_WORDS[key])) for key in left_out]
    texts = [(w(N_("Foreword")), template.opening), (w(N_("In closing")), template.closing)]
    lines = columns(rows)
    lines += [w(N_("{label}: {value}"), label=label, value=text) for label, text in texts if text]
    return call.show(data, lines)
