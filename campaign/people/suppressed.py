"""Who asked to be forgotten: keyed hashes, so that no import brings them back and nobody can read who they are."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.settings import get, put
from db.folding import fold
from db.tables import Suppression
from db.unit import Unit

_KEY = "suppression_key"  # random, the file's own: without it the hashes of known numbers could be tried one by one


def suppression_digest(key: str, kind: str, text: str) -> str:
    """The hash of a mail, a phone in its one form, or a name with its commune."""
    return hmac.new(bytes.fromhex(key), f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def suppress(unit: Unit, name: str, commune: str | None, contacts: Iterable[tuple[str, str]]) -> None:
    """Remember, without their name, someone who must not come back; inside the caller's action."""
    key = get(unit.session, _KEY)
    if key is None:
        key = secrets.token_hex(32)
        put(unit, _KEY, key)
    for kind, text in _pieces(name, commune, contacts):
        digest = suppression_digest(key, kind, text)
        if unit.session.scalar(select(Suppression.id).where(Suppression.digest == digest)) is None:
            unit.add(Suppression(digest=digest, kind=kind))


class Suppressed:
    """Every suppression of a file, for looking many people up."""

    def __init__(self, session: Session) -> None:
        self._key = get(session, _KEY)
        self._digests = set(session.scalars(select(Suppression.digest))) if self._key else set()

    def holds(self, name: str, commune: str | None, contacts: Iterable[tuple[str, str]]) -> bool:
        """Whether someone of this name and commune, or of one of these contacts (kind, key), was forgotten."""
        key = self._key
        if key is None or not self._digests:
            return False
        return any(
            suppression_digest(key, kind, text) in self._digests for kind, text in _pieces(name, commune, contacts)
        )


def _pieces(name: str, commune: str | None, contacts: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    yield from contacts
    # A name alone is not enough: it would shut out every namesake of the country.
    if commune:
        yield "name", f"{' '.join(sorted(fold(name).split()))}\0{commune}"
