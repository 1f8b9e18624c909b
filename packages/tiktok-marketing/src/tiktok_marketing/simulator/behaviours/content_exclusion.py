"""Kinds of content beside which an ad is not to be shown."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.content_exclusion import (
    TOOL_CONTENT_EXCLUSION_GET,
    TOOL_CONTENT_EXCLUSION_INFO,
    ContentExclusionInfoParams,
    ContentExclusionParams,
)

_SAFETY = ("NO_BRAND_SAFETY", "EXPANDED_INVENTORY", "STANDARD_INVENTORY", "LIMITED_INVENTORY")
_EXCLUSION, _VERTICAL = "CATEGORY_TYPE_EXCLUSION", "CATEGORY_TYPE_VERTICAL"
# A few of each, made for the simulator.
_CATEGORIES = {
    "9001": ("Gambling and lotteries", _EXCLUSION),
    "9002": ("Combat sports", _EXCLUSION),
    "9003": ("Violent video games", _EXCLUSION),
    "9004": ("Youth content", _EXCLUSION),
    "9101": ("Beauty: animal testing", _VERTICAL),
    "9102": ("Food: unhealthy eating", _VERTICAL),
    "9103": ("Travel: accidents", _VERTICAL),
}


@behaviour(TOOL_CONTENT_EXCLUSION_GET)
def get(_: Simulator, call: Call[ContentExclusionParams]) -> dict[str, Any]:
    """The same for every objective; without brand safety nothing can be excluded (ours)."""
    check_given(call.given, "advertiser_id", "objective_type")
    safety = call.given.get("brand_safety_type", "STANDARD_INVENTORY")
    check_choice("brand_safety_type", safety, _SAFETY)
    rows = [] if safety == "NO_BRAND_SAFETY" else [_row(one) for one in _CATEGORIES]
    return {
        "excluded_category_list": [row for row in rows if row["category_type"] == _EXCLUSION],
        "vertical_sensitivity_list": [row for row in rows if row["category_type"] == _VERTICAL],
    }


@behaviour(TOOL_CONTENT_EXCLUSION_INFO)
def info(_: Simulator, call: Call[ContentExclusionInfoParams]) -> dict[str, Any]:
    """Those of the ids that are known."""
    check_given(call.given, "advertiser_id", "category_ids")
    known = [one for one in dict.fromkeys(call.given["category_ids"]) if one in _CATEGORIES]
    return {"content_exclusion_list": [_row(one) for one in known]}


def _row(category_id: str) -> dict[str, Any]:
    name, kind = _CATEGORIES[category_id]
    return {
        "category_id": category_id,
        "category_name": name,
        "category_type": kind,
        "description": f"Ads are not shown right before or after videos about {name.casefold()}.",
        "supported_regions": [row[2] for row in world.facts()["countries"]],
    }
