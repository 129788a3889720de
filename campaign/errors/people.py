"""What is refused about people, what is known of them, and their rights."""

from __future__ import annotations

from db.errors import N_, Refusal


class PersonUnknown(Refusal):
    code = "person.unknown"
    why = N_("Nobody here is called “{name}”.")
    next_step = N_("List the people: appui person list.")
    by_key = N_("Look how the name is written: b on Home lists the people.")


class PersonAmbiguous(Refusal):
    code = "person.ambiguous"
    why = N_("“{name}” fits {count} people.")
    next_step = N_("Give the id of one of them.")


class PhoneImpossible(Refusal):
    code = "person.phone"
    why = N_("“{text}” is not a phone number.")
    next_step = N_("Type it as it is dialled, such as 06 39 98 12 34, or with its country: +590 690 00 12 34.")


class MailImpossible(Refusal):
    code = "person.mail"
    why = N_("“{text}” is not a mail address.")
    next_step = N_("An address looks like samia@example.org.")


class HoursImpossible(Refusal):
    code = "person.hours"
    why = N_("These hours are not in one day, or end before they begin.")
    next_step = N_("Type them as “sat 9-12” or “mon 18:30-21”.")


class SamePerson(Refusal):
    code = "person.same"
    why = N_("Both are the same entry already.")
    next_step = N_("Choose another person to make one with.")


class OriginForbidden(Refusal):
    code = "import.origin"
    why = N_("A list of this origin ({origin}) may not be used for a campaign.")
    next_step = N_("Only lists that people joined for this committee or its movement may be taken in.")


class ListUnreadable(Refusal):
    code = "report.list"
    why = N_("{path} cannot be read as a list of committees.")
    next_step = N_("Write one name or id a line, or use: appui committee list --json.")


class RequestUnknown(Refusal):
    code = "request.unknown"
    why = N_("This request is no longer in the register.")
    next_step = N_("List them: appui person requests.")


class RetentionUnknown(Refusal):
    code = "retention.unknown"
    why = N_("“{purpose}” is not something whose time can be set. Known: {choices}.")
    next_step = N_("List them: appui retention list.")


class RetentionOutside(Refusal):
    code = "retention.outside"
    why = N_("{kept} is not between {least} and {most}, the limits of this rule.")
    next_step = N_("Choose a length between the two.")


class NotConfirmed(Refusal):
    code = "erase.not_confirmed"
    why = N_("Nothing was erased: this cannot be undone, so it must be confirmed.")
    next_step = N_("Read what would go, then add --yes.")


class CharterNotRead(Refusal):
    code = "charter.not_read"
    why = N_("Phones and mails are shown once you have read the data charter.")
    next_step = N_("Read it: appui charter, then appui charter --accept.")


class NobodyAtKeyboard(Refusal):
    code = "me.nobody"
    why = N_("Nobody has said who is at the keyboard.")
    next_step = N_("Say it first: appui me NAME, or add --as NAME.")
    by_key = N_("Say it first: Esc, then m.")
