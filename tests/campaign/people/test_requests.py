"""The register of requests: an answer is due within a month, and what waits longest stands first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from campaign.errors import KindUnknown, NameTooLong, PersonUnknown, RequestUnknown
from campaign.people import add_person
from campaign.people.requests import (
    NOTE_LIMIT,
    answer_request,
    list_requests,
    one_month_after,
    receive_request,
    requests_due,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 2), date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_an_answer_is_due_a_month_after_receipt(day: date, due: date) -> None:
    assert one_month_after(day) == due


def test_what_waits_stands_first_late_ones_on_top_and_home_hears_of_those_only(hands: Any) -> None:
    zoe = hands.do(add_person, "Zoé Durand").id
    fresh = hands.do(receive_request, zoe, "access", date(2026, 2, 20))
    late = hands.do(receive_request, None, "erase", date(2026, 1, 15), "par courrier, M. X")
    done = hands.do(receive_request, zoe, "rectify", date(2026, 1, 1))
    hands.do(answer_request, done, date(2026, 1, 5))
    lines = hands.see(list_requests, TODAY)
    assert [line.id for line in lines] == [late, fresh, done]
    assert [line.late for line in lines] == [True, False, False]
    assert [(line.days_left, line.name) for line in lines[:2]] == [(-15, ""), (18, "Zoé Durand")]
    assert [line.id for line in hands.see(requests_due, TODAY)] == [late, fresh]
    assert [line.id for line in hands.see(list_requests, TODAY, person_id=zoe)] == [fresh, done]
    assert hands.see(list_requests, date(2026, 3, 20))[1].late is False  # on its last day it is not late
    hands.undo()
    assert [line.id for line in hands.see(requests_due, TODAY)] == [done, late, fresh]


def test_a_request_is_of_a_known_kind_and_person_and_its_note_has_a_limit(hands: Any) -> None:
    import uuid

    with pytest.raises(KindUnknown):
        hands.do(receive_request, None, "ask", TODAY)
    with pytest.raises(PersonUnknown):
        hands.do(receive_request, uuid.uuid4(), "access", TODAY)
    with pytest.raises(NameTooLong):
        hands.do(receive_request, None, "access", TODAY, "x" * (NOTE_LIMIT + 1))
    with pytest.raises(RequestUnknown):
        hands.do(answer_request, uuid.uuid4(), TODAY)
