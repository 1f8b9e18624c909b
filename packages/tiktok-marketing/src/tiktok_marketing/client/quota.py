"""TikTok's limits on one developer app, kept before TikTok has to: exact, fair, shared by all callers of a process."""

import asyncio
import bisect
from enum import IntEnum
from typing import Any, Protocol

from tiktok_marketing.client.clock import Clock, LoopClock
from tiktok_marketing.client.errors import DeadlineExceeded
from tiktok_marketing.client.line import Waiter, admit, forecast, next_moment
from tiktok_marketing.client.windows import Gate, Window, gate_of
from tiktok_marketing.spec.endpoint import APP_QUOTA, Endpoint, Level, Quota

HEADROOM = 0.04
"""By how much our windows are longer than TikTok's: 96 % of the limit is used.

Rolling windows fit into any alignment of TikTok's, so the reserve only has to cover that calls do not all travel
equally long. Others keep 20 % free because several workers share a limit unseen (behaviour reference §3.5); here all
share this one object.
"""

ADVERTISER_QPS = 20
"""Of one advertiser on one path; the figure in TikTok's own message for 40133 (behaviour reference §3.3)."""

MANY_GATES = 1_000


class Priority(IntEnum):
    """Who waits behind whom: a machine behind every person, equals in the order in which they came."""

    PERSON = 0
    MACHINE = 1


class Budget(Protocol):
    """What one developer app may still call, shared by whoever holds the object."""

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
        """
        ...

    async def pause(self, seconds: float) -> None:
        """Nobody sends for `seconds`: TikTok refused a call because of the app's limit."""
        ...

    async def pause_advertiser(self, endpoint: Endpoint[Any, Any], advertiser_id: str | None, seconds: float) -> None:
        """Nobody calls `endpoint` for this advertiser for `seconds`; everything else goes on."""
        ...


class AppQuota:
    """The budget of one process. One object an app; it forgets when the process ends.

    `app_quota`: the app's own limits, where TikTok gave it others than its level's.
    """

    def __init__(
        self,
        level: Level = Level.BASIC,
        *,
        clock: Clock | None = None,
        headroom: float = HEADROOM,
        advertiser_qps: int = ADVERTISER_QPS,
        app_quota: Quota | None = None,
    ) -> None:
        self._level = level
        self._app_quota = app_quota or APP_QUOTA[level]
        self._clock = clock or LoopClock()
        self._stretch = 1 + headroom
        self._advertiser_qps = advertiser_qps
        self._app = gate_of(self._app_quota, self._stretch)
        self._by_endpoint: dict[str, Gate] = {}
        self._by_advertiser: dict[tuple[str | None, str], Gate] = {}
        self._line: list[Waiter] = []
        self._arrivals = 0
        self._timer: asyncio.Task[None] | None = None
        self._timer_moment = 0.0

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
        """
        arrived = self._clock.monotonic()
        if not self._line and self._goes_at_once(self._gates(endpoint, advertiser_id), arrived):
            return 0.0
        waiter = self._stand_in_line(endpoint, advertiser_id, deadline, priority)
        if self._app.free_at() > arrived:
            self._wake_at(self._app.free_at())
        else:
            self._turn()
        if deadline is not None and not waiter.granted.done():
            self._refuse_if_late(waiter, forecast(self._line, waiter, arrived))
        try:
            return await waiter.granted - arrived
        except asyncio.CancelledError:
            self._step_out(waiter)
            raise

    async def pause(self, seconds: float) -> None:
        """Nobody sends for `seconds`: TikTok refused a call because of the app's limit."""
        self._app.pause_until(self._clock.monotonic() + seconds)
        self._turn()

    async def pause_advertiser(self, endpoint: Endpoint[Any, Any], advertiser_id: str | None, seconds: float) -> None:
        """Nobody calls `endpoint` for this advertiser for `seconds`; everything else goes on."""
        self._advertiser_gate(endpoint.path, advertiser_id).pause_until(self._clock.monotonic() + seconds)
        self._turn()

    @staticmethod
    def _goes_at_once(gates: tuple[Gate, ...], now: float) -> bool:
        """Lets a call in that nobody stands before."""
        if any(gate.free_at() > now for gate in gates):
            return False
        for gate in gates:
            gate.take(now)
        return True

    def _gates(self, endpoint: Endpoint[Any, Any], advertiser_id: str | None) -> tuple[Gate, ...]:
        local = self._advertiser_gate(endpoint.path, advertiser_id)
        if endpoint.quota is None:
            return (self._app, local)
        if endpoint.name not in self._by_endpoint:
            self._by_endpoint[endpoint.name] = gate_of(endpoint.quota[self._level], self._stretch)
        return (self._app, self._by_endpoint[endpoint.name], local)

    def _advertiser_gate(self, path: str, advertiser_id: str | None) -> Gate:
        key = (advertiser_id, path)
        if key not in self._by_advertiser:
            if len(self._by_advertiser) >= MANY_GATES:
                self._forget_idle_gates()
            # Where the app may not send more than one advertiser takes, only a pause can shut this gate.
            binds = advertiser_id is not None and self._advertiser_qps < self._app_quota.qps
            self._by_advertiser[key] = Gate((Window(self._advertiser_qps, self._stretch),) if binds else ())
        return self._by_advertiser[key]

    def _forget_idle_gates(self) -> None:
        now = self._clock.monotonic()
        awaited = {id(gate) for waiter in self._line for gate in waiter.gates}
        self._by_advertiser = {
            key: gate for key, gate in self._by_advertiser.items() if gate.idle_at() > now or id(gate) in awaited
        }

    def _stand_in_line(
        self, endpoint: Endpoint[Any, Any], advertiser_id: str | None, deadline: float | None, priority: Priority
    ) -> Waiter:
        self._arrivals += 1
        granted = asyncio.get_running_loop().create_future()
        gates = self._gates(endpoint, advertiser_id)
        waiter = Waiter(endpoint.name, (priority, self._arrivals), gates, deadline, granted)
        bisect.insort(self._line, waiter, key=lambda waiting: waiting.order)
        return waiter

    def _step_out(self, waiter: Waiter) -> None:
        """The caller was cancelled: its place in the line, or the call it was just granted, goes to others."""
        if waiter in self._line:
            self._line.remove(waiter)
        elif not waiter.granted.cancelled() and waiter.granted.exception() is None:
            for gate in waiter.gates:
                gate.give_back(waiter.granted.result())
        self._turn()

    def _turn(self) -> None:
        """Lets in who may go, refuses who cannot make it in time any more, and sets the next turn."""
        now = self._clock.monotonic()
        for waiter in admit(self._line, now):
            waiter.granted.set_result(now)
        for waiter in [waiter for waiter in self._line if waiter.deadline is not None and not waiter.granted.done()]:
            self._refuse_if_late(waiter, waiter.free_at())
        if self._line:
            self._wake_at(next_moment(self._line, now))
        elif self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse_if_late(self, waiter: Waiter, moment: float) -> None:
        """`moment`: the turn of `waiter`, or the earliest one that can still be.

        What moves a turn back is followed by a look at all deadlines, so that none needs a timer of its own.
        """
        if waiter.deadline is not None and moment > waiter.deadline:
            self._line.remove(waiter)
            seconds = moment - self._clock.monotonic()
            waiter.granted.set_exception(DeadlineExceeded(retry_after_seconds=seconds, endpoint=waiter.endpoint))

    def _wake_at(self, moment: float) -> None:
        """Makes sure that there is a turn at `moment`, or before."""
        if self._timer is not None:
            if self._timer_moment <= moment:
                return
            self._timer.cancel()
        self._timer_moment = moment
        self._timer = asyncio.create_task(self._turn_at(moment))

    async def _turn_at(self, moment: float) -> None:
        await self._clock.sleep(moment - self._clock.monotonic())
        self._timer = None
        self._turn()
