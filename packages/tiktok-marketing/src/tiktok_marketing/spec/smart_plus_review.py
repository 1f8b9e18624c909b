"""What reviewers said of Upgraded Smart+ ads and their creatives."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class SmartPlusAdReviewInfoExtraInfoSetting(Params, kw_only=True):
    include_reject_info: bool | UnsetType = UNSET
    include_violation_frame: bool | UnsetType = UNSET


class SmartPlusAdReviewInfoParams(Params, kw_only=True):
    advertiser_id: str
    smart_plus_ad_ids: list[str]
    extra_info_setting: SmartPlusAdReviewInfoExtraInfoSetting | UnsetType = UNSET
    lang: str | UnsetType = UNSET


class SmartPlusAdReviewInfoImageContent(Result, kw_only=True):
    image_id: str | None = None


class SmartPlusAdReviewInfoContentInfo(Result, kw_only=True):
    carousel_music_info: Any = None
    content_type: str | None = None
    image_content: SmartPlusAdReviewInfoImageContent | None = None
    text_content: Any = None
    video_content: Any = None


class SmartPlusAdReviewInfoViolationFrame(Result, kw_only=True):
    type: str | None = None
    video_id: str | None = None
    video_violation_frames: Any = None
    violation_frame_material_type: str | None = None
    web_url_list: Any = None


class SmartPlusAdReviewInfoRejectInfo(Result, kw_only=True):
    content_info: SmartPlusAdReviewInfoContentInfo | None = None
    forbidden_ages: Any = None
    forbidden_locations: Any = None
    forbidden_placements: Any = None
    reasons: Any = None
    specification: Any = None
    suggestion: Any = None
    violation_frames: list[SmartPlusAdReviewInfoViolationFrame] = msgspec.field(default_factory=list)


class SmartPlusAdReviewInfoMaterialReviewInfo(Result, kw_only=True):
    ad_material_id: str | None = None
    passed_locations: Any = None
    reject_info: list[SmartPlusAdReviewInfoRejectInfo] = msgspec.field(default_factory=list)
    review_status: str | None = None
    smart_plus_ad_id: str | None = None


class SmartPlusAdReviewInfo(Result, kw_only=True):
    appeal_reject_reasons: Any = None
    appeal_status: str | None = None
    passed_locations: Any = None
    reject_info: list[SmartPlusAdReviewInfoRejectInfo] = msgspec.field(default_factory=list)
    review_status: str | None = None
    smart_plus_ad_id: str | None = None


class SmartPlusAdReviewInfoResult(Result, kw_only=True):
    material_review_infos: list[SmartPlusAdReviewInfoMaterialReviewInfo] = msgspec.field(default_factory=list)
    smart_plus_ad_review_infos: list[SmartPlusAdReviewInfo] = msgspec.field(default_factory=list)


class SmartPlusMaterialReviewInfoParams(Params, kw_only=True):
    advertiser_id: str
    ad_material_ids: list[str]
    extra_info_setting: SmartPlusAdReviewInfoExtraInfoSetting | UnsetType = UNSET
    lang: str | UnsetType = UNSET


class SmartPlusMaterialReviewInfoVideoViolationFrame(Result, kw_only=True):
    hover_periods: Any = None
    thumbnail_periods: Any = None
    web_url: str | None = None


class SmartPlusMaterialReviewInfoViolationFrame(Result, kw_only=True):
    type: str | None = None
    video_id: str | None = None
    video_violation_frames: list[SmartPlusMaterialReviewInfoVideoViolationFrame] = msgspec.field(default_factory=list)
    violation_frame_material_type: str | None = None
    web_url_list: Any = None


class SmartPlusMaterialReviewInfoRejectInfo(Result, kw_only=True):
    content_info: SmartPlusAdReviewInfoContentInfo | None = None
    forbidden_ages: Any = None
    forbidden_locations: Any = None
    forbidden_placements: Any = None
    reasons: Any = None
    specification: Any = None
    suggestion: Any = None
    violation_frames: list[SmartPlusMaterialReviewInfoViolationFrame] = msgspec.field(default_factory=list)


class SmartPlusMaterialReviewInfoMaterialReviewInfo(Result, kw_only=True):
    ad_material_id: str | None = None
    passed_locations: Any = None
    reject_info: list[SmartPlusMaterialReviewInfoRejectInfo] = msgspec.field(default_factory=list)
    review_status: str | None = None
    smart_plus_ad_id: str | None = None


class SmartPlusMaterialReviewInfoResult(Result, kw_only=True):
    material_review_infos: list[SmartPlusMaterialReviewInfoMaterialReviewInfo] = msgspec.field(default_factory=list)


class SmartPlusAdAppealParams(Params, kw_only=True):
    advertiser_id: str
    smart_plus_ad_id: str
    appeal_reason: str | UnsetType = UNSET
    attachment_list: list[str] | UnsetType = UNSET


class SmartPlusAdAppealResult(Result, kw_only=True):
    """Empty."""


SMART_PLUS_AD_REVIEW_INFO = Endpoint(
    name="smart_plus.ad.review_info",
    method="GET",
    path="/smart_plus/ad/review_info/",
    params=SmartPlusAdReviewInfoParams,
    result=SmartPlusAdReviewInfoResult,
    effect=Effect.READ,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_MATERIAL_REVIEW_INFO = Endpoint(
    name="smart_plus.material.review_info",
    method="GET",
    path="/smart_plus/material/review_info/",
    params=SmartPlusMaterialReviewInfoParams,
    result=SmartPlusMaterialReviewInfoResult,
    effect=Effect.READ,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_AD_APPEAL = Endpoint(
    name="smart_plus.ad.appeal",
    method="POST",
    path="/smart_plus/ad/appeal/",
    params=SmartPlusAdAppealParams,
    result=SmartPlusAdAppealResult,
    effect=Effect.WRITE,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)
