"""Ads: list, create, update, switch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.history import begun, changed
from tiktok_marketing.simulator.rules.creative import check_creative
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import switched_creatives
from tiktok_marketing.simulator.smart_records import ACO
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import Ad, AdGroup
from tiktok_marketing.spec.ad import (
    AD_CREATE,
    AD_GET,
    AD_STATUS_UPDATE,
    AD_UPDATE,
    AdCreateParams,
    AdGetParams,
    AdStatusUpdateParams,
    AdUpdateParams,
)
from tiktok_marketing.spec.ad import Ad as AdRow

from .creative_assets import SHOWN, check_assets
from .listing import common_fields, known, list_nodes
from .switching import check_alive, check_by_hand, find, read_switch, switch_all

MOST_CREATIVES = 20
PATCHABLE = frozenset(
    [
        "ad_name",
        "identity_type",
        "identity_id",
        "identity_authorized_bc_id",
        "video_id",
        "image_ids",
        "music_id",
        "tiktok_item_id",
        "ad_text",
    ]
)
"""What `patch_update` changes; the rest of the creative stays as it was (behaviour reference §5.3)."""
_NOT_REVIEWED = frozenset({"ad_name", "click_tracking_url", "impression_tracking_url", "tracking_pixel_id"})
_NOT_KEPT = frozenset({"ad_id", "operation_status"})
_KNOWN = frozenset(AdRow.__struct_fields__)
_NULLS = dict.fromkeys(("tiktok_item_id", "music_id", "page_id", "card_id", "deeplink", "profile_image_url"))


@behaviour(AD_GET)
def get(simulator: Simulator, call: Call[AdGetParams]) -> dict[str, Any]:
    return list_nodes(simulator, call, Ad, row)


@behaviour(AD_CREATE)
def create(simulator: Simulator, call: Call[AdCreateParams]) -> dict[str, Any]:
    """All creatives become ads, or none does (behaviour reference §5.3)."""
    adgroup = _adgroup(simulator, call)
    creatives = _creatives(call)
    for place, creative in enumerate(creatives):
        check_creative(f"creatives.{place}", creative, adgroup.fields)
        check_assets(simulator, f"creatives.{place}", creative, adgroup)
    ads = [_new_ad(simulator, call, adgroup, creative) for creative in creatives]
    simulator.state.save(*ads)
    return _answered(simulator, call, ads)


@behaviour(AD_UPDATE)
def update(simulator: Simulator, call: Call[AdUpdateParams]) -> dict[str, Any]:
    """Replaces whole creatives, or with `patch_update` a few of their fields; all ads or none."""
    adgroup = _adgroup(simulator, call)
    ads = [_updated(simulator, call, adgroup, *item) for item in enumerate(_creatives(call))]
    if len({ad.id for ad in ads}) < len(ads):
        raise bad_value("creatives: Each ad can be named once.")
    simulator.state.save(*ads)
    return _answered(simulator, call, ads)


@behaviour(AD_STATUS_UPDATE)
def switch(simulator: Simulator, call: Call[AdStatusUpdateParams]) -> dict[str, Any]:
    """Ads made by hand, or those of automated creatives, which cannot be deleted (behaviour reference §5.4, sure)."""
    if "aco_ad_ids" in call.given:
        return _switch_creatives(simulator, call)
    if "ad_ids" not in call.given:
        raise bad_value(missing("ad_ids"))
    order = read_switch(Ad, call.given, call.now)
    switch_all(simulator, order)
    return {"ad_ids": order.ids, "aco_ad_ids": [], "status": order.status}


def row(simulator: Simulator, ad: Ad, status: str) -> dict[str, Any]:
    """An ad as TikTok answers it."""
    campaign, adgroup = simulator.state.campaigns[ad.campaign_id], simulator.state.adgroups[ad.adgroup_id]
    return {
        **_NULLS,
        "is_aco": ad.smart_ad_id is not None and simulator.state.smart_ads[ad.smart_ad_id].how == ACO,
        **(ad.fields if ad.smart_ad_id is None else known(ad, _KNOWN)),
        "ad_id": ad.id,
        "adgroup_id": adgroup.id,
        "adgroup_name": adgroup.fields.get("adgroup_name"),
        "campaign_id": campaign.id,
        "campaign_name": campaign.fields.get("campaign_name"),
        "optimization_event": adgroup.fields.get("optimization_event"),
        **common_fields(ad, status),
    }


def _switch_creatives(simulator: Simulator, call: Call[AdStatusUpdateParams]) -> dict[str, Any]:
    order = read_switch(Ad, call.given | {"ad_ids": call.given["aco_ad_ids"]}, call.now)
    if order.status == "DELETE":
        raise bad_value("operation_status: Ads of automated creatives cannot be deleted.")
    ads = [find(simulator, Ad, order.advertiser_id, ad_id) for ad_id in order.ids]
    for ad in ads:
        check_alive(simulator, ad)
        if ad.smart_ad_id is None or simulator.state.smart_ads[ad.smart_ad_id].how != ACO:
            raise bad_value(f"aco_ad_ids: The ad {ad.id} is not made of automated creatives.")
    simulator.state.save(*switched_creatives(simulator, ads, order.status, call.now))
    return {"ad_ids": [], "aco_ad_ids": order.ids, "status": order.status}


def _answered(simulator: Simulator, call: Call[Any], ads: Iterable[Ad]) -> dict[str, Any]:
    statuses = Statuses(simulator, call.now)
    rows = [row(simulator, ad, statuses.of(ad)) for ad in ads]
    return {"ad_ids": [shown["ad_id"] for shown in rows], "creatives": rows}


def _adgroup(simulator: Simulator, call: Call[Any]) -> AdGroup:
    adgroup = find(simulator, AdGroup, call.given["advertiser_id"], call.given["adgroup_id"])
    check_alive(simulator, adgroup)
    check_by_hand(simulator, adgroup)
    return adgroup


def _creatives(call: Call[Any]) -> list[dict[str, Any]]:
    creatives: list[dict[str, Any]] = call.given["creatives"]
    if not 1 <= len(creatives) <= MOST_CREATIVES:
        raise bad_value(f"creatives: Between 1 and {MOST_CREATIVES} creatives are required.")
    return creatives


def _new_ad(simulator: Simulator, call: Call[Any], adgroup: AdGroup, creative: dict[str, Any]) -> Ad:
    ad_id = simulator.new_id(call.now)
    ad = Ad(
        id=ad_id,
        advertiser_id=adgroup.advertiser_id,
        campaign_id=adgroup.campaign_id,
        adgroup_id=adgroup.id,
        operation_status=creative.get("operation_status", "ENABLE"),
        created_at=call.now,
        modified_at=call.now,
        fields=_attached(simulator, adgroup.advertiser_id) | _kept(creative, ad_id),
        history=[],
        reviews=[simulator.reviewers.verdict(simulator.seed, ad_id, [], call.now)],
    )
    return begun(ad)


def _attached(simulator: Simulator, advertiser_id: str) -> dict[str, Any]:
    """The offline event sets that track every new ad, unless it says otherwise (behaviour reference §5.3, sure)."""
    tracking = [each.id for each in simulator.state.event_sets.values() if each.tracks(advertiser_id)]
    return {"tracking_offline_event_set_ids": tracking} if tracking else {}


def _updated(simulator: Simulator, call: Call[Any], adgroup: AdGroup, place: int, creative: dict[str, Any]) -> Ad:
    path = f"creatives.{place}"
    if "ad_id" not in creative:
        raise bad_value(missing(f"{path}.ad_id"))
    ad = find(simulator, Ad, adgroup.advertiser_id, creative["ad_id"])
    check_alive(simulator, ad)
    check_by_hand(simulator, ad)
    if ad.adgroup_id != adgroup.id:
        raise bad_value(f"{path}.ad_id: The ad {ad.id} does not belong to the ad group {adgroup.id}.")
    whole = _patched(simulator, path, ad, creative) if call.given.get("patch_update") else creative
    check_creative(path, whole, adgroup.fields)
    if any(whole.get(name) != ad.fields.get(name) for name in SHOWN):
        check_assets(simulator, path, whole, adgroup)
    _check_format_stays(path, ad, whole)
    fields = _kept(whole, ad.id)
    new = changed(ad, call.now, fields=fields, status=creative.get("operation_status"))
    if not any(ad.fields.get(name) != fields.get(name) for name in (ad.fields | fields).keys() - _NOT_REVIEWED):
        return new
    review = simulator.reviewers.verdict(simulator.seed, ad.id, ad.reviews, call.now)
    return replace(new, reviews=[*ad.reviews, review])


def _patched(simulator: Simulator, path: str, ad: Ad, creative: dict[str, Any]) -> dict[str, Any]:
    others = creative.keys() - PATCHABLE - {"ad_id"}
    if others and simulator.strict:
        raise bad_value(f"{path}: patch_update does not change {', '.join(sorted(others))}.")
    return ad.fields | {name: value for name, value in creative.items() if name in PATCHABLE}


def _check_format_stays(path: str, ad: Ad, creative: dict[str, Any]) -> None:
    old, new = ad.fields.get("ad_format"), creative.get("ad_format")
    if old != new and any("CAROUSEL" in str(ad_format) for ad_format in (old, new)):
        raise bad_value(f"{path}.ad_format: {old} cannot be changed to {new}.")


def _kept(creative: dict[str, Any], ad_id: str) -> dict[str, Any]:
    fields = {name: value for name, value in creative.items() if name not in _NOT_KEPT}
    return fields | {"ad_name": fields["ad_name"] or ad_id}
