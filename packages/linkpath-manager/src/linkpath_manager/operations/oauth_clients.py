"""OAuth clients that a workspace registers: programs of its own, with or without a secret."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.oauth import OAuthClient
from linkpath_manager.errors import Conflict, InvalidRequest, NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tokens import mint, token_hash
from linkpath_manager.store import oauth_clients, oauth_grants
from linkpath_manager.store.oauth_clients import ClientRow

from . import named_advertisers
from .connections import NoParams
from .oauth_client_params import CreateClient, UpdateClient, require_fitting
from .operation import Context, Effect, Operation, Params, Subject

_DELETED = "the client was deleted"


class ClientRef(Params):
    id: str


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await oauth_clients.live_of(ctx.services.db, ctx.actor.workspace_id)
    used = await oauth_grants.clients_used_at(ctx.services.db, ctx.actor.workspace_id)
    return on_one_page(_shown(row, used.get(row.id)) for row in rows)


async def _get(ctx: Context, params: ClientRef) -> OAuthClient:
    return await _shown_now(ctx, await _row_of(ctx, params.id))


async def _create(ctx: Context, params: CreateClient) -> OAuthClient:
    await named_advertisers.require_there(ctx, params.advertiser_ids)
    now = ctx.services.clock.now()
    secret = mint("lp_cs_") if params.confidential else None
    row = ClientRow(
        id=new_id("client", now),
        workspace_id=ctx.actor.workspace_id,
        origin=oauth_clients.REGISTERED,
        name=params.name,
        secret_hash=token_hash(secret) if secret else None,
        auth_method="client_secret_basic" if secret else "none",
        redirect_uris=" ".join(params.redirect_uris),
        grant_types=" ".join(params.grant_types),
        scopes=" ".join(sorted(set(params.scopes))),
        advertiser_ids=_joined(params.advertiser_ids),
        created_at=to_micros(now),
        created_by=ctx.actor.id,
    )

    async def commit(tx: AsyncConnection) -> None:
        await oauth_clients.add(tx, row)

    _with_run(ctx, commit)
    return msgspec.structs.replace(_shown(row, None), client_secret=secret)


async def _update(ctx: Context, params: UpdateClient) -> OAuthClient:
    row = await _live_row(ctx, params.id)
    changed = _changed(row, params)
    try:
        require_fitting(
            changed.grant_types.split(), changed.redirect_uris.split(), confidential=row.secret_hash is not None
        )
    except ValueError as error:
        raise InvalidRequest(f"The client would not fit together: {error}.", param="grant_types") from error
    await named_advertisers.require_there(ctx, params.advertiser_ids)
    told = ("name", "redirect_uris", "grant_types", "scopes", "advertiser_ids")

    async def commit(tx: AsyncConnection) -> None:
        await oauth_clients.change(tx, row.id, **{name: getattr(changed, name) for name in told})

    _with_run(ctx, commit)
    return await _shown_now(ctx, changed)


async def _rotate(ctx: Context, params: ClientRef) -> OAuthClient:
    row = await _live_row(ctx, params.id)
    if row.secret_hash is None:
        raise Conflict("This client is public: it has no secret.", hint="Create a confidential one.")
    secret = mint("lp_cs_")

    async def commit(tx: AsyncConnection) -> None:
        await oauth_clients.change(tx, row.id, secret_hash=token_hash(secret))

    _with_run(ctx, commit)
    return msgspec.structs.replace(await _shown_now(ctx, row), client_secret=secret)


async def _delete(ctx: Context, params: ClientRef) -> OAuthClient:
    row = await _row_of(ctx, params.id)
    if row.revoked_at is not None:
        return await _shown_now(ctx, row)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await oauth_clients.change(tx, row.id, revoked_at=now)
        await oauth_grants.revoke(tx, now, _DELETED, client_id=row.id, workspace_id=row.workspace_id)

    _with_run(ctx, commit)
    return await _shown_now(ctx, replace(row, revoked_at=now))


def _changed(row: ClientRow, params: UpdateClient) -> ClientRow:
    """`row` with what the params give."""
    ids = _joined(params.advertiser_ids) or row.advertiser_ids
    return replace(
        row,
        name=params.name or row.name,
        redirect_uris=row.redirect_uris if params.redirect_uris is None else " ".join(params.redirect_uris),
        grant_types=" ".join(params.grant_types or row.grant_types.split()),
        scopes=" ".join(sorted(set(params.scopes or row.scopes.split()))),
        advertiser_ids=None if params.all_advertisers else ids,
    )


def _with_run(ctx: Context, commit: Any) -> None:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    ctx.run.commits.append(commit)


async def _row_of(ctx: Context, client_id: str) -> ClientRow:
    row = await oauth_clients.by_id(ctx.services.db, client_id)
    if row is None or row.workspace_id != ctx.actor.workspace_id:
        raise NotFound(f"There is no client {client_id}.", param="id", hint="GET /v1/oauth-clients lists them.")
    return row


async def _live_row(ctx: Context, client_id: str) -> ClientRow:
    row = await _row_of(ctx, client_id)
    if row.revoked_at is not None:
        raise Conflict(f"The client {client_id} was deleted.", hint="Create another one.")
    return row


async def _shown_now(ctx: Context, row: ClientRow) -> OAuthClient:
    used = await oauth_grants.clients_used_at(ctx.services.db, row.workspace_id)
    return _shown(row, used.get(row.id))


def _shown(row: ClientRow, used_at: int | None) -> OAuthClient:
    return OAuthClient(
        id=row.id,
        name=row.name,
        confidential=row.secret_hash is not None,
        redirect_uris=row.redirect_uris.split(),
        grant_types=row.grant_types.split(),  # type: ignore[arg-type]  # written as such
        scopes=row.scopes.split(),
        advertiser_ids=None if row.advertiser_ids is None else row.advertiser_ids.split(),
        created_at=from_micros(row.created_at),
        last_used_at=from_micros(used_at) if used_at else None,
        revoked_at=from_micros(row.revoked_at) if row.revoked_at else None,
    )


def _joined(ids: Iterable[str] | None) -> str | None:
    return None if ids is None else " ".join(sorted(set(ids)))


LIST_CLIENTS = Operation(
    name="oauth_clients.list",
    summary="List OAuth clients",
    description="Those that the workspace registered, newest first.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(OAuthClient),
    perform=_list,
)

GET_CLIENT = Operation(
    name="oauth_clients.get",
    summary="Get an OAuth client",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ClientRef,
    result=OAuthClient,
    perform=_get,
)

CREATE_CLIENT = Operation(
    name="oauth_clients.create",
    summary="Create an OAuth client",
    description="A confidential client's secret is in this answer and in no other.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CreateClient,
    result=OAuthClient,
    perform=_create,
    shows_secret=True,
)

UPDATE_CLIENT = Operation(
    name="oauth_clients.update",
    summary="Change an OAuth client",
    description="Fewer scopes or advertisers hold at once for the tokens it has.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateClient,
    result=OAuthClient,
    perform=_update,
)

ROTATE_SECRET = Operation(
    name="oauth_clients.rotate_secret",
    summary="Give an OAuth client a new secret",
    description="The old one ends at once; tokens stay. The new one is in this answer and in no other.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ClientRef,
    result=OAuthClient,
    perform=_rotate,
    shows_secret=True,
)

DELETE_CLIENT = Operation(
    name="oauth_clients.delete",
    summary="Delete an OAuth client",
    description="With all that was granted to it, at once.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ClientRef,
    result=OAuthClient,
    perform=_delete,
)
