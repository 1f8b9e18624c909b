"""Figures of the creatives in Upgraded Smart+ ads."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class MaterialReportOverviewFiltering(Params, kw_only=True):
    campaign_ids: list[str] | UnsetType = UNSET
    adgroup_ids: list[str] | UnsetType = UNSET
    smart_plus_ad_ids: list[str] | UnsetType = UNSET
    main_material_types: list[str] | UnsetType = UNSET
    main_material_ids: list[str] | UnsetType = UNSET
    ad_text_entity_ids: list[str] | UnsetType = UNSET
    call_to_action_entity_ids: list[str] | UnsetType = UNSET
    interactive_add_on_entity_ids: list[str] | UnsetType = UNSET


class MaterialReportOverviewParams(Params, kw_only=True):
    advertiser_id: str
    dimensions: list[str]
    metrics: list[str] | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    query_lifetime: bool | UnsetType = UNSET
    filtering: MaterialReportOverviewFiltering | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    sort_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class MaterialReportOverviewInfo(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    adgroup_id: str | None = None
    smart_plus_ad_id: str | None = None
    main_material_id: str | None = None
    main_material_type: str | None = None
    ad_text_entity_id: str | None = None
    ad_text_entity_type: str | None = None
    call_to_action_entity_id: str | None = None
    call_to_action_entity_type: str | None = None
    interactive_add_on_entity_id: str | None = None
    interactive_add_on_entity_type: str | None = None


class MaterialReportOverviewRow(Result, kw_only=True):
    info: MaterialReportOverviewInfo | None = None
    metrics: dict[str, Any] | None = None


class MaterialReportOverviewPage(Result, kw_only=True):
    rows: list[MaterialReportOverviewRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class MaterialReportBreakdownParams(Params, kw_only=True):
    advertiser_id: str
    dimensions: list[str]
    metrics: list[str] | UnsetType = UNSET
    start_date: str
    end_date: str
    filtering: MaterialReportOverviewFiltering | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    sort_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    query_lifetime: bool | UnsetType = UNSET


class MaterialReportBreakdownPage(Result, kw_only=True):
    rows: list[MaterialReportOverviewRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


SMART_PLUS_MATERIAL_REPORT_OVERVIEW = Endpoint(
    name="smart_plus.material_report.overview",
    method="GET",
    path="/smart_plus/material_report/overview/",
    params=MaterialReportOverviewParams,
    result=MaterialReportOverviewPage,
    effect=Effect.READ,
    max_page_size=100,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_MATERIAL_REPORT_BREAKDOWN = Endpoint(
    name="smart_plus.material_report.breakdown",
    method="GET",
    path="/smart_plus/material_report/breakdown/",
    params=MaterialReportBreakdownParams,
    result=MaterialReportBreakdownPage,
    effect=Effect.READ,
    max_page_size=100,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)
