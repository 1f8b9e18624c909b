"""The budget of an app that several processes share: exact windows in Redis, on Redis's clock."""

import asyncio
import bisect
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tiktok_marketing.client.clock import Clock, LoopClock, day_after
from tiktok_marketing.client.errors import DeadlineExceeded, NotDelivered
from tiktok_marketing.client.line import Order, Turns
from tiktok_marketing.client.quota import ADVERTISER_QPS, HEADROOM, Priority
from tiktok_marketing.client.redis_keys import Keys, Naming
from tiktok_marketing.client.redis_state import RedisState, RedisUnreachable
from tiktok_marketing.client.refusals import NARROW_SECONDS, Known, Refusal, Refusals, Used, carry_out
from tiktok_marketing.spec.endpoint import APP_QUOTA, Endpoint, Level, Quota

if TYPE_CHECKING:
    from redis.asyncio import Redis

AT_ONCE = 128
"""So many of those who wait in one lane are told to Redis in one go…"""

ALIKE_AT_ONCE = 8
"""…and so many of those who wait for the very same, so that they do not hide the others."""

LONGEST_REST_SECONDS = 1.0
"""A look at Redis at least so often while somebody waits: another process may have given way."""

PATIENCE_SECONDS = 10.0
"""For how long a Redis that does not answer is waited for: longer than it takes to start again."""

AWAY_REST_SECONDS = 0.25

PREFIX = "tiktok-quota"


@dataclass(eq=False, slots=True)
class _Waiter:
    """One call on its way, with what is told of it to Redis."""

    order: Order
    endpoint: str
    subject: str | None
    keys: Keys
    deadline: float | None
    granted: asyncio.Future[None]


class RedisQuota:
    """`AppQuota` for all processes that name the same Redis, app and prefix.

    Within a process each subject has its turn, people before machines; between processes a machine gives way to the
    people who wait anywhere, and what is free is shared among the processes that wait. `redis` is a URL, or a client of
    `redis.asyncio`, which its owner closes. While Redis is away nothing is sent: who waits goes on waiting for
    `patience_seconds`. What it has forgotten when it is back costs a second. Needs the extra `tiktok-marketing[redis]`.
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
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        quota = app_quota or APP_QUOTA[level]
        root = f"{prefix}:{{{app_id}}}"  # the braces keep one app's keys on one node of a cluster
        self._clock = clock or LoopClock()
        self._patience_seconds = patience_seconds
        self._naming = Naming(root, level, quota, 1 + headroom, advertiser_qps)
        self._state = RedisState(redis, root, self._clock)
        self._refusals = Refusals(quota, level)
        self._line: list[_Waiter] = []
        self._turns: dict[str, Turns] = {}
        self._away_since: float | None = None
        self._pump: asyncio.Task[None] | None = None
        self._nudge = asyncio.Event()

    async def acquire(
        self,
        endpoint: Endpoint[Any, Any],
        subject: str | None = None,
        *,
        deadline: float | None = None,
        priority: Priority = Priority.PERSON,
    ) -> float:
        """Waits for the right to send one call now, and returns the seconds waited. `deadline` is a clock's moment.

        Raises:
            DeadlineExceeded: the turn comes after `deadline`; at once, when that is known at once.
            NotDelivered: Redis was away for too long, or until `deadline`.
        """
        arrived = self._clock.monotonic()
        waiter = self._stand_in_line(endpoint, subject, deadline, priority)
        if self._pump is None:
            self._pump = asyncio.create_task(self._admit_all())
        self._nudge.set()
        try:
            await waiter.granted
        except asyncio.CancelledError:
            # A turn that was just granted is lost: it stays counted, which is never too little.
            if waiter in self._line:
                self._take_out(waiter)
            self._nudge.set()
            raise
        return self._clock.monotonic() - arrived

    async def refused(self, refusal: Refusal) -> None:
        """TikTok refused a call: holds back whom that concerns, in any process, and tells the failure for how long."""
        now, endpoint, naming = self._clock.monotonic(), refusal.endpoint, self._naming
        left = day_after(self._clock, now) - now
        ruling = self._refusals.rule(refusal, Known(now, left, await self._used(endpoint)))
        if ruling.narrow:
            await self._state.narrow(naming.app, ruling.narrow, NARROW_SECONDS)
        await carry_out(ruling, refusal, self)

    def answered(self, endpoint: Endpoint[Any, Any], sent_at: float) -> None:
        """TikTok took a call of `endpoint`, sent at that moment."""
        self._refusals.answered(endpoint, sent_at)

    async def pause(self, seconds: float) -> None:
        """Nobody sends what counts against the app's limit, in any process, for `seconds`."""
        await self._pause(self._naming.app, seconds)

    async def pause_endpoint(self, endpoint: Endpoint[Any, Any], seconds: float) -> None:
        """Nobody calls `endpoint`, in any process, for `seconds`; everything else goes on."""
        await self._pause(self._naming.of_endpoint(endpoint), seconds)

    async def pause_subject(self, endpoint: Endpoint[Any, Any], subject: str | None, seconds: float) -> None:
        """Nobody calls `endpoint` for this subject, in any process, for `seconds`; everything else goes on."""
        await self._pause(self._naming.of_subject(endpoint, subject), seconds)

    async def aclose(self) -> None:
        """Lets go of the connection, where it is this object's own. Who still waits is refused."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        for waiter in self._line:
            waiter.granted.cancel()
        self._line.clear()
        await self._state.close()

    async def _pause(self, name: str, seconds: float) -> None:
        await self._state.pause(f"{name}:pause", seconds)
        self._nudge.set()

    async def _used(self, endpoint: Endpoint[Any, Any]) -> Used:
        app, own = self._naming.app_windows(), self._naming.endpoint_windows(endpoint)
        parts = await self._state.used([*app, *own])
        mine, others = zip(own, parts[len(app) :], strict=True), zip(app, parts, strict=False)
        by_span = {span: part for (_, _, span), part in mine}
        seconds = [span for span in by_span if span]
        return Used(
            app_day=next((part for (_, _, span), part in others if span == 0), 0.0),
            endpoint_day=by_span.get(0, 0.0),
            endpoint_minute=by_span[max(seconds)] if len(seconds) > 1 else 0.0,
        )

    def _stand_in_line(
        self, endpoint: Endpoint[Any, Any], subject: str | None, deadline: float | None, priority: Priority
    ) -> _Waiter:
        keys = self._naming.keys(endpoint, subject)
        order = self._turns.setdefault(keys.lane, Turns()).place(priority, subject)
        granted = asyncio.get_running_loop().create_future()
        waiter = _Waiter(order, endpoint.name, subject, keys, deadline, granted)
        bisect.insort(self._line, waiter, key=lambda waiting: waiting.order)
        return waiter

    def _take_out(self, waiter: _Waiter) -> None:
        """One who leaves without having been let in."""
        self._line.remove(waiter)
        alike = (
            each.order for each in self._line if (each.keys.lane, each.subject) == (waiter.keys.lane, waiter.subject)
        )
        self._turns[waiter.keys.lane].left(waiter.order, waiter.subject, alike)

    async def _admit_all(self) -> None:
        """Asks for turns as long as anybody waits."""
        try:
            while self._line:
                self._nudge.clear()
                try:
                    seconds = await self._admit()
                    self._away_since = None
                except RedisUnreachable as error:
                    seconds = self._bear(error)
                if self._line and seconds > 0:
                    await self._rest(seconds)
        finally:
            self._pump = None

    async def _admit(self) -> float:
        """Lets in who may go, refuses who is too late, and returns the seconds until it is worth asking again."""
        asked = self._asking()
        waits = await self._state.ask([(each.order[0], each.keys) for each in asked])
        now = self._clock.monotonic()
        behind = len(self._line) > len(asked)
        soonest = LONGEST_REST_SECONDS
        for waiter, microseconds in zip(asked, waits, strict=True):
            if waiter not in self._line:
                continue  # its caller was cancelled meanwhile: what was taken for it stays counted
            if microseconds == 0:
                self._line.remove(waiter)
                self._turns[waiter.keys.lane].served(waiter.order)
                waiter.granted.set_result(None)
            soonest = min(soonest, microseconds / 1_000_000 if microseconds or behind else soonest)
            self._refuse_if_late(waiter, now + microseconds / 1_000_000)
        for waiter in self._line[:]:
            self._refuse_if_late(waiter, now)
        return soonest

    def _asking(self) -> list[_Waiter]:
        """Those whom Redis is asked about, in order."""
        alike: Counter[str] = Counter()
        lanes: Counter[str] = Counter()
        asking: list[_Waiter] = []
        for waiter in self._line:
            local, lane = waiter.keys.pauses[-1], waiter.keys.lane
            if alike[local] < ALIKE_AT_ONCE and lanes[lane] < AT_ONCE:
                alike[local] += 1
                lanes[lane] += 1
                asking.append(waiter)
        return asking

    def _bear(self, error: RedisUnreachable) -> float:
        """Refuses whom it takes too long; returns the seconds until Redis is asked again."""
        now = self._clock.monotonic()
        if self._away_since is None:
            self._away_since = now
        too_long = now - self._away_since >= self._patience_seconds
        for waiter in self._line[:]:
            if too_long or (waiter.deadline is not None and now >= waiter.deadline):
                self._take_out(waiter)
                told = f"the shared budget cannot be asked: {error}"
                waiter.granted.set_exception(NotDelivered(told, endpoint=waiter.endpoint))
        deadlines = (each.deadline - now for each in self._line if each.deadline is not None)
        return min((AWAY_REST_SECONDS, *deadlines))

    def _refuse_if_late(self, waiter: _Waiter, moment: float) -> None:
        """`moment`: the earliest at which the turn of `waiter` can be."""
        if waiter.deadline is not None and moment > waiter.deadline and waiter in self._line:
            self._take_out(waiter)
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
