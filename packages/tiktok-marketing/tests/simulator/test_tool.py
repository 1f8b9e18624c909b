"""The tools: places, devices, interests. What they answer is made for the simulator, in TikTok's shapes."""

from decimal import Decimal
from typing import Any

import pytest

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.seed_clients import CLIENTS

US, CALIFORNIA, LOS_ANGELES = "6252001", "5332921", "5368361"
ASKED = {"placements": ["PLACEMENT_TIKTOK"], "objective_type": "TRAFFIC"}


async def get(desk: Any, tool: str, **arguments: Any) -> Any:
    return await desk.ok("GET", f"/tool/{tool}/", advertiser_id=desk.usd, **arguments)


async def estimate(desk: Any, **changes: Any) -> tuple[int, int, int]:
    body = {"advertiser_id": desk.usd, "objective_type": "TRAFFIC", "optimization_goal": "CLICK"}
    data = await desk.ok("POST", "/ad/audience_size/estimate/", **body | {"location_ids": [US]} | changes)
    return data["user_count"]["lower_end"], data["user_count"]["upper_end"], data["user_count_stage"]


def test_every_place_lies_in_one_that_is_known() -> None:
    assert len(world.places()) == len({place.id for place in world.places().values()}) == 84
    assert all(place.parent_id in {world.ROOT, *world.places()} for place in world.places().values())
    assert {place_id for client in CLIENTS for place_id in client.locations} <= set(world.places())


async def test_regions_are_listed_down_to_the_level_asked_for(desk: Any) -> None:
    data = await get(desk, "region", **ASKED)
    countries = await get(desk, "region", **ASKED, level_range="TO_COUNTRY")

    by_id = {region["location_id"]: region for region in data["region_info"]}
    assert data["region_list"] == list(by_id)
    assert by_id[CALIFORNIA] == {
        "location_id": CALIFORNIA,
        "name": "California",
        "parent_id": US,
        "region_code": "US",
        "country_code": "US",
        "next_level_ids": [LOS_ANGELES, "5391959", "5391811"],
        "area_type": "ADMIN",
        "level": "PROVINCE",
        "support_below_18": True,
    }
    assert {region["level"] for region in countries["region_info"]} == {"COUNTRY"}


async def test_a_place_is_found_by_part_of_its_name(desk: Any) -> None:
    body = ASKED | {"advertiser_id": desk.usd, "keywords": ["los"], "search_type": "FUZZY_SEARCH"}
    data = await desk.ok("POST", "/tool/targeting/search/", **body)

    (tag,) = data["targeting_tag_list"]
    assert tag == {
        "keyword": "los",
        "targeting_type": "GEO",
        "name": "Los Angeles",
        "status_info": {"status": "ENABLED", "reason": None},
        "geo": {
            "geo_id": LOS_ANGELES,
            "geo_type": "CITY",
            "description": "Los Angeles, California, United States",
            "region_code": "US",
            "parent_id": CALIFORNIA,
        },
    }
    assert [parent["name"] for parent in data["parent_tags"]] == ["California", "United States"]


async def test_a_search_can_be_narrowed_and_made_for_many(desk: Any) -> None:
    body = ASKED | {"advertiser_id": desk.usd, "keywords": ["new", "bos"], "search_type": "BATCH_REGION_SEARCH"}

    async def names(**changes: Any) -> list[str]:
        data = await desk.ok("POST", "/tool/targeting/search/", **body | changes)
        return [tag["name"] for tag in data["targeting_tag_list"]]

    assert await names(region_codes=["US"]) == ["New York", "New York City", "Boston"]
    assert await names(region_codes=["US"], geo_types=["CITY"]) == ["New York City", "Boston"]
    assert await names(region_codes=["US"], search_type="BATCH_ZIPCODE_SEARCH", keywords=["10001"]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"search_type": "GUESS"},
        {"keywords": []},
        {"keywords": ["a", "b"]},
        {"search_type": "BATCH_REGION_SEARCH"},
    ],
)
async def test_a_search_that_cannot_be_is_refused(desk: Any, change: dict[str, Any]) -> None:
    body = ASKED | {"advertiser_id": desk.usd, "keywords": ["x"], "search_type": "FUZZY_SEARCH"}

    assert (await desk.refused("/tool/targeting/search/", **body | change))[0] == 40002


async def test_places_and_providers_are_told_of_by_id(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "targeting_ids": [CALIFORNIA, "1"]}
    places = await desk.ok("POST", "/tool/targeting/info/", **body)
    listed = (await get(desk, "targeting/list", location_ids=[US, CALIFORNIA], scene="ISP"))["targeting_tag_list"]
    isp_id = listed[0]["isp"]["isp_id"]
    found = await desk.ok("POST", "/tool/targeting/info/", **body | {"targeting_ids": [isp_id], "scene": "ISP"})

    assert [tag["name"] for tag in places["targeting_tag_list"]] == ["California"]
    assert [tag["name"] for tag in listed] == ["Verizon", "AT&T", "T-Mobile"]
    assert found["targeting_tag_list"] == [listed[0]]


async def test_an_audience_grows_with_its_places_and_shrinks_with_what_is_asked_of_people(desk: Any) -> None:
    whole = await estimate(desk)

    assert whole == (153_000_000, 187_000_000, 3)
    assert await estimate(desk, location_ids=[US, CALIFORNIA]) == whole
    assert await estimate(desk, location_ids=[US, "6251999"]) == (166_500_000, 203_500_000, 3)
    assert await estimate(desk, gender="GENDER_FEMALE") == (76_500_000, 93_500_000, 3)
    assert await estimate(desk, age_groups=["AGE_18_24"], operating_systems=["IOS"]) == (17_442_000, 21_318_000, 2)
    assert await estimate(desk, location_ids=[LOS_ANGELES], interest_category_ids=["10"]) == (356_000, 436_000, 1)


@pytest.mark.parametrize("change", [{"location_ids": []}, {"location_ids": ["1"]}, {"age_groups": ["AGE_5_12"]}])
async def test_an_estimate_of_nowhere_or_nobody_is_refused(desk: Any, change: dict[str, Any]) -> None:
    body = {"advertiser_id": desk.usd, "objective_type": "TRAFFIC", "optimization_goal": "CLICK"}

    refusal = await desk.refused("/ad/audience_size/estimate/", **body | {"location_ids": [US]} | change)

    assert refusal[0] == 40002


async def test_languages_carriers_and_calling_codes_are_listed(desk: Any) -> None:
    languages = (await get(desk, "language"))["languages"]
    carriers = (await get(desk, "carrier"))["countries"]
    regions = (await get(desk, "phone_region_code"))["phone_region_code_infos"]

    assert {"code": "ja", "name": "Japanese"} in languages
    assert carriers[0]["country_code"] == "US"
    assert carriers[0]["carriers"][0] == {
        "carrier_id": "311480",
        "in_use": True,
        "name": "Verizon",
        "value": [{"hni_id": "311480", "in_use": True}, {"hni_id": "310012", "in_use": True}],
    }
    assert regions[0] == {
        "phone_region_name": "United States",
        "phone_region_code": "US",
        "phone_region_calling_code": "+1",
    }


async def test_a_brand_names_its_models(desk: Any) -> None:
    devices = (await get(desk, "device_model"))["device_models"]

    apple = next(device for device in devices if device["device_model_name"] == "Apple")
    models = {device["device_model_id"]: device for device in devices}
    assert (apple["level"], apple["os_type"]) == ("BRAND", "IOS")
    assert [models[child]["device_model_name"] for child in apple["child_device_ids"]][:2] == ["iPhone 12", "iPhone 13"]
    assert len(models) == len(devices)


async def test_versions_are_those_of_one_system(desk: Any) -> None:
    versions = (await get(desk, "os_version", os_type="IOS"))["os_versions"]

    assert versions[0] == {"os_id": "1", "os_type": "IOS", "version": "12.0", "name": "iOS 12.0 or above"}
    assert (await desk.get("/tool/os_version/", advertiser_id=desk.usd, os_type="BEOS"))["code"] == 40002


async def test_offsets_of_time_zones_follow_the_season(desk: Any) -> None:
    async def offset(zone: str) -> str:
        zones = (await get(desk, "timezone"))["timezones"]
        return str(next(row["gmt_offset"] for row in zones if row["timezone"] == zone))

    assert (await offset("America/New_York"), await offset("Asia/Kolkata")) == ("GMT-04:00", "GMT+05:30")
    desk.advance(days=180)
    assert await offset("America/New_York") == "GMT-05:00"


@pytest.mark.parametrize(
    ("tool", "rows", "name"),
    [
        ("interest_category", "interest_categories", "interest_category_id"),
        ("action_category", "action_categories", "action_category_id"),
    ],
)
async def test_categories_have_two_levels_and_special_industries_only_the_upper(
    desk: Any, tool: str, rows: str, name: str
) -> None:
    listed = (await get(desk, tool))[rows]
    special = (await get(desk, tool, special_industries=["HOUSING"]))[rows]

    below = [child for row in listed for child in row["sub_category_ids"]]
    assert below == [row[name] for row in listed if row["level"] == 2]
    assert len({row[name] for row in listed}) == len(listed) > 20 - len(below)
    assert {row["level"] for row in special} == {1}
    assert all(row["sub_category_ids"] == [] for row in special)


async def test_keywords_are_recommended_by_letters_or_by_subject_and_found_again_by_id(desk: Any) -> None:
    fuzzy = (await get(desk, "interest_keyword/recommend", keyword="dog"))["recommended_keywords"]
    close = await get(desk, "interest_keyword/recommend", keyword="dog", mode="SEMANTIC_RECOMMEND", limit=5)
    query = [{"keyword_id": fuzzy[0]["keyword_id"]}, {"keyword_id": "1"}]
    found = (await get(desk, "interest_keyword/get", keyword_query=query))["keywords"]

    assert [row["keyword"] for row in fuzzy] == ["dog", "dog training", "dog lovers"]
    assert [row["keyword"] for row in close["recommended_keywords"]][-2:] == ["puppy", "cat"]
    assert [fuzzy[0]] == [row | {"input_keyword": "dog"} for row in found]
    answer = await desk.get("/tool/interest_keyword/recommend/", advertiser_id=desk.usd, keyword="dog", limit=51)
    assert answer["code"] == 40002


async def test_hashtags_hold_all_the_words_or_any(desk: Any) -> None:
    async def hashtags(**arguments: Any) -> list[str]:
        data = await get(desk, "hashtag/recommend", **arguments)
        return [row["keyword"] for row in data["recommended_keywords"]]

    both = await get(desk, "hashtag/recommend", keywords=["dog", "training"])

    assert [row["keyword"] for row in both["recommended_keywords"]] == ["dogtraining"]
    assert await hashtags(keywords=["#espresso", "yoga"], operator="OR") == ["espresso", "yoga"]
    ids = [both["recommended_keywords"][0]["keyword_id"]]
    known = (await get(desk, "hashtag/get", keyword_ids=ids))["keywords_status"]
    assert [(row["keyword"], row["keyword_status"]) for row in known] == [("dogtraining", "ONLINE")]
    words = [str(number) for number in range(11)]
    assert (await desk.get("/tool/hashtag/recommend/", advertiser_id=desk.usd, keywords=words))["code"] == 40002


async def test_a_bid_is_recommended_in_the_advertisers_currency(desk: Any) -> None:
    async def bid(advertiser_id: str, **changes: Any) -> Decimal:
        body = {"advertiser_id": advertiser_id, "objective_type": "TRAFFIC", "location_ids": [US]} | changes
        return Decimal(str((await desk.ok("POST", "/tool/bid/recommend/", **body))["bid"]))

    assert await bid(desk.usd) == Decimal("0.60")
    assert await bid(desk.jpy) == Decimal(60)
    assert await bid(desk.usd, objective_type="WEB_CONVERSIONS", location_ids=["2186224"]) == Decimal(14)
    body = {"advertiser_id": desk.usd, "objective_type": "TRAFFIC", "location_ids": ["1"]}
    assert (await desk.refused("/tool/bid/recommend/", **body))[0] == 40002
