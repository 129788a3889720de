"""What the journal says of lists and doors; all of it is undone, step by step, as far as facts allow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaign.field import lists, silence
from campaign.field.doors import (
    ContactForm,
    DoorEntry,
    FollowUpForm,
    add_follow_up,
    keep_contact,
    record_many,
    settle_follow_up,
    void,
)
from campaign.field.doors.undoing import undo_entry
from campaign.field.lists import HoursForm
from campaign.field.scripts import (
    QuestionForm,
    ScriptForm,
    add_up,
    answer,
    count_answer,
    show_script,
    use_script,
    write_script,
)
from campaign.history import LABELS, said
from campaign.views.field_doors import Courtesy
from campaign.words import words
from db import undo
from db.errors import NothingToUndo, UndoImpossible
from db.tables import AuditEntry, FieldCampaign, Visit

Field = Any  # see conftest
OURS = ("list.", "visit.", "answer.", "script.", "silence.", "follow_up.", "contact.", "walk.issue")


@pytest.fixture
def life(field: Field, lived: Any) -> Field:
    """Every action on lists, doors, scripts and the silence, once."""
    lived(field.hands, "life-at-the-doors", lambda _: live(field))
    return field


def live(field: Field) -> None:
    do, committee, now = field.hands.do, field.committee, field.hands.clock.now
    do(silence.set_silence, silence.SilenceForm(committee, date(2027, 4, 11)))
    do(silence.remove_silence, committee, date(2027, 4, 11))
    do(silence.set_courtesy, Courtesy(now.time(), now.replace(hour=21).time(), now.time()))
    asked = (QuestionForm("Avec nous ?", "scale", defines_success=True), QuestionForm("Inscrit ?", opinion=False))
    script = do(write_script, ScriptForm(committee, "Visite", "", asked))
    do(write_script, ScriptForm(committee, "Visite", "Bonjour !", asked, script))
    do(use_script, field.hands.one(select(FieldCampaign.id)), script)
    (made,) = field.issue()
    field.hands.clock.on(hours=3)
    do(lists.set_hours, HoursForm(made, now, now + timedelta(hours=2)))
    do(lists.return_list, made)
    field.enter(made, 1, "conversation")
    do(record_many, [DoorEntry(made, p, "not_home") for p in (2, 3)])
    do(record_many, [DoorEntry(made, 4, "refused"), DoorEntry(made, 5, "moved")])
    do(void, made, 5)
    support, registered = (q.id for q in field.hands.see(show_script, script).questions)
    do(count_answer, made, support, "1")
    do(add_up, made, {(support, "1"): 0, (support, "2"): 1})
    do(answer, made, 1, registered, "yes")
    follow = do(add_follow_up, FollowUpForm(made, 1, "call"))
    do(settle_follow_up, follow, "done")
    do(keep_contact, ContactForm(made, "Zoé Inventée", phone="06 39 98 12 34", read_aloud=True))
    do(write_script, ScriptForm(committee, "Visite", "Bonsoir !", asked, script))
    do(lists.close_list, made)
    do(lists.reopen_list, made)
    do(lists.extend_list, made, date(2026, 6, 1))


def test_every_step_is_said_in_full_in_both_languages_and_undone_as_far_as_the_list_itself(life: Field) -> None:
    hands = life.hands
    steps = [s for s in hands.see(undo.steps, 100) if s.action.startswith(OURS)]
    assert {s.action for s in steps} == {code for code in LABELS if code.startswith(OURS)}
    for step in steps:
        for lang in ("fr", "en"):
            text = said(step, words(lang))
            assert text and text != step.action and "{" not in text, (step.action, text)
    lived = hands.state()
    back = next(n for n, step in enumerate(steps) if step.action == "walk.issue")
    for _ in range(back):
        hands.undo()
    with pytest.raises(UndoImpossible):  # its visits are facts, and lean on it
        hands.undo()
    assert hands.all(select(Visit.id).where(Visit.voided_at.is_(None))) == []
    hands.reopen()
    for _ in range(back):
        hands.redo()
    assert hands.state() == lived


def test_no_name_note_or_outcome_is_in_the_audit(life: Field) -> None:
    rows = life.hands.all(select(AuditEntry.action, AuditEntry.object_table, AuditEntry.object_id))
    cells = {str(cell) for row in rows for cell in row}
    assert not any(word in cell for cell in cells for word in ("Zoé", "Inventée", "conversation", "refused", "yes"))


def test_while_typing_only_entries_of_that_list_are_taken_back(life: Field) -> None:
    hands = life.hands
    made = life.issue(life.walks[1])[0]
    with pytest.raises(NothingToUndo):
        hands.do(undo_entry, made)
    life.enter(made, 1, "not_home")
    hands.do(undo_entry, made)
    with pytest.raises(NothingToUndo):
        hands.do(undo_entry, made)
