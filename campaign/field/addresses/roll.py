"""The electoral roll of a commune: taken in only under an undertaking, kept until the poll, then purged.

Any elector, candidate or party may have a copy (Code électoral, L37), not for commerce. Of its columns only names,
address and station are read (R-RGPD-03, R-RGPD-04): no birth, no sex, no origin ever enters the file. It is purged
when the poll is over, thirty days later at the latest (R-RGPD-05), and shows on no sheet.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.addresses import FileEmpty, PurgeTooLate, RollOfAnotherCommune, RollUnknown, UndertakingNeeded
from campaign.field.addresses.apply import stations_of
from campaign.field.addresses.france import CITY_OF, insee_code
from campaign.field.addresses.layouts import SEPARATORS, recognise
from campaign.field.addresses.line import Refused
from campaign.field.addresses.naming import address_key, cleaned, read_number, station_code, street_key
from campaign.field.addresses.report import FilePlan, Problem
from campaign.field.addresses.source import OpenFile, Progress, known_encoding, quiet, rows, texts
from campaign.people.suppressed import Suppressed
from campaign.views.field_addresses import RollLine
from campaign.words import N_, words
from db.folding import fold
from db.tables.field import Address, RollEntry, RollUndertaking
from db.tables.people import Person
from db.unit import Unit

LATEST_PURGE = 30  # days after the poll (R-RGPD-05: the product's hard upper bound)

_COLUMNS = {
    "unit": ("code du l ugle", "code de l ugle", "code ugle"),
    "birth_name": ("nom de naissance",),
    "used_name": ("nom d usage",),
    "given": ("prenoms", "prenom"),
    "number": ("numero de voie",),
    "street": ("libelle de voie",),
    "more": ("complement 1",),
    "hamlet": ("lieu dit",),
    "station": ("code du bureau de vote",),
    "station_name": ("libelle du bureau de vote",),
}


class RollForm(BaseModel):
    """The undertaking under which a roll is taken in. The requester is who acts."""

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    requester_id: uuid.UUID | None
    insee: str = ""
    signed_on: date | None = None
    poll_on: date | None = None
    purge_on: date | None = None
    encoding: str = "utf-8"


class Elector(NamedTuple):
    """What is kept of a line."""

    names: str
    address: str
    insee: str
    station: str
    key: str


@dataclass(slots=True, kw_only=True)
class RollPlan(FilePlan):
    """What taking in a roll would do."""

    form: RollForm
    electors: list[Elector] = field(default_factory=list)


def checked(form: RollForm, today: date) -> RollForm:
    """The undertaking, if it is whole.

    Raises:
        UndertakingNeeded: something is missing, or signed in days to come; PurgeTooLate.
    """
    missing = {
        "requester_id": N_("who acts"),
        "insee": N_("the commune"),
        "signed_on": N_("the day it was signed"),
        "poll_on": N_("the day of the poll"),
        "purge_on": N_("the day of the purge"),
    }
    for name, label in missing.items():
        if not getattr(form, name):
            raise UndertakingNeeded(label=label)
    assert form.signed_on and form.poll_on and form.purge_on
    if form.signed_on > today:
        raise UndertakingNeeded(label=missing["signed_on"])
    latest = form.poll_on + timedelta(days=LATEST_PURGE)
    if not form.poll_on <= form.purge_on <= latest or form.purge_on <= max(today, form.signed_on):
        raise PurgeTooLate(poll=form.poll_on, latest=latest, purge=form.purge_on)
    return form


def plan_roll(session: Session, path: Path, form: RollForm, today: date, *, progress: Progress = quiet) -> RollPlan:
    """Read a roll and work out what would be kept of it.

    Raises:
        UndertakingNeeded, PurgeTooLate, RollOfAnotherCommune, and what `plan_addresses` raises of a file.
    """
    living(session, form.committee_id)
    form = checked(form, today)
    plan = RollPlan(path.name, "roll", "", form=form)
    suppressed = Suppressed(session)
    for one in _read(path, plan, progress):
        if suppressed.holds(one.names, one.insee, ()):
            plan.note(Problem(plan.tally.read + 1, N_("someone who asked to be forgotten"), {}))
            continue
        plan.electors.append(one)
    if not plan.tally.read:
        raise FileEmpty(path=path.name)
    mine = (RollUndertaking.committee_id == form.committee_id, RollUndertaking.purged_on.is_(None))
    known = select(RollUndertaking.id).where(*mine, RollUndertaking.file_hash == plan.file_hash)
    if session.scalar(known.limit(1)) is not None:
        plan.tally.unchanged, plan.electors = len(plan.electors), []
    plan.tally.added = len(plan.electors)
    return plan


def _read(path: Path, plan: RollPlan, progress: Progress) -> Iterator[Elector]:
    with OpenFile(path, progress) as lines:
        text = texts(lines, known_encoding(plan.form.encoding))
        first = next(text, "")
        columns = recognise(path.name, first, ("roll",), "roll")
        keys = [fold(title) for title in columns.titles]
        at = {name: next((keys.index(key) for key in names if key in keys), -1) for name, names in _COLUMNS.items()}
        separator = max(SEPARATORS, key=first.count)
        for number, cells in rows(lines, text, separator):
            plan.tally.read += 1
            try:
                yield _elector(plan, at, number + 1, cells)
            except Refused as refused:
                plan.note(Problem(number + 1, refused.reason, refused.facts, refused.blocks))
        plan.file_hash = lines.file_hash


def _elector(plan: RollPlan, at: dict[str, int], line: int, cells: list[str]) -> Elector:
    def cell(name: str) -> str:
        return cleaned(cells[at[name]]) if 0 <= at[name] < len(cells) else ""

    insee = insee_code(cell("unit")) or plan.form.insee
    if insee != plan.form.insee and CITY_OF.get(plan.form.insee) != insee:
        raise RollOfAnotherCommune(path=plan.file_name, line=line, code=insee, wanted=plan.form.insee)
    names = " ".join(filter(None, (cell("given"), cell("used_name") or cell("birth_name"))))
    if not names:
        raise Refused(N_("no name"))
    address = " ".join(filter(None, (cell("number"), cell("street") or cell("hamlet"), cell("more"))))
    number = read_number(cell("number"))
    street = street_key(cell("street") or cell("hamlet"))
    key = address_key(street, number[0], number[1]) if number and street else ""
    return Elector(names[:200], address[:200], plan.form.insee, station_code(cell("station")), key)


def import_roll(unit: Unit, plan: RollPlan) -> uuid.UUID | None:
    """Take in a roll as planned; return the undertaking, None if there was nothing to add.

    Where an address has no station yet, that of most of its electors is taken.

    Raises:
        LinesRefused, UndertakingNeeded, PurgeTooLate, CommitteeUnknown, CommitteeEnded; nothing was changed.
    """
    if (refusal := plan.bad_lines(words("en"), leave_out=False)) is not None:
        raise refusal
    committee = living(unit.session, plan.form.committee_id)
    form = checked(plan.form, unit.now.date())
    if not plan.electors:
        return None
    unit.name("roll.import", committee_id=committee.id)
    undertaking = unit.add(
        RollUndertaking(
            committee_id=committee.id,
            requester_id=form.requester_id,
            insee=form.insee,
            signed_on=form.signed_on,
            poll_on=form.poll_on,
            purge_on=form.purge_on,
            file_hash=plan.file_hash,
            entries=len(plan.electors),
        )
    )
    unit.batch_id = undertaking.id
    stations = stations_of(unit, committee.id, form.insee, {one.station for one in plan.electors} - {""})
    mine = (Address.committee_id == committee.id, Address.insee == form.insee, Address.gone == 0)
    addresses = {row.search_key: row for row in unit.session.scalars(select(Address).where(*mine))}
    new: list[dict[str, Any]] = []
    counts: dict[str, dict[str, int]] = {}
    for one in plan.electors:
        address = addresses.get(one.key)
        if address is not None and one.station:
            tally = counts.setdefault(one.key, {})
            tally[one.station] = tally.get(one.station, 0) + 1
        new.append(
            {
                "id": unit.new_id(),
                "committee_id": committee.id,
                "undertaking_id": undertaking.id,
                "address_id": address.id if address is not None else None,
                "station_id": stations.get(one.station),
                "names": one.names,
                "address_text": one.address,
            }
        )
    unit.add_many(RollEntry, new)
    for key, tally in sorted(counts.items()):
        if addresses[key].station_id is None:
            code = max(tally, key=lambda code: (tally[code], code))
            unit.change(addresses[key], station_id=stations[code], station_by="file")
    return undertaking.id


def purge_roll(unit: Unit, undertaking_id: uuid.UUID) -> int:
    """Delete all electors of a roll for good; return how many. What was undertaken, and how many they were, stays.

    Raises:
        RollUnknown: there is no such roll.
    """
    row = unit.session.get(RollUndertaking, undertaking_id)
    if row is None:
        raise RollUnknown
    unit.name("roll.purge", committee_id=row.committee_id)
    gone = unit.purge(RollEntry, RollEntry.undertaking_id == undertaking_id)
    if row.purged_on is None:
        unit.change(row, purged_on=unit.now.date())
    return gone


def rolls(session: Session, committee_id: uuid.UUID | None = None) -> tuple[RollLine, ...]:
    """The rolls that were taken in, the next to be purged first."""
    found = select(RollUndertaking, Person).join(Person, Person.id == RollUndertaking.requester_id)
    if committee_id is not None:
        found = found.where(RollUndertaking.committee_id == committee_id)
    order = (RollUndertaking.purged_on.is_not(None), RollUndertaking.purge_on, RollUndertaking.id)
    return tuple(
        RollLine(
            row.id,
            row.insee,
            f"{person.given_name} {person.family_name}".strip(),
            row.signed_on,
            row.poll_on,
            row.purge_on,
            row.entries,
            row.purged_on,
        )
        for row, person in session.execute(found.order_by(*order))
    )


def rolls_due(session: Session, today: date) -> tuple[uuid.UUID, ...]:
    """The rolls whose day of purge has come and that are still here."""
    due = (RollUndertaking.purged_on.is_(None), RollUndertaking.purge_on <= today)
    return tuple(session.scalars(select(RollUndertaking.id).where(*due).order_by(RollUndertaking.purge_on)))


def electors_at(session: Session, address_ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these addresses at which the roll has at least one elector; who they are is not said."""
    found: set[uuid.UUID] = set()
    for first in range(0, len(address_ids), 500):
        some = address_ids[first : first + 500]
        at = select(RollEntry.address_id).where(RollEntry.address_id.in_(some)).distinct()
        found.update(one for one in session.scalars(at) if one is not None)
    return found


def electors_kept(session: Session, committee_id: uuid.UUID) -> int:
    """How many electors of rolls a committee still holds."""
    mine = select(func.count()).select_from(RollEntry).where(RollEntry.committee_id == committee_id)
    return session.scalar(mine) or 0
