"""What a file changes in one commune: which doors are new, which are known and how, which went. Pure: no database.

A door is known by its ids (BAN, key of interoperability, uuid of a BAL), else by street, number and suffix. Two
numbers, or 10 and 10 bis, are always two doors, on whatever point they stand. What one file knows and another does not
is kept: only what the same kind of file no longer holds is marked as gone, and never deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from campaign.field.addresses.doors import Group, Known, KnownStreet, apart, changes, families, rank, same_door
from campaign.field.addresses.line import Line
from campaign.field.addresses.naming import SHORT_SUFFIXES
from campaign.field.addresses.report import Problem
from campaign.words import N_

PSEUDO_FROM = 5000
"""From here on numbers may be pseudo-numbers of the land register, given to parcels that have none."""
LARGEST_GAP = 1000
"""In a street numbered by metres two neighbours are hardly farther apart; a pseudo-number stands alone above."""
SAME_DOOR_METRES = 100  # 12 b of one file is 12 bis of another when they stand this near
EXTRACT_BELOW = 0.7  # a file with less of what its kind had here before is an extract, not news of doors gone


@dataclass(slots=True)
class NewStreet:
    """A street that only this file knows so far."""

    name: str
    fantoir: str


@dataclass(slots=True)
class Merge:
    """What a file changes in one commune. ``street`` of a new door is a key, or the id of a street that is there."""

    insee: str
    new_streets: dict[str, NewStreet] = field(default_factory=dict)  # by key
    renamed: dict[uuid.UUID, dict[str, str]] = field(default_factory=dict)
    street_ids: dict[str, uuid.UUID] = field(default_factory=dict)  # key in the file → street that is there
    added: list[Group] = field(default_factory=list)
    changed: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    matched: list[tuple[Group, Known]] = field(default_factory=list)
    unchanged: int = 0
    merged: int = 0
    gone: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def merge(
    insee: str, family: str, lines: Iterable[Line], streets: Iterable[KnownStreet], known: Iterable[Known]
) -> Merge:
    """Work out what the lines of a file change in a commune.

    A file of stations brings addresses only where no other file brought any: its doors are those with electors.
    """
    work = _Work(insee, family, list(streets), list(known))
    found = list(lines)
    work.name_streets(found)
    groups = work.group(work.real(found))
    work.match(groups)
    work.vanished()
    return work.out


class _Work:
    def __init__(self, insee: str, family: str, streets: list[KnownStreet], known: list[Known]) -> None:
        self.family, self.known = family, known
        self.out = Merge(insee)
        self.streets = {street.key: street for street in streets}
        self.by_id = {one: address for address in known for one in address.ids}
        self.by_place: dict[tuple[uuid.UUID, int | None, str], Known] = {}
        for address in known:
            place = (address.street_id, address.number, address.suffix)
            if place not in self.by_place or self.by_place[place].gone:
                self.by_place[place] = address
        self.taken: set[uuid.UUID] = set()
        self.brings = family != "stations" or all("stations" in families(address) for address in known)

    # --- streets

    def name_streets(self, lines: list[Line]) -> None:
        """Find each street of the file: by its key, by the FANTOIR code of known addresses, else a new one."""
        by_fantoir: dict[str, set[uuid.UUID]] = {}
        for street in self.streets.values():
            by_fantoir.setdefault(street.fantoir, set()).add(street.id)
        for address in self.known:
            for one in (address.interop, address.ban_id):
                parts = (one or "").split("_")
                if len(parts) > 2 and len(parts[0]) == 5:
                    by_fantoir.setdefault(f"{parts[0]}_{parts[1]}", set()).add(address.street_id)
        names: dict[str, dict[str, int]] = {}
        codes: dict[str, dict[str, int]] = {}
        for line in lines:
            count = names.setdefault(line.key, {})
            count[line.street] = count.get(line.street, 0) + 1
            if line.fantoir:
                tally = codes.setdefault(line.key, {})
                tally[line.fantoir] = tally.get(line.fantoir, 0) + 1
        direct = {self.streets[key].id for key in names if key in self.streets}
        ids = {street.id: street for street in self.streets.values()}
        for key, count in sorted(names.items()):
            name = max(count, key=lambda one: (not _shouted(one), count[one], one))
            mine = codes.get(key, {})
            code = max(mine, key=lambda one: (mine[one], one), default="")
            # One code, two names: “rue Joffre” and “rue du Maréchal Joffre”; unless this file has both.
            under = by_fantoir.get(code, set()) - direct if code else set()
            if key in self.streets:
                self._name(key, self.streets[key], name, code)
            elif len(under) == 1:
                self._name(key, ids[next(iter(under))], name, code)
            else:
                self.out.new_streets[key] = NewStreet(name, code)

    def _name(self, key: str, street: KnownStreet, name: str, code: str) -> None:
        self.out.street_ids[key] = street.id
        better = {}
        if _shouted(street.name) and not _shouted(name):
            better["name"] = name
        if code and not street.fantoir:
            better["fantoir"] = code
        if better:
            self.out.renamed[street.id] = {**self.out.renamed.get(street.id, {}), **better}

    def _street(self, key: str) -> str:
        found = self.out.street_ids.get(key)
        return found.hex if found else key

    # --- numbers

    def real(self, lines: list[Line]) -> list[Line]:
        """The lines but for those whose number is a pseudo-number of the land register."""
        numbers: dict[str, set[int]] = {}
        for line in lines:
            numbers.setdefault(self._street(line.key), set()).add(line.number)
        if not any(number >= PSEUDO_FROM for found in numbers.values() for number in found):
            return lines
        for address in self.known:
            if address.number is not None and address.street_id.hex in numbers:
                numbers[address.street_id.hex].add(address.number)
        limits = {street: highest_number(found) for street, found in numbers.items()}
        kept = []
        for line in lines:
            if line.number <= limits[self._street(line.key)]:
                kept.append(line)
            else:
                reason = N_("number {number} is a pseudo-number of the land register: no door bears it")
                self.out.problems.append(Problem(line.number_in_file, reason, {"number": str(line.number)}))
        return kept

    # --- doors

    def group(self, lines: list[Line]) -> list[Group]:
        """The lines by door: a file may say several positions of one, or say it twice."""
        groups: dict[tuple[str, int, str], list[Group]] = {}
        for line in lines:
            doors = groups.setdefault((self._street(line.key), line.number, line.suffix), [])
            had = next((group for group in doors if same_door(group, line)), None)
            if had is None:
                if doors:
                    reason = N_("the same number and street as on line {first}, under another code: kept as two doors")
                    facts = {"first": str(doors[0].best.number_in_file)}
                    self.out.remarks.append(Problem(line.number_in_file, reason, facts))
                doors.append(Group(self._street(line.key), line, [line]))
                continue
            self._join(had, line)
        return [group for doors in groups.values() for group in doors]

    def _join(self, had: Group, line: Line) -> None:
        metres = apart(had.best.lat, had.best.lon, line.lat, line.lon)
        reason = N_("the same door as on line {first}")
        if metres >= 1:
            reason = N_("the same door as on line {first}, {metres} metres away: the better position is taken")
        facts = {"first": str(had.lines[0].number_in_file), "metres": f"{metres:.0f}"}
        self.out.remarks.append(Problem(line.number_in_file, reason, facts))
        self.out.merged += 1
        had.lines.append(line)
        if rank(line) < rank(had.best):
            had.best = line

    def match(self, groups: list[Group]) -> None:
        """Find each door of the file among those that are known, by its ids first."""
        places = {(group.street, group.best.number, group.best.suffix) for group in groups}
        found: dict[int, Known] = {}
        for by in (self._by_id, self._by_place):
            for index, group in enumerate(groups):
                if index not in found and (address := by(group)) is not None:
                    found[index] = address
                    self.taken.add(address.id)
        for index, group in enumerate(groups):
            if index not in found and (near := self._by_short_suffix(group, places)) is not None:
                found[index] = near
                self.taken.add(near.id)
        for index, group in enumerate(groups):
            address = found.get(index)
            if address is None and not self.brings:
                self.out.merged -= len(group.lines) - 1
                reason = N_("no address here has this number in this street")
                self.out.problems += [Problem(line.number_in_file, reason, {}) for line in group.lines]
                continue
            if address is None:
                self.out.added.append(group)
                continue
            self.out.matched.append((group, address))
            values = changes(self.family, address, group, self._street(group.best.key))
            if values:
                self.out.changed[address.id] = values
            else:
                self.out.unchanged += 1

    def _by_id(self, group: Group) -> Known | None:
        for one in group.ids:
            address = self.by_id.get(one)
            if address is not None and address.id not in self.taken and address.number == group.best.number:
                return address
        return None

    def _by_place(self, group: Group) -> Known | None:
        street = self.out.street_ids.get(group.best.key)
        if street is None:
            return None
        address = self.by_place.get((street, group.best.number, group.best.suffix))
        return address if address is not None and address.id not in self.taken else None

    def _by_short_suffix(self, group: Group, places: set[tuple[str, int, str]]) -> Known | None:
        """12 b here and 12 bis there, on the same spot, where neither file has both: one door."""
        street, best = self.out.street_ids.get(group.best.key), group.best
        if street is None or not best.suffix:
            return None
        others = [SHORT_SUFFIXES.get(best.suffix, ""), *(k for k, v in SHORT_SUFFIXES.items() if v == best.suffix)]
        for other in filter(None, others):
            address = self.by_place.get((street, best.number, other))
            if address is None or address.id in self.taken or (group.street, best.number, other) in places:
                continue
            if apart(address.lat, address.lon, best.lat, best.lon) <= SAME_DOOR_METRES:
                return address
        return None

    # --- what went

    def vanished(self) -> None:
        """Mark what files of this kind had here and this one has no more."""
        if self.family not in ("ban", "bal"):
            return
        mine = [address for address in self.known if self.family in families(address) and not address.gone]
        missing = [address for address in mine if address.id not in self.taken]
        if not missing:
            return
        if len(mine) - len(missing) < EXTRACT_BELOW * len(mine):
            facts = {"insee": self.out.insee, "missing": str(len(missing)), "count": str(len(mine))}
            reason = N_("{missing} of {count} known addresses of {insee} are not in this file: taken as an extract")
            self.out.remarks.append(Problem(0, reason, facts))
            return
        for address in missing:
            if families(address) == {self.family}:
                self.out.changed[address.id] = {"gone": True}
                self.out.gone += 1
            else:  # another kind of file still has it: it goes when that one loses it too
                column = "ban_id" if self.family == "ban" else "interop_key"
                self.out.changed[address.id] = {column: None}
                if self.family == "bal":
                    self.out.changed[address.id]["uid"] = None


def highest_number(numbers: set[int]) -> int:
    """The highest number of a street that can be a door; above it stand pseudo-numbers only.

    Below 5000 every number counts. From there on a number counts while the street leads up to it without a gap of
    more than 1000, as streets numbered by metres do.
    """
    below = [number for number in numbers if number < PSEUDO_FROM]
    highest = max(below, default=-1)
    if highest < 0:
        return PSEUDO_FROM - 1
    last = highest
    for number in sorted(number for number in numbers if number >= PSEUDO_FROM):
        if number - last > LARGEST_GAP:
            break
        last = number
    return max(last, PSEUDO_FROM - 1)


def _shouted(name: str) -> bool:
    """Whether a name is all in capitals, or without any: as files write names that nobody looked at."""
    return name == name.upper() or name == name.lower()
