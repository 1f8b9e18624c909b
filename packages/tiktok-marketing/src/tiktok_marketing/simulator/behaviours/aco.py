"""Automated creative optimisation: an ad group's media and texts, of which TikTok makes its ads."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.rules.creative import check_creative
from tiktok_marketing.simulator.rules.text import check_choice, check_given, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import delivered, realised, smart_of
from tiktok_marketing.simulator.smart_records import ACO, SmartAd
from tiktok_marketing.simulator.tree_records import AdGroup
from tiktok_marketing.spec.aco import (
    AD_ACO_CREATE,
    AD_ACO_GET,
    AD_ACO_MATERIAL_STATUS_UPDATE,
    AD_ACO_UPDATE,
    AcoCreateParams,
    AcoMaterialStatusParams,
    AcoParams,
    AcoUpdateParams,
)

from .creative_assets import check_assets
from .filters import MOST_IDS
from .making import smart_made
from .media_lists import creatives_of, listed_media
from .switching import check_alive, check_by_hand, find

_SMART_CREATIVE = "SMART_CREATIVE"
_NOT_KEPT = frozenset({"advertiser_id", "adgroup_id", "media_info_list", "patch_update"})


@behaviour(AD_ACO_CREATE)
def create(simulator: Simulator, call: Call[AcoCreateParams]) -> dict[str, Any]:
    """One set of media and texts an ad group, which has to be made for it (§5.2, sure: creative_material_mode)."""
    adgroup = _adgroup(simulator, call)
    if adgroup.fields.get("creative_material_mode") != _SMART_CREATIVE:
        raise bad_value(f"adgroup_id: The ad group {adgroup.id} is not of creative_material_mode {_SMART_CREATIVE}.")
    if _set_of(simulator, adgroup) is not None:
        raise bad_value(f"adgroup_id: The ad group {adgroup.id} has its creatives already: use /ad/aco/update/.")
    check_given(call.given, "media_info_list", "title_list", "common_material")
    smart = smart_made(simulator, call, ACO, adgroup, {})
    creatives = creatives_of(simulator, smart, call.given["media_info_list"], call.now)
    smart = replace(smart, fields=_fields(simulator, call, smart, {}), creatives=creatives)
    return _kept(simulator, call, smart, adgroup)


@behaviour(AD_ACO_UPDATE)
def update(simulator: Simulator, call: Call[AcoUpdateParams]) -> dict[str, Any]:
    """With `patch_update` only what is sent changes; without it, what is not sent is taken away."""
    adgroup = _adgroup(simulator, call)
    smart = _needed(simulator, adgroup)
    patch = bool(call.given.get("patch_update"))
    if not patch:
        check_given(call.given, "media_info_list", "title_list", "common_material")
    smart = replace(smart, fields=_fields(simulator, call, smart, smart.fields if patch else {}), modified_at=call.now)
    if "media_info_list" in call.given:
        smart = replace(smart, creatives=creatives_of(simulator, smart, call.given["media_info_list"], call.now))
    return _kept(simulator, call, smart, adgroup)


@behaviour(AD_ACO_MATERIAL_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[AcoMaterialStatusParams]) -> dict[str, Any]:
    """Media and texts alike, each by its material's id."""
    adgroup = find(simulator, AdGroup, call.params.advertiser_id, call.params.ad_group_id)
    check_alive(simulator, adgroup)
    smart, status = _needed(simulator, adgroup), call.params.material_status
    check_choice("material_status", status, {"ENABLE", "DISABLE"})
    ids = list(dict.fromkeys(call.params.material_ids))
    titles = smart.fields.get("title_list", [])
    known = {one.id for one in smart.living} | {title["material_id"] for title in titles}
    if not ids or set(ids) - known:
        raise bad_value("material_ids: Must be ids of the ad group's media and texts.")
    creatives = [replace(one, operation_status=status) if one.id in ids else one for one in smart.creatives]
    switched = [t | {"material_operation_status": status} if t["material_id"] in ids else t for t in titles]
    fields = smart.fields | {"title_list": switched}
    smart = replace(smart, creatives=creatives, fields=fields, modified_at=call.now)
    simulator.state.save(smart, *realised(simulator, smart, call.now))
    return {"ad_group_id": adgroup.id, "material_ids": ids, "material_status": [status]}


@behaviour(AD_ACO_GET)
def get(simulator: Simulator, call: Call[AcoParams]) -> dict[str, Any]:
    """The sets of these ad groups; those that have none are left out."""
    ids = list(dict.fromkeys(call.params.adgroup_ids))
    if not ids:
        raise bad_value("adgroup_ids: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"adgroup_ids: At most {MOST_IDS} ids in one request.")
    groups = [find(simulator, AdGroup, call.params.advertiser_id, one) for one in ids]
    sets = [found for group in groups if (found := _set_of(simulator, group))]
    return {"list": [_row(smart) for smart in sets]}


def _adgroup(simulator: Simulator, call: Call[Any]) -> AdGroup:
    if "adgroup_id" not in call.given:
        raise bad_value(missing("adgroup_id"))
    adgroup = find(simulator, AdGroup, call.given["advertiser_id"], call.given["adgroup_id"])
    check_alive(simulator, adgroup)
    check_by_hand(simulator, adgroup)
    return adgroup


def _set_of(simulator: Simulator, adgroup: AdGroup) -> SmartAd | None:
    return next((smart for smart in smart_of(simulator, adgroup.id) if smart.how == ACO), None)


def _needed(simulator: Simulator, adgroup: AdGroup) -> SmartAd:
    smart = _set_of(simulator, adgroup)
    if smart is None:
        raise bad_value(f"adgroup_id: The ad group {adgroup.id} has no automated creatives yet.")
    return smart


def _fields(simulator: Simulator, call: Call[Any], smart: SmartAd, before: dict[str, Any]) -> dict[str, Any]:
    """What is kept besides the media; each text gets an id of its own."""
    fields = before | {name: value for name, value in call.given.items() if name not in _NOT_KEPT}
    had = {title["material_id"] for title in smart.fields.get("title_list", [])}
    for place, title in enumerate(call.given.get("title_list", [])):
        if "material_id" in title and title["material_id"] not in had:
            raise bad_value(f"title_list.{place}.material_id: There is no material {title['material_id']} here.")
    titles = [
        {"material_id": simulator.new_id(call.now), "material_operation_status": "ENABLE"} | title
        for title in fields.get("title_list", [])
    ]
    return fields | {"title_list": titles}


def _kept(simulator: Simulator, call: Call[Any], smart: SmartAd, adgroup: AdGroup) -> dict[str, Any]:
    for place, creative in enumerate(smart.living):
        path, ad = f"media_info_list.{place}", delivered(simulator, smart, creative)
        check_creative(path, ad, adgroup.fields)
        check_assets(simulator, path, ad, adgroup)
    simulator.state.save(smart, *realised(simulator, smart, call.now))
    return _row(smart)


def _row(smart: SmartAd) -> dict[str, Any]:
    fields = {name: value for name, value in smart.fields.items() if name != "call_to_action_list"}
    calls = smart.fields.get("call_to_action_list") or smart.fields.get("call_to_action", [])
    return {
        "advertiser_id": smart.advertiser_id,
        "adgroup_id": smart.adgroup_id,
        **fields,
        "call_to_action": calls,
        "media_info_list": listed_media(smart),
    }
