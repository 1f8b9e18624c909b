"""Places that ads can be aimed at, and what people there care for."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class SearchRegionParams(Params, kw_only=True):
    advertiser_id: str
    language: str | UnsetType = UNSET


class SearchRegionRegion(Result, kw_only=True):
    region_id: str | None = None
    region_name: str | None = None
    region_level: str | None = None
    country_code: str | None = None
    parent_id: str | None = None
    area_type: str | None = None
    support_below_18: bool | None = None
    location_id: str | None = None
    name: str | None = None
    region_code: str | None = None
    next_level_ids: list[str] = msgspec.field(default_factory=list)
    level: str | None = None


class SearchRegionResult(Result, kw_only=True):
    region_list: list[SearchRegionRegion] = msgspec.field(default_factory=list)


class TargetingCategoryRecommendParams(Params, kw_only=True):
    advertiser_id: str
    app_id: str | UnsetType = UNSET
    region_codes: list[str] | UnsetType = UNSET


class TargetingCategoryRecommendInterestCategory(Result, kw_only=True):
    interest_category_id: str | None = None
    interest_category_name: str | None = None
    level: int | None = None
    sub_category_ids: list[str] = msgspec.field(default_factory=list)
    special_industries: list[str] = msgspec.field(default_factory=list)
    placements: list[str] = msgspec.field(default_factory=list)


class TargetingCategoryRecommendActionCategory(Result, kw_only=True):
    description: str | None = None
    action_category_id: str | None = None
    level: int | None = None
    sub_category_ids: list[str] = msgspec.field(default_factory=list)
    name: str | None = None
    special_industries: list[str] = msgspec.field(default_factory=list)
    action_scene: str | None = None


class TargetingCategoryRecommendResult(Result, kw_only=True):
    interest_categories: list[TargetingCategoryRecommendInterestCategory] = msgspec.field(default_factory=list)
    action_categories: list[TargetingCategoryRecommendActionCategory] = msgspec.field(default_factory=list)


SEARCH_REGION = Endpoint(
    name="search.region",
    method="GET",
    path="/search/region/",
    params=SearchRegionParams,
    result=SearchRegionResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1773644763581441",
)


TOOL_TARGETING_CATEGORY_RECOMMEND = Endpoint(
    name="tool.targeting_category.recommend",
    method="POST",
    path="/tool/targeting_category/recommend/",
    params=TargetingCategoryRecommendParams,
    result=TargetingCategoryRecommendResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1736275204260866",
)
