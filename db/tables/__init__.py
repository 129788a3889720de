"""The tables, one module an activity. Import from here: all of them are then known to the metadata."""

from db.tables.actions import Action, ActionKind, Signup
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
from db.tables.people import ContactPoint, Person
from db.tables.places import Commune
from db.tables.settings import Setting
from db.tables.structures import FactSource, Source, Structure, StructureFact
from db.tables.toolbox import LogbookEntry, Task, TaskTemplate, Tutorial

__all__ = [
    "Action",
    "ActionKind",
    "AuditEntry",
    "Base",
    "Committee",
    "CommitteeKind",
    "CommitteePlace",
    "Commune",
    "ContactPoint",
    "FactSource",
    "Goal",
    "JournalEntry",
    "LogbookEntry",
    "Membership",
    "MembershipEvent",
    "Person",
    "Post",
    "Setting",
    "Signup",
    "Source",
    "Structure",
    "StructureFact",
    "Task",
    "TaskTemplate",
    "Tutorial",
]
