"""What money waits for: the steps of its way, how much stands at each, and whose turn it is. Free of the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from campaign.views.money import AccountView, Deadline


@dataclass(frozen=True, slots=True)
class Standing:
    """How many gifts or requests stand at one step, and what they come to in cents."""

    count: int = 0
    cents: int = 0


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """A committee under whose name something can be entered; ``direct``: what came straight to an account."""

    id: uuid.UUID
    name: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class MoneyWaiting:
    """What waits, for one committee or for all; ``to_deposit`` is of the accounts, whoever gathered it.

    ``came_back`` are payments that the mandataire's file told to have bounced, of donors who gave nothing since;
    ``given_back`` those it told to have given or paid back, likewise.
    ``held`` is what the mandataire received, as the statement counts it: gifts ``in_kind`` are apart.
    ``coming`` are transfers, debits and cards that were promised: nobody carries them. ``accounts`` are the open ones.
    ``due`` is what the law wants by a day of who answers for the money; ``due_here``: who is at the keyboard does.
    ``mandate`` is the account that the person of this file answers for, in a file of no committee; ``not_known`` what
    nobody entered of its election. ``told``: the mandataire has a file of their own, which tells what is received.
    """

    accounts: tuple[AccountView, ...] = ()
    any: bool = False
    to_carry: Standing = Standing()
    coming: Standing = Standing()
    carried: Standing = Standing()
    came_back: Standing = Standing()
    given_back: Standing = Standing()
    held: Standing = Standing()
    in_kind: Standing = Standing()
    to_deposit: Standing = Standing()
    drafts: Standing = Standing()
    to_check: Standing = Standing()
    to_complete: Standing = Standing()
    to_decide: Standing = Standing()
    to_commit: Standing = Standing()
    to_pay: Standing = Standing()
    paid: Standing = Standing()
    earmark_free_cents: int = 0
    unassigned_cents: int | None = None
    due: tuple[Deadline, ...] = ()
    due_here: bool = False
    told: bool = False
    mandate: AccountView | None = None
    not_known: tuple[str, ...] = ()

    @property
    def small(self) -> bool:
        """Whether all of it is for a commune of under 9,000 inhabitants, which has no mandataire (R-DON-16)."""
        return bool(self.accounts) and all(one.election and one.election.small_commune for one in self.accounts)

    @property
    def for_mandatary(self) -> int:
        """How many gifts and requests wait for the mandataire."""
        steps = (self.carried, self.coming, self.to_deposit, self.to_decide, self.to_commit, self.to_pay)
        return sum(step.count for step in steps)
