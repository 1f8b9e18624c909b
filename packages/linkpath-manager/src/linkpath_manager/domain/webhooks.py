"""Webhook endpoints and deliveries, as they are told of."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

SignatureFormat = Literal["timestamped", "body"]
Ordering = Literal["none", "per_object"]
EndpointStatus = Literal["ENABLED", "PAUSED", "DISABLED"]
"""PAUSED: by its owner; what is to be told waits. DISABLED: by LinkPath, for the `reason` of its health."""

EndpointState = Literal["HEALTHY", "NEW", "FAILING", "HELD", "PAUSED", "DISABLED"]
"""NEW: nothing was posted yet. FAILING: the last post failed. HELD: so many failed that one at a time tries."""

DeliveryStatus = Literal["PENDING", "DELIVERED", "FAILED", "CANCELLED"]
DeliveryKind = Literal["event", "resend", "replay", "test"]


class EndpointHealth(Struct, frozen=True, kw_only=True):
    """Why what is to be told arrives or does not, and what to do. `waiting`: how many deliveries are on their way.

    `failing_since`: every post since then failed. `next_attempt_at`: when the next one is due.
    """

    state: EndpointState
    reason: str | None
    hint: str | None
    waiting: int
    next_attempt_at: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: str | None
    failing_since: datetime | None


class WebhookEndpoint(Struct, frozen=True, kw_only=True, tag_field="object", tag="webhook_endpoint"):
    """Where events are posted. `event_types` holds names and globs; `advertiser_ids` null: of every advertiser, and
    what is about the workspace.

    With `ordering` per_object an object's event waits until the one before it has arrived or was given up.
    `old_secret_until`: until then posts are signed with the former secret too.
    """

    id: str
    url: str
    description: str
    event_types: list[str]
    advertiser_ids: list[str] | None
    signature_format: SignatureFormat
    ordering: Ordering
    status: EndpointStatus
    health: EndpointHealth
    old_secret_until: datetime | None
    created_at: datetime
    updated_at: datetime


class NewWebhookEndpoint(WebhookEndpoint, frozen=True, kw_only=True, tag_field="object", tag="webhook_endpoint"):
    """An endpoint with its secret, shown this once."""

    secret: str


class DeliveryAttempt(Struct, frozen=True, kw_only=True):
    """One post. `reason` says in a sentence how it ended; `response` is the first 16 KiB of what was answered."""

    number: int
    at: datetime
    ms: int
    ok: bool
    status: int | None
    reason: str
    response: str | None


class Delivery(Struct, frozen=True, kw_only=True, tag_field="object", tag="delivery"):
    """An event on its way to one endpoint. `reason` says in a sentence how it stands.

    `attempts_begun` may be more than there are `attempts`: a process that died told nothing of its own.
    """

    id: str
    endpoint_id: str
    event_id: str
    event_type: str
    kind: DeliveryKind
    status: DeliveryStatus
    reason: str
    attempts_begun: int
    attempts: list[DeliveryAttempt]
    next_attempt_at: datetime | None
    ended_at: datetime | None


class Replay(Struct, frozen=True, kw_only=True, tag_field="object", tag="replay"):
    """How many events are told again; with `dry_run` how many would be."""

    count: int
    dry_run: bool
