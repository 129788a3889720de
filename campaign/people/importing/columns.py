"""What each column of a file is: guessed from its header, in French or English, and corrected by hand."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.words import N_
from db.folding import fold

FIELD_WORDS = {
    "": N_("(not taken)"),
    "name": N_("first name and name"),
    "given": N_("first name"),
    "family": N_("family name"),
    "phone": N_("phone"),
    "mail": N_("mail"),
    "place": N_("commune"),
    "postcode": N_("postcode"),
    "role": N_("role"),
    "tags": N_("tags"),
    "birth": N_("year or date of birth (only whether of age is kept)"),
    "consent_email": N_("agrees to mail"),
    "consent_sms": N_("agrees to text messages"),
    "consent_phone": N_("agrees to phone calls"),
}
SEVERAL = ("phone", "mail", "tags")  # fields that may be spread over several columns

_NAMES = {
    "name": "nom complet|nom et prenom|nom prenom|prenom nom|prenom et nom|name|full name|identite|personne|contact",
    "given": "prenom|prenoms|first name|firstname|given name|prenom usuel",
    "family": "nom|nom de famille|nom d usage|nom usuel|last name|lastname|family name|surname|nom de naissance",
    "phone": "telephone|tel|tel portable|portable|mobile|gsm|phone|telephone portable|telephone mobile|telephone fixe"
    "|fixe|tel fixe|numero|numero de telephone|phone number|cell|cellphone|tel mobile|telephone 1|telephone 2|tel 1"
    "|tel 2|phone 1|phone 2|telephone domicile",
    "mail": "mail|email|e mail|courriel|adresse mail|adresse e mail|adresse email|adresse electronique|mel|mail 1"
    "|mail 2|email 1|email 2|email address|adresse de courriel|adresse courriel",
    "place": "commune|ville|city|town|localite|lieu|insee|code insee|code commune|commune de residence"
    "|ville de residence",
    "postcode": "code postal|cp|postcode|zip|zip code|postal code|codepostal",
    "role": "role|statut|niveau|level|fonction|qualite|type",
    "tags": "etiquettes|tags|etiquette|tag|mots cles|groupe|groupes|labels",
    "birth": "annee de naissance|date de naissance|naissance|birth year|birthdate|birth date|date of birth|ne le"
    "|ne e le",
    "consent_email": "consentement mail|accord mail|accepte les mails|opt in mail|email opt in|consentement email"
    "|recevoir les mails|newsletter|abonne",
    "consent_sms": "consentement sms|accord sms|accepte les sms|opt in sms|sms opt in|sms",
    "consent_phone": "consentement telephone|accord telephone|accepte les appels|consentement appel",
}
_KNOWN = {name: field for field, names in _NAMES.items() for name in names.split("|")}

# Columns that a list of people has no business with: never taken, and said so (R-RGPD-02, R-RGPD-03).
NEVER = (
    "opinion", "vote", "intention de vote", "religion", "origine", "nationalite", "lieu de naissance", "syndicat",
    "sante", "numero de securite sociale", "nir", "parti", "orientation", "sympathie", "positionnement",
    "support level",
)  # fmt: skip


def guess(header: Sequence[str]) -> list[str]:
    """One field a column, empty where it is not known; a field that takes one column takes the first."""
    found: list[str] = []
    for cell in header:
        field = _KNOWN.get(fold(cell)[:60], "")
        if field and field in found and field not in SEVERAL:
            field = ""
        found.append(field)
    if "name" in found and ("given" in found or "family" in found):
        found[found.index("name")] = ""
    # “Nom” alone, without a first name beside it, is the whole name.
    if "family" in found and "given" not in found and "name" not in found:
        found[found.index("family")] = "name"
    return found


def never_taken(header: Sequence[str]) -> list[str]:
    """The columns of a file that are left where they are, whatever is asked."""
    return [cell for cell in header if fold(cell) in NEVER]
