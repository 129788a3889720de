"""Every action on money is said in words, and undone: rows as they were, the ledger by entries that reverse."""

from __future__ import annotations

import ast
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import campaign.money as package
from campaign.history import LABELS, said
from campaign.money import gifts
from campaign.money.accounts import AccountForm, ElectionForm, open_account, save_account, save_election
from campaign.money.balances import net
from campaign.money.collecting import CollectionForm, collect
from campaign.money.corrections import remove_account, remove_election, reopen_account
from campaign.money.donor_list import export_donors
from campaign.money.donor_rights import person_of_donor
from campaign.money.donors import declare_honour, merge_donors
from campaign.money.earmarks import earmark
from campaign.money.exchange import export_pledges, export_states, import_pledges, import_states
from campaign.money.mandate import MandateForm, answer_for, straight_to
from campaign.money.online import import_online, plan_online
from campaign.money.recurring import RecurringForm, enter_due, plan_recurring, stop_recurring
from campaign.money.restoring import restore
from campaign.money.rules import RuleForm, correct_rule, drop_correction
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from campaign.people.importing import read_sheet
from campaign.words import words
from db import engine, undo
from db.errors import UndoImpossible
from db.ledger_check import faults
from db.tables import LedgerEntry

YES = {"declares_mandatary": True}
# Made for others, nothing changes: there is nothing to undo. Taken in from another file: tests of the exchange.
NOT_UNDONE = {"money.export", "money.donors", "money.receipts", "money.import_states", "money.import_pledges"}


def spelt(node: ast.expr) -> str:
    """``unit.name`` as the code spells it; nothing for what is longer."""
    return ast.unparse(node) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""


def codes() -> set[str]:
    """The codes that the modules of money give to their units."""
    found: set[str] = set()
    for path in Path(package.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "unit.name(" in text else ():
            if isinstance(node, ast.Call) and spelt(node.func) == "unit.name":
                found |= {
                    c.value
                    for c in ast.walk(node.args[0])
                    if isinstance(c, ast.Constant) and isinstance(c.value, str) and c.value in LABELS
                }
    return found | {f"spending.{move}" for move in ("ask", "approve", "ask_more", "refuse", "commit", "pay")}


@pytest.fixture
def whole_life(till: Any, tmp_path: Path) -> Any:
    """Every action on money once, in one file that is both laptops."""
    do = till.do
    lone = do(save_election, ElectionForm("Lone", "regional")).id
    do(remove_election, lone)
    party = do(open_account, AccountForm("party", "Party")).id
    do(remove_account, do(save_account, AccountForm("party", "Twice")).id)
    do(save_account, AccountForm("party", "Party", account_id=party, closed_on=date(2027, 2, 3)))
    do(reopen_account, party)
    mine = do(answer_for, MandateForm("Zoé Machin", AccountForm("party", "Mine"))).id
    do(straight_to, mine)
    ada, luc = till.donor(), till.donor("Luc Roy", honour=False)
    do(declare_honour, luc)
    cheques = [till.promise(ada, 1_000 + n) for n in range(6)]
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    do(collect, CollectionForm(till.committee, till.account, 5_000, "Marché", "Urne", ana, eve))
    do(gifts.hand_over, cheques[:5], ana)
    do(gifts.give_back, cheques[4])
    do(gifts.drop, cheques[5])
    do(gifts.receive, cheques[:4], **YES)
    do(gifts.deposit, cheques[:3], **YES)
    do(gifts.bounce, cheques[0], **YES)
    do(gifts.refund, cheques[1], **YES)
    do(gifts.record_receipt, cheques[2], "27-1")
    do(restore, cheques[0], reason="Un autre chèque", **YES)
    do(gifts.bounce, cheques[0], **YES)
    monthly = RecurringForm(till.committee, party, luc, "debit", 2_000, date(2027, 2, 1))
    key = do(plan_recurring, monthly)
    do(enter_due)
    do(stop_recurring, key)
    do(person_of_donor, luc)
    do(merge_donors, ada, till.donor("Ada Martyn"))
    till.receive(luc, 50_000)
    do(earmark, till.account, till.committee, 9_000, **YES)
    do(earmark, till.account, till.committee, 1_000, **YES, direction="take_back")
    request = do(save_request, RequestForm(till.committee, till.account, "Tracts", "print", 3_000))
    do(add_document, request, "invoice", "F 1")
    for move in ("ask", "ask_more", "ask", "approve", "approve", "commit", "pay"):
        more = {"paper": "PV 1" if move == "approve" else "", "note": "Which size?"}
        do(move_request, request, move, **YES, **more)
    other = do(save_request, RequestForm(till.committee, till.account, "Salle", "meeting", 3_000))
    do(move_request, other, "ask")
    do(move_request, other, "refuse")
    form = RuleForm("don.candidate.cap", 500_000, date(2027, 1, 1), "L52-8", date(2027, 2, 1), **YES)
    do(drop_correction, do(correct_rule, form), **YES)
    sheet = tmp_path / "online.csv"
    sheet.write_text(
        "id;date;montant;prénom;nom;adresse;code postal;ville;pays;nationalité\n"
        "1;2027-02-02;50;Zoé;Müller;3 rue du Mail;69004;Lyon;FR;FR\n"
    )
    plan = till.see(plan_online, read_sheet(sheet), till.committee, till.account, date(2027, 2, 3))
    do(import_online, plan, **YES)
    year = (date(2027, 1, 1), date(2027, 12, 31))
    do(export_donors, till.account, *year, form="csv", lang="fr", **YES)
    do(import_pledges, do(export_pledges, till.committee, till.account), till.account)
    do(import_states, do(export_states, till.committee, till.account))
    return till


def test_every_action_on_money_is_done_said_and_undone_and_the_ledger_only_grows(whole_life: Any) -> None:
    steps = whole_life.see(undo.steps, 200)
    assert {step.action for step in steps} >= codes() - NOT_UNDONE
    for step in steps:
        for lang in ("fr", "en"):
            text = said(step, words(lang))
            assert text != step.action and "{" not in text
    lived = whole_life.see(net, whole_life.account)
    grown = [whole_life.one(select(func.count()).select_from(LedgerEntry))]
    for step in steps:
        if step.action == "account.save" and step.facts["name"] == "Candidate A":
            break
        whole_life.undo()
        grown.append(whole_life.one(select(func.count()).select_from(LedgerEntry)))
    with pytest.raises(UndoImpossible):  # the ledger is that of this account
        whole_life.undo()
    assert grown == sorted(grown) and grown[-1] == 2 * grown[0]  # each entry has one that reverses it
    assert set(whole_life.see(net, whole_life.account).values()) <= {0}
    for _ in grown[1:]:
        whole_life.redo()
    assert whole_life.see(net, whole_life.account) == lived and lived["bank"] > 0
    with closing(engine.connect(whole_life.hands.path, "ro")) as connection:
        assert not faults(connection)
