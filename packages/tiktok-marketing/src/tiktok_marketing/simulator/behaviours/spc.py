"""Smart+ campaigns of the older kind: campaign, ad group and creatives in one object, made and changed as one."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.history import begun, changed
from tiktok_marketing.simulator.rules.adgroup import check_adgroup
from tiktok_marketing.simulator.rules.campaign import check_campaign, check_switch
from tiktok_marketing.simulator.rules.creative import check_creative
from tiktok_marketing.simulator.rules.text import check_given, check_name
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import delivered, realised, smart_of
from tiktok_marketing.simulator.smart_records import SMART_PLUS, SmartAd
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import AdGroup, Campaign
from tiktok_marketing.spec.spc import (
    CAMPAIGN_SPC_CREATE,
    CAMPAIGN_SPC_GET,
    CAMPAIGN_SPC_QUOTA_GET,
    CAMPAIGN_SPC_UPDATE,
    Spc,
    SpcCreateParams,
    SpcParams,
    SpcQuotaParams,
    SpcUpdateParams,
)

from .adgroup import completed
from .campaign import check_name_is_free, check_new_budget, check_new_name
from .creative_assets import check_assets
from .filters import MOST_IDS
from .listing import common_fields
from .making import smart_made
from .media_lists import creatives_of, listed_media
from .spc_parts import SpcParts, parts_of
from .switching import check_alive, find

TOTAL_QUOTA = 50
"""How many an advertiser may have; that there is a quota is likely, its size is ours."""

_KNOWN = frozenset(Spc.__struct_fields__)
_NEEDED = (
    "advertiser_id",
    "campaign_name",
    "objective_type",
    "budget",
    "schedule_type",
    "schedule_start_time",
    "optimization_goal",
    "billing_event",
    "media_info_list",
)
_CAMPAIGN_DEFAULTS: dict[str, Any] = {
    "campaign_automation_type": SMART_PLUS,
    "budget_optimize_on": True,
    "budget_mode": "BUDGET_MODE_DAY",
}
_ADGROUP_DEFAULTS: dict[str, Any] = {
    "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
    "bid_type": "BID_TYPE_NO_BID",
    "pacing": "PACING_MODE_SMOOTH",
}


@behaviour(CAMPAIGN_SPC_CREATE)
def create(simulator: Simulator, call: Call[SpcCreateParams]) -> dict[str, Any]:
    """One campaign with one ad group and its creatives, all or nothing (behaviour reference §5.5, sure)."""
    given = call.given
    check_given(given, *_NEEDED)
    check_switch(given)
    check_name_is_free(simulator, given["advertiser_id"], given["campaign_name"])
    if _used(simulator, given["advertiser_id"])[TOTAL_QUOTA - 1 :]:
        raise bad_value("The quota of Smart+ campaigns is used up.")
    parts = parts_of(given)
    campaign = _campaign(simulator, call, parts)
    adgroup = _adgroup(simulator, call, campaign, parts)
    smart = _ad(simulator, call, adgroup, parts)
    return _kept(simulator, call, begun(campaign), begun(adgroup), smart)


@behaviour(CAMPAIGN_SPC_UPDATE)
def update(simulator: Simulator, call: Call[SpcUpdateParams]) -> dict[str, Any]:
    """Only what is sent changes; media left out of a list that is sent are taken out (ours)."""
    check_given(call.given, "advertiser_id", "campaign_id")
    campaign = _find(simulator, call.given["advertiser_id"], call.given["campaign_id"])
    check_alive(simulator, campaign)
    parts, adgroup = parts_of(call.given), _adgroup_of(simulator, campaign)
    (smart,) = smart_of(simulator, adgroup.id)
    check_new_name(simulator, campaign, parts.campaign)
    if "budget" in parts.campaign:
        check_new_budget(simulator, call, campaign, campaign.fields | parts.campaign)
    campaign = changed(campaign, call.now, fields=campaign.fields | parts.campaign)
    fields = completed(adgroup.fields | parts.adgroup | _named(parts.campaign), campaign.fields)
    adgroup = changed(adgroup, call.now, fields=fields)
    smart = replace(smart, fields=smart.fields | parts.ads, modified_at=call.now)
    if "media_info_list" in call.given:
        creatives = creatives_of(simulator, smart, call.given["media_info_list"], call.now)
        smart = replace(smart, creatives=creatives)
    return _kept(simulator, call, campaign, adgroup, smart)


@behaviour(CAMPAIGN_SPC_GET)
def get(simulator: Simulator, call: Call[SpcParams]) -> dict[str, Any]:
    """Deleted ones too; ids that are no Smart+ campaign's are left out (ours)."""
    check_given(call.given, "advertiser_id", "campaign_ids")
    ids = list(dict.fromkeys(call.given["campaign_ids"]))
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"campaign_ids: At most {MOST_IDS} ids in one request.")
    known = (simulator.state.campaigns.get(one) for one in ids)
    mine = [one for one in known if one and one.automation == SMART_PLUS]
    mine = [one for one in mine if one.advertiser_id == call.given["advertiser_id"]]
    statuses = Statuses(simulator, call.now)
    return {"list": [_row(simulator, statuses, campaign) for campaign in mine]}


@behaviour(CAMPAIGN_SPC_QUOTA_GET)
def quota(simulator: Simulator, call: Call[SpcQuotaParams]) -> dict[str, Any]:
    check_given(call.given, "advertiser_id")
    used = _used(simulator, call.given["advertiser_id"])
    return {"total_quota": TOTAL_QUOTA, "used_quota": len(used), "used_campaign_ids": used}


def _used(simulator: Simulator, advertiser_id: str) -> list[str]:
    mine = simulator.nodes(Campaign, advertiser_id)
    return [one.id for one in mine if one.automation == SMART_PLUS and one.operation_status != "DELETE"]


def _campaign(simulator: Simulator, call: Call[SpcCreateParams], parts: SpcParts) -> Campaign:
    return Campaign(
        id=simulator.new_id(call.now),
        advertiser_id=call.given["advertiser_id"],
        operation_status=call.given.get("operation_status", "ENABLE"),
        created_at=call.now,
        modified_at=call.now,
        fields=_CAMPAIGN_DEFAULTS | parts.campaign,
        history=[],
    )


def _adgroup(simulator: Simulator, call: Call[SpcCreateParams], campaign: Campaign, parts: SpcParts) -> AdGroup:
    fields = _ADGROUP_DEFAULTS | parts.adgroup | _named(campaign.fields)
    return AdGroup(
        id=simulator.new_id(call.now),
        advertiser_id=campaign.advertiser_id,
        campaign_id=campaign.id,
        operation_status="ENABLE",
        created_at=call.now,
        modified_at=call.now,
        fields=completed(fields, campaign.fields),
        history=[],
    )


def _ad(simulator: Simulator, call: Call[SpcCreateParams], adgroup: AdGroup, parts: SpcParts) -> SmartAd:
    smart = smart_made(simulator, call, SMART_PLUS, adgroup, parts.ads)
    return replace(smart, creatives=creatives_of(simulator, smart, call.given["media_info_list"], call.now))


def _named(campaign: dict[str, Any]) -> dict[str, Any]:
    """The ad group bears the campaign's name."""
    return {"adgroup_name": campaign["campaign_name"]} if "campaign_name" in campaign else {}


def _find(simulator: Simulator, advertiser_id: str, campaign_id: str) -> Campaign:
    campaign = find(simulator, Campaign, advertiser_id, campaign_id)
    if campaign.automation != SMART_PLUS:
        raise bad_value(f"The campaign {campaign_id} is not a Smart+ campaign of the older kind.")
    return campaign


def _adgroup_of(simulator: Simulator, campaign: Campaign) -> AdGroup:
    (adgroup_id,) = simulator.state.adgroups_of[campaign.id]
    return simulator.state.adgroups[adgroup_id]


def _kept(
    simulator: Simulator, call: Call[Any], campaign: Campaign, adgroup: AdGroup, smart: SmartAd
) -> dict[str, Any]:
    """Checks all of it by the rules of each level, and keeps it."""
    currency = simulator.state.advertisers[campaign.advertiser_id].currency
    check_name("campaign_name", campaign.fields["campaign_name"])
    check_campaign(campaign.fields, currency)
    check_adgroup(adgroup.fields, campaign.fields, currency, call.now)
    for place, creative in enumerate(smart.living):
        path, ad = f"media_info_list.{place}", delivered(simulator, smart, creative)
        check_creative(path, ad, adgroup.fields)
        check_assets(simulator, path, ad, adgroup)
    simulator.state.save(campaign, adgroup)
    simulator.state.save(smart, *realised(simulator, smart, call.now))
    return _row(simulator, Statuses(simulator, call.now), campaign)


def _row(simulator: Simulator, statuses: Statuses, campaign: Campaign) -> dict[str, Any]:
    """The whole as one flat object."""
    adgroup = _adgroup_of(simulator, campaign)
    (smart,) = smart_of(simulator, adgroup.id)
    whole = {
        "spc_type": "UNSET",
        **adgroup.fields,
        **smart.fields,
        **campaign.fields,
        "current_budget": campaign.fields.get("budget"),
        "is_smart_performance_campaign": True,
        "adgroup_secondary_status": statuses.of(adgroup),
        "media_info_list": listed_media(smart),
        "campaign_id": campaign.id,
        **common_fields(campaign, statuses.of(campaign)),
    }
    return {name: value for name, value in whole.items() if name in _KNOWN}
