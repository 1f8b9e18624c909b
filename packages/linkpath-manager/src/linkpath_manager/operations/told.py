"""How posts ended, written down: the deliveries, and the health of the endpoints; one transaction for many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.delivery import schedule
from linkpath_manager.delivery.post import Posted
from linkpath_manager.domain.events.endpoint import DisabledEndpoint, disabled
from linkpath_manager.domain.measures import WEBHOOK_SECONDS
from linkpath_manager.domain.webhooks import DeliveryAttempt
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import EVERYWHERE, deliveries, events, webhook_endpoints
from linkpath_manager.store.deliveries import DeliveryRow, Ended
from linkpath_manager.store.webhook_endpoints import DISABLED, ENABLED, EndpointRow

from .services import Services

log = structlog.get_logger()

_SUCCESS_NOTED_MICROS: Final = 1_000_000
"""The last success is exact to this: a busy endpoint's row is not written at every post."""
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(list[DeliveryAttempt]).decode


@dataclass(frozen=True, slots=True)
class Result:
    """How a post ended at `at`; `posted` None: it was not made."""

    row: DeliveryRow
    endpoint: EndpointRow
    posted: Posted | None
    at: datetime


async def write_down(services: Services, results: Sequence[Result], chance: Callable[[], float]) -> None:
    """Ends deliveries or says when they are due again, and keeps how their endpoints do."""
    by_endpoint: dict[str, list[Result]] = {}
    for result in results:
        by_endpoint.setdefault(result.endpoint.id, []).append(result)
    touched = [endpoint_id for endpoint_id, mine in by_endpoint.items() if any(map(_tells_of_endpoint, mine))]
    async with services.db.transaction(EVERYWHERE) as tx:
        held = await webhook_endpoints.hold(tx, touched) if touched else []
        await deliveries.end(tx, [_ended(result, chance) for result in results])
        for endpoint in held:
            await _note(tx, endpoint, by_endpoint[endpoint.id])
    times = services.board.slate[WEBHOOK_SECONDS]
    for result in results:
        if result.posted:
            outcome = "delivered" if result.posted.ok else "failed"
            times.observe((outcome,), result.posted.ms / 1_000)
            _tell_span(services, result, result.posted)


def _tell_span(services: Services, result: Result, posted: Posted) -> None:
    attributes: dict[str, str | int | float] = {
        "linkpath.workspace_id": result.row.workspace_id,
        "linkpath.attempt": result.row.attempt,
    }
    if posted.status:
        attributes["http.response.status_code"] = posted.status
    services.tracing.past("webhook.post", posted.ms / 1_000, attributes, failure=None if posted.ok else "failed")


def attempt_of(result: Result, posted: Posted) -> DeliveryAttempt:
    return DeliveryAttempt(
        number=result.row.attempt,
        at=result.at,
        ms=posted.ms,
        ok=posted.ok,
        status=posted.status,
        reason=posted.reason,
        response=posted.response,
    )


def _ended(result: Result, chance: Callable[[], float]) -> Ended:
    row, posted, now = result.row, result.posted, to_micros(result.at)
    if posted is None:
        return Ended(row.id, row.attempt, deliveries.PENDING, row.attempts, now, None, row.attempt - 1)
    attempts = _encode([*_decode(row.attempts), attempt_of(result, posted)])
    if posted.ok:
        return Ended(row.id, row.attempt, deliveries.DELIVERED, attempts, now, now, row.attempt)
    asked = schedule.asked_seconds(posted.retry_after, result.at)
    delay = None if posted.is_last or row.kind == "test" else schedule.delay_seconds(row.attempt, chance(), asked)
    if delay is None:
        return Ended(row.id, row.attempt, deliveries.FAILED, attempts, now, now, row.attempt)
    due_at = now + round(delay * 1_000_000)
    return Ended(row.id, row.attempt, deliveries.PENDING, attempts, due_at, None, row.attempt)


def _tells_of_endpoint(result: Result) -> bool:
    if result.posted is None or result.posted.is_last:
        return False
    noted = result.endpoint.last_success_at or 0
    stale = to_micros(result.at) - noted >= _SUCCESS_NOTED_MICROS
    return not result.posted.ok or result.endpoint.failures > 0 or stale


async def _note(tx: AsyncConnection, endpoint: EndpointRow, results: Sequence[Result]) -> None:
    """How the endpoint does now; one that has failed for too long, or wants no more, is disabled and that is told."""
    posts = [(result.at, result.posted) for result in results if result.posted and not result.posted.is_last]
    values = _health(endpoint, posts)
    reason = _reason_to_disable(values | {"status": endpoint.status}, posts)
    if reason is None:
        await webhook_endpoints.change(tx, endpoint.id, **values)
        return
    at = posts[-1][0]
    values |= {"status": DISABLED, "reason": reason, "disabled_at": to_micros(at), "held_until": 0}
    await webhook_endpoints.change(tx, endpoint.id, **values)
    since = values["failing_since"]
    shown = DisabledEndpoint(
        id=endpoint.id,
        url=endpoint.url,
        status="DISABLED",
        reason=reason,
        failing_since=from_micros(since) if since else None,
        disabled_at=at,
    )
    await events.append(tx, endpoint.workspace_id, [disabled(shown)], at)
    log.warning("webhook_endpoint.disabled", endpoint_id=endpoint.id, workspace_id=endpoint.workspace_id)


def _health(endpoint: EndpointRow, posts: Sequence[tuple[datetime, Posted]]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(endpoint, name)
        for name in ("failures", "failing_since", "held_until", "last_success_at", "last_failure_at", "last_failure")
    }
    for moment, posted in posts:
        at = to_micros(moment)
        if posted.ok:
            values |= {"failures": 0, "failing_since": None, "held_until": 0, "last_success_at": at}
            continue
        failures = values["failures"] + 1
        held = schedule.hold_seconds(failures)
        values |= {
            "failures": failures,
            "failing_since": values["failing_since"] or at,
            "held_until": 0 if held is None else at + round(held * 1_000_000),
            "last_failure_at": at,
            "last_failure": posted.reason,
        }
    return values


def _reason_to_disable(values: dict[str, Any], posts: Sequence[tuple[datetime, Posted]]) -> str | None:
    if values["status"] != ENABLED or not posts:
        return None
    if any(posted.gone for _, posted in posts):
        return "It answered 410: nothing is wanted there any more."
    lasted = to_micros(posts[-1][0]) - (values["failing_since"] or to_micros(posts[-1][0]))
    if lasted < schedule.DISABLE_AFTER_SECONDS * 1_000_000:
        return None
    return f"Every post has failed for {lasted // 3_600_000_000} h. The last one: {values['last_failure']}"
