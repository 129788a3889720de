"""What is asked of the file does not grow with the walks of a turf, nor with the promises that no screen shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, select

from campaign.field.doors import FollowUpForm, add_follow_up, list_follow_ups
from campaign.field.paper.export import export_turf, export_walks
from db.tables import Walk

Field = Any  # see conftest


def asked(hands: Any, action: Callable[[], Any]) -> int:
    """How many times the file was read for something."""
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(hands.store.engine, "before_cursor_execute", note)
    action()
    event.remove(hands.store.engine, "before_cursor_execute", note)
    return sum(one.startswith("SELECT") for one in statements)


def test_a_turf_is_issued_and_exported_with_no_more_questions_than_one_walk(field: Field) -> None:
    one = asked(field.hands, field.issue)
    others = field.walks[1:]
    assert len(others) > 1
    assert asked(field.hands, lambda: field.issue(*others)) <= one
    mine = field.hands.all(select(Walk.id).where(Walk.id.in_(field.walks[:1])))
    single = asked(field.hands, lambda: field.hands.see(export_walks, [row[0] for row in mine], "csv"))
    assert asked(field.hands, lambda: field.hands.see(export_turf, field.turf, "csv")) <= single + 2  # it, its walks


def test_promises_are_read_for_the_page_that_is_shown_and_searched_by_what_stands_on_their_sheets(field: Field) -> None:
    hands = field.hands
    lists = field.issue(*field.walks)
    for made, note in zip(lists, ("après midi", "le soir", "dimanche", "samedi"), strict=False):
        hands.do(add_follow_up, FollowUpForm(made, 2, note=note))
    every = hands.see(list_follow_ups, field.committee)
    assert len(every) == len(lists) > 2
    for found, made in zip(every, lists, strict=True):
        line = field.sheet(made).lines[1]
        assert (found.door, found.address) == (line, line.address)
    few = asked(hands, lambda: hands.see(list_follow_ups, field.committee, limit=1))
    assert asked(hands, lambda: hands.see(list_follow_ups, field.committee)) == few
    wanted = every[-1]
    assert hands.see(list_follow_ups, field.committee, search=wanted.address, limit=1) == [wanted]
    assert [one.note for one in hands.see(list_follow_ups, field.committee, search="SOIR")] == ["le soir"]
    assert [one.id for one in hands.see(list_follow_ups, field.committee, limit=2)] == [one.id for one in every[:2]]
