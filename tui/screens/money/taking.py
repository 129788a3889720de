"""Taking in a file of the other laptop: which account it is for, what it would change, and then all of it at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.views.money import AccountView
from campaign.views.money_exchange import FileTold, Proposal
from campaign.words import N_, Words
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu
from tui.screens.money.told import CorrectionsDialog, ToldDialog
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.money.exchange import TakenIn
    from db.unit import Unit
    from tui.screens.base import AppuiScreen

JUDGED = 12  # what the law has to say of gifts, in the question before a file is taken in
Then = Callable[[bool], None]  # called with whether it was a file of pledges


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the other laptop, read and not taken in yet, with the accounts that it may be for."""

    name: str
    data: bytes
    told: FileTold
    proposals: tuple[Proposal, ...]

    @property
    def pledges(self) -> bool:
        return self.told.kind == "pledges"


def ask_file(screen: AppuiScreen, then: Then, *, value: str = "", problem: str = "") -> None:
    """Ask for the path of a file; what it would change is said before anything is changed.

    One that cannot be read is asked for again, with what was typed.
    """
    w = screen.w

    def read(reading: Reading, path: str) -> _File:
        from campaign.errors.money_exchange import MoneyFileMissing
        from campaign.money.exchange.pairing import propose, told_of
        from tui.cli.paths import typed_path

        target = typed_path(path)
        try:
            data = target.read_bytes()
        except OSError:
            raise MoneyFileMissing(name=target.name) from None
        told = told_of(data, target.name)
        return _File(target.name, data, told, tuple(propose(reading.session, told)))

    def tried(reading: Reading, path: str) -> _File | Refusal:
        try:
            return read(reading, path)
        except Refusal as refusal:
            return refusal

    def typed(path: str | None) -> None:
        if not (path and path.strip()):
            return

        def found(file: _File | Refusal) -> None:
            if isinstance(file, Refusal):
                ask_file(screen, then, value=path, problem=w.refusal(file))
            else:
                _pair(screen, file, then)

        screen.read("file", lambda reading: tried(reading, path), found)

    about = w(N_("Path of the file from the other laptop. What it would change is said first."))
    dialog = AskText(w(N_("Take in a file")), about, value=value, problem=problem, limit=1000)
    screen.app.push_screen(dialog, typed)


def _pair(screen: AppuiScreen, file: _File, then: Then) -> None:
    """Find the account that a file of promises is for; asked only where names do not tell."""
    from campaign.money.exchange.pairing import sure_of
    from tui.screens.money.opening import ask_account

    sure = sure_of(list(file.proposals))
    if not file.pledges:
        _dry(screen, file, None, then)
    elif sure is not None:
        _dry(screen, file, sure.account.id, then)
    elif file.proposals:
        _ask_which(screen, file, then)
    else:
        ask_account(screen, lambda made: _dry(screen, file, made.id, then), file.told.account)


def _ask_which(screen: AppuiScreen, file: _File, then: Then) -> None:
    """The accounts of this file, the likely one first; what is chosen is remembered."""
    from tui.screens.money.opening import ask_account

    w, told = screen.w, file.told
    choices = [Choice(one.account, one.account.label, w(one.why) if one.why else "") for one in file.proposals]
    if file.pledges:
        choices.append(Choice("new", w(N_("Another account: enter it"))))

    def chosen(one: AccountView | str | None) -> None:
        if isinstance(one, AccountView):
            _dry(screen, file, one.id, then)
        elif one is not None:
            ask_account(screen, lambda made: _dry(screen, file, made.id, then), told.account)

    said = N_("The file of “{committee}” names the account “{account}”. Which one is that here? It is remembered.")
    about = w(said, committee=told.committee, account=told.account)
    screen.app.push_screen(Menu(w(N_("Which account?")), choices, about=about), chosen)


def _dry(screen: AppuiScreen, file: _File, account_id: uuid.UUID | None, then: Then) -> None:
    """Say what would change: the file is taken in, looked at, and put back in one transaction that is dropped."""
    w = screen.w

    def fetch(reading: Reading) -> TakenIn | Refusal:
        from campaign.errors.money_exchange import MoneyFileOfOtherAccount
        from campaign.money.exchange.plan import plan_taken_in

        try:
            return plan_taken_in(reading.store, file.data, account_id, file.name, same_account=True)
        except MoneyFileOfOtherAccount as refusal:
            if account_id is not None:
                raise
            return refusal

    def planned(found: TakenIn | Refusal) -> None:
        if isinstance(found, Refusal):
            _ask_which(screen, file, then)
        elif not found.brings:
            screen.say(w(found.news) if found.news else w(N_("Nothing to take in: all of it is here already.")))
        elif found.donors:
            title = w(N_("What {name} corrects"), name=file.name)
            screen.app.push_screen(
                CorrectionsDialog(title, found),
                lambda chosen: None if chosen is None else _ask(screen, file, account_id, _with(found, chosen), then),
            )
        else:
            _ask(screen, file, account_id, found, then)

    screen.read("dry", fetch, planned)


def _with(found: TakenIn, chosen: frozenset[uuid.UUID]) -> TakenIn:
    """What a file would change, with the corrections that are taken over from it."""
    return replace(found, donors=tuple(replace(one, taken=one.donor in chosen) for one in found.donors))


def _ask(screen: AppuiScreen, file: _File, account_id: uuid.UUID | None, found: TakenIn, then: Then) -> None:
    """Tell all that the file changes, and take it in once somebody says so."""
    w = screen.w
    taken = frozenset(one.donor for one in found.donors if one.taken)
    if found.donors and not taken and not replace(found, donors=()).brings:
        screen.say(w(N_("Nothing was taken over: all of it stays as it is here.")))
        return
    screen.app.push_screen(
        ToldDialog(w(N_("Take in {name}?"), name=file.name), found, _counts(found, w), pledges=file.pledges),
        lambda yes: _write(screen, file, account_id, taken, then) if yes else None,
    )


def _counts(found: TakenIn, w: Words) -> list[str]:
    """How many gifts change, and what the law has to say of those that are new."""
    from campaign.money.sentences import said as sentence

    said = [
        w(
            N_("{read} gifts read: {added} added, {updated} brought up to date, {unchanged} as they were."),
            read=found.read,
            added=found.added,
            updated=found.updated,
            unchanged=found.unchanged,
        )
    ]
    if found.found:
        said.append(
            w.many(
                N_("The law has something to say of {count} of them:"),
                N_("The law has something to say of {count} of them:"),
                len({gift for gift, _ in found.found}),
            )
        )
        said += [sentence(one, w) for _, one in found.found[:JUDGED]]
    if len(found.found) > JUDGED:
        more = len(found.found) - JUDGED
        said.append(w(N_("And {count} more: appui money import says all of them."), count=more))
    return said


def _write(
    screen: AppuiScreen, file: _File, account_id: uuid.UUID | None, donors: frozenset[uuid.UUID], then: Then
) -> None:
    from campaign.money.exchange import import_pledges, import_states
    from campaign.money.exchange.words import beside, came_back

    w = screen.w

    def take(unit: Unit) -> TakenIn:
        if file.pledges and account_id is not None:
            return import_pledges(unit, file.data, account_id, file.name, same_account=True, donors=donors)
        return import_states(unit, file.data, file.name, account_id)

    def taken(found: TakenIn) -> None:
        said = N_("{added} gifts added, {updated} brought up to date; u takes the whole file back.")
        back = came_back(found, w)
        screen.say(" · ".join([w(said, added=found.added, updated=found.updated), *beside(found, w)]))
        for line in back:
            screen.say(line, "warning")
        then(file.pledges)

    screen.write(take, taken, once=True)
