"""Behaviour reference §5.5, §6.11: figures of creatives, which are those of the ads that deliver them."""

from decimal import Decimal
from typing import Any

import pytest

OVERVIEW, BREAKDOWN = "/smart_plus/material_report/overview/", "/smart_plus/material_report/breakdown/"
SPAN = {"start_date": "2026-06-15", "end_date": "2026-06-18"}
METRICS = ["spend", "impressions", "clicks", "ctr"]


@pytest.fixture
async def shown(smart: Any) -> dict[str, Any]:
    """A smart ad that has been delivered for three days."""
    smart.desk.simulator.spend_of = None
    _, _, made = await smart.tree()
    smart.desk.advance(days=3, hours=12)
    return dict(made)


async def rows(smart: Any, path: str, *dimensions: str, **asked: Any) -> list[dict[str, Any]]:
    asked = {"advertiser_id": smart.desk.usd, "dimensions": list(dimensions), "metrics": METRICS} | SPAN | asked
    data = await smart.desk.ok("GET", path, page_size=100, **asked)
    assert data["page_info"]["total_number"] == len(data["list"])
    return list(data["list"])


async def by_ad(smart: Any, dimension: str = "ad_id", **asked: Any) -> dict[str, dict[str, str]]:
    """What the integrated report says of each ad."""
    asked = {
        "advertiser_id": smart.desk.usd,
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": [dimension],
        "metrics": METRICS,
        "page_size": 1000,
        **SPAN,
        **asked,
    }
    data = await smart.desk.ok("GET", "/report/integrated/get/", **asked)
    return {row["dimensions"][dimension]: row["metrics"] for row in data["list"]}


async def test_a_smart_ad_counts_once_as_a_whole_or_in_its_creatives(smart: Any, shown: dict[str, Any]) -> None:
    """§5.5, sure: `ad_id_v2` is the ad, `ad_id` the creative in it; who adds up both counts all of it twice."""
    creatives = await by_ad(smart)
    wholes = await by_ad(smart, "ad_id_v2", metrics=[*METRICS, "campaign_automation_type"])

    assert set(creatives) == {ad.id for ad in smart.delivering(shown)}
    whole = wholes.pop(shown["smart_plus_ad_id"])
    assert whole["campaign_automation_type"] == "UPGRADED_SMART_PLUS"
    assert wholes == {}
    assert Decimal(whole["spend"]) == sum(Decimal(row["spend"]) for row in creatives.values()) > 0
    manual = [{"field_name": "campaign_automation_type", "filter_type": "IN", "filter_value": '["MANUAL"]'}]
    assert await by_ad(smart, filtering=manual) == {}


@pytest.mark.usefixtures("shown")
async def test_people_whom_several_creatives_reached_are_counted_once(smart: Any) -> None:
    texts = await rows(smart, OVERVIEW, "advertiser_id", "ad_text_entity_id", metrics=["reach", "frequency"])
    media = await rows(smart, OVERVIEW, "advertiser_id", "main_material_id", metrics=["reach"])
    reported = await by_ad(smart, metrics=["reach"])

    each = sorted(int(row["metrics"]["reach"]) for row in media)
    assert each == sorted(int(row["reach"]) for row in reported.values())
    assert each[-1] <= int(texts[0]["metrics"]["reach"]) <= sum(each)


async def test_a_creatives_figures_are_its_ads(smart: Any, shown: dict[str, Any]) -> None:
    found = await rows(smart, OVERVIEW, "smart_plus_ad_id", "main_material_id")

    ads, creatives = smart.delivering(shown), shown["creative_list"]
    reported = await by_ad(smart)
    expected = {one["ad_material_id"]: reported[ad.id] for one, ad in zip(creatives, ads, strict=True)}
    assert {row["info"]["main_material_id"]: row["metrics"] for row in found} == expected
    assert {row["info"]["smart_plus_ad_id"] for row in found} == {shown["smart_plus_ad_id"]}
    assert {row["info"]["main_material_type"] for row in found} == {"VIDEO_NON_SPARK_ADS"}
    spends = [Decimal(row["metrics"]["spend"]) for row in found]
    assert spends == sorted(spends, reverse=True)
    assert spends[-1] > 0


async def test_days_add_up_to_the_whole(smart: Any, shown: dict[str, Any]) -> None:
    whole = await rows(smart, OVERVIEW, "advertiser_id", "ad_text_entity_id")
    days = await rows(smart, BREAKDOWN, "stat_time_day")
    months = await rows(smart, BREAKDOWN, "stat_time_month", "main_material_id")

    assert len(whole) == 1  # all creatives are shown with the first text
    totals = [sum(Decimal(row["metrics"]["spend"]) for row in found) for found in (whole, days, months)]
    assert totals[0] == totals[1] == totals[2] > 0
    assert {row["info"]["stat_time_month"] for row in months} == {"2026-06-01 00:00:00"}
    assert len(months) == len(shown["creative_list"])


async def test_reports_are_cut_to_what_is_asked_for(smart: Any, shown: dict[str, Any]) -> None:
    first = shown["creative_list"][0]["ad_material_id"]
    asked = {"filtering": {"main_material_ids": [first]}, "sort_field": "impressions", "sort_type": "ASC"}

    (row,) = await rows(smart, OVERVIEW, "smart_plus_ad_id", "main_material_id", **asked)

    assert row["info"]["main_material_id"] == first
    assert await rows(smart, OVERVIEW, "campaign_id", "main_material_id", filtering={"campaign_ids": ["7"]}) == []
    life = await rows(smart, OVERVIEW, "campaign_id", "main_material_id", query_lifetime=True)
    assert len(life) == 3


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (OVERVIEW, {"dimensions": ["main_material_id", "ad_text_entity_id"]}),
        (OVERVIEW, {"dimensions": ["campaign_id"]}),
        (OVERVIEW, {"metrics": ["fame"]}),
        (OVERVIEW, {"end_date": "2026-06-14"}),
        (OVERVIEW, {"sort_field": "fame"}),
        (BREAKDOWN, {"dimensions": ["stat_time_day", "stat_time_week"]}),
        (BREAKDOWN, {"dimensions": ["campaign_id"]}),
        (BREAKDOWN, {"dimensions": ["stat_time_hour"]}),
        (BREAKDOWN, {"dimensions": ["stat_time_day"], "query_lifetime": True}),
    ],
)
async def test_a_report_that_cannot_be_is_refused(smart: Any, path: str, asked: dict[str, Any]) -> None:
    dimensions = ["campaign_id", "main_material_id"] if path == OVERVIEW else ["main_material_id"]
    body = {"advertiser_id": smart.desk.usd, "dimensions": dimensions} | SPAN | asked

    assert (await smart.desk.get(path, **body))["code"] == 40002
