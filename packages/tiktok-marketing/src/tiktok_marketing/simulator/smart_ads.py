"""From a smart ad to the ads that deliver it: one for each creative, switched as both are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from .behaviour import Refusal
from .history import begun, changed
from .simulator import Simulator
from .smart_records import UPGRADED, SmartAd, SmartCreative
from .status import Statuses, deleted
from .tree_records import Ad, AdGroup

_BEST = ("DELIVERY_OK", "AUDIT", "REAUDIT", "AUDIT_DENY")
_SPARK_PULL_HAS = ("video_id", "image_ids", "ad_text")


def find_smart(simulator: Simulator, how: str, advertiser_id: str, smart_id: str) -> SmartAd:
    """The advertiser's smart ad of that kind, deleted or not.

    Raises:
        Refusal: 40007, it has none of that id.
    """
    smart = simulator.state.smart_ads.get(smart_id)
    if smart is None or (smart.how, smart.advertiser_id) != (how, advertiser_id):
        raise Refusal(40007, f"The ad {smart_id} does not exist.")
    return smart


def smart_of(simulator: Simulator, adgroup_id: str) -> list[SmartAd]:
    """The ad group's smart ads, deleted ones too, oldest first."""
    return [smart for smart in simulator.state.smart_ads.values() if smart.adgroup_id == adgroup_id]


def is_gone(simulator: Simulator, smart: SmartAd) -> bool:
    """Whether it or a parent is deleted."""
    return smart.operation_status == "DELETE" or deleted(simulator, simulator.state.adgroups[smart.adgroup_id])


def status_of(statuses: Statuses, smart: SmartAd) -> str:
    """The best of what its creatives are doing, in an ad's words."""
    every = statuses.simulator.state.ads
    ads = [every[creative.ad_id] for creative in smart.living or smart.creatives]
    on = [ad for ad in ads if ad.operation_status == "ENABLE"]
    found = [statuses.of(ad) for ad in on or ads]
    return next((f"AD_STATUS_{one}" for one in _BEST if f"AD_STATUS_{one}" in found), found[0])


def delivered(simulator: Simulator, smart: SmartAd, creative: SmartCreative) -> dict[str, Any]:
    """The creative as an ad of its own: the first of the texts, addresses and calls to action stands for all (ours)."""
    fields, info = smart.fields, creative.info
    setting = fields.get("ad_configuration") or fields.get("common_material") or fields
    identity_id = info.get("identity_id") or setting.get("identity_id")
    identity = simulator.state.identities.get(identity_id or "")
    images = [image["web_uri"] for image in info.get("image_info", []) if image.get("web_uri")]
    video_id, music_id = info.get("video_info", {}).get("video_id"), info.get("music_info", {}).get("music_id")
    ad: dict[str, Any] = {
        "smart_plus_ad_id": smart.id if smart.how == UPGRADED else None,
        "ad_name": info.get("material_name") or fields.get("ad_name") or setting.get("ad_name") or "",
        "ad_format": info.get("ad_format") or _format(video_id, images),
        "identity_type": info.get("identity_type") or setting.get("identity_type"),
        "identity_id": identity_id,
        "identity_authorized_bc_id": info.get("identity_authorized_bc_id") or setting.get("identity_authorized_bc_id"),
        "display_name": identity.display_name if identity else "Advertiser",
        "video_id": video_id,
        "image_ids": images,
        "music_id": music_id,
        "tiktok_item_id": info.get("tiktok_item_id"),
        "ad_text": _first(fields, "ad_text_list", "ad_text") or _first(_on(fields), "title_list", "title"),
        "call_to_action": _first(fields, "call_to_action_list", "call_to_action")
        or _first(fields, "call_to_action", "call_to_action"),
        "call_to_action_id": setting.get("call_to_action_id"),
        "landing_page_url": _first(fields, "landing_page_url_list", "landing_page_url")
        or _first(fields, "landing_page_urls", "landing_page_url"),
        "page_id": _first(fields, "page_list", "page_id"),
        "deeplink": _first(fields, "deeplink_list", "deeplink"),
    }
    if ad["tiktok_item_id"]:
        ad |= dict.fromkeys(_SPARK_PULL_HAS)
    return {name: value for name, value in ad.items() if value not in (None, [], "") or name == "ad_name"}


def realised(simulator: Simulator, smart: SmartAd, now: datetime) -> list[Ad]:
    """Its ads as they must be from `now` on, those that change; what is shown anew is reviewed anew."""
    adgroup = simulator.state.adgroups[smart.adgroup_id]
    ads = [_realised(simulator, smart, creative, adgroup, now) for creative in smart.creatives]
    return [ad for ad in ads if simulator.state.ads.get(ad.id) is not ad]


def switched_creatives(simulator: Simulator, ads: list[Ad], status: str, now: datetime) -> list[SmartAd | Ad]:
    """What changes when the creatives behind `ads` are switched."""
    ids = {ad.id for ad in ads}
    found: list[SmartAd | Ad] = []
    for smart_id in dict.fromkeys(ad.smart_ad_id or "" for ad in ads):
        smart = simulator.state.smart_ads[smart_id]
        creatives = [replace(one, operation_status=status) if one.ad_id in ids else one for one in smart.creatives]
        smart = replace(smart, creatives=creatives, modified_at=now)
        found += [smart, *realised(simulator, smart, now)]
    return found


def _realised(simulator: Simulator, smart: SmartAd, creative: SmartCreative, adgroup: AdGroup, now: datetime) -> Ad:
    old, status = simulator.state.ads.get(creative.ad_id), _switch(smart, creative)
    if old is not None and (old.operation_status == "DELETE" or status == "DELETE"):
        return old if old.operation_status == status else changed(old, now, status="DELETE")
    fields = delivered(simulator, smart, creative)
    fields["ad_name"] = fields["ad_name"] or creative.ad_id
    if old is None:
        return _begun(simulator, smart, creative, fields, adgroup, now)
    shown = any(old.fields.get(name) != fields.get(name) for name in (old.fields | fields).keys() - {"ad_name"})
    if old.fields == fields and old.operation_status == status:
        return old
    new = changed(old, now, fields=fields, status=status)
    if not shown:
        return new
    return replace(new, reviews=[*old.reviews, simulator.reviewers.verdict(simulator.seed, old.id, old.reviews, now)])


def _begun(
    simulator: Simulator,
    smart: SmartAd,
    creative: SmartCreative,
    fields: dict[str, Any],
    adgroup: AdGroup,
    now: datetime,
) -> Ad:
    return begun(
        Ad(
            id=creative.ad_id,
            advertiser_id=smart.advertiser_id,
            campaign_id=adgroup.campaign_id,
            adgroup_id=adgroup.id,
            operation_status=_switch(smart, creative),
            created_at=now,
            modified_at=now,
            fields=fields,
            history=[],
            reviews=[simulator.reviewers.verdict(simulator.seed, creative.ad_id, [], now)],
            smart_ad_id=smart.id,
        )
    )


def _switch(smart: SmartAd, creative: SmartCreative) -> str:
    """What both switches come to."""
    both = {smart.operation_status, creative.operation_status}
    return "DELETE" if "DELETE" in both else "ENABLE" if both == {"ENABLE"} else "DISABLE"


def _format(video_id: str | None, images: list[str]) -> str:
    if video_id:
        return "SINGLE_VIDEO"
    return "SINGLE_IMAGE" if len(images) == 1 else "CAROUSEL_ADS"


def _on(fields: dict[str, Any]) -> dict[str, Any]:
    """The texts that are switched on; where none is, all of them."""
    titles = fields.get("title_list", [])
    on = [title for title in titles if title.get("material_operation_status", "ENABLE") == "ENABLE"]
    return {"title_list": on or titles}


def _first(fields: dict[str, Any], listed: str, name: str) -> Any:
    rows = fields.get(listed)
    return rows[0].get(name) if isinstance(rows, list) and rows else None
