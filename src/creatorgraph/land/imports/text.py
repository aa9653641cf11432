"""Open a file that a person made: what encoding it has, whether it is text at all, and lines with their numbers."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from creatorgraph.errors import ConfigurationError, InputFileError

CHUNK: Final = 1 << 20
NOT_TEXT: Final = {
    b"PK\x03\x04": ("is a workbook or a zip archive", "Save the sheet as CSV (UTF-8), or unpack the archive."),
    b"\x1f\x8b": ("is compressed", "Unpack it with gunzip first."),
    b"PAR1": ("is a Parquet file", "Write it as CSV first."),
    b"%PDF": ("is a PDF document", "Export the table as CSV."),
    b"\xd0\xcf\x11\xe0": ("is an old Excel workbook", "Save the sheet as CSV (UTF-8)."),
}
# Longest mark first: UTF-32's begins with UTF-16's.
MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that was read through once and decodes without an error; `size` in bytes."""

    path: Path
    encoding: str
    size: int

    @property
    def name(self) -> str:
        """What reports and provenance call it: the name without the folder."""
        return self.path.name


class Lines:
    """The physical lines of an open file, line ends kept; `number` is that of the line handed out last, from 1."""

    def __init__(self, text: TextIO, raw: BinaryIO, longest: int = -1) -> None:
        self._text, self._raw, self._longest = text, raw, longest
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._longest)
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def skip_rest(self, line: str) -> None:
        """Read on to the end of a line that came back cut."""
        while line and not line.endswith("\n"):
            line = self._text.readline(self._longest)

    @property
    def bytes_read(self) -> int:
        """How far into the file reading has come (in whole buffers)."""
        return self._raw.tell()


def examine(path: Path, encoding: str | None = None) -> TextFile:
    """Find out how a file is encoded and that all of it decodes, before anything of it is landed.

    UTF-8 with or without a mark, and UTF-16 or UTF-32 with one, are recognised; all else is refused, not guessed.
    Raises InputFileError for a file that is absent, empty, no text, or in another encoding.
    """
    head, size = _head(path)
    for magic, (what, todo) in NOT_TEXT.items():
        if head.startswith(magic):
            raise InputFileError(path, f"{what}, not text.", todo=todo)
    chosen = _known_encoding(encoding) if encoding else _marked_encoding(path, head)
    _decode_whole(path, chosen, given=encoding is not None)
    return TextFile(path, chosen, size)


@contextmanager
def open_lines(file: TextFile, longest: int = -1) -> Iterator[Lines]:
    """Read an examined file line by line; a line of more than `longest` characters comes back cut."""
    with file.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=file.encoding, newline="") as text:
        try:
            yield Lines(text, raw, longest)
        except UnicodeDecodeError:
            raise ConfigurationError(
                f"{file.path} changed while it was being read.",
                kept="The rows before that place were landed.",
                todo="Run the same command again: what is there already is not landed twice.",
            ) from None


def _head(path: Path) -> tuple[bytes, int]:
    try:
        if not path.is_file():
            raise InputFileError(path, "is not a file." if path.exists() else "there is no such file.")
        with path.open("rb") as raw:
            head = raw.read(8)
    except OSError as error:
        raise InputFileError(path, f"cannot be read ({error.strerror}).") from None
    if not head:
        raise InputFileError(path, "is empty.", todo="Write a header line and at least one row.")
    return head, path.stat().st_size


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        known = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252")
        raise ConfigurationError.unknown("encoding", name, known) from None


def _marked_encoding(path: Path, head: bytes) -> str:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if head[1:2] == b"\0" or head[:1] == b"\0":
        order = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        raise InputFileError(
            path, "looks like UTF-16 without a byte order mark.", todo=f"Say so with --encoding {order}."
        )
    return "utf-8"


def _decode_whole(path: Path, encoding: str, *, given: bool) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as raw:
        while True:
            chunk = raw.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line += chunk.count(b"\n", 0, error.start)
                raise _undecodable(path, encoding, line, given=given) from None
            if not chunk:
                return
            line += chunk.count(b"\n")


def _undecodable(path: Path, encoding: str, line: int, *, given: bool) -> InputFileError:
    todo = "Save it as UTF-8"
    if not given:
        todo += ", or say what it is: --encoding cp1252 (Western European Windows; Latin-1), --encoding utf-16"
    return InputFileError(path, f"line {line} is not valid {encoding.removesuffix('-sig').upper()}.", todo=f"{todo}.")
