"""The time model of a committee: its own figures in place of the usual ones."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.lookup import living
from campaign.errors.turf import FigureOutside
from campaign.field.routing.model import LIMITS, TimeFigures, figures_from
from campaign.words import N_
from db.tables import TimeModel
from db.unit import Unit

FIGURE_WORDS = {
    "metres_per_hour": N_("walking, metres an hour"),
    "closed_seconds": N_("seconds at a door that stays closed"),
    "open_seconds": N_("seconds at a door that opens"),
    "open_percent": N_("doors that open, in a hundred"),
    "floor_seconds": N_("seconds for each floor climbed"),
    "entry_seconds": N_("seconds for each door code or intercom"),
    "crossing_metres": N_("metres that crossing a street adds"),
    "street_metres": N_("metres that changing street adds"),
}


def time_figures(session: Session, committee_id: uuid.UUID) -> TimeFigures:
    """What a committee reckons with."""
    row = session.scalars(select(TimeModel).where(TimeModel.committee_id == committee_id)).one_or_none()
    return figures_from(row.values) if row else TimeFigures()


def set_figures(unit: Unit, committee_id: uuid.UUID, figures: TimeFigures) -> None:
    """Reckon with other figures from now on; walks that were cut keep theirs.

    Raises:
        FigureOutside, CommitteeUnknown, CommitteeEnded.
    """
    committee = living(unit.session, committee_id)
    values = figures.as_values()
    for key, (fewest, most) in LIMITS.items():
        if not fewest <= values[key] <= most:
            raise FigureOutside(label=FIGURE_WORDS[key], name=key, fewest=fewest, most=most)
    unit.name("turf.figures", committee_id=committee.id, name=committee.name)
    row = unit.session.scalars(select(TimeModel).where(TimeModel.committee_id == committee.id)).one_or_none()
    if row is None:
        unit.add(TimeModel(committee_id=committee.id, values=values))
    else:
        unit.change(row, values=values)
