"""What people care for: categories of interest and action, keywords, hashtags; and what a result costs."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class ToolInterestCategoryParams(Params, kw_only=True):
    advertiser_id: str
    version: int | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    special_industries: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET


class InterestCategory(Result, kw_only=True):
    interest_category_id: str | None = None
    interest_category_name: str | None = None
    level: int | None = None
    sub_category_ids: list[str] | None = None
    special_industries: list[str] | None = None
    placements: list[str] | None = None


class ToolInterestCategoryResult(Result, kw_only=True):
    rows: list[InterestCategory] = msgspec.field(name="interest_categories", default_factory=list)


class ToolActionCategoryParams(Params, kw_only=True):
    advertiser_id: str
    special_industries: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET


class ActionCategory(Result, kw_only=True):
    description: str | None = None
    action_category_id: str | None = None
    level: int | None = None
    sub_category_ids: list[str] | None = None
    name: str | None = None
    special_industries: list[str] | None = None
    action_scene: str | None = None


class ToolActionCategoryResult(Result, kw_only=True):
    rows: list[ActionCategory] = msgspec.field(name="action_categories", default_factory=list)


class ToolInterestKeywordRecommendParams(Params, kw_only=True):
    advertiser_id: str
    keyword: str
    language: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    mode: str | UnsetType = UNSET
    audience_type: str | UnsetType = UNSET
    keywords: list[str] | UnsetType = UNSET


class RecommendedKeyword(Result, kw_only=True):
    input_keyword: str | None = None
    keyword: str | None = None
    keyword_id: str | None = None
    language: str | None = None
    status: str | None = None
    keyword_status: str | None = None


class ToolInterestKeywordRecommendResult(Result, kw_only=True):
    rows: list[RecommendedKeyword] = msgspec.field(name="recommended_keywords", default_factory=list)


class KeywordFiltering(Params, kw_only=True):
    audience_type: str | UnsetType = UNSET


class KeywordQuery(Params, kw_only=True):
    keyword_id: str
    language: str | UnsetType = UNSET
    keyword: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    keyword_status: str | UnsetType = UNSET


class ToolInterestKeywordGetParams(Params, kw_only=True):
    advertiser_id: str
    filtering: KeywordFiltering | UnsetType = UNSET
    keyword_query: list[KeywordQuery] | UnsetType = UNSET


class Keyword(Result, kw_only=True):
    keyword: str | None = None
    keyword_id: str | None = None
    language: str | None = None
    status: str | None = None
    keyword_status: str | None = None


class ToolInterestKeywordGetResult(Result, kw_only=True):
    rows: list[Keyword] = msgspec.field(name="keywords", default_factory=list)


class ToolHashtagRecommendParams(Params, kw_only=True):
    advertiser_id: str
    keywords: list[str]
    operator: str | UnsetType = UNSET


class ToolHashtagGetParams(Params, kw_only=True):
    advertiser_id: str
    keyword_ids: list[str]


class ToolHashtagGetResult(Result, kw_only=True):
    rows: list[Keyword] = msgspec.field(name="keywords_status", default_factory=list)


class ToolBidRecommendParams(Params, kw_only=True):
    advertiser_id: str
    location_ids: list[str]
    objective_type: str
    campaign_id: str | UnsetType = UNSET
    external_action: str | UnsetType = UNSET


class ToolBidRecommendResult(Result, kw_only=True):
    bid: Decimal | None = None


TOOL_INTEREST_CATEGORY = Endpoint(
    name="tool.interest_category",
    method="GET",
    path="/tool/interest_category/",
    params=ToolInterestCategoryParams,
    result=ToolInterestCategoryResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737174348712961",
)


TOOL_ACTION_CATEGORY = Endpoint(
    name="tool.action_category",
    method="GET",
    path="/tool/action_category/",
    params=ToolActionCategoryParams,
    result=ToolActionCategoryResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737166752522241",
)


TOOL_INTEREST_KEYWORD_RECOMMEND = Endpoint(
    name="tool.interest_keyword.recommend",
    method="GET",
    path="/tool/interest_keyword/recommend/",
    params=ToolInterestKeywordRecommendParams,
    result=ToolInterestKeywordRecommendResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737180852720642",
)


TOOL_INTEREST_KEYWORD_GET = Endpoint(
    name="tool.interest_keyword.get",
    method="GET",
    path="/tool/interest_keyword/get/",
    params=ToolInterestKeywordGetParams,
    result=ToolInterestKeywordGetResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1763590894544897",
)


TOOL_HASHTAG_RECOMMEND = Endpoint(
    name="tool.hashtag.recommend",
    method="GET",
    path="/tool/hashtag/recommend/",
    params=ToolHashtagRecommendParams,
    result=ToolInterestKeywordRecommendResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1736271339521025",
)


TOOL_HASHTAG_GET = Endpoint(
    name="tool.hashtag.get",
    method="GET",
    path="/tool/hashtag/get/",
    params=ToolHashtagGetParams,
    result=ToolHashtagGetResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1736280889167874",
)


TOOL_BID_RECOMMEND = Endpoint(
    name="tool.bid.recommend",
    method="POST",
    path="/tool/bid/recommend/",
    params=ToolBidRecommendParams,
    result=ToolBidRecommendResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737107845597186",
)
