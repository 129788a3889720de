"""What is said of a file beside its counts: what became of each gift and request, who differs, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from campaign.money.sentences import FIELD_WORDS
from campaign.views.money import GIFT_STATE_WORDS, GIFT_WORDS
from campaign.views.money_exchange import (
    Changed,
    Conflict,
    DonorApart,
    EarmarkTold,
    Fate,
    FieldDiffers,
    RequestApart,
    RequestFate,
    TakenIn,
)
from campaign.views.money_spending import SPENDING_STATE_WORDS
from campaign.words import N_, Words

BACK: Final = ("bounced", "returned", "refunded")  # told before all else: the committee speaks with who gave
SKIPPED: Final = N_("Left alone, since they are of another committee or account: {count}")
# What is not in this file is in none of its totals: a donor's cap may be nearer than it says.
LEFT_OUT: Final = N_(
    "Left out, since they were received elsewhere: {count}, {amount}. No cap or total here knows them."
)
APART: Final = N_("{amount}, here: {here}, there: {there}. {advice} ({gift})")
REQUEST_APART: Final = N_("“{title}”, {amount}, here: {here}, there: {there}. {advice}")
DONORS_DIFFER: Final = (
    N_("A donor differs. Nothing is taken over but what you say:"),
    N_("{count} donors differ. Nothing is taken over but what you say:"),
)
DONORS_TAKEN: Final = (N_("A donor is corrected here:"), N_("{count} donors are corrected here:"))
TERM_WORDS: Final = {
    "title": N_("what for"), "category": N_("category"), "amount_cents": N_("amount"), "day": N_("day"),
    "payee": N_("who is paid"), "iban": N_("IBAN"), "meals": N_("meals"), "detail": N_("what to know"),
    "reason": N_("why all the same"),
}  # fmt: skip
MORE_WORDS: Final = {
    "civility": N_("title"), "adult": N_("of age"), "email": N_("mail"), "phone": N_("phone"),
    "mandate": N_("elected office"),
}  # fmt: skip
_CODES: Final = {
    "civility": {"m": N_("Mr"), "f": N_("Ms")},
    "adult": {"0": N_("no"), "1": N_("yes")},
}  # fmt: skip


def lines(found: TakenIn, w: Words) -> list[str]:
    """The sentences about a file that was taken in, or would be: what came back first, what does not fit last."""
    said = [w(found.news)] if found.news else []
    for title, several in sections(found, w):
        said += [title, *(f"  {one}" for one in several)]
    return said + apart_lines(found, w)


def sections(found: TakenIn, w: Words) -> list[tuple[str, list[str]]]:
    """What a file tells, under its titles."""
    back = [one for one in found.fates if one.after in BACK]
    other = [one for one in found.fates if one.after not in BACK]
    told: list[tuple[str, list[str]]] = []
    if back:
        text = (N_("One gift came back, {amount}:"), N_("{count} gifts came back, {amount}:"))
        told.append((_counted(text, back, w), [fate(one, w) for one in back]))
    if other:
        text = (N_("What became of one gift, {amount}:"), N_("What became of {count} gifts, {amount}:"))
        told.append((_counted(text, other, w), [fate(one, w) for one in other]))
    if found.slips:
        said = w.many(N_("The mandataire signed a slip."), N_("The mandataire signed {count} slips."), found.slips)
        told.append((said, []))
    if found.requests:
        title = w.many(N_("A spending request:"), N_("{count} spending requests:"), len(found.requests))
        told.append((title, [line for one in found.requests for line in request_lines(one, w)]))
    if found.earmark is not None and (found.earmark.changed or not found.earmark.fits):
        told.append((earmark_said(found.earmark, w), []))
    for several, text in (
        ([one for one in found.donors if not one.taken], DONORS_DIFFER),
        ([one for one in found.donors if one.taken], DONORS_TAKEN),
    ):
        if several:
            told.append((w.many(*text, len(several)), [line for one in several for line in donor_lines(one, w)]))
    return told


def beside(found: TakenIn, w: Words) -> list[str]:
    """In one line, what was taken in beside gifts: requests, and donors who were corrected."""
    said = []
    if found.requests:
        said.append(w.many(N_("{count} request followed"), N_("{count} requests followed"), len(found.requests)))
    corrected = sum(one.taken for one in found.donors)
    if corrected:
        said.append(w.many(N_("{count} donor corrected"), N_("{count} donors corrected"), corrected))
    return [" · ".join(said)] if said else []


def came_back(found: TakenIn, w: Words) -> list[str]:
    """One sentence on what came back, with the names; none if nothing did."""
    back = [one for one in found.fates if one.after in BACK]
    if not back:
        return []
    said = _counted((N_("One gift came back, {amount}:"), N_("{count} gifts came back, {amount}:")), back, w)
    names = list(dict.fromkeys(one.donor or w(GIFT_WORDS[one.kind]) for one in back))
    return [f"{said} {', '.join(names[:5])}{'…' if len(names) > 5 else ''}"]


def apart_lines(found: TakenIn, w: Words) -> list[str]:
    """What was left alone, left out, and what the two laptops do not tell alike."""
    said = []
    if found.skipped:
        said.append(w(SKIPPED, count=w.number(found.skipped)))
    unknown = [one.amount_cents for one in found.conflicts if not one.here]
    if unknown:
        said.append(w(LEFT_OUT, count=w.number(len(unknown)), amount=w.euros(sum(unknown))))
    return [
        *said,
        *(apart(one, w) for one in found.conflicts),
        *(request_apart(one, w) for one in found.apart),
    ]


def _counted(text: tuple[str, str], several: list[Fate], w: Words) -> str:
    return w.many(*text, len(several), amount=w.euros(sum(one.amount_cents for one in several)))


def fate(one: Fate, w: Words) -> str:
    """One gift: who gave, how much, where it stands now, since when and why."""
    who, state = one.donor or w(GIFT_WORDS[one.kind]), w(GIFT_STATE_WORDS[one.after])
    facts = {"name": who, "amount": w.euros(one.amount_cents), "state": state}
    said = w(N_("{name}, {amount}: {state}"), **facts)
    if one.day is not None:
        said = w(N_("{name}, {amount}: {state}, {day}"), **facts, day=w.day(one.day, "numeric"))
    return f"{said} – {one.note}" if one.note else said


def request_lines(one: RequestFate, w: Words) -> Iterator[str]:
    """One request: where it stands now, whose last word that is, and what its committee corrected."""
    state = w(SPENDING_STATE_WORDS[one.after])
    facts = {"title": one.title, "amount": w.euros(one.amount_cents), "state": state}
    said = w(N_("“{title}”, {amount}: {state}"), **facts)
    if one.before and one.before != one.after:
        text = N_("“{title}”, {amount}: {before} → {state}")
        said = w(text, **facts, before=w(SPENDING_STATE_WORDS[one.before]))
    yield " – ".join(filter(None, (said, one.by, one.note)))
    for change in one.changes:
        yield "  " + changed(change, w)
    if one.papers:
        yield "  " + w.many(N_("a document is new here"), N_("{count} documents are new here"), one.papers)


def changed(one: Changed, w: Words) -> str:
    """A term that was corrected: what stood here, and what the committee asks for now."""
    here, there = (_shown(one.field, value, w) for value in (one.here, one.there))
    return w(N_("{field}: {here} → {there}"), field=w(TERM_WORDS[one.field]), here=here, there=there)


def _shown(field: str, value: object, w: Words) -> str:
    from datetime import date

    from campaign.money.spending import categories

    if field == "amount_cents" and isinstance(value, int):
        return w.euros(value)
    if isinstance(value, date):
        return w.day(value, "numeric")
    if field == "category":
        return next((one.label.say(w) for one in categories() if one.id == value), str(value))
    return str(value or "–")


def earmark_said(one: EarmarkTold, w: Words) -> str:
    """What the mandataire set apart, and what is left of it."""
    facts = {"free": one.free_cents, "committed": one.committed_cents, "paid": one.paid_cents}
    shown = {name: w.euros(cents) for name, cents in facts.items()}
    said = w(N_("Set apart for this committee: {free} to ask for, {committed} committed, {paid} paid."), **shown)
    if not one.fits:
        said += " " + w(N_("Here it is otherwise, because of what does not fit below."))
    return said


def donor_lines(one: DonorApart, w: Words) -> Iterator[str]:
    """A donor whom both files tell otherwise, field by field, and what was made with what stood here."""
    for field in one.fields:
        name, here, there = differing(field, w)
        yield w(N_("{name}, {field}: here {here}, there {there}"), name=one.name, field=name, here=here, there=there)
    yield from donor_warnings(one, w)


def differing(one: FieldDiffers, w: Words) -> tuple[str, str, str]:
    """The name of a field, and what each laptop tells."""
    codes = _CODES.get(one.field, {})
    here, there = (w(codes[value]) if value in codes else value for value in (one.here, one.there))
    return w(FIELD_WORDS.get(one.field) or MORE_WORDS[one.field]), here, there


def donor_warnings(one: DonorApart, w: Words) -> Iterator[str]:
    """What was told to others with what stood here, which a correction now does not reach; and that a file is old."""
    if one.stood_until is not None:
        text = N_(
            "{name}: what the file tells stood here until {day}. It may be an older file: mark it only if you know."
        )
        yield w(text, name=one.name, day=w.day(one.stood_until, "numeric"))
    if one.receipts:
        yield w.many(
            N_("An official receipt is noted for {name}: have it checked."),
            N_("{count} official receipts are noted for {name}: have them checked."),
            one.receipts,
            name=one.name,
        )
    if one.told_on is not None:
        text = N_("A list or draft that names {name} was made on {day}: make it again.")
        yield w(text, name=one.name, day=w.day(one.told_on, "numeric"))


def apart(one: Conflict, w: Words) -> str:
    """One gift whose two states do not fit: both of them, and what to do."""
    here = w(GIFT_STATE_WORDS[one.here]) if one.here else w(N_("unknown"))
    facts = {"amount": w.euros(one.amount_cents), "here": here, "there": w(GIFT_STATE_WORDS[one.there])}
    return w(APART, **facts, advice=w(one.advice), gift=one.gift)


def request_apart(one: RequestApart, w: Words) -> str:
    """One request whose two states do not fit: both of them, and what to do."""
    here = w(SPENDING_STATE_WORDS[one.here]) if one.here else w(N_("unknown"))
    facts = {"title": one.title, "amount": w.euros(one.amount_cents), "here": here}
    return w(REQUEST_APART, **facts, there=w(SPENDING_STATE_WORDS[one.there]), advice=w(one.advice))
