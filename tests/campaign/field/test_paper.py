"""Walk sheets on paper, read back by poppler: everything a team needs in the street, and nobody who lives there."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from campaign.field import outcomes
from campaign.field.earth import Plane
from campaign.field.paper.batch import render_batch
from campaign.field.paper.doors import groups
from campaign.field.paper.sheet import Sheet, geo_code, render_sheet
from campaign.views.field import SheetLine, SheetView, StopView
from campaign.views.field_doors import QuestionView
from campaign.views.field_map import Ground, Line, Round
from campaign.views.field_paper import PaperView
from campaign.words import Lang, words

needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed: nothing here reads a PDF back"
)
PLANE = Plane(457_755_000, 48_270_000)
DOOR = re.compile(r"^\s*\d+\s+\d+ ?(?:bis)?\s+D\s+A\s+R\s.*$", re.MULTILINE)
OSM = "© OpenStreetMap contributors, ODbL 1.0"


def uid(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def houses(count: int = 50) -> tuple[list[StopView], list[SheetLine]]:
    """A street walked up on the odd side and down on the even one; 7 has a suffix, 9 asked for peace."""
    odd = list(range(1, count + 1, 2))
    even = list(range(2, count + 1, 2))[::-1]
    stops, lines = [], []
    for position, number in enumerate([*odd, *even], 1):
        side = "odd" if number % 2 else "even"
        lat, lon = PLANE.degrees(number * 6.0, 8.0 if number % 2 else -8.0)
        suffix = "bis" if number == 7 else ""
        stops.append(StopView(position, uid(position), "Rue du Mail", number, suffix, "", side, lat, lon, 1))
        address = f"{number} Rue du Mail"
        lines.append(
            SheetLine(position, position, uid(900 + position), address, "Rue du Mail", side, 0, 0, 1, 0, "", "", False,
                      "", None, number == 9, None)
        )  # fmt: skip
    return stops, lines


def block() -> tuple[list[StopView], list[SheetLine]]:
    """Sixty doors in two stairwells of eight floors, walked from the top."""
    stop = StopView(1, uid(1), "Cours Invisible", 14, "", "", "even", *PLANE.degrees(0, 0), 60, "", "intercom")
    places = [
        (stair, floor, place)
        for stair, floor in product((1, 2), range(7, -1, -1))
        for place in range(1, 5 if floor else 3)
    ]
    lines = [
        SheetLine(n, 1, uid(900 + n), "14 Cours Invisible", "Cours Invisible", "even", stair, floor, place, 7, "", "",
                  False, "", None, False, uid(77))
        for n, (stair, floor, place) in enumerate(places, 1)
    ]  # fmt: skip
    assert len(lines) == 60
    return [stop], lines


def paper(stops: list[StopView], lines: list[SheetLine], **changes: Any) -> PaperView:
    """A list of these doors, ready to be printed."""
    sheet = SheetView(
        id=uid(1), committee_id=uid(2), committee="Comité inventé", list_number="R7K2", turf="Plateau Nord",
        campaign="Premier tour", walk_id=uid(3), walk_number=3, pass_number=2, state="issued",
        issued_on=date(2026, 11, 18), expires_on=date(2026, 12, 2), expired=False, started_at=None, ended_at=None,
        zone="Europe/Paris", team=("Samia B.", "Louis T."), caller="Inès D.", caller_phone="06 00 00 00 00",
        meeting_place="Devant la mairie", meeting_lat=457_755_000, meeting_lon=48_270_000,
        bring_back="Au local avant 21 h", metres=1240, minutes=105, cursor=1,
        script="Bonjour, nous passons dans le quartier.", lines=tuple(lines),
        invented=False, attribution=OSM,
    )  # fmt: skip
    ground = Ground(
        rounds=(Round(uid(3), 3, tuple((stop.lat, stop.lon) for stop in stops)),),
        streets=(Line("Rue du Mail", (PLANE.degrees(-20, 0), PLANE.degrees(320, 0))),),
        attribution=(OSM,),
    )
    ends = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    return PaperView(replace(sheet, **changes), tuple(stops), ground, 12, (asked("Irez-vous voter ?"),), None, ends)


def asked(text: str, kind: str = "scale", choices: tuple[str, ...] = (), *, opinion: bool = True) -> QuestionView:
    """A question of the script."""
    return QuestionView(uid(5), 1, kind, text, choices, False, opinion)


def read(content: bytes, tmp_path: Path) -> list[str]:
    """The text of each page."""
    file = tmp_path / "sheet.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode().rstrip("\f").split("\f")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@needs_poppler
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_sheet_says_whose_where_until_when_and_back_to_whom(lang: Lang, tmp_path: Path) -> None:
    pages = read(render_sheet(paper(*houses()), lang), tmp_path)
    cover = squeezed(pages[0])
    w = words(lang)
    for said in (
        "Plateau Nord", "Premier tour", "Comité inventé", "R7K", w("walk {number} of {count}", number=3, count=12),
        w("pass {count}", count=2), "Samia B., Louis T.", "Devant la mairie", "Au local avant 21 h", "06 00 00 00 00",
        "Inès D.", "19:30", w("{count} doors", count=50), w.hours(105), OSM,
        w("walk it by {day}", day=w.day(date(2026, 12, 2))), "50 m",
    ):  # fmt: skip
        assert squeezed(said) in cover, (said, pages[0])
    for outcome in outcomes.ALL:
        letter = outcome.key_fr if lang == "fr" else outcome.key_en
        assert squeezed(letter.upper() + w(outcome.label)) in cover, outcome
    for place, page in enumerate(pages, 1):
        assert "R7K2" in squeezed(page)
        assert squeezed(w("page {page} of {pages}", page=place, pages=len(pages))) in squeezed(page)
        assert squeezed(OSM) in squeezed(page)
    assert squeezed(w("Your first door")) in squeezed(pages[-1])
    assert squeezed("Irez-vous voter ?") in squeezed("".join(pages))


@needs_poppler
def test_every_door_has_its_line_in_walking_order_with_the_letters_of_its_keys(tmp_path: Path) -> None:
    pages = read(render_sheet(paper(*houses())), tmp_path)
    rows = [
        line.split()
        for page in pages
        for line in page.splitlines()
        if re.match(r"\s*\d+\s+\d+ ?(bis)?\s+D A R", re.sub(r"\s+", " ", line))
    ]
    order = [*range(1, 51, 2), *range(50, 0, -2)]
    assert [(int(row[0]), int(row[1])) for row in rows] == [(n, h) for n, h in enumerate(order, 1) if h != 9]
    assert all(row[-7:] == ["D", "A", "R", "P", "O", "I", "T"] for row in rows)
    assert "ne plus jamais frapper ici" in "".join(pages)
    english = "".join(read(render_sheet(paper(*houses()), "en"), tmp_path))
    assert re.search(r"C\s+N\s+R\s+L\s+O\s+I\s+T", english)


@needs_poppler
def test_a_block_is_a_grid_of_floors_from_the_top_that_fits_one_page(tmp_path: Path) -> None:
    pages = read(render_sheet(paper(*block())), tmp_path)
    with_doors = [page for page in pages if "7e" in page]
    assert len(with_doors) == 1
    floors = re.findall(r"^\s*(RDC|1er|\de)\b", with_doors[0], re.MULTILINE)
    assert floors == ["7e", "6e", "5e", "4e", "3e", "2e", "1er", "RDC"] * 2
    numbers = [int(n) for n in re.findall(r"(\d+)\s+porte \d", with_doors[0])]
    assert numbers == list(range(1, 61))
    assert "Escalier B" in with_doors[0] and "interphone" in with_doors[0]


@needs_poppler
@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "escalier 2, du 7e étage au rez-de-chaussée"), ("en", "stairwell 2, floors 7 to ground")]
)
def test_the_part_of_a_block_that_a_team_has_is_printed_in_words(lang: Lang, said: str, tmp_path: Path) -> None:
    (stop,), lines = block()
    half = [line for line in lines if line.stairwell == 2]
    view = paper([replace(stop, part="2.7-2.0", doors=len(half))], half)
    text = squeezed("".join(read(render_sheet(view, lang), tmp_path)))
    assert squeezed(said) in text and "2.7-2.0" not in text


@needs_poppler
def test_buildings_without_a_house_number_are_told_apart_by_their_number_on_the_plan(tmp_path: Path) -> None:
    place = "Cour Inventée"
    stops = [
        StopView(n, uid(n), place, None, "", "", "none", *PLANE.degrees(30.0 * n, 0), doors)
        for n, doors in ((1, 1), (2, 5), (3, 4))
    ]
    numbered = [(stop, k) for stop in stops for k in range(1, stop.doors + 1)]
    lines = [
        SheetLine(position, stop.position, uid(900 + position), place, place, "none", 0, 0, k, 0, "", "", False, "",
                  None, False, None)
        for position, (stop, k) in enumerate(numbered, 1)
    ]  # fmt: skip
    text = "".join(read(render_sheet(paper(stops, lines)), tmp_path))
    assert re.search(r"\b2\s+Cour Inventée\s+5 portes", text) and re.search(r"\b7\s+Cour Inventée\s+4 portes", text)
    assert re.search(r"^\s*1\s+1\s+D\s+A", text, re.MULTILINE) and "–  " not in text


def test_houses_are_grouped_by_street_and_side_and_blocks_stand_alone() -> None:
    stops, lines = houses(12)
    found = groups(lines, stops)
    assert [(group.side, len(group.lines), group.stop) for group in found] == [("odd", 6, None), ("even", 6, None)]
    grid_stops, grid = block()
    (one,) = groups(grid, grid_stops)
    assert one.stop == grid_stops[0] and len(one.lines) == 60


def test_the_same_list_gives_the_same_bytes_and_another_one_others() -> None:
    view = paper(*houses(12))
    assert render_sheet(view) == render_sheet(view)
    assert render_sheet(view) != render_sheet(replace(view, sheet=replace(view.sheet, list_number="R7K3")))


@needs_poppler
def test_a_turf_is_printed_with_a_page_that_lists_its_sheets(tmp_path: Path) -> None:
    views = [paper(*houses(12)), paper(*block(), list_number="M4P9", walk_number=4)]
    pages = read(render_batch(views), tmp_path)
    index = squeezed(pages[0])
    assert "R7K2" in index and "M4P9" in index and "RueduMail" in index and "CoursInvisible" in index
    assert squeezed("2 parcours · 72 portes") in index
    assert sum("Votre première porte" in page for page in pages) == 1
    assert [re.search(r"R7K2|M4P9", page) is not None for page in pages[1:-1]].count(False) == 0


@needs_poppler
def test_a_sheet_without_team_hours_or_map_is_lines_to_write_on(tmp_path: Path) -> None:
    stops, lines = houses(4)
    view = paper(stops, lines, team=(), caller="", caller_phone="", meeting_place="", bring_back="", script="",
                 meeting_lat=None, meeting_lon=None, attribution="")  # fmt: skip
    bare = replace(view, questions=(), ground=Ground(rounds=view.ground.rounds), ends_at=None)
    pages = read(render_sheet(bare, first_door=False), tmp_path)
    assert len(pages) == 2 and "première porte" in pages[0]


@needs_poppler
def test_what_people_typed_is_printed_as_typed(tmp_path: Path) -> None:
    stops, lines = houses(4)
    nasty = "Bloc \u202e[/] أهلا \x07 " + "é" * 90
    view = paper(stops, lines, turf=nasty, meeting_place=nasty, script=nasty * 9, team=(nasty,))
    view = replace(view, questions=(asked(nasty), asked(nasty, "choice", (nasty, "[b]"), opinion=False)) * 6)
    text = "".join(read(render_sheet(view), tmp_path))
    assert "[/]" in text and "U+202E" in text


def test_the_code_holds_the_place_and_nothing_else() -> None:
    import segno

    wanted = segno.make("geo:45.77550,4.82700", error="m", micro=False).matrix
    assert geo_code(457_755_000, 48_270_000) == [list(row) for row in wanted]


@needs_poppler
def test_a_long_list_begins_again_on_each_page_with_its_head(tmp_path: Path) -> None:
    stops, lines = houses(50)
    many = [replace(line, position=n) for n, line in enumerate(lines * 4, 1)]
    pages = [page for page in read(render_sheet(paper(stops, many)), tmp_path) if DOOR.search(page)]
    assert len(pages) > 5 and sum(len(DOOR.findall(page)) for page in pages) == 196
    for page in pages:
        assert "Rue du Mail" in page and "ce qui s'est passé" in page and "parcours 3 sur 12" in page
    assert any("suite" in page for page in pages)


def test_a_later_pass_numbers_its_own_stops_only_each_once() -> None:
    stops, lines = houses(12)
    later = [replace(line, position=n) for n, line in enumerate(lines[3:8] + lines[9:], 1)]
    sheet = Sheet("fr", view=paper(stops, later, pass_number=2))
    assert [stop.number for stop in sheet._stops()] == list(range(1, 9))
    ground = sheet._ground()
    assert len(ground.rounds[0].stops) == 8 and len(ground.places) == 4
    assert sheet._meeting() == (457_755_000, 48_270_000)
    alone = Sheet("fr", view=paper(stops, later, meeting_lat=None, meeting_lon=None))
    assert alone._meeting() == (stops[3].lat, stops[3].lon)


@needs_poppler
def test_each_question_has_a_box_an_answer_and_says_whether_it_is_counted_or_kept(tmp_path: Path) -> None:
    view = replace(paper(*houses(4)), questions=(
        asked("Avec nous ?"), asked("Inscrit ici ?", "yes_no", opinion=False),
        asked("Quand ?", "choice", ("matin", "soir"), opinion=False), asked("Autre chose ?", "text", opinion=False),
    ))  # fmt: skip
    told: dict[Lang, tuple[str, ...]] = {"fr": ("1 avec nous", "oui", "matin"), "en": ("1 with us", "yes", "soir")}
    for lang, said in told.items():
        pages = read(render_sheet(view, lang, first_door=False), tmp_path)
        asking = next(page for page in pages if "Autre chose" in page)
        w = words(lang)
        assert all(squeezed(text) in squeezed(asking) for text in (*said, w("strokes only")))
        assert squeezed(asking).count(squeezed(w("with the numbers of the doors"))) == 3
