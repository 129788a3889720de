"""What tables and columns are called in an access file: words for the person it is about. A test asks for each."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from campaign.committees.views import LEVEL_WORDS
from campaign.views.people import BASIS_WORDS, CHANNEL_WORDS, WEEKDAY_WORDS
from campaign.views.rights import REQUEST_WORDS
from campaign.words import N_, Words

TABLE_WORDS = {
    "person": N_("You"),
    "contact_point": N_("How to reach you"),
    "consent": N_("What you agreed to"),
    "membership": N_("Your committees"),
    "membership_event": N_("When you joined, changed role or left"),
    "post": N_("Posts you hold"),
    "signup": N_("Actions you signed up for"),
    "person_skill": N_("What you offer to do"),
    "availability": N_("When you are usually free"),
    "person_tag": N_("Words under which you were put"),
    "rights_request": N_("Requests you made"),
    "charter_reading": N_("When you read the data charter"),
    "list_member": N_("Door-to-door rounds you walked"),
    "visit": N_("Doors you knocked at"),
    "walk_list": N_("Rounds for which you are the one to call"),
    "follow_up": N_("What was promised to you, or what you follow up"),
    "roll_undertaking": N_("Electoral rolls you asked for"),
    "donor": N_("What is kept because you gave"),
    "hand_over": N_("Gifts you carried to the mandataire"),
    "collection": N_("Collections you counted"),
    "spending_request": N_("Spending you asked for or looked at"),
    "setting": N_("Settings that hold your number"),
}

BOOKKEEPING = ("id", "person_id", "version", "updated_at", "created_by")  # in the JSON, not in the text

COLUMN_WORDS = {
    "committee_id": N_("committee"),
    "action_id": N_("action"),
    "shift_id": N_("shift"),
    "tag_id": N_("word"),
    "skill_id": N_("skill"),
    "batch_id": N_("came with"),
    "created_at": N_("entered on"),
    "given_name": N_("first name"),
    "family_name": N_("family name"),
    "search_key": N_("as searched"),
    "sort_key": N_("as sorted"),
    "gender": N_("gender"),
    "adult": N_("of age"),
    "commune_code": N_("commune"),
    "basis": N_("legal basis"),
    "basis_text": N_("text that was read"),
    "do_not_contact": N_("does not want to be contacted"),
    "erased_at": N_("erased on"),
    "invented": N_("invented"),
    "kind": N_("kind"),
    "value": N_("value"),
    "position": N_("order"),
    "channel": N_("by"),
    "given_at": N_("agreed on"),
    "withdrawn_at": N_("withdrawn on"),
    "text_version": N_("text that was read"),
    "origin": N_("how it was said"),
    "expires_on": N_("holds until"),
    "level": N_("role"),
    "level_after": N_("role from then on"),
    "finance": N_("may handle money"),
    "share_identity": N_("agrees to be named to members"),
    "joined_at": N_("joined on"),
    "left_at": N_("left on"),
    "at": N_("when"),
    "key": N_("name"),
    "title_fr": N_("title in French"),
    "title_en": N_("title in English"),
    "people": N_("how many hold it"),
    "status": N_("where it comes from"),
    "state": N_("state"),
    "minutes": N_("minutes"),
    "walk_in": N_("came without signing up"),
    "confirmed_at": N_("confirmed on"),
    "reminded_at": N_("reminded on"),
    "cancelled_at": N_("cancelled on"),
    "weekday": N_("weekday"),
    "from_minute": N_("from"),
    "to_minute": N_("to"),
    "received_on": N_("received on"),
    "due_on": N_("answer due on"),
    "answered_on": N_("answered on"),
    "note": N_("note"),
    "charter_version": N_("version of the charter"),
    "read_at": N_("read on"),
    "list_id": N_("round"),
    "script_id": N_("script that was printed"),
    "walk_id": N_("walk"),
    "door_id": N_("door"),
    "campaign_id": N_("door-to-door campaign"),
    "canvasser_id": N_("knocked by"),
    "caller_id": N_("whom to call"),
    "owner_id": N_("followed up by"),
    "requester_id": N_("asked for by"),
    "list_number": N_("list number"),
    "pass_number": N_("pass"),
    "outcome": N_("outcome"),
    "leaflet": N_("leaflet left"),
    "source": N_("entered from"),
    "replaces_id": N_("corrects"),
    "voided_at": N_("taken back on"),
    "issued_at": N_("issued on"),
    "started_at": N_("started at"),
    "ended_at": N_("ended at"),
    "returned_at": N_("brought back on"),
    "meeting_place": N_("meeting place"),
    "bring_back": N_("where to bring it back"),
    "team_factor": N_("how the team splits"),
    "cursor": N_("where entry stands"),
    "leaflets_out": N_("leaflets taken"),
    "leaflets_back": N_("leaflets brought back"),
    "contacts_kept": N_("people written down"),
    "done_at": N_("done on"),
    "insee": N_("commune"),
    "signed_on": N_("signed on"),
    "poll_on": N_("poll on"),
    "purge_on": N_("erased on"),
    "purged_on": N_("erased on"),
    "file_hash": N_("fingerprint of the file"),
    "entries": N_("how many entries"),
    "civility": N_("civility"),
    "address": N_("fiscal address"),
    "postcode": N_("postcode"),
    "city": N_("town"),
    "residence": N_("country of residence"),
    "nationality": N_("nationality"),
    "email": N_("mail"),
    "phone": N_("phone"),
    "mandate": N_("elected office"),
    "identity_key": N_("name as compared"),
    "address_key": N_("address as compared"),
    "honour_at": N_("declared on honour on"),
    "honour_text": N_("text of the declaration"),
    "merged_into_id": N_("same as"),
    "account_id": N_("account of the mandataire"),
    "number": N_("number"),
    "bearer_id": N_("carried by"),
    "day": N_("day"),
    "acknowledged_on": N_("signed for on"),
    "donation_id": N_("gift"),
    "place": N_("place"),
    "way": N_("way of collecting"),
    "counted_by": N_("how many counted it"),
    "first_id": N_("counted by"),
    "second_id": N_("and by"),
    "title": N_("title"),
    "detail": N_("detail"),
    "category": N_("category"),
    "campaign_expense": N_("counts as campaign spending"),
    "amount_cents": N_("amount in cents"),
    "payee": N_("to be paid to"),
    "iban": N_("bank account of who is paid"),
    "meals": N_("meals"),
    "asker_id": N_("asked for by"),
    "peer_id": N_("looked at by"),
    "peer_paper": N_("signed paper"),
    "reason": N_("reason"),
    "paid_on": N_("paid on"),
    "payment_ref": N_("reference of the payment"),
}

_VALUES: dict[str, dict[str, str]] = {
    "basis": BASIS_WORDS,
    "channel": CHANNEL_WORDS,
    "kind": {**REQUEST_WORDS, "phone": N_("phone"), "email": N_("mail")},
    "weekday": {str(day): name for day, name in enumerate(WEEKDAY_WORDS)},
    "level": {str(level): name for level, name in LEVEL_WORDS.items()},
    "level_after": {str(level): name for level, name in LEVEL_WORDS.items()},
}


def value_in_words(column: str, value: Any, w: Words) -> str:
    """A stored value as a person reads it; a moment in the time of this computer."""
    if isinstance(value, bool):
        return w(N_("yes")) if value else w(N_("no"))
    said = _VALUES.get(column, {}).get(str(value))
    if said:
        return w(said)
    if column.endswith("_minute") and isinstance(value, int):
        return f"{value // 60:02d}:{value % 60:02d}"
    if (isinstance(value, str) and column.endswith(("_at", "_on"))) or column == "at":
        with suppress(ValueError):
            if len(value) == 10:
                return w.day(date.fromisoformat(value), "numeric")
            local = datetime.fromisoformat(value).astimezone()
            return f"{w.day(local.date(), 'numeric')} {local:%H:%M}"
    return str(value)
