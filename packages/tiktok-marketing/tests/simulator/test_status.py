"""Behaviour reference §5.4, §14.3: secondary_status from switches, review, schedule and money."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator import Plan, plant
from tiktok_marketing.simulator.history import budget_at
from tiktok_marketing.simulator.status import Statuses, primary_status


async def statuses(desk: Any, *ids: str) -> list[str]:
    """Of a campaign, its ad group and its ad, without their prefixes."""
    found = [await desk.status(level, i) for level, i in zip(("campaign", "adgroup", "ad"), ids, strict=True)]
    return [status.split("_STATUS_")[-1] for status in found]


async def test_an_approved_tree_delivers(desk: Any) -> None:
    assert await statuses(desk, *await desk.tree()) == ["ENABLE", "DELIVERY_OK", "DELIVERY_OK"]


@pytest.mark.parametrize(
    ("level", "status", "seen"),
    [
        (0, "DISABLE", ["DISABLE", "CAMPAIGN_DISABLE", "CAMPAIGN_DISABLE"]),
        (1, "DISABLE", ["ENABLE", "DISABLE", "ADGROUP_DISABLE"]),
        (2, "DISABLE", ["ENABLE", "DELIVERY_OK", "DISABLE"]),
        (0, "DELETE", ["DELETE", "CAMPAIGN_DELETE", "CAMPAIGN_DELETE"]),
        (1, "DELETE", ["ENABLE", "DELETE", "ADGROUP_DELETE"]),
        (2, "DELETE", ["ENABLE", "CREATE", "DELETE"]),
    ],
)
async def test_a_switch_is_seen_below(desk: Any, level: int, status: str, seen: list[str]) -> None:
    tree = await desk.tree()

    await desk.switch(("campaign", "adgroup", "ad")[level], status, tree[level])

    assert await statuses(desk, *tree) == seen


async def test_deleted_outranks_account_outranks_switch_outranks_review(desk: Any) -> None:  # §14.3
    tree = await desk.tree()
    advertiser = desk.state.advertisers[desk.usd]
    await desk.switch("ad", "DISABLE", tree[2])
    await desk.switch("campaign", "DISABLE", tree[0])
    assert (await statuses(desk, *tree))[2] == "DISABLE"

    desk.state.save(replace(advertiser, status="STATUS_PENDING_CONFIRM"))
    assert await statuses(desk, *tree) == ["ADVERTISER_AUDIT"] * 3
    desk.state.save(replace(advertiser, status="STATUS_LIMIT"))
    assert await statuses(desk, *tree) == ["ADVERTISER_ACCOUNT_PUNISH"] * 3
    await desk.switch("adgroup", "DELETE", tree[1])
    assert await statuses(desk, *tree) == ["ADVERTISER_ACCOUNT_PUNISH", "DELETE", "ADGROUP_DELETE"]


async def test_the_schedule_begins_and_ends_with_the_clock(desk: Any) -> None:
    campaign_id = await desk.campaign()
    times = {"schedule_start_time": "2026-06-16 12:00:00", "schedule_end_time": "2026-06-17 12:00:00"}
    adgroup_id = await desk.adgroup(campaign_id, schedule_type="SCHEDULE_START_END", **times)
    ad_id = await desk.ad(adgroup_id)
    await desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": True})
    tree = (campaign_id, adgroup_id, ad_id)

    assert await statuses(desk, *tree) == ["ENABLE", "NOT_START", "NOT_START"]
    desk.advance(days=1)
    assert await statuses(desk, *tree) == ["ENABLE", "DELIVERY_OK", "DELIVERY_OK"]
    desk.advance(days=1)
    assert await statuses(desk, *tree) == ["ENABLE", "TIME_DONE", "DONE"]


async def test_money_that_is_spent_stops_delivery(desk: Any) -> None:
    tree = await desk.tree()
    campaign_id, adgroup_id, _ = tree

    desk.spent[adgroup_id] = Decimal("49.98")
    assert await statuses(desk, *tree) == ["ENABLE", "DELIVERY_OK", "DELIVERY_OK"]
    desk.spent[adgroup_id] = Decimal(50)
    assert await statuses(desk, *tree) == ["ENABLE", "BUDGET_EXCEED", "BUDGET_EXCEED"]
    desk.spent[campaign_id] = Decimal(100)
    assert await statuses(desk, *tree) == ["BUDGET_EXCEED", "CAMPAIGN_EXCEED", "CAMPAIGN_EXCEED"]
    desk.state.save(replace(desk.state.advertisers[desk.usd], balance=Decimal(0)))
    assert await statuses(desk, *tree) == ["BUDGET_EXCEED", "BALANCE_EXCEED", "BALANCE_EXCEED"]


async def test_a_denied_ad_shows_in_its_adgroup_unless_another_delivers(desk: Any) -> None:
    campaign_id, adgroup_id, ad_id = await desk.tree()
    await desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": False, "reasons": ["Too loud"]})

    assert await statuses(desk, campaign_id, adgroup_id, ad_id) == ["ENABLE", "AUDIT_DENY", "AUDIT_DENY"]
    second = await desk.ad(adgroup_id)
    assert (await desk.status("adgroup", adgroup_id)) == "ADGROUP_STATUS_AUDIT"
    await desk.http.post("/_sim/review", json={"ad_id": second, "approved": True})
    assert (await desk.status("adgroup", adgroup_id)) == "ADGROUP_STATUS_DELIVERY_OK"
    assert desk.state.ads[ad_id].reviews[-1].reasons == ("Too loud",)


@pytest.mark.parametrize(
    ("secondary", "primary"),
    [
        ("CAMPAIGN_STATUS_ENABLE", "STATUS_DELIVERY_OK"),
        ("AD_STATUS_DELIVERY_OK", "STATUS_DELIVERY_OK"),
        ("AD_STATUS_CAMPAIGN_DELETE", "STATUS_DELETE"),
        ("AD_STATUS_ADGROUP_DISABLE", "STATUS_DISABLE"),
        ("ADGROUP_STATUS_TIME_DONE", "STATUS_TIME_DONE"),
        ("AD_STATUS_DONE", "STATUS_TIME_DONE"),
        ("ADGROUP_STATUS_FROZEN", "STATUS_FROZEN"),
        ("AD_STATUS_AUDIT_DENY", "STATUS_NOT_DELIVERY"),
        ("ADVERTISER_ACCOUNT_PUNISH", "STATUS_NOT_DELIVERY"),
    ],
)
def test_every_secondary_status_has_one_primary(secondary: str, primary: str) -> None:
    assert primary_status(secondary) == primary


async def test_what_has_spent_its_budget_and_nothing_else_is_exceeded(desk: Any) -> None:
    simulator = desk.simulator
    simulator.spend_of = None  # the simulator's own figures
    plant(simulator, Plan(seed=2, accounts=3, ads=120, days=10))
    seen = Counter[bool]()

    for hours in range(0, 24, 3):
        desk.advance(hours=hours)
        statuses = Statuses(simulator, simulator.now())
        for campaign in simulator.state.campaigns.values():
            budget, spent = budget_at(campaign, simulator.now()), simulator.spent("campaign", campaign.id)
            status = statuses.of(campaign)
            if status in {"CAMPAIGN_STATUS_ENABLE", "CAMPAIGN_STATUS_BUDGET_EXCEED"}:
                exceeded = status == "CAMPAIGN_STATUS_BUDGET_EXCEED"
                assert exceeded == (budget > 0 and spent >= budget - Decimal("0.01"))
                seen[exceeded] += 1

    assert seen[True]
    assert seen[False]
