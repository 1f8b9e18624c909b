"""What is advertised: campaigns, ad groups and ads, with what was set and decided of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from .offer import Offer
from .record import Record
from .smart_records import MANUAL


class Setting(msgspec.Struct, kw_only=True, frozen=True):
    """What spending depends on, as it stood from `at` on. The figures read these, so the past stays as it was."""

    at: datetime
    operation_status: str  # ENABLE, DISABLE, DELETE, FROZEN
    budget: Decimal | None = None
    budget_mode: str | None = None
    # An ad group's schedule as it then stood. Without a start the present `fields` are taken for it.
    schedule_start: datetime | None = None
    schedule_end: datetime | None = None
    dayparting: str | None = None
    # Without it, the present `fields` are taken for what an ad group offered, and for what an ad showed.
    offer: Offer | None = None
    shown: tuple[str, ...] | None = None  # an ad's video, its images, or its post


class Node(Record):
    """A campaign, an ad group or an ad. `fields` holds TikTok's own fields but ids, status and times."""

    advertiser_id: str
    operation_status: str
    created_at: datetime
    modified_at: datetime
    fields: dict[str, Any]
    history: list[Setting]  # oldest first; never empty
    request_id: str | None = None  # the caller's, of the create call: a repeat is recognised by it


class Campaign(Node):
    KIND = "campaign"

    @property
    def automation(self) -> str:
        """How it is run: MANUAL, SMART_PLUS or UPGRADED_SMART_PLUS."""
        return str(self.fields.get("campaign_automation_type", MANUAL))


class AdGroup(Node, kw_only=True):
    KIND = "adgroup"
    campaign_id: str
    scheduled_budget: tuple[datetime, Decimal] | None = None
    flips_at: datetime | None = None  # beyond the advertiser's quota: when it is paused


class Review(msgspec.Struct, kw_only=True, frozen=True):
    """What the reviewers will say, and when: decided at submission, shown once the clock gets there."""

    submitted_at: datetime
    decided_at: datetime
    approved: bool
    again: bool = False  # the ad had been approved before: REAUDIT
    reasons: tuple[str, ...] = ()


class Ad(Node, kw_only=True):
    KIND = "ad"
    campaign_id: str
    adgroup_id: str
    reviews: list[Review]  # oldest first; never empty
    smart_ad_id: str | None = None  # the smart ad that it is a creative of
