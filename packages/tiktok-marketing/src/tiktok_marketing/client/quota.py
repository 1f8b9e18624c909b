"""TikTok's limits on one developer app, kept before TikTok has to: exact, fair, shared by all callers of a process."""

import asyncio
from enum import IntEnum
from typing import Any, Protocol

from tiktok_marketing.client.clock import Clock, LoopClock, day_after
from tiktok_marketing.client.lane import Lane
from tiktok_marketing.client.refusals import NARROW_SECONDS, Known, Refusal, Refusals, Used, carry_out
from tiktok_marketing.client.windows import DAY_SECONDS, Gate, Rolling, gate_of
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
    """Who waits behind whom: a machine behind every person."""

    PERSON = 0
    MACHINE = 1


class Budget(Protocol):
    """What one developer app may still call, shared by whoever holds the object.

    `subject` is whose limit a call counts against beside the app's: an advertiser's, or a pixel's. Among equals each
    subject has its turn, and calls of one subject go in the order in which they came.
    """

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
        """
        ...

    async def refused(self, refusal: Refusal) -> None:
        """TikTok refused a call: holds back whom that concerns, and tells the failure for how long."""
        ...

    def answered(self, endpoint: Endpoint[Any, Any], sent_at: float) -> None:
        """TikTok took a call of `endpoint`, sent at that moment."""
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
        self._refusals = Refusals(self._app_quota, level)
        self._app = Lane(gate_of(self._app_quota, self._stretch, self._day_after), self._clock)
        self._beside: dict[str, Lane] = {}
        self._by_endpoint: dict[str, Gate] = {}
        self._by_subject: dict[tuple[str | None, str], Gate] = {}

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
        """
        arrived = self._clock.monotonic()
        lane, gates = self._lane(endpoint), self._gates(endpoint, subject)
        if lane.goes_at_once(gates, arrived):
            return 0.0
        waiter = lane.join(endpoint.name, subject, gates, deadline, priority)
        try:
            return await waiter.granted - arrived
        except asyncio.CancelledError:
            lane.step_out(waiter)
            raise

    async def refused(self, refusal: Refusal) -> None:
        """TikTok refused a call: holds back whom that concerns, and tells the failure for how long."""
        now, endpoint = self._clock.monotonic(), refusal.endpoint
        ruling = self._refusals.rule(refusal, Known(now, self._day_after(now) - now, self._used(endpoint, now)))
        if ruling.narrow:
            self._app.gate.narrow(Rolling(ruling.narrow, self._stretch), now + NARROW_SECONDS)
        await carry_out(ruling, refusal, self)

    def answered(self, endpoint: Endpoint[Any, Any], sent_at: float) -> None:
        """TikTok took a call of `endpoint`, sent at that moment."""
        self._refusals.answered(endpoint, sent_at)

    async def pause(self, seconds: float) -> None:
        """Nobody sends what counts against the app's limit, for `seconds`."""
        self._pause(self._app, self._app.gate, seconds)

    async def pause_endpoint(self, endpoint: Endpoint[Any, Any], seconds: float) -> None:
        """Nobody calls `endpoint` for `seconds`; everything else goes on."""
        lane, gate = self._lane(endpoint), self._endpoint_gate(endpoint)
        for waiter in lane.waiting:
            if waiter.endpoint == endpoint.name and gate not in waiter.gates:
                waiter.gates += (gate,)
        self._pause(lane, gate, seconds)

    async def pause_subject(self, endpoint: Endpoint[Any, Any], subject: str | None, seconds: float) -> None:
        """Nobody calls `endpoint` for this subject for `seconds`; everything else goes on."""
        self._pause(self._lane(endpoint), self._subject_gate(endpoint, subject), seconds)

    def _pause(self, lane: Lane, gate: Gate, seconds: float) -> None:
        gate.pause_until(self._clock.monotonic() + seconds)
        lane.turn()

    def _lane(self, endpoint: Endpoint[Any, Any]) -> Lane:
        """The line in which `endpoint` waits: the app's, or its own where it counts against nothing else."""
        if not endpoint.beside_app_quota:
            return self._app
        if endpoint.name not in self._beside:
            self._beside[endpoint.name] = Lane(self._endpoint_gate(endpoint), self._clock)
        return self._beside[endpoint.name]

    def _gates(self, endpoint: Endpoint[Any, Any], subject: str | None) -> tuple[Gate, ...]:
        """What a call passes, its lane's gate first."""
        local = self._subject_gate(endpoint, subject)
        if endpoint.beside_app_quota:
            return (self._endpoint_gate(endpoint), local)
        if endpoint.quota is None and endpoint.name not in self._by_endpoint:
            return (self._app.gate, local)
        return (self._app.gate, self._endpoint_gate(endpoint), local)

    def _endpoint_gate(self, endpoint: Endpoint[Any, Any]) -> Gate:
        if endpoint.name not in self._by_endpoint:
            quota = endpoint.quota
            self._by_endpoint[endpoint.name] = (
                gate_of(quota[self._level], self._stretch, self._day_after) if quota else Gate()
            )
        return self._by_endpoint[endpoint.name]

    def _subject_gate(self, endpoint: Endpoint[Any, Any], subject: str | None) -> Gate:
        key = (subject, endpoint.path)
        if key not in self._by_subject:
            if len(self._by_subject) >= MANY_GATES:
                self._forget_idle_gates()
            # Where the app may not send more than one advertiser takes, only a pause can shut this gate.
            binds = subject is not None and self._advertiser_qps < self._app_quota.qps and not endpoint.beside_app_quota
            self._by_subject[key] = Gate((Rolling(self._advertiser_qps, self._stretch),) if binds else ())
        return self._by_subject[key]

    def _used(self, endpoint: Endpoint[Any, Any], now: float) -> Used:
        app, own = self._app.gate, self._endpoint_gate(endpoint)
        return Used(app.used(DAY_SECONDS, now), own.used(DAY_SECONDS, now), own.used(60, now))

    def _day_after(self, moment: float) -> float:
        return day_after(self._clock, moment)

    def _forget_idle_gates(self) -> None:
        now = self._clock.monotonic()
        lanes = (self._app, *self._beside.values())
        awaited = {id(gate) for lane in lanes for waiter in lane.waiting for gate in waiter.gates}
        self._by_subject = {
            key: gate for key, gate in self._by_subject.items() if gate.idle_at() > now or id(gate) in awaited
        }
