"""Behaviour reference §5.5: Upgraded Smart+ campaigns, and what the generic endpoints make of them."""

from typing import Any

import pytest


async def test_the_budget_is_shared_out_by_the_day_unless_told_otherwise(smart: Any) -> None:  # §5.5, sure
    shared, own = await smart.campaign(), await smart.campaign(budget_optimize_on=False)
    lifetime = await smart.campaign(budget_mode="BUDGET_MODE_TOTAL")

    assert (shared["budget_optimize_on"], shared["budget_mode"]) == (True, "BUDGET_MODE_DYNAMIC_DAILY_BUDGET")
    assert (shared["budget"], shared["current_budget"]) == (100, 100)
    assert (own["budget_optimize_on"], own["budget_mode"], own["budget"]) == (False, "BUDGET_MODE_INFINITE", 0)
    assert lifetime["budget_mode"] == "BUDGET_MODE_TOTAL"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"objective_type": "TRAFFIC"}, "objective_type"),  # §5.5, sure: three objectives
        ({"sales_destination": None}, "sales_destination"),  # §5.5, sure
        ({"budget_mode": "BUDGET_MODE_DAY"}, "budget_mode"),
        ({"budget": 49}, "budget"),  # §5.1, sure
        ({"request_id": "x"}, "request_id"),
        ({"operation_status": "DELETE"}, "operation_status"),
    ],
)
async def test_what_a_smart_campaign_cannot_be(smart: Any, changes: dict[str, Any], named: str) -> None:
    code, message = await smart.refused("campaign/create", **smart.campaign_body(**changes))

    assert (code, message.partition(":")[0]) == (40002, named)


async def test_a_repeat_within_ten_seconds_makes_nothing(smart: Any) -> None:  # §4.3, sure
    body = smart.campaign_body()
    await smart.desk.ok("POST", "/smart_plus/campaign/create/", **body)

    assert (await smart.refused("campaign/create", **body))[0] == 40050
    assert len(await smart.listed("campaign")) == 1
    await smart.campaign()  # another id, the same name: allowed with a request id


async def test_smart_lists_hold_smart_campaigns_alone_and_the_generic_one_all(smart: Any) -> None:  # §5.5, sure
    manual = await smart.desk.campaign()
    made = (await smart.campaign())["campaign_id"]

    assert [row["campaign_id"] for row in await smart.listed("campaign")] == [made]
    rows = {row["campaign_id"]: row["is_smart_performance_campaign"] for row in await smart.desk.listed("campaign")}
    assert rows == {manual: False, made: True}
    only = await smart.desk.listed("campaign", is_smart_performance_campaign=True)
    assert [row["campaign_id"] for row in only] == [made]


async def test_only_what_is_sent_changes(smart: Any) -> None:
    made = (await smart.campaign())["campaign_id"]

    after = await smart.post("campaign/update", campaign_id=made, budget=120)

    assert (after["campaign_name"], after["budget"], after["sales_destination"]) == ("Spring", 120, "WEBSITE")
    assert (await smart.refused("campaign/update", campaign_id=made, budget=1))[0] == 40002


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/campaign/update/", {"campaign_id": "{campaign}", "campaign_name": "Mine"}),
        ("/campaign/status/update/", {"campaign_ids": ["{campaign}"], "operation_status": "DISABLE"}),
        ("/adgroup/status/update/", {"adgroup_ids": ["{adgroup}"], "operation_status": "DISABLE"}),
        ("/adgroup/budget/update/", {"budget": [{"adgroup_id": "{adgroup}", "budget": 50}]}),
        ("/ad/status/update/", {"ad_ids": ["{ad}"], "operation_status": "DISABLE"}),
    ],
)
async def test_generic_endpoints_refuse_to_change_what_is_smart(smart: Any, path: str, body: dict[str, Any]) -> None:
    """§5.5, likely."""
    campaign_id, adgroup_id, shown = await smart.tree()
    names = {"{campaign}": campaign_id, "{adgroup}": adgroup_id, "{ad}": smart.delivering(shown)[0].id}

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(one) for one in value]
        return {n: named(v) for n, v in value.items()} if isinstance(value, dict) else names.get(value, value)

    before = smart.desk.state.dump()
    code, message = await smart.desk.refused(path, advertiser_id=smart.desk.usd, **named(body))

    assert (code, "/smart_plus/" in message) == (40002, True)
    assert smart.desk.state.dump() == before


async def test_nothing_made_by_hand_goes_into_a_smart_campaign(smart: Any) -> None:
    campaign_id, adgroup_id, _ = await smart.tree()
    ad = {"advertiser_id": smart.desk.usd, "adgroup_id": adgroup_id, "creatives": [smart.desk.creative()]}

    refusals = [
        await smart.desk.refused("/adgroup/create/", **smart.desk.adgroup_body(campaign_id)),
        await smart.desk.refused("/ad/create/", **ad),
    ]

    assert [code for code, _ in refusals] == [40002, 40002]
    copy = {"advertiser_id": smart.desk.usd, "campaign_id": campaign_id, "request_id": "7"}
    assert (await smart.desk.refused("/campaign/copy/task/create/", **copy))[0] == 40002  # §5.1, sure


async def test_nothing_smart_is_done_to_what_is_run_by_hand(smart: Any) -> None:
    campaign_id, adgroup_id, _ = await smart.desk.tree()

    assert (await smart.refused("campaign/update", campaign_id=campaign_id, budget=200))[0] == 40002
    assert (await smart.refused("adgroup/create", **smart.adgroup_body(campaign_id)))[0] == 40002
    assert (await smart.refused("ad/create", **smart.ad_body(adgroup_id)))[0] == 40002
    told = await smart.post("campaign/status/update", campaign_ids=[campaign_id], operation_status="DISABLE")
    assert told["campaign_list"] == []
    assert [one["campaign_id"] for one in told["error_list"]] == [campaign_id]


async def test_what_can_be_switched_is_and_of_the_rest_it_is_said_why_not(smart: Any) -> None:
    first, second = [(await smart.campaign())["campaign_id"] for _ in range(2)]
    await smart.post("campaign/status/update", campaign_ids=[first], operation_status="DELETE")

    told = await smart.post("campaign/status/update", campaign_ids=[first, second], operation_status="DISABLE")

    assert told["campaign_list"] == [{"campaign_id": second, "status": "DISABLE", "postback_window_mode": None}]
    assert [one["campaign_id"] for one in told["error_list"]] == [first]
    (row,) = await smart.listed("campaign")
    assert (row["campaign_id"], row["secondary_status"]) == (second, "CAMPAIGN_STATUS_DISABLE")
