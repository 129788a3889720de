"""What can be done with someone of a committee: open them, change the role, the privilege, the consent; let them go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.words import N_
from tui.screens.dialogs import Choice, Menu

if TYPE_CHECKING:
    from campaign.committees.views import CommitteeView, MemberLine
    from tui.screens.base import AppuiScreen


def ask_member(screen: AppuiScreen, view: CommitteeView, member: MemberLine) -> None:
    """A menu on one member; what is chosen is done."""
    w = screen.w
    choices = [
        Choice(("open", 0), w(N_("Open: contacts, consent, what they did")), ""),
        Choice(("level", 5), w(N_("Make a follower")), w(N_("wants news, not counted as a member"))),
        Choice(("level", 10), w(N_("Make a member")), w(N_("takes part"))),
        Choice(("level", 50), w(N_("Make a manager")), w(N_("helps to run the committee"))),
        Choice(("level", 100), w(N_("Make a leader")), w(N_("animates the committee"))),
        Choice(
            ("hand", 0), w(N_("Hand the committee over to this person")), w(N_("the present leader becomes a member"))
        ),
        Choice(
            ("finance", not member.finance),
            w(N_("Withdraw the finance privilege")) if member.finance else w(N_("Grant the finance privilege")),
            w(N_("pledges and spending")),
        ),
        Choice(
            ("share", not member.share_identity),
            w(N_("No longer consents to be named"))
            if member.share_identity
            else w(N_("Consents to be named to the others")),
            "",
        ),
        Choice(("leave", 0), w(N_("Leaves the committee")), w(N_("what was done stays counted"))),
    ]
    can_take = any(m.level == 100 for m in view.members) and member.level < 100  # handing over needs a leader who gives
    choices = [choice for choice in choices if choice.key[0] != "hand" or can_take]
    # The cursor stands on the present role: Enter twice changes nothing.
    menu = Menu(member.name, choices, selected=("level", member.level))
    screen.app.push_screen(menu, lambda key: _change(screen, view, member, key))


def _change(screen: AppuiScreen, view: CommitteeView, member: MemberLine, key: Any) -> None:
    if key is None:
        return
    from campaign.committees import members

    what, value = key
    person, committee = member.person_id, view.id

    def read_again(_: object) -> None:
        screen.reload()

    if what == "open":
        from tui.screens.people.show import PersonScreen

        screen.app.push_screen(PersonScreen(person, committee))
    elif what == "level":
        screen.write(lambda unit: members.set_level(unit, committee, person, value), read_again)
    elif what == "finance":
        screen.write(lambda unit: members.set_finance(unit, committee, person, granted=value), read_again)
    elif what == "share":
        screen.write(lambda unit: members.set_sharing(unit, committee, person, consents=value), read_again)
    elif what == "hand":
        leaders = [m.person_id for m in view.members if m.level == 100]
        # Whoever is at the keyboard gives, if they lead; the others keep their role.
        actor = screen.appui.actor
        giver = actor if actor is not None and actor in leaders else leaders[0]
        screen.write(lambda unit: members.hand_over(unit, committee, giver, person), read_again)
    else:
        said = screen.w(N_("{name} has left; u undoes it."), name=member.name)
        screen.write(lambda unit: members.remove_member(unit, committee, person), lambda _: screen.tell(said))
