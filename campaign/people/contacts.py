"""Phone numbers and mail addresses: written in many ways, kept in one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.errors import MailImpossible, PhoneImpossible
from db.folding import clean

# Nobody answers these (ARCEP numbering plan, 2.5.12); the library knows only the landlines among them.
FICTION = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")

# Overseas numbers are typed without their country code, and are impossible in mainland France.
_OVERSEAS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "977": "BL", "978": "MF",
    "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_TYPED_AS_FRENCH = ("GP", "MQ", "GF", "RE", "YT")

_MAIL = re.compile(r"[^\s,;<>()\"]+@[^\s,;<>()\"]+")
_PHONE = re.compile(r"(?:\+|\b00|\(\+)?\d(?:[\s./()\u00a0\u202f-]*\d){8,14}")
_SEVERAL = re.compile(r"\s*(?:[,;|\n]|\s/\s|\bou\b|\bor\b|\bet\b)\s*")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach someone: ``value`` to show, ``key`` the same for all spellings."""

    kind: str
    value: str
    key: str


def read_phone(text: str, department: str = "") -> Contact:
    """A phone number; typed without a country code, it is one of the committee's department.

    Raises:
        PhoneImpossible: no number has this form.
    """
    import phonenumbers as p

    typed = clean(text)[:LONGEST]
    digits = re.sub(r"\D", "", typed.removesuffix(".0"))  # a spreadsheet's number
    if len(digits) == 11 and digits.startswith("33") and not typed.lstrip("( ").startswith(("+", "0")):
        typed = f"+{digits}"
    elif not typed.lstrip("( ").startswith("+"):
        typed = digits
    home = _OVERSEAS.get(department, "FR")
    found = None
    for region in (home, *(_TYPED_AS_FRENCH if home == "FR" else ("FR",))):
        try:
            number = p.parse(typed, region)
        except p.NumberParseException:
            continue
        key = p.format_number(number, p.PhoneNumberFormat.E164)
        if p.is_valid_number(number) or key.startswith(FICTION):
            found = number
            break
        if found is None and p.is_possible_number(number):
            found = number
    if found is None:
        raise PhoneImpossible(text=clean(text)[:40])
    form = p.PhoneNumberFormat.NATIONAL if found.country_code == 33 else p.PhoneNumberFormat.INTERNATIONAL
    return Contact("phone", p.format_number(found, form), p.format_number(found, p.PhoneNumberFormat.E164))


def read_mail(text: str) -> Contact:
    """A mail address; nobody is asked whether it exists.

    Raises:
        MailImpossible: no address has this form.
    """
    import email_validator as v

    typed = clean(text).removeprefix("mailto:").strip("<>")[:LONGEST]
    try:
        checked = v.validate_email(typed, check_deliverability=False)
    except v.EmailNotValidError:
        raise MailImpossible(text=clean(text)[:60]) from None
    return Contact("email", checked.normalized, checked.normalized.casefold())


def split_several(text: str) -> list[str]:
    """The pieces of a cell that holds several numbers or addresses."""
    return [piece for piece in _SEVERAL.split(text.strip()) if piece]


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What one line says of a person, before anything is checked."""

    name: str
    phones: tuple[str, ...]
    mails: tuple[str, ...]
    place: str


def read_line(text: str) -> TypedLine:
    """``Samia Benali, 06 39 98 12 34, samia@example.org, Lyon 4e``: in any order after the name, commas or not."""
    rest = text[:1000]
    mails = _MAIL.findall(rest)
    rest = _MAIL.sub(",", rest)
    phones = [found for found in _PHONE.findall(rest) if 9 <= len(re.sub(r"\D", "", found)) <= 15]
    for phone in phones:
        rest = rest.replace(phone, ",", 1)
    pieces = [clean(piece) for piece in re.split(r"[,;\t]", rest)]
    name, *others = [piece for piece in pieces if piece] or [""]
    place = []
    for piece in others:
        if "@" in piece:
            mails.append(piece)  # none that can be: it is refused as a mail, not as a place
        elif re.fullmatch(r"[\d\s.+()/-]+", piece) and not re.fullmatch(r"\d{5}", piece):
            phones.append(piece)
        else:
            place.append(piece)
    return TypedLine(name, tuple(phones), tuple(mails), " ".join(place))
