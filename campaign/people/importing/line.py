"""What one line of a file says, checked piece by piece; what will not do is refused with its reason."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from campaign.committees.views import LEVEL_KEYS
from campaign.errors import PlaceUnknown
from campaign.people.contacts import Contact, read_mail, read_phone, split_several
from campaign.people.directory import NAME_LIMIT, split_name
from campaign.people.suppressed import Suppressed
from campaign.places import Abroad, resolve_place, search_places
from campaign.words import N_
from db.errors import Refusal
from db.folding import clean, fold

YOUNGEST = 15  # R-RGPD-11: below, nobody is kept
TAGS_AT_MOST = 10

_ROLES = {
    "adherent": "member", "adherente": "member", "membre": "member", "member": "member", "militant": "member",
    "militante": "member", "benevole": "member", "volunteer": "member", "sympathisant": "follower",
    "sympathisante": "follower", "abonne": "follower", "abonnee": "follower", "follower": "follower",
    "contact": "follower", "suiveur": "follower", "animateur": "manager", "animatrice": "manager",
    "gestionnaire": "manager", "manager": "manager", "responsable": "manager", "co animateur": "manager",
    "referent": "leader", "referente": "leader", "leader": "leader", "president": "leader", "presidente": "leader",
}  # fmt: skip
_YES = frozenset({"oui", "yes", "o", "y", "1", "x", "vrai", "true", "ok", "d accord"})
_NO = frozenset({"non", "no", "n", "0", "faux", "false"})


class ImportForm(BaseModel):
    """What is asked of an import. ``mapping`` gives columns (by number) their field; guessed where it is silent."""

    model_config = ConfigDict(frozen=True)

    committee_id: uuid.UUID
    mapping: dict[int, str] = {}
    origin: str = "own_list"
    basis: str = "regular_contact"
    role: str = "follower"
    tag: str = ""


@dataclass(slots=True)
class Entry:
    """What a line says, checked. ``person_id`` is someone known already."""

    line: int
    given: str
    family: str
    contacts: list[Contact]
    commune: str | None
    level: int
    tags: list[str]
    adult: int | None
    consents: list[str]
    person_id: uuid.UUID | None = None
    changes: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class LineRefused(Exception):
    def __init__(self, reason: str, *, blocks: bool = True, facts: dict[str, str] | None = None, **more: str) -> None:
        super().__init__(reason)
        self.reason, self.blocks, self.facts = reason, blocks, {**(facts or {}), **more}


class LineReader:
    """Reads line after line; ``department`` is the committee's, by which numbers without a country are read."""

    def __init__(
        self, session: Session, form: ImportForm, columns: Sequence[str], today: date, department: str
    ) -> None:
        self.session, self.form, self.columns, self.today, self.department = session, form, columns, today, department
        self.suppressed = Suppressed(session)
        self.places: dict[str, tuple[str, str] | Refusal] = {}

    def entry(self, line: int, cells: Sequence[str]) -> Entry:
        """What a line says.

        Raises:
            LineRefused.
        """
        said: dict[str, list[str]] = {}
        for name, cell in zip(self.columns, cells, strict=False):
            if name and cell:
                said.setdefault(name, []).append(cell)
        given, family = self._name(said)
        birth = self._adult(said.get("birth", [""])[0])
        commune, department = self._place(said)
        contacts = self._contacts(said, department or self.department)
        role = self._role(said.get("role", [""])[0])
        words = [clean(word) for cell in said.get("tags", []) for word in re.split(r"[,;|/]", cell)]
        words = [word[:40] for word in [self.form.tag, *words] if fold(word)][:TAGS_AT_MOST]
        consents = []
        for channel in ("email", "sms", "phone"):
            answer = fold(said.get(f"consent_{channel}", [""])[0])
            if answer in _YES:
                consents.append(channel)
            elif answer and answer not in _NO:
                raise LineRefused(N_("“{text}” is neither yes nor no"), text=answer[:20])
        entry = Entry(line, given, family, contacts, commune, role, words, birth, consents)
        if self.suppressed.holds(entry.name, commune, [(c.kind, c.key) for c in contacts]):
            raise LineRefused(N_("was erased or objected before: not taken in again"), blocks=False)
        return entry

    def _name(self, said: dict[str, list[str]]) -> tuple[str, str]:
        given, family = clean(" ".join(said.get("given", []))), clean(" ".join(said.get("family", [])))
        if not given and not family:
            whole = clean(" ".join(said.get("name", [])))
            given, family = split_name(whole) if whole else ("", "")
        if not fold(given + family):
            raise LineRefused(N_("no name"))
        if not given:
            given, family = family, ""
        if len(f"{given} {family}") > NAME_LIMIT:
            raise LineRefused(N_("a name of more than {limit} characters"), limit=str(NAME_LIMIT))
        if "\ufffd" in given + family:
            raise LineRefused(N_("a letter of the name was lost before: “{text}”"), text=f"{given} {family}"[:60])
        if re.search("Ã[\u0080-\u00bf©¨ª«®´»¼¢§]", given + family):
            raise LineRefused(N_("the name was encoded twice: “{text}”"), text=f"{given} {family}"[:60])
        return given, family

    def _adult(self, text: str) -> int | None:
        years = [int(found) for found in re.findall(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)]
        if not years:
            return None
        turns = self.today.year - years[0]
        if turns < YOUNGEST:
            raise LineRefused(N_("younger than {age}: nobody of that age is kept"), blocks=False, age=str(YOUNGEST))
        return 1 if turns > 18 else 0 if turns < 18 else None

    def _place(self, said: dict[str, list[str]]) -> tuple[str | None, str]:
        name, postcode = clean(said.get("place", [""])[0]), clean(said.get("postcode", [""])[0])
        if postcode.isdigit() and len(postcode) == 4:
            postcode = f"0{postcode}"  # a spreadsheet dropped the nought
        text = f"{name} ({postcode})" if name and postcode and not name.isdigit() else name or postcode
        if not text:
            return None, ""
        key = fold(text)
        if key not in self.places:
            self.places[key] = self._look_up(text, name)
        found = self.places[key]
        if isinstance(found, Refusal):
            if not name:
                return None, ""  # a postcode of several communes, and no name: nothing is guessed
            raise LineRefused(N_("no commune is certain for “{text}”"), text=text[:60])
        return found

    def _look_up(self, text: str, name: str) -> tuple[str, str] | Refusal:
        refusal: Refusal | None = None
        if not name:
            return self._of_postcode(text)
        for attempt in (text, name):
            if not attempt:
                continue
            try:
                place = resolve_place(self.session, re.sub(r"(?i)\bcedex\b.*$", "", attempt).strip() or attempt)
            except Refusal as refused:
                refusal = refusal or refused
                continue
            return ("", "") if isinstance(place, Abroad) else (place.code, place.department)
        assert refusal is not None
        return refusal

    def _of_postcode(self, postcode: str) -> tuple[str, str] | Refusal:
        """The one commune of a postcode (an INSEE code of the same digits is not meant here), or its arrondissement."""
        found = [place for place in search_places(self.session, postcode, 60) if postcode in place.postcodes.split()]
        found = [place for place in found if place.parent] or found
        if len(found) != 1:
            return PlaceUnknown(place=postcode, near="–")
        return found[0].code, found[0].department

    def _contacts(self, said: dict[str, list[str]], department: str) -> list[Contact]:
        found: dict[tuple[str, str], Contact] = {}
        for name, read in (("phone", lambda text: read_phone(text, department)), ("mail", read_mail)):
            for cell in said.get(name, []):
                for piece in split_several(cell):
                    if not fold(piece) or fold(piece) in ("non", "aucun", "neant", "nc", "n a", "inconnu", "0"):
                        continue
                    try:
                        contact = read(piece)
                    except Refusal as refused:
                        facts = {key: str(value) for key, value in refused.facts.items()}
                        raise LineRefused(refused.why, facts=facts) from None
                    found.setdefault((contact.kind, contact.key), contact)
        return list(found.values())

    def _role(self, text: str) -> int:
        if not fold(text):
            return LEVEL_KEYS[self.form.role]
        role = _ROLES.get(fold(text), text)
        if role not in LEVEL_KEYS:
            raise LineRefused(N_("no role is called “{text}”"), text=text[:40])
        return LEVEL_KEYS[role]
