"""A person's rights: ``appui person access``, ``rectify``, ``object``, ``erase``; ``retention``; ``charter``."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from campaign.views.rights import REQUEST_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, columns, command, group, printable, whole

if TYPE_CHECKING:
    from db.store import Store

KINDS = tuple(REQUEST_WORDS)


def register(commands: Any, w: Words) -> None:
    """Add the commands; those on one person stand beside the others of ``person``."""
    person = group(commands, "person", w(N_("people")))
    seen = command(person, "access", w(N_("all that is held about someone, to hand to them")), access, json_output=True)
    seen.add_argument("person", help=w(N_("id or name")))
    seen.add_argument("--output", metavar="FILE", help=w(N_("a new file, for this account only; else printed")))
    corrected = command(person, "rectify", w(N_("correct someone's name")), rectify_)
    corrected.add_argument("person", help=w(N_("id or name")))
    corrected.add_argument("name", help=w(N_("the right name; a family name in CAPITALS may have several words")))
    objected = command(person, "object", w(N_("someone no longer wants to be contacted")), object_)
    objected.add_argument("person", help=w(N_("id or name")))
    objected.add_argument("--take-back", action="store_true", help=w(N_("they may be contacted again")))
    erased = command(person, "erase", w(N_("erase someone for good; says first what would go")), erase_)
    erased.add_argument("person", help=w(N_("id or name")))
    erased.add_argument("--yes", action="store_true", help=w(N_("do it; it cannot be undone")))
    erased.add_argument(
        "--delete-backups", action="store_true", help=w(N_("delete the older backups too, and make a fresh one"))
    )
    asked = command(person, "requests", w(N_("requests and when their answer is due")), requests_, json_output=True)
    asked.add_argument(
        "--add", choices=KINDS, metavar="KIND", help=w(N_("note a request: {kinds}"), kinds=", ".join(KINDS))
    )
    asked.add_argument("--person", metavar="NAME", help=w(N_("who asked: id or name of someone known here")))
    asked.add_argument("--received", metavar="DATE", default="today", help=w(N_("when it came")))
    asked.add_argument("--note", default="", metavar="TEXT", help=w(N_("what is needed to answer it")))
    asked.add_argument("--answer", metavar="ID", help=w(N_("note that a request was answered today")))
    kept = group(commands, "retention", w(N_("how long personal data are kept")))
    command(kept, "list", w(N_("each rule, and what expires soon")), retention_list, json_output=True)
    run = command(
        kept, "run", w(N_("let go of what is past its day; it cannot be undone")), retention_run, json_output=True
    )
    run.add_argument("--dry-run", action="store_true", help=w(N_("say what would go and change nothing")))
    chosen = command(kept, "keep", w(N_("choose how long, within the limits of the rule")), retention_keep)
    chosen.add_argument("purpose", help=w(N_("a rule of the list")))
    chosen.add_argument("length", type=whole, help=w(N_("in the rule's own days or months")))
    read = command(commands, "charter", w(N_("the data charter, to be read once before contacts show")), charter_)
    read.add_argument("--accept", action="store_true", help=w(N_("I have read it and accept it")))


def access(call: Call) -> int:
    from campaign.people.access import access_file, as_json, as_text, record_access
    from campaign.people.retention import rules_of
    from db.disk import stands
    from db.errors import FileExists
    from db.files import write_whole
    from tui.cli.paths import typed_path

    o, w = call.options, call.words
    store = call.existing()
    meant = _meant(call, store)
    with store.read() as session:
        person_id = meant
        found = access_file(session, person_id, store.now().date())
        kept = {rule.purpose: rule.kept for rule in rules_of(session)}
    said = as_text(found, w, kept)
    if o.output:
        path = typed_path(o.output)
        if stands(path):
            raise FileExists(path=path)
        whole_json = json.dumps(as_json(found), ensure_ascii=False, indent=2)
        lines = whole_json if o.json else "\n".join(printable(line) for line in said.split("\n"))
        write_whole(path, lines.encode())
        call.say(w(N_("Written: {path}"), path=path))
    if not store.read_only:
        with store.write(call.actor()) as unit:
            record_access(unit, person_id)
    return 0 if o.output else call.show(as_json(found), said.rstrip("\n").split("\n"))


def _meant(call: Call, store: Store) -> uuid.UUID:
    """Whose rights: a person of the file; else a donor, who is entered among the people for it."""
    from campaign.errors import PersonUnknown
    from campaign.errors.money import DonorUnknown
    from campaign.money.donor_rights import person_of_donor
    from campaign.money.donors import find_donor
    from campaign.people import find_person

    name = call.options.person
    with store.read() as session:
        try:
            return find_person(session, name).id
        except PersonUnknown as unknown:
            try:
                donor = find_donor(session, name).id
            except DonorUnknown:
                raise unknown from None
    with store.write(call.actor()) as unit:
        return person_of_donor(unit, donor)


def rectify_(call: Call) -> int:
    from campaign.people import split_name
    from campaign.people.directory import checked_name
    from campaign.people.rights import rectify

    store = call.existing()
    meant = _meant(call, store)
    with store.write(call.actor()) as unit:
        rectify(unit, meant, *split_name(checked_name(call.options.name)))
    call.print(call.words(N_("Corrected.")))
    return 0


def object_(call: Call) -> int:
    from campaign.people.rights import object_to_contact

    w, back = call.words, call.options.take_back
    store = call.existing()
    meant = _meant(call, store)
    with store.write(call.actor()) as unit:
        object_to_contact(unit, meant, objects=not back)
    said = (
        N_("May be contacted again; consents must be given anew.")
        if back
        else N_("Stands in no contact list any more.")
    )
    call.print(w(said))
    return 0


def erase_(call: Call) -> int:
    from campaign.errors import NotConfirmed
    from campaign.people import full_name
    from campaign.people.erasure import erase, erasure_of
    from campaign.people.held import person_row
    from campaign.people.sentences import after_erasing, before_erasing
    from db import backup
    from db.scrub import scrub

    w = call.words
    store = call.existing()
    copies = tuple(copy.name for copy in backup.copies(call.path))
    meant = _meant(call, store)
    with store.read() as session:
        person = person_row(session, meant)
        plan = replace(erasure_of(session, person.id), backups=copies)
        name = full_name(person)
    if not call.options.yes:
        for line in before_erasing(plan, name, w):
            call.say(line)
        raise NotConfirmed
    actor = call.actor()
    with store.write(actor) as unit:
        done = erase(unit, plan.person_id)
    scrubbed = scrub(store)
    if call.options.delete_backups:
        gone = backup.delete(call.path)
        saved = backup.make(call.path)
        one, many = (
            N_("{count} backup deleted; a fresh one is at {path}."),
            N_("{count} backups deleted; a fresh one is at {path}."),
        )
        call.say(w.many(one, many, gone, path=saved))
        copies = ()
    for line in after_erasing(replace(done, backups=copies), w, scrubbed=scrubbed):
        call.print(line)
    return 0


def requests_(call: Call) -> int:
    import uuid

    from campaign.errors import RequestUnknown
    from campaign.people import find_person
    from campaign.people.requests import answer_request, list_requests, receive_request
    from campaign.periods import read_day

    o, w = call.options, call.words
    store = call.existing()
    today = store.now().astimezone().date()
    if o.add or o.answer:
        with store.write(call.actor()) as unit:
            if o.add:
                person_id = find_person(unit.session, o.person).id if o.person else None
                receive_request(unit, person_id, o.add, read_day(o.received, today), o.note)
            else:
                try:
                    answer_request(unit, uuid.UUID(o.answer), today)
                except ValueError:
                    raise RequestUnknown from None
    with store.read() as session:
        lines = list_requests(session, today)
    data = [
        {
            "id": line.id,
            "kind": line.kind,
            "person": line.person_id,
            "name": line.name,
            "received_on": line.received_on,
            "due_on": line.due_on,
            "answered_on": line.answered_on,
            "late": line.late,
            "note": line.note,
        }
        for line in lines
    ]
    head = [(w(N_("Due")), w(N_("State")), w(N_("Asks to")), w(N_("Who")), "id")]
    rows = [
        (
            w.day(line.due_on, "numeric"),
            w(N_("answered")) if line.answered_on else w(N_("late")) if line.late else w(N_("waits")),
            w(REQUEST_WORDS[line.kind]),
            line.name or "–",
            line.id,
        )
        for line in lines
    ]
    return call.show(data, columns([*head, *rows]) if rows else [w(N_("Nobody has asked anything yet."))])


def retention_list(call: Call) -> int:
    from campaign.people.retention import expiring

    w = call.words
    store = call.existing()
    with store.read() as session:
        found = expiring(session, store.now().date())
    data = [
        {
            "purpose": e.rule.purpose,
            "kept": e.rule.kept,
            "unit": e.rule.unit,
            "least": e.rule.least,
            "most": e.rule.most,
            "authority": e.rule.authority.say(w),
            "source": e.rule.source,
            "checked_on": e.rule.checked_on,
            "expired": len(e.now),
            "in_7_days": len(e.in_7),
            "in_30_days": len(e.in_30),
            "ids": list(e.now),
        }
        for e in found
    ]
    lines = []
    for e in found:
        unit = w(N_("months")) if e.rule.unit == "months" else w(N_("days"))
        lines += [
            w(
                N_("{purpose}: {kept} {unit} (between {least} and {most})"),
                purpose=e.rule.purpose,
                kept=e.rule.kept,
                unit=unit,
                least=e.rule.least,
                most=e.rule.most,
            ),
            f"  {e.rule.about.say(w)}",
            f"  {e.rule.authority.say(w)} [{e.rule.source}, {w.day(e.rule.checked_on, 'numeric')}]",
            "  "
            + w(
                N_("past its day: {now}; within 7 days: {in_7}; within 30 days: {in_30}"),
                now=len(e.now),
                in_7=len(e.in_7),
                in_30=len(e.in_30),
            ),
        ]
    return call.show(data, lines)


def retention_run(call: Call) -> int:
    from campaign.people.retention import expiring, purge
    from db.scrub import scrub

    w = call.words
    store = call.existing()
    today = store.now().date()
    with store.read() as session:
        found = expiring(session, today)
    counts = {e.rule.purpose: len(e.now) for e in found}
    if not call.options.dry_run:
        with store.write(call.actor()) as unit:
            counts = purge(unit, today).counts
        if not scrub(store):
            call.say(w(N_("Another window is reading the file: close it, then run this again.")))
    data = {"done": not call.options.dry_run, "counts": counts, "ids": {e.rule.purpose: list(e.now) for e in found}}
    done = N_("let go: {count}") if not call.options.dry_run else N_("would go: {count}")
    return call.show(data, [f"{purpose}: {w(done, count=count)}" for purpose, count in counts.items()])


def retention_keep(call: Call) -> int:
    from campaign.people.retention import keep

    store = call.existing_or_new()
    with store.write(call.actor()) as unit:
        keep(unit, call.options.purpose, call.options.length)
    call.print(
        call.words(N_("Kept from now on: {purpose}, {kept}."), purpose=call.options.purpose, kept=call.options.length)
    )
    return 0


def charter_(call: Call) -> int:
    from campaign.errors import NobodyAtKeyboard
    from campaign.people.charter import charter, read_charter

    w = call.words
    found = charter()
    if not call.options.accept:
        for line in [found.title.say(w), "", *found.text.say(w).split("\n")]:
            call.print(line)
        call.say(w(N_("Once read: appui charter --accept")))
        return 0
    store = call.existing()
    actor = call.actor()
    if actor is None:
        raise NobodyAtKeyboard
    with store.write(actor) as unit:
        read_charter(unit, actor)
    call.print(w(N_("Accepted: phones and mails are shown to you from now on.")))
    return 0
