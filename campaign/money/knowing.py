"""What this file knows of who gives: asked when it is needed, or of many donors at one time.

The guard is the same in both cases; only the number of questions to the file is not.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.money.donors import MOST, entries_of, entries_of_all, gifts_of, seen_gifts
from campaign.money.facts import facts_of
from campaign.money.instalments import planned_gifts
from campaign.money.rules import RuleBook
from campaign.money.twins import Entry, Way, entry_of, found_by, likely, twins_of, ways_of
from campaign.views.money import DonorTwin
from campaign.views.money_guard import AccountFacts, SeenGift
from db.merging import portions
from db.tables import CampaignAccount, Donor, RecurringGift


class Known:
    """What the file says of one donor, read each time."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def account(
        self, account: CampaignAccount, book: RuleBook, *, cash: bool, without: uuid.UUID | None = None
    ) -> AccountFacts:
        """What the guard asks of an account; ``cash``: whether what was gathered in cash is needed."""
        return facts_of(self.session, account, book, without=without, cash=cash)

    def entries(self, donor: Donor) -> list[uuid.UUID]:
        """Every entry of one person."""
        return entries_of(self.session, donor.id)

    def seen(self, entries: Sequence[uuid.UUID], *, without: uuid.UUID | None = None) -> list[SeenGift]:
        """The gifts of these entries that still stand."""
        return seen_gifts(self.session, entries, without=without)

    def planned(self, entries: Sequence[uuid.UUID], until: Callable[[], date]) -> list[SeenGift]:
        """The instalments of these entries that are still to come, up to a day."""
        monthly = select(RecurringGift.id).where(RecurringGift.donor_id.in_(entries)).limit(1)
        return planned_gifts(self.session, entries, until()) if self.session.scalar(monthly) else []

    def twins(self, donor: Donor) -> list[DonorTwin]:
        """Other entries that may be the same person."""
        return twins_of(self.session, donor.id)


class KnownTogether(Known):
    """What the file says of many donors, read at one time, and what an action has added since.

    ``donors``: all that will be asked for; those without an id are new, and count from `entered` on.
    """

    def __init__(self, session: Session, donors: Iterable[Donor]) -> None:
        super().__init__(session)
        compared = {id(donor): entry_of(donor) for donor in donors}
        self._entries = entries_of_all(session, [one.id for one in compared.values() if one.id is not None])
        self._by_way = found_by(session, (way for one in compared.values() for way in ways_of(one)))
        self._new_by_way: dict[Way, list[Entry]] = defaultdict(list)
        self._twins: dict[int, tuple[int, list[DonorTwin]]] = {}  # by donor: of how many others, and who
        asked = {entry for entries in self._entries.values() for entry in entries}
        asked.update(twin.id for key, one in compared.items() for twin in self._likely(key, one))
        self._seen = gifts_of(session, asked)
        self._recurring = {
            key
            for some in portions(asked)
            for key in session.scalars(select(RecurringGift.donor_id).where(RecurringGift.donor_id.in_(some)))
        }
        self._accounts: dict[uuid.UUID, AccountFacts] = {}

    def entered(self, donor: Donor) -> None:
        """A donor who was new has an entry now."""
        entry = entry_of(donor)
        self._entries[donor.id], self._seen[donor.id] = [donor.id], []
        for way in ways_of(entry):
            self._new_by_way[way].append(entry)

    def gave(self, donor: Donor, gift: SeenGift) -> None:
        """A gift was noted, which counts for those after it."""
        self._seen[donor.id].append(gift)

    def account(
        self, account: CampaignAccount, book: RuleBook, *, cash: bool, without: uuid.UUID | None = None
    ) -> AccountFacts:
        """As `Known.account`, for gifts that are not in cash: nothing of it changes by them."""
        if cash or without is not None:
            return super().account(account, book, cash=cash, without=without)
        if account.id not in self._accounts:
            self._accounts[account.id] = super().account(account, book, cash=False)
        return self._accounts[account.id]

    def entries(self, donor: Donor) -> list[uuid.UUID]:
        """Every entry of one person."""
        return self._entries[donor.id]

    def seen(self, entries: Sequence[uuid.UUID], *, without: uuid.UUID | None = None) -> list[SeenGift]:
        """The gifts of these entries that still stand, those noted since among them; ``without`` cannot be asked."""
        assert without is None
        missing = [entry for entry in entries if entry not in self._seen]
        if missing:
            self._seen |= gifts_of(self.session, missing)
        return [gift for entry in entries for gift in self._seen[entry]]

    def planned(self, entries: Sequence[uuid.UUID], until: Callable[[], date]) -> list[SeenGift]:
        """The instalments of these entries that are still to come, up to a day."""
        return [] if self._recurring.isdisjoint(entries) else super().planned(entries, until)

    def twins(self, donor: Donor) -> list[DonorTwin]:
        """Other entries that may be the same person, those entered since among them."""
        return self._likely(id(donor), entry_of(donor))

    def _likely(self, key: int, entry: Entry) -> list[DonorTwin]:
        """Compared anew only when others have come: as many as one by one are looked at, in the order of their ids."""
        found: dict[int, Entry] = {}
        for way in ways_of(entry):
            for others in (self._by_way.get(way, ()), self._new_by_way.get(way, ())):
                found.update((other.id.int, other) for other in others if other.id is not None)
        known = self._twins.get(key)
        if known is None or known[0] != len(found):
            known = self._twins[key] = len(found), likely(entry, [found[place] for place in sorted(found)[:MOST]])
        return known[1]
