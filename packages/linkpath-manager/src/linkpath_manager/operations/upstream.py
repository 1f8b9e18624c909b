"""The one bridge to TikTok: tokens in, TikTok's errors turned into LinkPath's."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager import errors
from linkpath_manager.store import connections
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing import client as tiktok
from tiktok_marketing.spec import Effect, Endpoint
from tiktok_marketing.spec.endpoint import Params, Result

from .operation import Context
from .upstream_errors import RECONNECT, translated

log = structlog.get_logger()

P = TypeVar("P", bound=Params)
R = TypeVar("R", bound=Result)
Commit = Callable[[AsyncConnection], Awaitable[None]]


@dataclass
class RunLog:
    """What happens during one run: told to the run's row when it ends."""

    id: str
    started_at: int  # UTC microseconds
    upstream_request_ids: list[str] = field(default_factory=list)
    target_id: str | None = None
    changed: bool = False
    """Whether something is other at TikTok than it was, perhaps more than the run's own object."""
    commits: list[Commit] = field(default_factory=list)
    """What is to be written in the same transaction as the run's end; when one refuses, nothing is."""


_current_run: ContextVar[RunLog | None] = ContextVar("current_run", default=None)


def require_run(endpoint: Endpoint[Any, Any]) -> None:
    """The client's guard: no write leaves for TikTok but within a recorded run."""
    if endpoint.effect is not Effect.READ and _current_run.get() is None:
        raise RuntimeError(f"{endpoint.name} writes to TikTok and no run is recorded")


async def call(ctx: Context, endpoint: Endpoint[P, R], params: P) -> tiktok.Answer[R]:
    """Calls TikTok as the grant that opens `ctx.advertiser`."""
    connection_id, token = await _token(ctx)
    return await call_as(ctx, endpoint, params, token=token, connection_id=connection_id)


async def call_as(
    ctx: Context, endpoint: Endpoint[P, R], params: P, *, token: str | None, connection_id: str | None = None
) -> tiktok.Answer[R]:
    """Calls TikTok with `token`; when it turns out dead, the connection is marked broken."""
    with _in_run(ctx.run):
        try:
            answer = await ctx.services.client.call(
                endpoint,
                params,
                token=token,
                deadline_seconds=ctx.services.settings.upstream_deadline_seconds,
                priority=_priority(ctx),
            )
        except tiktok.TikTokError as error:
            raise await _translated(ctx, error, connection_id) from error
    if ctx.run:
        ctx.run.upstream_request_ids.append(answer.request_id)
        ctx.run.changed |= endpoint.effect is not Effect.READ
    return answer


async def pages(ctx: Context, endpoint: Endpoint[P, Any], params: P, key: Callable[[Any], Any]) -> tiktok.Pages[Any]:
    """Every page of a list, complete, as the grant that opens `ctx.advertiser`. `key` tells rows apart."""
    connection_id, token = await _token(ctx)
    try:
        return await ctx.services.client.pages(
            endpoint,
            params,
            token=token,
            key=key,
            deadline_seconds=ctx.services.settings.upstream_deadline_seconds,
            priority=_priority(ctx),
        )
    except tiktok.TikTokError as error:
        raise await _translated(ctx, error, connection_id) from error


@contextmanager
def _in_run(run: RunLog | None) -> Iterator[None]:
    before = _current_run.set(run)
    try:
        yield
    finally:
        _current_run.reset(before)


def _priority(ctx: Context) -> tiktok.Priority:
    return tiktok.Priority.MACHINE if ctx.actor.kind == "system" else tiktok.Priority.PERSON


async def _token(ctx: Context) -> tuple[str, str]:
    """The connection that opens the advertiser, and its token."""
    if ctx.advertiser is None or ctx.advertiser.connection_id is None:
        raise errors.ReconnectNeeded("No connection opens this advertiser.", hint=RECONNECT)
    row = await connections.by_id(ctx.services.db, ctx.actor.workspace_id, ctx.advertiser.connection_id)
    if row is None or row.status != "CONNECTED" or row.sealed_token is None:
        reason = row.reason if row and row.reason else "it was revoked"
        raise errors.ReconnectNeeded(f"The connection of this advertiser cannot be used: {reason}", hint=RECONNECT)
    return row.id, ctx.services.sealer.open(row.sealed_token, bound_to=CONNECTION_TOKEN.place(row.id)).reveal()


async def _translated(ctx: Context, error: tiktok.TikTokError, connection_id: str | None) -> errors.LinkPathError:
    if ctx.run and error.request_id:
        ctx.run.upstream_request_ids.append(error.request_id)
    log.warning("upstream.error", kind=type(error).__name__, code=error.code, request_id=error.request_id)
    if isinstance(error, tiktok.AuthError):
        await _mark_broken(ctx, connection_id, error.message)
    return translated(error)


async def _mark_broken(ctx: Context, connection_id: str | None, reason: str) -> None:
    if connection_id is None:
        return
    async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:
        await connections.change(tx, connection_id, from_status="CONNECTED", status="BROKEN", reason=reason)
