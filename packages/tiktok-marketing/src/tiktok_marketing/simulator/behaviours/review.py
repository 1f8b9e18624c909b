"""What the reviewers said of ads and ad groups, and the one appeal against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import Appeal
from tiktok_marketing.simulator.review import forbidden, group_status, is_approved
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Review
from tiktok_marketing.spec.review import (
    AD_REVIEW_INFO,
    ADGROUP_APPEAL,
    ADGROUP_REVIEW_INFO,
    AdGroupAppealParams,
    AdGroupReviewInfoParams,
    AdReviewInfoParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .switching import MOST_IDS, check_alive, find

# What may be shown nowhere: an ad that is rejected here is rejected as a whole.
_FORBIDDEN = ("forbidden_placements", "forbidden_ages", "forbidden_locations", "forbidden_operation_systems")
_SUGGESTION = "Change what the reasons name and submit the ad again."


@behaviour(AD_REVIEW_INFO)
def ad_info(simulator: Simulator, call: Call[AdReviewInfoParams]) -> dict[str, Any]:
    """Behaviour reference §5.4 (sure): the same as in the ad group's answer, by ad."""
    ids = _ids("ad_ids", call.params.ad_ids)
    ads = [find(simulator, Ad, call.params.advertiser_id, ad_id) for ad_id in ids]
    return {"ad_review_map": {ad.id: _of_ad(simulator, ad, call.now) for ad in ads}}


@behaviour(ADGROUP_REVIEW_INFO)
def adgroup_info(simulator: Simulator, call: Call[AdGroupReviewInfoParams]) -> dict[str, Any]:
    """Behaviour reference §5.4 (sure): at most 20 ad groups, ads by ad group, and each ad group as a whole."""
    ids = _ids("adgroup_ids", call.params.adgroup_ids)
    adgroups = [find(simulator, AdGroup, call.params.advertiser_id, adgroup_id) for adgroup_id in ids]
    of_ads, of_groups = {}, {}
    for adgroup in adgroups:
        ads = _living_ads(simulator, adgroup)
        of_ads[adgroup.id] = {ad.id: _of_ad(simulator, ad, call.now) for ad in ads}
        of_groups[adgroup.id] = _of_adgroup(simulator, adgroup, ads, call.now)
    return {"ad_review_map": of_ads, "ad_group_review_map": of_groups}


@behaviour(ADGROUP_APPEAL)
def appeal(simulator: Simulator, call: Call[AdGroupAppealParams]) -> dict[str, Any]:
    """The rejected ads are reviewed once more; an ad group is appealed for once (behaviour reference §5.4, likely)."""
    params, now = call.params, call.now
    adgroup = find(simulator, AdGroup, params.advertiser_id, params.adgroup_id)
    check_alive(simulator, adgroup)
    if adgroup.id in simulator.state.appeals:
        raise bad_value(f"adgroup_id: The ad group {adgroup.id} has been appealed before.")
    rejected = [ad for ad in _living_ads(simulator, adgroup) if _is_rejected(ad, now)]
    if wanted := call.given.get("ad_id"):
        rejected = [ad for ad in rejected if ad.id == wanted]
    if not rejected:
        raise bad_value("adgroup_id: There is no rejected ad to appeal for.")
    again = [_reviewed_again(simulator, ad, now) for ad in rejected]
    verdicts = [ad.reviews[-1] for ad in again]
    record = Appeal(
        id=adgroup.id,
        ad_ids=[ad.id for ad in again],
        appealed_at=now,
        decided_at=max(verdict.decided_at for verdict in verdicts),
        granted=all(verdict.approved for verdict in verdicts),
    )
    simulator.state.save(record, *again)
    return {}


def appeal_status(appeal: Appeal | None, now: datetime) -> str:
    """NOT_APPEALED, APPEALING, APPEAL_SUCCESSFUL or APPEAL_FAILED."""
    if appeal is None:
        return "NOT_APPEALED"
    if now < appeal.decided_at:
        return "APPEALING"
    return "APPEAL_SUCCESSFUL" if appeal.granted else "APPEAL_FAILED"


def _ids(name: str, given: list[str]) -> list[str]:
    ids = list(dict.fromkeys(given))
    if not ids:
        raise bad_value(f"{name}: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"{name}: At most {MOST_IDS} ids in one request.")
    return ids


def _living_ads(simulator: Simulator, adgroup: AdGroup) -> list[Ad]:
    ads = [simulator.state.ads[ad_id] for ad_id in simulator.state.ads_of.get(adgroup.id, [])]
    return [ad for ad in ads if ad.operation_status != "DELETE"]


def _last_verdict(ad: Ad, now: datetime) -> Review | None:
    return next((review for review in reversed(ad.reviews) if review.decided_at <= now), None)


def _is_rejected(ad: Ad, now: datetime) -> bool:
    return ad.reviews[-1].decided_at <= now and not ad.reviews[-1].approved


def _reviewed_again(simulator: Simulator, ad: Ad, now: datetime) -> Ad:
    return replace(ad, reviews=[*ad.reviews, simulator.reviewers.verdict(simulator.seed, ad.id, ad.reviews, now)])


def _of_ad(simulator: Simulator, ad: Ad, now: datetime) -> dict[str, Any]:
    """An ad that waits for its review is not available yet (our reading); `appeal_status` is always null."""
    approved = is_approved(ad, now)
    return {
        "ad_id": ad.id,
        "is_approved": approved,
        "review_status": "ALL_AVAILABLE" if approved else "UNAVAILABLE",
        "appeal_status": None,
        "last_audit_time": None,
        **{name: [] for name in _FORBIDDEN},
        "reject_info": reject_info(simulator, ad, now),
    }


def reject_info(simulator: Simulator, ad: Ad, now: datetime) -> list[dict[str, Any]]:
    """Why the ad was rejected the last time that it was decided on; nothing where it was not."""
    verdict = _last_verdict(ad, now)
    if verdict is None or verdict.approved:
        return []
    content = {
        "content_type": "MODE_VIDEO" if ad.fields.get("video_id") else "MODE_STRING",
        "video_content": {"video_id": ad.fields.get("video_id")},
        "image_content": {"image_id": next(iter(ad.fields.get("image_ids") or []), None)},
        "text_content": ad.fields.get("ad_text"),
    }
    told = {"reasons": list(verdict.reasons), "suggestion": _SUGGESTION, "content_info": content}
    return [told | forbidden(verdict.reasons, simulator.state.adgroups[ad.adgroup_id])]


def _of_adgroup(simulator: Simulator, adgroup: AdGroup, ads: list[Ad], now: datetime) -> dict[str, Any]:
    rejected = [ad for ad in ads if _is_rejected(ad, now)]
    last = max((ad.reviews[-1].decided_at for ad in rejected), default=None)
    status = group_status(ads, now) or "UNAVAILABLE"
    return {
        "adgroup_id": adgroup.id,
        "is_approved": status != "UNAVAILABLE",
        "review_status": status,
        "appeal_status": appeal_status(simulator.state.appeals.get(adgroup.id), now),
        "last_audit_time": format_utc(last) if last else None,
        "contains_rejected_ads": bool(rejected),
        **{name: [] for name in _FORBIDDEN},
        "reject_info": [info for ad in rejected for info in reject_info(simulator, ad, now)],
    }
