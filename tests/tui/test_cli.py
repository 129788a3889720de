"""The command line keeps its contract: exit codes, data on the standard output only, whole or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tui.cli.main import main


@dataclass
class Said:
    """What a call came back with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Call ``appui`` as a shell does, in a home of its own."""
    for name in ("APPUI_DATA", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    umask = os.umask(0o077)
    os.umask(umask)
    monkeypatch.setattr("os.umask", lambda mask: umask)  # the tests' own stays

    def call(*arguments: object) -> Said:
        capfdbinary.readouterr()
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return call


@pytest.fixture
def data(empty_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(empty_file)


@pytest.fixture
def demo(demo_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(demo_file)


def one_sentence(said: Said, code: int = 1) -> str:
    assert said.code == code, said
    assert said.out == ""
    assert said.err.count("\n") == 1 and len(said.err) > 20, said.err
    assert "Traceback" not in said.err
    return said.err


def test_a_committee_is_active_and_visible_the_moment_create_returns(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.appui"
    made = run("--data", path, "committee", "create", "Comité de la Croix-Rousse", "--place", "69384", "--json").json
    assert {"id", "name", "kind", "place", "state", "visible", "created_at"} <= made.keys()
    assert made["state"] == "active" and made["visible"] is True
    assert made["place"] == {"insee": "69384", "name": made["place"]["name"]}
    assert "Lyon" in made["place"]["name"]
    assert uuid.UUID(made["id"]).version == 7
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", made["created_at"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = run("committee", "list", "--data", path, "--json").json
    assert [(c["id"], c["state"]) for c in listed] == [(made["id"], "active")]
    shown = run("committee", "show", made["id"], "--data", path, "--json").json
    assert shown["state"] == "active" and shown["visible"] is True and shown["tasks"]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("69384", "Lyon 4e"),
        ("Saint-Denis (93200)", "Saint-Denis"),
        ("villeurbanne", "Villeurbanne"),
        ("Berlin, Germany", "Berlin"),
    ],
)
def test_a_place_may_be_a_code_a_name_a_postcode_or_a_city_abroad(run: Run, data: Path, place: str, name: str) -> None:
    made = run("--data", data, "committee", "create", "C", "--place", place, "--json").json
    assert name.split(maxsplit=1)[0] in made["place"]["name"]


def test_an_ambiguous_place_is_refused_with_the_choices(run: Run, data: Path) -> None:
    said = one_sentence(run("--data", data, "committee", "create", "C", "--place", "Saint-Denis", "--json"))
    assert "93066" in said and "97411" in said and "is the name of" in said
    assert run("--data", data, "committee", "list", "--json").json == []


def test_an_unknown_place_is_refused_with_those_near_it(run: Run, data: Path) -> None:
    assert "Villeurbanne" in one_sentence(
        run("--data", data, "committee", "create", "C", "--place", "Villeurbane", "--json")
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences_come_in_the_reader_s_language(run: Run, data: Path, lang: str) -> None:
    said = one_sentence(run("--data", data, "--lang", lang, "committee", "show", "Nobody"))
    assert ("There is no committee" in said) is (lang == "en")
    assert ("comité" in said) is (lang == "fr")
    made = run("--data", data, "--lang", lang, "committee", "create", "C", "--place", "69384")
    assert ("is active and visible" in made.out) is (lang == "en")


def test_general_options_stand_anywhere_and_the_environment_names_the_file(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("committee", "--data", data, "create", "C", "--place=69384", "--lang=fr")
    assert len(run("committee", "list", f"--data={data}", "--json", "--lang", "en").json) == 1
    monkeypatch.setenv("APPUI_DATA", str(data))
    assert len(run("committee", "list", "--json").json) == 1
    assert "There is no file" in one_sentence(run("committee", "list", "--data", tmp_path / "other.appui"))
    run("person", "add", "Samia Benali")
    run("committee", "rename", "C", "D", "--as", "Samia Benali")
    with closing(sqlite3.connect(data)) as connection:
        actors = [row[0] for row in connection.execute("SELECT actor_id FROM audit WHERE action = 'committee.rename'")]
    assert actors and actors[0] is not None
    assert "Nobody here is called" in one_sentence(run("--as", "Nobody Else", "committee", "rename", "D", "E"))


READING = [
    ("committee", "list"),
    ("committee", "show", "x"),
    ("person", "list"),
    ("person", "show", "x"),
    ("action", "list"),
    ("action", "show", str(uuid.uuid4())),
    ("structures",),
    ("structures", "show", "x"),
    ("report", "activity"),
    ("backup",),
    ("doctor",),
    ("undo",),
    ("undo", "--list"),
    ("redo",),
    ("me",),
    ("committee", "rename", "a", "b"),
    ("committee", "close", "a"),
    ("where",),
]


def test_reading_never_creates_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none" / "file.appui"
    for arguments in READING:
        said = run("--data", path, *arguments)
        assert said.code == (0 if arguments == ("where",) else 1), (arguments, said)
        assert not path.parent.exists(), arguments
    assert list((tmp_path).iterdir()) == []


def test_wrong_usage_ends_with_two_and_one_sentence(run: Run, data: Path) -> None:
    for arguments in (
        ("nothing",),
        ("committee", "create", "C"),
        ("committee", "list", "--limit", "many"),
        ("committee", "list", "--limit", "-1"),
        ("--lang", "de", "committee", "list"),
        ("committee", "list", "--unknown"),
        ("seed", "--scale", "huge"),
        ("action", "add", "C"),
        ("--data",),
    ):
        assert "appui" in one_sentence(run(*arguments), 2)
    for arguments in (("committee",), ("report",)):
        said = run(*arguments)
        assert (said.code, said.out) == (2, "") and "usage" in said.err


def test_help_and_version_speak_on_the_standard_output(run: Run) -> None:
    for arguments in (("--help",), ("committee", "create", "--help"), ("--version",)):
        said = run(*arguments)
        assert said.code == 0 and said.out and not said.err


def test_every_list_takes_a_limit_and_a_search(run: Run, demo: Path) -> None:
    for what in (("committee", "list"), ("person", "list"), ("action", "list"), ("structures", "list")):
        whole = run("--data", demo, *what, "--limit", 10_000, "--json").json
        assert len(whole) > 5, what
        assert run("--data", demo, *what, "--limit", 3, "--json").json == whole[:3]
        assert run("--data", demo, *what, "--limit", 0, "--json").json == []
        assert run("--data", demo, *what, "--search", "zzzz nothing", "--json").json == []
        last = whole[-1]
        word = (last.get("name") or last["committee"]["name"]).upper()
        found = run("--data", demo, *what, "--search", word, "--limit", 1, "--json").json
        assert len(found) == 1, (what, word)


def test_a_search_looks_at_every_action_not_at_the_first_ones_only(run: Run, demo: Path) -> None:
    whole = run("--data", demo, "action", "list", "--limit", 100_000, "--json").json
    assert len(whole) > 400
    late = whole[-1]["committee"]["name"]
    wanted = [a["id"] for a in whole if a["committee"]["name"] == late]
    found = run("--data", demo, "action", "list", "--search", late, "--limit", 100_000, "--json").json
    assert set(wanted) <= {a["id"] for a in found}
    assert run("--data", demo, "action", "list", "--search", late, "--limit", 2, "--json").json == found[:2]


def test_json_is_one_value_with_snake_case_keys_ids_as_text_and_instants_in_utc(run: Run, demo: Path) -> None:
    committee = run("--data", demo, "committee", "list", "--json").json[0]["id"]
    person = run("--data", demo, "person", "list", "--json").json[0]["id"]
    action = run("--data", demo, "action", "list", "--json").json[0]["id"]

    def check(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                assert re.fullmatch(r"[a-z][a-z0-9_]*", name), name
                check(inner, name)
        elif isinstance(value, list):
            for inner in value:
                check(inner, key)
        elif key.endswith("_at") and value is not None:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value), (key, value)
        elif key == "id":
            assert isinstance(value, str)
        elif key.endswith("_cents"):
            assert isinstance(value, int)
        elif key in ("joined_on", "created_on", "due_on", "last_action", "next_action") and value is not None:
            date.fromisoformat(value)

    for arguments in (
        ("committee", "list"),
        ("committee", "show", committee),
        ("committee", "split", committee),
        ("person", "list"),
        ("person", "show", person),
        ("action", "list"),
        ("action", "show", action),
        ("structures",),
        ("structures", "show", "gj-2017"),
        ("doctor",),
        ("where",),
    ):
        said = run("--data", demo, *arguments, "--json")
        if said.code and arguments[1:2] in (("split",), ("show",)):
            continue
        check(said.json)


def test_an_action_is_planned_listed_reported_and_cancelled(run: Run, data: Path) -> None:
    run("--data", data, "committee", "create", "C", "--place", "69384")
    run("--data", data, "committee", "join", "C", "Samia Benali", "--role", "manager")
    made = run(
        "--data",
        data,
        "action",
        "add",
        "C",
        "--kind",
        "market",
        "--day",
        "-1",
        "--at",
        "9h",
        "--title",
        "Marché",
        "--json",
    )
    action = made.json["id"]
    assert (
        run(
            "--data",
            data,
            "action",
            "report",
            action,
            "--present",
            "samia",
            "--met",
            30,
            "--leaflets",
            200,
            "--text",
            "Beau temps",
        ).code
        == 0
    )
    shown = run("--data", data, "action", "show", action, "--json").json
    assert (shown["state"], shown["attended"], shown["people_met"], shown["leaflets"]) == ("held", 1, 30, 200)
    assert datetime.fromisoformat(shown["starts_at"]).tzinfo is not None
    later = run("--data", data, "action", "add", "C", "--day", "+3").out.strip()
    assert run("--data", data, "action", "cancel", later).code == 0
    assert run("--data", data, "action", "show", later, "--json").json["state"] == "cancelled"
    for day in ("31/2", "2026-13-01", "soon"):
        assert "is not a date" in one_sentence(run("--data", data, "action", "add", "C", "--day", day))
    assert "is not a time" in one_sentence(run("--data", data, "action", "add", "C", "--day", "+1", "--at", "25:00"))
    assert "no action" in one_sentence(run("--data", data, "action", "show", "x"))


def test_members_join_change_role_hand_over_and_leave(run: Run, data: Path) -> None:
    run("--data", data, "committee", "create", "C", "--place", "69384", "--leader", "Samia Benali")
    for name in ("Louis Tran", "Inès Roy", "Paul Roy"):
        assert uuid.UUID(run("--data", data, "committee", "join", "C", name).out.strip())
    assert "only leader" in one_sentence(run("--data", data, "committee", "leave", "C", "samia"))
    assert "fits 2 people" in one_sentence(run("--data", data, "committee", "leave", "C", "roy"))
    assert "managers and leaders only" in one_sentence(
        run("--data", data, "committee", "role", "C", "louis", "--finance", "yes")
    )
    assert (
        run(
            "--data",
            data,
            "committee",
            "role",
            "C",
            "louis",
            "--role",
            "manager",
            "--finance",
            "yes",
            "--share-identity",
            "yes",
        ).code
        == 0
    )
    assert run("--data", data, "committee", "hand-over", "C", "--giver", "samia", "--taker", "louis").code == 0
    assert run("--data", data, "committee", "leave", "C", "samia").code == 0
    levels = {m["name"]: m["level"] for m in run("--data", data, "committee", "show", "C", "--json").json["members"]}
    assert levels == {"Louis Tran": 100, "Inès Roy": 10, "Paul Roy": 10}
    proposed = run("--data", data, "committee", "split", "C", "--json").json
    assert proposed["done"] is False and proposed["staying"] and proposed["leaving"]
    assert len(run("--data", data, "committee", "list", "--json").json) == 1
    done = run("--data", data, "committee", "split", "C", "--name", "D", "--leaving", "paul", "--yes", "--json").json
    assert done["done"] is True and done["leaving"] == ["Paul Roy"]
    assert run("--data", data, "committee", "merge", "D", "--into", "C").code == 0
    assert run("--data", data, "committee", "close", "C", "--reason", "over").code == 0
    assert run("--data", data, "committee", "list", "--json").json == []
    assert {c["state"] for c in run("--data", data, "committee", "list", "--ended", "--json").json} == {
        "closed",
        "merged",
    }


def test_undo_and_redo_go_back_and_forth_and_say_what(run: Run, data: Path) -> None:
    assert "nothing to undo" in one_sentence(run("--data", data, "undo"))
    run("--data", data, "committee", "create", "C", "--place", "69384")
    assert "C" in run("--data", data, "undo", "--list").out
    assert run("--data", data, "undo").out.strip() == "Undone: create “C”"
    assert run("--data", data, "committee", "list", "--json").json == []
    assert run("--data", data, "redo").out.strip() == "Done again: create “C”"
    assert "nothing to redo" in one_sentence(run("--data", data, "redo"))


def test_where_names_every_path_and_touches_none(run: Run, tmp_path: Path) -> None:
    found = run("where", "--json").json
    assert set(found) >= {"data", "backups", "settings", "log", "exports"}
    assert all(str(tmp_path) in path for path in found.values())
    assert not (tmp_path / "home").exists()
    assert run("--demo", "where", "--json").json["data"] != found["data"]
    assert found["data"] in run("where").out


@pytest.mark.parametrize(
    "kind", ["json", *(pytest.param(one, marks=pytest.mark.long) for one in ("pdf", "html", "md", "csv", "txt"))]
)
def test_a_report_goes_to_a_file_or_to_the_standard_output(
    run: Run, demo: Path, tmp_path: Path, kind: str, capfdbinary: Any
) -> None:
    target = tmp_path / f"out.{kind}"
    period = ("--from", "2026-11-02", "--to", "2026-11-08")
    said = run("--data", demo, "report", "activity", *period, "--format", kind, "--output", target)
    assert (said.code, said.out) == (0, "") and str(target) in said.err
    content = target.read_bytes()
    assert len(content) > 200 and stat.S_IMODE(target.stat().st_mode) == 0o600
    try:
        code = main(["--data", str(demo), "report", "activity", *period, "--format", kind, "--output", "-"])
    finally:
        sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    assert (code, err) == (0, b"")
    assert out == content
    if kind == "json":
        report = json.loads(content)
        assert {"period", "committee", "figures", "sections", "hash"} <= report.keys()
        assert all({"key", "value", "numerator", "denominator", "definition"} <= f.keys() for f in report["figures"])


def test_a_report_that_cannot_be_made_leaves_the_old_file_as_it_was(run: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    for arguments in (
        ("--from", "2026-02-30"),
        ("--from", "2026-11-08", "--to", "2026-11-02"),
        ("--committee", "Nobody"),
        ("--format", "doc"),
    ):
        said = run("--data", demo, "report", "activity", "--output", target, *arguments)
        assert said.code in (1, 2) and said.err.count("\n") == 1 and not said.out, said
        assert target.read_text() == "old"
    missing = tmp_path / "missing" / "out.json"
    one_sentence(run("--data", demo, "report", "activity", "--format", "json", "--output", missing))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out.json"]
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run("--data", demo, "report", "activity", "--format", "md", "--output", folder).code == 0
    assert [p.suffix for p in folder.iterdir()] == [".md"]


def test_backup_restore_and_doctor_look_after_the_file(run: Run, data: Path, tmp_path: Path) -> None:
    run("--data", data, "committee", "create", "C", "--place", "69384")
    copy = Path(run("--data", data, "backup", "--output", tmp_path / "copy.appui").out.strip())
    assert copy == tmp_path / "copy.appui" and stat.S_IMODE(copy.stat().st_mode) == 0o600
    run("--data", data, "committee", "rename", "C", "D")
    restored = run("--data", data, "restore", copy)
    assert restored.code == 0 and "kept at" in restored.err
    assert [c["name"] for c in run("--data", data, "committee", "list", "--json").json] == ["C"]
    looked = run("--data", data, "doctor", "--json").json
    assert looked["ok"] is True and isinstance(looked["findings"], list)
    assert all({"code", "severity", "message", "mend"} <= f.keys() for f in looked["findings"])
    assert run("--data", data, "doctor", "--full").code == 0
    broken = tmp_path / "data" / "broken.appui"
    broken.write_bytes(b"not a database, but long enough to be looked at" * 40)
    one_sentence(run("--data", data, "restore", broken))
    assert [c["name"] for c in run("--data", data, "committee", "list", "--json").json] == ["C"]
    said = run("--data", broken, "doctor", "--json")
    assert said.code == 1


def test_files_that_will_not_do_end_with_their_own_code(run: Run, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    other = folder / "notes.txt"
    other.write_text("notes" * 500)
    assert "not an Appui file" in one_sentence(run("--data", other, "committee", "list"))
    assert other.read_text() == "notes" * 500
    assert "is a folder" in one_sentence(run("--data", folder, "committee", "list"))
    with closing(sqlite3.connect(data)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r999'")
        connection.commit()
    before = data.read_bytes()
    assert "newer Appui" in one_sentence(run("--data", data, "committee", "list"), 3)
    assert data.read_bytes() == before


def test_the_seed_fills_a_new_file_only(
    run: Run, tmp_path: Path, data: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seed import demo

    def make(path: Path, *, scale: str, random_seed: int, today: date | None) -> demo.Summary:
        """What it invents is looked at elsewhere: here, whether it is asked to, and where."""
        assert (scale, random_seed, today) == ("small", 2017, date(2026, 11, 18))
        shutil.copy(demo_file, path)
        return demo.Summary(24, 600)

    assert "already holds data" in one_sentence(run("--data", data, "seed"))
    monkeypatch.setattr(demo, "make", make)
    new = tmp_path / "data" / "town.appui"
    said = run("--data", new, "seed", "--today", "2026-11-18")
    assert said.code == 0 and said.out == "" and "24" in said.err
    assert len(run("--data", new, "committee", "list", "--ended", "--json").json) == 24


def test_what_was_typed_reaches_the_terminal_without_control_or_direction_characters(run: Run, data: Path) -> None:
    nasty = "Comité \u202e\x1b[31m\x9b2J\x07\u2066 x\u200b"
    assert run("--data", data, "committee", "create", nasty, "--place", "69384", "--leader", nasty).code == 0
    run("--data", data, "me", nasty)
    run("--data", data, "action", "add", "Comité", "--day", "+1", "--title", nasty, "--where", nasty)
    for arguments in (
        ("committee", "list"),
        ("committee", "show", "Comité"),
        ("person", "list"),
        ("person", "show", "Comité"),
        ("action", "list"),
        ("me",),
        ("undo", "--list"),
        ("committee", "show", nasty + "?"),
        ("committee", nasty),
        ("action", "add", "Comité", "--day", nasty),
        ("undo",),
        ("redo",),
    ):
        for options in ((), ("--json",)) if arguments[-1] in ("list", "Comité") else ((),):
            said = run("--data", data, *arguments, *options)
            text = said.out + said.err
            assert text
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text), (
                arguments,
                text,
            )
            if options:
                json.loads(said.out)


MAIN = "import sys; from tui.cli.main import main; sys.exit(main())"


def appui(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments], capture_output=True, text=True, timeout=120, check=False, **options
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell")
@pytest.mark.parametrize(
    "arguments",
    [
        ("where",),  # goes the way of all, and needs no table
        *(pytest.param(one, marks=pytest.mark.long) for one in (("structures",), ("committee", "list"))),
    ],
    ids=" ".join,
)
def test_a_reader_that_has_gone_is_no_error_to_speak_of(data: Path, arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "--data", str(data), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert err == b""


def test_without_a_terminal_the_screens_say_so_in_one_line_and_end_with_two(tmp_path: Path) -> None:
    done = appui("--data", str(tmp_path / "x.appui"), "--lang", "en", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("committee", "Élan"), 2, "commande\N{NO-BREAK SPACE}: choix inconnu\N{NO-BREAK SPACE}: 'Élan'"),
        (("committee", "--help"), 0, "créer un comité"),
        pytest.param(("committee", "show", "Élan"), 1, "comité «\N{NO-BREAK SPACE}Élan", marks=pytest.mark.long),
    ],
    ids=["error", "output", "refusal"],
)
def test_a_posix_locale_still_prints_accents(data: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    env = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "--data", str(data), "--lang", "fr", *arguments],
        capture_output=True, env=env, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code and words in (done.stderr if code else done.stdout).decode()
