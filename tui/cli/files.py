"""``appui backup``, ``restore``, ``doctor``, ``undo``, ``redo``, ``where``: looking after the file itself."""

from __future__ import annotations

from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command
from tui.cli.paths import typed_path


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    saved = command(commands, "backup", w(N_("a whole, verified copy of the file")), backup_)
    saved.add_argument("--output", metavar="FILE", help=w(N_("where to write; else the folder of backups")))
    restored = command(commands, "restore", w(N_("put a backup in the place of the file")), restore)
    restored.add_argument("file", metavar="FILE", help=w(N_("the backup")))
    doctor = command(commands, "doctor", w(N_("look at the file from every side")), doctor_, json_output=True)
    doctor.add_argument("--full", action="store_true", help=w(N_("every byte; slower")))
    undone = command(commands, "undo", w(N_("undo the last action")), undo_)
    undone.add_argument("--list", action="store_true", help=w(N_("what can be undone")))
    command(commands, "redo", w(N_("redo what was undone")), redo_)
    command(commands, "where", w(N_("the paths of data, settings, backups, logs")), where, json_output=True)


def backup_(call: Call) -> int:
    from db import backup

    output = typed_path(call.options.output) if call.options.output else None
    made = backup.make(call.path, output)
    call.print(str(made))
    away = backup.leaves_the_disk(call.path, made)
    if away or output is not None:
        from campaign.settings import note_copy

        with call.existing().write(call.actor()) as unit:
            note_copy(unit, unit.now.date(), off_disk=away)
    if output is not None and not away:
        call.say(call.words(N_("This copy is on the same disk: it would be lost with it.")))
    return 0


def restore(call: Call) -> int:
    from db import backup

    saved = backup.restore(typed_path(call.options.file), call.path)
    if saved is not None:
        call.say(call.words(N_("What was there before is kept at {path}."), path=saved))
    return 0


def doctor_(call: Call) -> int:
    from db import doctor

    findings = doctor.examine(call.path, full=call.options.full)
    w = call.words
    healthy = not any(f.severity == "error" for f in findings)
    data = {"ok": healthy, "findings": [f.as_json() for f in findings]}
    severities = {"error": w(N_("error")), "warning": w(N_("warning")), "info": w(N_("note"))}
    lines = [
        w(
            N_("{label}: {value}"),
            label=severities[f.severity],
            value=f"{w(f.message, **f.facts)} {w(f.mend, **f.facts)} [{f.code}]",
        )
        for f in findings
    ] or [w(N_("Everything is in order."))]
    call.show(data, lines)
    return 0 if healthy else 1


def undo_(call: Call) -> int:
    from campaign.history import said
    from db import undo

    w = call.words
    store = call.existing()
    if call.options.list:
        with store.read() as session:
            steps = undo.steps(session)
        marks = {"done": "", "undone": w(N_("undone"))}
        rows = [(w.day(s.at.date(), "numeric"), said(s, w), marks[s.state]) for s in steps]
        for line in columns(rows) or [w(N_("There is nothing to undo."))]:
            call.print(line)
        return 0
    with store.write(call.actor()) as unit:
        step = undo.undo(unit)
    call.print(w(N_("Undone: {label}"), label=said(step, w)))
    return 0


def redo_(call: Call) -> int:
    from campaign.history import said
    from db import undo

    store = call.existing()
    with store.write(call.actor()) as unit:
        step = undo.redo(unit)
    call.print(call.words(N_("Done again: {label}"), label=said(step, call.words)))
    return 0


def where(call: Call) -> int:
    from db import disk  # and no more: where things are is said at once
    from tui.cli import paths

    w = call.words
    data = {
        "data": str(call.path),
        "backups": str(disk.backups_of(call.path)),
        "settings": str(paths.settings_file()),
        "log": str(paths.log_file()),
        "exports": str(paths.exports_folder()),
    }
    labels = {
        "data": w(N_("Data")),
        "backups": w(N_("Backups")),
        "settings": w(N_("Settings")),
        "log": w(N_("Log")),
        "exports": w(N_("Exports")),
    }
    return call.show(data, columns([(labels[key], value) for key, value in data.items()]))
