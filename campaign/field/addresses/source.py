"""A file read line by line in little memory: plain or gz, UTF-8 or what is said, and every way in which it can be bad.

A department has some 30 MB packed and a million lines: nothing here holds more than one of them.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from campaign.errors.addresses import (
    ArchiveNotOpened,
    EncodingUnknown,
    FileCutShort,
    FileEmpty,
    FileNotThere,
    LayoutUnknown,
    NotUtf8,
)

Progress = Callable[[int, int], None]
LONGEST_LINE = 1 << 20  # bytes; what is longer is no table
_EVERY = 2000  # lines between two words of progress
_PACKED = {
    b"PK\x03\x04": "zip",
    b"PAR1": "parquet",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bz2",
    b"\xfd7zX": "xz",
    b"SQLi": "sqlite",
}


def quiet(done: int, total: int) -> None:
    """Progress that nobody looks at."""


class _Counted(io.RawIOBase):
    """The bytes of a file as they lie on the disk: counted and hashed while they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.done = 0
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.file.read(len(view))
        view[: len(data)] = data
        self.done += len(data)
        self.hash.update(data)
        return len(data)


@dataclass(slots=True)
class Lines:
    """The lines of an open file as bytes; ``number`` is the line just read, as a person counts."""

    path: Path
    total: int
    raw: _Counted
    stream: BinaryIO
    progress: Progress
    number: int = 0

    def __iter__(self) -> Iterator[bytes]:
        try:
            while line := self.stream.readline(LONGEST_LINE):
                self.number += 1
                if self.number % _EVERY == 0:
                    self.progress(min(self.raw.done, self.total), self.total)
                yield line
            while self.raw.read(1 << 16):  # what gzip left unread: the hash is of the whole file
                pass
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise FileCutShort(path=self.path.name, line=self.number + 1) from None

    @property
    def file_hash(self) -> str:
        """SHA-256 of the file as it lies on the disk; to be asked at its end."""
        return self.raw.hash.hexdigest()


class OpenFile:
    """A file opened for reading, to be used in a ``with``.

    Raises:
        FileNotThere, ArchiveNotOpened, FileCutShort, FileEmpty.
    """

    def __init__(self, path: Path, progress: Progress = quiet) -> None:
        self.path = path
        self.progress = progress

    def __enter__(self) -> Lines:
        try:
            self._file = self.path.open("rb")
        except FileNotFoundError:
            raise FileNotThere(path=self.path) from None
        except OSError as error:
            raise ArchiveNotOpened(path=self.path.name, kind=error.strerror or "?") from None
        total = self.path.stat().st_size
        start = self._file.read(4)
        self._file.seek(0)
        for mark, kind in _PACKED.items():
            if start.startswith(mark):
                self._file.close()
                raise ArchiveNotOpened(path=self.path.name, kind=kind)
        if not start:
            self._file.close()
            raise FileEmpty(path=self.path.name)
        raw = _Counted(self._file)
        buffered = io.BufferedReader(raw, 1 << 18)
        stream: BinaryIO = buffered
        if start[:2] == b"\x1f\x8b":
            stream = cast(BinaryIO, io.BufferedReader(gzip.GzipFile(fileobj=buffered), 1 << 18))
        return Lines(self.path, total, raw, stream, self.progress)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def known_encoding(name: str) -> str:
    """The name of an encoding as Python knows it.

    Raises:
        EncodingUnknown: it knows none of this name.
    """
    try:
        found = codecs.lookup(name).name
    except LookupError:
        raise EncodingUnknown(name=name[:40]) from None
    if found not in ("utf-8", "utf-8-sig", "cp1252", "iso8859-1", "iso8859-15", "ascii"):
        raise EncodingUnknown(name=name[:40])
    return "cp1252" if found == "iso8859-1" else found  # what is called Latin-1 holds the dashes of Windows


# Signs that no name and no id holds; a file may, and PostgreSQL would refuse the first of them.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))


def texts(lines: Lines, encoding: str = "utf-8") -> Iterator[str]:
    """The lines as text.

    Raises:
        NotUtf8: one is not in that encoding; with its number and the option that helps.
    """
    for line in lines:
        raw = line
        if lines.number == 1:
            if raw.startswith(codecs.BOM_UTF8):
                raw, encoding = raw[3:], "utf-8"
            elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw.count(b"\0") > len(raw) // 4:
                raise NotUtf8(path=lines.path.name, line=1, encoding="UTF-16")
        try:
            yield raw.translate(None, _CONTROLS).decode(encoding)
        except UnicodeDecodeError:
            raise NotUtf8(path=lines.path.name, line=lines.number, encoding="Latin-1 / Windows-1252") from None


def texts_of_either(lines: Lines) -> Iterator[str]:
    """The lines as text, each UTF-8 if it can be, else Windows-1252: files that changed encoding from year to year."""
    for line in lines:
        raw = line.translate(None, _CONTROLS)
        if lines.number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            yield raw.decode("cp1252", errors="replace")


def rows(lines: Lines, text: Iterator[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with the line where each ends; empty ones are left out."""
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(text, delimiter=separator)
    try:
        for cells in reader:
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield reader.line_num, cells
    except csv.Error:
        raise LayoutUnknown(path=lines.path.name, titles="–") from None
