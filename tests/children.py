"""A child process to be killed."""

from __future__ import annotations

import gc
import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from contextlib import suppress

Say = Callable[[str], None]


class Child:
    """A forked process: no interpreter to start, so a thousand can be killed. It says lines through a pipe."""

    def __init__(self, work: Callable[[Say], None], uid: int | None = None) -> None:
        self.ear, mouth = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of forks beside threads
            self.pid = os.fork()
        if self.pid == 0:
            code = 70
            with suppress(BaseException):
                gc.disable()  # nothing inherited may be closed here
                os.close(self.ear)
                if uid is not None and os.getuid() == 0:
                    os.setgroups([])
                    os.setresgid(uid, uid, uid)
                    os.setresuid(uid, uid, uid)
                try:
                    work(lambda line: (os.write(mouth, line.encode() + b"\n"), None)[1])
                    code = 0
                except BaseException as error:
                    os.write(mouth, f"!{type(error).__name__}: {error}\n".encode())
                    raise
            os._exit(code)
        os.close(mouth)
        self._heard = b""
        self._status: int | None = None

    def hear(self, seconds: float = 20) -> str:
        """The next line the child says."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._heard:
            ready, _, _ = select.select([self.ear], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.ear, 65536) if ready else b""
            if not data:
                raise AssertionError(f"the child said nothing more after {self._heard!r}")
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def lines(self) -> list[str]:
        """All that the child said and was not heard yet, once it has ended; a line cut short does not count."""
        while data := os.read(self.ear, 65536):
            self._heard += data
        self.wait()
        return self._heard.decode().split("\n")[:-1]

    def kill(self) -> None:
        """Kill it as a power button does: no handler, no farewell."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Its exit code; minus the signal if it was killed."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._status

    def close(self) -> None:
        """Leave nothing behind."""
        self.kill()
        with suppress(OSError):
            os.close(self.ear)
