"""The next step of one gift or of several: which are open now, what each does, and who says to be the mandataire."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.money.steps import open_steps
from campaign.views.money import GIFT_WORDS, GiftLine
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu

if TYPE_CHECKING:
    from campaign.errors.money import SomeGiftsRefused
    from db.unit import Unit
    from tui.screens.base import AppuiScreen

LeaveOut = Callable[[set[uuid.UUID]], None]

# The step: its name, what it does, and what the line that is typed says (empty lines are fine).
STEPS = {
    "hand_over": (
        N_("Hand over to the mandataire"),
        N_("A slip is made, which you and the mandataire sign. The money is not received yet."),
        N_("Who carries it: a name as people have it here. Empty: by post, or by the donor."),
    ),
    # Under 9,000 inhabitants there is no mandataire to carry it to: one step instead of two.
    "keep": (
        N_("Receive"),
        N_("Whoever keeps the money of this candidate has it from today, and answers for it."),
        N_("Why it is right all the same, where the law warns; else empty."),
    ),
    "receive": (
        N_("Receive"),
        N_(
            "The mandataire has it from today and answers for it. An acknowledgement number is given; it is no tax "
            "receipt."
        ),
        "",
    ),
    "deposit": (
        N_("Bring to the bank"),
        N_("One deposit slip is made for all of them, and the ledger moves them to the bank."),
        N_("Reference on the bank's slip; may stay empty."),
    ),
    "bounce": (
        N_("It came back unpaid"),
        N_("The ledger takes it out again, and the donor's cap is free of it."),
        N_("What happened; may stay empty."),
    ),
    "return": (
        N_("Give it back"),
        N_("It goes back to the donor before it reached the bank, and no longer counts towards the cap."),
        N_("What happened; may stay empty."),
    ),
    "refund": (
        N_("Refund"),
        N_("It is paid back out of the account, and no longer counts towards the cap."),
        N_("What happened; may stay empty."),
    ),
    "drop": (
        N_("It will not be kept"),
        N_("The promise is put away; it no longer counts towards the cap."),
        N_("What happened; may stay empty."),
    ),
}
TOGETHER = ("hand_over", "keep", "receive", "deposit")  # of several gifts at once


def ask_step(
    screen: AppuiScreen,
    lines: Sequence[GiftLine],
    then: Callable[[], None],
    *,
    small: bool = False,
    leave_out: LeaveOut | None = None,
) -> None:
    """Offer the steps that are open for all of these gifts, say what the chosen one does, and take it.

    ``small``: they are for a commune of under 9,000 inhabitants, which has no mandataire. ``leave_out`` takes the mark
    off gifts that cannot go on.
    """
    w = screen.w
    open_now = [{step.name: step for step in open_steps(line.state, line.method, line.kind)} for line in lines]
    if small:
        open_now = [{"keep" if name == "hand_over" else name: step for name, step in one.items()} for one in open_now]
    common = [name for name in STEPS if all(name in one for one in open_now)]
    if len(lines) > 1:
        common = [name for name in common if name in TOGETHER]
    if not common:
        said = w(N_("No step is open for these gifts together: mark those that stand at the same point."))
        screen.say(said if len(lines) > 1 else w(N_("This gift has come to its end: no step is open.")), "warning")
        return
    amount = w.euros(sum(line.amount_cents for line in lines))
    title = (
        lines[0].donor
        if len(lines) == 1 and lines[0].donor
        else w.many(N_("{count} gift"), N_("{count} gifts"), len(lines))
    )
    choices = [
        Choice(
            name,
            w(STEPS[name][0]),
            w(N_("by the mandataire")) if not small and any(one[name].mandatary for one in open_now) else "",
        )
        for name in common
    ]

    def chosen(name: str | None) -> None:
        if name is not None:
            mandatarys = name == "keep" or any(one[name].mandatary for one in open_now)
            _confirm(screen, _Step(lines, name, then, mandatarys, small, leave_out))

    screen.app.push_screen(Menu(f"{title} · {amount}", choices), chosen)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that was chosen for some gifts, and what is to be done once it is taken."""

    lines: Sequence[GiftLine]
    name: str
    then: Callable[[], None]
    declares: bool
    small: bool = False
    leave_out: LeaveOut | None = None


def _confirm(screen: AppuiScreen, step: _Step, *, problem: str = "", value: str = "") -> None:
    """Say what the step does, ask for the line that goes with it, and take it; a refusal is asked again."""
    w = screen.w
    title, does, typed = STEPS[step.name]
    about = [w(does)]
    if step.declares and not step.small:
        about.append(w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")))
    if step.name == "receive":
        typed = N_("Why it is right all the same, where the law warns; else empty.")
    about.append(w(typed))

    def entered(line: str | None) -> None:
        from campaign.errors.money import SomeGiftsRefused

        if line is None:
            return

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, SomeGiftsRefused):
                _name_refused(screen, step, refusal, line)
            else:
                _confirm(screen, step, problem=screen.w.refusal(refusal), value=line)

        def taken(_: object) -> None:
            screen.say(w(N_("{step}: done; u undoes it."), step=w(title)))
            step.then()

        write = functools.partial(_take, lines=step.lines, name=step.name, line=line, declares=step.declares)
        screen.write(write, taken, refused=refused, once=True)

    dialog = AskText(w(title), "\n".join(about), value=value, problem=problem, limit=300)
    screen.app.push_screen(dialog, entered)


def _name_refused(screen: AppuiScreen, step: _Step, refusal: SomeGiftsRefused, line: str) -> None:
    """Name each gift that cannot go on, with its reason; one key leaves them out and goes on with the others."""
    from tui.screens.money.refused import RefusedDialog

    w = screen.w
    why = dict(refusal.refused)
    rest = [one for one in step.lines if one.id not in why]
    said = [
        (f"{one.donor or w(GIFT_WORDS[one.kind])} · {w.euros(one.amount_cents)}", w.refusal(why[one.id]))
        for one in step.lines
        if one.id in why
    ]

    def answered(out: bool | None) -> None:
        if not out:
            _confirm(screen, step, value=line)
            return
        if step.leave_out is not None:
            step.leave_out(set(why))
        if rest:
            _confirm(screen, replace(step, lines=rest), value=line)

    screen.app.push_screen(RefusedDialog(w(STEPS[step.name][0]), said, len(rest)), answered)


def _take(unit: Unit, *, lines: Sequence[GiftLine], name: str, line: str, declares: bool) -> None:
    """One step as one action."""
    from campaign.money import gifts
    from campaign.people import find_person

    ids = [one.id for one in lines]
    if name == "hand_over":
        gifts.hand_over(unit, ids, find_person(unit.session, line).id if line.strip() else None)
    elif name == "keep":
        gifts.hand_over(unit, ids, None)
        gifts.receive(unit, ids, declares_mandatary=declares, reason=line)
    elif name == "receive":
        gifts.receive(unit, ids, declares_mandatary=declares, reason=line)
    elif name == "deposit":
        gifts.deposit(unit, ids, declares_mandatary=declares, bank_ref=line)
    elif name == "drop":
        gifts.drop(unit, ids[0], note=line)
    else:
        step = {"bounce": gifts.bounce, "return": gifts.give_back, "refund": gifts.refund}[name]
        step(unit, ids[0], declares_mandatary=declares, note=line)
