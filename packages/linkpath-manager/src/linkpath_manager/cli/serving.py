"""LinkPath on a socket, until it is told to end."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from linkpath_manager.kit.stopping import How, Stopping

_CLOSE: Final = (b"connection", b"close")


class Server(uvicorn.Server):
    """Serves until `stopping` begins, and then in its way for `drain_seconds` more; the caller listens to signals."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping, drain_seconds: float) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._drain_seconds = drain_seconds

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Returns when the last request that was let in has its answer, or has had its time."""
        watching = asyncio.create_task(self._end_when_told())
        try:
            await super().serve(sockets)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _end_when_told(self) -> None:
        how = await self._stopping.told()
        self._close_connections_with_their_next_answer()
        if how is How.LEAVE:
            for server in self.servers:
                server.close()
        if how is not How.PROMPTLY:
            await asyncio.sleep(self._drain_seconds)
        self.should_exit = True

    def _close_connections_with_their_next_answer(self) -> None:
        self.config.encoded_headers.append(_CLOSE)
        self.server_state.default_headers = [*self.server_state.default_headers, _CLOSE]
        for connection in self.server_state.connections:
            if isinstance(connection, HttpToolsProtocol) and connection.cycle:
                connection.cycle.keep_alive = False

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(
    app: ASGIApp,
    stopping: Stopping,
    *,
    trusted_proxies: str = "127.0.0.1",
    drain_seconds: float = 0,
    stop_seconds: int = 10,
) -> Server:
    """A server for `app` that ends when `stopping` begins. See the settings for the others."""
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="none",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=stop_seconds,
    )
    return Server(config, stopping, drain_seconds)
