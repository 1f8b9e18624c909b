"""Behaviour reference §5.5: Smart+ campaigns of the older kind, three levels in one object."""

from typing import Any

import pytest

from tiktok_marketing.simulator.behaviours.spc import TOTAL_QUOTA

SPAN = {"start_date": "2026-06-15", "end_date": "2026-06-18"}


def body(smart: Any, **fields: Any) -> dict[str, Any]:
    return {
        "advertiser_id": smart.desk.usd,
        "campaign_name": "Spring",
        "objective_type": "WEB_CONVERSIONS",
        "budget": 100,
        "promotion_type": "WEBSITE",
        "optimization_goal": "CONVERT",
        "optimization_event": "COMPLETE_PAYMENT",
        "pixel_id": "7400000000000000001",
        "billing_event": "OCPM",
        "location_ids": ["6252001"],
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": "2026-06-15 00:00:00",
        "identity_type": "TT_USER",
        "identity_id": "7300000000000000001",
        "media_info_list": [media("v10033g50000aaa"), media("v10033g50000bbb")],
        "title_list": [{"title": "Run with us"}],
        "call_to_action": [{"call_to_action": "SHOP_NOW"}],
        "landing_page_urls": [{"landing_page_url": "https://example.com/run"}],
    } | fields


def media(video_id: str) -> dict[str, Any]:
    return {"media_info": {"video_info": {"video_id": video_id}}}


async def made(smart: Any, **fields: Any) -> Any:
    return await smart.desk.ok("POST", "/campaign/spc/create/", **body(smart, **fields))


async def shown(smart: Any, *campaign_ids: str) -> Any:
    asked = {"advertiser_id": smart.desk.usd, "campaign_ids": list(campaign_ids)}
    return (await smart.desk.ok("GET", "/campaign/spc/get/", **asked))["list"]


async def approve(smart: Any) -> None:
    for ad_id in smart.desk.state.ads:
        await smart.desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": True})


async def test_one_call_makes_a_campaign_its_ad_group_and_an_ad_for_each_medium(smart: Any) -> None:  # §5.5, sure
    campaign = await made(smart)

    assert (campaign["budget"], campaign["budget_mode"]) == (100, "BUDGET_MODE_DAY")
    assert (campaign["optimization_goal"], campaign["title_list"]) == ("CONVERT", [campaign["title_list"][0]])
    (row,), (adgroup,) = await smart.desk.listed("campaign"), await smart.desk.listed("adgroup")
    assert (row["campaign_id"], row["is_smart_performance_campaign"]) == (campaign["campaign_id"], True)
    assert (adgroup["campaign_id"], adgroup["adgroup_name"]) == (campaign["campaign_id"], "Spring")
    ads = await smart.desk.listed("ad")
    assert [(ad["adgroup_id"], ad["video_id"], ad["ad_text"]) for ad in reversed(ads)] == [
        (adgroup["adgroup_id"], "v10033g50000aaa", "Run with us"),
        (adgroup["adgroup_id"], "v10033g50000bbb", "Run with us"),
    ]


async def test_it_is_shown_as_it_was_made_and_no_other_campaign_is(smart: Any) -> None:
    campaign, manual, upgraded = (
        await made(smart),
        await smart.desk.campaign(campaign_name="Mine"),
        await smart.campaign(),
    )
    await approve(smart)

    (row,) = await shown(smart, campaign["campaign_id"], manual, upgraded["campaign_id"])

    assert row == campaign | {
        "secondary_status": "CAMPAIGN_STATUS_ENABLE",
        "adgroup_secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
    }
    assert [one["video_info"]["video_id"] for one in row["media_info_list"]] == ["v10033g50000aaa", "v10033g50000bbb"]


async def test_its_name_must_be_free(smart: Any) -> None:  # §2.1; the call takes no request_id
    await made(smart)
    other = (await made(smart, campaign_name="Summer"))["campaign_id"]
    renamed = {"advertiser_id": smart.desk.usd, "campaign_id": other, "campaign_name": "Spring"}

    refusals = [
        await smart.desk.refused("/campaign/spc/create/", **body(smart)),
        await smart.desk.refused("/campaign/spc/update/", **renamed),
    ]

    assert refusals == [(40002, "Campaign name already exists. Please try another one.")] * 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"media_info_list": []}, "media_info_list"),
        ({"media_info_list": [media("a")] * 51}, "media_info_list"),
        ({"budget": 1}, "budget"),
        ({"optimization_goal": None}, "optimization_goal"),
        ({"identity_type": "NOBODY"}, "Invalid identity type. Enter a valid identity type"),
        ({"landing_page_urls": []}, "media_info_list.0.landing_page_url"),
        ({"operation_status": "DELETE"}, "operation_status"),
    ],
)
async def test_what_cannot_be_leaves_nothing_behind(smart: Any, changes: dict[str, Any], named: str) -> None:
    before = smart.desk.state.dump()
    sent = {name: value for name, value in body(smart, **changes).items() if value is not None}

    code, message = await smart.desk.refused("/campaign/spc/create/", **sent)

    assert (code, named in message) == (40002, True), message
    assert smart.desk.state.dump() == before


async def test_only_what_is_sent_changes_at_whatever_level_it_is(smart: Any) -> None:
    campaign = await made(smart)
    kept = campaign["media_info_list"][0]["material_id"]
    changes = {"campaign_name": "Summer", "gender": "GENDER_MALE", "title_list": [{"title": "Swim with us"}]}
    changes["media_info_list"] = [{"material_id": kept} | media("v10033g50000aaa"), media("v10033g50000ccc")]
    order = {"advertiser_id": smart.desk.usd, "campaign_id": campaign["campaign_id"]} | changes

    row = await smart.desk.ok("POST", "/campaign/spc/update/", **order)

    assert (row["campaign_name"], row["gender"], row["budget"]) == ("Summer", "GENDER_MALE", 100)
    (adgroup,), ads = await smart.desk.listed("adgroup"), await smart.desk.listed("ad")
    assert (adgroup["adgroup_name"], adgroup["gender"]) == ("Summer", "GENDER_MALE")
    assert {(ad["video_id"], ad["ad_text"]) for ad in ads} == {
        ("v10033g50000aaa", "Swim with us"),
        ("v10033g50000ccc", "Swim with us"),
    }
    assert row["media_info_list"][0]["material_id"] == kept


async def test_the_generic_endpoints_change_nothing_of_it(smart: Any) -> None:
    campaign_id = (await made(smart))["campaign_id"]
    rename = {"advertiser_id": smart.desk.usd, "campaign_id": campaign_id, "campaign_name": "Mine"}

    code, message = await smart.desk.refused("/campaign/update/", **rename)

    assert (code, "/campaign/spc/" in message) == (40002, True)


async def test_it_is_switched_like_any_campaign(smart: Any) -> None:
    """The family has no switch of its own (catalogue)."""
    campaign_id = (await made(smart))["campaign_id"]

    await smart.desk.switch("campaign", "DISABLE", campaign_id)

    assert [row["secondary_status"] for row in await shown(smart, campaign_id)] == ["CAMPAIGN_STATUS_DISABLE"]


async def test_those_that_live_use_up_the_quota(smart: Any) -> None:
    first = (await made(smart))["campaign_id"]
    for place in range(TOTAL_QUOTA - 1):
        await made(smart, campaign_name=f"Spring {place}")

    full = await smart.desk.ok("GET", "/campaign/spc/quota/get/", advertiser_id=smart.desk.usd)
    refused, _ = await smart.desk.refused("/campaign/spc/create/", **body(smart, campaign_name="Summer"))
    await smart.desk.switch("campaign", "DELETE", first)

    assert (full["total_quota"], full["used_quota"], refused) == (TOTAL_QUOTA, TOTAL_QUOTA, 40002)
    assert first in full["used_campaign_ids"]
    await made(smart)


async def test_its_media_have_the_figures_of_their_ads(smart: Any) -> None:
    smart.desk.simulator.spend_of = None
    campaign_id = (await made(smart))["campaign_id"]
    await approve(smart)
    smart.desk.advance(days=3, hours=12)
    asked = {"advertiser_id": smart.desk.usd, "campaign_id": [campaign_id], "metrics": ["impressions"]} | SPAN

    videos = await smart.desk.ok("GET", "/campaign/spc/report/get/", material_type="SPC_VIDEO", **asked)
    texts = await smart.desk.ok("GET", "/campaign/spc/report/get/", material_type="SPC_AD_TEXT", **asked)

    shown_to = [int(row["metrics"]["impressions"]) for row in videos["list"]]
    assert {row["dimensions"]["ad_id"] for row in videos["list"]} == set(smart.desk.state.ads)
    assert [int(row["metrics"]["impressions"]) for row in texts["list"]] == [sum(shown_to)]
    assert min(shown_to) > 0
