"""Figures of the creatives of a Smart+ campaign of the older kind."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


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
