"""TikTok's limits on a developer app: per second, minute and day, per endpoint, per advertiser and path."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from datetime import date, datetime

import msgspec

from tiktok_marketing.spec.endpoint import APP_QUOTA, Endpoint, Level, Quota

from .behaviour import Refusal

# Behaviour reference §3.3 and §3.4 (sure): the advertiser limit was seen as 20, a breach per minute costs 5 minutes.
ADVERTISER_QPS = 20
QPM_PENALTY_SECONDS = 300.0
# The same, §3.3 (sure): so many time-outs of reports in 10 s leave so many calls a second for 5 minutes…
LOWERED, COUNTED_SECONDS, LOWERED_SECONDS = ((30, 0), (20, 1), (10, 5)), 10.0, 300.0
# …and three of the very same report within 10 minutes shut it out for 10 minutes.
SHUT_OUT_AFTER, SHUT_OUT_SECONDS = 3, 600.0


class _Meter(msgspec.Struct):
    """Calls counted against one quota.

    A second counts the admitted calls, a minute the refused ones too: who keeps hammering is shut out. (How TikTok
    counts refused calls is not documented; admitted ones alone could never break a minute's limit of 60 times 10.)
    """

    quota: Quota
    admitted: deque[float] = msgspec.field(default_factory=deque)  # moments of the last second, oldest first
    tried: deque[float] = msgspec.field(default_factory=deque)  # moments of the last minute, oldest first
    blocked_until: float = 0.0
    day: date = date.min
    today: int = 0
    lowered: int = 0  # calls a second, while `lowered_until`
    lowered_until: float = 0.0

    def current_qps(self, now: float) -> int:
        """Calls in the second that ends `now`, with the one at hand."""
        _forget_until(self.admitted, now - 1)
        return len(self.admitted) + 1

    def check(self, app_id: str, now: float, today: date) -> None:
        if self.day != today:
            self.day, self.today = today, 0
        if now < self.blocked_until or self.today >= self.quota.qpd:
            raise _restricted(app_id)
        _forget_until(self.tried, now - 60)
        if len(self.tried) >= self.quota.qpm:
            self.blocked_until = now + QPM_PENALTY_SECONDS
            raise _restricted(app_id)
        self.tried.append(now)
        current, limit = self.current_qps(now), self.lowered if now < self.lowered_until else self.quota.qps
        if current > limit:
            raise Refusal(40100, f"App {app_id} reaches the QPS limit {limit}, current QPS is {current}.")

    def count(self, now: float) -> None:
        self.admitted.append(now)
        self.today += 1


class _Timeouts(msgspec.Struct):
    """Reports of one app that timed out, as (moment, report), oldest first."""

    recent: deque[tuple[float, Hashable]] = msgspec.field(default_factory=deque)
    shut_until: dict[Hashable, float] = msgspec.field(default_factory=dict)

    def add(self, report: Hashable, now: float) -> int | None:
        """The calls a second that are left from now on; None: as before."""
        self.recent.append((now, report))
        while self.recent[0][0] <= now - SHUT_OUT_SECONDS:
            self.recent.popleft()
        if sum(each == report for _, each in self.recent) >= SHUT_OUT_AFTER:
            self.shut_until[report] = now + SHUT_OUT_SECONDS
        count = sum(moment > now - COUNTED_SECONDS for moment, _ in self.recent)
        return next((left for timeouts, left in LOWERED if count >= timeouts), None)

    def shuts_out(self, report: Hashable, now: float) -> bool:
        return now < self.shut_until.get(report, 0.0)


class Limits(msgspec.Struct):
    """Counts calls in exact sliding windows of the injected `monotonic` clock; days are simulated UTC days."""

    level: Level
    monotonic: Callable[[], float]
    _meters: dict[tuple[str, ...], _Meter] = msgspec.field(default_factory=dict)
    _timeouts: dict[str, _Timeouts] = msgspec.field(default_factory=dict)

    def admit(self, endpoint: Endpoint, app_id: str, advertiser_id: str | None, now: datetime) -> None:  # type: ignore[type-arg]  # any row
        """Counts the call as admitted, or refuses it (40100, 40133)."""
        moment = self.monotonic()
        own, common = endpoint.quota[self.level] if endpoint.quota else None, APP_QUOTA[self.level]
        meters = [] if endpoint.beside_app_quota else [self._meter(("app", app_id), common)]
        if own:
            meters.append(self._meter(("endpoint", app_id, endpoint.name), own))
        for meter in meters:
            meter.check(app_id, moment, now.date())
        if advertiser_id is not None:
            meters.append(self._advertiser_meter(endpoint.name, advertiser_id, moment))
        for meter in meters:
            meter.count(moment)

    def report_timed_out(self, app_id: str, report: Hashable) -> None:
        """A report of the app timed out: enough of them lower its calls a second, and shut out the report itself."""
        moment = self.monotonic()
        timeouts = self._timeouts.setdefault(app_id, _Timeouts())
        lowered = timeouts.add(report, moment)
        if lowered is not None:
            meter = self._meter(("app", app_id), APP_QUOTA[self.level])
            meter.lowered, meter.lowered_until = lowered, moment + LOWERED_SECONDS

    def check_report(self, app_id: str, report: Hashable) -> None:
        """Refuses a report that timed out again and again."""
        if app_id in self._timeouts and self._timeouts[app_id].shuts_out(report, self.monotonic()):
            # The code is told nowhere; this one is what a client does not repeat.
            raise Refusal(40002, "This report timed out too often and is blocked for 10 minutes. Ask for less at once.")

    def admit_events(self, source_id: str, qps: int) -> None:
        """Counts a call for a pixel or another source of events, or refuses it: 40132 (behaviour reference §3.3)."""
        moment = self.monotonic()
        meter = self._meter(("events", source_id), Quota(qps, 0, 0))
        current = meter.current_qps(moment)
        if current > qps:
            told = f"Event source ({source_id})'s QPS ({current}) reaches QPS limit {qps}"
            raise Refusal(40132, f"{told}, request is temporarily restricted.")
        meter.count(moment)

    def forget(self) -> None:
        """All counts and penalties start afresh."""
        self._meters.clear()
        self._timeouts.clear()

    def _advertiser_meter(self, endpoint_name: str, advertiser_id: str, moment: float) -> _Meter:
        meter = self._meter(("advertiser", advertiser_id, endpoint_name), Quota(ADVERTISER_QPS, 0, 0))
        current = meter.current_qps(moment)
        if current > ADVERTISER_QPS:
            told = f"Advertiser ({advertiser_id})'s QPS ({current}) reaches QPS limit {ADVERTISER_QPS}"
            raise Refusal(40133, f"{told} for current path, request is temporarily restricted.")
        return meter

    def _meter(self, key: tuple[str, ...], quota: Quota) -> _Meter:
        if key not in self._meters:
            self._meters[key] = _Meter(quota)
        return self._meters[key]


def _restricted(app_id: str) -> Refusal:
    return Refusal(40100, f"Due to too many requests, requests from App {app_id} are temporarily restricted.")


def _forget_until(moments: deque[float], until: float) -> None:
    while moments and moments[0] <= until:
        moments.popleft()
