"""The statement, slips and files, collections, monthly and online gifts, accounts: by keys, each refusal said."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from campaign.committees.members import add_member
from campaign.money import online
from campaign.money.donors import DonorForm, save_donor
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_pledges, export_states
from campaign.money.exchange.files import hash_of
from campaign.money.gifts import hand_over, receive
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from tests.tui.conftest import Other

Opened = Callable[..., Any]
COUNT = "SELECT count(*) FROM donation"
STATES = "SELECT group_concat(state) FROM (SELECT state FROM donation ORDER BY id)"
ONLINE = """Date;Montant;Nom;Prénom;Email;Adresse;Code postal;Ville;Pays;Nationalité;Mode;Id
12/11/2026;50,00;Byron;Ada;ada@example.org;1 rue du Mail;69004;Lyon;France;Française;Carte;op-1
13/11/2026;25,50;Roy;Luc;luc@example.org;2 rue du Mail;69004;Lyon;France;Française;Carte;op-2
14/11/2026;9000;Roy;Luc;luc@example.org;2 rue du Mail;69004;Lyon;France;Française;Carte;op-3
"""


def said(hand: Any, widget: str) -> str:
    """What a widget says, toasts over it or not."""
    return str(hand.app.screen.query_one(widget).render())


async def test_the_statement_opens_its_rows_and_its_files_add_up_with_it_to_the_cent(
    opened: Opened, file: Path, other: Any, *, committee: uuid.UUID, pledge: Any, account: uuid.UUID, tmp_path: Path
) -> None:
    cheque, transfer, big = pledge(12_345), pledge(6_789, "transfer", "Ana Byron"), pledge(390_000, "card", "Zoe Blum")
    other.do(hand_over, [cheque], None)
    other.do(receive, [cheque, transfer, big], declares_mandatary=True, reason="seen")
    other.do(earmark, account, committee, 9_000, declares_mandatary=True)
    request = other.do(save_request, RequestForm(committee, account, "Leaflets", "print", 8_001))
    other.do(add_document, request, "invoice", "F-1")
    other.do(move_request, request, "ask")
    other.do(move_request, request, "approve", paper="Minutes of 2 November")
    other.actor = other.do(add_member, committee, "Third Person")
    for move in ("approve", "commit", "pay"):
        other.do(move_request, request, move, declares_mandatary=True)
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "t")
        assert hand.shows("received €4,091.34") and hand.shows("3 donors")
        assert hand.shows("! Zoe Blum") and hand.shows("85%")
        assert hand.shows("to bring to the bank €123.45") and hand.shows("0.0% / 20%")
        assert hand.shows("Printing") and hand.shows("€80.01") and hand.shows("€9.99")
        await hand.choose("deposit")
        assert hand.screen == "MoneyScreen" and hand.shows("Luc Roy")
        await hand.press("escape", "e")
        await hand.put("2026-01-01")
        await hand.press("enter")
        assert hand.shows("Type two days.")
        await hand.put("2026-01-01 2026-01-31")
        await hand.press("enter")
        assert hand.shows("received €0.00") and hand.shows("Nothing came in this period")
        await hand.press("e")
        await hand.put("2026-11-01 2026-11-30")
        await hand.press("enter", "x")
        await hand.choose("accountant")
        await hand.put(str(tmp_path / "fec.txt"))
        await hand.press("enter", "x")
        await hand.choose("donors")
        assert hand.shows("It names who gave how much")
        await hand.press("enter")
        await hand.put(str(tmp_path / "donors.csv"))
        await hand.press("enter")
    lines = [line.split("\t") for line in (tmp_path / "fec.txt").read_text("utf-8-sig").splitlines()]
    books: dict[str, int] = {}
    for line in lines[1:]:
        told = dict(zip(lines[0], line, strict=True))
        moved = int(told["Debit"].replace(",", "")) - int(told["Credit"].replace(",", ""))
        books[told["CompteNum"]] = books.get(told["CompteNum"], 0) + moved
    assert sum(books.values()) == 0
    assert (books["754100"], books["614000"], books["511200"]) == (-409_134, 8_001, 12_345)
    assert "Blum" in (tmp_path / "donors.csv").read_text("utf-8-sig")


async def test_two_laptops_tell_each_other_what_they_know_and_a_file_taken_in_twice_changes_nothing(
    opened: Opened, file: Path, other: Any, *, committee: uuid.UUID, pledge: Any, account: uuid.UUID, tmp_path: Path
) -> None:
    theirs = tmp_path / "mandataire" / "theirs.appui"
    theirs.parent.mkdir(mode=0o700)
    other.store.fold()
    shutil.copy(file, theirs)  # the mandataire knows committee and account; no gift yet
    first, second = pledge(15_000), pledge(4_000, "cash", "Ana Byron")
    out, back = tmp_path / "out.json", tmp_path / "back.json"
    async with opened(file) as hand:
        await hand.press("f", "x")
        assert hand.shows("No slip yet")
        other.do(hand_over, [first, second], None)
        await hand.press("f5")
        assert hand.shows("€190.00")
        await hand.press("enter")
        await hand.put(str(tmp_path / "slip.pdf"))
        await hand.press("enter")
        assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
        code = hand.app.screen.query_one("#list").row.cells[4]
        await hand.press("c")
        await hand.put("BBBB-BBBB-C")
        await hand.press("enter")
        assert hand.screen == "AskText"
        await hand.put(code.lower())
        await hand.press("enter")
        assert any("Paper and file tell the same" in toast for toast in hand.toasts())
        await hand.press("x")
        await hand.put(str(out))
        await hand.press("enter")
    async with opened(theirs) as hand:
        await hand.press("f", "x", "i")
        await hand.put(str(file))
        await hand.press("enter")
        assert hand.screen == "AskText" and hand.one(COUNT) == 0
        await hand.press("escape")
        for _ in range(2):
            await hand.press("i")
            await hand.put(str(out))
            await hand.press("enter")
            if hand.screen == "ToldDialog":
                assert hand.shows("2 gifts read: 2 added") and hand.one(COUNT) == 0
                assert hand.shows("you declare that you act as the mandataire")
                await hand.press("enter")
            assert hand.one(COUNT) == 2 and hand.one(STATES) == "handed_over,handed_over"
        assert any("all of it is here already" in toast for toast in hand.toasts())
        luc = hand.one("SELECT id FROM donor WHERE family_name = 'Roy' LIMIT 1")
        fields = ("Luc", "Roy", "9 [/b] rue du Mail", "69004", "Lyon", "FR", "FR")
        other.do(save_donor, DonorForm(*fields, adult=True, honour=True, donor_id=uuid.UUID(bytes=luc)))
        (tmp_path / "fixed.json").write_bytes(other.do(export_pledges, committee, account))
        await hand.press("i")
        await hand.put(str(tmp_path / "fixed.json"))
        await hand.press("enter")
        assert hand.screen == "CorrectionsDialog" and hand.shows("9 [/b] rue du Mail")
        await hand.press("a", "enter", "enter")
        assert hand.screen == "ExchangeScreen"
        assert hand.one("SELECT count(*) FROM donor WHERE address LIKE '9 %'") == 1
        assert any("1 donor corrected" in toast for toast in hand.toasts())
        hand.app.clear_notifications()
        document = json.loads(out.read_text("utf-8"))
        document["content"]["account"] = {"id": "1" * 32, "name": "Another"}
        document["hash"] = hash_of(document["format"], document["content"])
        (tmp_path / "named.json").write_text(json.dumps(document), "utf-8")
        await hand.press("i")
        await hand.put(str(tmp_path / "named.json"))
        await hand.press("enter")
        assert hand.screen == "Menu" and hand.shows("names the account “Another”") and hand.shows("The Association")
        await hand.press("enter")
        assert hand.screen == "CorrectionsDialog"  # the older file tells the older address
        await hand.press("enter")  # none is marked: none is taken
        assert hand.screen == "ExchangeScreen" and hand.one(COUNT) == 2
        assert hand.one("SELECT count(*) FROM donor WHERE address LIKE '9 %'") == 1
    mandataire = Other(theirs)
    mandataire.do(receive, [first], declares_mandatary=True)
    back.write_bytes(mandataire.do(export_states, committee, account))
    mandataire.store.close()
    async with opened(file) as hand:
        await hand.press("f", "x", "i")
        await hand.put(str(back))
        await hand.press("enter")
        assert hand.shows("What became of one gift") and hand.shows(": received") and hand.shows("signed a slip")
        assert hand.shows("0 added, 1 brought up to date") and hand.one(STATES) == "handed_over,handed_over"
        await hand.press("enter")
        assert "received" in hand.one(STATES)
        await hand.press("u")
        assert hand.one(STATES) == "handed_over,handed_over"


async def test_online_gifts_are_shown_line_by_line_taken_in_once_and_taken_back(
    opened: Opened, file: Path, account: uuid.UUID, *, committee: uuid.UUID, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "online.csv").write_text(ONLINE, "utf-8")
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "i")
        await hand.put(str(tmp_path / "online.csv"))
        await hand.press("enter")
        assert hand.screen == "OnlineScreen" and hand.one(COUNT) == 0
        assert hand.shows("3  lines read") and hand.shows("2 · €75.50  gifts added") and hand.shows("1  not taken in")
        assert "L52-8" in said(hand, "#whole") and hand.shows("new donor")
        await hand.press("ctrl+s")
        assert hand.shows("you declare that you act as the mandataire")

        def stopped(self: Any, gifts: Any) -> None:  # Esc while the first line is being taken in
            take(self, gifts)
            hand.app.call_from_thread(hand.app.screen.action_back)

        with monkeypatch.context() as during:
            take = online._Taking.take
            during.setattr(online, "TAKEN_AT_ONCE", 1)
            during.setattr(online._Taking, "take", stopped)
            await hand.press("enter")
        assert hand.screen == "OnlineScreen" and hand.one(COUNT) == 0 and hand.shows("2 · €75.50  gifts added")
        assert any("Stopped; nothing was changed." in toast for toast in hand.toasts())
        await hand.press("ctrl+s", "enter")
        assert hand.screen == "MoneyHomeScreen" and hand.one(COUNT) == 2
        await hand.press("i")
        await hand.put(str(tmp_path / "online.csv"))
        await hand.press("enter")
        assert hand.shows("2  known, unchanged") and hand.shows("Nothing to take in")
        await hand.press("ctrl+s", "escape", "u")
        # The rows stay, since the ledger knows them by their numbers; nothing of them counts.
        assert hand.one("SELECT count(*) FROM donation WHERE state IN ('promised', 'received')") == 0


async def test_a_collection_names_its_place_and_two_people_and_the_law_is_said(
    opened: Opened, file: Path, other: Any, committee: uuid.UUID, account: uuid.UUID
) -> None:
    other.do(add_member, committee, "Ana Byron")
    async with opened(file) as hand:
        await hand.press("f", "c")
        await hand.put("cent", "#amount")
        await hand.press("ctrl+s")
        assert hand.shows("“cent” is no amount")
        await hand.put("86,40", "#amount")
        assert not hand.shows("“cent” is no amount")  # it is another text by now
        assert hand.shows("the share of cash") or hand.shows("To know") or hand.one(COUNT) == 0
        await hand.put("Samia", "#first")
        await hand.press("ctrl+s")
        assert hand.app.focused.id == "second"
        await hand.put("Samia", "#second")
        await hand.put("Market", "#place")
        await hand.put("box", "#way")
        await hand.press("ctrl+s")
        assert hand.screen == "CollectingScreen" and hand.app.focused.id == "second"
        await hand.put("Nobody Known", "#second")
        await hand.press("ctrl+s")
        assert hand.screen == "Confirm" and hand.shows("Nobody Known") and hand.one(COUNT) == 0
        await hand.press("escape")
        assert hand.screen == "CollectingScreen" and hand.app.screen.line("way") == "box"
        assert hand.shows("b on Home lists the people") and not hand.shows("appui person")
        await hand.put("Ana Byron", "#second")
        await hand.put("", "#place")
        await hand.press("ctrl+s")
        assert hand.app.focused.id == "place" and hand.one(COUNT) == 0
        await hand.put("Market", "#place")
        await hand.press("ctrl+s")
        assert hand.screen == "MoneyHomeScreen" and hand.one("SELECT amount_cents FROM donation") == 8_640
        await hand.press("u", "c")
        assert hand.one(COUNT) == 0
        for field, value in (("amount", "5"), ("place", "Market"), ("way", "box"), ("first", "Samia")):
            await hand.put(value, f"#{field}")
        await hand.put("Zoé Nouvelle", "#second")
        await hand.press("ctrl+s", "enter")  # somebody new is noted with it
        assert hand.screen == "MoneyHomeScreen" and hand.one(COUNT) == 1
        assert hand.one("SELECT count(*) FROM person WHERE family_name = 'Nouvelle'") == 1


async def test_a_monthly_gift_is_projected_against_the_cap_entered_when_due_and_stopped(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any
) -> None:
    pledge(1_000, "transfer")
    async with opened(file) as hand:
        await hand.press("f", "y")
        assert hand.shows("No gift of each month yet")
        await hand.press("n")
        await hand.put("Nobody", "#name")
        await hand.put("50", "#amount")
        await hand.put("1/11/2026", "#starts")
        await hand.press("ctrl+s")
        assert hand.screen == "NewMonthlyScreen" and hand.app.focused.id == "name"
        await hand.put("luc roy", "#name")
        assert hand.shows("of €4,600.00")
        await hand.put("1,234", "#amount")
        await hand.press("ctrl+s")
        assert hand.app.focused.id == "amount" and hand.shows("could be thousands")
        await hand.put("3000", "#amount")
        await hand.press("ctrl+s")
        assert hand.screen == "NewMonthlyScreen" and hand.shows("above the cap of €4,600.00 (L52-8)")
        await hand.put("50", "#amount")
        await hand.put("29", "#month_day")
        await hand.press("ctrl+s")
        assert hand.shows("Type a day from 1 to 28")
        await hand.put("5", "#month_day")
        await hand.press("ctrl+s")
        assert hand.screen == "MonthlyScreen" and "€50.00 a month · 1 instalment due" in said(hand, "#sums")
        await hand.press("s")
        assert hand.one(COUNT) == 2 and "0 instalments due" in said(hand, "#sums")
        await hand.press("s")
        assert hand.one(COUNT) == 2
        await hand.press("d", "enter")
        assert hand.one("SELECT stopped_at IS NOT NULL FROM recurring_gift") == 1
        await hand.press("enter")
        assert hand.screen == "MoneyScreen" and hand.shows("2 gifts")


@pytest.mark.long
async def test_what_was_declared_is_corrected_and_what_no_longer_fits_is_said(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any
) -> None:
    pledge(1_000, "transfer")
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "a")
        assert hand.shows("mandataire: The Association")
        await hand.press("enter")
        await hand.put("Association of the list", "#mandatary")
        await hand.put("40/40", "#opened")
        await hand.press("ctrl+s")
        assert hand.screen == "AccountFormScreen" and hand.app.focused.id == "opened"
        await hand.put("1/10/2026", "#opened")
        await hand.press("ctrl+s")
        assert hand.screen == "AccountsScreen" and hand.shows("Association of the list")
        await hand.press("end", "enter")
        await hand.put("12/11/2026", "#until")
        await hand.put("5000", "#ceiling")
        await hand.press("ctrl+s")
        assert hand.screen == "AccountsScreen" and "ceiling €5,000.00" in said(hand, "#whole")
        assert hand.one("SELECT account_from FROM election") is None, "what the rule gives is not written as known"
        await hand.press("d", "enter")
        assert hand.one("SELECT count(*) FROM election") == 1
        await hand.press("o", "u", "u")
        assert hand.one("SELECT mandatary FROM campaign_account") == "The Association"


@pytest.mark.long
async def test_gifts_are_narrowed_to_a_state_and_an_acknowledgement_is_printed(
    opened: Opened, file: Path, other: Any, *, committee: uuid.UUID, pledge: Any, tmp_path: Path
) -> None:
    transfer = pledge(1_000, "transfer")
    pledge(2_000, "cheque", "Ana Byron")
    other.do(receive, [transfer], declares_mandatary=True)
    async with opened(file) as hand:
        await hand.press("f", "f", "f")
        await hand.choose(("states", ("received",)))
        assert hand.shows("Gifts (received)") and hand.shows("1 gift") and not hand.shows("Ana Byron")
        await hand.press("enter", "x")
        await hand.choose("acknowledgement")
        await hand.put(str(tmp_path / "thanks.pdf"))
        await hand.press("enter", "x")
        assert (tmp_path / "thanks.pdf").read_bytes().startswith(b"%PDF")
        await hand.choose("slip")
        await hand.put(str(tmp_path / "slip.pdf"))
        await hand.press("enter")
        assert not (tmp_path / "slip.pdf").exists(), "it was never carried"
        await hand.press("escape", "escape")
        assert hand.shows("Ana Byron") and hand.shows("2 gifts")
        await hand.press("escape")
        assert hand.screen == "MoneyHomeScreen"


async def test_a_donor_who_is_no_person_here_uses_their_rights_after_a_question(
    opened: Opened, file: Path, committee: uuid.UUID, pledge: Any, tmp_path: Path
) -> None:
    pledge(2_000, "cheque", "Ana Byron")
    people = "SELECT count(*) FROM person WHERE family_name = 'Byron'"
    async with opened(file, size=(80, 24)) as hand:
        await hand.press("f", "f", "enter", "e", "f4", "escape")
        assert hand.one(people) == 0
        await hand.press("f4", "enter")
        assert hand.one(people) == 1 and hand.screen == "Menu"
        await hand.choose("access")
        await hand.put(str(tmp_path / "held.txt"))
        await hand.press("enter")
        held = next(tmp_path.glob("held*.txt"), None)
        assert held is not None and "€20.00" in held.read_text("utf-8")
