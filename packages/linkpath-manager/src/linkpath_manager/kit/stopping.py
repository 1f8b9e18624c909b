"""Whether this process was told to end, and how: for all that has something to finish first."""

import asyncio
from contextlib import suppress
from enum import Enum


class How(Enum):
    """What a process that is to end does first."""

    DRAIN = "goes on answering while whoever sends requests here learns to send them elsewhere"
    LEAVE = "takes no new connection, for others answer at the same address, and serves those it has"
    PROMPTLY = "takes nothing new"


class Stopping:
    """Begins once, and then stays."""

    def __init__(self) -> None:
        self.how: How | None = None
        self._begun = asyncio.Event()

    @property
    def begun(self) -> bool:
        return self.how is not None

    def begin(self, how: How = How.PROMPTLY) -> None:
        """Has everybody begin to end; what was told first holds."""
        if self.how is None:
            self.how = how
            self._begun.set()

    async def told(self) -> How:
        """Returns when it has begun."""
        await self._begun.wait()
        assert self.how is not None  # noqa: S101  # it is set before the event
        return self.how

    async def told_within(self, seconds: float) -> bool:
        """Waits for so long at most; whether it has begun."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._begun.wait()
        return self.begun
