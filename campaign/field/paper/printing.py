"""Printing: walks that no team has yet are issued first, since a sheet without a number could not be typed back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.paper import NothingToPrint
from campaign.field.lists import IssueForm, issue
from campaign.field.live import replaced
from campaign.field.paper.batch import render_batch
from campaign.field.paper.reading import paper_view
from campaign.field.paper.sheet import render_sheet
from campaign.words import Lang
from db.tables import Turf, Walk, WalkList
from db.unit import Unit

STANDING = ("issued", "out", "returned")  # lists that are printed again rather than issued anew


def lists_to_print(unit: Unit, form: IssueForm) -> tuple[uuid.UUID, ...]:
    """The list of each walk, in order: the one that stands, or a new one; all new ones are one action.

    Raises:
        All that `issue` raises.
    """
    standing = {walk_id: standing_list(unit.session, walk_id) for walk_id in form.walk_ids}
    missing = tuple(walk_id for walk_id, found in standing.items() if found is None)
    if missing:
        standing |= dict(zip(missing, issue(unit, replace(form, walk_ids=missing)), strict=True))
    return tuple(found for found in standing.values() if found is not None)


def standing_list(session: Session, walk_id: uuid.UUID) -> uuid.UUID | None:
    """The latest list of a walk, while it is neither typed back nor put away."""
    statement = select(WalkList.id, WalkList.state).where(WalkList.walk_id == walk_id)
    latest = session.execute(statement.order_by(WalkList.pass_number.desc(), WalkList.issued_at.desc())).first()
    return latest.id if latest is not None and latest.state in STANDING else None


def walks_of(session: Session, turf_id: uuid.UUID) -> tuple[uuid.UUID, ...]:
    """The walks of a turf in their order; without those that a new cutting has replaced.

    Raises:
        NothingToPrint: it has none.
    """
    turf = session.get_one(Turf, turf_id)
    gone = replaced(session, [turf_id])
    every = session.scalars(select(Walk.id).where(Walk.turf_id == turf_id).order_by(Walk.number))
    found = [walk_id for walk_id in every if walk_id not in gone]
    if not found:
        raise NothingToPrint(name=turf.name)
    return tuple(found)


def print_lists(
    session: Session, list_ids: Sequence[uuid.UUID], lang: Lang = "fr", *, first_door: bool = True
) -> bytes:
    """The PDF of one list, or of several with a page that names them all.

    Raises:
        ListUnknown.
    """
    views = [paper_view(session, list_id) for list_id in list_ids]
    if len(views) == 1:
        return render_sheet(views[0], lang, first_door=first_door)
    return render_batch(views, lang, first_door=first_door)
