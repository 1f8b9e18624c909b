"""Ad groups of Upgraded Smart+ campaigns: list, create, change, switch, budgets."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.adgroup_quota import beyond_quota
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.history import changed, settled
from tiktok_marketing.simulator.rules.adgroup import check_adgroup
from tiktok_marketing.simulator.rules.campaign import check_request_id, check_switch
from tiktok_marketing.simulator.rules.money import check_not_locked
from tiktok_marketing.simulator.rules.sources import check_sources, targets, used
from tiktok_marketing.simulator.rules.text import check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import AdGroup, Campaign
from tiktok_marketing.spec.smart_plus_adgroup import (
    SMART_PLUS_ADGROUP_BUDGET_UPDATE,
    SMART_PLUS_ADGROUP_CREATE,
    SMART_PLUS_ADGROUP_GET,
    SMART_PLUS_ADGROUP_STATUS_UPDATE,
    SMART_PLUS_ADGROUP_UPDATE,
    SmartPlusAdGroup,
    SmartPlusAdGroupBudgetParams,
    SmartPlusAdGroupCreateParams,
    SmartPlusAdGroupParams,
    SmartPlusAdGroupStatusParams,
    SmartPlusAdGroupUpdateParams,
)
from tiktok_marketing.spec.smart_plus_targeting import SmartPlusTargetingResult

from .adgroup import check_like_siblings, check_new_budget, completed
from .campaign import NOT_KEPT, check_not_repeated
from .listing import common_fields, list_nodes
from .making import made
from .smart_plus import find_smart_node, of_smart_plus, read_smart_switch
from .switching import MOST_IDS, switch_each

_KNOWN = frozenset(SmartPlusAdGroup.__struct_fields__)
_SPEC = frozenset(SmartPlusTargetingResult.__struct_fields__)
_DEFAULTS: dict[str, Any] = {
    "placement_type": "PLACEMENT_TYPE_NORMAL",
    "bid_type": "BID_TYPE_NO_BID",
    "pacing": "PACING_MODE_SMOOTH",
    "targeting_optimization_mode": "AUTOMATIC",
}
# Left out with PLACEMENT_TYPE_NORMAL, placements are TikTok alone (ours).
_PLACEMENTS = ["PLACEMENT_TIKTOK"]


@behaviour(SMART_PLUS_ADGROUP_GET)
def get(simulator: Simulator, call: Call[SmartPlusAdGroupParams]) -> dict[str, Any]:
    return list_nodes(simulator, of_smart_plus(call), AdGroup, row)


@behaviour(SMART_PLUS_ADGROUP_CREATE)
def create(simulator: Simulator, call: Call[SmartPlusAdGroupCreateParams]) -> dict[str, Any]:
    """By the rules of any ad group; its targeting comes as one object."""
    given, advertiser_id = call.given, call.params.advertiser_id
    check_request_id(given["request_id"])
    check_not_repeated(simulator, AdGroup, call, given["request_id"])
    campaign = find_smart_node(simulator, Campaign, advertiser_id, call.params.campaign_id)
    fields = {name: value for name, value in given.items() if name not in NOT_KEPT | {"campaign_id"}}
    fields = completed(_DEFAULTS | {"placements": _PLACEMENTS} | flat(fields), campaign.fields)
    check_adgroup(fields, campaign.fields, simulator.state.advertisers[advertiser_id].currency, call.now)
    check_switch(given)
    check_like_siblings(simulator, campaign, fields)
    adgroup = made(simulator, call, AdGroup, fields, campaign_id=campaign.id)
    audiences = check_sources(simulator, adgroup, campaign.fields, call.now)
    adgroup, parent = beyond_quota(simulator, adgroup), _as_one_of_several(simulator, campaign)
    simulator.state.save(adgroup, *used(audiences, call.now), *parent)
    return _answered(simulator, call, adgroup)


@behaviour(SMART_PLUS_ADGROUP_UPDATE)
def update(simulator: Simulator, call: Call[SmartPlusAdGroupUpdateParams]) -> dict[str, Any]:
    """Only what is sent changes; a targeting that is sent takes the place of the whole one (ours)."""
    adgroup = settled(find_smart_node(simulator, AdGroup, call.params.advertiser_id, call.params.adgroup_id), call.now)
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    changes = {name: value for name, value in call.given.items() if name not in {"advertiser_id", "adgroup_id"}}
    kept = {n: v for n, v in adgroup.fields.items() if "targeting_spec" not in changes or n not in _SPEC}
    fields = completed(kept | flat(changes), campaign.fields)
    currency = simulator.state.advertisers[adgroup.advertiser_id].currency
    check_adgroup(fields, campaign.fields, currency, call.now)
    if not campaign.fields.get("budget_optimize_on"):
        check_new_budget(simulator, call, adgroup, fields)
    before, adgroup = adgroup, changed(adgroup, call.now, fields=fields)
    audiences = check_sources(simulator, adgroup, campaign.fields, call.now, targets(before.fields))
    simulator.state.save(adgroup, *used(audiences, call.now))
    return _answered(simulator, call, adgroup)


@behaviour(SMART_PLUS_ADGROUP_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[SmartPlusAdGroupStatusParams]) -> dict[str, Any]:
    """Those that can be switched are; of the others it says why not (behaviour reference §5.4, sure)."""
    order = read_smart_switch(AdGroup, call)
    refused = switch_each(simulator, order)
    done = [one for one in order.ids if one not in refused]
    return {
        "adgroup_list": [{"adgroup_id": i, "status": order.status} for i in done],
        "error_list": [{"adgroup_id": i, "error_message": message} for i, message in refused.items()],
    }


@behaviour(SMART_PLUS_ADGROUP_BUDGET_UPDATE)
def change_budgets(simulator: Simulator, call: Call[SmartPlusAdGroupBudgetParams]) -> dict[str, Any]:
    """All or none, at once."""
    check_given(call.given, "advertiser_id", "budget")
    advertiser, orders = simulator.state.advertisers[call.given["advertiser_id"]], call.given["budget"]
    if not 1 <= len(orders) <= MOST_IDS:
        raise bad_value(f"budget: Length must be between 1 and {MOST_IDS}.")
    check_not_locked(advertiser.timezone, call.now)
    groups = []
    for place, order in enumerate(orders):
        for name in ("adgroup_id", "budget"):
            check_given({f"budget.{place}.{name}": order.get(name)}, f"budget.{place}.{name}")
        groups.append(_with_budget(simulator, call, order))
    if len({group.id for group in groups}) < len(groups):
        raise bad_value("budget: Each ad group can be named once.")
    simulator.state.save(*groups)
    return {}


def row(simulator: Simulator, adgroup: AdGroup, status: str) -> dict[str, Any]:
    """An ad group as Smart+ answers it: its targeting is one object."""
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    whole = {
        **adgroup.fields,
        "targeting_spec": {name: value for name, value in adgroup.fields.items() if name in _SPEC},
        "current_budget": adgroup.fields.get("budget"),
        "adgroup_id": adgroup.id,
        "campaign_id": campaign.id,
        "campaign_name": campaign.fields.get("campaign_name"),
        **common_fields(adgroup, status),
    }
    return {name: value for name, value in whole.items() if name in _KNOWN}


def flat(fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` with the targeting in its place among them, as other ad groups have it."""
    spec: dict[str, Any] = fields.get("targeting_spec", {})
    return {name: value for name, value in fields.items() if name != "targeting_spec"} | spec


def _answered(simulator: Simulator, call: Call[Any], adgroup: AdGroup) -> dict[str, Any]:
    return row(simulator, adgroup, Statuses(simulator, call.now).of(adgroup))


def _as_one_of_several(simulator: Simulator, campaign: Campaign) -> list[Campaign]:
    """The campaign, where it gets its second ad group; kept as it was, for spending does not depend on it."""
    groups = [simulator.state.adgroups[i] for i in simulator.state.adgroups_of.get(campaign.id, ())]
    if not any(group.operation_status != "DELETE" for group in groups):
        return []
    return [replace(campaign, fields=campaign.fields | {"smart_plus_adgroup_mode": "MULTIPLE"})]


def _with_budget(simulator: Simulator, call: Call[Any], order: dict[str, Any]) -> AdGroup:
    adgroup = settled(find_smart_node(simulator, AdGroup, call.given["advertiser_id"], order["adgroup_id"]), call.now)
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    if campaign.fields.get("budget_optimize_on"):
        raise bad_value(f"budget: The ad group {adgroup.id} spends the campaign's budget.")
    fields = adgroup.fields | {"budget": order["budget"]}
    check_adgroup(fields, campaign.fields, simulator.state.advertisers[adgroup.advertiser_id].currency, call.now)
    check_new_budget(simulator, call, adgroup, fields)
    return changed(adgroup, call.now, fields=fields)
