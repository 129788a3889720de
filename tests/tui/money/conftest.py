"""An account and gifts in the other window, for the screens of money."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from campaign.money.accounts import AccountForm, ElectionForm, open_account
from campaign.money.donors import DonorForm
from campaign.money.promises import PromiseForm, promise


@pytest.fixture
def account(other: Any, committee: uuid.UUID) -> uuid.UUID:
    """The account of a candidate; the day of these tests falls into its months."""
    rounds = ((1, "", date(2027, 3, 14), "Europe/Paris"),)
    election = ElectionForm("Legislative 2027", ceiling_cents=7_000_000, rounds=rounds)
    form = AccountForm("candidate", "The Association", None, mandatary="The Association")
    made: uuid.UUID = other.do(open_account, form, election).id
    return made


@pytest.fixture
def pledge(other: Any, committee: uuid.UUID, account: uuid.UUID) -> Callable[..., uuid.UUID]:
    """Promise a gift in the other window."""

    def make(cents: int, method: str = "cheque", name: str = "Luc Roy") -> uuid.UUID:
        given, family = name.split()
        donor = DonorForm(given, family, "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)
        made: uuid.UUID = other.do(promise, PromiseForm(committee, account, cents, method, donor=donor, reason="seen"))
        return made

    return make
