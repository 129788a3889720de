"""What the screen of an action does about who comes: sign up, invite, remind, make shifts, hold it with others."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Confirm, Menu

if TYPE_CHECKING:
    from campaign.actions import SignupLine
    from tui.screens.actions.show import ActionScreen

LONGEST = 31 * 24 * 60


def toggle(screen: ActionScreen, person: SignupLine) -> None:
    """Space: who comes no longer does, and everybody else does now."""
    step(screen, person, "cancelled" if person.state in ("confirmed", "reminded") else "confirmed")


def step(screen: ActionScreen, person: SignupLine, to: str) -> None:
    """One step of a sign-up; where there are several shifts and none is known, it is asked which."""
    view, w = screen.view, screen.w
    if view is None:
        return
    if person.shift_id is None and len(view.shifts) > 1 and to in ("invited", "confirmed"):
        zone = view.line.zone
        choices = [
            Choice(
                s.id,
                s.label,
                f"{w.time(s.starts_at, zone)}–{w.time(s.ends_at, zone)} · {s.taken}"
                + (f"/{s.capacity}" if s.capacity else ""),
            )
            for s in view.shifts
        ]
        screen.app.push_screen(
            Menu(w(N_("Which shift?")), choices), lambda key: _write(screen, person, to, key) if key else None
        )
        return
    _write(screen, person, to, person.shift_id)


def _write(
    screen: ActionScreen, person: SignupLine, to: str, shift_id: uuid.UUID | None, *, over: bool = False
) -> None:
    from campaign.actions import SignupStep, set_signup
    from campaign.errors import ShiftFull

    form = SignupStep(
        action_id=screen.action_id,
        person_id=person.person_id,
        to=to,
        shift_id=shift_id,
        over=over,
    )

    def refused(refusal: Refusal) -> None:
        if not isinstance(refusal, ShiftFull):
            screen.refused(refusal)
            return
        w = screen.w
        what = w(N_("No room is left: {count} have signed up, {capacity} is the most."), **refusal.facts)
        screen.app.push_screen(
            Confirm(w(N_("Sign up beyond the limit?")), what),
            lambda yes: _write(screen, person, to, shift_id, over=True) if yes else None,
        )

    screen.write(lambda unit: set_signup(unit, form), lambda _: screen.reload(), refused=refused)


def whole(screen: ActionScreen, person: SignupLine) -> int:
    """How many minutes the whole of what someone came for lasts."""
    assert screen.view is not None
    of: Any = next((s for s in screen.view.shifts if s.id == person.shift_id), screen.view.line)
    return int((of.ends_at - of.starts_at).total_seconds() // 60)


def shifts(screen: ActionScreen) -> None:
    """Type a shift on one line: hours, how many it takes, its name."""
    from campaign.actions import NewShift, add_shift
    from campaign.periods import read_time

    view, w = screen.view, screen.w
    if view is None:
        return

    def parsed(line: str) -> NewShift:
        hours, _, rest = line.strip().partition(" ")
        first, _, last = hours.replace("–", "-").partition("-")
        begins, ends = read_time(first), read_time(last)
        minutes = (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % (24 * 60)
        count, _, label = rest.strip().partition(" ")
        if not (count.isascii() and count.isdigit()):
            count, label = "0", rest
        return NewShift(action_id=screen.action_id, at=begins, minutes=minutes, label=label, capacity=int(count[:6]))

    def check(line: str) -> str:
        try:
            parsed(line)
        except Refusal as refusal:
            return w.refusal(refusal)
        return ""

    def typed(line: str | None) -> None:
        if line:
            said = w(N_("The shift is there: f lists them, u undoes it."))
            screen.write(lambda unit: add_shift(unit, parsed(line)), lambda _: screen.tell(said))

    def add() -> None:
        about = w(N_("Hours, how many it takes (or nothing), its name: 10:00-11:30 4 Welcome"))
        screen.app.push_screen(AskText(w(N_("Add a shift")), about, check=check), typed)

    def chosen(key: Any) -> None:
        if key == "add":
            add()
        elif key is not None:
            _one_shift(screen, key)

    if not view.shifts:
        add()
        return
    zone = view.line.zone
    choices = [Choice("add", w(N_("Add a shift…")), "")]
    for shift in view.shifts:
        hours = f"{w.time(shift.starts_at, zone)}–{w.time(shift.ends_at, zone)}"
        label = f"{hours} · {shift.label}" if shift.label and shift.label != hours else hours
        count = f"{shift.taken}/{shift.capacity}" if shift.capacity else str(shift.taken)
        choices.append(Choice(shift, label, w(N_("{count} coming"), count=count)))
    screen.app.push_screen(Menu(w(N_("Shifts")), choices), chosen)


def _one_shift(screen: ActionScreen, shift: Any) -> None:
    """Change how many a shift takes, or take it away."""
    from campaign.actions import change_capacity, remove_shift

    w = screen.w

    def chosen(key: str | None) -> None:
        if key == "remove":
            said = w(N_("The shift is gone; u undoes it."))
            screen.write(lambda unit: remove_shift(unit, shift.id), lambda _: screen.tell(said))
        elif key == "capacity":
            title = w(N_("How many it takes; 0 lifts the limit"))
            screen.app.push_screen(AskText(title, value=str(shift.capacity or 0), limit=6), counted)

    def counted(line: str | None) -> None:
        if line and line.strip().isascii() and line.strip().isdigit():
            count = int(line)
            screen.write(lambda unit: change_capacity(unit, shift.id, count), lambda _: screen.reload())

    choices = [
        Choice("capacity", w(N_("Change how many it takes")), ""),
        Choice("remove", w(N_("Take it away")), w(N_("if nobody has signed up for it"))),
    ]
    screen.app.push_screen(Menu(shift.label or w(N_("Shifts")), choices), chosen)


def partner(screen: ActionScreen) -> None:
    """Name a committee that holds it too, or no longer does."""
    from campaign.actions import ActionChange, change_action

    view, w = screen.view, screen.w
    if view is None:
        return

    def typed(name: str | None) -> None:
        if not name or not name.strip():
            return

        def act(unit: Any) -> None:
            from campaign.committees.lookup import find_committee

            chosen = find_committee(unit.session, name).id
            partners = [i for i, _ in view.holders[1:]]
            kept = [i for i in partners if i != chosen] if chosen in partners else [*partners, chosen]
            change_action(unit, ActionChange(action_id=screen.action_id, partners=tuple(kept)))

        screen.write(act, lambda _: screen.reload())

    now = ", ".join(name for _, name in view.holders[1:])
    about = w(N_("The name of a committee; one that holds it already no longer will. It counts for its host only."))
    screen.app.push_screen(AskText(w(N_("With another committee")), f"{now}\n{about}".strip()), typed)
