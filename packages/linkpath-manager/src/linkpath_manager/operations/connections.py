"""Connections: getting TikTok's grant, testing it, giving it back."""

from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import Connection, ConnectionTest
from linkpath_manager.domain.listing import Listing, ListOf
from linkpath_manager.errors import Conflict, LinkPathError, NotFound, ReconnectNeeded
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import advertisers as advertiser_store
from linkpath_manager.store import connections, workspaces
from linkpath_manager.store.connections import ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.spec.oauth import (
    OAUTH2_ADVERTISER_GET,
    OAUTH2_REVOKE_TOKEN,
    OAuth2AdvertiserGetParams,
    OAuth2RevokeTokenParams,
)

from . import upstream
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

log = structlog.get_logger()

START_AGAIN = "Start again with POST /v1/connections."


class NoParams(Params):
    pass


class ConnectionRef(Params):
    id: str


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await connections.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    documents = [msgspec.json.encode(shown(row)) for row in rows]
    return Listing(documents, has_more=False, next_cursor=None, total_count=len(rows), as_of=None)


async def _get(ctx: Context, params: ConnectionRef) -> Connection:
    return shown(await row_of(ctx, params.id))


async def _test(ctx: Context, params: ConnectionRef) -> ConnectionTest:
    row = await row_of(ctx, params.id)
    now = ctx.services.clock.now()
    if row.sealed_token is None or row.status not in {"CONNECTED", "BROKEN"}:
        return ConnectionTest(
            ok=False, checked_at=now, advertiser_ids=[], reason=f"the connection is {row.status}", hint=START_AGAIN
        )
    app_id, secret = app_credentials(ctx.services)
    asked = OAuth2AdvertiserGetParams(app_id=app_id, secret=secret)
    tested = {"last_tested_at": to_micros(now)}
    try:
        answer = await upstream.call_as(
            ctx, OAUTH2_ADVERTISER_GET, asked, token=reveal(ctx.services, row), connection_id=row.id
        )
    except ReconnectNeeded as error:
        await change_with_run(ctx, row, **tested)
        return ConnectionTest(ok=False, checked_at=now, advertiser_ids=[], reason=error.message, hint=error.hint)
    await change_with_run(ctx, row, **tested, status="CONNECTED", reason=None)
    ids = [opened.advertiser_id for opened in answer.data.rows]
    return ConnectionTest(ok=True, checked_at=now, advertiser_ids=ids, reason=None, hint=None)


async def _revoke(ctx: Context, params: ConnectionRef) -> Connection:
    row = await row_of(ctx, params.id)
    if row.status == "REVOKED":
        return shown(row)
    now = to_micros(ctx.services.clock.now())
    async with ctx.services.db.transaction(
        ctx.actor.workspace_id
    ) as tx:  # at once: what follows at TikTok may take its time
        await connections.change(
            tx, row.id, status="REVOKED", reason=None, revoked_at=now, state_hash=None, upstream_revoked=0
        )
        await _close_advertisers(tx, ctx.services, row)
    await _tell_revoked(ctx, row)
    return shown(await row_of(ctx, row.id))


async def _close_advertisers(tx: AsyncConnection, services: Services, row: ConnectionRow) -> None:
    """Takes the grant from its advertisers; those that another grant opens as well stay open by that one."""
    await advertiser_store.close(tx, row.id)
    still_open: set[str] = set()
    for other in await connections.of_workspace(services.db, row.workspace_id):
        if other.status == "CONNECTED" and other.id != row.id:
            for advertiser_id in set(other.advertiser_ids.split()) - still_open:
                await advertiser_store.change(tx, row.workspace_id, advertiser_id, connection_id=other.id)
                still_open.add(advertiser_id)
    selected = await workspaces.selected_advertiser_id(services.db, row.workspace_id)
    if selected in row.advertiser_ids.split() and selected not in still_open:
        await workspaces.select_advertiser(tx, row.workspace_id, min(still_open, default=None))


async def _tell(ctx: Context, params: ConnectionRef) -> Connection:
    row = await row_of(ctx, params.id)
    if row.status == "REVOKED":
        await _tell_revoked(ctx, row)
    return shown(await row_of(ctx, row.id))


async def _tell_revoked(ctx: Context, row: ConnectionRow) -> None:
    """Ends the grant at TikTok too; if TikTok cannot be told now, the worker tries again."""
    if row.sealed_token is None:
        return
    app_id, secret = app_credentials(ctx.services)
    params = OAuth2RevokeTokenParams(app_id=app_id, secret=secret, access_token=reveal(ctx.services, row))
    try:
        await upstream.call_as(ctx, OAUTH2_REVOKE_TOKEN, params, token=None)
    except ReconnectNeeded:
        pass  # The token was dead already.
    except LinkPathError as error:
        log.warning("connection.revoke_upstream_failed", connection_id=row.id, code=error.reason)
        return
    async with ctx.services.db.transaction(ctx.actor.workspace_id) as tx:
        await connections.change(tx, row.id, upstream_revoked=1, sealed_token=None)


def app_credentials(services: Services) -> tuple[str, str]:
    """The developer app's id and secret."""
    settings = services.settings
    if not settings.tiktok_app_id or not settings.tiktok_secret.get_secret_value():
        raise Conflict(
            "No TikTok developer app is configured.",
            code="app_not_configured",
            hint="Set LINKPATH_TIKTOK_APP_ID and LINKPATH_TIKTOK_SECRET, and start LinkPath again.",
        )
    return settings.tiktok_app_id, settings.tiktok_secret.get_secret_value()


def shown(row: ConnectionRow) -> Connection:
    return Connection(**facts(row))


def facts(row: ConnectionRow) -> dict[str, Any]:
    def moment(micros: int | None) -> datetime | None:
        return from_micros(micros) if micros else None

    return {
        "id": row.id,
        "status": row.status,
        "reason": row.reason,
        "advertiser_ids": row.advertiser_ids.split(),
        "scope": row.scope.split(),
        "created_at": from_micros(row.created_at),
        "connected_at": moment(row.connected_at),
        "revoked_at": moment(row.revoked_at),
        "last_tested_at": moment(row.last_tested_at),
    }


async def row_of(ctx: Context, connection_id: str) -> ConnectionRow:
    row = await connections.by_id(ctx.services.db, ctx.actor.workspace_id, connection_id)
    if row is None:
        raise NotFound(f"There is no connection {connection_id}.", param="id", hint="GET /v1/connections lists them.")
    return row


async def change_with_run(ctx: Context, row: ConnectionRow, **values: object) -> None:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write

    async def commit(tx: AsyncConnection) -> None:
        await connections.change(tx, row.id, from_status=row.status, **values)

    ctx.run.commits.append(commit)


def reveal(services: Services, row: ConnectionRow) -> str:
    """The grant's token; `row` has one."""
    assert row.sealed_token is not None  # noqa: S101  # callers look first
    return services.sealer.open(row.sealed_token, bound_to=CONNECTION_TOKEN.place(row.id)).reveal()


LIST_CONNECTIONS = Operation(
    name="connections.list",
    summary="List connections",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(Connection),
    perform=_list,
)

GET_CONNECTION = Operation(
    name="connections.get",
    summary="Get a connection",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=Connection,
    perform=_get,
)

TEST_CONNECTION = Operation(
    name="connections.test",
    summary="Test a connection",
    description="Asks TikTok which advertisers the grant opens now.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=ConnectionTest,
    perform=_test,
    reach="tiktok",
)

REVOKE_CONNECTION = Operation(
    name="connections.revoke",
    summary="Revoke a connection",
    description="At once everywhere in LinkPath, and at TikTok.",
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
