"""What the simulated TikTok keeps of audiences: uploaded files, custom audiences, saved targeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from .people import People
from .record import Record

# Behaviour reference §8.1 (sure).
LEAST_PEOPLE = 1_000
SLIDING_RETENTION = timedelta(days=365)
EXPIRING_DAYS = timedelta(days=60)

FILE, RULE, LOOKALIKE, SEGMENT = "FILE", "RULE", "LOOKALIKE", "SEGMENT"


class AudienceFile(Record, kw_only=True):
    """An uploaded file of identifiers; `id` is its file_path."""

    KIND = "audience_file"
    advertiser_id: str
    calculate_type: str
    uploaded_at: datetime
    rows: int
    people: People


class Computation(msgspec.Struct, kw_only=True, frozen=True):
    """What an audience comes to: decided when asked for, shown once the clock gets to `ready_at`."""

    asked_at: datetime
    ready_at: datetime
    cover_num: int
    people: People | None = None  # those of its files; None: TikTok finds them by itself
    error: str = ""  # why it came to nothing

    @property
    def is_enough(self) -> bool:
        return not self.error and self.cover_num >= LEAST_PEOPLE


class Change(msgspec.Struct, kw_only=True, frozen=True):
    """A line of the audience's history."""

    at: datetime
    action: str
    detail: str
    editor: str


class Share(msgspec.Struct, kw_only=True, frozen=True):
    """Another advertiser that may use the audience, until `ended_at`."""

    advertiser_id: str
    since: datetime
    ended_at: datetime | None = None


class Application(msgspec.Struct, kw_only=True, frozen=True):
    """A line of the log of ad groups: `usage_mode` is Include, Exclude or, when it was taken away, Disconnect."""

    at: datetime
    adgroup_id: str
    usage_mode: str
    editor: str


class Audience(Record, kw_only=True):
    """A custom audience. `current` is its newest computation but for `coming`, which the clock may not have reached."""

    KIND = "audience"
    advertiser_id: str
    name: str
    how: str  # FILE, RULE, LOOKALIKE, SEGMENT
    audience_type: str  # as TikTok shows it
    sub_type: str
    created_at: datetime
    last_used_at: datetime
    current: Computation
    coming: Computation | None = None
    computations: int = 1  # how many there ever were: chance of the next depends on it
    calculate_type: str | None = None
    retention_days: int | None = None  # None: a year from the last use
    auto_refresh: bool = False
    enhancement: bool = False
    rule: dict[str, Any] | None = None
    lookalike: dict[str, Any] | None = None
    changes: list[Change] = msgspec.field(default_factory=list)  # oldest first
    shares: list[Share] = msgspec.field(default_factory=list)  # oldest first; one for each advertiser
    applications: list[Application] = msgspec.field(default_factory=list)  # oldest first
    expired_at: datetime | None = None  # its end was dealt with; a later change begins a new life
    deleted_at: datetime | None = None


class SavedAudience(Record, kw_only=True):
    """Targeting kept under a name; `fields` holds it as TikTok answers it."""

    KIND = "saved_audience"
    advertiser_id: str
    created_at: datetime
    fields: dict[str, Any]
    deleted_at: datetime | None = None
