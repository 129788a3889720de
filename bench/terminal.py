"""A program in a real terminal of 120 by 40: when its first own text shows, and when it answers its first key."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS, LINES = 120, 40
PATIENCE = 60.0  # seconds, then the program counts as silent

_ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|[\]P_^].*?(\x07|\x1b\\)|[@-Z\\^_]|[ -/]+[0-~])", re.DOTALL)


@dataclass(frozen=True)
class Program:
    """What to start, the text by which its first frame is known, a key, and the text by which its answer is known."""

    name: str
    command: Sequence[str]
    shows: str
    key: bytes = b""
    answers: str = ""


@dataclass(frozen=True)
class Run:
    """Seconds since the program was started, CPU seconds of its life, and MB of memory when it had answered."""

    frame: float
    answer: float | None
    cpu: float
    memory: float | None


def start(program: Program, environment: Mapping[str, str], folder: Path) -> Run:
    """Start a program, wait for its first own text, press the key at once, wait for the answer, end it.

    Raises:
        TimeoutError: the text never came; what the program wrote is in the message.
    """
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        os.execve(program.command[0], list(program.command), dict(environment))
    # Set on this side too: whichever comes first, the program never sees another size.
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    try:
        seen = _wait(terminal, b"", program.shows, begun)
        frame = time.perf_counter() - begun
        answer = None
        if program.key:
            os.write(terminal, program.key)
            _wait(terminal, b"", program.answers, begun, seen)
            answer = time.perf_counter() - begun
        memory = _resident(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        os.close(terminal)
    return Run(frame, answer, usage.ru_utime + usage.ru_stime, memory)


def plain(written: bytes) -> str:
    """What was written to the terminal without its escape sequences."""
    return _ESCAPES.sub(b"", written).decode("utf-8", "replace")


def _wait(terminal: int, written: bytes, text: str, begun: float, before: bytes = b"") -> bytes:
    pattern = re.compile(text)
    while not pattern.search(plain(written)):
        left = begun + PATIENCE - time.perf_counter()
        ready, _, _ = select.select([terminal], [], [], max(left, 0))
        try:
            data = os.read(terminal, 65536) if ready else b""
        except OSError:  # the program has ended
            data = b""
        if not data:
            raise TimeoutError(f"{text!r} never showed. Written: {plain(before + written)[-2000:]!r}")
        written += data
    return written


def _resident(pid: int) -> float | None:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():  # not Linux
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    return int(found[1]) / 1024 if found else None
