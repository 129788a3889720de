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
    listed = json.loads(installed.appui("committee", "list", "--json"))
    assert [row["id"] for row in listed] == [made["id"]]
    data = Path(json.loads(installed.appui("where", "--json"))["data"])
    assert data.is_relative_to(installed.home)
    if sys.platform != "win32":
        assert data.stat().st_mode & 0o777 == 0o600


@pytest.fixture(scope="session")
def demo(installed: Installed) -> Path:
    file = installed.elsewhere / "demo.appui"
    installed.appui("seed", "--data", file, "--today", "2027-04-03")
    return file


def test_the_demo_is_filled_and_its_structures_are_read(installed: Installed, demo: Path) -> None:
    committees = json.loads(installed.appui("--data", demo, "committee", "list", "--ended", "--json"))
    assert len(committees) >= 24
    structures = json.loads(installed.appui("--data", demo, "structures", "list", "--json"))
    assert len(structures) == 11


def test_a_second_seed_leaves_a_file_that_holds_data_alone(installed: Installed, demo: Path) -> None:
    before = demo.read_bytes()
    installed.appui("seed", "--data", demo, code=1)
    assert demo.read_bytes() == before


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>"), ("json", b"{")])
def test_the_report_of_all_committees_is_printed(installed: Installed, demo: Path, form: str, start: bytes) -> None:
    file = installed.elsewhere / f"week.{form}"
    week = ("--from", "2027-03-29", "--to", "2027-04-04")
    installed.appui("--data", demo, "report", "activity", *week, "--format", form, "--output", file)
    assert file.read_bytes().lower().startswith(start.lower())


def test_the_french_catalogue_is_inside(installed: Installed) -> None:
    assert installed.appui("--lang", "fr", "--help") != installed.appui("--lang", "en", "--help")
