"""Any file of door to door: which kind it is, what it would do, and doing it; one way in for a screen."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from campaign.errors.addresses import ElectionNeeded, UndertakingNeeded
from campaign.field.addresses.apply import import_addresses
from campaign.field.addresses.buildings import BuildingPlan, import_buildings, plan_buildings
from campaign.field.addresses.kinds import layout_of
from campaign.field.addresses.plan import AddressForm, AddressPlan, plan_addresses
from campaign.field.addresses.report import FilePlan
from campaign.field.addresses.results import ResultPlan, import_results, named_in, plan_results
from campaign.field.addresses.roll import RollForm, RollPlan, import_roll, plan_roll
from campaign.field.addresses.sections import SectionPlan, import_sections, plan_sections
from campaign.field.addresses.source import Progress, quiet
from campaign.field.addresses.stations import StationPlan, import_reu, plan_reu
from campaign.words import N_, Words
from db.errors import Refusal
from db.unit import Unit


def plan_file(
    session: Session,
    path: Path,
    form: AddressForm,
    today: date,
    *,
    election: str = "",
    roll: RollForm | None = None,
    progress: Progress = quiet,
) -> FilePlan:
    """Work out what a file would change, whatever kind it is.

    Raises:
        ElectionNeeded: it holds results, and neither it nor the caller says of which election.
        UndertakingNeeded: it is a roll, and ``roll`` is not given; and what each kind raises of its files.
    """
    layout = layout_of(path)
    drawn = path.name.lower().removesuffix(".gz").endswith((".osm", ".pbf"))
    command = "streets" if drawn else layout.command if layout else ""
    plan: FilePlan
    if command == "streets":
        plan = plan_sections(session, path, form.committee_id, leave_out=form.leave_out, progress=progress)
    elif command == "buildings":
        plan = plan_buildings(session, path, form, progress=progress)
    elif layout is not None and layout.code == "reu":
        plan = plan_reu(session, path, form, progress=progress)
    elif command == "results":
        if not election and not named_in(path)[0]:
            raise ElectionNeeded
        plan = plan_results(session, path, form, election=election, progress=progress)
    elif command == "roll":
        if roll is None:
            raise UndertakingNeeded(label=N_("the undertaking"))
        plan = plan_roll(session, path, roll, today, progress=progress)
    else:
        plan = plan_addresses(session, path, form, progress=progress)
    return plan


def refusal_of(plan: FilePlan, w: Words) -> Refusal | None:
    """What stands in the way of a plan; None when nothing does."""
    if isinstance(plan, AddressPlan):
        return plan.refusal(w)
    return plan.bad_lines(w, leave_out=plan_form(plan).leave_out)


def plan_form(plan: FilePlan) -> AddressForm:
    """What was asked of a plan, in the form that all kinds share."""
    if isinstance(plan, (AddressPlan, BuildingPlan, StationPlan, ResultPlan)):
        return plan.form
    if isinstance(plan, SectionPlan):
        return AddressForm(plan.committee_id, leave_out=plan.leave_out)
    assert isinstance(plan, RollPlan)
    return AddressForm(plan.form.committee_id)


def import_file(unit: Unit, plan: FilePlan, *, progress: Progress = quiet) -> uuid.UUID | None:
    """Take in a file as planned; return what it is known by, None if there was nothing to change.

    Raises:
        What each kind raises; nothing was changed.
    """
    if isinstance(plan, AddressPlan):
        return import_addresses(unit, plan, progress=progress)
    if isinstance(plan, BuildingPlan):
        return import_buildings(unit, plan, progress=progress)
    if isinstance(plan, StationPlan):
        return import_reu(unit, plan)
    if isinstance(plan, ResultPlan):
        return import_results(unit, plan)
    if isinstance(plan, RollPlan):
        return import_roll(unit, plan)
    assert isinstance(plan, SectionPlan)
    return import_sections(unit, plan, progress=progress)
