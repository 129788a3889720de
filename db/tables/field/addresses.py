"""Addresses of a committee, their streets, polling stations and buildings; and the streets one walks along.

Positions are whole numbers, ten-millionths of a degree (WGS84): exact, the same on both engines, some 11 mm apart.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import STRICT, Base, Dated, Versioned, flag, one_of, personal
from db.types import Document, Folded, Guid, Id, Key, Number, Whole, Words, YesNo


class AddressImport(Dated, Base):
    """A file of addresses, stations, buildings, streets or results that was taken in, and what came of it."""

    __tablename__ = "address_import"
    __table_args__ = (Index(None, "committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    layout: Mapped[Words] = mapped_column(Text, comment="ban, ban_2019, bal_1.3, stations, bdtopo_buildings, osm...")
    insee: Mapped[Words] = mapped_column(Text, default="", comment="communes taken, separated by spaces; empty is all")
    file_hash: Mapped[Words]
    attribution: Mapped[Words] = mapped_column(Text, default="", comment="what its licence asks to print")
    invented: Mapped[YesNo] = mapped_column(default=False)
    read: Mapped[Number] = mapped_column(default=0)
    added: Mapped[Number] = mapped_column(default=0)
    updated: Mapped[Number] = mapped_column(default=0)
    unchanged: Mapped[Number] = mapped_column(default=0)
    refused: Mapped[Number] = mapped_column(default=0)
    report: Mapped[Any] = mapped_column(Document, comment="why lines were merged or refused, each with its count")


class Street(Versioned, Base):
    """A street (or a hamlet) of a commune, as a committee's address files name it."""

    __tablename__ = "street"
    __table_args__ = (UniqueConstraint("committee_id", "insee", "search_key"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    insee: Mapped[Words]
    name: Mapped[Words]
    search_key: Mapped[Key]
    fantoir: Mapped[Words] = mapped_column(Text, default="", comment="INSEE_code of the land register, where known")


class PollingStation(Versioned, Base):
    """A polling station (bureau de vote); ``code`` is the commune's, without leading zeros."""

    __tablename__ = "polling_station"
    __table_args__ = (UniqueConstraint("committee_id", "insee", "code"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    insee: Mapped[Words]
    code: Mapped[Words]
    name: Mapped[Words] = mapped_column(Text, default="")


class StationResult(Versioned, Base):
    """What a polling station voted at one round of one election; votes by candidate in ``votes``."""

    __tablename__ = "station_result"
    __table_args__ = (
        UniqueConstraint("committee_id", "station_id", "election", "round"),
        CheckConstraint("registered >= 0 AND abstentions >= 0 AND abstentions <= registered", name="registered"),
        CheckConstraint("expressed >= 0", name="expressed"),
        Index(None, "station_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    station_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("polling_station.id"))
    election: Mapped[Words] = mapped_column(Text, comment="such as presidentielle-2022")
    round: Mapped[Number]
    registered: Mapped[Number]
    abstentions: Mapped[Number]
    blank: Mapped[Number] = mapped_column(default=0)
    spoilt: Mapped[Number] = mapped_column(default=0)
    expressed: Mapped[Number]
    votes: Mapped[Any] = mapped_column(Document, comment="[[candidate or list, votes], ...] as published")


class Address(Versioned, Base):
    """A place with doors: usually a number in a street.

    ``number`` is missing for a building that only a map of buildings knows. ``source_key`` is the id in the file it
    came from (BAN id, cle_interop, BD TOPO id); another file that knows the same door by another id stores it in
    ``ban_id``, ``interop_key`` or ``uid``, so that either file may come first.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("committee_id", "source_key"),
        CheckConstraint("number IS NULL OR number BETWEEN 0 AND 99998", name="number"),
        CheckConstraint("homes >= 0", name="homes"),
        CheckConstraint("lat BETWEEN -900000000 AND 900000000", name="lat"),
        CheckConstraint("lon BETWEEN -1800000000 AND 1800000000", name="lon"),
        flag("certified"),
        flag("gone"),
        flag("do_not_visit"),
        Index(None, "committee_id", "insee", "search_key"),
        Index(None, "committee_id", "ban_id"),
        Index(None, "committee_id", "interop_key"),
        Index(None, "committee_id", "uid"),
        Index(None, "street_id"),
        Index(None, "station_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    street_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("street.id"))
    station_id: Mapped[uuid.UUID | None] = mapped_column(Guid, ForeignKey("polling_station.id"))
    station_by: Mapped[Words] = mapped_column(Text, default="", comment="file or hand; empty when not known")
    insee: Mapped[Words]
    number: Mapped[int | None] = mapped_column(Whole)
    suffix: Mapped[Words] = mapped_column(Text, default="", comment="bis, ter, A...")
    hamlet: Mapped[Words] = mapped_column(Text, default="", comment="lieu-dit or other complement")
    search_key: Mapped[str] = mapped_column(Folded, comment="street, number and suffix, for matching only")
    source_key: Mapped[Words]
    ban_id: Mapped[str | None] = mapped_column(Text)
    interop_key: Mapped[str | None] = mapped_column(Text)
    uid: Mapped[str | None] = mapped_column(Text)
    lat: Mapped[Number]
    lon: Mapped[Number]
    position: Mapped[Words] = mapped_column(Text, default="", comment="entrance, building, parcel... as the file says")
    certified: Mapped[YesNo] = mapped_column(default=False)
    homes: Mapped[Number] = mapped_column(default=1, comment="dwellings, where no building of the address says more")
    gone: Mapped[YesNo] = mapped_column(default=False, comment="no longer in its file; kept for its visits")
    do_not_visit: Mapped[YesNo] = mapped_column(default=False, comment="nothing to knock at, for good")


class Building(Versioned, Base):
    """A building at an address: its dwellings and floors, and how one gets in. No resident is ever named."""

    __tablename__ = "building"
    __table_args__ = (
        UniqueConstraint("committee_id", "source_key"),
        one_of("kind", ("house", "block")),
        one_of("access", ("", "open", "code", "intercom", "concierge", "none")),
        CheckConstraint("homes >= 0 AND homes <= 5000", name="homes"),
        CheckConstraint("floors >= 0 AND floors <= 100", name="floors"),
        CheckConstraint("stairwells >= 1 AND stairwells <= 50", name="stairwells"),
        flag("counted"),
        Index(None, "address_id"),
        STRICT,
    )

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    address_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("address.id"))
    source_key: Mapped[Words] = mapped_column(Text, comment="id in its file, or one of our own")
    label: Mapped[Words] = mapped_column(Text, default="", comment="Bât. A")
    kind: Mapped[Words] = mapped_column(Text, default="block")
    homes: Mapped[Number]
    floors: Mapped[Number] = mapped_column(default=0, comment="above the ground floor")
    stairwells: Mapped[Number] = mapped_column(default=1)
    counted: Mapped[YesNo] = mapped_column(default=False, comment="by someone who stood there; else an estimate")
    access: Mapped[Words] = mapped_column(Text, default="")
    access_note: Mapped[Words] = mapped_column(Text, default="", info=personal("free_text"))
    lat: Mapped[Number]
    lon: Mapped[Number]


class StreetSection(Dated, Base):
    """A stretch of street that one can walk along, out of OpenStreetMap or BD TOPO.

    Stretches that share an end point meet there: the points themselves are the graph.
    """

    __tablename__ = "street_section"
    __table_args__ = (UniqueConstraint("committee_id", "source_key"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    source_key: Mapped[Words] = mapped_column(Text, comment="osm:way/…, or the BD TOPO id")
    kind: Mapped[Words] = mapped_column(Text, default="", comment="footway, residential... as the file says")
    name_left: Mapped[Words] = mapped_column(Text, default="")
    name_right: Mapped[Words] = mapped_column(Text, default="")
    points: Mapped[Any] = mapped_column(Document, comment="[[lat, lon], ...] in ten-millionths of a degree")


class Barrier(Versioned, Base):
    """A line that walks do not cross: a river, a railway, a ring road; drawn by hand."""

    __tablename__ = "barrier"
    __table_args__ = (Index(None, "committee_id"), STRICT)

    id: Mapped[Id]
    committee_id: Mapped[uuid.UUID] = mapped_column(Guid, ForeignKey("committee.id"))
    name: Mapped[Words]
    points: Mapped[Any] = mapped_column(Document, comment="[[lat, lon], ...] in ten-millionths of a degree")
