"""The whole life of gifts and spending requests, by keys on a demonstration; the statement agrees to the cent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW

Opened = Callable[..., Any]
WAYS = ("cheque", "transfer", "cash", "card", "cheque", "debit", "cheque", "in_kind")  # again and again
CARRIED = ("cheque", "cash")
ENDS = ("paid", "committed", "paid", "refused", "approved", "draft")  # of requests, again and again
FEW = 8
MOVES = {
    "draft": (), "refused": ("ask", "approve", "refuse"), "approved": ("ask", "approve", "approve"),
    "committed": ("ask", "approve", "approve", "commit"), "paid": ("ask", "approve", "approve", "commit", "pay"),
}  # fmt: skip


class Typist:
    """Types what is on a heap of papers, and keeps the sums with a pencil."""

    def __init__(self, hand: Any, folder: Path) -> None:
        self.hand, self.folder = hand, folder
        self.gifts: list[tuple[str, int, str]] = []  # way, cents, donor
        self.sums: Counter[str] = Counter()

    async def pick(self, widget: str, wanted: Any) -> None:
        """Turn a field until it shows what is wanted."""
        field = self.hand.app.screen.query_one(widget)
        field.focus()
        while field.value != wanted:
            await self.hand.press("right")

    async def pledge(self, number: int) -> None:
        """One pledge, all six fields, from the first screen of money."""
        hand, way = self.hand, WAYS[number % len(WAYS)]
        cents = 1_000 + 137 * number
        letters = "".join(chr(97 + (number // 26**k + 7 * k) % 26) for k in range(2))
        name = f"Zo{letters} Machin{letters}"
        await hand.press("n")
        await hand.put(f"{cents // 100},{cents % 100:02d}", "#amount")
        await self.pick("#method", way)
        await hand.put(name, "#name")
        fields = {"address": f"{number + 1} allée du Test", "postcode": "69002", "city": "Lyon", "residence": "FR"}
        for field, value in {**fields, "nationality": "FR"}.items():
            await hand.put(value, f"#{field}")
        await self.pick("#adult", True)
        await self.pick("#honour", True)
        if way == "in_kind":
            await hand.put("Une table, au prix d'une occasion", "#estimate")
        await hand.press("ctrl+s")
        assert hand.screen == "MoneyHomeScreen", hand.grid()
        self.gifts.append((way, cents, name))

    def total(self, *ways: str) -> int:
        return sum(cents for way, cents, _ in self.gifts if way in ways)

    async def narrow(self, state: str, way: str = "") -> int:
        """Show those of the typist's gifts that stand somewhere, and mark all; how many."""
        hand = self.hand
        await hand.press("f")
        await hand.choose(("states", (state,)))
        if way:
            await hand.press("f")
            await hand.choose(("method", way))
        count: int = hand.app.screen.query_one("#list").total
        await hand.press("home", *["space"] * count)
        return count

    async def step(self, name: str) -> None:
        """Take a step with all that are marked."""
        await self.hand.press("s")
        await self.hand.choose(name)
        await self.hand.press("enter")
        assert self.hand.screen in ("MoneyScreen", "GiftScreen"), self.hand.grid()

    async def all_of(self, state: str, way: str, *steps: str) -> None:
        """Narrow, mark, step, and show all of the typist's again."""
        await self.narrow(state, way)
        for one in steps:
            await self.step(one)
        await self.hand.press("f")
        await self.hand.choose(("states", (state,)))
        if way:
            await self.hand.press("f")
            await self.hand.choose(("method", way))

    async def one_ends(self, state: str, way: str, step: str) -> None:
        """The first of a kind ends otherwise: it bounces, is paid back, given back or put away."""
        hand = self.hand
        if len(self.gifts) <= FEW:  # of a short heap, all are kept: each end has a test of its own
            return
        await hand.press("f")
        await hand.choose(("states", (state,)))
        await hand.press("f")
        await hand.choose(("method", way))
        await hand.press("home")
        self.sums[step] += hand.app.focused.row.key.amount_cents
        await hand.press("enter")
        await self.step(step)
        await hand.press("escape", "f")
        await hand.choose(("states", (state,)))
        await hand.press("f")
        await hand.choose(("method", way))

    async def sit_down(self, name: str) -> None:
        """Somebody else takes the keyboard."""
        await self.hand.press("m")
        await self.hand.put(name)
        await self.hand.press("enter")
        if self.hand.screen == "Confirm":  # nobody of that name yet
            await self.hand.press("enter")

    async def request(self, number: int) -> None:
        """One spending request as far as it goes; the second look is a paper's."""
        hand, end = self.hand, ENDS[number % len(ENDS)]
        cents = 500 + 211 * number
        await hand.press("n")
        await hand.put(f"Achat numéro {number}", "#title")
        await hand.put(f"{cents // 100},{cents % 100:02d}", "#amount")
        await hand.press("ctrl+s")
        assert hand.screen == "RequestScreen"
        asker = hand.app.me_name
        for place, move in enumerate(MOVES[end]):
            if place == 2:  # a third person is the mandataire
                await self.sit_down("Mandataire Machin")
            if move == "pay":
                await hand.press("f")
                await hand.choose("invoice")
                await hand.put(f"F-{number}")
                await hand.press("enter")
            await hand.press("s")
            await hand.choose(move)
            if (move, place) == ("approve", 1):
                await hand.put(f"Procès-verbal numéro {number}")
            await hand.press("enter")
            assert hand.screen == "RequestScreen", hand.grid()
        self.sums[end] += cents
        if len(MOVES[end]) > 2:
            await self.sit_down(asker)
        await hand.press("escape")

    async def export(self, name: str) -> dict[str, int]:
        """The accountant's file from the statement, added up by account: an independent computation."""
        hand, path = self.hand, self.folder / name
        await hand.press("x")
        await hand.choose("accountant")
        await hand.put(str(path))
        await hand.press("enter")
        lines = [line.split("\t") for line in path.read_text("utf-8-sig").splitlines()]
        sums: Counter[str] = Counter()
        for line in lines[1:]:
            told = dict(zip(lines[0], line, strict=True))
            sums[told["CompteNum"][:3]] += int(told["Debit"].replace(",", "")) - int(told["Credit"].replace(",", ""))
        assert sum(sums.values()) == 0
        return dict(sums)


def cents_in(text: str) -> Iterator[int]:
    """The amounts that stand in a text, in cents."""
    for whole, rest in re.findall(r"€([0-9,]+)\.([0-9]{2})", text):
        yield int(whole.replace(",", "") + rest)


def shown(hand: Any, panel: str) -> dict[str, int]:
    """The lines of a panel of the statement, with their amounts."""
    listing = hand.app.screen.query_one(f"#{panel}-list")
    rows = [listing._row(i).cells for i in range(listing.total)]
    return {cells[0].strip(): found for cells in rows for found in cents_in(cells[-1])}


@pytest.fixture
def data(request: Any, demo_file: Path, copy: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The demonstration, a town or a city."""
    if request.param == "small":
        return copy(demo_file)
    from seed import demo

    path = tmp_path / "city.appui"
    demo.make(path, scale="city", today=NOW.date())
    return path


@pytest.mark.long  # each day, each step has its test by keys, and the demonstration's exports are added up beside it
@pytest.mark.parametrize(
    ("data", "gifts", "requests"),
    [("small", 2, 1), ("city", 50, 12)],
    indirect=["data"],
)
async def test_gifts_and_requests_live_their_whole_life_by_keys_and_the_statement_adds_up_to_the_cent(
    opened: Opened, data: Path, tmp_path: Path, gifts: int, requests: int
) -> None:
    async with opened(data, "en", (120, 36)) as hand:
        typist = Typist(hand, tmp_path)
        await hand.press("f", "t")
        before = await typist.export("before.txt")
        await hand.press("escape")
        for number in range(gifts):
            await typist.pledge(number)
        await hand.press("f", "/")
        await hand.put("machin", "#search")
        await hand.press("enter")
        assert hand.app.screen.query_one("#list").total == gifts
        await typist.one_ends("promised", "transfer", "drop")
        carried = [way for way in CARRIED if typist.total(way)]
        for way in carried:
            await typist.all_of("promised", way, "hand_over")
            await typist.all_of("handed_over", way, "receive")
        await typist.one_ends("received", "cash", "return")
        for way in carried:
            if way == "cheque" or typist.total("cash") > typist.sums["return"]:
                await typist.all_of("received", way, "deposit")
        for way in ("transfer", "card", "debit", "in_kind"):
            if typist.total(way) > (typist.sums["drop"] if way == "transfer" else 0):
                await typist.all_of("promised", way, "receive")
        await typist.one_ends("received", "card", "refund")
        await typist.one_ends("deposited", "cheque", "bounce")
        await hand.press("escape", "escape")
        assert hand.screen == "MoneyHomeScreen", hand.grid()
        await hand.press("p", "a")
        await hand.put("400")
        await hand.press("enter")
        for number in range(requests):
            await typist.request(number)
        await hand.press("escape", "t")
        after = await typist.export("after.txt")
        sums = typist.sums
        moved = Counter(after)
        moved.subtract(before)
        came = typist.total("cheque", "cash", "transfer", "card", "debit") - sums["drop"]
        came -= sums["return"] + sums["refund"] + sums["bounce"]
        assert -moved["754"] - typist.total("in_kind") == came
        assert sum(moved[key] for key in moved if key[0] == "6") == sums["paid"]
        assert moved["512"] == came - sums["paid"] and moved["511"] == 0
        # What the screen says is what the file says, all years of the account together.
        stands, received = shown(hand, "stands"), next(cents_in(str(hand.app.screen.query_one("#head").render())))
        assert stands["in the bank"] == after["512"] and stands["to bring to the bank"] == after["511"]
        assert received == -after["754"] - stands["gifts in kind"]
        assert shown(hand, "paid")["In all"] == sum(after[key] for key in after if key[0] == "6")
        assert shown(hand, "came")["All in money"] == received
