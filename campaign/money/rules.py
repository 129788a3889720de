"""The rules on money as dated data, and the book of those that hold in this file, corrections included.

A number that nobody has read is None: who asks is told that it cannot be checked, never that all is well.
"""

from __future__ import annotations

import tomllib
import uuid
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.money import AuthorityNeeded, MandataryNeeded, RuleImpossible, RuleUnknown
from campaign.labels import Label
from campaign.views.money_guard import MoneyRule, Severity
from db.folding import clean, clean_lines
from db.tables import RuleCorrection
from db.unit import Unit

PACKAGED = Path(__file__).parents[1] / "rules" / "fr_money.toml"


_MOST = {"cents": 10**15, "basis_points": 10_000, "people": 10**9, "months": 36, "weeks": 104}
_COMMON_YEAR = 2027  # 29 February is not in it


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a file, packaged and corrected."""

    rules: tuple[MoneyRule, ...]
    _named: dict[str, list[MoneyRule]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for rule in self.rules:
            self._named.setdefault(rule.id, []).append(rule)

    def on(self, rule_id: str, day: date) -> MoneyRule | None:
        """The rule in force on the day of the operation: a correction before the packaged one, the newest first.

        None: no rule of that name holds on that day.
        """
        fits = [
            rule
            for rule in self._named.get(rule_id, ())
            if rule.effective_from <= day and (rule.effective_to is None or day <= rule.effective_to)
        ]
        return max(fits, key=lambda r: (r.corrected_by is not None, r.effective_from, r.checked_on), default=None)

    def authority(self, rule_id: str, day: date) -> str:
        """The article behind a rule; of another day where none was in force; never the name that we gave the rule."""
        rule = self.on(rule_id, day) or next(iter(self._named.get(rule_id, ())), None)
        return rule.authority if rule else ""

    def value(self, rule_id: str, day: date) -> int | None:
        """The number in force on a day; None: unknown."""
        rule = self.on(rule_id, day)
        return rule.value if rule else None


@cache
def packaged() -> RuleBook:
    """The rules of this version of the program."""
    found = tomllib.loads(PACKAGED.read_text("utf-8"))["rule"]
    return RuleBook(
        tuple(
            MoneyRule(
                id=rule["id"],
                unit=rule["unit"],
                value=rule.get("value"),
                effective_from=rule["effective_from"],
                effective_to=rule.get("effective_to"),
                authority=rule["authority"],
                source=rule["source"],
                checked_on=rule["checked_on"],
                severity=rule["severity"],
                about=Label(rule["about_fr"], rule["about_en"]),
                status=rule["status"],
                warn=rule.get("warn"),
            )
            for rule in found
        )
    )


def rule_book(session: Session) -> RuleBook:
    """The rules that hold in this file."""
    rows = session.scalars(select(RuleCorrection).order_by(RuleCorrection.created_at, RuleCorrection.id)).all()
    return RuleBook((*packaged().rules, *_corrected(rows))) if rows else packaged()


def _corrected(rows: Iterable[RuleCorrection]) -> list[MoneyRule]:
    by_id = {rule.id: rule for rule in packaged().rules}
    return [
        replace(
            by_id[row.rule_id],
            value=row.value if possible(by_id[row.rule_id].unit, row.value) else None,  # of an older version
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            severity=cast(Severity, row.severity),
            authority=row.authority,
            source=row.source,
            checked_on=row.checked_on,
            status="read",
            corrected_by=row.id,
            reason=row.reason,
        )
        for row in rows
        if row.rule_id in by_id  # a rule of another version of the program says nothing here
    ]


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What a mandataire puts in the place of a rule. ``value`` in the rule's unit; None: unknown."""

    rule_id: str
    value: int | None
    effective_from: date
    authority: str
    checked_on: date
    effective_to: date | None = None
    severity: Severity | None = None
    source: str = ""
    reason: str = ""
    declares_mandatary: bool = False


def possible(unit: str, value: int | None) -> bool:
    """Whether a number can be in its unit: one that cannot would close every screen that counts with it.

    A day of the year (``monthday``, 415 is 15 April) is one of every year; bounds of the others are in `_MOST`, and
    are far beyond any law: they only keep days within the calendar. None, not known, can be.
    """
    if value is None:
        return True
    if unit == "monthday":
        month, day = divmod(value, 100)
        return 1 <= month <= 12 and 1 <= day <= monthrange(_COMMON_YEAR, month)[1]
    return unit in _MOST and 0 <= value <= _MOST[unit]


def correct_rule(unit: Unit, form: RuleForm) -> uuid.UUID:
    """Correct a rule in this file, from a day on. One action, which can be undone.

    Raises:
        RuleUnknown; MandataryNeeded: who does it does not declare the role; AuthorityNeeded: no article is named;
        RuleImpossible: the number or the days cannot be.
    """
    known = {rule.id: rule for rule in packaged().rules}
    if form.rule_id not in known:
        raise RuleUnknown(rule=clean(form.rule_id)[:60])
    if not form.declares_mandatary:
        raise MandataryNeeded
    authority = clean(form.authority)
    if not authority:
        raise AuthorityNeeded
    rule = known[form.rule_id]
    if not possible(rule.unit, form.value) or (
        form.effective_to is not None and form.effective_to < form.effective_from
    ):
        raise RuleImpossible
    unit.name("rule.correct", rule=form.rule_id)
    row = RuleCorrection(
        rule_id=form.rule_id,
        value=form.value,
        effective_from=form.effective_from,
        effective_to=form.effective_to,
        severity=form.severity or rule.severity,
        authority=authority[:200],
        source=clean(form.source)[:200],
        checked_on=form.checked_on,
        reason=clean_lines(form.reason)[:2000],
    )
    # The newest correction of one rule from one day takes the place of the one before it.
    same = select(RuleCorrection).where(
        RuleCorrection.rule_id == form.rule_id, RuleCorrection.effective_from == form.effective_from
    )
    for older in unit.session.scalars(same).all():
        unit.remove(older)
    return unit.add(row).id


def drop_correction(unit: Unit, correction_id: uuid.UUID, *, declares_mandatary: bool = False) -> None:
    """Go back to the packaged rule.

    Raises:
        RuleUnknown, MandataryNeeded.
    """
    row = unit.session.get(RuleCorrection, correction_id)
    if row is None:
        raise RuleUnknown(rule=str(correction_id))
    if not declares_mandatary:
        raise MandataryNeeded
    unit.name("rule.restore", rule=row.rule_id)
    unit.remove(row)


def rules_shown(session: Session, day: date) -> list[MoneyRule]:
    """Every rule as it holds on a day, in the order of the packaged file; what starts later stands by its first."""
    book = rule_book(session)
    names = list(dict.fromkeys(rule.id for rule in book.rules))
    return [
        book.on(name, day) or min((r for r in book.rules if r.id == name), key=lambda r: r.effective_from)
        for name in names
    ]
