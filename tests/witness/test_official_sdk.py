"""TikTok's own SDK reads and writes at the simulator: a third reading of the same documentation."""

from decimal import Decimal
from operator import itemgetter
from typing import Any

import business_api_client as sdk
import pytest
from business_api_client.models.filtering_report_integrated_get import FilteringReportIntegratedGet

LEVELS = ("campaign", "adgroup", "ad")
ALL = {
    "campaign": sdk.FilteringCampaignGet(primary_status="STATUS_ALL"),
    "adgroup": sdk.FilteringAdgroupGet(primary_status="STATUS_ALL"),
    "ad": sdk.FilteringAdGet(primary_status="STATUS_ALL"),
}


def test_a_consent_becomes_a_token_that_opens_what_was_ticked(witness: Any) -> None:
    first, _, third = witness.way_in.advertiser_ids
    code = witness.consent(first, third)
    app = {"app_id": witness.way_in.app_id, "secret": witness.way_in.secret}

    granted = witness.authentication.oauth2_access_token(body=sdk.Oauth2AccessTokenBody(auth_code=code, **app))["data"]
    opened = witness.authentication.oauth2_advertiser_get(access_token=granted["access_token"], **app)["data"]["list"]

    assert granted["advertiser_ids"] == [first, third]
    assert [each["advertiser_id"] for each in opened] == [first, third]
    assert [each["advertiser_name"] for each in opened] == ["Maple & Moss US", "Sakura Minato"]
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40110"):
        witness.authentication.oauth2_access_token(body=sdk.Oauth2AccessTokenBody(auth_code=code, **app))
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40001"):
        witness.campaigns.campaign_get(witness.way_in.advertiser_ids[1], granted["access_token"])


def test_a_wrong_token_is_refused(witness: Any) -> None:
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40105"):
        witness.campaigns.campaign_get(witness.advertiser_id, "no token of anybody's")


def test_an_advertiser_and_its_business_center_tell_about_themselves(witness: Any) -> None:
    ids = list(witness.way_in.advertiser_ids)

    told = sdk.AccountManagementApi(witness.client).advertiser_info(ids, witness.token)["data"]["list"]
    centers = sdk.BCApi(witness.client).bc_get(witness.token)["data"]["list"]

    assert [each["advertiser_id"] for each in told] == ids
    assert [each["currency"] for each in told] == ["USD", "EUR", "JPY"]
    assert [each["bc_info"]["bc_id"] for each in centers] == [witness.way_in.bc_id]


@pytest.mark.parametrize("page_size", [1, 7, 1000])
@pytest.mark.parametrize("level", LEVELS)
def test_every_page_size_lists_what_there_is(witness: Any, level: str, page_size: int) -> None:
    tables = {"campaign": witness.simulator.state.campaigns, "adgroup": witness.simulator.state.adgroups}
    held = tables.get(level, witness.simulator.state.ads).values()

    rows = witness.listed(level, ALL[level], page_size, fields=[f"{level}_id", f"{level}_name"])

    mine = {node.id: node.fields[f"{level}_name"] for node in held if node.advertiser_id == witness.advertiser_id}
    assert len(rows) == len(mine)
    assert {row[f"{level}_id"]: row[f"{level}_name"] for row in rows} == mine
    assert {frozenset(row) for row in rows} == {frozenset({f"{level}_id", f"{level}_name"})}


def test_filters_of_campaigns_let_through_what_they_say(witness: Any) -> None:
    every = witness.listed("campaign", ALL["campaign"])
    wanted = every[1]

    by_id = witness.listed("campaign", sdk.FilteringCampaignGet(campaign_ids=[wanted["campaign_id"]]))
    by_name = witness.listed("campaign", sdk.FilteringCampaignGet(campaign_name=wanted["campaign_name"]))
    by_objective = witness.listed("campaign", sdk.FilteringCampaignGet(objective_type=wanted["objective_type"]))

    assert by_id == [wanted]
    assert by_name == [wanted]
    kept = [row for row in every if row["operation_status"] != "DELETE"]
    assert by_objective == [row for row in kept if row["objective_type"] == wanted["objective_type"]]
    assert 0 < len(by_objective) < len(kept)


def test_filters_of_adgroups_and_ads_look_above_them(witness: Any) -> None:
    ads = witness.listed("ad", ALL["ad"])
    campaign_id, adgroup_id = ads[0]["campaign_id"], ads[0]["adgroup_id"]
    shown = {"primary_status": "STATUS_ALL"}

    adgroups = witness.listed("adgroup", sdk.FilteringAdgroupGet(campaign_ids=[campaign_id], **shown))
    of_campaign = witness.listed("ad", sdk.FilteringAdGet(campaign_ids=[campaign_id], **shown))
    of_adgroup = witness.listed("ad", sdk.FilteringAdGet(adgroup_ids=[adgroup_id], **shown))
    rejected = witness.listed("ad", sdk.FilteringAdGet(secondary_status="AD_STATUS_AUDIT_DENY", **shown))

    assert {row["campaign_id"] for row in adgroups} == {campaign_id}
    assert of_campaign == [row for row in ads if row["campaign_id"] == campaign_id]
    assert of_adgroup == [row for row in ads if row["adgroup_id"] == adgroup_id]
    assert {row["secondary_status"] for row in rejected} == {"AD_STATUS_AUDIT_DENY"}
    assert rejected == [row for row in ads if row["secondary_status"] == "AD_STATUS_AUDIT_DENY"]


def test_a_tree_is_made_changed_and_switched(witness: Any) -> None:
    campaign = new_campaign(witness)
    adgroup = new_adgroup(witness, campaign["campaign_id"])
    (ad,) = new_ads(witness, adgroup["adgroup_id"])

    witness.campaigns.campaign_update(
        witness.token,
        body=sdk.CampaignUpdateBody(
            advertiser_id=witness.advertiser_id,
            campaign_id=campaign["campaign_id"],
            campaign_name="Summer by SDK",
            budget=321.5,
        ),
    )
    switch(witness, "campaign", campaign["campaign_id"], "DISABLE")
    switch(witness, "adgroup", adgroup["adgroup_id"], "DISABLE")
    switch(witness, "ad", ad["ad_id"], "DISABLE")

    changed = one(witness, "campaign", campaign["campaign_id"])
    assert (changed["campaign_name"], changed["budget"]) == ("Summer by SDK", 321.5)
    kept = {"objective_type", "budget_mode", "create_time", "campaign_id"}
    assert {name: changed[name] for name in kept} == {name: campaign[name] for name in kept}
    for level, node in (("campaign", campaign), ("adgroup", adgroup), ("ad", ad)):
        assert one(witness, level, node[f"{level}_id"])["operation_status"] == "DISABLE"
    assert one(witness, "ad", ad["ad_id"])["campaign_name"] == "Summer by SDK"

    switch(witness, "campaign", campaign["campaign_id"], "DELETE")
    left = witness.listed("ad", sdk.FilteringAdGet(campaign_ids=[campaign["campaign_id"]]))
    assert left == []
    assert one(witness, "ad", ad["ad_id"])["secondary_status"] == "AD_STATUS_CAMPAIGN_DELETE"


def test_an_adgroup_is_replaced_with_all_that_it_is_to_have(witness: Any) -> None:
    adgroup = new_adgroup(witness, new_campaign(witness)["campaign_id"])
    whole = {
        "advertiser_id": witness.advertiser_id,
        "adgroup_id": adgroup["adgroup_id"],
        "adgroup_name": "Everyone, but later",
        "location_ids": ["6252001"],
        "age_groups": ["AGE_25_34"],
        "budget": 77.5,
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": "2026-06-20 00:00:00",
        "schedule_end_time": "2026-06-30 00:00:00",
        "pacing": "PACING_MODE_SMOOTH",
        "bid_type": "BID_TYPE_NO_BID",
    }

    witness.adgroups.adgroup_update(witness.token, body=sdk.AdgroupUpdateBody(**whole))

    changed = one(witness, "adgroup", adgroup["adgroup_id"])
    assert {name: changed[name] for name in whole} == whole
    assert changed["campaign_id"] == adgroup["campaign_id"]


def test_an_ad_is_patched_by_itself(witness: Any) -> None:
    adgroup = new_adgroup(witness, new_campaign(witness)["campaign_id"])
    ad, other = new_ads(witness, adgroup["adgroup_id"], "First", "Second")
    creative = sdk.AdupdateCreatives(ad_id=ad["ad_id"], ad_text="A new text")

    witness.ads.ad_update(
        witness.token,
        body=sdk.AdUpdateBody(
            advertiser_id=witness.advertiser_id,
            adgroup_id=adgroup["adgroup_id"],
            patch_update=True,
            creatives=[creative],
        ),
    )

    assert one(witness, "ad", ad["ad_id"])["ad_text"] == "A new text"
    assert one(witness, "ad", ad["ad_id"])["landing_page_url"] == ad["landing_page_url"]
    assert one(witness, "ad", other["ad_id"]) == other


def test_what_is_refused_is_not_made(witness: Any) -> None:
    before = witness.listed("campaign", ALL["campaign"])

    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40002"):
        new_campaign(witness, budget=1.0)

    assert witness.listed("campaign", ALL["campaign"]) == before


@pytest.mark.parametrize("level", LEVELS)
def test_a_report_says_what_was_delivered(witness: Any, level: str) -> None:
    start, end = "2026-05-20", "2026-06-10"
    truth = witness.truth(level, start, end)

    rows, totals = reported(witness, level, start, end, page_size=5)

    spent = {row[f"{level}_id"]: (row["spend"], str(row["impressions"]), str(row["clicks"])) for row in truth["rows"]}
    got = [
        (row["dimensions"][f"{level}_id"], itemgetter("spend", "impressions", "clicks")(row["metrics"])) for row in rows
    ]
    assert len(got) == len(dict(got))
    assert {node_id: figures for node_id, figures in got if Decimal(figures[1])} == spent
    assert sum(Decimal(figures[0]) for _, figures in got) == Decimal(truth["totals"]["spend"])
    assert totals["spend"] == truth["totals"]["spend"]
    assert totals["impressions"] == str(truth["totals"]["impressions"])


def new_campaign(witness: Any, budget: float = 250.0) -> Any:
    number = len(witness.simulator.state.campaigns)
    body = sdk.CampaignCreateBody(
        advertiser_id=witness.advertiser_id,
        campaign_name=f"Spring by SDK {number}",
        objective_type="TRAFFIC",
        budget_mode="BUDGET_MODE_DAY",
        budget=budget,
    )
    made = witness.campaigns.campaign_create(witness.token, body=body)["data"]
    read = one(witness, "campaign", made["campaign_id"])
    assert_holds(read, body)
    assert read["operation_status"] == "ENABLE"
    return read


def new_adgroup(witness: Any, campaign_id: str) -> Any:
    body = sdk.AdgroupCreateBody(
        advertiser_id=witness.advertiser_id,
        campaign_id=campaign_id,
        adgroup_name="Everyone",
        promotion_type="WEBSITE",
        placement_type="PLACEMENT_TYPE_NORMAL",
        placements=["PLACEMENT_TIKTOK"],
        location_ids=["6252001"],
        budget_mode="BUDGET_MODE_DAY",
        budget=60.0,
        schedule_type="SCHEDULE_START_END",
        schedule_start_time="2026-06-20 00:00:00",
        schedule_end_time="2026-07-20 00:00:00",
        optimization_goal="CLICK",
        billing_event="CPC",
        bid_type="BID_TYPE_NO_BID",
        pacing="PACING_MODE_SMOOTH",
        operation_status="ENABLE",
    )
    made = witness.adgroups.adgroup_create(witness.token, body=body)["data"]
    read = one(witness, "adgroup", made["adgroup_id"])
    assert_holds(read, body)
    return read


def new_ads(witness: Any, adgroup_id: str, *names: str) -> list[Any]:
    creatives = [
        sdk.AdcreateCreatives(
            ad_name=name,
            ad_format="SINGLE_VIDEO",
            identity_type="CUSTOMIZED_USER",
            identity_id="7300000000000000001",
            display_name="Maple & Moss US",
            video_id="v10033g50000abc",
            image_ids=["cover-1"],
            ad_text="Run with us",
            call_to_action="LEARN_MORE",
            landing_page_url="https://www.mapleandmoss.example/run",
        )
        for name in names or ("Dog runs",)
    ]
    body = sdk.AdCreateBody(advertiser_id=witness.advertiser_id, adgroup_id=adgroup_id, creatives=creatives)
    made = witness.ads.ad_create(witness.token, body=body)["data"]
    read = [one(witness, "ad", ad_id) for ad_id in made["ad_ids"]]
    for ad, creative in zip(read, creatives, strict=True):
        assert_holds(ad, creative)
        assert (ad["adgroup_id"], ad["secondary_status"]) == (adgroup_id, "AD_STATUS_AUDIT")
    return read


def one(witness: Any, level: str, node_id: str) -> Any:
    """The object as the SDK reads it, deleted or not."""
    kinds = {"campaign": sdk.FilteringCampaignGet, "adgroup": sdk.FilteringAdgroupGet, "ad": sdk.FilteringAdGet}
    (row,) = witness.listed(level, kinds[level](**{f"{level}_ids": [node_id], "primary_status": "STATUS_ALL"}))
    return row


def switch(witness: Any, level: str, node_id: str, status: str) -> None:
    body = {"advertiser_id": witness.advertiser_id, f"{level}_ids": [node_id], "operation_status": status}
    match level:
        case "campaign":
            witness.campaigns.campaign_status_update(witness.token, body=sdk.CampaignStatusUpdateBody(**body))
        case "adgroup":
            witness.adgroups.adgroup_status_update(witness.token, body=sdk.AdgroupStatusUpdateBody(**body))
        case _:
            witness.ads.ad_status_update(witness.token, body=sdk.AdStatusUpdateBody(**body))


def assert_holds(read: dict[str, Any], body: Any) -> None:
    """What was sent is what is there; TikTok leaves out some flags that are off."""
    sent = {name: value for name, value in body.to_dict().items() if value is not None}
    assert {name: read.get(name, False) for name in sent} == sent


def reported(witness: Any, level: str, start: str, end: str, page_size: int) -> tuple[list[Any], Any]:
    """All pages of a report with deleted objects in it, and its totals."""
    shown = FilteringReportIntegratedGet(f"{level}_status", "IN", '["STATUS_ALL"]')
    rows: list[Any] = []
    page = 1
    while True:
        data = witness.reports.report_integrated_get(
            "BASIC",
            witness.token,
            advertiser_id=witness.advertiser_id,
            data_level=f"AUCTION_{level.upper()}",
            dimensions=[f"{level}_id"],
            metrics=["spend", "impressions", "clicks"],
            start_date=start,
            end_date=end,
            filtering=[shown],
            enable_total_metrics=True,
            page=page,
            page_size=page_size,
        )["data"]
        rows += data["list"]
        if page >= data["page_info"]["total_page"]:
            return rows, data["total_metrics"]
        page += 1
