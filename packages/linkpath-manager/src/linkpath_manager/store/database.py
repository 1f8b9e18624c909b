"""The database: one writer at a time, readers never waiting, migrations at opening."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Executable, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.compiler import SQLCompiler

from .memory import Memory

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_TIMEOUT_MS = 5_000

Row = tuple[Any, ...]


class DatabaseUnusable(Exception):
    """The file cannot be used; the message says what to do."""


class DatabaseNewer(DatabaseUnusable):
    """A newer LinkPath wrote it."""


class Prepared:
    """A read compiled to SQL once: SQLAlchemy's part of a request costs more than the database's."""

    __slots__ = ("_defaults", "sql")

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))  # type: ignore[attr-defined]  # the package leaves it untyped
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  # narrows what compile() returns
        self.sql = str(compiled)
        self._defaults = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**self._defaults, **values}


class Database:
    """LinkPath's tables in one SQLite file.

    Reads run on the event loop: a point read takes microseconds, less than handing it to a thread.
    In WAL mode they see the last commit and wait for nobody. Writes go one after the other
    through `transaction`, each begun with BEGIN IMMEDIATE: a read that turns into a write cannot fail
    half way with "database is locked". `synchronous=FULL`: what was committed survives a power cut.
    `memory` keeps what was worked out from the last commit.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = _connect_reader(path)
        self.memory = Memory(self._version)
        self._engine = _writer_engine(path)
        self._writing = asyncio.Lock()

    def read(self, query: Prepared, **values: Any) -> Sequence[Row]:
        """All rows of `query`, as tuples in the order of its columns."""
        return self._reader.execute(query.sql, query.bind(values)).fetchall()

    def read_one(self, query: Prepared, **values: Any) -> Row | None:
        """The first row of `query`, or None."""
        row: Row | None = self._reader.execute(query.sql, query.bind(values)).fetchone()
        return row

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed whole on leaving, rolled back on an exception."""
        async with self._writing, self._engine.begin() as connection:
            yield connection

    def revision(self) -> str:
        """The newest migration that ran."""
        return str(self._reader.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def _version(self) -> int:
        # The reader never commits, so any commit is another connection's, and changes its data_version: the writer's
        # of this process, and those of other processes (https://sqlite.org/pragma.html#pragma_data_version).
        return int(self._reader.execute("PRAGMA data_version").fetchone()[0])

    async def close(self) -> None:
        self._reader.close()
        await self._engine.dispose()


def open_database(path: Path) -> Database:
    """Migrates the file at `path` to this version's schema, making it where there is none, and opens it.

    Raises:
        DatabaseNewer: a newer LinkPath wrote it.
        DatabaseUnusable: it is not a LinkPath database, is damaged, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _migrate(path)
        return Database(path)
    except (DatabaseError, sqlite3.Error, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseUnusable(
            f"{path} cannot be used: {cause}. Restore it from a backup, or name another data directory."
        ) from error


def newest_revision() -> str:
    """The migration that this version of LinkPath ends with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return head or ""


def _migrate(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    _use_immediate_transactions(engine)
    try:
        with engine.begin() as connection:
            script = ScriptDirectory(str(MIGRATIONS))
            current = MigrationContext.configure(connection).get_current_revision()
            known = {revision.revision for revision in script.walk_revisions()}
            if current is not None and current not in known:
                raise DatabaseNewer(
                    f"{path} was written by a newer LinkPath (schema {current}). "
                    "Upgrade LinkPath, or name another data directory."
                )
            if current == script.get_current_head():
                return
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _connect_reader(path: Path) -> sqlite3.Connection:
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    reader.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    reader.execute("PRAGMA query_only = ON")
    reader.execute("PRAGMA cache_size = -65536")
    reader.execute("PRAGMA mmap_size = 268435456")
    # SQLite's own lower() knows the letters of ASCII alone.
    reader.create_function("casefold", 1, str.casefold, deterministic=True)
    return reader


def _writer_engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0)
    _use_immediate_transactions(engine.sync_engine)
    return engine


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
