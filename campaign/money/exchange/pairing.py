"""Which account of this file a file of the other laptop is for: proposed by what it says, chosen by who takes it in."""

from __future__ import annotations

import re
import uuid

from sqlalchemy.orm import Session

from campaign.errors.money_exchange import MoneyFileOfOtherAccount, MoneyFileUnreadable
from campaign.money.accounts import list_accounts
from campaign.money.exchange.files import PLEDGES, STATES, kind_of, opened
from campaign.settings import get, put
from campaign.views.money_exchange import KNOWN_ACCOUNT, NEAR_NAME, SAME_NAME, FileTold, Proposal
from db.folding import clean, fold
from db.tables import CampaignAccount
from db.unit import Unit

# Words that stand in the name of any account: alike in these, two names are not alike.
_COMMON = frozenset(
    ("association", "financement", "financing", "mandataire", "financier", "campagne", "campaign", "candidat",
     "candidate", "compte", "account", "pour", "the", "des", "les", "liste", "list", "election")
)  # fmt: skip


def told_of(data: bytes, name: str = "") -> FileTold:
    """Whose file it is, and for which account, before anything of it is judged or taken in.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered.
    """
    kind = kind_of(data)
    content, _ = opened(data, {"pledges": PLEDGES, "states": STATES}.get(kind, kind), name)
    try:
        account, gifts = content["account"], len(content["gifts"])
        told = uuid.UUID(hex=account["id"])
        return FileTold(kind, clean(content["committee"]["name"])[:200], told, clean(account["name"])[:200], gifts)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MoneyFileUnreadable(name=name or "?") from None


def propose(session: Session, told: FileTold) -> list[Proposal]:
    """The accounts that are open, the likely one first: paired before, of the same name, of a name that is near."""
    value = get(session, f"money.account.{told.account_id.hex}")
    known = {told.account_id, *([uuid.UUID(hex=value)] if value else [])}
    found = []
    for account in list_accounts(session):
        why = ""
        if account.id in known:
            why = KNOWN_ACCOUNT
        elif told.account and fold(account.label) == fold(told.account):
            why = SAME_NAME
        elif _words(told.account) & _words(f"{account.label} {account.mandatary}"):
            why = NEAR_NAME
        if account.closed_on is None or why == KNOWN_ACCOUNT:
            found.append(Proposal(account, why))
    order = (KNOWN_ACCOUNT, SAME_NAME, NEAR_NAME, "")
    return sorted(found, key=lambda one: order.index(one.why))


def sure_of(proposals: list[Proposal]) -> Proposal | None:
    """The account that needs no question: paired before, or the only one of that very name."""
    for why in (KNOWN_ACCOUNT, SAME_NAME):
        fits = [one for one in proposals if one.why == why]
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", fold(name)) if len(word) > 2 and word not in _COMMON}


def paired(session: Session, theirs: uuid.UUID) -> CampaignAccount | None:
    """The account of this file that was paired with one of the other laptop; None: none was yet."""
    value = get(session, f"money.account.{theirs.hex}")
    return session.get(CampaignAccount, uuid.UUID(hex=value)) if value else None


def pair(unit: Unit, theirs: uuid.UUID, called: str, mine: CampaignAccount, name: str, *, sure: bool) -> None:
    """Make sure that the account of a file is the one meant here, and remember it.

    Raises:
        MoneyFileOfOtherAccount.
    """
    if theirs == mine.id:
        return
    known = unit.session.get(CampaignAccount, theirs) or paired(unit.session, theirs)
    if known is None and (sure or fold(called) == fold(mine.label)):
        put(unit, f"money.account.{theirs.hex}", mine.id.hex)
    elif known is None or known.id != mine.id:
        raise MoneyFileOfOtherAccount(name=name or "?", told=called or "?", account=mine.label)
