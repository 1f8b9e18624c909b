"""What TikTok answers about a Smart+ object of either kind: goal, bid, budget, schedule and placement."""

from decimal import Decimal

import msgspec

from tiktok_marketing.spec.endpoint import Result


class SmartPlusSettings(Result, kw_only=True):
    """Times are UTC."""

    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    catalog_id: str | None = None
    catalog_authorized_bc_id: str | None = None
    promotion_type: str | None = None
    app_id: str | None = None
    promotion_website_type: str | None = None
    optimization_goal: str | None = None
    pixel_id: str | None = None
    optimization_event: str | None = None
    deep_funnel_optimization_status: str | None = None
    deep_funnel_event_source: str | None = None
    deep_funnel_event_source_id: str | None = None
    deep_funnel_optimization_event: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    bid_type: str | None = None
    bid_price: Decimal | None = None
    conversion_bid_price: Decimal | None = None
    deep_bid_type: str | None = None
    roas_bid: Decimal | None = None
    vbo_window: str | None = None
    click_attribution_window: str | None = None
    engaged_view_attribution_window: str | None = None
    view_attribution_window: str | None = None
    attribution_event_count: str | None = None
    billing_event: str | None = None
    budget_mode: str | None = None
    budget_auto_adjust_strategy: str | None = None
    budget: Decimal | None = None
    current_budget: Decimal | None = None
    schedule_type: str | None = None
    schedule_start_time: str | None = None
    schedule_end_time: str | None = None
    dayparting: str | None = None
    placement_type: str | None = None
    placements: list[str] = msgspec.field(default_factory=list)
    comment_disabled: bool | None = None
    share_disabled: bool | None = None
    video_download_disabled: bool | None = None
    skip_learning_phase: bool | None = None
    create_time: str | None = None
    modify_time: str | None = None
    operation_status: str | None = None
    product_set_id: str | None = None
    promotion_target_type: str | None = None
    scheduled_budget: Decimal | None = None
    secondary_status: str | None = None
