"""Reports by kinds of people and by what was shown: the parts add up, and what does not go together is refused."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiktok_marketing.spec.catalogue import dimensions

CONFLICT = (40002, "Conflict occurs. The input params including metrics and dimensions have no relation.")
NAMES = ("spend", "impressions", "clicks", "conversion")
LEVELS = ("advertiser", "campaign", "adgroup", "ad")
PEOPLE = [name for name, one in dimensions().items() if "AUDIENCE" in one.report_types and one.kind == "audience"]
SETTLED = 3  # days before today whose figures all reports know, people included


@pytest.mark.parametrize("dimension", [*PEOPLE, "country_code"])
async def test_the_parts_of_any_kind_add_up_to_the_whole(agency: Any, dimension: str) -> None:
    """§6.3 (likely) says that TikTok's do not, for what it does not know: here that is in the part NONE."""
    days = agency.last_days(5, before=SETTLED)
    asked = {"metrics": list(NAMES), **days}

    parts = await agency.rows("advertiser", dimension, report_type="AUDIENCE", **asked)
    whole = await agency.rows("advertiser", **asked)

    assert agency.sums(parts, *NAMES) == agency.sums(whole, *NAMES)
    assert all(Decimal(row["metrics"]["clicks"]) <= Decimal(row["metrics"]["impressions"]) for row in parts)
    known = dimensions()[dimension].values
    assert known is None or {row["dimensions"][dimension] for row in parts} <= set(known)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.sampled_from((("gender",), ("age",), ("gender", "age"), ("age", "gender"), ("platform",), ("placement",))),
    level=st.sampled_from(LEVELS),
    times=st.sampled_from(((), ("stat_time_day",))),
    start=st.integers(SETTLED, 40),
    length=st.integers(1, 25),
)
async def test_parts_agree_over_levels_and_days(
    agency: Any, names: tuple[str, ...], level: str, times: tuple[str, ...], start: int, length: int
) -> None:
    asked = {"report_type": "AUDIENCE", "metrics": list(NAMES), **agency.last_days(length, before=start)}

    rows = await agency.rows(level, *names, *times, **asked, **agency.all_of(level))
    reference = await agency.rows("advertiser", *sorted(names, reverse=True), **asked)

    def by_part(found: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Decimal]]:
        cells = {tuple(row["dimensions"][name] for name in sorted(names)) for row in found}
        return {
            cell: agency.sums([r for r in found if tuple(r["dimensions"][n] for n in sorted(names)) == cell], *NAMES)
            for cell in cells
        }

    assert by_part(rows) == by_part(reference)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(SETTLED, 30), first=st.integers(1, 12), second=st.integers(1, 12))
async def test_two_windows_of_parts_make_the_one_that_spans_them(
    agency: Any, start: int, first: int, second: int
) -> None:
    asked = {"report_type": "AUDIENCE", "metrics": list(NAMES), "advertiser_id": agency.euros}

    whole = await agency.rows("ad", "age", **asked, **agency.last_days(first + second, before=start))
    late = await agency.rows("ad", "age", **asked, **agency.last_days(first, before=start))
    early = await agency.rows("ad", "age", **asked, **agency.last_days(second, before=start + first))

    assert agency.sums(early + late, *NAMES) == agency.sums(whole, *NAMES)
    keys = [tuple(row["dimensions"].values()) for row in early + late]
    assert {tuple(row["dimensions"].values()) for row in whole} == set(keys)


async def test_a_task_has_the_parts_of_the_synchronous_report(agency: Any) -> None:
    asked = agency.by("adgroup", "gender", "age") | {"report_type": "AUDIENCE", "metrics": list(NAMES)}
    days = agency.last_days(6, before=SETTLED)

    rows = await agency.task(**asked, **days)

    expected = await agency.rows("adgroup", "gender", "age", report_type="AUDIENCE", metrics=list(NAMES), **days)
    assert rows == [row["dimensions"] | row["metrics"] for row in expected]
    assert rows


async def test_people_are_those_that_were_aimed_at(agency: Any) -> None:
    state = agency.simulator.state
    asked = {"report_type": "AUDIENCE", "metrics": ["impressions"], **agency.last_days(28, before=SETTLED)}

    rows = await agency.rows("adgroup", "age", **asked)

    for row in rows:
        aimed = state.adgroups[row["dimensions"]["adgroup_id"]].fields["age_groups"]
        assert row["dimensions"]["age"] in {*aimed, "NONE"}
    assert {row["dimensions"]["age"] for row in rows} > {"NONE"}


async def test_kinds_of_people_differ_in_how_often_they_click(agency: Any) -> None:
    asked = {"report_type": "AUDIENCE", "metrics": ["ctr", "impressions"], **agency.last_days(28, before=SETTLED)}

    rates = [Decimal(row["metrics"]["ctr"]) for row in await agency.rows("advertiser", "age", **asked)]

    assert max(rates) > Decimal("1.1") * min(rates)


async def test_reach_of_a_part_is_at_most_that_of_the_whole(agency: Any) -> None:
    asked = {"metrics": ["reach", "impressions"], **agency.last_days(14, before=SETTLED)}
    parts = await agency.rows("campaign", "gender", report_type="AUDIENCE", **asked)
    whole = {row["dimensions"]["campaign_id"]: row["metrics"] for row in await agency.rows("campaign", **asked)}

    for row in parts:
        own = whole[row["dimensions"]["campaign_id"]]
        assert 0 <= int(row["metrics"]["reach"]) < int(own["reach"])


@pytest.mark.parametrize(("dimension", "hours"), [("gender", 16), ("behavior_id", 24), ("country_code", 0.5)])
async def test_kinds_of_people_are_known_later_than_the_whole(agency: Any, dimension: str, hours: float) -> None:
    """§6.7: 16 h, for behavior_id 24 h, country_code without unique users 30 min (sure)."""
    day = agency.today - timedelta(days=2)
    asked = {"metrics": ["spend"], "start_date": str(day), "end_date": str(day)}
    midnight = agency.now.replace(hour=5, minute=0) - timedelta(days=2)  # New York's

    for late, found in ((timedelta(minutes=-1), False), (timedelta(hours=3), True)):
        agency.simulator.clock.set(midnight + timedelta(hours=hours) + late, speed=0)
        rows = await agency.rows("advertiser", dimension, report_type="AUDIENCE", **asked)
        assert bool(rows) == found


@pytest.mark.parametrize(
    ("names", "more"),
    [
        (["ad_id"], {}),  # without any kind of people
        (["ad_id", "gender", "stat_time_hour"], {"start_date": "2026-11-22"}),
        (["ad_id", "gender", "platform"], {}),
        (["ad_id", "gender", "age", "country_code"], {}),
        (["ad_id", "interest_category", "stat_time_day"], {}),
        (["ad_id", "device_brand_id", "stat_time_day"], {}),
        (["gender"], {}),
        (["ad_id", "image_id"], {}),
    ],
)
async def test_what_people_are_not_cut_by_is_a_conflict(agency: Any, names: list[str], more: dict[str, Any]) -> None:
    """§6.3: one or two kinds of people, by day and not by hour (sure); some never by day (catalogue, high)."""
    assert await agency.refused(report_type="AUDIENCE", dimensions=names, **more) == CONFLICT


@pytest.mark.parametrize(
    "metric",
    [
        "app_promotion_type",
        "billing_event",
        "campaign_budget",
        "campaign_dedicate_type",
        "currency",
        "gross_impressions",
        "split_test",
        "complete_payment",
        "app_install",
        "skan_conversion",
    ],
)
async def test_figures_that_are_not_told_by_people_are_a_conflict(agency: Any, metric: str) -> None:
    """§6.3: descriptors and most secondary conversion names (sure)."""
    asked = {"report_type": "AUDIENCE", "dimensions": ["ad_id", "gender"], "metrics": ["spend", metric]}

    assert await agency.refused(**asked) == CONFLICT


async def test_unique_people_by_kind_are_for_the_synchronous_report_alone(agency: Any) -> None:
    """§6.9 (sure)."""
    asked = agency.by("ad", "gender") | {"report_type": "AUDIENCE", "metrics": ["reach"], **agency.last_days(3)}
    body = {"advertiser_id": agency.dollars} | asked
    headers = {"Access-Token": agency.entrance.access_token}

    made = await agency.http.post("/open_api/v1.3/report/task/create/", json=body, headers=headers)

    assert (made.json()["code"], made.json()["message"]) == CONFLICT
    assert await agency.rows("ad", "gender", **{name: asked[name] for name in asked if name[0] in "rmse"})


async def test_there_is_no_lifetime_of_people(agency: Any) -> None:
    """§6.2: BASIC and PLAYABLE_MATERIAL only (sure)."""
    asked = {"report_type": "AUDIENCE", "dimensions": ["ad_id", "gender"], "query_lifetime": True}

    assert (await agency.refused(**asked))[0] == 40002


@pytest.mark.parametrize("dimension", ["country_code", "video_material_id", "post_id", "image_id", "event_source_id"])
async def test_what_was_shown_adds_up_to_the_ads_that_showed_it(agency: Any, dimension: str) -> None:
    asked = {"metrics": ["spend", "impressions", "clicks"], **agency.last_days(28, before=SETTLED)}

    parts = await agency.rows("ad", dimension, **asked, **agency.all_of("ad"))
    whole = await agency.rows("ad", **asked, **agency.all_of("ad"))

    shown = {row["dimensions"]["ad_id"] for row in parts}
    of_those = [row for row in whole if row["dimensions"]["ad_id"] in shown]
    assert agency.sums(parts, *asked["metrics"]) == agency.sums(of_those, *asked["metrics"])
    assert shown


async def test_a_video_is_named_by_its_material_and_a_carousel_by_its_images(agency: Any) -> None:
    state, days = agency.simulator.state, agency.last_days(28, before=SETTLED)

    videos = await agency.rows("ad", "video_material_id", metrics=["spend"], **days)
    images = await agency.rows("ad", "image_id", metrics=["single_image_impressions", "impressions"], **days)

    for row in videos:
        ad = state.ads[row["dimensions"]["ad_id"]]
        assert state.materials[row["dimensions"]["video_material_id"]].media_id == ad.fields["video_id"]
    for row in images:
        assert row["dimensions"]["image_id"] in state.ads[row["dimensions"]["ad_id"]].fields["image_ids"]
        assert row["metrics"]["single_image_impressions"] == row["metrics"]["impressions"]
    assert videos
    assert images


async def test_search_terms_are_told_roughly_where_they_are_few(agency: Any) -> None:
    """§6.5: impressions may read "<5" (sure)."""
    days = agency.last_days(1, before=SETTLED)

    rows = await agency.rows("adgroup", "search_terms", metrics=["impressions", "clicks"], **days)

    told = {row["metrics"]["impressions"] for row in rows}
    assert "<5" in told
    assert all(value == "<5" or int(value) >= 5 or int(value) == 0 for value in told)


async def test_manual_ads_are_their_own_smart_plus_ads(agency: Any) -> None:
    """§6.3: ad_id_v2 groups by the ad of Upgraded Smart+, and by the ad itself where there is none."""
    asked = {"metrics": ["spend"], **agency.last_days(9)}

    answer = await agency.answer(**agency.by("ad") | {"dimensions": ["ad_id_v2"], "page_size": 1000} | asked)

    rows, by_v2 = await agency.rows("ad", **asked), answer.json()["data"]["list"]
    assert [(row["dimensions"]["ad_id_v2"], row["metrics"]) for row in by_v2] == [
        (row["dimensions"]["ad_id"], row["metrics"]) for row in rows
    ]


async def test_ads_of_smart_plus_are_told_by_people_too(agency: Any) -> None:
    """D:1740302766489602 (sure): ad_id_v2 is of AUDIENCE, and its own filter is for it alone."""
    ad_id = (await agency.rows("ad", **agency.last_days(5, before=SETTLED)))[0]["dimensions"]["ad_id"]
    asked = {"report_type": "AUDIENCE", "data_level": "AUCTION_AD", "metrics": ["spend"]}
    asked |= {"dimensions": ["ad_id_v2", "gender"], "page_size": 1000} | agency.last_days(5, before=SETTLED)
    only = agency.only("ad_ids_v2", [ad_id])

    rows = (await agency.answer(**asked, filtering=only)).json()["data"]["list"]

    assert {row["dimensions"]["ad_id_v2"] for row in rows} == {ad_id}
    assert await agency.refused(**asked, filtering=agency.only("ad_ids", [ad_id])) == CONFLICT
    assert await agency.refused(**asked | {"dimensions": ["ad_id", "gender"]}, filtering=only) == CONFLICT
    assert (await agency.refused(**asked, filtering=[*only, *agency.only("ad_ids", [ad_id])]))[0] == 40002


async def test_people_of_an_advertiser_need_no_id(agency: Any) -> None:
    """An example of D:1738864928947201 does without (sure)."""
    asked = {"report_type": "AUDIENCE", "metrics": list(NAMES), **agency.last_days(5, before=SETTLED)}

    bare = (await agency.answer(data_level="AUCTION_ADVERTISER", dimensions=["gender"], **asked)).json()["data"]["list"]

    whole = await agency.rows("advertiser", "gender", **asked)
    assert [row["metrics"] for row in bare] == [row["metrics"] for row in whole]
    assert {tuple(row["dimensions"]) for row in bare} == {("gender",)}


async def test_interests_are_a_tree(agency: Any) -> None:
    """D:1738864850353154: a category has what those under it have (sure)."""
    asked = {"report_type": "AUDIENCE", "metrics": list(NAMES), **agency.last_days(5, before=SETTLED)}
    data = (await agency.get("/tool/interest_category/", advertiser_id=agency.dollars)).json()["data"]
    below = {one["interest_category_id"]: one["sub_category_ids"] for one in data["interest_categories"]}

    high = await agency.rows("advertiser", "interest_category_v2", **asked)
    low = await agency.rows("advertiser", "interest_category_tier2", **asked)

    assert len(high) < len(low)
    for row in high:
        name = row["dimensions"]["interest_category_v2"]
        own = [one for one in low if one["dimensions"]["interest_category_tier2"] in {name, *below.get(name, [])}]
        assert agency.sums([row], *NAMES) == agency.sums(own, *NAMES)


@pytest.mark.parametrize(
    ("kind", "dimension", "told", "refused"),
    [
        ("BASIC", "country_code", "complete_payment", "onsite_shopping"),
        ("BASIC", "country_code", "gross_impressions", "total_complete_payment_rate"),
        ("BASIC", "ad_type", "follows", "purchase"),
        ("BASIC", "search_terms", "result", "likes"),
        ("AUDIENCE", "country_code", "video_play_actions", "reach"),
    ],
)
async def test_dimensions_tell_the_figures_that_their_pages_list(
    agency: Any, kind: str, dimension: str, told: str, refused: str
) -> None:
    """D:1759239462689793 and D:1762404685488130 (sure)."""
    asked = {"report_type": kind, **agency.last_days(1, before=SETTLED)}

    await agency.rows("adgroup", dimension, **asked, metrics=[told])
    metrics = ["spend", refused]

    assert await agency.refused(**agency.by("adgroup", dimension) | asked | {"metrics": metrics}) == CONFLICT


async def test_ids_may_be_numbers_in_filters(agency: Any) -> None:
    """An example of D:1740302766489602 has them so (sure)."""
    asked = {"metrics": ["spend"], **agency.last_days(9)}
    ids = [row["dimensions"]["adgroup_id"] for row in await agency.rows("adgroup", **asked)][:3]

    as_texts = await agency.rows("adgroup", **asked, filtering=agency.only("adgroup_ids", ids))

    assert as_texts == await agency.rows("adgroup", **asked, filtering=agency.only("adgroup_ids", [*map(int, ids)]))
    assert as_texts


async def test_what_was_shown_is_known_after_16_hours(agency: Any) -> None:
    """D:1738864894606337: post_id, page_id, search_terms and the like (sure)."""
    day = agency.today - timedelta(days=2)
    asked = {"metrics": ["spend"], "start_date": str(day), "end_date": str(day)}
    midnight = agency.now.replace(hour=5, minute=0) - timedelta(days=2)  # New York's
    told = []

    for late in (timedelta(hours=15, minutes=59), timedelta(hours=19)):
        agency.simulator.clock.set(midnight + late, speed=0)
        told.append(bool(await agency.rows("ad", "post_id", **asked)))

    assert told == [False, True]
