"""Money by keys: the first account, a pledge watched by the law as it is typed, and the life of a gift."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
COUNT = "SELECT count(*) FROM donation"
STATE = "SELECT state FROM donation"


async def money(hand: Any, committee: uuid.UUID) -> None:
    from tui.screens.money.gifts import MoneyScreen

    hand.app.push_screen(MoneyScreen(committee, "Croix-Rousse"))
    await hand.settle()


@pytest.fixture
def account(other: Any, committee: uuid.UUID) -> uuid.UUID:
    """The account of a candidate; the day of these tests falls into its months."""
    from campaign.money.accounts import AccountForm, ElectionForm, save_account, save_election

    rounds = ((1, "", date(2027, 3, 14), "Europe/Paris"),)
    election = other.do(save_election, ElectionForm("Legislative", ceiling_cents=7_000_000, rounds=rounds))
    form = AccountForm("candidate", "The Association", election.id, mandatary="The Association")
    return uuid.UUID(str(other.do(save_account, form).id))


@pytest.fixture
def pledge(other: Any, committee: uuid.UUID, account: uuid.UUID) -> Callable[..., uuid.UUID]:
    """Promise a gift in the other window."""
    from campaign.money.donors import DonorForm
    from campaign.money.promises import PromiseForm, promise

    def make(cents: int, method: str = "cheque", name: str = "Luc Roy") -> uuid.UUID:
        given, family = name.split()
        donor = DonorForm(given, family, "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)
        made: uuid.UUID = other.do(promise, PromiseForm(committee, account, cents, method, donor=donor, reason="seen"))
        return made

    return make


@pytest.mark.long
async def test_a_file_without_an_account_teaches_and_asks_for_one_before_the_first_pledge(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await money(hand, committee)
        assert hand.shows("A committee may not hold money")
        await hand.press("n")
        await hand.choose("candidate")
        await hand.choose("legislative")
        await hand.put("14/3/2027")
        await hand.press("enter")
        await hand.put("The Association")
        await hand.press("enter", "escape")  # one question back, with its answer; and one more
        assert hand.app.focused.value == "The Association"
        await hand.press("escape")
        assert hand.app.focused.value == "14/3/2027"
        await hand.press("escape")
        assert hand.app.focused.row.key == "legislative"
        await hand.press("enter", "enter", "enter", "enter")
        assert hand.screen == "PledgeScreen"
        assert hand.one("SELECT label FROM campaign_account") == "The Association"
        await hand.put("100", "#amount")
        assert hand.shows("of €4,600.00 with this gift")


async def test_a_pledge_is_watched_by_the_law_as_it_is_typed(
    opened: Opened, file: Path, committee: uuid.UUID, account: uuid.UUID
) -> None:
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("n")
        await hand.put("4600", "#amount")
        assert hand.shows("seen in this file; gifts made elsewhere are not known")
        assert hand.shows("Careful") and not hand.shows("Refused")
        await hand.put("4600,01", "#amount")
        assert hand.shows("Refused") and hand.shows("L52-8")
        hand.app.screen.query_one("#method").set_value("cash")
        await hand.put("150,01", "#amount")
        assert hand.shows("Refused") and hand.shows("L52-8")
        form = hand.app.screen
        form.query_one("#amount").value, before = "12", form._judged
        while form._judged is before:  # until what the law says of 12 is on its way
            await asyncio.sleep(0)
        await hand.put("12 34", "#amount")
        assert hand.shows("“12 34” is no amount") and not hand.shows("with this gift")
        await hand.press("ctrl+s")
        assert hand.shows("“12 34” is no amount")
        await hand.put("150", "#amount")
        assert not hand.shows("Refused") and not hand.shows("is no amount")
        await hand.put("Luc Roy SARL", "#name")
        assert hand.shows("SARL")
        await hand.press("ctrl+s")
        assert hand.screen == "PledgeScreen" and hand.one(COUNT) == 0
        await hand.put("Luc Roy", "#name")
        await hand.press("ctrl+s")
        assert hand.screen == "MoneyScreen" and hand.one("SELECT amount_cents FROM donation") == 15_000
        assert hand.shows("€150.00") and hand.shows("promised €150.00")
        await hand.press("u")
        assert hand.one(COUNT) == 0


async def test_a_donor_who_is_known_is_chosen_with_what_was_given_before_and_a_warning_asks_for_a_reason(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any
) -> None:
    pledge(300_000)
    pledge(1_000, name="Luc ROY")
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("n")
        await hand.put("1500", "#amount")
        await hand.put("luc", "#name")
        assert hand.shows("Known here: Luc R")
        await hand.press("enter")
        known = next(one for one in (hand.app.focused._row(i).key for i in range(2)) if one.name == "Luc Roy")
        await hand.choose(known)
        assert hand.shows("€4,500.00 of €4,600.00") and hand.shows("Perhaps the same person: Luc ROY")
        await hand.press("ctrl+s")
        assert hand.one(COUNT) == 2 and hand.app.focused.id == "reason"
        await hand.put("A second cheque, seen by both")
        await hand.press("enter")
        assert hand.one(COUNT) == 3 and hand.one("SELECT count(*) FROM donor") == 2


async def test_a_gift_goes_from_hand_to_bank_each_step_said_and_taken_back_with_u(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any
) -> None:
    pledge(15_000)
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("enter", "s")
        await hand.choose("hand_over")
        assert hand.shows("A slip is made")
        await hand.put("Nobody Known")
        await hand.press("enter")
        assert hand.one(STATE) == "promised" and hand.screen == "AskStep"
        await hand.put("Samia", "#line")
        await hand.put("2/1/1999", "#day")  # before it was promised: what was typed is still there
        await hand.press("enter")
        assert hand.one(STATE) == "promised" and hand.app.screen.query_one("#day").value == "2/1/1999"
        await hand.put("", "#day")
        await hand.press("enter")
        assert hand.one(STATE) == "handed_over" and hand.screen == "GiftScreen"
        await hand.press("s")
        await hand.choose("receive")
        assert hand.shows("you declare that you act as the mandataire")
        await hand.press("enter")
        assert hand.one(STATE) == "received" and hand.shows("declared mandataire")
        await hand.press("s")
        await hand.choose("deposit")
        await hand.press("enter")
        assert hand.one(STATE) == "deposited"
        await hand.press("u")
        assert hand.one(STATE) == "received"
        await hand.press("r")
        await hand.put("27-1")
        await hand.press("enter")
        assert hand.shows("27-1")
        # The donor could use that receipt: what ends now does so with a reason; a mistake is taken back with another.
        await hand.press("s")
        await hand.choose("return")
        assert hand.shows("The official receipt 27-1 was issued")
        await hand.press("enter")
        assert hand.one(STATE) == "received" and hand.shows("both are kept")
        await hand.put("Asked to be cancelled")
        await hand.press("enter")
        assert hand.one(STATE) == "returned" and hand.shows("to be cancelled")
        await hand.press("s", "enter", "enter")
        assert hand.one(STATE) == "returned" and hand.screen == "AskStep"
        await hand.put("It was another cheque")
        await hand.press("enter")
        assert hand.one(STATE) == "received"
        assert hand.one("SELECT count(*) FROM donation_event WHERE note = 'It was another cheque'") == 1


@pytest.mark.long
async def test_several_marked_gifts_are_carried_on_one_slip_and_the_file_for_the_mandataire_is_written(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any, tmp_path: Path
) -> None:
    pledge(15_000)
    pledge(2_000, "cash", "Ada Byron")
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("space", "space")
        assert hand.shows("marked: 2, €170.00")
        await hand.press("s")
        await hand.choose("hand_over")
        await hand.press("enter")
        assert hand.one("SELECT count(*) FROM hand_over") == 1
        assert "on its way €170.00" in str(hand.app.screen.query_one("#sums").render())
        await hand.press("x", "x")
        await hand.put(str(tmp_path / "out.json"))
        await hand.press("enter")
        assert b"appui" in (tmp_path / "out.json").read_bytes()


@pytest.mark.long
async def test_two_entries_of_one_donor_are_made_one_after_a_question(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any
) -> None:
    pledge(300_000)
    pledge(200_000, name="Luc ROY")
    merged = "SELECT count(*) FROM donor WHERE merged_into_id IS NOT NULL"
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("enter", "e")
        assert hand.shows("Perhaps the same person")
        await hand.press("f3", "enter", "escape")
        assert hand.one(merged) == 0
        await hand.press("f3", "enter", "enter")
        assert hand.one(merged) == 1 and any("above the cap" in toast for toast in hand.toasts())
        await hand.press("e")
        await hand.put("Bron", "#city")
        await hand.press("ctrl+s")
        assert hand.screen == "GiftScreen" and hand.shows("Bron")


@pytest.mark.long  # each day they are looked at with all the others, in test_snapshots.py and the hostile ones
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_every_screen_of_gifts_fits_speaks_and_names_its_keys(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any, lang: str
) -> None:
    from campaign.words import words
    from tests.screens import check_french, check_keys, check_title, check_width, english

    w = words(lang)  # type: ignore[arg-type]
    hostile = "[/]x[@click=app.quit]y[/] \u202e" + "長い" * 20
    pledge(15_000, name=f"Luc {hostile.replace(' ', '_')}")
    texts = english()
    async with opened(file, lang, (80, 24)) as hand:
        await money(hand, committee)
        for keys in ((), ("n",), ("escape", "enter"), ("e",)):
            await hand.press(*keys)
            check_title(hand)
            check_keys(hand)
            check_width(hand)
            if lang == "fr":
                check_french(hand, texts)
        await hand.press("escape", "escape")
        for keys in (("p",), ("n",), ("escape", "escape", "l")):
            await hand.press(*keys)
            check_title(hand)
            check_keys(hand)
            check_width(hand)
            if lang == "fr":
                check_french(hand, texts)
        await hand.press("escape", "enter", "s")
        assert hand.shows(w("Hand over to the mandataire"))


async def test_a_request_is_paid_after_a_second_person_and_the_mandataire_each_refusal_said(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, pledge: Any
) -> None:
    from campaign.money.gifts import receive
    from campaign.money.spending import move_request

    other.do(receive, [pledge(50_000, "transfer")], declares_mandatary=True, reason="seen")
    state = "SELECT state FROM spending_request"
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("p")
        assert hand.shows("A committee pays nothing itself")
        await hand.press("a")
        await hand.put("900")
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.shows("Only €500.00")
        await hand.put("100")
        await hand.press("enter")
        assert "earmarked and free €100.00" in str(hand.app.screen.query_one("#sums").render())
        await hand.press("n")
        await hand.put("Leaflets", "#title")
        await hand.put("60,50", "#amount")
        await hand.press("ctrl+s")
        assert hand.screen == "RequestScreen" and hand.one(state) == "draft"
        await hand.press("s", "enter", "enter")
        assert hand.one(state) == "peer_review"
        await hand.press("s", "enter", "enter")  # nobody said who they are
        assert hand.one(state) == "peer_review" and hand.shows("cannot be told from the first")
        await hand.put("Minutes of 2 November")
        await hand.press("enter")
        assert hand.one(state) == "mandatary_review" and hand.shows("on paper: Minutes of 2 November")
        request = uuid.UUID(bytes=hand.one("SELECT id FROM spending_request"))
        other.do(move_request, request, "approve", declares_mandatary=True)
        await hand.press("f5", "s", "enter", "enter")
        assert hand.one(state) == "committed"
        await hand.press("s")
        await hand.choose("pay")
        await hand.press("enter")
        assert hand.shows("Nothing is paid")
        await hand.press("escape", "f")
        await hand.choose("invoice")
        await hand.put("F 2026-11")
        await hand.press("enter", "s", "enter", "enter")
        assert hand.one(state) == "paid" and hand.shows("F 2026-11")
        await hand.press("u")
        assert hand.one(state) == "committed"
        await hand.press("escape")
        assert "committed €60.50" in str(hand.app.screen.query_one("#sums").render())


async def test_a_rule_is_corrected_with_its_article_by_who_declares_the_role_and_put_back(
    opened: Opened, file: Path, committee: uuid.UUID
) -> None:
    count = "SELECT count(*) FROM rule_correction"
    async with opened(file) as hand:
        await money(hand, committee)
        await hand.press("l")
        rules = hand.app.focused
        await hand.choose(next(k for k in (rules._row(i).key for i in range(rules.total)) if k.id == "don.cash.single"))
        assert hand.shows("150.00 €") and hand.shows("L52-8")
        await hand.press("e")
        await hand.put("200 and more")
        await hand.press("enter")
        assert hand.shows("is no amount in euros")
        await hand.put("200")
        await hand.press("enter", "enter", "enter")
        assert hand.shows("you declare that you act as the mandataire")
        await hand.put("Read anew")
        await hand.press("enter")
        assert hand.one(count) == 1 and hand.shows("200.00 €") and hand.shows("Corrected in this file: Read anew")
        await hand.press("d", "enter")
        assert hand.one(count) == 0 and hand.shows("150.00 €")
