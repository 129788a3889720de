"""The law, as one types: what stands against a gift, what warns, what cannot be checked. Without a database.

Nothing here ever says that a gift is right: only gifts seen in this file are known (decision 18).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from campaign.money.countries import IN_FRANCE
from campaign.money.rules import RuleBook
from campaign.views.money_guard import (
    AccountFacts,
    DonorFacts,
    Gift,
    Judged,
    MoneyRule,
    SeenGift,
    Verdict,
    Weight,
    heaviest_first,
)
from campaign.words import N_
from db.folding import fold

# Legal forms and kinds of bodies, as whole words of a folded name; what is also a person's name (SA, Earl) is left out.
_FORMS = frozenset(
    (
        "sarl", "eurl", "sasu", "scop", "gaec", "snc", "gie", "sci", "gmbh", "ltd", "association", "asso", "amicale",
        "fondation", "federation", "syndicat", "societe", "mairie", "mutuelle", "cooperative", "entreprise", "ets",
        "etablissements",
    )
)  # fmt: skip
_SPELLED = frozenset(("sas", "sa", *_FORMS))  # with a dot after each letter, it is nobody's name
_BODIES = ("ville de ", "ville d ", "commune de ", "commune d ")  # so a name begins only where a body gives
_COMPANY_NUMBER = re.compile(r"(?<!\d)(?:\d[ .]?){8}\d(?:[ .]?\d{5})?(?!\d)")
_LEGAL_FIELDS = ("given_name", "family_name", "address", "postcode", "city", "nationality", "residence")


def judge(
    gift: Gift, account: AccountFacts, donor: DonorFacts | None, seen: Sequence[SeenGift], book: RuleBook
) -> Verdict:
    """What the rules in force on the day of a gift say of it.

    ``donor`` is None for a collection. ``seen``: the donor's gifts in this file that still stand, whatever the account;
    this one is not among them. Amounts in cents.
    """
    if account.country not in IN_FRANCE:
        # Nobody can say that it is right, so who promises it says why; the mandataire does not receive it.
        nothing = Judged(
            "country",
            "block" if gift.stage == "reception" else "cannot_check",
            N_("No rules are known here for {country}: ask who knows its law."),
            "",
            {"country": account.country},
        )
        total = sum(one.amount_cents for one in seen) + gift.amount_cents
        return Verdict((nothing,), total, None, total - gift.amount_cents)
    cap_id, counted = _counted(gift, account, donor, seen)
    before = sum(one.amount_cents for one in counted)
    own = 0 if _excepted(gift, account, donor) else gift.amount_cents
    cap = book.value(cap_id, gift.day)
    found: list[Judged] = [*_account(gift, account, book), *_cash(gift, account, donor, seen, book)]
    if gift.kind == "collection":
        found += _collection(gift, book)
        return Verdict(heaviest_first(found), gift.amount_cents, None, 0)
    found += _cap(gift, before, own, cap_id, book)
    found += _who(gift, donor or DonorFacts(), book)
    return Verdict(heaviest_first(found), before + own, cap, before)


def _counted(
    gift: Gift, account: AccountFacts, donor: DonorFacts | None, seen: Sequence[SeenGift]
) -> tuple[str, list[SeenGift]]:
    """Which cap holds, and the gifts that count towards it."""
    if account.kind == "candidate":
        same = [
            one
            for one in seen
            if one.account_kind == "candidate" and one.election_id == account.election_id and one.kind != "collection"
        ]
        return "don.candidate.cap", same
    year = [
        one
        for one in seen
        if one.account_kind == "party" and one.day.year == gift.day.year and not (one.kind == "dues" and one.elected)
    ]
    return "don.party.cap", year


def _excepted(gift: Gift, account: AccountFacts, donor: DonorFacts | None) -> bool:
    """Dues of elected officials to their party do not count (art. 11-4)."""
    return account.kind == "party" and gift.kind == "dues" and donor is not None and donor.elected


def _weigh(rule: MoneyRule | None, usual: Weight = "block") -> Weight:
    """How heavy a rule weighs when it is broken: as it says itself."""
    return usual if rule is None else rule.severity


def _cap(gift: Gift, before: int, own: int, cap_id: str, book: RuleBook) -> Iterator[Judged]:
    rule = book.on(cap_id, gift.day)
    total = before + own
    if rule is None or rule.value is None:
        yield _unknown(cap_id, gift, book)
        return
    facts = {"total_cents": total, "cap_cents": rule.value, "article": rule.authority}
    if total > rule.value and own:
        text = N_("With this gift, {total} seen in this file: above the cap of {cap} ({article}).")
        yield Judged(cap_id, _weigh(rule), text, rule.authority, facts)
    elif rule.warn is not None and total * 10_000 >= rule.value * rule.warn:
        text = N_(
            "With this gift, {total} seen in this file, close to the cap of {cap} ({article}); gifts made elsewhere"
            " are not known."
        )
        yield Judged(cap_id, "warn", text, rule.authority, facts)
    else:
        text = N_(
            "Seen in this file: {total} with this gift, of {cap} ({article}); gifts made elsewhere are not known."
        )
        yield Judged(cap_id, "inform", text, rule.authority, facts)


def _unknown(rule_id: str, gift: Gift, book: RuleBook) -> Judged:
    text = N_("Cannot be checked: the number of the rule is not known ({article}). Enter it with its source.")
    article = book.authority(rule_id, gift.day)
    return Judged(rule_id, "cannot_check", text, article, {"article": article})


def _cash(
    gift: Gift, account: AccountFacts, donor: DonorFacts | None, seen: Sequence[SeenGift], book: RuleBook
) -> Iterator[Judged]:
    if gift.method != "cash":
        return
    if gift.kind != "collection":  # who puts a note into a box is not known
        yield from _cash_of_one(gift, seen, book)
    if account.kind == "candidate":
        yield from _cash_share(gift, account, book)


def _cash_of_one(gift: Gift, seen: Sequence[SeenGift], book: RuleBook) -> Iterator[Judged]:
    rule = book.on("don.cash.single", gift.day)
    if rule is None or rule.value is None:
        yield _unknown("don.cash.single", gift, book)
    elif gift.amount_cents > rule.value:
        text = N_("{amount} in cash: above {cap}, a gift is paid by cheque, transfer, debit or card ({article}).")
        facts = {"amount_cents": gift.amount_cents, "cap_cents": rule.value, "article": rule.authority}
        yield Judged(rule.id, _weigh(rule), text, rule.authority, facts)
        return
    day = book.on("don.cash.day", gift.day)
    others = sum(one.amount_cents for one in seen if one.method == "cash" and one.day == gift.day)
    if day is not None and day.value is not None and others and others + gift.amount_cents > day.value:
        text = N_("{total} in cash from one person on one day: split, these gifts pass the limit of {cap} ({article}).")
        facts = {"total_cents": others + gift.amount_cents, "cap_cents": day.value, "article": day.authority}
        yield Judged(day.id, _weigh(day), text, day.authority, facts)


def _cash_share(gift: Gift, account: AccountFacts, book: RuleBook) -> Iterator[Judged]:
    """Cash against the ceiling on spending, in whole basis points: no float decides a refusal."""
    rule, start = book.on("don.cash.share", gift.day), book.on("don.cash.share_from", gift.day)
    if rule is None or rule.value is None or start is None or start.value is None:
        yield _unknown("don.cash.share", gift, book)
        return
    if account.ceiling_cents is None:
        text = N_("The share of cash cannot be checked: the ceiling on spending is not known ({article}).")
        yield Judged(rule.id, "cannot_check", text, rule.authority, {"article": rule.authority})
        return
    if account.ceiling_cents < start.value:
        return
    total = account.cash_cents + gift.amount_cents
    limit = account.ceiling_cents * rule.value // 10_000
    facts = {"total_cents": total, "cap_cents": limit, "article": rule.authority}
    if total > limit:
        text = N_("{total} in cash in all: above {cap}, the share of the ceiling that cash may reach ({article}).")
        yield Judged(rule.id, _weigh(rule), text, rule.authority, facts)
    elif rule.warn is not None and total * 10_000 >= limit * rule.warn:
        text = N_("{total} in cash in all, close to {cap}, the share of the ceiling that cash may reach ({article}).")
        yield Judged(rule.id, "warn", text, rule.authority, facts)


def _account(gift: Gift, account: AccountFacts, book: RuleBook) -> Iterator[Judged]:
    """Whether funds may be collected on that day, and whether the commune has a mandataire at all."""
    if account.kind != "candidate":
        return
    small = book.on("commune.small", gift.day)
    if account.election_kind == "municipal":
        if account.population is None or small is None or small.value is None:
            article = book.authority("commune.small", gift.day)
            text = N_("Cannot be checked: the population of the commune is not known ({article}).")
            yield Judged("commune.small", "cannot_check", text, article, {"article": article})
        elif account.population < small.value:
            text = N_("Under {people} inhabitants: no mandataire, no campaign account, no tax reduction ({article}).")
            facts = {"people": small.value, "article": small.authority}
            yield Judged(small.id, "inform", text, small.authority, facts)
            return
    months = book.on(months_rule(account.election_kind), gift.day)
    article = book.authority(months_rule(account.election_kind), gift.day)
    last_known = account.account_until is not None or account.filing_by is not None
    if account.account_from is None:
        text = N_("The first day on which funds may be collected is not known: it cannot be checked ({article}).")
        if not last_known:
            text = N_("The first and the last day on which funds may be collected are not known ({article}).")
        yield Judged("account.months", "cannot_check", text, article, {"article": article})
    elif gift.day < account.account_from:
        text = N_("Before {day}, no funds may be collected for this election ({article}).")
        yield Judged("account.months", _weigh(months), text, article, {"day": account.account_from, "article": article})
    if account.account_until is not None:
        if gift.day > account.account_until:
            text = N_("The account was filed on {day}: no funds may be collected any more ({article}).")
            facts = {"day": account.account_until, "article": article}
            yield Judged("account.months", _weigh(months), text, article, facts)
    elif account.filing_by is not None:
        if gift.day > account.filing_by:
            text = N_(
                "{day} was the day to file the account by: once it is filed, nothing may be collected ({article})."
            )
            yield Judged("account.filing", "warn", text, article, {"day": account.filing_by, "article": article})
    elif account.account_from is not None:
        text = N_("The last day on which funds may be collected is not known: it cannot be checked ({article}).")
        yield Judged("account.filing", "cannot_check", text, article, {"article": article})


def months_rule(election_kind: str) -> str:
    """The rule on the period of the account: the presidential election has its own."""
    return "account.months.presidential" if election_kind == "presidential" else "account.months"


def _collection(gift: Gift, book: RuleBook) -> Iterator[Judged]:
    rule = book.on("don.collection", gift.day)
    if rule is not None and rule.value is not None and gift.people < rule.value:
        text = N_("A collection is counted by {people} people, who are named ({article}).")
        yield Judged(rule.id, _weigh(rule), text, rule.authority, {"people": rule.value, "article": rule.authority})


def _who(gift: Gift, donor: DonorFacts, book: RuleBook) -> Iterator[Judged]:
    """Who gives: named, natural, of age, French or living in France, on honour."""

    def says(rule_id: str, text: str, weight: Weight | None = None, **facts: str) -> Judged:
        rule, article = book.on(rule_id, gift.day), book.authority(rule_id, gift.day)
        return Judged(rule_id, weight or _weigh(rule), text, article, {**facts, "article": article})

    due: Weight = "block" if gift.stage == "reception" else "inform"
    missing = [name for name in _LEGAL_FIELDS if not getattr(donor, name)]
    if missing:
        yield says(
            "don.identity",
            N_("Still to be asked before the mandataire receives it: {fields} ({article})."),
            due,
            fields=" ".join(missing),
        )
    if donor.nationality and donor.residence and IN_FRANCE.isdisjoint((donor.nationality, donor.residence)):
        yield says("don.eligible", N_("Neither French nor living in France: this gift may not be taken ({article})."))
    if donor.adult is False:
        yield says("don.adult", N_("Someone under age may not give ({article})."))
    elif donor.adult is None:
        yield says("don.adult", N_("Ask whether the donor is of age ({article})."), "inform")
    if mark := company_mark([donor.given_name, donor.family_name, gift.payer]):
        yield says(
            "don.natural_person",
            N_("“{mark}” is the mark of a company or association: it may not give ({article})."),
            mark=mark,
        )
    if gift.payer and not _same_name(gift.payer, donor):
        yield says(
            "don.payer", N_("The account that pays is not the donor's: it is {payer}'s ({article})."), payer=gift.payer
        )
    if not donor.honour:
        yield says("don.honour", N_("The declaration on honour is still to be made ({article})."), due)
    if gift.method == "in_kind" and not gift.estimate.strip():
        yield says("don.in_kind", N_("A gift in kind says what it is and how it was valued ({article})."))


def company_mark(texts: Iterable[str]) -> str:
    """What gives a company or association away in a name or address: a legal form, a SIREN or SIRET; else empty.

    A number counts only if its check digit holds: most nine-digit numbers are something else.
    """
    for text in texts:
        if fold(text).startswith(_BODIES):
            return " ".join(text.split()[:2])
        for word in text.split():
            if word == "SAS" and any(letter.islower() for letter in text):  # in capitals among others: no surname
                return word
            folded = fold(word)
            letters = folded.split()
            bare = letters[-1] if letters and letters[0] in ("l", "d") else folded  # l'association
            if bare in _FORMS or ("." in word and len(letters) > 1 and "".join(letters) in _SPELLED):
                return word
        for found in _COMPANY_NUMBER.findall(text):
            digits = re.sub(r"\D", "", found)
            if len(digits) in (9, 14) and _luhn(digits):
                return str(found).strip()
    return ""


def _luhn(digits: str) -> bool:
    """The check of SIREN and SIRET numbers (ISO/IEC 7812-1)."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _same_name(payer: str, donor: DonorFacts) -> bool:
    """Whether the holder of an account is the donor: the family name and one first name, in any order."""
    held = set(fold(payer).split())
    return set(fold(donor.family_name).split()) <= held and bool(
        set(fold(donor.given_name).split()) & held or not donor.given_name
    )


def months_between(first: date, last: date, month_day: int) -> list[date]:
    """The days on which a monthly gift falls, from one day to another, both included."""
    days = []
    year, month = first.year, first.month
    while (day := date(year, month, month_day)) <= last:
        if day >= first:
            days.append(day)
        year, month = divmod(year * 12 + month, 12)
        month += 1
    return days


def project(
    gift: Gift,
    days: Sequence[date],
    account: AccountFacts,
    donor: DonorFacts,
    seen: Sequence[SeenGift],
    *,
    book: RuleBook,
) -> Verdict:
    """What the guard says of a gift that comes back on several days (one at least).

    The verdict is that of the first instalment that is blocked, else of the last one (R-DON-19: no cap of its own was
    found for monthly gifts, so the instalments to come are added up).
    """
    known = list(seen)
    for day in days:
        verdict = judge(replace(gift, day=day), account, donor, known, book)
        if verdict.blocked:
            break
        known.append(
            SeenGift(
                gift.amount_cents, day, gift.method, gift.kind, account.kind, account.election_id, elected=donor.elected
            )
        )
    return verdict
