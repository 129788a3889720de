"""Appui talks to nobody: no command connects, binds or sends to a socket; the screens are heard in test_snapshots.py."""

# ruff: noqa: E501 - programs and lists of keys, one a line

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HOOK = """
import sys
calls = []
def watch(event, args):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        calls.append(event)
sys.addaudithook(watch)
"""
COMMANDS = """
from tui.cli.main import main
for line in (["committee", "list"], ["committee", "create", "C", "--place", "Lyon 4e"], ["report", "activity", "--format", "html"],
             ["report", "activity", "--format", "pdf", "--output", sys.argv[2]], ["doctor"], ["backup"], ["undo"], ["structures"], ["where"]):
    assert main(["--data", sys.argv[1], *line]) == 0, line
"""
END = """
print("calls", calls, file=sys.stderr)
"""


def watched(program: str, *arguments: str, home: Path) -> str:
    env = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_STATE_HOME": str(home),
    }
    done = subprocess.run(
        [sys.executable, "-c", HOOK + program + END, *arguments], capture_output=True, timeout=240, check=False, env=env
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode().splitlines()[-1]


def test_no_command_opens_a_socket(demo_file: Path, copy: Callable[[Path], Path], tmp_path: Path) -> None:
    assert watched(COMMANDS, str(copy(demo_file)), str(tmp_path / "out.pdf"), home=tmp_path) == "calls []"


def test_the_watch_would_see_one(tmp_path: Path) -> None:
    said = watched(
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(('127.0.0.1', 0))\n", home=tmp_path
    )
    assert said == "calls ['socket.bind']"
