"""TikTok's own fields of the seeded ads: what is shown, by whom, and where a click leads."""

from __future__ import annotations

from random import Random
from typing import Any

from .seed_clients import HOOKS, Client
from .seed_fields import Kind
from .seed_library import Shelf, song


def ad_fields(
    kind: Kind, client: Client, number: int, ids: dict[str, str], shelf: Shelf, chance: Random
) -> dict[str, Any]:
    """One ad with its creative, shown from `shelf`. `ids` as in `adgroup_fields`."""
    hook, product = chance.choice(HOOKS), chance.choice(client.products)
    fields: dict[str, Any] = {
        "ad_name": f"{hook} | {product} | v{number:03d}",
        "campaign_system_origin": "TT_ADS_PLATFORM",
        "creative_type": "CUSTOM_INSTANT_PAGE" if kind.label == "Leads" else "",
        "is_aco": False,
        "is_new_structure": True,
        "creative_authorized": False,
        "vertical_video_strategy": "UNSET",
        "dynamic_format": "UNSET",
        "promotional_music_disabled": False,
        "item_duet_status": "ENABLE",
        "item_stitch_status": "ENABLE",
        "dark_post_status": "ON",
        "branded_content_disabled": False,
        "call_to_action": chance.choice(kind.calls_to_action),
        "landing_page_url": f"{client.site}/p/{number:04d}?utm_source=tiktok&utm_campaign=__CAMPAIGN_NAME__",
        "utm_params": [
            {"key": "utm_source", "value": "tiktok"},
            {"key": "utm_campaign", "value": "__CAMPAIGN_NAME__"},
        ],
        "deeplink": "",
        "deeplink_type": "NORMAL",
        "deeplink_utm_params": [],
        "fallback_type": "UNSET",
        "dynamic_destination": "UNSET",
        "aigc_disclosure_type": "NOT_DECLARED",
        "disclaimer_clickable_texts": [],
        "tracking_offline_event_set_ids": [],
        "vast_moat_enabled": False,
        "viewability_postbid_partner": "UNSET",
        "viewability_vast_url": "",
        "brand_safety_postbid_partner": "UNSET",
        "brand_safety_vast_url": "",
        "impression_tracking_url": "",
        "click_tracking_url": "",
        "video_view_tracking_url": "",
        "playable_url": "",
        "display_name": client.name,
        "app_name": client.app if kind.promotes_app else "",
        "profile_image_url": f"{client.site}/brand/profile.png",
        "avatar_icon_web_url": f"{client.site}/brand/avatar.png",
        "product_specific_type": "UNSET",
        "item_group_ids": [],
        "sku_ids": [],
        "showcase_products": [],
        "shopping_ads_deeplink_type": "NONE",
        "shopping_ads_fallback_type": "DEFAULT",
        "optimization_event": kind.adgroup.get("optimization_event", ""),
    }
    if kind.campaign["objective_type"] == "WEB_CONVERSIONS":
        fields["tracking_pixel_id"] = int(ids["pixel"])
    return fields | _creative(kind, client, ids, shelf, chance)


def _creative(kind: Kind, client: Client, ids: dict[str, str], shelf: Shelf, chance: Random) -> dict[str, Any]:
    """What is seen: a Spark post of the brand's account, a carousel, or most often a video."""
    if kind.label == "Followers" or chance.random() < 0.15:
        spark = {"identity_type": "TT_USER", "identity_id": ids["account"], "ad_format": "SINGLE_VIDEO"}
        return {**spark, "tiktok_item_id": str(chance.randrange(7 * 10**18, 8 * 10**18)), "image_ids": []}
    own = {"identity_type": "CUSTOMIZED_USER", "identity_id": ids["identity"], "tiktok_item_id": ""}
    text = {"ad_text": chance.choice(client.texts), "ad_texts": []}
    if chance.random() < 0.1:
        image_ids = [shelf.image(chance.getrandbits(128)) for _ in range(chance.randrange(3, 7))]
        carousel = {"ad_format": "CAROUSEL_ADS", "image_ids": image_ids, "carousel_image_index": 0}
        return {**own, **text, **carousel, "music_id": song(chance.randrange(10**18, 10**19))}
    video = chance.getrandbits(100)
    return {
        **own,
        **text,
        "ad_format": "SINGLE_VIDEO",
        "video_id": shelf.video(video),
        "image_ids": [shelf.cover(video, chance.getrandbits(128))],
    }
