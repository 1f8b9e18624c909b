"""What the simulated TikTok keeps of those who want to be told: subscriptions, and what was posted to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from .record import Record

Signed = Literal["right", "wrong", "not"]
Standing = Literal["pending", "delivered", "dropped", "lost", "withheld"]


class Subscription(Record, kw_only=True):
    """One order to be told of something; it ends with the token in its `detail`."""

    KIND = "subscription"
    app_id: str
    entity: str  # TikTok's subscribe_entity
    callback_url: str
    detail: dict[str, Any]  # as it was sent
    created_at: datetime
    ended_at: datetime | None = None
    told: dict[str, Any] = msgspec.field(default_factory=dict)  # how far its notices have got


class AccountWebhook(Record, kw_only=True):
    """Where an app wants the events of TikTok accounts; `id` is `app_id:event_type`."""

    KIND = "account_webhook"
    app_id: str
    event_type: str  # VIDEO, COMMENT
    callback_url: str
    item_list: list[str] = msgspec.field(default_factory=list)  # posts; empty: all of them


class Attempt(msgspec.Struct, kw_only=True, frozen=True):
    """One post; `status` is None where no answer came, and `problem` says why."""

    at: datetime
    status: int | None = None
    problem: str = ""


class Delivery(Record, kw_only=True):
    """One notice on its way to one address."""

    KIND = "delivery"
    source_id: str  # the subscription's or the account webhook's
    app_id: str
    entity: str
    url: str
    body: str
    happened_at: datetime
    due_at: datetime  # of the next attempt, while it is pending
    rank: int = 0  # which goes first of those due at the same moment
    waits: bool = False  # lets the next notice to the same address go before it
    signed: Signed = "right"
    standing: Standing = "pending"
    attempts: list[Attempt] = msgspec.field(default_factory=list)


ENTITIES = (
    "LEAD",
    "AD_GROUP",
    "AD",
    "CREATIVE_FATIGUE",
    "REPORT_DATA_CHANGE",
    "API_SERVICE_STATUS",
    "AD_ACCOUNT_SUSPENSION",
)
EVENT_TYPES = ("VIDEO", "COMMENT")
NAMES = tuple(f"webhook.{entity.lower()}" for entity in (*ENTITIES, *EVENT_TYPES))
"""By which orders for trouble name deliveries."""


def name_of(entity: str) -> str:
    """The one of `NAMES` for an entity or event type."""
    return f"webhook.{entity.lower()}"
