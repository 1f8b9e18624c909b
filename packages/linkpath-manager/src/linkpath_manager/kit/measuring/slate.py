"""One process's figures: numbers in mapped memory, so that counting is an addition and outlives a kill."""

import fcntl
import mmap
import os
from bisect import bisect_left
from pathlib import Path
from typing import IO, Final

import msgspec

from .family import Family

CELLS: Final = 131_072
_BYTES: Final = CELLS * 8
_OTHER: Final = "other"


class Slate:
    """Counts what one process does; `slate[family]` is where. All calls come from the loop's one thread.

    With a `file` its numbers are in `file.cells`, which has all its room from the beginning, and what they count in
    `file.keys`, a line each; what finds no room there counts as too much. The file is locked as long as the process
    lives, however that ends.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.id = file.name if file else ""
        self._lines: list[bytes] = []
        self._series: dict[str, Series] = {}
        self._next = 0
        self._keys: IO[bytes] | None = None
        self._held: IO[bytes] | None = None
        if file is not None:
            self._held = file.with_suffix(".cells").open("w+b")
            os.posix_fallocate(self._held.fileno(), 0, _BYTES)  # a hole that finds no room later would end the process
            fcntl.flock(self._held, fcntl.LOCK_EX)
            self._keys = file.with_suffix(".keys").open("wb", buffering=0)
        self.cells: memoryview[float] = memoryview(mmap.mmap(self._held.fileno() if self._held else -1, _BYTES)).cast(
            "d"
        )

    def __getitem__(self, family: Family) -> "Series":
        series = self._series.get(family.name)
        if series is None:
            series = self._series[family.name] = Series(self, family)
        return series

    def place(self, family: Family, labels: tuple[str, ...]) -> int:
        """Where the numbers of these labels stand from now on. A full slate has one place for all that is too much."""
        if self._next + family.width > CELLS - 64:
            return CELLS - 64
        line = msgspec.json.encode(Key(family.name, labels, self._next, family.width)) + b"\n"
        if self._keys and not self._written(line):
            return CELLS - 64
        self._lines.append(line)
        place, self._next = self._next, self._next + family.width
        return place

    def _written(self, line: bytes) -> bool:
        """Whether there was room for the line; half of one is taken back."""
        assert self._keys is not None  # noqa: S101  # asked for where there is a file
        before = self._keys.tell()
        try:
            if self._keys.write(line) == len(line):
                return True
        except OSError:
            return False
        self._keys.truncate(before)
        self._keys.seek(before)
        return False

    def keys(self) -> bytes:
        """What the numbers count, a line each."""
        return b"".join(self._lines)

    def close(self) -> None:
        """Lets go of the files; what was counted stays in them. Who still counts harms nobody, and is not heard."""
        if self._held and self._keys and not self._held.closed:
            fcntl.flock(self._held, fcntl.LOCK_UN)  # the mapping has the file open too, as long as anybody counts
            self._held.close()
            self._keys.close()


class Series:
    """One family on a slate. Labels are given as a tuple, in the family's order."""

    __slots__ = ("_cells", "_family", "_places", "_slate")

    def __init__(self, slate: Slate, family: Family) -> None:
        self._slate = slate
        self._family = family
        self._cells = slate.cells
        self._places: dict[tuple[str, ...], int] = {}

    def add(self, labels: tuple[str, ...] = (), by: float = 1.0) -> None:
        """Counts; or moves a gauge."""
        place = self._places.get(labels)
        self._cells[self._new(labels) if place is None else place] += by

    def set(self, labels: tuple[str, ...], value: float) -> None:
        """Says how a gauge stands."""
        place = self._places.get(labels)
        self._cells[self._new(labels) if place is None else place] = value

    def observe(self, labels: tuple[str, ...], seconds: float) -> None:
        """Counts one that took so long."""
        place = self._places.get(labels)
        if place is None:
            place = self._new(labels)
        buckets = self._family.buckets
        self._cells[place + bisect_left(buckets, seconds)] += 1.0
        self._cells[place + len(buckets) + 1] += seconds

    def _new(self, labels: tuple[str, ...]) -> int:
        if len(self._places) >= self._family.most:
            labels = (_OTHER,) * len(labels)
        place = self._places.get(labels)
        if place is None:
            place = self._places[labels] = self._slate.place(self._family, labels)
        return place


class Key(msgspec.Struct, frozen=True, array_like=True):
    """What stands from `place` on."""

    family: str
    labels: tuple[str, ...]
    place: int
    width: int
