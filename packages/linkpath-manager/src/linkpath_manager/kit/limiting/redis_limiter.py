"""Limits of all processes that name one Redis, kept on while it is away."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from hashlib import sha1
from typing import Any, Final, Self

from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import Clock

from .ledger import Ledger
from .redis_line import RedisAddress, RedisAway, RedisLine
from .script import ADMIT, PRESENT
from .window import MICROS, Verdict, Window

PREFIX: Final = "linkpath:limits"
BEAT_SECONDS: Final = 5.0
_HERE_SECONDS: Final = 15
_SETTLING_SECONDS: Final = 5
"""Until when all processes have found a Redis that is back."""
_FIRST_WAIT_SECONDS: Final = 0.05
_LONGEST_WAIT_SECONDS: Final = 2.0
_ADMIT_SHA: Final = sha1(ADMIT.encode(), usedforsecurity=False).hexdigest()

log = logs.get_logger(__name__)


class RedisLimiter:
    """`Limiter` for many processes, by Redis's clock. Made by `opened`.

    `processes` is how many there are: at least as many as given, and as many as Redis tells every `beat_seconds`.
    `time`, for tests: microseconds in place of Redis's clock.

    While Redis is away each process lets in its share: the limit, divided by the processes there were when it was
    last asked. What this process let in before counts, so that processes that are asked alike stay within the limit
    together. For as long as the longest window after Redis is back, both it and the share have to agree, since Redis
    does not know who was let in meanwhile.
    """

    def __init__(
        self,
        address: RedisAddress,
        clock: Clock,
        *,
        processes: int = 1,
        prefix: str = PREFIX,
        beat_seconds: float = BEAT_SECONDS,
        time: Callable[[], int] | None = None,
    ) -> None:
        self._address = address
        self._clock = clock
        self._prefix = prefix
        self._beat_seconds = beat_seconds
        self._time = time
        self._name = secrets.token_hex(8)
        self._ledger = Ledger()
        self._line: RedisLine | None = None
        self._away_because: str | None = None
        self._least_processes = self.processes = processes
        self._doubtful_until = 0
        self._tried = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def opened(cls, address: RedisAddress, clock: Clock, **more: Any) -> AsyncIterator[Self]:
        """A limiter that keeps its connection until the block ends, whether Redis is there at first or not."""
        limiter = cls(address, clock, **more)
        keeper = asyncio.create_task(limiter._keep_connected())
        try:
            await limiter._tried.wait()
            yield limiter
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def admit(self, account: str, windows: Sequence[Window]) -> Verdict:
        """Lets one in if each of `windows` has a place; who is refused takes none."""
        now = self._clock.steady_micros()
        if self._line is None or now < self._doubtful_until:
            return await self._admit_in_doubt(self._line, account, windows, now)
        try:
            verdict = await self._asked(self._line, account, windows, b"1")
        except RedisAway:
            return self._ledger.admit(account, windows, now, self.processes)
        if not verdict.wait:
            self._ledger.note(account, windows, now)
        return verdict

    async def look(self, account: str, windows: Sequence[Window]) -> Verdict:
        """How `windows` stand; takes no place."""
        now = self._clock.steady_micros()
        doubtful = self._line is None or now < self._doubtful_until
        own = self._ledger.look(account, windows, now, self.processes) if doubtful else None
        try:
            shared = await self._asked(self._line, account, windows, b"0")
        except RedisAway:
            return own or self._ledger.look(account, windows, now, self.processes)
        return _stricter(own, shared) if own else shared

    def state(self) -> str:
        """Either "ok", or that Redis is away and why."""
        if self._line is not None and not self._line.ended.done():
            return "ok"
        return f"Redis is away ({self._away_because}): this process keeps 1/{self.processes} of each limit by itself"

    async def _admit_in_doubt(
        self, line: RedisLine | None, account: str, windows: Sequence[Window], now: int
    ) -> Verdict:
        own = self._ledger.admit(account, windows, now, self.processes)
        if line is None:
            return own
        try:
            shared = await self._asked(line, account, windows, b"0" if own.wait else b"1")
        except RedisAway:
            return own
        if shared.wait and not own.wait:
            self._ledger.give_back(account, windows, now)
        return _stricter(own, shared)

    async def _asked(self, line: RedisLine | None, account: str, windows: Sequence[Window], admit: bytes) -> Verdict:
        if line is None:
            raise RedisAway(self._away_because)
        keys, numbers = [], [admit]
        for window in windows:
            keys.append(f"{self._prefix}:{{{account}}}:{window.name}")
            numbers += (b"%d" % window.limit, b"%d" % (window.seconds * MICROS))
        if self._time is not None:
            numbers.append(b"%d" % self._time())
        count = len(keys)
        answer: list[int] = await line.ask("EVALSHA", _ADMIT_SHA, str(count), *keys, *numbers)
        return Verdict(answer[0], answer[1 : count + 1], answer[count + 1 :])

    async def _keep_connected(self) -> None:
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                line = await RedisLine.connected(self._address)
                try:
                    await line.ask("SCRIPT", "LOAD", ADMIT)
                    wait = _FIRST_WAIT_SECONDS
                    await self._stay(line)
                finally:
                    line.close()
            except RedisAway as error:
                self._lose(str(error))
            self._tried.set()
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)

    async def _stay(self, line: RedisLine) -> None:
        """Uses `line` and says so to the other processes, until it ends or this is cancelled."""
        here = f"{self._prefix}:processes"
        try:
            while True:
                self._find(line, await line.ask("EVAL", PRESENT, "1", here, self._name, str(_HERE_SECONDS)))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._beat_seconds):
                        await asyncio.shield(line.ended)
        except asyncio.CancelledError:
            with suppress(RedisAway):
                await line.ask("ZREM", here, self._name)
            raise

    def _find(self, line: RedisLine, processes: int) -> None:
        now = self._clock.steady_micros()
        if self._away_because is not None:
            self._doubtful_until = now + self._ledger.longest + _SETTLING_SECONDS * MICROS
            self._away_because = None
            log.info("limits.redis_back", processes=processes)
        # While Redis is new not all have come to it: a share is not to grow by that.
        least = self.processes if now < self._doubtful_until else self._least_processes
        self.processes = max(processes, least)
        self._line = line
        self._tried.set()

    def _lose(self, reason: str) -> None:
        if self._away_because is None:
            log.warning("limits.redis_away", reason=reason, processes=self.processes)
        self._line, self._away_because = None, reason


def _stricter(one: Verdict, other: Verdict) -> Verdict:
    """What both allow."""
    remaining = [min(places) for places in zip(one.remaining, other.remaining, strict=True)]
    more_in = [max(micros) for micros in zip(one.more_in, other.more_in, strict=True)]
    return Verdict(max(one.wait, other.wait), remaining, more_in)
