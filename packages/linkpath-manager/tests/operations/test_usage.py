"""What was asked, by day and kind, and what may be asked now."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.usage import Asked
from linkpath_manager.kit.limiting import Window
from linkpath_manager.operations.usage import write_usage
from linkpath_manager.store import EVERYWHERE, usage
from linkpath_manager.store.usage import UsageRow

NOTHING = {"admitted": 0, "refused": 0}
DAY_0 = date(1970, 1, 1)


def counted(house: Any, day: str, kind: Any, *, admitted: int = 0, refused: int = 0) -> None:
    """As the door counts."""
    number = (date.fromisoformat(day) - DAY_0).days
    for let_in, count in ((True, admitted), (False, refused)):
        for _ in range(count):
            house.services.usage.add(Asked(WORKSPACE_ID, number, kind, let_in))


async def test_each_request_counts_on_its_day_as_its_kind(house: Any) -> None:
    await house.ok("GET", "/v1/me")
    await house.refused("GET", "/v1/campaigns/17")
    await house.ask("GET", "/v1/reporting")
    house.time.advance(hours=12)
    await house.ok("GET", "/v1/me")

    told = await house.ok("GET", "/v1/usage")

    assert told["object"] == "usage"
    assert told["as_of"] == house.time.now().isoformat().replace("+00:00", "Z")
    assert [day["date"] for day in told["days"]] == [
        (house.time.now().date() - timedelta(days=back)).isoformat() for back in range(29, -1, -1)
    ]
    assert told["days"][-2:] == [
        {
            "date": "2026-11-20",
            "standard": {"admitted": 2 + 1, "refused": 0},  # one started the connection that there is
            "reporting": {"admitted": 1, "refused": 0},
            "uploads": NOTHING,
        },
        {"date": "2026-11-21", "standard": {"admitted": 2, "refused": 0}, "reporting": NOTHING, "uploads": NOTHING},
    ]
    assert told["days"][0] == {"date": "2026-10-23", "standard": NOTHING, "reporting": NOTHING, "uploads": NOTHING}


async def test_what_is_written_down_and_what_is_not_yet_are_one_sum(house: Any) -> None:
    counted(house, "2026-11-19", "reporting", admitted=5, refused=2)
    counted(house, "2026-10-01", "standard", admitted=9)  # longer ago than is told
    await house.round()
    counted(house, "2026-11-19", "reporting", admitted=1, refused=1)
    await write_usage(house.services)
    counted(house, "2026-11-19", "reporting", admitted=1)

    told = await house.ok("GET", "/v1/usage")

    assert {day["date"]: day["reporting"] for day in told["days"]}["2026-11-19"] == {"admitted": 7, "refused": 3}
    assert [day["standard"]["admitted"] for day in told["days"]] == [0] * 29 + [1 + 1]


async def test_processes_that_write_at_once_lose_nothing(house: Any) -> None:
    rows = [UsageRow(WORKSPACE_ID, "2026-11-21", kind, 1, 2) for kind in ("standard", "uploads", "reporting")]

    async def write(given: list[UsageRow]) -> None:
        async with house.db.transaction(EVERYWHERE) as tx:
            await usage.add(tx, given)

    await asyncio.gather(*(write(rows if number % 2 else rows[::-1]) for number in range(10)))

    assert await usage.since(house.db, WORKSPACE_ID, "2026-11-21") == [
        UsageRow(WORKSPACE_ID, "2026-11-21", kind, 10, 20) for kind in ("reporting", "standard", "uploads")
    ]


async def test_what_cannot_be_written_is_written_later(house: Any) -> None:
    counted(house, "2026-11-21", "standard", admitted=3)
    too_many = {Asked(WORKSPACE_ID, 0, "uploads", let_in=True): 2**70}  # no database takes such a number
    house.services.usage.put_back(too_many)
    with pytest.raises(Exception, match=r"too large|out of int64 range"):
        await write_usage(house.services)
    left = house.services.usage.take()
    house.services.usage.put_back({asked: count for asked, count in left.items() if asked not in too_many})
    await write_usage(house.services)

    (row,) = await usage.since(house.db, WORKSPACE_ID, "2026-11-21")
    assert (row.admitted, house.services.usage.counts) == (3, {})


async def test_the_limits_are_told_as_they_stand(house: Any) -> None:
    await house.services.limiter.admit(WORKSPACE_ID, (Window("reporting", 1_000_000, 60),))
    house.time.advance(seconds=1.5)

    told = await house.ok("GET", "/v1/usage")

    million, used = {"requests": 1_000_000}, {"remaining": 999_999}
    assert told["limits"] == [
        {"name": "standard", **million, "window_seconds": 60, **used, "more_in_seconds": 60},
        {"name": "reporting", **million, "window_seconds": 60, **used, "more_in_seconds": 59},
        {"name": "uploads", "requests": 50, "window_seconds": 60, "remaining": 50, "more_in_seconds": None},
        {"name": "burst", **million, "window_seconds": 10, **used, "more_in_seconds": 10},
    ]


async def test_usage_is_for_who_may_look_at_the_workspace(house: Any) -> None:
    async with house.caller(Scope.CAMPAIGNS_READ) as narrow:
        refused = await narrow.get("/v1/usage")
    async with house.caller(Scope.WORKSPACE_READ) as allowed:
        told = await allowed.get("/v1/usage")

    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert told.status_code == 200
