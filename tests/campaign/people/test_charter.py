"""The data charter: read once before contacts show, and in nobody's way to anything else."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from campaign.errors import PersonUnknown
from campaign.people import add_person, charter
from campaign.people.charter import may_see_contacts, read_charter


def test_the_charter_is_short_in_both_languages_and_has_a_version() -> None:
    text = charter.charter()
    assert text.version
    for label in (text.title, text.text):
        assert label.fr and label.en and label.fr != label.en
    for said in (text.text.fr, text.text.en):
        assert len(said) < 1200  # read in a minute
        assert said.count("\n- ") >= 5


def test_contacts_are_seen_once_the_charter_was_read_by_this_person_in_this_version(
    hands: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe, ada = (hands.do(add_person, name).id for name in ("Zoé Durand", "Ada Lovelace"))
    before = hands.counts()
    assert not hands.see(may_see_contacts, zoe)
    hands.do(read_charter, zoe)
    hands.do(read_charter, zoe)  # once is enough
    assert hands.counts() == (before[0], before[1] + 1)
    assert hands.see(may_see_contacts, zoe)
    assert not hands.see(may_see_contacts, ada)
    assert not hands.see(may_see_contacts, None)
    newer = charter.Charter("99", charter.charter().title, charter.charter().text)
    monkeypatch.setattr(charter, "charter", lambda: newer)
    assert not hands.see(may_see_contacts, zoe)
    hands.do(read_charter, zoe)
    assert hands.see(may_see_contacts, zoe)


def test_a_committee_is_created_and_led_without_it(hands: Any) -> None:
    committee = hands.create(leader="Ada Lovelace")
    hands.join(committee, "Zoé Durand")


def test_only_someone_known_reads_it(hands: Any) -> None:
    with pytest.raises(PersonUnknown):
        hands.do(read_charter, uuid.uuid4())
