"""Behaviour reference §5.4 and §14.4: the three status endpoints."""

from typing import Any

import pytest

LEVELS = ["campaign", "adgroup", "ad"]


@pytest.mark.parametrize("level", LEVELS)
async def test_a_switch_is_answered_with_the_ids_once_each(desk: Any, level: str) -> None:
    node_id = (await desk.tree())[LEVELS.index(level)]

    data = await desk.switch(level, "DISABLE", node_id, node_id)

    expected: dict[str, dict[str, Any]] = {
        "campaign": {
            "campaign_list": [{"campaign_id": node_id, "status": "DISABLE", "postback_window_mode": None}],
        },
        "adgroup": {},
        "ad": {"aco_ad_ids": []},
    }
    assert data == {f"{level}_ids": [node_id], "status": "DISABLE"} | expected[level]
    assert (await desk.one(level, node_id))["operation_status"] == "DISABLE"


@pytest.mark.parametrize("level", LEVELS)
async def test_one_bad_id_keeps_all_as_they_were(desk: Any, level: str) -> None:
    node_id = (await desk.tree())[LEVELS.index(level)]
    body = {"advertiser_id": desk.usd, f"{level}_ids": [node_id, "1"], "operation_status": "DISABLE"}

    assert (await desk.refused(f"/{level}/status/update/", **body))[0] == 40007
    assert (await desk.one(level, node_id))["operation_status"] == "ENABLE"


@pytest.mark.parametrize("level", LEVELS)
async def test_deleted_is_final(desk: Any, level: str) -> None:
    node_id = (await desk.tree())[LEVELS.index(level)]
    await desk.switch(level, "DELETE", node_id)

    for status in ("ENABLE", "DISABLE", "DELETE"):
        body = {"advertiser_id": desk.usd, f"{level}_ids": [node_id], "operation_status": status}
        assert (await desk.refused(f"/{level}/status/update/", **body))[0] == 40002
    assert await desk.listed(level) == []


@pytest.mark.parametrize(
    ("ids", "status", "code"),
    [([], "DISABLE", 40002), ([str(n) for n in range(21)], "DISABLE", 40011), (["1"], "PAUSE", 40002)],
)
async def test_orders_that_cannot_be_are_refused(desk: Any, ids: list[str], status: str, code: int) -> None:
    body = {"advertiser_id": desk.usd, "campaign_ids": ids, "operation_status": status}

    assert (await desk.refused("/campaign/status/update/", **body))[0] == code


async def test_a_deleted_parent_takes_its_children_along(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    await desk.switch("campaign", "DELETE", campaign_id)

    adgroup, ad = await desk.one("adgroup", adgroup_id), await desk.one("ad", ad_id)

    assert (adgroup["operation_status"], adgroup["secondary_status"]) == ("ENABLE", "ADGROUP_STATUS_CAMPAIGN_DELETE")
    assert (ad["operation_status"], ad["secondary_status"]) == ("ENABLE", "AD_STATUS_CAMPAIGN_DELETE")
    for level, node_id in (("adgroup", adgroup_id), ("ad", ad_id)):
        body = {"advertiser_id": desk.usd, f"{level}_ids": [node_id], "operation_status": "DISABLE"}
        assert (await desk.refused(f"/{level}/status/update/", **body))[0] == 40002
    assert await desk.listed("ad") == []


async def test_partial_success_tells_what_failed(desk: Any) -> None:
    _, adgroup_id, _ = await desk.tree()
    body = {"advertiser_id": desk.usd, "adgroup_ids": [adgroup_id, "1"], "operation_status": "DISABLE"}

    data = await desk.ok("POST", "/adgroup/status/update/", **body, allow_partial_success=True)

    assert data == {
        "adgroup_ids": [adgroup_id],
        "status": "DISABLE",
        "error_list": [{"adgroup_id": "1", "error_message": "The ad group 1 does not exist."}],
    }
    assert (await desk.one("adgroup", adgroup_id))["operation_status"] == "DISABLE"


async def test_an_adgroup_of_a_dedicated_campaign_goes_with_it_only(desk: Any) -> None:  # §5.1
    campaign_id = await desk.campaign(campaign_type="IOS14_CAMPAIGN", app_id="9")
    adgroup_id = await desk.adgroup(campaign_id)
    body = {"advertiser_id": desk.usd, "adgroup_ids": [adgroup_id], "operation_status": "DELETE"}

    assert (await desk.refused("/adgroup/status/update/", **body))[0] == 40002
    await desk.switch("campaign", "DELETE", campaign_id)


async def test_switching_to_what_it_is_changes_nothing(desk: Any) -> None:
    campaign_id = await desk.campaign()
    desk.advance(minutes=1)

    await desk.switch("campaign", "ENABLE", campaign_id)

    assert (await desk.one("campaign", campaign_id))["modify_time"] == "2026-06-15 12:00:00"
    assert len(desk.state.campaigns[campaign_id].history) == 1
