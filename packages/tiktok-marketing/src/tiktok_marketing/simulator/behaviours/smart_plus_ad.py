"""Upgraded Smart+ ads: up to fifty creatives in one, list, create, change, switch as a whole or by creative."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.rules.creative import check_creative
from tiktok_marketing.simulator.rules.text import check_choice, check_name, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import delivered, find_smart, is_gone, realised, status_of
from tiktok_marketing.simulator.smart_records import UPGRADED, SmartAd, SmartCreative
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import Ad, AdGroup
from tiktok_marketing.spec.smart_plus_ad import (
    SMART_PLUS_AD_CREATE,
    SMART_PLUS_AD_MATERIAL_STATUS_UPDATE,
    SMART_PLUS_AD_STATUS_UPDATE,
    SMART_PLUS_AD_UPDATE,
    SmartPlusAdCreateParams,
    SmartPlusAdStatusParams,
    SmartPlusAdUpdateParams,
    SmartPlusMaterialStatusParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .creative_assets import check_assets
from .making import smart_made
from .smart_plus import find_smart_node
from .switching import MOST_IDS, SWITCHES

# Behaviour reference §5.5 and §3.2 (sure).
MOST_CREATIVES, MOST_PLAYABLES = 50, 5
BETWEEN_WRITES = timedelta(seconds=5)
_NOT_KEPT = frozenset({"advertiser_id", "adgroup_id", "smart_plus_ad_id", "operation_status", "creative_list"})


@behaviour(SMART_PLUS_AD_CREATE)
def create(simulator: Simulator, call: Call[SmartPlusAdCreateParams]) -> dict[str, Any]:
    """One creative that TikTok refuses fails them all."""
    given = call.given
    adgroup = find_smart_node(simulator, AdGroup, given["advertiser_id"], given["adgroup_id"])
    check_choice("operation_status", given.get("operation_status", "ENABLE"), {"ENABLE", "DISABLE"})
    fields = {name: value for name, value in given.items() if name not in _NOT_KEPT}
    smart = smart_made(simulator, call, UPGRADED, adgroup, fields)
    smart = replace(smart, operation_status=given.get("operation_status", "ENABLE"))
    smart = replace(smart, creatives=_creatives(simulator, call, smart, given.get("creative_list", [])))
    _check(simulator, smart, adgroup)
    return _kept(simulator, call, smart)


@behaviour(SMART_PLUS_AD_UPDATE)
def update(simulator: Simulator, call: Call[SmartPlusAdUpdateParams]) -> dict[str, Any]:
    """What is sent takes the place of what was; creatives left out of a list that is sent are taken out (ours)."""
    smart = _find(simulator, call, call.params.smart_plus_ad_id)
    changes = {name: value for name, value in call.given.items() if name not in _NOT_KEPT}
    smart = replace(smart, fields=smart.fields | changes, modified_at=call.now)
    if "creative_list" in call.given:
        smart = replace(smart, creatives=_creatives(simulator, call, smart, call.given["creative_list"]))
    _check(simulator, smart, simulator.state.adgroups[smart.adgroup_id])
    return _kept(simulator, call, smart)


@behaviour(SMART_PLUS_AD_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[SmartPlusAdStatusParams]) -> dict[str, Any]:
    """All of them or none."""
    check_choice("operation_status", call.params.operation_status, SWITCHES)
    ids = _ids("smart_plus_ad_ids", call.params.smart_plus_ad_ids)
    every = [_find(simulator, call, one) for one in ids]
    status = call.params.operation_status
    after = [replace(smart, operation_status=status, modified_at=call.now) for smart in every]
    simulator.state.save(*after, *(ad for smart in after for ad in realised(simulator, smart, call.now)))
    return {"smart_plus_ad_ids": ids, "status": status}


@behaviour(SMART_PLUS_AD_MATERIAL_STATUS_UPDATE)
def switch_creatives(simulator: Simulator, call: Call[SmartPlusMaterialStatusParams]) -> dict[str, Any]:
    """Creatives are switched on and off, and never deleted, here."""
    status, ids = call.params.operation_status, _ids("ad_material_ids", call.params.ad_material_ids)
    check_choice("operation_status", status, {"ENABLE", "DISABLE"})
    smart = _find(simulator, call, call.params.smart_plus_ad_id)
    if strangers := set(ids) - {creative.id for creative in smart.living}:
        raise bad_value(f"ad_material_ids: The ad {smart.id} has no creative {min(strangers)}.")
    creatives = [replace(one, operation_status=status) if one.id in ids else one for one in smart.creatives]
    smart = replace(smart, creatives=creatives, modified_at=call.now)
    simulator.state.save(smart, *realised(simulator, smart, call.now))
    return {
        "smart_plus_ad_id": smart.id,
        "ad_material_ids": ids,
        "material_status": status,
        "operation_status": status,
    }


def row(simulator: Simulator, statuses: Statuses, smart: SmartAd) -> dict[str, Any]:
    """A smart ad as TikTok answers it."""
    campaign, adgroup = simulator.state.campaigns[smart.campaign_id], simulator.state.adgroups[smart.adgroup_id]
    return {
        "advertiser_id": smart.advertiser_id,
        "campaign_id": campaign.id,
        "campaign_name": campaign.fields.get("campaign_name"),
        "adgroup_id": adgroup.id,
        "adgroup_name": adgroup.fields.get("adgroup_name"),
        "smart_plus_ad_id": smart.id,
        "operation_status": smart.operation_status,
        "secondary_status": status_of(statuses, smart),
        "create_time": format_utc(smart.created_at),
        "modify_time": format_utc(smart.modified_at),
        **{"ad_name": smart.id} | smart.fields,
        "creative_list": [
            {
                "ad_material_id": creative.id,
                "material_operation_status": creative.operation_status,
                "creative_info": creative.info,
            }
            for creative in smart.living or smart.creatives
        ],
    }


def _find(simulator: Simulator, call: Call[Any], smart_id: str) -> SmartAd:
    smart = find_smart(simulator, UPGRADED, call.given["advertiser_id"], smart_id)
    if is_gone(simulator, smart):
        raise bad_value(f"The ad {smart.id} or its parent has been deleted and cannot be changed.")
    # Behaviour reference §3.2 (sure): one write in 5 s to one ad; the code is of its family.
    if simulator.limited and call.now < smart.modified_at + BETWEEN_WRITES:
        raise Refusal(40202, f"The ad {smart.id} is being changed. Please try again later.")
    return smart


def _ids(name: str, given: list[str]) -> list[str]:
    ids = list(dict.fromkeys(given))
    if not ids:
        raise bad_value(f"{name}: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"{name}: At most {MOST_IDS} ids in one request.")
    return ids


def _creatives(
    simulator: Simulator, call: Call[Any], smart: SmartAd, listed: list[dict[str, Any]]
) -> list[SmartCreative]:
    """The creatives as `listed`; one whose ad_material_id is given is the one that there was."""
    if not 1 <= len(listed) <= MOST_CREATIVES:
        raise bad_value(f"creative_list: Length must be between 1 and {MOST_CREATIVES}.")
    had, kept = {creative.id: creative for creative in smart.living}, {}
    for place, one in enumerate(listed):
        path = f"creative_list.{place}"
        if "creative_info" not in one:
            raise bad_value(missing(f"{path}.creative_info"))
        status = one.get("material_operation_status", "ENABLE")
        check_choice(f"{path}.material_operation_status", status, {"ENABLE", "DISABLE"})
        known = had.get(one.get("ad_material_id", ""))
        if "ad_material_id" in one and known is None:
            raise bad_value(f"{path}.ad_material_id: The ad has no creative {one['ad_material_id']}.")
        ids = (known.id, known.ad_id) if known else (simulator.new_id(call.now), simulator.new_id(call.now))
        kept[ids[0]] = SmartCreative(id=ids[0], ad_id=ids[1], operation_status=status, info=one["creative_info"])
    gone = [one for one in smart.creatives if one.id not in kept]
    return [*(replace(one, operation_status="DELETE") for one in gone), *kept.values()]


def _check(simulator: Simulator, smart: SmartAd, adgroup: AdGroup) -> None:
    if name := smart.fields.get("ad_name"):
        check_name("ad_name", name)
    if len(smart.fields.get("playable_list", [])) > MOST_PLAYABLES:
        raise bad_value(f"playable_list: At most {MOST_PLAYABLES} playables.")
    for place, creative in enumerate(smart.living):
        path, ad = f"creative_list.{place}", delivered(simulator, smart, creative)
        check_creative(path, ad, adgroup.fields)
        check_assets(simulator, path, ad, adgroup)


def _kept(simulator: Simulator, call: Call[Any], smart: SmartAd) -> dict[str, Any]:
    ads: list[Ad] = realised(simulator, smart, call.now)
    simulator.state.save(smart, *ads)
    return row(simulator, Statuses(simulator, call.now), smart)
