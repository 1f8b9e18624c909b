"""Upgraded Smart+ campaigns: list, create, change, switch."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.history import changed
from tiktok_marketing.simulator.rules.campaign import check_campaign, check_request_id, check_switch
from tiktok_marketing.simulator.rules.money import DYNAMIC_DAILY, INFINITE, TOTAL
from tiktok_marketing.simulator.rules.text import check_choice, check_name, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import UPGRADED
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import Campaign
from tiktok_marketing.spec.smart_plus_campaign import (
    SMART_PLUS_CAMPAIGN_CREATE,
    SMART_PLUS_CAMPAIGN_GET,
    SMART_PLUS_CAMPAIGN_STATUS_UPDATE,
    SMART_PLUS_CAMPAIGN_UPDATE,
    SmartPlusCampaign,
    SmartPlusCampaignCreateParams,
    SmartPlusCampaignParams,
    SmartPlusCampaignStatusParams,
    SmartPlusCampaignUpdateParams,
)

from .campaign import NOT_KEPT, check_new_budget, check_not_repeated
from .listing import common_fields, list_nodes
from .making import made
from .smart_plus import find_smart_node, of_smart_plus, read_smart_switch
from .switching import switch_each

# Behaviour reference §5.5 (sure).
OBJECTIVES = frozenset({"APP_PROMOTION", "WEB_CONVERSIONS", "LEAD_GENERATION"})
_MODES = frozenset({DYNAMIC_DAILY, TOTAL})
_KNOWN = frozenset(SmartPlusCampaign.__struct_fields__)


@behaviour(SMART_PLUS_CAMPAIGN_GET)
def get(simulator: Simulator, call: Call[SmartPlusCampaignParams]) -> dict[str, Any]:
    return list_nodes(simulator, of_smart_plus(call), Campaign, row)


@behaviour(SMART_PLUS_CAMPAIGN_CREATE)
def create(simulator: Simulator, call: Call[SmartPlusCampaignCreateParams]) -> dict[str, Any]:
    """Its budget is shared out among the ad groups, by the day, unless told otherwise (§5.5, sure)."""
    given = call.given
    check_request_id(given["request_id"])
    check_not_repeated(simulator, Campaign, call, given["request_id"])
    fields = _completed({name: value for name, value in given.items() if name not in NOT_KEPT})
    check_campaign(fields, simulator.state.advertisers[given["advertiser_id"]].currency)
    check_switch(given)
    campaign = made(
        simulator, call, Campaign, fields | {"smart_plus_adgroup_mode": "SINGLE", "campaign_automation_type": UPGRADED}
    )
    simulator.state.save(campaign)
    return _answered(simulator, call, campaign)


@behaviour(SMART_PLUS_CAMPAIGN_UPDATE)
def update(simulator: Simulator, call: Call[SmartPlusCampaignUpdateParams]) -> dict[str, Any]:
    """Only what is sent changes; the budget's mode never does (§5.5, sure)."""
    campaign = find_smart_node(simulator, Campaign, call.params.advertiser_id, call.params.campaign_id)
    changes = {name: value for name, value in call.given.items() if name not in {"advertiser_id", "campaign_id"}}
    if "campaign_name" in changes:
        check_name("campaign_name", changes["campaign_name"])
    if "budget" in changes:
        check_new_budget(simulator, call, campaign, campaign.fields | changes)
    campaign = changed(campaign, call.now, fields=campaign.fields | changes)
    simulator.state.save(campaign)
    return _answered(simulator, call, campaign)


@behaviour(SMART_PLUS_CAMPAIGN_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[SmartPlusCampaignStatusParams]) -> dict[str, Any]:
    """Those that can be switched are; of the others it says why not."""
    order = read_smart_switch(Campaign, call)
    refused = switch_each(simulator, order)
    window = call.given.get("postback_window_mode")
    done = [one for one in order.ids if one not in refused]
    return {
        "campaign_list": [{"campaign_id": i, "status": order.status, "postback_window_mode": window} for i in done],
        "error_list": [{"campaign_id": i, "error_message": message} for i, message in refused.items()],
    }


def row(_: Simulator, campaign: Campaign, status: str) -> dict[str, Any]:
    """A campaign as Smart+ answers it."""
    whole = {
        "campaign_type": "REGULAR_CAMPAIGN",
        "catalog_enabled": False,
        **campaign.fields,
        "current_budget": campaign.fields.get("budget"),
        "campaign_id": campaign.id,
        **common_fields(campaign, status),
    }
    return {name: value for name, value in whole.items() if name in _KNOWN}


def _answered(simulator: Simulator, call: Call[Any], campaign: Campaign) -> dict[str, Any]:
    return row(simulator, campaign, Statuses(simulator, call.now).of(campaign))


def _completed(fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with what TikTok sets by itself, as far as they are Smart+'s."""
    check_choice("objective_type", fields["objective_type"], OBJECTIVES)
    if fields["objective_type"] == "WEB_CONVERSIONS" and "sales_destination" not in fields:
        raise bad_value(missing("sales_destination"))
    if fields.get("budget_optimize_on", True):
        fields = {"budget_optimize_on": True, "budget_mode": DYNAMIC_DAILY} | fields
        check_choice("budget_mode", fields["budget_mode"], _MODES)
        return fields
    return fields | {"budget_mode": INFINITE, "budget": 0}
