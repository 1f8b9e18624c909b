"""Copying a campaign with its ad groups and ads, as a task."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator import chance
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import CopyTask
from tiktok_marketing.simulator.copying import SCHEDULE, copied_fields, living_ads, living_groups
from tiktok_marketing.simulator.rules.adgroup import check_schedule
from tiktok_marketing.simulator.rules.campaign import check_request_id, check_switch
from tiktok_marketing.simulator.rules.money import check_campaign_budget
from tiktok_marketing.simulator.rules.text import check_choice, check_name, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import MANUAL
from tiktok_marketing.simulator.tree_records import Campaign
from tiktok_marketing.spec.campaign_copy import (
    CAMPAIGN_COPY_TASK_CHECK,
    CAMPAIGN_COPY_TASK_CREATE,
    CampaignCopyTaskCheckParams,
    CampaignCopyTaskCreateParams,
)

from .campaign import REPEAT_WINDOW
from .switching import check_alive, find

# Behaviour reference §5.1 (sure): of living ad groups, and of living ads in each.
MOST_ADGROUPS, MOST_ADS = 20, 50
# Objectives that can be copied (TikTok's page 1788434394151938).
COPIED_OBJECTIVES = frozenset(
    {"REACH", "TRAFFIC", "VIDEO_VIEWS", "ENGAGEMENT", "APP_PROMOTION", "LEAD_GENERATION", "WEB_CONVERSIONS"}
)
# How long a copying takes is ours: seconds, by seeded chance.
_TAKES = (5, 30)


@behaviour(CAMPAIGN_COPY_TASK_CREATE)
def create(simulator: Simulator, call: Call[CampaignCopyTaskCreateParams]) -> dict[str, Any]:
    """A task's id, or an empty one with what is wrong with the ad groups.

    Unlike a campaign that is made, a copied one is off unless told otherwise (TikTok's page 1788434394151938).
    """
    given = call.given
    campaign = find(simulator, Campaign, given["advertiser_id"], given["campaign_id"])
    check_alive(simulator, campaign)
    check_request_id(given["request_id"])
    _check_not_repeated(simulator, call)
    _check_source(simulator, campaign)
    _check_changes(simulator, campaign, given)
    if errors := _wrong_groups(simulator, campaign, given):
        return {"task_id": "", "adgroup_error_list": errors}
    task_id = simulator.new_id(call.now)
    seconds = chance.between(*_TAKES, chance.key_of(simulator.seed, task_id), 0)
    task = CopyTask(
        id=task_id,
        advertiser_id=campaign.advertiser_id,
        request_id=given["request_id"],
        asked_at=call.now,
        done_at=call.now + timedelta(seconds=seconds),
        asked={"operation_status": "DISABLE"} | given,
    )
    simulator.state.save(task)
    return {"task_id": task.id, "adgroup_error_list": []}


@behaviour(CAMPAIGN_COPY_TASK_CHECK)
def check(simulator: Simulator, call: Call[CampaignCopyTaskCheckParams]) -> dict[str, Any]:
    """RUNNING, then SUCCESS with what was made of each ad group and ad."""
    task = simulator.state.copy_tasks.get(call.params.task_id)
    if task is None or task.advertiser_id != call.params.advertiser_id:
        raise Refusal(40007, f"The task {call.params.task_id} does not exist.")
    if task.result is None:
        return {"task_status": "RUNNING"}
    groups = task.result["adgroup_result_list"]
    smart = [group for group in groups if group["is_smart_creative"]]
    info = {
        "total_ad_count": sum(group["total_ad_count"] for group in groups),
        "success_ad_count": sum(group["success_ad_count"] for group in groups),
        "total_smart_creative_adgroup_count": len(smart),
        "success_smart_creative_adgroup_count": sum(group["adgroup_id"] is not None for group in smart),
    }
    return {"task_status": "SUCCESS", "task_info": info, "task_result": task.result}


def _check_not_repeated(simulator: Simulator, call: Call[Any]) -> None:
    """40050 for a request id of the last 10 s (behaviour reference §4.3)."""
    advertiser_id, request_id, now = call.given["advertiser_id"], call.given["request_id"], call.now
    for task in simulator.state.copy_tasks.values():
        if (task.advertiser_id, task.request_id) == (advertiser_id, request_id) and now < task.asked_at + REPEAT_WINDOW:
            raise Refusal(40050, f"Duplicate request: the request_id {request_id} was used within the last 10 seconds.")


def _check_source(simulator: Simulator, campaign: Campaign) -> None:
    if campaign.automation != MANUAL:
        raise bad_value("campaign_id: A Smart+ campaign cannot be copied here.")
    if campaign.fields["objective_type"] not in COPIED_OBJECTIVES:
        raise bad_value(
            f"campaign_id: A campaign with the objective {campaign.fields['objective_type']} is not copied."
        )
    sizes = [len(living_ads(simulator.state, group.id)) for group in living_groups(simulator.state, campaign.id)]
    if not any(sizes):
        raise bad_value("campaign_id: The campaign needs at least one ad group with an ad, not deleted.")
    if len(sizes) > MOST_ADGROUPS or max(sizes) > MOST_ADS:
        raise bad_value(f"campaign_id: At most {MOST_ADGROUPS} ad groups of at most {MOST_ADS} ads can be copied.")


def _check_changes(simulator: Simulator, campaign: Campaign, given: dict[str, Any]) -> None:
    check_switch(given)
    fields = copied_fields(campaign, given)
    check_name("campaign_name", fields["campaign_name"])
    if "budget" in given:
        if fields.get("budget_mode") == "BUDGET_MODE_INFINITE":
            raise bad_value("budget: The campaign has no budget of its own (BUDGET_MODE_INFINITE).")
        currency = simulator.state.advertisers[campaign.advertiser_id].currency
        check_campaign_budget(fields | {"budget": Decimal(given["budget"])}, currency)
    if "schedule_type" in given:
        if "schedule_start_time" not in given:
            raise bad_value(missing("schedule_start_time"))
        check_schedule({name: given[name] for name in SCHEDULE if name in given})
    check_choice("deep_copy_mode", given.get("deep_copy_mode", "DEFAULT"), {"DEFAULT", "CUSTOM"})


def _wrong_groups(simulator: Simulator, campaign: Campaign, given: dict[str, Any]) -> list[dict[str, str]]:
    """What keeps the ad groups that CUSTOM names from being copied, one message each."""
    if given.get("deep_copy_mode") != "CUSTOM":
        return []
    items = given.get("adgroup_list", [])
    if not 1 <= len(items) <= MOST_ADGROUPS:
        raise bad_value(f"adgroup_list: Length must be between 1 and {MOST_ADGROUPS}.")
    errors = []
    for place, item in enumerate(items):
        if "adgroup_id" not in item:
            raise bad_value(missing(f"adgroup_list.{place}.adgroup_id"))
        try:
            _check_group(simulator, campaign, item)
        except Refusal as refusal:
            errors.append({"adgroup_id": item["adgroup_id"], "error_message": refusal.message})
    return errors


def _check_group(simulator: Simulator, campaign: Campaign, item: dict[str, Any]) -> None:
    groups = {group.id: group for group in living_groups(simulator.state, campaign.id)}
    if item["adgroup_id"] not in groups:
        raise bad_value(f"The campaign {campaign.id} has no such ad group, or it is deleted.")
    check_switch(item)
    if "adgroup_name" in item:
        check_name("adgroup_name", item["adgroup_name"])
    if "ad_list" not in item and groups[item["adgroup_id"]].fields.get("creative_material_mode") != "SMART_CREATIVE":
        raise bad_value(missing("ad_list"))
    ads = item.get("ad_list", [])
    if len(ads) > MOST_ADS:
        raise bad_value(f"ad_list: Longer than maximum length {MOST_ADS}.")
    living = {ad.id for ad in living_ads(simulator.state, item["adgroup_id"])}
    for place, ad in enumerate(ads):
        if "smart_creative_info" in ad:
            raise bad_value(f"ad_list.{place}.smart_creative_info: Smart creatives are copied as they are.")
        if ad.get("ad_id") not in living:
            raise bad_value(f"ad_list.{place}.ad_id: The ad group has no such ad, or it is deleted.")
        check_switch(ad)
