"""What the simulated TikTok keeps of conversion events: their sources, how many came, which were seen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from .record import Record

OFFLINE, CRM = "offline", "crm"


class PixelEventSetup(msgspec.Struct, kw_only=True, frozen=True):
    """An event set up in a pixel; `fields` holds it as TikTok answers it."""

    id: str
    fields: dict[str, Any]


class Pixel(Record, kw_only=True):
    """A website's source of events. `fields` holds what TikTok answers beyond ids, name and time."""

    KIND = "pixel"
    advertiser_id: str
    code: str
    name: str
    created_at: datetime
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    events: list[PixelEventSetup] = msgspec.field(default_factory=list)
    bc_id: str | None = None  # the Business Center that it was given to
    linked: list[str] = msgspec.field(default_factory=list)  # other ad accounts that may use it

    def serves(self, advertiser_id: str) -> bool:
        """Whether the ad account may use it."""
        return advertiser_id == self.advertiser_id or advertiser_id in self.linked


class EventSet(Record, kw_only=True):
    """A source of events of shops' tills (`offline`) or of a CRM (`crm`)."""

    KIND = "event_set"
    advertiser_id: str
    source: str  # offline, crm
    name: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    auto_tracking: bool = False
    deleted_at: datetime | None = None

    def tracks(self, advertiser_id: str) -> bool:
        """Whether new ads of the advertiser are attached to it."""
        return self.auto_tracking and self.deleted_at is None and advertiser_id == self.advertiser_id


class MobileApp(Record, kw_only=True):
    """An app that an advertiser promotes, and a source of events."""

    KIND = "mobile_app"
    advertiser_id: str
    platform: str  # ANDROID, IOS
    name: str
    package_name: str
    download_url: str
    created_at: datetime
    partner: str | None = None
    retargeting: str = "NON_RETARGETING"
    tracking_url: dict[str, str] = msgspec.field(default_factory=dict)


class CustomConversion(Record, kw_only=True):
    """What an advertiser counts as a conversion: an event of a source, where its properties keep to the rules."""

    KIND = "custom_conversion"
    advertiser_id: str
    source_type: str  # PIXEL, APP
    source_id: str
    name: str
    rules: list[dict[str, Any]]
    created_at: datetime
    updated_at: datetime
    description: str = ""
    optimization_event: str | None = None
    own_event: str | None = None  # an event of the advertiser's own


class EventTally(Record, kw_only=True):
    """How many events of one name a source received on one day; `id` is made of the four."""

    KIND = "event_tally"
    source: str  # web, app, offline, crm
    source_id: str
    event: str
    day: date  # of the event's time, in the time zone of the source's advertiser
    received: int = 0


class EventSightings(Record, kw_only=True):
    """The events of one request that can come again: 16 bytes of digest each, good for 48 h."""

    KIND = "event_sightings"
    at: datetime
    digests: bytes


def tally_id(source: str, source_id: str, event: str, day: date) -> str:
    return f"{source}:{source_id}:{day}:{event}"
