"""The built wheel, alone: from another folder, with an empty HOME, it does everything the checkout does.

It is built without network by the locked backend and installed into a new environment of its own. Only the
dependencies are borrowed, through a ``.pth`` file, from the environment that runs the tests: the lock is proven where
it is installed, and a test should not download it again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW
from tests.rows import rows_hash

ROOT = Path(__file__).parents[2]
PACKAGES = ("tui", "campaign", "db", "migrations", "seed")


@dataclass(frozen=True)
class Installed:
    """The program as installed from the wheel, and a folder that is not the checkout."""

    wheel: Path
    program: Path
    python: Path
    elsewhere: Path
    home: Path

    def run(self, *command: str | Path, code: int = 0) -> str:
        """Run a command as a newcomer would: empty HOME, nothing of ours in the environment."""
        environment = {"HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {"PYTHONHASHSEED": "4321", "TZ": "Pacific/Auckland"}  # neither may be seen in a file
        if "SYSTEMROOT" in os.environ:  # without it no Windows program starts
            environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert done.returncode == code, (command, done.stdout, done.stderr)
        return done.stdout

    def appui(self, *arguments: str | Path, code: int = 0) -> str:
        """Run ``appui``."""
        return self.run(self.program, *arguments, code=code)

    def each(self, *calls: tuple[str | Path, ...]) -> list[str]:
        """What each call of ``appui`` prints, all in one interpreter: importing everything is most of a call."""
        said = self.run(self.python, "-c", EACH, json.dumps(calls, default=str))
        return [str(one) for one in json.loads(said)]


EACH = """
import io, json, sys
from contextlib import redirect_stdout
from tui.cli.main import main
said = []
for call in json.loads(sys.argv[1]):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out):
        try:
            code = main(call)
        except SystemExit as stop:
            code = stop.code
        out.flush()
    if code:
        sys.exit(f"{call} ended with {code}")
    said.append(out.buffer.getvalue().decode())
print(json.dumps(said))
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("wheel")
    out = base / "out"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = out.glob("*.whl")
    place = base / "environment"
    builder = venv.EnvBuilder(with_pip=False)
    builder.create(place)
    folder = place / ("Scripts" if sys.platform == "win32" else "bin")
    python = folder / ("python.exe" if sys.platform == "win32" else "python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, timeout=120)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([str(python), "-c", ask], capture_output=True, encoding="utf-8", check=True).stdout.strip()
    borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    Path(own, "borrowed-dependencies.pth").write_text("\n".join(borrowed) + "\n", "utf-8")
    elsewhere, home = base / "elsewhere", base / "home"
    elsewhere.mkdir()
    home.mkdir()
    return Installed(wheel, folder / ("appui.exe" if sys.platform == "win32" else "appui"), python, elsewhere, home)


def members(installed: Installed) -> set[str]:
    with zipfile.ZipFile(installed.wheel) as archive:
        return set(archive.namelist())


def tracked(*suffixes: str) -> set[str]:
    """What stands in the checkout's packages under these suffixes."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if path.name.endswith(suffixes)}


@pytest.mark.parametrize(
    ("suffixes", "one"),
    [
        ((".py",), "migrations/versions/0001_first_tables.py"),
        ((".mako",), "migrations/script.py.mako"),
        ((".tcss",), "tui/appui.tcss"),
        ((".toml",), "seed/structures/jlm2017.toml"),
        ((".csv", ".csv.gz"), "seed/communes.csv.gz"),
        ((".mo",), "campaign/locale/fr/LC_MESSAGES/appui.mo"),
        ((".ttf",), "campaign/reports/fonts/Roboto-Regular.ttf"),
    ],
)
def test_the_wheel_holds_all_that_the_program_reads(installed: Installed, suffixes: tuple[str, ...], one: str) -> None:
    expected = tracked(*suffixes)
    assert one in expected
    assert expected - members(installed) == set()


def test_the_wheel_holds_the_licence_its_types_and_no_test(installed: Installed) -> None:
    names = members(installed)
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    top = {name.split("/")[0] for name in names}
    assert top == {*PACKAGES, *(name for name in top if name.startswith("appui-") and name.endswith(".dist-info"))}


def test_every_package_comes_from_the_wheel_and_not_from_the_checkout(installed: Installed) -> None:
    ask = f"import {', '.join(PACKAGES)}; print(*[m.__file__ for m in ({', '.join(PACKAGES)})], sep='\\n')"
    for line in installed.run(installed.python, "-c", ask).splitlines():
        assert Path(line).is_relative_to(installed.python.parents[1])


def test_it_says_its_version(installed: Installed) -> None:
    assert installed.appui("--version") == "appui 0.1.0\n"


def test_without_a_terminal_it_says_so_and_ends_with_two(installed: Installed) -> None:
    assert installed.appui(code=2) == ""


def test_a_committee_is_live_at_once_in_a_home_that_was_empty(installed: Installed) -> None:
    create = ("committee", "create", "Comité de la Croix-Rousse", "--place", "69384", "--json")
    made: dict[str, Any] = json.loads(installed.appui(*create))
    assert {"id", "name", "kind", "place", "state", "visible", "created_at"} <= set(made)
    assert (made["name"], made["state"], made["visible"]) == ("Comité de la Croix-Rousse", "active", True)
    assert made["place"]["insee"] == "69384"
    listed, where = map(json.loads, installed.each(("committee", "list", "--json"), ("where", "--json")))
    assert [row["id"] for row in listed] == [made["id"]]
    data = Path(where["data"])
    assert data.is_relative_to(installed.home)
    if sys.platform != "win32":
        assert data.stat().st_mode & 0o777 == 0o600


FORMS = {"pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "json": b"{"}


@dataclass(frozen=True)
class Demo:
    """The demonstration as the installed program makes it, and what it says of it."""

    file: Path
    committees: list[Any]
    structures: list[Any]
    helps: tuple[str, str]


@pytest.fixture(scope="session")
def demo(installed: Installed) -> Demo:
    file = installed.elsewhere / "demo.appui"
    week = ("--from", "2026-11-16", "--to", "2026-11-22")
    _, committees, structures, english, french, *_ = installed.each(
        ("seed", "--data", file, "--today", NOW.date().isoformat()),
        ("--data", file, "committee", "list", "--ended", "--json"),
        ("--data", file, "structures", "list", "--json"),
        ("--lang", "en", "--help"),
        ("--lang", "fr", "--help"),
        *[
            ("--data", file, "report", "activity", *week, "--format", form, "--output", installed.elsewhere / form)
            for form in FORMS
        ],
    )
    return Demo(file, json.loads(committees), json.loads(structures), (english, french))


def test_the_demo_is_filled_and_its_structures_are_read(demo: Demo) -> None:
    assert len(demo.committees) >= 24
    assert len(demo.structures) == 11


def test_the_same_seed_and_day_give_the_same_rows_in_another_zone_and_process(demo: Demo, demo_file: Path) -> None:
    assert rows_hash(demo.file) == rows_hash(demo_file)


def test_a_second_seed_leaves_a_file_that_holds_data_alone(installed: Installed, demo: Demo) -> None:
    before = demo.file.read_bytes()
    installed.appui("seed", "--data", demo.file, code=1)
    assert demo.file.read_bytes() == before


@pytest.mark.parametrize("form", FORMS)
def test_the_report_of_all_committees_is_printed(installed: Installed, demo: Demo, form: str) -> None:
    assert demo.file.exists()
    assert (installed.elsewhere / form).read_bytes().lower().startswith(FORMS[form].lower())


def test_the_french_catalogue_is_inside(demo: Demo) -> None:
    english, french = demo.helps
    assert len(french) > 200 and len(english) > 200
    assert french != english
