"""The split wizard: who goes where is proposed; space moves someone to the other side; nothing happens before Enter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.committees.views import MemberLine, SplitProposal


class SplitScreen(AppuiScreen):
    """Two committees out of one."""

    TITLE_WORDS = N_("Split in two")
    CSS_PATH = "split.tcss"
    HELP = N_(
        "Space sends the person under the cursor to the other side; l makes them lead the new one; Ctrl+S does it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "move", N_("Other side"), id="split.move"),
        Binding("l", "lead", N_("Leads the new one"), id="split.lead"),
        Binding("ctrl+s", "split", N_("Split"), key_display="^s", id="split.do"),
        Binding("escape", "back", N_("Cancel"), id="split.cancel"),
    ]

    def __init__(self, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.committee_id = committee_id
        self.proposal: SplitProposal | None = None
        self.leaving: set[uuid.UUID] = set()
        self.leader: uuid.UUID | None = None

    def body(self) -> ComposeResult:
        w = self.w
        with Vertical(id="split"):
            yield Static(text.plain(""), id="about")
            yield Static(text.plain(w(N_("Name of the new committee"))), classes="field-label")
            yield Input(id="name", max_length=160, select_on_focus=False)
            yield Listing(
                [
                    Col(w(N_("Name")), width=20, flex=1),
                    Col(w(N_("Role")), width=12, rank=1),
                    Col(w(N_("Goes to")), width=20, flex=1),
                ],
                id="members",
            )

    def spoken_again(self) -> None:
        self.reload()
        if self.proposal is not None:
            self._rows()

    def reload(self) -> None:
        if self.proposal is not None:
            return

        def fetch(reading: Reading) -> SplitProposal:
            from campaign.committees.changes import propose_split

            return propose_split(reading.session, self.committee_id, reading.store.now())

        self.read("split", fetch, self.show)

    def show(self, proposal: SplitProposal) -> None:
        """Paint the proposal."""
        self.proposal = proposal
        self.leaving = {m.person_id for m in proposal.leaving}
        self.leader = proposal.new_leader
        self.query_one("#name", Input).value = text.visible(proposal.new_name)
        self._rows()
        self.set_focus(self.query_one("#members", Listing))

    def _everyone(self) -> list[MemberLine]:
        assert self.proposal is not None
        return sorted([*self.proposal.staying, *self.proposal.leaving], key=lambda m: (-m.level, m.name))

    def _rows(self) -> None:
        from campaign.committees.views import LEVEL_WORDS

        assert self.proposal is not None
        w = self.w
        new_name = self.query_one("#name", Input).value
        rows = []
        for m in self._everyone():
            goes = m.person_id in self.leaving
            role = w(LEVEL_WORDS[100]) if goes and m.person_id == self.leader else w(LEVEL_WORDS[m.level])
            rows.append(
                Row(
                    (m.name, role, f"→ {new_name}" if goes else self.proposal.name),
                    m.person_id,
                    tones={2: "accent" if goes else "dim"},
                )
            )
        self.query_one("#members", Listing).fill(rows)
        staying = sum(1 for m in self._everyone() if m.person_id not in self.leaving and m.level >= 10)
        going = sum(1 for m in self._everyone() if m.person_id in self.leaving and m.level >= 10)
        said = w(
            N_("{staying} members stay in “{name}”, {going} go to the new committee."),
            staying=staying,
            going=going,
            name=self.proposal.name,
        )
        self.query_one("#about", Static).update(text.plain(said))

    def action_move(self) -> None:
        row = self.query_one("#members", Listing).row
        if row is not None and self.proposal is not None:
            self.leaving ^= {row.key}
            if self.leader not in self.leaving:
                self.leader = None
            self._rows()

    def action_lead(self) -> None:
        row = self.query_one("#members", Listing).row
        if row is not None and self.proposal is not None:
            self.leaving |= {row.key}
            self.leader = row.key
            self._rows()

    def action_split(self) -> None:
        from campaign.committees.changes import split
        from campaign.committees.forms import SplitPlan

        if self.proposal is None:
            return
        plan = SplitPlan(
            committee_id=self.committee_id,
            new_name=self.query_one("#name", Input).value,
            leaving=frozenset(self.leaving),
            new_leader=self.leader,
            version=self.proposal.version,
        )
        self.write(lambda unit: split(unit, plan), self._done, once=True)

    def _done(self, new_id: uuid.UUID) -> None:
        from tui.screens.committees.show import CommitteeScreen

        self.say(self.w(N_("Two committees now; both are live. u undoes it.")))
        self.appui.settle_on(CommitteeScreen(new_id))
