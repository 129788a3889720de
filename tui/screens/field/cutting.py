"""A cutting under way: reckoned off the screen's thread and outside any transaction, then kept in one action."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widgets import Static

from campaign.words import N_
from db.errors import Refusal
from tui import text
from tui.progress import Progress
from tui.screens.base import AppuiScreen
from tui.screens.field.parts import ask_apart
from tui.work import Reading

if TYPE_CHECKING:
    from campaign.field.turf import CutForm, CutPlan

BAR = 30


class Cutting:
    """One cutting: its progress at the foot of the screen that asked, and the walks at its end.

    ``ended`` hears why there is no turf, or None where someone stopped it; nothing was changed then.
    """

    def __init__(self, screen: AppuiScreen, foot: Static, ended: Callable[[Refusal | None], None]) -> None:
        self._screen = screen
        self._foot = foot
        self._ended = ended
        self._progress = Progress(screen, self._show_progress)
        self._keeping = False  # what is being written can no longer be stopped, only undone

    def begin(self, form: CutForm) -> None:
        """Reckon the walks."""
        progress = self._progress

        def fetch(reading: Reading) -> CutPlan | Refusal:
            from campaign.field.turf import plan_cut

            try:
                return plan_cut(reading.session, form, progress)
            except Refusal as refusal:
                return refusal

        self._show_progress(0, 1)
        self._screen.read("cut", fetch, lambda plan: self._planned(form, plan))

    def leave(self) -> None:
        """Go on no further; whoever asked is gone."""
        self._progress.stop()

    def stop(self) -> None:
        """Go on no further, and say so; once the walks are being written it is too late, and u takes them back."""
        if self._keeping:
            return
        self.leave()
        self._ended(None)

    def _show_progress(self, done: int, total: int) -> None:
        bar = text.bar(done / total if total else 1, BAR)
        said = self._screen.w(N_("Cutting… Esc stops it."))
        self._foot.update(text.parts((bar, "$text-accent"), f" {said}"))

    def _planned(self, form: CutForm, plan: CutPlan | Refusal) -> None:
        if self._progress.stopped:
            return
        if isinstance(plan, Refusal):
            self._ended(plan)
            return
        from campaign.field.turf import parts_to_separate

        if count := parts_to_separate(plan):
            ask_apart(self._screen, plan, count, lambda way: self._answered(form, plan, way))
        else:
            self._keep(plan)

    def _answered(self, form: CutForm, plan: CutPlan, way: str | None) -> None:
        """Parts far from each other are cut anew, each by itself; or kept in one walk; or nothing is kept."""
        if self._progress.stopped:
            return
        if way == "together":
            self._keep(plan)
        elif way == "apart":
            self.begin(form.model_copy(update={"apart": True}))
        else:
            self.stop()

    def _keep(self, plan: CutPlan) -> None:
        from campaign.field.turf import keep_cut, said_notices

        self._keeping = True
        screen, w = self._screen, self._screen.w
        count = len(plan.walks)
        notices = said_notices(plan, w)

        def kept(turf_id: uuid.UUID) -> None:
            from tui.screens.field.walks import WalksScreen

            said = w.many(
                N_("Cut into {count} walk; u takes it back."), N_("Cut into {count} walks; u takes it back."), count
            )
            screen.say(said)
            for notice in notices:
                screen.say(f"{notice[0].upper()}{notice[1:]}.", "warning")
            screen.app.pop_screen()
            screen.app.push_screen(WalksScreen(turf_id))

        screen.write(lambda unit: keep_cut(unit, plan), kept, refused=self._ended, once=True)
