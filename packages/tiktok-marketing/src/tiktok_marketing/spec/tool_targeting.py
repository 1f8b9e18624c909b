"""Where ads can run, as TikTok numbers it: regions, and the search through them."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class ToolRegionParams(Params, kw_only=True):
    advertiser_id: str
    placements: list[str]
    objective_type: str
    promotion_target_type: str | UnsetType = UNSET
    operating_system: str | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    brand_safety_partner: str | UnsetType = UNSET
    level_range: str | UnsetType = UNSET
    rf_campaign_type: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    shopping_ads_type: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET


class Region(Result, kw_only=True):
    location_id: str | None = None
    name: str | None = None
    parent_id: str | None = None
    region_code: str | None = None
    next_level_ids: list[str] | None = None
    area_type: str | None = None
    level: str | None = None
    support_below_18: bool | None = None
    country_code: str | None = None


class ToolRegionResult(Result, kw_only=True):
    region_list: list[str] | None = None
    rows: list[Region] = msgspec.field(name="region_info", default_factory=list)


class ToolTargetingSearchParams(Params, kw_only=True):
    advertiser_id: str
    placements: list[str]
    objective_type: str
    keywords: list[str]
    search_type: str
    operating_system: str | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    brand_safety_partner: str | UnsetType = UNSET
    region_codes: list[str] | UnsetType = UNSET
    geo_types: list[str] | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET


class TagStatus(Result, kw_only=True):
    status: str | None = None
    reason: str | None = None


class Geo(Result, kw_only=True):
    geo_id: str | None = None
    geo_type: str | None = None
    description: str | None = None
    region_code: str | None = None
    parent_id: str | None = None


class Isp(Result, kw_only=True):
    isp_id: str | None = None
    location_id: str | None = None
    region_code: str | None = None


class TargetingTag(Result, kw_only=True):
    keyword: str | None = None
    targeting_type: str | None = None
    name: str | None = None
    status_info: TagStatus | None = None
    geo: Geo | None = None
    isp: Isp | None = None


class ParentTag(Result, kw_only=True):
    geo: Geo | None = None
    isp: Isp | None = None
    name: str | None = None
    status_info: TagStatus | None = None
    targeting_type: str | None = None


class TargetingTags(Result, kw_only=True):
    targeting_tag_list: list[TargetingTag] = msgspec.field(default_factory=list)
    parent_tags: list[ParentTag] = msgspec.field(default_factory=list)


class ToolTargetingInfoParams(Params, kw_only=True):
    advertiser_id: str
    targeting_ids: list[str]
    placements: list[str] | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    scene: str | UnsetType = UNSET
    operating_system: str | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    brand_safety_partner: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET


class ToolTargetingListParams(Params, kw_only=True):
    advertiser_id: str
    location_ids: list[str]
    scene: str


class InternetProviders(Result, kw_only=True):
    rows: list[TargetingTag] = msgspec.field(name="targeting_tag_list", default_factory=list)


TOOL_REGION = Endpoint(
    name="tool.region",
    method="GET",
    path="/tool/region/",
    params=ToolRegionParams,
    result=ToolRegionResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737189539571713",
)


TOOL_TARGETING_SEARCH = Endpoint(
    name="tool.targeting.search",
    method="POST",
    path="/tool/targeting/search/",
    params=ToolTargetingSearchParams,
    result=TargetingTags,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1761236883355649",
)


TOOL_TARGETING_INFO = Endpoint(
    name="tool.targeting.info",
    method="POST",
    path="/tool/targeting/info/",
    params=ToolTargetingInfoParams,
    result=TargetingTags,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1761237001980929",
)


TOOL_TARGETING_LIST = Endpoint(
    name="tool.targeting.list",
    method="GET",
    path="/tool/targeting/list/",
    params=ToolTargetingListParams,
    result=InternetProviders,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1762962378261506",
)
