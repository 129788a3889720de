"""The guard: every boundary of the law to the cent and to the day, without a database."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from campaign.money.guard import company_mark, judge, months_between, project
from campaign.money.rules import RuleBook, packaged
from campaign.money.sentences import lines
from campaign.periods import local_day
from campaign.views.money_guard import AccountFacts, DonorFacts, Gift, SeenGift, Verdict
from campaign.words import words

ELECTION = uuid.UUID(int=1)
DAY = date(2027, 2, 3)
CANDIDATE = AccountFacts(
    "candidate", "FR", ELECTION, "legislative", ceiling_cents=5_000_000, account_from=date(2026, 10, 1),
    filing_by=date(2027, 8, 13),
)  # fmt: skip
PARTY = AccountFacts("party")
ADA = DonorFacts("Ada", "Martin", "3 rue du Mail", "69004", "Lyon", "FR", "FR", adult=True, honour=True)


def gift(euros: float, method: str = "cheque", **changes: Any) -> Gift:
    usual: dict[str, Any] = {"amount_cents": round(euros * 100), "day": DAY, "method": method, "stage": "reception"}
    return Gift(**usual | changes)


def seen(euros: float, day: date = DAY, method: str = "cheque", **changes: Any) -> SeenGift:
    usual: dict[str, Any] = {"amount_cents": round(euros * 100), "day": day, "method": method, "election_id": ELECTION}
    return SeenGift(**usual | changes)


def verdict(
    operation: Gift,
    *gifts: SeenGift,
    account: AccountFacts = CANDIDATE,
    donor: DonorFacts | None = ADA,
    book: RuleBook | None = None,
) -> Verdict:
    return judge(operation, account, donor, gifts, book or packaged())


def weights(found: Verdict) -> dict[str, str]:
    return {one.rule_id: one.weight for one in found.found}


# --- caps


@pytest.mark.parametrize(
    ("euros", "before", "weight"),
    [
        (4600.00, 0, "warn"), (4600.01, 0, "block"), (0.01, 4600, "block"), (0.01, 4599.99, "warn"),
        (3679.99, 0, "inform"), (3680.00, 0, "warn"), (100, 3600, "warn"), (100, 0, "inform"),
    ],
)  # fmt: skip
def test_the_cap_of_an_election_holds_to_the_cent(euros: float, before: float, weight: str) -> None:
    found = verdict(gift(euros), *([seen(before)] if before else []))
    assert weights(found)["don.candidate.cap"] == weight
    assert found.blocked is (weight == "block")
    assert found.total_cents == round((euros + before) * 100)


def test_two_candidates_of_one_election_share_the_cap_and_two_elections_do_not() -> None:
    other = replace(CANDIDATE, ceiling_cents=None)  # another candidate's account, the same election
    assert verdict(gift(100), seen(4600), account=other).blocked
    assert not verdict(gift(100), seen(4600, election_id=uuid.UUID(int=2))).blocked
    assert not verdict(gift(100), seen(4600, account_kind="party", election_id=None)).blocked


def test_a_gift_of_another_year_still_counts_for_an_election() -> None:
    assert verdict(gift(100), seen(4600, date(2026, 12, 31))).blocked


@pytest.mark.parametrize(("euros", "blocked"), [(7500.00, False), (7500.01, True)])
def test_the_cap_of_parties_is_one_of_the_calendar_year(euros: float, blocked: bool) -> None:
    assert verdict(gift(euros), account=PARTY).blocked is blocked
    last_year = seen(7500, date(2026, 12, 31), account_kind="party", election_id=None)
    assert not verdict(gift(7500, day=date(2027, 1, 1)), last_year, account=PARTY).blocked
    assert verdict(gift(0.01, day=date(2026, 12, 31)), last_year, account=PARTY).blocked


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", date(2027, 1, 1)),
        ("America/Guadeloupe", date(2026, 12, 31)),
        ("Pacific/Noumea", date(2027, 1, 1)),
    ],
)
def test_the_last_evening_of_the_year_is_of_the_year_of_the_accounts_zone(zone: str, day: date) -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert local_day(moment, zone) == day
    full = seen(7500, date(2026, 6, 1), account_kind="party", election_id=None)
    assert verdict(gift(1, day=local_day(moment, zone)), full, account=PARTY).blocked is (day.year == 2026)


def test_dues_count_for_a_party_but_not_those_of_someone_elected() -> None:
    dues = seen(7500, account_kind="party", election_id=None, kind="dues")
    assert verdict(gift(1), dues, account=PARTY).blocked
    elected = replace(ADA, elected=True)
    assert not verdict(gift(1), replace(dues, elected=True), account=PARTY, donor=elected).blocked
    assert not verdict(gift(9000, kind="dues"), account=PARTY, donor=elected).blocked
    # A gift of someone elected counts like anybody's; their dues never do, even where gifts have reached the cap.
    assert verdict(gift(7500.01), account=PARTY, donor=elected).blocked
    assert verdict(gift(1), seen(7500, account_kind="party", election_id=None), account=PARTY, donor=elected).blocked
    over = seen(7600, account_kind="party", election_id=None)
    assert not verdict(gift(1, kind="dues"), over, account=PARTY, donor=elected).blocked


def test_the_rule_of_the_gifts_own_day_applies_and_not_that_of_today() -> None:
    old = packaged().on("don.candidate.cap", DAY)
    assert old is not None
    changed = RuleBook((*packaged().rules, replace(old, value=200_000, effective_from=date(2027, 2, 1))))
    assert verdict(gift(3000, day=date(2027, 2, 1)), book=changed).blocked
    assert not verdict(gift(3000, day=date(2027, 1, 31)), book=changed).blocked


@pytest.mark.parametrize("rule", ["don.candidate.cap", "don.cash.single", "don.cash.share"])
def test_a_number_that_nobody_knows_is_said_and_never_passes_in_silence(rule: str) -> None:
    known = packaged().on(rule, DAY)
    assert known is not None
    without = RuleBook(tuple(replace(r, value=None) if r.id == rule else r for r in packaged().rules))
    found = verdict(gift(10, "cash"), book=without)
    assert weights(found)[rule] == "cannot_check"
    assert rule in found.to_record
    gone = RuleBook(tuple(r for r in packaged().rules if r.id != rule))
    assert weights(verdict(gift(10, "cash"), book=gone))[rule] == "cannot_check"


def test_nothing_is_guessed_of_another_country() -> None:
    abroad = replace(CANDIDATE, country="BE")
    promised = verdict(gift(100_000, stage="promise"), account=abroad)
    assert weights(promised) == {"country": "cannot_check"} and promised.needs_reason
    assert weights(verdict(gift(100_000), account=abroad)) == {"country": "block"}


def test_below_the_cap_nothing_is_ever_right() -> None:
    found = verdict(gift(400))
    assert found.level == "unknown"
    assert any("not known" in line for line in lines(found, words("en")))
    assert verdict(gift(4000)).level == "near"
    assert verdict(gift(5000)).level == "over"


# --- cash


@pytest.mark.parametrize(
    ("euros", "method", "blocked"), [(150.00, "cash", False), (150.01, "cash", True), (150.01, "cheque", False)]
)
def test_cash_holds_to_one_hundred_and_fifty_euros_and_no_cent(euros: float, method: str, blocked: bool) -> None:
    assert verdict(gift(euros, method)).blocked is blocked


def test_gifts_in_cash_that_are_split_in_a_day_are_flagged_and_those_of_two_days_are_not() -> None:
    assert weights(verdict(gift(100, "cash"), seen(51, method="cash")))["don.cash.day"] == "warn"
    assert "don.cash.day" not in weights(verdict(gift(100, "cash"), seen(50, method="cash")))
    assert "don.cash.day" not in weights(verdict(gift(100, "cash"), seen(51, date(2027, 2, 2), "cash")))
    assert "don.cash.day" not in weights(verdict(gift(100, "cash"), seen(900)))
    assert verdict(gift(100, "cash"), seen(51, method="cash")).needs_reason
    day = packaged().on("don.cash.day", DAY)
    assert day is not None
    lower = RuleBook((*packaged().rules, replace(day, value=5_000, effective_from=date(2027, 1, 1))))
    assert "don.cash.day" not in weights(verdict(gift(100, "cash"), book=lower))  # one gift alone is not split
    assert weights(verdict(gift(49.99, "cash"), seen(0.02, method="cash"), book=lower))["don.cash.day"] == "warn"


@pytest.mark.parametrize(
    ("before", "euros", "weight"),
    [(9_900, 100, "warn"), (9_900, 100.01, "block"), (7_400, 99.99, None), (7_400, 100, "warn")],
)
def test_the_share_of_cash_is_a_fifth_of_the_ceiling(before: float, euros: float, weight: str | None) -> None:
    account = replace(CANDIDATE, cash_cents=round(before * 100))  # the ceiling is 50,000 euros
    assert weights(verdict(gift(euros, "cash"), account=account)).get("don.cash.share") == weight


def test_the_share_of_cash_is_not_checked_under_a_small_ceiling_nor_guessed_without_one() -> None:
    small = replace(CANDIDATE, ceiling_cents=1_499_999, cash_cents=1_400_000)
    assert "don.cash.share" not in weights(verdict(gift(100, "cash"), account=small))
    assert (
        weights(verdict(gift(100, "cash"), account=replace(small, ceiling_cents=1_500_000)))["don.cash.share"]
        == "block"
    )
    assert (
        weights(verdict(gift(100, "cash"), account=replace(small, ceiling_cents=None)))["don.cash.share"]
        == "cannot_check"
    )


# --- who gives


@pytest.mark.parametrize(
    ("nationality", "residence", "blocked"),
    [("FR", "FR", False), ("FR", "BR", False), ("BR", "FR", False), ("BR", "BR", True)],
)
def test_who_gives_is_french_or_lives_in_france(nationality: str, residence: str, blocked: bool) -> None:
    assert verdict(gift(10), donor=replace(ADA, nationality=nationality, residence=residence)).blocked is blocked


@pytest.mark.parametrize(
    "name", ["given_name", "family_name", "address", "postcode", "city", "nationality", "residence"]
)
def test_a_field_that_the_law_asks_for_is_told_at_the_promise_and_blocks_at_reception(name: str) -> None:
    gone: dict[str, Any] = {name: ""}
    without = replace(ADA, **gone)
    assert weights(verdict(gift(10), donor=without))["don.identity"] == "block"
    assert weights(verdict(gift(10, stage="promise"), donor=without))["don.identity"] == "inform"


def test_a_minor_and_a_missing_declaration_are_refused() -> None:
    assert verdict(gift(10, stage="promise"), donor=replace(ADA, adult=False)).blocked
    assert weights(verdict(gift(10), donor=replace(ADA, adult=None)))["don.adult"] == "inform"
    assert verdict(gift(10), donor=replace(ADA, honour=False)).blocked
    assert not verdict(gift(10, stage="promise"), donor=replace(ADA, honour=False)).blocked


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Boulangerie Martin SARL", "SARL"), ("Association des amis", "Association"),
        ("Martin 732 829 320", "732 829 320"), ("Ada Martin", ""), ("06 39 98 12 34", ""),
        ("73282932000074", "73282932000074"), ("Marie Sarlat", ""), ("732 829 321", ""),
        ("S.A.R.L. Dupont", "S.A.R.L."), ("S.A.S. Roy", "S.A.S."), ("L’Association du mail", "L’Association"),
        ("Comité d'entreprise", "d'entreprise"), ("SCI Les Lilas", "SCI"), ("SAS Dupont", "SAS"), ("SAS MARIE", ""),
        ("Ville de Lyon", "Ville de"), ("commune d'Oullins", "commune d'Oullins"), ("Jean Deville", ""),
        ("J.-P. d'Assos", ""), ("M. D. Sas", ""),
    ],
)  # fmt: skip
def test_the_marks_of_a_company_are_seen_in_a_name_and_in_that_of_who_pays(text: str, mark: str) -> None:
    assert company_mark([text]) == mark
    assert verdict(gift(10), donor=replace(ADA, family_name=text)).blocked is bool(mark)
    assert verdict(gift(10, payer=text)).blocked is bool(mark)


def test_a_street_of_the_town_hall_makes_no_company_of_who_lives_there() -> None:
    assert not verdict(gift(10), donor=replace(ADA, address="1 place de la Mairie")).blocked


def test_an_account_that_is_not_the_donors_warns() -> None:
    assert weights(verdict(gift(10, payer="Luc Roy")))["don.payer"] == "warn"
    assert "don.payer" not in weights(verdict(gift(10, payer="MARTIN ADA")))
    assert "don.payer" not in weights(verdict(gift(10, payer="M. Ada Martin-Roy")))


def test_a_gift_in_kind_counts_and_says_how_it_was_valued() -> None:
    assert verdict(gift(4600.01, "in_kind", estimate="van, 3 days")).blocked
    assert weights(verdict(gift(10, "in_kind")))["don.in_kind"] == "block"
    assert "don.in_kind" not in weights(verdict(gift(10, "in_kind", estimate="posters, by the price of a printer")))


def test_a_collection_has_no_donor_needs_two_people_and_counts_in_the_share_of_cash() -> None:
    box = gift(900, "cash", kind="collection", people=2)
    assert not verdict(box, donor=None).blocked
    assert verdict(replace(box, people=1), donor=None).blocked
    assert verdict(box, donor=None, account=replace(CANDIDATE, cash_cents=1_000_000)).blocked


# --- the account


def test_funds_are_collected_in_the_period_of_the_account_only() -> None:
    account = replace(CANDIDATE, account_until=date(2027, 6, 1))
    for day, blocked in [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2027, 6, 1), False),
        (date(2027, 6, 2), True),
    ]:
        assert verdict(gift(10, day=day), account=account).blocked is blocked, day
    unknown = replace(CANDIDATE, account_from=None, election_kind="presidential")
    assert weights(verdict(gift(10), account=unknown))["account.months"] == "cannot_check"


def test_after_the_day_to_file_by_a_gift_needs_a_reason_and_an_unknown_day_is_never_passed_in_silence() -> None:
    """Nobody said that the account was filed: it may be late, and nothing is collected once it is (L52-4, L52-12)."""
    late = verdict(gift(10, day=date(2027, 8, 14)))
    assert weights(late)["account.filing"] == "warn" and late.needs_reason and not late.blocked
    assert "13/08/2027" in "".join(lines(late, words("fr"))) and "account.filing" in late.to_record
    assert "account.filing" not in weights(verdict(gift(10, day=date(2027, 8, 13))))
    filed = replace(CANDIDATE, account_until=date(2027, 8, 20))  # later than the law has it: what was said counts
    assert weights(verdict(gift(10, day=date(2027, 8, 20)), account=filed)).keys() == {"don.candidate.cap"}
    assert verdict(gift(10, day=date(2027, 8, 21)), account=filed).blocked
    nobody_knows = replace(CANDIDATE, filing_by=None)
    assert weights(verdict(gift(10), account=nobody_knows))["account.filing"] == "cannot_check"
    neither = verdict(gift(10), account=replace(nobody_knows, account_from=None))
    assert list(weights(neither)) == ["account.months", "don.candidate.cap"]  # both are said in one sentence
    assert "first and the last day" in "".join(lines(neither, words("en")))
    assert not {"account.filing", "account.months"} & weights(verdict(gift(10), account=PARTY)).keys()


def test_a_small_commune_follows_its_own_rule() -> None:
    town = replace(CANDIDATE, election_kind="municipal", account_from=None)
    assert weights(verdict(gift(10), account=replace(town, population=8_999)))["commune.small"] == "inform"
    assert "account.months" not in weights(verdict(gift(10), account=replace(town, population=8_999)))
    assert "commune.small" not in weights(verdict(gift(10), account=replace(town, population=9_000)))
    assert weights(verdict(gift(10), account=town))["commune.small"] == "cannot_check"


# --- recurring


def test_a_monthly_gift_is_refused_on_the_day_it_would_pass_the_cap() -> None:
    days = months_between(date(2026, 11, 10), date(2027, 10, 31), 5)
    assert (days[0], days[-1], len(days)) == (date(2026, 12, 5), date(2027, 10, 5), 11)
    fits = project(gift(400, "transfer"), days, CANDIDATE, ADA, [], book=packaged())
    assert not fits.blocked and fits.total_cents == 440_000
    over = project(gift(400, "transfer"), days, CANDIDATE, ADA, [seen(200.01)], book=packaged())
    assert over.blocked and over.total_cents == 460_001


def test_a_monthly_gift_to_a_party_starts_anew_each_year() -> None:
    days = months_between(date(2026, 1, 1), date(2027, 12, 31), 1)
    assert not project(gift(625, "debit"), days, PARTY, ADA, [], book=packaged()).blocked
    assert project(gift(625.01, "debit"), days, PARTY, ADA, [], book=packaged()).blocked


# --- sentences


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_sentence_is_filled_and_names_its_article(lang: Any) -> None:
    poor = DonorFacts("Marie", "SARL", adult=False, nationality="BR", residence="BR")
    found = [
        *verdict(gift(200, "cash", payer="Luc Roy"), donor=poor).found,
        *verdict(
            gift(100, "cash"), seen(4500, method="cash"), account=replace(CANDIDATE, ceiling_cents=1_500_000)
        ).found,
        *verdict(gift(10, day=date(2026, 1, 1))).found,
        *verdict(gift(10, "in_kind"), account=replace(CANDIDATE, election_kind="municipal", population=10)).found,
    ]
    assert len({one.rule_id for one in found}) > 10
    for line in lines(Verdict(tuple(found), 0, None, 0), words(lang)):
        assert "{" not in line and "_" not in line
        assert line.endswith((").", "known.", "connus.", "source."))


def test_instalments_fall_on_both_ends_of_a_period_and_in_no_month_outside() -> None:
    assert months_between(date(2027, 2, 5), date(2027, 4, 5), 5) == [date(2027, m, 5) for m in (2, 3, 4)]
    assert months_between(date(2027, 2, 6), date(2027, 4, 4), 5) == [date(2027, 3, 5)]
    assert months_between(date(2027, 12, 5), date(2028, 1, 4), 5) == [date(2027, 12, 5)]
    assert months_between(date(2027, 12, 6), date(2028, 1, 4), 5) == []


def test_an_instalment_that_is_blocked_is_told_though_a_later_year_would_do() -> None:
    days = months_between(date(2027, 12, 5), date(2028, 1, 5), 5)
    before = seen(7500, account_kind="party", election_id=None)
    assert project(gift(10, "debit"), days, PARTY, ADA, [before], book=packaged()).blocked


def test_what_was_not_asked_yet_makes_nobody_a_foreigner() -> None:
    for unknown in ({"nationality": ""}, {"residence": ""}, {"nationality": "", "residence": "BE"}):
        found = verdict(gift(10, stage="promise"), donor=replace(ADA, **unknown))
        assert "don.eligible" not in weights(found)
        assert weights(found)["don.identity"] == "inform"


def test_the_share_of_cash_is_of_a_candidates_ceiling_and_no_partys() -> None:
    assert "don.cash.share" not in weights(verdict(gift(10, "cash"), account=PARTY))


@pytest.mark.parametrize(("payer", "warns"), [("Ada Roy", True), ("Luc Martin", True), ("MARTIN ADA", False)])
def test_the_account_that_pays_bears_both_names_of_the_donor(payer: str, warns: bool) -> None:
    assert ("don.payer" in weights(verdict(gift(10, payer=payer)))) is warns
