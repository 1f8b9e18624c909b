"""The file that keeps what the simulated TikTok knows through kill -9."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from .record import Record

# Money in `fields` stays exact: written as a JSON number with all its digits, read back as Decimal.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
# An upsert keeps the row's place, so that a reloaded state lists its records oldest first.
_KEEP = "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json"
_FORGET = "DELETE FROM record WHERE kind = ? AND id = ?"
_PATIENCE_SECONDS = 0.5
_ELSE = "Name a folder that can be written."
_AWAY = "Move it away, or name another folder."


class StateUnreadable(Exception):
    """The file that should hold the state does not."""


class StateFile:
    """Records on disk as JSON, by kind and id. A crash loses none, for SQLite commits each call whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = _open(path)

    def keep(self, records: Iterable[Record]) -> None:
        rows = [(type(record).KIND, record.id, encode(record)) for record in records]
        with self._connection as connection:
            connection.executemany(_KEEP, rows)

    def forget(self, records: Iterable[Record]) -> None:
        with self._connection as connection:
            connection.executemany(_FORGET, [(type(record).KIND, record.id) for record in records])

    def clear(self) -> None:
        with self._connection as connection:
            connection.execute("DELETE FROM record")

    def records(self, kinds: Iterable[type[Record]]) -> Iterator[Record]:
        """All of these kinds, in their order, oldest first within each.

        Raises:
            StateUnreadable: a record is of another make.
        """
        try:
            for kind in kinds:
                rows = self._connection.execute("SELECT json FROM record WHERE kind = ? ORDER BY rowid", (kind.KIND,))
                yield from decoded(kind, (json for (json,) in rows))
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            raise StateUnreadable(f"{self._path} holds what this simulator cannot read ({error}). {_AWAY}") from error

    def close(self) -> None:
        self._connection.close()


def encode(record: Record) -> bytes:
    return _ENCODER.encode(record)


def decoded(kind: type[Record], rows: Iterable[bytes]) -> Iterator[Record]:
    """What `encode` gave of records of one kind."""
    return map(msgspec.json.Decoder(kind, float_hook=Decimal).decode, rows)


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, check_same_thread=False)
    except OSError as error:
        raise StateUnreadable(f"No state can be kept in {path.parent} ({error.strerror}). {_ELSE}") from error
    except sqlite3.Error as error:
        raise StateUnreadable(f"{path} cannot be opened ({error}). {_ELSE}") from error
    try:
        # Two simulators would each write their own memory over the other's: the first keeps the file to itself.
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, json BLOB, PRIMARY KEY (kind, id))")
    except sqlite3.Error as error:
        file.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StateUnreadable(f"Another simulator works on {path}. End it, or name another folder.") from error
        raise StateUnreadable(f"{path} is not a simulator's state ({error}). {_AWAY}") from error
    return file
