"""Money by commands: the whole way from a promise to a payment, refusals in one sentence, JSON for programs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tui.cli.main import main

Ask = Callable[..., Any]


@pytest.fixture
def ask(empty_file: Path, copy: Any, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command; its JSON, or its text when it was refused."""
    monkeypatch.delenv("APPUI_DATA", raising=False)
    path: Path = copy(empty_file)

    def run(*arguments: str, code: int = 0, file: Path = path, plain: bool = False) -> Any:
        more = [] if plain else ["--json"]
        assert main(["--data", str(file), "--lang", "en", *arguments, *more]) == code
        out, err = (text.decode() for text in capfdbinary.readouterr())
        if code:
            return err
        return out if plain else json.loads(out)

    run("committee", "create", "Lyon", "--place", "Lyon", "--leader", "Ada Lovelace")
    return run


WHO = ("--address", "3 rue du Mail", "--postcode", "69004", "--city", "Lyon", "--residence", "FR",
       "--nationality", "FR", "--adult", "--honour")  # fmt: skip


@pytest.fixture
def account(ask: Ask) -> str:
    return str(ask("money", "open", "The Party", "--mandatary", "M")["id"])


def test_money_goes_the_whole_way_by_commands(ask: Ask, account: str) -> None:
    (gift,) = ask("donation", "pledge", "Luc Roy", "150,50", *WHO)
    assert (gift["amount_cents"], gift["state"], gift["donor"]) == (15_050, "promised", "Luc Roy")
    assert ask("donation", "handover", gift["id"], "--bearer", "Ada Lovelace")["total_cents"] == 15_050
    assert "mandataire" in ask("donation", "receive", gift["id"], code=1)
    assert ask("donation", "receive", gift["id"], "--as-mandatary")[0]["state"] == "received"
    assert ask("donation", "deposit", gift["id"], "--as-mandatary", "--slip", "B 1")[0]["state"] == "deposited"
    assert ask("donation", "receipt", gift["id"], "27-1")[0]["official_receipt"] == "27-1"
    assert ask("spending", "earmark", "100", "--as-mandatary")["free_cents"] == 10_000
    request = ask("spending", "add", "Leaflets", "60", "--category", "print", "--payee", "Printer")["id"]
    ask("spending", "document", request, "invoice", "F 1")
    ask("spending", "ask", request)
    ask("spending", "approve", request, "--paper", "Minutes of 2 February")
    for step in ("approve", "commit", "pay"):
        found = ask("spending", step, request, "--as-mandatary")
    assert (found["state"], found["checked"]) == ("paid", "paper")
    said = ask("money", "statement")
    assert (said["received_cents"], said["bank_cents"], said["spent_cents"]) == (15_050, 9_050, 6_000)
    assert said["ledger_seq"] == 6
    assert [x["state"] for x in ask("donation", "list", "--search", "roy")] == ["deposited"]
    assert [x["title"] for x in ask("spending", "list", "--search", "leaf")] == ["Leaflets"]
    assert "holds" in ask(
        "donation", "refund", gift["id"], "--as-mandatary", "--note", "asked to be cancelled", code=1
    )  # part of it was spent
    (other,) = ask("donation", "pledge", "Eve Petit", "100", *WHO, "--by", "transfer")
    ask("donation", "receive", other["id"], "--as-mandatary")
    assert ask("donation", "refund", gift["id"], "--as-mandatary", "--note", "moved")[0]["state"] == "refunded"
    assert "€" in ask("money", "statement", plain=True)


def test_the_law_is_said_before_anything_is_written(ask: Ask, account: str) -> None:
    over = ask("donation", "pledge", "Luc Roy", "7500,01", *WHO, "--dry-run")
    assert over["blocked"] and any("11-4" in one["message"] for one in over["found"])
    assert "11-4" in ask("donation", "pledge", "Luc Roy", "7500,01", *WHO, code=1)
    assert ask("donation", "list") == []
    assert "no amount" in ask("donation", "pledge", "Luc Roy", "abc", code=1)
    assert "no gift" in ask("donation", "receive", "abc", "--as-mandatary", code=1)


def test_accounts_rules_and_deadlines_are_listed(ask: Ask, account: str) -> None:
    found = ask("money", "accounts")
    assert [(x["id"], x["kind"], x["bank_cents"]) for x in found["accounts"]] == [(account, "party", 0)]
    assert {x["rule"] for x in found["deadlines"]} == {"party.receipts_by", "party.stubs_by", "party.list_by"}
    rules = {rule["id"]: rule for rule in ask("money", "rules")}
    assert rules["don.candidate.cap"]["value"] == 460_000
    assert rules["account.months.presidential"]["value"] is None
    opened = ("money", "open", "B", "--election", "Test", "--round", "2027-06-06", "--ceiling", "50000")
    assert ask(*opened)["kind"] == "candidate"
    assert "7,500" in ask("money", "rules", plain=True)


def test_two_entries_of_one_donor_become_one(ask: Ask, account: str) -> None:
    ask("donation", "pledge", "Luc Roy", "10", *WHO)
    ask("donation", "pledge", "Lucas Roy", "10", *WHO)
    assert ask("donation", "same-donor", "Luc Roy", "Lucas Roy")["passed"] == []
    assert "come near: Luc Roy" in ask("donation", "pledge", "Roy", "10", *WHO, code=1)
    assert "(town)" in ask("donation", "pledge", "Luc Roy", "10", "--city", "Bron", code=1)
    (other,) = ask("donation", "pledge", "Luc Roy", "10", "--city", "Bron", "--new")
    assert other["donor_id"] not in {gift["donor_id"] for gift in ask("donation", "list") if gift["id"] != other["id"]}


def test_pledges_and_states_travel_between_two_files(ask: Ask, account: str, tmp_path: Path, empty_file: Path) -> None:
    (gift,) = ask("donation", "pledge", "Luc Roy", "100", *WHO, "--by", "transfer")
    pledges, states, there = tmp_path / "p.json", tmp_path / "s.json", tmp_path / "there.appui"
    ask("money", "export", "pledges", "--output", str(pledges), plain=True)
    shutil.copy(empty_file, there)
    there.chmod(0o600)
    ask("money", "open", "The Party", file=there)
    assert "mandataire" in ask("money", "import", str(pledges), file=there, code=1)
    assert ask("money", "import", str(pledges), "--as-mandatary", file=there)["added"] == 1
    assert ask("money", "import", str(pledges), "--as-mandatary", file=there)["added"] == 0
    ask("donation", "receive", gift["id"], "--as-mandatary", file=there)
    ask("money", "export", "states", "--committee", "Lyon", "--output", str(states), file=there, plain=True)
    assert ask("money", "import", str(states))["updated"] == 1
    pledges.write_text(pledges.read_text().replace("10000", "20000"))
    assert "fingerprint" in ask("money", "import", str(pledges), "--as-mandatary", file=there, code=1)
    assert "mandataire" in ask("money", "export", "receipts", file=there, plain=True, code=1)  # it names donors
    for what in (("receipts", "--as-mandatary"), ("accountant",)):
        assert "BROUILLON" in ask("money", "export", *what, file=there, plain=True)


def test_online_gifts_are_shown_first_and_taken_in_once(ask: Ask, account: str, tmp_path: Path) -> None:
    file, day = tmp_path / "online.csv", datetime.now(UTC).date()
    titles = "id;date;montant;prénom;nom;adresse;code postal;ville;pays;nationalité"
    file.write_text(
        f"{titles}\n1;{day};50;Luc;Roy;3 rue du Mail;69004;Lyon;FR;FR\n2;{day};9000;Eve;Roy;1 rue;69001;Lyon;FR;FR\n"
    )
    plan = ask("import", "donations", str(file), "--dry-run")
    assert (plan["read"], plan["added"], plan["refused"], plan["done"]) == (2, 1, 1, False)
    assert "11-4" in plan["problems"][0]["reason"]
    assert "mandataire" in ask("import", "donations", str(file), code=1)
    assert ask("import", "donations", str(file), "--as-mandatary")["added"] == 1
    again = ask("import", "donations", str(file), "--as-mandatary")
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert [x["state"] for x in ask("donation", "list")] == ["received"]


def test_papers_are_written_whole_and_the_slip_is_found_again_by_its_code(
    ask: Ask, account: str, tmp_path: Path
) -> None:
    gifts = [ask("donation", "pledge", "Luc Roy", str(10 + n), *WHO)[0]["id"] for n in range(2)]
    made = ask("donation", "handover", *gifts, "--bearer", "Ada Lovelace")
    code = made["code"]
    (found,) = ask("donation", "slips", "--code", code.lower())
    assert (found["number"], found["fits"], sorted(found["gifts"])) == (1, True, sorted(gifts))
    assert [x["code"] for x in ask("donation", "slips", "--search", "ada")] == [code]
    assert ask("donation", "slips", "--search", "nobody") == []
    assert code in ask("donation", "slips", plain=True)
    at = next(i for i in (0, 1, 2, 5, 6, 7) if code[i] != code[i + 1])  # two signs alike swap into the same code
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert "misread" in ask("donation", "slips", "--code", swapped, code=1)
    for number, slip in enumerate(("1", code, made["id"])):
        file = tmp_path / f"{number}.pdf"
        ask("donation", "slip", slip, "--output", str(file), plain=True)
        assert file.read_bytes().startswith(b"%PDF") and file.stat().st_mode & 0o777 == 0o600
    assert "no gift" in ask("donation", "slip", "9", code=1, plain=True)
    ask("donation", "acknowledge", gifts[0], "--output", str(tmp_path), plain=True)
    assert (tmp_path / "acknowledgement.pdf").read_bytes().startswith(b"%PDF")
    text = ask("donation", "acknowledge", gifts[0], "--format", "txt", plain=True)
    assert text.startswith("THIS IS NOT A TAX RECEIPT")
    ask("donation", "receive", *gifts, "--as-mandatary")
    assert "mandataire" in ask("money", "export", "donors", "--output", str(tmp_path), code=1, plain=True)
    ask("money", "export", "donors", "--as-mandatary", "--output", str(tmp_path), plain=True)
    assert "Roy;Luc" in (tmp_path / "donors.csv").read_text("utf-8-sig")
    ask("money", "export", "donors", "--as-mandatary", "--format", "xlsx", "--output", str(tmp_path), plain=True)
    assert (tmp_path / "donors.xlsx").read_bytes().startswith(b"PK")


def test_collections_and_monthly_gifts_go_by_commands(ask: Ask, account: str) -> None:
    ask("committee", "join", "Lyon", "Eve Roy", plain=True)
    where = ("--place", "Marché", "--way", "Urne", "--counted-by", "Ada Lovelace")
    assert "Two different people" in ask("donation", "collect", "42,50", *where, code=1)
    (box,) = ask("donation", "collect", "42,50", *where, "--counted-by", "Eve Roy")
    (found,) = ask("donation", "collections", "--search", "marche")
    assert (found["id"], found["amount_cents"], found["first"], found["second"]) == (
        box["id"], 4_250, "Ada Lovelace", "Eve Roy",
    )  # fmt: skip
    ask("donation", "pledge", "Luc Roy", "10", *WHO)
    plan = ("donation", "monthly", "plan", "Luc Roy")
    assert ask(*plan, "700", "--dry-run")["blocked"]
    assert "11-4" in ask(*plan, "700", code=1)
    made = ask(*plan, "50", "--from", "-40", "--on", "28", "--by", "transfer")
    assert made["due"] and made["projections"][0]["cap_cents"] == 750_000
    assert [x["id"] for x in ask("donation", "monthly", "list", "--search", "luc")] == [made["id"]]
    entered = ask("donation", "monthly", "enter")
    assert (entered["entered"], entered["held"]) == (len(made["due"]), [])
    assert ask("donation", "monthly", "enter", made["id"])["entered"] == 0
    assert ask("donation", "monthly", "stop", made["id"])["stopped"]
    assert "stopped" in ask("donation", "monthly", "stop", made["id"], code=1)
    assert "no monthly gift" in ask("donation", "monthly", "stop", "x", code=1)
    assert ask("donation", "monthly", "list") == []
    assert "instalments entered" in ask("donation", "monthly", "enter", plain=True)


def test_accounts_and_elections_are_corrected_by_commands_and_opened_in_one_step(ask: Ask) -> None:
    ask("money", "open", "B", "--election", "Test", "--round", "2027-06-06", "--ceiling", "50000")
    assert len(ask("money", "accounts")["accounts"]) == 1
    ask("undo", plain=True)
    assert ask("money", "accounts")["accounts"] == []
    account = ask("money", "open", "B", "--election", "Test", "--round", "2027-06-06")["id"]
    found = ask("money", "correct", "--name", "C", "--mandatary", "M", "--bank", "Bank", "--opened", "2026-12-05",
                "--recognised-only", "yes", "--mandatary-kind", "association")  # fmt: skip
    assert (found["id"], found["name"], found["opened_on"], found["recognised_only"]) == (
        account,
        "C",
        "2026-12-05",
        True,
    )
    far = "1:2027-06-05:America/Guadeloupe:Guadeloupe"
    found = ask(
        "money", "election", "--ceiling", "60000", "--round", far, "--round", "2:2027-06-13", "--from", "2027-01-01"
    )
    assert (found["ceiling_cents"], found["account_from"], len(found["rounds"])) == (6_000_000, "2027-01-01", 3)
    found = ask("money", "election", "--election", "test", "--drop-round", "2", "--from", "-", "--ceiling", "-",
                "--population", "12 000")  # fmt: skip
    assert (found["ceiling_cents"], found["account_from"], len(found["rounds"])) == (None, "2026-12-01", 2)
    assert found["population"] == 12_000
    for wrong in (
        ("--round", "x"),
        ("--round", "2"),
        ("--drop-round", "7"),
        ("--population", "many"),
        ("--ceiling", "x"),
    ):
        ask("money", "election", *wrong, code=1)
    assert ask("money", "correct", "--closed", "2026-12-31")["closed_on"] == "2026-12-31"
    assert ask("money", "correct", "--account", "C", "--reopen")["closed_on"] is None
    assert "An account is for" in ask("money", "remove", "election", "Test", code=1)
    ask("money", "remove", "account", "C")
    assert ask("money", "remove", "election", "Test")["name"] == "Test"


def test_no_name_that_we_gave_a_rule_is_shown_as_an_article(ask: Ask) -> None:
    shown = ask("money", "rules", plain=True)
    assert "R-" not in shown and "don." not in shown and "Appui's choice" in shown
    for rule in ask("money", "rules"):
        assert not rule["authority"].startswith("R-") and "R-DON" not in rule["source"]
