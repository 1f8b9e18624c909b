"""Behaviour reference §5.1: a campaign is copied as a task, with its ad groups and ads."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator import Simulator, State, VirtualClock
from tiktok_marketing.simulator.copying import finish_due
from tiktok_marketing.simulator.invariants import check


async def start(desk: Any, campaign_id: str, **changes: Any) -> str:
    """Id of a new task."""
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"} | changes
    data = await desk.ok("POST", "/campaign/copy/task/create/", **body)
    assert data["adgroup_error_list"] == []
    return str(data["task_id"])


async def checked(desk: Any, task_id: str) -> Any:
    return await desk.ok("GET", "/campaign/copy/task/check/", advertiser_id=desk.usd, task_id=task_id)


async def copied(desk: Any, campaign_id: str, **changes: Any) -> Any:
    """What came of a task, a minute later."""
    task_id = await start(desk, campaign_id, **changes)
    desk.advance(minutes=1)
    data = await checked(desk, task_id)
    assert data["task_status"] == "SUCCESS"
    return data["task_result"]


async def test_a_copy_runs_first_and_then_has_everything_the_original_has(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    gone = await desk.ad(adgroup_id, ad_name="Gone")
    await desk.switch("ad", "DELETE", gone)
    task_id = await start(desk, campaign_id)

    assert await checked(desk, task_id) == {"task_status": "RUNNING"}
    assert len(await desk.listed("campaign")) == 1
    desk.advance(minutes=1)
    data = await checked(desk, task_id)

    (group,) = data["task_result"]["adgroup_result_list"]
    (ad,) = group["ad_list_result"]
    assert data["task_info"] == {
        "total_ad_count": 1,
        "success_ad_count": 1,
        "total_smart_creative_adgroup_count": 0,
        "success_smart_creative_adgroup_count": 0,
    }
    assert data["task_result"]["campaign_name"] == "COPIED_Spring"
    assert (group["adgroup_name"], group["ad_status"], group["adgroup_error_list"]) == ("Everyone", "ALL_SUCCESS", [])
    assert (ad["ad_name"], ad["is_success"], ad["ad_error_list"]) == ("Dog runs", True, [])
    new = await desk.one("ad", ad["ad_id"])
    old = await desk.one("ad", ad_id)
    changed = {name for name, value in new.items() if value != old.get(name)}
    assert changed == {
        *("ad_id", "adgroup_id", "campaign_id", "campaign_name", "create_time", "modify_time", "secondary_status"),
    }
    assert (new["campaign_id"], new["adgroup_id"]) == (data["task_result"]["campaign_id"], group["adgroup_id"])
    assert new["secondary_status"] == "AD_STATUS_CAMPAIGN_DISABLE"
    assert (await desk.one("campaign", new["campaign_id"]))["operation_status"] == "DISABLE"
    assert check(desk.state, desk.simulator.now()) == []


async def test_a_copy_comes_into_being_without_anybody_asking_for_its_task(desk: Any) -> None:
    campaign_id, _, _ = await desk.tree()
    await start(desk, campaign_id)

    desk.advance(hours=3)

    (copy,) = await desk.listed("campaign", campaign_name="COPIED_Spring")
    assert "2026-06-15 12:00:05" <= copy["create_time"] <= "2026-06-15 12:00:30"


async def test_a_copy_takes_the_values_that_were_asked_for(desk: Any) -> None:
    campaign_id, _, _ = await desk.tree()
    schedule = {
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": "2026-07-01 00:00:00",
        "schedule_end_time": "2026-07-31 00:00:00",
    }

    result = await copied(
        desk, campaign_id, campaign_name="Summer", budget=250.5, operation_status="ENABLE", **schedule
    )

    campaign = await desk.one("campaign", result["campaign_id"])
    group = await desk.one("adgroup", result["adgroup_result_list"][0]["adgroup_id"])
    assert (campaign["campaign_name"], campaign["budget"], campaign["operation_status"]) == ("Summer", 250.5, "ENABLE")
    assert {name: group[name] for name in schedule} == schedule


async def test_custom_copies_only_what_is_named_and_changes_it(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    await desk.adgroup(campaign_id, adgroup_name="Other")
    await desk.ad(adgroup_id, ad_name="Left out")
    ads = [{"ad_id": ad_id, "ad_name": "Cat runs", "operation_status": "DISABLE"}]
    groups = [{"adgroup_id": adgroup_id, "adgroup_name": "Few", "budget": 60, "ad_list": ads}]

    result = await copied(desk, campaign_id, deep_copy_mode="CUSTOM", adgroup_list=groups)

    (group,) = result["adgroup_result_list"]
    shown = await desk.one("adgroup", group["adgroup_id"])
    assert (shown["adgroup_name"], shown["budget"]) == ("Few", 60)
    (ad,) = group["ad_list_result"]
    assert [(await desk.one("ad", ad["ad_id"]))[name] for name in ("ad_name", "operation_status")] == [
        "Cat runs",
        "DISABLE",
    ]


async def test_values_that_tiktok_refuses_are_told_in_the_result(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    ads = [{"ad_id": ad_id, "ad_text": "x" * 101}, {"ad_id": ad_id}]
    groups = [{"adgroup_id": adgroup_id, "ad_list": ads}, {"adgroup_id": adgroup_id, "budget": 1, "ad_list": ads}]

    result = await copied(desk, campaign_id, deep_copy_mode="CUSTOM", adgroup_list=groups)

    first, second = result["adgroup_result_list"]
    assert [ad["is_success"] for ad in first["ad_list_result"]] == [False, True]
    assert "ad_text" in first["ad_list_result"][0]["ad_error_list"][0]
    assert (first["ad_status"], first["success_ad_count"]) == ("PARTIAL_SUCCESS", 1)
    assert (second["adgroup_id"], second["adgroup_error_list"]) == (
        None,
        ["budget: The budget must be at least 20 USD."],
    )


async def test_a_group_that_is_not_the_campaigns_keeps_the_task_from_beginning(desk: Any) -> None:
    campaign_id, adgroup_id, _ = await desk.tree()
    groups = [{"adgroup_id": "5", "ad_list": []}, {"adgroup_id": adgroup_id, "ad_list": [{"ad_id": "6"}]}]
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"}

    data = await desk.ok("POST", "/campaign/copy/task/create/", **body, deep_copy_mode="CUSTOM", adgroup_list=groups)

    assert data["task_id"] == ""
    assert [error["adgroup_id"] for error in data["adgroup_error_list"]] == ["5", adgroup_id]
    assert desk.state.copy_tasks == {}


async def test_a_repeat_within_ten_seconds_is_refused(desk: Any) -> None:  # §4.3
    campaign_id, _, _ = await desk.tree()
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "77"}
    first = await start(desk, campaign_id, request_id="77")

    desk.advance(seconds=9)
    assert (await desk.refused("/campaign/copy/task/create/", **body))[0] == 40050
    desk.advance(seconds=1)
    assert await start(desk, campaign_id, request_id="77") != first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"request_id": ...}, "request_id"),
        ({"request_id": "x"}, "request_id"),
        ({"campaign_name": "🎈"}, "campaign_name"),
        ({"budget": 49}, "budget"),
        ({"operation_status": "DELETE"}, "operation_status"),
        ({"schedule_type": "SCHEDULE_FROM_NOW"}, "schedule_start_time"),
        ({"deep_copy_mode": "HALF"}, "deep_copy_mode"),
        ({"deep_copy_mode": "CUSTOM"}, "adgroup_list"),
        ({"deep_copy_mode": "CUSTOM", "adgroup_list": [{}]}, "adgroup_list.0.adgroup_id"),
    ],
)
async def test_a_copy_that_cannot_be_names_its_field(desk: Any, change: dict[str, Any], field: str) -> None:
    campaign_id, _, _ = await desk.tree()
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"} | change

    code, message = await desk.refused(
        "/campaign/copy/task/create/", **{name: value for name, value in body.items() if value is not ...}
    )

    assert (code, message.partition(":")[0]) == (40002, field)


async def test_a_campaign_without_a_living_ad_is_not_copied(desk: Any) -> None:
    campaign_id, _, ad_id = await desk.tree()
    await desk.switch("ad", "DELETE", ad_id)
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"}

    assert (await desk.refused("/campaign/copy/task/create/", **body))[0] == 40002


async def test_more_than_twenty_ad_groups_are_not_copied(desk: Any) -> None:
    campaign_id, _, _ = await desk.tree()
    for number in range(20):
        await desk.adgroup(campaign_id, adgroup_name=f"Group {number}")
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"}

    code, message = await desk.refused("/campaign/copy/task/create/", **body)

    assert (code, "At most 20" in message) == (40002, True)


async def test_more_than_fifty_ads_of_an_ad_group_are_not_copied(desk: Any) -> None:
    campaign_id, _, ad_id = await desk.tree()
    ad = desk.state.ads[ad_id]
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "request_id": "1"}

    desk.state.save(*(replace(ad, id=str(number)) for number in range(50)))
    told = "campaign_id: At most 20 ad groups of at most 50 ads can be copied."
    assert await desk.refused("/campaign/copy/task/create/", **body) == (40002, told)

    desk.state.save(replace(ad, id="0", operation_status="DELETE"))
    await desk.ok("POST", "/campaign/copy/task/create/", **body)


async def test_copying_has_limits_of_its_own(desk: Any) -> None:  # §3.2
    desk.simulator.limited = True
    body = {"advertiser_id": desk.usd, "campaign_id": "1", "request_id": "1"}

    codes = [(await desk.refused("/campaign/copy/task/create/", **body))[0] for _ in range(2)]

    assert codes == [40007, 40100]


async def test_another_advertisers_task_is_not_found(desk: Any) -> None:
    campaign_id, _, _ = await desk.tree()
    task_id = await start(desk, campaign_id)

    answer = await desk.get("/campaign/copy/task/check/", advertiser_id=desk.jpy, task_id=task_id)

    assert answer["code"] == 40007


async def test_a_task_outlives_a_restart(desk: Any, tmp_path: Path) -> None:
    campaign_id, _, _ = await desk.tree()
    task_id = await start(desk, campaign_id, budget=250.5)
    kept = State(tmp_path / "state.sqlite3")
    for table in ("advertisers", "campaigns", "adgroups", "ads", "copy_tasks"):
        kept.save(*getattr(desk.state, table).values())
    kept.close()

    state, clock = State(tmp_path / "state.sqlite3"), VirtualClock()
    clock.set(state.copy_tasks[task_id].done_at, speed=0)
    finish_due(Simulator(state, clock), clock.now())

    assert state.copy_tasks[task_id].result is not None
    assert sorted(str(found.fields["budget"]) for found in state.campaigns.values()) == ["100", "250.5"]
    state.close()
