"""The lines of Home's panels: the week in figures, who is there, what is to be done, what is planned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from campaign.words import N_, Words
from tui import text
from tui.widgets.listing import Row

if TYPE_CHECKING:
    from campaign.home import HomeView, RateTrend, Todo, Trend


def trend_row(w: Words, trend: Trend) -> Row:
    """A figure of the week: its value, eight weeks drawn, the change on the week before."""
    from campaign.figures import DEFINITIONS

    definition = DEFINITIONS[trend.key]
    shown = trend.value if trend.value < 100 * 60 else round(trend.value / 60) * 60  # the room is for seven letters
    value = w.hours(shown) if definition.unit == "minutes" else w.number(trend.value)
    cells = (w(definition.label), value, text.spark(list(trend.weeks)), _change(w, trend))
    return Row(cells, trend.key, tones={1: "strong", 2: "accent", 3: "dim"})


def _change(w: Words, trend: Trend) -> str:
    difference = trend.value - trend.before
    if difference == 0:
        return "="
    sign = "+" if difference > 0 else "−"
    if trend.key == "minutes":
        return f"{sign}{w.number(round(abs(difference) / 60))}\N{NO-BREAK SPACE}h"
    return f"{sign}{w.number(abs(difference))}"


def rate_row(w: Words, trend: RateTrend) -> Row:
    """A rate beside its two counts; its chart is of whole percents, week by week."""
    from campaign.figures import RATES

    above, below = trend.counts
    percents = [round(100 * a / b) if b else 0 for a, b in trend.weeks]
    counts = f"{w.number(above)}/{w.number(below)}"
    cells = (w(RATES[trend.key].short), w.percent(above / below if below else None), text.spark(percents), counts)
    return Row(cells, trend.key, tones={1: "strong", 2: "accent", 3: "dim"})


def people_line(w: Words, view: HomeView, room: int) -> str:
    """Members and followers; where there is room, what was promised and what is on its way."""
    from campaign.committees.views import MEMBER

    committee, money = view.committee, view.money
    if committee is None:
        return ""
    members = len(committee.at_least(MEMBER))
    followers = len(committee.members) - members
    line = w.many(N_("{count} member"), N_("{count} members"), members)
    line += " · " + w.many(N_("{count} follower"), N_("{count} followers"), followers)
    if money.any:  # what waits stands among the things to do
        standing = (N_("promised {amount}"), money.to_carry.cents + money.coming.cents), (
            N_("on its way {amount}"), money.carried.cents
        )  # fmt: skip
        told = " · ".join([line, *(w(words, amount=w.euros(cents)) for words, cents in standing if cents)])
        line = told if len(told) <= room - 4 else line
    return line


def todo_words(w: Words, todo: Todo) -> str:
    """A thing to do, said."""
    from campaign.figures import DEFINITIONS

    facts: dict[str, object] = dict(todo.facts)
    if "kind" in facts:
        facts["kind"] = w.pick(str(facts["kind"]), str(facts["kind_en"]))
    if "title" in facts:
        facts["title"] = w.pick(str(facts["title"]), str(facts["title_en"]))
    if "day" in facts:
        facts["day"] = w.day(date.fromisoformat(str(facts["day"])))
    if "cents" in facts:
        facts["amount"] = w.euros(int(str(facts.pop("cents"))))
    if "figure" in facts:
        facts["figure"] = w(DEFINITIONS[str(facts["figure"])].label).lower()
    return w(todo.text, **facts) if facts else w(todo.text)


def safety_words(w: Words, view: HomeView) -> str:
    """Said until it is otherwise; of invented data there is nothing to lose."""
    if view.committee is None or view.committee.invented:
        return ""
    if view.copied is None:
        return w(N_("not encrypted · last copy: never"))
    return w(N_("not encrypted · last copy: {day}"), day=w.day(view.copied, "tiny"))


def agenda_rows(w: Words, view: HomeView) -> list[Row]:
    """The actions of these days, each with who comes or came."""
    rows = []
    for action in view.agenda:
        held = action.state == "held"
        count = (
            w(N_("{count} present"), count=action.attended) if held else w(N_("{count} coming"), count=action.signed_up)
        )
        what = f"{action.kind.say(w)} · {action.title}" if action.title else action.kind.say(w)
        cells = (
            w.day(action.day, "tiny"),
            w.time(action.starts_at, action.zone),
            what,
            count if action.attended or action.signed_up else "",
        )
        rows.append(Row(cells, action, tone="dim" if held else "", tones={3: "dim"}))
    return rows
