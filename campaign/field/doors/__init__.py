"""Doors and what happened at each.

`entering` visits, corrections, whole floors · `keyboard` what keys
mean while a sheet is typed · `notes` words that do not belong in one · `follow_ups` what was promised, `contacts` who
agreed to be written down · `evening` what one list brought.
"""

from campaign.field.doors.contacts import ContactForm, keep_contact
from campaign.field.doors.entering import DoorEntry, record, record_many, void
from campaign.field.doors.evening import evening
from campaign.field.doors.follow_ups import FollowUpForm, add_follow_up, list_follow_ups, settle_follow_up
from campaign.field.doors.notes import sensitive

__all__ = [
    "ContactForm",
    "DoorEntry",
    "FollowUpForm",
    "add_follow_up",
    "evening",
    "keep_contact",
    "list_follow_ups",
    "record",
    "record_many",
    "sensitive",
    "settle_follow_up",
    "void",
]
