"""People: entering and finding them, what they agreed to, and their rights."""

from campaign.people.directory import (
    NAME_LIMIT,
    PersonLine,
    PersonView,
    add_person,
    checked_name,
    enter_person,
    find_person,
    full_name,
    known_person,
    list_people,
    show_person,
    split_name,
)
from campaign.views.people import ConsentLine, Event, PeoplePage, PeopleQuery, PersonFile, Slot, Twins

__all__ = [
    "NAME_LIMIT",
    "ConsentLine",
    "Event",
    "PeoplePage",
    "PeopleQuery",
    "PersonFile",
    "PersonLine",
    "PersonView",
    "Slot",
    "Twins",
    "add_person",
    "checked_name",
    "enter_person",
    "find_person",
    "full_name",
    "known_person",
    "list_people",
    "show_person",
    "split_name",
]
