"""Smart+ campaigns of the older kind: one object that holds campaign, ad group and creatives."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative_parts import (
    CallToAction,
    CallToActionResult,
    Card,
    CardResult,
    InstantPage,
    InstantPageResult,
    LandingPage,
    LandingPageResult,
    Media,
    MediaResult,
    Title,
    TitleResult,
)
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result
from tiktok_marketing.spec.smart_plus_settings import SmartPlusSettings


class SpcParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET


class Spc(SmartPlusSettings, kw_only=True):
    is_smart_performance_campaign: bool | None = None
    objective_type: str | None = None
    spc_type: str | None = None
    web_all_in_one_catalog_status: str | None = None
    app_promotion_type: str | None = None
    virtual_objective_type: str | None = None
    sales_destination: str | None = None
    campaign_type: str | None = None
    campaign_app_profile_page_state: str | None = None
    is_advanced_dedicated_campaign: bool | None = None
    disable_skan_campaign: bool | None = None
    bid_align_type: str | None = None
    special_industries: list[str] = msgspec.field(default_factory=list)
    adgroup_secondary_status: str | None = None
    campaign_product_source: str | None = None
    product_specific_type: str | None = None
    product_ids: list[str] = msgspec.field(default_factory=list)
    app_type: str | None = None
    location_ids: list[str] = msgspec.field(default_factory=list)
    languages: list[str] = msgspec.field(default_factory=list)
    gender: str | None = None
    exclude_age_under_eighteen: bool | None = None
    spc_audience_age: str | None = None
    excluded_audience_ids: list[str] = msgspec.field(default_factory=list)
    blocked_pangle_app_ids: list[str] = msgspec.field(default_factory=list)
    brand_safety_type: str | None = None
    category_exclusion_ids: list[str] = msgspec.field(default_factory=list)
    app_download_url: str | None = None
    app_name: str | None = None
    media_info_list: list[MediaResult] = msgspec.field(default_factory=list)
    catalog_creative_toggle: bool | None = None
    title_list: list[TitleResult] = msgspec.field(default_factory=list)
    call_to_action: list[CallToActionResult] = msgspec.field(default_factory=list)
    call_to_action_id: str | None = None
    card_list: list[CardResult] = msgspec.field(default_factory=list)
    automatic_add_on_enabled: bool | None = None
    page_list: list[InstantPageResult] = msgspec.field(default_factory=list)
    deeplink_type: str | None = None
    deeplink: str | None = None
    landing_page_urls: list[LandingPageResult] = msgspec.field(default_factory=list)
    impression_tracking_url: str | None = None
    click_tracking_url: str | None = None


class SpcResult(Result, kw_only=True):
    rows: list[Spc] = msgspec.field(name="list", default_factory=list)


class SpcUpdateParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    campaign_id: str | UnsetType = UNSET
    campaign_name: str | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_ids: list[str] | UnsetType = UNSET
    bid_price: Decimal | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    gender: str | UnsetType = UNSET
    exclude_age_under_eighteen: bool | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    comment_disabled: bool | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET
    blocked_pangle_app_ids: list[str] | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    media_info_list: list[Media] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    title_list: list[Title] | UnsetType = UNSET
    call_to_action: list[CallToAction] | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    card_list: list[Card] | UnsetType = UNSET
    page_list: list[InstantPage] | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET
    deeplink: str | UnsetType = UNSET
    landing_page_urls: list[LandingPage] | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET


class SpcCreateParams(SpcUpdateParams, kw_only=True):
    """All that an update takes, and what stays as it was made."""

    operation_status: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    is_smart_performance_campaign: bool | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    spc_type: str | UnsetType = UNSET
    web_all_in_one_catalog_status: str | UnsetType = UNSET
    app_promotion_type: str | UnsetType = UNSET
    virtual_objective_type: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET
    campaign_type: str | UnsetType = UNSET
    campaign_app_profile_page_state: str | UnsetType = UNSET
    is_advanced_dedicated_campaign: bool | UnsetType = UNSET
    disable_skan_campaign: bool | UnsetType = UNSET
    bid_align_type: str | UnsetType = UNSET
    adgroup_secondary_status: str | UnsetType = UNSET
    campaign_product_source: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    app_type: str | UnsetType = UNSET
    promotion_website_type: str | UnsetType = UNSET
    promotion_target_type: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    pixel_id: str | UnsetType = UNSET
    optimization_event: str | UnsetType = UNSET
    deep_funnel_optimization_status: str | UnsetType = UNSET
    deep_funnel_event_source: str | UnsetType = UNSET
    deep_funnel_event_source_id: str | UnsetType = UNSET
    deep_funnel_optimization_event: str | UnsetType = UNSET
    bid_type: str | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    vbo_window: str | UnsetType = UNSET
    click_attribution_window: str | UnsetType = UNSET
    engaged_view_attribution_window: str | UnsetType = UNSET
    view_attribution_window: str | UnsetType = UNSET
    attribution_event_count: str | UnsetType = UNSET
    billing_event: str | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    spc_audience_age: str | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    video_download_disabled: bool | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    category_exclusion_ids: list[str] | UnsetType = UNSET
    budget_mode: str | UnsetType = UNSET
    current_budget: Decimal | UnsetType = UNSET
    scheduled_budget: Decimal | UnsetType = UNSET
    skip_learning_phase: bool | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    app_download_url: str | UnsetType = UNSET
    app_name: str | UnsetType = UNSET
    automatic_add_on_enabled: bool | UnsetType = UNSET
    create_time: str | UnsetType = UNSET
    modify_time: str | UnsetType = UNSET


class SpcQuotaParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET


class SpcQuotaResult(Result, kw_only=True):
    total_quota: int | None = None
    used_quota: int | None = None
    used_campaign_ids: list[str] = msgspec.field(default_factory=list)


CAMPAIGN_SPC_GET = Endpoint(
    name="campaign.spc.get",
    method="GET",
    path="/campaign/spc/get/",
    params=SpcParams,
    result=SpcResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CAMPAIGN_SPC_CREATE = Endpoint(
    name="campaign.spc.create",
    method="POST",
    path="/campaign/spc/create/",
    params=SpcCreateParams,
    result=Spc,
    effect=Effect.SPEND,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CAMPAIGN_SPC_UPDATE = Endpoint(
    name="campaign.spc.update",
    method="POST",
    path="/campaign/spc/update/",
    params=SpcUpdateParams,
    result=Spc,
    effect=Effect.SPEND,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CAMPAIGN_SPC_QUOTA_GET = Endpoint(
    name="campaign.spc.quota.get",
    method="GET",
    path="/campaign/spc/quota/get/",
    params=SpcQuotaParams,
    result=SpcQuotaResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
