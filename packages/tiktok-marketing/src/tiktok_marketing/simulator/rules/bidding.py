"""Rules about bids, pacing and return on ad spend."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value

from .money import check_bid
from .text import check_choice, missing

NO_BID, CUSTOM = "BID_TYPE_NO_BID", "BID_TYPE_CUSTOM"
SMOOTH, FAST = "PACING_MODE_SMOOTH", "PACING_MODE_FAST"


def check_bidding(fields: dict[str, Any], campaign: dict[str, Any], currency: str) -> None:
    """Bid type, the one bid that goes with it, pacing and ROAS (behaviour reference §5.2)."""
    check_choice("bid_type", fields["bid_type"], {NO_BID, CUSTOM})
    _check_bids(fields, campaign, currency)
    check_choice("pacing", fields["pacing"], {SMOOTH, FAST})
    if fields["pacing"] == FAST and fields["bid_type"] != CUSTOM:
        raise bad_value(f"pacing: {FAST} is only supported with {CUSTOM}.")
    _check_roas(fields, campaign)


def _check_bids(fields: dict[str, Any], campaign: dict[str, Any], currency: str) -> None:
    given = [name for name in ("bid_price", "conversion_bid_price") if fields.get(name)]
    # A custom bid travels in conversion_bid_price for OCPM and in bid_price otherwise, never both (§5.2, sure).
    wanted = "conversion_bid_price" if fields["billing_event"] == "OCPM" else "bid_price"
    if fields["bid_type"] == NO_BID:
        if given:
            raise bad_value(f"{given[0]}: Not supported with {NO_BID}.")
        return
    if fields.get("deep_bid_type") == "VO_MIN_ROAS" and not given:
        return
    if wanted not in given:
        raise bad_value(missing(wanted))
    if len(given) > 1:
        raise bad_value(f"bid_price and conversion_bid_price: Only {wanted} is supported here.")
    video_views = campaign.get("objective_type") == "VIDEO_VIEWS" and fields["billing_event"] == "CPV"
    if video_views and fields.get("bid_display_mode") != "CPV":
        raise bad_value("bid_display_mode: CPV is required with a custom bid.")
    check_bid(wanted, Decimal(fields[wanted]), fields, campaign, currency)


def _check_roas(fields: dict[str, Any], campaign: dict[str, Any]) -> None:
    if fields.get("deep_bid_type") == "VO_MIN_ROAS" and "roas_bid" not in fields:
        raise bad_value(missing("roas_bid"))
    most = _largest_roas(fields, campaign)
    if "roas_bid" in fields and not Decimal("0.01") <= Decimal(fields["roas_bid"]) <= most:
        raise bad_value(f"roas_bid: Must be between 0.01 and {most}.")


def _largest_roas(fields: dict[str, Any], campaign: dict[str, Any]) -> int:
    """Behaviour reference §5.1 and §5.2 (sure)."""
    if campaign.get("budget_optimize_on") or fields.get("optimization_event") == "AD_REVENUE_VALUE":
        return 10
    return 20 if fields.get("promotion_type") == "PSA_PRODUCT" else 1000
