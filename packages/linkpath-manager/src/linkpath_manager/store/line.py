"""The standing line of a process to PostgreSQL: hears of others' commits, and holds the lead while it has it."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, ClassVar, Final

import asyncpg
import structlog

log = structlog.get_logger()

_LEAD_LOCK: Final = 0x11_4B_9A_18  # an advisory lock's number, LinkPath's own
_BROKEN: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
_LOCK: Final = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
_UNLOCK: Final = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
_TURN_SECONDS: Final = 0.05
_FIRST_WAIT_SECONDS: Final = 0.2
_LONGEST_WAIT_SECONDS: Final = 2


class Line:
    """One connection, opened again whenever it breaks.

    `version` is another number after each commit: this process's at once, others' when their notification comes. While
    the line is down it is a new one each time it is asked for: nothing is remembered. The lead is an advisory lock of
    the connection, so that it ends with the process or the line.
    """

    CHANNEL: ClassVar[str] = "linkpath_commits"

    def __init__(self, url: str) -> None:
        self.teller = secrets.token_hex(8)  # our own notifications come back to us, and tell us nothing
        self._url = url
        self._numbers = count(1)
        self._version = next(self._numbers)
        self._asking = asyncio.Lock()
        self._connection: asyncpg.Connection | None = None
        self._leading: asyncpg.Connection | None = None
        self._mending: asyncio.Task[None] | None = None
        self._closed = False

    def version(self) -> int:
        if self._connection is None:
            self.committed()
        return self._version

    def committed(self) -> None:
        self._version = next(self._numbers)

    async def leads(self) -> bool:
        """Whether this process has the lead; if nobody has it, it takes it."""
        connection = self._connection
        if connection is None:
            return False
        if self._leading is not connection:
            with contextlib.suppress(*_BROKEN):
                if await self._asked(connection, "SELECT pg_try_advisory_lock($1)", _LEAD_LOCK):
                    self._leading = connection
        return self._leading is connection

    async def resign(self) -> None:
        """Leaves the lead to whoever asks next."""
        leading, self._leading = self._leading, None
        if leading is not None and leading is self._connection:
            with contextlib.suppress(*_BROKEN):  # the lead is gone with the line
                await self._asked(leading, "SELECT pg_advisory_unlock($1)", _LEAD_LOCK)

    @asynccontextmanager
    async def locked(self, name: str) -> AsyncIterator[None]:
        """While the block runs, no other process is in a block of this name; none of this one may try to be.

        The lock is the connection's: it ends with the process, or when the line breaks.
        """
        connection = await self._locked(name)
        try:
            yield
        finally:
            with contextlib.suppress(*_BROKEN):  # the lock is gone with the line
                await self._asked(connection, _UNLOCK, name)

    async def _locked(self, name: str) -> asyncpg.Connection:
        """The connection that holds the lock now."""
        while True:
            connection = self._connection
            with contextlib.suppress(*_BROKEN):
                if connection is not None and await self._took(connection, name):
                    return connection
            await asyncio.sleep(_TURN_SECONDS)

    async def _took(self, connection: asyncpg.Connection, name: str) -> bool:
        """Whether the lock was free; given up by who asks, it is not left taken."""
        asking = asyncio.ensure_future(self._asked(connection, _LOCK, name))
        try:
            return bool(await asyncio.shield(asking))
        except asyncio.CancelledError:
            with contextlib.suppress(*_BROKEN):
                if await asking:
                    await self._asked(connection, _UNLOCK, name)
            raise

    async def _asked(self, connection: asyncpg.Connection, query: str, *values: object) -> Any:
        async with self._asking:  # a connection takes one query at a time
            return await connection.fetchval(query, *values)

    async def open(self) -> None:
        """Opens the line; one that breaks is mended for as long as `close` is not called."""
        connection = await asyncpg.connect(self._url, timeout=10, command_timeout=10)
        try:
            await connection.add_listener(self.CHANNEL, self._on_commit)
            if connection.is_closed():
                raise asyncpg.InterfaceError("it ended while it was opened")  # noqa: TRY301  # as if it were refused
        except BaseException:
            connection.terminate()
            raise
        connection.add_termination_listener(self._on_end)
        self.committed()
        self._connection = connection

    async def close(self) -> None:
        self._closed = True
        if self._mending:
            self._mending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._mending
        if self._connection:
            await self._connection.close()

    def _on_commit(self, _connection: Any, _pid: int, _channel: str, teller: object) -> None:
        if teller != self.teller:
            self.committed()

    def _on_end(self, _connection: Any) -> None:
        self._connection = None
        if not self._closed:
            self._mending = asyncio.get_running_loop().create_task(self._mend())

    async def _mend(self) -> None:
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                await self.open()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("database.notifications_lost", error=type(error).__name__, again_in_seconds=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
            else:
                log.info("database.notifications_back")
                return
