"""Campaigns."""

from datetime import datetime

from msgspec import Struct

from tiktok_marketing.spec.campaign import Campaign as UpstreamCampaign

from . import budget as budgets
from .budget import Budget
from .delivery import Delivery, Status, delivery_of, status_of
from .moments import moment_of


class Campaign(Struct, frozen=True, kw_only=True, tag_field="object", tag="campaign"):
    """`objective` is TikTok's word. With `budget_optimization` the budget is the ad groups' together."""

    id: str
    advertiser_id: str | None
    name: str | None
    objective: str | None
    status: Status
    delivery: Delivery
    budget: Budget | None
    budget_optimization: bool
    created_at: datetime | None
    updated_at: datetime | None
    synced_at: datetime


def from_upstream(row: UpstreamCampaign, *, currency: str, synced_at: datetime) -> Campaign:
    """The campaign; what TikTok did not send is None, but budget optimization, which it sends only when on."""
    return Campaign(
        id=row.campaign_id,
        advertiser_id=row.advertiser_id,
        name=row.campaign_name,
        objective=row.objective_type,
        status=status_of(row.operation_status, row.secondary_status),
        delivery=delivery_of(row.operation_status, row.secondary_status),
        budget=budgets.from_upstream(row.budget_mode, row.budget, currency=currency),
        budget_optimization=bool(row.budget_optimize_on),
        created_at=moment_of(row.create_time),
        updated_at=moment_of(row.modify_time),
        synced_at=synced_at,
    )
