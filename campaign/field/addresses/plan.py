"""What taking in a file of addresses would do, worked out before anything is changed.

The file is read once, line by line; lines of the wanted communes are put aside (`spool`), then each commune is
compared with what is there (`merge`). Memory holds one commune at a time.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import (
    CommuneImpossible,
    CommuneNeeded,
    EncodedTwice,
    FileEmpty,
    NothingOfCommune,
)
from campaign.field.addresses.doors import Known, KnownStreet
from campaign.field.addresses.france import insee_code, wanted_codes
from campaign.field.addresses.layouts import Layout, recognise
from campaign.field.addresses.line import Elsewhere, LineReader, Refused
from campaign.field.addresses.merge import Merge, merge
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.source import OpenFile, Progress, known_encoding, quiet, rows, texts
from campaign.field.addresses.spool import Spool
from campaign.words import Words
from db.errors import Refusal
from db.folding import clean
from db.tables.committees import CommitteePlace
from db.tables.field import Address, PollingStation, Street

ALL = "all"
_ALWAYS = ("addresses", "stations")


@dataclass(frozen=True, slots=True)
class AddressForm:
    """What is asked of an import. ``communes`` are INSEE codes, departments or ``all``; empty: the committee's own."""

    committee_id: uuid.UUID
    communes: tuple[str, ...] = ()
    encoding: str = "utf-8"
    mend_text: bool = False
    keep_text: bool = False
    leave_out: bool = False


@dataclass(slots=True, kw_only=True)
class AddressPlan(FilePlan):
    """What a file of addresses would change. ``twice`` has names encoded twice: line, and what was meant."""

    form: AddressForm
    layout: Layout
    spool: Spool
    twice: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes of which something is taken."""
        return tuple(sorted(self.spool.counts))

    def refusal(self, w: Words) -> Refusal | None:
        """What stands in the way of taking it in, said in the reader's words; None when nothing does."""
        if self.twice and not (self.form.mend_text or self.form.keep_text):
            before, (line, after) = min(self.twice.items(), key=lambda one: one[1])
            return EncodedTwice(path=self.file_name, line=line, before=before, after=after, count=len(self.twice))
        return self.bad_lines(w, leave_out=self.form.leave_out)


def plan_addresses(
    session: Session,
    path: Path,
    form: AddressForm,
    *,
    asked: Sequence[str] = _ALWAYS,
    command: str = "addresses",
    progress: Progress = quiet,
) -> AddressPlan:
    """Read a file and work out what it would change. ``progress`` may raise, to stop.

    Raises:
        CommitteeUnknown, CommitteeEnded, CommuneNeeded, CommuneImpossible: before the file is read.
        FileNotThere, FileEmpty, FileCutShort, ArchiveNotOpened, NotUtf8, LayoutUnknown, LayoutElsewhere,
        SeparatorWrong, ColumnsMissing, NothingOfCommune: the file is not what it should be.
    """
    takes, wanted = wanted_communes(session, form, path.name)
    encoding = known_encoding(form.encoding)
    elsewhere: Counter[str] = Counter()
    with OpenFile(path, progress) as lines:
        text = texts(lines, encoding)
        columns = recognise(path.name, next(text, ""), asked, command)
        reader = LineReader(columns, takes, mend=form.mend_text)
        plan = AddressPlan(
            path.name,
            columns.layout.code,
            columns.layout.attribution,
            form=form,
            layout=columns.layout,
            spool=Spool(),
            twice=reader.twice,
        )
        for number, cells in rows(lines, text, columns.layout.separator):
            plan.tally.read += 1
            try:
                plan.spool.add(reader.read(number + 1, cells))
            except Elsewhere as other:
                elsewhere[other.insee] += 1
            except Refused as refused:
                plan.note(Problem(number + 1, clean(refused.reason), refused.facts, refused.blocks))
        plan.file_hash = lines.file_hash
    plan.tally.elsewhere = elsewhere.total()
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    if not plan.spool.counts and elsewhere and not plan.first_blocking:
        held = ", ".join(code for code, _ in elsewhere.most_common(5)) + (", …" if len(elsewhere) > 5 else "")
        raise NothingOfCommune(path=path.name, wanted=wanted, held=held)
    done = 0
    for insee in plan.communes:
        progress(done, sum(plan.spool.counts.values()))
        _count(plan, merged(session, plan, insee))
        done += plan.spool.counts[insee]
    return plan


def merged(session: Session, plan: AddressPlan, insee: str) -> Merge:
    """What the file changes in one commune, as the database stands now."""
    committee_id = plan.form.committee_id
    return merge(
        insee,
        plan.layout.family,
        plan.spool.lines(insee),
        known_streets(session, committee_id, insee),
        known_addresses(session, committee_id, insee),
    )


def _count(plan: AddressPlan, found: Merge) -> None:
    tally = plan.tally
    went = sum(1 for values in found.changed.values() if values.get("gone") is True)
    tally.added += len(found.added)
    tally.updated += sum(1 for _, known in found.matched if known.id in found.changed)
    tally.unchanged += found.unchanged
    tally.merged += found.merged
    tally.gone += went
    tally.lost += len(found.changed) - went - sum(1 for _, known in found.matched if known.id in found.changed)
    for problem in found.problems:
        plan.note(problem)
    for remark in found.remarks:
        plan.remark(remark)


def wanted_communes(session: Session, form: AddressForm, file_name: str) -> tuple[Callable[[str], bool], str]:
    """Which communes are wanted, as a question and in words.

    Raises:
        CommitteeUnknown, CommitteeEnded, CommuneNeeded, CommuneImpossible.
    """
    codes = wanted_list(session, form, file_name)
    if ALL in codes:
        return (lambda insee: True), ALL
    wanted = frozenset(wanted_codes(tuple(codes)))
    begins = tuple(code for code in codes if len(code) < 5)  # departments
    return (lambda insee: insee in wanted or insee.startswith(begins)), ", ".join(codes)


def wanted_list(session: Session, form: AddressForm, file_name: str) -> list[str]:
    """The codes that are wanted: communes, departments, or ``all``; the committee's communes where nothing is said.

    Raises:
        CommitteeUnknown, CommitteeEnded, CommuneNeeded, CommuneImpossible.
    """
    committee = living(session, form.committee_id)
    codes = []
    for one in filter(None, re.split(r"[\s,;]+", " ".join(form.communes))):
        if one == ALL or re.fullmatch(r"\d{2}|2[ABab]|97\d|98\d", one, re.ASCII):
            codes.append(one if one == ALL else one.upper())
        elif code := insee_code(one):
            codes.append(code)
        else:
            raise CommuneImpossible(text=one[:20])
    if not codes:
        places = select(CommitteePlace.code).where(CommitteePlace.committee_id == committee.id)
        codes = list(session.scalars(places.order_by(CommitteePlace.position)))
    if not codes:
        raise CommuneNeeded(name=committee.name, path=file_name)
    return codes


def known_streets(session: Session, committee_id: uuid.UUID, insee: str) -> list[KnownStreet]:
    """The streets of a commune as they are."""
    columns = (Street.id, Street.name, Street.search_key, Street.fantoir)
    found = select(*columns).where(Street.committee_id == committee_id, Street.insee == insee)
    return [KnownStreet(*row) for row in session.execute(found.order_by(Street.id))]


def known_addresses(session: Session, committee_id: uuid.UUID, insee: str) -> list[Known]:
    """The addresses of a commune as they are."""
    columns = (
        Address.id, Address.street_id, Address.number, Address.suffix, Address.source_key, Address.ban_id,
        Address.interop_key, Address.uid, Address.lat, Address.lon, Address.position, Address.hamlet,
        Address.certified, Address.gone, func.coalesce(PollingStation.code, ""), Address.station_by,
    )  # fmt: skip
    found = select(*columns).outerjoin(PollingStation, PollingStation.id == Address.station_id)
    found = found.where(Address.committee_id == committee_id, Address.insee == insee).order_by(Address.id)
    return [Known(*cast(Any, row)) for row in session.execute(found)]
