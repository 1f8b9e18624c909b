"""Behaviour reference §5.2: beyond the quota of active ad groups one is made, paused seconds later, and stays so."""

from typing import Any

import pytest


@pytest.fixture
async def campaign(desk: Any) -> str:
    """A campaign of an advertiser that may have two active ad groups and has them."""
    await desk.http.post("/_sim/knobs", json={"adgroup_quota": 2})
    made = await desk.campaign()
    for _ in range(2):
        await desk.adgroup(made)
    return str(made)


async def quota(desk: Any) -> tuple[int, int]:
    data = await desk.ok("GET", "/adgroup/quota/", advertiser_id=desk.usd)
    return data["total_adgroup_quota"], data["used_adgroup_quota"]


async def test_the_quota_counts_what_is_switched_on(desk: Any, campaign: str) -> None:
    assert await quota(desk) == (2, 2)

    await desk.adgroup(campaign, operation_status="DISABLE")
    (first, *_) = await desk.listed("adgroup")
    await desk.switch("adgroup", "DELETE", first["adgroup_id"])

    assert await quota(desk) == (2, 2)
    await desk.switch("campaign", "DELETE", campaign)
    assert await quota(desk) == (2, 0)


async def test_one_too_many_is_made_and_paused_seconds_later(desk: Any, campaign: str) -> None:
    third = await desk.adgroup(campaign)
    assert (await desk.one("adgroup", third))["operation_status"] == "ENABLE"

    desk.advance(seconds=5)

    paused = await desk.one("adgroup", third)
    assert (paused["operation_status"], paused["modify_time"]) == ("DISABLE", "2026-06-15 12:00:05")
    assert await quota(desk) == (2, 2)


async def test_it_cannot_be_enabled_until_there_is_room(desk: Any, campaign: str) -> None:
    third = await desk.adgroup(campaign)
    desk.advance(seconds=5)
    body = {"advertiser_id": desk.usd, "adgroup_ids": [third], "operation_status": "ENABLE"}

    refused = await desk.refused("/adgroup/status/update/", **body)
    assert refused == (40002, f"The ad group {third} cannot be enabled: the quota of active ad groups is used up.")

    (first, *_) = [row for row in await desk.listed("adgroup") if row["adgroup_id"] != third]
    await desk.switch("adgroup", "DISABLE", first["adgroup_id"])
    await desk.switch("adgroup", "ENABLE", third)


async def test_it_stays_on_when_there_is_room_by_then(desk: Any, campaign: str) -> None:
    (first, *_) = await desk.listed("adgroup")
    third = await desk.adgroup(campaign)
    await desk.switch("adgroup", "DISABLE", first["adgroup_id"])

    desk.advance(seconds=5)

    assert (await desk.one("adgroup", third))["operation_status"] == "ENABLE"


async def test_one_order_enables_as_many_as_there_is_room_for(desk: Any, campaign: str) -> None:
    first, second = [row["adgroup_id"] for row in await desk.listed("adgroup")]
    off = [await desk.adgroup(campaign, operation_status="DISABLE") for _ in range(2)]
    await desk.switch("adgroup", "DISABLE", first)
    body = {"advertiser_id": desk.usd, "adgroup_ids": [second, *off], "operation_status": "ENABLE"}

    assert (await desk.refused("/adgroup/status/update/", **body))[0] == 40002
    data = await desk.ok("POST", "/adgroup/status/update/", **body, allow_partial_success=True)

    assert data["adgroup_ids"] == [second, off[0]]
    assert [error["adgroup_id"] for error in data["error_list"]] == [off[1]]


async def test_without_a_quota_nothing_is_paused(desk: Any, campaign: str) -> None:
    await desk.http.post("/_sim/knobs", json={"adgroup_quota": None})
    third = await desk.adgroup(campaign)

    desk.advance(seconds=5)

    assert (await desk.one("adgroup", third))["operation_status"] == "ENABLE"
    assert await quota(desk) == (5000, 0)
