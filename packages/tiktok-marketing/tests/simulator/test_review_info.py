"""Behaviour reference §5.4: what the reviewers said, and the appeal against it."""

from typing import Any

import pytest

REASON = "The ad text promises a result that the landing page does not support."


async def decide(desk: Any, ad_id: str, *, approved: bool) -> None:
    response = await desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": approved})
    assert response.status_code == 200, response.text


async def adgroup_with(desk: Any, verdicts: str) -> tuple[str, list[str]]:
    """An ad group and its ads, one for each verdict: + is let through, - is not."""
    adgroup_id = await desk.adgroup(await desk.campaign())
    ad_ids = [await desk.ad(adgroup_id, ad_name=f"Ad {place}") for place, _ in enumerate(verdicts)]
    for ad_id, verdict in zip(ad_ids, verdicts, strict=True):
        await decide(desk, ad_id, approved=verdict == "+")
    return adgroup_id, ad_ids


async def review_info(desk: Any, adgroup_id: str) -> Any:
    return await desk.ok("GET", "/adgroup/review_info/", advertiser_id=desk.usd, adgroup_ids=[adgroup_id])


async def test_a_rejected_ad_says_why(desk: Any) -> None:
    _, (ad_id,) = await adgroup_with(desk, "-")

    data = await desk.ok("GET", "/ad/review_info/", advertiser_id=desk.usd, ad_ids=[ad_id])

    assert data == {
        "ad_review_map": {
            ad_id: {
                "ad_id": ad_id,
                "is_approved": False,
                "review_status": "UNAVAILABLE",
                "appeal_status": None,
                "last_audit_time": None,
                "forbidden_placements": [],
                "forbidden_ages": [],
                "forbidden_locations": [],
                "forbidden_operation_systems": [],
                "reject_info": [
                    {
                        "reasons": [REASON],
                        "suggestion": "Change what the reasons name and submit the ad again.",
                        "content_info": {
                            "content_type": "MODE_VIDEO",
                            "video_content": {"video_id": "v10033g50000abc"},
                            "image_content": {"image_id": "cover-1"},
                            "text_content": "Run with us",
                        },
                        "forbidden_placements": [],
                        "forbidden_ages": [],
                        "forbidden_locations": [],
                    }
                ],
            }
        }
    }


@pytest.mark.parametrize(
    ("reason", "name", "listed"),
    [
        ("The landing page does not load in all targeted countries.", "forbidden_locations", ["6252001"]),
        ("The video contains text that is cut off in this placement.", "forbidden_placements", ["PLACEMENT_TIKTOK"]),
        ("The product may not be advertised to people under 18.", "forbidden_ages", ["AGE_13_17"]),
    ],
)
async def test_a_reason_may_forbid_a_part_of_those_whom_the_ad_group_aims_at(
    desk: Any, reason: str, name: str, listed: list[str]
) -> None:
    _, (ad_id,) = await adgroup_with(desk, "-")
    await desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": False, "reasons": [reason]})

    data = await desk.ok("GET", "/ad/review_info/", advertiser_id=desk.usd, ad_ids=[ad_id])

    (info,) = data["ad_review_map"][ad_id]["reject_info"]
    lists = {key: value for key, value in info.items() if key.startswith("forbidden_")}
    assert info["reasons"] == [reason]
    assert lists == {"forbidden_locations": [], "forbidden_placements": [], "forbidden_ages": []} | {name: listed}


@pytest.mark.parametrize(
    ("verdicts", "status", "last_audit_time"),
    [
        ("++", "ALL_AVAILABLE", None),
        ("+-", "PART_AVAILABLE", "2026-06-15 12:00:00"),
        ("--", "UNAVAILABLE", "2026-06-15 12:00:00"),
    ],
)
async def test_an_ad_group_is_as_available_as_its_ads(
    desk: Any, verdicts: str, status: str, last_audit_time: str | None
) -> None:
    adgroup_id, ad_ids = await adgroup_with(desk, verdicts)

    data = await review_info(desk, adgroup_id)

    whole = data["ad_group_review_map"][adgroup_id]
    assert (whole["review_status"], whole["appeal_status"]) == (status, "NOT_APPEALED")
    assert (whole["is_approved"], whole["contains_rejected_ads"]) == ("+" in verdicts, "-" in verdicts)
    assert whole["last_audit_time"] == last_audit_time
    of_ads = data["ad_review_map"][adgroup_id]
    assert {ad_id: info["is_approved"] for ad_id, info in of_ads.items()} == {
        ad_id: verdict == "+" for ad_id, verdict in zip(ad_ids, verdicts, strict=True)
    }


async def test_an_appeal_brings_the_rejected_ads_before_the_reviewers_once_more(desk: Any) -> None:
    adgroup_id, (good, bad) = await adgroup_with(desk, "+-")

    assert await desk.ok("POST", "/adgroup/appeal/", advertiser_id=desk.usd, adgroup_id=adgroup_id) == {}

    during = (await review_info(desk, adgroup_id))["ad_group_review_map"][adgroup_id]
    assert (during["appeal_status"], during["is_approved"]) == ("APPEALING", True)
    assert await desk.status("ad", bad) == "AD_STATUS_AUDIT"
    desk.advance(hours=7)
    after = (await review_info(desk, adgroup_id))["ad_group_review_map"][adgroup_id]
    assert (after["appeal_status"], after["review_status"]) == ("APPEAL_SUCCESSFUL", "ALL_AVAILABLE")
    assert [await desk.status("ad", ad_id) for ad_id in (good, bad)] == ["AD_STATUS_DELIVERY_OK"] * 2


async def test_an_ad_group_is_appealed_for_once(desk: Any) -> None:
    adgroup_id, (ad_id,) = await adgroup_with(desk, "-")
    body = {"advertiser_id": desk.usd, "adgroup_id": adgroup_id}
    await desk.ok("POST", "/adgroup/appeal/", **body)

    desk.advance(days=2)
    await decide(desk, ad_id, approved=False)

    told = f"adgroup_id: The ad group {adgroup_id} has been appealed before."
    assert await desk.refused("/adgroup/appeal/", **body) == (40002, told)


async def test_there_is_no_appeal_without_a_rejection(desk: Any) -> None:
    _, adgroup_id, _ = await desk.tree()

    refusal = await desk.refused("/adgroup/appeal/", advertiser_id=desk.usd, adgroup_id=adgroup_id)

    assert refusal == (40002, "adgroup_id: There is no rejected ad to appeal for.")


async def test_a_rejected_ad_is_not_revived_by_enabling_it(desk: Any) -> None:
    _, (ad_id,) = await adgroup_with(desk, "-")

    await desk.switch("ad", "ENABLE", ad_id)

    assert await desk.status("ad", ad_id) == "AD_STATUS_AUDIT_DENY"


async def test_at_most_twenty_ad_groups_are_asked_about_at_once(desk: Any) -> None:
    ids = [str(number) for number in range(21)]

    answer = await desk.get("/adgroup/review_info/", advertiser_id=desk.usd, adgroup_ids=ids)

    assert answer["code"] == 40011


async def test_an_account_reports_the_fixed_quota_and_a_punished_one_none(desk: Any) -> None:  # §5.2
    whole = await desk.ok("GET", "/adgroup/quota/", advertiser_id=desk.usd)
    desk.state.advertisers[desk.usd].status = "STATUS_LIMIT"
    punished = await desk.ok("GET", "/adgroup/quota/", advertiser_id=desk.usd)

    assert whole == {"total_adgroup_quota": 5000, "used_adgroup_quota": 0}
    assert punished == {"total_adgroup_quota": 0, "used_adgroup_quota": 0}


async def test_dedicated_campaigns_use_up_the_apps_quota(desk: Any) -> None:  # §5.1
    dedicated = {
        "objective_type": "APP_PROMOTION",
        "app_promotion_type": "APP_INSTALL",
        "campaign_type": "IOS14_CAMPAIGN",
        "app_id": "7123",
    }
    kept, dropped = [await desk.campaign(campaign_name=name, **dedicated) for name in ("A", "B")]
    await desk.switch("campaign", "DELETE", dropped)

    data = await desk.ok("GET", "/campaign/quota/get/", advertiser_id=desk.usd, app_id="7123", campaign_id=kept)

    assert data == {
        "campaign_quota": {"used_quota": 1, "releasing_quota": 1, "total_quota": 11, "available_quota": 9},
        "adgroup_quota": {"campaign_id": kept, "used_quota": 0, "available_quota": 2, "total_quota": 2},
    }
    desk.advance(hours=73)
    later = await desk.ok("GET", "/campaign/quota/get/", advertiser_id=desk.usd, app_id="7123")
    assert later["campaign_quota"]["available_quota"] == 10
