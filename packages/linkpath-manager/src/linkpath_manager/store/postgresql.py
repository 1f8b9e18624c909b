"""PostgreSQL: many processes, each row seen by its own workspace only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from linkpath_manager.errors import Unavailable

from .database import EVERYWHERE, Database, DatabaseUnusable, Pool, Prepared, Row
from .line import Line
from .memory import Memory
from .migrating import newest_revision, refuse_newer, upgrade
from .storage import Storage
from .turns import Turns
from .walls import WORKSPACE_SETTING, missing_walls, order_bytewise, raise_walls, role_problem

_CONNECT_SECONDS: Final = 10
_COMMAND_SECONDS: Final = 30
_MIGRATION_LOCK: Final = 0x11_4B_9A_17  # an advisory lock's number, LinkPath's own: two migrations do not overlap
GONE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # asked of a connection that has just been cut off
    asyncpg.InvalidCatalogNameError,
    asyncpg.OperatorInterventionError,  # it is shut down or starting
    asyncpg.PostgresConnectionError,
)

_TROUBLES: Final = (
    (asyncpg.DiskFullError, "the server's disk is full"),
    (asyncpg.ReadOnlySQLTransactionError, "it is read-only"),
    (asyncpg.InsufficientResourcesError, "the server is short of connections, memory or disk"),
    (asyncpg.PostgresIOError, "the server's disk fails"),
)


class PostgresqlDatabase(Database):
    """LinkPath's tables on a server that several processes share.

    Each read and write is a transaction that first says whose rows it is about (`SET LOCAL`), and row-level security
    holds it to them. What `memory` keeps is forgotten at this process's commits at once, and at others' as soon as
    their notification comes: within milliseconds. Failures of the connection are `Unavailable`; pools mend themselves.
    """

    def __init__(self, url: str, pool: asyncpg.Pool, engine: AsyncEngine, line: Line) -> None:
        self.place = shown(url)
        self._pool = pool
        self._engine = engine
        self._line = line
        self._turns = Turns()
        self.storage = Storage(_write_problem)
        self.memory = Memory(line.version)

    async def read(self, query: Prepared, **values: Any) -> Sequence[Row]:
        sql, names, given = query.numbered
        bound = {**given, **values}
        workspace_id = EVERYWHERE if query.everywhere else values["workspace_id"]
        with _unavailable_when_gone():
            async with self._pool.acquire() as connection:
                await connection.execute(f"BEGIN READ ONLY; SET LOCAL {WORKSPACE_SETTING} = {_quoted(workspace_id)}")
                try:
                    rows = await connection.fetch(sql, *(bound.get(name) for name in names))
                except BaseException:
                    connection.terminate()  # whatever state it is in, nobody else gets it
                    raise
                await connection.execute("COMMIT")
                return [tuple(row) for row in rows]

    @asynccontextmanager
    async def transaction(self, workspace_id: str) -> AsyncIterator[AsyncConnection]:
        with _unavailable_when_gone(), self.storage.tried():
            async with self._engine.begin() as connection:
                await connection.execute(_ENTER, {"workspace_id": workspace_id, "teller": self._line.teller})
                yield connection
        self._line.committed()

    @asynccontextmanager
    async def alone(self, what: str, *, within_seconds: float) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            async with asyncio.timeout(within_seconds):
                await held.enter_async_context(self._turns.taken(what))
                await held.enter_async_context(self._line.locked(what))
            yield

    async def leads(self) -> bool:
        return await self._line.leads()

    async def resign(self) -> None:
        await self._line.resign()

    async def revision(self) -> str:
        with _unavailable_when_gone():
            return str(await self._pool.fetchval("SELECT version_num FROM alembic_version"))

    def pools(self) -> tuple[Pool, ...]:
        reads, writes = self._pool, self._engine.sync_engine.pool
        assert isinstance(writes, QueuePool)  # noqa: S101  # narrows what the engine was made with
        idle = reads.get_idle_size()
        return (
            Pool("read", reads.get_size() - idle, idle, reads.get_max_size()),
            Pool("write", writes.checkedout(), writes.checkedin(), writes.size()),
        )

    async def close(self) -> None:
        await self._line.close()
        await self._pool.close()
        await self._engine.dispose()


# The notification is sent when the transaction commits, and not if it does not.
_ENTER = text(f"SELECT set_config('{WORKSPACE_SETTING}', :workspace_id, true), pg_notify('{Line.CHANNEL}', :teller)")


async def open_postgresql(url: str, *, connections: int) -> PostgresqlDatabase:
    """Opens the database as the app's role, with at most `connections` for reads and as many for writes.

    Raises:
        DatabaseNewer: a newer LinkPath wrote it.
        DatabaseUnusable: it cannot be reached, is not migrated, or its walls between workspaces do not hold this role.
    """
    line = Line(url)
    try:
        await _look_over(url)
        await line.open()
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=connections,
            timeout=_CONNECT_SECONDS,
            command_timeout=_COMMAND_SECONDS,
            statement_cache_size=512,
            reset=_nothing_to_reset,
        )
    except BaseException as error:
        await line.close()
        if not isinstance(error, (*GONE, asyncpg.PostgresError)):
            raise
        raise DatabaseUnusable(f"{shown(url)} cannot be used: {error}. Mend LINKPATH_DATABASE_URL.") from error
    return PostgresqlDatabase(url, pool, _writer_engine(url, connections), line)


async def migrate_postgresql(owner_url: str, app_role: str) -> str:
    """Brings the schema to this version's as its owner, raises the walls and lets `app_role` in; returns the revision.

    Raises:
        DatabaseNewer: a newer LinkPath wrote it.
        DatabaseUnusable: the owner cannot connect or may not change the schema, or there is no such role.
    """
    engine = create_async_engine(_for_sqlalchemy(owner_url))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            await connection.run_sync(upgrade, shown(owner_url))
            await order_bytewise(connection)
            await raise_walls(connection, app_role)
    except (*GONE, DBAPIError) as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseUnusable(f"{shown(owner_url)} cannot be migrated: {cause}.") from error
    finally:
        await engine.dispose()
    return newest_revision()


async def _look_over(url: str) -> None:
    """Refuses what would work and should not: a schema of another version, walls that are missing or do not hold."""
    connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    try:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            raise DatabaseUnusable(f"{shown(url)} has no LinkPath schema yet: run `linkpath-manager migrate`.")
        current = str(await connection.fetchval("SELECT version_num FROM alembic_version"))
        refuse_newer(current, shown(url))
        if current != newest_revision():
            raise DatabaseUnusable(
                f"{shown(url)} is at schema {current}, and this LinkPath needs {newest_revision()}: "
                "run `linkpath-manager migrate`."
            )
        if problem := await role_problem(connection):
            raise DatabaseUnusable(f"{shown(url)}: {problem}")
        if tables := await missing_walls(connection):
            raise DatabaseUnusable(
                f"{shown(url)} has no row-level security on {', '.join(tables)}: run `linkpath-manager migrate`."
            )
    finally:
        await connection.close()


def _writer_engine(url: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        _for_sqlalchemy(url),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _COMMAND_SECONDS},
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def _on_checkout(connection: Any, _record: Any, _proxy: Any) -> None:
        # The server was restarted: the pool takes another connection, and no request sees it.
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine


def _write_problem(error: Exception) -> str | None:
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
    for kind, words in _TROUBLES:
        if isinstance(cause, kind):
            return words
    # A row outside the workspace is refused with the same code, and is no trouble of the storage's.
    refused = isinstance(cause, asyncpg.InsufficientPrivilegeError) and str(cause).startswith("permission denied")
    return "its role may not write" if refused else None


@contextmanager
def _unavailable_when_gone() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if not (error.connection_invalidated or isinstance(error.orig.__cause__, GONE)):  # type: ignore[union-attr]  # the adapter's error has a cause
            raise
        raise _unavailable() from error
    except GONE as error:
        raise _unavailable() from error


def _unavailable() -> Unavailable:
    return Unavailable("The database does not answer.", hint="Nothing was changed. Repeat the request.", retry_after=2)


async def _nothing_to_reset(_connection: Any) -> None:
    """A connection goes back as it came: settings are local to transactions, and nothing else is set."""


def _quoted(value: str) -> str:
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def _for_sqlalchemy(url: str) -> str:
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def shown(url: str) -> str:
    """The address without its password."""
    with contextlib.suppress(Exception):
        return make_url(url).set(password=None, query={}).render_as_string()
    return "LINKPATH_DATABASE_URL"
