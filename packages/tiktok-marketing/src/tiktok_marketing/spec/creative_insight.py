"""How creatives do: against those of others, and second by second."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class AdBenchmarkFiltering(Params, kw_only=True):
    """Exactly one of the three."""

    ad_ids: list[str] | UnsetType = UNSET
    adgroup_ids: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET


class AdBenchmarkParams(Params, kw_only=True):
    """Every parameter but `compare_time_window` to `metrics_fields` and those of lists is needed."""

    advertiser_id: str | UnsetType = UNSET
    compare_time_window: int | UnsetType = UNSET
    """Days: 7 unless given, 14, 30 or 60."""
    dimensions: list[str] | UnsetType = UNSET
    """Whom ads are compared with: 1 to 4 of LOCATION, AD_CATEGORY, EXTERNAL_ACTION and PLACEMENT."""
    metrics_fields: list[str] | UnsetType = UNSET
    filtering: AdBenchmarkFiltering | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    sort_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class AdBenchmarkInfo(Result, kw_only=True):
    ad_id: str = ""
    location: str | None = None
    placement: str | None = None
    ad_category: str | None = None
    """A second-level interest category; "0" for none."""
    external_action: str | None = None


class AdBenchmark(Result, kw_only=True):
    """Figures from 0.0 to 1.0: the share of other ads that the ad outperforms."""

    info: AdBenchmarkInfo = msgspec.field(default_factory=AdBenchmarkInfo)
    metrics: dict[str, float] | None = None
    """None for an ad with fewer than 1,000 impressions."""


class AdBenchmarkPage(Result, kw_only=True):
    compare_date: str = ""
    rows: list[AdBenchmark] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class VideoPerformanceFiltering(Params, kw_only=True):
    """Exactly one list of ids: the first three for a report on ads, the other two, of one id, for one on a video."""

    ad_ids: list[str] | UnsetType = UNSET
    """At most 200."""
    adgroup_ids: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    material_ids: list[str] | UnsetType = UNSET
    video_ids: list[str] | UnsetType = UNSET
    start_time: str | UnsetType = UNSET
    """`YYYY-MM-DD HH:MM:SS`, UTC, inclusive, as is `end_time`; both only with `lifetime` false."""
    end_time: str | UnsetType = UNSET
    lifetime: bool | UnsetType = UNSET


class VideoPerformanceParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    report_type: str | UnsetType = UNSET
    """AD unless given, which TikTok means to drop, or VIDEO."""
    metrics_fields: list[str] | UnsetType = UNSET
    filtering: VideoPerformanceFiltering | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    sort_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class VideoPerformanceInfo(Result, kw_only=True):
    ad_id: str | None = None
    video_id: str | None = None
    duration: int = 0
    """Seconds."""


class VideoPerformance(Result, kw_only=True):
    info: VideoPerformanceInfo = msgspec.field(default_factory=VideoPerformanceInfo)
    metrics: dict[str, list[float]] = msgspec.field(default_factory=dict)
    """By second, the first being the 0th, at most 60: what comes later is added to the last."""


class VideoPerformancePage(Result, kw_only=True):
    rows: list[VideoPerformance] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


REPORT_AD_BENCHMARK_GET = Endpoint(
    name="report.ad_benchmark.get",
    method="GET",
    path="/report/ad_benchmark/get/",
    params=AdBenchmarkParams,
    result=AdBenchmarkPage,
    effect=Effect.READ,
    max_page_size=100,  # the page names none
    source="https://business-api.tiktok.com/portal/docs?id=1738824501176321",
)

REPORT_VIDEO_PERFORMANCE_GET = Endpoint(
    name="report.video_performance.get",
    method="GET",
    path="/report/video_performance/get/",
    params=VideoPerformanceParams,
    result=VideoPerformancePage,
    effect=Effect.READ,
    max_page_size=500,
    source="https://business-api.tiktok.com/portal/docs?id=1738825259075586",
)
