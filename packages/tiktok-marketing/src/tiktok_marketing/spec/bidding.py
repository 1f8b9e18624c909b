"""When an ad group runs, what it may cost and what it aims at: the part of an ad group that says so."""

from decimal import Decimal
from typing import Any

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Params
from tiktok_marketing.spec.targeting import Targeting, TargetingParams


class BiddingParams(TargetingParams, kw_only=True):
    """What creating and updating an ad group share about schedule, budget, bid and goal; times are UTC."""

    bid_price: Decimal | UnsetType = UNSET
    bid_type: str | UnsetType = UNSET
    budget: Decimal | UnsetType = UNSET
    conversion_bid_price: Decimal | UnsetType = UNSET
    dayparting: str | UnsetType = UNSET
    deep_bid_type: str | UnsetType = UNSET
    deep_cpa_bid: Decimal | UnsetType = UNSET
    deep_funnel_event_source: str | UnsetType = UNSET
    deep_funnel_event_source_id: str | UnsetType = UNSET
    deep_funnel_optimization_event: str | UnsetType = UNSET
    deep_funnel_optimization_status: str | UnsetType = UNSET
    frequency: int | UnsetType = UNSET
    frequency_schedule: int | UnsetType = UNSET
    next_day_retention: float | UnsetType = UNSET
    pacing: str | UnsetType = UNSET
    roas_bid: Decimal | UnsetType = UNSET
    schedule_end_time: str | UnsetType = UNSET
    schedule_start_time: str | UnsetType = UNSET
    schedule_type: str | UnsetType = UNSET
    secondary_optimization_event: str | UnsetType = UNSET


class AdGroupBudget(Params, kw_only=True):
    """A lifetime budget, in force at once."""

    adgroup_id: str
    budget: Decimal


class AdGroupScheduledBudget(Params, kw_only=True):
    """A daily budget, in force from midnight of the advertiser's day."""

    adgroup_id: str
    scheduled_budget: Decimal


class Bidding(Targeting, kw_only=True):
    """What TikTok answers about an ad group's schedule, budget, bid and goal; times are UTC."""

    optimization_event: str | None = None
    deep_funnel_optimization_status: str | None = None
    deep_funnel_event_source: str | None = None
    deep_funnel_event_source_id: str | None = None
    deep_funnel_optimization_event: str | None = None
    budget_mode: str | None = None
    budget: Decimal | None = None
    scheduled_budget: Decimal | None = None
    schedule_type: str | None = None
    schedule_start_time: str | None = None
    schedule_end_time: str | None = None
    predict_impression: int | None = None
    topview_reach_range: list[int] | None = None
    pre_discount_cpm: Decimal | None = None
    cpm: Decimal | None = None
    discount_type: str | None = None
    discount_amount: Decimal | None = None
    discount_percentage: float | None = None
    pre_discount_budget: Decimal | None = None
    schedule_infos: list[dict[str, Any]] | None = None
    delivery_mode: str | None = None
    dayparting: str | None = None
    optimization_goal: str | None = None
    secondary_optimization_event: str | None = None
    frequency: int | None = None
    frequency_schedule: int | None = None
    bid_type: str | None = None
    bid_price: Decimal | None = None
    conversion_bid_price: Decimal | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    vbo_window: str | None = None
    bid_display_mode: str | None = None
    deep_cpa_bid: Decimal | None = None
    cpv_video_duration: str | None = None
    next_day_retention: float | None = None
    click_attribution_window: str | None = None
    engaged_view_attribution_window: str | None = None
    view_attribution_window: str | None = None
    attribution_event_count: str | None = None
    billing_event: str | None = None
    pacing: str | None = None
    statistic_type: str | None = None
    feed_type: str | None = None
    rf_purchased_type: str | None = None
    purchased_impression: int | None = None
    purchased_reach: int | None = None
    rf_estimated_cpr: Decimal | None = None
    rf_estimated_frequency: float | None = None
    skip_learning_phase: bool | None = None
