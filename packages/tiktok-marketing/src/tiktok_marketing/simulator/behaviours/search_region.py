"""Places by another name, and categories of interest that suit an advertiser."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.chance import bits, key_of
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.world import Place
from tiktok_marketing.spec.search_region import (
    SEARCH_REGION,
    TOOL_TARGETING_CATEGORY_RECOMMEND,
    SearchRegionParams,
    TargetingCategoryRecommendParams,
)

from .tool_interest import action_row, interest_row

_SUITING = 5


@behaviour(SEARCH_REGION)
def regions(_: Simulator, __: Call[SearchRegionParams]) -> dict[str, Any]:
    """Every place; names are English in every language. Fields have an older and a newer name."""
    return {"region_list": [_row(place) for place in world.places().values()]}


@behaviour(TOOL_TARGETING_CATEGORY_RECOMMEND)
def recommend(simulator: Simulator, call: Call[TargetingCategoryRecommendParams]) -> dict[str, Any]:
    """Five of the upper level of each kind, the same ones for the same advertiser and app (ours)."""
    countries = {row[2] for row in world.facts()["countries"]}
    if strange := set(call.given.get("region_codes", [])) - countries:
        raise bad_value(f"region_codes: There is no region {min(strange)}.")
    key = key_of(simulator.seed, f"{call.params.advertiser_id} {call.given.get('app_id', '')}")
    kinds = {
        "interest_categories": (world.interests(), interest_row),
        "action_categories": (world.actions(), action_row),
    }
    return {
        name: [
            row(one, found)
            for one in sorted((c for c in found if not c.parent_id), key=lambda c: bits(key, int(c.id)))[:_SUITING]
        ]
        for name, (found, row) in kinds.items()
    }


def _row(place: Place) -> dict[str, Any]:
    return {
        "region_id": place.id,
        "region_name": place.name,
        "region_level": place.level,
        "location_id": place.id,
        "name": place.name,
        "level": place.level,
        "country_code": place.country,
        "region_code": place.country,
        "parent_id": place.parent_id,
        "area_type": "ADMIN",
        "support_below_18": True,
        "next_level_ids": world.children()[place.id],
    }
