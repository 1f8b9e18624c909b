"""Kinds of content beside which an ad is not to be shown."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class ContentExclusionParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET


class ContentExclusionExcludedCategory(Result, kw_only=True):
    category_id: str | None = None
    category_name: str | None = None
    supported_regions: list[str] = msgspec.field(default_factory=list)
    description: str | None = None
    category_type: str | None = None


class ContentExclusionResult(Result, kw_only=True):
    excluded_category_list: list[ContentExclusionExcludedCategory] = msgspec.field(default_factory=list)
    vertical_sensitivity_list: list[ContentExclusionExcludedCategory] = msgspec.field(default_factory=list)


class ContentExclusionInfoParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    category_ids: list[str] | UnsetType = UNSET


class ContentExclusionInfoResult(Result, kw_only=True):
    content_exclusion_list: list[ContentExclusionExcludedCategory] = msgspec.field(default_factory=list)


TOOL_CONTENT_EXCLUSION_GET = Endpoint(
    name="tool.content_exclusion.get",
    method="GET",
    path="/tool/content_exclusion/get/",
    params=ContentExclusionParams,
    result=ContentExclusionResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


TOOL_CONTENT_EXCLUSION_INFO = Endpoint(
    name="tool.content_exclusion.info",
    method="GET",
    path="/tool/content_exclusion/info/",
    params=ContentExclusionInfoParams,
    result=ContentExclusionInfoResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
