"""The first screen of money: what is next, whose turn it is, and where each line leads."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from campaign.money.accounts import AccountForm, ElectionForm, open_account
from campaign.money.earmarks import earmark
from campaign.money.gifts import hand_over, receive
from campaign.money.spending import RequestForm, move_request, save_request

Opened = Callable[..., Any]
STATE = "SELECT state FROM donation ORDER BY id LIMIT 1"


async def money(hand: Any) -> None:
    await hand.press("f")
    assert hand.screen == "MoneyHomeScreen"


def step(hand: Any) -> str:
    """The step that is marked as the next one."""
    listing = hand.app.screen.query_one("#steps")
    return str(next(listing._row(i).key for i in range(listing.total) if listing._row(i).cells[0]))


async def test_the_next_step_moves_on_from_the_pledge_to_the_payment_and_enter_opens_it(
    opened: Opened,
    file: Path,
    other: Any,
    *,
    committee: uuid.UUID,
    pledge: Callable[..., uuid.UUID],
    account: uuid.UUID,
) -> None:
    async with opened(file) as hand:
        await money(hand)
        assert step(hand) == "pledge" and hand.shows("No gift yet. A committee may hold no money")
        await hand.press("enter")
        assert hand.screen == "PledgeScreen"
        await hand.press("escape")
        gift = pledge(20_000)
        await hand.press("f5")
        assert step(hand) == "carry" and hand.shows("€200.00") and hand.shows("Next: hand over")
        await hand.press("enter")
        assert hand.shows("Gifts (promised)")
        await hand.press("escape")
        other.do(hand_over, [gift], None)
        await hand.press("f5")
        assert step(hand) == "receive"
        other.do(receive, [gift], declares_mandatary=True, reason="seen")
        await hand.press("f5")
        assert step(hand) == "deposit" and hand.shows("free") and hand.shows("mandataire: The Association, as declared")
        other.do(earmark, account, committee, 9_000, declares_mandatary=True)
        request = other.do(save_request, RequestForm(committee, account, "Leaflets", "print", 8_000))
        other.do(move_request, request, "ask")
        await hand.press("f5", "enter", "s")
        await hand.choose("deposit")
        await hand.press("enter", "escape")
        assert step(hand) == "check" and hand.shows("second person")
        await hand.press("enter")
        assert hand.screen == "SpendingScreen" and hand.shows("Leaflets")
        other.do(move_request, request, "ask_more", note="How many?")
        await hand.press("enter")
        assert hand.shows("How many?") and hand.shows("this laptop: correct it with e")
        await hand.press("escape")
        await hand.press("escape", "e")
        assert hand.shows("All committees · Money")


async def test_a_small_commune_has_no_mandataire_and_one_step_instead_of_two(
    opened: Opened, file: Path, other: Any, *, committee: uuid.UUID, pledge: Callable[..., uuid.UUID]
) -> None:
    from campaign.money.corrections import remove_account

    accounts = "SELECT id FROM campaign_account"
    with other.store.read() as session:
        (gone,) = session.connection().exec_driver_sql(accounts).one()
    other.do(remove_account, uuid.UUID(bytes=gone))
    election = ElectionForm(
        "Municipal 2027", "municipal", population=800, rounds=((1, "", date(2027, 3, 14), "Europe/Paris"),)
    )
    account = other.do(open_account, AccountForm("candidate", "List of the village", None, mandatary=""), election).id
    from campaign.money.donors import DonorForm
    from campaign.money.promises import PromiseForm, promise

    donor = DonorForm("Luc", "Roy", "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)
    other.do(promise, PromiseForm(committee, account, 5_000, "cheque", donor=donor))
    async with opened(file, size=(80, 24)) as hand:
        await money(hand)
        assert hand.shows("Under 9,000 inhabitants: no mandataire") and not hand.shows("Earmark")
        assert step(hand) == "receive" and hand.shows("who keeps the money")
        await hand.press("enter", "s")
        await hand.choose("keep")
        assert hand.shows("Whoever keeps the money") and not hand.shows("you act as the mandataire")
        await hand.press("enter")
        assert hand.one(STATE) == "received"
        await hand.press("u")
        assert hand.one(STATE) == "promised"


async def test_home_says_what_waits_of_money_and_opens_it(
    opened: Opened,
    file: Path,
    other: Any,
    *,
    committee: uuid.UUID,
    pledge: Callable[..., uuid.UUID],
    account: uuid.UUID,
) -> None:
    pledge(20_000)
    pledge(3_000, "transfer", "Ana Byron")
    request = other.do(save_request, RequestForm(committee, account, "Leaflets", "print", 8_000))
    other.do(move_request, request, "ask")
    async with opened(file, size=(140, 40)) as hand:
        assert hand.shows("€200.00: carry a gift to the mandataire")
        assert hand.shows("A request waits for a second person")
        assert hand.shows("The mandataire: a gift or request waits")
        assert hand.shows("promised €230.00")
        todo = hand.app.screen.query_one("#todo-list")
        await hand.choose(next(todo._row(i).key for i in range(todo.total) if todo._row(i).key.kind == "carry"))
        assert hand.screen == "MoneyHomeScreen" and step(hand) == "carry"
