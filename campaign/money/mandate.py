"""A file of who answers for the money: a mandataire, or a financing association, who needs no committee of their own.

The role is declared, never verified: one file cannot prove who sits before it. Committees come with their files of
promises; what reaches the account without any of them is gathered under the name of the account.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors import NameNeeded
from campaign.money.accounts import (
    AccountForm,
    ElectionForm,
    account_row,
    account_view,
    enter_account,
    enter_election,
)
from campaign.money.donors import identity_key
from campaign.people import checked_name, enter_person, known_person
from campaign.settings import get, has_own_committee, put
from campaign.views.money import AccountView
from campaign.views.money_waiting import CommitteeLine
from db.folding import clean, fold, search_key
from db.tables import CampaignAccount, Committee, CommitteeKind, Person
from db.unit import Unit

_MANDATE, _DIRECT = "mandate", "mandate.direct"  # keys of settings; the second with an account's id
# Of an election nothing of which may stay unsaid, since a rule leans on it.
FIRST_ROUND, CEILING, INHABITANTS = "first_round", "ceiling", "inhabitants"


@dataclass(frozen=True, slots=True)
class MandateForm:
    """Who declares to answer for which account; ``election``: a new one. Numbers that nobody knows stay None."""

    name: str
    account: AccountForm
    election: ElectionForm | None = None


def answer_for(unit: Unit, form: MandateForm) -> AccountView:
    """Declare to act as the mandataire of an account, which is entered with its election. One action, audited.

    From then on the file opens on the account, until a committee is created in it.

    Raises:
        NameNeeded: of the person, of the account or of the association; PersonAmbiguous, NameTooLong;
        PlaceUnknown, PlaceAmbiguous;
        as `campaign.money.accounts.save_election` and `save_account`.
    """
    whose = clean(form.account.mandatary)
    if not clean(form.account.label) or (form.account.mandatary_kind == "association" and not whose):
        raise NameNeeded
    name = checked_name(form.name)
    unit.name("account.answer", name=clean(form.account.label)[:200])
    person = known_person(unit.session, name) or enter_person(unit, name)
    put(unit, "me", person.id.hex)
    account = form.account
    if form.election is not None:
        account = replace(account, election_id=enter_election(unit, form.election).id)
    row = enter_account(unit, account if whose else replace(account, mandatary=name))
    put(unit, _MANDATE, row.id.hex)
    return account_view(unit.session, row)


def mandate_of(session: Session) -> AccountView | None:
    """The account that the person of this file answers for; None in the file of a committee."""
    value = get(session, _MANDATE)
    if not value or has_own_committee(session):
        return None
    row = session.get(CampaignAccount, uuid.UUID(hex=value))
    return account_view(session, row) if row is not None else None


def answers_for(session: Session, account_id: uuid.UUID, person_id: uuid.UUID | None) -> bool:
    """Whether somebody is the mandataire of an account, as declared: they approve what others ask, not what they do."""
    account = account_row(session, account_id)
    mandate = mandate_of(session)
    me = get(session, "me")
    if mandate is not None and mandate.id == account.id and person_id is not None and me == person_id.hex:
        return True
    person = session.get(Person, person_id) if person_id is not None else None
    name = identity_key(f"{person.given_name} {person.family_name}") if person is not None else ""
    return bool(name) and name == identity_key(account.mandatary)


def not_known(account: AccountView) -> tuple[str, ...]:
    """What nobody entered of an account's election, so that a rule cannot be checked: none for a party's account."""
    election = account.election
    if election is None:
        return ()
    missing = []
    if not election.rounds:
        missing.append(FIRST_ROUND)
    if not (election.ceiling_cents or election.ceiling_first_cents) and not election.small_commune:
        missing.append(CEILING)
    if election.kind == "municipal" and election.population is None:
        missing.append(INHABITANTS)
    return tuple(missing)


def gathering(session: Session) -> list[CommitteeLine]:
    """The committees under whose name a gift or a request can be entered, in French order; ended ones left out."""
    direct = {key for one in session.scalars(select(CampaignAccount.id)) if (key := gathered_directly(session, one))}
    rows = session.execute(
        select(Committee.id, Committee.name).where(Committee.state == "active").order_by(Committee.sort_key)
    )
    return [CommitteeLine(key, name, key in direct) for key, name in rows]


def straight_to(unit: Unit, account_id: uuid.UUID) -> uuid.UUID:
    """Where gifts are gathered that no committee brought: made when the first one comes, under the account's name.

    Return its id. One action the first time, nothing after.

    Raises:
        AccountUnknown, AccountClosed.
    """
    account = account_row(unit.session, account_id, living=True)
    unit.name("account.direct", name=account.label)
    known = gathered_directly(unit.session, account.id)
    if known is not None:
        return known
    kind = unit.session.scalars(select(CommitteeKind.id).order_by(CommitteeKind.position)).first()
    row = unit.add(
        Committee(
            name=account.label, zone=account.zone, kind_id=kind or "", search_key=search_key(account.label),
            sort_key=fold(account.label) or account.label,
        )
    )  # fmt: skip
    put(unit, f"{_DIRECT}.{account.id.hex}", row.id.hex)
    return row.id


def gathered_directly(session: Session, account_id: uuid.UUID) -> uuid.UUID | None:
    """Where what came straight to an account is gathered; None before the first such gift."""
    value = get(session, f"{_DIRECT}.{account_id.hex}")
    row = session.get(Committee, uuid.UUID(hex=value)) if value else None
    return row.id if row is not None else None
