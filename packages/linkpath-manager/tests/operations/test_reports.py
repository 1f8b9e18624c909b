"""Reports: whatever is asked for, the figures are TikTok's to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkpath_manager.domain.metrics import METRICS, Kind
from tiktok_marketing.simulator.truth import truth

TODAY = date(2026, 11, 20)
FIRST = date(2026, 10, 1)  # some days before anything was delivered
SUMMER_TIME_ENDS = date(2026, 11, 1)  # in New York, at two in the morning
TRUE = {
    "spend": "spend",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversion",
    "video_plays": "video_play_actions",
    "video_2s": "video_watched_2s",
    "video_6s": "video_watched_6s",
    "video_p100": "video_views_p100",
    "likes": "likes",
    "web_purchases": "complete_payment",
    "web_conversion_value": "total_complete_payment_rate",
    "app_installs": "app_install",
}
"""LinkPath's name of a figure → the truth's."""
LEVELS = ("advertiser", "campaign", "adgroup", "ad")


def exact(figures: dict[str, Any]) -> dict[str, Decimal]:
    """The figures of a report, or of the truth, by LinkPath's names."""
    return {name: Decimal(str(figures[name] if name in figures else figures[TRUE[name]])) for name in TRUE}


def delivered(figures: dict[str, Decimal]) -> bool:
    return any(figures.values())


def true(house: Any, advertiser_id: str, start: date, end: date, level: str) -> dict[str, Any]:
    return truth(house.state, house.simulator.now(), advertiser_id, start, end, level)


async def report(house: Any, **query: Any) -> dict[str, Any]:
    asked = {"metrics": ",".join(TRUE), **{name: str(value) for name, value in query.items()}}
    answer = await house.api.get("/v1/reporting", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def of_truth(told: dict[str, Any], level: str) -> dict[str, dict[str, Decimal]]:
    rows = told["rows"] if level != "advertiser" else [told["totals"] | {"advertiser_id": told["advertiser_id"]}]
    return {row[f"{level}_id"]: exact(row) for row in rows if delivered(exact(row))}


ranges = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
    lambda ends: (FIRST + timedelta(days=min(ends)), FIRST + timedelta(days=max(ends)))
)


@given(st.integers(0, 2), st.sampled_from(LEVELS), ranges)
@settings(max_examples=40, deadline=None)
def test_rows_and_totals_are_the_truth_for_any_range_and_level(
    standing: Any, number: int, level: str, days: tuple[date, date]
) -> None:
    house, advertiser_id = standing.house, standing.house.way_in.advertiser_ids[number]
    house.time.advance(seconds=2)
    told = true(house, advertiser_id, *days, level)

    found = standing.run(report(house, advertiser_id=advertiser_id, level=level, start_date=days[0], end_date=days[1]))

    rows = {row[f"{level}_id"]: exact(row) for row in found["rows"]}
    assert {id_: row for id_, row in rows.items() if delivered(row)} == of_truth(told, level)
    assert not found["rows"] or exact(found["totals"]) == exact(told["totals"])
    assert (found["complete"], found["currency"], found["has_more"]) == (True, told["currency"], False)


@given(st.integers(0, 2), st.sampled_from(LEVELS), ranges)
@settings(max_examples=15, deadline=None)
def test_days_are_the_truth_of_each_day_and_add_up(
    standing: Any, number: int, level: str, days: tuple[date, date]
) -> None:
    house, advertiser_id = standing.house, standing.house.way_in.advertiser_ids[number]
    house.time.advance(seconds=2)
    (start, end), query = days, {"advertiser_id": advertiser_id, "level": level, "dimensions": "day"}

    found = standing.run(report(house, start_date=start, end_date=end, **query))

    for day in (start + timedelta(days=n) for n in range((end - start).days + 1)):
        rows = {row[f"{level}_id"]: exact(row) for row in found["rows"] if row["day"] == day.isoformat()}
        assert {i: row for i, row in rows.items() if delivered(row)} == of_truth(
            true(house, advertiser_id, day, day, level), level
        )
    assert not found["rows"] or exact(found["totals"]) == exact(true(house, advertiser_id, start, end, level)["totals"])
    assert found["rows"] == sorted(found["rows"], key=lambda row: (row["day"], row[f"{level}_id"]))


@pytest.mark.parametrize("day", [SUMMER_TIME_ENDS, date(2026, 11, 11)])
async def test_the_hours_of_a_day_add_up_even_when_there_are_25(house: Any, day: date) -> None:
    found = await report(house, level="advertiser", start_date=day, end_date=day, dimensions="hour")

    told = exact(true(house, house.usd, day, day, "advertiser")["totals"])
    assert told["spend"] > 0
    assert exact(found["totals"]) == told
    assert {name: sum(exact(row)[name] for row in found["rows"]) for name in TRUE} == told
    assert {row["hour"][:10] for row in found["rows"]} == {day.isoformat()}


async def test_a_long_range_is_cut_into_what_tiktok_takes(house: Any) -> None:
    whole = await report(house, start_date=FIRST, end_date=TODAY, dimensions="day", level="ad")

    spans = [(date.fromisoformat(call.params["start_date"]), date.fromisoformat(call.params["end_date"]))
             for call in house.calls("report.integrated.get")]  # fmt: skip
    assert sorted(spans) == [(FIRST, FIRST + timedelta(days=29)), (FIRST + timedelta(days=30), TODAY)]
    assert whole["source"] == {"lake_rows": 0, "sync_calls": 2, "async_tasks": 0}


async def test_what_was_deleted_is_counted_and_named(house: Any) -> None:
    gone = {node.id for node in house.state.ads.values() if node.operation_status == "DELETE"}

    found = await report(house, start_date=FIRST, end_date=TODAY, level="ad")

    spent = {row["ad_id"]: row for row in found["rows"] if row["ad_id"] in gone}
    assert spent
    assert {row["name"] for row in spent.values()} == {house.at_tiktok("ad", i).fields["ad_name"] for i in spent}


async def test_ratios_are_those_of_the_sums(house: Any) -> None:
    metrics = "spend,impressions,clicks,conversions,ctr,cpc,cpm,cpa,cvr,web_conversion_value,roas,conversion_value"

    found = await report(house, start_date=FIRST, end_date=TODAY, level="campaign", metrics=metrics)

    assert len(found["rows"]) > 1
    for row in [*found["rows"], found["totals"]]:
        spend, shown, clicks = Decimal(row["spend"]), row["impressions"], row["clicks"]
        assert Decimal(str(row["ctr"])) == pytest.approx(Decimal(100 * clicks) / shown, abs=Decimal("1e-9"))
        assert Decimal(row["cpc"]) == pytest.approx(spend / clicks, abs=Decimal("1e-6"))
        assert Decimal(row["cpm"]) == pytest.approx(1000 * spend / shown, abs=Decimal("1e-6"))
        assert Decimal(str(row["roas"])) == pytest.approx(Decimal(row["conversion_value"]) / spend, abs=Decimal("1e-9"))


async def test_what_would_be_divided_by_zero_is_null(house: Any) -> None:
    found = await report(
        house, start_date=FIRST, end_date=TODAY, level="ad", dimensions="day", metrics="clicks,conversions,cpc,cpa,cvr"
    )

    without = [row for row in found["rows"] if row["conversions"] == 0]
    assert without
    assert {row["cpa"] for row in without} == {None}
    assert {row["cvr"] for row in without if row["clicks"]} == {0.0}
    assert {row["cpc"] for row in found["rows"] if not row["clicks"]} <= {None}


async def test_people_are_never_summed(house: Any) -> None:
    days = {"start_date": TODAY - timedelta(days=20), "end_date": TODAY - timedelta(days=3)}
    people = {"metrics": "reach,frequency,impressions"}

    campaigns = await report(house, level="campaign", **days, **people)
    advertiser = await report(house, level="advertiser", **days, **people)
    by_day = await report(house, level="advertiser", dimensions="day", **days, **people)

    total = advertiser["rows"][0]["reach"]
    assert campaigns["totals"]["reach"] == by_day["totals"]["reach"] == advertiser["totals"]["reach"] == total
    assert all(row["reach"] for row in [*campaigns["rows"], *by_day["rows"]])
    assert sum(row["reach"] for row in by_day["rows"]) > total


async def test_people_who_cannot_be_counted_in_one_call_are_null(house: Any) -> None:
    days = {"start_date": TODAY - timedelta(days=20), "end_date": TODAY - timedelta(days=3)}
    ids = ",".join(node.id for node in house.state.campaigns.values() if node.advertiser_id == house.usd)

    narrowed = await report(house, level="campaign", metrics="reach,clicks", **days, **{"filter[campaign_id]": ids})
    long = await report(
        house, level="campaign", metrics="reach,clicks", start_date=TODAY - timedelta(days=400), end_date=TODAY
    )

    assert narrowed["totals"]["reach"] is None
    assert all(row["reach"] for row in narrowed["rows"])
    assert long["totals"]["reach"] is None
    assert long["totals"]["clicks"] > 0


async def test_every_metric_can_be_asked_for(house: Any) -> None:
    found = await report(house, level="campaign", date_preset="last_7d", metrics=",".join(METRICS))

    assert list(found["totals"]) == list(METRICS)
    assert all(row.keys() == {"campaign_id", "name", *METRICS} for row in found["rows"])
    assert all(METRICS[name].kind is not Kind.ADDITIVE for name, value in found["totals"].items() if value is None)


@pytest.mark.parametrize("sort", ["spend", "-spend", "ctr", "-cpc", "name", "-name", "ad_id", "-ad_id", "-day"])
def test_pages_of_any_length_give_the_same_rows_in_the_order_asked_for(standing: Any, sort: str) -> None:
    house = standing.house
    query = {"level": "ad", "date_preset": "last_7d", "sort": sort, "metrics": "spend,ctr,cpc"}
    query |= {"dimensions": "day"} if sort == "-day" else {}
    whole = standing.run(report(house, **query))["rows"]
    column = sort.removeprefix("-")
    known = [row[column] for row in whole if row[column] is not None]
    ordered = [Decimal(str(value)) for value in known] if column in query["metrics"].split(",") else known
    assert ordered == sorted(ordered, reverse=sort.startswith("-"))
    assert [row[column] for row in whole][len(known) :] == [None] * (len(whole) - len(known))

    for limit in (1, 2, 7, len(whole) - 1, len(whole), len(whole) + 1):
        house.time.advance(seconds=61)
        page = standing.run(report(house, limit=limit, **query))
        seen = page["rows"]
        while page["has_more"]:
            assert (len(page["rows"]), page["total_count"]) == (limit, len(whole))
            assert len(seen) < len(whole)
            page = standing.run(report(house, limit=limit, cursor=page["next_cursor"], **query))
            seen = seen + page["rows"]
        assert (seen, page["next_cursor"]) == (whole, None)


async def test_the_next_page_costs_no_call_while_the_report_is_fresh(house: Any) -> None:
    query = {"level": "ad", "date_preset": "last_7d", "limit": 3}
    first = await report(house, **query)
    calls = len(house.calls("report.integrated.get"))
    await report(house, **query, cursor=first["next_cursor"])
    fresh = len(house.calls("report.integrated.get"))
    house.time.advance(seconds=61)
    late = await report(house, **query, cursor=first["next_cursor"])

    assert fresh == calls
    assert len(house.calls("report.integrated.get")) > calls
    assert len(late["rows"]) == 3


async def test_a_cursor_goes_with_its_report_alone(house: Any) -> None:
    query = "/v1/reporting?level=ad&date_preset=last_7d&limit=3"
    cursor = (await house.ok("GET", query))["next_cursor"]
    others = [
        f"{query}&sort=-spend",
        f"{query}&metrics=clicks",
        f"{query}&advertiser_id={house.eur}",
        "/v1/reporting?level=ad&date_preset=last_14d",
        "/v1/reporting?level=campaign&date_preset=last_7d",
    ]

    refusals = [await house.refused("GET", f"{address}&cursor={cursor}") for address in others]

    assert set(refusals) == {(400, "invalid_cursor")}
    assert await house.refused("GET", f"{query}&cursor=x") == (400, "invalid_cursor")


@pytest.mark.parametrize("level", ["campaign", "adgroup", "ad"])
async def test_a_filter_keeps_its_objects_alone_whatever_the_reports_level(house: Any, level: str) -> None:
    wanted = house.one(level)
    days = {"start_date": FIRST, "end_date": TODAY}

    found = await report(house, level="ad", **days, **{f"filter[{level}_id]": wanted.id})

    under = [ad.id for ad in house.state.ads.values() if wanted.id in (ad.id, ad.adgroup_id, ad.campaign_id)]
    told = of_truth(true(house, house.usd, FIRST, TODAY, "ad"), "ad")
    rows = {row["ad_id"]: exact(row) for row in found["rows"]}
    assert {i: row for i, row in rows.items() if delivered(row)} == {i: row for i, row in told.items() if i in under}


async def test_more_ids_than_tiktok_takes_are_asked_for_in_several_calls(house: Any) -> None:
    ads = [node.id for node in house.state.ads.values() if node.advertiser_id == house.usd]
    ids = [*ads[:10], *(str(10**18 + n) for n in range(240)), *ads[10:], *ads[:5]]
    days = {"start_date": FIRST, "end_date": TODAY, "level": "ad"}

    found = await report(house, **days, **{"filter[ad_id]": ",".join(ids)})
    calls = house.calls("report.integrated.get")
    unfiltered = await report(house, **days)

    assert (found["rows"], found["totals"]) == (unfiltered["rows"], unfiltered["totals"])
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("preset", "usd", "jpy"),
    [
        ("today", ("2026-11-20", "2026-11-20"), ("2026-11-21", "2026-11-21")),
        ("yesterday", ("2026-11-19", "2026-11-19"), ("2026-11-20", "2026-11-20")),
        ("last_7d", ("2026-11-13", "2026-11-19"), ("2026-11-14", "2026-11-20")),
        ("this_month", ("2026-11-01", "2026-11-20"), ("2026-11-01", "2026-11-21")),
        ("last_month", ("2026-10-01", "2026-10-31"), ("2026-10-01", "2026-10-31")),
    ],
)
async def test_a_preset_means_the_advertisers_own_days(
    house: Any, preset: str, usd: tuple[str, str], jpy: tuple[str, str]
) -> None:
    house.time.advance(hours=4)  # it is the 21st in Tokyo

    found = [await report(house, date_preset=preset, advertiser_id=one) for one in (house.usd, house.jpy)]

    assert [(it["start_date"], it["end_date"]) for it in found] == [usd, jpy]
    assert [it["time_zone"] for it in found] == ["America/New_York", "Asia/Tokyo"]


async def test_a_report_says_whether_its_figures_may_still_change(house: Any) -> None:
    settled = await report(house, start_date=TODAY - timedelta(days=40), end_date=TODAY - timedelta(days=29))
    open_ = await report(house, start_date=TODAY - timedelta(days=40), end_date=TODAY - timedelta(days=28))

    assert (settled["is_final"], open_["is_final"]) == (True, False)
    assert settled["as_of"] == "2026-11-20T12:01:00Z"


@pytest.mark.parametrize("query", [
    "",
    "start_date=2026-11-01",
    "end_date=2026-11-01",
    "start_date=2026-11-02&end_date=2026-11-01",
    "start_date=2026-11-01&end_date=2026-11-02&date_preset=today",
    "start_date=2026-11-01&date_preset=today",
    "start_date=01.11.2026&end_date=2026-11-02",
    "start_date=2026-02-30&end_date=2026-11-02",
    "date_preset=last_3d",
    "date_preset=today&metrics=fame",
    "date_preset=today&metrics=",
    "date_preset=today&dimensions=country",
    "date_preset=today&dimensions=day,hour",
    "date_preset=today&level=country",
    "date_preset=today&limit=0",
    "date_preset=today&limit=1001",
    "date_preset=today&filter[campaign_id]=1&filter[ad_id]=2",
    "date_preset=today&filter[campaign_id]=x",
    "date_preset=today&filter[video_id]=1",
])  # fmt: skip
async def test_what_cannot_be_reported_is_refused_before_tiktok(house: Any, query: str) -> None:
    assert await house.refused("GET", f"/v1/reporting?{query}") == (400, "invalid_request")
    assert house.calls() == []


async def test_a_column_that_is_not_there_cannot_be_sorted_by(house: Any) -> None:
    assert await house.refused("GET", "/v1/reporting?date_preset=today&sort=-reach") == (400, "invalid_request")
    assert await house.refused("GET", "/v1/reporting?date_preset=today&sort=day") == (400, "invalid_request")


async def test_a_range_without_delivery_is_empty_and_not_an_error(house: Any) -> None:
    found = await report(house, start_date="2020-01-01", end_date="2020-01-31", dimensions="day", level="ad")

    assert (found["rows"], found["total_count"], found["has_more"]) == ([], 0, False)


async def test_a_busy_tiktok_is_told_as_such(house: Any) -> None:
    house.fault("limited", "report.integrated.get")

    answer = await house.ask("GET", "/v1/reporting?date_preset=last_7d")

    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_busy")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_report_that_would_take_hundreds_of_calls_is_refused_before_any(house: Any) -> None:
    house.simulator.journal.clear()
    answer = await house.ask("GET", "/v1/reporting?start_date=1990-01-01&end_date=2026-01-01&dimensions=day")

    assert (answer.status_code, answer.json()["param"]) == (400, "dimensions")
    assert house.calls("report.integrated.get") == []
