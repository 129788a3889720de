"""Two laptops of one campaign: on the committee's people ask and look, on the mandataire's one decides."""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from typing import Any

from campaign.money.balances import earmark_of
from campaign.money.exchange import export_pledges, export_states, import_pledges, import_states
from campaign.money.exchange.files import hash_of
from campaign.money.spending import RequestForm, move_request, request_view, save_request
from db import engine
from db.ledger_check import faults
from db.seals_check import record_faults
from db.tables import Committee

YES = {"declares_mandatary": True}


class Laptops:
    """The committee's, on which Ana asks and Luc looks; and the mandataire's, on which Mia decides."""

    def __init__(self, here: Any, there: Any, lived: Any) -> None:
        self.here, self.there = here, there
        self.committee, self.account = here.committee, here.account
        self.ana, self.luc = lived(here.hands, "laptop-here", self._begin_here)
        self.mia, self.namesake = lived(there.hands, "laptop-there", self._begin_there)

    def _begin_here(self, hands: Any) -> list[uuid.UUID]:
        return [hands.join(self.committee, name) for name in ("Ana Diaz", "Luc Roy")]

    def _begin_there(self, hands: Any) -> list[uuid.UUID]:
        people = [hands.join(self.there.committee, name) for name in ("Mia Dupont", "Roy Luc")]
        # Of the mandataire's own: what is set apart may be of others.
        self.there.receive(self.there.donor("Eve Roy"), 90_000)
        return people

    def by(self, till: Any, who: uuid.UUID | None, action: Any, *args: Any, **options: Any) -> Any:
        with till.hands.store.write(who) as unit:
            return action(unit, *args, **options)

    def ask(self, cents: int = 5_000, *, sent: bool = True, **changes: Any) -> uuid.UUID:
        form = RequestForm(self.committee, self.account, "Tracts", "print", cents, payee="Imprimerie", **changes)
        request: uuid.UUID = self.by(self.here, self.ana, save_request, form)
        if sent:
            self.send(request)
        return request

    def send(self, request: uuid.UUID) -> None:
        self.by(self.here, self.ana, move_request, request, "ask")
        self.by(self.here, self.luc, move_request, request, "approve", note="vu")

    def decide(self, request: uuid.UUID, *moves: str, **options: Any) -> None:
        for move in moves:
            said = {"note": "Combien ?"} if move == "ask_more" else {}
            self.by(self.there, self.mia, move_request, request, move, **YES, **said | options)

    def told(self) -> bytes:
        return self.here.do(export_pledges, self.committee, self.account)  # type: ignore[no-any-return]

    def answer(self) -> bytes:
        return self.by(self.there, self.mia, export_states, self.committee, self.there.account)  # type: ignore[no-any-return]

    def over(self, **options: Any) -> Any:
        """The committee's file reaches the mandataire."""
        return self.by(self.there, self.mia, import_pledges, self.told(), self.there.account, **options)

    def back(self) -> Any:
        return self.by(self.here, self.ana, import_states, self.answer())

    def state(self, till: Any, request: uuid.UUID) -> str:
        return str(till.see(request_view, request).state)

    def states(self, request: uuid.UUID) -> tuple[str, str]:
        return self.state(self.here, request), self.state(self.there, request)

    def held(self, till: Any) -> tuple[int, int, int]:
        if not till.see(lambda session: session.get(Committee, self.committee)):
            return 0, 0, 0  # the file with which it came was undone
        found = till.see(earmark_of, till.account, self.committee)
        return found.free_cents, found.committed_cents, found.paid_cents

    def whole(self) -> bool:
        for till in (self.here, self.there):
            with closing(engine.connect(till.hands.path, "ro")) as connection:
                if faults(connection) or record_faults(connection):
                    return False
        return True


def crafted(data: bytes, change: Any) -> bytes:
    document = json.loads(data)
    change(document["content"])
    document["hash"] = hash_of(document["format"], document["content"], document["version"])
    return json.dumps(document).encode()
