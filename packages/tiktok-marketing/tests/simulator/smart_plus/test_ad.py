"""Behaviour reference §5.5: one smart ad with many creatives, each delivered, reviewed and switched by itself."""

from typing import Any

import pytest

from .conftest import VIDEOS, creative


async def test_a_smart_ad_is_shown_with_its_creatives(smart: Any) -> None:
    campaign_id, adgroup_id, shown = await smart.tree()

    assert (shown["campaign_id"], shown["adgroup_id"]) == (campaign_id, adgroup_id)
    assert (shown["ad_name"], shown["operation_status"]) == ("Dog runs", "ENABLE")
    assert shown["secondary_status"] == "AD_STATUS_DELIVERY_OK"
    videos = [one["creative_info"]["video_info"]["video_id"] for one in shown["creative_list"]]
    assert tuple(videos) == VIDEOS
    assert len({one["ad_material_id"] for one in shown["creative_list"]}) == 3
    assert shown["ad_text_list"] == [{"ad_text": "Run with us"}, {"ad_text": "Walk with us"}]


async def test_the_generic_list_shows_each_creative_as_an_ad(smart: Any) -> None:  # §5.5, sure
    _, adgroup_id, shown = await smart.tree()

    rows = await smart.desk.listed("ad")

    assert [row["ad_id"] for row in rows] == [ad.id for ad in reversed(smart.delivering(shown))]
    assert [row["video_id"] for row in rows] == list(reversed(VIDEOS))
    assert {(row["adgroup_id"], row["ad_text"], row["call_to_action"]) for row in rows} == {
        (adgroup_id, "Run with us", "SHOP_NOW")
    }


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"creative_list": []}, "creative_list"),
        ({"creative_list": [creative("v")] * 51}, "creative_list"),  # §5.5, sure
        ({"playable_list": [{"playable_url": "https://example.com/"}] * 6}, "playable_list"),  # §5.5, sure
        ({"creative_list": [{}]}, "creative_list.0.creative_info"),
        ({"creative_list": [creative("v"), {"creative_info": {}}]}, "creative_list.1"),
        ({"ad_configuration": {}}, "creative_list.0.identity_type"),
        ({"landing_page_url_list": []}, "creative_list.0.landing_page_url"),
        ({"creative_list": [creative("v", ad_material_id="7")]}, "creative_list.0.ad_material_id"),
    ],
)
async def test_one_creative_that_cannot_be_fails_them_all(smart: Any, changes: dict[str, Any], named: str) -> None:
    adgroup_id = (await smart.adgroup((await smart.campaign())["campaign_id"]))["adgroup_id"]

    code, message = await smart.refused("ad/create", **smart.ad_body(adgroup_id, **changes))

    assert (code, message.startswith(named)) == (40002, True), message
    assert smart.desk.state.smart_ads == smart.desk.state.ads == {}


async def test_one_creative_is_switched_off_and_the_others_go_on(smart: Any) -> None:  # §5.5, sure
    _, _, shown = await smart.tree()
    off = shown["creative_list"][0]["ad_material_id"]
    order = {"smart_plus_ad_id": shown["smart_plus_ad_id"], "ad_material_ids": [off]}

    told = await smart.post("ad/material_status/update", **order, operation_status="DISABLE")

    assert (told["ad_material_ids"], told["material_status"]) == ([off], "DISABLE")
    after = await smart.shown(shown["smart_plus_ad_id"])
    statuses = [one["material_operation_status"] for one in after["creative_list"]]
    assert statuses == ["DISABLE", "ENABLE", "ENABLE"]
    assert [ad.operation_status for ad in smart.delivering(after)] == statuses
    assert after["secondary_status"] == "AD_STATUS_DELIVERY_OK"


async def test_both_switches_must_be_on_for_a_creative_to_run(smart: Any) -> None:
    _, _, shown = await smart.tree()
    smart_id, off = shown["smart_plus_ad_id"], shown["creative_list"][0]["ad_material_id"]
    order = {"smart_plus_ad_id": smart_id, "ad_material_ids": [off]}
    await smart.post("ad/material_status/update", **order, operation_status="DISABLE")

    async def switched(status: str) -> list[str]:
        told = await smart.post("ad/status/update", smart_plus_ad_ids=[smart_id], operation_status=status)
        assert told == {"smart_plus_ad_ids": [smart_id], "status": status}
        return [ad.operation_status for ad in smart.delivering(shown)]

    assert await switched("DISABLE") == ["DISABLE"] * 3
    assert (await smart.shown(smart_id))["secondary_status"] == "AD_STATUS_DISABLE"
    assert await switched("ENABLE") == ["DISABLE", "ENABLE", "ENABLE"]


async def test_a_deleted_smart_ad_is_gone_with_its_creatives_for_good(smart: Any) -> None:
    _, _, shown = await smart.tree()
    smart_id = shown["smart_plus_ad_id"]
    order = {"smart_plus_ad_ids": [smart_id]}

    await smart.post("ad/status/update", **order, operation_status="DELETE")

    assert await smart.listed("ad") == await smart.desk.listed("ad") == []
    assert (await smart.shown(smart_id))["secondary_status"] == "AD_STATUS_DELETE"
    assert (await smart.refused("ad/status/update", **order, operation_status="ENABLE"))[0] == 40002


async def test_a_status_call_switches_all_or_none(smart: Any) -> None:  # §5.4
    _, _, shown = await smart.tree()
    order = {"smart_plus_ad_ids": [shown["smart_plus_ad_id"], "7"], "operation_status": "DISABLE"}

    assert (await smart.refused("ad/status/update", **order))[0] == 40007
    assert (await smart.shown(shown["smart_plus_ad_id"]))["operation_status"] == "ENABLE"
    assert (await smart.refused("ad/status/update", smart_plus_ad_ids=["7"] * 1, operation_status="STOP"))[0] == 40002
    many = {"smart_plus_ad_ids": [str(n) for n in range(21)], "operation_status": "DISABLE"}
    assert (await smart.refused("ad/status/update", **many))[0] == 40011


async def test_creatives_left_out_are_taken_out_and_new_ones_come_in(smart: Any) -> None:
    _, _, shown = await smart.tree()
    first, second, third = shown["creative_list"]
    kept = first | {"material_operation_status": "ENABLE"}
    new = creative("v10033g50000ddd")

    after = await smart.post("ad/update", smart_plus_ad_id=shown["smart_plus_ad_id"], creative_list=[kept, new])

    ids = [one["ad_material_id"] for one in after["creative_list"]]
    assert ids[0] == first["ad_material_id"]
    assert ids[1] not in {second["ad_material_id"], third["ad_material_id"]}
    assert (after["ad_name"], after["ad_text_list"]) == ("Dog runs", shown["ad_text_list"])
    rows = await smart.desk.listed("ad")
    assert [row["video_id"] for row in rows] == ["v10033g50000ddd", VIDEOS[0]]
    deleted = await smart.desk.listed("ad", primary_status="STATUS_DELETE")
    assert {row["video_id"] for row in deleted} == set(VIDEOS[1:])


async def test_what_is_shown_anew_is_reviewed_anew(smart: Any) -> None:
    _, _, shown = await smart.tree()
    smart_id = shown["smart_plus_ad_id"]

    await smart.post("ad/update", smart_plus_ad_id=smart_id, ad_name="Renamed")
    assert (await smart.shown(smart_id))["secondary_status"] == "AD_STATUS_DELIVERY_OK"
    await smart.post("ad/update", smart_plus_ad_id=smart_id, ad_text_list=[{"ad_text": "Fly with us"}])

    assert (await smart.shown(smart_id))["secondary_status"] == "AD_STATUS_REAUDIT"


async def test_one_ad_is_written_once_in_five_seconds(smart: Any) -> None:  # §3.2, sure
    _, _, shown = await smart.tree()
    smart.desk.simulator.limited = True
    order = {"smart_plus_ad_ids": [shown["smart_plus_ad_id"]], "operation_status": "DISABLE"}

    assert (await smart.refused("ad/status/update", **order))[0] == 40202
    smart.desk.advance(seconds=5)
    await smart.post("ad/status/update", **order)


@pytest.mark.parametrize(
    ("filtering", "found"),
    [
        ({"objective_type": "WEB_CONVERSIONS"}, 1),
        ({"objective_type": "LEAD_GENERATION"}, 0),
        ({"optimization_goal": "CONVERT"}, 1),
        ({"secondary_status": "AD_STATUS_DELIVERY_OK"}, 1),
        ({"secondary_status": "AD_STATUS_AUDIT"}, 0),
        ({"primary_status": "STATUS_DELIVERY_OK"}, 1),
        ({"primary_status": "STATUS_DELETE"}, 0),
        ({"creation_filter_start_time": "2026-06-15 12:00:00"}, 1),
        ({"creation_filter_start_time": "2026-06-15 12:00:01"}, 0),
        ({"creation_filter_end_time": "2026-06-15 11:59:59"}, 0),
        ({"modified_after": "2026-06-15 12:00:00"}, 0),
    ],
)
async def test_smart_ads_are_found_by_what_they_are(smart: Any, filtering: dict[str, str], found: int) -> None:
    await smart.tree()

    assert len(await smart.listed("ad", **filtering)) == found


async def test_a_preview_is_the_same_for_the_same_creatives(smart: Any) -> None:
    _, _, shown = await smart.tree()
    body = {"preview_type": "AD", "creative_list": [creative("v")], "smart_plus_ad_id": shown["smart_plus_ad_id"]}

    first, second = [await smart.post("ad/preview", **body) for _ in range(2)]

    assert first == second
    assert first["preview_link"] in first["iframe"]
    assert (await smart.refused("ad/preview", **(body | {"smart_plus_ad_id": "7"})))[0] == 40007
