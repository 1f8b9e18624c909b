"""API keys: listed, revoked, and when each was last used."""

from datetime import datetime
from typing import Annotated

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.api_key import ApiKey, KeyStatus
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.errors import NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import EVERYWHERE, api_keys
from linkpath_manager.store.api_keys import ApiKeyRow

from .inputs import CommaList
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

KeyId = Annotated[str, Field(max_length=64, examples=["key_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


class ListApiKeys(Params):
    status: CommaList[KeyStatus] = Field(
        default=("ACTIVE", "EXPIRED"), min_length=1, description="Which to list; revoked ones only when asked for."
    )


class ApiKeyRef(Params):
    id: KeyId


async def _list(ctx: Context, params: ListApiKeys) -> Listing:
    now = to_micros(ctx.services.clock.now())
    rows = await api_keys.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    found = [key for key in (shown(row, now) for row in rows) if key.status in params.status]
    return on_one_page(found)


async def _get(ctx: Context, params: ApiKeyRef) -> ApiKey:
    return shown(await row_of(ctx, params.id), to_micros(ctx.services.clock.now()))


async def _revoke(ctx: Context, params: ApiKeyRef) -> ApiKey:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await row_of(ctx, params.id)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await api_keys.revoke_one(tx, row.workspace_id, row.id, now)

    ctx.run.commits.append(commit)
    return msgspec.structs.replace(shown(row, now), status="REVOKED", revoked_at=from_micros(row.revoked_at or now))


async def write_uses(services: Services) -> None:
    """Writes down when keys were last used, as far as this process saw it."""
    if not (minutes := services.key_uses.take()):
        return
    try:
        async with services.db.transaction(EVERYWHERE) as tx:
            await api_keys.note_uses(tx, minutes)
    except BaseException:
        services.key_uses.put_back(minutes)
        raise


def shown(row: ApiKeyRow, now: int) -> ApiKey:
    """The key as it stands at `now`, in UTC microseconds."""
    return ApiKey(
        id=row.id,
        name=row.name,
        hint=row.hint,
        status="ACTIVE" if row.is_live(now) else "EXPIRED" if row.revoked_at is None else "REVOKED",
        scopes=[Scope(scope) for scope in row.scopes.split()],
        advertiser_ids=None if row.advertiser_ids is None else row.advertiser_ids.split(),
        created_by=row.created_by,
        created_at=from_micros(row.created_at),
        last_used_at=_moment(row.last_used_at),
        expires_at=_moment(row.expires_at),
        revoked_at=_moment(row.revoked_at),
    )


async def row_of(ctx: Context, key_id: str) -> ApiKeyRow:
    row = await api_keys.by_id(ctx.services.db, ctx.actor.workspace_id, key_id)
    if row is None:
        raise NotFound(f"There is no API key {key_id}.", param="id", hint="GET /v1/api-keys lists them.")
    return row


def _moment(micros: int | None) -> datetime | None:
    return from_micros(micros) if micros is not None else None


LIST_API_KEYS = Operation(
    name="api_keys.list",
    summary="List API keys",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListApiKeys,
    result=ListOf(ApiKey),
    perform=_list,
)

GET_API_KEY = Operation(
    name="api_keys.get",
    summary="Get an API key",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ApiKeyRef,
    result=ApiKey,
    perform=_get,
)

REVOKE_API_KEY = Operation(
    name="api_keys.revoke",
    summary="Revoke an API key",
    description="It opens nothing from this moment on.",
    scope=Scope.API_KEYS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ApiKeyRef,
    result=ApiKey,
    perform=_revoke,
)
