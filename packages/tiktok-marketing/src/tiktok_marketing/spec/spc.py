"""Smart+ campaigns of the older kind: one object that holds campaign, ad group and creatives."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class SpcParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET


class SpcImageInfo(Result, kw_only=True):
    web_uri: str | None = None
    file_name: str | None = None


class SpcVideoInfo(Result, kw_only=True):
    video_id: str | None = None
    file_name: str | None = None


class SpcMusicInfo(Result, kw_only=True):
    music_id: str | None = None


class SpcMediaInfo(Result, kw_only=True):
    material_id: str | None = None
    material_operation_status: str | None = None
    material_name: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    tiktok_item_id: str | None = None
    aigc_disclosure_type: str | None = None
    image_info: list[SpcImageInfo] = msgspec.field(default_factory=list)
    video_info: SpcVideoInfo | None = None
    music_info: SpcMusicInfo | None = None
    media_info: dict[str, Any] | None = None


class SpcTitle(Result, kw_only=True):
    title: str | None = None
    material_id: str | None = None
    material_operation_status: str | None = None


class SpcCallToAction(Result, kw_only=True):
    call_to_action: str | None = None


class SpcCard(Result, kw_only=True):
    card_id: str | None = None


class SpcPage(Result, kw_only=True):
    page_id: str | None = None


class SpcLandingPageUrl(Result, kw_only=True):
    landing_page_url: str | None = None
    video_id: str | None = None
    tiktok_item_id: str | None = None


class Spc(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    operation_status: str | None = None
    secondary_status: str | None = None
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
    campaign_name: str | None = None
    special_industries: list[str] = msgspec.field(default_factory=list)
    adgroup_secondary_status: str | None = None
    campaign_product_source: str | None = None
    catalog_id: str | None = None
    catalog_authorized_bc_id: str | None = None
    product_specific_type: str | None = None
    product_set_id: str | None = None
    product_ids: list[str] = msgspec.field(default_factory=list)
    promotion_type: str | None = None
    app_id: str | None = None
    app_type: str | None = None
    promotion_website_type: str | None = None
    promotion_target_type: str | None = None
    optimization_goal: str | None = None
    pixel_id: str | None = None
    optimization_event: str | None = None
    deep_funnel_optimization_status: str | None = None
    deep_funnel_event_source: str | None = None
    deep_funnel_event_source_id: str | None = None
    deep_funnel_optimization_event: str | None = None
    bid_type: str | None = None
    bid_price: Decimal | None = None
    conversion_bid_price: Decimal | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    vbo_window: str | None = None
    click_attribution_window: str | None = None
    engaged_view_attribution_window: str | None = None
    view_attribution_window: str | None = None
    attribution_event_count: str | None = None
    billing_event: str | None = None
    location_ids: list[str] = msgspec.field(default_factory=list)
    languages: list[str] = msgspec.field(default_factory=list)
    gender: str | None = None
    exclude_age_under_eighteen: bool | None = None
    spc_audience_age: str | None = None
    excluded_audience_ids: list[str] = msgspec.field(default_factory=list)
    placement_type: str | None = None
    placements: list[str] = msgspec.field(default_factory=list)
    comment_disabled: bool | None = None
    share_disabled: bool | None = None
    video_download_disabled: bool | None = None
    blocked_pangle_app_ids: list[str] = msgspec.field(default_factory=list)
    brand_safety_type: str | None = None
    category_exclusion_ids: list[str] = msgspec.field(default_factory=list)
    budget_mode: str | None = None
    budget: Decimal | None = None
    budget_auto_adjust_strategy: str | None = None
    current_budget: Decimal | None = None
    scheduled_budget: Decimal | None = None
    schedule_type: str | None = None
    schedule_start_time: str | None = None
    schedule_end_time: str | None = None
    dayparting: str | None = None
    skip_learning_phase: bool | None = None
    identity_type: str | None = None
    identity_id: str | None = None
    app_download_url: str | None = None
    app_name: str | None = None
    media_info_list: list[SpcMediaInfo] = msgspec.field(default_factory=list)
    catalog_creative_toggle: bool | None = None
    title_list: list[SpcTitle] = msgspec.field(default_factory=list)
    call_to_action: list[SpcCallToAction] = msgspec.field(default_factory=list)
    call_to_action_id: str | None = None
    card_list: list[SpcCard] = msgspec.field(default_factory=list)
    automatic_add_on_enabled: bool | None = None
    page_list: list[SpcPage] = msgspec.field(default_factory=list)
    deeplink_type: str | None = None
    deeplink: str | None = None
    landing_page_urls: list[SpcLandingPageUrl] = msgspec.field(default_factory=list)
    impression_tracking_url: str | None = None
    click_tracking_url: str | None = None
    create_time: str | None = None
    modify_time: str | None = None


class SpcResult(Result, kw_only=True):
    rows: list[Spc] = msgspec.field(name="list", default_factory=list)


class SpcCreateImageInfo(Params, kw_only=True):
    web_uri: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class SpcCreateVideoInfo(Params, kw_only=True):
    video_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class SpcCreateMusicInfo(Params, kw_only=True):
    music_id: str | UnsetType = UNSET


class SpcCreateMediaInfo(Params, kw_only=True):
    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET
    material_name: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    image_info: list[SpcCreateImageInfo] | UnsetType = UNSET
    video_info: SpcCreateVideoInfo | UnsetType = UNSET
    music_info: SpcCreateMusicInfo | UnsetType = UNSET
    media_info: dict[str, Any] | UnsetType = UNSET


class SpcCreateTitle(Params, kw_only=True):
    title: str | UnsetType = UNSET
    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET


class SpcCreateCallToAction(Params, kw_only=True):
    call_to_action: str | UnsetType = UNSET


class SpcCreateCard(Params, kw_only=True):
    card_id: str | UnsetType = UNSET


class SpcCreatePage(Params, kw_only=True):
    page_id: str | UnsetType = UNSET


class SpcCreateLandingPageUrl(Params, kw_only=True):
    landing_page_url: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET


class SpcCreateParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    campaign_id: str | UnsetType = UNSET
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
    campaign_name: str | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET
    adgroup_secondary_status: str | UnsetType = UNSET
    campaign_product_source: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_ids: list[str] | UnsetType = UNSET
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
    bid_price: Decimal | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    vbo_window: str | UnsetType = UNSET
    click_attribution_window: str | UnsetType = UNSET
    engaged_view_attribution_window: str | UnsetType = UNSET
    view_attribution_window: str | UnsetType = UNSET
    attribution_event_count: str | UnsetType = UNSET
    billing_event: str | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    gender: str | UnsetType = UNSET
    exclude_age_under_eighteen: bool | UnsetType = UNSET
    spc_audience_age: str | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    comment_disabled: bool | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET
    video_download_disabled: bool | UnsetType = UNSET
    blocked_pangle_app_ids: list[str] | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    category_exclusion_ids: list[str] | UnsetType = UNSET
    budget_mode: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET
    current_budget: Decimal | UnsetType = UNSET
    scheduled_budget: Decimal | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    skip_learning_phase: bool | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    app_download_url: str | UnsetType = UNSET
    app_name: str | UnsetType = UNSET
    media_info_list: list[SpcCreateMediaInfo] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    title_list: list[SpcCreateTitle] | UnsetType = UNSET
    call_to_action: list[SpcCreateCallToAction] | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    card_list: list[SpcCreateCard] | UnsetType = UNSET
    automatic_add_on_enabled: bool | UnsetType = UNSET
    page_list: list[SpcCreatePage] | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET
    deeplink: str | UnsetType = UNSET
    landing_page_urls: list[SpcCreateLandingPageUrl] | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET
    create_time: str | UnsetType = UNSET
    modify_time: str | UnsetType = UNSET


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
    media_info_list: list[SpcCreateMediaInfo] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    title_list: list[SpcCreateTitle] | UnsetType = UNSET
    call_to_action: list[SpcCreateCallToAction] | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    card_list: list[SpcCreateCard] | UnsetType = UNSET
    page_list: list[SpcCreatePage] | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET
    deeplink: str | UnsetType = UNSET
    landing_page_urls: list[SpcCreateLandingPageUrl] | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET


class SpcQuotaParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET


class SpcQuotaResult(Result, kw_only=True):
    total_quota: int | None = None
    used_quota: int | None = None
    used_campaign_ids: list[str] = msgspec.field(default_factory=list)


class SpcReportParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    campaign_id: list[str] | UnsetType = UNSET
    material_type: str | UnsetType = UNSET
    is_include_removed_material: bool | UnsetType = UNSET
    metrics: list[str] | UnsetType = UNSET
    query_lifetime: bool | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SpcReportDimensions(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    adgroup_id: str | None = None
    ad_id_v2: str | None = None
    ad_id: str | None = None
    stat_time_day: str | None = None
    stat_time_hour: str | None = None
    country_code: str | None = None
    ad_type: str | None = None
    custom_event_type: str | None = None
    event_source_id: str | None = None
    page_id: str | None = None
    component_name: str | None = None
    room_id: str | None = None
    post_id: str | None = None
    image_id: str | None = None
    video_material_id: str | None = None
    minis_id: str | None = None
    search_terms: str | None = None
    search_keyword: str | None = None
    match_type: str | None = None
    skan_postback_sequence: int | None = None


class SpcReportRow(Result, kw_only=True):
    dimensions: SpcReportDimensions | None = None
    metrics: dict[str, Any] | None = None


class SpcReportPage(Result, kw_only=True):
    rows: list[SpcReportRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


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


CAMPAIGN_SPC_REPORT_GET = Endpoint(
    name="campaign.spc.report.get",
    method="GET",
    path="/campaign/spc/report/get/",
    params=SpcReportParams,
    result=SpcReportPage,
    effect=Effect.READ,
    max_page_size=100,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
