"""Walks for other programs: GeoJSON for maps, GPX for phones on foot, KML, CSV for spreadsheets.

Addresses and order only: no list of these holds a person, an outcome or an opinion.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.paper import MapFormatUnknown, NothingToPrint
from campaign.field.paper.ground import attributions
from campaign.views.field import WalkView
from campaign.words import Lang, words
from db.tables import Turf, Walk

FORMATS: tuple[str, ...] = ("geojson", "gpx", "kml", "csv")

Render = Callable[[str, Sequence[WalkView], Sequence[str]], bytes]


def render_walks(name: str, walks: Sequence[WalkView], sources: Sequence[str], form: str) -> bytes:
    """Walks in one file. ``sources`` is what the licences of the data ask to be said.

    Raises:
        MapFormatUnknown: ``form`` is none of `FORMATS`.
    """
    if form not in FORMATS:
        raise MapFormatUnknown(name=form, formats=", ".join(FORMATS))
    render: Render = import_module(f"{__name__}.{form}").render
    return render(name, walks, sources)


def export_walks(
    session: Session, walk_ids: Sequence[uuid.UUID], form: str, name: str = "", lang: Lang = "fr"
) -> bytes:
    """Some walks of one turf in one file; parts of buildings are said in a language.

    Raises:
        MapFormatUnknown, WalkUnknown, NothingToPrint.
    """
    from campaign.field.turf import walk_views

    if not walk_ids:
        raise NothingToPrint(name=name)
    w = words(lang)
    walks = [
        replace(
            view, stops=tuple(replace(stop, part=said) if (said := stop.said_part(w)) else stop for stop in view.stops)
        )
        for view in walk_views(session, walk_ids)
    ]
    title = name or f"{walks[0].turf} {walks[0].number}"
    sources = [w(text) for text in attributions(session, walks[0].committee_id)]
    return render_walks(title, walks, sources, form)


def export_turf(session: Session, turf_id: uuid.UUID, form: str, lang: Lang = "fr") -> bytes:
    """All walks of a turf in one file.

    Raises:
        MapFormatUnknown, NothingToPrint.
    """
    turf = session.get_one(Turf, turf_id)
    ids = session.scalars(select(Walk.id).where(Walk.turf_id == turf_id).order_by(Walk.number)).all()
    return export_walks(session, ids, form, turf.name, lang)
