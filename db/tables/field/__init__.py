"""Door to door: `addresses` and what is known of them, `turf` and walks, `doors` and visits, `scripts`, the `roll`."""

from db.tables.field.addresses import (
    Address,
    AddressImport,
    Barrier,
    Building,
    PollingStation,
    StationResult,
    Street,
    StreetSection,
)
from db.tables.field.doors import Door, FollowUp, ListDoor, ListMember, Visit, WalkList
from db.tables.field.roll import RollEntry, RollUndertaking
from db.tables.field.scripts import Answer, AnswerCount, Question, Script
from db.tables.field.turf import FieldCampaign, SilencePeriod, TimeModel, Turf, Walk, WalkStop

__all__ = [
    "Address",
    "AddressImport",
    "Answer",
    "AnswerCount",
    "Barrier",
    "Building",
    "Door",
    "FieldCampaign",
    "FollowUp",
    "ListDoor",
    "ListMember",
    "PollingStation",
    "Question",
    "RollEntry",
    "RollUndertaking",
    "Script",
    "SilencePeriod",
    "StationResult",
    "Street",
    "StreetSection",
    "TimeModel",
    "Turf",
    "Visit",
    "Walk",
    "WalkList",
    "WalkStop",
]
