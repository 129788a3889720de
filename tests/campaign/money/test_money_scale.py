"""National scale: what the law says is there while one types."""

from __future__ import annotations

import time
import uuid
from datetime import date
from typing import Any

import pytest

from campaign.money.listing import list_gifts
from campaign.money.promises import PromiseForm, check_promise
from campaign.money.statement import statement
from campaign.views.money import GiftQuery
from db.tables import Donation, Donor

GIFTS, PEOPLE = 300_000, 100_000
DAY = date(2027, 2, 3)


@pytest.mark.long
def test_the_cap_of_one_donor_among_three_hundred_thousand_gifts_is_checked_while_typing(till: Any) -> None:
    donors = [uuid.UUID(int=n + 1) for n in range(PEOPLE)]
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}o {chr(97 + n // 676 % 26)}{n}" for n in range(PEOPLE)]
    with till.hands.store.write() as unit:
        unit.name("fill")
        unit.without_journal()
        unit.load(
            Donor,
            (
                {"id": key, "given_name": name[:3], "family_name": name[4:], "search_key": name, "sort_key": name,
                 "identity_key": name, "address_key": f"{n} rue 69004", "address": f"{n} rue", "postcode": "69004",
                 "city": "Lyon", "residence": "FR", "nationality": "FR", "adult": 1, "civility": "", "email": "",
                 "phone": "", "mandate": "", "honour_at": unit.now, "honour_text": "honour-1", "version": 1,
                 "invented": True}
                for n, (key, name) in enumerate(zip(donors, names, strict=True))
            ),
        )  # fmt: skip
        unit.load(
            Donation,
            (
                {"committee_id": till.committee, "account_id": till.account, "donor_id": donors[n % PEOPLE],
                 "kind": "gift", "method": ("card", "cheque", "cash", "transfer")[n % 4], "amount_cents": 5_000,
                 "state": "promised", "promised_on": DAY, "official_receipt": "", "reference": "", "payer": "",
                 "estimate": "", "warnings": [], "reason": "", "source_ref": "", "version": 1}
                for n in range(GIFTS)
            ),
        )  # fmt: skip
    form = PromiseForm(till.committee, till.account, 10_000, "cheque", donors[777])
    took = []
    for method in ("cheque", "cheque", "cash"):
        start = time.perf_counter()
        verdict = till.see(check_promise, PromiseForm(*_but(form, method)), DAY)
        took.append(time.perf_counter() - start)
        assert verdict.seen_cents == 15_000
    start = time.perf_counter()
    page = till.see(list_gifts, GiftQuery(account_id=till.account), limit=50)
    listing = time.perf_counter() - start
    assert page.total == GIFTS
    start = time.perf_counter()
    till.see(statement, till.account, date(2027, 1, 1), date(2027, 12, 31))
    whole = time.perf_counter() - start
    told = f"check {[round(t * 1000) for t in took]} ms, page {listing:.2f} s, statement {whole:.2f} s"
    assert min(took) < 0.25, told  # 50 ms is the aim, on a machine that does nothing else


def _but(form: PromiseForm, method: str) -> tuple[Any, ...]:
    return form.committee_id, form.account_id, form.amount_cents, method, form.donor_id
