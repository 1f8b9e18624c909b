"""Ad groups: audience, placement, schedule, budget and bid of the ads in them."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.bidding import AdGroupBudget, AdGroupScheduledBudget, Bidding, BiddingParams
from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result
from tiktok_marketing.spec.targeting import TargetingExpansion


class AdGroupFiltering(Params, kw_only=True):
    adgroup_ids: list[str] | UnsetType = UNSET
    adgroup_name: str | UnsetType = UNSET
    bid_strategy: str | UnsetType = UNSET
    billing_events: list[str] | UnsetType = UNSET
    buying_types: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    campaign_system_origins: list[str] | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creative_material_mode: str | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    split_test_enabled: bool | UnsetType = UNSET


class AdGroupGetParams(Params, kw_only=True):
    advertiser_id: str
    filtering: AdGroupFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET
    exclude_field_types_in_response: list[str] | UnsetType = UNSET


class AppConfig(Params, kw_only=True):
    app_id: str | UnsetType = UNSET


class AdGroupParams(BiddingParams, kw_only=True):
    advertiser_id: str
    adgroup_name: str | UnsetType = UNSET
    app_config: list[AppConfig] | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    comment_disabled: bool | UnsetType = UNSET
    share_disabled: bool | UnsetType = UNSET


class AdGroupCreateParams(AdGroupParams, kw_only=True):
    adgroup_name: str
    billing_event: str
    budget: Decimal
    budget_mode: str
    campaign_id: str
    optimization_goal: str
    pacing: str
    schedule_start_time: str
    schedule_type: str
    adgroup_app_profile_page_state: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    attribution_event_count: str | UnsetType = UNSET
    bid_display_mode: str | UnsetType = UNSET
    brand_safety_partner: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    click_attribution_window: str | UnsetType = UNSET
    creative_material_mode: str | UnsetType = UNSET
    custom_conversion_id: str | UnsetType = UNSET
    engaged_view_attribution_window: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    message_event_set_id: str | UnsetType = UNSET
    messaging_app_account_id: str | UnsetType = UNSET
    messaging_app_type: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    optimization_event: str | UnsetType = UNSET
    phone_number: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET
    phone_region_code: str | UnsetType = UNSET
    pixel_id: str | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    promotion_target_type: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    promotion_website_type: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    shopping_ads_type: str | UnsetType = UNSET
    skip_learning_phase: bool | UnsetType = UNSET
    statistic_type: str | UnsetType = UNSET
    store_authorized_bc_id: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET
    tiktok_subplacements: list[str] | UnsetType = UNSET
    vbo_window: str | UnsetType = UNSET
    video_download_disabled: bool | UnsetType = UNSET
    view_attribution_window: str | UnsetType = UNSET


class AdGroupUpdateParams(AdGroupParams, kw_only=True):
    """Everything the ad group shall have, not only what changes: a field left out is taken away."""

    adgroup_id: str
    exclude_age_under_eighteen: bool | UnsetType = UNSET
    targeting_expansion: TargetingExpansion | UnsetType = UNSET


class AdGroupStatusUpdateParams(Params, kw_only=True):
    adgroup_ids: list[str]
    advertiser_id: str
    operation_status: str
    allow_partial_success: bool | UnsetType = UNSET


class AdGroupBudgetUpdateParams(Params, kw_only=True):
    """At most 20 ad groups; refused between 23:55 and midnight of the advertiser's day."""

    advertiser_id: str
    budget: list[AdGroupBudget] | UnsetType = UNSET
    scheduled_budget: list[AdGroupScheduledBudget] | UnsetType = UNSET


class AdGroup(Bidding, kw_only=True):
    adgroup_id: str
    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    campaign_system_origin: str | None = None
    is_smart_performance_campaign: bool | None = None
    adgroup_name: str | None = None
    create_time: str | None = None
    modify_time: str | None = None
    promotion_type: str | None = None
    shopping_ads_type: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    identity_authorized_bc_id: str | None = None
    product_source: str | None = None
    catalog_id: str | None = None
    catalog_authorized_bc_id: str | None = None
    store_id: str | None = None
    store_authorized_bc_id: str | None = None
    promotion_target_type: str | None = None
    messaging_app_type: str | None = None
    messaging_app_account_id: str | None = None
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None
    phone_number: str | None = None
    promotion_website_type: str | None = None
    app_id: str | None = None
    app_type: str | None = None
    app_download_url: str | None = None
    pixel_id: str | None = None
    app_config: list[dict[str, Any]] | None = None
    comment_disabled: bool | None = None
    video_download_disabled: bool | None = None
    share_disabled: bool | None = None
    message_event_set_id: str | None = None
    operation_status: str | None = None
    secondary_status: str | None = None
    creative_material_mode: str | None = None
    adgroup_app_profile_page_state: str | None = None
    split_test_group_id: str | None = None
    split_test_status: str | None = None
    is_new_structure: bool | None = None


class AdGroupPage(Result, kw_only=True):
    rows: list[AdGroup] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class AdGroupStatusError(Result, kw_only=True):
    adgroup_id: str
    error_message: str | None = None


class AdGroupStatusResult(Result, kw_only=True):
    adgroup_ids: list[str] = msgspec.field(default_factory=list)
    status: str | None = None
    error_list: list[AdGroupStatusError] = msgspec.field(default_factory=list)


class AdGroupBudgetResult(Result, kw_only=True):
    """Empty: TikTok only says that it took the budgets."""


ADGROUP_GET = Endpoint(
    name="adgroup.get",
    method="GET",
    path="/adgroup/get/",
    params=AdGroupGetParams,
    result=AdGroupPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1739314558673922",
)


ADGROUP_CREATE = Endpoint(
    name="adgroup.create",
    method="POST",
    path="/adgroup/create/",
    params=AdGroupCreateParams,
    result=AdGroup,
    effect=Effect.SPEND,
    dedup="request_id",
    source="https://business-api.tiktok.com/portal/docs?id=1739499616346114",
)


ADGROUP_UPDATE = Endpoint(
    name="adgroup.update",
    method="POST",
    path="/adgroup/update/",
    params=AdGroupUpdateParams,
    result=AdGroup,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739586761631745",
)


ADGROUP_STATUS_UPDATE = Endpoint(
    name="adgroup.status.update",
    method="POST",
    path="/adgroup/status/update/",
    params=AdGroupStatusUpdateParams,
    result=AdGroupStatusResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739591716326402",
)


ADGROUP_BUDGET_UPDATE = Endpoint(
    name="adgroup.budget.update",
    method="POST",
    path="/adgroup/budget/update/",
    params=AdGroupBudgetUpdateParams,
    result=AdGroupBudgetResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739591133130817",
)
