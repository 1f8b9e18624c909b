"""What becomes of a client when another app in the same name has used up a limit, on a clock that nobody waits for.

TikTok's limits are the simulator's. An errand is answered by breach, of the minute's limit and of the day's (of report
tasks, 4,500), each with the seconds from the moment at which TikTok serves again to the first call it serves, and the
calls that it refused until then.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from processes.errands import errands, say
from tiktok_marketing.client import AppQuota, Request, Response, Throttled, TikTokClient
from tiktok_marketing.simulator.behaviour import Refusal
from tiktok_marketing.simulator.limits import Limits
from tiktok_marketing.spec import Level
from tiktok_marketing.spec.campaign import CAMPAIGN_GET
from tiktok_marketing.spec.endpoint import Endpoint
from tiktok_marketing.spec.report import REPORT_TASK_CREATE

_MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)
_TASK = {"advertiser_id": "1", "report_type": "BASIC", "dimensions": ["ad_id"]}


class _Clock:
    """Waits by moving on."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        return self._seconds

    def utc_now(self) -> datetime:
        return _MORNING + timedelta(seconds=self._seconds)

    async def sleep(self, seconds: float) -> None:
        self._seconds += max(0.0, seconds)
        await asyncio.sleep(0)


class _TikTok:
    """Serves what the limits admit; `used` takes calls without a client."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self._limits = Limits(Level.BASIC, clock.monotonic)
        self.refused = 0

    async def send(self, request: Request) -> Response:
        endpoint = REPORT_TASK_CREATE if "report" in request.path else CAMPAIGN_GET
        refusal = self.takes(endpoint)
        if refusal is None:
            return _answer(0, "OK")
        self.refused += 1
        return _answer(refusal.code, refusal.message)

    def takes(self, endpoint: Endpoint[Any, Any]) -> Refusal | None:
        try:
            self._limits.admit(endpoint, "bench", None, self._clock.utc_now())
        except Refusal as refusal:
            return refusal
        return None

    async def close(self) -> None: ...


def _answer(code: int, message: str) -> Response:
    return Response(200, {}, msgspec.json.encode({"code": code, "message": message, "request_id": "R", "data": {}}))


async def _after_the_minute() -> dict[str, float]:
    """Another hammers for a minute: 5 minutes without a call follow."""
    clock = _Clock()
    tiktok = _TikTok(clock)
    while not _is_longer(tiktok.takes(CAMPAIGN_GET)):
        await clock.sleep(0.05)
    served_again = clock.monotonic() + 300
    return await _served(tiktok, clock, "campaign.get", served_again)


async def _after_the_day() -> dict[str, float]:
    """Another has made the day's 4,500 tasks by noon."""
    clock = _Clock()
    tiktok = _TikTok(clock)
    while not _is_longer(tiktok.takes(REPORT_TASK_CREATE)):
        await clock.sleep(1)
    midnight = (_MORNING.replace(hour=0) + timedelta(days=1) - _MORNING).total_seconds()
    return await _served(tiktok, clock, "report.task.create", midnight)


def _is_longer(refusal: Refusal | None) -> bool:
    return refusal is not None and "restricted" in refusal.message


async def _served(tiktok: _TikTok, clock: _Clock, name: str, served_again: float) -> dict[str, float]:
    params = _TASK if name == "report.task.create" else {"advertiser_id": "1"}
    quota = AppQuota(clock=clock)
    client = TikTokClient("http://tiktok", app_id="bench", transport=tiktok, clock=clock, quota=quota)
    while True:
        try:
            await client.call(name, params, deadline_seconds=None)
        except Throttled:
            continue
        return {"seconds": clock.monotonic() - served_again, "refused": tiktok.refused}


def main() -> None:
    say("ready")
    for _ in errands():
        say({"qpm": asyncio.run(_after_the_minute()), "qpd": asyncio.run(_after_the_day())})


if __name__ == "__main__":
    main()
