"""The first table: what TikTok offers, as data. Client and simulator share it, and no code."""

from typing import Any

from tiktok_marketing.spec.ad import AD_CREATE, AD_GET, AD_STATUS_UPDATE, AD_UPDATE
from tiktok_marketing.spec.adgroup import (
    ADGROUP_BUDGET_UPDATE,
    ADGROUP_CREATE,
    ADGROUP_GET,
    ADGROUP_STATUS_UPDATE,
    ADGROUP_UPDATE,
)
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO
from tiktok_marketing.spec.business_center import BC_GET
from tiktok_marketing.spec.campaign import CAMPAIGN_CREATE, CAMPAIGN_GET, CAMPAIGN_STATUS_UPDATE, CAMPAIGN_UPDATE
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
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN, OAUTH2_ADVERTISER_GET, OAUTH2_REVOKE_TOKEN
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET
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

_ROWS: tuple[Endpoint[Any, Any], ...] = (
    OAUTH2_ACCESS_TOKEN,
    OAUTH2_REVOKE_TOKEN,
    OAUTH2_ADVERTISER_GET,
    ADVERTISER_INFO,
    BC_GET,
    CAMPAIGN_GET,
    CAMPAIGN_CREATE,
    CAMPAIGN_UPDATE,
    CAMPAIGN_STATUS_UPDATE,
    ADGROUP_GET,
    ADGROUP_CREATE,
    ADGROUP_UPDATE,
    ADGROUP_STATUS_UPDATE,
    ADGROUP_BUDGET_UPDATE,
    AD_GET,
    AD_CREATE,
    AD_UPDATE,
    AD_STATUS_UPDATE,
    REPORT_INTEGRATED_GET,
)

TYPED: dict[str, Endpoint[Any, Any]] = {row.name: row for row in _ROWS}
"""Every typed row, by name."""
