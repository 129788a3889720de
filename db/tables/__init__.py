"""The tables, one module an activity. Import from here: all of them are then known to the metadata."""

from db.tables.actions import Action, ActionCommittee, ActionKind, Shift, Signup
from db.tables.base import Base
from db.tables.committees import (
    Committee,
    CommitteeKind,
    CommitteePlace,
    Goal,
    Membership,
    MembershipEvent,
    Post,
)
from db.tables.journal import AuditEntry, JournalEntry
from db.tables.people import (
    Availability,
    CharterReading,
    Consent,
    ContactPoint,
    ImportBatch,
    Person,
    PersonSkill,
    PersonTag,
    RightsRequest,
    SavedFilter,
    Skill,
    Suppression,
    Tag,
)
from db.tables.places import Commune
from db.tables.reports import ReportTemplate, SentReport
from db.tables.settings import Setting
from db.tables.structures import FactSource, Source, Structure, StructureFact
from db.tables.toolbox import LogbookEntry, Task, TaskTemplate, Tutorial

__all__ = [
    "Action",
    "ActionCommittee",
    "ActionKind",
    "AuditEntry",
    "Availability",
    "Base",
    "CharterReading",
    "Committee",
    "CommitteeKind",
    "CommitteePlace",
    "Commune",
    "Consent",
    "ContactPoint",
    "FactSource",
    "Goal",
    "ImportBatch",
    "JournalEntry",
    "LogbookEntry",
    "Membership",
    "MembershipEvent",
    "Person",
    "PersonSkill",
    "PersonTag",
    "Post",
    "ReportTemplate",
    "RightsRequest",
    "SavedFilter",
    "SentReport",
    "Setting",
    "Shift",
    "Signup",
    "Skill",
    "Source",
    "Structure",
    "StructureFact",
    "Suppression",
    "Tag",
    "Task",
    "TaskTemplate",
    "Tutorial",
]
