"""The synchronous report, asked over HTTP of a small seeded agency."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator.truth import NAMES
from tiktok_marketing.spec.catalogue import metrics

CONFLICT = (40002, "Conflict occurs. The input params including metrics and dimensions have no relation.")
LEVELS = ("advertiser", "campaign", "adgroup", "ad")


async def test_every_value_is_text_and_money_has_two_decimals(agency: Any) -> None:
    """§6.5: all values are strings, counts whole; money and ratios have two decimals, days end in 00:00:00 (sure)."""
    asked = ["spend", "impressions", "ctr", "complete_payment_roas", "campaign_name", "currency", "form"]

    rows = await agency.rows("ad", "stat_time_day", metrics=asked, **agency.last_days(3))

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


async def test_yen_are_whole(agency: Any) -> None:
    """§6.5: money is in the advertiser's currency (sure)."""
    rows = await agency.rows("ad", advertiser_id=agency.yen, metrics=["spend", "cpc"], **agency.last_days(30))

    assert all(row["metrics"]["spend"].endswith(".00") for row in rows)
    assert any(not row["metrics"]["cpc"].endswith(".00") for row in rows)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("time", [(), ("stat_time_day",)])
async def test_totals_of_any_level_are_the_truth(agency: Any, level: str, time: tuple[str, ...]) -> None:
    """§6.5: enable_total_metrics (sure)."""
    asked = {"metrics": list(NAMES), "enable_total_metrics": True, "page_size": 1}

    data = await agency.report(level, *time, **asked, **agency.last_days(30), **agency.all_of(level))

    start = agency.today - timedelta(days=29)
    expected = agency.true(agency.dollars, start, agency.today)["totals"]
    assert data["total_metrics"] == {name: str(value) for name, value in expected.items()}


@pytest.mark.parametrize("level", LEVELS[1:])
async def test_every_row_is_the_truth(agency: Any, level: str) -> None:
    start = agency.today - timedelta(days=44)
    expected = agency.true(agency.yen, start, agency.today, level)["rows"]

    rows = await agency.rows(
        level, metrics=list(NAMES), advertiser_id=agency.yen, **agency.last_days(45), **agency.all_of(level)
    )

    told = [{f"{level}_id": row["dimensions"][f"{level}_id"], **row["metrics"]} for row in rows]
    assert told == [{name: str(value) for name, value in row.items() if name != "deleted"} for row in expected]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 70), length=st.integers(1, 30), level=st.sampled_from(LEVELS))
async def test_any_range_of_days_adds_up_to_the_truth(agency: Any, start: int, length: int, level: str) -> None:
    first = agency.today - timedelta(days=start)
    span = (first, first + timedelta(days=length - 1))
    dates = {"start_date": str(span[0]), "end_date": str(span[1])}

    rows = await agency.rows(level, "stat_time_day", metrics=["spend", "clicks"], **dates, **agency.all_of(level))

    expected = agency.true(agency.dollars, *span)["totals"]
    assert sum(Decimal(row["metrics"]["spend"]) for row in rows) == Decimal(expected["spend"])
    assert sum(int(row["metrics"]["clicks"]) for row in rows) == expected["clicks"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 90),
    order=st.sampled_from((None, "spend", "cpc", "reach")),
    kind=st.sampled_from(("ASC", "DESC")),
)
async def test_pages_of_any_size_give_the_same_rows(agency: Any, size: int, order: str | None, kind: str) -> None:
    asked = {"order_field": order, "order_type": kind, "metrics": ["spend", "cpc", "reach"], **agency.last_days(9)}
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


async def test_hours_add_up_to_the_day(agency: Any) -> None:
    day = str(agency.today - timedelta(days=1))
    names = ["spend", "impressions", "clicks", "video_play_actions"]
    asked = {"start_date": day, "end_date": day, "metrics": names}

    hours = await agency.rows("campaign", "stat_time_hour", **asked)
    days = await agency.rows("campaign", "stat_time_day", **asked)

    for row in days:
        mine = [hour for hour in hours if hour["dimensions"]["campaign_id"] == row["dimensions"]["campaign_id"]]
        for name in names:
            assert sum(Decimal(hour["metrics"][name]) for hour in mine) == Decimal(row["metrics"][name])
    assert {hour["dimensions"]["stat_time_hour"] for hour in hours} <= {f"{day} {hour:02d}:00:00" for hour in range(24)}


async def test_the_last_half_hour_is_not_told_yet(agency: Any) -> None:
    """Behaviour reference §6.7: about 30 minutes (sure)."""
    asked = {"advertiser_id": agency.dollars, "metrics": ["spend"], **agency.last_days(1)}
    morning = agency.now.replace(hour=5, minute=29)  # half an hour after New York's midnight, less a minute
    agency.simulator.clock.set(morning, speed=0)
    before = await agency.rows("advertiser", "stat_time_day", **asked)
    agency.simulator.clock.set(morning + timedelta(minutes=40), speed=0)

    after = await agency.rows("advertiser", "stat_time_day", **asked)

    assert before == []
    assert Decimal(after[0]["metrics"]["spend"]) > 0


async def test_deleted_objects_are_hidden_unless_all_are_asked_for(agency: Any) -> None:
    """§6.4: the hidden default filter; the advertiser's total has them always (sure)."""
    for level in ("campaign", "adgroup", "ad"):
        for advertiser_id in agency.entrance.advertiser_ids:
            asked = {"advertiser_id": advertiser_id, "metrics": ["spend"], **agency.last_days(90)}
            shown = await agency.rows(level, **asked)
            everything = await agency.rows(level, **asked, **agency.all_of(level))
            reference = await agency.rows("advertiser", **asked)

            assert [row for row in everything if row in shown] == shown
            total = sum(Decimal(row["metrics"]["spend"]) for row in everything)
            assert total == Decimal(reference[0]["metrics"]["spend"])
    gone = {found.id for found in agency.simulator.state.ads.values() if found.operation_status == "DELETE"}
    asked = {"metrics": ["spend"], **agency.last_days(90)}
    hidden = await agency.rows("ad", filtering=agency.only("ad_status", ["STATUS_DELETE"]), **asked)
    assert gone & {row["dimensions"]["ad_id"] for row in hidden}


async def test_reach_does_not_add_up(agency: Any) -> None:
    """§6.10: distinct people (sure); two days ago, when all that counts people is known."""
    asked = {"metrics": ["reach", "impressions", "frequency"], **agency.last_days(28, before=2)}
    whole = (await agency.rows("advertiser", **asked))[0]["metrics"]
    ads = [row["metrics"] for row in await agency.rows("ad", **asked, **agency.all_of("ad"))]
    days = [row["metrics"] for row in await agency.rows("advertiser", "stat_time_day", **asked)]

    reach = int(whole["reach"])
    for parts in (ads, days):
        assert sum(int(part["impressions"]) for part in parts) == int(whole["impressions"])
        assert max(int(part["reach"]) for part in parts) < reach < sum(int(part["reach"]) for part in parts)
    assert reach < int(whole["impressions"])
    assert Decimal(whole["frequency"]) == round(Decimal(whole["impressions"]) / reach, 2)


async def test_the_result_of_a_reach_campaign_is_its_reach_and_has_no_total(agency: Any) -> None:
    """§6.10: the objective's result, which may be reach (sure)."""
    metrics = ["objective_type", "result", "reach", "impressions", "cost_per_result", "spend"]
    asked = {"metrics": metrics, "enable_total_metrics": True, **agency.last_days(20, before=2)}
    found = False
    for advertiser_id in agency.entrance.advertiser_ids:
        data = await agency.report("campaign", page_size=1000, advertiser_id=advertiser_id, **asked)
        reaching = [row["metrics"] for row in data["list"] if row["metrics"]["objective_type"] == "REACH"]
        assert all(row["result"] == row["reach"] != row["impressions"] for row in reaching)
        assert (data["total_metrics"]["result"] == "-") == bool(reaching)
        found = found or bool(reaching)
    assert found


async def test_a_lifetime_is_all_there_ever_was(agency: Any) -> None:
    """§6.2: history is kept, query_lifetime passes over dates (sure)."""
    lifetime = await agency.rows("advertiser", query_lifetime=True, metrics=["spend"])
    year = await agency.rows("advertiser", metrics=["spend"], **agency.last_days(365))

    assert lifetime == year


async def test_filters_by_parents_and_objective_restrict_the_rows(agency: Any) -> None:
    state = agency.simulator.state
    campaign_id = state.campaigns_of[agency.dollars][0]
    objective = state.campaigns[campaign_id].fields["objective_type"]
    asked = {"metrics": ["campaign_id", "objective_type", "spend"], **agency.last_days(90)}

    mine = await agency.rows("ad", filtering=agency.only("campaign_ids", [campaign_id]), **asked)
    alike = await agency.rows("ad", filtering=agency.only("objective_type", [objective]), **asked)
    whole = await agency.rows("advertiser", filtering=agency.only("campaign_ids", [campaign_id]), **asked)
    told = agency.true(agency.dollars, agency.today - timedelta(days=89), agency.today, "campaign")["rows"]

    assert {row["metrics"]["campaign_id"] for row in mine} == {campaign_id}
    assert {row["metrics"]["objective_type"] for row in alike} == {objective}
    assert whole[0]["metrics"]["spend"] == next(row["spend"] for row in told if row["campaign_id"] == campaign_id)


async def test_an_ad_filter_counts_at_every_level(agency: Any) -> None:
    asked = {"metrics": ["spend"], **agency.last_days(30)}
    ads = (await agency.rows("ad", **asked))[:2]
    filtering = agency.only("ad_ids", [row["dimensions"]["ad_id"] for row in ads])

    whole = await agency.rows("advertiser", filtering=filtering, **asked)

    assert Decimal(whole[0]["metrics"]["spend"]) == sum(Decimal(row["metrics"]["spend"]) for row in ads)


async def test_attributes_are_told_at_their_levels_only(agency: Any) -> None:
    """§6.1: parents' ids and names are metrics; §6.10: descriptors are bound to levels (sure)."""
    asked = {"metrics": ["campaign_name", "adgroup_name", "ad_name", "budget", "timezone"], **agency.last_days(7)}
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
async def test_every_metric_tiktok_gives_at_a_level_has_an_answer(agency: Any, level: str) -> None:
    """§6.10: every numeric metric is valid at all four levels (sure)."""
    names = [
        name
        for name, metric in metrics().items()
        if f"AUCTION_{level.upper()}" in metric.data_levels
        and not metric.requires_dimensions
        and metric.report_types["BASIC"] != "no"
        and name != "ad_id_v2"
    ]

    rows = await agency.rows(level, metrics=names, **agency.last_days(2))

    for name, value in rows[0]["metrics"].items():
        if value != "-":
            expected = {"integer": 0, "string": None, "boolean": None}.get(metrics()[name].value_type, -2)
            assert expected is None or Decimal(value).as_tuple().exponent == expected, (name, value)


async def test_several_advertisers_bring_their_currency_along(agency: Any) -> None:
    """§6.2: rows gain currency, timezone and advertiser_id (sure)."""
    ids = list(agency.entrance.advertiser_ids)
    asked = {"advertiser_ids": ids, "metrics": ["spend", "clicks"], "enable_total_metrics": True}

    data = await agency.report("advertiser", **asked, **agency.last_days(7))

    state = agency.simulator.state
    assert [row["metrics"]["advertiser_id"] for row in data["list"]] == ids
    assert [row["metrics"]["currency"] for row in data["list"]] == [state.advertisers[i].currency for i in ids]
    clicks = sum(int(row["metrics"]["clicks"]) for row in data["list"])
    without = {"currency": "-", "timezone": "-", "advertiser_id": "-"}
    assert data["total_metrics"] == {"spend": "-", "clicks": str(clicks)} | without


async def test_a_scope_of_too_many_ads_is_cut_to_the_newest_with_a_warning(agency: Any) -> None:
    """§6.6: the newest 20,000 ads, code 0, X-Tt-Ads-Throttle (sure)."""
    asked = {**agency.by("ad"), "metrics": ["spend"], "page_size": 1000, **agency.last_days(30), **agency.all_of("ad")}
    whole = (await agency.answer(**asked)).json()["data"]["list"]
    agency.simulator.ads_report_cap = 20

    response = await agency.answer(**asked, order_type="ASC")

    state = agency.simulator.state
    mine = sorted((int(i) for i, ad in state.ads.items() if ad.advertiser_id == agency.dollars), reverse=True)
    newest = {str(ad_id) for ad_id in mine[:20]}
    assert response.json()["data"]["list"] == [row for row in whole if row["dimensions"]["ad_id"] in newest]
    assert "20" in response.headers["X-Tt-Ads-Throttle"]


async def test_a_wrong_service_type_finds_nothing(agency: Any) -> None:
    """§6.1: no error (sure)."""
    data = await agency.report("ad", service_type="RESERVATION", **agency.last_days(7))

    assert data == {"list": [], "page_info": {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}}


def only(field: str, values: Any, kind: str = "IN") -> list[dict[str, str]]:
    return [{"field_name": field, "filter_type": kind, "filter_value": json.dumps(values)}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metrics": ["spend", "x", "y"]}, "invalid metric fields and try again. Invalid metric fields: ['x', 'y']."),
        ({"dimensions": ["ad_id", "nonsense"]}, "Invalid dimension fields: ['nonsense']."),
        ({"report_type": "NONSENSE"}, "report_type: Invalid value 'NONSENSE'"),
        ({"data_level": None}, "data_level: Missing data for required field."),
        ({"data_level": "RESERVATION_AD"}, "data_level: Invalid value"),
        ({"advertiser_id": None}, "advertiser_id: Missing data for required field."),
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
        ({"filtering": only("create_time", ["2026-01-01 00:00:00"], "BETWEEN")}, "exactly two"),
        ({"filtering": only("create_time", "yesterday", "GREATER_THAN")}, "create_time: Time format"),
        ({"filtering": only("campaign_label_ids", ["1"], "CONTAIN_ANY_OF")}, "does not simulate the filter"),
        ({"filtering": [{"field_name": "ad_ids", "filter_type": "IN", "filter_value": "1,2"}]}, "JSON text of a list"),
        ({"order_field": "campaign_name"}, "order_field: campaign_name is not a numeric metric."),
        ({"order_type": "UP"}, "order_type: Invalid value 'UP'"),
        ({"page_size": 1001}, "page_size"),
        ({"query_mode": "PIECES"}, "query_mode: Invalid value"),
    ],
)
async def test_what_tiktok_refuses_is_refused(agency: Any, arguments: dict[str, Any], message: str) -> None:
    """Behaviour reference §6.1, §6.2 and §6.4 (sure)."""
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
        {"dimensions": ["ad_id", "gender"]},
        {"dimensions": ["ad_id", "country_code", "post_id"]},
        {"dimensions": ["ad_id", "search_terms"]},
        {"dimensions": ["ad_id", "catalog_id"]},
        {"dimensions": ["ad_id", "country_code"], "query_lifetime": True},
        {"metrics": ["cash_spend"]},
        {"metrics": ["ad_id_v2"]},
        {"dimensions": ["ad_id_v2"], "metrics": ["ad_id"]},
        {"dimensions": ["ad_id_v2", "ad_id"]},
        {"metrics": ["single_image_impressions"]},
        {"metrics": ["video_id"]},
    ],
)
async def test_what_has_no_relation_is_a_conflict(agency: Any, arguments: dict[str, Any]) -> None:
    """§6.1: one ID dimension, that of the level, parents' ids are metrics; §6.3 (sure)."""
    assert await agency.refused(**arguments) == CONFLICT


async def test_more_than_a_hundred_ids_are_too_many(agency: Any) -> None:
    """§6.4 (sure)."""
    code, _ = await agency.refused(filtering=agency.only("ad_ids", [str(n) for n in range(101)]))

    assert code == 40011


async def test_ids_that_match_nothing_give_no_rows(agency: Any) -> None:
    """§6.6: an empty list rather than an error (sure)."""
    assert await agency.rows("ad", filtering=agency.only("ad_ids", ["1"]), **agency.last_days(30)) == []


async def test_a_day_before_everything_has_no_rows(agency: Any) -> None:
    """§6.6: days without spend are not returned (sure)."""
    day = str(date(2020, 1, 1))

    assert await agency.rows("campaign", "stat_time_day", start_date=day, end_date=day) == []
