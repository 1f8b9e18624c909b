"""Posting by the clock while the simulator is served: what is due goes out, and no call waits for it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable

import anyio
from anyio.abc import TaskGroup
from starlette.types import Receive, Send

from .happenings import catch_up
from .outbox import due, post_to
from .simulator import Simulator

_LOG = logging.getLogger(__name__)
_EVERY_SECONDS = 0.1

Simulators = Callable[[], Iterable[Simulator]]


async def lifespan(simulators: Simulators, receive: Receive, send: Send) -> None:
    """The ASGI lifespan: posts from startup to shutdown, for all `simulators` that there then are."""
    await receive()
    async with anyio.create_task_group() as group:
        group.start_soon(walk_rounds, simulators)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        group.cancel_scope.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def walk_rounds(simulators: Simulators) -> None:
    """Looks ten times a second what is due; an address that is slow to answer keeps nobody waiting but itself."""
    busy: set[tuple[int, str]] = set()
    async with anyio.create_task_group() as group:
        while True:
            for simulator in simulators():
                if simulator.state.subscriptions or simulator.state.account_webhooks:
                    _start(group, simulator, busy)
            await anyio.sleep(_EVERY_SECONDS)


def _start(group: TaskGroup, simulator: Simulator, busy: set[tuple[int, str]]) -> None:
    catch_up(simulator)
    for url in dict.fromkeys(one.url for one in due(simulator)):
        if (id(simulator), url) not in busy:
            busy.add((id(simulator), url))
            group.start_soon(_post, simulator, url, busy)


async def _post(simulator: Simulator, url: str, busy: set[tuple[int, str]]) -> None:
    try:
        await post_to(simulator, url)
    except sqlite3.Error:
        # A full disk must not end all rounds to come.
        _LOG.exception("what was posted to %s cannot be kept", url)
    finally:
        busy.discard((id(simulator), url))
