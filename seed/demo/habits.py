"""What invented people agreed to, offer, and when they are free; and the words their committee gathers them by."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.committees.views import MEMBER
from campaign.people.consents import KEPT_DAYS, TEXT_VERSION
from db.folding import fold
from db.tables import Availability, Consent, PersonSkill, PersonTag, Skill, Tag
from seed.demo.calendar import World
from seed.demo.plans import Plan
from seed.demo.rows import Rows, dated
from seed.demo.stays import Stay
from seed.demo.words import word_list

SHARES = {"email": 0.55, "phone": 0.35, "sms": 0.3}  # of those who stay: agreed to be reached so
WITHDRAWN = 0.06
HOURS = ((5, 9, 12), (5, 14, 18), (6, 10, 12), (0, 18, 21), (2, 18, 21), (3, 18, 20), (2, 14, 17))


class Habits:
    """Fills what is kept of people beside their names."""

    def __init__(self, session: Session, world: World, rows: Rows) -> None:
        self._world, self._rows = world, rows
        self._skills = list(session.scalars(select(Skill.id).order_by(Skill.position)))

    def fill(self, plan: Plan, stays: list[Stay]) -> None:
        """One committee; of those who have left nothing of this is kept."""
        chance = self._world.chance
        present = [stay for stay in stays if stay.level]
        tags = [self._tag(plan, word) for word in chance.sample(word_list("names")["tags"], 3)] if present else []
        for stay in present:
            owned = {"committee_id": plan.id, "person_id": stay.person.id}
            dates = dated(stay.joined, plan.author)
            for channel, share in SHARES.items():
                if chance.random() >= share:
                    continue
                gone = chance.random() < WITHDRAWN
                withdrawn = min(stay.joined + timedelta(days=9), self._world.calendar.evening) if gone else None
                self._rows.put(
                    Consent,
                    **owned,
                    channel=channel,
                    given_at=stay.joined,
                    withdrawn_at=withdrawn,
                    text_version=TEXT_VERSION,
                    origin=chance.choice(("said", "said", "paper", "message")),
                    expires_on=stay.joined.date() + timedelta(days=KEPT_DAYS),
                    **dated(stay.joined, plan.author, withdrawn, 2 if withdrawn else 1),
                )
            for tag_id in tags:
                if chance.random() < 0.2:
                    self._rows.put(PersonTag, **owned, tag_id=tag_id, **dates)
            if stay.level < MEMBER:
                continue
            for skill in chance.sample(self._skills, chance.choice((0, 1, 1, 2))):
                self._rows.put(PersonSkill, **owned, skill_id=skill, **dates)
            for weekday, first, last in chance.sample(HOURS, chance.choice((0, 1, 2))):
                slot = {"weekday": weekday, "from_minute": first * 60, "to_minute": last * 60}
                self._rows.put(Availability, **owned, **slot, **dates)

    def _tag(self, plan: Plan, word: str) -> uuid.UUID:
        tag_id = self._world.new_id()
        dates = dated(plan.born, plan.author)
        self._rows.put(Tag, id=tag_id, committee_id=plan.id, name=word, search_key=fold(word), **dates)
        return tag_id
