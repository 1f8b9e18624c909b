"""What a report has unasked, and what its figures mean (behaviour reference §6.1, §6.5 and §6.10)."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

HUNDREDTH = Decimal("0.01")
RATIOS = {
    "cpc": ("spend", "clicks", 1),
    "cpm": ("spend", "impressions", 1000),
    "ctr": ("clicks", "impressions", 100),
    "conversion_rate": ("conversion", "impressions", 100),
    "conversion_rate_v2": ("conversion", "impressions", 100),
    "cost_per_conversion": ("spend", "conversion", 1),
    "real_time_cost_per_conversion": ("spend", "real_time_conversion", 1),
    "cost_per_result": ("spend", "result", 1),
    "frequency": ("impressions", "reach", 1),
    "cost_per_1000_reached": ("spend", "reach", 1000),
    "cost_per_complete_payment": ("spend", "complete_payment", 1),
    "complete_payment_roas": ("total_complete_payment_rate", "spend", 1),
    "value_per_complete_payment": ("total_complete_payment_rate", "complete_payment", 1),
    "onsite_shopping_roas": ("total_onsite_shopping_value", "spend", 1),
    "engagement_rate": ("engagements", "impressions", 100),
}
PARTS = sorted({name for part, whole, _ in RATIOS.values() for name in (part, whole)})


def ratio(name: str, told: dict[str, str]) -> Decimal:
    part, whole, factor = RATIOS[name]
    if not Decimal(told[whole]):
        return Decimal("0.00")
    return (Decimal(told[part]) * factor / Decimal(told[whole])).quantize(HUNDREDTH, ROUND_HALF_UP)


@pytest.mark.parametrize("level", ["advertiser", "campaign", "adgroup", "ad"])
async def test_ratios_are_made_of_the_figures_beside_them(agency: Any, level: str) -> None:
    """§6.5: two decimals, rates in per cent, "0.00" without a denominator; §6.10: recomputed, never added (sure)."""
    asked = {"metrics": [*RATIOS, *PARTS], **agency.last_days(20, before=3)}

    rows = await agency.rows(level, **asked)

    assert rows
    for row in rows:
        told = row["metrics"]
        assert {name: Decimal(told[name]) for name in RATIOS} == {name: ratio(name, told) for name in RATIOS}


async def test_totals_of_what_does_not_add_up_are_none(agency: Any) -> None:
    """§6.5: non-addable totals are "-" (sure)."""
    asked = {"metrics": ["spend", "reach", "frequency", "cost_per_1000_reached", "campaign_name", "ctr"]}

    data = await agency.report("campaign", enable_total_metrics=True, **asked, **agency.last_days(9))

    totals = data["total_metrics"]
    assert {name for name, value in totals.items() if value == "-"} == {
        "reach",
        "frequency",
        "cost_per_1000_reached",
        "campaign_name",
    }


async def test_app_website_and_shop_count_apart(agency: Any) -> None:
    """§6.10: three families of conversions; who asks for one sees zeros for the others (sure)."""
    families = {
        "APP_PROMOTION": ("app_install", "total_purchase_value"),
        "WEB_CONVERSIONS": ("complete_payment", "total_complete_payment_rate"),
    }
    names = [name for pair in families.values() for name in pair]
    asked = {"metrics": ["objective_type", *names, "onsite_shopping"], **agency.last_days(40, before=3)}

    rows = await agency.rows("campaign", **asked)

    for objective, own in families.items():
        mine = [row for row in rows if row["metrics"]["objective_type"] == objective]
        sums = agency.sums(mine, *names, "onsite_shopping")
        assert {name for name, amount in sums.items() if amount} == set(own), objective


async def test_what_is_not_asked_for_has_its_usual_value(agency: Any) -> None:
    """§6.1: spend and impressions, ten rows, the first page, descending (sure)."""
    days = agency.last_days(20)

    data = await agency.report("ad", **days)
    sorted_ = await agency.report("ad", **days, order_field="impressions")

    assert {tuple(row["metrics"]) for row in data["list"]} == {("spend", "impressions")}
    assert (data["page_info"]["page"], data["page_info"]["page_size"], len(data["list"])) == (1, 10, 10)
    shown = [int(row["metrics"]["impressions"]) for row in sorted_["list"]]
    assert shown == sorted(shown, reverse=True)


async def test_the_filters_of_v1_2_are_passed_over(agency: Any) -> None:
    """§6.4 (sure)."""
    days = agency.last_days(9)

    with_them = await agency.rows("ad", **days, filters=agency.only("ad_ids", ["1"]))

    assert with_them == await agency.rows("ad", **days)
    assert with_them


@pytest.mark.parametrize("late", [0, 1])
async def test_filters_on_create_time_are_in_utc(agency: Any, late: int) -> None:
    """§6.2: even though days are not (sure)."""
    state = agency.simulator.state
    asked = {"metrics": ["spend"], **agency.last_days(60), "advertiser_id": agency.yen}
    every = agency.only("ad_status", ["STATUS_ALL"])
    ad_id = (await agency.rows("ad", **asked, filtering=every))[0]["dimensions"]["ad_id"]
    made = state.ads[ad_id].created_at.replace(microsecond=0)
    since = (made + timedelta(seconds=late * 2 - 1)).strftime("%Y-%m-%d %H:%M:%S")

    rows = await agency.rows("ad", **asked, filtering=[*every, *agency.only("create_time", since, "GREATER_THAN")])

    assert (ad_id in {row["dimensions"]["ad_id"] for row in rows}) == (late == 0)


async def test_both_ends_of_a_range_are_counted(agency: Any) -> None:
    """§6.2: a closed interval (sure)."""
    days = agency.last_days(3, before=4)

    rows = await agency.rows("advertiser", "stat_time_day", **days)

    told = [row["dimensions"]["stat_time_day"][:10] for row in rows]
    assert sorted(told) == [days["start_date"], str(agency.today - timedelta(days=5)), days["end_date"]]


async def test_at_most_five_advertisers_are_in_a_report(agency: Any) -> None:
    """§6.1 (sure)."""
    ids = [*agency.entrance.advertiser_ids, *agency.entrance.advertiser_ids]

    assert (await agency.refused(advertiser_ids=ids))[0] == 40002


async def test_payments_after_a_click_and_after_a_view_are_parts_of_all(agency: Any) -> None:
    """§6.10: vta_*, cta_*, evta_* add up (sure)."""
    names = ["complete_payment", "website_cta_purchase", "vta_complete_payment", "evta_payments_completed"]

    rows = await agency.rows("ad", metrics=names, **agency.last_days(40, before=3), **agency.all_of("ad"))

    for row in rows:
        whole, *parts = (int(row["metrics"][name]) for name in names)
        assert sum(parts) == whole
    assert agency.sums(rows, *names)["complete_payment"] > 0
