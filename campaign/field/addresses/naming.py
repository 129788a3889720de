"""Names of streets as keys, suffixes, and text that was encoded twice: plain rules, without a database.

Each file writes a street in its own way (“R DU GAL LECLERC”, “Rue du Général Leclerc”): one key for all of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from db.folding import clean, fold

# Abbreviations of kinds of ways, as the address files of DGFiP, IGN and La Poste write them; only at the beginning.
_KINDS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "all": "allee", "allees": "allee", "imp": "impasse",
    "pl": "place", "pla": "place", "ch": "chemin", "che": "chemin", "chem": "chemin", "sq": "square", "squ": "square",
    "rte": "route", "crs": "cours", "pas": "passage", "pass": "passage", "psg": "passage", "res": "residence",
    "lot": "lotissement", "qu": "quai", "vla": "villa", "ham": "hameau", "fg": "faubourg", "fbg": "faubourg",
    "sen": "sentier", "sent": "sentier", "sente": "sente", "rpt": "rond point", "ptr": "petite rue", "rle": "ruelle",
    "ruel": "ruelle", "mte": "montee", "esc": "escalier", "espl": "esplanade", "esp": "esplanade",
    "prom": "promenade", "trav": "traverse", "tra": "traverse", "trse": "traverse", "zac": "zac", "za": "za",
    "chs": "chaussee", "car": "carrefour", "carr": "carrefour", "cor": "corniche", "dom": "domaine", "dsc": "descente",
    "mail": "mail", "pte": "porte", "pt": "pont", "vc": "voie communale", "voi": "voie", "gr": "grande rue",
}  # fmt: skip

# Abbreviations of ranks, forms of address and common words; anywhere but at the beginning.
_WORDS = {
    "gal": "general", "gral": "general", "gen": "general", "mal": "marechal", "mar": "marechal", "cdt": "commandant",
    "cmdt": "commandant", "cne": "capitaine", "cpt": "capitaine", "capt": "capitaine", "cap": "capitaine",
    "lt": "lieutenant", "ltn": "lieutenant", "col": "colonel", "clnl": "colonel", "sgt": "sergent", "adj": "adjudant",
    "adjt": "adjudant", "dr": "docteur", "doct": "docteur", "pr": "professeur", "prof": "professeur",
    "pdt": "president", "pres": "president", "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes",
    "nd": "notre dame", "n d": "notre dame", "gd": "grand", "gde": "grande", "gds": "grands", "gdes": "grandes",
    "ptit": "petit", "pte": "petite", "pts": "petits", "ptes": "petites", "fbg": "faubourg", "fg": "faubourg",
    "abbe": "abbe", "chan": "chanoine", "mgr": "monseigneur", "mme": "madame", "mlle": "mademoiselle",
    "ing": "ingenieur", "amal": "amiral", "maq": "maquis", "chap": "chapelle", "chat": "chateau", "egl": "eglise",
    "mln": "moulin", "mlin": "moulin", "hop": "hopital", "rep": "republique", "repub": "republique",
    "resist": "resistance", "liber": "liberation", "frs": "freres", "vx": "vieux", "vle": "vieille",
    "premier": "1", "1er": "1", "1ere": "1", "premiere": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5",
    "six": "6", "sept": "7", "huit": "8", "neuf": "9", "dix": "10", "onze": "11", "douze": "12", "treize": "13",
    "quatorze": "14", "quinze": "15", "seize": "16", "vingt": "20", "trente": "30",
}  # fmt: skip

_ARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et"})

_SUFFIXES = {"bi": "bis", "tr": "ter", "qua": "quater", "quat": "quater", "quinquies": "quinquies"}

# A letter that some files write for a word: 12 b and 12 bis may be one door, or two.
SHORT_SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}

_NUMBER = re.compile(r"0*(\d{1,6})\s*([A-Za-zÀ-ÿ][\w\s.-]{0,20})?", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=65536)
def street_key(name: str) -> str:
    """The key under which a street is known, whatever way a file writes it; empty when nothing is left.

    Abbreviations are written out, articles dropped, small numbers written as digits. Singular and plural stay apart
    (rue du Moulin and rue des Moulins are two streets), as do titles and first names.
    """
    words = fold(name).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    if len(words) < 2:
        return " ".join(words)
    first = _KINDS.get(words[0]) or _WORDS.get(words[0], words[0])
    return " ".join([first, *(_WORDS.get(word, word) for word in words[1:] if word not in _ARTICLES)])


@lru_cache(maxsize=65536)
def cleaned(text: str) -> str:
    """A name as it is stored; the curved apostrophe of some files is the straight one of the others."""
    return clean(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


@lru_cache(maxsize=4096)
def suffix_key(text: str) -> str:
    """``Bis`` → ``bis``; letters stay letters, lower case."""
    key = fold(text)
    return _SUFFIXES.get(key, key)


def read_number(text: str) -> tuple[int, str] | None:
    """The number of a house and what follows it in the same cell: ``00012`` → 12, ``12bis`` → 12 and bis.

    None when it is no number of at most six digits.
    """
    match = _NUMBER.fullmatch(text.strip().removesuffix(".0"))
    return (int(match[1]), suffix_key(match[2] or "")) if match else None


@lru_cache(maxsize=4096)
def station_code(text: str) -> str:
    """The code of a polling station as a commune says it: ``94081_0056`` and ``0056`` → ``56``."""
    code = clean(text).rpartition("_")[2].upper()
    return code.lstrip("0") or code[:1]


@lru_cache(maxsize=65536)
def mended(text: str) -> str:
    """Text that was UTF-8 and was read as Latin-1, once or several times, as it was; other text as it is.

    French has no word in which “Ã” or “Â” stands before a sign of the upper Latin-1 half: only what was encoded twice
    looks so, and only what can be read back as UTF-8 is mended.
    """
    for _ in range(3):
        if not any(mark in text for mark in ("Ã", "Â", "Å", "â")):
            return text
        for encoding in ("cp1252", "latin-1"):
            try:
                back = text.encode(encoding).decode("utf-8")
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            break
        else:
            return text
        if back == text:
            return text
        text = back
    return text


def address_key(street: str, number: int | None, suffix: str) -> str:
    """What matches one door of two files inside a commune: ``rue paix|10|bis``."""
    return f"{street}|{'' if number is None else number}|{suffix}"
