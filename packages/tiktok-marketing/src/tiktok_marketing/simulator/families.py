"""Kinds of campaign, by which prices, stages and conversions differ."""

from __future__ import annotations

from .tree_records import Campaign

_FAMILIES = {
    "WEB_CONVERSIONS": "web",
    "PRODUCT_SALES": "web",
    "APP_PROMOTION": "app",
    "LEAD_GENERATION": "lead",
    "VIDEO_VIEWS": "video",
    "ENGAGEMENT": "engagement",
    "REACH": "reach",
    "RF_REACH": "reach",
}


def family_of(campaign: Campaign) -> str:
    """What kind of campaign it is, by what can never be changed about it."""
    fields = campaign.fields
    if fields.get("sales_destination") == "TIKTOK_SHOP" or fields.get("campaign_product_source") == "STORE":
        return "shop"
    return _FAMILIES.get(str(fields.get("objective_type")), "traffic")
