"""What is refused about activity reports: made, sent, compared, added up."""

from __future__ import annotations

from db.errors import N_, Refusal


class FormatUnknown(Refusal):
    code = "report.format"
    why = N_("“{format}” is not a format known here. Known: {choices}.")
    next_step = N_("Choose one of them.")


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
