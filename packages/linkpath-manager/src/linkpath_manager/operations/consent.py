"""A person's consent at TikTok: sent there, brought back, turned into a connection."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import Connection, StartedConnection
from linkpath_manager.errors import Conflict, ReconnectNeeded
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import advertisers as advertiser_store
from linkpath_manager.store import connections, workspaces
from linkpath_manager.store.connections import ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN, AccessToken, OAuth2AccessTokenParams

from . import advertisers, upstream
from .connections import START_AGAIN, NoParams, app_credentials, change_with_run, facts, reveal, row_of
from .operation import Context, Effect, Operation, Params, Subject

CALLBACK_PATH = "/oauth/tiktok/callback"
CONSENT_LIFE = timedelta(hours=1)
_REASONS = {"access_denied": "the person denied it"}


class CompleteConnection(Params):
    """What TikTok sends the browser back with. The code is never stored."""

    id: str
    auth_code: SecretStr | None = None
    error: str | None = None


async def _start(ctx: Context, _params: NoParams) -> StartedConnection:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    app_id, _ = app_credentials(ctx.services)
    now = ctx.services.clock.now()
    state = secrets.token_urlsafe(32)
    row = ConnectionRow(
        id=new_id("con", now),
        workspace_id=ctx.actor.workspace_id,
        status="PENDING",
        created_at=to_micros(now),
        expires_at=to_micros(now + CONSENT_LIFE),
        state_hash=sha256_hex(state.encode()),
    )

    async def commit(tx: AsyncConnection) -> None:
        await connections.add(tx, row)

    ctx.run.commits.append(commit)
    query = urlencode({"app_id": app_id, "state": state, "redirect_uri": ctx.services.public_url + CALLBACK_PATH})
    address = f"{str(ctx.services.settings.tiktok_base_url).rstrip('/')}/portal/auth?{query}"
    return StartedConnection(**facts(row), authorization_url=address, expires_at=from_micros(row.expires_at))


async def _complete(ctx: Context, params: CompleteConnection) -> Connection:
    row = await row_of(ctx, params.id)
    if row.status != "PENDING":
        raise Conflict("This consent was answered already.", code="consent_used", hint=START_AGAIN)
    if params.error is not None or params.auth_code is None:
        reason = _REASONS.get(params.error or "", params.error or "TikTok sent no code")
        await change_with_run(ctx, row, status="DENIED", reason=reason)
        raise Conflict(f"TikTok was not connected: {reason}.", code="consent_denied", hint=START_AGAIN)
    if row.sealed_token is None:
        row = await _granted(ctx, row, params.auth_code.get_secret_value())
    ids = row.advertiser_ids.split()
    if not ids:
        await change_with_run(ctx, row, status="EMPTY", reason="no advertiser was ticked")
        raise Conflict(
            "The consent opens no advertiser: none was ticked.",
            code="no_advertisers",
            hint=f"{START_AGAIN} On TikTok's page, tick at least one advertiser.",
        )
    opened = await advertisers.info(ctx, row.id, reveal(ctx.services, row), ids)
    now = to_micros(ctx.services.clock.now())
    await change_with_run(ctx, row, status="CONNECTED", reason=None, connected_at=now)
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write

    async def commit(tx: AsyncConnection) -> None:
        await advertiser_store.put(tx, opened)
        if await workspaces.selected_advertiser_id(ctx.services.db, row.workspace_id) is None:
            await workspaces.select_advertiser(tx, row.workspace_id, ids[0])

    ctx.run.commits.append(commit)
    return Connection(**{**facts(row), "status": "CONNECTED", "connected_at": from_micros(now)})


async def _granted(ctx: Context, row: ConnectionRow, auth_code: str) -> ConnectionRow:
    """`row` with TikTok's grant, kept at once: the code works once, and what follows may have to be repeated."""
    grant = await _exchange(ctx, auth_code)
    sealed = ctx.services.sealer.seal(grant.access_token, bound_to=CONNECTION_TOKEN.place(row.id))
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await connections.change(
            tx,
            row.id,
            sealed_token=sealed,
            scope=" ".join(map(str, grant.scope)),
            advertiser_ids=" ".join(grant.advertiser_ids),
        )
    return await row_of(ctx, row.id)


async def _exchange(ctx: Context, auth_code: str) -> AccessToken:
    app_id, secret = app_credentials(ctx.services)
    params = OAuth2AccessTokenParams(app_id=app_id, secret=secret, auth_code=auth_code)
    try:
        return (await upstream.call_as(ctx, OAUTH2_ACCESS_TOKEN, params, token=None)).data
    except ReconnectNeeded as error:
        raise Conflict(
            f"TikTok does not take this consent: {error.message}",
            code="consent_refused",
            hint=START_AGAIN,
            upstream=error.upstream,
        ) from error


START_CONNECTION = Operation(
    name="connections.start",
    summary="Start a connection",
    description="A person opens `authorization_url`, ticks advertisers at TikTok and approves.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=StartedConnection,
    perform=_start,
)

COMPLETE_CONNECTION = Operation(
    name="connections.complete",
    summary="Complete a connection",
    description="TikTok sends the browser back here; the state that LinkPath gave proves that it is the same person.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CompleteConnection,
    result=Connection,
    perform=_complete,
    reach="tiktok",
)
