"""What happened at doors is only ever added: corrected by a new row, undone by a mark, never counted twice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.committees import changes
from campaign.errors.doors import (
    ConsentNeeded,
    ContactNeeded,
    ConversationNeeded,
    HoursAhead,
    HoursBackwards,
    HoursTooLong,
    InSilence,
    LineUnknown,
    ListExpired,
    NoteSensitive,
    OneAtATime,
    OutcomeUnknown,
    VisitAhead,
    VisitNeeded,
    VisitOutside,
)
from campaign.field import lists
from campaign.field.doors import (
    ContactForm,
    DoorEntry,
    FollowUpForm,
    add_follow_up,
    evening,
    keep_contact,
    list_follow_ups,
    record_many,
    sensitive,
    settle_follow_up,
    void,
)
from campaign.field.lists import HoursForm
from campaign.field.outcomes import ALL
from campaign.field.silence import SilenceForm, set_silence
from campaign.field.turf.keep import _campaign as first_campaign
from db import undo
from db.errors import UndoImpossible
from db.tables import Door, FieldCampaign, FollowUp, Person, Visit, WalkList

Field = Any  # see conftest


def rows(field: Field) -> list[tuple[str, bool]]:
    """Every visit in the order it was written: its outcome, and whether it counts."""
    found = field.hands.all(select(Visit.outcome, Visit.voided_at).order_by(Visit.id))
    return [(outcome, voided is None) for outcome, voided in found]


def outcomes(field: Field, made: Any) -> list[str]:
    return [line.outcome for line in field.sheet(made).lines]


def test_what_is_entered_stands_on_its_line_and_the_cursor_goes_on(field: Field) -> None:
    made = field.issue()[0]
    field.enter(made, 1, "not_home", leaflet=True, note="  sonnette   en panne ")
    sheet = field.sheet(made)
    assert (sheet.lines[0].outcome, sheet.lines[0].leaflet, sheet.lines[0].note) == (
        "not_home", True, "sonnette en panne",
    )  # fmt: skip
    assert (sheet.cursor, sheet.entered, sheet.state) == (2, 1, "returned")


def test_a_correction_is_a_new_row_that_voids_the_old_and_keeps_leaflet_note_and_hour(field: Field) -> None:
    made = field.issue()[0]
    first = field.enter(made, 1, "not_home", leaflet=True, note="chien")
    field.hands.clock.on(hours=1)
    field.enter(made, 1, "refused")
    assert rows(field) == [("not_home", False), ("refused", True)]
    old, new = field.hands.all(select(Visit.at, Visit.leaflet, Visit.note, Visit.replaces_id).order_by(Visit.id))
    assert (new.at, new.leaflet, new.note, new.replaces_id) == (old.at, True, "chien", first)
    count = len(rows(field))
    field.enter(made, 1, "refused")
    assert len(rows(field)) == count  # the same again is no correction


def test_undo_voids_and_redo_counts_again_and_nothing_is_ever_deleted(field: Field) -> None:
    made = field.issue()[0]
    field.enter(made, 1, "not_home")
    field.enter(made, 1, "conversation")
    field.hands.undo()
    assert rows(field) == [("not_home", True), ("conversation", False)]
    field.hands.undo()
    assert rows(field) == [("not_home", False), ("conversation", False)]
    assert (field.sheet(made).cursor, field.sheet(made).state) == (1, "issued")
    field.hands.reopen()
    field.hands.redo()
    field.hands.redo()
    assert rows(field) == [("not_home", False), ("conversation", True)]
    field.hands.undo()
    assert outcomes(field, made)[0] == "not_home"


def test_undo_refuses_when_a_visit_has_moved_on_since(field: Field) -> None:
    made = field.issue()[0]
    visit = field.enter(made, 1, "not_home")
    with field.hands.store.write() as unit:
        unit.without_journal()
        unit.name("test.touch")
        unit.change(unit.session.get_one(Visit, visit), note="autre")
    with pytest.raises(UndoImpossible):
        field.hands.undo()
    assert rows(field) == [("not_home", True)]


def test_a_history_of_entries_corrections_voids_and_undos_counts_each_door_once(field: Field) -> None:
    made = field.issue()[0]
    chance = random.Random(7)
    plain = [o.code for o in ALL if not o.sure]
    expected: dict[int, str] = {}
    past: list[dict[int, str]] = []
    future: list[dict[int, str]] = []
    for _ in range(60):
        step = chance.random()
        if step < 0.55:
            some = chance.sample(range(1, 9), chance.choice((1, 1, 3)))
            outcome = chance.choice(plain)
            changed = {**expected, **dict.fromkeys(some, outcome)}
            field.hands.do(record_many, [DoorEntry(made, position, outcome) for position in some])
            past, future, expected = [*past, expected], [], changed
        elif step < 0.7 and expected:
            position = chance.choice(sorted(expected))
            field.hands.do(void, made, position)
            past, future = [*past, expected], []
            expected = {k: v for k, v in expected.items() if k != position}
        elif step < 0.87 and past:
            field.hands.undo()
            future, expected = [*future, expected], past.pop()
        elif future:
            field.hands.redo()
            past, expected = [*past, expected], future.pop()
        standing = select(func.count()).select_from(Visit).where(Visit.voided_at.is_(None))
        assert field.hands.one(standing) == len(expected)
    assert {x.position: x.outcome for x in field.sheet(made).lines if x.outcome} == expected


def test_peace_is_for_good_and_a_slip_corrected_lifts_it(field: Field) -> None:
    made = field.issue()[0]
    peace = select(func.count()).select_from(Door).where(Door.do_not_contact == 1)
    field.enter(made, 1, "do_not_contact")
    assert field.hands.one(peace) == 1
    assert field.sheet(made).lines[0].do_not_contact
    field.hands.undo()
    assert field.hands.one(peace) == 0
    field.hands.redo()
    field.enter(made, 1, "refused")
    assert field.hands.one(peace) == 0
    with pytest.raises(OneAtATime):
        field.hands.do(record_many, [DoorEntry(made, p, "deceased") for p in (2, 3)])


def test_what_cannot_have_happened_is_refused_and_nothing_is_kept(field: Field) -> None:
    made, now = field.issue()[0], field.hands.clock.now
    with pytest.raises(LineUnknown):
        field.enter(made, 999, "not_home")
    with pytest.raises(OutcomeUnknown):
        field.enter(made, 1, "perhaps")
    with pytest.raises(VisitAhead):
        field.enter(made, 1, "not_home", at=now + timedelta(minutes=1))
    with pytest.raises(VisitOutside):
        field.enter(made, 1, "not_home", at=now - timedelta(days=2))
    with pytest.raises(VisitNeeded):
        field.hands.do(void, made, 1)
    assert rows(field) == []


def test_a_list_past_its_day_of_a_closed_committee_is_entered_all_the_same(field: Field) -> None:
    made = field.issue()[0]
    field.hands.clock.on(days=40)
    field.hands.do(changes.close, field.committee)
    field.enter(made, 1, "not_home")
    sheet = field.hands.see(lists.sheet_view, made, field.hands.clock.now.date())
    assert (sheet.expired, sheet.entered) == (True, 1)


def test_visits_from_paper_stand_at_the_hour_the_team_left_also_if_it_is_said_later(field: Field) -> None:
    made = field.issue()[0]
    start = field.hands.clock.now
    field.hands.clock.on(days=1)
    field.enter(made, 1, "not_home")
    field.hands.do(lists.set_hours, HoursForm(made, start, start + timedelta(hours=2)))
    field.enter(made, 2, "refused")
    at = field.hands.all(select(Visit.at).where(Visit.voided_at.is_(None)).order_by(Visit.id))
    assert [row.at for row in at] == [start, start]
    with pytest.raises(HoursBackwards):
        field.hands.do(lists.set_hours, HoursForm(made, start, start - timedelta(hours=2)))
    with pytest.raises(HoursAhead):
        field.hands.do(lists.set_hours, HoursForm(made, start, start + timedelta(days=3)))


def test_live_entry_is_now_and_marks_the_list_as_out(field: Field) -> None:
    made = field.issue()[0]
    field.hands.clock.on(minutes=5)
    field.enter(made, 1, "not_home", source="live")
    row = field.hands.all(select(Visit.at, Visit.source))[0]
    assert (row.at, row.source) == (field.hands.clock.now, "live")
    assert field.sheet(made).state == "out"


def test_a_round_starts_live_neither_with_an_expired_list_nor_in_the_silence_but_paper_is_always_typed(
    field: Field,
) -> None:
    first, second = field.issue(*field.walks[:2])
    poll = field.hands.clock.now.date() + timedelta(days=3)
    field.hands.do(set_silence, SilenceForm(field.committee, poll))
    field.enter(first, 1, "not_home", source="live")
    field.hands.clock.on(days=2)
    with pytest.raises(InSilence):
        field.enter(second, 1, "not_home", source="live")
    field.enter(first, 2, "not_home", source="live")  # a round that was begun is not cut off
    field.hands.clock.on(days=60)
    with pytest.raises(ListExpired) as refused:
        field.enter(second, 1, "not_home", source="live")
    assert field.sheet(second).list_number in str(refused.value)
    field.enter(second, 1, "not_home")
    assert field.sheet(second).state == "returned"


def test_hours_are_of_one_round_and_of_a_day_of_the_campaign(field: Field) -> None:
    made = field.issue()[0]
    start = field.hands.clock.now
    field.hands.clock.on(days=3)
    for wrong, error in (
        (HoursForm(made, start, start + timedelta(hours=17)), HoursTooLong),
        (HoursForm(made, start - timedelta(days=10), start - timedelta(days=10) + timedelta(hours=2)), VisitOutside),
    ):
        with pytest.raises(error):
            field.hands.do(lists.set_hours, wrong)
    field.hands.do(lists.set_hours, HoursForm(made, start, start + timedelta(hours=16)))


def test_doors_typed_before_the_hours_are_known_go_to_the_day_of_the_round(field: Field) -> None:
    made = field.issue()[0]
    start = field.hands.clock.now
    field.hands.clock.on(days=1)
    field.enter(made, 1, "not_home")
    field.enter(made, 2, "refused", at=start + timedelta(hours=3))
    field.hands.do(lists.set_hours, HoursForm(made, start))
    at = field.hands.all(select(Visit.at).where(Visit.voided_at.is_(None)).order_by(Visit.at))
    assert [row.at for row in at] == [start, start + timedelta(hours=3)]  # an hour that was known stays


def test_the_first_day_of_a_campaign_is_the_committees_not_that_of_greenwich(hands: Any) -> None:
    hands.clock.now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)  # eight in the evening of the 2nd in Tahiti
    committee = hands.create("Comité de Papeete", "98735")
    with hands.store.write() as unit:
        unit.name("test.campaign", committee_id=committee)
        made = first_campaign(unit, committee)
    assert hands.one(select(FieldCampaign.starts_on).where(FieldCampaign.id == made)).isoformat() == "2026-03-02"


def test_two_campaigns_on_one_door_never_mix(field: Field) -> None:
    from tests.campaign.field.builders import walk_of

    made = field.issue()[0]
    with field.hands.store.write() as unit:
        _, walks = walk_of(unit, field.town, name="Autre", campaign="Seconde campagne")
    other = field.issue(walks[0])[0]
    field.enter(made, 1, "conversation")
    assert outcomes(field, other)[0] == ""
    assert field.hands.see(evening, other).knocked == 0
    campaigns = field.hands.one(select(func.count(func.distinct(Visit.campaign_id))))
    assert campaigns == 1
    assert field.hands.one(select(func.count()).select_from(FieldCampaign)) == 2


def test_the_evening_counts_what_was_done_and_ranks_nobody(field: Field) -> None:
    ana = field.hands.join(field.committee, "Ana Diaz")
    made = field.issue(team=(ana,))[0]
    start = field.hands.clock.now
    field.hands.clock.on(hours=2)
    field.hands.do(lists.set_hours, HoursForm(made, start, field.hands.clock.now))
    for position, outcome in enumerate(("not_home", "conversation", "refused", "inaccessible", "conversation"), 1):
        field.enter(made, position, outcome, leaflet=outcome == "not_home")
    told = field.hands.see(evening, made)
    assert (told.entered, told.knocked, told.opened, told.conversations, told.leaflets) == (5, 4, 3, 2, 1)
    assert (told.minutes, told.team, told.campaign_knocked) == (120, ("Ana Diaz",), 4)


def test_something_promised_is_listed_by_its_day_until_it_is_done(field: Field) -> None:
    hands = field.hands
    ana = hands.join(field.committee, "Ana Diaz")
    made = field.issue(team=(ana,))[0]
    today = hands.clock.now.date()
    soon = FollowUpForm(made, 2, "come_back", today + timedelta(days=2), ana, "après 19 h")
    late = FollowUpForm(made, 1, "question", today - timedelta(days=1))
    first = hands.do(add_follow_up, soon)
    hands.do(add_follow_up, late)
    hands.do(add_follow_up, FollowUpForm(made, None, "proxy"))
    found = hands.see(list_follow_ups, field.committee)
    assert [(f.kind, f.late(today)) for f in found] == [("question", True), ("come_back", False), ("proxy", False)]
    assert (found[1].owner, found[1].address, found[1].person) == ("Ana Diaz", "2 Rue du Mail", "")
    hands.do(settle_follow_up, first, "done")
    assert [f.kind for f in hands.see(list_follow_ups, field.committee)] == ["question", "proxy"]
    assert [f.kind for f in hands.see(list_follow_ups, field.committee, search="19")] == []
    hands.undo()
    assert len(hands.see(list_follow_ups, field.committee)) == 3


def test_no_name_is_kept_without_the_text_read_aloud_nor_joined_to_a_door(field: Field) -> None:
    hands = field.hands
    made = field.issue()[0]
    before = hands.one(select(func.count()).select_from(Person))
    with pytest.raises(ConsentNeeded):
        hands.do(keep_contact, ContactForm(made, "Zoé Inventée", phone="06 39 98 12 34"))
    with pytest.raises(ContactNeeded):
        hands.do(keep_contact, ContactForm(made, "Zoé Inventée", read_aloud=True))
    with pytest.raises(NoteSensitive):
        note = "votera Dupont"
        form = ContactForm(made, "Zoé Inventée", phone="06 39 98 12 34", note=note, read_aloud=True)
        hands.do(keep_contact, form)
    assert hands.one(select(func.count()).select_from(Person)) == before
    person = hands.do(
        keep_contact, ContactForm(made, "Zoé Inventée", phone="06 39 98 12 34", kind="join", read_aloud=True)
    )
    row = hands.all(select(FollowUp.person_id, FollowUp.door_id, FollowUp.kind))[0]
    assert (row.person_id, row.door_id, row.kind) == (person, None, "join")
    assert hands.one(select(WalkList.contacts_kept)) == 1
    from campaign.people.consents import consents_of

    given = {c.channel: c for c in hands.see(consents_of, field.committee, person, hands.clock.now)}
    assert given["phone"].holds
    assert not given["email"].holds
    assert given["phone"].text_version
    assert hands.one(select(Person.basis).where(Person.id == person)) == "explicit_consent"
    hands.undo()
    assert hands.one(select(func.count()).select_from(Person)) == before
    assert hands.one(select(WalkList.contacts_kept)) == 0


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("rappeler après 19 h", None),
        ("sonnette au nom effacé, 2e étage à droite", None),
        ("vote Macron", "opinion"),
        ("très malade, ne pas déranger", "health"),
        ("famille musulmane", "religion"),
        ("vient du Maghreb", "origin"),
        ("He is a Supporter!", "opinion"),
        ("sourde", "health"),
        ("code 2580, gare à la marche", None),
        ("code 0412 B 2580, 3e, 12 marches", None),
        ("appeler le 06 39 98 12 34", "reach"),
        ("+33 (0)6 39 98 12 34", "reach"),
        ("0639981234", "reach"),
        ("zoe@exemple.org", "reach"),
        ("porte [@click=app.quit]", None),
    ],
)
def test_words_on_what_people_are_or_think_are_pointed_out(note: str, kind: str | None) -> None:
    found = sensitive(note)
    assert (found[1] if found else None) == kind


def test_a_note_with_such_a_word_is_refused_wherever_it_comes_from_and_nothing_is_kept(field: Field) -> None:
    made = field.issue()[0]
    for note in ("vote Macron", "06 39 98 12 34"):
        with pytest.raises(NoteSensitive):
            field.enter(made, 1, "not_home", note=note)
        with pytest.raises(NoteSensitive):
            field.hands.do(add_follow_up, FollowUpForm(made, 1, note=note))
    assert not rows(field)
    field.enter(made, 1, "not_home", note="portail vert")
    assert field.sheet(made).lines[0].note == "portail vert"


def test_an_answer_needs_a_conversation_before_anything(field: Field) -> None:
    from campaign.field.scripts import QuestionForm, ScriptForm, answer, tally, use_script, write_script

    form = ScriptForm(
        field.committee,
        "Découverte",
        questions=(QuestionForm("Inscrit ?", opinion=False, defines_success=True),),
    )
    script = field.hands.do(write_script, form)
    field.hands.do(use_script, field.hands.one(select(FieldCampaign.id)), script)
    made = field.issue()[0]
    question = field.hands.see(tally, made).questions[0].id
    with pytest.raises(VisitNeeded):
        field.hands.do(answer, made, 1, question, "yes")
    field.enter(made, 1, "not_home")
    with pytest.raises(ConversationNeeded):
        field.hands.do(answer, made, 1, question, "yes")


def test_undoing_is_said_in_words(field: Field) -> None:
    from campaign.history import said
    from campaign.words import words

    made = field.issue()[0]
    field.enter(made, 1, "not_home")
    step = field.hands.see(undo.steps)[0]
    assert said(step, words("en")) == f"list {field.sheet(made).list_number}, line 1: not home"
