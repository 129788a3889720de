"""Donors: the six fields, the declaration on honour, and one person under two entries found and made one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.errors import NameNeeded
from campaign.errors.money import DonorAmbiguous, DonorBound, DonorDiffers, DonorNear, DonorUnknown, SameDonor
from campaign.money.countries import read_country, read_nationality
from campaign.money.facts import STANDING
from campaign.money.forgetting import is_bound
from campaign.money.rules import rule_book
from campaign.search import has_words
from campaign.views.money import CapPassed, DonorView
from campaign.views.money_guard import DonorFacts, SeenGift
from campaign.words import N_
from db.folding import clean, fold, search_key
from db.merging import portions
from db.tables import CampaignAccount, Donation, Donor
from db.unit import Unit

HONOUR_TEXT = "honour-1"
HONOUR = N_(
    "I declare on my honour that I am a natural person, of age, French or living in France; that the money is mine and"
    " comes from my own account; and that all I give stays within the caps of the law."
)
_REQUIRED = ("given_name", "family_name", "address", "postcode", "city", "nationality", "residence")
_STREETS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "pl": "place", "che": "chemin", "ch": "chemin", "imp": "impasse", "all": "allee", "rte": "route", "sq": "square",
    "st": "saint", "ste": "sainte", "fg": "faubourg", "crs": "cours",
}  # fmt: skip
MOST = 200  # entries that are looked at: a whole tower may share one address
_TYPED = {
    "address": N_("fiscal address"), "postcode": N_("postcode"), "city": N_("town"),
    "residence": N_("country of residence"), "nationality": N_("nationality"), "email": N_("mail"),
    "phone": N_("phone"), "adult": N_("of age"), "honour": N_("declaration on honour"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DonorForm:
    """A donor as typed. Countries by code or name (`campaign.money.countries`); ``adult`` None: not asked yet."""

    given_name: str
    family_name: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    residence: str = ""
    nationality: str = ""
    adult: bool | None = None
    email: str = ""
    phone: str = ""
    civility: str = ""
    mandate: str = ""
    honour: bool = False
    person_id: uuid.UUID | None = None
    donor_id: uuid.UUID | None = None  # to correct one
    version: int | None = None


def save_donor(unit: Unit, form: DonorForm) -> uuid.UUID:
    """Enter a donor, or correct one. One action.

    Raises:
        NameNeeded: neither name is given; DonorBound: what the law wants shown would be emptied; DonorUnknown;
        ChangedElsewhere; CountryUnknown, NationalityUnknown.
    """
    given, family = clean(form.given_name), clean(form.family_name)
    unit.name("donor.save", name=f"{given} {family}".strip())
    return enter_donor(unit, form)


def enter_donor(unit: Unit, form: DonorForm) -> uuid.UUID:
    """`save_donor` inside the caller's action."""
    if form.donor_id is None:
        return unit.add(new_donor(form, unit.now)).id
    values = _values(form)
    row = donor_row(unit.session, form.donor_id)
    if any(getattr(row, name) and not values[name] for name in _REQUIRED) and is_bound(unit.session, row):
        raise DonorBound
    if form.honour and row.honour_at is None:
        values |= {"honour_at": unit.now, "honour_text": HONOUR_TEXT}
    unit.change(row, if_version=form.version, **values)
    return row.id


def new_donor(form: DonorForm, now: datetime) -> Donor:
    """The entry that a form makes, which is not in the file yet.

    Raises:
        NameNeeded, CountryUnknown, NationalityUnknown.
    """
    honour = {"honour_at": now, "honour_text": HONOUR_TEXT} if form.honour else {}
    return Donor(**_values(form), **honour)


def _values(form: DonorForm) -> dict[str, Any]:
    given, family = clean(form.given_name)[:100], clean(form.family_name)[:100]
    if not (given or family):
        raise NameNeeded
    values: dict[str, Any] = {
        "given_name": given,
        "family_name": family,
        "search_key": search_key(f"{given} {family}"),
        "sort_key": fold(f"{family} {given}"),
        "identity_key": identity_key(f"{given} {family}"),
        "address": clean(form.address)[:300],
        "postcode": clean(form.postcode)[:12],
        "city": clean(form.city)[:100],
        "address_key": address_key(form.address, form.postcode),
        "residence": read_country(form.residence),
        "nationality": read_nationality(form.nationality),
        "adult": None if form.adult is None else int(form.adult),
        "email": clean(form.email).casefold()[:200],
        "phone": digits(form.phone),
        "civility": form.civility if form.civility in ("m", "f") else "",
        "mandate": clean(form.mandate)[:100],
    }
    if form.person_id is not None:
        values["person_id"] = form.person_id
    return values


def declare_honour(unit: Unit, donor_id: uuid.UUID) -> None:
    """Note that a donor made the declaration on honour, and of which text. One action.

    Raises:
        DonorUnknown.
    """
    row = donor_row(unit.session, donor_id)
    unit.name("donor.honour", name=called(row))
    unit.change(row, honour_at=unit.now, honour_text=HONOUR_TEXT)


def identity_key(name: str) -> str:
    """The words of a name in one order: *Martin Ada* and *Ada Martin* are one."""
    return " ".join(sorted(fold(name).split()))


def address_key(address: str, postcode: str) -> str:
    """An address in one spelling: *12, av. Foch* and *12 avenue Foch* are one. Empty where nothing is known."""
    words = [_STREETS.get(word, word) for word in fold(address).split()]
    return " ".join([*words, fold(postcode)]).strip() if words else ""


def digits(phone: str) -> str:
    """A phone number as compared: its digits, a French one in its national form."""
    found = re.sub(r"\D", "", phone)
    return "0" + found[-9:] if len(found) >= 9 and not found.startswith("00") else found


def donor_row(session: Session, donor_id: uuid.UUID) -> Donor:
    """The entry that stands for a donor: that of the person, if two were made one.

    Raises:
        DonorUnknown.
    """
    row = session.get(Donor, donor_id)
    if row is not None and row.merged_into_id is not None:
        row = session.get(Donor, row.merged_into_id)
    if row is None:
        raise DonorUnknown(name=str(donor_id))
    return row


def donor_rows(session: Session, donor_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Donor]:
    """`donor_row` of many at one time.

    Raises:
        DonorUnknown.
    """
    rows = _rows(session, donor_ids)
    rows |= _rows(session, {row.merged_into_id for row in rows.values() if row.merged_into_id} - rows.keys())
    for donor_id in donor_ids:
        if donor_id not in rows:
            raise DonorUnknown(name=str(donor_id))
    return {donor_id: rows[rows[donor_id].merged_into_id or donor_id] for donor_id in donor_ids}


def _rows(session: Session, donor_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Donor]:
    return {
        row.id: row for some in portions(donor_ids) for row in session.scalars(select(Donor).where(Donor.id.in_(some)))
    }


def find_donor(session: Session, name: str) -> Donor:
    """A donor by id, or by the whole name: nobody's gift is somebody else's because their names look alike.

    Raises:
        DonorUnknown: no name has these words; DonorAmbiguous: several are so called;
        DonorNear: the words are but part of a name.
    """
    try:
        return donor_row(session, uuid.UUID(name.strip()))
    except ValueError:
        pass
    key = identity_key(name)
    if not key:
        raise DonorUnknown(name=name[:60])
    here = Donor.merged_into_id.is_(None)
    rows = session.scalars(select(Donor).where(here, Donor.identity_key == key).limit(9)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise DonorAmbiguous(name=name[:60], choices=_choices(rows))
    words = set(key.split())
    close = session.scalars(select(Donor).where(here, *has_words(Donor.search_key, name)).limit(MOST)).all()
    near = [row for row in close if words <= set(row.identity_key.split())]
    if not near:
        raise DonorUnknown(name=name[:60])
    raise DonorNear(name=name[:60], choices=_choices(near))


def _choices(rows: Sequence[Donor]) -> str:
    return "; ".join(f"{called(r)}, {r.city or '–'} ({r.id})" for r in rows[:8])


def check_same(row: Donor, form: DonorForm) -> None:
    """What is typed beside a donor who is known must be what is known of them: a pledge corrects nobody in silence.

    Raises:
        DonorDiffers; CountryUnknown, NationalityUnknown.
    """
    typed: dict[str, tuple[object, object]] = {
        "address": (address_key(form.address, ""), address_key(row.address, "")),
        "postcode": (fold(form.postcode), fold(row.postcode)),
        "city": (fold(form.city), fold(row.city)),
        "residence": (read_country(form.residence), row.residence),
        "nationality": (read_nationality(form.nationality), row.nationality),
        "email": (clean(form.email).casefold(), row.email),
        "phone": (digits(form.phone), row.phone),
        "adult": (form.adult, None if row.adult is None else bool(row.adult)),
        "honour": (form.honour or None, row.honour_at is not None),
    }
    for name, (said, known) in typed.items():
        if said not in ("", None) and said != known:
            raise DonorDiffers(name=called(row), field_word=_TYPED[name])


def list_donors(session: Session, text: str = "", *, offset: int = 0, limit: int = 200) -> list[DonorView]:
    """Donors in French order of family names; entries that were made one with another are left out."""
    statement = select(Donor).where(Donor.merged_into_id.is_(None))
    if fold(text):
        statement = statement.where(*has_words(Donor.search_key, text))
    rows = session.scalars(statement.order_by(Donor.sort_key, Donor.id).offset(offset).limit(limit)).all()
    return [donor_view(row) for row in rows]


def donor_view(row: Donor) -> DonorView:
    """A donor as shown."""
    return DonorView(
        row.id, called(row), row.given_name, row.family_name, row.civility, row.address, row.postcode, row.city,
        row.residence, row.nationality, None if row.adult is None else bool(row.adult), row.email, row.phone,
        row.mandate, row.honour_at, tuple(name for name in _REQUIRED if not getattr(row, name)), row.merged_into_id,
        row.version,
    )  # fmt: skip


def donor_facts(row: Donor) -> DonorFacts:
    """What the guard asks of a donor."""
    return DonorFacts(
        row.given_name, row.family_name, row.address, row.postcode, row.city, row.nationality, row.residence,
        adult=None if row.adult is None else bool(row.adult), honour=row.honour_at is not None,
        elected=bool(row.mandate),
    )  # fmt: skip


def entries_of(session: Session, donor_id: uuid.UUID) -> list[uuid.UUID]:
    """Every entry of one person."""
    root = donor_row(session, donor_id).id
    return entries_of_all(session, [root])[root]


def entries_of_all(session: Session, roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Every entry of each of these persons, who are told by the entry that stands for them."""
    found = {root: [root] for root in roots}
    for some in portions(found):
        merged = select(Donor.merged_into_id, Donor.id).where(Donor.merged_into_id.in_(some))
        for root, entry in session.execute(merged):
            found[cast(uuid.UUID, root)].append(entry)
    return found


def seen_gifts(session: Session, donor_ids: Sequence[uuid.UUID], *, without: uuid.UUID | None = None) -> list[SeenGift]:
    """The gifts of these entries that still stand, in every account of this file."""
    return [gift for gifts in gifts_of(session, donor_ids, without=without).values() for gift in gifts]


def gifts_of(
    session: Session, donor_ids: Iterable[uuid.UUID], *, without: uuid.UUID | None = None
) -> dict[uuid.UUID, list[SeenGift]]:
    """`seen_gifts`, entry by entry."""
    statement = (
        select(
            Donation.donor_id, Donation.amount_cents, func.coalesce(Donation.received_on, Donation.promised_on),
            Donation.method, Donation.kind, CampaignAccount.kind, CampaignAccount.election_id, Donor.mandate,
        )
        .join(CampaignAccount, CampaignAccount.id == Donation.account_id)
        .join(Donor, Donor.id == Donation.donor_id)
        .where(Donation.state.in_(STANDING))
    )  # fmt: skip
    if without is not None:
        statement = statement.where(Donation.id != without)
    found: dict[uuid.UUID, list[SeenGift]] = {entry: [] for entry in donor_ids}
    for some in portions(found):
        for entry, cents, day, method, kind, account, election, mandate in session.execute(
            statement.where(Donation.donor_id.in_(some))
        ):
            gift = SeenGift(cents, day, method, kind, account, election, elected=bool(mandate))
            found[cast(uuid.UUID, entry)].append(gift)
    return found


def merge_donors(unit: Unit, kept_id: uuid.UUID, other_id: uuid.UUID) -> list[CapPassed]:
    """Make two entries one person, for the caps and for every list; gifts keep the entry they were made under.

    Return the caps that they pass together: told, never hidden. One action, which can be undone.

    Raises:
        DonorUnknown, SameDonor.
    """
    kept, other = donor_row(unit.session, kept_id), donor_row(unit.session, other_id)
    if kept.id == other.id:
        raise SameDonor
    unit.name("donor.merge", name=called(kept), other=called(other))
    filled = {
        column: getattr(other, column)
        for column in (*_REQUIRED, "email", "phone", "civility", "mandate", "address_key", "person_id")
        if not getattr(kept, column) and getattr(other, column)
    }
    # Nobody becomes of age, nor declares anything, by being made one with another.
    minor = 0 in (kept.adult, other.adult)
    unit.change(kept, **filled, adult=0 if minor else kept.adult)
    for row in unit.session.scalars(select(Donor).where(Donor.merged_into_id == other.id)).all():
        unit.change(row, merged_into_id=kept.id)
    unit.change(other, merged_into_id=kept.id)
    return caps_passed(unit.session, kept.id)


def caps_passed(session: Session, donor_id: uuid.UUID) -> list[CapPassed]:
    """The caps that what this file has seen of a donor passes, by election and by party year."""
    book, found = rule_book(session), []
    gifts = seen_gifts(session, entries_of(session, donor_id))
    groups: dict[tuple[str, uuid.UUID | int | None], list[SeenGift]] = {}
    for gift in gifts:
        if gift.account_kind == "candidate":
            groups.setdefault(("don.candidate.cap", gift.election_id), []).append(gift)
        elif not (gift.kind == "dues" and gift.elected):
            groups.setdefault(("don.party.cap", gift.day.year), []).append(gift)
    for (name, which), group in groups.items():
        rule = book.on(name, max(gift.day for gift in group))
        total = sum(gift.amount_cents for gift in group)
        if rule is not None and rule.value is not None and total > rule.value:
            year = which if isinstance(which, int) else None
            found.append(CapPassed(total, rule.value, rule.authority, name, year))
    return found


def called(row: Any) -> str:
    """The name of a donor, who is told by an entry or by what is compared of one."""
    return f"{row.given_name} {row.family_name}".strip() or "–"
