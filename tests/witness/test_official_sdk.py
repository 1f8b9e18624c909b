"""TikTok's own SDK at the simulator, one thing at a time: a third reading of the same documentation."""

from decimal import Decimal
from operator import itemgetter

import business_api_client as sdk
import pytest
from business_api_client.models.filtering_report_integrated_get import FilteringReportIntegratedGet
from sdk_reports import report_pages
from third_witness import ALL, LEVELS, Witness


def test_a_wrong_token_is_refused(witness: Witness) -> None:
    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40105"):
        witness.campaigns.campaign_get(witness.advertiser_id, "no token of anybody's")


@pytest.mark.parametrize("page_size", [1, 7, 1000])
@pytest.mark.parametrize("level", LEVELS)
def test_every_page_size_lists_what_there_is(witness: Witness, level: str, page_size: int) -> None:
    tables = {"campaign": witness.simulator.state.campaigns, "adgroup": witness.simulator.state.adgroups}
    held = tables.get(level, witness.simulator.state.ads).values()

    rows = witness.listed(level, ALL[level], page_size, fields=[f"{level}_id", f"{level}_name"])

    mine = {node.id: node.fields[f"{level}_name"] for node in held if node.advertiser_id == witness.advertiser_id}
    assert len(rows) == len(mine)
    assert {row[f"{level}_id"]: row[f"{level}_name"] for row in rows} == mine
    assert {frozenset(row) for row in rows} == {frozenset({f"{level}_id", f"{level}_name"})}


def test_filters_of_campaigns_let_through_what_they_say(witness: Witness) -> None:
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


def test_filters_of_adgroups_and_ads_look_above_them(witness: Witness) -> None:
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


def test_a_tree_is_made_changed_and_deleted(witness: Witness) -> None:
    campaign = witness.new_campaign()
    adgroup = witness.new_adgroup(campaign["campaign_id"])
    (ad,) = witness.new_ads(adgroup["adgroup_id"], "Dog runs")

    witness.campaigns.campaign_update(
        witness.token,
        body=sdk.CampaignUpdateBody(
            advertiser_id=witness.advertiser_id,
            campaign_id=campaign["campaign_id"],
            campaign_name="Summer by SDK",
            budget=321.5,
        ),
    )

    changed = witness.one("campaign", campaign["campaign_id"])
    assert (changed["campaign_name"], changed["budget"]) == ("Summer by SDK", 321.5)
    kept = {"objective_type", "budget_mode", "create_time", "campaign_id", "operation_status"}
    assert {name: changed[name] for name in kept} == {name: campaign[name] for name in kept}
    assert witness.one("ad", ad["ad_id"])["campaign_name"] == "Summer by SDK"

    witness.switch("campaign", "DELETE", campaign["campaign_id"])
    left = witness.listed("ad", sdk.FilteringAdGet(campaign_ids=[campaign["campaign_id"]]))
    assert left == []
    assert witness.one("ad", ad["ad_id"])["secondary_status"] == "AD_STATUS_CAMPAIGN_DELETE"


def test_what_is_made_without_a_word_about_it_is_on(witness: Witness) -> None:
    assert witness.new_campaign()["operation_status"] == "ENABLE"


def test_an_adgroup_is_replaced_with_all_that_it_is_to_have(witness: Witness) -> None:
    adgroup = witness.new_adgroup(witness.new_campaign()["campaign_id"])
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

    changed = witness.one("adgroup", adgroup["adgroup_id"])
    assert {name: changed[name] for name in whole} == whole
    assert changed["campaign_id"] == adgroup["campaign_id"]


def test_an_ad_is_patched_by_itself(witness: Witness) -> None:
    adgroup = witness.new_adgroup(witness.new_campaign()["campaign_id"])
    ad, other = witness.new_ads(adgroup["adgroup_id"], "First", "Second")
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

    assert witness.one("ad", ad["ad_id"])["ad_text"] == "A new text"
    assert witness.one("ad", ad["ad_id"])["landing_page_url"] == ad["landing_page_url"]
    assert witness.one("ad", other["ad_id"]) == other


def test_what_is_refused_is_not_made(witness: Witness) -> None:
    before = witness.listed("campaign", ALL["campaign"])

    with pytest.raises(sdk.TiktokSDKError, match="Error Code: 40002"):
        witness.new_campaign(budget=1.0)

    assert witness.listed("campaign", ALL["campaign"]) == before


@pytest.mark.parametrize("level", LEVELS)
def test_a_report_says_what_was_delivered(witness: Witness, level: str) -> None:
    start, end = "2026-05-20", "2026-06-10"
    truth = witness.truth(level, start, end)

    shown = FilteringReportIntegratedGet(f"{level}_status", "IN", '["STATUS_ALL"]')
    pages = list(
        report_pages(
            witness,
            page_size=5,
            report_type="BASIC",
            advertiser_id=witness.advertiser_id,
            data_level=f"AUCTION_{level.upper()}",
            dimensions=[f"{level}_id"],
            metrics=["spend", "impressions", "clicks"],
            start_date=start,
            end_date=end,
            filtering=[shown],
            enable_total_metrics=True,
        )
    )

    rows, totals = [row for page in pages for row in page["list"]], pages[-1]["total_metrics"]
    spent = {row[f"{level}_id"]: (row["spend"], str(row["impressions"]), str(row["clicks"])) for row in truth["rows"]}
    got = [
        (row["dimensions"][f"{level}_id"], itemgetter("spend", "impressions", "clicks")(row["metrics"])) for row in rows
    ]
    assert len(got) == len(dict(got))
    assert {node_id: figures for node_id, figures in got if Decimal(figures[1])} == spent
    assert sum(Decimal(figures[0]) for _, figures in got) == Decimal(truth["totals"]["spend"])
    assert totals["spend"] == truth["totals"]["spend"]
    assert totals["impressions"] == str(truth["totals"]["impressions"])
