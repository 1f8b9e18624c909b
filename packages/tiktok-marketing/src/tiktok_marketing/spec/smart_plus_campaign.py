"""Upgraded Smart+ campaigns: TikTok finds the audience, the placement and the mix of creatives."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class SmartPlusCampaignFiltering(Params, kw_only=True):
    campaign_ids: list[str] | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    campaign_name: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET


class SmartPlusCampaignParams(Params, kw_only=True):
    advertiser_id: str
    fields: list[str] | UnsetType = UNSET
    filtering: SmartPlusCampaignFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SmartPlusCampaign(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    create_time: str | None = None
    modify_time: str | None = None
    objective_type: str | None = None
    app_promotion_type: str | None = None
    sales_destination: str | None = None
    campaign_type: str | None = None
    app_id: str | None = None
    gaming_ad_compliance_agreement: str | None = None
    is_advanced_dedicated_campaign: bool | None = None
    disable_skan_campaign: bool | None = None
    bid_align_type: str | None = None
    campaign_app_profile_page_state: str | None = None
    catalog_enabled: bool | None = None
    catalog_type: str | None = None
    campaign_name: str | None = None
    special_industries: list[str] = msgspec.field(default_factory=list)
    budget_optimize_on: bool | None = None
    budget_mode: str | None = None
    budget_auto_adjust_strategy: str | None = None
    budget: Decimal | None = None
    current_budget: Decimal | None = None
    operation_status: str | None = None
    secondary_status: str | None = None
    smart_plus_adgroup_mode: str | None = None
    postback_window_mode: str | None = None
    po_number: str | None = None
    is_promotional_campaign: bool | None = None
    rta_id: str | None = None
    rta_bid_enabled: bool | None = None
    rta_product_selection_enabled: bool | None = None


class SmartPlusCampaigns(Result, kw_only=True):
    rows: list[SmartPlusCampaign] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SmartPlusCampaignCreateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_name: str
    objective_type: str
    budget_mode: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    budget_optimize_on: bool | UnsetType = UNSET
    open_api_partner: str | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    campaign_type: str | UnsetType = UNSET
    app_promotion_type: str | UnsetType = UNSET
    campaign_app_profile_page_state: str | UnsetType = UNSET
    request_id: str
    catalog_enabled: bool | UnsetType = UNSET
    is_advanced_dedicated_campaign: bool | UnsetType = UNSET
    disable_skan_campaign: bool | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET
    catalog_type: str | UnsetType = UNSET
    bid_align_type: str | UnsetType = UNSET
    postback_window_mode: str | UnsetType = UNSET
    is_promotional_campaign: bool | UnsetType = UNSET
    po_number: str | UnsetType = UNSET
    gaming_ad_compliance_agreement: str | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET
    rta_id: str | UnsetType = UNSET
    rta_bid_enabled: bool | UnsetType = UNSET
    rta_product_selection_enabled: bool | UnsetType = UNSET


class SmartPlusCampaignUpdateParams(Params, kw_only=True):
    advertiser_id: str
    campaign_id: str
    campaign_name: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    po_number: str | UnsetType = UNSET
    budget_auto_adjust_strategy: str | UnsetType = UNSET


class SmartPlusCampaignStatusParams(Params, kw_only=True):
    advertiser_id: str
    campaign_ids: list[str]
    operation_status: str
    postback_window_mode: str | UnsetType = UNSET


class SmartPlusCampaignStatusCampaign(Result, kw_only=True):
    campaign_id: str | None = None
    status: str | None = None
    postback_window_mode: str | None = None


class SmartPlusCampaignStatusError(Result, kw_only=True):
    campaign_id: str | None = None
    error_message: str | None = None


class SmartPlusCampaignStatusResult(Result, kw_only=True):
    campaign_list: list[SmartPlusCampaignStatusCampaign] = msgspec.field(default_factory=list)
    error_list: list[SmartPlusCampaignStatusError] = msgspec.field(default_factory=list)


SMART_PLUS_CAMPAIGN_GET = Endpoint(
    name="smart_plus.campaign.get",
    method="GET",
    path="/smart_plus/campaign/get/",
    params=SmartPlusCampaignParams,
    result=SmartPlusCampaigns,
    effect=Effect.READ,
    max_page_size=1000,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_CAMPAIGN_CREATE = Endpoint(
    name="smart_plus.campaign.create",
    method="POST",
    path="/smart_plus/campaign/create/",
    params=SmartPlusCampaignCreateParams,
    result=SmartPlusCampaign,
    effect=Effect.SPEND,
    dedup="request_id",
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_CAMPAIGN_UPDATE = Endpoint(
    name="smart_plus.campaign.update",
    method="POST",
    path="/smart_plus/campaign/update/",
    params=SmartPlusCampaignUpdateParams,
    result=SmartPlusCampaign,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_CAMPAIGN_STATUS_UPDATE = Endpoint(
    name="smart_plus.campaign.status.update",
    method="POST",
    path="/smart_plus/campaign/status/update/",
    params=SmartPlusCampaignStatusParams,
    result=SmartPlusCampaignStatusResult,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)
