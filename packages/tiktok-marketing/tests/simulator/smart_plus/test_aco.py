"""Automated creative optimisation: media and texts of an ad group, of which TikTok makes ads."""

from typing import Any

import pytest

MEDIA = ("v10033g50000aaa", "v10033g50000bbb")


async def adgroup(smart: Any, **fields: Any) -> str:
    """Id of an ad group that is made for automated creatives."""
    fields = {"creative_material_mode": "SMART_CREATIVE"} | fields
    campaign_id = await smart.desk.campaign(campaign_name=f"Spring {next(smart.requests)}")
    return str(await smart.desk.adgroup(campaign_id, **fields))


def body(smart: Any, adgroup_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "advertiser_id": smart.desk.usd,
        "adgroup_id": adgroup_id,
        "media_info_list": [media(one) for one in MEDIA],
        "title_list": [{"title": "Run with us"}, {"title": "Walk with us"}],
        "call_to_action_list": [{"call_to_action": "SHOP_NOW"}],
        "landing_page_urls": [{"landing_page_url": "https://example.com/run"}],
        "common_material": {"ad_name": "Dogs", "identity_type": "TT_USER", "identity_id": "7300000000000000001"},
    } | fields


def media(video_id: str) -> dict[str, Any]:
    return {"media_info": {"video_info": {"video_id": video_id}}}


async def made(smart: Any, adgroup_id: str, **fields: Any) -> Any:
    return await smart.desk.ok("POST", "/ad/aco/create/", **body(smart, adgroup_id, **fields))


async def shown(smart: Any, *adgroup_ids: str) -> Any:
    asked = {"advertiser_id": smart.desk.usd, "adgroup_ids": list(adgroup_ids)}
    return (await smart.desk.ok("GET", "/ad/aco/get/", **asked))["list"]


async def texts(smart: Any) -> list[tuple[str, str, str]]:
    """Video, text and switch of each ad that lives."""
    rows = await smart.desk.listed("ad")
    return sorted((row["video_id"], row["ad_text"], row["operation_status"]) for row in rows)


async def test_each_medium_becomes_an_ad_that_says_whence_it_is(smart: Any) -> None:
    adgroup_id = await adgroup(smart)

    whole = await made(smart, adgroup_id)

    assert await shown(smart, adgroup_id) == [whole]
    assert [title["title"] for title in whole["title_list"]] == ["Run with us", "Walk with us"]
    assert whole["call_to_action"] == [{"call_to_action": "SHOP_NOW"}]
    rows = await smart.desk.listed("ad")
    assert [(row["adgroup_id"], row["is_aco"], row["ad_name"]) for row in rows] == [(adgroup_id, True, "Dogs")] * 2
    assert await texts(smart) == [(one, "Run with us", "ENABLE") for one in MEDIA]


async def test_an_ad_group_has_one_set_and_is_made_for_it(smart: Any) -> None:  # §5.2, sure: creative_material_mode
    custom, automated = await adgroup(smart, creative_material_mode="CUSTOM"), await adgroup(smart)
    await made(smart, automated)

    refusals = [await smart.desk.refused("/ad/aco/create/", **body(smart, one)) for one in (custom, automated)]

    assert [(code, "SMART_CREATIVE" in said, "/ad/aco/update/" in said) for code, said in refusals] == [
        (40002, True, False),
        (40002, False, True),
    ]
    assert await shown(smart, custom) == []


async def test_a_patch_changes_what_it_names_and_a_whole_takes_the_rest_away(smart: Any) -> None:
    adgroup_id = await adgroup(smart)
    first = await made(smart, adgroup_id)
    order = {"advertiser_id": smart.desk.usd, "adgroup_id": adgroup_id}
    texts_alone = {"title_list": [{"title": "Swim with us"}]}

    patched = await smart.desk.ok("POST", "/ad/aco/update/", **order, **texts_alone, patch_update=True)

    assert patched["media_info_list"] == first["media_info_list"]
    assert await texts(smart) == [(one, "Swim with us", "ENABLE") for one in MEDIA]
    code, message = await smart.desk.refused("/ad/aco/update/", **order, **texts_alone)
    assert (code, message.partition(":")[0]) == (40002, "media_info_list")
    whole = body(smart, adgroup_id, media_info_list=[media("v10033g50000ccc")])
    await smart.desk.ok("POST", "/ad/aco/update/", **whole)
    assert await texts(smart) == [("v10033g50000ccc", "Run with us", "ENABLE")]


async def test_media_and_texts_are_switched_by_their_ids(smart: Any) -> None:
    adgroup_id = await adgroup(smart)
    whole = await made(smart, adgroup_id)
    off = [whole["media_info_list"][0]["material_id"], whole["title_list"][0]["material_id"]]
    order = {"advertiser_id": smart.desk.usd, "ad_group_id": adgroup_id, "material_status": "DISABLE"}

    told = await smart.desk.ok("POST", "/ad/aco/material_status/update/", **order, material_ids=off)

    assert told == {"ad_group_id": adgroup_id, "material_ids": off, "material_status": ["DISABLE"]}
    assert await texts(smart) == [(MEDIA[0], "Walk with us", "DISABLE"), (MEDIA[1], "Walk with us", "ENABLE")]
    code, _ = await smart.desk.refused("/ad/aco/material_status/update/", **order, material_ids=["7"])
    assert code == 40002


async def test_its_ads_are_switched_as_what_they_are_and_not_deleted(smart: Any) -> None:  # §5.4, sure
    await made(smart, await adgroup(smart))
    ad, other = smart.desk.state.ads
    by_hand = (await smart.desk.tree())[2]
    order = {"advertiser_id": smart.desk.usd, "operation_status": "DISABLE"}

    told = await smart.desk.ok("POST", "/ad/status/update/", **order, aco_ad_ids=[ad])

    assert (told["ad_ids"], told["aco_ad_ids"], told["status"]) == ([], [ad], "DISABLE")
    assert [smart.desk.state.ads[one].operation_status for one in (ad, other)] == ["DISABLE", "ENABLE"]
    before = smart.desk.state.dump()
    wrong: list[dict[str, Any]] = [
        {"aco_ad_ids": [ad], "operation_status": "DELETE"},
        {"aco_ad_ids": [by_hand]},
        {"ad_ids": [ad]},
    ]
    assert [(await smart.desk.refused("/ad/status/update/", **order | one))[0] for one in wrong] == [40002] * 3
    assert smart.desk.state.dump() == before


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"media_info_list": []}, "media_info_list"),
        ({"title_list": None}, "title_list"),
        ({"title_list": [{"title": "Run with us", "material_id": "7"}]}, "title_list.0.material_id"),
        ({"media_info_list": [media("v"), {"media_info": {}}]}, "media_info_list.1"),
        ({"common_material": {"ad_name": "Dogs"}}, "media_info_list.0.identity_type"),
    ],
)
async def test_what_cannot_be_leaves_nothing_behind(smart: Any, changes: dict[str, Any], named: str) -> None:
    sent = body(smart, await adgroup(smart), **changes)
    before = smart.desk.state.dump()

    code, message = await smart.desk.refused(
        "/ad/aco/create/", **{name: value for name, value in sent.items() if value is not None}
    )

    assert (code, message.startswith(named)) == (40002, True), message
    assert smart.desk.state.dump() == before
