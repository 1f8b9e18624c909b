"""SQLite: one file, one writer at a time, readers never waiting."""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

import aiosqlite
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from .database import Database, DatabaseUnusable, Prepared, Row
from .memory import Memory
from .migrating import upgrade
from .storage import Storage
from .turns import Turns

_BUSY_TIMEOUT_MS = 5_000
_TURN_SECONDS = 0.05
_TROUBLES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_IOERR: "the disk is full, or fails",
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
}
"""By SQLite's primary error code (https://sqlite.org/rescode.html)."""


class SqliteDatabase(Database):
    """LinkPath's tables in one file.

    Reads run on the event loop: a point read takes microseconds, less than handing it to a thread.
    In WAL mode they see the last commit and wait for nobody. Writes go one after the other
    through `transaction`, each begun with BEGIN IMMEDIATE: a read that turns into a write cannot fail
    half way with "database is locked". `synchronous=FULL`: what was committed survives a power cut.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path)
        self._reader = _connect_reader(path)
        self.memory = Memory(self._version)
        self._engine = _writer_engine(path)
        self.storage = Storage(_write_problem)
        self._writing = asyncio.Lock()
        self._lead: TextIO | None = None
        self._turns = Turns()

    async def read(self, query: Prepared, **values: Any) -> Sequence[Row]:
        return self._reader.execute(query.named[0], query.bind(values)).fetchall()

    async def read_one(self, query: Prepared, **values: Any) -> Row | None:
        row: Row | None = self._reader.execute(query.named[0], query.bind(values)).fetchone()
        return row

    @asynccontextmanager
    async def transaction(self, workspace_id: str) -> AsyncIterator[AsyncConnection]:  # noqa: ARG002  # SQLite has no rows that a role cannot see
        with self.storage.tried():
            async with self._writing, self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def alone(self, what: str, *, within_seconds: float) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            async with asyncio.timeout(within_seconds):
                await held.enter_async_context(self._turns.taken(what))
                held.push(await self._locked(what))
            yield

    async def _locked(self, what: str) -> TextIO:
        """A file that is locked until it is closed; the system closes it however the process ends.

        It is left behind: one that is taken away could be locked by one process and made anew by another.
        """
        folder = self.path.with_suffix(".turns")
        folder.mkdir(exist_ok=True)
        file = (folder / sha256(what.encode()).hexdigest()[:32]).open("w")
        try:
            while not _lock(file):  # noqa: ASYNC110  # another process has it, and tells nobody when it lets go
                await asyncio.sleep(_TURN_SECONDS)
        except BaseException:
            file.close()
            raise
        return file

    async def leads(self) -> bool:
        if self._lead is None:
            file = self.path.with_suffix(".lead").open("w")
            if _lock(file):
                self._lead = file  # the system lets go of it however the process ends
            else:
                file.close()
        return self._lead is not None

    async def resign(self) -> None:
        if self._lead:
            self._lead.close()
        self._lead = None

    async def revision(self) -> str:
        return str(self._reader.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def _version(self) -> int:
        # The reader never commits, so any commit is another connection's, and changes its data_version: the writer's
        # of this process, and those of other processes (https://sqlite.org/pragma.html#pragma_data_version).
        return int(self._reader.execute("PRAGMA data_version").fetchone()[0])

    async def close(self) -> None:
        if self._lead:
            self._lead.close()
        self._reader.close()
        await self._engine.dispose()


def open_sqlite(path: Path) -> SqliteDatabase:
    """Migrates the file at `path` to this version's schema, making it where there is none, and opens it.

    Raises:
        DatabaseNewer: a newer LinkPath wrote it.
        DatabaseUnusable: it is not a LinkPath database, is damaged, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _migrate(path)
        return SqliteDatabase(path)
    except (DatabaseError, sqlite3.Error, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseUnusable(
            f"{path} cannot be used: {cause}. Restore it from a backup, or name another data directory."
        ) from error


def _migrate(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    _use_immediate_transactions(engine)
    try:
        with engine.begin() as connection:
            upgrade(connection, str(path))
    finally:
        engine.dispose()


def _write_problem(error: Exception) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return None
    return _TROUBLES.get((getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF)


def _connect_reader(path: Path) -> sqlite3.Connection:
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    reader.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    reader.execute("PRAGMA query_only = ON")
    reader.execute("PRAGMA cache_size = -65536")
    reader.execute("PRAGMA mmap_size = 268435456")
    return reader


class _Writer(aiosqlite.Connection):
    """Has its thread do what SQLite works at, and makes and closes cursors itself: the way to the thread costs more.

    SQLite never meets two threads at once: whoever writes waits for each step before the next, who is cancelled too.
    """

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if fn.__name__ == "cursor" or (fn.__name__ == "close" and isinstance(fn.__self__, sqlite3.Cursor)):
            return fn(*args, **kwargs)
        step = asyncio.ensure_future(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call]  # untyped there
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:
            await asyncio.wait({step})
            step.exception()  # has been seen: who was cancelled has no use for it
            raise

    async def close(self) -> None:
        """A closed connection goes on as long as a cursor of it does, and with it the lock of its transaction."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                await self._execute(self._connection.rollback)
        await super().close()


def _writer(*args: Any, **kwargs: Any) -> _Writer:
    writer = _Writer(lambda: sqlite3.connect(*args, **kwargs), iter_chunk_size=64)
    writer._thread.daemon = True  # noqa: SLF001  # as SQLAlchemy does with those it makes
    return writer


def _writer_engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        pool_size=1,
        max_overflow=0,
        connect_args={"async_creator_fn": _writer, "check_same_thread": False},
    )
    _use_immediate_transactions(engine.sync_engine)
    return engine


def _lock(file: TextIO) -> bool:
    """Whether the file is locked now, by this opening of it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _use_immediate_transactions(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below is the only one
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {_BUSY_TIMEOUT_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
