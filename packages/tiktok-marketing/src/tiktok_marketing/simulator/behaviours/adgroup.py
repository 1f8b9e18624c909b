"""Ad groups: list, create, update, switch, budgets."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.adgroup_quota import beyond_quota
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.history import changed, settled, with_scheduled_budget
from tiktok_marketing.simulator.rules.adgroup import AUTOMATIC_PLACEMENTS, SEARCHED, check_adgroup, check_new_adgroup
from tiktok_marketing.simulator.rules.campaign import check_request_id, check_switch
from tiktok_marketing.simulator.rules.goals import filled_event
from tiktok_marketing.simulator.rules.money import (
    DAILY_MODES,
    INFINITE,
    TOTAL,
    check_adgroup_budget,
    check_covers_spend,
    check_not_locked,
    next_midnight,
)
from tiktok_marketing.simulator.rules.places import check_places_kept
from tiktok_marketing.simulator.rules.sources import check_sources, targets, used
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import MANUAL
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import AdGroup, Campaign
from tiktok_marketing.spec.adgroup import (
    ADGROUP_BUDGET_UPDATE,
    ADGROUP_CREATE,
    ADGROUP_GET,
    ADGROUP_STATUS_UPDATE,
    ADGROUP_UPDATE,
    AdGroupBudgetUpdateParams,
    AdGroupCreateParams,
    AdGroupGetParams,
    AdGroupStatusUpdateParams,
    AdGroupUpdateParams,
)
from tiktok_marketing.spec.adgroup import AdGroup as AdGroupRow

from .campaign import NOT_KEPT, check_not_repeated
from .listing import common_fields, known, list_nodes
from .making import made
from .switching import MOST_IDS, check_alive, check_by_hand, find, read_switch, switch_all, switch_each

# What a full replacement must bring again (behaviour reference §5.2).
_REQUIRED_AGAIN = ("adgroup_name", "pacing", "schedule_type", "schedule_start_time")
_REPLACED = frozenset(AdGroupUpdateParams.__struct_fields__) - {"advertiser_id", "adgroup_id"}
_DEFAULTS = {"placement_type": "PLACEMENT_TYPE_NORMAL", "bid_type": "BID_TYPE_NO_BID"}
_DEEP_FUNNEL = ("deep_funnel_event_source", "deep_funnel_event_source_id", "deep_funnel_optimization_event")
_KNOWN = frozenset(AdGroupRow.__struct_fields__)
_NULLS = dict.fromkeys(("app_id", "pixel_id", "dayparting", "schedule_end_time", "conversion_bid_price", "roas_bid"))


@behaviour(ADGROUP_GET)
def get(simulator: Simulator, call: Call[AdGroupGetParams]) -> dict[str, Any]:
    return list_nodes(simulator, call, AdGroup, row)


@behaviour(ADGROUP_CREATE)
def create(simulator: Simulator, call: Call[AdGroupCreateParams]) -> dict[str, Any]:
    given, advertiser_id = call.given, call.params.advertiser_id
    request_id = given.get("request_id")
    check_request_id(request_id)
    check_not_repeated(simulator, AdGroup, call, request_id)
    campaign = find(simulator, Campaign, advertiser_id, call.params.campaign_id)
    check_alive(simulator, campaign)
    check_by_hand(simulator, campaign)
    fields = {name: value for name, value in given.items() if name not in NOT_KEPT | {"campaign_id"}}
    fields = completed(_DEFAULTS | fields, campaign.fields)
    check_adgroup(fields, campaign.fields, simulator.state.advertisers[advertiser_id].currency, call.now)
    check_new_adgroup(fields)
    check_switch(given)
    check_like_siblings(simulator, campaign, fields)
    adgroup = made(simulator, call, AdGroup, fields, campaign_id=campaign.id)
    audiences = check_sources(simulator, adgroup, campaign.fields, call.now)
    adgroup = beyond_quota(simulator, adgroup)
    simulator.state.save(adgroup, *used(audiences, call.now))
    return _answered(simulator, call, adgroup)


@behaviour(ADGROUP_UPDATE)
def update(simulator: Simulator, call: Call[AdGroupUpdateParams]) -> dict[str, Any]:
    """Full replacement: what can be changed and is not sent is taken away (behaviour reference §5.2)."""
    adgroup = settled(find(simulator, AdGroup, call.params.advertiser_id, call.params.adgroup_id), call.now)
    check_alive(simulator, adgroup)
    check_by_hand(simulator, adgroup)
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    optimized = bool(campaign.fields.get("budget_optimize_on"))
    for name in _REQUIRED_AGAIN if optimized else (*_REQUIRED_AGAIN, "budget"):
        if name not in call.given:
            raise bad_value(missing(name))
    kept = {name: value for name, value in adgroup.fields.items() if name not in _REPLACED}
    sent = {name: value for name, value in call.given.items() if name in _REPLACED}
    fields = completed(_DEFAULTS | kept | sent, campaign.fields)
    _check_fixed(adgroup, fields)
    check_places_kept(adgroup.fields, fields)
    check_adgroup(fields, campaign.fields, simulator.state.advertisers[adgroup.advertiser_id].currency, call.now)
    if not optimized:
        check_new_budget(simulator, call, adgroup, fields)
    before, adgroup = adgroup, changed(adgroup, call.now, fields=fields)
    audiences = check_sources(simulator, adgroup, campaign.fields, call.now, targets(before.fields))
    simulator.state.save(adgroup, *used(audiences, call.now))
    return _answered(simulator, call, adgroup)


@behaviour(ADGROUP_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[AdGroupStatusUpdateParams]) -> dict[str, Any]:
    order = read_switch(AdGroup, call.given, call.now)
    if not call.given.get("allow_partial_success"):
        switch_all(simulator, order)
        return {"adgroup_ids": order.ids, "status": order.status}
    refused = switch_each(simulator, order)
    errors = [{"adgroup_id": node_id, "error_message": message} for node_id, message in refused.items()]
    done = [node_id for node_id in order.ids if node_id not in refused]
    return {"adgroup_ids": done, "status": order.status, "error_list": errors}


@behaviour(ADGROUP_BUDGET_UPDATE)
def change_budgets(simulator: Simulator, call: Call[AdGroupBudgetUpdateParams]) -> dict[str, Any]:
    """Lifetime budgets at once, daily ones from the advertiser's next midnight; all or none (§5.2)."""
    orders = [(item["adgroup_id"], item["budget"], "budget") for item in call.given.get("budget", [])]
    scheduled = call.given.get("scheduled_budget", [])
    orders += [(item["adgroup_id"], item["scheduled_budget"], "scheduled_budget") for item in scheduled]
    if not orders:
        raise bad_value(missing("budget"))
    if len(orders) > MOST_IDS:
        raise bad_value(f"budget: At most {MOST_IDS} ad groups in one request.")
    if len({adgroup_id for adgroup_id, _, _ in orders}) < len(orders):
        raise bad_value("budget: Each ad group can be named once.")
    check_not_locked(simulator.state.advertisers[call.params.advertiser_id].timezone, call.now)
    simulator.state.save(*[_with_budget(simulator, call, *order) for order in orders])
    return {}


def row(simulator: Simulator, adgroup: AdGroup, status: str) -> dict[str, Any]:
    """An ad group as TikTok answers it."""
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    scheduled = adgroup.scheduled_budget
    return {
        **_NULLS,
        "is_smart_performance_campaign": campaign.automation != MANUAL,
        "creative_material_mode": "CUSTOM",
        **(adgroup.fields if campaign.automation == MANUAL else known(adgroup, _KNOWN)),
        "scheduled_budget": scheduled[1] if scheduled else None,
        "adgroup_id": adgroup.id,
        "campaign_id": campaign.id,
        "campaign_name": campaign.fields.get("campaign_name"),
        **common_fields(adgroup, status),
    }


def _answered(simulator: Simulator, call: Call[Any], adgroup: AdGroup) -> dict[str, Any]:
    return row(simulator, adgroup, Statuses(simulator, call.now).of(adgroup))


def completed(fields: dict[str, Any], campaign: dict[str, Any]) -> dict[str, Any]:
    """`fields` with what TikTok sets by itself."""
    fields = filled_event(fields)
    if fields["placement_type"] == "PLACEMENT_TYPE_AUTOMATIC":
        fields["placements"] = AUTOMATIC_PLACEMENTS
    if "placements" in fields:
        # The bundle is allowlist-only, and dropped without a word (behaviour reference §5.2).
        fields["placements"] = [place for place in fields["placements"] if place != "PLACEMENT_GLOBAL_APP_BUNDLE"]
    if campaign.get("objective_type") in SEARCHED and "PLACEMENT_TIKTOK" in fields.get("placements", ()):
        fields.setdefault("search_result_enabled", True)
    if fields["schedule_type"] == "SCHEDULE_FROM_NOW":
        fields.pop("schedule_end_time", None)
    if campaign.get("budget_optimize_on"):
        fields |= {"budget_mode": INFINITE, "budget": 0, "pacing": "PACING_MODE_SMOOTH"}
    return fields


def check_like_siblings(simulator: Simulator, campaign: Campaign, fields: dict[str, Any]) -> None:
    """Under a campaign that shares out its budget, goal, bid type and event are the first ad group's (§5.1)."""
    if not campaign.fields.get("budget_optimize_on"):
        return
    siblings = [simulator.state.adgroups[i] for i in simulator.state.adgroups_of.get(campaign.id, [])]
    first = next((sibling for sibling in siblings if sibling.operation_status != "DELETE"), None)
    for name in ("optimization_goal", "bid_type", "optimization_event") if first else ():
        if first and fields.get(name) != first.fields.get(name):
            raise bad_value(f"{name}: Must be the same in all ad groups of the campaign.")


def _check_fixed(adgroup: AdGroup, fields: dict[str, Any]) -> None:
    old = adgroup.fields
    if "audience_type" in old and fields.get("audience_type") != old["audience_type"]:
        raise bad_value("audience_type: Must be the value the ad group was created with.")
    if old.get("search_result_enabled") and not fields.get("search_result_enabled"):
        raise bad_value("search_result_enabled: Cannot be switched off.")
    if adgroup.operation_status == "ENABLE" and any(old.get(name) != fields.get(name) for name in _DEEP_FUNNEL):
        raise bad_value("deep_funnel_optimization_event: Locked while the ad group is enabled.")


def check_new_budget(simulator: Simulator, call: Call[Any], adgroup: AdGroup, fields: dict[str, Any]) -> None:
    if fields["budget"] == adgroup.fields.get("budget"):
        return
    check_covers_spend("budget", fields["budget"], simulator.spent("adgroup", adgroup.id))
    if fields["budget_mode"] in DAILY_MODES:
        check_not_locked(simulator.state.advertisers[adgroup.advertiser_id].timezone, call.now)


def _with_budget(simulator: Simulator, call: Call[Any], adgroup_id: str, amount: Any, way: str) -> AdGroup:
    advertiser = simulator.state.advertisers[call.given["advertiser_id"]]
    adgroup = settled(find(simulator, AdGroup, advertiser.id, adgroup_id), call.now)
    check_alive(simulator, adgroup)
    check_by_hand(simulator, adgroup)
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    allowed = {TOTAL} if way == "budget" else DAILY_MODES
    if campaign.fields.get("budget_optimize_on") or adgroup.fields.get("budget_mode") not in allowed:
        raise bad_value(f"{way}: The ad group {adgroup_id} has {adgroup.fields.get('budget_mode')}.")
    fields = adgroup.fields | {"budget": amount}
    check_adgroup_budget(fields, campaign.fields, advertiser.currency, call.now)
    if way == "scheduled_budget":
        return with_scheduled_budget(adgroup, call.now, next_midnight(advertiser.timezone, call.now), amount)
    check_covers_spend(way, amount, simulator.spent("adgroup", adgroup.id))
    return changed(adgroup, call.now, fields=fields)
