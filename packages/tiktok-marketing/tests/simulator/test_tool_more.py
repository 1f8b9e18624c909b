"""Tools beyond targeting: keywords of search ads, addresses, terms, brand safety, advice, who one is."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.business_records import Member

KEYWORDS, IDEAS = "/tool/search_keyword/recommend/", "/tool/search_keyword/keyword_idea/"


async def test_keywords_that_share_a_word_are_recommended_in_pages(desk: Any) -> None:
    asked = {"advertiser_id": desk.usd, "search_queries": ["my dog"], "regions": ["US"]}

    whole = await desk.ok("GET", KEYWORDS, **asked)
    second = await desk.ok("GET", KEYWORDS, **asked, page=2, page_size=2)

    words = [row["recommended_keyword"] for row in whole["recommended_search_keywords"]]
    assert words == ["dog", "dog training", "dog lovers"]
    assert [row["recommended_keyword"] for row in second["recommended_search_keywords"]] == words[2:]
    assert second["page_info"]["total_number"] == 3


async def test_an_ads_text_is_searched_too_and_the_most_searched_for_come_first(desk: Any) -> None:
    ad_id = await desk.ad(await desk.adgroup(await desk.campaign()), ad_text="A dog and a cat")
    asked = {"advertiser_id": desk.usd, "ad_ids": [ad_id], "regions": ["US"], "order_field": "MONTHLY_SEARCHES"}

    rows = (await desk.ok("GET", KEYWORDS, **asked))["recommended_search_keywords"]

    assert {"dog", "cat"} <= {row["recommended_keyword"] for row in rows}
    searches = [row["monthly_searches"] for row in rows]
    assert searches == sorted(searches, reverse=True)


async def test_ideas_add_up_and_none_is_a_brands(desk: Any) -> None:
    data = await desk.ok("GET", IDEAS, advertiser_id=desk.usd, keywords=["dog", "skate"])
    brands = await desk.ok("GET", IDEAS, advertiser_id=desk.usd, keywords=["dog"], brand_type="BRAND")

    rows = data["keywords"]
    assert {"dog", "skate", "dog training"} <= {row["recommended_keyword"] for row in rows}
    lower, upper = (sum(row[f"avg_monthly_searches_{end}"] for row in rows) for end in ("lower", "upper"))
    assert (data["total_search_volume_lower"], data["total_search_volume_upper"]) == (lower, upper)
    assert brands == {"total_search_volume_lower": 0, "total_search_volume_upper": 0, "keywords": []}


@pytest.mark.parametrize(
    ("path", "asked", "named"),
    [
        (KEYWORDS, {"search_queries": ["dog"]}, "regions"),
        (KEYWORDS, {"regions": ["US"]}, "search_queries"),
        (KEYWORDS, {"regions": ["US"], "search_queries": ["d"] * 6}, "search_queries"),
        (KEYWORDS, {"regions": ["US"], "search_queries": ["d" * 81]}, "search_queries.0"),
        (IDEAS, {"keywords": ["dog"], "order_type": "UP"}, "order_type"),
        (IDEAS, {"keywords": ["dog"], "country_codes": ["US", "CA"]}, "country_codes"),
    ],
)
async def test_keywords_that_cannot_be_are_refused_by_name(desk: Any, path: str, asked: Any, named: str) -> None:
    answer = await desk.get(path, advertiser_id=desk.usd, **asked)

    assert (answer["code"], answer["message"].partition(":")[0]) == (40002, named)


@pytest.mark.parametrize(
    ("url", "web", "scheme"),
    [
        ("https://example.com/run?x=1", True, False),
        ("myapp://open/7", False, True),
        ("example.com", False, False),
        ("https://", False, False),
        ("no address", False, False),
    ],
)
async def test_an_address_is_judged_by_its_form(desk: Any, url: str, web: bool, scheme: bool) -> None:  # noqa: FBT001 - a case
    data = await desk.ok("GET", "/tool/url_validate/", advertiser_id=desk.usd, url=url)

    whole = {"is_scheme_link": scheme, "is_valid_scheme": scheme}
    assert data == {
        "landing_page_url_info": {"validate_info": whole | {"is_valid_url": web}},
        "url_info": {"validate_info": whole | {"is_valid_url": "true" if web else "false"}},
    }


async def test_only_an_address_of_tiktoks_opens_in_the_app(desk: Any) -> None:
    asked = {"advertiser_id": desk.usd, "url_type": "USER_PROFILE"}

    data = await desk.ok("GET", "/tool/open_url/", **asked, url="https://ads.tiktok.com/@dogandco")
    foreign = await desk.get("/tool/open_url/", **asked, url="https://nottiktok.example.com/@dogandco")

    assert data["open_url"].endswith("/@dogandco")
    assert "US" in data["supported_regions"]
    assert foreign["code"] == 40002


async def test_a_spent_budget_brings_advice(desk: Any) -> None:
    _, adgroup_id, _ = await desk.tree()
    asked = {"advertiser_id": desk.usd, "filtering": {"adgroup_ids": [adgroup_id]}}
    assert await desk.ok("GET", "/tool/diagnosis/get/", **asked) == {"results": []}

    desk.spent[adgroup_id] = Decimal(50)
    (found,) = (await desk.ok("GET", "/tool/diagnosis/get/", **asked))["results"]

    (suggestions,) = found["diagnosis"]["suggestions"]
    (advice,) = suggestions["bid_and_budget"]
    assert (found["adgroup_id"], advice["issue_suggestion"]) == (adgroup_id, "SUGGEST_BUDGET")
    assert (advice["budget"], advice["suggest_budget"], advice["cost_floor"]) == (50, 75, 50)
    other = asked | {"filtering": {"issue_category": ["CREATIVE"]}}
    assert await desk.ok("GET", "/tool/diagnosis/get/", **other) == {"results": []}


async def test_terms_are_agreed_to_once_for_an_advertiser(desk: Any) -> None:
    asked = {"advertiser_id": desk.usd, "term_type": "LeadAds"}
    assert await desk.ok("GET", "/term/check/", **asked) == {"confirmed": False}
    assert "LeadAds" in (await desk.ok("GET", "/term/get/", **asked))["terms"][0]

    await desk.ok("POST", "/term/confirm/", **asked)

    assert await desk.ok("GET", "/term/check/", **asked) == {"confirmed": True}
    assert await desk.ok("GET", "/term/check/", advertiser_id=desk.jpy, term_type="LeadAds") == {"confirmed": False}
    assert (await desk.refused("/term/confirm/", advertiser_id=desk.usd, term_type="Peace"))[0] == 40002


async def test_kinds_of_content_can_be_looked_up_again(desk: Any) -> None:
    asked = {"advertiser_id": desk.usd, "objective_type": "REACH"}

    data = await desk.ok("GET", "/tool/content_exclusion/get/", **asked)
    rows = data["excluded_category_list"] + data["vertical_sensitivity_list"]
    ids = [row["category_id"] for row in rows]
    again = await desk.ok(
        "GET", "/tool/content_exclusion/info/", advertiser_id=desk.usd, category_ids=[*ids, ids[0], "7"]
    )
    none = await desk.ok("GET", "/tool/content_exclusion/get/", **asked, brand_safety_type="NO_BRAND_SAFETY")

    assert again == {"content_exclusion_list": rows}
    assert none == {"excluded_category_list": [], "vertical_sensitivity_list": []}


async def test_every_place_has_an_older_and_a_newer_name(desk: Any) -> None:
    rows = (await desk.ok("GET", "/search/region/", advertiser_id=desk.usd))["region_list"]

    assert {row["location_id"] for row in rows} == set(world.places())
    assert all((row["region_id"], row["region_level"]) == (row["location_id"], row["level"]) for row in rows)


async def test_categories_that_suit_are_the_same_for_the_same_advertiser(desk: Any) -> None:
    path = "/tool/targeting_category/recommend/"
    first, second = [await desk.ok("POST", path, advertiser_id=desk.usd) for _ in range(2)]
    other = await desk.ok("POST", path, advertiser_id=desk.jpy)

    assert first == second != other
    known = {one.id for one in world.interests()}
    assert {row["interest_category_id"] for row in first["interest_categories"]} <= known
    assert (await desk.refused(path, advertiser_id=desk.usd, region_codes=["XX"]))[0] == 40002


async def test_a_token_says_who_is_behind_it(desk: Any) -> None:
    nobody = await desk.ok("GET", "/user/info/")
    ann = Member(
        id="71",
        bc_id=desk.bc,
        name="Ann",
        email="ann@example.com",
        user_role="ADMIN",
        joined_at=desk.simulator.now(),
    )
    desk.state.save(ann, replace(desk.state.grants[desk.token], user_id="71"))

    assert nobody["display_name"] == "Founder"
    assert await desk.ok("GET", "/user/info/") == {
        "display_name": "Ann",
        "email": "ann@example.com",
        "core_user_id": "71",
        "create_time": int(desk.simulator.now().timestamp()),
        "avatar_url": "",
    }


async def test_dedicated_campaigns_are_told_by_id(desk: Any) -> None:  # §5.1
    fields = {"objective_type": "APP_PROMOTION", "app_promotion_type": "APP_INSTALL"}
    fields |= {"campaign_type": "IOS14_CAMPAIGN", "app_id": "7123"}
    kept, deleted = [await desk.campaign(campaign_name=name, **fields) for name in ("Kept", "Deleted")]
    await desk.switch("campaign", "DELETE", deleted)
    asked = {"advertiser_id": desk.usd, "app_id": "7123", "campaign_id": kept, "has_advertiser_quota": True}

    data = await desk.ok("GET", "/campaign/quota/info/", **asked)

    info = data["campaign_quota_info"]["tiktok_campaign_quota_info"]
    assert info["total_campaign_quota_info"] == {
        "total_campaign_quota": 11,
        "used_campaign_quota": 1,
        "releasing_campaign_quota": 1,
        "available_campaign_quota": 9,
        "used_campaign_ids": [kept],
        "releasing_campaign_ids": [deleted],
    }
    assert info["campaign_quota_by_adv"][0]["advertiser_id"] == desk.usd
    assert data["adgroup_quota_info"]["available_adgroup_quota"] == 2
