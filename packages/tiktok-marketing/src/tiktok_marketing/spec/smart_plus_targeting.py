"""Whom the ads of an Upgraded Smart+ ad group show to."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Result
from tiktok_marketing.spec.targeting import AudienceParams


class SmartPlusTargeting(AudienceParams, kw_only=True):
    spc_audience_age: str | UnsetType = UNSET
    app_targeting_type: str | UnsetType = UNSET
    operation_system: list[str] | UnsetType = UNSET


class SmartPlusCustomAction(Result, kw_only=True):
    code: str | None = None
    days: int | None = None


class SmartPlusAction(Result, kw_only=True):
    action_scene: str | None = None
    action_period: int | None = None
    video_user_actions: list[str] = msgspec.field(default_factory=list)
    action_category_ids: list[str] = msgspec.field(default_factory=list)


class SmartPlusTargetingMade(Result, kw_only=True):
    app_targeting_type: str | None = None
    location_ids: list[str] = msgspec.field(default_factory=list)
    zipcode_ids: list[str] = msgspec.field(default_factory=list)
    spc_audience_age: str | None = None
    languages: list[str] = msgspec.field(default_factory=list)
    operation_system: list[str] = msgspec.field(default_factory=list)
    excluded_audience_ids: list[str] = msgspec.field(default_factory=list)
    age_groups: list[str] = msgspec.field(default_factory=list)
    gender: str | None = None
    audience_ids: list[str] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_type: str | None = None
    shopping_ads_retargeting_actions_days: int | None = None
    included_custom_actions: list[SmartPlusCustomAction] = msgspec.field(default_factory=list)
    excluded_custom_actions: list[SmartPlusCustomAction] = msgspec.field(default_factory=list)
    shopping_ads_retargeting_custom_audience_relation: str | None = None
    included_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    excluded_pangle_audience_package_ids: list[str] = msgspec.field(default_factory=list)
    interest_category_ids: list[str] = msgspec.field(default_factory=list)
    interest_keyword_ids: list[str] = msgspec.field(default_factory=list)
    purchase_intention_keyword_ids: list[str] = msgspec.field(default_factory=list)
    actions: list[SmartPlusAction] = msgspec.field(default_factory=list)
    smart_interest_behavior_enabled: bool | None = None
    spending_power: str | None = None
    household_income: list[str] = msgspec.field(default_factory=list)
    min_android_version: str | None = None
    min_ios_version: str | None = None
    device_model_ids: list[str] = msgspec.field(default_factory=list)
    network_types: list[str] = msgspec.field(default_factory=list)
    carrier_ids: list[str] = msgspec.field(default_factory=list)
    isp_ids: list[str] = msgspec.field(default_factory=list)
    device_price_ranges: list[int] = msgspec.field(default_factory=list)
    saved_audience_id: str | None = None
    blocked_pangle_app_ids: list[str] = msgspec.field(default_factory=list)
    brand_safety_type: str | None = None
    category_exclusion_ids: list[str] = msgspec.field(default_factory=list)
    operating_systems: Any = None
    smart_audience_enabled: bool | None = None


class SmartPlusTargetingResult(SmartPlusTargetingMade, kw_only=True):
    contextual_tags: Any = None
