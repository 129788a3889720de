"""Which polling station to go to first: ranked by votes that may be won among those who stayed at home.

potential = registered × abstention rate × share
          = abstentions × (votes for the chosen lists ÷ votes expressed)

With nobody chosen the share is 1: stations are ranked by abstentions alone. It is an estimate for the order of work:
it takes abstainers to vote like their neighbours, which nobody knows of anybody.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.errors.addresses import NoResults
from campaign.field.addresses.lookup import by_code, stations_of_committee
from campaign.views.field_addresses import TargetLine
from campaign.words import N_
from db.folding import fold
from db.tables.field import StationResult

FORMULA = N_("potential = registered × abstention rate × share of the chosen lists among votes expressed")


def elections(session: Session, committee_id: uuid.UUID) -> tuple[tuple[str, int], ...]:
    """The elections and rounds of which results are here, the latest taken in first."""
    found = select(StationResult.election, StationResult.round, StationResult.created_at)
    mine = found.where(StationResult.committee_id == committee_id)
    latest: dict[tuple[str, int], object] = {}
    for election, round_, at in session.execute(mine.order_by(StationResult.created_at, StationResult.round)):
        latest.pop((election, round_), None)
        latest[election, round_] = at
    return tuple(reversed(latest))


def lists_of(session: Session, committee_id: uuid.UUID, election: str, round_: int) -> tuple[tuple[str, int], ...]:
    """The candidates and lists of an election with their votes in all stations, the most voted first."""
    found = select(StationResult.votes).where(
        StationResult.committee_id == committee_id, StationResult.election == election, StationResult.round == round_
    )
    sums: dict[str, int] = {}
    for votes in session.scalars(found):
        for label, count in votes:
            sums[label] = sums.get(label, 0) + int(count)
    return tuple(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def rank_stations(
    session: Session,
    committee_id: uuid.UUID,
    *,
    election: str = "",
    round_: int = 0,
    chosen: Sequence[str] = (),
) -> tuple[TargetLine, ...]:
    """The stations of an election, the largest potential first; the latest election where none is said.

    ``chosen`` are words of the names of candidates or lists: each that holds one of them counts.

    Raises:
        NoResults: no result fits, or no list is called so.
    """
    there = elections(session, committee_id)
    fitting = [one for one in there if (not election or one[0] == election) and (not round_ or one[1] == round_)]
    if not fitting:
        raise NoResults
    election, round_ = fitting[0]
    wanted = [fold(text) for text in chosen if fold(text)]
    if wanted and not any(_is_chosen(label, wanted) for label, _ in lists_of(session, committee_id, election, round_)):
        raise NoResults
    stations = {one.id: one for one in stations_of_committee(session, committee_id)}
    found = select(StationResult).where(
        StationResult.committee_id == committee_id, StationResult.election == election, StationResult.round == round_
    )
    lines = []
    for row in session.scalars(found):
        station = stations[row.station_id]
        votes = sum(int(count) for label, count in row.votes if _is_chosen(label, wanted))
        potential = potential_of(row.abstentions, votes, row.expressed) if wanted else row.abstentions
        lines.append(
            TargetLine(
                station.id,
                station.insee,
                station.code,
                station.name,
                row.registered,
                row.abstentions,
                row.expressed,
                votes,
                potential,
                station.doors,
            )
        )
    return tuple(sorted(lines, key=lambda one: (-one.potential, one.insee, by_code(one.code))))


def potential_of(abstentions: int, votes: int, expressed: int) -> int:
    """Votes that may be won: abstentions times the share of the chosen lists, rounded; 0 where nobody voted."""
    return (2 * abstentions * votes + expressed) // (2 * expressed) if expressed else 0


def _is_chosen(label: str, wanted: Sequence[str]) -> bool:
    key = f" {fold(label)} "
    return any(f" {one} " in key for one in wanted)
