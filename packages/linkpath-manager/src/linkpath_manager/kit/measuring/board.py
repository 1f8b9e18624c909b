"""The slates of all processes that share a folder, read as one; those of the dead are added up and put away."""

import fcntl
import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from .family import Family
from .slate import CELLS, Key, Slate

Told = dict[str, dict[tuple[str, ...], list[float]]]
"""Numbers by the family's name and the labels' values."""


Numbers = tuple[str, tuple[str, ...], list[float]]
"""Of one family and set of labels."""


class _Ended(msgspec.Struct):
    """What processes that are gone have counted; `folded` are those whose files may still be there."""

    folded: list[str] = []
    counted: list[Numbers] = []


class Board:
    """Without a `folder` it holds this process's slate alone."""

    def __init__(self, folder: Path | None, process_id: str, families: Iterable[Family]) -> None:
        self._folder = folder
        self._families = {family.name: family for family in families}
        if folder is None:
            self.slate = Slate()
            return
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            self.slate = Slate(folder / process_id)

    def read(self) -> tuple[Told, int]:
        """What all have counted, and how many processes there are. It reads files: call it in a thread."""
        told: Told = {}
        if self._folder is None:
            self._join(told, _numbers(self.slate.keys(), self.slate.cells), alive=True)
            return told, 1
        with _locked(self._folder):
            ended = self._put_away(self._folder)
            self._join(told, ended.counted, alive=False)
            living = [file for file in sorted(self._folder.glob("*.cells")) if file.stem not in ended.folded]
            for file in living:
                self._join(told, _read(file), alive=True)
        return told, len(living)

    def close(self) -> None:
        self.slate.close()

    def _put_away(self, folder: Path) -> _Ended:
        """Adds up what the dead have counted, once: their names are written down before their files go."""
        store = folder / "ended.json"
        ended = msgspec.json.decode(store.read_bytes(), type=_Ended) if store.exists() else _Ended()
        dead = [file for file in folder.glob("*.cells") if file.stem != self.slate.id and _is_free(file)]
        new = [file for file in dead if file.stem not in ended.folded]
        if new:
            sums: Told = {}
            self._join(sums, ended.counted, alive=False)
            for file in new:
                self._join(sums, _read(file), alive=False)
            counted = [(name, labels, cells) for name, by in sums.items() for labels, cells in by.items()]
            ended = _Ended([file.stem for file in dead], counted)
            waiting = store.with_suffix(".new")
            waiting.write_bytes(msgspec.json.encode(ended))
            waiting.replace(store)
        for file in dead:
            file.unlink()
            file.with_suffix(".keys").unlink(missing_ok=True)
        return ended

    def _join(self, told: Told, numbers: Iterable[Numbers], *, alive: bool) -> None:
        for name, labels, cells in numbers:
            family = self._families.get(name)
            fits = family and family.width == len(cells) and len(family.labels) == len(labels)
            if not family or not fits or (family.kind == "gauge" and not alive):
                continue  # another version's, or a state of what is gone
            before = told.setdefault(name, {}).setdefault(labels, [0.0] * len(cells))
            told[name][labels] = [_together(family, *pair) for pair in zip(before, cells, strict=True)]


def _together(family: Family, one: float, other: float) -> float:
    return max(one, other) if family.joined == "max" else one + other


def _read(file: Path) -> list[Numbers]:
    """What another process has counted; nothing, where its files are not as they were made."""
    keys = file.with_suffix(".keys")
    if not keys.exists() or file.stat().st_size != CELLS * 8:
        return []
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        cells = memoryview(mapped).cast("d")
        try:
            return _numbers(keys.read_bytes(), cells)
        finally:
            cells.release()


def _numbers(keys: bytes, cells: "memoryview[float]") -> list[Numbers]:
    """By key; a line that is not whole yet counts nothing yet."""
    known = _KEYS.decode_lines(keys[: keys.rfind(b"\n") + 1])
    return [(key.family, key.labels, list(cells[key.place : key.place + key.width])) for key in known]


def _is_free(file: Path) -> bool:
    """Whether the process that had it is gone."""
    with file.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[IO[bytes]]:
    with (folder / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


_KEYS = msgspec.json.Decoder(Key)
