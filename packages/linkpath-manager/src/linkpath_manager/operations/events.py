"""Events: what happened, read in its order."""

import asyncio
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.event import ToldEvent
from linkpath_manager.domain.event_types import WebhookEventType, matching, shown
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.domain.listing import Document, Listing, ListOf, on_one_page
from linkpath_manager.errors import NotFound
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import events
from linkpath_manager.store.events import BEHIND_ALL, EventFilter, EventRow

from . import pages
from .inputs import CommaList, Id, Instant
from .operation import Context, Effect, Operation, Params, Subject

LOOK_SECONDS = 0.1
"""How often a request that waits for events looks for them."""

EventId = Annotated[str, Field(max_length=64, examples=["evt_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


def _known(pattern: str) -> str:
    matching([pattern])  # a ValueError, as pydantic wants it
    return pattern


_GLOBS = dict.fromkeys(f"{name.partition('.')[0]}.*" for name in EVENT_TYPES)
Pattern = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": ["*", *_GLOBS, *EVENT_TYPES], "examples": ["campaign.*"]}),
]
"""An event type, or a glob that at least one of them matches; the schema names the useful ones."""


class ListEvents(Params):
    type: CommaList[Pattern] = Field(default=(), description="Types, or globs such as `campaign.*`; left out: any.")
    advertiser_id: Id | None = Field(default=None, description="Left out: of every advertiser, and of the workspace.")
    object_id: str = Field(default="", max_length=80, description="Of what it happened to.")
    since: Instant | None = None
    until: Instant | None = None
    after: int | None = Field(
        default=None, ge=0, le=BEHIND_ALL, description="Oldest first, those behind this `sequence`; without it newest."
    )
    wait: int = Field(default=0, ge=0, le=25, description="With `after`: for how many seconds to wait for the first.")
    limit: int = Field(default=50, ge=1, le=1_000)
    cursor: str | None = Field(default=None, min_length=1, description="`next_cursor` of the page before.")


class EventRef(Params):
    id: EventId


class NoParams(Params):
    pass


async def _list(ctx: Context, params: ListEvents) -> Listing:
    wanted = EventFilter(
        types=tuple(matching(params.type)),
        advertiser_ids=(params.advertiser_id,) if params.advertiser_id else None,
        object_id=params.object_id,
        since=to_micros(params.since) if params.since else 0,
        until=to_micros(params.until) if params.until else BEHIND_ALL,
    )
    ascending = params.after is not None
    bound_to = f"{ctx.actor.workspace_id}/events/{ascending}/{wanted}"
    begin = params.after if params.after is not None else BEHIND_ALL
    (at,) = pages.behind(ctx, params.cursor, bound_to) or (begin,)
    rows = await _page(ctx, wanted, params, at, ascending=ascending)
    has_more, rows = len(rows) > params.limit, rows[: params.limit]
    return Listing(
        documents=[row.body for row in rows],
        has_more=has_more,
        next_cursor=pages.next_cursor(ctx, [rows[-1].sequence], bound_to) if has_more else None,
        total_count=len(rows),
        as_of=None,
    )


async def _page(ctx: Context, wanted: EventFilter, params: ListEvents, at: int, *, ascending: bool) -> list[EventRow]:
    """One more than asked for, where there are; `ascending`, with what happens while the request waits."""
    db, workspace_id = ctx.services.db, ctx.actor.workspace_id
    looks = 1 + (int(params.wait / LOOK_SECONDS) if ascending else 0)
    known = -1
    for look in range(looks):
        if look:
            await asyncio.sleep(LOOK_SECONDS)
        newest = await events.newest(db, workspace_id)
        if newest == known:
            continue
        rows = await events.page(db, workspace_id, wanted, params.limit + 1, at=at, ascending=ascending)
        if rows:
            return rows
        known = newest
    return []


async def _get(ctx: Context, params: EventRef) -> Document:
    row = await row_of(ctx, params.id)
    return Document(row.id, row.body)


async def _list_types(_ctx: Context, _params: NoParams) -> Listing:
    return on_one_page(shown(kind) for kind in EVENT_TYPES.values())


async def row_of(ctx: Context, event_id: str) -> EventRow:
    row = await events.by_id(ctx.services.db, ctx.actor.workspace_id, event_id)
    if row is None:
        raise NotFound(
            f"There is no event {event_id}.",
            param="id",
            hint="GET /v1/events lists them; they are kept for 30 days.",
        )
    return row


LIST_EVENTS = Operation(
    name="events.list",
    summary="List events",
    description="Newest first; with `after` oldest first, and with `wait` as they happen. `total_count` is the page's.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListEvents,
    result=ListOf(ToldEvent),
    perform=_list,
)

GET_EVENT = Operation(
    name="events.get",
    summary="Get an event",
    description="The same bytes that were posted.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=EventRef,
    result=ToldEvent,
    perform=_get,
)

LIST_EVENT_TYPES = Operation(
    name="event_types.list",
    summary="List event types",
    description="What is told, with the JSON Schema of its data, an example and what changed of it.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(WebhookEventType),
    perform=_list_types,
)
