"""From launch to the first frame and to the first answered key, beside a bare Textual app and two peers.

Everything runs in a real terminal of 120 by 40 and on an existing demonstration file, interleaved. The peers are
looked for where ``APPUI_BENCH_DOOIT`` and ``APPUI_BENCH_HARLEQUIN`` say (the folders of environments of their own that
``bench/install-peers FOLDER`` makes), else left out with a sentence. Their texts may show before they are usable: their
times are lower bounds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import measure
from bench.terminal import Program, Run, start

FRAME_LIMIT, ANSWER_LIMIT = 1.25, 2.0  # times the bare app
COMPILED = ("textual.app", "rich.text", "tui.app", "campaign.words", "db.errors", "sqlalchemy.orm")


def programs(folder: Path, python: str) -> list[Program]:
    """What is compared."""
    data = folder / "demo.appui"
    appui = (python, "-m", "tui.cli.main", "--lang", "en", "--data", str(data))
    found = [
        Program("bare Textual", (python, str(folder / "bare.py")), "bare", b"?", "answered"),
        Program("appui", appui, "Appui", b"?", r"home\.tutorials"),
        Program("appui, Home with its figures", appui, "Leaflets handed out"),
    ]
    for name, text in (("dooit", "NORMAL"), ("harlequin", "Run Query")):
        place = os.environ.get(f"APPUI_BENCH_{name.upper()}")
        program = Path(place or "", "bin", name)
        if not place or not program.is_file():
            print(f"{name}: not compared (APPUI_BENCH_{name.upper()} names no environment that has it).")
            continue
        ask = f"from importlib.metadata import version as v; print(v('{name}'), v('textual'))"
        version = subprocess.run(
            [program.parent / "python", "-c", ask],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.split()
        print(f"{name} {version[0]} on Textual {version[1]}")
        more = ("-a", "sqlite", str(folder / "peer.db")) if name == "harlequin" else ()
        found.append(Program(name, (str(program), *more), text))
    return found


def main(rounds: int = measure.ROUNDS) -> None:
    """Measure and print."""
    print("== start-up")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(Path(__file__).with_name("bare.py"), folder)
        environment = {"HOME": name, "PATH": os.defpath, "LANG": "C.UTF-8"}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"  # what is compiled stays as it is found
        # From another folder, so that the installed program is measured, compiled as the installation left it.
        ask = (
            "import sys, tui; from pathlib import Path; sys.path.append(sys.argv[1]); from bench import measure; "
            f"print(Path(tui.__file__).parent, '-', measure.bytecode(*{COMPILED!r}))"
        )
        checkout = str(Path(__file__).parents[1])
        state = subprocess.run(
            [sys.executable, "-c", ask, checkout],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if state.returncode:
            measure.fail("Appui is not installed in this environment; install it as README.md says, then measure.")
        print(state.stdout.strip().rpartition(" - ")[2])
        seed = [sys.executable, "-m", "tui.cli.main", "--data", str(folder / "demo.appui"), "seed"]
        subprocess.run(seed, cwd=folder, env=environment, check=True, capture_output=True)
        runs: dict[str, list[Run]] = {}
        contestants = programs(folder, sys.executable)
        for number in range(rounds):
            for program in contestants:
                run = start(program, environment, folder)
                if number:
                    runs.setdefault(program.name, []).append(run)
    _print(runs)


def _print(runs: dict[str, list[Run]]) -> None:
    floor = "bare Textual"
    frames = {name: [run.frame for run in each] for name, each in runs.items()}
    answers = {name: [run.answer for run in each if run.answer is not None] for name, each in runs.items()}
    ratios = measure.show("launch to first own text", frames, floor)
    answered = measure.show("launch to first answered key", {n: a for n, a in answers.items() if a}, floor)
    print("\nCPU seconds and memory, medians")
    for name, each in runs.items():
        memory = [run.memory for run in each if run.memory is not None]
        held = f"{statistics.median(memory):.0f} MB" if memory else "unknown"
        print(f"  {name:34} {statistics.median(run.cpu for run in each):8.2f} s  {held:>8}")
    print()
    measure.target("first frame", ratios["appui"], FRAME_LIMIT)
    measure.target("first answered key", answered["appui"], ANSWER_LIMIT)
    for peer in ("dooit", "harlequin"):
        if peer in ratios:
            measure.target(f"first frame beside {peer}", ratios["appui"] / ratios[peer], 1)
