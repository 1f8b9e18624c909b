"""Campaigns: the objective, and the budget above the ad groups."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class CampaignFiltering(Params, kw_only=True):
    buying_types: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    campaign_name: str | UnsetType = UNSET
    campaign_product_source: str | UnsetType = UNSET
    campaign_system_origins: list[str] | UnsetType = UNSET
    campaign_type: str | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creative_campaign_type: list[str] | UnsetType = UNSET
    is_smart_performance_campaign: bool | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    split_test_enabled: bool | UnsetType = UNSET
    gmv_max_promotion_types: list[str] | UnsetType = UNSET
    store_ids: list[str] | UnsetType = UNSET


class CampaignGetParams(Params, kw_only=True):
    advertiser_id: str
    filtering: CampaignFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET
    exclude_field_types_in_response: list[str] | UnsetType = UNSET


class CampaignCreateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_name: str
    objective_type: str
    app_id: str | UnsetType = UNSET
    app_promotion_type: str | UnsetType = UNSET
    bid_type: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    budget_mode: str | UnsetType = UNSET
    budget_optimize_on: bool | UnsetType = UNSET
    campaign_app_profile_page_state: str | UnsetType = UNSET
    campaign_product_source: str | UnsetType = UNSET
    campaign_type: str | UnsetType = UNSET
    catalog_enabled: bool | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    disable_skan_campaign: bool | UnsetType = UNSET
    is_advanced_dedicated_campaign: bool | UnsetType = UNSET
    is_search_campaign: bool | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    plugin_partner: str | UnsetType = UNSET
    po_number: str | UnsetType = UNSET
    postback_window_mode: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET
    rf_campaign_type: str | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    rta_bid_enabled: bool | UnsetType = UNSET
    rta_id: str | UnsetType = UNSET
    rta_product_selection_enabled: bool | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET
    virtual_objective_type: str | UnsetType = UNSET


class CampaignUpdateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_id: str
    budget: Decimal | UnsetType = UNSET
    campaign_name: str | UnsetType = UNSET
    po_number: str | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET


class CampaignStatusUpdateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_ids: list[str]
    operation_status: str
    postback_window_mode: str | UnsetType = UNSET


class Campaign(Result, kw_only=True):
    campaign_id: str
    advertiser_id: str | None = None
    campaign_system_origin: str | None = None
    is_search_campaign: bool | None = None
    is_smart_performance_campaign: bool | None = None
    campaign_name: str | None = None
    campaign_type: str | None = None
    postback_window_mode: str | None = None
    app_id: str | None = None
    budget: Decimal | None = None
    budget_mode: str | None = None
    rta_id: str | None = None
    rta_bid_enabled: bool | None = None
    rta_product_selection_enabled: bool | None = None
    secondary_status: str | None = None
    operation_status: str | None = None
    objective: str | None = None
    objective_type: str | None = None
    app_promotion_type: str | None = None
    virtual_objective_type: str | None = None
    sales_destination: str | None = None
    campaign_product_source: str | None = None
    budget_optimize_on: bool | None = None
    bid_type: str | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    optimization_goal: str | None = None
    is_new_structure: bool | None = None
    create_time: str | None = None
    modify_time: str | None = None
    is_advanced_dedicated_campaign: bool | None = None
    disable_skan_campaign: bool | None = None
    bid_align_type: str | None = None
    campaign_app_profile_page_state: str | None = None
    special_industries: list[str] | None = None
    rf_campaign_type: str | None = None
    po_number: str | None = None


class CampaignPage(Result, kw_only=True):
    rows: list[Campaign] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class CampaignStatus(Result, kw_only=True):
    campaign_id: str
    status: str | None = None
    postback_window_mode: str | None = None


class CampaignStatusResult(Result, kw_only=True):
    campaign_ids: list[str] = msgspec.field(default_factory=list)
    status: str | None = None
    campaign_list: list[CampaignStatus] = msgspec.field(default_factory=list)


CAMPAIGN_GET = Endpoint(
    name="campaign.get",
    method="GET",
    path="/campaign/get/",
    params=CampaignGetParams,
    result=CampaignPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1739315828649986",
)


CAMPAIGN_CREATE = Endpoint(
    name="campaign.create",
    method="POST",
    path="/campaign/create/",
    params=CampaignCreateParams,
    result=Campaign,
    effect=Effect.SPEND,
    dedup="request_id",
    source="https://business-api.tiktok.com/portal/docs?id=1739318962329602",
)


CAMPAIGN_UPDATE = Endpoint(
    name="campaign.update",
    method="POST",
    path="/campaign/update/",
    params=CampaignUpdateParams,
    result=Campaign,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739320422086657",
)


CAMPAIGN_STATUS_UPDATE = Endpoint(
    name="campaign.status.update",
    method="POST",
    path="/campaign/status/update/",
    params=CampaignStatusUpdateParams,
    result=CampaignStatusResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739320994354178",
)
