"""TikTok's own SDK launches with Smart+: three levels, creatives switched one by one, figures by material."""

from decimal import Decimal
from typing import Any

import business_api_client as sdk
import pytest
from business_api_client import models
from third_witness import Witness

VIDEOS = ("v10033g50000aaa", "v10033g50000bbb")


@pytest.fixture(scope="module")
def launched(witness: Witness) -> dict[str, Any]:
    """Ids of a Smart+ campaign and ad group, and the ad with its creatives as it was read back."""
    whose = {"advertiser_id": witness.advertiser_id}
    campaign = witness.campaigns.smart_plus_campaign_create(
        witness.token,
        body=sdk.SmartPlusCampaignCreateBody(
            **whose,
            campaign_name="Smart by SDK",
            objective_type="WEB_CONVERSIONS",
            sales_destination="WEBSITE",
            budget=200.0,
            request_id="1",
        ),
    )["data"]
    adgroup = witness.adgroups.smart_plus_adgroup_create(
        witness.token,
        body=sdk.SmartPlusAdgroupCreateBody(
            **whose,
            campaign_id=campaign["campaign_id"],
            adgroup_name="Everyone",
            promotion_type="WEBSITE",
            optimization_goal="CONVERT",
            optimization_event="COMPLETE_PAYMENT",
            pixel_id=next(iter(witness.simulator.state.pixels)),
            billing_event="OCPM",
            schedule_type="SCHEDULE_FROM_NOW",
            schedule_start_time="2026-06-15 00:00:00",
            targeting_spec=models.SmartPlusAdgroupCreateBodyTargetingSpec(location_ids=["6252001"]),
            request_id="2",
        ),
    )["data"]
    made = witness.ads.smart_plus_ad_create(witness.token, body=ad_body(witness, adgroup["adgroup_id"]))["data"]
    return {
        "campaign_id": campaign["campaign_id"],
        "adgroup_id": adgroup["adgroup_id"],
        "ad": shown(witness, made["smart_plus_ad_id"]),
    }


def ad_body(witness: Witness, adgroup_id: str) -> Any:
    creatives = [
        models.SmartPlusAdCreateBodyCreativeList(
            creative_info=models.SmartPlusAdCreateBodyCreativeInfo(
                ad_format="SINGLE_VIDEO",
                video_info=models.SmartPlusAdCreateBodyCreativeInfoVideoInfo(video_id=video_id),
            )
        )
        for video_id in VIDEOS
    ]
    return sdk.SmartPlusAdCreateBody(
        advertiser_id=witness.advertiser_id,
        adgroup_id=adgroup_id,
        ad_name="Dog runs",
        creative_list=creatives,
        ad_text_list=[models.SmartPlusAdCreateBodyAdTextList(ad_text="Run with us")],
        call_to_action_list=[models.SmartPlusAdCreateBodyCallToActionList(call_to_action="SHOP_NOW")],
        landing_page_url_list=[
            models.SmartPlusAdCreateBodyLandingPageUrlList(landing_page_url="https://www.mapleandmoss.example/run")
        ],
        ad_configuration=models.SmartPlusAdCreateBodyAdConfiguration(
            identity_type="TT_USER", identity_id="7300000000000000001"
        ),
    )


def shown(witness: Witness, smart_plus_ad_id: str) -> dict[str, Any]:
    wanted = sdk.FilteringSmartPlusAdGet(smart_plus_ad_ids=[smart_plus_ad_id], primary_status="STATUS_ALL")
    data = witness.ads.smart_plus_ad_get(witness.advertiser_id, witness.token, filtering=wanted)["data"]
    (row,) = data["list"]
    return dict(row)


def test_what_was_sent_is_read_back_on_three_levels(witness: Witness, launched: dict[str, Any]) -> None:
    wanted = {
        "campaign": sdk.FilteringSmartPlusCampaignGet(campaign_ids=[launched["campaign_id"]]),
        "adgroup": sdk.FilteringSmartPlusAdgroupGet(adgroup_ids=[launched["adgroup_id"]]),
    }

    (campaign,) = witness.campaigns.smart_plus_campaign_get(
        witness.advertiser_id, witness.token, filtering=wanted["campaign"]
    )["data"]["list"]
    (adgroup,) = witness.adgroups.smart_plus_adgroup_get(
        witness.advertiser_id, witness.token, filtering=wanted["adgroup"]
    )["data"]["list"]

    assert (campaign["campaign_name"], campaign["budget"], campaign["operation_status"]) == (
        *("Smart by SDK", 200, "ENABLE"),
    )
    assert (adgroup["campaign_id"], adgroup["targeting_spec"]["location_ids"]) == (
        *(launched["campaign_id"], ["6252001"]),
    )
    videos = [each["creative_info"]["video_info"]["video_id"] for each in launched["ad"]["creative_list"]]
    assert (launched["ad"]["ad_name"], tuple(videos)) == ("Dog runs", VIDEOS)


def test_one_creative_is_switched_off_and_the_other_is_left(witness: Witness, launched: dict[str, Any]) -> None:
    first, second = (each["ad_material_id"] for each in launched["ad"]["creative_list"])

    witness.ads.smart_plus_ad_material_status_update(
        witness.token,
        body=sdk.SmartPlusAdMaterialStatusUpdateBody(
            advertiser_id=witness.advertiser_id,
            smart_plus_ad_id=launched["ad"]["smart_plus_ad_id"],
            ad_material_ids=[first],
            operation_status="DISABLE",
        ),
    )

    now = shown(witness, launched["ad"]["smart_plus_ad_id"])["creative_list"]
    statuses = {each["ad_material_id"]: each["material_operation_status"] for each in now}
    assert statuses == {first: "DISABLE", second: "ENABLE"}


def test_figures_of_materials_add_up_to_those_of_the_campaign(witness: Witness, launched: dict[str, Any]) -> None:
    witness.passes(days=3)
    days = {"start_date": "2026-06-15", "end_date": "2026-06-17"}
    of_campaign = models.FilteringSmartPlusMaterialReportOverview(campaign_ids=[launched["campaign_id"]])

    materials = witness.reports.smart_plus_material_report_overview(
        witness.advertiser_id,
        ["campaign_id", "main_material_id"],
        witness.token,
        metrics=["spend", "impressions"],
        filtering=of_campaign,
        **days,
    )["data"]["list"]

    truth = witness.truth("campaign", *days.values())
    (spent,) = (row["spend"] for row in truth["rows"] if row["campaign_id"] == launched["campaign_id"])
    assert len(materials) > 0
    assert sum(Decimal(row["metrics"]["spend"]) for row in materials) == Decimal(spent) > 0


def test_the_usual_lists_show_it_too_and_the_usual_update_refuses_it(
    witness: Witness, launched: dict[str, Any]
) -> None:
    campaign_id = launched["campaign_id"]

    usual = witness.one("campaign", campaign_id)

    assert usual["campaign_name"] == "Smart by SDK"
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40002"):
        witness.campaigns.campaign_update(
            witness.token,
            body=sdk.CampaignUpdateBody(
                advertiser_id=witness.advertiser_id, campaign_id=campaign_id, campaign_name="Not so", budget=300.0
            ),
        )
