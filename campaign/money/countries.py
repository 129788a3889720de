"""Countries and nationalities as people write them, read to ISO 3166 codes: what is not understood is asked again.

Nothing is cut to its first letters: *Fribourgeoise* would live in France, and *Portugal* would be French Polynesia.
"""

from __future__ import annotations

from campaign.errors.money import CountryUnknown, NationalityUnknown
from campaign.places import FRENCH_TERRITORIES, country_code
from db.folding import clean, fold

FRANCE = "FR"
# Who lives there lives in France (L52-8), under whichever code the country was typed.
IN_FRANCE = frozenset((FRANCE, *FRENCH_TERRITORIES))

# The nationalities most often met in France, in French (both genders where they differ to the eye) and English.
_NATIONALITIES = {
    "FR": "francais francaise french", "PT": "portugais portugaise portuguese", "DZ": "algerien algerienne algerian",
    "MA": "marocain marocaine moroccan", "TN": "tunisien tunisienne tunisian", "IT": "italien italienne italian",
    "ES": "espagnol espagnole spanish", "GB": "britannique british", "DE": "allemand allemande german",
    "BE": "belge belgian", "CH": "suisse swiss", "LU": "luxembourgeois luxembourgeoise luxembourgish",
    "NL": "neerlandais neerlandaise dutch", "TR": "turc turque turkish", "PL": "polonais polonaise polish",
    "RO": "roumain roumaine romanian", "BG": "bulgare bulgarian", "GR": "grec grecque greek",
    "IE": "irlandais irlandaise irish", "AT": "autrichien autrichienne austrian", "SE": "suedois suedoise swedish",
    "DK": "danois danoise danish", "NO": "norvegien norvegienne norwegian", "FI": "finlandais finlandaise finnish",
    "HU": "hongrois hongroise hungarian", "CZ": "tcheque czech", "SK": "slovaque slovak", "HR": "croate croatian",
    "RS": "serbe serbian", "AL": "albanais albanaise albanian", "UA": "ukrainien ukrainienne ukrainian",
    "RU": "russe russian", "AM": "armenien armenienne armenian", "SY": "syrien syrienne syrian",
    "LB": "libanais libanaise lebanese", "IL": "israelien israelienne israeli", "EG": "egyptien egyptienne egyptian",
    "SN": "senegalais senegalaise senegalese", "ML": "malien malienne malian", "CI": "ivoirien ivoirienne ivorian",
    "CM": "camerounais camerounaise cameroonian", "GN": "guineen guineenne guinean",
    "MG": "malgache malagasy", "KM": "comorien comorienne comorian", "MU": "mauricien mauricienne mauritian",
    "HT": "haitien haitienne haitian", "CN": "chinois chinoise chinese", "VN": "vietnamien vietnamienne vietnamese",
    "KH": "cambodgien cambodgienne cambodian", "LK": "srilankais srilankaise", "IN": "indien indienne indian",
    "JP": "japonais japonaise japanese", "US": "americain americaine american", "CA": "canadien canadienne canadian",
    "BR": "bresilien bresilienne brazilian", "AU": "australien australienne australian",
}  # fmt: skip
_CODES = {word: code for code, words in _NATIONALITIES.items() for word in words.split()}


def read_country(text: str) -> str:
    """The ISO 3166 code of a country written as its code, or its name in French or English; empty stays empty.

    Raises:
        CountryUnknown.
    """
    written = clean(text)
    if not written:
        return ""
    code = country_code(written)
    if code is None:
        raise CountryUnknown(text=written[:60])
    return code


def read_nationality(text: str) -> str:
    """The ISO 3166 code of a nationality, or of its country; overseas it is French. Empty stays empty.

    Raises:
        NationalityUnknown.
    """
    written = clean(text)
    if not written:
        return ""
    code = _CODES.get(fold(written.removesuffix("(e)"))) or country_code(written)
    if code is None:
        raise NationalityUnknown(text=written[:60])
    return FRANCE if code in IN_FRANCE else code


def read_law(text: str) -> str:
    """The country whose law an election follows, which must be known: France overseas as well.

    Raises:
        CountryUnknown: also for nothing.
    """
    code = read_country(text)
    if not code:
        raise CountryUnknown(text="–")
    return FRANCE if code in IN_FRANCE else code
