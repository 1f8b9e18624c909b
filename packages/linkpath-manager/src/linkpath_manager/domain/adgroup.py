"""Ad groups: whom they reach, when, and for how much."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from tiktok_marketing.spec.adgroup import AdGroup as UpstreamAdGroup

from . import budget as budgets
from .budget import Budget
from .currency import amount_text
from .delivery import Delivery, Status, delivery_of, status_of
from .moments import moment_of

Strategy = Literal["MAX_DELIVERY", "COST_CAP"]

# BID_TYPE_MAX_CONVERSION is what older clients sent for a bid without a cap.
# Source: https://business-api.tiktok.com/portal/docs?id=1745292444424193 (bidding).
UPSTREAM_STRATEGIES: dict[Strategy, str] = {"MAX_DELIVERY": "BID_TYPE_NO_BID", "COST_CAP": "BID_TYPE_CUSTOM"}
_STRATEGIES: dict[str, Strategy] = {
    "BID_TYPE_NO_BID": "MAX_DELIVERY",
    "BID_TYPE_MAX_CONVERSION": "MAX_DELIVERY",
    "BID_TYPE_CUSTOM": "COST_CAP",
}


class Bid(Struct, frozen=True, kw_only=True):
    """What one result may cost on average; without a cap `amount` is None."""

    strategy: Strategy
    amount: str | None
    currency: str


class Schedule(Struct, frozen=True, kw_only=True):
    """When the ads may run; `end_at` None: until they are switched off."""

    start_at: datetime | None
    end_at: datetime | None


class Targeting(Struct, frozen=True, kw_only=True):
    """Whom the ads are shown to, in TikTok's words; None: TikTok did not say, which it treats as everybody."""

    location_ids: list[str] | None
    age_groups: list[str] | None
    gender: str | None
    languages: list[str] | None
    operating_systems: list[str] | None
    interest_category_ids: list[str] | None
    audience_ids: list[str] | None
    excluded_audience_ids: list[str] | None


class AdGroup(Struct, frozen=True, kw_only=True, tag_field="object", tag="adgroup"):
    """Goals, events, promotion type and placements are TikTok's words."""

    id: str
    advertiser_id: str | None
    campaign_id: str | None
    name: str | None
    status: Status
    delivery: Delivery
    budget: Budget | None
    optimization_goal: str | None
    billing_event: str | None
    bid: Bid | None
    promotion_type: str | None
    schedule: Schedule
    placements: list[str] | None
    targeting: Targeting
    pixel_id: str | None
    optimization_event: str | None
    app_id: str | None
    created_at: datetime | None
    updated_at: datetime | None
    synced_at: datetime


def from_upstream(row: UpstreamAdGroup, *, currency: str, synced_at: datetime) -> AdGroup:
    """The ad group; what TikTok did not send is None."""
    return AdGroup(
        id=row.adgroup_id,
        advertiser_id=row.advertiser_id,
        campaign_id=row.campaign_id,
        name=row.adgroup_name,
        status=status_of(row.operation_status, row.secondary_status),
        delivery=delivery_of(row.operation_status, row.secondary_status),
        budget=budgets.from_upstream(row.budget_mode, row.budget, currency=currency),
        optimization_goal=row.optimization_goal,
        billing_event=row.billing_event,
        bid=_bid(row, currency),
        promotion_type=row.promotion_type,
        schedule=_schedule(row),
        placements=row.placements,
        targeting=_targeting(row),
        pixel_id=row.pixel_id,
        optimization_event=row.optimization_event,
        app_id=row.app_id,
        created_at=moment_of(row.create_time),
        updated_at=moment_of(row.modify_time),
        synced_at=synced_at,
    )


def _bid(row: UpstreamAdGroup, currency: str) -> Bid | None:
    """TikTok keeps the cap in one of two fields, by billing event; the other is absent or 0."""
    strategy = _STRATEGIES.get(row.bid_type or "")
    if strategy is None:
        return None
    cap = (row.conversion_bid_price or row.bid_price or None) if strategy == "COST_CAP" else None
    return Bid(strategy=strategy, amount=amount_text(cap, currency), currency=currency)


def _schedule(row: UpstreamAdGroup) -> Schedule:
    """TikTok gives an ad group without an end one that lies years ahead."""
    endless = row.schedule_type == "SCHEDULE_FROM_NOW"
    return Schedule(
        start_at=moment_of(row.schedule_start_time), end_at=None if endless else moment_of(row.schedule_end_time)
    )


def _targeting(row: UpstreamAdGroup) -> Targeting:
    return Targeting(
        location_ids=row.location_ids,
        age_groups=row.age_groups,
        gender=row.gender,
        languages=row.languages,
        operating_systems=row.operating_systems,
        interest_category_ids=row.interest_category_ids,
        audience_ids=row.audience_ids,
        excluded_audience_ids=row.excluded_audience_ids,
    )
