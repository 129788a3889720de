"""Walks through a real commune, as its address file has it."""

from __future__ import annotations

import csv
import os
from itertools import pairwise
from pathlib import Path

import pytest

from campaign.field.routing.blocks import Band
from campaign.field.routing.cutting import Wanted, cut
from campaign.field.routing.ground import Ground


@pytest.mark.parametrize("most", [500, pytest.param(0, marks=pytest.mark.long)])
def test_walks_through_bondy_hold_every_door_and_seldom_cross_a_street(most: int) -> None:
    if not (folder := os.environ.get("APPUI_TEST_DATA")):
        pytest.skip("APPUI_TEST_DATA is not set")
    with (Path(folder) / "ban_93010_bondy.csv").open(encoding="utf-8") as file:
        rows = sorted(
            csv.DictReader(file, delimiter=";"), key=lambda row: (row["nom_voie"], int(row["numero"]), row["id"])
        )
    if most:
        middle = rows[4000]
        x, y = float(middle["x"]), float(middle["y"])
        rows.sort(key=lambda row: ((float(row["x"]) - x) ** 2 + (float(row["y"]) - y) ** 2, row["id"]))
        rows = sorted(rows[:most], key=lambda row: (row["nom_voie"], int(row["numero"]), row["id"]))
    streets = {name: index for index, name in enumerate(sorted({row["nom_voie"] for row in rows}))}
    ground = Ground(
        xs=[round(float(row["x"]) * 100) for row in rows],
        ys=[round(float(row["y"]) * 100) for row in rows],
        street=[streets[row["nom_voie"]] for row in rows],
        side=[streets[row["nom_voie"]] * 2 + int(row["numero"]) % 2 for row in rows],
        doors=[1] * len(rows),
        seconds=[96] * len(rows),
        cuts=[()] * len(rows),
        area=[0] * len(rows),
    )
    made = walks(ground, Wanted(Band(40, 60)))
    assert sorted(stop for walk in made for stop in walk) == list(range(len(rows)))
    assert all(40 <= len(walk) <= 60 for walk in made)
    assert crossings(ground, made) <= 4
    assert sum(len({ground.side[stop] for stop in walk}) for walk in made) <= 1.5 * len(set(ground.side))
    # Streets are narrower here and wider there: the same part without the tolls is what they are judged by.
    plain = walks(ground, Wanted(Band(40, 60), "plain", effort=20))
    assert crossings(ground, made) <= crossings(ground, plain) / 3


def walks(ground: Ground, wanted: Wanted) -> list[list[int]]:
    """The stops of each walk."""
    return [[piece.stop for piece in one.pieces] for one in cut(ground, wanted)]


def crossings(ground: Ground, made: list[list[int]]) -> float:
    """How often a walk changes to the other side of the street it is in, on average."""
    legs = [pair for walk in made for pair in pairwise(walk)]
    across = [1 for a, b in legs if ground.street[a] == ground.street[b] and ground.side[a] != ground.side[b]]
    return len(across) / len(made)
