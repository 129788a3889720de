"""What a campaign refuses, in sentences: a rule broken, a name unknown, a date impossible."""

from __future__ import annotations

from db.errors import N_, Refusal


class NameNeeded(Refusal):
    code = "name.needed"
    why = N_("A name is needed.")
    next_step = N_("Type at least one letter or digit.")


class NameTooLong(Refusal):
    code = "name.too_long"
    why = N_("This name has {length} characters; {limit} is the most.")
    next_step = N_("Shorten it.")


class PlaceNeeded(Refusal):
    code = "place.needed"
    why = N_("A place is needed.")
    next_step = N_("Type a commune's name, its postcode or its INSEE code.")


class PlaceUnknown(Refusal):
    code = "place.unknown"
    why = N_("No commune is called “{place}”.")
    next_step = N_("Check the spelling, or give the postcode or the INSEE code. Near it: {near}.")


class PlaceAmbiguous(Refusal):
    code = "place.ambiguous"
    why = N_("“{place}” is the name of {count} places: {choices}.")
    next_step = N_("Give one of these codes.")


class PlacesMixed(Refusal):
    code = "place.mixed"
    why = N_("A committee is in communes of France, or in one city abroad.")
    next_step = N_("Keep the communes, or that one city; create another committee for the rest.")


class ZoneUnknown(Refusal):
    code = "zone.unknown"
    why = N_("“{zone}” is not a time zone.")
    next_step = N_("Use a name such as Europe/Paris.")


class CommitteeUnknown(Refusal):
    code = "committee.unknown"
    why = N_("There is no committee “{name}”.")
    next_step = N_("List them: appui committee list.")


class CommitteeAmbiguous(Refusal):
    code = "committee.ambiguous"
    why = N_("“{name}” fits {count} committees: {choices}.")
    next_step = N_("Give the id of one of them.")


class CommitteeEnded(Refusal):
    code = "committee.ended"
    why = N_("“{name}” has been closed or merged.")
    next_step = N_("Undo the closing first, or choose another committee.")


class KindUnknown(Refusal):
    code = "kind.unknown"
    why = N_("“{kind}” is not a kind known here. Known: {choices}.")
    next_step = N_("Choose one of them.")


class StructureUnknown(Refusal):
    code = "structure.unknown"
    why = N_("There is no structure “{structure}”.")
    next_step = N_("List them: appui structures list.")


class StructureNotStartable(Refusal):
    code = "structure.not_startable"
    why = N_("Nothing documented in “{structure}” says how a committee is made: no level, role or size.")
    next_step = N_("Start from another structure, or from none.")


class PersonUnknown(Refusal):
    code = "person.unknown"
    why = N_("Nobody here is called “{name}”.")
    next_step = N_("List the people: appui person list.")


class PersonAmbiguous(Refusal):
    code = "person.ambiguous"
    why = N_("“{name}” fits {count} people.")
    next_step = N_("Give the id of one of them.")


class AlreadyMember(Refusal):
    code = "membership.exists"
    why = N_("{name} is already in this committee.")
    next_step = N_("Change the role instead.")


class NotAMember(Refusal):
    code = "membership.missing"
    why = N_("{name} is not in this committee.")
    next_step = N_("Add this person first.")


class NotALeader(Refusal):
    code = "membership.not_leader"
    why = N_("{name} does not lead this committee, and cannot hand it over.")
    next_step = N_("Change the role instead.")


class LastLeader(Refusal):
    code = "membership.last_leader"
    why = N_("{name} is the only leader of this committee; once led, a committee keeps a leader.")
    next_step = N_("Hand the committee over first, or close it.")


class FinanceNeedsManager(Refusal):
    code = "membership.finance_level"
    why = N_("The finance privilege goes to managers and leaders only.")
    next_step = N_("Make this person a manager first.")


class TooFewToSplit(Refusal):
    code = "committee.too_few_to_split"
    why = N_("A committee of {count} cannot be split: each side needs someone.")
    next_step = N_("Add members first.")


class SplitOneSided(Refusal):
    code = "committee.split_one_sided"
    why = N_("Every member is on the same side; a split needs someone on each.")
    next_step = N_("Move at least one member to the other side.")


class SameCommittee(Refusal):
    code = "committee.same"
    why = N_("A committee cannot be merged with itself.")
    next_step = N_("Choose another committee.")


class DateImpossible(Refusal):
    code = "date.impossible"
    why = N_("“{text}” is not a date.")
    next_step = N_("Write 2026-11-30, 30/11, 30, Thursday, today or +3.")


class TimeImpossible(Refusal):
    code = "time.impossible"
    why = N_("“{text}” is not a time of the day.")
    next_step = N_("Write 19:00, 19h or 9h30.")


class PeriodBackwards(Refusal):
    code = "period.backwards"
    why = N_("The period ends ({last}) before it begins ({first}).")
    next_step = N_("Swap the two dates.")


class PeriodTooLong(Refusal):
    code = "period.too_long"
    why = N_("A report covers at most {years} years.")
    next_step = N_("Choose a shorter period.")


class TimesBackwards(Refusal):
    code = "action.times"
    why = N_("An action ends after it begins.")
    next_step = N_("Correct the end, or the duration.")


class ActionUnknown(Refusal):
    code = "action.unknown"
    why = N_("There is no action “{name}”.")
    next_step = N_("List them: appui action list.")


class ActionNotOver(Refusal):
    code = "action.not_begun"
    why = N_("This action has not begun yet.")
    next_step = N_("Report on it once it has taken place.")


class ActionNotPlanned(Refusal):
    code = "action.not_planned"
    why = N_("This action has been held or cancelled already.")
    next_step = N_("Correct its report, or plan another action.")


class ActionTooLong(Refusal):
    code = "action.too_long"
    why = N_("An action lasts at most {days} days.")
    next_step = N_("Plan several actions.")


class NumberImpossible(Refusal):
    code = "number.impossible"
    why = N_("“{text}” is not a whole number of 0 or more.")
    next_step = N_("Type digits only.")


class TaskUnknown(Refusal):
    code = "task.unknown"
    why = N_("This task no longer exists.")
    next_step = N_("Refresh the screen.")


class GoalImpossible(Refusal):
    code = "goal.impossible"
    why = N_("A goal needs a figure known here ({choices}) and a target above 0.")
    next_step = N_("Correct the goal.")


class FormatUnknown(Refusal):
    code = "report.format"
    why = N_("“{format}” is not a format known here. Known: {choices}.")
    next_step = N_("Choose one of them.")


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


class ReportChanged(Refusal):
    code = "report.changed"
    why = N_("The figures of this period have changed since this report was made; nothing was marked.")
    next_step = N_("Look at the report as it is now, then mark that one.")


class ReportAlreadySent(Refusal):
    code = "report.already_sent"
    why = N_("This very report was already marked as sent on {day}.")
    next_step = N_("To say that it was not sent after all, undo.")


class SentUnknown(Refusal):
    code = "report.sent_unknown"
    why = N_("No report marked as sent is called “{text}”, or several are.")
    next_step = N_("List them: appui report sent. Give the id, or more of the fingerprint.")


class FileNotATable(Refusal):
    code = "import.not_a_table"
    why = N_("{path} cannot be read as a table ({reason}).")
    next_step = N_("Save it as CSV, XLSX or ODS, with one line a person under a line of titles.")


class FileTooBig(Refusal):
    code = "import.too_big"
    why = N_("{path} is bigger than {limit} MB.")
    next_step = N_("Cut it into several files.")


class ColumnsUnknown(Refusal):
    code = "import.columns"
    why = N_("No column of {path} is a name: its titles are {titles}.")
    next_step = N_("Say which one is: --map name=TITLE.")


class OriginForbidden(Refusal):
    code = "import.origin"
    why = N_("A list of this origin ({origin}) may not be used for a campaign.")
    next_step = N_("Only lists that people joined for this committee or its movement may be taken in.")


class ImportHasProblems(Refusal):
    code = "import.problems"
    why = N_("{count} lines cannot be taken in; nothing was changed. The first: line {line}, {reason}.")
    next_step = N_("Mend them in the file, or leave those lines out: --leave-out.")


class CommitteeNeeded(Refusal):
    code = "committee.needed"
    why = N_("It is not said which committee this is for.")
    next_step = N_("Name it: --committee NAME.")


class StepImpossible(Refusal):
    code = "signup.step"
    why = N_("This sign-up stands at “{label}”, and what you asked does not follow from that.")
    next_step = N_("Look at who is signed up, then choose another step.")


class ShiftUnknown(Refusal):
    code = "shift.unknown"
    why = N_("This action has no shift “{name}”.")
    next_step = N_("List them: appui action shift list.")


class ShiftNeeded(Refusal):
    code = "shift.needed"
    why = N_("This action is made of shifts: {choices}.")
    next_step = N_("Say which one.")


class ShiftFull(Refusal):
    code = "shift.full"
    why = N_("No room is left: {count} have signed up, {capacity} is the most.")
    next_step = N_("Choose another one, or sign up beyond it on purpose (--over).")


class CapacityBelow(Refusal):
    code = "shift.capacity"
    why = N_("{count} people have signed up already; {capacity} is less.")
    next_step = N_("Cancel some of them first, or leave the limit as it is.")


class ShiftOutside(Refusal):
    code = "shift.outside"
    why = N_("A shift lies within its action, and this one would not.")
    next_step = N_("Correct the times, or make the action longer.")


class ShiftTaken(Refusal):
    code = "shift.taken"
    why = N_("{count} people stand in this shift.")
    next_step = N_("Move them to another one first.")


class SeriesEndNeeded(Refusal):
    code = "series.end"
    why = N_("A recurring action ends some day.")
    next_step = N_("Say until which day, or how many times.")


class SeriesTooLong(Refusal):
    code = "series.too_long"
    why = N_("A recurring action has {limit} dates at the most.")
    next_step = N_("Choose an earlier last day, or fewer times.")


class FolderUnreadable(Refusal):
    code = "report.folder"
    why = N_("{path} is not a folder that can be read.")
    next_step = N_("Name the folder that holds the committees' JSON files.")


class NothingToAddUp(Refusal):
    code = "report.nothing_to_add_up"
    why = N_("There is no JSON file in {path}.")
    next_step = N_("Ask the committees for: appui report activity --committee NAME --format json --output FILE.")


class AddingUpStopped(Refusal):
    code = "report.stopped"
    why = N_("Adding up was stopped; nothing was written.")
    next_step = N_("Start again when you like.")


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


class SectionUnknown(Refusal):
    code = "report.section"
    why = N_("A report has no section “{section}”. Known: {choices}.")
    next_step = N_("Choose among them.")


class SectionsNeeded(Refusal):
    code = "report.sections"
    why = N_("A report needs at least one section.")
    next_step = N_("Choose among: {choices}.")


class FileNoReport(Refusal):
    code = "report.file"
    why = N_("{path} {label}.")
    next_step = N_("Ask for it again: appui report activity --format json.")


class NothingToCompare(Refusal):
    code = "report.compare"
    why = N_("To compare with now, one of the two must be a report that was sent: two files stand by themselves.")
    next_step = N_("Name two files, or two reports sent, or one report sent.")
