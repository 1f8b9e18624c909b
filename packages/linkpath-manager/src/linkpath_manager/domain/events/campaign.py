"""What is told of campaigns."""

from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from linkpath_manager.domain.budget import Budget
from linkpath_manager.domain.campaign import Campaign
from linkpath_manager.domain.delivery import Delivery
from linkpath_manager.domain.event import EventType

from .statuses import PreviousStatus


class CampaignStatusChanged(Struct, frozen=True, kw_only=True):
    """`reason` is the short word of the campaign's delivery; null: nothing stands in the way, or nobody knows."""

    object: Campaign
    previous: PreviousStatus
    reason: str | None


EXAMPLE: Final = Campaign(
    id="1780000000000000001",
    advertiser_id="7000000000000000001",
    name="Spring sale",
    objective="WEB_CONVERSIONS",
    status="PAUSED",
    delivery=Delivery(state="PAUSED", reason="SWITCHED_OFF", upstream_status="CAMPAIGN_STATUS_DISABLE"),
    budget=Budget(mode="DAILY", amount="50.00", currency="EUR"),
    budget_optimization=False,
    created_at=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
    updated_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    synced_at=datetime(2026, 11, 20, 8, 1, tzinfo=UTC),
)

STATUS_CHANGED: Final = EventType(
    name="campaign.status_changed",
    summary="A campaign is ACTIVE, PAUSED or DELETED and was not before, or TikTok delivers it or not any more.",
    payload=CampaignStatusChanged,
    example=CampaignStatusChanged(
        object=EXAMPLE,
        previous=PreviousStatus(
            status="ACTIVE",
            delivery=Delivery(state="DELIVERING", reason=None, upstream_status="CAMPAIGN_STATUS_ENABLE"),
        ),
        reason="SWITCHED_OFF",
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)
