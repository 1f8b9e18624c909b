"""What goes with making creatives: recommended calls to action, previews, and deleting what nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.chance import key_of
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.library import SUGGESTED_LIFE
from tiktok_marketing.simulator.rules.creative import CALLS_TO_ACTION
from tiktok_marketing.simulator.rules.text import check_choice, check_given, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad
from tiktok_marketing.spec.creative_tool import (
    CREATIVE_ADS_PREVIEW_CREATE,
    CREATIVE_ASSET_DELETE,
    CREATIVE_CTA_RECOMMEND,
    AdsPreviewParams,
    AssetDeleteParams,
    CtaRecommendParams,
)

from .materials import IMAGE, VIDEO, check_ids, present, signed
from .switching import find

MOST_DELETED, RECOMMENDED = 50, 6
_SUITED = {
    "APP_PROMOTION": ("DOWNLOAD_NOW", "INSTALL_NOW", "PLAY_GAME"),
    "WEB_CONVERSIONS": ("SHOP_NOW", "ORDER_NOW", "SIGN_UP"),
    "PRODUCT_SALES": ("SHOP_NOW", "ORDER_NOW", "PREORDER_NOW"),
    "LEAD_GENERATION": ("SIGN_UP", "GET_QUOTE", "BOOK_NOW"),
    "VIDEO_VIEWS": ("WATCH_NOW", "VIEW_NOW", "LEARN_MORE"),
}
_USUAL = ("LEARN_MORE", "READ_MORE", "CONTACT_US")
_FIRST_ASSET = 201_500
_PREVIEW_TYPES = frozenset({"ADS_CREATION", "AD", "CARD", "PAGE", "SINGLE_VIDEO", "SINGLE_IMAGE"})


@behaviour(CREATIVE_CTA_RECOMMEND)
def recommend(_: Simulator, call: Call[CtaRecommendParams]) -> dict[str, Any]:
    """What suits the objective comes first. Which texts TikTok would choose is not documented (inferred)."""
    check_choice("asset_type", call.given.get("asset_type", "CTA_NORMAL"), {"CTA_NORMAL", "CTA_AUTO_OPTIMIZED"})
    suited = _SUITED.get(call.given.get("objective_type", ""), _USUAL)
    chosen = list(dict.fromkeys((*suited, *_USUAL)))[:RECOMMENDED]
    places = {name: place for place, name in enumerate(sorted(CALLS_TO_ACTION))}
    assets = [
        {"asset_ids": [str(_FIRST_ASSET + places[name])], "asset_content": name.replace("_", " ").capitalize()}
        for name in chosen
    ]
    return {"recommend_assets": assets}


@behaviour(CREATIVE_ASSET_DELETE)
def delete(simulator: Simulator, call: Call[AssetDeleteParams]) -> dict[str, Any]:
    """What cannot be deleted is named: unknown ids, and what an ad uses (behaviour reference §7.4, inferred)."""
    asked = {VIDEO: call.given.get("video_ids", []), IMAGE: call.given.get("image_ids", [])}
    check_choice("asset_type", call.given.get("asset_type", VIDEO), {VIDEO, IMAGE, "MUSIC"})
    if not asked[VIDEO] and not asked[IMAGE]:
        raise bad_value(missing("video_ids"))
    for kind, name in ((VIDEO, "video_ids"), (IMAGE, "image_ids")):
        if asked[kind]:
            check_ids(name, asked[kind], MOST_DELETED)
    found = {kind: list(_deletable(simulator, call, kind, ids)) for kind, ids in asked.items()}
    gone = [material for materials in found.values() for material in materials]
    simulator.state.save(*(replace(material, deleted_at=call.now) for material in gone))
    deleted = {material.media_id for material in gone}
    return {
        "failed_video_ids": [i for i in dict.fromkeys(asked[VIDEO]) if i not in deleted],
        "failed_image_ids": [i for i in dict.fromkeys(asked[IMAGE]) if i not in deleted],
    }


@behaviour(CREATIVE_ADS_PREVIEW_CREATE)
def preview(simulator: Simulator, call: Call[AdsPreviewParams]) -> dict[str, Any]:
    """An address for the ad, or for the creative as it was sent; same creative, same picture."""
    check_given(call.given, "advertiser_id", "preview_type")
    check_choice("preview_type", call.given["preview_type"], _PREVIEW_TYPES)
    if call.given["preview_type"] == "AD":
        check_given(call.given, "ad_id")
        find(simulator, Ad, call.given["advertiser_id"], call.given["ad_id"])
    name = f"{key_of(simulator.seed, repr(sorted(call.given.items()))):016x}"
    link = signed(f"preview/{name}", call.now, SUGGESTED_LIFE)
    return {"preview_link": link, "iframe": f'<iframe src="{link}" width="300" height="650"></iframe>', "tips": []}


def _deletable(simulator: Simulator, call: Call[Any], kind: str, ids: list[str]) -> Iterator[Material]:
    advertiser_id = call.given["advertiser_id"]
    used = _used(simulator, advertiser_id) if ids else set()
    for media_id in dict.fromkeys(ids):
        material = present(simulator, advertiser_id, kind, media_id)
        if material and media_id not in used:
            yield material


def _used(simulator: Simulator, advertiser_id: str) -> set[str]:
    """Every video and image of the advertiser's ads, those deleted left out."""
    used: set[str] = set()
    for ad in simulator.nodes(Ad, advertiser_id):
        if ad.operation_status != "DELETE":
            used.update((ad.fields.get("video_id", ""), *ad.fields.get("image_ids", ())))
    return used
