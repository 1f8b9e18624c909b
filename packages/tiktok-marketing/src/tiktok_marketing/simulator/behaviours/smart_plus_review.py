"""What the reviewers said of Upgraded Smart+ ads, creative by creative, and the one appeal against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.review import available, group_status
from tiktok_marketing.simulator.rules.text import check_text
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_ads import find_smart, is_gone
from tiktok_marketing.simulator.smart_records import UPGRADED, SmartAd, SmartCreative
from tiktok_marketing.simulator.tree_records import Ad
from tiktok_marketing.spec.smart_plus_review import (
    SMART_PLUS_AD_APPEAL,
    SMART_PLUS_AD_REVIEW_INFO,
    SMART_PLUS_MATERIAL_REVIEW_INFO,
    SmartPlusAdAppealParams,
    SmartPlusAdReviewInfoParams,
    SmartPlusMaterialReviewInfoParams,
)

from .filters import MOST_IDS
from .review import reject_info

LONGEST_REASON = 512
_UNDECIDED = "UNAVAILABLE"  # until the reviewers have said something (ours)


@behaviour(SMART_PLUS_AD_REVIEW_INFO)
def of_ads(simulator: Simulator, call: Call[SmartPlusAdReviewInfoParams]) -> dict[str, Any]:
    """Each ad as a whole, and each of its creatives."""
    ids = _ids("smart_plus_ad_ids", call.params.smart_plus_ad_ids)
    every = [find_smart(simulator, UPGRADED, call.params.advertiser_id, one) for one in ids]
    pairs = [(smart, creative) for smart in every for creative in smart.living]
    return {
        "smart_plus_ad_review_infos": [_of_ad(simulator, call, smart) for smart in every],
        "material_review_infos": [_of_creative(simulator, call, *pair) for pair in pairs],
    }


@behaviour(SMART_PLUS_MATERIAL_REVIEW_INFO)
def of_creatives(simulator: Simulator, call: Call[SmartPlusMaterialReviewInfoParams]) -> dict[str, Any]:
    """Those of the ids that are the advertiser's; foreign ones are left out (ours)."""
    ids = _ids("ad_material_ids", call.params.ad_material_ids)
    mine = [
        (smart, creative)
        for smart in simulator.state.smart_ads.values()
        if (smart.how, smart.advertiser_id) == (UPGRADED, call.params.advertiser_id)
        for creative in smart.living
        if creative.id in ids
    ]
    return {"material_review_infos": [_of_creative(simulator, call, *pair) for pair in mine]}


@behaviour(SMART_PLUS_AD_APPEAL)
def appeal(simulator: Simulator, call: Call[SmartPlusAdAppealParams]) -> dict[str, Any]:
    """The rejected creatives are reviewed once more, once for an ad (as for ad groups, §5.4, likely)."""
    smart = find_smart(simulator, UPGRADED, call.params.advertiser_id, call.params.smart_plus_ad_id)
    if is_gone(simulator, smart):
        raise bad_value(f"The ad {smart.id} or its parent has been deleted and cannot be changed.")
    check_text("appeal_reason", call.given.get("appeal_reason", ""), LONGEST_REASON)
    if smart.appealed_at is not None:
        raise bad_value(f"smart_plus_ad_id: The ad {smart.id} has been appealed before.")
    rejected = [ad for ad in _ads(simulator, smart) if _is_rejected(ad, call.now)]
    if not rejected:
        raise bad_value("smart_plus_ad_id: There is no rejected creative to appeal for.")
    again = [_reviewed_again(simulator, ad, call.now) for ad in rejected]
    simulator.state.save(replace(smart, appealed_at=call.now), *again)
    return {}


def _of_ad(simulator: Simulator, call: Call[Any], smart: SmartAd) -> dict[str, Any]:
    ads = _ads(simulator, smart)
    reasons = [info for ad in ads if _is_rejected(ad, call.now) for info in reject_info(simulator, ad, call.now)]
    return {
        "smart_plus_ad_id": smart.id,
        "review_status": group_status(ads, call.now) or _UNDECIDED,
        "appeal_status": _appeal_status(smart, ads, call.now),
        "appeal_reject_reasons": [],
        "passed_locations": [],
        "reject_info": reasons if _with_reasons(call) else [],
    }


def _of_creative(simulator: Simulator, call: Call[Any], smart: SmartAd, creative: SmartCreative) -> dict[str, Any]:
    ad = simulator.state.ads[creative.ad_id]
    decided = ad.reviews[-1].decided_at <= call.now
    return {
        "ad_material_id": creative.id,
        "smart_plus_ad_id": smart.id,
        "review_status": available(ad.reviews[-1]) if decided else _UNDECIDED,
        "passed_locations": [],
        "reject_info": reject_info(simulator, ad, call.now) if _with_reasons(call) else [],
    }


def _appeal_status(smart: SmartAd, ads: list[Ad], now: datetime) -> str:
    if smart.appealed_at is None:
        return "NOT_APPEALED"
    again = [ad.reviews[-1] for ad in ads if any(one.submitted_at == smart.appealed_at for one in ad.reviews)]
    if any(review.decided_at > now for review in again):
        return "APPEALING"
    return "APPEAL_SUCCESSFUL" if all(review.approved for review in again) else "APPEAL_FAILED"


def _with_reasons(call: Call[Any]) -> bool:
    return bool(call.given.get("extra_info_setting", {}).get("include_reject_info"))


def _ads(simulator: Simulator, smart: SmartAd) -> list[Ad]:
    return [simulator.state.ads[creative.ad_id] for creative in smart.living]


def _is_rejected(ad: Ad, now: datetime) -> bool:
    return ad.reviews[-1].decided_at <= now and not ad.reviews[-1].approved


def _reviewed_again(simulator: Simulator, ad: Ad, now: datetime) -> Ad:
    return replace(ad, reviews=[*ad.reviews, simulator.reviewers.verdict(simulator.seed, ad.id, ad.reviews, now)])


def _ids(name: str, given: list[str]) -> list[str]:
    ids = list(dict.fromkeys(given))
    if not ids:
        raise bad_value(f"{name}: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"{name}: At most {MOST_IDS} ids in one request.")
    return ids
