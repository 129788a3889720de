"""The built wheel, alone: from another folder, with an empty HOME, it does everything the checkout does.

It is built without network by the locked backend and installed into a new environment of its own. Only the
dependencies are borrowed, through a ``.pth`` file, from the environment that runs the tests: the lock is proven where
it is installed, and a test should not download it again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import NOW, Once
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
        environment = {"HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8"}
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


@dataclass(frozen=True)
class Told:
    """How a call ended, what it printed, and what a file was after it."""

    code: int
    text: str
    digest: str


EACH = """
import hashlib, io, json, sys
from contextlib import redirect_stdout
from pathlib import Path
from tui.cli.main import main
file, told = Path(sys.argv[1]), []
for call in json.loads(sys.argv[2]):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out):
        try:
            code = main(call)
        except SystemExit as stop:
            code = stop.code or 0
        out.flush()
    digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
    told.append((code, out.buffer.getvalue().decode(), digest))
print(json.dumps(told))
"""


@pytest.fixture(scope="session")
def installed(once: Once) -> Installed:
    """Made by one process for all."""

    def make(path: Path) -> None:
        base = path.parent / "wheel"
        shutil.rmtree(base, ignore_errors=True)  # of a process that failed at it
        out, place, elsewhere, home = (base / name for name in ("out", "environment", "elsewhere", "home"))
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
        (wheel,) = out.glob("*.whl")
        venv.EnvBuilder(with_pip=False).create(place)
        folder = place / ("Scripts" if sys.platform == "win32" else "bin")
        python = folder / ("python.exe" if sys.platform == "win32" else "python")
        own = Path(sysconfig.get_path("purelib", "venv", {"base": str(place), "installed_base": str(place)}))
        borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
        (own / "borrowed-dependencies.pth").write_text("\n".join(borrowed) + "\n", "utf-8")
        # By its own interpreter and the borrowed pip; what is never imported need not be compiled.
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed"]
        pip += ["--no-compile", "--disable-pip-version-check"]
        subprocess.run([*pip, str(wheel)], check=True, capture_output=True, timeout=120)
        elsewhere.mkdir()
        home.mkdir()
        program = folder / ("appui.exe" if sys.platform == "win32" else "appui")
        path.write_text(json.dumps([str(one) for one in (wheel, program, python, elsewhere, home)]), "utf-8")

    return Installed(*map(Path, json.loads(once("installed.json", make).read_text("utf-8"))))


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


@dataclass(frozen=True)
class Life:
    """A committee in a home that was empty, a demonstration, and what the installed program says of both."""

    demo: Path
    told: dict[str, Told]


FORMS = {"pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "json": b"{"}


@pytest.fixture(scope="session")
def life(installed: Installed, once: Once) -> Life:
    """Lived in one process for all, and in one interpreter."""
    demo = installed.elsewhere / "demo.appui"
    of_demo: tuple[str | Path, ...] = ("--data", demo)
    week = ("--from", "2026-11-16", "--to", "2026-11-22")
    calls: dict[str, tuple[str | Path, ...]] = {
        "create": ("committee", "create", "Comité de la Croix-Rousse", "--place", "69384", "--json"),
        "committees": ("committee", "list", "--json"),
        "where": ("where", "--json"),
        "seed": ("seed", *of_demo, "--today", NOW.date().isoformat()),
        "seed again": ("seed", *of_demo),
        "demo's committees": (*of_demo, "committee", "list", "--ended", "--json"),
        "structures": (*of_demo, "structures", "list", "--json"),
        "en": ("--lang", "en", "--help"),
        "fr": ("--lang", "fr", "--help"),
    }
    for form in FORMS:
        to = ("--format", form, "--output", installed.elsewhere / form)
        calls[form] = (*of_demo, "report", "activity", *week, *to)

    def live(path: Path) -> None:
        said = installed.run(installed.python, "-c", EACH, demo, json.dumps([*calls.values()], default=str))
        path.write_text(said, "utf-8")

    told = json.loads(once("life.json", live).read_text("utf-8"))
    return Life(demo, {name: Told(*one) for name, one in zip(calls, told, strict=True)})


def test_a_committee_is_live_at_once_in_a_home_that_was_empty(installed: Installed, life: Life) -> None:
    told = [life.told[name] for name in ("create", "committees", "where")]
    assert [one.code for one in told] == [0, 0, 0]
    made, listed, where = (json.loads(one.text) for one in told)
    assert {"id", "name", "kind", "place", "state", "visible", "created_at"} <= set(made)
    assert (made["name"], made["state"], made["visible"]) == ("Comité de la Croix-Rousse", "active", True)
    assert made["place"]["insee"] == "69384"
    assert [row["id"] for row in listed] == [made["id"]]
    data = Path(where["data"])
    assert data.is_relative_to(installed.home)
    if sys.platform != "win32":
        assert data.stat().st_mode & 0o777 == 0o600


def test_the_demo_is_filled_and_its_structures_are_read(life: Life) -> None:
    told = life.told["seed"], life.told["demo's committees"], life.told["structures"]
    assert [one.code for one in told] == [0, 0, 0]
    assert len(json.loads(told[1].text)) >= 24
    assert len(json.loads(told[2].text)) == 11


def test_the_same_seed_and_day_give_the_same_rows_in_another_zone_and_process(life: Life, demo_file: Path) -> None:
    assert rows_hash(life.demo) == rows_hash(demo_file)


def test_a_second_seed_leaves_a_file_that_holds_data_alone(life: Life) -> None:
    assert life.told["seed again"] == Told(1, "", life.told["seed"].digest)
    assert life.told["seed"].digest


@pytest.mark.parametrize("form", FORMS)
def test_the_report_of_all_committees_is_printed(installed: Installed, life: Life, form: str) -> None:
    assert life.told[form].code == 0
    assert (installed.elsewhere / form).read_bytes().lower().startswith(FORMS[form].lower())


def test_the_french_catalogue_is_inside(life: Life) -> None:
    english, french = life.told["en"], life.told["fr"]
    assert english.code == french.code == 0
    assert len(french.text) > 200 and len(english.text) > 200
    assert french.text != english.text
