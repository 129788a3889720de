"""Lines kept on the disk by commune while a file is read, so that a whole department needs little memory.

A file need not be sorted by commune, and what becomes of a line depends on all lines of its commune: they are put
aside in an unnamed temporary file and taken out again, one commune at a time.
"""

from __future__ import annotations

import marshal
import tempfile
import weakref
from collections.abc import Iterator

from campaign.field.addresses.line import Line

_HELD = 20_000  # lines in memory before they are put aside


class Spool:
    """Lines by commune. The file goes away with the object."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the plan it belongs to
        self.close = weakref.finalize(self, self._file.close)  # gives the disk back, at once when called
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        self._held = 0
        self.counts: dict[str, int] = {}

    def add(self, line: Line) -> None:
        """Keep a line."""
        self._waiting.setdefault(line.insee, []).append(tuple(line))
        self.counts[line.insee] = self.counts.get(line.insee, 0) + 1
        self._held += 1
        if self._held >= _HELD:
            self._put_aside()

    def lines(self, insee: str) -> Iterator[Line]:
        """The lines of a commune, in the order of the file."""
        for offset, size in self._blocks.get(insee, ()):
            self._file.seek(offset)
            for values in marshal.loads(self._file.read(size)):
                yield Line._make(values)
        for values in self._waiting.get(insee, ()):
            yield Line._make(values)

    def _put_aside(self) -> None:
        self._file.seek(0, 2)
        for insee, lines in self._waiting.items():
            data = marshal.dumps(lines)
            self._blocks.setdefault(insee, []).append((self._file.tell(), len(data)))
            self._file.write(data)
        self._waiting.clear()
        self._held = 0
