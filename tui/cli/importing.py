"""``appui import``: files that come from elsewhere, all of them or nothing, with what is wrong line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from campaign.words import Words
from db.errors import N_
from tui.cli.field import importing as field
from tui.cli.money import accounts
from tui.cli.parser import Call, columns, command, group


def register(commands: Any, w: Words) -> None:
    """Add the commands."""
    sub = group(commands, "import", w(N_("take in files from elsewhere")))
    people = command(sub, "people", w(N_("people out of a CSV, XLSX or ODS file")), people_, json_output=True)
    people.add_argument("file", type=Path, metavar="FILE", help=w(N_("the file; its first line names the columns")))
    people.add_argument("--committee", metavar="C", help=w(N_("id or name of a committee; else the one on Home")))
    people.add_argument("--dry-run", action="store_true", help=w(N_("say what would happen and change nothing")))
    people.add_argument(
        "--map", action="append", default=[], metavar="FIELD=TITLE", help=w(N_("what a column is, by its title"))
    )
    people.add_argument("--origin", default="own_list", help=w(N_("own_list, sign_up_sheets or other_tool")))
    people.add_argument("--basis", default="regular_contact", help=w(N_("why their names are kept")))
    people.add_argument("--role", default="follower", help=w(N_("their role where the file says none")))
    people.add_argument("--tag", default="", metavar="WORD", help=w(N_("a tag for all of them")))
    people.add_argument("--leave-out", action="store_true", help=w(N_("leave out the lines that cannot be taken in")))
    field.register(sub, w)
    accounts.online(sub, w)


def people_(call: Call) -> int:
    from campaign.errors import ImportHasProblems
    from campaign.people.importing import ImportForm, import_people, plan_import, read_sheet

    w, o = call.words, call.options
    store = call.existing()
    sheet = read_sheet(o.file)
    with store.read() as session:
        form = ImportForm(
            committee_id=committee_meant(call, session),
            mapping=_mapping(o.map, sheet.header),
            origin=o.origin,
            basis=o.basis,
            role=o.role,
            tag=o.tag,
        )
        plan = plan_import(session, sheet, form, store.now().date())
    stopped = bool(plan.blocking) and not o.leave_out
    if not o.dry_run and not stopped:
        with store.write(call.actor()) as unit:
            import_people(unit, plan, leave_out=o.leave_out)
    problems = [{"line": p.line, "reason": w(p.reason, **p.facts)} for p in plan.problems]
    data = {
        "read": plan.read,
        "added": 0 if stopped else plan.added,
        "updated": 0 if stopped else plan.updated,
        "unchanged": plan.unchanged,
        "refused": plan.refused,
        "done": not o.dry_run and not stopped,
        "columns": {title: name for title, name in zip(sheet.header, plan.columns, strict=True) if title},
        "problems": problems,
    }
    counts = ("read", "added", "updated", "unchanged", "refused")
    said = {
        "read": w(N_("lines read")),
        "added": w(N_("people added")),
        "updated": w(N_("completed")),
        "unchanged": w(N_("known, unchanged")),
        "refused": w(N_("not taken in")),
    }
    call.show(data, columns([(said[key], data[key]) for key in counts]))
    if not o.json:
        for problem in problems:
            call.say(w(N_("line {line}: {reason}"), **problem))
    if stopped:
        first = plan.blocking[0]
        raise ImportHasProblems(
            count=len(plan.blocking), line=first.line, reason=w(first.reason, **first.facts).rstrip(".")
        )
    return 0


def committee_meant(call: Call, session: Any) -> Any:
    """The id of the committee that ``--committee`` means; else of the one on Home.

    Raises:
        CommitteeUnknown, CommitteeAmbiguous, CommitteeNeeded.
    """
    from campaign.committees.lookup import find_committee
    from campaign.errors import CommitteeNeeded
    from campaign.settings import home_committee

    if call.options.committee:
        return find_committee(session, call.options.committee).id
    if (home := home_committee(session)) is None:
        raise CommitteeNeeded
    return home


def _mapping(given: list[str], header: tuple[str, ...]) -> dict[int, str]:
    """Columns by number, from ``FIELD=TITLE``.

    Raises:
        KindUnknown: no column has this title.
    """
    from campaign.errors import KindUnknown
    from db.folding import fold

    titles = {fold(title): index for index, title in enumerate(header)}
    found = {}
    for pair in given:
        name, _, title = pair.partition("=")
        if fold(title) not in titles:
            raise KindUnknown(kind=title[:40], choices=", ".join(title for title in header if title))
        found[titles[fold(title)]] = "" if name == "-" else name
    return found
