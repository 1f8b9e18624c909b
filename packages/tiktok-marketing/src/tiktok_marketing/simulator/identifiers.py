"""Reading a file of hashed identifiers as it comes in: how many lines, and who is in it, in constant memory."""

from __future__ import annotations

import re

import msgspec

from .people import Gathering, People

# Behaviour reference §8.1 (sure): .csv or .txt, one identifier a line.
SUFFIXES = (".csv", ".txt")
MULTIPLE_TYPES = "MULTIPLE_TYPES"
# Hex in lower case (likely). An id that is not hashed has the shape of a UUID.
_SHA256, _MD5 = re.compile(rb"[0-9a-f]{64}"), re.compile(rb"[0-9a-f]{32}")
_MAID = re.compile(rb"(?i:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_COLUMNS: dict[bytes, re.Pattern[bytes]] = {
    b"maid": _MAID,
    b"maid_sha256": _SHA256,
    b"maid_md5": _MD5,
    b"email_sha256": _SHA256,
    b"phone_sha256": _SHA256,
}
_MARK_OF_UTF8 = b"\xef\xbb\xbf"
_PADDING = b' \t\r"'
_LONGEST_LINE = 4_096


class Identifiers(msgspec.Struct, kw_only=True, frozen=True):
    """Who is in a file, by the way in which they are named in it. A row is a line that holds something."""

    rows: int
    sha256: People
    md5: People
    several: People | None  # by columns; None: the file has no header that names them

    def of(self, calculate_type: str) -> People | None:
        """Those named as `calculate_type` says; None where the file cannot be of that type."""
        if calculate_type == MULTIPLE_TYPES:
            return self.several
        return self.md5 if calculate_type.endswith("_MD5") else self.sha256


class IdentifierReader:
    """Takes a file piece by piece, before it is known of which type it is."""

    def __init__(self) -> None:
        self._rows = 0
        self._sha256, self._md5, self._several = Gathering(), Gathering(), Gathering()
        self._columns: list[re.Pattern[bytes]] | None = None
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        *lines, rest = (self._rest + piece).split(b"\n")
        # What is longer than any identifier is none, whatever follows on the line.
        self._rest = rest if len(rest) <= _LONGEST_LINE else b"-"
        for line in lines:
            self._read(line.strip(_PADDING))

    def finish(self) -> Identifiers:
        """All of the file, after the last piece."""
        self._read(self._rest.strip(_PADDING))
        self._rest = b""
        several = self._several.people() if self._columns is not None else None
        return Identifiers(rows=self._rows, sha256=self._sha256.people(), md5=self._md5.people(), several=several)

    def _read(self, line: bytes) -> None:
        if not line:
            return
        self._rows += 1
        if self._rows == 1:
            line = line.removeprefix(_MARK_OF_UTF8).strip(_PADDING)
            self._columns = _columns(line)
        elif self._columns is not None:
            self._read_cells(line, self._columns)
        if _SHA256.fullmatch(line):
            self._sha256.add_hashed(line)
        elif _MD5.fullmatch(line):
            self._md5.add_hashed(line)

    def _read_cells(self, line: bytes, columns: list[re.Pattern[bytes]]) -> None:
        """A row stands for one person if at least one of its cells is an identifier of its column's kind."""
        cells = [cell.strip(_PADDING) for cell in line.split(b",")]
        known = [cell if shape.fullmatch(cell) else b"" for shape, cell in zip(columns, cells, strict=False)]
        if any(known):
            self._several.add(b",".join(known))


def _columns(header: bytes) -> list[re.Pattern[bytes]] | None:
    """The shapes of the columns; None where the line is no header."""
    names = [name.strip(_PADDING).lower() for name in header.split(b",")]
    return [_COLUMNS[name] for name in names] if all(name in _COLUMNS for name in names) else None
