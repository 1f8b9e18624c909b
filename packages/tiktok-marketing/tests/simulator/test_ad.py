"""Behaviour reference §5.3: ads are made, replaced, patched and refused."""

from typing import Any

import pytest

CREATE, UPDATE = "/ad/create/", "/ad/update/"
SPARK = {"identity_type": "TT_USER", "display_name": ...}
PULL = {**SPARK, "tiktok_item_id": "71", "video_id": ..., "image_ids": ..., "ad_text": ...}


async def adgroup_of(desk: Any, **fields: Any) -> str:
    return str(await desk.adgroup(await desk.campaign(), **fields))


def body(desk: Any, adgroup_id: str, *creatives: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"advertiser_id": desk.usd, "adgroup_id": adgroup_id, "creatives": list(creatives), **more}


async def test_creatives_become_ads_in_the_order_of_the_request(desk: Any) -> None:
    adgroup_id = await adgroup_of(desk)
    sent = [desk.creative(ad_name=f"Ad {number}") for number in range(20)]

    data = await desk.ok("POST", CREATE, **body(desk, adgroup_id, *sent))

    assert [ad["ad_name"] for ad in data["creatives"]] == [f"Ad {number}" for number in range(20)]
    assert [ad["ad_id"] for ad in data["creatives"]] == data["ad_ids"]
    first = data["creatives"][0]
    assert {name: first[name] for name in sent[0]} == sent[0]
    assert first["adgroup_name"] == "Everyone"
    assert first["campaign_name"] == "Spring"
    assert first["secondary_status"] == "AD_STATUS_AUDIT"
    assert await desk.one("ad", first["ad_id"]) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"ad_format": "SINGLE_IMAGE", "video_id": ...},
        {"ad_format": "CAROUSEL_ADS", "video_id": ..., "image_ids": ["a"] * 35, "music_id": "m"},
        {"ad_format": "CATALOG_CAROUSEL", "catalog_id": "1", "video_id": ..., "ad_text": ...},
        {**SPARK, "image_ids": ...},
        PULL,
        {**PULL, "identity_type": "BC_AUTH_TT", "identity_authorized_bc_id": "5"},
        {"ad_text": "字" * 50},
        {"call_to_action": ..., "call_to_action_id": "8"},
        {"landing_page_url": ..., "page_id": 12},
    ],
)
async def test_what_tiktok_allows_is_made(desk: Any, fields: dict[str, Any]) -> None:
    await desk.ad(await adgroup_of(desk), **fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ad_name": ...}, "creatives.1.ad_name: Missing data for required field."),
        ({"ad_name": "🚀"}, "creatives.1.ad_name: Emoji are not supported."),
        ({"ad_format": ...}, "creatives.1.ad_format: Missing data for required field."),
        ({"identity_type": ...}, "creatives.1.identity_type: Missing data for required field."),
        ({"identity_type": "ME"}, "Invalid identity type. Enter a valid identity type"),
        ({"identity_id": ...}, "Invalid param: creatives.identity_id is required."),
        (
            {"identity_type": "BC_AUTH_TT"},
            "creatives.1.identity_authorized_bc_id: Missing data for required field.",
        ),
        ({"video_id": ...}, "creatives.1.video_id: Missing data for required field."),
        ({"image_ids": ["a", "b"]}, "creatives.1.image_ids: Exactly one cover image is required."),
        ({"ad_format": "SINGLE_IMAGE", "image_ids": []}, "creatives.1.image_ids: Exactly one image is required."),
        (
            {"ad_format": "CAROUSEL_ADS", "image_ids": ["a"] * 36, "music_id": "m"},
            "creatives.1.image_ids: Between 1 and 35 images are required.",
        ),
        ({"ad_format": "CAROUSEL_ADS"}, "creatives.1.music_id: Missing data for required field."),
        ({"tiktok_item_id": "71"}, "creatives.1.tiktok_item_id: Not supported with CUSTOMIZED_USER."),
        ({**PULL, "ad_text": "no"}, "creatives.1.ad_text: Not supported together with tiktok_item_id."),
        ({"ad_text": ""}, "creatives.1.ad_text: Missing data for required field."),
        ({"ad_text": "字" * 51}, "creatives.1.ad_text: Longer than maximum length 100."),
        ({"display_name": ...}, "creatives.1.display_name: Missing data for required field."),
        ({"display_name": "字" * 21}, "creatives.1.display_name: Longer than maximum length 40."),
        ({"call_to_action": ...}, "creatives.1.call_to_action: Missing data for required field."),
        ({"call_to_action": "BUY_OR_ELSE"}, "This Call to Action is not supported"),
        ({"landing_page_url": ...}, "creatives.1.landing_page_url: Missing data for required field."),
        ({"landing_page_url": "javascript:alert(1)"}, "creatives.1.landing_page_url: Not a valid URL."),
        ({"utm_params": [{"key": "a"}] * 15}, "creatives.1.utm_params: At most 14 parameters."),
    ],
)
async def test_one_bad_creative_fails_them_all_and_is_named(desk: Any, fields: dict[str, Any], message: str) -> None:
    adgroup_id = await adgroup_of(desk)

    refusal = await desk.refused(CREATE, **body(desk, adgroup_id, desk.creative(), desk.creative(**fields)))

    assert refusal == (40002, message)
    assert desk.state.ads == {}


async def test_a_call_takes_one_to_twenty_creatives(desk: Any) -> None:
    adgroup_id = await adgroup_of(desk)

    assert (await desk.refused(CREATE, **body(desk, adgroup_id)))[0] == 40002
    assert (await desk.refused(CREATE, **body(desk, adgroup_id, *[desk.creative()] * 21)))[0] == 40002
    assert await desk.refused(CREATE, **body(desk, "1", desk.creative())) == (40007, "The ad group 1 does not exist.")


async def test_an_ad_without_a_name_is_called_by_its_id(desk: Any) -> None:
    ad_id = await desk.ad(await adgroup_of(desk), ad_name="")

    assert (await desk.one("ad", ad_id))["ad_name"] == ad_id


@pytest.mark.parametrize(("value", "code"), [("tiktok", 0), ("elsewhere", 40002)])
async def test_parameters_agree_with_those_the_address_has(desk: Any, value: str, code: int) -> None:  # §5.3, sure
    adgroup_id = await desk.adgroup(await desk.campaign())
    creative = desk.creative(
        landing_page_url="https://example.com/run?id=5&utm_source=tiktok",
        utm_params=[{"key": "utm_source", "value": value}, {"key": "utm_medium", "value": "paid"}],
    )

    answer = await desk.post(CREATE, advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=[creative])

    told = "OK" if code == 0 else "creatives.0.utm_params: utm_source does not match the landing page URL."
    assert (answer["code"], answer["message"]) == (code, told)


async def test_event_sets_that_track_by_themselves_are_attached_to_new_ads(desk: Any) -> None:  # §5.3, sure
    made = {"advertiser_id": desk.usd, "description": ""}
    tracking = (await desk.ok("POST", "/offline/create/", **made, name="Tills", auto_tracking=True))["event_set_id"]
    await desk.ok("POST", "/offline/create/", **made, name="Fair", auto_tracking=False)
    adgroup_id = await desk.adgroup(await desk.campaign())

    attached = await desk.one("ad", await desk.ad(adgroup_id))
    asked_not_to = await desk.one("ad", await desk.ad(adgroup_id, tracking_offline_event_set_ids=[]))

    assert attached["tracking_offline_event_set_ids"] == [tracking]
    assert asked_not_to["tracking_offline_event_set_ids"] == []


async def test_a_tracking_pixel_is_the_adgroups(desk: Any) -> None:
    campaign_id = await desk.campaign(objective_type="WEB_CONVERSIONS")
    goal = {"optimization_goal": "CONVERT", "billing_event": "OCPM"}
    adgroup_id = await desk.adgroup(campaign_id, pixel_id="77", optimization_event="SHOPPING", **goal)

    assert (await desk.refused(CREATE, **body(desk, adgroup_id, desk.creative(tracking_pixel_id=78))))[0] == 40002
    await desk.ad(adgroup_id, tracking_pixel_id=77)


async def test_an_update_replaces_the_creative(desk: Any) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    before = await desk.one("ad", ad_id)
    desk.advance(minutes=1)
    new = desk.creative(ad_id=ad_id, ad_text="Walk with us", landing_page_url="https://example.com/walk")

    (after,) = (await desk.ok("POST", UPDATE, **body(desk, adgroup_id, new)))["creatives"]

    assert after == before | new | {
        "modify_time": "2026-06-15 12:01:00",
        "secondary_status": "AD_STATUS_REAUDIT",  # §5.4: it had been approved
    }


@pytest.mark.parametrize("name", ["ad_name", "ad_format", "identity_type", "identity_id", "call_to_action", "ad_text"])
async def test_a_replacement_brings_everything_again(desk: Any, name: str) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    update = desk.creative(ad_id=ad_id, **{name: ...})

    assert (await desk.refused(UPDATE, **body(desk, adgroup_id, update)))[0] == 40002


async def test_a_patch_changes_only_what_it_may(desk: Any) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    before = await desk.one("ad", ad_id)
    patch = body(desk, adgroup_id, {"ad_id": ad_id, "ad_text": "Hop", "call_to_action": "SHOP_NOW"}, patch_update=True)

    (after,) = (await desk.ok("POST", UPDATE, **patch))["creatives"]

    assert after == before | {"ad_text": "Hop", "secondary_status": "AD_STATUS_REAUDIT"}
    desk.simulator.strict = True
    assert await desk.refused(UPDATE, **patch) == (
        40002,
        "creatives.0: patch_update does not change call_to_action.",
    )


async def test_a_new_name_or_switch_is_not_reviewed_again(desk: Any) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    update = desk.creative(ad_id=ad_id, ad_name="Cat runs", operation_status="DISABLE")

    await desk.ok("POST", UPDATE, **body(desk, adgroup_id, update))

    assert await desk.status("ad", ad_id) == "AD_STATUS_DISABLE"
    assert len(desk.state.ads[ad_id].reviews) == 1


async def test_updates_are_refused_where_they_cannot_be(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    other = await desk.adgroup(campaign_id)
    update = desk.creative(ad_id=ad_id)

    async def refused(adgroup: str, *creatives: dict[str, Any]) -> int:
        return int((await desk.refused(UPDATE, **body(desk, adgroup, *creatives)))[0])

    assert await refused(other, update) == 40002
    assert await refused(adgroup_id, update, update) == 40002
    assert await refused(adgroup_id, desk.creative()) == 40002
    assert await refused(adgroup_id, desk.creative(ad_id="1")) == 40007
    carousel = {"ad_format": "CAROUSEL_ADS", "music_id": "m"}
    assert await refused(adgroup_id, update | carousel) == 40002  # §5.3: a carousel stays one, and only one becomes one
    await desk.switch("ad", "DELETE", ad_id)
    assert await refused(adgroup_id, update) == 40002
