"""What the simulated TikTok does at each endpoint; importing the package registers all of it."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import BehaviourFunction, registered
from tiktok_marketing.spec.endpoint import Endpoint

from . import (
    account_quota,
    ad,
    adgroup,
    advertiser,
    advertiser_money,
    audience,
    audience_file,
    audience_kinds,
    audience_use,
    bc_advertiser,
    bc_asset,
    bc_member,
    bc_money,
    bc_partner,
    bc_transactions,
    business_center,
    campaign,
    campaign_copy,
    creative_tool,
    event,
    event_set,
    file,
    identity,
    image,
    music,
    oauth,
    pixel,
    portfolio,
    report,
    report_task,
    review,
    saved_audience,
    tool_device,
    tool_interest,
    tool_targeting,
    tt_user,
    video,
    video_flaws,
)

__all__ = [
    "account_quota",
    "ad",
    "adgroup",
    "advertiser",
    "advertiser_money",
    "audience",
    "audience_file",
    "audience_kinds",
    "audience_use",
    "bc_advertiser",
    "bc_asset",
    "bc_member",
    "bc_money",
    "bc_partner",
    "bc_transactions",
    "behaviour_of",
    "business_center",
    "campaign",
    "campaign_copy",
    "creative_tool",
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
    "report_task",
    "review",
    "saved_audience",
    "tool_device",
    "tool_interest",
    "tool_targeting",
    "tt_user",
    "video",
    "video_flaws",
]


def behaviour_of(endpoint: Endpoint[Any, Any]) -> BehaviourFunction[Any] | None:
    """The function that answers `endpoint`, None where it is not simulated."""
    return registered(endpoint)
