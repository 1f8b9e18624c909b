"""Connections: looked at, tested, and which of the granted advertisers LinkPath uses."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import Connection, ConnectionTest
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.errors import Conflict, InvalidRequest, ReconnectNeeded
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import advertisers as advertiser_store
from linkpath_manager.store import connections
from linkpath_manager.store.connections import ADVERTISERS, ConnectionRow
from tiktok_marketing.spec.oauth import OAUTH2_ADVERTISER_GET, OAuth2AdvertiserGetParams
from tiktok_marketing.spec.tt_user import TT_USER_TOKEN_INFO_GET, TtUserTokenInfoGetParams

from . import account_tokens, advertisers, openings, upstream
from .connection_rows import ConnectionRef, row_of, shown
from .grants import Grant, grant_of
from .health import RECONNECT, START_ANEW
from .inputs import Id
from .operation import Context, Effect, Operation, Params, Subject

_HAS_A_GRANT = ("CONNECTED", "BROKEN")


class NoParams(Params):
    pass


class UpdateConnection(Params):
    id: str
    advertiser_ids: Annotated[list[Id], Field(min_length=1)] | Literal["all"] = Field(
        description="Which of the granted advertisers LinkPath uses, or `all`, those of later grants included."
    )


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await connections.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    return on_one_page(shown(ctx, row) for row in rows)


async def _get(ctx: Context, params: ConnectionRef) -> Connection:
    return shown(ctx, await row_of(ctx, params.id))


async def _update(ctx: Context, params: UpdateConnection) -> Connection:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await row_of(ctx, params.id)
    wanted = row.granted if params.advertiser_ids == "all" else params.advertiser_ids
    granted = _granted(row, wanted)
    chosen = None if params.advertiser_ids == "all" else " ".join(granted)
    after = replace(row, chosen_advertiser_ids=chosen)
    added = [advertiser_id for advertiser_id in after.used if advertiser_id not in row.used]
    opened = await advertisers.info(ctx, await grant_of(ctx.services, row), added) if added else []

    async def commit(tx: AsyncConnection) -> None:
        await connections.change(tx, row.id, when={"status": _HAS_A_GRANT}, chosen_advertiser_ids=chosen)
        await advertiser_store.put(tx, opened)
        await openings.settle(tx, row.workspace_id)

    ctx.run.commits.append(commit)
    return shown(ctx, after)


def _granted(row: ConnectionRow, wanted: list[str]) -> list[str]:
    """`wanted`, if the grant opens them all.

    Raises:
        Conflict: the connection has no grant of advertisers.
        InvalidRequest: the grant does not open one of them.
    """
    if row.status not in _HAS_A_GRANT or row.kind != ADVERTISERS:
        raise Conflict(
            f"The connection {row.id} opens no advertisers: it is {row.status}.",
            hint="GET /v1/connections lists those that do, with status CONNECTED and kind ADVERTISERS.",
        )
    strangers = sorted(set(wanted) - set(row.granted))
    if strangers:
        raise InvalidRequest(
            f"The grant does not open {', '.join(strangers)}.",
            param="advertiser_ids",
            code="not_granted",
            hint=f"granted_advertiser_ids are those it opens. For others: {RECONNECT.replace('{id}', row.id)}",
        )
    return [advertiser_id for advertiser_id in row.granted if advertiser_id in set(wanted)]


async def _test(ctx: Context, params: ConnectionRef) -> ConnectionTest:
    row = await row_of(ctx, params.id)
    now = ctx.services.clock.now()
    if row.sealed_token is None or row.status not in _HAS_A_GRANT:
        next_step = START_ANEW if row.status == "REVOKED" else RECONNECT.replace("{id}", row.id)
        reason = f"the connection is {row.status}"
        return ConnectionTest(ok=False, checked_at=now, advertiser_ids=[], reason=reason, hint=next_step)
    try:
        ids = await (_ask_as_advertisers(ctx, row) if row.kind == ADVERTISERS else _ask_as_account(ctx, row))
    except ReconnectNeeded as error:
        await _note(ctx, row, last_tested_at=to_micros(now))
        hint = RECONNECT.replace("{id}", row.id) if error.reason == ReconnectNeeded.code else error.hint
        return ConnectionTest(ok=False, checked_at=now, advertiser_ids=[], reason=error.message, hint=hint)
    await _note(ctx, row, last_tested_at=to_micros(now), last_success_at=to_micros(now))
    return ConnectionTest(ok=True, checked_at=now, advertiser_ids=ids, reason=None, hint=None)


async def _ask_as_advertisers(ctx: Context, row: ConnectionRow) -> list[str]:
    """Ids of the advertisers that the grant opens now."""
    grant = await grant_of(ctx.services, row)
    asked = OAuth2AdvertiserGetParams(app_id=grant.app.app_id, secret=grant.app.secret.reveal())
    answer = await upstream.call_as(ctx, OAUTH2_ADVERTISER_GET, asked, grant)
    return [opened.advertiser_id for opened in answer.data.rows]


async def _ask_as_account(ctx: Context, row: ConnectionRow) -> list[str]:
    async def ask(grant: Grant) -> list[str]:
        asked = TtUserTokenInfoGetParams(app_id=grant.app.app_id, access_token=grant.token.reveal())
        await upstream.call_as(ctx, TT_USER_TOKEN_INFO_GET, asked, grant)
        return []

    if row.status == "BROKEN":  # perhaps it works again
        return await ask(await grant_of(ctx.services, row))
    return await account_tokens.by_fresh_grant(ctx, row.id, ask)


async def _note(ctx: Context, row: ConnectionRow, **values: int) -> None:
    """Has the run's end write down how the test went; a broken connection that works again is connected again."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    works = "last_success_at" in values

    async def commit(tx: AsyncConnection) -> None:
        await connections.change(tx, row.id, when={"status": _HAS_A_GRANT}, **values)
        broken = {"status": "BROKEN", "token_version": row.token_version}
        if works and await connections.change(tx, row.id, when=broken, status="CONNECTED", reason=None):
            await openings.settle(tx, row.workspace_id)

    ctx.run.commits.append(commit)


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

UPDATE_CONNECTION = Operation(
    name="connections.update",
    summary="Choose a connection's advertisers",
    description="Which of the advertisers that the grant opens LinkPath uses. What was read of the others is kept.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateConnection,
    result=Connection,
    perform=_update,
    reach="tiktok",
)

TEST_CONNECTION = Operation(
    name="connections.test",
    summary="Test a connection",
    description="Asks TikTok whether it takes the grant, and which advertisers it opens now.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=ConnectionTest,
    perform=_test,
    reach="tiktok",
)
