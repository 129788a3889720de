"""In a real terminal: it is always given back, whatever ends the program, and each refusal is one sentence."""

from __future__ import annotations

import gc
import os
import re
import select
import shutil
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are Unix", allow_module_level=True)

import fcntl
import pty
import termios

MAIN = "import sys; from tui.cli.main import main; sys.exit(main())"
PATIENCE = 90.0  # seconds before a test gives up; nothing is measured by it


class Forked:
    """A program in a child of this process, which has imported everything: no interpreter to start.

    It has a session, a terminal, an environment and streams of its own, and ends as an interpreter does.
    """

    def __init__(
        self, program: str, arguments: tuple[str, ...], env: dict[str, str], terminal: tuple[int, int]
    ) -> None:
        import tui.app
        import tui.launch  # noqa: F401 - what each child would import again

        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of forks beside threads
            self.pid = os.fork()
        if self.pid == 0:
            code = 70
            try:
                code = self._run(program, arguments, env, *terminal)
            finally:
                os._exit(code)

    @staticmethod
    def _run(program: str, arguments: tuple[str, ...], env: dict[str, str], master: int, slave: int) -> int:
        gc.disable()  # nothing inherited may be closed here
        os.setsid()
        for number in (0, 1, 2):
            os.dup2(slave, number)
        os.close(master)
        os.close(slave)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.set_wakeup_fd(-1)
        for name in ("SIGTERM", "SIGHUP", "SIGTSTP", "SIGWINCH"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(env)
        sys.argv = ["-c", *arguments]
        sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
        sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
        sys.stderr = sys.__stderr__ = open(  # type: ignore[misc]  # noqa: SIM115
            2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
        )
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        try:
            exec(program, {"__name__": "__main__"})  # noqa: S102 - what `python -c` does
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        except BaseException:  # noqa: BLE001 - an interpreter shows whatever ends it
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            code = 1
        threading._shutdown()  # type: ignore[attr-defined]
        sys.stdout.flush()
        sys.stderr.flush()
        return code

    def poll(self) -> int | None:
        """Its exit code once it has ended; minus the signal if it was killed."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self) -> int:
        """Wait until it has ended."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Terminal:
    """``appui`` in a pseudo-terminal, and every byte that it wrote there.

    In an interpreter of its own if it is to be ``fresh``, else in a child of the one that runs the tests.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        program: str = MAIN,
        fresh: bool = False,
        **env: str,
    ) -> None:
        self.master, slave = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(slave)
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "en_GB.UTF-8",
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **env,
        }  # fmt: skip

        def take_terminal() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.slave = slave
        self.process: subprocess.Popen[bytes] | Forked
        if fresh:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, *arguments],
                stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True,
                preexec_fn=take_terminal,  # noqa: PLW1509 - the child only sets its terminal
            )  # fmt: skip
        else:
            self.process = Forked(program, arguments, environment, (self.master, slave))
        self.written = b""

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float = 0.2) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.written += data
        return bool(data)

    def wait_for(self, *texts: str) -> None:
        """Read until a text stands somewhere in what was written."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.read()
            if any(text in self.text() for text in texts):
                return
            if self.process.poll() is not None and not self.read(0):
                break
        raise AssertionError(f"{texts} never came; the end of what did: {self.text()[-1500:]!r}")

    def text(self) -> str:
        """What was written, without its escape sequences."""
        return re.sub(
            r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b.", "", self.written.decode(errors="replace")
        )

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read()
        assert self.process.poll() is not None, f"it did not end: {self.text()[-500:]!r}"
        while self.read(0.05):
            pass
        return self.process.returncode

    def after(self) -> str:
        """What was written once the terminal had been given back."""
        return self.written.rpartition(b"\x1b[?1049l")[2].decode(errors="replace")

    def given_back(self) -> None:
        """The alternate screen left, mouse and bracketed paste off, cursor shown, line mode and echo on again."""
        if b"\x1b[?1049h" in self.written:
            for mode in (b"1049", b"1000", b"1003", b"2004"):
                on, off = self.written.rfind(b"\x1b[?" + mode + b"h"), self.written.rfind(b"\x1b[?" + mode + b"l")
                assert off > on or on == -1, mode
            assert self.written.rfind(b"\x1b[?25h") > self.written.rfind(b"\x1b[?25l")
        now = termios.tcgetattr(self.slave)
        assert now[3] & termios.ECHO and now[3] & termios.ICANON
        assert now[:4] == self.before[:4]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    terminals: list[Terminal] = []

    def make(*arguments: str, **options: object) -> Terminal:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        terminals.append(Terminal(home, *arguments, **options))  # type: ignore[arg-type]
        return terminals[-1]

    yield make
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def data(demo_file: Path, copy: Callable[[Path], Path]) -> Path:
    return copy(demo_file)


def test_quitting_gives_the_terminal_back_and_ends_with_nought(start: Start, data: Path) -> None:
    terminal = start("--data", str(data))
    terminal.wait_for("This week")
    assert b"\x1b[?1049h" in terminal.written
    terminal.type("q")
    assert terminal.end() == 0
    terminal.given_back()
    assert "Traceback" not in terminal.after()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_gives_the_terminal_back_and_ends_with_128_and_its_number(start: Start, data: Path, name: str) -> None:
    number = getattr(signal, name)
    terminal = start("--data", str(data))
    terminal.wait_for("This week")
    terminal.process.send_signal(number)
    assert terminal.end() == 128 + number
    terminal.given_back()
    assert "Traceback" not in terminal.text()


def test_a_signal_before_the_first_frame_ends_it_too(start: Start, data: Path) -> None:
    program = (
        "import os, signal, sys\nimport tui.app\nfrom tui.app import AppuiApp\nrun = AppuiApp.run\n"
        "def early(self, *a, **k):\n    os.kill(os.getpid(), signal.SIGTERM)\n    return run(self, *a, **k)\n"
        "AppuiApp.run = early\nfrom tui.cli.main import main\nsys.exit(main())"
    )
    terminal = start("--data", str(data), program=program, fresh=True)
    assert terminal.end() == 128 + signal.SIGTERM
    terminal.given_back()


def test_stopping_gives_the_terminal_back_until_it_goes_on(start: Start, data: Path) -> None:
    terminal = start("--data", str(data))
    terminal.wait_for("This week")
    terminal.process.send_signal(signal.SIGTSTP)
    _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    while terminal.read(0.05):
        pass
    assert terminal.written.rfind(b"\x1b[?1049l") > terminal.written.rfind(b"\x1b[?1049h")
    assert termios.tcgetattr(terminal.slave)[3] & termios.ECHO
    seen = len(terminal.written)
    terminal.process.send_signal(signal.SIGCONT)
    while b"\x1b[?1049h" not in terminal.written[seen:]:
        assert terminal.process.poll() is None
        terminal.read()
    terminal.type("q")
    assert terminal.end() == 0
    terminal.given_back()


def test_a_crash_gives_the_terminal_back_and_shows_no_value(start: Start, data: Path, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom tui.screens.committees.directory import CommitteesScreen\n"
        "def crash(self):\n    secret = 'Samia-Benali-0639980001'\n    raise ValueError(secret)\n"
        "CommitteesScreen.reload = crash\nfrom tui.cli.main import main\nsys.exit(main())"
    )
    terminal = start("--data", str(data), program=program)
    terminal.wait_for("This week")
    terminal.type("c")
    assert terminal.end() == 1
    terminal.given_back()
    assert "defect of its own" in terminal.after()
    assert "Samia" not in terminal.text() and "Traceback" not in terminal.text()
    logs = list((tmp_path / "home").rglob("appui.log"))
    assert len(logs) == 1 and stat.S_IMODE(logs[0].stat().st_mode) == 0o600
    written = logs[0].read_text()
    assert "ValueError" in written and "Samia" not in written and "crash" in written
    assert str(logs[0]) in re.sub(r"\s+", "", terminal.after()) or logs[0].name in terminal.after()


@pytest.mark.parametrize(
    ("columns", "rows"),
    [(1, 1), pytest.param(1000, 300, marks=pytest.mark.long), pytest.param(5, 2, marks=pytest.mark.long)],
)
def test_no_size_of_terminal_crashes_it(start: Start, data: Path, columns: int, rows: int) -> None:
    terminal = start("--data", str(data), columns=columns, rows=rows)
    deadline = time.monotonic() + PATIENCE
    while b"\x1b[?1049h" not in terminal.written and time.monotonic() < deadline:
        terminal.read()
    for key in ("c", "\x1b", "a", "?"):
        terminal.type(key)
        while terminal.read(0.3):
            pass
    terminal.resize(90, 28)
    terminal.process.send_signal(signal.SIGWINCH)
    terminal.wait_for("Agenda")
    terminal.resize(columns, rows)
    terminal.process.send_signal(signal.SIGWINCH)
    terminal.type("\x11")
    assert terminal.end() == 0
    terminal.given_back()


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "dumb", "NO_COLOR": "1"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        *[pytest.param(e, marks=pytest.mark.long) for e in ({"TERM": ""}, {"LC_ALL": "C", "LANG": "C"})],
    ],
)
def test_poor_terminals_and_locales_are_given_a_screen_and_back(start: Start, data: Path, env: dict[str, str]) -> None:
    terminal = start("--data", str(data), "--lang", "fr", fresh="LC_ALL" in env, **env)
    terminal.wait_for("Cette semaine")
    assert "À faire" in terminal.text() and b"\x1b[?1049h" in terminal.written
    terminal.type("q")
    assert terminal.end() == 0
    terminal.given_back()
    assert "Traceback" not in terminal.after()


def refused(start: Start, path: Path, code: int, words: str) -> None:
    terminal = start("--data", str(path))
    assert terminal.end() == code
    terminal.given_back()
    said = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", terminal.after()).strip()
    assert words in said and "Traceback" not in terminal.text(), said
    assert len([line for line in said.splitlines() if line.strip()]) == 1, said


def test_a_file_that_is_none_of_ours_ends_in_one_sentence(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("notes " * 1000)
    refused(start, path, 1, "is not an Appui file")
    assert path.read_text() == "notes " * 1000


def test_a_newer_file_ends_with_three_and_keeps_every_byte(start: Start, data: Path) -> None:
    with closing(sqlite3.connect(data)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r999'")
        connection.commit()
    before = data.read_bytes()
    refused(start, data, 3, "newer Appui")
    assert data.read_bytes() == before


def test_a_folder_in_the_place_of_the_file_ends_in_one_sentence(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "folder.appui"
    folder.mkdir()
    refused(start, folder, 1, "is a folder")


def test_a_file_that_may_only_be_read_opens_and_says_so(start: Start, data: Path) -> None:
    if os.getuid() == 0:
        # Root may write anywhere: the question is answered "no" instead.
        program = f"import db.files; db.files.writable = lambda path: False\n{MAIN}"
    else:
        data.chmod(0o400)
        program = MAIN
    terminal = start("--data", str(data), program=program)
    terminal.wait_for("can be read but not")
    terminal.type("nX\r69384\r\r")
    terminal.wait_for("New committee")
    terminal.type("\x11")
    assert terminal.end() == 0
    terminal.given_back()
    with closing(sqlite3.connect(data)) as connection:
        assert connection.execute("SELECT count(*) FROM committee WHERE name = 'X'").fetchone() == (0,)


def test_a_file_locked_by_another_program_is_told_and_the_line_typed_can_be_sent_again(
    start: Start, data: Path
) -> None:
    program = f"import db.engine; db.engine.BUSY_SECONDS = 0.2\n{MAIN}"
    terminal = start("--data", str(data), program=program)
    terminal.wait_for("This week")
    holder = sqlite3.connect(data, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        terminal.type("w")
        terminal.wait_for("Recognition")
        terminal.type("l")
        terminal.wait_for("Logbook")
        terminal.type("nAlpha\r")
        terminal.wait_for("Another program has been writing", "being written")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    terminal.type("\x11")
    assert terminal.end() == 0
    terminal.given_back()


@pytest.mark.parametrize("invented", ["copied", pytest.param("anew", marks=pytest.mark.long)])
def test_the_demonstration_is_made_once_and_never_on_the_real_file(
    start: Start, tmp_path: Path, demo_file: Path, invented: str
) -> None:
    # What it invents is looked at elsewhere: here, whether it is asked to, and where.
    program = MAIN
    if invented == "copied":
        program = (
            "import shutil\nfrom seed import demo\n"
            "def make(path, *, today=None, **_):\n    assert not path.exists() and str(today) == '2026-11-18'\n"
            f"    path.parent.mkdir(parents=True)\n    shutil.copy({str(demo_file)!r}, path)\n"
            "    return demo.Summary(24, 600)\n"
            f"demo.make = make\n{MAIN}"
        )
    first = start("--demo", "--today", "2026-11-18", program=program)
    first.wait_for("invented data")
    first.wait_for("Chalon centre")
    first.type("q")
    assert first.end() == 0
    found = list((tmp_path / "home").rglob("*.appui"))
    assert [path.name for path in found] == ["demo.appui"]
    with closing(sqlite3.connect(found[0])) as connection:
        made = connection.execute("SELECT min(id), max(created_at) FROM committee").fetchone()
    second = start("--demo", "--today", "2027-01-01", program=program)
    second.wait_for("To do now")
    second.type("q")
    assert second.end() == 0
    with closing(sqlite3.connect(found[0])) as connection:
        assert connection.execute("SELECT min(id), max(created_at) FROM committee").fetchone() == made
    assert len(list((tmp_path / "home").rglob("*.appui"))) == 1


@pytest.mark.skipif(shutil.which("stty") is None, reason="a shell's own tool")
def test_output_that_goes_elsewhere_is_refused_in_one_line(start: Start, tmp_path: Path) -> None:
    program = f"import os, sys; os.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n{MAIN}"
    terminal = start("--data", str(tmp_path / "x.appui"), program=program, fresh=True)
    assert terminal.end() == 2
    assert terminal.text().count("\n") == 1 and "needs a terminal" in terminal.text()
    terminal.given_back()
