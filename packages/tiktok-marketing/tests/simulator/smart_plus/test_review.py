"""Behaviour reference §5.4 and §5.5: what reviewers say of a smart ad and of each creative, and the appeal."""

from typing import Any

from tiktok_marketing.simulator.review import REASONS


async def info(smart: Any, smart_id: str, **setting: bool) -> Any:
    asked = {"advertiser_id": smart.desk.usd, "smart_plus_ad_ids": [smart_id], "extra_info_setting": setting}
    return await smart.desk.ok("GET", "/smart_plus/ad/review_info/", **asked)


async def test_one_rejected_creative_makes_a_smart_ad_partly_available(smart: Any) -> None:
    _, _, shown = await smart.tree()
    smart_id, first = shown["smart_plus_ad_id"], smart.delivering(shown)[0]
    await smart.desk.http.post("/_sim/review", json={"ad_id": first.id, "approved": False})

    plain, whole = await info(smart, smart_id), await info(smart, smart_id, include_reject_info=True)

    (ad,) = whole["smart_plus_ad_review_infos"]
    assert (ad["smart_plus_ad_id"], ad["review_status"], ad["appeal_status"]) == (
        smart_id,
        "PART_AVAILABLE",
        "NOT_APPEALED",
    )
    assert [reason["reasons"] for reason in ad["reject_info"]] == [[REASONS[0]]]
    statuses = [one["review_status"] for one in whole["material_review_infos"]]
    assert statuses == ["UNAVAILABLE", "ALL_AVAILABLE", "ALL_AVAILABLE"]
    assert plain["smart_plus_ad_review_infos"][0]["reject_info"] == []
    material_id = shown["creative_list"][0]["ad_material_id"]
    asked = {"advertiser_id": smart.desk.usd, "ad_material_ids": [material_id, "7"]}
    alone = await smart.desk.ok("GET", "/smart_plus/material/review_info/", **asked)
    assert alone["material_review_infos"] == plain["material_review_infos"][:1]


async def test_what_was_not_decided_is_not_available(smart: Any) -> None:
    adgroup_id = (await smart.adgroup((await smart.campaign())["campaign_id"]))["adgroup_id"]
    made = await smart.ad(adgroup_id)

    whole = await info(smart, made["smart_plus_ad_id"])

    assert whole["smart_plus_ad_review_infos"][0]["review_status"] == "UNAVAILABLE"
    assert made["secondary_status"] == "AD_STATUS_AUDIT"


async def test_rejected_creatives_are_appealed_for_once(smart: Any) -> None:
    _, _, shown = await smart.tree(approved=False)
    smart_id = shown["smart_plus_ad_id"]
    assert shown["secondary_status"] == "AD_STATUS_AUDIT_DENY"

    await smart.post("ad/appeal", smart_plus_ad_id=smart_id, appeal_reason="It is all true.")

    (ad,) = (await info(smart, smart_id))["smart_plus_ad_review_infos"]
    assert ad["appeal_status"] == "APPEALING"
    assert (await smart.refused("ad/appeal", smart_plus_ad_id=smart_id))[0] == 40002
    smart.desk.advance(hours=7)
    (ad,) = (await info(smart, smart_id))["smart_plus_ad_review_infos"]
    assert ad["appeal_status"] in {"APPEAL_SUCCESSFUL", "APPEAL_FAILED"}
    granted = all(one.reviews[-1].approved for one in smart.delivering(shown))
    assert (ad["appeal_status"] == "APPEAL_SUCCESSFUL") is granted


async def test_without_a_rejection_there_is_nothing_to_appeal_for(smart: Any) -> None:
    _, _, shown = await smart.tree()

    assert (await smart.refused("ad/appeal", smart_plus_ad_id=shown["smart_plus_ad_id"]))[0] == 40002
    long = {"smart_plus_ad_id": shown["smart_plus_ad_id"], "appeal_reason": "x" * 513}
    assert (await smart.refused("ad/appeal", **long))[0] == 40002
