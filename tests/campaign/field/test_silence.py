"""In the silence before a poll no round of doors starts; what was done before is entered. Courtesy only warns."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from campaign.errors import ZoneUnknown
from campaign.errors.doors import ClosingImpossible, CourtesyImpossible, InSilence, PollKnown, PollUnknown
from campaign.field import silence
from campaign.field.silence import SilenceForm
from campaign.views.field_doors import Courtesy
from campaign.words import words

Field = Any  # see conftest
POLL = date(2026, 3, 15)  # a Sunday


def test_no_round_starts_from_midnight_before_the_eve_until_the_stations_close(field: Field) -> None:
    hands = field.hands
    made = field.issue()[0]
    hands.do(silence.set_silence, SilenceForm(field.committee, POLL, "1er tour"))
    (line,) = hands.see(silence.silences, field.committee)
    assert (line.starts_at, line.ends_at) == (
        datetime(2026, 3, 13, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 15, 19, 0, tzinfo=UTC),
    )
    hands.clock.now = line.starts_at - timedelta(microseconds=1)
    field.issue(field.walks[1])
    for moment in (line.starts_at, line.ends_at - timedelta(microseconds=1)):
        hands.clock.now = moment
        with pytest.raises(InSilence) as refused:
            field.issue(field.walks[2])
        assert "our reading" in str(refused.value)
        assert "notre lecture" in words("fr").refusal(refused.value)
        field.enter(made, 1, "not_home")  # entering is never refused
    hands.clock.now = line.ends_at
    field.issue(field.walks[2])


def test_a_saturday_overseas_has_its_own_clock_and_its_friday(field: Field) -> None:
    saturday = POLL - timedelta(days=1)
    form = SilenceForm(field.committee, saturday, zone="America/Guadeloupe", closes=time(19))
    field.hands.do(silence.set_silence, form)
    (line,) = field.hands.see(silence.silences, field.committee)
    assert line.starts_at == datetime(2026, 3, 13, 4, 0, tzinfo=UTC)  # midnight of the Friday, four hours behind UTC
    assert line.ends_at == datetime(2026, 3, 14, 23, 0, tzinfo=UTC)
    assert line.zone == "America/Guadeloupe"  # and so it is told, though the committee's own clock is another
    assert silence.saturday_there("America/Guadeloupe")
    assert not silence.saturday_there("Europe/Paris")


def test_the_silence_of_one_committee_is_not_that_of_another(field: Field) -> None:
    other = field.hands.create("Ailleurs")
    field.hands.do(silence.set_silence, SilenceForm(other, POLL))
    field.hands.clock.to(2026, 3, 15)
    field.issue()


def test_the_eve_begins_at_the_right_hour_when_clocks_change_that_night(field: Field) -> None:
    field.hands.do(silence.set_silence, SilenceForm(field.committee, date(2026, 3, 29)))
    (line,) = field.hands.see(silence.silences, field.committee)
    assert line.ends_at - line.starts_at == timedelta(hours=43)  # 44 hours on the clock, one of which is skipped


def test_a_poll_is_changed_taken_out_and_refused_twice(field: Field) -> None:
    hands = field.hands
    first = hands.do(silence.set_silence, SilenceForm(field.committee, POLL))
    with pytest.raises(PollKnown):
        hands.do(silence.set_silence, SilenceForm(field.committee, POLL))
    with pytest.raises(ZoneUnknown):
        hands.do(silence.set_silence, SilenceForm(field.committee, POLL, zone="Mars/Olympus"))
    with pytest.raises(ClosingImpossible):
        hands.do(silence.set_silence, SilenceForm(field.committee, POLL, closes=time(9)))
    later = POLL + timedelta(days=7)
    hands.do(silence.set_silence, SilenceForm(field.committee, later, silence_id=first))
    assert [s.poll_on for s in hands.see(silence.silences, field.committee)] == [later]
    hands.do(silence.remove_silence, field.committee, later)
    with pytest.raises(PollUnknown):
        hands.do(silence.remove_silence, field.committee, later)
    hands.undo()
    assert len(hands.see(silence.silences, field.committee)) == 1


@pytest.mark.parametrize(
    ("moment", "warned"),
    [
        (datetime(2026, 3, 3, 9, 0), False),  # 10:00 in Paris, a Tuesday
        (datetime(2026, 3, 3, 8, 59), True),
        (datetime(2026, 3, 3, 19, 0), True),  # 20:00
        (datetime(2026, 3, 8, 10, 59), True),  # 11:59, a Sunday
        (datetime(2026, 3, 8, 11, 0), False),
    ],
)
def test_courtesy_hours_warn_and_refuse_nothing(field: Field, moment: datetime, warned: bool) -> None:
    said = field.hands.see(silence.discourtesy, field.committee, moment.replace(tzinfo=UTC))
    assert bool(said) is warned
    assert "choice" in said or not warned


def test_courtesy_hours_are_chosen_and_labelled_as_the_products_own(field: Field) -> None:
    hands = field.hands
    assert hands.see(silence.courtesy) == Courtesy(time(10), time(20), time(12))
    hands.do(silence.set_courtesy, Courtesy(time(9, 30), time(19), time(11)))
    assert hands.see(silence.courtesy) == Courtesy(time(9, 30), time(19), time(11))
    with pytest.raises(CourtesyImpossible):
        hands.do(silence.set_courtesy, Courtesy(time(20), time(19), time(11)))
    hands.undo()
    assert hands.see(silence.courtesy).first == time(10)
    assert "choix d'Appui" in silence.rules()["courtesy"]["label_fr"]
    assert silence.rules()["silence"]["source"] == "R-CAL-01, R-CAL-02, R-CAL-03"
    assert len(silence.territories()) == 10
