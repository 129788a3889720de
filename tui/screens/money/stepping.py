"""The next step of one gift or of several: which are open now, what each does, and who says to be the mandataire."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from campaign.money.steps import ENDED, open_steps
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS, METHOD_WORDS, GiftLine
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import Choice, Menu
from tui.screens.money.dated import AskStep, Taken, of_the_day

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
        N_("What happened: the committee reads it; may stay empty."),
    ),
    "return": (
        N_("Give it back"),
        N_("It goes back to the donor before it reached the bank, and no longer counts towards the cap."),
        N_("What happened: the committee reads it; may stay empty."),
    ),
    "refund": (
        N_("Refund"),
        N_("It is paid back out of the account, and no longer counts towards the cap."),
        N_("What happened: the committee reads it; may stay empty."),
    ),
    "drop": (
        N_("It will not be kept"),
        N_("The promise is put away; it no longer counts towards the cap."),
        N_("What happened; may stay empty."),
    ),
    "restore": (
        N_("It was noted by mistake"),
        N_(
            "The gift stands again as before, and counts towards the cap. What was noted stays in its history, and the"
            " ledger reverses its entry by a new one."
        ),
        N_("Why it was a mistake: this is kept beside it."),
    ),
}
TOGETHER = ("hand_over", "keep", "receive", "deposit")  # of several gifts at once
UNDATED = ("drop", "restore")  # they are of today
# A gift with an official receipt does not end in silence: the donor could still use it.
ENDING = ("bounce", "return", "refund")


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
    if len(lines) == 1 and lines[0].state in ENDED:
        _offer_restoring(screen, lines[0], then)
        return
    common = [name for name in STEPS if all(name in one for one in open_now)]
    if len(lines) > 1:
        common = [name for name in common if name in TOGETHER]
    if not common:
        screen.say(_not_together(screen, lines, [set(one) for one in open_now]), "warning")
        return
    amount = w.euros(sum(line.amount_cents for line in lines))
    title = _named(screen, lines[0]) if len(lines) == 1 else w.many(N_("{count} gift"), N_("{count} gifts"), len(lines))
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


def _named(screen: AppuiScreen, line: GiftLine) -> str:
    """Who gave, or that it is a collection."""
    return line.donor or screen.w(GIFT_WORDS[line.kind])


def _not_together(screen: AppuiScreen, lines: Sequence[GiftLine], open_now: Sequence[set[str]]) -> str:
    """Why several gifts take no step together: one that takes none with others, or two that differ."""
    w = screen.w

    def at(line: GiftLine) -> dict[str, str]:
        return {"name": _named(screen, line), "state": w(GIFT_STATE_WORDS[line.state]),
                "method": w(METHOD_WORDS[line.method])}  # fmt: skip

    alone = next((line for line, mine in zip(lines, open_now, strict=True) if not mine & set(TOGETHER)), None)
    if alone is not None:
        text = N_("No step is open for these gifts together. {name} ({state}, {method}) goes on alone: unmark it.")
        return w(text, **at(alone))
    others = (line for line, mine in zip(lines, open_now, strict=True) if not mine & open_now[0] & set(TOGETHER))
    one, other = at(lines[0]), at(next(others, lines[-1]))
    text = N_(
        "No step is open for these gifts together. {name} is {state} ({method}), {other} is {other_state} "
        "({other_method}): mark those that stand at the same point and come the same way."
    )
    return w(text, **one, other=other["name"], other_state=other["state"], other_method=other["method"])


def _offer_restoring(screen: AppuiScreen, line: GiftLine, then: Callable[[], None]) -> None:
    """A gift that ended takes no step but one: its end was noted by mistake."""
    w = screen.w
    held = line.received_on is not None
    title = f"{_named(screen, line)} · {w(GIFT_STATE_WORDS[line.state])}"
    choices = [Choice("restore", w(STEPS["restore"][0]), w(N_("by the mandataire")) if held else "")]

    def chosen(name: str | None) -> None:
        if name is not None:
            _confirm(screen, _Step([line], name, then, declares=held))

    about = w(N_("This gift has come to its end."))
    screen.app.push_screen(Menu(title, choices, about=about), chosen)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that was chosen for some gifts, and what is to be done once it is taken."""

    lines: Sequence[GiftLine]
    name: str
    then: Callable[[], None]
    declares: bool
    small: bool = False
    leave_out: LeaveOut | None = None


def _confirm(screen: AppuiScreen, step: _Step, *, problem: Refusal | str = "", value: str = "", day: str = "") -> None:
    """Say what the step does, ask for the line and the day that go with it, and take it; a refusal is asked again."""
    w = screen.w
    title, does, typed = STEPS[step.name]
    about = [w(does)]
    if step.declares and not step.small:
        about.append(w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")))
    if step.name == "receive":
        typed = N_("Why it is right all the same, where the law warns; else empty.")
    if step.name in ENDING and (number := step.lines[0].official_receipt):
        told = N_("The official receipt {number} was issued: have the CNCCFP's service cancel it, and write why.")
        about.append(w(told, number=number))
    else:
        about.append(w(typed))

    def entered(given: Taken | None) -> None:
        from campaign.errors.money import SomeGiftsRefused

        if given is None:
            return
        line, on, how = given

        def refused(refusal: Refusal) -> None:
            if isinstance(refusal, SomeGiftsRefused):
                _name_refused(screen, step, refusal, line, how)
            else:
                _confirm(screen, step, problem=refusal, value=line, day=how)

        def taken(told: object) -> None:
            _say_taken(screen, step, told)
            step.then()

        write = functools.partial(_take, lines=step.lines, name=step.name, line=line, day=on, declares=step.declares)
        screen.write(write, taken, refused=refused, once=True)

    dated = step.name not in UNDATED
    wrong = isinstance(problem, Refusal) and of_the_day(problem)
    said = w.refusal(problem) if isinstance(problem, Refusal) else problem
    dialog = AskStep(w(title), "\n".join(about), dated=dated, value=value, day=day, problem=said, wrong_day=wrong)
    screen.app.push_screen(dialog, entered)


def _say_taken(screen: AppuiScreen, step: _Step, told: object) -> None:
    """That it is done; of a gift that stands again above a rule, what the law says of it."""
    from campaign.money.sentences import said
    from campaign.views.money_guard import Verdict

    w = screen.w
    done = w(N_("{step}: done; u undoes it."), step=w(STEPS[step.name][0]))
    heavy = [one for one in told.found if one.weight == "block"] if isinstance(told, Verdict) else []
    screen.say("\n".join([done, *(said(one, w) for one in heavy)]), "warning" if heavy else "information")


def _name_refused(screen: AppuiScreen, step: _Step, refusal: SomeGiftsRefused, line: str, day: str) -> None:
    """Name each gift that cannot go on, with its reason; one key leaves them out and goes on with the others.

    Where all that is missing is why they are right all the same, that is asked first. A day that fits none of them is
    the form's, not theirs: it is said once, and the form stays.
    """
    from campaign.errors.money import GiftReasonNeeded
    from tui.screens.money.refused import LEAVE_OUT, WRITE_WHY, ReasonDialog, RefusedDialog

    w = screen.w
    why = dict(refusal.refused)
    rest = [one for one in step.lines if one.id not in why]
    if not rest and all(of_the_day(one) for one in why.values()):
        _confirm(screen, step, problem=next(iter(why.values())), value=line, day=day)
        return
    said = [
        (f"{_named(screen, one)} · {w.euros(one.amount_cents)}", w.refusal(why[one.id]))
        for one in step.lines
        if one.id in why
    ]

    def answered(answer: str | None) -> None:
        if answer == WRITE_WHY:
            asked = w(N_("Write why: it is kept with each of these gifts."))
            _confirm(screen, step, problem=asked, value=line, day=day)
            return
        if answer != LEAVE_OUT:
            _confirm(screen, step, value=line, day=day)
            return
        if step.leave_out is not None:
            step.leave_out(set(why))
        if rest:
            _confirm(screen, replace(step, lines=rest), value=line, day=day)

    only_reasons = all(isinstance(one, GiftReasonNeeded) for one in why.values())
    dialog = ReasonDialog if only_reasons else RefusedDialog
    screen.app.push_screen(dialog(w(STEPS[step.name][0]), said, len(rest)), answered)


def _take(unit: Unit, *, lines: Sequence[GiftLine], name: str, line: str, day: date | None, declares: bool) -> object:
    """One step as one action."""
    from campaign.money import gifts
    from campaign.money.restoring import restore
    from campaign.people import find_person

    ids = [one.id for one in lines]
    if name == "hand_over":
        gifts.hand_over(unit, ids, find_person(unit.session, line).id if line.strip() else None, day)
    elif name == "keep":
        gifts.hand_over(unit, ids, None, day)
        gifts.receive(unit, ids, declares_mandatary=declares, day=day, reason=line)
    elif name == "receive":
        gifts.receive(unit, ids, declares_mandatary=declares, day=day, reason=line)
    elif name == "deposit":
        gifts.deposit(unit, ids, declares_mandatary=declares, day=day, bank_ref=line)
    elif name == "drop":
        gifts.drop(unit, ids[0], note=line)
    elif name == "restore":
        return restore(unit, ids[0], reason=line, declares_mandatary=declares)
    else:
        step = {"bounce": gifts.bounce, "return": gifts.give_back, "refund": gifts.refund}[name]
        step(unit, ids[0], declares_mandatary=declares, day=day, note=line)
    return None
