"""Copying a campaign with all that is in it, as a task."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative_parts import (
    Avatar,
    CallToAction,
    Card,
    Deeplink,
    DisplayName,
    InstantPage,
    LandingPage,
    Media,
    Title,
)
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Level, Params, Quota, Result

# Behaviour reference §3.2 (sure): the same at every level.
_CREATE_QUOTA, _CHECK_QUOTA = Quota(1, 30, 432_000), Quota(2, 60, 864_000)


class CopySmartCreativeCommonMaterialTrackingInfo(Params, kw_only=True):
    impression_tracking_urls: list[str] | UnsetType = UNSET
    click_tracking_urls: list[str] | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET


class CopySmartCreativeCommonMaterial(Params, kw_only=True):
    ad_name: str | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    creative_authorized: bool | UnsetType = UNSET
    playable_url: str | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    tracking_info: CopySmartCreativeCommonMaterialTrackingInfo | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    is_smart_creative: bool | UnsetType = UNSET


class CopySmartCreative(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    adgroup_id: str | UnsetType = UNSET
    media_info_list: list[Media] | UnsetType = UNSET
    title_list: list[Title] | UnsetType = UNSET
    call_to_action: list[CallToAction] | UnsetType = UNSET
    deeplink_list: list[Deeplink] | UnsetType = UNSET
    display_name_list: list[DisplayName] | UnsetType = UNSET
    avatar_icon_list: list[Avatar] | UnsetType = UNSET
    page_list: list[InstantPage] | UnsetType = UNSET
    card_list: list[Card] | UnsetType = UNSET
    landing_page_urls: list[LandingPage] | UnsetType = UNSET
    common_material: CopySmartCreativeCommonMaterial | UnsetType = UNSET


class CopyAd(Params, kw_only=True):
    ad_id: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    ad_name: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    ad_format: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    image_ids: list[str] | UnsetType = UNSET
    music_id: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    ad_text: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: list[str] | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    smart_creative_info: CopySmartCreative | UnsetType = UNSET


class CopyAdGroup(Params, kw_only=True):
    adgroup_id: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    adgroup_name: str | UnsetType = UNSET
    automated_keywords_enabled: bool | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    zipcode_ids: list[str] | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    age_groups: list[str] | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    ad_list: list[CopyAd] | UnsetType = UNSET


class CampaignCopyTaskCreateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_id: str
    request_id: str
    operation_status: str | UnsetType = UNSET
    virtual_objective_type: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET
    campaign_name: str | UnsetType = UNSET
    is_advanced_dedicated_campaign: bool | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    rta_id: str | UnsetType = UNSET
    po_number: str | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    deep_copy_mode: str | UnsetType = UNSET
    adgroup_list: list[CopyAdGroup] | UnsetType = UNSET


class CopyAdGroupError(Result, kw_only=True):
    adgroup_id: str | None = None
    error_message: str | None = None


class CampaignCopyTaskCreateResult(Result, kw_only=True):
    task_id: str | None = None
    """Empty where an ad group keeps the task from beginning."""
    adgroup_error_list: list[CopyAdGroupError] = msgspec.field(default_factory=list)


class CampaignCopyTaskCheckParams(Params, kw_only=True):
    advertiser_id: str
    task_id: str


class CopyCounts(Result, kw_only=True):
    total_ad_count: int | None = None
    success_ad_count: int | None = None
    total_smart_creative_adgroup_count: int | None = None
    success_smart_creative_adgroup_count: int | None = None


class CopiedSmartCreative(Result, kw_only=True):
    is_success: bool | None = None
    smart_creative_error_list: list[str] | None = None


class CopiedAd(Result, kw_only=True):
    is_success: bool | None = None
    ad_id: str | None = None
    ad_name: str | None = None
    ad_error_list: list[str] | None = None


class CopiedAdGroup(Result, kw_only=True):
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    total_ad_count: int | None = None
    success_ad_count: int | None = None
    adgroup_error_list: list[str] | None = None
    ad_status: str | None = None
    is_smart_creative: bool | None = None
    smart_creative_result: CopiedSmartCreative | None = None
    ad_result_list: list[CopiedAd] = msgspec.field(default_factory=list)
    ad_list_result: list[CopiedAd] = msgspec.field(default_factory=list)


class CopiedCampaign(Result, kw_only=True):
    campaign_id: str | None = None
    campaign_name: str | None = None
    campaign_error_infos: list[str] | None = None
    adgroup_result_list: list[CopiedAdGroup] = msgspec.field(default_factory=list)


class CampaignCopyTaskCheckResult(Result, kw_only=True):
    task_status: str | None = None
    task_info: CopyCounts | None = None
    task_result: CopiedCampaign | None = None


CAMPAIGN_COPY_TASK_CREATE = Endpoint(
    name="campaign.copy.task.create",
    method="POST",
    path="/campaign/copy/task/create/",
    params=CampaignCopyTaskCreateParams,
    result=CampaignCopyTaskCreateResult,
    effect=Effect.SPEND,
    dedup="request_id",
    quota=dict.fromkeys(Level, _CREATE_QUOTA),
    source="https://business-api.tiktok.com/portal/docs?id=1788434394151938",
)


CAMPAIGN_COPY_TASK_CHECK = Endpoint(
    name="campaign.copy.task.check",
    method="GET",
    path="/campaign/copy/task/check/",
    params=CampaignCopyTaskCheckParams,
    result=CampaignCopyTaskCheckResult,
    effect=Effect.READ,
    quota=dict.fromkeys(Level, _CHECK_QUOTA),
    source="https://business-api.tiktok.com/portal/docs?id=1788434463507458",
)
