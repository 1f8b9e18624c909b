"""What the simulated TikTok keeps of ads that it composes itself: Smart+ of both kinds, and automated creatives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from .record import Record

MANUAL, SMART_PLUS, UPGRADED = "MANUAL", "SMART_PLUS", "UPGRADED_SMART_PLUS"
"""How a campaign is run, in the words of reports (behaviour reference §5.5, sure)."""
ACO = "ACO"


class SmartCreative(msgspec.Struct, kw_only=True, frozen=True):
    """One creative of a smart ad; `id` is its ad_material_id, `ad_id` the ad by which it is delivered."""

    id: str
    ad_id: str
    operation_status: str
    info: dict[str, Any]


class SmartAd(Record, kw_only=True):
    """Several creatives with texts, addresses and calls to action, from which TikTok makes ads.

    `id` is the smart_plus_ad_id. A creative that was taken out stays, deleted, for its figures do too.
    """

    KIND = "smart_ad"
    how: str  # UPGRADED_SMART_PLUS, SMART_PLUS, ACO
    advertiser_id: str
    campaign_id: str
    adgroup_id: str
    operation_status: str
    created_at: datetime
    modified_at: datetime
    fields: dict[str, Any]
    creatives: list[SmartCreative]
    appealed_at: datetime | None = None

    @property
    def living(self) -> list[SmartCreative]:
        """The creatives that are in it."""
        return [creative for creative in self.creatives if creative.operation_status != "DELETE"]
