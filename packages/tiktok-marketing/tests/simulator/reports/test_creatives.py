"""How creatives do: second by second, and against those of others (behaviour reference §6.11)."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.seconds import folded, spread, watching

SECONDS, BENCHMARK = "/report/video_performance/get/", "/report/ad_benchmark/get/"
BY_AD = {
    "click_count": "clicks",
    "slide_count": "profile_visits",
    "convert_count": "conversion",
    "like_count": "likes",
    "share_count": "shares",
    "comment_count": "comments",
}


async def told(agency: Any, path: str, **arguments: Any) -> dict[str, Any]:
    body = (await agency.get(path, **{"advertiser_id": agency.dollars} | arguments)).json()
    assert body["code"] == 0, body
    data: dict[str, Any] = body["data"]
    return data


async def code(agency: Any, path: str, **arguments: Any) -> int:
    body = (await agency.get(path, **{"advertiser_id": agency.dollars} | arguments)).json()
    assert body["data"] == {}, body
    return int(body["code"])


async def videos(agency: Any) -> list[str]:
    """Ids of the advertiser's ads that showed a video in the last month, most impressions first."""
    asked = agency.all_of("ad") | agency.last_days(28, before=3)
    rows = await agency.rows("ad", "video_material_id", metrics=["impressions"], order_field="impressions", **asked)
    return list(dict.fromkeys(row["dimensions"]["ad_id"] for row in rows))


async def test_the_seconds_of_an_ad_add_up_to_what_reports_say(agency: Any) -> None:
    """D:1738825259075586 (sure): by ad, lists that begin with the 0th second."""
    ids = (await videos(agency))[:40]
    agency.simulator.clock.set(agency.now.replace(hour=17, minute=20), speed=0)  # when reports are an hour late, too
    metrics = ["video_play_actions", "video_watched_2s", *BY_AD.values()]
    filtering = [*agency.only("ad_ids", ids), *agency.only("ad_status", ["STATUS_ALL"])]

    rows = (await told(agency, SECONDS, filtering={"ad_ids": ids}, page_size=500))["list"]

    life = await agency.rows("ad", metrics=metrics, query_lifetime=True, filtering=filtering)
    whole = {row["dimensions"]["ad_id"]: row["metrics"] for row in life}
    assert {row["info"]["ad_id"] for row in rows} == set(ids)
    for row in rows:
        own, lists = whole[row["info"]["ad_id"]], row["metrics"]
        assert {len(values) for values in lists.values()} == {min(row["info"]["duration"], 60)}
        assert lists["view_count"][0] == int(own["video_play_actions"])
        assert lists["view_count"][2] == int(own["video_watched_2s"])
        left = [before - after for before, after in pairwise(lists["view_count"])]
        assert lists["break_count"][:-1] == left
        assert {name: sum(lists[name]) for name in BY_AD} == {name: int(own[of]) for name, of in BY_AD.items()}


async def test_a_video_has_what_all_its_ads_brought_while_they_showed_it(agency: Any) -> None:
    """D:1738825259075586 (sure): by video, UTC, both ends counted."""
    day = str(agency.today - timedelta(days=6))
    asked = {"advertiser_ids": [agency.dollars], "multi_adv_report_in_utc_time": True, **agency.all_of("ad")}
    asked |= {"metrics": ["clicks", "conversion"], "start_date": day, "end_date": day}
    state, sums = agency.simulator.state, dict[str, Counter[str]]()
    for row in await agency.rows("ad", **asked):
        if video_id := state.ads[row["dimensions"]["ad_id"]].fields.get("video_id"):
            own = {name: int(value) for name, value in row["metrics"].items() if name in {"clicks", "conversion"}}
            sums.setdefault(video_id, Counter()).update(own)
    video_id = max(sums, key=lambda one: sums[one]["clicks"])
    material_id = state.materials_of[agency.dollars][video_id]
    window = {"start_time": f"{day} 00:00:00", "end_time": f"{day} 23:59:59", "lifetime": False}

    by_material = await told(agency, SECONDS, report_type="VIDEO", filtering={"material_ids": [material_id], **window})
    by_video = await told(agency, SECONDS, report_type="VIDEO", filtering={"video_ids": [video_id], **window})
    ever = await told(agency, SECONDS, report_type="VIDEO", filtering={"video_ids": [video_id]})

    [row] = by_material["list"]
    assert (sum(row["metrics"]["clicks"]), sum(row["metrics"]["conversions"])) == (
        sums[video_id]["clicks"],
        sums[video_id]["conversion"],
    )
    assert sum(row["metrics"]["clicks"]) > 0
    assert by_video["list"] == by_material["list"]
    assert sum(ever["list"][0]["metrics"]["clicks"]) > sum(row["metrics"]["clicks"])
    assert list(row["info"]) == ["video_id", "duration"]


async def test_of_every_second_a_video_keeps_some_and_loses_the_rest(agency: Any) -> None:
    ad_id = (await videos(agency))[0]
    video_id = agency.simulator.state.ads[ad_id].fields["video_id"]

    data = await told(agency, SECONDS, report_type="VIDEO", filtering={"video_ids": [video_id]})

    lists = data["list"][0]["metrics"]
    for before, left, kept in zip(lists["retain"], lists["drop_off"][1:], lists["retain"][1:], strict=False):
        assert before - left == kept >= 0
    watched = [kept + left for kept, left in zip(lists["retain"], lists["drop_off"], strict=True)]
    for count, clicks, rate in zip(watched, lists["clicks"], lists["ctr"], strict=True):
        assert rate == pytest.approx(100 * clicks / count if count else 0, abs=0.005)


@pytest.mark.parametrize(
    "arguments",
    [
        {"filtering": {}},
        {"filtering": None},
        {"filtering": {"ad_ids": ["1"], "campaign_ids": ["2"]}},
        {"filtering": {"video_ids": ["v"]}},
        {"filtering": {"ad_ids": ["1"]}, "report_type": "VIDEO"},
        {"filtering": {"video_ids": ["v"], "material_ids": ["1"]}, "report_type": "VIDEO"},
        {"filtering": {"video_ids": ["v", "w"]}, "report_type": "VIDEO"},
        {"filtering": {"video_ids": ["v"], "lifetime": False}, "report_type": "VIDEO"},
        {"filtering": {"ad_ids": ["1"]}, "metrics_fields": ["retain"]},
        {"filtering": {"ad_ids": ["1"]}, "report_type": "IMAGE"},
        {"filtering": {"ad_ids": ["1"]}, "page_size": 501},
        {"filtering": {"ad_ids": ["1"]}, "sort_type": "DOWN"},
        {"filtering": {"ad_ids": ["1"]}, "sort_field": "clicks"},
    ],
)
async def test_what_seconds_are_not_told_of_is_refused(agency: Any, arguments: dict[str, Any]) -> None:
    """D:1738825259075586 (sure)."""
    assert await code(agency, SECONDS, **arguments) == 40002


async def test_seconds_are_told_of_200_ads_at_most(agency: Any) -> None:
    """D:1738825259075586 (sure)."""
    assert await code(agency, SECONDS, filtering={"ad_ids": [str(number) for number in range(201)]}) == 40011
    assert (await told(agency, SECONDS, filtering={"ad_ids": [str(number) for number in range(200)]}))["list"] == []


async def test_ads_come_in_the_order_that_is_asked_for(agency: Any) -> None:
    campaigns = list(agency.simulator.state.campaigns_of[agency.dollars])

    found = {
        order: [
            row["info"]["ad_id"]
            for row in (await told(agency, SECONDS, filtering={"campaign_ids": campaigns}, page_size=500, **order_of))[
                "list"
            ]
        ]
        for order, order_of in {
            "usual": {},
            "newest": {"sort_type": "DES"},
            "oldest": {"sort_type": "ASC"},
            "by id": {"sort_type": "ASC", "sort_field": "AD_ID"},
        }.items()
    }

    ads = agency.simulator.state.ads
    assert found["usual"] == found["newest"] == sorted(found["oldest"], key=lambda i: ads[i].created_at, reverse=True)
    assert found["by id"] == sorted(found["oldest"], key=int)


async def test_nobody_sees_the_videos_of_others(agency: Any) -> None:
    foreign = next(one for one in agency.simulator.state.materials.values() if one.advertiser_id == agency.yen)

    assert (await told(agency, SECONDS, report_type="VIDEO", filtering={"material_ids": [foreign.id]}))["list"] == []


@given(
    duration=st.integers(1, 200),
    shares=st.lists(st.integers(0, 1000), min_size=5, max_size=5),
    count=st.integers(0, 10_000),
    plays=st.integers(0, 100_000),
)
def test_seconds_add_up_however_long_a_video_is(duration: int, shares: list[int], count: int, plays: int) -> None:
    moments = {0: plays, 2000: plays * shares[0] // 1000} if duration > 2 else {0: plays}
    moments |= {duration * 250 * place: plays * shares[place] // 1000 for place in range(1, 5)}

    watched = watching(moments, duration)

    done = spread(count, watched[:-1], "clicks")
    assert len(watched) == duration + 1
    assert len(done) == duration
    assert watched[0] == plays
    assert watched == sorted(watched, reverse=True)
    assert sum(done) == sum(folded(done)) == count
    assert len(folded(done)) == min(duration, 60)
    assert all(value >= 0 for value in done)


async def test_ads_are_measured_against_others_like_them(agency: Any) -> None:
    """D:1738824501176321 (sure): the share of all ads that one outperforms, from 0.0 to 1.0."""
    campaigns = list(agency.simulator.state.campaigns_of[agency.dollars])
    asked = {"filtering": {"campaign_ids": campaigns}, "dimensions": ["LOCATION", "PLACEMENT"], "page_size": 100}

    data = await told(agency, BENCHMARK, compare_time_window=30, **asked)

    last = date.fromisoformat(data["compare_date"])
    assert timedelta(hours=30) <= agency.now - datetime(last.year, last.month, last.day, 24 - 1, 59, tzinfo=UTC)
    days = {"start_date": str(last - timedelta(days=29)), "end_date": str(last)}
    known = await agency.rows("ad", metrics=["impressions", "cpc", "clicks"], **days, **agency.all_of("ad"))
    shown = {row["dimensions"]["ad_id"]: row["metrics"] for row in known}
    for row in data["list"]:
        own = shown.get(row["info"]["ad_id"], {"impressions": "0"})
        assert ("metrics" in row) == (int(own["impressions"]) >= 1000)
        assert set(row) == ({"info", "metrics"} if "metrics" in row else {"info"})
    told_of = [row for row in data["list"] if "metrics" in row]
    assert len(told_of) > 10
    for row in told_of:
        assert all(0 <= value <= 1 and value == round(value, 1) for value in row["metrics"].values())
        assert (row["info"]["location"], row["info"]["placement"]) == ("US", "PLACEMENT_TIKTOK")
    ranked = sorted(told_of, key=lambda row: int(shown[row["info"]["ad_id"]]["clicks"]))
    assert [row["metrics"]["click"] for row in ranked] == sorted(row["metrics"]["click"] for row in told_of)
    cheapest = sorted(told_of, key=lambda row: Decimal(shown[row["info"]["ad_id"]]["cpc"]))
    assert cheapest[0]["metrics"]["cpc"] > cheapest[-1]["metrics"]["cpc"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"dimensions": []},
        {"dimensions": None},
        {"dimensions": ["LOCATION", "LOCATION"]},
        {"dimensions": ["AGE"]},
        {"compare_time_window": 8},
        {"metrics_fields": ["spend"]},
        {"filtering": {"ad_ids": ["1"], "adgroup_ids": ["2"]}},
        {"advertiser_id": None},
    ],
)
async def test_what_ads_are_not_measured_by_is_refused(agency: Any, arguments: dict[str, Any]) -> None:
    """D:1738824501176321 (sure)."""
    usual = {"dimensions": ["LOCATION"], "filtering": {"ad_ids": ["1"]}}

    assert await code(agency, BENCHMARK, **usual | arguments) == 40002
