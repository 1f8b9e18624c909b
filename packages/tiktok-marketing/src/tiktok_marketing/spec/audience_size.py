"""How many people an ad group's targeting could reach."""

from typing import Any

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class CustomAction(Params, kw_only=True):
    code: str | UnsetType = UNSET
    days: int | UnsetType = UNSET


class UserAction(Params, kw_only=True):
    action_scene: str | UnsetType = UNSET
    action_period: int | UnsetType = UNSET
    video_user_actions: list[str] | UnsetType = UNSET
    action_category_ids: list[str] | UnsetType = UNSET


class TargetingExpansion(Params, kw_only=True):
    expansion_enabled: bool | UnsetType = UNSET
    expansion_types: list[str] | UnsetType = UNSET


class AudienceSizeEstimateParams(Params, kw_only=True):
    advertiser_id: str
    objective_type: str
    optimization_goal: str
    placement_type: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    pixel_id: str | UnsetType = UNSET
    ios14_targeting: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    shopping_ads_retargeting_type: str | UnsetType = UNSET
    shopping_ads_retargeting_actions_days: int | UnsetType = UNSET
    included_custom_actions: list[CustomAction] | UnsetType = UNSET
    excluded_custom_actions: list[CustomAction] | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    audience_rule: dict[str, Any] | UnsetType = UNSET
    audience_type: str | UnsetType = UNSET
    location_ids: list[str] | UnsetType = UNSET
    zipcode_ids: list[str] | UnsetType = UNSET
    isp_ids: list[str] | UnsetType = UNSET
    gender: str | UnsetType = UNSET
    age_groups: list[str] | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    interest_category_ids: list[str] | UnsetType = UNSET
    interest_keyword_ids: list[str] | UnsetType = UNSET
    purchase_intention_keyword_ids: list[str] | UnsetType = UNSET
    actions: list[UserAction] | UnsetType = UNSET
    operating_systems: list[str] | UnsetType = UNSET
    min_ios_version: str | UnsetType = UNSET
    min_android_version: str | UnsetType = UNSET
    network_types: list[str] | UnsetType = UNSET
    device_price_ranges: list[int] | UnsetType = UNSET
    device_model_ids: list[str] | UnsetType = UNSET
    carrier_ids: list[str] | UnsetType = UNSET
    included_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    excluded_pangle_audience_package_ids: list[str] | UnsetType = UNSET
    blocked_pangle_app_ids: list[str] | UnsetType = UNSET
    auto_targeting_enabled: bool | UnsetType = UNSET
    targeting_expansion: TargetingExpansion | UnsetType = UNSET
    household_income: list[str] | UnsetType = UNSET
    spending_power: str | UnsetType = UNSET
    contextual_tag_ids: list[str] | UnsetType = UNSET


class UserCount(Result, kw_only=True):
    lower_end: int | None = None
    upper_end: int | None = None


class AudienceSize(Result, kw_only=True):
    user_count: UserCount | None = None
    user_count_stage: int | None = None
    purchase_intention_keyword_ids: list[str] | None = None


AD_AUDIENCE_SIZE_ESTIMATE = Endpoint(
    name="ad.audience_size.estimate",
    method="POST",
    path="/ad/audience_size/estimate/",
    params=AudienceSizeEstimateParams,
    result=AudienceSize,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740302379236353",
)
