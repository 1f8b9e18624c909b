"""What is told of ad groups."""

from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from linkpath_manager.domain.adgroup import AdGroup, Bid, Schedule, Targeting
from linkpath_manager.domain.budget import Budget
from linkpath_manager.domain.delivery import Delivery
from linkpath_manager.domain.event import EventType

from .statuses import PreviousStatus


class AdGroupStatusChanged(Struct, frozen=True, kw_only=True):
    """`reason` is the short word of the ad group's delivery, such as BUDGET_EXHAUSTED or SCHEDULE_ENDED."""

    object: AdGroup
    previous: PreviousStatus
    reason: str | None


STATUS_CHANGED: Final = EventType(
    name="adgroup.status_changed",
    summary="An ad group is ACTIVE, PAUSED or DELETED and was not before, or TikTok delivers it or not any more.",
    payload=AdGroupStatusChanged,
    example=AdGroupStatusChanged(
        object=AdGroup(
            id="1780000000000000101",
            advertiser_id="7000000000000000001",
            campaign_id="1780000000000000001",
            name="Germany, 25 to 34",
            status="ACTIVE",
            delivery=Delivery(
                state="OUT_OF_BUDGET", reason="BUDGET_EXHAUSTED", upstream_status="ADGROUP_STATUS_BUDGET_EXCEED"
            ),
            budget=Budget(mode="DAILY", amount="50.00", currency="EUR"),
            optimization_goal="CONVERT",
            billing_event="OCPM",
            bid=Bid(strategy="MAX_DELIVERY", amount=None, currency="EUR"),
            promotion_type="WEBSITE",
            schedule=Schedule(start_at=datetime(2026, 11, 2, 10, tzinfo=UTC), end_at=None),
            placements=["PLACEMENT_TIKTOK"],
            targeting=Targeting(
                location_ids=["2921044"],
                age_groups=["AGE_25_34"],
                gender="GENDER_UNLIMITED",
                languages=["de"],
                operating_systems=None,
                interest_category_ids=None,
                audience_ids=None,
                excluded_audience_ids=None,
            ),
            pixel_id="7100000000000000001",
            optimization_event="SHOPPING",
            app_id=None,
            created_at=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
            updated_at=datetime(2026, 11, 18, 16, 40, tzinfo=UTC),
            synced_at=datetime(2026, 11, 20, 8, 1, tzinfo=UTC),
        ),
        previous=PreviousStatus(
            status="ACTIVE",
            delivery=Delivery(state="DELIVERING", reason=None, upstream_status="ADGROUP_STATUS_DELIVERY_OK"),
        ),
        reason="BUDGET_EXHAUSTED",
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)
