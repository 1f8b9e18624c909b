"""Keywords of search ads: what to bid on, and what is searched for how often."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class SearchKeywordRecommendParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    search_queries: list[str] | UnsetType = UNSET
    ad_ids: list[str] | UnsetType = UNSET
    landing_page_urls: list[str] | UnsetType = UNSET
    regions: list[str] | UnsetType = UNSET
    order_field: str | UnsetType = UNSET
    order_type: str | UnsetType = UNSET
    total_size: int | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SearchKeywordRecommendRow(Result, kw_only=True):
    recommended_keyword: str | None = None
    monthly_searches: int | None = None


class SearchKeywordRecommendPage(Result, kw_only=True):
    rows: list[SearchKeywordRecommendRow] = msgspec.field(name="recommended_search_keywords", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SearchKeywordIdeaParams(Params, kw_only=True):
    advertiser_id: str
    keywords: list[str]
    order_field: str | UnsetType = UNSET
    order_type: str | UnsetType = UNSET
    brand_type: str | UnsetType = UNSET
    country_codes: list[str] | UnsetType = UNSET


class SearchKeywordIdeaKeyword(Result, kw_only=True):
    recommended_keyword: str | None = None
    avg_monthly_searches_lower: int | None = None
    avg_monthly_searches_upper: int | None = None
    three_month_change: float | None = None
    year_over_year_change: float | None = None
    competition: str | None = None
    estimated_cpc_lower: Decimal | None = None
    estimated_cpc_upper: Decimal | None = None


class SearchKeywordIdeaResult(Result, kw_only=True):
    total_search_volume_lower: int | None = None
    total_search_volume_upper: int | None = None
    keywords: list[SearchKeywordIdeaKeyword] = msgspec.field(default_factory=list)


TOOL_SEARCH_KEYWORD_RECOMMEND = Endpoint(
    name="tool.search_keyword.recommend",
    method="GET",
    path="/tool/search_keyword/recommend/",
    params=SearchKeywordRecommendParams,
    result=SearchKeywordRecommendPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


TOOL_SEARCH_KEYWORD_KEYWORD_IDEA = Endpoint(
    name="tool.search_keyword.keyword_idea",
    method="GET",
    path="/tool/search_keyword/keyword_idea/",
    params=SearchKeywordIdeaParams,
    result=SearchKeywordIdeaResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
