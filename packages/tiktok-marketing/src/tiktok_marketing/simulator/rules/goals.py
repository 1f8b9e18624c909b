"""Which goal goes with which objective, billing event and event source."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value

from .text import check_choice, missing

# Behaviour reference §5.1: creatable and retired objectives (sure).
OBJECTIVES = frozenset(
    [
        "REACH",
        "TRAFFIC",
        "VIDEO_VIEWS",
        "LEAD_GENERATION",
        "ENGAGEMENT",
        "APP_PROMOTION",
        "WEB_CONVERSIONS",
        "PRODUCT_SALES",
        "RF_REACH",
        "BRAND_CONSIDERATION",
    ]
)
RETIRED_OBJECTIVES = frozenset(
    ["APP_INSTALL", "CONVERSIONS", "CATALOG_SALES", "SHOP_PURCHASES", "RF_TRAFFIC", "RF_VIDEO_VIEW"]
)
SALES_OBJECTIVES = frozenset({"WEB_CONVERSIONS", "PRODUCT_SALES"})
SALES_DESTINATIONS = frozenset({"TIKTOK_SHOP", "WEBSITE", "APP", "WEB_AND_APP"})
WITHOUT_PROMOTION = frozenset({"REACH", "RF_REACH", "VIDEO_VIEWS", "ENGAGEMENT", "BRAND_CONSIDERATION"})
PROMOTION_TYPES = frozenset(
    [
        "APP_ANDROID",
        "APP_IOS",
        "GAME",
        "WEBSITE",
        "WEBSITE_OR_DISPLAY",
        "LEAD_GENERATION",
        "LEAD_GEN_CLICK_TO_TT_DIRECT_MESSAGE",
        "LEAD_GEN_CLICK_TO_SOCIAL_MEDIA_APP_MESSAGE",
        "LEAD_GEN_CLICK_TO_CALL",
        "VIDEO_SHOPPING",
        "LIVE_SHOPPING",
        "PSA_PRODUCT",
        "TIKTOK_SHOP",
        "EXTERNAL_OR_DISPLAY",
    ]
)
# §5.2, «Optimisation goal → billing event»: a fixed pairing (sure).
BILLING_OF_GOAL = {
    **dict.fromkeys(("CLICK", "PAGE_VISIT", "PROFILE_VIEWS"), "CPC"),
    **dict.fromkeys(("REACH", "SHOW"), "CPM"),
    **dict.fromkeys(("ENGAGED_VIEW", "ENGAGED_VIEW_FIFTEEN"), "CPV"),
    **dict.fromkeys(
        [
            "CONVERT",
            "INSTALL",
            "IN_APP_EVENT",
            "VALUE",
            "AUTOMATIC_VALUE_OPTIMIZATION",
            "TRAFFIC_LANDING_PAGE_VIEW",
            "LEAD_GENERATION",
            "CONVERSATION",
            "FOLLOWERS",
            "DESTINATION_VISIT",
            "MT_LIVE_ROOM",
            "PRODUCT_CLICK_IN_LIVE",
            "PREFERRED_LEAD",
        ],
        "OCPM",
    ),
}
# §5.2, goals per objective (partly likely).
GOALS_OF_OBJECTIVE = {
    "REACH": {"REACH"},
    "RF_REACH": {"REACH"},
    "BRAND_CONSIDERATION": {"ENGAGED_VIEW", "ENGAGED_VIEW_FIFTEEN"},
    "TRAFFIC": {"CLICK", "TRAFFIC_LANDING_PAGE_VIEW", "DESTINATION_VISIT"},
    "VIDEO_VIEWS": {"ENGAGED_VIEW", "ENGAGED_VIEW_FIFTEEN"},
    "ENGAGEMENT": {"FOLLOWERS", "PAGE_VISIT", "MT_LIVE_ROOM", "PROFILE_VIEWS"},
    "LEAD_GENERATION": {"LEAD_GENERATION", "CONVERSATION", "PREFERRED_LEAD"},
    "APP_PROMOTION": {"INSTALL", "IN_APP_EVENT", "VALUE"},
    "WEB_CONVERSIONS": {"CONVERT", "VALUE", "AUTOMATIC_VALUE_OPTIMIZATION"},
    "PRODUCT_SALES": {"CLICK", "CONVERT", "VALUE", "INSTALL", "IN_APP_EVENT", "MT_LIVE_ROOM", "PRODUCT_CLICK_IN_LIVE"},
}
# §5.1, what a campaign that shares out its budget takes (sure).
GOALS_OF_SHARED_BUDGETS = {
    "REACH": {"REACH"},
    "VIDEO_VIEWS": {"ENGAGED_VIEW", "ENGAGED_VIEW_FIFTEEN"},
    "TRAFFIC": {"CLICK", "TRAFFIC_LANDING_PAGE_VIEW"},
    "WEB_CONVERSIONS": {"CONVERT", "VALUE", "AUTOMATIC_VALUE_OPTIMIZATION"},
    "APP_PROMOTION": {"INSTALL", "IN_APP_EVENT", "VALUE"},
    "LEAD_GENERATION": {"LEAD_GENERATION"},
    "ENGAGEMENT": {"FOLLOWERS", "PAGE_VISIT"},
    "PRODUCT_SALES": {"INSTALL", "IN_APP_EVENT", "CONVERT"},
}
# §5.2, auto-filled events: goal → (event, whether another value is an error rather than ignored).
_FILLED_EVENT = {
    "ENGAGED_VIEW": ("ENGAGED_VIEW", False),
    "ENGAGED_VIEW_FIFTEEN": ("ENGAGED_VIEW_FIFTEEN", False),
    "DESTINATION_VISIT": ("DESTINATION_VISIT", False),
    "PAGE_VISIT": ("PAGE_VISIT", False),
    "TRAFFIC_LANDING_PAGE_VIEW": ("LANDING_PAGE_VIEW", True),
    "CONVERSATION": ("MESSAGE", True),
}


def check_promotion(fields: dict[str, Any], objective: str) -> None:
    """What is promoted, and what that needs besides."""
    promotion = fields.get("promotion_type")
    if promotion is None:
        if objective not in WITHOUT_PROMOTION:
            raise bad_value(missing("promotion_type"))
    else:
        check_choice("promotion_type", promotion, PROMOTION_TYPES)
    if promotion == "LEAD_GENERATION":
        check_choice("promotion_target_type", fields.get("promotion_target_type"), {"INSTANT_PAGE", "EXTERNAL_WEBSITE"})
    if objective == "APP_PROMOTION" and "app_id" not in fields:
        raise bad_value(missing("app_id"))


def check_goal(fields: dict[str, Any], objective: str, *, shared: bool) -> None:
    """The goal fits the objective, and the campaign's budget where it is `shared`; the billing event fits the goal."""
    goal, billing = fields["optimization_goal"], fields["billing_event"]
    if goal not in GOALS_OF_OBJECTIVE.get(objective, ()):
        raise bad_value(f"optimization_goal: {goal} is not supported for the objective {objective}.")
    if shared and goal not in GOALS_OF_SHARED_BUDGETS.get(objective, {goal}):
        raise bad_value(f"optimization_goal: {goal} is not supported with budget_optimize_on.")
    if BILLING_OF_GOAL[goal] != billing:
        expected = BILLING_OF_GOAL[goal]
        raise bad_value(f"billing_event: Only {expected} is supported for optimization goal {goal}, not {billing}.")


def check_pixel(fields: dict[str, Any], objective: str) -> None:
    """A pixel where conversions on a website are the goal, and nowhere else; never without its event."""
    on_website = fields.get("promotion_type") in {"WEBSITE", None}
    if objective == "WEB_CONVERSIONS" and on_website and "pixel_id" not in fields:
        raise bad_value("Please select a pixel.")
    if "pixel_id" not in fields:
        return
    if objective not in SALES_OBJECTIVES:
        raise bad_value(f"pixel_id: A pixel is not supported for the objective {objective}.")
    if "optimization_event" not in fields:
        raise bad_value(missing("optimization_event"))


def filled_event(fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with the event TikTok sets by itself for some goals."""
    if fields["optimization_goal"] not in _FILLED_EVENT:
        return fields
    event, strict = _FILLED_EVENT[fields["optimization_goal"]]
    if strict and fields.get("optimization_event", event) != event:
        raise bad_value(f"optimization_event: Only {event} is supported for this optimization goal.")
    return fields | {"optimization_event": event}
