"""The simulator on a socket: in the foreground for the command, on a thread for demos and tests."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from .app import build_app
from .faults import ConnectionCut
from .simulator import Simulator

LOCALHOST = "127.0.0.1"
_START_SECONDS = 10.0
_SHUTDOWN_SECONDS = 2


class PortInUse(Exception):
    """Another program listens there."""


def listen(host: str, port: int) -> socket.socket:
    """A socket on which callers can queue from now on; port 0 takes any free one.

    Raises:
        PortInUse: somebody listens there already, or the address is not this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise PortInUse(f"Cannot listen on {host}:{port} ({error.strerror or error}).") from error
    return bound


def serve(simulator: Simulator, host: str = LOCALHOST, port: int = 8880) -> None:
    """Answers until interrupted."""
    with listen(host, port) as bound:
        serve_on(simulator, bound)


def serve_on(simulator: Simulator, bound: socket.socket) -> None:
    """Answers on a socket of `listen` until interrupted."""
    _server(simulator).run(sockets=[bound])


@contextmanager
def running(simulator: Simulator, port: int = 0, host: str = LOCALHOST) -> Iterator[str]:
    """The base URL of `simulator`, which answers there on a thread of its own inside the `with`."""
    with listen(host, port) as bound:
        server = _server(simulator)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="tiktok-simulator", daemon=True)
        thread.start()
        try:
            _await_start(server, thread)
            yield base_url(bound)
        finally:
            server.should_exit = True
            thread.join()


def base_url(bound: socket.socket) -> str:
    """Where a socket of `listen` is reached."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(simulator: Simulator) -> uvicorn.Server:
    logger = logging.getLogger("uvicorn.error")
    if not any(isinstance(found, _WithoutCuts) for found in logger.filters):
        logger.addFilter(_WithoutCuts())
    config = uvicorn.Config(
        build_app(simulator),
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    return uvicorn.Server(config)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("The simulator's server did not start.")
        time.sleep(0.005)


class _WithoutCuts(logging.Filter):
    """Connections that were cut on request are no errors to tell of."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], ConnectionCut))
