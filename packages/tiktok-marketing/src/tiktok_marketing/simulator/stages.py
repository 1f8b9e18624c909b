"""The stages between an impression and a purchase, by kind of campaign: which figure is a part of which.

The ranges are ours, chosen to look like ordinary accounts.
"""

from __future__ import annotations

from typing import Literal

import msgspec

EVENTUAL = "*"
"""`complete_payment*` are all that will ever be attributed to a day, `complete_payment` those that have arrived."""


class Share(msgspec.Struct, frozen=True):
    """A figure that is between `low` and `high` millionths of `parent`: where, is the ad's own."""

    parent: str
    low: int
    high: int
    families: frozenset[str] = frozenset()
    """The kinds of campaign that have it; empty: all."""
    worn_by: Literal["age", "learning"] | None = None
    """What makes it smaller: an audience that has seen it all, or an ad group that still learns."""


_SITE = frozenset({"web", "lead", "traffic"})
_WEB, _LEAD, _APP, _SHOP = (frozenset({family}) for family in ("web", "lead", "app", "shop"))

_AT_ONCE: dict[str, Share] = {
    "valid_clicks": Share("impressions", 7_000, 24_000, worn_by="age"),
    "invalid_impressions": Share("impressions", 1_000, 18_000),
    "video_play_actions": Share("impressions", 760_000, 860_000),
    "video_watched_2s": Share("video_play_actions", 380_000, 620_000),
    "video_watched_6s": Share("video_watched_2s", 350_000, 600_000),
    "video_views_p25": Share("video_watched_6s", 650_000, 860_000),
    "video_views_p50": Share("video_views_p25", 450_000, 650_000),
    "video_views_p75": Share("video_views_p50", 500_000, 700_000),
    "video_views_p100": Share("video_views_p75", 500_000, 750_000),
    "engaged_view": Share("video_watched_6s", 700_000, 860_000),
    "engaged_view_15s": Share("engaged_view", 250_000, 450_000),
    "likes": Share("video_play_actions", 8_000, 40_000),
    "comments": Share("video_play_actions", 300, 2_500),
    "shares": Share("video_play_actions", 400, 3_000),
    "clicks_on_music_disc": Share("video_play_actions", 200, 1_500),
    "follows": Share("valid_clicks", 20_000, 90_000),
    "profile_visits": Share("valid_clicks", 60_000, 180_000),
    "total_landing_page_view": Share("valid_clicks", 650_000, 860_000, _SITE),
}
_LATER: dict[str, Share] = {
    "page_content_view_events": Share("total_landing_page_view", 550_000, 800_000, _WEB, "learning"),
    "web_event_add_to_cart": Share("page_content_view_events*", 150_000, 300_000, _WEB),
    "initiate_checkout": Share("web_event_add_to_cart*", 400_000, 650_000, _WEB),
    "complete_payment": Share("initiate_checkout*", 450_000, 700_000, _WEB),
    "user_registration": Share("total_landing_page_view", 20_000, 80_000, _WEB, "learning"),
    "form": Share("total_landing_page_view", 40_000, 140_000, _LEAD, "learning"),
    "app_install": Share("valid_clicks", 60_000, 220_000, _APP, "learning"),
    "launch_app": Share("app_install*", 700_000, 850_000, _APP),
    "registration": Share("app_install*", 350_000, 600_000, _APP),
    "total_app_event_add_to_cart": Share("registration*", 200_000, 400_000, _APP),
    "purchase": Share("registration*", 60_000, 180_000, _APP),
    "onsite_on_web_cart": Share("valid_clicks", 60_000, 150_000, _SHOP, "learning"),
    "onsite_shopping": Share("onsite_on_web_cart*", 250_000, 450_000, _SHOP),
}

SHARES: dict[str, Share] = _AT_ONCE | {name + EVENTUAL: share for name, share in _LATER.items()}
ATTRIBUTED = frozenset(_LATER)
"""Figures that arrive late, dated by the impression or click they follow."""
SAME: dict[str, str] = {
    "billed_cost": "spend",
    "cash_spend": "spend",
    "total_registration": "registration",
    "total_purchase": "purchase",
    "secondary_goal_result": "purchase",
}
VALUES: dict[str, str] = {
    "total_complete_payment_rate": "complete_payment",  # a value in spite of its name: behaviour reference §6.10
    "website_cta_purchase_value": "website_cta_purchase",
    "vta_complete_payment_value": "vta_complete_payment",
    "total_purchase_value": "total_purchase",
    "total_onsite_shopping_value": "onsite_shopping",
}
SUMS: dict[str, tuple[tuple[str, int], ...]] = {
    "gross_impressions": (("impressions", 1), ("invalid_impressions", 1)),
    "engagements": tuple((name, 1) for name in ("clicks", "likes", "comments", "shares", "follows", "profile_visits")),
    "seconds_watched": (("video_watched_2s", 2), ("video_watched_6s", 4), ("video_views_p50", 5)),
    "total_pageview": (("total_landing_page_view", 1), ("page_content_view_events", 1)),
}
SPLITS: dict[str, tuple[str, Literal["click", "view", "engaged"]]] = {
    "cta_conversion": ("conversion", "click"),
    "vta_conversion": ("conversion", "view"),
    "engaged_view_through_conversions": ("conversion", "engaged"),
    "cta_app_install": ("app_install", "click"),
    "vta_app_install": ("app_install", "view"),
    "evta_app_install": ("app_install", "engaged"),
    "cta_registration": ("registration", "click"),
    "vta_registration": ("registration", "view"),
    "evta_registration": ("registration", "engaged"),
    "cta_purchase": ("purchase", "click"),
    "vta_purchase": ("purchase", "view"),
    "evta_purchase": ("purchase", "engaged"),
    "website_cta_purchase": ("complete_payment", "click"),
    "vta_complete_payment": ("complete_payment", "view"),
    "evta_payments_completed": ("complete_payment", "engaged"),
}
REAL_TIME: dict[str, str] = {
    "real_time_conversion": "conversion",
    "real_time_result": "result",
    "real_time_app_install": "app_install",
}
"""Figures dated by when they happened → the same dated by impression or click."""
_CONVERSION = {
    "web": "complete_payment",
    "shop": "onsite_shopping",
    "app": "app_install",
    "lead": "form",
    "traffic": "total_landing_page_view",
    "engagement": "follows",
}
_BY_GOAL = {"CLICK": "clicks", "PROFILE_VIEWS": "profile_visits", "IN_APP_EVENT": "purchase", "VALUE": "purchase"}
# The result of a reach campaign is its reach (§6.10), which does not add up and is counted by `reach`.
_RESULT = _CONVERSION | {"video": "video_watched_6s"}

MONEY = frozenset({"spend", "billed_cost", "cash_spend", *VALUES})
"""Figures in the currency's smallest unit; all others are counts."""
FIGURES = frozenset(
    {"spend", "impressions", "clicks", "conversion", "result"}
    | {*_AT_ONCE, *ATTRIBUTED, *SAME, *VALUES, *SUMS, *SPLITS, *REAL_TIME}
) - {"valid_clicks", "invalid_impressions"}
"""All figures an ad has; every one adds up over ads and hours."""
LATE = frozenset(
    {"clicks", "engagements", "total_pageview", "conversion", "result", *ATTRIBUTED, *SPLITS, *VALUES}
    | {name for name, source in SAME.items() if source != "spend"}
)
"""Figures that change for weeks: conversions arrive, and invalid clicks are found."""
ORDER = {name: index for index, name in enumerate(sorted(SHARES))}


def conversion_of(family: str, goal: str) -> str | None:
    """Which figure is the conversion of a kind of campaign with that optimisation goal."""
    by_goal = _BY_GOAL.get(goal)
    if goal == "VALUE" and family != "app":
        by_goal = None
    return by_goal or _CONVERSION.get(family)


def result_of(family: str, goal: str) -> str | None:
    """Which figure is the result; None where it is the reach."""
    return conversion_of(family, goal) or _RESULT.get(family)


def usual_rate(figure: str) -> int:
    """How many of `figure` a million impressions usually bring, all families alike; 0 for what is no part of them."""
    rate, name = 1_000_000, figure + EVENTUAL if figure in ATTRIBUTED else figure
    name = "valid_clicks" if name == "clicks" else name
    while name != "impressions":
        if name not in SHARES:
            return 0
        share = SHARES[name]
        rate = rate * (share.low + share.high) // 2 // 1_000_000
        name = share.parent
    return rate
