"""The client's time: the event loop's, or a test's."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

DAY_MARGIN_SECONDS = 5.0
"""So much later than by our clock a day turns, for TikTok's clock may be behind ours."""


class Clock(Protocol):
    """A time that never goes back, in seconds, a way to wait in it, and the time of the calendar."""

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...

    def utc_now(self) -> datetime: ...


class LoopClock:
    """The running event loop's own time."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def utc_now(self) -> datetime:
        return datetime.now(UTC)


def day_after(clock: Clock, moment: float) -> float:
    """The moment at which the day that holds `moment` is surely over at TikTok: 00:00 UTC, and a little more."""
    margin = timedelta(seconds=DAY_MARGIN_SECONDS)
    then = clock.utc_now() + timedelta(seconds=moment - clock.monotonic()) - margin
    turn = then.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return moment + (turn - then).total_seconds()
