"""Tokens of TikTok accounts: good for a day, renewed ahead of time, by one caller for all who wait.

Why it is done this way is in docs/decisions/0009-one-renewal-however-many-wait.md.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from linkpath_manager.domain.actor import Scope, system
from linkpath_manager.domain.connection import Connection
from linkpath_manager.errors import Conflict, OutcomeUnknown, ReconnectNeeded, Unavailable, UpstreamBusy, UpstreamError
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import connections
from linkpath_manager.store.connections import TIKTOK_ACCOUNT, ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_REFRESH_TOKEN, CONNECTION_TOKEN
from tiktok_marketing.spec.codes import ACCESS_TOKEN_EXPIRED
from tiktok_marketing.spec.tt_user import TT_USER_OAUTH2_REFRESH_TOKEN, TtUserGrant, TtUserRefreshTokenParams

from . import health, upstream
from .apps import app_of
from .connection_rows import row_of, shown, tell_broken
from .grants import Grant, grant_of
from .operation import Context, Effect, NotPerformed, Operation, Params, Subject
from .services import Services
from .upstream_errors import RECONNECT

log = structlog.get_logger()
T = TypeVar("T")

AHEAD_SECONDS = 4 * 3_600
"""So long before its end a token is renewed: where that fails, there is time to try again and to tell somebody."""

SKEW_SECONDS = 60
"""A token that ends within this is not used any more: TikTok's clock is another one."""

LOCK_SECONDS = 120
"""So long another process's renewal is waited for: longer than one takes that TikTok does not answer."""

RETRY_SECONDS = 5
"""After a renewal that failed nobody asks again for so long: those who waited for it do not all try in turn."""

KEEP_SECONDS = 60
"""So long the new tokens are held in hand while the database does not take them."""


class RenewToken(Params):
    """`token_version` is that of the token to be replaced."""

    id: str
    token_version: int


async def by_fresh_grant(ctx: Context, connection_id: str, work: Callable[[Grant], Awaitable[T]]) -> T:
    """What `work` returns for the account's grant, which is renewed where it has ended, or TikTok says so.

    Raises:
        ReconnectNeeded: it cannot be renewed: a person has to connect again.
        UpstreamBusy: the renewal does not come to an end in time, or has just failed.
    """
    grant = await fresh_grant(ctx, connection_id)
    try:
        return await work(grant)
    except ReconnectNeeded as error:
        replaced = (await row_of(ctx, connection_id)).token_version != grant.version
        if not (replaced or (error.upstream and error.upstream.code == ACCESS_TOKEN_EXPIRED)):
            raise
    return await work(await fresh_grant(ctx, connection_id, but=grant.version))


async def fresh_grant(ctx: Context, connection_id: str, *, but: int | None = None, ahead: float = 0) -> Grant:
    """The account's grant, good for `SKEW_SECONDS` at least, or for `ahead` seconds where that is more.

    One of the version `but` is not good, whatever is written of it. Raises what `by_fresh_grant` does.
    """
    row = _usable(await row_of(ctx, connection_id))
    if not _is_fresh(ctx.services, row, but, ahead):
        await _wait_for_renewal(ctx.services, row)
        row = _usable(await row_of(ctx, connection_id))
    return await grant_of(ctx.services, row)


def token_columns(services: Services, row: ConnectionRow, told: TtUserGrant) -> dict[str, object]:
    """The columns that keep what TikTok has given: the tokens sealed, their ends as moments, the next version."""
    now = to_micros(services.clock.now())
    if not told.access_token or not told.refresh_token:
        raise UpstreamError("TikTok gave no tokens.", hint="Try again soon.")
    refresh_place = CONNECTION_REFRESH_TOKEN.place(row.id)
    return {
        "sealed_token": services.sealer.seal(told.access_token, bound_to=CONNECTION_TOKEN.place(row.id)),
        "sealed_refresh_token": services.sealer.seal(told.refresh_token, bound_to=refresh_place),
        "token_version": row.token_version + 1,
        "token_expires_at": now + (told.expires_in or 0) * 1_000_000,
        "refresh_expires_at": now + (told.refresh_token_expires_in or 0) * 1_000_000,
        "refresh_started_at": None,
        "refresh_retry_at": None,
        "last_success_at": now,
    }


async def renewals_ended(services: Services) -> None:
    """Returns when no renewal of this process is under way: one that is broken off may lose the only tokens."""
    await asyncio.gather(*services.renewals.values(), return_exceptions=True)


def _usable(row: ConnectionRow) -> ConnectionRow:
    if row.kind != TIKTOK_ACCOUNT:
        raise Conflict(f"The connection {row.id} is not a TikTok account's.", hint="GET /v1/connections lists those.")
    if row.status != "CONNECTED" or row.sealed_token is None:
        reason = row.reason or f"it is {row.status}"
        raise ReconnectNeeded(f"The connection of this TikTok account cannot be used: {reason}", hint=RECONNECT)
    return row


def _is_fresh(services: Services, row: ConnectionRow, but: int | None, ahead: float) -> bool:
    left = (row.token_expires_at or 0) - to_micros(services.clock.now())
    return row.token_version != but and left > max(ahead, SKEW_SECONDS) * 1_000_000


async def _wait_for_renewal(services: Services, row: ConnectionRow) -> None:
    """Returns when the token of `row` was replaced, by one task for all who wait in this process.

    That task is nobody's: it goes on when who waits for it gives up, and the process does not end before it.
    """
    task = services.renewals.get(row.id)
    if task is None:
        task = services.renewals[row.id] = asyncio.create_task(_replace(services, row))
        task.add_done_callback(lambda done: _forget(services, row.id, done))
    try:
        async with asyncio.timeout(services.settings.upstream_deadline_seconds):
            await asyncio.shield(task)
    except TimeoutError:
        raise UpstreamBusy(
            "The token of this TikTok account is being renewed, and TikTok has not answered yet.",
            hint="Repeat the request.",
            retry_after=RETRY_SECONDS,
        ) from None


def _forget(services: Services, connection_id: str, done: asyncio.Task[None]) -> None:
    del services.renewals[connection_id]
    if not done.cancelled():
        done.exception()  # whoever waited has it; where nobody does any more, it is kept with the connection


async def _replace(services: Services, row: ConnectionRow) -> None:
    """Renews the token, unless another process has done so first: one at a time, in the order of a lock.

    The lock is the database connection's (or the file's), so that it ends with the process and never by time.
    """
    ctx = Context(system(row.workspace_id), services, new_id("req", services.clock.now()))
    async with services.db.alone(f"renewal/{row.id}", within_seconds=LOCK_SECONDS):
        now = await row_of(ctx, row.id)
        if now.token_version != row.token_version or now.status != "CONNECTED":
            return
        if now.sealed_refresh_token is None:
            await _broken(ctx, now)
            return
        _look_at_pause(services, now)
        await services.gate.perform(ctx, RENEW_TOKEN, RenewToken(id=now.id, token_version=now.token_version))


def _look_at_pause(services: Services, row: ConnectionRow) -> None:
    left = (row.refresh_retry_at or 0) - to_micros(services.clock.now())
    if left > 0:
        raise UpstreamBusy(
            f"TikTok did not renew the token of this account a moment ago: {row.last_error}",
            hint="Repeat the request after Retry-After.",
            retry_after=left / 1_000_000,
        )


async def _renew(ctx: Context, params: RenewToken) -> Connection:
    """Sends the refresh token once, and writes before that it is sent: from then on it may be spent.

    Source: «The previous refresh token stops working once a new one is issued» (TikTok for Developers, «Refresh a User
    Access Token», 2026-11-02); that it holds for this API is likely.
    """
    row = await row_of(ctx, params.id)
    if row.token_version != params.token_version or row.sealed_refresh_token is None:
        return shown(ctx, row)
    app = await app_of(ctx.services, row.workspace_id, row.tiktok_app_id)
    token = ctx.services.sealer.open(row.sealed_refresh_token, bound_to=CONNECTION_REFRESH_TOKEN.place(row.id))
    asked = TtUserRefreshTokenParams(
        client_id=app.app_id,
        client_secret=app.secret.reveal(),
        grant_type="refresh_token",
        refresh_token=token.reveal(),
    )
    await _change(ctx, row, refresh_started_at=to_micros(ctx.services.clock.now()))
    try:
        told = (await upstream.call_app(ctx, TT_USER_OAUTH2_REFRESH_TOKEN, asked, app)).data
    except ReconnectNeeded as error:
        if error.reason == ReconnectNeeded.code:
            await _cannot_be_renewed(ctx, row, error)
        else:  # the app is refused, not the token
            await _failed(ctx, row, error.message, refresh_started_at=row.refresh_started_at)
        raise
    except OutcomeUnknown as error:
        # The mark stays: only the next attempt shows whether this one has spent the token.
        await _failed(ctx, row, error.message)
        raise UpstreamBusy(
            f"TikTok did not say whether it renewed the token: {error.message}",
            hint="Repeat the request after Retry-After: LinkPath then finds out.",
            retry_after=RETRY_SECONDS,
            upstream=error.upstream,
            code="renewal_unanswered",
        ) from error
    except UpstreamError as error:
        await _failed(ctx, row, error.message, refresh_started_at=row.refresh_started_at)
        raise
    await _keep(ctx, row, told)
    return shown(ctx, await row_of(ctx, row.id))


async def _looked_for(ctx: Context, params: RenewToken) -> Connection | NotPerformed:
    """A renewal whose end nobody saw: whoever needs the token finds out by the next one."""
    row = await row_of(ctx, params.id)
    return shown(ctx, row) if row.token_version != params.token_version else NotPerformed()


async def _keep(ctx: Context, row: ConnectionRow, told: TtUserGrant) -> None:
    """Writes the new tokens down at once, apart from the run's end: there is no second copy of them.

    A database that is away is waited for. A connection that was revoked meanwhile keeps them until TikTok is told.
    """
    values = token_columns(ctx.services, row, told)
    loop = asyncio.get_running_loop()
    until = loop.time() + KEEP_SECONDS
    while True:
        try:
            if not await _change(ctx, row, **values, status="CONNECTED", reason=None):
                await _keep_for_revoking(ctx, row, values)
            break
        except Unavailable:
            if loop.time() > until:
                raise
            await asyncio.sleep(0.2)
    log.info("token.renewed", connection_id=row.id)


async def _keep_for_revoking(ctx: Context, row: ConnectionRow, values: dict[str, object]) -> None:
    revoked = {"token_version": row.token_version, "status": "REVOKED"}
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await connections.change(tx, row.id, when=revoked, **values, upstream_revoked=0, upstream_retry_at=None)


async def _cannot_be_renewed(ctx: Context, row: ConnectionRow, error: ReconnectNeeded) -> None:
    """The refresh token is of no use any more. The access token, where it has not ended, still is."""
    now = ctx.services.clock.now()
    cut_off = row.refresh_started_at is not None
    reason = "an earlier renewal was cut off before its answer was kept" if cut_off else error.message
    code = error.upstream.code if error.upstream else None
    told = health.refused(now, code, error.message)
    ended = (row.token_expires_at or 0) <= to_micros(now) + SKEW_SECONDS * 1_000_000
    status = "BROKEN" if ended else row.status
    await _change(ctx, row, reason=reason, status=status, sealed_refresh_token=None, refresh_started_at=None, **told)
    log.warning("token.cannot_be_renewed", connection_id=row.id, cut_off=cut_off, code=code)


async def _broken(ctx: Context, row: ConnectionRow) -> None:
    """The token has ended, and nothing renews it."""
    await _change(ctx, row, status="BROKEN", reason=row.reason or "the token has ended")


async def _failed(ctx: Context, row: ConnectionRow, message: str, **values: object) -> None:
    """The renewal failed and can be tried again."""
    now = ctx.services.clock.now()
    told = health.refused(now, None, message)
    await _change(ctx, row, **told, **values, refresh_retry_at=to_micros(now) + RETRY_SECONDS * 1_000_000)


async def _change(ctx: Context, row: ConnectionRow, **values: object) -> bool:
    """Changes the connection, unless its token was replaced or it was revoked meanwhile."""
    same = {"token_version": row.token_version, "status": ("CONNECTED", "BROKEN")}
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        changed = await connections.change(tx, row.id, when=same, **values)
        if changed and row.status == "CONNECTED" and values.get("status") == "BROKEN":
            await tell_broken(tx, row.id, ctx.services.clock.now())
        return changed


RENEW_TOKEN = Operation(
    name="connections.renew",
    summary="Renew the token of a TikTok account",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=RenewToken,
    result=Connection,
    perform=_renew,
    reconcile=_looked_for,
    reach="tiktok",
)
