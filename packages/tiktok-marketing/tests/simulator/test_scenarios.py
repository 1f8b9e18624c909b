"""Each scenario is the world that its sentence says, breaks no invariant, and comes back on a reset."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tiktok_marketing.simulator import SCENARIOS, Simulator, State, VirtualClock, play
from tiktok_marketing.simulator.figures import spend_on
from tiktok_marketing.simulator.scenarios import PlanChanged, plan_of
from tiktok_marketing.simulator.status import statuses_at

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SIZES = {"accounts": 2, "ads": 60, "days": 20}


async def staged(desk: Any, name: str, **size: int) -> Any:
    """The way into the scenario's world, made small."""
    desk.simulator.spend_of = None
    order = {"name": name} | (size or SIZES)
    response = await desk.http.post("/_sim/scenario", json=order)
    assert response.status_code == 200, response.text
    desk.token = response.json()["way_in"]["access_token"]
    return response.json()["way_in"]


def seen(desk: Any) -> Counter[str]:
    """How many live objects have which status."""
    statuses = statuses_at(desk.simulator, desk.simulator.now())
    state = desk.state
    nodes = [*state.campaigns.values(), *state.adgroups.values(), *state.ads.values()]
    return Counter(statuses.of(node) for node in nodes)


async def test_every_scenario_has_a_sentence(desk: Any) -> None:
    told = (await desk.http.get("/_sim/scenarios")).json()

    assert set(told) == {
        "new-account",
        "agency",
        "ten-thousand-ads",
        "rejected-creatives",
        "overspend",
        "restated",
        "smart-plus",
        "rate-limited",
        "dying-token",
    }
    assert all(sentence.endswith(".") for sentence in told.values())


@pytest.mark.parametrize("name", sorted(SCENARIOS))
async def test_no_scenario_breaks_an_invariant(desk: Any, name: str) -> None:
    await staged(desk, name)

    assert (await desk.http.get("/_sim/check")).json() == {"ok": True, "broken": []}


async def test_a_new_account_is_empty(desk: Any) -> None:
    way_in = await staged(desk, "new-account", seed=7)

    (advertiser_id,) = way_in["advertiser_ids"]
    assert desk.simulator.counts() == {
        "business_centers": 1,
        "advertisers": 1,
        "campaigns": 0,
        "adgroups": 0,
        "ads": 0,
    }
    data = await desk.ok("GET", "/campaign/get/", advertiser_id=advertiser_id)
    assert data["page_info"]["total_number"] == 0


def test_ten_thousand_ads_are_in_one_account() -> None:
    plan = plan_of("ten-thousand-ads", PlanChanged())

    assert (plan.ads, plan.accounts) == (10_000, 1)


async def test_two_ads_in_five_are_rejected(desk: Any) -> None:
    await staged(desk, "agency")
    before = seen(desk)["AD_STATUS_AUDIT_DENY"]

    await staged(desk, "rejected-creatives")

    rejected = [ad for ad in desk.state.ads.values() if not ad.reviews[-1].approved]
    assert seen(desk)["AD_STATUS_AUDIT_DENY"] > before
    assert 0.2 < len(rejected) / len(desk.state.ads) < 0.6
    assert all(ad.reviews[-1].reasons for ad in rejected)


async def test_touched_budgets_are_used_up_and_one_account_is_empty(desk: Any) -> None:
    await staged(desk, "agency")
    before = seen(desk)

    await staged(desk, "overspend")

    after = seen(desk)
    budgets = ("CAMPAIGN_STATUS_BUDGET_EXCEED", "ADGROUP_STATUS_BUDGET_EXCEED", "ADGROUP_STATUS_CAMPAIGN_EXCEED")
    assert sum(after[status] for status in budgets) > sum(before[status] for status in budgets)
    assert [a.balance == 0 for a in desk.state.advertisers.values()] == [False, True]


def dearest_days(desk: Any) -> list[Decimal]:
    """What ad groups with one daily budget ever spent on a day, as a part of it."""
    now, parts = desk.simulator.now(), []
    days = [now.date() - timedelta(days=n) for n in range(2, 16)]
    for adgroup in desk.state.adgroups.values():
        budgets = {setting.budget for setting in adgroup.history if setting.at < now}
        if adgroup.history[0].budget_mode == "BUDGET_MODE_DAY" and len(budgets) == 1:
            spent = max(spend_on(desk.state, now, "adgroup", adgroup.id, day) for day in days)
            parts.append(spent / budgets.pop())
    return parts


async def test_budgets_are_overrun_in_the_scenario_that_says_so_and_nowhere_else(desk: Any) -> None:
    await staged(desk, "agency")
    before = max(dearest_days(desk))

    await staged(desk, "overspend")

    assert before <= 1 < max(dearest_days(desk)) <= Decimal("1.15")


async def test_yesterday_is_restated_within_the_half_hour(desk: Any) -> None:
    way_in = await staged(desk, "restated")
    now = desk.simulator.now()
    assert (now.hour, now.minute) == (11, 30)
    days = {name: str(now.date() - timedelta(days=1)) for name in ("start_date", "end_date")}
    asked = {"advertiser_id": way_in["advertiser_ids"][0], "level": "campaign", **days}

    early = (await desk.http.get("/_sim/truth", params=asked)).json()["totals"]
    desk.advance(minutes=30)
    late = (await desk.http.get("/_sim/truth", params=asked)).json()["totals"]

    assert Decimal("0.97") < Decimal(early["spend"]) / Decimal(late["spend"]) < 1
    assert early["impressions"] < late["impressions"]


async def test_a_campaign_of_each_account_is_run_by_smart_plus_and_keeps_its_figures(desk: Any) -> None:
    size = {"accounts": 2, "ads": 180, "days": 20}
    before = spent_by_campaign(desk, await staged(desk, "agency", **size))

    way_in = await staged(desk, "smart-plus", **size)

    assert spent_by_campaign(desk, way_in) == before
    for advertiser_id in way_in["advertiser_ids"]:
        asked = {"advertiser_id": advertiser_id, "page_size": 100}
        (campaign,) = (await desk.ok("GET", "/smart_plus/campaign/get/", **asked))["list"]
        adgroups = (await desk.ok("GET", "/smart_plus/adgroup/get/", **asked))["list"]
        smart = (await desk.ok("GET", "/smart_plus/ad/get/", **asked))["list"]
        query = asked | {"filtering": {"campaign_ids": [campaign["campaign_id"]], "primary_status": "STATUS_ALL"}}
        ads = (await desk.ok("GET", "/ad/get/", **query))["list"]
        (generic,) = (await desk.ok("GET", "/campaign/get/", **query))["list"]

        assert generic["is_smart_performance_campaign"] is True
        assert {each["campaign_id"] for each in adgroups} == {campaign["campaign_id"]}
        assert {each["adgroup_id"] for each in smart} == {each["adgroup_id"] for each in adgroups}
        assert sum(len(each["creative_list"]) for each in smart) <= len(ads)
        assert all(each["creative_list"] and each["ad_configuration"]["identity_id"] for each in smart)
        switched = {"advertiser_id": advertiser_id, "ad_ids": [ads[0]["ad_id"]], "operation_status": "DISABLE"}
        assert (await desk.post("/ad/status/update/", **switched))["code"] == 40002


def spent_by_campaign(desk: Any, way_in: dict[str, Any]) -> dict[str, Decimal]:
    """What every campaign of the world has spent."""
    assert set(way_in["advertiser_ids"]) == set(desk.state.advertisers)
    return {one: desk.simulator.spent("campaign", one) for one in desk.state.campaigns}


async def test_a_busy_app_is_refused_three_calls_in_ten(desk: Any) -> None:
    way_in = await staged(desk, "rate-limited")
    first, second = way_in["advertiser_ids"]

    async def codes(advertiser_id: str) -> Counter[int]:
        answers = [await desk.get("/campaign/get/", advertiser_id=advertiser_id) for _ in range(100)]
        return Counter(answer["code"] for answer in answers)

    free, throttled = await codes(second), await codes(first)
    assert set(free) == {0, 40100}
    assert set(throttled) == {0, 40100, 40133}
    assert 15 <= free[40100] <= 45


async def test_a_dying_token_dies_after_twenty_calls(desk: Any) -> None:
    await staged(desk, "dying-token")

    codes = [(await desk.get("/bc/get/"))["code"] for _ in range(22)]

    assert codes == [0] * 20 + [40105] * 2


@pytest.mark.parametrize("name", ["rejected-creatives", "overspend", "smart-plus", "dying-token"])
async def test_a_reset_brings_the_scenario_back(desk: Any, name: str) -> None:
    await staged(desk, name)
    made, faults = desk.state.dump(), len(desk.simulator.faults.orders)
    for campaign in list(desk.state.campaigns)[:3]:
        advertiser_id = desk.state.campaigns[campaign].advertiser_id
        body = {"advertiser_id": advertiser_id, "campaign_ids": [campaign], "operation_status": "DELETE"}
        await desk.post("/campaign/status/update/", **body)
    desk.advance(days=1)

    await desk.http.post("/_sim/reset")

    again = desk.state.dump()
    assert [again[kind] for kind in ("campaign", "adgroup", "ad", "advertiser")] == [
        made[kind] for kind in ("campaign", "adgroup", "ad", "advertiser")
    ]
    assert len(desk.simulator.faults.orders) == faults


def test_the_same_seed_makes_the_same_scenario() -> None:
    def made(seed: int) -> dict[str, list[bytes]]:
        clock = VirtualClock()
        clock.set(NOON, speed=0)
        simulator = Simulator(State(), clock)
        play(simulator, "overspend", plan_of("overspend", PlanChanged(seed=seed, **SIZES)))
        return {kind: rows for kind, rows in simulator.state.dump().items() if kind not in {"grant", "marker"}}

    assert made(1) == made(1) != made(2)


async def test_a_scenario_that_is_not_there_is_refused(desk: Any) -> None:
    response = await desk.http.post("/_sim/scenario", json={"name": "paradise"})

    assert response.status_code == 400
    assert desk.usd in desk.state.advertisers
