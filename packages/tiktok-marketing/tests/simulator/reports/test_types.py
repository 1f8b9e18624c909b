"""Report types beside BASIC and AUDIENCE, several advertisers at once, and what comes late (§6.1 to §6.7)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, build_app, plant

CONFLICT = (40002, "Conflict occurs. The input params including metrics and dimensions have no relation.")
CATALOG, PRODUCTS, GAME = "7400000000000000001", "7400000000000000002", "https://example.com/game.zip"


@pytest.fixture
async def special(agency: Any) -> AsyncIterator[Any]:
    """An agency whose first campaign is a shop's, its first ad group a catalog's, the ads in that playable."""
    clock = VirtualClock()
    clock.set(agency.now, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    entrance, state = plant(simulator, Plan(accounts=1, ads=40, days=40)), simulator.state
    for campaign in list(state.campaigns.values())[:1]:
        state.save(replace(campaign, fields=campaign.fields | {"sales_destination": "TIKTOK_SHOP"}))
        for adgroup_id in state.adgroups_of[campaign.id][:1]:
            adgroup = state.adgroups[adgroup_id]
            state.save(replace(adgroup, fields=adgroup.fields | {"catalog_id": CATALOG}))
            for ad in (state.ads[i] for i in state.ads_of[adgroup_id]):
                state.save(replace(ad, fields=ad.fields | {"playable_url": GAME, "product_set_id": PRODUCTS}))
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        yield type(agency)(simulator, entrance, http)


async def listed(agency: Any, kind: str, dimensions: list[str], **arguments: Any) -> list[dict[str, Any]]:
    asked = {"report_type": kind, "dimensions": dimensions, "page_size": 1000, **agency.last_days(20, before=3)}
    body = (await agency.answer(**asked | arguments)).json()
    assert body["code"] == 0, body
    rows: list[dict[str, Any]] = body["data"]["list"]
    return rows


async def test_a_shop_report_tells_of_shop_campaigns_alone(special: Any) -> None:
    state, level = special.simulator.state, {"data_level": "AUCTION_CAMPAIGN"}
    shop = next(iter(state.campaigns))
    metrics = ["spend", "onsite_shopping", "total_onsite_shopping_value", "onsite_shopping_roas"]

    rows = await listed(special, "TT_SHOP", ["campaign_id", "country_code"], metrics=metrics, **level)
    usual = await listed(special, "TT_SHOP", ["advertiser_id", "stat_time_day"], data_level="AUCTION_ADVERTISER")
    told = await special.rows(
        "campaign", metrics=metrics, **special.last_days(20, before=3), **special.all_of("campaign")
    )

    own = next(row for row in told if row["dimensions"]["campaign_id"] == shop)
    assert special.sums(rows, *metrics[:3]) == special.sums([own], *metrics[:3])
    assert Decimal(own["metrics"]["onsite_shopping"]) > 0
    assert special.sums(usual, "spend") == special.sums([own], "spend")
    assert list(usual[0]["metrics"]) == ["spend", "billed_cost"]  # §6.1: its default


@pytest.mark.parametrize(
    ("dimensions", "more"),
    [
        (["campaign_id"], {}),
        (["campaign_id", "stat_time_day"], {}),
        (["campaign_id", "stat_time_hour"], {"start_date": "2026-11-22"}),
        (["campaign_id", "country_code", "gender"], {}),
    ],
)
async def test_a_shop_report_has_its_groupings_and_no_others(
    agency: Any, dimensions: list[str], more: dict[str, Any]
) -> None:
    """§6.1: what does not go together has no relation (sure)."""
    asked = {"report_type": "TT_SHOP", "data_level": "AUCTION_CAMPAIGN", "dimensions": dimensions}

    assert await agency.refused(**asked, **more) == CONFLICT


async def test_a_shop_report_takes_no_filter_and_no_ads(agency: Any) -> None:
    """§6.1 and §6.4 (sure)."""
    shop = {"report_type": "TT_SHOP", "dimensions": ["campaign_id", "country_code"], "data_level": "AUCTION_CAMPAIGN"}

    filtered = await agency.refused(**shop, filtering=agency.only("campaign_ids", ["1"]))
    by_ad = await agency.refused(**shop | {"data_level": "AUCTION_AD"})

    assert (filtered[0], by_ad[0]) == (40002, 40002)


async def test_a_playable_report_tells_of_playable_ads(special: Any) -> None:
    ids = [ad.id for ad in special.simulator.state.ads.values() if ad.fields["playable_url"]]
    asked = {"metrics": ["spend", "impressions"]}

    rows = await listed(special, "PLAYABLE_MATERIAL", ["playable_id"], **asked)
    by_country = await listed(special, "PLAYABLE_MATERIAL", ["playable_id", "country_code"], **asked)
    filtering = special.only("ad_ids", ids)
    own = await special.rows("advertiser", **asked, filtering=filtering, **special.last_days(20, before=3))

    assert [row["metrics"] for row in rows] == [row["metrics"] for row in own] == [row["metrics"] for row in by_country]
    assert by_country[0]["dimensions"]["country_code"] == "US"


async def test_nobody_plays_where_nothing_is_playable(agency: Any) -> None:
    assert await listed(agency, "PLAYABLE_MATERIAL", ["playable_id"]) == []


@pytest.mark.parametrize("more", ["stat_time_day", "gender", "ad_id"])
async def test_playable_reports_are_by_country_and_nothing_else(agency: Any, more: str) -> None:
    """D:1751617879104514 (sure)."""
    asked = {"report_type": "PLAYABLE_MATERIAL", "dimensions": ["playable_id", more]}

    assert await agency.refused(**asked) == CONFLICT


async def test_a_catalog_report_tells_of_what_has_a_catalog(special: Any) -> None:
    state, level = special.simulator.state, {"data_level": "AUCTION_ADGROUP"}
    adgroup_id = next(one.id for one in state.adgroups.values() if "catalog_id" in one.fields)

    whole = await listed(special, "CATALOG", ["catalog_id"], **level)
    groups = await listed(special, "CATALOG", ["adgroup_id", "catalog_id", "stat_time_day"], **level)
    sets = await listed(special, "CATALOG", ["adgroup_id", "product_set_id"], **level)
    asked = {"filtering": special.only("adgroup_ids", [adgroup_id]), **special.last_days(20, before=3)}
    own = await special.rows("advertiser", metrics=["spend", "impressions"], **asked)

    for rows in (whole, groups):
        assert {row["dimensions"]["catalog_id"] for row in rows} == {CATALOG}
        assert special.sums(rows, "spend", "impressions") == special.sums(own, "spend", "impressions")
    assert [row["dimensions"] for row in sets] == [{"adgroup_id": adgroup_id, "product_set_id": PRODUCTS}]


async def test_a_business_center_sees_what_its_accounts_spent_and_the_tax_on_it(agency: Any) -> None:
    """§6.1: bc_id alone; §6.7: tax after 48 h (sure)."""
    bc = {
        "bc_id": agency.entrance.bc_id,
        "advertiser_id": None,
        "metrics": ["spend", "billed_cost", "cash_spend", "tax_spend"],
    }
    days = agency.last_days(10, before=3)

    rows = await listed(agency, "BC", ["advertiser_id"], **bc | days)
    by_day = await listed(agency, "BC", ["advertiser_id", "stat_time_day"], **bc | days)
    by_country = await listed(agency, "BC", ["advertiser_id", "country_code"], **bc | days)
    together = await listed(agency, "BC", ["stat_time_day"], **bc | days)

    assert {row["dimensions"]["advertiser_id"] for row in rows} == set(agency.entrance.advertiser_ids)
    for row in rows:
        advertiser_id, told = row["dimensions"]["advertiser_id"], row["metrics"]
        for parts in (by_day, by_country):
            own = [part for part in parts if part["dimensions"]["advertiser_id"] == advertiser_id]
            assert agency.sums(own, "spend", "billed_cost") == agency.sums([row], "spend", "billed_cost")
        span = [agency.today - timedelta(days=n) for n in (12, 3)]
        assert Decimal(told["spend"]) == Decimal(agency.true(advertiser_id, *span)["totals"]["spend"])
        assert told["billed_cost"] == told["cash_spend"] == told["spend"]
        assert (Decimal(told["tax_spend"]) > 0) == (advertiser_id != agency.dollars)
    assert {value for row in together for value in row["metrics"].values()} == {"-"}  # three currencies


@pytest.mark.parametrize(
    ("name", "kind", "value", "found"),
    [
        ("currency_of_account", "IN", ["EUR"], 1),
        ("registered_area", "IN", ["US", "JP"], 2),
        ("advertiser_name", "MATCH", "nordlicht", 1),
        ("account_status", "IN", ["APPROVED"], 3),
        ("account_status", "IN", ["SUSPENDED"], 0),
        ("owner_of_account", "IN", ["SHARED_BY_OTHER_BUSINESS_CENTER"], 0),
        ("platform_of_account", "IN", ["ADS_MANGER"], 3),
        ("cost", "GREATER_THAN", "0.01", 3),
        ("cost", "LOWER_THAN", ["0.01"], 0),
    ],
)
async def test_a_business_center_narrows_its_accounts(
    agency: Any, name: str, kind: str, value: Any, found: int
) -> None:
    """D:1775747484045313 (sure)."""
    filtering = agency.only(name, value, kind)
    asked = {"bc_id": agency.entrance.bc_id, "advertiser_id": None, "filtering": filtering, "metrics": ["spend"]}

    assert len(await listed(agency, "BC", ["advertiser_id"], **asked)) == found


@pytest.mark.parametrize(
    "arguments",
    [
        {"service_type": "AUCTION"},
        {"data_level": "AUCTION_ADVERTISER"},
        {"query_mode": "REGULAR"},
        {"bc_id": None},
        {"dimensions": ["campaign_id"]},
        {"metrics": ["campaign_name"]},
        {"start_date": "2025-11-01"},
        {"query_lifetime": True},
    ],
)
async def test_what_a_business_center_cannot_ask_is_refused(agency: Any, arguments: dict[str, Any]) -> None:
    """§6.1: no service_type, data_level or query_mode; §6.2: at most 365 days (sure)."""
    asked = {
        "report_type": "BC",
        "bc_id": agency.entrance.bc_id,
        "advertiser_id": None,
        "dimensions": ["advertiser_id"],
    }
    asked |= {"data_level": None} | agency.last_days(7) | arguments

    assert (await agency.refused(**asked))[0] == 40002


async def test_a_business_center_has_every_figure_of_its_groups_unasked(agency: Any) -> None:
    """§6.1: spend and performance, video play and in-app events (D:1775747432712194, sure)."""
    bc = {"bc_id": agency.entrance.bc_id, "advertiser_id": None}

    rows = await listed(agency, "BC", ["advertiser_id"], **bc | agency.last_days(1, before=3))

    names = {"spend", "reach", "video_play_actions", "app_install", "tax_spend", "voucher_spend"}
    assert len(rows) == 3
    assert all(names < set(row["metrics"]) for row in rows)
    assert all(int(row["metrics"]["reach"]) <= int(row["metrics"]["impressions"]) for row in rows)


async def test_what_an_account_cost_is_compared_in_dollars(agency: Any) -> None:
    """D:1775747484045313 (sure)."""
    bc = {"bc_id": agency.entrance.bc_id, "advertiser_id": None, "metrics": ["spend"], **agency.last_days(10, before=3)}
    spent = {
        row["dimensions"]["advertiser_id"]: Decimal(row["metrics"]["spend"])
        for row in await listed(agency, "BC", ["advertiser_id"], **bc)
    }

    dearer = await listed(
        agency, "BC", ["advertiser_id"], **bc, filtering=agency.only("cost", str(spent[agency.yen] / 2), "LOWER_THAN")
    )

    assert agency.yen in {row["dimensions"]["advertiser_id"] for row in dearer}  # that many yen are fewer dollars


async def test_a_business_center_of_others_is_closed(agency: Any) -> None:
    asked = {
        "report_type": "BC",
        "bc_id": "1",
        "advertiser_id": None,
        "dimensions": ["advertiser_id"],
        "data_level": None,
    }

    assert (await agency.refused(**asked))[0] == 40001


async def test_without_an_id_advertisers_are_one_and_their_money_is_none(agency: Any) -> None:
    """§6.2: currency, timezone and advertiser_id read "0", cost metrics "-" (sure)."""
    ids = list(agency.entrance.advertiser_ids)
    asked = {"advertiser_ids": ids, "metrics": ["spend", "cpc", "clicks", "ctr"], **agency.last_days(7)}

    together = (await agency.answer(**agency.by("campaign") | {"dimensions": ["stat_time_day"]} | asked)).json()["data"]
    apart = await agency.rows("campaign", "stat_time_day", **asked)

    for row in together["list"]:
        own = [one for one in apart if one["dimensions"]["stat_time_day"] == row["dimensions"]["stat_time_day"]]
        clicks = sum(int(one["metrics"]["clicks"]) for one in own)
        expected = {"spend": "-", "cpc": "-", "clicks": str(clicks), "ctr": row["metrics"]["ctr"]}
        assert row["metrics"] == expected | {"currency": "0", "timezone": "0", "advertiser_id": "0"}
    assert len(together["list"]) == 7


async def test_the_single_advertiser_counts_for_nothing_beside_several(agency: Any) -> None:
    """§6.1 (sure)."""
    rows = await agency.rows("advertiser", advertiser_ids=[agency.yen], metrics=["spend"], **agency.last_days(7))

    assert [row["dimensions"]["advertiser_id"] for row in rows] == [agency.yen]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(2, 30), length=st.integers(1, 10), level=st.sampled_from(("advertiser", "campaign", "ad")))
async def test_days_in_utc_add_up_to_the_same_as_everybodys_own(
    agency: Any, start: int, length: int, level: str
) -> None:
    """§6.2: `multi_adv_report_in_utc_time` (sure). All that was ever done is the same, whatever a day is."""
    ids, names = list(agency.entrance.advertiser_ids), ("impressions", "clicks", "conversion")
    asked = {"advertiser_ids": ids, "metrics": list(names), **agency.all_of(level)}
    utc = {"multi_adv_report_in_utc_time": True}

    inner = await agency.rows(level, "stat_time_day", **asked, **utc, **agency.last_days(length, before=start))
    whole = await agency.rows(level, **asked, **utc, **agency.last_days(length, before=start))
    local_within = await agency.rows(level, **asked, **agency.last_days(max(length - 2, 1), before=start + 1))
    local_around = await agency.rows(level, **asked, **agency.last_days(length + 2, before=start - 1))

    assert agency.sums(inner, *names) == agency.sums(whole, *names)
    for name in names[:1]:
        assert agency.sums(whole, name)[name] <= agency.sums(local_around, name)[name]
        assert length < 3 or agency.sums(local_within, name)[name] <= agency.sums(whole, name)[name]


async def test_hours_in_utc_are_the_same_hours_under_other_names(agency: Any) -> None:
    ids = {"advertiser_ids": [agency.yen], "metrics": ["spend", "impressions"]}
    day = agency.last_days(1, before=5)
    before = agency.last_days(1, before=6)

    utc = await agency.rows("advertiser", "stat_time_hour", **ids, **day, multi_adv_report_in_utc_time=True)
    local = [row for days in (before, day) for row in await agency.rows("advertiser", "stat_time_hour", **ids, **days)]

    by_hour = {row["dimensions"]["stat_time_hour"]: row["metrics"] for row in local}
    date = day["start_date"]
    for hour in range(15):  # Tokyo is nine hours ahead
        own = [row["metrics"] for row in utc if row["dimensions"]["stat_time_hour"] == f"{date} {hour:02d}:00:00"]
        assert own == [by_hour[f"{date} {hour + 9:02d}:00:00"]]


async def test_a_chunk_is_all_rows_at_once(agency: Any) -> None:
    """§6.1: BASIC only, one answer without pages (sure)."""
    asked = {"metrics": ["spend"], **agency.last_days(7)}

    data = await agency.report("ad", "stat_time_day", query_mode="CHUNK", page_size=3, **asked)

    assert data["list"] == await agency.rows("ad", "stat_time_day", **asked)
    assert data["page_info"]["total_page"] == 1
    assert (await agency.refused(report_type="AUDIENCE", query_mode="CHUNK"))[0] == 40002


async def test_an_idle_account_has_one_row_of_zeros_and_no_days(agency: Any) -> None:
    """§6.6: without a time dimension a single all-zero row may appear (sure)."""
    past = {"start_date": "2020-01-01", "end_date": "2020-01-02", "metrics": ["spend", "ctr", "clicks"]}

    rows = await agency.rows("advertiser", **past)

    assert rows == [
        {"dimensions": {"advertiser_id": agency.dollars}, "metrics": {"spend": "0.00", "ctr": "0.00", "clicks": "0"}}
    ]
    assert await agency.rows("advertiser", "stat_time_day", **past) == []


async def test_ads_made_after_the_range_may_appear_with_zeros(agency: Any) -> None:
    """§6.6: which do is TikTok's own affair (sure)."""
    rows = await agency.rows("ad", metrics=["spend"], start_date="2020-01-01", end_date="2020-01-02")

    state = agency.simulator.state
    mine = [ad for ad in state.ads.values() if ad.advertiser_id == agency.dollars]
    assert {row["metrics"]["spend"] for row in rows} == {"0.00"}
    assert 0 < len(rows) < len(mine) / 2


@pytest.mark.parametrize(
    ("metric", "more", "hours"),
    [
        ("spend", [], 0.5),
        ("reach", [], 16),
        ("frequency", [], 16),
        ("billed_cost", [], 11),
        ("cash_spend", ["stat_time_day"], 16),
    ],
)
async def test_figures_come_after_their_delays(agency: Any, metric: str, more: list[str], hours: float) -> None:
    """§6.7 (sure): 30 minutes, 16 hours for what counts people and for cash, 11 for what is billed."""
    day = agency.today - timedelta(days=2)
    asked = {"metrics": [metric, "impressions"], "start_date": str(day), "end_date": str(day)}
    midnight = agency.now.replace(hour=5, minute=0) - timedelta(days=2)  # New York's
    told = []

    for late in (timedelta(minutes=-1), timedelta(hours=3)):
        agency.simulator.clock.set(midnight + timedelta(hours=hours) + late, speed=0)
        rows = await agency.rows("advertiser", *more, **asked)
        told.append(Decimal(rows[0]["metrics"][metric]) if rows else Decimal(0))

    assert told[0] == 0 < told[1]


async def test_totals_are_for_whom_they_are_meant(agency: Any) -> None:
    """§6.5: one ID dimension and/or stat_time_day (sure); elsewhere the wish is passed over."""
    asked = {"enable_total_metrics": True, "metrics": ["spend"], **agency.last_days(1, before=3)}

    data = [
        await agency.report("campaign", **asked),
        await agency.report("campaign", "stat_time_day", **asked),
        await agency.report("campaign", "stat_time_hour", **asked),
        await agency.report("campaign", "country_code", **asked),
        await agency.report("campaign", "gender", report_type="AUDIENCE", **asked),
    ]

    assert ["total_metrics" in one for one in data] == [True, True, False, False, False]
    assert data[0]["total_metrics"] == data[1]["total_metrics"]


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("billing_event", "IN", ["OCPM"]),
        ("optimization_goal", "IN", ["CONVERT"]),
        ("promotion_type", "IN", ["APP"]),
        ("promotion_type", "IN", ["WEBSITE"]),
        ("is_cbo_enabled", "IN", ["true"]),
        ("identity_type", "IN", ["TT_USER"]),
        ("campaign_type", "IN", ["REGULAR_CAMPAIGN"]),
        ("create_time", "GREATER_THAN", "2026-10-20 00:00:00"),
        ("create_time", "BETWEEN", ["2026-10-01 00:00:00", "2026-11-01 00:00:00"]),
    ],
)
async def test_a_filter_and_its_opposite_make_the_whole(agency: Any, name: str, kind: str, value: Any) -> None:
    """§6.4 (documented or known from third parties): what a filter lets through is counted, and nothing else."""
    asked = {"metrics": ["spend"], "enable_total_metrics": True, **agency.last_days(50)}
    every = agency.only("ad_status", ["STATUS_ALL"])

    rows = await agency.rows("ad", **asked, filtering=[*every, *agency.only(name, value, kind)])
    whole = await agency.rows("ad", **asked, filtering=every)

    ids = {row["dimensions"]["ad_id"] for row in rows}
    state = agency.simulator.state
    for row in whole:
        ad = state.ads[row["dimensions"]["ad_id"]]
        adgroup, campaign = state.adgroups[ad.adgroup_id], state.campaigns[ad.campaign_id]
        expected = {
            "billing_event": adgroup.fields["billing_event"] == "OCPM",
            "optimization_goal": adgroup.fields["optimization_goal"] == "CONVERT",
            "promotion_type": adgroup.fields.get("promotion_type")
            in ({"APP_ANDROID", "APP_IOS"} if value == ["APP"] else {"WEBSITE"}),
            "is_cbo_enabled": bool(campaign.fields.get("budget_optimize_on")),
            "identity_type": ad.fields["identity_type"] == "TT_USER",
            "campaign_type": True,
            "create_time": str(ad.created_at) > "2026-10-20" if kind == "GREATER_THAN" else
            "2026-10-01" <= str(ad.created_at) < "2026-11-01",
        }[name]  # fmt: skip
        assert (ad.id in ids) == expected, (name, ad.id)


async def test_top_view_is_bought_in_advance_and_not_here(agency: Any) -> None:
    """§6.1: TopView needs the filter buying_type = RESERVATION_TOP_VIEW (sure)."""
    filtering = agency.only("buying_type", ["RESERVATION_TOP_VIEW"])
    asked = {"metrics": ["spend"], **agency.last_days(30)}

    assert await agency.rows("campaign", filtering=filtering, **asked) == []
    auction = await agency.rows("campaign", filtering=agency.only("buying_type", ["AUCTION"]), **asked)
    assert auction == await agency.rows("campaign", **asked)
