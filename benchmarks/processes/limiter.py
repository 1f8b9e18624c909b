"""Decides again and again, and tells the CPU microseconds of each decision. Arguments: how, decisions a round."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from uuid import uuid4

import uvloop
from redis.asyncio import Redis

from linkpath_manager.domain.limits import Limits
from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import SystemClock
from linkpath_manager.kit.limiting import Limiter, MemoryLimiter, RedisAddress, RedisLimiter
from processes.errands import errands, say

_ACCOUNTS = 2_000
_REDIS = "redis://127.0.0.1:6379/0"
_WINDOWS = Limits().windows("standard")

Decide = Callable[[str], Awaitable[bool]]
"""Whether the account's request is let in."""


@asynccontextmanager
async def _memory() -> AsyncIterator[Decide]:
    yield _by(MemoryLimiter(SystemClock()))


@asynccontextmanager
async def _memory_counter() -> AsyncIterator[Decide]:
    counts: Counter[tuple[str, int]] = Counter()

    async def decide(account: str) -> bool:
        key = (account, int(time.monotonic() // 60))
        counts[key] += 1
        return counts[key] <= _WINDOWS[0].limit

    yield decide


@asynccontextmanager
async def _redis() -> AsyncIterator[Decide]:
    opening = RedisLimiter.opened(RedisAddress.of(_REDIS), SystemClock(), prefix=f"bench-{uuid4().hex}")
    async with opening as limiter:
        yield _by(limiter)


@asynccontextmanager
async def _redis_counter() -> AsyncIterator[Decide]:
    prefix = f"bench-{uuid4().hex}"
    async with Redis.from_url(_REDIS) as client:

        async def decide(account: str) -> bool:
            return int(await client.incr(f"{prefix}:{account}")) <= _WINDOWS[0].limit

        yield decide
        await client.delete(*(f"{prefix}:{number}" for number in range(_ACCOUNTS)))


def _by(limiter: Limiter) -> Decide:
    async def decide(account: str) -> bool:
        return not (await limiter.admit(account, _WINDOWS)).wait

    return decide


_WAYS = {
    "memory": (_memory, 1),
    "memory_counter": (_memory_counter, 1),
    "redis": (_redis, 1),
    "redis_ten": (_redis, 10),
    "redis_counter": (_redis_counter, 1),
}


def main(how: str, decisions: str) -> None:
    logs.configure("warning", json=True)
    opened, at_once = _WAYS[how]
    numbers = count()

    async def ask(decide: Decide, times: int) -> int:
        return sum([await decide(str(next(numbers) % _ACCOUNTS)) for _ in range(times)])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        opening = opened()
        decide = runner.run(opening.__aenter__())
        say("ready")
        share = max(1, int(decisions) // at_once)

        async def round_of_all() -> int:
            return sum(await asyncio.gather(*(ask(decide, share) for _ in range(at_once))))

        for _ in errands():
            began = time.process_time()
            let_in = runner.run(round_of_all())
            micros = (time.process_time() - began) / (share * at_once) * 1_000_000
            assert let_in == share * at_once  # noqa: S101  # what is measured is what was wanted
            say(micros)
        runner.run(opening.__aexit__(None, None, None))


if __name__ == "__main__":
    main(*sys.argv[1:])
