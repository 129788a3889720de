"""Under which committee a gift is entered: the one that is named, the one on Home, or none, straight to the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.parser import Call

if TYPE_CHECKING:
    import uuid

    from sqlalchemy.orm import Session


def prepare(call: Call) -> None:
    """In a mandataire's own file, let what no committee brought be gathered under the account; a dry run does not."""
    from campaign.money.accounts import find_account
    from campaign.money.mandate import mandate_of, straight_to

    o, store = call.options, call.existing()
    with store.read() as session:
        account = find_account(session, o.account).id if not o.committee and mandate_of(session) else None
    if account is not None and not getattr(o, "dry_run", False):
        with store.write(call.actor()) as unit:
            straight_to(unit, account)


def gathered_by(call: Call, session: Session, account_id: uuid.UUID) -> uuid.UUID:
    """The id of that committee; in a dry run of a mandataire's file it may not be there yet, and is the account's.

    Raises:
        CommitteeUnknown, CommitteeAmbiguous, CommitteeNeeded.
    """
    from campaign.money.mandate import gathered_directly, mandate_of
    from tui.cli.importing import committee_meant

    if call.options.committee or mandate_of(session) is None:
        found: uuid.UUID = committee_meant(call, session)
        return found
    return gathered_directly(session, account_id) or account_id


def told_to(call: Call, session: Session, account_id: uuid.UUID) -> uuid.UUID:
    """Whose file is made: in a mandataire's own file, the only committee that brought something.

    Raises:
        CommitteeUnknown, CommitteeAmbiguous, CommitteeNeeded.
    """
    from campaign.money.listing import committees_of
    from campaign.money.mandate import gathered_directly, mandate_of
    from tui.cli.importing import committee_meant

    if not call.options.committee and mandate_of(session) is not None:
        direct = gathered_directly(session, account_id)
        brought = [one for one, _ in committees_of(session, account_id) if one != direct]
        if len(brought) == 1:
            return brought[0]
    found: uuid.UUID = committee_meant(call, session)
    return found
