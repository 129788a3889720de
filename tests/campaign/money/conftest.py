"""A committee, the account of a mandataire, and donors, on a day on which funds may be collected."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.money.accounts import AccountForm, ElectionForm, save_account, save_election
from campaign.money.donors import DonorForm, save_donor
from campaign.money.gifts import hand_over, receive
from campaign.money.promises import PromiseForm, promise
from db.tables import CampaignAccount, Committee, Election

FIRST = "Candidate A"


class Till:
    """Hands that know money: each call is one action."""

    def __init__(self, hands: Any) -> None:
        self.hands = hands
        self.do, self.see, self.undo, self.redo, self.one, self.all = (
            hands.do, hands.see, hands.undo, hands.redo, hands.one, hands.all,
        )  # fmt: skip
        hands.clock.to(2027, 2, 3, 10)
        if not self.all(select(CampaignAccount.id)):
            begin(hands)
        self.committee: uuid.UUID = self.one(select(Committee.id))
        self.election: uuid.UUID = self.one(select(Election.id))
        self.account: uuid.UUID = self.one(select(CampaignAccount.id).where(CampaignAccount.label == FIRST))

    def open(self, label: str, kind: Any = "candidate") -> uuid.UUID:
        election = self.election if kind == "candidate" else None
        return self.do(save_account, AccountForm(kind, label, election, mandatary="Mandataire M")).id  # type: ignore[no-any-return]

    def donor(self, name: str = "Ada Martin", **changes: Any) -> uuid.UUID:
        given, _, family = name.partition(" ")
        usual: dict[str, Any] = {
            "address": "3 rue du Mail", "postcode": "69004", "city": "Lyon", "residence": "FR", "nationality": "FR",
            "adult": True, "honour": True,
        }  # fmt: skip
        return self.do(save_donor, DonorForm(given, family, **usual | changes))  # type: ignore[no-any-return]

    def promise(self, donor: uuid.UUID, cents: int = 10_000, method: str = "cheque", **changes: Any) -> uuid.UUID:
        usual: dict[str, Any] = {"committee_id": self.committee, "account_id": self.account, "donor_id": donor}
        return self.do(promise, PromiseForm(amount_cents=cents, method=method, **usual | changes))  # type: ignore[no-any-return]

    def receive(self, donor: uuid.UUID, cents: int = 10_000, method: str = "transfer", **changes: Any) -> uuid.UUID:
        """Promised, handed over where it is carried, and received."""
        gift = self.promise(donor, cents, method, **changes)
        if method in ("cheque", "cash"):
            self.do(hand_over, [gift], None)
        self.do(receive, [gift], declares_mandatary=True, reason=changes.get("reason", ""))
        return gift


def begin(hands: Any) -> None:
    """A committee, an election and the account of a candidate, in a file that has none yet."""
    hands.clock.to(2027, 2, 3, 10)
    hands.create(leader="Ada Lovelace")
    election = ElectionForm(
        "Test", "legislative", ceiling_cents=5_000_000, rounds=((1, "", date(2027, 6, 6), "Europe/Paris"),)
    )
    made = hands.do(save_election, election).id
    hands.do(save_account, AccountForm("candidate", FIRST, made, mandatary="Mandataire M"))


@pytest.fixture
def beginning(request: pytest.FixtureRequest, first_file: Path, prepared: Callable[..., Path]) -> Path:
    """Who works with a till begins with one."""
    return prepared("till", begin) if "till" in request.fixturenames else first_file


@pytest.fixture
def till(hands: Any) -> Till:
    return Till(hands)


@pytest.fixture
def laptop(hands: Any, prepared: Callable[..., Path], tmp_path: Path) -> Iterator[Till]:
    """Another laptop: its own file with its own committee, election and account, whose ids are others."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    there = Till(type(hands)(folder / "local.appui", hands.clock, prepared("laptop", begin)))
    yield there
    there.hands.close()
