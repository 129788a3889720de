"""Refusals: every way in which the program says no, with what happened and the next step.

A refusal is a sentence for a person, not a stack trace. Texts are English msgids with ``{facts}``; the
screens and the command line translate them (`campaign.words`). The rest of the program never prints
a raw driver message, because it may hold names.
"""

from __future__ import annotations

from typing import ClassVar


def N_(message: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return message


class Refusal(Exception):
    """Something was refused; nothing was changed.

    ``why`` says what happened, ``next_step`` what the person can do. Both are msgids that are filled with
    ``facts``. ``exit_code`` is what the command line ends with (`docs/cli.md`).
    """

    code: ClassVar[str] = "refused"
    why: ClassVar[str] = N_("This was refused.")
    next_step: ClassVar[str] = ""
    by_key: ClassVar[str] = ""  # the next step on a screen, where ``next_step`` names a command
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).code)
        self.facts = facts

    def __str__(self) -> str:
        sentence = self.why.format_map(Lenient(self.facts))
        step = self.next_step.format_map(Lenient(self.facts))
        return f"{sentence} {step}".strip()


class Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class NotADatabase(Refusal):
    code = "file.not_a_database"
    why = N_("{path} is not an Appui file.")
    next_step = N_("Choose another file with --data, or move this one away.")


class FileMissing(Refusal):
    code = "file.missing"
    why = N_("There is no file at {path}.")
    next_step = N_("Create a committee first, or name the right file with --data.")


class FolderMissing(FileMissing):
    code = "file.folder_missing"
    why = N_("There is no folder {path}.")
    next_step = N_("Make that folder first, or name another one.")


class FileNameTooLong(Refusal):
    code = "file.name_too_long"
    why = N_("“{name}…” is too long for the name of a file.")
    next_step = N_("Choose a shorter one.")


class FolderGiven(Refusal):
    code = "file.folder"
    why = N_("{path} is a folder, not a file.")
    next_step = N_("Name the file inside it.")


class CannotOpen(Refusal):
    code = "file.cannot_open"
    why = N_("{path} cannot be opened: this account may not read it.")
    next_step = N_("Ask the owner of the file, or name another one with --data.")


class FileReadOnly(Refusal):
    code = "file.read_only"
    why = N_("{path} can be read but not written; nothing was changed.")
    next_step = N_("Give yourself the right to write to the file and its folder, or copy it elsewhere.")


class FileLocked(Refusal):
    code = "file.locked"
    why = N_("Another program has been writing to {path} for more than {seconds} seconds; nothing was changed.")
    next_step = N_("Close the other window, then try again.")


class DiskFull(Refusal):
    code = "file.disk_full"
    why = N_("The disk is full: {path} could not grow, and nothing was changed.")
    next_step = N_("Free some room, then try again.")


class DiskFailed(Refusal):
    code = "file.disk_failed"
    why = N_("The disk refused to write to {path}; nothing was changed.")
    next_step = N_("Check the disk, then restore the last backup if needed: appui restore.")


class FileDamaged(Refusal):
    code = "file.damaged"
    why = N_("{path} is damaged; Appui writes nothing to it.")
    next_step = N_("Restore the last backup: appui restore FILE. See what is wrong: appui doctor.")


class FileNewer(Refusal):
    code = "file.newer"
    exit_code = 3
    why = N_(
        "{path} was written by a newer Appui ({file_version}); this one is {program_version}. Not one byte was changed."
    )
    next_step = N_("Install the newer version, then open the file again.")


class FileOlder(Refusal):
    code = "file.older"
    why = N_("{path} was written by an older Appui and must be brought up to date first; it may only be read here.")
    next_step = N_("Give yourself the right to write to the file and its folder, or copy it elsewhere, then open it.")


class UpgradeFailed(Refusal):
    code = "file.upgrade_failed"
    why = N_("{path} could not be brought to the present version; it is as it was, and a copy is at {backup}.")
    next_step = N_("Run appui doctor, and report what it says.")


class FileExists(Refusal):
    code = "file.exists"
    why = N_("{path} exists already; nothing was overwritten.")
    next_step = N_("Choose another name.")


class HoldsData(Refusal):
    code = "file.holds_data"
    why = N_("{path} already holds data; the seed only fills a new file.")
    next_step = N_("Name a new file with --data.")


class NewEngineNeeded(Refusal):
    code = "engine.too_old"
    why = N_("This Python comes with SQLite {found}; Appui needs {needed} or newer with full-text search.")
    next_step = N_("Install a newer Python, then try again.")


class UndoImpossible(Refusal):
    code = "undo.changed_since"
    why = N_("“{label}” cannot be undone: it has been changed since.")
    next_step = N_("Open it and correct it by hand.")


class UndoHeld(UndoImpossible):
    code = "undo.held"
    why = N_("“{label}” cannot be undone: what was kept since rests on it, and is only ever added to.")
    next_step = N_("Nothing before it is undone either. Correct where it is shown what should be otherwise.")


class DoneElsewhere(Refusal):
    code = "undo.done_elsewhere"
    why = N_("Since then {who} did this in another window: “{label}”. Nothing was undone.")
    next_step = N_("Press the same key again to undo that all the same.")


class UndoneElsewhere(Refusal):
    code = "undo.undone_elsewhere"
    why = N_("Since then {who} undid or redid this in another window: “{label}”. Nothing was changed here.")
    next_step = N_("Look at what was done, then press the same key again.")


class NothingToUndo(Refusal):
    code = "undo.nothing"
    why = N_("There is nothing to undo.")


class NothingToRedo(Refusal):
    code = "undo.nothing_to_redo"
    why = N_("There is nothing to redo.")


class ChangedElsewhere(Refusal):
    code = "edit.changed_elsewhere"
    why = N_("Someone changed this in another window while you were editing; nothing was overwritten.")
    next_step = N_("Look at the new values, then edit again.")


class BackupUnusable(Refusal):
    code = "backup.unusable"
    why = N_("{path} is not a whole backup: {reason}")
    next_step = N_("Choose another backup; appui where names their folder.")
