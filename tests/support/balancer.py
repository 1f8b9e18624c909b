"""Spreads connections over servers that say that they are ready, and asks them again and again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

_LOOK_SECONDS = 0.2
_BYTES = 65_536


class Balancer:
    """Passes bytes on, from each connection to one server, which it keeps."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._servers = [(parts.hostname or "", parts.port or 0) for parts in map(urlsplit, urls)]
        self._turns = count()
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready: set[tuple[str, int]] = set()
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Balancer"]:
        """It listens at `url` while the block runs."""
        listening = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        for server in self._servers:
            await self._look(server)
        watching = [asyncio.create_task(self._watch(server)) for server in self._servers]
        try:
            yield self
        finally:
            listening.close()
            for task in (*watching, *self._tasks):
                task.cancel()
            await asyncio.gather(*watching, *self._tasks, return_exceptions=True)

    async def _watch(self, server: tuple[str, int]) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self._look(server)

    async def _look(self, server: tuple[str, int]) -> None:
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection(*server)
                writer.write(b"GET /readyz HTTP/1.1\r\nhost: linkpath\r\nconnection: close\r\n\r\n")
                well = b" 200 " in await reader.readline()
                writer.close()
        except (OSError, TimeoutError):
            well = False
        (self.ready.add if well else self.ready.discard)(server)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there = await self._connected()
            await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))
        except (OSError, asyncio.CancelledError):
            pass  # whoever asked sees the connection end
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ready = [server for server in self._servers if server in self.ready]
        if not ready:
            raise OSError("none is ready")
        return await asyncio.open_connection(*ready[next(self._turns) % len(ready)])


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_BYTES):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()
