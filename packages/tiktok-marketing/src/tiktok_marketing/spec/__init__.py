"""The first table: what TikTok offers, as data. Client and simulator share it, and no code."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from tiktok_marketing.spec.decoding import decode
from tiktok_marketing.spec.endpoint import (
    API_PREFIX,
    APP_QUOTA,
    Auth,
    Effect,
    Endpoint,
    Level,
    Paged,
    PageInfo,
    Params,
    Quota,
    Result,
)
from tiktok_marketing.spec.timestamps import format_utc, parse_utc

__all__ = [
    "API_PREFIX",
    "APP_QUOTA",
    "TYPED",
    "Auth",
    "Effect",
    "Endpoint",
    "Level",
    "PageInfo",
    "Paged",
    "Params",
    "Quota",
    "Result",
    "decode",
    "format_utc",
    "parse_utc",
]

_FILES: Final = (
    "account_quota",
    "account_webhook",
    "aco",
    "ad",
    "adgroup",
    "advertiser",
    "advertiser_money",
    "app",
    "audience",
    "audience_kinds",
    "audience_size",
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
    "business_center",
    "campaign",
    "campaign_copy",
    "campaign_quota_info",
    "content_exclusion",
    "creative_insight",
    "creative_library",
    "creative_tool",
    "custom_conversion",
    "event",
    "event_set",
    "file",
    "identity",
    "image",
    "music",
    "oauth",
    "pixel",
    "portfolio",
    "report",
    "review",
    "search_region",
    "segment",
    "smart_plus_ad",
    "smart_plus_ad_preview",
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
)
"""Those that hold rows. Named, since looking for them in the folder would cost each start its time."""


def _rows_of(file: str) -> Iterator[Endpoint[Any, Any]]:
    return (value for value in vars(import_module(f"{__name__}.{file}")).values() if isinstance(value, Endpoint))


TYPED: dict[str, Endpoint[Any, Any]] = {row.name: row for file in _FILES for row in _rows_of(file)}
"""Every typed row, by name."""
