"""What is due is planned once, done by one, as soon as its own pause asks, and within a share of the quota."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.freshness import LEVELS, Seen
from linkpath_manager.operations import sync_plan, sync_work
from linkpath_manager.operations.allowance import PLENTY, SHARE, Allowance
from linkpath_manager.store import advertisers
from tiktok_marketing.spec.endpoint import APP_QUOTA, Level

HOUR = 3_600_000_000


async def planned(house: Any) -> list[tuple[str, str]]:
    return [tuple(row) for row in await house.sql("SELECT advertiser_id, what FROM sync_tasks ORDER BY advertiser_id")]


def read(house: Any) -> list[str]:
    """The advertisers whose ads were looked at."""
    return sorted(call.params["advertiser_id"] for call in house.calls("ad.get"))


async def test_what_is_due_is_planned_once_however_often_the_leader_looks(house: Any) -> None:
    house.time.advance(seconds=100)
    await sync_plan.plan(house.services)
    await sync_plan.plan(house.services)

    assert await planned(house) == [(id_, "look") for id_ in sorted(house.way_in.advertiser_ids)]


async def test_a_reading_whose_worker_died_is_done_by_another_once(house: Any) -> None:
    house.time.advance(seconds=100)
    await sync_plan.plan(house.services)
    await house.sql(
        "UPDATE sync_tasks SET taken_by = 'lease_of_the_dead', taken_until = :until", until=micros(house) + 1
    )
    house.simulator.journal.clear()
    await sync_work.do_due(house.services)
    early = read(house)
    house.time.advance(seconds=1)
    await sync_work.do_due(house.services)
    await sync_work.do_due(house.services)

    assert early == []
    assert read(house) == sorted(house.way_in.advertiser_ids)
    assert await planned(house) == []


async def test_who_is_latest_by_its_own_pause_comes_first(house: Any) -> None:
    now = micros(house)
    pauses = {house.usd: (60, 1_700), house.eur: (20, 100), house.jpy: (40, 1_000)}
    for advertiser_id, (late, pause) in pauses.items():
        await house.sql(
            "UPDATE advertisers SET due_at = :due, sync_interval = :pause WHERE id = :id",
            due=now - late * 1_000_000,
            pause=pause * 1_000_000,
            id=advertiser_id,
        )

    due = await advertisers.due(house.db, now, 10)
    assert [row.advertiser.id for row in due] == [house.eur, house.jpy, house.usd]


async def test_an_account_that_was_never_read_tells_how_far_its_first_reading_is(house: Any) -> None:
    seen = Seen(reading={"campaign": 12, "adgroup": 40})
    await house.sql(
        "UPDATE advertisers SET synced_at = NULL, sync = :sync WHERE id = :id",
        sync=msgspec.json.encode(seen),
        id=house.usd,
    )

    shown = (await house.ok("GET", f"/v1/advertisers/{house.usd}"))["sync"]
    assert shown == {
        "state": "READING",
        "progress": {"campaigns": 12, "adgroups": 40, "ads": None},
        "last_full_at": None,
        "last_checked_at": None,
        "next_at": shown["next_at"],
        "error": None,
    }


async def test_an_account_that_cannot_be_read_says_why_and_is_tried_ever_more_seldom(house: Any) -> None:
    waits = []
    for _ in range(3):
        await house.sql("UPDATE advertisers SET due_at = 0 WHERE id = :id", id=house.usd)
        house.fault("fail", "ad.get", code=40002)
        await house.round()
        ((due_at,),) = await house.sql("SELECT due_at FROM advertisers WHERE id = :id", id=house.usd)
        waits.append((due_at - micros(house)) // 1_000_000)

    shown = (await house.ok("GET", f"/v1/advertisers/{house.usd}"))["sync"]
    assert waits == [30, 60, 120]
    assert (shown["state"], bool(shown["error"])) == ("FAILING", True)


@pytest.mark.parametrize("level", list(Level))
def test_readings_use_their_share_of_the_quota_and_no_more(level: Level) -> None:
    allowance, calls = Allowance(), 0
    for second in range(601):
        while allowance.take("app", level, 3, float(second)):
            calls += 3

    saved = APP_QUOTA[level].qpm * SHARE
    assert saved * 10 <= calls <= saved * 11 + 3


async def test_a_sleeper_is_looked_at_whole_while_its_app_has_calls_to_spare_and_by_its_ads_else(house: Any) -> None:
    now = micros(house)
    asleep = Seen(whole_at=now - 20 * HOUR, changed_at=now - 19 * HOUR)
    allowance = house.services.allowance

    async def looked_at() -> set[str]:
        await house.sql("UPDATE advertisers SET due_at = :later", later=now + HOUR)
        await house.sql(
            "UPDATE advertisers SET due_at = 0, sync = :sync WHERE id = :id",
            sync=msgspec.json.encode(asleep),
            id=house.usd,
        )
        house.simulator.journal.clear()
        await house.round()
        return {level for level in LEVELS if house.calls(f"{level}.get")}

    while_plenty = await looked_at()
    app = next(name for name, _ in allowance.saved)
    while allowance.is_plenty(app, Level.BASIC, now / 1_000_000):
        allowance.take(app, Level.BASIC, 1, now / 1_000_000)

    assert while_plenty == set(LEVELS)
    assert await looked_at() == {"ad"}


@pytest.mark.parametrize("level", list(Level))
@given(calls=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), max_size=200))
def test_calls_are_plenty_only_while_readings_use_less_than_their_share(
    level: Level, calls: list[tuple[int, int]]
) -> None:
    allowance, now, made = Allowance(), 0, 0
    for number, pause in calls:
        now += pause
        if allowance.is_plenty("app", level, now) and allowance.take("app", level, number, now):
            made += number

    assert made <= APP_QUOTA[level].qpm * SHARE * PLENTY * (1 + now / 60) + 4


def micros(house: Any) -> int:
    return int(house.time.now().timestamp() * 1_000_000)


async def test_a_fault_of_ours_in_one_account_keeps_no_other_from_its_turn(house: Any) -> None:
    await house.sql("UPDATE ads SET document = :broken WHERE advertiser_id = :id", broken=b"[]", id=house.eur)
    await house.sql("UPDATE advertisers SET sync = :sync WHERE id = :id", sync=b"{}", id=house.eur)
    house.time.advance(seconds=100)
    await house.round()
    await house.round()

    fresh = {item["id"]: item["synced_at"] for item in (await house.ok("GET", "/v1/advertisers"))["data"]}
    assert fresh[house.usd] == fresh[house.jpy] == "2026-11-20T12:02:40Z"
    assert [advertiser_id for advertiser_id, _ in await planned(house)] == [house.eur]


async def test_what_another_version_wrote_of_an_account_is_found_out_by_reading(house: Any) -> None:
    await house.sql("UPDATE advertisers SET sync = :sync, due_at = 0 WHERE id = :id", sync=b"[]", id=house.eur)
    await house.round()

    shown = (await house.ok("GET", f"/v1/advertisers/{house.eur}"))["sync"]
    assert (shown["state"], shown["last_full_at"]) == ("CURRENT", "2026-11-20T12:01:00Z")
