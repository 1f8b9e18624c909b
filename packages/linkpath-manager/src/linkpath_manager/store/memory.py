"""What was worked out from the database, remembered for exactly as long as the database stays as it is."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar

V = TypeVar("V")

MOST: Final = 512
"""Values remembered at a time; the oldest goes first."""

_NOTHING: Final = object()


class Memory:
    """Values that follow from their key and what is committed. At any commit all are forgotten.

    `version` is another one after each commit, whichever connection of whichever process made it. It is looked at once
    in each turn of the event loop that recalls anything. What is handled in a turn had come in before the turn began:
    no request that was sent after a commit is answered from before it, and what was revoked is refused at once.
    """

    def __init__(self, version: Callable[[], int], most: int = MOST) -> None:
        self._version = version
        self._most = most
        self._values: dict[Hashable, Any] = {}
        self._values_of: int | None = None
        self._sure_in: asyncio.AbstractEventLoop | None = None

    async def recall(self, key: Hashable, work_out: Callable[[], Awaitable[V]]) -> V:
        """What `work_out` returns, or has returned since the last commit. What it raises is not remembered."""
        loop = asyncio.get_running_loop()
        if self._sure_in is not loop:
            self._look(loop)
        value: V | object = self._values.get(key, _NOTHING)
        if value is not _NOTHING:
            return value  # type: ignore[return-value]  # the key is that of a V
        began = self._values_of
        value = await work_out()
        if began == self._version() == self._values_of:  # nothing was committed while it was worked out
            if len(self._values) >= self._most:
                del self._values[next(iter(self._values))]
            self._values[key] = value
        return value

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        version = self._version()
        if version != self._values_of:
            self._values.clear()
            self._values_of = version
        self._sure_in = loop
        loop.call_soon(self._doubt)  # runs before all that comes in from now on

    def _doubt(self) -> None:
        self._sure_in = None
