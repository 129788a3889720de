"""The next step of one gift or of several: which are open now, what each does, and who says to be the mandataire."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from campaign.money.steps import open_steps
from campaign.views.money import GiftLine
from campaign.words import N_
from db.errors import Refusal
from tui.screens.dialogs import AskText, Choice, Menu

if TYPE_CHECKING:
    from db.unit import Unit
    from tui.screens.base import AppuiScreen

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


def ask_step(screen: AppuiScreen, lines: Sequence[GiftLine], then: Callable[[], None], *, small: bool = False) -> None:
    """Offer the steps that are open for all of these gifts, say what the chosen one does, and take it.

    ``small``: they are for a commune of under 9,000 inhabitants, which has no mandataire.
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
            _confirm(screen, lines, name, then, declares=mandatarys, small=small)

    screen.app.push_screen(Menu(f"{title} · {amount}", choices), chosen)


def _confirm(
    screen: AppuiScreen,
    lines: Sequence[GiftLine],
    name: str,
    then: Callable[[], None],
    *,
    declares: bool,
    small: bool = False,
    problem: str = "",
    value: str = "",
) -> None:
    """Say what the step does, ask for the line that goes with it, and take it; a refusal is asked again."""
    w = screen.w
    title, does, typed = STEPS[name]
    about = [w(does)]
    if declares and not small:
        about.append(w(N_("By Enter you declare that you act as the mandataire: it is written down, never verified.")))
    if name == "receive":
        typed = N_("Why it is right all the same, where the law warns; else empty.")
    about.append(w(typed))

    def entered(line: str | None) -> None:
        if line is None:
            return

        def refused(refusal: Refusal) -> None:
            problem = screen.w.refusal(refusal)
            _confirm(screen, lines, name, then, declares=declares, small=small, problem=problem, value=line)

        def taken(_: object) -> None:
            screen.say(w(N_("{step}: done; u undoes it."), step=w(title)))
            then()

        screen.write(lambda unit: _take(unit, lines, name, line, declares=declares), taken, refused=refused, once=True)

    dialog = AskText(w(title), "\n".join(about), value=value, problem=problem, limit=300)
    screen.app.push_screen(dialog, entered)


def _take(unit: Unit, lines: Sequence[GiftLine], name: str, line: str, *, declares: bool) -> None:
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
