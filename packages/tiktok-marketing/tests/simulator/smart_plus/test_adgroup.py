"""Behaviour reference §5.5 and §5.2: ad groups of Upgraded Smart+ campaigns, by the rules of any ad group."""

from typing import Any

import pytest


async def test_its_targeting_is_one_object_here_and_flat_in_the_generic_list(smart: Any) -> None:
    campaign_id, adgroup_id, _ = await smart.tree()

    (own,) = await smart.listed("adgroup")
    generic = await smart.desk.one("adgroup", adgroup_id)

    assert own["targeting_spec"] == {"location_ids": ["6252001"], "gender": "GENDER_FEMALE"}
    assert (own["campaign_id"], own["campaign_name"], own["placements"]) == (
        campaign_id,
        "Spring",
        ["PLACEMENT_TIKTOK"],
    )
    assert (generic["location_ids"], generic["gender"]) == (["6252001"], "GENDER_FEMALE")
    assert generic["is_smart_performance_campaign"] is True
    assert "targeting_spec" not in generic


async def test_under_a_shared_budget_it_has_none_of_its_own(smart: Any) -> None:  # §5.1, sure
    shared = await smart.adgroup((await smart.campaign())["campaign_id"], budget=50, budget_mode="BUDGET_MODE_DAY")
    own_budget = {"budget": 50, "budget_mode": "BUDGET_MODE_DAY"}
    own = await smart.adgroup((await smart.campaign(budget_optimize_on=False))["campaign_id"], **own_budget)

    assert (shared["budget_mode"], shared["budget"]) == ("BUDGET_MODE_INFINITE", 0)
    assert (own["budget_mode"], own["budget"], own["current_budget"]) == ("BUDGET_MODE_DAY", 50, 50)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"targeting_spec": {}}, "location_ids"),  # §5.2, sure
        ({"billing_event": "CPC"}, "billing_event"),  # §5.2, sure
        ({"pixel_id": None}, "Please select a pixel."),
        ({"schedule_type": "SCHEDULE_START_END"}, "schedule_end_time"),
    ],
)
async def test_the_rules_of_ad_groups_hold(smart: Any, changes: dict[str, Any], named: str) -> None:
    campaign_id = (await smart.campaign())["campaign_id"]

    code, message = await smart.refused("adgroup/create", **smart.adgroup_body(campaign_id, **changes))

    assert (code, named in message) == (40002, True)


async def test_ad_groups_of_one_campaign_share_their_goal(smart: Any) -> None:  # §5.1, sure
    campaign_id = (await smart.campaign())["campaign_id"]
    await smart.adgroup(campaign_id)
    other = smart.adgroup_body(campaign_id, optimization_event="ADD_TO_CART")

    assert (await smart.refused("adgroup/create", **other))[0] == 40002
    assert (await smart.listed("campaign"))[0]["smart_plus_adgroup_mode"] == "SINGLE"
    await smart.adgroup(campaign_id)
    assert (await smart.listed("campaign"))[0]["smart_plus_adgroup_mode"] == "MULTIPLE"


async def test_only_what_is_sent_changes_and_a_targeting_as_a_whole(smart: Any) -> None:
    _, adgroup_id, _ = await smart.tree()

    after = await smart.post("adgroup/update", adgroup_id=adgroup_id, targeting_spec={"location_ids": ["2635167"]})

    assert after["targeting_spec"] == {"location_ids": ["2635167"]}
    assert (after["adgroup_name"], after["optimization_goal"]) == ("Everyone", "CONVERT")


async def test_budgets_change_at_once_and_all_or_none(smart: Any) -> None:
    campaign_id = (await smart.campaign(budget_optimize_on=False))["campaign_id"]
    own = {"budget": 50, "budget_mode": "BUDGET_MODE_DAY"}
    first, second = [(await smart.adgroup(campaign_id, **own))["adgroup_id"] for _ in range(2)]

    async def change(*budgets: tuple[str, int]) -> dict[str, Any]:
        orders = [{"adgroup_id": one, "budget": budget} for one, budget in budgets]
        body = {"advertiser_id": smart.desk.usd, "budget": orders}
        return dict(await smart.desk.post("/smart_plus/adgroup/budget/update/", **body))

    assert (await change((first, 60), (second, 1)))["code"] == 40002
    assert (await change((first, 60), (first, 70)))["code"] == 40002
    assert {row["budget"] for row in await smart.listed("adgroup")} == {50}

    assert (await change((first, 60), (second, 70)))["code"] == 0
    assert {row["adgroup_id"]: row["budget"] for row in await smart.listed("adgroup")} == {first: 60, second: 70}


async def test_a_shared_budget_is_not_changed_at_the_ad_group(smart: Any) -> None:
    _, adgroup_id, _ = await smart.tree()

    refused = await smart.refused("adgroup/budget/update", budget=[{"adgroup_id": adgroup_id, "budget": 60}])

    assert refused == (40002, f"budget: The ad group {adgroup_id} spends the campaign's budget.")


async def test_those_that_can_be_switched_are(smart: Any) -> None:  # §5.4, sure
    _, adgroup_id, shown = await smart.tree()
    manual = await smart.desk.adgroup(await smart.desk.campaign(campaign_name="By hand"))

    told = await smart.post("adgroup/status/update", adgroup_ids=[adgroup_id, manual], operation_status="DISABLE")

    assert told["adgroup_list"] == [{"adgroup_id": adgroup_id, "status": "DISABLE"}]
    assert [one["adgroup_id"] for one in told["error_list"]] == [manual]
    assert (await smart.shown(shown["smart_plus_ad_id"]))["secondary_status"] == "AD_STATUS_ADGROUP_DISABLE"
