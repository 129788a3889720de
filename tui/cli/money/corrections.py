"""``appui money``: what was declared of an account and its election is corrected; what was a mistake is taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from campaign.views.money import ELECTION_WORDS
from campaign.words import Words
from db.errors import N_
from tui.cli.money.donations import ACCOUNT, asked_day
from tui.cli.parser import Call, command, whole

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from campaign.views.money import AccountView, ElectionView


def register(sub: Any, w: Words) -> None:
    """Add the commands to ``appui money``."""
    own = command(sub, "correct", w(N_("correct what was declared of an account")), correct, json_output=True)
    own.add_argument("--account", default="", metavar="A", help=w(ACCOUNT))
    for name, metavar, text in (
        ("--name", "NAME", N_("the candidate, or the party")),
        ("--mandatary", "NAME", N_("the mandataire, as declared")),
        ("--bank", "NAME", N_("name of the bank; no account number is kept")),
        ("--zone", "ZONE", N_("time zone in which its days and years begin")),
        ("--opened", "DATE", N_("day on which the bank account was opened")),
        ("--closed", "DATE", N_("day on which it closes; refused while money is under way")),
    ):
        own.add_argument(name, metavar=metavar, help=w(text))
    own.add_argument(
        "--mandatary-kind", choices=("person", "association"), help=w(N_("a person, or a financing association"))
    )
    own.add_argument("--recognised-only", choices=("yes", "no"), help=w(N_("earmark to recognised committees only")))
    own.add_argument("--reopen", action="store_true", help=w(N_("open it again, if it was closed by mistake")))
    its = command(sub, "election", w(N_("correct an election: rounds, ceilings, period")), election, json_output=True)
    its.add_argument(
        "--election", default="", metavar="NAME", help=w(N_("id or name of the election; else the only one"))
    )
    its.add_argument("--name", metavar="NAME", help=w(N_("its name")))
    its.add_argument("--kind", choices=tuple(ELECTION_WORDS), metavar="K", help=w(N_("kind of election")))
    its.add_argument("--country", metavar="CC", help=w(N_("country whose law holds: its name, or two letters")))
    its.add_argument("--insee", metavar="CODE", help=w(N_("INSEE code of the commune, of a municipal election")))
    its.add_argument("--population", metavar="N", help=w(N_("inhabitants of the commune; - is not known")))
    its.add_argument("--ceiling", metavar="EUROS", help=w(N_("ceiling on spending, both rounds; - is not known")))
    its.add_argument("--ceiling-first", metavar="EUROS", help=w(N_("ceiling, first round alone; - is not known")))
    its.add_argument(
        "--from", dest="first", metavar="DATE", help=w(N_("first day on which funds may be collected; - by the rule"))
    )
    its.add_argument(
        "--until", dest="last", metavar="DATE", help=w(N_("day on which the account was filed; - not yet"))
    )
    its.add_argument(
        "--round", dest="rounds", action="append", default=[], metavar="N:DATE[:ZONE[:TERRITORY]]",
        help=w(N_("day of a round, as 1:2027-06-06 or 1:2027-06-05:America/Guadeloupe:Guadeloupe; may be repeated")),
    )  # fmt: skip
    its.add_argument(
        "--drop-round",
        action="append",
        default=[],
        metavar="N[:TERRITORY]",
        help=w(N_("take out a round; may be repeated")),
    )
    gone = command(sub, "remove", w(N_("take out an account or election entered by mistake")), remove, json_output=True)
    gone.add_argument("what", choices=("account", "election"), help=w(N_("which of both")))
    gone.add_argument("name", help=w(N_("its id or name")))


def correct(call: Call) -> int:
    from campaign.money.accounts import AccountForm, account_view, find_account, save_account
    from campaign.money.corrections import reopen_account

    o = call.options
    store = call.existing()
    with store.read() as session:
        view = account_view(session, find_account(session, o.account))
    if o.reopen:
        with store.write(call.actor()) as unit:
            view = reopen_account(unit, view.id)
        return _told(call, view)
    form = AccountForm(
        cast("Any", view.kind), view.label, view.election.id if view.election else None, view.mandatary,
        cast("Any", view.mandatary_kind), view.bank, view.zone, view.opened_on, view.closed_on, view.recognised_only,
        view.id, view.version,
    )  # fmt: skip
    changes: dict[str, Any] = {
        "label": o.name, "mandatary": o.mandatary, "bank": o.bank, "zone": o.zone, "mandatary_kind": o.mandatary_kind,
        "opened_on": asked_day(call, "opened"), "closed_on": asked_day(call, "closed"),
        "recognised_only": None if o.recognised_only is None else o.recognised_only == "yes",
    }  # fmt: skip
    form = replace(form, **{name: value for name, value in changes.items() if value is not None})
    with store.write(call.actor()) as unit:
        view = save_account(unit, form)
    return _told(call, view)


def election(call: Call) -> int:
    from campaign.money.accounts import ElectionForm, list_accounts, save_election
    from campaign.money.corrections import find_election

    o = call.options
    store = call.existing()
    with store.read() as session:
        view = find_election(session, o.election)
        own = [one.id for one in list_accounts(session) if one.election and one.election.id == view.id]
    form = ElectionForm(
        view.label, view.kind, view.country, view.insee, view.population, view.ceiling_first_cents, view.ceiling_cents,
        view.account_from if view.account_from_entered else None, view.account_until, view.rounds, view.id,
        view.version,
    )  # fmt: skip
    form = replace(form, **_asked(call), rounds=_rounds(call, view))
    with store.write(call.actor()) as unit:
        view = save_election(unit, form)
    wrong = [line for account in own for line in _wrong(call, account)]
    data = {
        "id": view.id, "name": view.label, "kind": view.kind, "country": view.country, "population": view.population,
        "ceiling_first_cents": view.ceiling_first_cents, "ceiling_cents": view.ceiling_cents,
        "account_from": view.account_from, "account_until": view.account_until,
        "rounds": [{"round": n, "territory": t, "day": d, "zone": z} for n, t, d, z in view.rounds],
        "found": wrong,
    }  # fmt: skip
    return call.show(data, [f"{view.id}  {view.label}", *wrong])


def remove(call: Call) -> int:
    from campaign.money.accounts import find_account
    from campaign.money.corrections import find_election, remove_account, remove_election

    o = call.options
    store = call.existing()
    with store.read() as session:
        row: Any = find_account(session, o.name) if o.what == "account" else find_election(session, o.name)
        key, label = row.id, row.label
    with store.write(call.actor()) as unit:
        (remove_account if o.what == "account" else remove_election)(unit, key)
    return call.show({"id": key, "name": label}, [call.words(N_("Taken out: {name}"), name=label)])


def _asked(call: Call) -> dict[str, Any]:
    """What was asked for of an election; ``-`` empties a field."""
    from campaign.money.amounts import cents

    o = call.options
    found: dict[str, Any] = {
        name: value
        for name, value in (("label", o.name), ("kind", o.kind), ("country", o.country), ("insee", o.insee))
        if value is not None
    }
    for name, text, read in (
        ("population", o.population, whole), ("ceiling_cents", o.ceiling, cents),
        ("ceiling_first_cents", o.ceiling_first, cents),
    ):  # fmt: skip
        if text is not None:
            found[name] = None if text == "-" else _number(read, text)
    for name, option in (("account_from", "first"), ("account_until", "last")):
        text = getattr(o, option)
        if text is not None:
            found[name] = None if text == "-" else asked_day(call, option)
    return found


def _number(read: Any, text: str) -> Any:
    from argparse import ArgumentTypeError

    from campaign.errors.money import AmountImpossible

    try:
        return read(text.replace(" ", ""))
    except ArgumentTypeError:
        raise AmountImpossible(amount=text[:40]) from None


def _rounds(call: Call, view: ElectionView) -> tuple[tuple[int, str, date, str], ...]:
    """The rounds as they are to stand: those that were given take the place of the same ones."""
    from campaign.errors.money import RoundImpossible
    from campaign.periods import read_day

    rounds = {(number, territory): (day, zone) for number, territory, day, zone in view.rounds}
    today = call.existing().now().astimezone().date()
    for text in call.options.drop_round:
        number, _, territory = text.partition(":")
        if not number.isdigit() or rounds.pop((int(number), territory.strip()), None) is None:
            raise RoundImpossible(text=text[:60])
    for text in call.options.rounds:
        number, _, rest = text.partition(":")
        day, _, rest = rest.partition(":")
        zone, _, territory = rest.partition(":")
        if not (number.isdigit() and number.isascii() and 1 <= int(number) < 10 and day):
            raise RoundImpossible(text=text[:60])
        key = (int(number), territory.strip())
        rounds[key] = (read_day(day, today), zone.strip() or rounds.get(key, (None, "Europe/Paris"))[1])
    return tuple((number, territory, day, zone) for (number, territory), (day, zone) in sorted(rounds.items()))


def _told(call: Call, view: AccountView) -> int:
    wrong = _wrong(call, view.id)
    data = {
        "id": view.id, "name": view.label, "kind": view.kind, "mandatary": view.mandatary,
        "mandatary_kind": view.mandatary_kind, "bank": view.bank, "zone": view.zone, "opened_on": view.opened_on,
        "closed_on": view.closed_on, "recognised_only": view.recognised_only, "found": wrong,
    }  # fmt: skip
    return call.show(data, [f"{view.id}  {view.label}", *wrong])


def _wrong(call: Call, account_id: uuid.UUID) -> list[str]:
    """What the correction makes wrong among the gifts, in sentences."""
    from campaign.money.corrections import consequences
    from campaign.money.sentences import said

    with call.existing().read() as session:
        return [said(one, call.words) for one in consequences(session, account_id)]
