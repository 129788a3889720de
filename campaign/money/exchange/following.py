"""Taking in what the other laptop tells of spending requests: whose steps are whose, and what does not fit.

Each laptop is right about its own steps: the committee's up to the mandataire's desk, the mandataire's from there on.
A request stands where the steps of both lead together, in whichever order their files came. Where they lead nowhere,
or what was agreed to is not what is asked here, it is told and left as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.money.exchange.requests import (
    DECIDED,
    TERMS,
    Asked,
    Step,
    came_in,
    steps_of,
)
from campaign.money.exchange.standing import covered, stand
from campaign.money.gifts import MANDATARY, TOLD
from campaign.people.traces import GONE
from campaign.views.money_exchange import (
    ASK_AGAIN,
    BOTH_WENT_ON,
    DECIDED_HERE,
    DECIDED_THERE,
    NO_SECOND,
    NOT_COVERED,
    OTHER_TERMS,
    Changed,
    RequestApart,
    RequestFate,
    RequestsTaken,
)
from db.ledger_sources import led_to
from db.tables import CampaignAccount, SpendingDocument, SpendingEvent, SpendingRequest
from db.unit import Unit

_SENT: Final = ("peer_review", "mandatary_review")
_SHOWN: Final = ("title", "category", "amount_cents", "day", "payee", "iban", "meals", "detail", "reason")


class _Taking:
    """The requests of one file, taken in one by one."""

    def __init__(self, unit: Unit, committee_id: uuid.UUID, account: CampaignAccount, *, answer: bool) -> None:
        self.unit, self.committee_id, self.account, self.answer = unit, committee_id, account, answer
        self.fates: list[RequestFate] = []
        self.apart: list[RequestApart] = []
        self.skipped = 0

    def take(self, told: Asked, row: SpendingRequest | None, known: Sequence[SpendingEvent]) -> None:
        """Take in one request."""
        if row is not None and (row.committee_id, row.account_id) != (self.committee_id, self.account.id):
            self.skipped += 1
            return
        papers = self._documents(told) if row is not None else 0
        plan = ASK_AGAIN if self._of_another(told) else self._target(told, row, known)
        if not isinstance(plan, str):
            plan = self._unfit(told, row, known, plan[0]) or plan
        if not isinstance(plan, str):
            self._follow(told, row, known, plan, papers)
        elif plan:
            self._differs(told, row, plan)
        elif papers:
            self.fates.append(_fate(told, row, row.state if row else "", papers=papers))

    def _unfit(self, told: Asked, row: SpendingRequest | None, known: Sequence[SpendingEvent], target: str) -> str:
        """Why a request cannot stand there: what was agreed to is another, or the money is not there; else empty."""
        decided = row is not None and self._settled(row, known)
        if decided and row is not None and target != row.state:
            return BOTH_WENT_ON
        if row is not None and (decided or target in DECIDED) and _apart(row, told):
            return OTHER_TERMS
        where = (self.account.id, self.committee_id)
        return "" if decided or covered(self.unit.session, row, target, told, where) else NOT_COVERED

    def _follow(
        self, told: Asked, row: SpendingRequest | None, known: Sequence[SpendingEvent], plan: tuple[str, list[Step]],
        papers: int,
    ) -> None:  # fmt: skip
        """Add what is new, and bring the request to where it stands now."""
        target, news = plan
        if row is not None and self._settled(row, known):  # its committee's steps are kept, and nothing moves
            self._steps(row, known, news, target, told)
            if news or papers:
                self.fates.append(_fate(told, row, row.state, papers=papers))
            return
        before = row.state if row is not None else ""
        changes: tuple[Changed, ...] = ()
        if row is None:
            row = self._new(told)
            papers = self._documents(told)
        elif target in _SENT and not self._mine(known):  # what is being written is not asked yet
            changes = _changes(row, told)
            self.unit.change(row, **_terms(row, told))
        if not self._mine(known) and row.state not in DECIDED:
            looked = target in ("mandatary_review", *DECIDED)
            self.unit.change(row, peer_paper=told.peer_paper if looked else "")
        self._steps(row, known, news, target, told)
        stand(self.unit, row, target, told, self.account.zone)
        self.fates.append(_fate(told, row, before, changes=changes, papers=papers))

    def _settled(self, row: SpendingRequest, known: Sequence[SpendingEvent]) -> bool:
        """Whether the mandataire, whose file this is, agreed to a request or refused it: no committee moves it then."""
        refused = row.state == "refused" and any(one.to_state == "refused" and one.role == MANDATARY for one in known)
        return not self.answer and (row.state in DECIDED or refused)

    def _of_another(self, told: Asked) -> bool:
        """Whether steps that are told stand here already, in the history of another request."""
        ids = [step.id for step in told.steps]
        others = (SpendingEvent.request_id != told.id, SpendingEvent.id.in_(ids))
        return self.unit.session.scalar(select(SpendingEvent.id).where(*others).limit(1)) is not None

    def _mine(self, known: Sequence[SpendingEvent]) -> bool:
        """Whether a request was written here: what it asks for is nobody else's to change."""
        return bool(known) and not came_in(known)

    def _theirs(self, step: Step | SpendingEvent, *, mine: bool) -> bool:
        """Whether a step is one that the other laptop is right about."""
        if self.answer:
            return step.role == MANDATARY or not mine
        return step.role not in (MANDATARY, TOLD)

    def _target(
        self, told: Asked, row: SpendingRequest | None, known: Sequence[SpendingEvent]
    ) -> tuple[str, list[Step]] | str:
        """Where the request stands now, and the steps that lead there; else why not, or empty: nothing is new."""
        mine = self._mine(known)
        theirs = {step.id: step for step in told.steps if self._theirs(step, mine=mine)}
        before = {
            one.id
            for one in known
            if one.role != TOLD and self._theirs(one, mine=mine) and (one.told_by is not None or one.id in theirs)
        }
        if theirs.keys() < before or (row is not None and self.answer and not theirs):
            return ""  # an older file than what is known, or nothing was done with it there
        ours = [one for one in known if one.role != TOLD and one.id not in before]
        held = self._held(told, row, {one.id for one in known}, ours, mine=mine)
        if held is not None:
            return held
        pairs = [(one.from_state, one.to_state) for one in ours]
        target = led_to([*pairs, *((step.before, step.after) for step in theirs.values())])
        if target is None:
            if row is not None and row.state == told.state:
                return ""
            if not (self.answer and row is not None and told.state == "refused"):
                return BOTH_WENT_ON
            target = told.state  # the mandataire's no stands, whatever the committee went on with meanwhile
        if not self.answer and target in ("mandatary_review", *DECIDED) and not told.two:
            return NO_SECOND
        ids = {one.id for one in known}
        news = [step for step in theirs.values() if step.id not in ids]
        if row is not None and _led(known, news) is None:
            news = []  # they were joined to this history by a step of its own, or are about to be
        fresh = row is None or news or row.state != target or self._corrected(told, row, target, mine=mine)
        return (target, news) if fresh else ""

    def _held(
        self, told: Asked, row: SpendingRequest | None, ids: set[uuid.UUID], ours: Sequence[SpendingEvent], *,
        mine: bool,
    ) -> str | None:  # fmt: skip
        """Why a request cannot be followed, whatever its steps lead to; empty: it need not be; None: it can."""
        if self.answer and mine:
            if any(not step.mandatarys and step.id not in ids for step in told.steps):
                return ASK_AGAIN  # steps of this committee that its own file does not know
            if row is not None and any(one.role == MANDATARY for one in ours):
                return "" if row.state == told.state else DECIDED_HERE
        elif not self.answer and told.decided_here and (row is None or row.state not in (told.state, *DECIDED)):
            return DECIDED_THERE
        return None

    def _corrected(self, told: Asked, row: SpendingRequest, target: str, *, mine: bool) -> bool:
        """Whether the same steps tell other terms, as after an import that was undone."""
        pinned = told.state == target and target in _SENT
        return not mine and pinned and bool(_apart(row, told))

    def _new(self, told: Asked) -> SpendingRequest:
        where: dict[str, Any] = {"committee_id": self.committee_id, "account_id": self.account.id}
        row = SpendingRequest(id=told.id, **where, **told.terms)
        # Who asks is known on the other laptop only: who takes its file in has not asked.
        return self.unit.add(row)

    def _documents(self, told: Asked) -> int:
        """The documents that are not here yet; return how many."""
        new = [one for one in told.documents if self.unit.session.get(SpendingDocument, one.id) is None]
        for one in new:
            self.unit.add(
                SpendingDocument(
                    id=one.id, committee_id=self.committee_id, request_id=told.id, kind=one.kind,
                    reference=one.reference, day=one.day, file_hash=one.file_hash,
                )
            )  # fmt: skip
        return len(new)

    def _steps(
        self, row: SpendingRequest, known: Sequence[SpendingEvent], news: list[Step], target: str, told: Asked
    ) -> None:
        """Add what is new to the history. A step of this file's own leads on where the others do not by themselves."""
        end = _led(known, news) or row.state
        for step in news:
            self.unit.add(
                SpendingEvent(
                    id=step.id, committee_id=row.committee_id, request_id=row.id, at=step.at,
                    from_state=step.before, to_state=step.after, role=step.role, paper=step.paper, note=step.note,
                    told_by=step.by,
                )
            )  # fmt: skip
        if end != target:
            note = next((step.note for step in reversed(told.steps) if step.after == target), "")
            self.unit.add(
                SpendingEvent(
                    committee_id=row.committee_id, request_id=row.id, at=self.unit.now, from_state=end,
                    to_state=target, role=TOLD, note=note,
                )
            )  # fmt: skip

    def _differs(self, told: Asked, row: SpendingRequest | None, advice: str) -> None:
        here = row.state if row is not None else ""
        cents = told.terms["amount_cents"]
        self.apart.append(RequestApart(told.id, told.terms["title"], cents, here, told.state, advice))


def take_requests(
    unit: Unit, told: Iterable[Asked], committee_id: uuid.UUID, account: CampaignAccount, *, answer: bool
) -> RequestsTaken:
    """Take in the requests of a file, in the caller's action. ``answer``: it is the mandataire's, at the committee's.

    Those that set money free come first, so that what is committed is there.
    """
    several = sorted(told, key=lambda one: (one.state in ("committed", "paid"), one.id))
    ids = [one.id for one in several]
    known = steps_of(unit.session, ids)
    taking = _Taking(unit, committee_id, account, answer=answer)
    for one in several:
        taking.take(one, unit.session.get(SpendingRequest, one.id), known[one.id])
    return RequestsTaken(tuple(taking.fates), tuple(taking.apart), taking.skipped)


def names_told(session: Session, request_id: uuid.UUID) -> set[str]:
    """Who wrote, sent or looked at a request on the other laptop, by the names that it tells."""
    steps = steps_of(session, [request_id])[request_id]
    return {step.told_by for step in steps if step.told_by and step.role != MANDATARY}


def _led(known: Sequence[SpendingEvent], news: Iterable[Step]) -> str | None:
    """Where a history leads with new steps; None: they do not hang together."""
    return led_to([*((one.from_state, one.to_state) for one in known), *((one.before, one.after) for one in news)])


def _fate(
    told: Asked, row: SpendingRequest | None, before: str, *, changes: tuple[Changed, ...] = (), papers: int = 0
) -> RequestFate:
    after = row.state if row is not None else told.state
    last = next((step for step in reversed(told.steps) if step.after == after), None)
    return RequestFate(
        told.id, told.terms["title"], told.terms["amount_cents"], before, after, last.by if last else "",
        last.note if last else "", changes, papers,
    )  # fmt: skip


def _apart(row: SpendingRequest, told: Asked) -> Collection[str]:
    """The terms that are not the same here; what an erasure took out on one laptop is no difference."""
    return [
        column
        for column in TERMS
        if getattr(row, column) != told.terms[column]
        and not any(_erased(value) for value in (getattr(row, column), told.terms[column]))
    ]


def _erased(value: object) -> bool:
    return isinstance(value, str) and (not value or GONE in value)


def _terms(row: SpendingRequest, told: Asked) -> dict[str, Any]:
    """What is asked, as told; but nobody who was erased here comes back with the next file, nor their account."""
    gone = {column for column in TERMS if GONE in str(getattr(row, column))}
    gone |= {"iban"} if "payee" in gone else set()
    return {column: value for column, value in told.terms.items() if column not in gone}


def _changes(row: SpendingRequest, told: Asked) -> tuple[Changed, ...]:
    """What the committee corrected, for the screen."""
    return tuple(
        Changed(column, getattr(row, column), told.terms[column])
        for column in _SHOWN
        if getattr(row, column) != told.terms[column]
    )
