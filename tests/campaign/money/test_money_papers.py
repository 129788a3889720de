"""Papers on money: a slip known by its code on both laptops, an acknowledgement that is no receipt, a donor list."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from campaign.errors.money import MandataryNeeded, NothingToAcknowledge, SlipCodeMisread, SlipUnknown
from campaign.money import gifts
from campaign.money.collecting import CollectionForm, collect
from campaign.money.donor_list import HEADS, export_donors
from campaign.money.donors import merge_donors
from campaign.money.exchange import export_pledges, import_pledges
from campaign.money.paper.acknowledgement import acknowledged, print_acknowledgement, said
from campaign.money.paper.slip import print_slip
from campaign.money.sentences import election_said
from campaign.money.slips import find_slip, slip_paper
from campaign.words import words
from db.tables import AuditEntry, Donation

YES = {"declares_mandatary": True}
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
reads = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed: nothing here reads a PDF back"
)


def printed(folder: Path, content: bytes) -> list[str]:
    """The text of each page."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@pytest.fixture
def slip(till: Any, lived: Any) -> Any:
    """Two cheques, cash and a collection, carried by Ana; one donor's nationality is still to be asked."""
    till.given, till.slip = lived(till.hands, "slip", lambda _: carry(till))
    return till


def carry(till: Any) -> tuple[list[Any], Any]:
    ana, eve = till.hands.join(till.committee, "Ana Diaz"), till.hands.join(till.committee, "Eve Roy")
    donor = till.donor("Zoé Müller", address="12 bis, rue du Général")
    given = [
        till.promise(donor, 10_050, reference="0042001"),
        till.promise(till.donor("Luc Roy", nationality=""), 20_000, reference="0042002"),
        till.promise(donor, 3_000, "cash"),
    ]
    form = CollectionForm(till.committee, till.account, 4_250, "Marché", "Urne", ana, eve)
    given.append(till.do(collect, form))
    return given, till.do(gifts.hand_over, given, ana)


@reads
def test_a_slip_lists_what_was_carried_and_is_a_receipt_for_nobody(slip: Any, tmp_path: Path) -> None:
    view = slip.see(slip_paper, slip.slip)
    assert view.by_method == (("cash", 2, 7_250), ("cheque", 2, 30_050))
    for lang, told in (
        ("fr", ("BORDEREAU DE REMISE", "Ana Diaz", "Mandataire M", "ne détient pas d'argent", "373,00",
                "chèque · 2 dons",
                "reste à demander : nationalité",
                "nationalité : France", "ne vaut reçu", "Signature", "Marché", "12 bis")),
        ("en", ("HAND-OVER SLIP", "holds no money", "€373.00", "still to be asked: nationality", "is a receipt")),
    ):  # fmt: skip
        content = slip.see(print_slip, slip.slip, lang)
        assert content == slip.see(print_slip, slip.slip, lang)  # the same rows, the same bytes
        (page,) = printed(tmp_path, content)
        text = " ".join(page.split())
        assert all(one in text for one in (*told, view.code, "Zoé Müller", "0042001")), (lang, text)
        assert text.count(view.code) == 2  # at the top, and at the foot should pages come apart


@reads
def test_a_long_slip_says_its_code_on_every_page_and_is_signed_on_the_last(till: Any, tmp_path: Path) -> None:
    donor = till.donor("Ada " + "Martin-" * 12)
    made = [100 + n for n in range(24)]
    one = till.do(gifts.hand_over, [till.promise(donor, cents) for cents in made], None)
    view = till.see(slip_paper, one)
    pages = printed(tmp_path, till.see(print_slip, one, "fr"))
    assert len(pages) > 2
    assert all(view.code in page and f"sur {len(pages)}" in page for page in pages)
    assert [("Signature" in page) for page in pages] == [*[False] * (len(pages) - 1), True]
    assert "non précisé" in pages[0]
    assert all(f"{cents / 100:.2f}".replace(".", ",") in "".join(pages) for cents in made)


def test_the_code_leads_to_the_slip_on_both_laptops_and_shows_a_gift_that_differs(slip: Any, laptop: Any) -> None:
    code = slip.see(slip_paper, slip.slip).code
    found = slip.see(find_slip, code.lower().replace("-", " "))
    assert (found.hand_over_id, found.fits, found.total_cents) == (slip.slip, True, 37_300)
    assert set(found.donation_ids) == set(slip.given)
    pledges = slip.do(export_pledges, slip.committee, slip.account)
    slip.do(gifts.give_back, slip.given[0])  # what became of a gift since does not change what was carried
    assert slip.see(find_slip, code).fits
    with slip.hands.store.write() as unit:
        unit.name("fill")
        unit.change(unit.session.get_one(Donation, slip.given[1]), amount_cents=20_001)
    assert not slip.see(find_slip, code).fits
    # The mandataire's own file, which took the pledges in, knows the slip by the same code.
    with pytest.raises(SlipUnknown):
        laptop.see(find_slip, code)
    laptop.do(import_pledges, pledges, laptop.account)
    found = laptop.see(find_slip, code)
    assert (found.fits, found.total_cents, found.hand_over_id) == (True, 37_300, slip.slip)


def test_a_sign_misread_or_two_swapped_lead_to_no_slip(slip: Any) -> None:
    code = slip.see(slip_paper, slip.slip).code.replace("-", "")
    wrong = [code[:i] + ("B" if code[i] != "B" else "C") + code[i + 1 :] for i in range(9)]
    wrong += [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(8) if code[i] != code[i + 1]]
    for text in (*wrong, "", code[:-1], code + "B", "AEIOUAEIO"):
        with pytest.raises(SlipCodeMisread):
            slip.see(find_slip, text)


@reads
@pytest.mark.parametrize(("lang", "no"), [("fr", "CECI N'EST PAS UN REÇU FISCAL"), ("en", "THIS IS NOT A TAX RECEIPT")])
def test_an_acknowledgement_says_first_and_last_that_it_is_no_tax_receipt(
    till: Any, tmp_path: Path, lang: Any, no: str
) -> None:
    gift = till.receive(till.donor("Zoé Müller"), 12_345)
    (page,) = printed(tmp_path, till.see(print_acknowledgement, gift, lang))
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    assert (lines[0], lines[-1]) == (no, no)
    text = said(till.see(acknowledged, gift), words(lang))
    assert text.splitlines()[0] == no
    for found in (page, text):
        assert all(one in found for one in ("Zoé Müller", "CNCCFP", "123", "Mandataire M", "Test"))
        assert "{" not in found


def test_no_receipt_is_promised_where_none_exists_and_nothing_is_acknowledged_that_came_back(till: Any) -> None:
    donor = till.donor()
    in_kind = till.receive(donor, 5_000, "in_kind", estimate="a van for a day")
    assert "CNCCFP" not in said(till.see(acknowledged, in_kind), words("en"))
    promised = till.promise(donor, 100)
    assert "not received it yet" in said(till.see(acknowledged, promised), words("en"))
    back = till.receive(donor, 5_000)
    till.do(gifts.refund, back, **YES)
    with pytest.raises(NothingToAcknowledge) as refused:
        till.see(acknowledged, back)
    assert "refunded" in words("en").refusal(refused.value)


def lines_of(till: Any, **options: Any) -> list[dict[str, str]]:
    usual: dict[str, Any] = {"form": "csv", "lang": "en", "declares_mandatary": True}
    made = till.do(export_donors, till.account, *YEAR, **usual | options)
    return list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig")), delimiter=";"))


def test_the_list_of_donors_has_what_the_law_asks_and_who_made_it_is_in_the_audit(slip: Any) -> None:
    slip.do(gifts.receive, [slip.given[0], slip.given[3]], **YES)
    slip.do(gifts.record_receipt, slip.given[0], "27-00042")
    slip.receive(slip.donor("=Ada Martin"), 9_999)
    with pytest.raises(MandataryNeeded):
        lines_of(slip, declares_mandatary=False)
    found = lines_of(slip)
    assert tuple(found[0]) == HEADS
    assert [(x["family name"], x["amount (EUR)"], x["official receipt number"]) for x in found] == [
        ("Martin", "99.99", ""), ("Müller", "100.50", "27-00042"),
    ]  # fmt: skip
    assert found[0]["first name"] == "'=Ada"
    assert {x["nationality"] + x["country of residence"] + x["postcode"] for x in found} == {"FRFR69004"}
    assert (found[1]["day of the payment"], found[1]["declared on honour on"]) == ("2027-02-03", "2027-02-03")
    assert lines_of(slip, lang="fr")[1]["montant (EUR)"] == "100,50"
    made = slip.do(export_donors, slip.account, *YEAR, form="xlsx", lang="fr", **YES)
    assert (made.gifts, made.donors, made.total_cents, made.collections, made.collections_cents) == (
        2, 2, 20_049, 1, 4_250,
    )  # fmt: skip
    assert made.content == slip.do(export_donors, slip.account, *YEAR, form="xlsx", lang="fr", **YES).content
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        sheet = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Müller" in sheet and "100.5" in sheet
    audited = slip.all(select(AuditEntry.action, AuditEntry.rows).where(AuditEntry.action == "money.donors"))
    assert [rows for _, rows in audited] == [2, 2, 2, 2]


def test_one_person_under_two_entries_is_one_donor_of_the_list_and_what_came_back_is_not_in_it(till: Any) -> None:
    ada, other = till.donor(), till.donor("Ada Martyn")
    till.receive(ada, 1_000)
    till.receive(other, 2_000)
    back = till.receive(ada, 3_000)
    till.do(gifts.refund, back, **YES)
    till.do(merge_donors, ada, other)
    found = lines_of(till)
    assert len({x["donor number"] for x in found}) == 1
    assert {(x["family name"], x["amount (EUR)"]) for x in found} == {("Martin", "10.00"), ("Martin", "20.00")}
    assert lines_of(till, lang="en") and not [x for x in found if x["amount (EUR)"] == "30.00"]


def test_an_election_named_by_its_kind_and_year_is_named_in_the_readers_language() -> None:
    for label, french, english in (
        ("Legislative 2027", "Législatives 2027", "Legislative 2027"),
        ("législatives 2027, 3e Rhône", "législatives 2027, 3e Rhône", "legislative 2027, 3e Rhône"),
        ("Legislative Test", "Legislative Test", "Legislative Test"), ("", "", ""),
    ):  # fmt: skip
        assert (election_said(label, words("fr")), election_said(label, words("en"))) == (french, english)
