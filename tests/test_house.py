"""The house keeps its own rules: floors, names, reasons, locks, and pages that say what the code does."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("tui", "campaign", "db", "migrations", "seed")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after running some code."""
    script = f"import sys\n{code}\nprint('loaded:', *sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


# What a socket that talks is heard by; the screens are listened to in tests/tui/test_snapshots.py.
WATCH = """
talk = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
                 "socket.sendmsg"):
        talk.append(event)
sys.addaudithook(watch)
"""


def tracked() -> list[Path]:
    """The files of the project; only a checkout knows them."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("this is no git checkout: what belongs to the project is not known")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


# --- floors and directions


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0, capsys.readouterr().out


def test_no_command_loads_the_screens_or_opens_a_socket(tmp_path: Path) -> None:
    """One interpreter runs them all: what one loads stays, and is laid to the first that is seen with it.

    The first makes the file, and needs Alembic for that; opening one that is up to date must not wait for it.
    """
    code = WATCH + "import db.files\nassert 'alembic' not in sys.modules\nfrom tui.cli.main import main\n"
    for arguments in (
        ["committee", "create", "Avant", "--place", "38185"],
        ["where", "--json"],
        ["committee", "create", "Test", "--place", "69384", "--json"],
        ["committee", "list"],
        ["structures", "list", "--json"],
        ["report", "activity", "--format", "html"],
        ["report", "activity", "--format", "pdf", "--output", str(tmp_path / "out.pdf")],
        ["backup"],
        ["undo", "--list"],
        ["undo"],
        ["doctor"],
    ):
        code += f"assert main({['--data', str(tmp_path / 'data.appui'), *arguments]!r}) == 0\n"
        code += f"assert not talk, {arguments!r}\n"
        code += f"assert not {{'textual', 'rich', 'faker'}} & {{*sys.modules}}, {arguments!r}\n"
    assert loaded(code).isdisjoint({"textual", "rich", "faker"})


def test_a_socket_that_talks_would_be_heard() -> None:
    code = WATCH + "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(('127.0.0.1', 0))\n"
    loaded(code + "assert talk == ['socket.bind']")


def test_the_first_frame_waits_for_no_database_and_no_document_library() -> None:
    """Both first screens and all they import; the file is opened in a thread, after they are painted."""
    found = loaded("import tui.cli.main, tui.cli.parser, tui.launch, tui.app, tui.screens.home, tui.screens.first_run")
    assert "textual" in found
    assert found.isdisjoint({"sqlalchemy", "alembic", "faker", "pydantic", "reportlab", "seed", "migrations", "babel"})


def test_asking_for_help_loads_no_database() -> None:
    code = "from tui.cli.main import main\n"
    for option in ("--version", "--help"):
        code += f"try:\n    main([{option!r}])\nexcept SystemExit:\n    pass\n"
    assert loaded(code).isdisjoint({"sqlalchemy", "alembic", "pydantic", "textual", "reportlab", "babel", "faker"})


# --- one word on every floor


def modules(folder: str) -> set[str]:
    folders = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}
    return folders | {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}


def test_each_kind_of_table_has_its_activity_of_the_same_name() -> None:
    assert modules("db/tables") - {"base", "journal"} <= modules("campaign")


def test_each_command_has_its_activity_of_the_same_name() -> None:
    of_the_line_itself = {"main", "parser", "grammar", "paths", "screens", "files", "seed", "completion"}
    activities = modules("campaign") | modules("campaign/people")  # what is done with people is a folder of activities
    assert modules("tui/cli") - of_the_line_itself <= activities


def test_each_folder_of_screens_has_its_activity_of_the_same_name() -> None:
    assert {p.parent.name for p in (ROOT / "tui/screens").glob("*/__init__.py")} <= modules("campaign")


def test_each_style_stands_beside_its_screen() -> None:
    for style in (ROOT / "tui").rglob("*.tcss"):
        assert style.with_suffix(".py").exists() or style.name == "appui.tcss", style


def test_tests_mirror_the_floors() -> None:
    known = {*PACKAGES, "hostile", "upgrade", "install", "__pycache__"}
    assert {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()} <= known
    assert list((ROOT / "tests").rglob("__init__.py")) == []  # it would hide the package of the same name


@cache
def source(path: Path) -> str:
    return path.read_text("utf-8")


# The first statement of a module, and all that it imports anywhere: ruff lets nobody write them in another way, and
# a whole parse takes twenty times as long.
DOCSTRING = re.compile(r'(?:\s|#.*\n)*(?:\Z|r?"""(?!"""))')
IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)[\w.]*(?=[ \t]*(?:$|#|as\b|import\b))", re.MULTILINE)


def test_every_module_says_what_it_is_for() -> None:
    for package in (*PACKAGES, "bench"):
        for path in (ROOT / package).rglob("*.py"):
            assert DOCSTRING.match(source(path)), path


# --- dependencies and their lock


def lines_of(table: str) -> Iterator[str]:
    text = (ROOT / "pyproject.toml").read_text("utf-8").partition(table)[2]
    yield from re.findall(r"^  .+$", text.partition("\n]")[0], re.MULTILINE)


@pytest.mark.parametrize("table", ["\ndependencies = [", "\nbuild = [", "\ndev = ["])
def test_each_dependency_gives_its_reason(table: str) -> None:
    lines = list(lines_of(table))
    assert lines
    for line in lines:
        assert re.search(r",\s+# .{8,}", line), line


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert len(found) == len({key for key, _ in found})
    return dict(found)


def test_the_locks_agree_and_fit_what_is_asked_for() -> None:
    from packaging.requirements import Requirement

    runtime, tests, lint = pins("requirements.txt"), pins("requirements-dev.txt"), pins("requirements-lint.txt")
    assert runtime.items() <= tests.items()
    assert all(tests.get(name, version) == version for name, version in lint.items())  # both fit one environment
    groups = PROJECT["dependency-groups"]
    asked = [(text, runtime) for text in [*PROJECT["project"]["dependencies"], *groups["build"]]]
    asked += [(text, tests) for text in groups["dev"] if isinstance(text, str)]
    asked += [(text, lint) for text in groups["lint"]]
    for text, lock in asked:
        wanted = Requirement(text)
        assert wanted.specifier.contains(lock[wanted.name.lower()]), text
    assert PROJECT["build-system"]["requires"] == groups["build"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-lint.txt"])
def test_every_pin_has_its_hashes_and_nothing_names_a_source(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    for entry in filter(None, entries):
        lines = entry.strip().split("\n")
        assert len(lines) > 1, entry
        assert all(re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in lines[1:]), entry
    assert "://" not in text
    assert " @ " not in text


def test_what_is_imported_is_asked_for_and_what_is_asked_for_is_imported() -> None:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    imported = {name for path in modules for name in IMPORT.findall(source(path))}
    foreign = imported - set(sys.stdlib_module_names) - set(PACKAGES) - {"__future__"}
    asked = {re.split(r"[^a-z-]", text.lower())[0].replace("-", "_") for text in PROJECT["project"]["dependencies"]}
    asked = (asked - {"phonenumberslite"}) | {"phonenumbers"}  # the same module, without the maps of the world
    # Textual is made of rich and offers its types; zoneinfo reads tzdata where the system has no zones;
    # psycopg is an extra.
    assert foreign - {"rich", "psycopg"} == asked - {"tzdata"}


# --- installation


def fenced(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_readme_has_exactly_two_commands_of_one_line() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    commands = fenced(text)
    assert len(commands) == 2
    assert text.count("```") == 4
    for command, lock in zip(commands, ("requirements.txt", "requirements-dev.txt"), strict=True):
        assert command.count("\n") == 1
        assert f"--require-hashes -r {lock} " in command
        assert ("--no-compile" in command) == (lock == "requirements-dev.txt")  # else starts are slow
    assert commands[0].endswith("appui --demo\n")
    assert "-m pytest" in commands[1]


def show(folder: Path) -> str:
    done = subprocess.run([".ci/run", "--show"], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else f"refused: {done.stderr}"


@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("awk"), reason="bash and awk are needed")
def test_what_every_change_must_pass_is_the_readmes_own_command(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert show(ROOT) == fenced(readme)[1]
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "README.md").write_text(readme.replace("-m pytest", "-m unittest"), "utf-8")
    assert "-m unittest" in show(tmp_path)
    (tmp_path / "README.md").write_text("Nothing here.\n", "utf-8")
    assert show(tmp_path).startswith("refused: README.md")
    before, newer, after = re.split(r"^newer\(\) \{$|^\}$", (ROOT / ".ci/run").read_text("utf-8"), flags=re.MULTILINE)
    assert "-m pytest" in newer
    assert "-m pytest" not in before + after
    steps = re.findall(r'^bash -euo pipefail -c "(.+?)"', after, re.MULTILINE)
    assert steps == ["${command% && *}", "${command##* && }"]  # all of it, and nothing else


# --- pages


def refresh() -> Any:
    spec = importlib.util.spec_from_file_location("docs_refresh", ROOT / "docs/refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli.md", "keys.md"])
def test_the_page_says_what_the_code_says(name: str) -> None:
    now = (ROOT / "docs" / name).read_text("utf-8")
    assert now == refresh().page(name), "run: python docs/refresh.py"


def documented_keys() -> dict[str, set[str]]:
    """The JSON keys that the page promises, by command; those in brackets are of the values inside."""
    page = (ROOT / "docs/cli.md").read_text("utf-8").partition("\n## JSON\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z ]+)`[^|]*\| (.+) \|$", page, re.MULTILINE)
    return {command: set(re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", keys))) for command, keys in rows}


def address_file(folder: Path) -> Path:
    """One invented address, as a Base Adresse Locale says it."""
    titles = "cle_interop;commune_insee;voie_nom;numero;suffixe;commune_nom;position;long;lat;x;y;source;date_der_maj"
    line = "54084_0100_00001;54084;Rue du Mail;1;;M;entrée;5.83;49.32;;;;"
    path = folder / "adresses.csv"
    path.write_text(f"{titles}\n{line}\n", "utf-8")
    return path


def result_file(folder: Path) -> Path:
    """An invented result of one polling station."""
    titles = "Code du département;Code de la commune;Code du b.vote;Inscrits;Abstentions;Blancs;Nuls;Exprimés"
    path = folder / "resultats.csv"
    path.write_text(f"{titles};N°Panneau;Sexe;Nom;Prénom;Voix\n54;084;0007;10;4;0;0;6;1;F;A;B;6\n", "utf-8")
    return path


WHO_GIVES = (
    "--address", "A", "--postcode", "69004", "--city", "Lyon", "--residence", "FR", "--nationality", "FR", "--adult",
    "--honour",
)  # fmt: skip


def test_json_has_the_keys_that_the_page_promises(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    copy: Callable[[Path], Path],
    empty_file: Path,
) -> None:
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process goes on to other tests
    main, file = import_module("tui.cli.main").main, str(copy(empty_file))
    known: dict[str, str] = {}

    def keys(*arguments: str) -> set[str]:
        names = [word for name in arguments[:2] for word in name.split()]  # a command may be of three words
        call = ["--data", file, *names, *(a.format_map(known) for a in arguments[2:])]
        assert main(call) == 0, capsys.readouterr().err
        value = json.loads(capsys.readouterr().out)
        value = value[0] if isinstance(value, list) else value
        known.setdefault(arguments[0], str(value.get("id")))
        return set(value)

    calls = [
        ("committee", "create", "Un", "--place", "69384"),
        ("committee", "list"),
        ("committee", "show", "{committee}"),
        ("committee", "split", "{committee}"),
        ("person", "add", "Jeanne Exemple"),
        ("person", "list"),
        ("person", "show", "{person}"),
        ("person", "access", "{person}"),
        ("person", "requests", "--add", "access", "--person", "{person}"),
        ("retention", "list"),
        ("retention", "run", "--dry-run"),
        ("action", "add", "{committee}", "--day", "+3"),
        ("action", "list"),
        ("action", "show", "{action}"),
        ("action", "signup", "{action}", "Ada"),
        ("action", "shift add", "{action}", "--at", "19:30", "--minutes", "30"),
        ("action", "shift list", "{action}"),
        ("import", "addresses", str(address_file(tmp_path)), "--committee", "Un", "--commune", "54084"),
        ("address", "list"),
        ("address", "communes"),
        ("address", "streets"),
        ("building", "add", "{address}", "--homes", "4"),
        ("station", "set", "7", "--address", "{address}"),
        ("station", "list"),
        ("import", "results", str(result_file(tmp_path)), "--commune", "54084", "--election", "presidentielle-2022"),
        ("station", "targets"),
        ("roll", "purge"),
        ("turf", "cut", "--committee", "Un", "--commune", "54084"),
        ("walk", "issue", "--turf", "{turf}"),
        ("walk", "enter", "{walk}", "a"),
        ("list", "list"),
        ("list", "show", "{walk}"),
        ("followup", "add", "{walk}", "1"),
        ("followup", "list"),
        ("script", "write", "Visite", "--question", "scale*:Avec nous ?", "--question", "yes_no!:Inscrit ?"),
        ("script", "list"),
        ("script", "show", "Visite"),
        ("script", "results", "Visite"),
        ("script", "count", "{walk}"),
        ("script", "answer", "{walk}", "1"),
        ("silence", "add", "2027-04-11"),
        ("silence", "list"),
        ("silence", "hours"),
        ("money", "open", "Parti Exemple"),
        ("money", "accounts"),
        ("money", "rules"),
        ("donation", "pledge", "Jeanne Exemple", "10", "--by", "transfer", *WHO_GIVES),
        ("donation", "list"),
        ("donation", "receive", "{donation}", "--as-mandatary"),
        ("donation", "collect", "5", "--place", "Ici", "--way", "Urne", "--counted-by", "Ada", "--counted-by", "Zoé"),
        ("donation", "collections"),
        ("donation", "monthly plan", "Jeanne Exemple", "3"),
        ("donation", "monthly list"),
        ("donation", "monthly enter"),
        ("money", "correct", "--bank", "Banque"),
        ("money", "statement"),
        ("spending", "add", "Tracts", "3", "--category", "print"),
        ("spending", "list"),
        ("spending", "earmark", "5", "--as-mandatary"),
        ("structures", "list"),
        ("structures", "show", "jlm2017"),
        ("report", "sent"),
        ("report", "template", "{committee}"),
        ("where",),
    ]
    promised = documented_keys()
    found = {"committee create": keys(*calls[0], "--json")}
    for name in ("Ada", "Zoé"):  # to propose a split, there must be two
        assert main(["--data", file, "committee", "join", "Un", name]) == 0
    assert main(["--data", file, "report", "mark-sent"]) == 0
    capsys.readouterr()
    found |= {" ".join(call[:2]): keys(*call, "--json") for call in calls[1:]}
    found["report activity"] = keys("report", "activity", "--format", "json", "--output", "-")
    assert found == {command: promised[command] for command in found}
    assert set(promised) - set(found) == {"doctor"}  # it says nothing of a file that is well


def test_every_binding_has_an_id_to_change_it_by_and_words_to_name_it() -> None:
    from textual.binding import Binding

    for where, bindings in refresh()._bindings():
        for binding in bindings:
            assert isinstance(binding, Binding), where
            assert binding.id, (where, binding.key)
            assert binding.description, (where, binding.key)


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert len(pages) > 10
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_pages_that_the_code_names_exist() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for name in re.findall(r"docs/[\w./-]+\.md", path.read_text("utf-8")):
                assert (ROOT / name).exists(), (path, name)


def test_every_answer_to_a_founding_statement_is_there() -> None:
    parser = import_module("tui.cli.parser").build("en")
    commands = {name.removeprefix("appui ") for name, _ in refresh()._walk("appui", parser)}
    screens = {str(p.relative_to(ROOT / "tui/screens").with_suffix("")) for p in (ROOT / "tui/screens").rglob("*.py")}
    with (ROOT / "seed/founding.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            kind, _, name = row["answer"].partition(":")
            known = {"screen": screens, "command": commands}.get(kind, {""})
            assert name in known, row
            assert kind in {"screen", "command", "refused", "context"}, row


def test_the_licence_is_the_one_declared() -> None:
    assert PROJECT["project"]["license"] == "AGPL-3.0-or-later"
    assert (ROOT / "LICENSE").read_text("utf-8").split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"


def test_the_changelog_knows_the_version() -> None:
    assert f"\n## {PROJECT['project']['version']} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_no_file_names_a_place_of_one_machine_or_a_package_host() -> None:
    own = [r"/" + "work/", r"/" + "root/", r"/home/[a-z]+/", r"/Users/[a-z]+/", "/tmp/" + "venv"]
    hosts = ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"]
    pattern = re.compile("|".join(own + hosts).encode())
    for path in tracked():
        found = pattern.search(path.read_bytes())
        assert found is None, (path, found)


def test_names_that_everybody_uses_are_spelled_the_same() -> None:
    assert PROJECT["project"]["scripts"] == {"appui": "tui.cli.main:main"}
    assert tuple(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES
