"""The entry point ``appui``: reads the command, runs it, turns every refusal into one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.errors import Refusal

if TYPE_CHECKING:
    from tui.cli.parser import Call


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``appui``; return 0 done, 1 refused, 2 wrong usage, 3 the file comes from a newer version."""
    os.umask(0o077)  # whatever is written, databases, backups and exports alike, is for this account only
    _speak_utf8()
    from tui.cli.parser import parse, printable

    call: Call | None = None
    try:
        call = parse(_arguments() if arguments is None else list(arguments))
        code = call.run()
        sys.stdout.flush()  # here, where a reader that has gone is still understood
        return code
    except Refusal as refusal:
        from campaign.words import language_from, words

        w = words(call.lang if call else language_from(os.environ))
        print(printable(w.refusal(refusal)), file=sys.stderr)
        for subject, why in getattr(refusal, "refused", ()):  # of several: which, and why each
            print(printable(f"{subject}  {w.refusal(why)}"), file=sys.stderr)
        return refusal.exit_code
    except BrokenPipeError:
        # `appui ... | head`: the reader has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as defect:  # noqa: BLE001 - the last resort: a stack trace on the terminal would show names
        return _stopped(defect, call)
    except KeyboardInterrupt:
        return 130


def _stopped(defect: Exception, call: Call | None) -> int:
    """A defect of ours: one sentence, and what may be sent of it in the log."""
    from campaign.words import language_from, words
    from tui.cli.paths import log_file
    from tui.crash import record

    sentence = record(defect, log_file(), words(call.lang if call else language_from(os.environ))).plain
    print(sentence.replace("\n", " "), file=sys.stderr)
    return 1


def _arguments() -> list[str]:
    # In a POSIX locale Python may read accents as bytes it does not understand: a name would lose its letters.
    return [os.fsencode(argument).decode("utf-8", "surrogateescape") for argument in sys.argv[1:]]


def _speak_utf8() -> None:
    # In a POSIX locale Python would write accents as question marks, or stop at them.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
