"""The budget of an app that several processes share: exact rolling windows in Redis, on Redis's clock."""

import asyncio
import bisect
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tiktok_marketing.client.clock import Clock, LoopClock
from tiktok_marketing.client.errors import DeadlineExceeded, NotDelivered
from tiktok_marketing.client.quota import ADVERTISER_QPS, HEADROOM, Priority
from tiktok_marketing.client.redis_script import ADMIT, PAUSE
from tiktok_marketing.client.windows import binding_windows
from tiktok_marketing.spec.endpoint import APP_QUOTA, Endpoint, Level, Quota

if TYPE_CHECKING:
    from redis.asyncio import Redis

AT_ONCE = 128
"""So many of those who wait are told to Redis in one go…"""

ALIKE_AT_ONCE = 8
"""…and so many of those who wait for the very same, so that they do not hide the others."""

LONGEST_REST_SECONDS = 1.0
"""A look at Redis at least so often while somebody waits: another process may have given way."""

PREFIX = "tiktok-quota"


@dataclass(eq=False, slots=True)
class _Waiter:
    """One call on its way. `windows` are `[key, limit, microseconds]`, the app's first; `pauses` are keys."""

    order: tuple[int, int]
    endpoint: str
    windows: list[tuple[str, int, int]]
    pauses: list[str]
    deadline: float | None
    granted: asyncio.Future[None]


class RedisQuota:
    """`AppQuota` for all processes that name the same Redis, app and prefix.

    Within a process whoever came first goes first, people before machines; between processes a machine gives way to
    the people who wait anywhere. `redis` is a URL, or a client of `redis.asyncio`, which its owner closes. Needs the
    extra `tiktok-marketing[redis]`.
    """

    def __init__(  # noqa: PLR0913 - each seam has a default
        self,
        redis: "str | Redis",
        *,
        app_id: str,
        level: Level = Level.BASIC,
        clock: Clock | None = None,
        headroom: float = HEADROOM,
        advertiser_qps: int = ADVERTISER_QPS,
        app_quota: Quota | None = None,
        prefix: str = PREFIX,
    ) -> None:
        self._owned = isinstance(redis, str)
        self._redis = _connected(redis) if isinstance(redis, str) else redis
        self._level = level
        self._clock = clock or LoopClock()
        self._stretch = 1 + headroom
        self._advertiser_qps = advertiser_qps
        self._app_quota = app_quota or APP_QUOTA[level]
        self._root = f"{prefix}:{{{app_id}}}"  # the braces keep one app's keys on one node of a cluster
        self._line: list[_Waiter] = []
        self._arrivals = 0
        self._ask = self._redis.register_script(ADMIT)
        self._shut = self._redis.register_script(PAUSE)
        self._name = secrets.token_hex(8)
        self._pump: asyncio.Task[None] | None = None
        self._nudge = asyncio.Event()

    async def acquire(
        self,
        endpoint: Endpoint[Any, Any],
        advertiser_id: str | None = None,
        *,
        deadline: float | None = None,
        priority: Priority = Priority.PERSON,
    ) -> float:
        """Waits for the right to send one call now, and returns the seconds waited. `deadline` is a clock's moment.

        Raises:
            DeadlineExceeded: the turn comes after `deadline`; at once, when that is known at once.
            NotDelivered: Redis cannot be asked.
        """
        arrived = self._clock.monotonic()
        waiter = self._stand_in_line(endpoint, advertiser_id, deadline, priority)
        if self._pump is None:
            self._pump = asyncio.create_task(self._admit_all())
        self._nudge.set()
        try:
            await waiter.granted
        except asyncio.CancelledError:
            # A turn that was just granted is lost: it stays counted, which is never too little.
            if waiter in self._line:
                self._line.remove(waiter)
            self._nudge.set()
            raise
        return self._clock.monotonic() - arrived

    async def pause(self, seconds: float) -> None:
        """Nobody sends for `seconds`, in any process: TikTok refused a call because of the app's limit."""
        await self._pause(f"{self._root}:pause", seconds)

    async def pause_advertiser(self, endpoint: Endpoint[Any, Any], advertiser_id: str | None, seconds: float) -> None:
        """Nobody calls `endpoint` for this advertiser for `seconds`, in any process; everything else goes on."""
        await self._pause(self._local_key(endpoint, advertiser_id) + ":pause", seconds)

    async def aclose(self) -> None:
        """Lets go of the connection, where it is this object's own. Who still waits is refused."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        for waiter in self._line:
            waiter.granted.cancel()
        self._line.clear()
        if self._owned:
            await self._redis.aclose()

    async def _pause(self, key: str, seconds: float) -> None:
        from redis import RedisError

        try:
            await self._shut(keys=[key], args=[round(seconds * 1_000_000)])
        except (RedisError, OSError) as error:
            raise _unreachable(error) from error
        self._nudge.set()

    def _stand_in_line(
        self, endpoint: Endpoint[Any, Any], advertiser_id: str | None, deadline: float | None, priority: Priority
    ) -> _Waiter:
        self._arrivals += 1
        windows = self._windows("app", self._app_quota)
        if endpoint.quota is not None:
            windows += self._windows(f"endpoint:{endpoint.name}", endpoint.quota[self._level])
        local = self._local_key(endpoint, advertiser_id)
        if advertiser_id is not None and self._advertiser_qps < self._app_quota.qps:
            windows.append((local, self._advertiser_qps, round(self._stretch * 1_000_000)))
        waiter = _Waiter(
            order=(priority, self._arrivals),
            endpoint=endpoint.name,
            windows=windows,
            pauses=[f"{self._root}:pause", f"{local}:pause"],
            deadline=deadline,
            granted=asyncio.get_running_loop().create_future(),
        )
        bisect.insort(self._line, waiter, key=lambda waiting: waiting.order)
        return waiter

    def _windows(self, name: str, quota: Quota) -> list[tuple[str, int, int]]:
        return [
            (f"{self._root}:{name}:{seconds}", limit, round(seconds * self._stretch * 1_000_000))
            for limit, seconds in binding_windows(quota)
        ]

    def _local_key(self, endpoint: Endpoint[Any, Any], advertiser_id: str | None) -> str:
        return f"{self._root}:advertiser:{advertiser_id}:{endpoint.path}"

    async def _admit_all(self) -> None:
        """Asks for turns as long as anybody waits."""
        from redis import RedisError

        try:
            while self._line:
                self._nudge.clear()
                seconds = await self._admit()
                if self._line and seconds > 0:
                    await self._rest(seconds)
        except (RedisError, OSError) as error:
            for waiter in self._line:
                if not waiter.granted.done():
                    waiter.granted.set_exception(_unreachable(error, waiter.endpoint))
            self._line.clear()
        finally:
            self._pump = None

    async def _admit(self) -> float:
        """Lets in who may go, refuses who is too late, and returns the seconds until it is worth asking again."""
        asked = self._asking()
        told = msgspec.json.encode([[each.order[0], each.windows, each.pauses] for each in asked])
        waits: list[int] = await self._ask(keys=[self._root], args=[told, self._name])
        now = self._clock.monotonic()
        behind = len(self._line) > len(asked)
        soonest = LONGEST_REST_SECONDS
        for waiter, microseconds in zip(asked, waits, strict=True):
            if waiter not in self._line:
                continue  # its caller was cancelled meanwhile: what was taken for it stays counted
            if microseconds == 0:
                self._line.remove(waiter)
                waiter.granted.set_result(None)
            soonest = min(soonest, microseconds / 1_000_000 if microseconds or behind else soonest)
            self._refuse_if_late(waiter, now + microseconds / 1_000_000)
        for waiter in self._line[:]:
            self._refuse_if_late(waiter, now)
        return soonest

    def _asking(self) -> list[_Waiter]:
        """Those whom Redis is asked about, in order."""
        alike: Counter[str] = Counter()
        asking: list[_Waiter] = []
        for waiter in self._line:
            alike[waiter.pauses[-1]] += 1
            if alike[waiter.pauses[-1]] <= ALIKE_AT_ONCE and len(asking) < AT_ONCE:
                asking.append(waiter)
        return asking

    def _refuse_if_late(self, waiter: _Waiter, moment: float) -> None:
        """`moment`: the earliest at which the turn of `waiter` can be."""
        if waiter.deadline is not None and moment > waiter.deadline and waiter in self._line:
            self._line.remove(waiter)
            seconds = max(0.0, moment - self._clock.monotonic())
            waiter.granted.set_exception(DeadlineExceeded(retry_after_seconds=seconds, endpoint=waiter.endpoint))

    async def _rest(self, seconds: float) -> None:
        """Until then, or until somebody comes."""
        resting = asyncio.ensure_future(self._clock.sleep(seconds))
        nudged = asyncio.ensure_future(self._nudge.wait())
        try:
            await asyncio.wait({resting, nudged}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (resting, nudged):
                task.cancel()
            await asyncio.gather(resting, nudged, return_exceptions=True)


def _unreachable(error: Exception, endpoint: str = "") -> NotDelivered:
    return NotDelivered(f"the shared budget cannot be asked: {type(error).__name__}", endpoint=endpoint)


def _connected(url: str) -> "Redis":
    from redis.asyncio import Redis

    client: Redis = Redis.from_url(url)
    return client
