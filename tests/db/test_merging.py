"""What the doctor goes through quickly says what the plain definitions say, on anything."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import sqlite3
import uuid
from datetime import UTC, date, datetime
from typing import Any

from db.ledger import COLUMNS, seal_of, seal_of_told
from db.merging import order, side_by_side
from db.seals import chained, digest_of

KEYS: tuple[Any, ...] = (None, 0, -3, 7, 2.5, "", "a", "é", "z", b"", b"\x00", b"\x00\xff", b"a", b"\xff")


def test_two_readings_side_by_side_find_what_a_dictionary_finds() -> None:
    chance = random.Random(7)
    for _ in range(300):
        left = sorted(((chance.choice(KEYS), n) for n in range(chance.randint(0, 12))), key=lambda one: order(one[0]))
        right = sorted(
            ((key, str(key)) for key in chance.sample(KEYS, chance.randint(0, 9))), key=lambda one: order(one[0])
        )
        known = dict(right)
        expected: list[Any] = [(key, number, known.pop(key, None)) for key, number in left]
        expected += [(key, None, value) for key, value in known.items()]
        found = list(side_by_side(iter(left), iter(right)))
        assert sorted(found, key=repr) == sorted(expected, key=repr)
        assert [order(key) for key, _, _ in found] == sorted(order(key) for key, _, _ in found)


def test_values_of_every_type_stand_in_the_order_of_sqlite() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (v)")
    connection.executemany("INSERT INTO t VALUES (?)", [(key,) for key in random.Random(1).sample(KEYS, len(KEYS))])
    told = [key for (key,) in connection.execute("SELECT v FROM t ORDER BY v")]
    assert told == sorted(told, key=order)
    connection.close()


def test_seals_made_the_quick_way_are_those_of_their_recipe() -> None:
    chance = random.Random(3)

    def value() -> Any:
        return chance.choice(
            (None, 1, -5, 2**60, True, False, "", 'é\n"\\x', "a\u2028", b"\x00\xff" * 8,
             uuid.UUID(int=chance.getrandbits(128)), date(2026, 1, 2),
             datetime(2026, 1, 2, 3, tzinfo=UTC), ["a", 1, None], {"b": 1, "a": "é"})
        )  # fmt: skip

    def plain(given: Any) -> Any:
        if isinstance(given, list | dict):
            return json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if isinstance(given, bytes | uuid.UUID):
            return given.hex() if isinstance(given, bytes) else given.hex
        if isinstance(given, datetime):
            return "2026-01-02T03:00:00.000000Z"
        return str(given) if isinstance(given, date) else int(given) if isinstance(given, bool) else given

    for number in range(400):
        row, salt = {f"c{n}": value() for n in range(chance.randint(0, 12))}, chance.randbytes(16).hex()
        told = {name: plain(given) for name, given in row.items() if given is not None}
        document = json.dumps(["t", told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert digest_of("t", row, salt) == hmac.new(salt.encode(), document.encode(), hashlib.sha256).hexdigest()
        five: list[Any] = ["ab", number, chance.choice(("donor", 'é"\\')), "cd", chance.choice(("", "?", "f" * 64))]
        recipe = hashlib.sha256(json.dumps(five, separators=(",", ":")).encode()).hexdigest()
        assert chained(*five) == recipe
        entry = [plain(value()) for _ in COLUMNS]
        document = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        assert seal_of_told(entry) == hashlib.sha256(document.encode()).hexdigest()
        assert seal_of(dict(zip(COLUMNS, entry, strict=True))) == seal_of_told(entry)
