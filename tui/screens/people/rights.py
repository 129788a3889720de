"""What someone may ask of us: a copy of all that is held, a correction, to be left alone, to be erased."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.words import N_, Words
from db.errors import Refusal
from tui.cli.paths import typed_path
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import AskText, Choice, Confirm, Menu
from tui.text import visible_lines
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.views.rights import Erasure
    from db.store import Store
    from db.unit import Unit


def ask_rights(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    """Ask which of their rights someone uses, and do it."""
    w = screen.w
    ways: dict[str, Callable[[AppuiScreen, uuid.UUID, str], None]] = {
        "access": _access,
        "rectify": _rectify,
        "object": _object,
        "erase": _ask_erase,
        "requests": _requests,
    }
    choices = [
        Choice("access", w(N_("Copy of what is held")), w(N_("text and JSON"))),
        Choice("rectify", w(N_("Correct the name")), w(N_("can be undone"))),
        Choice("object", w(N_("Leave them alone")), w(N_("can be undone"))),
        Choice("erase", w(N_("Erase them")), w(N_("for good"))),
        Choice("requests", w(N_("Their requests")), w(N_("due within a month"))),
    ]

    def chosen(key: Any) -> None:
        if key:
            ways[key](screen, person_id, name)

    screen.app.push_screen(Menu(w(N_("Rights of {name}"), name=name), choices), chosen)


def _access(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    from db.folding import fold

    w = screen.w
    today = screen.appui.today()
    stem = f"{w(N_('data-of'))}-{fold(name).replace(' ', '-') or person_id.hex[:8]}-{today.isoformat()}.txt"
    lang = screen.appui.lang

    def typed(line: str | None) -> None:
        if not line:
            return
        try:
            path = typed_path(line)
        except Refusal as refusal:
            screen.refused(refusal)
            return
        screen.write(
            lambda unit: _write_access(unit, person_id, path, lang),
            lambda paths: screen.tell(w(N_("Written, for this account only: {paths}"), paths=", ".join(paths))),
        )

    about = w(N_("To hand to them: a text to read, and beside it the same as JSON to take along. Nothing is replaced."))
    proposed = screen.appui.place.exports_folder / stem
    dialog = AskText(w(N_("Write the copy to")), about, value=str(proposed), limit=1000)
    screen.app.push_screen(dialog, typed)


def _write_access(unit: Unit, person_id: uuid.UUID, path: Path, lang: Any) -> list[str]:
    """Both files or a refusal; what was written is audited in the same action."""
    import json

    from campaign.people.access import access_file, as_json, as_text, record_access
    from campaign.people.retention import rules_of
    from campaign.words import words
    from db.disk import stands
    from db.errors import FileExists
    from db.files import write_whole

    beside = path.with_suffix(".json") if path.suffix != ".json" else path.with_suffix(".txt")
    for each in (path, beside):
        if stands(each):
            raise FileExists(path=each)
    found = access_file(unit.session, person_id, unit.now.astimezone().date())
    said = as_text(found, words(lang), {rule.purpose: rule.kept for rule in rules_of(unit.session)})
    contents = {".json": json.dumps(as_json(found), ensure_ascii=False, indent=2)}
    for each in (path, beside):
        write_whole(each, contents.get(each.suffix, visible_lines(said)).encode())
    record_access(unit, person_id)
    return [str(path), beside.name]


def _rectify(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    w = screen.w

    def typed(line: str | None) -> None:
        from campaign.people import split_name
        from campaign.people.directory import checked_name
        from campaign.people.rights import rectify

        if not line or line == name:
            return
        try:
            given, family = split_name(checked_name(line))
        except Refusal as refusal:
            screen.refused(refusal)
            return
        screen.write(
            lambda unit: rectify(unit, person_id, given, family),
            lambda _: screen.tell(w(N_("Corrected. u undoes it."))),
        )

    about = w(N_("First name, then name; a name of several words in CAPITALS."))
    screen.app.push_screen(AskText(w(N_("Correct the name")), about, value=name), typed)


def _object(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    w = screen.w

    def confirmed(yes: bool | None) -> None:
        from campaign.people.rights import object_to_contact

        if yes:
            screen.write(
                lambda unit: object_to_contact(unit, person_id),
                lambda _: screen.tell(w(N_("Stands in no contact list any more. u undoes it."))),
            )

    what = w(N_("{name} stands in no contact list any more, and every consent is withdrawn."), name=name)
    screen.app.push_screen(Confirm(w(N_("No longer contact them?")), what), confirmed)


def _requests(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    from tui.screens.people.requests import RequestsScreen

    screen.app.push_screen(RequestsScreen(person_id, name))


def _ask_erase(screen: AppuiScreen, person_id: uuid.UUID, name: str) -> None:
    path = screen.appui.place.path

    def fetch(reading: Reading) -> Erasure:
        from campaign.people.erasure import erasure_of
        from db import backup

        copies = tuple(copy.name for copy in backup.copies(path))
        return replace(erasure_of(reading.session, person_id), backups=copies)

    screen.read("erasure", fetch, lambda plan: _confirm_erase(screen, plan, name))


def _confirm_erase(screen: AppuiScreen, plan: Erasure, name: str) -> None:
    from campaign.people.sentences import before_erasing

    w = screen.w
    word = w(N_("erase"))

    def check(line: str) -> str:
        return "" if line.strip().casefold() == word else w(N_("Type “{word}”, or leave with Esc."), word=word)

    def typed(line: str | None) -> None:
        if line is not None:
            _erase(screen, plan)

    said = "\n".join([*before_erasing(plan, name, w), w(N_("To do it, type “{word}”."), word=word)])
    screen.app.push_screen(AskText(w(N_("Erase {name}?"), name=name), said, check=check, limit=20), typed)


def _erase(screen: AppuiScreen, plan: Erasure) -> None:
    from campaign.people.erasure import erase

    screen.write(
        lambda unit: erase(unit, plan.person_id), lambda done: _scrub(screen, replace(done, backups=plan.backups))
    )


def _scrub(screen: AppuiScreen, done: Erasure) -> None:
    """The rows are gone; now their bytes, in a thread."""
    from db.scrub import scrub

    screen.tend("scrub", scrub, lambda scrubbed: _erased(screen, done, scrubbed))


def _erased(screen: AppuiScreen, done: Erasure, scrubbed: bool) -> None:
    from campaign.people.sentences import after_erasing

    w = screen.w
    said = after_erasing(replace(done, backups=()), w, scrubbed=scrubbed)
    screen.say("\n".join(said), "information" if scrubbed else "warning")
    home = screen.appui
    if screen is home.screen and getattr(screen, "person_id", None) == done.person_id:
        screen._leave()  # there is nobody left to show
    if done.backups:
        _offer_backups(home.screen, done, w)  # type: ignore[arg-type]


def _offer_backups(screen: AppuiScreen, done: Erasure, w: Words) -> None:
    path = screen.appui.place.path

    def confirmed(yes: bool | None) -> None:
        if yes:
            screen.tend("backups", copy, lambda name: screen.tell(w(N_("Deleted. A fresh backup: {name}"), name=name)))

    def copy(store: Store) -> str:
        from db import backup

        backup.delete(path)
        return backup.make(path).name

    what = w.many(
        N_("{count} older backup still holds this person. Deleted, nothing can be brought back from before today."),
        N_("{count} older backups still hold this person. Deleted, nothing can be brought back from before today."),
        len(done.backups),
    )
    screen.app.push_screen(Confirm(w(N_("Delete the older backups too?")), what), confirmed)
