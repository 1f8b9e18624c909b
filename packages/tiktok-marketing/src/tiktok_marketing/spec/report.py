"""Figures: the synchronous report."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class ReportFilter(Params, kw_only=True):
    field_name: str
    filter_type: str
    filter_value: str
    """JSON text when `filter_type` takes a list: JSON within the JSON of the query string."""


class ReportParams(Params, kw_only=True):
    """One report: at most 30 days by day, 1 day by hour, 365 days without a time dimension."""

    report_type: str
    dimensions: list[str]
    advertiser_id: str | UnsetType = UNSET
    advertiser_ids: list[str] | UnsetType = UNSET
    """At most 5; when given, TikTok ignores `advertiser_id`."""
    bc_id: str | UnsetType = UNSET
    service_type: str | UnsetType = UNSET
    data_level: str | UnsetType = UNSET
    metrics: list[str] | UnsetType = UNSET
    start_date: str | UnsetType = UNSET
    """`YYYY-MM-DD` in the advertiser's time zone, inclusive, as is `end_date`."""
    end_date: str | UnsetType = UNSET
    query_lifetime: bool | UnsetType = UNSET
    filtering: list[ReportFilter] | UnsetType = UNSET
    order_field: str | UnsetType = UNSET
    order_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    enable_total_metrics: bool | UnsetType = UNSET
    multi_adv_report_in_utc_time: bool | UnsetType = UNSET
    query_mode: str | UnsetType = UNSET


class ReportRow(Result, kw_only=True):
    """Figures as TikTok's text: "-" is no value, "0" is zero."""

    dimensions: dict[str, str] = msgspec.field(default_factory=dict)
    metrics: dict[str, str] = msgspec.field(default_factory=dict)


class ReportPage(Result, kw_only=True):
    rows: list[ReportRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    total_metrics: dict[str, str] | None = None


REPORT_INTEGRATED_GET = Endpoint(
    name="report.integrated.get",
    method="GET",
    path="/report/integrated/get/",
    params=ReportParams,
    result=ReportPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1740302848100353",
)
