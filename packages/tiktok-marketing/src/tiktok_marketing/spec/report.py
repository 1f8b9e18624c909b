"""Figures: the synchronous report, and the tasks that make a report in their own time."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Level, PageInfo, Params, Quota, Result


class ReportFilter(Params, kw_only=True):
    field_name: str
    filter_type: str
    filter_value: str
    """JSON text when `filter_type` takes a list: JSON within the JSON of the query string."""


class ReportQuestion(Params, kw_only=True):
    """What a report is of, whichever way it is made."""

    report_type: str
    dimensions: list[str]
    advertiser_id: str | UnsetType = UNSET
    advertiser_ids: list[str] | UnsetType = UNSET
    """At most 5; when given, TikTok ignores `advertiser_id`."""
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


class ReportParams(ReportQuestion, kw_only=True):
    """One report: at most 30 days by day, 1 day by hour, 365 days without a time dimension."""

    bc_id: str | UnsetType = UNSET
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


class ReportTaskParams(ReportQuestion, kw_only=True):
    """A report without pages and without a bound to its days.

    Its filters are campaign_ids, adgroup_ids, ad_ids (20,000 ids) and country_code only.
    """

    output_format: str | UnsetType = UNSET
    """CSV_STRING unless given: then the download is the text itself, without an envelope."""
    file_name: str | UnsetType = UNSET
    enable_report_title_translation: bool | UnsetType = UNSET
    """True unless given: the columns have titles instead of names."""


class ReportTaskIdParams(Params, kw_only=True):
    advertiser_id: str
    task_id: str


class ReportTaskMade(Result, kw_only=True):
    task_id: str = ""


class ReportTaskState(Result, kw_only=True):
    status: str = ""
    """QUEUING, PROCESSING, SUCCESS, FAILED or CANCELED."""
    message: str | None = None


class ReportTaskFile(Result, kw_only=True):
    download_url: str | None = None
    """Good for an hour; ask again for another while the task lives, which is 30 days."""
    file_name: str | None = None
    output_format: str | None = None


# The rate-limit page says 2 a second, the page of the endpoint 1: the lower one is safe (behaviour reference §3.2).
_TASK_QUOTA = Quota(qps=1, qpm=60, qpd=4_500)

REPORT_TASK_CREATE = Endpoint(
    name="report.task.create",
    method="POST",
    path="/report/task/create/",
    params=ReportTaskParams,
    result=ReportTaskMade,
    effect=Effect.READ,
    once=True,  # a second task takes another of the day's 4,500, and of the account's 500 an hour (reference §6.9)
    quota=dict.fromkeys(Level, _TASK_QUOTA),
    source="https://business-api.tiktok.com/portal/docs?id=1740302766489602",
)

REPORT_TASK_CHECK = Endpoint(
    name="report.task.check",
    method="GET",
    path="/report/task/check/",
    params=ReportTaskIdParams,
    result=ReportTaskState,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740302766489602",
)

REPORT_TASK_CANCEL = Endpoint(
    name="report.task.cancel",
    method="POST",
    path="/report/task/cancel/",
    params=ReportTaskIdParams,
    result=ReportTaskState,
    effect=Effect.READ,  # a repeat is refused and does no harm
    source="https://business-api.tiktok.com/portal/docs?id=1740302766489602",
)

REPORT_TASK_DOWNLOAD = Endpoint(
    name="report.task.download",
    method="GET",
    path="/report/task/download/",
    params=ReportTaskIdParams,
    result=ReportTaskFile,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740302766489602",
)
