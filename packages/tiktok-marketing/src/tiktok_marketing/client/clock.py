"""The client's time: the event loop's, or a test's."""

import asyncio
from typing import Protocol


class Clock(Protocol):
    """A time that never goes back, in seconds, and a way to wait in it."""

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class LoopClock:
    """The running event loop's own time."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
