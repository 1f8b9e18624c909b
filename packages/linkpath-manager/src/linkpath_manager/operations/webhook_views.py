"""Webhook endpoints and deliveries as they are shown: how they do, why, and what to do."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from linkpath_manager.delivery import schedule
from linkpath_manager.domain.webhooks import (
    Delivery,
    DeliveryAttempt,
    EndpointHealth,
    EndpointState,
    WebhookEndpoint,
)
from linkpath_manager.errors import NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import deliveries, webhook_endpoints
from linkpath_manager.store.deliveries import DeliveryRow
from linkpath_manager.store.webhook_endpoints import DISABLED, PAUSED, EndpointRow

from .operation import Context

ENABLE: Final = 'Mend it, then PATCH it with {"status": "ENABLED"}: what waits goes out, and /replay tells the rest.'
_decode: Final = msgspec.json.Decoder(list[DeliveryAttempt]).decode


async def endpoint_of(ctx: Context, endpoint_id: str) -> EndpointRow:
    """The endpoint, as stored now.

    Raises:
        NotFound: the workspace has none of that id.
    """
    row = await webhook_endpoints.by_id(ctx.services.db, ctx.actor.workspace_id, endpoint_id)
    if row is None:
        raise NotFound(
            f"There is no webhook endpoint {endpoint_id}.", param="id", hint="GET /v1/webhook-endpoints lists them."
        )
    return row


async def shown(ctx: Context, row: EndpointRow) -> WebhookEndpoint:
    return WebhookEndpoint(**await facts(ctx, row))


async def facts(ctx: Context, row: EndpointRow) -> dict[str, Any]:
    """What is shown of the endpoint, by the names of its fields."""
    now = ctx.services.clock.now()
    waiting, due_at = await deliveries.standing(ctx.services.db, row.workspace_id, row.id)
    return {
        "id": row.id,
        "url": row.url,
        "description": row.description,
        "event_types": row.event_types.split(),
        "advertiser_ids": None if row.advertiser_ids is None else row.advertiser_ids.split(),
        "signature_format": row.signature_format,
        "ordering": row.ordering,
        "status": row.status,
        "health": health_of(row, now, waiting, due_at),
        "old_secret_until": _moment(row.old_secret_until if (row.old_secret_until or 0) > to_micros(now) else None),
        "created_at": from_micros(row.created_at),
        "updated_at": from_micros(row.updated_at),
    }


def health_of(row: EndpointRow, now: datetime, waiting: int, due_at: int | None) -> EndpointHealth:
    state, reason, hint = _state(row)
    stands_still = due_at is None or state in {"PAUSED", "DISABLED"}
    next_at = None if stands_still else max(due_at or 0, row.held_until, to_micros(now))
    return EndpointHealth(
        state=state,
        reason=reason,
        hint=hint,
        waiting=waiting,
        next_attempt_at=_moment(next_at),
        last_success_at=_moment(row.last_success_at),
        last_failure_at=_moment(row.last_failure_at),
        last_failure=row.last_failure,
        failing_since=_moment(row.failing_since),
    )


def _state(row: EndpointRow) -> tuple[EndpointState, str | None, str | None]:
    if row.status == DISABLED:
        return "DISABLED", row.reason, ENABLE
    if row.status == PAUSED:
        return "PAUSED", "Its owner paused it: what is to be told waits.", 'PATCH it with {"status": "ENABLED"}.'
    if not row.failures:
        return ("HEALTHY" if row.last_success_at else "NEW"), None, None
    since = from_micros(row.failing_since or row.last_failure_at or 0)
    off = since + timedelta(seconds=schedule.DISABLE_AFTER_SECONDS)
    said = f"The last {row.failures} posts failed. The last one: {row.last_failure}"
    hint = f"See its deliveries. If nothing arrives until {off:%Y-%m-%d %H:%M} UTC, it is disabled."
    if row.failures < schedule.HOLD_AFTER:
        return "FAILING", said, hint
    return "HELD", f"{said} One post at a time tries whether it goes again.", hint


def delivery_shown(row: DeliveryRow) -> Delivery:
    attempts = _decode(row.attempts)
    pending = row.status == deliveries.PENDING
    return Delivery(
        id=row.id,
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        event_type=row.event_type,
        kind=row.kind,  # type: ignore[arg-type]  # the store's words are DeliveryKind's
        status=row.status.upper(),  # type: ignore[arg-type]  # the store's words are DeliveryStatus's, in small letters
        reason=_reason(row, attempts),
        attempts_begun=row.attempt,
        attempts=attempts,
        next_attempt_at=from_micros(row.due_at) if pending and row.leased_by is None else None,
        ended_at=_moment(row.ended_at),
    )


def _reason(row: DeliveryRow, attempts: list[DeliveryAttempt]) -> str:
    last = attempts[-1].reason if attempts else ""
    if row.status == deliveries.CANCELLED:
        return "The endpoint was deleted before it arrived."
    if row.status == deliveries.FAILED:
        return f"It was given up after {row.attempt} attempts. {last}" if row.kind != "test" else last
    if row.status == deliveries.PENDING:
        said = "It is being posted." if row.leased_by else "It waits for its turn."
        return f"{last} It is tried again." if attempts else said
    return last


def _moment(micros: int | None) -> datetime | None:
    return from_micros(micros) if micros else None
