"""Deliveries: looked at, tried out, told again."""

from dataclasses import replace
from typing import Annotated, Final, Literal

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.delivery.post import Posted
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.event import Event, body_of
from linkpath_manager.domain.event_types import matching
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.domain.listing import Listing, ListOf
from linkpath_manager.domain.webhooks import Delivery, Replay
from linkpath_manager.errors import Conflict
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import deliveries, events, webhook_endpoints
from linkpath_manager.store.deliveries import DeliveryRow
from linkpath_manager.store.events import BEHIND_ALL, EventFilter, EventRow
from linkpath_manager.store.webhook_endpoints import EndpointRow

from . import pages
from .events import EventId, Pattern, row_of
from .inputs import Instant
from .operation import Context, Effect, Operation, Params, Subject
from .telling import made_for, post_headers, wants
from .told import Result, attempt_of
from .webhook_params import EndpointId
from .webhook_views import delivery_shown, endpoint_of

MOST_REPLAYED: Final = 10_000
_Status = Literal["PENDING", "DELIVERED", "FAILED", "CANCELLED"]


class ListDeliveries(Params):
    id: EndpointId
    status: _Status | None = Field(default=None, description="Left out: any.")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, min_length=1, description="`next_cursor` of the page before.")


class TryEndpoint(Params):
    id: EndpointId
    event_type: Literal[*EVENT_TYPES] | None = Field(  # type: ignore[valid-type]  # the registry's names
        default=None, description="Whose example is posted; left out, the first that the endpoint is told of."
    )


class ReplayEvents(Params):
    id: EndpointId
    since: Instant | None = Field(default=None, description="From this moment on.")
    until: Instant | None = None
    event_types: Annotated[tuple[Pattern, ...], Field(max_length=50)] = Field(
        default=(), description="Left out: all that the endpoint is told of."
    )
    only: Literal["all", "undelivered"] = Field(
        default="undelivered", description="`undelivered`: those that have never arrived there."
    )
    dry_run: bool = Field(default=False, description="true: only counts.")


class ResendEvent(Params):
    id: EventId
    endpoint_id: EndpointId | None = Field(default=None, description="Left out: to every endpoint that wants it.")


async def _list(ctx: Context, params: ListDeliveries) -> Listing:
    endpoint = await endpoint_of(ctx, params.id)
    bound_to = f"{endpoint.workspace_id}/deliveries/{endpoint.id}/{params.status}"
    (before,) = pages.behind(ctx, params.cursor, bound_to) or (deliveries.BEHIND_ALL,)
    status = params.status.lower() if params.status else None
    rows = await deliveries.page(
        ctx.services.db, endpoint.workspace_id, endpoint.id, params.limit + 1, status=status, before=before
    )
    has_more, rows = len(rows) > params.limit, rows[: params.limit]
    return Listing(
        documents=[msgspec.json.encode(delivery_shown(row)) for row in rows],
        has_more=has_more,
        next_cursor=pages.next_cursor(ctx, [rows[-1].id], bound_to) if has_more else None,
        total_count=len(rows),
        as_of=None,
    )


async def _test(ctx: Context, params: TryEndpoint) -> Delivery:
    """Posts an example at once, and once."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    endpoint, now = await endpoint_of(ctx, params.id), ctx.services.clock.now()
    kind = EVENT_TYPES[params.event_type or matching(endpoint.event_types.split())[0]]
    event_id = new_id("evt", now)
    event = Event(kind.name, None, "webhook_endpoint", endpoint.id, kind.example)
    body = body_of(event, event_id=event_id, created_at=now, sequence=0, workspace_id=endpoint.workspace_id)
    row = DeliveryRow(
        id=new_id("dlv", now),
        workspace_id=endpoint.workspace_id,
        endpoint_id=endpoint.id,
        event_id=event_id,
        event_type=kind.name,
        sequence=0,
        due_at=to_micros(now),
        kind="test",
        attempt=1,
        ended_at=to_micros(now),
    )
    posted = await ctx.services.poster.post(endpoint.url, body, post_headers(ctx.services, row, endpoint, body))
    ended = _tested(row, endpoint, posted, ctx)

    async def commit(tx: AsyncConnection) -> None:
        await deliveries.add(tx, [ended])

    ctx.run.commits.append(commit)
    return delivery_shown(ended)


def _tested(row: DeliveryRow, endpoint: EndpointRow, posted: Posted, ctx: Context) -> DeliveryRow:
    attempt = attempt_of(Result(row, endpoint, posted, ctx.services.clock.now()), posted)
    status = deliveries.DELIVERED if posted.ok else deliveries.FAILED
    return replace(row, status=status, attempts=msgspec.json.encode([attempt]))


async def _replay(ctx: Context, params: ReplayEvents) -> Replay:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    endpoint = await endpoint_of(ctx, params.id)
    wanted = await _to_replay(ctx, endpoint, params)
    if params.dry_run:
        return Replay(count=len(wanted), dry_run=True)
    if len(wanted) > MOST_REPLAYED:
        raise Conflict(
            f"More than {MOST_REPLAYED} events are to be told again.",
            code="too_many_events",
            hint="Narrow them with since and until, and replay one span after the other.",
        )
    rows = made_for(ctx.services, [endpoint], wanted, "replay")

    async def commit(tx: AsyncConnection) -> None:
        await deliveries.add(tx, rows)

    ctx.run.commits.append(commit)
    return Replay(count=len(rows), dry_run=False)


async def _to_replay(ctx: Context, endpoint: EndpointRow, params: ReplayEvents) -> list[EventRow]:
    """At most one more than can be."""
    db = ctx.services.db
    wanted = EventFilter(
        types=tuple(matching(params.event_types or endpoint.event_types.split())),
        since=to_micros(params.since) if params.since else 0,
        until=to_micros(params.until) if params.until else BEHIND_ALL,
    )
    arrived: set[str] = set()
    if params.only == "undelivered":
        arrived = await deliveries.delivered_events(db, endpoint.workspace_id, endpoint.id)
    found, at = list[EventRow](), 0
    while len(found) <= MOST_REPLAYED:
        rows = await events.page(db, endpoint.workspace_id, wanted, 1_000, at=at, ascending=True)
        found += [row for row in rows if row.id not in arrived and wants(endpoint, row)]
        if len(rows) < 1_000:
            break
        at = rows[-1].sequence
    return found[: MOST_REPLAYED + 1]


async def _resend(ctx: Context, params: ResendEvent) -> Replay:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    event = await row_of(ctx, params.id)
    if params.endpoint_id:
        endpoints = [await endpoint_of(ctx, params.endpoint_id)]
    else:
        endpoints = await webhook_endpoints.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    rows = made_for(ctx.services, endpoints, [event], "resend")
    if not rows:
        raise Conflict(
            f"No endpoint is told of {event.type} here.",
            code="nobody_told",
            hint="GET /v1/webhook-endpoints shows what each is told of.",
        )

    async def commit(tx: AsyncConnection) -> None:
        await deliveries.add(tx, rows)

    ctx.run.commits.append(commit)
    return Replay(count=len(rows), dry_run=False)


LIST_DELIVERIES = Operation(
    name="webhook_endpoints.deliveries",
    summary="List a webhook endpoint's deliveries",
    description="Newest first, with every attempt and its reason. `total_count` is the page's.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListDeliveries,
    result=ListOf(Delivery),
    perform=_list,
)

TEST_ENDPOINT = Operation(
    name="webhook_endpoints.test",
    summary="Test a webhook endpoint",
    description="Posts an example at once, and once, and tells how that ended.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=TryEndpoint,
    result=Delivery,
    perform=_test,
)

REPLAY_EVENTS = Operation(
    name="webhook_endpoints.replay",
    summary="Tell a webhook endpoint events again",
    description="Those that it wants, of a span of time; `dry_run` counts them first. At most 10,000 at a time.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ReplayEvents,
    result=Replay,
    perform=_replay,
)

RESEND_EVENT = Operation(
    name="events.resend",
    summary="Tell an event again",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ResendEvent,
    result=Replay,
    perform=_resend,
    names_others=True,
)
