"""How many active ad groups and dedicated campaigns an advertiser may have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiktok_marketing.simulator.adgroup_quota import active
from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Campaign
from tiktok_marketing.spec.account_quota import (
    ADGROUP_QUOTA,
    CAMPAIGN_QUOTA_GET,
    AdGroupQuotaParams,
    CampaignQuotaGetParams,
)
from tiktok_marketing.spec.campaign_quota_info import CAMPAIGN_QUOTA_INFO, CampaignQuotaInfoParams

from .switching import find

# Behaviour reference §5.2 (sure): an account with a fixed quota reports 5000 and 0, a punished one 0 and 0.
FIXED_QUOTA = 5000
_PUNISHED = frozenset({"STATUS_LIMIT", "STATUS_DISABLE"})
# Inferred from what TikTok tells advertisers of dedicated campaigns; a deleted one is held back for three days.
MOST_DEDICATED, MOST_ADGROUPS_IN_ONE = 11, 2
RELEASED_AFTER = timedelta(hours=72)


@behaviour(ADGROUP_QUOTA)
def adgroups(simulator: Simulator, call: Call[AdGroupQuotaParams]) -> dict[str, Any]:
    advertiser_id, quota = call.params.advertiser_id, simulator.adgroup_quota
    if simulator.state.advertisers[advertiser_id].status in _PUNISHED:
        return {"total_adgroup_quota": 0, "used_adgroup_quota": 0}
    if quota is None:
        return {"total_adgroup_quota": FIXED_QUOTA, "used_adgroup_quota": 0}
    return {"total_adgroup_quota": quota, "used_adgroup_quota": active(simulator, advertiser_id)}


@behaviour(CAMPAIGN_QUOTA_GET)
def dedicated_campaigns(simulator: Simulator, call: Call[CampaignQuotaGetParams]) -> dict[str, Any]:
    """The app's dedicated campaigns; with a `campaign_id` also the ad groups in that one."""
    advertiser_id = call.params.advertiser_id
    kept, deleted = (len(found) for found in _dedicated(simulator, call))
    quota = {"used_quota": kept, "releasing_quota": deleted, "total_quota": MOST_DEDICATED}
    answer: dict[str, Any] = {"campaign_quota": quota | {"available_quota": max(MOST_DEDICATED - kept - deleted, 0)}}
    if campaign_id := call.given.get("campaign_id"):
        campaign = find(simulator, Campaign, advertiser_id, campaign_id)
        answer["adgroup_quota"] = _in_campaign(simulator, campaign)
    return answer


@behaviour(CAMPAIGN_QUOTA_INFO)
def dedicated_in_detail(simulator: Simulator, call: Call[CampaignQuotaInfoParams]) -> dict[str, Any]:
    """The same with the campaigns' ids. None of them runs on Pangle (ours)."""
    kept, deleted = _dedicated(simulator, call)
    counts = {"used_campaign_quota": len(kept), "releasing_campaign_quota": len(deleted)}
    on_tiktok: dict[str, Any] = {"total_campaign_quota_info": _detail(kept, deleted)}
    on_pangle: dict[str, Any] = {"total_campaign_quota_info": _detail([], [])}
    if call.given.get("has_advertiser_quota"):
        on_tiktok["campaign_quota_by_adv"] = [counts | {"advertiser_id": call.params.advertiser_id}]
    answer: dict[str, Any] = {
        "campaign_quota_info": {
            "tiktok_campaign_quota_info": on_tiktok,
            "pangle_campaign_quota_info": on_pangle,
        }
    }
    if campaign_id := call.given.get("campaign_id"):
        within = _in_campaign(simulator, find(simulator, Campaign, call.params.advertiser_id, campaign_id))
        answer["adgroup_quota_info"] = {
            "campaign_id": campaign_id,
            "total_adgroup_quota": within["total_quota"],
            "used_adgroup_quota": within["used_quota"],
            "available_adgroup_quota": within["available_quota"],
            "placements": ["PLACEMENT_TIKTOK"],
        }
    return answer


def _dedicated(simulator: Simulator, call: Call[Any]) -> tuple[list[str], list[str]]:
    """Ids of the app's dedicated campaigns, and of those deleted ones that still take their place."""
    mine = [
        found
        for found in simulator.nodes(Campaign, call.params.advertiser_id)
        if _is_dedicated(found, call.params.app_id)
    ]
    kept = [found.id for found in mine if found.operation_status != "DELETE"]
    deleted = [found for found in mine if found.operation_status == "DELETE"]
    return kept, [found.id for found in deleted if call.now < found.modified_at + RELEASED_AFTER]


def _detail(kept: list[str], deleted: list[str]) -> dict[str, Any]:
    return {
        "total_campaign_quota": MOST_DEDICATED,
        "used_campaign_quota": len(kept),
        "releasing_campaign_quota": len(deleted),
        "available_campaign_quota": max(MOST_DEDICATED - len(kept) - len(deleted), 0),
        "used_campaign_ids": kept,
        "releasing_campaign_ids": deleted,
    }


def _is_dedicated(campaign: Campaign, app_id: str) -> bool:
    return campaign.fields.get("campaign_type") == "IOS14_CAMPAIGN" and campaign.fields.get("app_id") == app_id


def _in_campaign(simulator: Simulator, campaign: Campaign) -> dict[str, Any]:
    state = simulator.state
    groups = [state.adgroups[i] for i in state.adgroups_of.get(campaign.id, [])]
    used = sum(group.operation_status != "DELETE" for group in groups)
    return {
        "campaign_id": campaign.id,
        "used_quota": used,
        "available_quota": max(MOST_ADGROUPS_IN_ONE - used, 0),
        "total_quota": MOST_ADGROUPS_IN_ONE,
    }
