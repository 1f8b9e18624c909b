"""Ad groups of Upgraded Smart+ campaigns."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


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


class SmartPlusAdGroupPhoneInfo(Result, kw_only=True):
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None
    phone_number: str | None = None


class SmartPlusAdGroupIncludedCustomAction(Result, kw_only=True):
    code: str | None = None
    days: int | None = None


class SmartPlusAdGroupAction(Result, kw_only=True):
    action_scene: str | None = None
    action_period: int | None = None
    video_user_actions: list[str] = msgspec.field(default_factory=list)
    action_category_ids: list[str] = msgspec.field(default_factory=list)


class SmartPlusAdGroupTargetingSpec(Result, kw_only=True):
    app_targeting_type: str | None = None
    location_ids: list[str] = msgspec.field(default_factory=list)
    zipcode_ids: list[str] = msgspec.field(default_factory=list)
    spc_audience_age: str | None = None
    languages: list[str] = msgspec.field(default_factory=list)
    operation_system: list[str] = msgspec.field(default_factory=list)
    excluded_audience_ids: list[str] = msgspec.field(default_factory=list)
    age_groups: list[str] = msgspec.field(default_factory=list)
    gender: str | None = None
    audience_ids: list[str] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_type: str | None = None
    shopping_ads_retargeting_actions_days: int | None = None
    included_custom_actions: list[SmartPlusAdGroupIncludedCustomAction] = msgspec.field(default_factory=list)
    excluded_custom_actions: list[SmartPlusAdGroupIncludedCustomAction] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_custom_audience_relation: str | None = None
    included_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    excluded_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    interest_category_ids: list[str] = msgspec.field(default_factory=list)
    interest_keyword_ids: list[str] = msgspec.field(default_factory=list)
    purchase_intention_keyword_ids: list[str] = msgspec.field(default_factory=list)
    actions: list[SmartPlusAdGroupAction] = msgspec.field(default_factory=list)
    smart_interest_behavior_enabled: bool | None = None
    spending_power: str | None = None
    household_income: list[str] = msgspec.field(default_factory=list)
    min_android_version: str | None = None
    min_ios_version: str | None = None
    device_model_ids: list[str] = msgspec.field(default_factory=list)
    network_types: list[str] = msgspec.field(default_factory=list)
    carrier_ids: list[str] = msgspec.field(default_factory=list)
    isp_ids: list[str] = msgspec.field(default_factory=list)
    device_price_ranges: list[int] = msgspec.field(default_factory=list)
    saved_audience_id: str | None = None
    blocked_pangle_app_ids: list[str] = msgspec.field(default_factory=list)
    brand_safety_type: str | None = None
    category_exclusion_ids: list[str] = msgspec.field(default_factory=list)
    contextual_tags: Any = None
    operating_systems: Any = None
    smart_audience_enabled: bool | None = None


class SmartPlusAdGroup(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    catalog_id: str | None = None
    catalog_authorized_bc_id: str | None = None
    promotion_type: str | None = None
    app_id: str | None = None
    gaming_ad_compliance_agreement: str | None = None
    promotion_website_type: str | None = None
    optimization_goal: str | None = None
    pixel_id: str | None = None
    app_config: list[SmartPlusAdGroupAppConfig] = msgspec.field(default_factory=list)
    minis_id: str | None = None
    optimization_event: str | None = None
    custom_conversion_id: str | None = None
    deep_funnel_optimization_status: str | None = None
    deep_funnel_event_source: str | None = None
    deep_funnel_event_source_id: str | None = None
    deep_funnel_optimization_event: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    identity_authorized_bc_id: str | None = None
    messaging_app_type: str | None = None
    zalo_id_type: str | None = None
    messaging_app_account_id: str | None = None
    message_event_set_id: str | None = None
    phone_info: SmartPlusAdGroupPhoneInfo | None = None
    bid_type: str | None = None
    bid_price: Decimal | None = None
    conversion_bid_price: Decimal | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    incentive_offer_type: str | None = None
    vbo_window: str | None = None
    click_attribution_window: str | None = None
    engaged_view_attribution_window: str | None = None
    view_attribution_window: str | None = None
    attribution_event_count: str | None = None
    billing_event: str | None = None
    pacing: str | None = None
    budget_mode: str | None = None
    budget_auto_adjust_strategy: str | None = None
    budget: Decimal | None = None
    current_budget: Decimal | None = None
    min_budget: Decimal | None = None
    schedule_type: str | None = None
    schedule_start_time: str | None = None
    schedule_end_time: str | None = None
    movie_premiere_date: str | None = None
    dayparting: str | None = None
    targeting_optimization_mode: str | None = None
    suggestion_audience_enabled: bool | None = None
    targeting_spec: SmartPlusAdGroupTargetingSpec | None = None
    is_hfss: bool | None = None
    is_lhf_compliance: bool | None = None
    placement_type: str | None = None
    placements: list[str] = msgspec.field(default_factory=list)
    tiktok_subplacements: list[str] = msgspec.field(default_factory=list)
    search_result_enabled: bool | None = None
    comment_disabled: bool | None = None
    share_disabled: bool | None = None
    video_download_disabled: bool | None = None
    skip_learning_phase: bool | None = None
    create_time: str | None = None
    modify_time: str | None = None
    deep_cpabid: Decimal | None = None
    deep_funnel_toggle: Any = None
    operation_status: str | None = None
    product_set_id: str | None = None
    product_source: Any = None
    promotion_target_type: str | None = None
    scheduled_budget: Decimal | None = None
    secondary_optimization_event: Any = None
    secondary_status: str | None = None


class SmartPlusAdGroups(Result, kw_only=True):
    rows: list[SmartPlusAdGroup] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SmartPlusAdGroupCreateAction(Params, kw_only=True):
    action_scene: str | UnsetType = UNSET
    action_period: int | UnsetType = UNSET
    video_user_actions: list[str] | UnsetType = UNSET
    action_category_ids: list[str] | UnsetType = UNSET


class SmartPlusAdGroupCreateIncludedCustomAction(Params, kw_only=True):
    code: str | UnsetType = UNSET
    days: int | UnsetType = UNSET


class SmartPlusAdGroupCreateTargetingSpec(Params, kw_only=True):
    languages: list[str] | UnsetType = UNSET
    gender: str | UnsetType = UNSET
    operating_systems: list[str] | UnsetType = UNSET
    age_groups: list[str] | UnsetType = UNSET
    spc_audience_age: str | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET
    included_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    excluded_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    zipcode_ids: list[str] | UnsetType = UNSET
    interest_category_ids: list[str] | UnsetType = UNSET
    interest_keyword_ids: list[str] | UnsetType = UNSET
    purchase_intention_keyword_ids: list[str] | UnsetType = UNSET
    actions: list[SmartPlusAdGroupCreateAction] | UnsetType = UNSET
    smart_interest_behavior_enabled: bool | UnsetType = UNSET
    smart_audience_enabled: bool | UnsetType = UNSET
    spending_power: str | UnsetType = UNSET
    household_income: list[str] | UnsetType = UNSET
    min_android_version: str | UnsetType = UNSET
    min_ios_version: str | UnsetType = UNSET
    network_types: list[str] | UnsetType = UNSET
    carrier_ids: list[str] | UnsetType = UNSET
    isp_ids: list[str] | UnsetType = UNSET
    device_price_ranges: list[int] | UnsetType = UNSET
    device_model_ids: list[str] | UnsetType = UNSET
    saved_audience_id: str | UnsetType = UNSET
    blocked_pangle_app_ids: list[str] | UnsetType = UNSET
    app_targeting_type: str | UnsetType = UNSET
    operation_system: list[str] | UnsetType = UNSET
    shopping_ads_retargeting_type: str | UnsetType = UNSET
    shopping_ads_retargeting_actions_days: int | UnsetType = UNSET
    included_custom_actions: list[SmartPlusAdGroupCreateIncludedCustomAction] | UnsetType = UNSET
    excluded_custom_actions: list[SmartPlusAdGroupCreateIncludedCustomAction] | UnsetType = UNSET
    shopping_ads_retargeting_custom_audience_relation: str | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    category_exclusion_ids: list[str] | UnsetType = UNSET


class SmartPlusAdGroupCreatePhoneInfo(Params, kw_only=True):
    phone_number: str | UnsetType = UNSET
    phone_region_code: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET


class SmartPlusAdGroupCreateAppConfig(Params, kw_only=True):
    app_id: str | UnsetType = UNSET


class SmartPlusAdGroupCreateParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_name: str
    campaign_id: str
    placements: list[str] | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    promotion_type: str
    pixel_id: str | UnsetType = UNSET
    targeting_optimization_mode: str | UnsetType = UNSET
    suggestion_audience_enabled: bool | UnsetType = UNSET
    targeting_spec: SmartPlusAdGroupCreateTargetingSpec
    comment_disabled: bool | UnsetType = UNSET
    min_budget: Decimal | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    budget_mode: str | UnsetType = UNSET
    schedule_type: str
    schedule_start_time: str
    schedule_end_time: str | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    video_download_disabled: bool | UnsetType = UNSET
    promotion_website_type: str | UnsetType = UNSET
    open_api_partner: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    optimization_goal: str
    optimization_event: str | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    deep_cpabid: Decimal | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    bid_type: str | UnsetType = UNSET
    billing_event: str
    bid_price: Decimal | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    request_id: str
    promotion_target_type: str | UnsetType = UNSET
    click_attribution_window: str | UnsetType = UNSET
    engaged_view_attribution_window: str | UnsetType = UNSET
    view_attribution_window: str | UnsetType = UNSET
    attribution_event_count: str | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET
    vbo_window: str | UnsetType = UNSET
    deep_funnel_optimization_status: str | UnsetType = UNSET
    deep_funnel_event_source: str | UnsetType = UNSET
    deep_funnel_event_source_id: str | UnsetType = UNSET
    deep_funnel_optimization_event: str | UnsetType = UNSET
    movie_premiere_date: str | UnsetType = UNSET
    custom_conversion_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    messaging_app_type: str | UnsetType = UNSET
    messaging_app_account_id: str | UnsetType = UNSET
    zalo_id_type: str | UnsetType = UNSET
    phone_info: SmartPlusAdGroupCreatePhoneInfo | UnsetType = UNSET
    message_event_set_id: str | UnsetType = UNSET
    gaming_ad_compliance_agreement: str | UnsetType = UNSET
    app_config: list[SmartPlusAdGroupCreateAppConfig] | UnsetType = UNSET
    minis_id: str | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET
    is_hfss: bool | UnsetType = UNSET
    is_lhf_compliance: bool | UnsetType = UNSET
    tiktok_subplacements: list[str] | UnsetType = UNSET


class SmartPlusAdGroupMadeTargetingSpec(Result, kw_only=True):
    app_targeting_type: str | None = None
    location_ids: list[str] = msgspec.field(default_factory=list)
    zipcode_ids: list[str] = msgspec.field(default_factory=list)
    spc_audience_age: str | None = None
    languages: list[str] = msgspec.field(default_factory=list)
    operation_system: list[str] = msgspec.field(default_factory=list)
    excluded_audience_ids: list[str] = msgspec.field(default_factory=list)
    age_groups: list[str] = msgspec.field(default_factory=list)
    gender: str | None = None
    audience_ids: list[str] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_type: str | None = None
    shopping_ads_retargeting_actions_days: int | None = None
    included_custom_actions: list[SmartPlusAdGroupIncludedCustomAction] = msgspec.field(default_factory=list)
    excluded_custom_actions: list[SmartPlusAdGroupIncludedCustomAction] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_custom_audience_relation: str | None = None
    included_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    excluded_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    interest_category_ids: list[str] = msgspec.field(default_factory=list)
    interest_keyword_ids: list[str] = msgspec.field(default_factory=list)
    purchase_intention_keyword_ids: list[str] = msgspec.field(default_factory=list)
    actions: list[SmartPlusAdGroupAction] = msgspec.field(default_factory=list)
    smart_interest_behavior_enabled: bool | None = None
    spending_power: str | None = None
    household_income: list[str] = msgspec.field(default_factory=list)
    min_android_version: str | None = None
    min_ios_version: str | None = None
    device_model_ids: list[str] = msgspec.field(default_factory=list)
    network_types: list[str] = msgspec.field(default_factory=list)
    carrier_ids: list[str] = msgspec.field(default_factory=list)
    isp_ids: list[str] = msgspec.field(default_factory=list)
    device_price_ranges: list[int] = msgspec.field(default_factory=list)
    saved_audience_id: str | None = None
    blocked_pangle_app_ids: list[str] = msgspec.field(default_factory=list)
    brand_safety_type: str | None = None
    category_exclusion_ids: list[str] = msgspec.field(default_factory=list)
    operating_systems: Any = None
    smart_audience_enabled: bool | None = None


class SmartPlusAdGroupMade(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    catalog_id: str | None = None
    catalog_authorized_bc_id: str | None = None
    promotion_type: str | None = None
    app_id: str | None = None
    gaming_ad_compliance_agreement: str | None = None
    promotion_website_type: str | None = None
    optimization_goal: str | None = None
    pixel_id: str | None = None
    app_config: list[SmartPlusAdGroupAppConfig] = msgspec.field(default_factory=list)
    minis_id: str | None = None
    optimization_event: str | None = None
    custom_conversion_id: str | None = None
    deep_funnel_optimization_status: str | None = None
    deep_funnel_event_source: str | None = None
    deep_funnel_event_source_id: str | None = None
    deep_funnel_optimization_event: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    identity_authorized_bc_id: str | None = None
    messaging_app_type: str | None = None
    zalo_id_type: str | None = None
    messaging_app_account_id: str | None = None
    message_event_set_id: str | None = None
    phone_info: SmartPlusAdGroupPhoneInfo | None = None
    bid_type: str | None = None
    bid_price: Decimal | None = None
    conversion_bid_price: Decimal | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    incentive_offer_type: str | None = None
    vbo_window: str | None = None
    click_attribution_window: str | None = None
    engaged_view_attribution_window: str | None = None
    view_attribution_window: str | None = None
    attribution_event_count: str | None = None
    billing_event: str | None = None
    pacing: str | None = None
    budget_mode: str | None = None
    budget_auto_adjust_strategy: str | None = None
    budget: Decimal | None = None
    current_budget: Decimal | None = None
    min_budget: Decimal | None = None
    schedule_type: str | None = None
    schedule_start_time: str | None = None
    schedule_end_time: str | None = None
    movie_premiere_date: str | None = None
    dayparting: str | None = None
    targeting_optimization_mode: str | None = None
    suggestion_audience_enabled: bool | None = None
    targeting_spec: SmartPlusAdGroupMadeTargetingSpec | None = None
    is_hfss: bool | None = None
    is_lhf_compliance: bool | None = None
    placement_type: str | None = None
    placements: list[str] = msgspec.field(default_factory=list)
    tiktok_subplacements: list[str] = msgspec.field(default_factory=list)
    search_result_enabled: bool | None = None
    comment_disabled: bool | None = None
    share_disabled: bool | None = None
    video_download_disabled: bool | None = None
    skip_learning_phase: bool | None = None
    create_time: str | None = None
    modify_time: str | None = None
    deep_cpabid: Decimal | None = None
    operation_status: str | None = None
    product_set_id: str | None = None
    product_source: Any = None
    promotion_target_type: str | None = None
    scheduled_budget: Decimal | None = None
    secondary_optimization_event: Any = None
    secondary_status: str | None = None


class SmartPlusAdGroupUpdateParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_id: str
    adgroup_name: str | UnsetType = UNSET
    comment_disabled: bool | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    bid_price: Decimal | UnsetType = UNSET
    min_budget: Decimal | UnsetType = UNSET
    pacing: str | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET
    suggestion_audience_enabled: bool | UnsetType = UNSET
    targeting_optimization_mode: str | UnsetType = UNSET
    targeting_spec: SmartPlusAdGroupCreateTargetingSpec | UnsetType = UNSET
    movie_premiere_date: str | UnsetType = UNSET
    is_hfss: bool | UnsetType = UNSET
    is_lhf_compliance: bool | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET


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
