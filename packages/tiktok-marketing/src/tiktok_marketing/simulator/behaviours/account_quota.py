"""How many active ad groups and dedicated campaigns an advertiser may have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiktok_marketing.simulator.adgroup_quota import active
from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import Campaign
from tiktok_marketing.spec.account_quota import (
    ADGROUP_QUOTA,
    CAMPAIGN_QUOTA_GET,
    AdGroupQuotaParams,
    CampaignQuotaGetParams,
)

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
    mine = [found for found in simulator.nodes(Campaign, advertiser_id) if _is_dedicated(found, call.params.app_id)]
    used = sum(found.operation_status != "DELETE" for found in mine)
    releasing = sum(
        found.operation_status == "DELETE" and call.now < found.modified_at + RELEASED_AFTER for found in mine
    )
    quota = {"used_quota": used, "releasing_quota": releasing, "total_quota": MOST_DEDICATED}
    answer: dict[str, Any] = {"campaign_quota": quota | {"available_quota": max(MOST_DEDICATED - used - releasing, 0)}}
    if campaign_id := call.given.get("campaign_id"):
        campaign = find(simulator, Campaign, advertiser_id, campaign_id)
        answer["adgroup_quota"] = _in_campaign(simulator, campaign)
    return answer


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
