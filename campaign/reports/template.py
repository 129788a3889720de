"""How a committee wants its own report: which sections, in which order, with which words before and after.

The figures, their fingerprint and the JSON form stay whole whatever the template leaves out: a federation adds up
everything, and the paper is the committee's.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import committee_row, living
from campaign.errors import NameTooLong, SectionsNeeded, SectionUnknown
from campaign.reports.views import SECTION_WORDS, Report, Section
from campaign.words import N_, words
from db.folding import clean_lines
from db.tables import ReportTemplate
from db.unit import Unit

TEXT_LIMIT = 4000
AT_DOORS = ("doors_knocked", "contact_rate")  # first among the key figures on paper, as on Home
ON_DEMAND = ("field", "quality")  # left out of the paper where there is nothing in them
SECTIONS: tuple[str, ...] = tuple(key for key in SECTION_WORDS if key != "committees")  # of one committee's report


@dataclass(frozen=True, slots=True)
class Template:
    """``sections`` in order; ``own`` is whether the committee chose, ``version`` what an edit starts from."""

    sections: tuple[str, ...] = SECTIONS
    opening: str = ""
    closing: str = ""
    own: bool = False
    version: int = 0


def template_of(session: Session, committee_id: uuid.UUID | None) -> Template:
    """The template of a committee; the whole report where none was chosen, and for all committees.

    Raises:
        CommitteeUnknown.
    """
    if committee_id is None:
        return Template()
    committee_row(session, committee_id)
    row = _row(session, committee_id)
    if row is None:
        return Template()
    known = tuple(key for key in row.sections if key in SECTIONS)
    return Template(known, row.opening, row.closing, True, row.version)


def set_template(
    unit: Unit,
    committee_id: uuid.UUID,
    *,
    sections: Sequence[str] | None = None,
    opening: str | None = None,
    closing: str | None = None,
    if_version: int | None = None,
) -> Template:
    """Choose sections, their order, and the words before and after; what is not given stays.

    Raises:
        SectionUnknown, SectionsNeeded, NameTooLong, ChangedElsewhere, CommitteeUnknown, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    now = template_of(unit.session, committee_id)
    values = {
        "sections": list(checked_sections(now.sections if sections is None else sections)),
        "opening": _checked(now.opening if opening is None else opening),
        "closing": _checked(now.closing if closing is None else closing),
    }
    unit.name("report.template", committee_id=committee_id, name=committee.name)
    row = _row(unit.session, committee_id)
    if row is None:
        unit.add(ReportTemplate(committee_id=committee_id, **values))
    else:
        unit.change(row, if_version=if_version, **values)
    return template_of(unit.session, committee_id)


def reset_template(unit: Unit, committee_id: uuid.UUID) -> None:
    """Back to the whole report, without own words.

    Raises:
        CommitteeUnknown, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    unit.name("report.template_reset", committee_id=committee_id, name=committee.name)
    if (row := _row(unit.session, committee_id)) is not None:
        unit.remove(row)


def checked_sections(sections: Sequence[str]) -> tuple[str, ...]:
    """Sections known here, each once, at least one.

    Raises:
        SectionUnknown, SectionsNeeded.
    """
    kept = tuple(dict.fromkeys(section.strip() for section in sections if section.strip()))
    for section in kept:
        if section not in SECTIONS:
            raise SectionUnknown(section=section[:40], choices=", ".join(SECTIONS))
    if not kept:
        raise SectionsNeeded(choices=", ".join(SECTIONS))
    return kept


def templated(report: Report, template: Template) -> Report:
    """A report as its committee wants it on paper; its figures' fingerprint is that of the whole."""
    w = words(report.lang)
    by_key = {section.key: section for section in report.sections}
    kept = [by_key[key] for key in template.sections if key in by_key]
    if not report.header.id:
        kept = list(report.sections)
    kept = [_with_doors(s, by_key.get("field")) for s in kept if not _nothing_of_it(s)]
    if template.opening:
        kept.insert(0, Section("opening", w(N_("Foreword")), text=(template.opening,)))
    if template.closing:
        kept.append(Section("closing", w(N_("In closing")), text=(template.closing,)))
    return replace(report, sections=tuple(kept))


def _with_doors(section: Section, field: Section | None) -> Section:
    """The key figures led by those of the doors, where someone knocked; in data they stay where they are, once."""
    found = {figure.key: figure for figure in field.figures} if field else {}
    if section.key != "key_figures" or "doors_knocked" not in found or not found["doors_knocked"].value:
        return section
    return replace(section, figures=(*(found[key] for key in AT_DOORS if key in found), *section.figures))


def _nothing_of_it(section: Section) -> bool:
    """Whether a committee that does no door-to-door would read a page of zeros."""
    if section.key not in ON_DEMAND:
        return False
    return not any(f.value or f.before for f in section.figures) and not any(t.rows for t in section.tables)


def _checked(text: str) -> str:
    text = clean_lines(text)
    if len(text) > TEXT_LIMIT:
        raise NameTooLong(length=len(text), limit=TEXT_LIMIT)
    return text


def _row(session: Session, committee_id: uuid.UUID) -> ReportTemplate | None:
    return session.scalars(select(ReportTemplate).where(ReportTemplate.committee_id == committee_id)).one_or_none()
