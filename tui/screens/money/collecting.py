"""A collection at a meeting or a market: no donor and no receipt, so where, how, and the two who counted it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Static

from campaign.views.money import AccountView
from campaign.views.money_guard import Verdict
from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.screens.money.form import FormScreen
from tui.screens.money.verdict import verdict_lines
from tui.work import Reading

if TYPE_CHECKING:
    from db.unit import Unit


class CollectingScreen(FormScreen):
    """What two people counted."""

    TITLE_WORDS = N_("Note a collection")
    HELP = N_(
        "Gifts without a name are allowed in a collection only: at a meeting or a market, counted by two people who "
        "are named here. It is cash: it counts towards the share of cash, and goes to the mandataire on a slip."
    )
    FIELDS = (
        ("amount", N_("What was counted, in euros"), 16),
        ("place", N_("Where: the meeting, the market"), 120),
        ("way", N_("How: a box, a hat, at the exit"), 120),
        ("day", N_("Day"), 40),
        ("first", N_("Who counted"), 120),
        ("second", N_("Who counted with them"), 120),
        ("reason", N_("Why it is right all the same, where a rule warns"), 300),
    )

    def __init__(self, committee_id: uuid.UUID, account: AccountView) -> None:
        super().__init__()
        self.committee_id = committee_id
        self.account = account
        self._new: set[str] = set()
        self._judged = ""

    def where(self) -> str:
        return f"{self.w(self.TITLE_WORDS)} · {self.account.label}"

    def above(self) -> Iterable[Widget]:
        """What the law says follows the amount."""
        yield Static(text.plain(""), id="verdict", classes="said")

    @on(Input.Changed, "#amount")
    def judge(self, event: Input.Changed) -> None:
        """Say what the law says of it as it is typed."""
        from campaign.money.amounts import cents

        self._judged = event.value
        try:
            amount = cents(event.value)
        except Refusal:
            self.query_one("#verdict", Static).update(text.plain(""))
            return
        committee, account, today = self.committee_id, self.account.id, self.appui.today()

        def fetch(reading: Reading) -> Verdict:
            from campaign.money.collecting import CollectionForm, check_collection

            form = CollectionForm(committee, account, amount, "", "", uuid.UUID(int=1), uuid.UUID(int=2))
            return check_collection(reading.session, form, today)

        def said(verdict: Verdict) -> None:
            if self._judged != event.value:  # what is typed now cannot be read: nothing is said of what was
                return
            lines = verdict_lines(verdict, self.w, self.size.width)
            self.query_one("#verdict", Static).update(text.lines(*lines))

        self.read("verdict", fetch, said)

    def _person(self, unit: Unit, name: str) -> uuid.UUID:
        """Who counted; somebody new once that was said.

        Raises:
            PersonUnknown, PersonAmbiguous.
        """
        from campaign.people import enter_person, find_person, known_person

        if name in self._new:
            return (known_person(unit.session, name) or enter_person(unit, name)).id
        return find_person(unit.session, name).id

    def _ask_new(self, name: str) -> None:
        """Somebody who is not here yet is noted with the collection; what was typed stays, whatever the answer."""
        from tui.screens.dialogs import Confirm

        w = self.w

        def answered(new: bool | None) -> None:
            if new:
                self._new.add(name)
                self.action_save()

        what = w(N_("Do it notes a new person of that name with the collection. Esc goes back to the form as it is."))
        self.app.push_screen(Confirm(w(N_("Nobody here is called “{name}”"), name=name), what), answered)

    def action_save(self) -> None:
        from campaign.errors.money import CollectionPlaceNeeded, GiftReasonNeeded, GiftRefused, TwoPeopleNeeded
        from campaign.errors.people import PersonUnknown
        from campaign.money.amounts import cents
        from campaign.money.collecting import CollectionForm, collect

        self.no_problems()
        field = "amount"
        try:
            amount = cents(self.line("amount"))
            field = "day"
            day = self.day("day")
        except Refusal as refusal:
            self.problem(field, refusal)
            return
        for needed in ("first", "second"):
            if not self.line(needed):
                self.problem(needed, TwoPeopleNeeded())
                return
        place, way, reason = self.line("place"), self.line("way"), self.line("reason")
        names = self.line("first"), self.line("second")
        asked = {"at": "first"}

        def note(unit: Unit) -> uuid.UUID:
            first = self._person(unit, names[0])
            asked["at"] = "second"
            second = self._person(unit, names[1])
            asked["at"] = ""
            form = CollectionForm(
                self.committee_id, self.account.id, amount, place, way, first, second, day=day, reason=reason
            )
            return collect(unit, form)

        def refused(refusal: Refusal) -> None:
            about = {TwoPeopleNeeded: "second", CollectionPlaceNeeded: "place" if not place else "way",
                     GiftReasonNeeded: "reason", GiftRefused: "amount"}  # fmt: skip
            field = asked["at"] or about.get(type(refusal), "")
            if isinstance(refusal, PersonUnknown):
                self.problem(field, refusal)
                self._ask_new(self.line(field))
            elif field:
                self.problem(field, refusal)
            else:
                self.refused(refusal)

        def noted(_: uuid.UUID) -> None:
            self.say(self.w(N_("The collection is noted; u undoes it. It is carried to the mandataire like cash.")))
            self.app.pop_screen()

        self.write(note, noted, refused=refused, once=True)
