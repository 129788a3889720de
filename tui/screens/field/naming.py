"""A name that nobody of the committee has: those that come near are offered, or it joins the committee here and now."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from campaign.words import N_
from db.errors import Refusal
from db.folding import fold
from tui.screens.dialogs import Choice, Menu
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import MemberLine
    from tui.screens.speaking import Speaking

NEAR = 0.6  # how alike two names are, of 1, before one is offered for the other
OFFERED = 6


def ask_name(
    screen: Speaking, committee_id: uuid.UUID, typed: str, refusal: Refusal, choose: Callable[[str], None]
) -> None:
    """Ask whom a name means that was refused; ``choose`` is told what to put in its place, and not called on Esc."""
    from campaign.errors import PersonAmbiguous

    w = screen.w
    full = str(refusal.facts.get("name") or typed)

    def fetch(reading: Reading) -> Sequence[MemberLine]:
        from campaign.committees.directory import show_committee

        return show_committee(reading.session, committee_id, reading.store.now()).members

    def offer(members: Sequence[MemberLine]) -> None:
        names = [member.name for member in members]
        choices = [
            Choice(member.name if names.count(member.name) == 1 else str(member.person_id), member.name)
            for member in near(members, typed)
        ]
        if not isinstance(refusal, PersonAmbiguous):
            choices.append(Choice(uuid.UUID(int=0), w(N_("Add {name} to the committee"), name=full)))
        choices.append(Choice(None, w(N_("Correct the name"))))
        about = w(refusal.why).format(**refusal.facts)
        screen.app.push_screen(Menu(w(N_("Who is meant?")), choices, about=about), chosen)

    def chosen(key: str | uuid.UUID | None) -> None:
        if isinstance(key, uuid.UUID):
            join()
        elif key is not None:
            choose(key)

    def join() -> None:
        from campaign.committees.members import add_member

        def joined(_: uuid.UUID) -> None:
            choose(full)
            screen.tell(w(N_("{name} is a member; u undoes it."), name=full))

        screen.write(lambda unit: add_member(unit, committee_id, full), joined)

    screen.read("names", fetch, offer)


def meant_by(refusal: Refusal, typed: str) -> str | None:
    """Which of the names that were typed, with commas between them, a refusal is about; None if of none."""
    from campaign.errors import NotAMember, PersonAmbiguous, PersonUnknown

    if not isinstance(refusal, (PersonUnknown, PersonAmbiguous, NotAMember)):
        return None
    refused = fold(str(refusal.facts.get("name", "")))
    for part in typed.split(","):
        name = fold(part)
        if name and (name == refused or set(name.split()) <= set(refused.split())):
            return part
    return None


def put_name(typed: str, part: str, name: str) -> str:
    """The names with one of them in the place of what was typed for it."""
    return ", ".join(name if each == part else each.strip() for each in typed.split(","))


def near(members: Sequence[MemberLine], typed: str) -> list[MemberLine]:
    """The members whose name holds what was typed or comes close to it, the closest first."""
    wanted = fold(typed)

    def alike(member: MemberLine) -> float:
        name = fold(member.name)
        pieces = [name, *name.split()]
        return 1.0 if wanted in name else max(SequenceMatcher(None, wanted, piece).ratio() for piece in pieces)

    rated = [(alike(member), member) for member in members]
    found = [pair for pair in rated if pair[0] >= NEAR]
    return [member for _, member in sorted(found, key=lambda pair: -pair[0])][:OFFERED]
