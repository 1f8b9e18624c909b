"""What processes share of an app's budget, kept in Redis: asked with bounded patience, mended when it was lost."""

import asyncio
import secrets
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from tiktok_marketing.client.clock import Clock
from tiktok_marketing.client.redis_keys import Keys, RedisWindow
from tiktok_marketing.client.redis_script import ADMIT, PAUSE, USED

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")

ASKING_SECONDS = 2.0
"""A Redis that takes longer is as good as away."""


class RedisUnreachable(Exception):
    """Redis cannot be asked; the text is the kind of failure."""


class RedisState:
    """One process's access to the shared windows and pauses of an app."""

    def __init__(self, redis: "str | Redis", root: str, clock: Clock) -> None:
        self._owned = isinstance(redis, str)
        self._redis = _connected(redis) if isinstance(redis, str) else redis
        self._root = root
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._ask = self._redis.register_script(ADMIT)
        self._shut = self._redis.register_script(PAUSE)
        self._count = self._redis.register_script(USED)
        self._seen = False
        self._pauses: dict[str, float] = {}
        self._pauses_lost = False

    async def ask(self, waiting: Sequence[tuple[int, Keys]]) -> list[int]:
        """For each of (priority, keys) the microseconds until it is worth asking again; 0: it may go, and is counted.

        Raises:
            RedisUnreachable: nobody may go.
        """
        if self._pauses_lost:
            await self._pause_again()
        told = msgspec.json.encode([[priority, keys.lane, keys.windows, keys.pauses] for priority, keys in waiting])
        asked = self._ask(keys=[self._root], args=[told, self._name, int(self._seen)])
        answer: list[int] = await _within(asked)
        self._seen, self._pauses_lost = True, bool(answer[0])
        return answer[1:]

    async def pause(self, key: str, seconds: float) -> None:
        """Shuts what minds `key`, now or, while Redis is away, as soon as it is back."""
        self._pauses = {name: moment for name, moment in self._pauses.items() if moment > self._clock.monotonic()}
        self._pauses[key] = max(self._pauses.get(key, 0.0), self._clock.monotonic() + seconds)
        try:
            await _within(self._shut(keys=[key], args=[round(seconds * 1_000_000)]))
        except RedisUnreachable:
            self._pauses_lost = True

    async def narrow(self, lane: str, calls_a_second: int, seconds: float) -> None:
        """Leaves the lane so many calls a second for a while. While Redis is away it is left as it is."""
        told = [0, calls_a_second, round(seconds * 1_000)]
        try:
            await _within(self._shut(keys=[f"{lane}:pause", f"{lane}:narrow"], args=told))
        except RedisUnreachable:
            return

    async def used(self, windows: Sequence[RedisWindow]) -> list[float]:
        """The part taken of each, from 0 to 1; nothing while Redis is away."""
        try:
            taken = await _within(self._count(keys=[self._root], args=[msgspec.json.encode(windows)]))
        except RedisUnreachable:
            return [0.0] * len(windows)
        return [count / limit for count, (_, limit, _) in zip(taken, windows, strict=True)]

    async def close(self) -> None:
        """Lets go of the connection, where it is this object's own."""
        if self._owned:
            await self._redis.aclose()

    async def _pause_again(self) -> None:
        """What this process had shut, and Redis has forgotten or never heard."""
        now = self._clock.monotonic()
        for key, moment in self._pauses.items():
            if moment > now:
                await _within(self._shut(keys=[key], args=[round((moment - now) * 1_000_000)]))
        self._pauses_lost = False


async def _within(asked: Awaitable[T]) -> T:
    from redis import RedisError

    try:
        async with asyncio.timeout(ASKING_SECONDS):
            return await asked
    except (RedisError, OSError, TimeoutError) as error:
        raise RedisUnreachable(type(error).__name__) from error


def _connected(url: str) -> "Redis":
    from redis.asyncio import Redis

    client: Redis = Redis.from_url(url)
    return client
