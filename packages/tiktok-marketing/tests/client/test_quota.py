"""The quota: never over a limit, hardly under it, fair."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.client import AppQuota, DeadlineExceeded, Priority
from tiktok_marketing.client.clock import DAY_MARGIN_SECONDS
from tiktok_marketing.client.lane import CONNECT_SECONDS as LATE
from tiktok_marketing.client.naming import row_of
from tiktok_marketing.client.windows import binding_windows
from tiktok_marketing.spec.ad import AD_CREATE, AD_GET
from tiktok_marketing.spec.campaign import CAMPAIGN_GET
from tiktok_marketing.spec.endpoint import APP_QUOTA, Level, Quota
from tiktok_marketing.spec.event import EVENT_TRACK
from tiktok_marketing.spec.report import REPORT_TASK_CREATE

ENDPOINTS = (AD_CREATE, AD_GET, CAMPAIGN_GET)


def now() -> float:
    return asyncio.get_running_loop().time()


def most_within(seconds: float, moments: list[float]) -> int:
    """The fullest half-open span of that length."""
    return max((sum(start <= moment < start + seconds for moment in moments) for start in moments), default=0)


arrivals = st.lists(
    st.tuples(
        st.floats(0, 3, allow_nan=False),
        st.sampled_from(ENDPOINTS),
        st.sampled_from(["1", "2"]),
        st.sampled_from(Priority),
        st.booleans(),
    ),
    max_size=120,
)


@settings(max_examples=60, deadline=None)
@given(arrivals=arrivals, level=st.sampled_from(Level), headroom=st.sampled_from([0.0, 0.04, 0.25]))
def test_no_rolling_window_is_ever_exceeded(
    arrivals: list[Any], level: Level, headroom: float, in_virtual_time: Any
) -> None:
    async def scenario() -> list[tuple[float, str, str]]:
        quota = AppQuota(level, headroom=headroom)
        sent: list[tuple[float, str, str]] = []

        async def caller(
            after: float, endpoint: Any, advertiser_id: str, priority: Priority, *, gives_up: bool
        ) -> None:
            await asyncio.sleep(after)
            try:
                async with asyncio.timeout(0.5 if gives_up else None):
                    await quota.acquire(endpoint, advertiser_id, priority=priority)
            except TimeoutError:
                return
            sent.append((now(), endpoint.name, advertiser_id))

        async with asyncio.TaskGroup() as group:
            for arrival in arrivals:
                group.create_task(caller(*arrival[:-1], gives_up=arrival[-1]))
        return sent

    sent = in_virtual_time(scenario())

    limits = APP_QUOTA[level]
    assert most_within(1, [moment for moment, *_ in sent]) <= limits.qps
    assert most_within(60, [moment for moment, *_ in sent]) <= limits.qpm
    own = AD_CREATE.quota
    assert own is not None
    creations = [moment for moment, name, _ in sent if name == AD_CREATE.name]
    assert most_within(1, creations) <= own[level].qps
    assert most_within(60, creations) <= own[level].qpm
    for endpoint in ENDPOINTS:
        for advertiser_id in ("1", "2"):
            assert most_within(1, [at for at, *rest in sent if rest == [endpoint.name, advertiser_id]]) <= 20
    assert len(sent) >= sum(not gives_up for *_, gives_up in arrivals)


async def pull(quota: AppQuota, endpoint: Any, calls: int) -> float:
    """Calls a second of 64 workers who call without a pause."""
    numbers = iter(range(calls))
    begun = now()

    async def worker() -> None:
        for number in numbers:
            await quota.acquire(endpoint, str(number % 7))

    async with asyncio.TaskGroup() as group:
        for _ in range(64):
            group.create_task(worker())
    return calls / (now() - begun)


@pytest.mark.parametrize("level", Level)
def test_a_long_pull_uses_at_least_95_percent_of_the_limit(level: Level, in_virtual_time: Any) -> None:
    qpm = APP_QUOTA[level].qpm

    async def scenario() -> float:
        return await pull(AppQuota(level), CAMPAIGN_GET, 3 * qpm)

    assert 0.95 * qpm / 60 <= in_virtual_time(scenario()) <= qpm / 60


def test_an_endpoints_own_limit_is_used_to_at_least_95_percent(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        return await pull(AppQuota(), AD_CREATE, 10 * 150)

    assert 0.95 * 150 / 60 <= in_virtual_time(scenario()) <= 1.1 * 150 / 60


def test_windows_that_a_shorter_one_implies_are_not_kept() -> None:
    assert [binding_windows(quota) for quota in APP_QUOTA.values()] == [[(qps, 1)] for qps in (10, 20, 30, 50)]
    assert binding_windows(Quota(5, 150, 86_400)) == [(5, 1), (150, 60), (86_400, 86_400)]
    assert binding_windows(Quota(1_000, 600_000, 86_400_000)) == [(1_000, 1)]


def test_equals_go_in_the_order_in_which_they_came(in_virtual_time: Any) -> None:
    async def scenario() -> list[int]:
        quota = AppQuota()
        order: list[int] = []

        async def caller(number: int) -> None:
            await quota.acquire(CAMPAIGN_GET)
            order.append(number)

        await asyncio.gather(*(caller(number) for number in range(35)))
        return order

    assert in_virtual_time(scenario()) == list(range(35))


def test_a_person_goes_before_every_waiting_machine(in_virtual_time: Any) -> None:
    async def scenario() -> tuple[float, float]:
        quota = AppQuota()
        machines = [asyncio.create_task(quota.acquire(CAMPAIGN_GET, priority=Priority.MACHINE)) for _ in range(100)]
        await asyncio.sleep(0.5)
        waited = await quota.acquire(CAMPAIGN_GET)
        return waited, max(await asyncio.gather(*machines))

    person, slowest_machine = in_virtual_time(scenario())
    assert person == pytest.approx(0.54 + LATE)
    assert slowest_machine == pytest.approx(10 * 1.04 + LATE)


def test_a_cancelled_waiter_gives_its_place_back(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        quota = AppQuota()
        for _ in range(10):
            await quota.acquire(CAMPAIGN_GET)
        waiting = [asyncio.create_task(quota.acquire(CAMPAIGN_GET)) for _ in range(50)]
        last = asyncio.create_task(quota.acquire(CAMPAIGN_GET))
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        return await last

    assert in_virtual_time(scenario()) == pytest.approx(1.04 + LATE)


def test_who_is_cancelled_at_the_moment_of_its_turn_gives_the_call_back(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        quota = AppQuota()
        await quota.pause(1)

        async def first() -> None:
            await quota.acquire(CAMPAIGN_GET)
            second.cancel()  # which has its turn, and does not know yet

        others = asyncio.create_task(first())
        second = asyncio.create_task(quota.acquire(CAMPAIGN_GET))
        await asyncio.wait([others, second])
        assert second.cancelled()
        return sum([await quota.acquire(CAMPAIGN_GET) for _ in range(9)])

    assert in_virtual_time(scenario()) == 0


def test_a_turn_after_the_deadline_is_refused_at_once_with_the_time_to_wait(in_virtual_time: Any) -> None:
    async def scenario() -> tuple[float, DeadlineExceeded]:
        quota = AppQuota()
        waiting = [asyncio.create_task(quota.acquire(CAMPAIGN_GET)) for _ in range(40)]
        await asyncio.sleep(0)
        begun = now()
        with pytest.raises(DeadlineExceeded) as refused:
            await quota.acquire(AD_GET, deadline=now() + 2)
        await asyncio.gather(*waiting)
        return now() - begun, refused.value

    _, error = in_virtual_time(scenario())
    assert error.retry_after_seconds == pytest.approx(4 * 1.04 + LATE)
    assert error.endpoint == "ad.get"


def test_a_pause_refuses_those_who_could_not_make_it_any_more_at_once(in_virtual_time: Any) -> None:
    async def scenario() -> tuple[float, float]:
        quota = AppQuota()
        patient = asyncio.create_task(quota.acquire(CAMPAIGN_GET))
        await quota.pause(0.5)
        hasty = asyncio.create_task(quota.acquire(CAMPAIGN_GET, deadline=now() + 60))
        await asyncio.sleep(0.1)
        await quota.pause(300)
        begun = now()
        with pytest.raises(DeadlineExceeded):
            await hasty
        return now() - begun, await patient

    refused_after, waited = in_virtual_time(scenario())
    assert refused_after == 0
    assert waited == pytest.approx(300.1)


def test_an_overtaken_machine_is_refused_by_its_deadline(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        quota = AppQuota()
        for _ in range(10):
            await quota.acquire(CAMPAIGN_GET)
        begun = now()
        machine = asyncio.create_task(quota.acquire(CAMPAIGN_GET, deadline=begun + 2, priority=Priority.MACHINE))
        await asyncio.sleep(0)
        people = [asyncio.create_task(quota.acquire(CAMPAIGN_GET)) for _ in range(30)]
        with pytest.raises(DeadlineExceeded):
            await machine
        refused_after = now() - begun
        await asyncio.gather(*people)
        return refused_after

    assert in_virtual_time(scenario()) <= 2


def test_one_advertisers_pause_does_not_hold_up_others(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota()
        await quota.pause_subject(AD_GET, "1", 5)
        return await asyncio.gather(
            quota.acquire(AD_GET, "1"), quota.acquire(AD_GET, "2"), quota.acquire(CAMPAIGN_GET, "1")
        )

    assert in_virtual_time(scenario()) == pytest.approx([5, 0, 0])


def test_gates_of_idle_advertisers_are_forgotten(in_virtual_time: Any) -> None:
    async def scenario() -> int:
        quota = AppQuota(Level.ULTIMATE)
        await quota.pause_subject(AD_GET, "paused", 3_600)
        for number in range(2_500):
            await quota.acquire(AD_GET, str(number))
        assert ("paused", AD_GET.path) in quota._by_subject
        return len(quota._by_subject)

    assert in_virtual_time(scenario()) <= 1_000


def test_the_gate_of_an_advertiser_for_whom_somebody_waits_is_kept(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota(Level.ULTIMATE)
        sent: list[float] = []

        async def caller() -> None:
            await quota.acquire(AD_GET, "1")
            sent.append(now())

        await quota.pause(1)
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(caller())
            await asyncio.sleep(0)
            for number in range(2_500):
                await quota.pause_subject(AD_GET, f"other {number}", 0)
            for _ in range(20):
                group.create_task(caller())
        return sent

    assert most_within(1, in_virtual_time(scenario())) == 20


def test_nothing_is_left_running_when_nobody_waits(in_virtual_time: Any) -> None:
    async def scenario() -> set[Any]:
        quota = AppQuota()
        await asyncio.gather(*(quota.acquire(CAMPAIGN_GET) for _ in range(15)))
        waiter = asyncio.create_task(quota.acquire(CAMPAIGN_GET))
        await quota.pause(10)
        await asyncio.sleep(0)
        waiter.cancel()
        await asyncio.wait([waiter])
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert in_virtual_time(scenario()) == set()


def test_an_app_with_a_limit_of_its_own_keeps_that(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota(app_quota=Quota(3, 180, 259_200), headroom=0)
        begun, sent = now(), list[float]()

        async def call(number: int) -> None:
            await quota.acquire(CAMPAIGN_GET, str(number % 40))
            sent.append(now() - begun)

        await asyncio.gather(*(call(number) for number in range(160)))
        return sent

    sent = in_virtual_time(scenario())

    assert sent == [pytest.approx(number // 3 + (LATE if number >= 3 else 0)) for number in range(160)]


def test_who_finds_all_gates_open_goes_at_once_and_is_counted(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota(app_quota=Quota(2, 120, 10_000), headroom=0)
        return [await quota.acquire(CAMPAIGN_GET, "1") for _ in range(3)]

    assert in_virtual_time(scenario()) == [0, 0, pytest.approx(1 + LATE)]


def test_events_have_a_limit_of_their_own_and_leave_the_apps_alone(in_virtual_time: Any) -> None:  # reference §3.2
    async def scenario() -> tuple[list[float], list[float]]:
        quota = AppQuota(headroom=0)
        events = [asyncio.create_task(quota.acquire(EVENT_TRACK, "pixel")) for _ in range(2_001)]
        await asyncio.sleep(0)
        reads = [await quota.acquire(CAMPAIGN_GET, "1") for _ in range(11)]
        return await asyncio.gather(*events), reads

    events, reads = in_virtual_time(scenario())

    assert Counter(map(round, events)) == {0: 1_000, 1: 1_000, 2: 1}
    assert reads == [0] * 10 + [pytest.approx(1 + LATE)]


@pytest.mark.parametrize(
    ("name", "level", "at_once"),
    [
        ("gmv_max.report.get", Level.BASIC, 8),
        ("gmv_max.report.get", Level.PREMIUM, 20),
        ("catalog.product.update", Level.ULTIMATE, 5),
        ("creative.smart_video.create", Level.BASIC, 1),
        ("pixel.track", Level.BASIC, 1_000),
        ("segment.mapping", Level.BASIC, 10_000),
        ("campaign.get", Level.BASIC, 10),
    ],
)
def test_an_endpoint_called_by_name_keeps_its_own_limit(
    name: str, level: Level, at_once: int, in_virtual_time: Any
) -> None:  # behaviour reference §3.2
    async def scenario() -> list[float]:
        quota = AppQuota(level, headroom=0)
        return await asyncio.gather(*(quota.acquire(row_of(name)) for _ in range(at_once + 1)))

    assert in_virtual_time(scenario()) == [0] * at_once + [pytest.approx(1 + LATE)]


def test_one_pixels_pause_does_not_hold_up_another_pixel(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota()
        await quota.pause_subject(EVENT_TRACK, "slow", 5)
        return await asyncio.gather(quota.acquire(EVENT_TRACK, "slow"), quota.acquire(EVENT_TRACK, "quick"))

    assert in_virtual_time(scenario()) == pytest.approx([5, 0])


def test_an_endpoints_pause_holds_up_who_waits_for_it_already_and_nobody_else(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota()
        await quota.pause(1)
        waiting = [asyncio.create_task(quota.acquire(endpoint, "1")) for endpoint in (AD_GET, CAMPAIGN_GET)]
        await asyncio.sleep(0.5)
        await quota.pause_endpoint(AD_GET, 9.5)
        return await asyncio.gather(*waiting)

    assert in_virtual_time(scenario()) == pytest.approx([10, 1])


def test_a_days_limit_ends_with_the_day_and_not_24_hours_later(in_virtual_time: Any, calendar: Any) -> None:
    own = REPORT_TASK_CREATE.quota
    assert own is not None

    async def scenario() -> float:
        quota, begun = AppQuota(clock=calendar("23:00"), headroom=0), now()
        for _ in range(own[Level.BASIC].qpd + 1):  # one a second: 3,600 of them before midnight
            await quota.acquire(REPORT_TASK_CREATE, "1")
        return now() - begun

    assert in_virtual_time(scenario()) == pytest.approx(4_500 + LATE)


def test_a_day_that_is_used_up_gives_the_next_turn_after_midnight(in_virtual_time: Any, calendar: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota(app_quota=Quota(10, 600, 20), clock=calendar("22:00"), headroom=0)
        return await asyncio.gather(*(quota.acquire(CAMPAIGN_GET, "1") for _ in range(21)))

    waited = in_virtual_time(scenario())

    assert waited[:20] == [0] * 10 + [pytest.approx(1 + LATE)] * 10
    assert waited[20] == pytest.approx(2 * 3_600 + DAY_MARGIN_SECONDS)


@settings(max_examples=60, deadline=None)
@given(backlogs=st.lists(st.integers(1, 40), min_size=2, max_size=6), qps=st.integers(1, 5))
def test_every_advertiser_has_its_turn_each_round(backlogs: list[int], qps: int, in_virtual_time: Any) -> None:
    async def scenario() -> list[str]:
        quota = AppQuota(app_quota=Quota(qps, qps * 60, qps * 86_400))
        await quota.pause(1)
        order: list[str] = []

        async def call(subject: str) -> None:
            await quota.acquire(CAMPAIGN_GET, subject)
            order.append(subject)

        calls = [str(number) for number, calls in enumerate(backlogs) for _ in range(calls)]
        await asyncio.gather(*map(call, calls))
        return order

    order = in_virtual_time(scenario())

    for end in range(len(order) + 1):
        served = Counter(order[:end])
        hungry = [served[str(number)] for number, calls in enumerate(backlogs) if served[str(number)] < calls]
        if hungry:
            assert max(served.values(), default=0) <= min(hungry) + 1


def test_who_comes_late_does_not_stand_behind_anothers_hundreds(in_virtual_time: Any) -> None:
    async def scenario() -> tuple[float, float]:
        quota = AppQuota()
        many = [asyncio.create_task(quota.acquire(CAMPAIGN_GET, "big")) for _ in range(500)]
        await asyncio.sleep(5)
        return await quota.acquire(CAMPAIGN_GET, "small"), max(await asyncio.gather(*many))

    small, big = in_virtual_time(scenario())

    assert small < 1.04
    assert big == pytest.approx(50 * 1.04 + LATE, abs=1.1)


def test_an_advertiser_that_gave_up_its_hundreds_starts_anew(in_virtual_time: Any) -> None:
    async def scenario() -> float:
        quota = AppQuota()
        others = [asyncio.create_task(quota.acquire(CAMPAIGN_GET, str(number % 9))) for number in range(200)]
        given_up = [asyncio.create_task(quota.acquire(CAMPAIGN_GET, "big")) for _ in range(300)]
        await asyncio.sleep(0.1)
        for task in given_up:
            task.cancel()
        await asyncio.wait(given_up)
        waited = await quota.acquire(CAMPAIGN_GET, "big")
        await asyncio.gather(*others)
        return waited

    assert in_virtual_time(scenario()) < 2 * 1.04


def test_calls_that_have_to_connect_first_are_counted_when_they_arrive(in_virtual_time: Any) -> None:
    async def scenario() -> list[float]:
        quota = AppQuota(app_quota=Quota(2, 120, 10_000), headroom=0)
        first = [await quota.acquire(CAMPAIGN_GET) for _ in range(3)]
        await asyncio.sleep(3.9)
        kept = [await quota.acquire(CAMPAIGN_GET) for _ in range(3)]
        await asyncio.sleep(4.1)
        anew = [await quota.acquire(CAMPAIGN_GET) for _ in range(3)]
        return [*first, *kept, *anew]

    new, kept = pytest.approx(1 + LATE), pytest.approx(1)
    assert in_virtual_time(scenario()) == [0, 0, new, 0, 0, kept, 0, 0, new]
