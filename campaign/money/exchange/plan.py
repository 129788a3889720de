"""What taking in a file of the other laptop would change, before it is taken in."""

from __future__ import annotations

import uuid

from campaign.money.exchange import TakenIn, import_pledges, import_states, kind_of
from campaign.money.exchange.donors import Chosen
from db.store import Store


class _PutBack(Exception):
    """Ends the transaction, so that nothing of it stays."""

    def __init__(self, found: TakenIn) -> None:
        super().__init__()
        self.found = found


def plan_taken_in(
    store: Store,
    data: bytes,
    account_id: uuid.UUID | None,
    name: str = "",
    *,
    same_account: bool = False,
    donors: Chosen = (),
) -> TakenIn:
    """Take a file in and put everything back: what is told is what would happen, by the same code.

    ``account_id`` and ``donors``: as for `import_pledges`; for `import_states` where the file alone does not say it.

    Raises:
        As `campaign.money.exchange.import_pledges` and `import_states`.
    """
    try:
        with store.write() as unit:
            if kind_of(data) == "pledges" and account_id is not None:
                raise _PutBack(import_pledges(unit, data, account_id, name, same_account=same_account, donors=donors))
            raise _PutBack(import_states(unit, data, name, account_id))
    except _PutBack as end:
        return end.found
