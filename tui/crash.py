"""What is left of a crash: file names, lines and kinds of errors; never a value, since values hold names."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from campaign.words import N_, Words
from db.version import program_version

LOG_LIMIT = 200_000


def record(error: BaseException | None, log: Path, w: Words) -> Text:
    """Append the crash to the log (0600) and return what the person reads."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.unlink()  # begin again: the latest crash is the one that is asked for
        descriptor = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(redacted(error))
        where = str(log)
    except OSError:
        where = "–"
    sentence = w(
        N_(
            "Appui stopped because of a defect of its own. What you had saved is safe.\n"
            "Next step: start it again; if it happens twice, send the file {log} (it holds no names)."
        ),
        log=where,
    )
    return Text(sentence)


def redacted(error: BaseException | None) -> str:
    """A stack trace without values, messages or local variables."""
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} appui {program_version()}"]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
        for frame in traceback.extract_tb(error.__traceback__):
            name = Path(frame.filename)
            lines.append(f"    {'/'.join(name.parts[-3:])}:{frame.lineno} {frame.name}")
        # A worker's failure carries its cause in an attribute of its own.
        error = getattr(error, "error", None) or error.__cause__ or error.__context__
    return "\n".join(lines) + "\n"
