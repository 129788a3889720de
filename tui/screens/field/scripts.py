"""Scripts: what is said and asked at the door, edition by edition, and what the answers add up to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from campaign.words import N_
from tui import text
from tui.screens.base import AppuiScreen
from tui.screens.dialogs import Choice, Menu
from tui.widgets.listing import Col, Listing, Row
from tui.work import Reading

if TYPE_CHECKING:
    from textual.content import Content

    from campaign.views.field_doors import QuestionResult, Results, ScriptView

BAR = 16


@dataclass(frozen=True, slots=True)
class _Seen:
    scripts: list[ScriptView]
    campaigns: list[tuple[uuid.UUID, str]]


class ScriptsScreen(AppuiScreen):
    """The scripts of one committee, and their results."""

    TITLE_WORDS = N_("Scripts")
    CSS_PATH = "scripts.tcss"
    HELP = N_(
        "A script is what is said at the door, and at most five questions. Enter changes one; once it has an answer, a "
        "new edition is made and the old one keeps its own. c chooses in which campaign it is used. Opinions are shown "
        "from ten conversations on, and never a count under five."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New script"), id="scripts.new"),
        Binding("c", "use", N_("Use it"), id="scripts.use"),
        Binding("u", "undo", N_("Undo"), id="scripts.undo"),
        Binding("escape", "back", N_("Back"), id="scripts.back"),
    ]

    def __init__(self, committee_id: uuid.UUID) -> None:
        super().__init__()
        self.committee_id = committee_id
        self._seen: _Seen | None = None

    def body(self) -> ComposeResult:
        w = self.w
        yield Static(text.plain(""), id="empty")
        with Horizontal(id="both"):
            yield Listing(
                [
                    Col(w(N_("Script")), width=16, flex=2),
                    Col(w(N_("Edition")), width=14),
                ],
                id="scripts",
            )
            with VerticalScroll(id="results", classes="panel", can_focus=False):
                yield Static(text.plain(""), id="shown")

    def reload(self) -> None:
        committee_id = self.committee_id

        def fetch(reading: Reading) -> _Seen:
            from campaign.field.scripts import campaigns_of, list_scripts

            return _Seen(list_scripts(reading.session, committee_id), campaigns_of(reading.session, committee_id))

        self.read("scripts", fetch, self._show)

    def _show(self, seen: _Seen) -> None:
        w = self.w
        self._seen = seen
        empty = self.query_one("#empty", Static)
        empty.display = not seen.scripts
        self.query_one("#both").display = bool(seen.scripts)
        if not seen.scripts:
            empty.update(
                text.block(
                    w(
                        N_(
                            "No script yet.\n\n"
                            "A script is a few sentences to say when a door opens, and one question that tells whether "
                            "the conversation went well. It is printed on every sheet of its campaign. "
                            "It helps newcomers with their first door.\n"
                            "Press n to write one."
                        )
                    )
                )
            )
            return
        rows = [
            Row(
                (s.name, _edition(s, w(N_("locked")))),
                s,
            )
            for s in seen.scripts
        ]
        listing = self.query_one("#scripts", Listing)
        under = listing.row.key.id if listing.row is not None else None
        listing.fill(rows, keep=next((row.key for row in rows if row.key.id == under), None))
        self.set_focus(listing)

    @on(Listing.Moved, "#scripts")
    def look(self, event: Listing.Moved) -> None:
        """Show the results of the script under the cursor."""
        script_id = event.row.key.id

        def fetch(reading: Reading) -> Results:
            from campaign.field.scripts import results

            return results(reading.session, script_id)

        self.read("results", fetch, self._results)

    def _results(self, found: Results) -> None:
        w = self.w
        rows: list[Content] = [text.block(found.script.body), text.plain("")] if found.script.body else []
        if found.script.campaigns:
            used = w(N_("Used in {names}"), names=", ".join(found.script.campaigns))
            rows += [text.plain(used, "$muted"), text.plain("")]
        rows.append(
            text.plain(w.many(N_("{count} conversation"), N_("{count} conversations"), found.conversations), "bold")
        )
        for result in found.questions:
            rows += [text.plain(""), *self._question(result)]
        self.query_one("#shown", Static).update(text.lines(*rows))
        self.query_one("#results").border_title = text.plain(f"{found.script.name} · {found.script.edition}")

    def _question(self, result: QuestionResult) -> list[Content]:
        w, question = self.w, result.question
        star = " ★" if question.defines_success else ""
        rows = [text.parts((f"{question.position}. {question.text}", "bold"), (star, "$text-accent"))]
        if question.kind == "text":
            return rows + [text.plain(f"   {one}", "$muted") for one in result.texts]
        if result.answers is None:
            rows.append(text.plain("   " + w(N_("shown from ten conversations on")), "$muted"))
            return rows
        total = result.answers or 1
        for value, count in result.counts:
            label = text.fit(question.said(value, w), 16)
            if count is None:
                rows.append(text.parts(f"   {label} ", (w(N_("too few to show")), "$muted")))
            else:
                drawn = text.bar(count / total, BAR)
                rows.append(text.parts(f"   {label} ", (drawn, "$text-accent"), f" {w.number(count)}"))
        return rows

    @on(Listing.Chosen, "#scripts")
    def chosen(self, event: Listing.Chosen) -> None:
        """Change it."""
        from tui.screens.field.script import ScriptScreen

        self.app.push_screen(ScriptScreen(self.committee_id, event.row.key))

    def action_new(self) -> None:
        from tui.screens.field.script import ScriptScreen

        self.app.push_screen(ScriptScreen(self.committee_id))

    def action_use(self) -> None:
        """In which campaign it is printed from now on."""
        from campaign.field.scripts import use_script

        w, seen = self.w, self._seen
        row = self.query_one("#scripts", Listing).row
        if seen is None or row is None:
            return
        if not seen.campaigns:
            self.say(w(N_("There is no campaign yet: cut a turf first.")), "warning")
            return
        script = row.key

        def chosen(campaign_id: uuid.UUID | None) -> None:
            if campaign_id is not None:
                said = w(N_("Lists that are issued from now on carry “{name}”."), name=script.name)
                self.write(lambda unit: use_script(unit, campaign_id, script.id), lambda _: self.tell(said))

        choices = [Choice(key, name) for key, name in seen.campaigns]
        self.app.push_screen(Menu(w(N_("In which campaign?")), choices), chosen)


def _edition(script: ScriptView, locked: str) -> str:
    return f"{script.edition} ({locked})" if script.locked else str(script.edition)
