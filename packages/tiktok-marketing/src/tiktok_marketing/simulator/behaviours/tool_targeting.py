"""Places that ads can be aimed at: all of them, by name, by id; and how many people that reaches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.population import AGES, SYSTEMS, people_in
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.world import COUNTRY, LEVELS, PROVINCE, Place
from tiktok_marketing.spec.audience_size import AD_AUDIENCE_SIZE_ESTIMATE, AudienceSizeEstimateParams
from tiktok_marketing.spec.tool_targeting import (
    TOOL_REGION,
    TOOL_TARGETING_INFO,
    TOOL_TARGETING_LIST,
    TOOL_TARGETING_SEARCH,
    ToolRegionParams,
    ToolTargetingInfoParams,
    ToolTargetingListParams,
    ToolTargetingSearchParams,
)

from .tool_device import isp_id

_RANGES = {
    "TO_COUNTRY": (COUNTRY,),
    "TO_PROVINCE": (COUNTRY, PROVINCE),
    "TO_CITY": LEVELS,
    "TO_DISTRICT": LEVELS,
    "ALL": LEVELS,
}
# How many rows a search answers for one keyword, and how many keywords it takes.
_SEARCHES = {"FUZZY_SEARCH": (100, 1), "BATCH_REGION_SEARCH": (5, 1000), "BATCH_ZIPCODE_SEARCH": (1, 1000)}
_MOST_IDS = 1000
# People from whom on an audience counts as balanced, and as broad (ours).
_STAGES = (1_000_000, 20_000_000)


@behaviour(TOOL_REGION)
def regions(_: Simulator, call: Call[ToolRegionParams]) -> dict[str, Any]:
    """Every place down to the level that was asked for, whatever the placement and the objective."""
    asked = call.given.get("level_range", "ALL")
    check_choice("level_range", asked, _RANGES)
    found = [place for place in world.places().values() if place.level in _RANGES[asked]]
    return {"region_list": [place.id for place in found], "region_info": [_region(place) for place in found]}


@behaviour(TOOL_TARGETING_SEARCH)
def search(_: Simulator, call: Call[ToolTargetingSearchParams]) -> dict[str, Any]:
    """Places whose names hold a keyword, those that begin with it first. Postal codes are none of this world's."""
    kind, keywords = call.given["search_type"], call.given["keywords"]
    check_choice("search_type", kind, _SEARCHES)
    most, words = _SEARCHES[kind]
    if not 1 <= len(keywords) <= words:
        raise bad_value(f"keywords: Length must be between 1 and {words}.")
    if kind != "FUZZY_SEARCH" and "region_codes" not in call.given:
        raise bad_value(missing("region_codes"))
    codes, levels = call.given.get("region_codes"), call.given.get("geo_types", LEVELS)
    pool = [
        place for place in world.places().values() if place.level in levels and (not codes or place.country in codes)
    ]
    pool = [] if kind == "BATCH_ZIPCODE_SEARCH" else pool
    found = [(word, place) for word in keywords for place in _named(word, pool)[:most]]
    tags = [_tag(place) | {"keyword": word} for word, place in found]
    return {"targeting_tag_list": tags, "parent_tags": _parents(place for _, place in found)}


@behaviour(TOOL_TARGETING_INFO)
def info(_: Simulator, call: Call[ToolTargetingInfoParams]) -> dict[str, Any]:
    """The places of these ids; an id that is no place's is left out."""
    check_choice("scene", call.given.get("scene", "GEO"), {"GEO", "ISP"})
    ids = _limited("targeting_ids", call.params.targeting_ids)
    if call.given.get("scene") == "ISP":
        return {"targeting_tag_list": [row for row in _providers(world.places()) if row["isp"]["isp_id"] in ids]}
    found = [world.places()[place_id] for place_id in ids if place_id in world.places()]
    return {"targeting_tag_list": [_tag(place) for place in found], "parent_tags": _parents(found)}


@behaviour(TOOL_TARGETING_LIST)
def providers(_: Simulator, call: Call[ToolTargetingListParams]) -> dict[str, Any]:
    """Internet providers of the countries: the carriers."""
    check_choice("scene", call.params.scene, {"ISP"})
    return {"targeting_tag_list": _providers(_limited("location_ids", call.params.location_ids))}


@behaviour(AD_AUDIENCE_SIZE_ESTIMATE)
def audience_size(_: Simulator, call: Call[AudienceSizeEstimateParams]) -> dict[str, Any]:
    """People in the places, by the shares of sex, age, system and interests; other targeting changes nothing (ours)."""
    given = call.given
    if not given.get("location_ids"):
        raise bad_value(missing("location_ids"))
    for place_id in given["location_ids"]:
        _place(place_id)
    for name, shares in (("age_groups", AGES), ("operating_systems", SYSTEMS)):
        for value in given.get(name, []):
            check_choice(name, value, shares)
    whole = people_in(given)
    stage = 1 + sum(whole >= limit for limit in _STAGES)
    ends = {"lower_end": whole * 9 // 10 // 1000 * 1000, "upper_end": whole * 11 // 10 // 1000 * 1000}
    return {"user_count": ends, "user_count_stage": stage}


def _region(place: Place) -> dict[str, Any]:
    return {
        "location_id": place.id,
        "name": place.name,
        "parent_id": place.parent_id,
        "region_code": place.country,
        "country_code": place.country,
        "next_level_ids": world.children()[place.id],
        "area_type": "ADMIN",
        "level": place.level,
        "support_below_18": True,
    }


def _tag(place: Place) -> dict[str, Any]:
    return {
        "targeting_type": "GEO",
        "name": place.name,
        "status_info": {"status": "ENABLED", "reason": None},
        "geo": {
            "geo_id": place.id,
            "geo_type": place.level,
            "description": ", ".join([place.name, *(outer.name for outer in world.above(place))]),
            "region_code": place.country,
            "parent_id": place.parent_id,
        },
    }


def _parents(found: Iterable[Place]) -> list[dict[str, Any]]:
    return [_tag(outer) for outer in dict.fromkeys(outer for place in found for outer in world.above(place))]


def _named(word: str, pool: Iterable[Place]) -> list[Place]:
    wanted = word.casefold()
    found = [place for place in pool if wanted in place.name.casefold()]
    return sorted(found, key=lambda place: (not place.name.casefold().startswith(wanted), LEVELS.index(place.level)))


def _providers(location_ids: Iterable[str]) -> list[dict[str, Any]]:
    countries = {p.country: p.id for i in location_ids if (p := world.places().get(i)) and p.level == COUNTRY}
    return [
        {
            "targeting_type": "ISP",
            "name": name,
            "status_info": {"status": "ENABLED", "reason": None},
            "isp": {"isp_id": isp_id(code, name), "location_id": countries[code], "region_code": code},
        }
        for code, name, _ in world.facts()["carriers"]
        if code in countries
    ]


def _limited(name: str, ids: list[str]) -> list[str]:
    if len(ids) > _MOST_IDS:
        raise bad_value(f"{name}: Longer than maximum length {_MOST_IDS}.")
    return list(dict.fromkeys(ids))


def _place(place_id: str) -> Place:
    if place_id not in world.places():
        raise bad_value(f"location_ids: There is no location {place_id}.")
    return world.places()[place_id]
