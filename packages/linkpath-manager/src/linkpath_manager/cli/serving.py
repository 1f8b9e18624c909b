"""LinkPath on a socket, until somebody ends it."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from linkpath_manager.gateway.app import Gateway

_GRACE_SECONDS = 10


class Server(uvicorn.Server):
    """Ctrl-C and SIGTERM end it, and nothing else of the process: the caller still has things to close."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def server(app: Gateway, *, trusted_proxies: str = "127.0.0.1") -> Server:
    """A server for `app`. Told to stop, it lets requests end for 10 s. See the setting for `trusted_proxies`."""
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
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return Server(config)
