"""``appui report compare``: what changed between two reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.words import Words
from db.errors import N_
from tui.cli.parser import Call, command
from tui.cli.paths import typed_path
from tui.cli.reports.deliver import asked_format, deliver, options

if TYPE_CHECKING:
    from campaign.reports.compare import Side


def register(sub: Any, w: Words) -> None:
    """Add the command."""
    compared = command(sub, "compare", w(N_("what changed between two reports")), compare_)
    compared.add_argument("first", metavar="FIRST", help=w(N_("a JSON file, or the id or fingerprint of one sent")))
    compared.add_argument(
        "second", metavar="SECOND", nargs="?", default="now", help=w(N_("the same, or now: that period as it is now"))
    )
    options(compared, w)


def compare_(call: Call) -> int:
    from campaign.reports.compare import comparison

    kind, o = asked_format(call), call.options
    return deliver(call, comparison(_side(call, o.first), _side(call, o.second), call.lang), kind)


def _side(call: Call, text: str) -> Side:
    from campaign.errors import NothingToCompare
    from campaign.reports.compare import now_of, side_of_file, side_of_sent
    from campaign.reports.sent import find_sent

    path = typed_path(text)
    if text != "now" and path.is_file():
        return side_of_file(path)
    store = call.existing()
    with store.read() as session:
        if text != "now":
            return side_of_sent(find_sent(session, text))
        if call.options.first == "now" or typed_path(call.options.first).is_file():
            raise NothingToCompare
        return now_of(session, find_sent(session, call.options.first), store.now(), call.lang)
