"""Which figures TikTok tells by which dimension, where its pages list them.

Sources: D:1759239462689793 (basic reports) and D:1762404685488130 (audience reports), both sure. A dimension that is
not here takes whatever its report takes.
"""

from __future__ import annotations

_DELIVERY = ("spend", "cpc", "cpm", "impressions", "clicks", "ctr")
_CONVERSIONS = ("conversion", "cost_per_conversion", "conversion_rate")
_REAL_TIME = ("real_time_conversion", "real_time_cost_per_conversion", "real_time_conversion_rate")
_BY_IMPRESSION = ("conversion_rate_v2", "real_time_conversion_rate_v2")
_RESULTS = ("result", "cost_per_result", "result_rate")
_REAL_TIME_RESULTS = ("real_time_result", "real_time_cost_per_result", "real_time_result_rate")
_QUARTERS = ("video_views_p25", "video_views_p50", "video_views_p75", "video_views_p100")
_PLAYS = ("video_play_actions", "video_watched_2s", "video_watched_6s", "average_video_play", *_QUARTERS)
_FOCUSED = ("engaged_view", "engaged_view_15s")
_SOCIAL = ("clicks_on_music_disc", "follows", "likes", "comments", "shares", "profile_visits", "profile_visits_rate")
_LANDING = ("total_landing_page_view", "cost_per_landing_page_view", "landing_page_view_rate")
_PAGE = (
    "ix_page_duration_avg",
    "ix_page_viewrate_avg",
    "ix_video_views",
    "ix_video_views_p25",
    "ix_video_views_p50",
    "ix_video_views_p75",
    "ix_video_views_p100",
    "ix_average_video_play",
)
_FORM = (*_DELIVERY, "gross_impressions", *_CONVERSIONS, *_REAL_TIME, *_BY_IMPRESSION)


def _of_event(name: str, cost: str, *others: str) -> tuple[str, ...]:
    return (name, f"cost_per_{cost}", f"{cost}_rate", *others)


_SHOP = (
    *_of_event("onsite_add_to_wishlist", "onsite_add_to_wishlist"),
    "value_per_onsite_add_to_wishlist",
    "total_onsite_add_to_wishlist_value",
    *_of_event("ix_product_click_count", "ix_product_click_count"),
    "onsite_shopping_roas",
    *(
        name
        for event in ("onsite_shopping", "onsite_initiate_checkout_count", "onsite_on_web_detail", "onsite_on_web_cart")
        for name in _of_event(event, event, f"value_per_{event}", f"total_{event}_value")
    ),
)
_EVENTS = (
    "real_time_app_install",
    "real_time_app_install_cost",
    "app_install",
    "cost_per_app_install",
    *_of_event("registration", "registration"),
    *_of_event("purchase", "purchase"),
    *_of_event("complete_payment", "complete_payment"),
    *_of_event("page_browse_view", "page_browse_view"),
    *_of_event("button_click", "button_click"),
    *_of_event("online_consult", "online_consult"),
    *_of_event("form", "form"),
    *_of_event("download_start", "download_start"),
)
_COUNTRY = (*_DELIVERY, "gross_impressions", *_CONVERSIONS, *_REAL_TIME, *_PLAYS, *_SOCIAL, *_LANDING)
_UNIQUE = ("reach", "frequency", "cost_per_1000_reached")  # the third is garbled on the page, and inferred
_LIKED = (*_DELIVERY, *_CONVERSIONS, *_REAL_TIME, *_BY_IMPRESSION, *_PLAYS, *_FOCUSED, *_SOCIAL, *_LANDING)

OF_BOTH_WAYS: dict[tuple[str, str], frozenset[str]] = {
    ("BASIC", "ad_type"): frozenset(
        {*_DELIVERY, "gross_impressions", *_CONVERSIONS, *_REAL_TIME, *_PLAYS, *_FOCUSED, *_SOCIAL, *_LANDING}
        | {"skan_conversion", "skan_app_install", "skan_cost_per_app_install", "skan_app_install_withheld"}
    ),
    ("BASIC", "country_code"): frozenset({*_COUNTRY, *_FOCUSED}),
    ("BASIC", "search_terms"): frozenset(
        {*_DELIVERY, *_CONVERSIONS, "real_time_conversion", *_RESULTS, "video_play_actions", *_FOCUSED}
    ),
    ("BASIC", "page_id"): frozenset({*_FORM, *_PAGE, "onsite_form", "onsite_download_start"})
    | {"ix_page_view_count", "ix_button_click_count", "ix_product_click_count"},
    ("BASIC", "component_name"): frozenset({*_FORM, *_PAGE}),
    ("BASIC", "room_id"): frozenset({*_DELIVERY, *_CONVERSIONS, "conversion_rate_v2", *_SHOP}),
    ("BASIC", "post_id"): frozenset({*_DELIVERY, *_CONVERSIONS, "conversion_rate_v2", *_PLAYS, "engaged_view", *_SHOP}),
    ("AUDIENCE", "country_code"): frozenset(_COUNTRY),
    ("AUDIENCE", "ad_type"): frozenset(_LIKED),
    ("AUDIENCE", "hashtag"): frozenset(_LIKED),
    ("AUDIENCE", "audience_tags"): frozenset(_LIKED),
    ("AUDIENCE", "purchase_intention"): frozenset(_LIKED),
}
"""(report type, dimension) → the figures told."""
SYNCHRONOUS_ONLY: dict[tuple[str, str], frozenset[str]] = {
    ("BASIC", "ad_type"): frozenset({"skan_cost_per_conversion", "skan_conversion_rate"}),
    ("BASIC", "country_code"): frozenset({*_UNIQUE, *_RESULTS, *_REAL_TIME_RESULTS, "live_product_clicks", *_EVENTS}),
    ("AUDIENCE", "country_code"): frozenset({*_RESULTS, *_REAL_TIME_RESULTS}),
}
"""The same, of those that no task tells."""
NOT_BY_PEOPLE_IN_TASKS = frozenset({*_UNIQUE, *_RESULTS, *_REAL_TIME_RESULTS, "average_video_play_per_user"})
"""Figures that a task does not tell by any of `PEOPLE` (D:1740302766489602, sure)."""
PEOPLE = frozenset(
    {"gender", "age", "country_code", "ac", "language", "platform", "interest_category", "placement", "contextual_tag"}
)
