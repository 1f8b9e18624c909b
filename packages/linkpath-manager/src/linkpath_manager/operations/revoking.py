"""Revoking a connection: at once everywhere in LinkPath, and at TikTok as soon as it can be told."""

from dataclasses import replace
from datetime import timedelta

import structlog

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import Connection
from linkpath_manager.errors import LinkPathError, ReconnectNeeded
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import connections
from linkpath_manager.store.connections import TIKTOK_ACCOUNT, ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_REFRESH_TOKEN
from tiktok_marketing.spec.codes import ACCESS_TOKEN_EXPIRED
from tiktok_marketing.spec.oauth import OAUTH2_REVOKE_TOKEN, OAuth2RevokeTokenParams
from tiktok_marketing.spec.tt_user import (
    TT_USER_OAUTH2_REFRESH_TOKEN,
    TT_USER_OAUTH2_REVOKE,
    TtUserRefreshTokenParams,
    TtUserRevokeParams,
)

from . import health, openings, upstream
from .connection_rows import ConnectionRef, row_of, shown
from .grants import Grant, grant_of
from .operation import Context, Effect, Operation, Subject

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)


async def give_back(ctx: Context, grant: Grant, kind: str, refresh_token: Secret | None = None) -> None:
    """Ends the grant at TikTok. One that TikTok does not know any more is ended already.

    An account's token that has expired cannot be ended by itself: with `refresh_token` it is renewed for that.

    Raises:
        LinkPathError: TikTok has not said that it is ended.
    """
    try:
        await _end(ctx, grant, kind)
    except ReconnectNeeded as error:
        _raise_unless_dead(error)
        if refresh_token is not None and error.upstream and error.upstream.code == ACCESS_TOKEN_EXPIRED:
            await _end_renewed(ctx, grant, kind, refresh_token)


async def _revoke(ctx: Context, params: ConnectionRef) -> Connection:
    row = await row_of(ctx, params.id)
    if row.status == "REVOKED":
        return shown(ctx, row)
    now = to_micros(ctx.services.clock.now())
    async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:  # at once: TikTok may take its time
        await connections.change(
            tx, row.id, status="REVOKED", reason=None, revoked_at=now, upstream_revoked=0, state_hash=None, consent=None
        )
        await openings.settle(tx, row.workspace_id)
    return await _tell(ctx, params)


async def _tell(ctx: Context, params: ConnectionRef) -> Connection:
    """Ends the grant at TikTok and destroys its tokens here; if TikTok cannot be told now, the worker tries again."""
    row = await row_of(ctx, params.id)
    if row.status != "REVOKED" or row.sealed_token is None:
        return shown(ctx, row)
    try:
        await _give_back_stored(ctx, row)
    except LinkPathError as error:
        log.warning("connection.revoke_upstream_failed", connection_id=row.id, code=error.reason)
        await _try_later(ctx, row, error)
    else:
        same = {"token_version": row.token_version}
        destroyed = {"sealed_token": None, "sealed_refresh_token": None, "refresh_started_at": None}
        async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:
            await connections.change(tx, row.id, when=same, upstream_revoked=1, **destroyed)
    return shown(ctx, await row_of(ctx, row.id))


async def _give_back_stored(ctx: Context, row: ConnectionRow) -> None:
    refresh_token = None
    if row.sealed_refresh_token is not None:
        place = CONNECTION_REFRESH_TOKEN.place(row.id)
        refresh_token = ctx.services.sealer.open(row.sealed_refresh_token, bound_to=place)
    await give_back(ctx, await grant_of(ctx.services, row), row.kind, refresh_token)


async def _end(ctx: Context, grant: Grant, kind: str) -> None:
    app_id, secret, token = grant.app.app_id, grant.app.secret.reveal(), grant.token.reveal()
    if kind == TIKTOK_ACCOUNT:
        account = TtUserRevokeParams(client_id=app_id, client_secret=secret, access_token=token)
        await upstream.call_app(ctx, TT_USER_OAUTH2_REVOKE, account, grant.app)
    else:
        advertisers = OAuth2RevokeTokenParams(app_id=app_id, secret=secret, access_token=token)
        await upstream.call_app(ctx, OAUTH2_REVOKE_TOKEN, advertisers, grant.app)


async def _end_renewed(ctx: Context, grant: Grant, kind: str, refresh_token: Secret) -> None:
    asked = TtUserRefreshTokenParams(
        client_id=grant.app.app_id,
        client_secret=grant.app.secret.reveal(),
        grant_type="refresh_token",
        refresh_token=refresh_token.reveal(),
    )
    try:
        told = (await upstream.call_app(ctx, TT_USER_OAUTH2_REFRESH_TOKEN, asked, grant.app)).data
        await _end(ctx, replace(grant, token=Secret(told.access_token or "")), kind)
    except ReconnectNeeded as error:
        _raise_unless_dead(error)


def _raise_unless_dead(error: ReconnectNeeded) -> None:
    """Where the app is refused, or something forbidden, the grant may live on."""
    if error.reason != ReconnectNeeded.code:
        raise error


async def _try_later(ctx: Context, row: ConnectionRow, error: LinkPathError) -> None:
    """The longer TikTok could not be told, the longer until the next attempt."""
    now = ctx.services.clock.now()
    since = now - from_micros(row.revoked_at or to_micros(now))
    retry_at = to_micros(now + min(max(since, FIRST_WAIT), LONGEST_WAIT))
    told = health.refused(now, error.upstream.code if error.upstream else None, error.message)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await connections.change(tx, row.id, upstream_retry_at=retry_at, **told)


REVOKE_CONNECTION = Operation(
    name="connections.revoke",
    summary="Revoke a connection",
    description="At once everywhere in LinkPath, and at TikTok; until TikTok has said so LinkPath goes on telling it.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=Connection,
    perform=_revoke,
    reach="tiktok",
)

TELL_REVOKED = Operation(
    name="connections.tell_revoked",
    summary="Tell TikTok that a connection was revoked",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=Connection,
    perform=_tell,
    reach="tiktok",
)
