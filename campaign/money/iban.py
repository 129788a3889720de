"""Account numbers of who is paid, checked as they are typed: two digits swapped would pay somebody else.

ISO 13616-1: a country, two check digits, and the number of the bank; the whole is 1 modulo 97 (ISO/IEC 7064) once its
first four signs stand at the end and letters are numbers from 10 on. Lengths: the registry of IBANs kept by SWIFT.
"""

from __future__ import annotations

import re
from typing import Final

from campaign.errors.money_spending import IbanImpossible
from db.folding import clean

_LENGTHS: Final = {
    code: int(length)
    for length, codes in {
        "15": "NO", "16": "BE", "18": "DK FI FK FO GL NL SD", "19": "MK SI", "20": "AT BA EE KZ LT LU MN XK",
        "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA", "23": "AE GI IL IQ OM SO TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG", "25": "LY PT ST", "26": "IS TR", "27": "BI DJ FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB NI PL SV", "29": "BR EG PS QA UA", "30": "JO KW MU YE", "31": "MT SC",
        "32": "LC", "33": "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip


def read_iban(text: str) -> str:
    """An IBAN without its spaces, in capitals; empty stays empty. A country that is not listed has its digits checked.

    Raises:
        IbanImpossible: it is none, a sign was misread or swapped, or some are missing.
    """
    bare = re.sub(r"[\s.-]", "", clean(text)).upper().removeprefix("IBAN")
    if not bare:
        return ""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", bare):
        raise IbanImpossible(iban=masked(bare))
    wanted = _LENGTHS.get(bare[:2], len(bare))
    turned = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
    if len(bare) != wanted or int(turned) % 97 != 1:
        raise IbanImpossible(iban=masked(bare))
    return bare


def masked(iban: str) -> str:
    """An account number as a sentence may say it: its country and its last signs."""
    return f"{iban[:4]}…{iban[-3:]}" if len(iban) > 10 else iban[:10]
