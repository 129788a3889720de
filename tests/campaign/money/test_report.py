"""Money in the activity report: totals to the cent, in every format, and never who gave."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign.money.earmarks import earmark
from campaign.money.gifts import bounce, deposit, hand_over, receive
from campaign.money.spending import RequestForm, add_document, move_request, save_request
from campaign.periods import Period
from campaign.reports import formats
from campaign.reports.add_up import add_up
from campaign.reports.build import activity_report
from campaign.reports.views import Report, Section

WEEK = Period(date(2027, 2, 1), date(2027, 2, 7))
NAMES = ("Zoé Quillivéré", "Ugo Vandermolen", "Ida Okonkwosson", "Noé Trégastelec", "Eve Bourdaloux")


def report(till: Any, committee: uuid.UUID | None, period: Period = WEEK, lang: Any = "fr") -> Report:
    found: Report = till.see(activity_report, committee, period, till.hands.clock.now, lang)
    return found


def money(found: Report) -> Section:
    return next(section for section in found.sections if section.key == "money")


def values(found: Report) -> dict[str, Any]:
    return {figure.key: figure.value for figure in money(found).figures}


def spend(till: Any, cents: int) -> None:
    """A request that went all the way: asked by one, approved by a paper, paid."""
    form = RequestForm(till.committee, till.account, "Tracts", "print", cents)
    request = till.do(save_request, form)
    till.do(add_document, request, "invoice", "F-1")
    till.do(move_request, request, "ask")
    till.do(move_request, request, "approve", paper="Minutes of 2 February")
    for move in ("approve", "commit", "pay"):
        till.do(move_request, request, move, declares_mandatary=True)


def test_totals_are_right_to_the_cent_and_a_number_of_gifts_is_told_from_five_donors_on(till: Any) -> None:
    assert values(report(till, till.committee)) == {}
    assert money(report(till, till.committee)).text and money(report(till, None)).text
    donors = [till.donor(name) for name in NAMES]
    for cents, donor in zip((1_001, 2_002, 3_003, 4_004), donors, strict=False):
        till.receive(donor, cents)
    cheque, cash, waits = till.promise(donors[0], 5_005), till.promise(donors[1], 606, "cash"), till.promise(donors[2])
    till.do(hand_over, [cheque, cash], None)
    till.do(hand_over, [waits], None)
    till.do(receive, [cheque, cash], declares_mandatary=True)
    till.do(deposit, [cheque], declares_mandatary=True)
    till.do(bounce, cheque, declares_mandatary=True)
    till.do(earmark, till.account, till.committee, 5_000, declares_mandatary=True)
    spend(till, 1_234)
    said = values(report(till, till.committee))
    assert said == {
        "gifts_promised_cents": 1_001 + 2_002 + 3_003 + 4_004 + 606 + 10_000,
        "gifts_handed_over_cents": 5_005 + 606 + 10_000,
        "gifts_waiting_cents": 10_000,
        "gifts_received_cents": 1_001 + 2_002 + 3_003 + 4_004 + 606,
        "gift_count": None,
        "earmarked_cents": 5_000,
        "committed_cents": 1_234,
        "paid_cents": 1_234,
        "earmark_free_cents": 3_766,
    }
    kind = till.donor("Léo Quatrefages")
    till.receive(kind, 70_000, "in_kind", estimate="Prêt d'une salle")
    assert values(report(till, till.committee))["gift_count"] is None  # a fifth donor of things hides no sum of money
    till.receive(donors[4], 7)
    assert values(report(till, till.committee))["gift_count"] == 6
    (paid,) = money(report(till, till.committee, lang="en")).tables[0].rows
    assert paid == ("Printing: leaflets, posters", 1_234)
    after = values(report(till, till.committee, Period(date(2027, 2, 8), date(2027, 2, 14))))
    assert {key for key, value in after.items() if value} == {"gifts_waiting_cents", "earmark_free_cents"}
    assert [figure.before for figure in money(report(till, None, WEEK)).figures][:2] == [0, 0]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_format_has_the_totals_with_their_meaning_and_no_donor(till: Any, lang: Any, lived: Any) -> None:
    lived(till.hands, "five-gave", lambda _: [till.receive(till.donor(name), 12_345) for name in NAMES])
    for committee in (till.committee, None):
        found = report(till, committee, lang=lang)
        total = money(found).figures[3]
        assert total.value == 61_725 and total.definition
        for kind in formats.FORMATS if lang == "fr" else ("txt", "pdf"):
            made = formats.render(found, kind)
            if kind in ("txt", "html", "md"):
                text = made.decode()
                # With the narrow space before the sign, a plain one, or the sign before it in English.
                assert "617,25" in text or "617.25" in text
                assert total.definition.split(",")[0] in text.replace("\n", " ") or kind == "txt"
            for name in NAMES:
                assert name.split()[1].encode() not in made
        told = json.loads(formats.render(found, "json"))
        assert {one["key"]: one for one in told["figures"]}["gifts_received_cents"]["value"] == 61_725


def test_all_committees_have_a_line_each_and_reports_of_money_add_up(till: Any, tmp_path: Path) -> None:
    home, other = till.committee, till.hands.create("Bron", "Bron")
    for cents, name in zip((11_111, 2_200, 20, 1, 1), NAMES, strict=True):
        till.receive(till.donor(name), cents)
    till.do(earmark, till.account, home, 300, declares_mandatary=True)
    till.committee = other
    till.receive(till.donor(NAMES[2]), 333)
    assert values(report(till, home))["gifts_received_cents"] == 13_333
    assert values(report(till, home))["gift_count"] == 5
    whole = report(till, None)
    table = money(whole).tables[0]
    assert {row[1:] for row in table.rows} == {(13_333, 300, 0), (333, 0, 0)}
    for committee in (home, other):
        (tmp_path / f"{committee}.json").write_bytes(formats.render(report(till, committee), "json"))
    summed = values(add_up(tmp_path, "fr").report)
    assert summed == {**values(whole), "gift_count": None} and summed["gifts_received_cents"] == 13_666
