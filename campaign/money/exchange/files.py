"""The files of two laptops: JSON with a fingerprint of what it says; which of them were seen is remembered.

Version 1 told gifts only. Since version 2 both files tell spending requests, and that of states what is earmarked, when
slips were received and why a gift came back. What is older is still read; what is newer is refused as such.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.money_exchange import MoneyFileAltered, MoneyFileNewer, MoneyFileUnreadable
from db.tables import MoneyFile
from db.unit import Unit

PLEDGES, STATES = "appui.pledges", "appui.states"
VERSION = 2


def opened(data: bytes, kind: str, name: str = "") -> tuple[dict[str, Any], str]:
    """What a file says, and its fingerprint.

    Raises:
        MoneyFileUnreadable, MoneyFileAltered; MoneyFileNewer: a later version of this program made it.
    """
    try:
        document = json.loads(data.decode("utf-8"))
        content, file_hash, version = document["content"], document["hash"], document["version"]
        fits = document["format"] == kind and type(version) is int and version > 0
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MoneyFileUnreadable(name=name or "?") from None
    if not fits or not isinstance(content, dict):
        raise MoneyFileUnreadable(name=name or "?")
    if version > VERSION:
        raise MoneyFileNewer(name=name or "?")
    if hash_of(kind, content, version) != file_hash:
        raise MoneyFileAltered(name=name or "?")
    return content, file_hash


def kind_of(data: bytes) -> str:
    """``pledges``, ``states``, or empty: which of both a file is."""
    try:
        found = json.loads(data.decode("utf-8"))["format"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return {PLEDGES: "pledges", STATES: "states"}.get(found, "") if isinstance(found, str) else ""


def hash_of(kind: str, content: dict[str, Any], version: int = VERSION) -> str:
    """The fingerprint of what a file says."""
    text = json.dumps([kind, version, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def made_here(session: Session, committee_id: uuid.UUID, file_hash: str) -> bool:
    """Whether a file was given out by this very file: it is for the other laptop."""
    mine = (MoneyFile.committee_id == committee_id, MoneyFile.direction == "out", MoneyFile.file_hash == file_hash)
    return session.scalar(select(MoneyFile.id).where(*mine)) is not None


def note_file(unit: Unit, file: MoneyFile) -> bool:
    """Remember a file; False when it is known already."""
    same = select(MoneyFile.id).where(
        MoneyFile.committee_id == file.committee_id,
        MoneyFile.direction == file.direction,
        MoneyFile.file_hash == file.file_hash,
    )
    if unit.session.scalar(same) is not None:
        return False
    unit.add(file)
    return True
