"""Ad groups of Upgraded Smart+ campaigns."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.adgroup import AppConfig
from tiktok_marketing.spec.creative_parts import Phone, PhoneResult
from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result
from tiktok_marketing.spec.smart_plus_settings import SmartPlusSettings
from tiktok_marketing.spec.smart_plus_targeting import (
    SmartPlusTargeting,
    SmartPlusTargetingMade,
    SmartPlusTargetingResult,
)


class SmartPlusAdGroupFiltering(Params, kw_only=True):
    adgroup_ids: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    adgroup_name: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET


class SmartPlusAdGroupParams(Params, kw_only=True):
    advertiser_id: str
    filtering: SmartPlusAdGroupFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET


class SmartPlusAdGroupAppConfig(Result, kw_only=True):
    app_id: str | None = None


class SmartPlusAdGroupMade(SmartPlusSettings, kw_only=True):
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    gaming_ad_compliance_agreement: str | None = None
    app_config: list[SmartPlusAdGroupAppConfig] = msgspec.field(default_factory=list)
    minis_id: str | None = None
    custom_conversion_id: str | None = None
    identity_authorized_bc_id: str | None = None
    messaging_app_type: str | None = None
    zalo_id_type: str | None = None
    messaging_app_account_id: str | None = None
    message_event_set_id: str | None = None
    phone_info: PhoneResult | None = None
    incentive_offer_type: str | None = None
    pacing: str | None = None
    min_budget: Decimal | None = None
    movie_premiere_date: str | None = None
    targeting_optimization_mode: str | None = None
    suggestion_audience_enabled: bool | None = None
    targeting_spec: SmartPlusTargetingMade | None = None
    is_hfss: bool | None = None
    is_lhf_compliance: bool | None = None
    tiktok_subplacements: list[str] = msgspec.field(default_factory=list)
    search_result_enabled: bool | None = None
    deep_cpabid: Decimal | None = None
    product_source: Any = None
    secondary_optimization_event: Any = None


class SmartPlusAdGroup(SmartPlusAdGroupMade, kw_only=True):
    targeting_spec: SmartPlusTargetingResult | None = None
    deep_funnel_toggle: Any = None


class SmartPlusAdGroups(Result, kw_only=True):
    rows: list[SmartPlusAdGroup] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SmartPlusAdGroupChanges(Params, kw_only=True):
    """What creating and updating share."""

    advertiser_id: str
    adgroup_name: str | UnsetType = UNSET
    comment_disabled: bool | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    bid_price: Decimal | UnsetType = UNSET
    min_budget: Decimal | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET
    suggestion_audience_enabled: bool | UnsetType = UNSET
    targeting_optimization_mode: str | UnsetType = UNSET
    targeting_spec: SmartPlusTargeting | UnsetType = UNSET
    movie_premiere_date: str | UnsetType = UNSET
    is_hfss: bool | UnsetType = UNSET
    is_lhf_compliance: bool | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET


class SmartPlusAdGroupCreateParams(SmartPlusAdGroupChanges, kw_only=True):
    adgroup_name: str
    campaign_id: str
    placements: list[str] | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    promotion_type: str
    pixel_id: str | UnsetType = UNSET
    targeting_spec: SmartPlusTargeting
    budget_mode: str | UnsetType = UNSET
    schedule_type: str
    schedule_start_time: str
    video_download_disabled: bool | UnsetType = UNSET
    promotion_website_type: str | UnsetType = UNSET
    open_api_partner: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    optimization_goal: str
    optimization_event: str | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    deep_cpabid: Decimal | UnsetType = UNSET
    bid_type: str | UnsetType = UNSET
    billing_event: str
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    request_id: str
    promotion_target_type: str | UnsetType = UNSET
    click_attribution_window: str | UnsetType = UNSET
    engaged_view_attribution_window: str | UnsetType = UNSET
    view_attribution_window: str | UnsetType = UNSET
    attribution_event_count: str | UnsetType = UNSET
    vbo_window: str | UnsetType = UNSET
    deep_funnel_optimization_status: str | UnsetType = UNSET
    deep_funnel_event_source: str | UnsetType = UNSET
    deep_funnel_event_source_id: str | UnsetType = UNSET
    deep_funnel_optimization_event: str | UnsetType = UNSET
    custom_conversion_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    messaging_app_type: str | UnsetType = UNSET
    messaging_app_account_id: str | UnsetType = UNSET
    zalo_id_type: str | UnsetType = UNSET
    phone_info: Phone | UnsetType = UNSET
    message_event_set_id: str | UnsetType = UNSET
    gaming_ad_compliance_agreement: str | UnsetType = UNSET
    app_config: list[AppConfig] | UnsetType = UNSET
    minis_id: str | UnsetType = UNSET
    tiktok_subplacements: list[str] | UnsetType = UNSET


class SmartPlusAdGroupUpdateParams(SmartPlusAdGroupChanges, kw_only=True):
    adgroup_id: str
    pacing: str | UnsetType = UNSET


class SmartPlusAdGroupStatusParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_ids: list[str]
    operation_status: str


class SmartPlusAdGroupStatusAdGroup(Result, kw_only=True):
    adgroup_id: str | None = None
    status: str | None = None


class SmartPlusAdGroupStatusError(Result, kw_only=True):
    adgroup_id: str | None = None
    error_message: str | None = None


class SmartPlusAdGroupStatusResult(Result, kw_only=True):
    adgroup_list: list[SmartPlusAdGroupStatusAdGroup] = msgspec.field(default_factory=list)
    error_list: list[SmartPlusAdGroupStatusError] = msgspec.field(default_factory=list)


class SmartPlusAdGroupNewBudget(Params, kw_only=True):
    adgroup_id: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET


class SmartPlusAdGroupBudgetParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    budget: list[SmartPlusAdGroupNewBudget] | UnsetType = UNSET


class SmartPlusAdGroupBudgetResult(Result, kw_only=True):
    """Empty."""


SMART_PLUS_ADGROUP_GET = Endpoint(
    name="smart_plus.adgroup.get",
    method="GET",
    path="/smart_plus/adgroup/get/",
    params=SmartPlusAdGroupParams,
    result=SmartPlusAdGroups,
    effect=Effect.READ,
    max_page_size=1000,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_ADGROUP_CREATE = Endpoint(
    name="smart_plus.adgroup.create",
    method="POST",
    path="/smart_plus/adgroup/create/",
    params=SmartPlusAdGroupCreateParams,
    result=SmartPlusAdGroupMade,
    effect=Effect.SPEND,
    dedup="request_id",
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_ADGROUP_UPDATE = Endpoint(
    name="smart_plus.adgroup.update",
    method="POST",
    path="/smart_plus/adgroup/update/",
    params=SmartPlusAdGroupUpdateParams,
    result=SmartPlusAdGroupMade,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_ADGROUP_STATUS_UPDATE = Endpoint(
    name="smart_plus.adgroup.status.update",
    method="POST",
    path="/smart_plus/adgroup/status/update/",
    params=SmartPlusAdGroupStatusParams,
    result=SmartPlusAdGroupStatusResult,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_ADGROUP_BUDGET_UPDATE = Endpoint(
    name="smart_plus.adgroup.budget.update",
    method="POST",
    path="/smart_plus/adgroup/budget/update/",
    params=SmartPlusAdGroupBudgetParams,
    result=SmartPlusAdGroupBudgetResult,
    effect=Effect.SPEND,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
