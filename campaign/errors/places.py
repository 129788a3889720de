"""What is refused about communes and cities."""

from __future__ import annotations

from db.errors import N_, Refusal


class PlaceNeeded(Refusal):
    code = "place.needed"
    why = N_("A place is needed.")
    next_step = N_("Type a commune's name, its postcode or its INSEE code.")


class PlaceUnknown(Refusal):
    code = "place.unknown"
    why = N_("No commune is called “{place}”.")
    next_step = N_("Check the spelling, or give the postcode or the INSEE code. Near it: {near}.")


class PlaceAmbiguous(Refusal):
    code = "place.ambiguous"
    why = N_("“{place}” is the name of {count} places: {choices}.")
    next_step = N_("Give one of these codes.")


class PlacesMixed(Refusal):
    code = "place.mixed"
    why = N_("A committee is in communes of France, or in one city abroad.")
    next_step = N_("Keep the communes, or that one city; create another committee for the rest.")


class ZoneUnknown(Refusal):
    code = "zone.unknown"
    why = N_("“{zone}” is not a time zone.")
    next_step = N_("Use a name such as Europe/Paris.")
