"""The one bridge to TikTok: tokens in, TikTok's errors turned into LinkPath's."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager import errors
from linkpath_manager.domain.event import Event
from linkpath_manager.domain.reading import Aimed
from tiktok_marketing import client as tiktok
from tiktok_marketing.spec import Effect, Endpoint
from tiktok_marketing.spec.endpoint import Params, Result

from .apps import DeveloperApp
from .grants import Grant, in_use, note_success, opening, prefer, refused
from .operation import Context
from .upstream_errors import is_dead, translated

log = structlog.get_logger()

P = TypeVar("P", bound=Params)
R = TypeVar("R", bound=Result)
T = TypeVar("T")
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
    disturbed: list[Aimed] | None = None
    """What besides its own object it may have changed; None: nobody knows."""
    events: list[Event] = field(default_factory=list)
    """What is told of it, by what is written at its end."""
    commits: list[Commit] = field(default_factory=list)
    """What is to be written in the same transaction as the run's end; when one refuses, nothing is."""
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is to be begun once that is written."""


_PATIENCE_SECONDS = 600.0

_current_run: ContextVar[RunLog | None] = ContextVar("current_run", default=None)


def require_run(endpoint: Endpoint[Any, Any]) -> None:
    """The client's guard: no write leaves for TikTok but within a recorded run."""
    if endpoint.effect is not Effect.READ and _current_run.get() is None:
        raise RuntimeError(f"{endpoint.name} writes to TikTok and no run is recorded")


async def call(ctx: Context, endpoint: Endpoint[P, R], params: P) -> tiktok.Answer[R]:
    """Calls TikTok as a grant that opens `ctx.advertiser`; where TikTok refuses one, as the next that opens it."""
    return await _by_any_grant(ctx, lambda grant: call_as(ctx, endpoint, params, grant))


async def call_by_name(ctx: Context, name: str, params: Mapping[str, Any]) -> tiktok.Answer[dict[str, Any]]:
    """Calls a reading endpoint of the catalogue, as a grant that opens `ctx.advertiser`.

    Raises:
        InvalidRequest: the catalogue forbids these parameters; nothing was sent.
    """

    async def ask(grant: Grant) -> tiktok.Answer[dict[str, Any]]:
        with _asking(ctx, grant):
            try:
                return await ctx.services.tiktok.of(grant.app).call(
                    name,
                    params,
                    token=grant.token.reveal(),
                    deadline_seconds=ctx.services.settings.upstream_deadline_seconds,
                    priority=_priority(ctx),
                )
            except tiktok.Refused as error:
                raise errors.InvalidRequest(
                    f"{name} does not take these parameters: {error.message}", hint="Mend the parameters named."
                ) from error
            except tiktok.TikTokError as error:
                raise await _translated(ctx, error, grant) from error

    return await _by_any_grant(ctx, ask)


async def call_as(ctx: Context, endpoint: Endpoint[P, R], params: P, grant: Grant) -> tiktok.Answer[R]:
    """Calls TikTok as `grant`; when that turns out dead, its connection is marked broken."""
    return await _call(ctx, endpoint, params, grant.app, grant)


async def call_app(ctx: Context, endpoint: Endpoint[P, R], params: P, app: DeveloperApp) -> tiktok.Answer[R]:
    """Calls TikTok as the app itself: what proves it is among the parameters."""
    return await _call(ctx, endpoint, params, app, None)


async def pages(ctx: Context, endpoint: Endpoint[P, Any], params: P, key: Callable[[Any], Any]) -> tiktok.Pages[Any]:
    """Every page of a list, complete, as a grant that opens `ctx.advertiser`. `key` tells rows apart."""

    async def read(grant: Grant) -> tiktok.Pages[Any]:
        with _asking(ctx, grant):
            try:
                async with _away(ctx):
                    found = await ctx.services.tiktok.of(grant.app).pages(
                        endpoint,
                        params,
                        token=grant.token.reveal(),
                        key=key,
                        deadline_seconds=_deadline_seconds(ctx),
                        priority=_priority(ctx),
                    )
            except tiktok.TikTokError as error:
                raise await _translated(ctx, error, grant) from error
        note_success(ctx.services, grant)
        return found

    return await _by_any_grant(ctx, read)


async def _by_any_grant(ctx: Context, work: Callable[[Grant], Awaitable[T]]) -> T:
    """What `work` returns for the first grant of the advertiser that TikTok does not refuse.

    A refusal of the grant comes before anything is done: a write may be sent again with another.
    """
    refusal: errors.ReconnectNeeded | None = None
    tried: list[tuple[str, int]] = []
    while True:
        grant = await opening(ctx, but=tried)
        if grant is None:
            assert refusal is not None  # noqa: S101  # none is found only after one was tried
            raise refusal
        try:
            done = await work(grant)
        except errors.ReconnectNeeded as error:
            refusal = refusal or error
            tried.append(grant.key)
            continue
        if tried:
            log.info("upstream.fell_over", connection_id=grant.connection_id, tried=[key[0] for key in tried])
            await prefer(ctx, grant)
        return done


async def _call(
    ctx: Context, endpoint: Endpoint[P, R], params: P, app: DeveloperApp, grant: Grant | None
) -> tiktok.Answer[R]:
    with _asking(ctx, grant):
        try:
            async with _away(ctx):
                answer = await ctx.services.tiktok.of(app).call(
                    endpoint,
                    params,
                    token=grant.token.reveal() if grant else None,
                    deadline_seconds=_deadline_seconds(ctx),
                    priority=_priority(ctx),
                )
        except tiktok.TikTokError as error:
            raise await _translated(ctx, error, grant) from error
    if grant:
        note_success(ctx.services, grant)
    if ctx.run:
        ctx.run.upstream_request_ids.append(answer.request_id)
        ctx.run.changed |= endpoint.effect is not Effect.READ
    return answer


@contextmanager
def _asking(ctx: Context, grant: Grant | None) -> Iterator[None]:
    """While TikTok is asked, for whom and as whom is known to what looks on: the write guard and the last look."""
    run_before, grant_before = _current_run.set(ctx.run), in_use.set(grant)
    try:
        yield
    finally:
        in_use.reset(grant_before)
        _current_run.reset(run_before)


def _priority(ctx: Context) -> tiktok.Priority:
    return tiktok.Priority.MACHINE if ctx.patient or ctx.actor.kind == "system" else tiktok.Priority.PERSON


def _deadline_seconds(ctx: Context) -> float:
    return _PATIENCE_SECONDS if ctx.patient else ctx.services.settings.upstream_deadline_seconds


def _away(ctx: Context) -> AbstractAsyncContextManager[None]:
    return ctx.companions.away() if ctx.companions else nullcontext()


async def _translated(ctx: Context, error: tiktok.TikTokError, grant: Grant | None) -> errors.LinkPathError:
    if ctx.run and error.request_id:
        ctx.run.upstream_request_ids.append(error.request_id)
    log.warning("upstream.error", kind=type(error).__name__, code=error.code, upstream_request_id=error.request_id)
    if grant and isinstance(error, tiktok.AuthError | tiktok.PermissionDenied):
        await refused(ctx.services, grant, error.code, error.message, dead=is_dead(error))
    return translated(error)
