"""Money: a mandataire's `accounts`, `donors` and `gifts`, the append-only `ledger`, `spending`, `exchange`, `seals`."""

from db.tables.money.accounts import CampaignAccount, Election, ElectionRound, RuleCorrection
from db.tables.money.donors import Donor
from db.tables.money.exchange import MoneyFile
from db.tables.money.gifts import (
    Collection,
    DepositSlip,
    Donation,
    DonationEvent,
    HandOver,
    RecurringGift,
)
from db.tables.money.ledger import LedgerEntry, LedgerHead
from db.tables.money.seals import RecordSeal
from db.tables.money.spending import Allocation, SpendingDocument, SpendingEvent, SpendingRequest

__all__ = [
    "Allocation",
    "CampaignAccount",
    "Collection",
    "DepositSlip",
    "Donation",
    "DonationEvent",
    "Donor",
    "Election",
    "ElectionRound",
    "HandOver",
    "LedgerEntry",
    "LedgerHead",
    "MoneyFile",
    "RecordSeal",
    "RecurringGift",
    "RuleCorrection",
    "SpendingDocument",
    "SpendingEvent",
    "SpendingRequest",
]
