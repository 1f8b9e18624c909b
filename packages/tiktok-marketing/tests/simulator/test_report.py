"""The synchronous report, asked over HTTP of a small seeded agency."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.simulator.truth import NAMES, truth
from tiktok_marketing.spec.catalogue import metrics
from tiktok_marketing.spec.endpoint import API_PREFIX

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)
TODAY = NOW.date()
CONFLICT = (40002, "Conflict occurs. The input params including metrics and dimensions have no relation.")
LEVELS = ("advertiser", "campaign", "adgroup", "ad")


@dataclass
class Agency:
    """A caller with the token for all of the seeded advertisers."""

    simulator: Simulator
    entrance: Entrance
    http: httpx2.AsyncClient

    async def answer(self, **arguments: Any) -> httpx2.Response:
        asked = {"report_type": "BASIC", "advertiser_id": self.dollars} | arguments
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
        query = {name: value for name, value in query.items() if value != "null"}
        headers = {"Access-Token": self.entrance.access_token}
        return await self.http.get(f"{API_PREFIX}/report/integrated/get/", params=query, headers=headers)

    async def report(self, level: str, *times: str, **arguments: Any) -> dict[str, Any]:
        """`data` of a report by the level's id and `times`, of the last seven days unless said otherwise."""
        response = await self.answer(**report_of(level, *times), **arguments)
        body: dict[str, Any] = response.json()
        assert (body["code"], body["message"]) == (0, "OK")
        data: dict[str, Any] = body["data"]
        return data

    async def rows(self, level: str, *times: str, **arguments: Any) -> list[dict[str, Any]]:
        data = await self.report(level, *times, page_size=1000, **arguments)
        rows: list[dict[str, Any]] = data["list"]
        assert data["page_info"]["total_number"] == len(rows)
        return rows

    async def refused(self, **arguments: Any) -> tuple[int, str]:
        asked = report_of("ad") | last_days(7) | arguments
        body = (await self.answer(**asked)).json()
        assert body["data"] == {}
        return body["code"], body["message"]

    @property
    def dollars(self) -> str:
        return self.entrance.advertiser_ids[0]

    @property
    def yen(self) -> str:
        return self.entrance.advertiser_ids[2]


def report_of(level: str, *times: str) -> dict[str, Any]:
    return {"data_level": f"AUCTION_{level.upper()}", "dimensions": [f"{level}_id", *times]}


def last_days(count: int) -> dict[str, str]:
    return {"start_date": str(TODAY - timedelta(days=count - 1)), "end_date": str(TODAY)}


def only(field: str, values: list[str], kind: str = "IN") -> list[dict[str, str]]:
    return [{"field_name": field, "filter_type": kind, "filter_value": json.dumps(values)}]


def deleted_too(level: str) -> dict[str, Any]:
    return {} if level == "advertiser" else {"filtering": only(f"{level}_status", ["STATUS_ALL"])}


@pytest.fixture(scope="module")
def planted() -> tuple[Simulator, Entrance]:
    clock = VirtualClock()
    clock.set(NOW, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    return simulator, plant(simulator, Plan(ads=120, days=60))


@pytest.fixture
async def agency(planted: tuple[Simulator, Entrance]) -> AsyncIterator[Agency]:
    simulator, entrance = planted
    simulator.clock.set(NOW, speed=0)
    simulator.ads_report_cap = 20_000
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        yield Agency(simulator, entrance, http)


async def test_every_value_is_text_and_money_has_two_decimals(agency: Agency) -> None:
    asked = ["spend", "impressions", "ctr", "complete_payment_roas", "campaign_name", "currency", "form"]

    rows = await agency.rows("ad", "stat_time_day", metrics=asked, **last_days(3))

    for row in rows:
        assert list(row["metrics"]) == asked
        values = row["metrics"]
        assert Decimal(values["ctr"]).as_tuple().exponent == -2
        assert Decimal(values["spend"]).as_tuple().exponent == -2
        assert values["impressions"].isdigit()
        assert values["form"].isdigit()
        assert values["currency"] == "USD"
        assert row["dimensions"].keys() == {"ad_id", "stat_time_day"}
        assert row["dimensions"]["stat_time_day"][10:] == " 00:00:00"


async def test_yen_are_whole(agency: Agency) -> None:
    rows = await agency.rows("ad", advertiser_id=agency.yen, metrics=["spend", "cpc"], **last_days(30))

    assert all(row["metrics"]["spend"].endswith(".00") for row in rows)
    assert any(not row["metrics"]["cpc"].endswith(".00") for row in rows)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("time", [(), ("stat_time_day",)])
async def test_totals_of_any_level_are_the_truth(agency: Agency, level: str, time: tuple[str, ...]) -> None:
    asked = {"metrics": list(NAMES), "enable_total_metrics": True, "page_size": 1}

    data = await agency.report(level, *time, **asked, **last_days(30), **deleted_too(level))

    start = TODAY - timedelta(days=29)
    expected = truth(agency.simulator.state, NOW, agency.dollars, start, TODAY)["totals"]
    assert data["total_metrics"] == {name: str(value) for name, value in expected.items()}


@pytest.mark.parametrize("level", LEVELS[1:])
async def test_every_row_is_the_truth(agency: Agency, level: str) -> None:
    start = TODAY - timedelta(days=44)
    expected = truth(agency.simulator.state, NOW, agency.yen, start, TODAY, level)["rows"]

    rows = await agency.rows(
        level, metrics=list(NAMES), advertiser_id=agency.yen, **last_days(45), **deleted_too(level)
    )

    told = [{f"{level}_id": row["dimensions"][f"{level}_id"], **row["metrics"]} for row in rows]
    assert told == [{name: str(value) for name, value in row.items() if name != "deleted"} for row in expected]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 70), length=st.integers(1, 30), level=st.sampled_from(LEVELS))
async def test_any_range_of_days_adds_up_to_the_truth(agency: Agency, start: int, length: int, level: str) -> None:
    first = TODAY - timedelta(days=start)
    span = (first, first + timedelta(days=length - 1))
    dates = {"start_date": str(span[0]), "end_date": str(span[1])}

    rows = await agency.rows(level, "stat_time_day", metrics=["spend", "clicks"], **dates, **deleted_too(level))

    expected = truth(agency.simulator.state, NOW, agency.dollars, *span)["totals"]
    assert sum(Decimal(row["metrics"]["spend"]) for row in rows) == Decimal(expected["spend"])
    assert sum(int(row["metrics"]["clicks"]) for row in rows) == expected["clicks"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 90),
    order=st.sampled_from((None, "spend", "cpc", "reach")),
    kind=st.sampled_from(("ASC", "DESC")),
)
async def test_pages_of_any_size_give_the_same_rows(agency: Agency, size: int, order: str | None, kind: str) -> None:
    asked = {"order_field": order, "order_type": kind, "metrics": ["spend", "cpc", "reach"], **last_days(9)}
    whole = await agency.rows("ad", "stat_time_day", **asked)

    pages = [
        (await agency.report("ad", "stat_time_day", page=page, page_size=size, **asked))["list"]
        for page in range(1, -(-len(whole) // size) + 2)
    ]

    assert [row for page in pages for row in page] == whole
    assert pages[-1] == []
    if order:
        values = [Decimal(row["metrics"][order]) for row in whole]
        assert values == sorted(values, reverse=kind == "DESC")


async def test_hours_add_up_to_the_day(agency: Agency) -> None:
    day = str(TODAY - timedelta(days=1))
    names = ["spend", "impressions", "clicks", "video_play_actions"]
    asked = {"start_date": day, "end_date": day, "metrics": names}

    hours = await agency.rows("campaign", "stat_time_hour", **asked)
    days = await agency.rows("campaign", "stat_time_day", **asked)

    for row in days:
        mine = [hour for hour in hours if hour["dimensions"]["campaign_id"] == row["dimensions"]["campaign_id"]]
        for name in names:
            assert sum(Decimal(hour["metrics"][name]) for hour in mine) == Decimal(row["metrics"][name])
    assert {hour["dimensions"]["stat_time_hour"] for hour in hours} <= {f"{day} {hour:02d}:00:00" for hour in range(24)}


async def test_the_last_half_hour_is_not_told_yet(agency: Agency) -> None:
    asked = {"advertiser_id": agency.dollars, "metrics": ["spend"], **last_days(1)}
    morning = NOW.replace(hour=5, minute=29)  # half an hour after New York's midnight, less a minute
    agency.simulator.clock.set(morning, speed=0)
    before = await agency.rows("advertiser", **asked)
    agency.simulator.clock.set(morning + timedelta(minutes=40), speed=0)

    after = await agency.rows("advertiser", **asked)

    assert before == []
    assert Decimal(after[0]["metrics"]["spend"]) > 0


async def test_deleted_objects_are_hidden_unless_all_are_asked_for(agency: Agency) -> None:
    for level in ("campaign", "adgroup", "ad"):
        for advertiser_id in agency.entrance.advertiser_ids:
            asked = {"advertiser_id": advertiser_id, "metrics": ["spend"], **last_days(90)}
            shown = await agency.rows(level, **asked)
            everything = await agency.rows(level, **asked, **deleted_too(level))
            reference = await agency.rows("advertiser", **asked)

            assert [row for row in everything if row in shown] == shown
            total = sum(Decimal(row["metrics"]["spend"]) for row in everything)
            assert total == Decimal(reference[0]["metrics"]["spend"])
    gone = {found.id for found in agency.simulator.state.ads.values() if found.operation_status == "DELETE"}
    asked = {"metrics": ["spend"], **last_days(90)}
    hidden = await agency.rows("ad", filtering=only("ad_status", ["STATUS_DELETE"]), **asked)
    assert gone & {row["dimensions"]["ad_id"] for row in hidden}


async def test_reach_does_not_add_up(agency: Agency) -> None:
    asked = {"metrics": ["reach", "impressions", "frequency"], **last_days(30)}
    whole = (await agency.rows("advertiser", **asked))[0]["metrics"]
    parts = [row["metrics"] for row in await agency.rows("ad", **asked, **deleted_too("ad"))]

    assert sum(int(part["impressions"]) for part in parts) == int(whole["impressions"])
    assert max(int(part["reach"]) for part in parts) < int(whole["reach"]) < sum(int(part["reach"]) for part in parts)
    assert int(whole["reach"]) < int(whole["impressions"])
    ratio = Decimal(whole["impressions"]) / Decimal(whole["reach"])
    assert Decimal(whole["frequency"]) == round(ratio, 2)


async def test_a_lifetime_is_all_there_ever_was(agency: Agency) -> None:
    lifetime = await agency.rows("advertiser", query_lifetime=True, metrics=["spend"])
    year = await agency.rows("advertiser", metrics=["spend"], **last_days(365))

    assert lifetime == year


async def test_filters_by_parents_and_objective_restrict_the_rows(agency: Agency) -> None:
    state = agency.simulator.state
    campaign_id = state.campaigns_of[agency.dollars][0]
    objective = state.campaigns[campaign_id].fields["objective_type"]
    asked = {"metrics": ["campaign_id", "objective_type", "spend"], **last_days(90)}

    mine = await agency.rows("ad", filtering=only("campaign_ids", [campaign_id]), **asked)
    alike = await agency.rows("ad", filtering=only("objective_type", [objective]), **asked)
    whole = await agency.rows("advertiser", filtering=only("campaign_ids", [campaign_id]), **asked)
    told = truth(state, NOW, agency.dollars, TODAY - timedelta(days=89), TODAY, "campaign")["rows"]

    assert {row["metrics"]["campaign_id"] for row in mine} == {campaign_id}
    assert {row["metrics"]["objective_type"] for row in alike} == {objective}
    assert whole[0]["metrics"]["spend"] == next(row["spend"] for row in told if row["campaign_id"] == campaign_id)


async def test_an_ad_filter_counts_at_every_level(agency: Agency) -> None:
    asked = {"metrics": ["spend"], **last_days(30)}
    ads = (await agency.rows("ad", **asked))[:2]
    filtering = only("ad_ids", [row["dimensions"]["ad_id"] for row in ads])

    whole = await agency.rows("advertiser", filtering=filtering, **asked)

    assert Decimal(whole[0]["metrics"]["spend"]) == sum(Decimal(row["metrics"]["spend"]) for row in ads)


async def test_attributes_are_told_at_their_levels_only(agency: Agency) -> None:
    asked = {"metrics": ["campaign_name", "adgroup_name", "ad_name", "budget", "timezone"], **last_days(7)}
    ad = (await agency.rows("ad", **asked))[0]
    campaign = (await agency.rows("campaign", **asked))[0]

    state = agency.simulator.state
    node = state.ads[ad["dimensions"]["ad_id"]]
    group = state.adgroups[node.adgroup_id]
    assert ad["metrics"] == {
        "campaign_name": state.campaigns[node.campaign_id].fields["campaign_name"],
        "adgroup_name": group.fields["adgroup_name"],
        "ad_name": node.fields["ad_name"],
        "budget": f"{group.fields['budget']:.2f}",
        "timezone": "America/New_York",
    }
    assert campaign["metrics"]["adgroup_name"] == campaign["metrics"]["budget"] == "-"


@pytest.mark.parametrize("level", LEVELS)
async def test_every_metric_tiktok_gives_at_a_level_has_an_answer(agency: Agency, level: str) -> None:
    names = [
        name
        for name, metric in metrics().items()
        if f"AUCTION_{level.upper()}" in metric.data_levels
        and not metric.requires_dimensions
        and metric.report_types["BASIC"] != "no"
        and name != "ad_id_v2"
    ]

    rows = await agency.rows(level, metrics=names, **last_days(2))

    for name, value in rows[0]["metrics"].items():
        if value != "-":
            expected = {"integer": 0, "string": None, "boolean": None}.get(metrics()[name].value_type, -2)
            assert expected is None or Decimal(value).as_tuple().exponent == expected, (name, value)


async def test_several_advertisers_bring_their_currency_along(agency: Agency) -> None:
    ids = list(agency.entrance.advertiser_ids)
    asked = {"advertiser_ids": ids, "metrics": ["spend", "clicks"], "enable_total_metrics": True}

    data = await agency.report("advertiser", **asked, **last_days(7))

    state = agency.simulator.state
    assert [row["metrics"]["advertiser_id"] for row in data["list"]] == ids
    assert [row["metrics"]["currency"] for row in data["list"]] == [state.advertisers[i].currency for i in ids]
    clicks = sum(int(row["metrics"]["clicks"]) for row in data["list"])
    assert data["total_metrics"] == {"spend": "-", "clicks": str(clicks)}


async def test_a_scope_of_too_many_ads_is_cut_to_the_newest_with_a_warning(agency: Agency) -> None:
    asked = {**report_of("ad"), "metrics": ["spend"], "page_size": 1000, **last_days(30), **deleted_too("ad")}
    whole = (await agency.answer(**asked)).json()["data"]["list"]
    agency.simulator.ads_report_cap = 20

    response = await agency.answer(**asked, order_type="ASC")

    state = agency.simulator.state
    mine = sorted((int(i) for i, ad in state.ads.items() if ad.advertiser_id == agency.dollars), reverse=True)
    newest = {str(ad_id) for ad_id in mine[:20]}
    assert response.json()["data"]["list"] == [row for row in whole if row["dimensions"]["ad_id"] in newest]
    assert "20" in response.headers["X-Tt-Ads-Throttle"]


async def test_a_wrong_service_type_finds_nothing(agency: Agency) -> None:
    data = await agency.report("ad", service_type="RESERVATION", **last_days(7))

    assert data == {"list": [], "page_info": {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metrics": ["spend", "x", "y"]}, "invalid metric fields and try again. Invalid metric fields: ['x', 'y']."),
        ({"dimensions": ["ad_id", "nonsense"]}, "Invalid dimension fields: ['nonsense']."),
        ({"report_type": "AUDIENCE"}, "does not simulate AUDIENCE reports yet"),
        ({"report_type": "NONSENSE"}, "report_type: Invalid value 'NONSENSE'"),
        ({"data_level": None}, "data_level: Missing data for required field."),
        ({"data_level": "RESERVATION_AD"}, "data_level: Invalid value"),
        ({"advertiser_id": None}, "advertiser_id: Missing data for required field."),
        ({"dimensions": ["ad_id", "country_code"]}, "does not simulate country_code yet"),
        ({"start_date": None}, "start_date: Missing data for required field."),
        ({"end_date": "22.11.2026"}, "end_date: Date format"),
        ({"start_date": "2026-11-23"}, "end date must not be earlier"),
        ({"start_date": "2025-11-22"}, "cannot exceed 365"),
        ({"dimensions": ["ad_id", "stat_time_day"], "start_date": "2026-10-23"}, "cannot exceed 30"),
        ({"dimensions": ["ad_id", "stat_time_hour"], "start_date": "2026-11-21"}, "cannot exceed 1 "),
        ({"dimensions": ["ad_id", "stat_time_day"], "query_lifetime": True}, "query_lifetime"),
        ({"filtering": only("campaign_status", ["STATUS_ALL"])}, "campaign_status: Not supported"),
        ({"filtering": only("ad_status", ["NONSENSE"])}, "ad_status: Invalid value 'NONSENSE'"),
        ({"filtering": only("nonsense", ["1"])}, "filtering.field_name: Invalid value 'nonsense'"),
        ({"filtering": only("ad_ids", ["1"], "MATCH")}, "filtering.filter_type"),
        ({"filtering": only("buying_type", ["AUCTION"])}, "does not simulate the filter buying_type yet"),
        ({"filtering": [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": "1,2"}]}, "JSON text of a list"),
        ({"order_field": "campaign_name"}, "order_field: campaign_name is not a numeric metric."),
        ({"order_type": "UP"}, "order_type: Invalid value 'UP'"),
        ({"page_size": 1001}, "page_size"),
        ({"query_mode": "CHUNK"}, "does not simulate CHUNK yet"),
    ],
)
async def test_what_tiktok_refuses_is_refused(agency: Agency, arguments: dict[str, Any], message: str) -> None:
    code, told = await agency.refused(**arguments)

    assert code == 40002
    assert message in told


@pytest.mark.parametrize(
    "arguments",
    [
        {"dimensions": ["campaign_id"]},
        {"dimensions": ["ad_id", "campaign_id"]},
        {"dimensions": ["stat_time_day"]},
        {"dimensions": ["ad_id", "stat_time_day", "stat_time_hour"]},
        {"metrics": ["cash_spend"]},
        {"metrics": ["ad_id_v2"]},
    ],
)
async def test_what_has_no_relation_is_a_conflict(agency: Agency, arguments: dict[str, Any]) -> None:
    assert await agency.refused(**arguments) == CONFLICT


async def test_more_than_a_hundred_ids_are_too_many(agency: Agency) -> None:
    code, _ = await agency.refused(filtering=only("ad_ids", [str(n) for n in range(101)]))

    assert code == 40011


async def test_ids_that_match_nothing_give_no_rows(agency: Agency) -> None:
    assert await agency.rows("ad", filtering=only("ad_ids", ["1"]), **last_days(30)) == []


async def test_a_day_before_everything_has_no_rows(agency: Agency) -> None:
    day = str(date(2020, 1, 1))

    assert await agency.rows("campaign", "stat_time_day", start_date=day, end_date=day) == []
