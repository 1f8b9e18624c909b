"""What LinkPath asks of a database, whichever it is; `sqlite.py` and `postgresql.py` answer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Executable, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from .memory import Memory
from .storage import Storage

EVERYWHERE: Final = "*"
"""In place of a workspace's id: rows of all workspaces are meant."""

Row = tuple[Any, ...]


class DatabaseUnusable(Exception):
    """The database cannot be used; the message says what to do."""


class DatabaseNewer(DatabaseUnusable):
    """A newer LinkPath wrote it."""


class Prepared:
    """A read compiled to SQL once: SQLAlchemy's part of a request costs more than the database's.

    A read binds `workspace_id`, or says `everywhere`: it is meant to find rows of any workspace.
    """

    def __init__(self, statement: Executable, *, everywhere: bool = False) -> None:
        self._statement = statement
        self.everywhere = everywhere

    @cached_property
    def named(self) -> tuple[str, dict[str, Any]]:
        """SQLite's text with named parameters, and the values that the statement itself brought."""
        compiled = self._compiled(sqlite.dialect(paramstyle="named"))
        return str(compiled), _given(compiled)

    @cached_property
    def numbered(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        """PostgreSQL's text with numbered parameters, their names in order, and the statement's own values."""
        compiled = self._compiled(asyncpg.dialect())  # type: ignore[no-untyped-call]  # the package leaves it untyped
        return str(compiled), tuple(compiled.positiontup or ()), _given(compiled)

    def bind(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**self.named[1], **values}

    def _compiled(self, dialect: Dialect) -> SQLCompiler:
        compiled = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every statement has it
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  # narrows what compile() returns
        return compiled


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections to the database that are kept for one kind of work."""

    name: str
    in_use: int
    idle: int
    limit: int


class Database(ABC):
    """LinkPath's tables. `memory` keeps what was worked out from the last commit; `place` is what people call it."""

    memory: Memory
    storage: Storage
    place: str

    @abstractmethod
    async def read(self, query: Prepared, **values: Any) -> Sequence[Row]:
        """All rows of `query`, as tuples in the order of its columns, as of the last commit."""

    async def read_one(self, query: Prepared, **values: Any) -> Row | None:
        """The first row of `query`, or None."""
        rows = await self.read(query, **values)
        return rows[0] if rows else None

    @abstractmethod
    def transaction(self, workspace_id: str) -> AbstractAsyncContextManager[AsyncConnection]:
        """A write transaction: committed whole on leaving, rolled back on an exception.

        It can touch rows of `workspace_id` only; with `EVERYWHERE`, of all.

        Raises:
            Unavailable: the database is not there, or cannot be written.
        """

    @abstractmethod
    def alone(self, what: str, *, within_seconds: float) -> AbstractAsyncContextManager[None]:
        """While the block runs, nobody else in any process is in a block of the same name.

        It ends with the block, or with the process, and never by time.

        Raises:
            TimeoutError: others have held it for all that time.
        """

    @abstractmethod
    async def leads(self) -> bool:
        """Whether this process does what one process does for all. Of those that ask, one leads, until it ends."""

    @abstractmethod
    async def resign(self) -> None:
        """Leaves the lead to others, if this process has it. It may be asked for again."""

    @abstractmethod
    async def revision(self) -> str:
        """The newest migration that ran."""

    def pools(self) -> tuple[Pool, ...]:
        """How the connections stand; none are told of a database that has no pools."""
        return ()

    @abstractmethod
    async def close(self) -> None: ...


def insert_into(tx: AsyncConnection, table: Any) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, of the database at hand."""
    return (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(table)


async def hold(tx: AsyncConnection, what: str, workspace_id: str) -> None:
    """Has other transactions that hold the same wait for this one's end. SQLite has one at a time anyway."""
    if tx.dialect.name == "postgresql":
        await tx.execute(_HOLD, {"name": f"{what}/{workspace_id}"})


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def _given(compiled: SQLCompiler) -> dict[str, Any]:
    return {name: value for name, value in compiled.params.items() if value is not None}
