"""Whom an ad group shows its ads to, and where: the part of an ad group that says so."""

from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Params, Result


class ParameterFilter(Params, kw_only=True):
    field: str | UnsetType = UNSET
    operator: str | UnsetType = UNSET
    values: list[str] | UnsetType = UNSET


class AudienceFilter(Params, kw_only=True):
    field: str | UnsetType = UNSET
    operator: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    case_sensitive: bool | UnsetType = UNSET
    parameter_filters: list[ParameterFilter] | UnsetType = UNSET


class AudienceFilterSet(Params, kw_only=True):
    operator: str | UnsetType = UNSET
    filters: list[AudienceFilter] | UnsetType = UNSET


class AudienceRule(Params, kw_only=True):
    event_source_ids: list[str] | UnsetType = UNSET
    retention_days: int | UnsetType = UNSET
    filter_set: AudienceFilterSet | UnsetType = UNSET


class ActionTargeting(Params, kw_only=True):
    action_category_ids: list[str] | UnsetType = UNSET
    action_period: int | UnsetType = UNSET
    action_scene: str | UnsetType = UNSET
    video_user_actions: list[str] | UnsetType = UNSET


class CustomAction(Params, kw_only=True):
    code: str | UnsetType = UNSET
    days: int | UnsetType = UNSET


class SearchKeyword(Params, kw_only=True):
    keyword: str | UnsetType = UNSET
    keyword_bid: Decimal | UnsetType = UNSET
    keyword_bid_type: str | UnsetType = UNSET
    match_type: str | UnsetType = UNSET


class TargetingExpansion(Params, kw_only=True):
    expansion_enabled: bool | UnsetType = UNSET
    expansion_types: list[str] | UnsetType = UNSET


class AudienceParams(Params, kw_only=True):
    """Whom the ads of an ad group show to, of whichever kind it is."""

    actions: list[ActionTargeting] | UnsetType = UNSET
    age_groups: list[str] | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET
    blocked_pangle_app_ids: list[str] | UnsetType = UNSET
    brand_safety_type: str | UnsetType = UNSET
    carrier_ids: list[str] | UnsetType = UNSET
    category_exclusion_ids: list[str] | UnsetType = UNSET
    device_model_ids: list[str] | UnsetType = UNSET
    device_price_ranges: list[int] | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    excluded_custom_actions: list[CustomAction] | UnsetType = UNSET
    excluded_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    gender: str | UnsetType = UNSET
    household_income: list[str] | UnsetType = UNSET
    included_custom_actions: list[CustomAction] | UnsetType = UNSET
    included_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    interest_category_ids: list[str] | UnsetType = UNSET
    interest_keyword_ids: list[str] | UnsetType = UNSET
    isp_ids: list[str] | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    min_android_version: str | UnsetType = UNSET
    min_ios_version: str | UnsetType = UNSET
    network_types: list[str] | UnsetType = UNSET
    operating_systems: list[str] | UnsetType = UNSET
    purchase_intention_keyword_ids: list[str] | UnsetType = UNSET
    saved_audience_id: str | UnsetType = UNSET
    shopping_ads_retargeting_actions_days: int | UnsetType = UNSET
    shopping_ads_retargeting_custom_audience_relation: str | UnsetType = UNSET
    shopping_ads_retargeting_type: str | UnsetType = UNSET
    smart_audience_enabled: bool | UnsetType = UNSET
    smart_interest_behavior_enabled: bool | UnsetType = UNSET
    spending_power: str | UnsetType = UNSET
    zipcode_ids: list[str] | UnsetType = UNSET


class TargetingParams(AudienceParams, kw_only=True):
    """What creating and updating an ad group share about its audience."""

    audience_rule: AudienceRule | UnsetType = UNSET
    audience_type: str | UnsetType = UNSET
    automated_keywords_enabled: bool | UnsetType = UNSET
    contextual_tag_ids: list[str] | UnsetType = UNSET
    ios14_targeting: str | UnsetType = UNSET
    is_hfss: bool | UnsetType = UNSET
    is_lhf_compliance: bool | UnsetType = UNSET
    search_keywords: list[SearchKeyword] | UnsetType = UNSET
    search_result_enabled: bool | UnsetType = UNSET
    vertical_sensitivity_id: str | UnsetType = UNSET
    auto_targeting_enabled: bool | UnsetType = UNSET


class Targeting(Result, kw_only=True):
    """What TikTok answers about an ad group's audience; rules are passed through as TikTok sends them."""

    placement_type: str | None = None
    placements: list[str] | None = None
    tiktok_subplacements: list[str] | None = None
    search_result_enabled: bool | None = None
    blocked_pangle_app_ids: list[str] | None = None
    audience_type: str | None = None
    audience_rule: dict[str, Any] | None = None
    auto_targeting_enabled: bool | None = None
    shopping_ads_retargeting_type: str | None = None
    shopping_ads_retargeting_actions_days: int | None = None
    included_custom_actions: list[dict[str, Any]] | None = None
    excluded_custom_actions: list[dict[str, Any]] | None = None
    shopping_ads_retargeting_custom_audience_relation: str | None = None
    location_ids: list[str] | None = None
    zipcode_ids: list[str] | None = None
    languages: list[str] | None = None
    gender: str | None = None
    age_groups: list[str] | None = None
    exclude_age_under_eighteen: bool | None = None
    spending_power: str | None = None
    household_income: list[str] | None = None
    audience_ids: list[str] | None = None
    smart_audience_enabled: bool | None = None
    excluded_audience_ids: list[str] | None = None
    interest_category_ids: list[str] | None = None
    interest_keyword_ids: list[str] | None = None
    purchase_intention_keyword_ids: list[str] | None = None
    actions: list[dict[str, Any]] | None = None
    smart_interest_behavior_enabled: bool | None = None
    included_pangle_audience_package_ids: list[str] | None = None
    excluded_pangle_audience_package_ids: list[str] | None = None
    operating_systems: list[str] | None = None
    min_android_version: str | None = None
    ios14_targeting: str | None = None
    min_ios_version: str | None = None
    ios14_quota_type: str | None = None
    device_model_ids: list[str] | None = None
    network_types: list[str] | None = None
    carrier_ids: list[str] | None = None
    isp_ids: list[str] | None = None
    device_price_ranges: list[int] | None = None
    saved_audience_id: str | None = None
    contextual_tag_ids: list[str] | None = None
    brand_safety_type: str | None = None
    brand_safety_partner: str | None = None
    inventory_filter_enabled: bool | None = None
    category_exclusion_ids: list[str] | None = None
    vertical_sensitivity_id: str | None = None
    is_hfss: bool | None = None
    is_lhf_compliance: bool | None = None
