"""What a refusal holds back, and for how long: by what TikTok says, by what we counted, by what went before."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.client import AppQuota, NotFound, Request, Response, Throttled, TikTokClient
from tiktok_marketing.client.lane import CONNECT_SECONDS as LATE
from tiktok_marketing.simulator.behaviour import Refusal
from tiktok_marketing.simulator.limits import Limits
from tiktok_marketing.spec.ad import AD_CREATE, AD_GET
from tiktok_marketing.spec.campaign import CAMPAIGN_GET
from tiktok_marketing.spec.endpoint import Endpoint, Level, Quota

SECOND = "App 1 reaches the QPS limit 10, current QPS is 11."
LONGER = "Due to too many requests, requests from App 1 are temporarily restricted."
MINUTE, DAY = "App 1 reaches the QPM limit 600.", "App 1 reaches the QPD limit 864000."
TO_MIDNIGHT = 8 * 3_600 + 27 * 60 + 5  # of 15:33, and the margin

READ = {"advertiser_id": "1"}


class Refusing:
    """Answers by path with what stands in its lists, then with success; keeps when it was asked what."""

    seconds = 0.0

    def __init__(self, envelope: Any, **told: list[str | None]) -> None:
        self._envelope = envelope
        self._told = told
        self.asked: list[tuple[str, float]] = []

    async def send(self, request: Request) -> Response:
        loop = asyncio.get_running_loop()
        name = request.path.removeprefix("/open_api/v1.3/").strip("/").replace("/", "_")
        self.asked.append((name, round(loop.time() - 1_000, 2)))
        queue = self._told.get(name, [])
        message = queue.pop(0) if queue else None
        await asyncio.sleep(self.seconds)
        return self.otherwise(request) if message is None else self._answer(code=40100, message=message)

    def otherwise(self, _: Request) -> Response:
        return self._answer()

    def _answer(self, **more: Any) -> Response:
        return Response(200, {}, self._envelope(**more))

    async def close(self) -> None: ...

    def moments(self, name: str) -> list[float]:
        return [moment for asked, moment in self.asked if asked == name]


Make = Callable[..., tuple[Refusing, TikTokClient]]


@pytest.fixture
def make(envelope: Any, calendar: Any) -> Make:
    def made(quota: AppQuota | None = None, **told: list[str | None]) -> tuple[Refusing, TikTokClient]:
        tiktok, clock = Refusing(envelope, **told), calendar("15:33")
        quota = quota or AppQuota(clock=clock)
        return tiktok, TikTokClient(
            "http://tiktok", app_id="1", transport=tiktok, clock=clock, quota=quota, random=lambda: 0.5
        )

    return made


async def read_until_it_is_taken(client: TikTokClient) -> None:
    while True:
        with contextlib.suppress(Throttled):
            await read(client)
            return


async def read(client: TikTokClient, endpoint: Endpoint[Any, Any] = CAMPAIGN_GET) -> Any:
    return await client.call(endpoint, endpoint.params(**READ), deadline_seconds=None)


@pytest.mark.parametrize(
    ("told", "moments"),
    [
        ([SECOND], [0, 1]),
        ([SECOND, SECOND], [0, 1, 2]),
        ([LONGER], [0, 300]),
        ([LONGER, LONGER], [0, 300, 600]),
        ([LONGER] * 3, [0, 300, 600, 2_400]),
        ([LONGER] * 7, [0, 300, 600, 2_400, 6_000, 13_200, 27_600, TO_MIDNIGHT]),
        ([MINUTE, MINUTE, MINUTE], [0, 300, 600, 900]),
        ([DAY], [0, TO_MIDNIGHT]),
        (["Slow."], [0, 1]),
        (["Slow.", "Slow."], [0, 1, 301]),
        (["Slow."] * 4, [0, 1, 301, 601, 2_401]),
        (["App 1 reaches the QPS limit 0, current QPS is 1."], [0, 300]),
    ],
    ids=str,
)
def test_a_refused_call_goes_again_when_its_limit_is_over(
    told: list[str | None], moments: list[float], make: Make, in_virtual_time: Any
) -> None:  # behaviour reference §3.4
    tiktok, client = make(campaign_get=list(told))

    in_virtual_time(read_until_it_is_taken(client))

    assert tiktok.moments("campaign_get") == pytest.approx(moments)


def test_the_error_says_which_limit_it_was_and_when_it_is_over(make: Make, in_virtual_time: Any) -> None:
    _, client = make(campaign_get=[DAY])

    with pytest.raises(Throttled) as told:
        in_virtual_time(client.call(CAMPAIGN_GET, CAMPAIGN_GET.params(advertiser_id="1")))

    assert (told.value.window, told.value.retry_after_seconds) == ("day", pytest.approx(TO_MIDNIGHT))


def test_an_answer_between_two_refusals_shows_that_it_is_not_the_day(make: Make, in_virtual_time: Any) -> None:
    tiktok, client = make(campaign_get=[LONGER, LONGER, None, LONGER])

    async def scenario() -> None:
        for _ in range(2):
            await read(client)

    in_virtual_time(scenario())

    assert tiktok.moments("campaign_get") == pytest.approx([0, 300, 600, 600, 900])


def test_a_refusal_for_another_reason_shows_it_too(make: Make, envelope: Any, in_virtual_time: Any) -> None:
    tiktok, client = make(campaign_get=[LONGER, LONGER], ad_get=[None, LONGER])

    async def scenario() -> None:
        with pytest.raises(NotFound):
            await read(client)
        await read(client, AD_GET)
        await read(client, AD_GET)

    def answer(request: Request) -> Response:
        return Response(200, {}, envelope(code=40007 if "campaign" in request.path else 0))

    tiktok.otherwise = answer  # type: ignore[method-assign]
    in_virtual_time(scenario())

    assert tiktok.moments("ad_get") == pytest.approx([600, 600, 900])


def test_many_calls_refused_at_once_are_one_refusal(make: Make, in_virtual_time: Any) -> None:
    tiktok, client = make(campaign_get=[LONGER] * 20)
    tiktok.seconds = 0.2

    async def scenario() -> None:
        await asyncio.gather(*(read(client) for _ in range(10)))

    in_virtual_time(scenario())

    assert tiktok.moments("campaign_get") == pytest.approx([0] * 10 + [300.2] * 10 + [600.4] * 10)


def test_a_day_that_we_counted_ourselves_is_told_at_once(make: Make, in_virtual_time: Any, calendar: Any) -> None:
    quota = AppQuota(app_quota=Quota(10, 600, 20), clock=calendar("15:33"), headroom=0)
    tiktok, client = make(quota, campaign_get=[None] * 18 + [LONGER])

    async def scenario() -> None:
        for _ in range(19):
            await read(client)

    in_virtual_time(scenario())

    assert tiktok.moments("campaign_get")[-2:] == pytest.approx([1 + LATE, TO_MIDNIGHT])


def test_a_limit_that_is_the_endpoints_own_holds_up_nobody_else(make: Make, in_virtual_time: Any) -> None:
    tiktok, client = make(report_task_create=["App 1 reaches the QPS limit 1, current QPS is 2."])

    async def scenario() -> None:
        task = {"report_type": "BASIC", "dimensions": ["ad_id"], **READ}
        made = asyncio.create_task(client.call("report.task.create", task, deadline_seconds=None))
        await asyncio.sleep(0.1)
        await read(client)
        await made

    in_virtual_time(scenario())

    first, other, again = tiktok.asked
    assert (first, other) == (("report_task_create", 0), ("campaign_get", 0.1))
    assert again == ("report_task_create", pytest.approx(1.04 + LATE))


def test_an_endpoints_used_up_day_is_told_from_the_apps_by_the_others_that_are_served(
    make: Make, in_virtual_time: Any
) -> None:
    tiktok, client = make(report_task_create=[LONGER] * 3)

    async def scenario() -> None:
        task = {"report_type": "BASIC", "dimensions": ["ad_id"], **READ}
        made = asyncio.create_task(client.call("report.task.create", task, deadline_seconds=None))
        await asyncio.sleep(0.1)
        for _ in range(4):
            await read(client)
            await asyncio.sleep(200)
        await made

    in_virtual_time(scenario())

    assert tiktok.moments("report_task_create") == pytest.approx([0, 300, 600, 2_400], abs=0.1)
    assert tiktok.moments("campaign_get") == pytest.approx([300, 600, 800, 1_000], abs=0.1)


def test_events_that_are_refused_hold_up_events_alone(make: Make, in_virtual_time: Any) -> None:
    tiktok, client = make(event_track=[LONGER])
    event = {"event_source": "web", "event_source_id": "C1", "data": [{"event": "Purchase", "event_time": 1}]}

    async def scenario() -> None:
        sent = asyncio.create_task(client.call("event.track", event, deadline_seconds=None))
        await asyncio.sleep(0.1)
        await read(client)
        await sent

    in_virtual_time(scenario())

    assert tiktok.asked == [("event_track", 0), ("campaign_get", 0.1), ("event_track", 300)]


def test_a_lowered_limit_is_kept_for_five_minutes(make: Make, in_virtual_time: Any) -> None:  # §3.3
    tiktok, client = make(campaign_get=["App 1 reaches the QPS limit 5, current QPS is 6."])

    async def scenario() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(31):
                group.create_task(read(client))
        await asyncio.sleep(301)
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(read(client, AD_GET))

    in_virtual_time(scenario())

    lowered, usual = tiktok.moments("campaign_get")[10:], tiktok.moments("ad_get")
    assert max(sum(start <= moment < start + 1 for moment in lowered) for start in lowered) == 5
    assert sum(moment < usual[0] + 1 for moment in usual) >= 9


class Strict:
    """TikTok's limits as the simulator keeps them, on the loop's time."""

    def __init__(self, envelope: Any, clock: Any, level: Level = Level.BASIC) -> None:
        self._envelope = envelope
        self._clock = clock
        self._limits = Limits(level, lambda: asyncio.get_running_loop().time())
        self.refused: list[float] = []
        self.served: list[float] = []

    async def send(self, request: Request) -> Response:
        endpoint = CAMPAIGN_GET if "campaign" in request.path else AD_CREATE
        now = asyncio.get_running_loop().time() - 1_000
        try:
            self._limits.admit(endpoint, "1", None, self._clock.utc_now())
        except Refusal as refusal:
            self.refused.append(now)
            return Response(200, {}, self._envelope(code=refusal.code, message=refusal.message))
        self.served.append(now)
        return Response(200, {}, self._envelope())

    async def close(self) -> None: ...


def test_a_client_that_takes_the_app_for_a_bigger_one_learns_its_limit(
    envelope: Any, calendar: Any, in_virtual_time: Any
) -> None:
    async def scenario() -> Strict:
        clock = calendar("12:00")
        tiktok = Strict(envelope, clock)
        client = TikTokClient("http://tiktok", app_id="1", level=Level.ULTIMATE, transport=tiktok, clock=clock)
        await asyncio.gather(*(read(client) for _ in range(1_000)))
        return tiktok

    tiktok = in_virtual_time(scenario())

    assert len(tiktok.served) == 1_000
    assert len(tiktok.refused) <= 40  # of the first second alone
    assert tiktok.served[-1] <= 1.05 * 100 + 1


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(3, 40), begins=st.sampled_from(["00:10", "12:00", "23:50"]), calls=st.integers(1, 90))
def test_whatever_the_day_allows_each_call_is_made_once_and_few_are_refused(
    limit: int, begins: str, calls: int, envelope: Any, calendar: Any, in_virtual_time: Any
) -> None:
    async def scenario() -> Strict:
        clock = calendar(begins)
        tiktok = Strict(envelope, clock)
        tiktok._limits._meter(("app", "1"), Quota(10, 600, limit))  # and we believe in 864,000
        client = TikTokClient("http://tiktok", app_id="1", transport=tiktok, clock=clock, random=lambda: 0.5)
        await asyncio.gather(*(read_until_it_is_taken(client) for _ in range(calls)))
        return tiktok

    tiktok = in_virtual_time(scenario())

    days = -(-calls // limit)
    midnight = datetime.fromisoformat("2026-11-23T00:00") - datetime.fromisoformat(f"2026-11-22T{begins}")
    assert len(tiktok.served) == calls
    assert tiktok.served[-1] <= (midnight + timedelta(days=max(0, days - 2))).total_seconds() + 1_000
    assert len(tiktok.refused) <= 110 * days  # eleven looks, each of at most a second's calls
