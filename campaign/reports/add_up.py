"""Hundreds of committees' reports made one, without persons and without a database; and what is wrong with them.

Each committee counts once a day: of two reports of one committee that overlap, the one that begins first is added up,
and the other is named.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from campaign.errors import ListUnreadable
from campaign.reports.fingerprint import fingerprint
from campaign.reports.formats.json import document
from campaign.reports.names import OWN, definitions_version, goal_of
from campaign.reports.received import FAULT_WORDS, Progress, Received, Refused, read_folder
from campaign.reports.totals import Histories, summed
from campaign.reports.views import SECTION_WORDS, Cell, Chart, Column, Figure, Header, Report, Section, Table
from campaign.words import N_, Lang, Words, words
from db.folding import clean, fold
from db.version import program_version

FINDING_WORDS: dict[str, str] = {
    **FAULT_WORDS,
    "twice": N_("is there twice: counted once"),
    "overlap": N_("overlaps another report of the same committee: not counted"),
    "definitions": N_("counts by other definitions: added up all the same"),
    "missing": N_("is expected, and sent nothing that counts"),
    "skipped": N_("sent nothing for a period that others report on"),
    "unexpected": N_("is not on the list"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a file or a committee; ``code`` is one of `FINDING_WORDS`."""

    code: str
    file: str = ""
    committee: str = ""
    first: date | None = None
    last: date | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """A committee that should be there, by its id or its name."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What came of adding up: the report that it makes, and what is wrong, in the order in which to look at it."""

    report: Report
    files: int
    added: int
    refused: int
    committees: int
    findings: tuple[Finding, ...]


def add_up(
    folder: Path, lang: Lang = "fr", *, expected: Sequence[Expected] = (), progress: Progress | None = None
) -> Sum:
    """Add up every report of a folder. A file that was changed, or is none, is left out and named.

    Raises:
        FolderUnreadable, NothingToAddUp, AddingUpStopped.
    """
    passed: list[Received] = []
    findings: list[Finding] = []
    for found in read_folder(folder, progress):
        if isinstance(found, Refused):
            findings.append(Finding(found.code, found.file, found.name))
        else:
            passed.append(found)
    files, refused = len(passed) + len(findings), len(findings)
    histories, doubled = _apart(passed)
    findings += doubled
    findings += _definitions(histories)
    findings += _absent(histories, expected)
    added = sum(map(len, histories.values()))
    report = _report(words(lang), histories, findings, (files, added, refused))
    return Sum(report, files, added, refused, len(histories), tuple(findings))


def read_expected(path: Path) -> list[Expected]:
    """A list of committees: one name or id a line, or what ``appui committee list --json`` prints.

    Raises:
        ListUnreadable.
    """
    try:
        text = path.read_text("utf-8-sig")
        if text.lstrip().startswith("["):
            return [Expected(str(entry["name"]), str(entry["id"])) for entry in json.loads(text)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ListUnreadable(path=path) from None
    lines = (clean(line) for line in text.splitlines())
    return [Expected(line, line) for line in lines if line and not line.startswith("#")]


def _apart(passed: Sequence[Received]) -> tuple[dict[str, list[Received]], list[Finding]]:
    """The reports of each committee in order of time, none over another; and those left out."""
    histories: dict[str, list[Received]] = {}
    findings: list[Finding] = []
    for report in sorted(passed, key=lambda r: (fold(r.name), r.committee_id, r.first, r.last, r.file)):
        known = histories.setdefault(report.committee_id, [])
        if known and report.first <= known[-1].last:
            same = next((other for other in known if other.hash == report.hash), None)
            other = same or known[-1]
            code = "twice" if same else "overlap"
            findings.append(Finding(code, report.file, report.name, report.first, report.last, other.file))
        else:
            known.append(report)
    return histories, findings


def _definitions(histories: Histories) -> list[Finding]:
    """The reports that count by other definitions than this program's."""
    ours = definitions_version()
    return [
        Finding("definitions", report.file, report.name, report.first, report.last, report.definitions)
        for reports in histories.values()
        for report in reports
        if report.definitions != ours
    ]


def _absent(histories: Histories, expected: Sequence[Expected]) -> list[Finding]:
    """Expected committees without a report, reports that nobody expected, and periods that a committee left out."""
    present = {reports[-1].committee_id: reports[-1].name for reports in histories.values()}
    names = {fold(report.name) for reports in histories.values() for report in reports}
    findings = [
        Finding("missing", committee=one.text)
        for one in expected
        if one.id not in present and (one.id != one.text or fold(one.text) not in names)
    ]
    if expected:
        wanted = {one.id for one in expected} | {fold(one.text) for one in expected if one.id == one.text}
        findings += [
            Finding("unexpected", committee=name)
            for committee, name in present.items()
            if committee not in wanted and fold(name) not in wanted
        ]
    spans = sorted({(report.first, report.last) for reports in histories.values() for report in reports})
    for reports in histories.values():
        born = reports[-1].created_on
        for first, last in spans:
            covered = any(report.first <= last and first <= report.last for report in reports)
            if not covered and (born is None or born <= last):
                findings.append(Finding("skipped", committee=reports[-1].name, first=first, last=last))
    return findings


def _report(w: Words, histories: Histories, findings: Sequence[Finding], numbers: tuple[int, int, int]) -> Report:
    reports = [report for one in histories.values() for report in one]
    days = [day for report in reports for day in (report.first, report.last)] or [date(1970, 1, 1)]
    header = Header(
        "",
        w(N_("Committees added up")),
        "",
        "",
        "",
        "",
        any(report.invented for report in reports),
        len(histories),
    )
    sections = [_about(w, histories, findings, numbers), *_sums(w, histories), _rows(w, histories)]
    made = Report(
        w(N_("Reports added up")),
        w.lang,
        header,
        min(days),
        max(days),
        tuple(sections),
        "",
        f"Appui {program_version()}",
        definitions_version(),
    )
    return replace(made, hash=fingerprint(document(made)))


def _about(w: Words, histories: Histories, findings: Sequence[Finding], numbers: tuple[int, int, int]) -> Section:
    """How many files, and what is wrong with which."""
    counts = dict(zip(("files_read", "files_added", "files_refused"), numbers, strict=True))
    counts |= {"committees_added": len(histories)}
    figures = tuple(Figure(key, w(OWN[key].label), n, "count", w(OWN[key].text)) for key, n in counts.items())
    columns = (
        Column("file", w(N_("File"))),
        Column("committee", w(N_("Committee"))),
        Column("from", w(N_("From")), "day"),
        Column("to", w(N_("To")), "day"),
        Column("what", w(N_("What to know"))),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((f.file, f.committee, f.first, f.last, said(w, f)) for f in findings)
    title = w(N_("What was added up"))
    empty = w(N_("Every file passed, and none is missing."))
    return Section("added_up", title, figures, (Table("findings", w(N_("To know and to ask")), columns, rows, empty),))


def said(w: Words, finding: Finding) -> str:
    """What a finding means, in a few words."""
    text = w(FINDING_WORDS[finding.code])
    return f"{text} ({finding.detail})" if finding.detail else text


def _sums(w: Words, histories: Histories) -> list[Section]:
    """The figures of every section, added up under their own titles; goals as how many are reached."""
    keys: dict[str, dict[str, None]] = {"goals": {"goals_met": None}} if histories else {}
    for reports in histories.values():
        for report in reports:
            for section, listed in report.sections.items():
                found = keys.setdefault(section, {})
                found |= {"goals_met" if goal_of(key) else key: None for key in listed if key in report.figures}
    sections = []
    for section, title in SECTION_WORDS.items():
        if section in keys:
            charts = _charts(w, histories) if section == "done" else ()
            tables = (_movement(w, histories),) if section == "members" else ()
            sections.append(Section(section, w(title), summed(w, histories, keys[section]), tables, charts))
    return sections


def _movement(w: Words, histories: Histories) -> Table:
    """Members at the start and at the end; what no report covers is said, so that the lines add up."""

    def of(report: Received, key: str) -> int:
        return int(report.figures[key].value or 0) if key in report.figures else 0

    firsts = [reports[0] for reports in histories.values()]
    every = [report for reports in histories.values() for report in reports]
    start = sum(of(r, "members") - of(r, "arrivals") + of(r, "departures") for r in firsts)
    came, went = sum(of(r, "arrivals") for r in every), sum(of(r, "departures") for r in every)
    end = sum(of(reports[-1], "members") for reports in histories.values())
    rows: list[tuple[Cell, ...]] = [
        (w(N_("Members at the start")), start),
        (w(N_("+ arrivals")), came),
        (w(N_("− departures")), -went),
        (w(N_("Members at the end")), end),
    ]
    if rest := end - start - came + went:
        rows.insert(3, (w(N_("± in weeks without a report")), rest))
    columns = (Column("line", w(N_("Movement"))), Column("people", w(N_("People")), "count"))
    return Table("movement", w(N_("Movement of members")), columns, tuple(rows))


def _charts(w: Words, histories: Histories) -> tuple[Chart, ...]:
    """Participations period by period, when there are several."""
    sums: Counter[tuple[date, date]] = Counter()
    for reports in histories.values():
        for report in reports:
            value = report.figures["participations"].value if "participations" in report.figures else 0
            sums[report.first, report.last] += int(value or 0)
    if len(sums) < 2:
        return ()
    spans = sorted(sums)
    labels = tuple(w.day(first, "chart") for first, _ in spans)
    return (
        Chart("participations_by_period", w(N_("Participations by period")), labels, tuple(sums[s] for s in spans)),
    )


def _rows(w: Words, histories: Histories) -> Section:
    """One row a committee and week (or whatever period it sent)."""
    labels = {
        "members": N_("Members"),
        "active_members": N_("Active"),
        "actions_held": N_("Actions"),
        "minutes": N_("Hours"),
        "people_met": N_("Met"),
        "leaflets": N_("Leaflets"),
        "doors_knocked": N_("Doors"),
    }
    columns = (
        Column("committee", w(N_("Committee"))),
        Column("from", w(N_("From")), "day"),
        Column("to", w(N_("To")), "day"),
        *(Column(key, w(label), "minutes" if key == "minutes" else "count") for key, label in labels.items()),
    )
    names = Counter(reports[-1].name for reports in histories.values())  # two may be called alike
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{report.name} ({report.place})" if names[report.name] > 1 and report.place else report.name,
            report.first,
            report.last,
            *(report.figures[key].value if key in report.figures else None for key in labels),
        )
        for reports in histories.values()
        for report in reports
    )
    title = w(N_("Each committee and week"))
    return Section(
        "committees", title, tables=(Table("weeks", title, columns, rows, w(N_("No report was added up."))),)
    )
