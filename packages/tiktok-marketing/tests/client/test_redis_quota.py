"""The budget that processes share: never over a limit in any rolling second, people first, pauses for all."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import redis.asyncio as redis
from needs import need

from tiktok_marketing.client import (
    DeadlineExceeded,
    LoopClock,
    NotDelivered,
    Priority,
    RedisQuota,
    Refusal,
    Throttled,
    redis_state,
)
from tiktok_marketing.client.clock import day_after
from tiktok_marketing.spec.ad import AD_CREATE, AD_GET
from tiktok_marketing.spec.campaign import CAMPAIGN_GET
from tiktok_marketing.spec.endpoint import Level, Quota
from tiktok_marketing.spec.event import EVENT_TRACK

HOST, PORT = "127.0.0.1", int(os.environ.get("LINKPATH_TEST_REDIS_PORT", "6379"))
URL = f"redis://{HOST}:{PORT}/0"


Made = Callable[..., RedisQuota]

QUICK = -0.8
"""A second of 200 ms, where only the order matters."""


@pytest.fixture(scope="module", autouse=True)
def _redis() -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        need(f"Redis on port {PORT}", there=probe.connect_ex((HOST, PORT)) == 0)


@pytest.fixture
async def shared() -> AsyncIterator[Made]:
    """Makes budgets that share their windows, as processes would; their keys are gone afterwards."""
    prefix, made = f"test-{uuid.uuid4().hex}", list[RedisQuota]()

    def make(redis: str = URL, **more: Any) -> RedisQuota:
        made.append(RedisQuota(redis, app_id="1", prefix=prefix, **more))
        return made[-1]

    yield make
    for quota in made:
        await quota.aclose()
    async with redis.Redis.from_url(URL) as client:
        if left := [key async for key in client.scan_iter(f"{prefix}:*")]:
            await client.delete(*left)


async def moments(*calls: Awaitable[Any]) -> list[float]:
    """When each of `calls` ended, from now, in their order."""
    begun = time.monotonic()

    async def timed(call: Awaitable[Any]) -> float:
        await call
        return time.monotonic() - begun

    return await asyncio.gather(*map(timed, calls))


def most_within(seconds: float, moments: list[float]) -> int:
    return max(sum(start <= moment < start + seconds for moment in moments) for start in moments)


WORKER = """
import asyncio, sys, time
from tiktok_marketing.client.redis_quota import RedisQuota
from tiktok_marketing.spec.campaign import CAMPAIGN_GET
from tiktok_marketing.spec.endpoint import Quota

async def main(url, prefix, calls):
    quota = RedisQuota(url, app_id="1", prefix=prefix, app_quota=Quota(40, 2_400, 100_000))
    await quota._state._redis.ping()
    print("ready", flush=True)
    sys.stdin.readline()
    async def call(number):
        await quota.acquire(CAMPAIGN_GET, str(number % 5))
        print(time.time(), flush=True)
    await asyncio.gather(*(call(number) for number in range(int(calls))))
    await quota.aclose()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_four_processes_together_never_exceed_the_limit_in_any_rolling_second(shared: Made) -> None:
    prefix = shared()._naming.root.partition(":")[0]
    with_pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, URL, prefix, "30"], **with_pipes)  # noqa: ASYNC220 - started and left alone
        for _ in range(4)
    ]
    try:
        for worker in workers:
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            worker.stdin.write("\n")
            worker.stdin.flush()
        ended = [await asyncio.to_thread(worker.communicate) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()

    sent = sorted(float(line) for told, _ in ended for line in told.splitlines())
    assert len(sent) == 120
    # What is exact is Redis's count; the processes note a moment later, which the longer windows cover.
    assert most_within(1, sent) <= 40
    assert sent[-1] - sent[0] < 2 * 1.04 + 0.5


async def test_an_endpoints_own_limit_and_an_advertisers_are_shared(shared: Made) -> None:
    one, two = shared(level=Level.ULTIMATE), shared(level=Level.ULTIMATE)

    creations = await moments(*(each.acquire(AD_CREATE, str(n)) for n in range(10) for each in (one, two)))
    of_one = await moments(*(each.acquire(AD_GET, "1") for _ in range(11) for each in (one, two)))

    assert sum(moment < 1 for moment in creations) == 15
    assert sum(moment < 1 for moment in of_one) == 20


async def test_a_pause_holds_up_every_process_and_a_longer_one_is_not_ended_by_a_shorter(shared: Made) -> None:
    one, two = shared(), shared()
    begun = time.monotonic()
    await one.pause(0.4)
    await two.pause(0.1)

    await two.acquire(CAMPAIGN_GET, "1")

    assert time.monotonic() - begun >= 0.4


async def test_one_advertisers_pause_does_not_hold_up_others_however_many_wait(shared: Made) -> None:
    one, two = shared(), shared()
    begun = time.monotonic()
    await one.pause_subject(AD_GET, "1", 1)

    paused = [two.acquire(AD_GET, "1") for _ in range(5)]
    *waited, other, elsewhere = await moments(*paused, two.acquire(AD_GET, "2"), two.acquire(CAMPAIGN_GET, "1"))

    assert max(other, elsewhere) < min(waited)
    assert time.monotonic() - begun >= 1


async def test_a_machine_gives_way_to_the_people_who_wait_in_another_process(shared: Made) -> None:
    limit = Quota(2, 120, 10_000)
    machines, people = shared(app_quota=limit, headroom=QUICK), shared(app_quota=limit, headroom=QUICK)
    order: list[str] = []

    async def call(quota: RedisQuota, priority: Priority) -> None:
        await quota.acquire(CAMPAIGN_GET, "1", priority=priority)
        order.append(priority.name)

    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(call(machines, Priority.MACHINE))
        await asyncio.sleep(0.05)
        for _ in range(2):
            group.create_task(call(people, Priority.PERSON))

    assert order == ["MACHINE"] * 2 + ["PERSON"] * 2 + ["MACHINE"] * 4


async def test_a_turn_after_the_deadline_is_refused_at_once(shared: Made) -> None:
    quota = shared()
    await quota.pause(30)

    with pytest.raises(DeadlineExceeded) as told:
        await quota.acquire(CAMPAIGN_GET, "1", deadline=asyncio.get_running_loop().time() + 5)

    assert 29 < told.value.retry_after_seconds <= 30


async def test_who_gives_up_leaves_nothing_waiting(shared: Made) -> None:
    quota = shared()
    await quota.pause(30)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await quota.acquire(CAMPAIGN_GET, "1")
    for _ in range(20):
        await asyncio.sleep(0)

    assert asyncio.all_tasks() == {asyncio.current_task()}


class Line:
    """A wire to Redis that a test can cut, or on which it lets nothing come back."""

    def __init__(self) -> None:
        self.silent = False
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self._port}/0"

    async def join(self) -> None:
        self._server = await asyncio.start_server(self._pass_on, HOST, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()
        await asyncio.sleep(0.01)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, PORT)
        self._open |= {writer, back}

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65_536):
                    if not (answers and self.silent):
                        target.write(data)
            target.close()

        await asyncio.gather(copy(reader, back, answers=False), copy(there, writer, answers=True))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    await line.join()
    yield line
    await line.cut()


async def forget(prefix: str) -> None:
    """What a Redis without a disk does when it is started again."""
    async with redis.Redis.from_url(URL) as client:
        await client.delete(*[key async for key in client.scan_iter(f"{prefix}:*")])


async def test_who_waits_while_redis_is_away_goes_on_when_it_is_back(shared: Made, line: Line) -> None:
    quota = shared(redis=line.url)
    await quota.acquire(CAMPAIGN_GET, "1")
    await line.cut()
    waiting = asyncio.create_task(moments(*(quota.acquire(CAMPAIGN_GET, str(number)) for number in range(3))))
    await asyncio.sleep(0.3)
    away = waiting.done()
    await line.join()

    assert not away
    assert max(await waiting) < 2


async def test_what_redis_has_forgotten_costs_a_second_and_ends_no_pause(shared: Made, line: Line) -> None:
    quota, limit = shared(redis=line.url, app_quota=Quota(5, 300, 100_000)), 5
    sent: list[float] = []
    await quota.pause_subject(AD_GET, "1", 1.6)

    async def call() -> None:
        await quota.acquire(CAMPAIGN_GET, "1")
        sent.append(time.monotonic())

    begun = time.monotonic()
    await asyncio.gather(*(call() for _ in range(limit)))
    await forget(quota._naming.root.partition(":")[0])
    paused = asyncio.create_task(quota.acquire(AD_GET, "1"))
    await asyncio.gather(*(call() for _ in range(limit)))
    await paused

    assert most_within(1, sent) == limit
    assert time.monotonic() - begun >= 1.5


async def test_a_pause_that_redis_did_not_hear_is_told_when_it_is_back(shared: Made, line: Line) -> None:
    quota = shared(redis=line.url)
    await quota.acquire(CAMPAIGN_GET, "1")
    await line.cut()
    await quota.pause(1)
    await line.join()

    (waited,) = await moments(quota.acquire(CAMPAIGN_GET, "1"))

    assert 0.7 < waited < 2


async def test_a_redis_that_says_nothing_is_not_waited_for_past_the_deadline(
    shared: Made, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_state, "ASKING_SECONDS", 0.1)
    quota = shared(redis=line.url)
    line.silent = True

    with pytest.raises(NotDelivered, match="the shared budget cannot be asked: TimeoutError"):
        await quota.acquire(CAMPAIGN_GET, "1", deadline=asyncio.get_running_loop().time() + 0.3)


async def test_a_redis_that_stays_away_is_waited_for_so_long_and_nothing_is_sent(shared: Made) -> None:
    quota = shared(redis="redis://127.0.0.1:1/0", patience_seconds=0.3)

    begun = time.monotonic()
    with pytest.raises(NotDelivered, match="the shared budget cannot be asked: ConnectionError"):
        await quota.acquire(CAMPAIGN_GET, "1")

    assert 0.3 <= time.monotonic() - begun < 2


async def test_what_is_free_is_shared_among_the_processes_that_wait(shared: Made) -> None:
    limit = Quota(4, 240, 100_000)
    big, small = shared(app_quota=limit, headroom=QUICK), shared(app_quota=limit, headroom=QUICK)
    order: list[str] = []

    async def call(quota: RedisQuota, name: str) -> None:
        await quota.acquire(CAMPAIGN_GET, name)
        order.append(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(12):
            group.create_task(call(big, "big"))
        await asyncio.sleep(0.05)
        for _ in range(4):
            group.create_task(call(small, "small"))

    assert order[:4] == ["big"] * 4
    assert [sorted(order[start : start + 4]) for start in (4, 8)] == [["big", "big", "small", "small"]] * 2


async def test_events_are_counted_beside_the_app_and_days_by_the_calendar(shared: Made) -> None:
    one, two = shared(app_quota=Quota(2, 120, 3)), shared(app_quota=Quota(2, 120, 3))

    events = await moments(*(each.acquire(EVENT_TRACK, "pixel") for _ in range(20) for each in (one, two)))
    reads = await moments(one.acquire(CAMPAIGN_GET, "1"), two.acquire(CAMPAIGN_GET, "1"))

    assert max([*events, *reads]) < 0.9
    with pytest.raises(DeadlineExceeded) as told:  # of the 3 of the day, the headroom's one is left
        await one.acquire(CAMPAIGN_GET, "1", deadline=asyncio.get_running_loop().time() + 30)
    left = day_after(LoopClock(), asyncio.get_running_loop().time()) - asyncio.get_running_loop().time()
    assert told.value.retry_after_seconds == pytest.approx(left, abs=2)


async def test_a_refusal_in_one_process_holds_back_the_others(shared: Made) -> None:
    one, two = shared(), shared()
    refused = Throttled("App 1 reaches the QPS limit 3, current QPS is 4.", code=40100)
    refused.window, refused.limit = "second", 3
    await one.refused(Refusal(CAMPAIGN_GET, "1", refused, asyncio.get_running_loop().time()))

    waited = await moments(*(two.acquire(CAMPAIGN_GET, "1") for _ in range(6)))

    assert refused.retry_after_seconds == 1
    assert min(waited) >= 0.99
    assert [round(moment) for moment in waited] == [1] * 3 + [2] * 3
