"""Limits of many processes: the same verdicts as in one, by one script, and what happens when Redis goes away."""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
import uvloop
from hypothesis import HealthCheck, given, settings
from needs import need_program
from redis_server import RedisServer

from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import ManualClock, SystemClock
from linkpath_manager.kit.limiting import Ledger, RedisAddress, RedisLimiter, Verdict, Window

from .conftest import ASKS, BURST, MICROS, STANDARD, Ask, Model, most_within

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TWENTY = (Window("twenty", 20, 60),)


@pytest.fixture(scope="module", autouse=True)
def _redis() -> None:
    need_program("redis-server")


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_server() -> Iterator[RedisServer]:
    """One that the test may kill."""
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    logs.configure("info", json=True)
    yield
    structlog.reset_defaults()


def opened(server: RedisServer, clock: ManualClock) -> AbstractAsyncContextManager[RedisLimiter]:
    """A limiter whose time, and Redis's, is `clock`."""
    return RedisLimiter.opened(RedisAddress.of(server.url), clock, time=clock.steady_micros, beat_seconds=0.05)


async def until(holds: Callable[[], bool]) -> None:
    """Waits for what a process of its own brings about."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # what is waited for happens elsewhere
            await asyncio.sleep(0.01)


async def entered(limiter: RedisLimiter, tries: int) -> int:
    """How many of so many are let in."""
    return sum([not (await limiter.admit("north", TWENTY)).wait for _ in range(tries)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(ASKS)
def test_every_verdict_of_two_processes_is_that_of_who_counts_all_moments_anew(
    server: RedisServer, asks: list[Ask]
) -> None:
    clock, model = ManualClock(NOON), Model()

    async def ask_all() -> None:
        async with opened(server, clock) as one, opened(server, clock) as two:
            for number, ask in enumerate(asks):
                clock.advance(timedelta(microseconds=ask.after))
                expected = model.admit(ask, clock.steady_micros())
                assert await (one, two)[number % 2].admit(ask.account, ask.windows) == expected

    server.client.flushdb()
    uvloop.run(ask_all())  # the loop of `linkpath-manager serve`


async def test_over_hours_processes_together_let_in_who_one_alone_would(server: RedisServer) -> None:
    server.client.flushdb()
    clock, chance, alone, moments = ManualClock(NOON), random.Random(7), Ledger(), list[int]()
    windows = (Window("standard", 100, 60), Window("burst", 20, 10))
    async with opened(server, clock) as one, opened(server, clock) as two:
        while clock.now() < NOON + timedelta(hours=2):
            clock.advance(timedelta(seconds=chance.choice([0.3, 1, 3, 7])))
            askers = [chance.choice([one, two]) for _ in range(chance.choice([1, 5, 25]))]
            verdicts = await asyncio.gather(*(asker.admit("hours", windows) for asker in askers))
            now = clock.steady_micros()
            assert sorted(verdicts) == sorted(alone.admit("hours", windows, now) for _ in askers)
            moments += [now] * sum(not verdict.wait for verdict in verdicts)

    assert most_within(60 * MICROS, moments) == 100
    assert most_within(10 * MICROS, moments) == 20


async def test_looking_takes_no_place(server: RedisServer) -> None:
    server.client.flushdb()
    async with opened(server, ManualClock(NOON)) as limiter:
        looks = [await limiter.look("north", STANDARD) for _ in range(10)]

    assert looks == [Verdict(0, [6, 4], [0, 0])] * 10


async def test_by_its_own_clock_redis_lets_in_again_when_the_window_has_passed(server: RedisServer) -> None:
    server.client.flushdb()
    windows = (Window("second", 3, 1),)
    async with RedisLimiter.opened(RedisAddress.of(server.url), SystemClock()) as limiter:
        verdicts = [await limiter.admit("north", windows) for _ in range(4)]
        await asyncio.sleep(verdicts[-1].wait / MICROS)
        last = await limiter.admit("north", windows)

    assert [verdict.wait > 0 for verdict in verdicts] == [False, False, False, True]
    assert last.wait == 0


async def test_accounts_that_nobody_asks_for_any_more_take_no_memory(server: RedisServer) -> None:
    server.client.flushdb()
    async with RedisLimiter.opened(RedisAddress.of(server.url), SystemClock()) as limiter:
        await limiter.admit("north", (Window("second", 3, 1),))
        kept = set(server.client.keys())
        await until(lambda: set(server.client.keys()) == {b"linkpath:limits:processes"})

    assert kept == {b"linkpath:limits:processes", b"linkpath:limits:{north}:second"}
    assert server.client.keys() == []


async def test_redis_set_back_a_little_stands_still_and_set_back_far_begins_anew(server: RedisServer) -> None:
    server.client.flushdb()
    moment = [1_000 * MICROS]
    opening = RedisLimiter.opened(RedisAddress.of(server.url), SystemClock(), time=lambda: moment[0])
    async with opening as limiter:
        filled = [(await limiter.admit("north", (BURST,))).wait for _ in range(5)]
        moment[0] -= 4 * MICROS
        a_little = await limiter.look("north", (BURST,))
        moment[0] -= 600 * MICROS
        far = await limiter.look("north", (BURST,))

    assert filled == [0, 0, 0, 0, 10 * MICROS]
    assert a_little == Verdict(10 * MICROS, [0], [10 * MICROS])
    assert far == Verdict(0, [4], [0])


WORKER = """
import asyncio, sys, time
from linkpath_manager.kit.clock import SystemClock
from linkpath_manager.kit.limiting import RedisAddress, RedisLimiter, Window

WINDOWS = (Window("standard", 150, 2), Window("burst", 100, 1))

async def main(url, seconds):
    entered = 0
    async with RedisLimiter.opened(RedisAddress.of(url), SystemClock()) as limiter:
        print("ready", flush=True)
        sys.stdin.readline()
        end = time.monotonic() + float(seconds)
        async def hammer():
            nonlocal entered
            while time.monotonic() < end:
                verdict = await limiter.admit("north", WINDOWS)
                entered += not verdict.wait
        await asyncio.gather(*(hammer() for _ in range(4)))
    print(entered)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_four_processes_that_hammer_one_account_get_its_limit_and_no_more(server: RedisServer) -> None:
    server.client.flushdb()
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, server.url, "2.3"], **pipes)  # noqa: ASYNC220  # started and left alone
        for _ in range(4)
    ]
    try:
        assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 4
        for worker in workers:
            worker.stdin.write("\n")
            worker.stdin.flush()
        moments = await _moments_of(server, seconds=2.5)
        told = sum([int((await asyncio.to_thread(worker.communicate))[0]) for worker in workers])
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()

    # What Redis counted is what the processes let in: 100 in the first second, 50 in the next, 100 after two.
    assert len(moments) == told
    assert most_within(2 * MICROS, moments) <= 150
    assert most_within(MICROS, moments) <= 100
    assert len(moments) >= 0.99 * (100 + 50 + 100)


async def _moments_of(server: RedisServer, seconds: float) -> list[int]:
    """All moments that Redis counted within so many seconds: each stays in its list for two."""
    seen, end = Counter[int](), time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(0.2)
        listed = Counter(map(int, server.client.lrange("linkpath:limits:{north}:standard", 0, -1)))
        seen |= listed
    return sorted(seen.elements())


async def test_without_redis_each_process_keeps_its_share_and_redis_takes_over_when_it_is_back(
    own_server: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = ManualClock(NOON)
    async with opened(own_server, clock) as one, opened(own_server, clock) as two:
        both = (one, two)
        await until(lambda: [limiter.processes for limiter in both] == [2, 2])
        shared = [await entered(one, 6), await entered(two, 6)]
        own_server.kill()
        await until(lambda: all(limiter.state() != "ok" for limiter in both))
        states = {limiter.state().partition(": ")[2] for limiter in both}
        alone = [await entered(one, 20), await entered(two, 20)]
        own_server.start()
        await until(lambda: all(limiter.state() == "ok" for limiter in both))
        just_back = [await entered(one, 20), await entered(two, 20)]
        clock.advance(timedelta(seconds=60 + 5))
        again = [await entered(one, 30), await entered(two, 30)]

    assert shared == [6, 6]
    assert states == {"this process keeps 1/2 of each limit by itself"}
    assert alone == [4, 4]  # with what each had before: its half of twenty
    assert just_back == [0, 0]  # Redis knows of none, and is not believed yet
    assert again == [20, 0]
    told = Counter(json.loads(line)["event"] for line in capsys.readouterr().err.splitlines())
    assert told == {"limits.redis_away": 2, "limits.redis_back": 2}


async def test_a_redis_that_does_not_answer_is_away_until_it_does(own_server: RedisServer) -> None:
    async with opened(own_server, ManualClock(NOON)) as limiter:
        own_server.freeze()
        begun = time.monotonic()
        verdicts = await asyncio.gather(*(limiter.admit("north", TWENTY) for _ in range(30)))
        waited, away = time.monotonic() - begun, limiter.state()
        own_server.thaw()
        await until(lambda: limiter.state() == "ok")

    assert sum(not verdict.wait for verdict in verdicts) == 20
    assert waited < 1.5
    assert away.startswith("Redis is away (no answer within 0.5 s)")


async def test_a_redis_that_forgot_the_script_is_told_it_again(own_server: RedisServer) -> None:
    async with opened(own_server, ManualClock(NOON)) as limiter:
        own_server.client.script_flush()
        meanwhile = await limiter.admit("north", TWENTY)
        await until(lambda: bool(own_server.client.exists("linkpath:limits:processes")) and limiter.state() == "ok")
        verdict = await limiter.admit("north", TWENTY)

    assert (meanwhile.wait, verdict.wait) == (0, 0)
    assert own_server.client.llen("linkpath:limits:{north}:twenty") == 1


async def test_where_no_redis_is_there_at_first_limits_are_kept_and_it_is_found_later() -> None:
    server = RedisServer()
    async with opened(server, ManualClock(NOON)) as limiter:
        alone, state = await entered(limiter, 30), limiter.state()
        server.start()
        try:
            await until(lambda: limiter.state() == "ok")
        finally:
            server.kill()

    assert alone == 20
    assert state == "Redis is away (ConnectionRefusedError): this process keeps 1/1 of each limit by itself"


async def test_a_password_is_asked_for_and_given(own_server: RedisServer) -> None:
    own_server.client.config_set("requirepass", "correct horse")
    clock = ManualClock(NOON)
    states = []
    for password in ("", ":wrong@", ":correct%20horse@"):
        url = own_server.url.replace("redis://", f"redis://{password}")
        async with RedisLimiter.opened(RedisAddress.of(url), clock) as limiter:
            states.append(limiter.state().partition(" invalid")[0].partition(":")[0])

    assert states == [
        "Redis is away (NOAUTH Authentication required.)",
        "Redis is away (WRONGPASS",
        "ok",
    ]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://localhost", RedisAddress("localhost", 6379)),
        ("redis://10.0.0.1:7000/3", RedisAddress("10.0.0.1", 7000, 3)),
        ("rediss://me:a%2Fb@r.example:6380/0", RedisAddress("r.example", 6380, 0, "me", "a/b", tls=True)),
        ("redis://:p@[::1]:6379", RedisAddress("::1", 6379, 0, None, "p")),
    ],
)
def test_an_address_is_read_from_its_url(url: str, address: RedisAddress) -> None:
    assert RedisAddress.of(url) == address
    assert "password" not in repr(address)


@pytest.mark.parametrize("url", ["http://localhost", "redis://", "localhost:6379", "redis://localhost/first"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="redis://host:6379/0"):
        RedisAddress.of(url)
