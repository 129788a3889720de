"""A file of online gifts taken in some lines at one time leaves the rows that it leaves line by line, all of them.

Donors, gifts, steps, entries, seals and the journal; numbers and salts too, since both draw them from the same source.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.committees.lookup import living
from campaign.money import online
from campaign.money.accounts import account_row
from campaign.money.checking import allowed, check
from campaign.money.donors import donor_row, enter_donor, merge_donors
from campaign.money.gifts import latest_number, take_step
from campaign.money.online import import_online, plan_online
from campaign.money.online_reading import same_person
from campaign.money.promises import PromiseForm, note_promise
from campaign.money.recurring import RecurringForm, plan_recurring
from campaign.people.importing import read_sheet
from campaign.views.money_guard import Gift
from db import doctor
from db.errors import Refusal
from db.store import Store
from db.tables import MoneyFile
from db.unit import Unit

TODAY = date(2027, 2, 3)
TITLES = "id;date;montant;mode;prenom;nom;adresse;code postal;ville;pays;nationalite;email;telephone;statut"
GIVEN = ("Ada", "ADA", "Zoé", "Jean-Noël", "Léa [/b]")
FAMILY = ("Martin", "Martín", "Martin Roy", "d'Œuvre", "Roy SARL", "Nguyễn")
PLACES = ("3 rue du Mail;69004;Lyon", "3, r. du Mail;69004;LYON", "12 av. Foch;69006;Lyon", ";69004;Lyon")
MAILS = ("", "", "a@example.org", "A@Example.org", "b@example.org")
PHONES = ("", "0612345678", "+33 6 12 34 56 78")
AMOUNTS = ("10,00", "50", "140.05", "3 700,00", "4600", "4 600,01", "abc")
LANDS = ("France;FR", "France;française", "BR;BR")
WAYS = ("carte", "virement", "sepa", "espèces", "")


def lines(chance: random.Random, many: int) -> list[str]:
    """What a service may give: known people and new ones, in several spellings, doubles, and what is no gift."""
    made = [f"m;{TODAY};3000;carte;Jean-Noël;Martin;3 rue du Mail;69004;Lyon;France;FR;b@example.org;;paid"]
    for number in range(many):
        day = TODAY - timedelta(days=chance.choice((0, 1, 33, 34, 34, 60, 400)) - chance.choice((0, 0, 0, 1)))
        operation = number if chance.random() < 0.95 else chance.randrange(number + 1)
        made.append(
            f"n{operation};{day.isoformat()};{chance.choice(AMOUNTS)};{chance.choice(WAYS)};{chance.choice(GIVEN)};"
            f"{chance.choice(FAMILY)};{chance.choice(PLACES)};{chance.choice(LANDS)};"
            f"{chance.choice(MAILS)};{chance.choice(PHONES)};{chance.choice(('paid', 'payé', 'payé', 'refunded'))}"
        )
    return made


def by_line(unit: Unit, plan: Any, reason: str) -> None:
    """The same as `import_online`, each line by itself: asked of the file, and written to it, before the next."""
    unit.name("donation.import", committee_id=plan.committee_id, added=len(plan.gifts))
    session = unit.session
    account, committee = account_row(session, plan.account_id), living(session, plan.committee_id)
    entered: dict[str, uuid.UUID] = {}
    for gift in plan.gifts:
        key = same_person(gift.donor, gift.operation)
        donor_id = gift.donor_id or entered.get(key)
        if donor_id is None:
            donor_id = entered[key] = enter_donor(unit, gift.donor)
        judged = Gift(gift.amount_cents, gift.day, gift.method, "gift", "reception")
        verdict = allowed(check(session, account, judged, donor_row(session, donor_id)), reason)
        told: dict[str, Any] = {"reference": gift.operation, "source_ref": gift.operation, "reason": reason}
        form = PromiseForm(committee.id, account.id, gift.amount_cents, gift.method, donor_id, day=gift.day, **told)
        row = note_promise(unit, form, donor_id, gift.day, verdict)
        number = latest_number(session, account.id) + 1
        take_step(unit, row, "receive", gift.day, received_on=gift.day, acknowledgement=number)
    if plan.gifts:
        came: dict[str, Any] = {"kind": "online", "direction": "in", "file_hash": plan.file_hash, "rows": plan.read}
        unit.add(MoneyFile(committee_id=plan.committee_id, account_id=plan.account_id, **came))


def rows_that_differ(one: Path, other: Path) -> dict[str, list[Any]]:
    """The rows that one of two files has and the other has not, table by table."""
    with closing(sqlite3.connect(one)) as file:
        file.execute("ATTACH ? AS other", (str(other),))
        names = {
            schema: [x for (x,) in file.execute(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table'")]
            for schema in ("main", "other")
        }
        assert names["main"] == names["other"]
        found = {}
        for name in names["main"]:
            count, there = (file.execute(f"SELECT count(*) FROM {schema}.{name}").fetchone() for schema in names)
            found[name] = [] if count == there else [count, there]
            for ours, theirs in (("main", "other"), ("other", "main")):
                statement = f"SELECT * FROM {ours}.{name} EXCEPT SELECT * FROM {theirs}.{name}"
                found[name] += [(ours, *row) for row in file.execute(statement)]
        return {name: rows for name, rows in found.items() if rows}


def drawn(seed: int) -> Any:
    """A source of chance that gives the same to both: ids and salts are then the same."""
    return random.Random(seed).randbytes


@pytest.fixture
def peopled(till: Any) -> Any:
    """A file with people who gave, or give every month; one of them under two entries, one elected."""
    gone = [till.donor("Ada Martin", email="a@example.org"), till.donor("Martin Ada", address="12 av. Foch")]
    till.do(merge_donors, gone[0], gone[1])
    elected = till.donor("Zoé d'Œuvre", mandate="maire", phone="0612345678")
    monthly = till.donor("Jean-Noël Martin", email="b@example.org")
    other = till.open("The party", "party")
    for donor, cents, account in ((gone[1], 350_000, till.account), (elected, 10_000, other), (monthly, 5_000, other)):
        till.receive(donor, cents, account_id=account)
    form = RecurringForm(till.committee, other, monthly, "debit", 55_000, TODAY)
    till.do(plan_recurring, form)
    till.accounts, till.kept = (till.account, other), gone[0]
    return till


def both_ways(till: Any, tmp_path: Path, seed: int, many: int) -> Iterator[str]:
    """Compare on one random file, and say of what kind its outcome is."""
    chance = random.Random(seed)
    source = tmp_path / f"{seed}.csv"
    source.write_text("\n".join([TITLES, *lines(chance, many)]) + "\n", encoding="utf-8")
    account, reason = till.accounts[seed % 2], "" if seed % 5 == 4 else "seen"
    plan = till.see(plan_online, read_sheet(source), till.committee, account, TODAY)
    outcomes: list[str] = []
    till.hands.store.fold()
    for way in (lambda unit: import_online(unit, plan, declares_mandatary=True, reason=reason),
                lambda unit: by_line(unit, plan, reason)):  # fmt: skip
        path = tmp_path / f"{len(outcomes)}.appui"
        shutil.copy(till.hands.path, path)
        path.chmod(0o600)
        store = Store.on_file(path, now=till.hands.clock, random=drawn(seed))
        try:
            with store.write() as unit:
                way(unit)
            outcomes.append("taken in")
        except Refusal as refusal:
            outcomes.append(repr((type(refusal), refusal.facts)))
        store.close()
    assert outcomes[0] == outcomes[1]
    assert rows_that_differ(tmp_path / "0.appui", tmp_path / "1.appui") == {}
    assert [one.code for one in doctor.examine(tmp_path / "0.appui") if one.severity == "error"] == []
    yield "taken in" if outcomes[0] == "taken in" else "refused"
    yield from (f"line {problem.judged.rule_id}" for problem in plan.problems)
    yield from {one.rule_id for gift in plan.gifts for one in gift.warns}
    with closing(sqlite3.connect(tmp_path / "0.appui")) as file:
        for (warnings,) in file.execute("SELECT warnings FROM donation WHERE account_id = ?", (account.bytes,)):
            yield from (f"kept {one}" for one in ("don.same_person", "don.monthly") if one in warnings)


def compared(till: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: range, many: int) -> set[str]:
    monkeypatch.setattr(online, "TAKEN_AT_ONCE", 7)
    return set(itertools.chain.from_iterable(both_ways(till, tmp_path, seed, many) for seed in seeds))


def test_lines_taken_in_together_leave_what_they_leave_one_by_one(
    peopled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = compared(peopled, tmp_path, monkeypatch, range(3, 7), 30)
    assert met >= {
        "taken in",
        "refused",
        "line line",
        "line don.natural_person",
        "kept don.same_person",
        "kept don.monthly",
    }
    # What both entries of one person gave before counts already when the file is shown.
    source = tmp_path / "known.csv"
    known = "{};2027-01-04;{};carte;Ada;Martin;12 av. Foch;69004;Lyon;France;FR;a@example.org;;paid"
    source.write_text("\n".join([TITLES, known.format(1, "1100"), known.format(2, "0,01")]) + "\n", encoding="utf-8")
    plan = peopled.see(plan_online, read_sheet(source), peopled.committee, peopled.account, TODAY)
    assert [problem.judged.facts["total_cents"] for problem in plan.problems] == [460_001]
    assert [gift.donor_id for gift in plan.gifts] == [peopled.kept]


@pytest.mark.long
def test_many_random_files_leave_the_same_both_ways(
    peopled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = compared(peopled, tmp_path, monkeypatch, range(100, 160), 80)
    assert met >= {
        "taken in", "refused", "line line", "line don.natural_person", "line don.candidate.cap", "line don.party.cap",
        "line don.eligible", "kept don.same_person", "kept don.monthly",
    }  # fmt: skip
