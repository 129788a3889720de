"""What changed between two reports: two that were sent, one that was sent and today's figures, or two JSON files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from campaign.errors import FileNoReport
from campaign.periods import Period
from campaign.reports.fingerprint import fingerprint
from campaign.reports.formats.json import document
from campaign.reports.names import definitions_version, label_of
from campaign.reports.received import FAULT_WORDS, Refused, read_report
from campaign.reports.sent import Sent, kept
from campaign.reports.views import Amount, Cell, Column, Figure, Header, Report, Section, Table
from campaign.words import N_, Lang, Words, words
from db.version import program_version

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: whom and when it is about, and its figures by key. ``name`` is empty for all committees."""

    name: str
    period: Period
    hash: str
    figures: Mapping[str, Kept]
    invented: bool = False


def side_of_report(report: Report) -> Side:
    """A report as it is now."""
    return Side(
        report.header.name if report.header.id else "",
        Period(report.first, report.last),
        report.hash,
        {figure.key: change_of(figure) for figure in report.figures},
        report.header.invented,
    )


def side_of_sent(sent: Sent) -> Side:
    """A report as it was when it was sent."""
    return Side(sent.committee, sent.period, sent.hash, sent.figures)


def side_of_file(path: Path) -> Side:
    """A report from its JSON file, checked against its fingerprint.

    Raises:
        FileNoReport: it is none, or was changed.
    """
    found = read_report(path)
    if isinstance(found, Refused):
        raise FileNoReport(path=path, label=FAULT_WORDS[found.code])
    figures = {key: change_of(figure) for key, figure in found.figures.items()}
    name = found.name if found.committee_id else ""
    return Side(name, Period(found.first, found.last), found.hash, figures, found.invented)


def now_of(session: Session, sent: Sent, now: datetime, lang: Lang) -> Side:
    """The same committee and period as a report that was sent, with the figures of this moment."""
    from campaign.reports.build import activity_report

    return side_of_report(activity_report(session, sent.committee_id, sent.period, now, lang))


def comparison(first: Side, second: Side, lang: Lang = "fr") -> Report:
    """What moved from one to the other, as a report that is exported like any."""
    w = words(lang)
    about = Table(
        "compared",
        w(N_("The two reports")),
        (
            Column("which", ""),
            Column("committee", w(N_("Committee"))),
            Column("from", w(N_("From")), "day"),
            Column("to", w(N_("To")), "day"),
            Column("hash", w(N_("Fingerprint"))),
        ),
        tuple(
            (w(label), side.name or w(N_("All committees")), side.period.first, side.period.last, side.hash[:16])
            for label, side in ((N_("Then"), first), (N_("Now"), second))
        ),
    )
    moved, same = what_moved(w, movements(w, first.figures, second.figures))
    sections = (
        Section("compared", w(N_("What is compared")), tables=(about,)),
        Section("changed", w(N_("What moved")), tables=(moved,), text=(same,)),
    )
    name = second.name or w(N_("All committees"))
    header = Header("", name, "", "", "", "", first.invented or second.invented)
    made = Report(
        w(N_("What changed")),
        lang,
        header,
        min(first.period.first, second.period.first),
        max(first.period.last, second.period.last),
        sections,
        "",
        f"Appui {program_version()}",
        definitions_version(),
    )
    return replace(made, hash=fingerprint(document(made)))


def what_moved(w: Words, table: Table) -> tuple[Table, str]:
    """The lines that moved; and how many did not, in words."""
    changed = tuple(row for row in table.rows if _differ(row))
    same = len(table.rows) - len(changed)
    text = w.many(N_("{count} figure is the same in both."), N_("{count} figures are the same in both."), same)
    return replace(table, rows=changed, empty=w(N_("Nothing moved: both say the same."))), text


def _differ(row: tuple[Cell, ...]) -> bool:
    moved = row[-1]
    return not isinstance(moved, Amount) or moved.value != 0


def change_of(figure: Figure) -> Kept:
    """A figure as it is compared."""
    return kept(figure)


def movements(w: Words, first: Mapping[str, Kept], second: Mapping[str, Kept], *, only_common: bool = False) -> Table:
    """Each figure in both reports, and what moved; one that is in only one of them has a dash in the other."""
    rows: list[tuple[Cell, ...]] = []
    for key in [*second, *(key for key in first if key not in second)]:
        a, b = first.get(key), second.get(key)
        if only_common and (a is None or b is None):
            continue
        unit = (b or a or {})["unit"]
        then, now = (None if one is None else one["value"] for one in (a, b))
        moved = None if then is None or now is None else now - then
        if then is None and now is None:
            moved = 0  # neither could be divided: nothing moved
        rows.append((label_of(w, key), Amount(then, unit), Amount(now, unit), Amount(moved, unit, change=True)))
    columns = (
        Column("figure", w(N_("Figure"))),
        Column("then", w(N_("Then")), "amount"),
        Column("now", w(N_("Now")), "amount"),
        Column("moved", w(N_("Change")), "amount"),
    )
    return Table("movements", w(N_("What moved")), columns, tuple(rows), w(N_("No figure can be compared.")))
