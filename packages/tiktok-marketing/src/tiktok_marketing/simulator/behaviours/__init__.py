"""What the simulated TikTok does at each endpoint; importing the package registers all of it."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from tiktok_marketing.simulator.behaviour import BehaviourFunction, registered
from tiktok_marketing.spec.endpoint import Endpoint

__all__ = ["behaviour_of"]

_FILES: Final = (
    "account_quota",
    "account_webhook",
    "aco",
    "ad",
    "ad_benchmark",
    "adgroup",
    "advertiser",
    "advertiser_money",
    "audience",
    "audience_file",
    "audience_kinds",
    "audience_use",
    "bc_account",
    "bc_advertiser",
    "bc_asset",
    "bc_asset_group",
    "bc_asset_link",
    "bc_billing_group",
    "bc_member",
    "bc_money",
    "bc_partner",
    "bc_pixel",
    "bc_transactions",
    "business_center",
    "campaign",
    "campaign_copy",
    "content_exclusion",
    "creative_library",
    "creative_tool",
    "custom_conversion",
    "event",
    "event_set",
    "file",
    "identity",
    "image",
    "mobile_app",
    "music",
    "oauth",
    "pixel",
    "portfolio",
    "report",
    "report_task",
    "review",
    "saved_audience",
    "search_region",
    "segment",
    "smart_plus_ad",
    "smart_plus_ad_list",
    "smart_plus_adgroup",
    "smart_plus_campaign",
    "smart_plus_report",
    "smart_plus_review",
    "spc",
    "spc_report",
    "subscription",
    "term",
    "tool_check",
    "tool_device",
    "tool_interest",
    "tool_keyword",
    "tool_targeting",
    "tt_user",
    "user",
    "video",
    "video_flaws",
    "video_performance",
)
"""Those that hold behaviours. Named, since looking for them in the folder would cost each start its time."""

for _file in _FILES:
    import_module(f"{__name__}.{_file}")


def behaviour_of(endpoint: Endpoint[Any, Any]) -> BehaviourFunction[Any] | None:
    """The function that answers `endpoint`, None where it is not simulated."""
    return registered(endpoint)
