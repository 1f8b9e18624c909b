"""API keys in the making: never able to do more than who makes them, and at most two in use under one name."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.api_key import NewApiKey
from linkpath_manager.errors import Conflict, FieldError, InvalidRequest, PermissionDenied
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tokens import hint, mint, token_hash
from linkpath_manager.store import api_keys
from linkpath_manager.store.api_keys import ApiKeyRow
from linkpath_manager.store.database import hold

from . import named_advertisers
from .api_keys import KeyId, row_of, shown
from .inputs import Id, Instant
from .operation import Context, Effect, Operation, Params, Subject
from .upstream import Commit

MOST_OF_A_NAME = 2
"""Live keys of one name: the one in use, and the one that is to follow it."""

Expiry = Annotated[Instant | None, Field(description="When it ends; left out, it lives until it is revoked.")]


class CreateApiKey(Params):
    name: str = Field(min_length=1, max_length=100, description="What it is for. No two keys in use share a name.")
    scopes: tuple[Scope, ...] = Field(min_length=1, description="What it may, of what you may yourself.")
    advertiser_ids: tuple[Id, ...] | None = Field(
        default=None, min_length=1, max_length=1_000, description="Only these advertisers; left out, all of them."
    )
    expires_at: Expiry = None


class RotateApiKey(Params):
    id: KeyId
    expires_at: Expiry = None
    old_expires_at: Instant | None = Field(
        default=None, description="When the old key ends; left out, it lives until it is revoked."
    )


async def _create(ctx: Context, params: CreateApiKey) -> NewApiKey:
    _require_future(ctx, "expires_at", params.expires_at)
    _require_own(ctx, params.scopes)
    await named_advertisers.require_there(ctx, params.advertiser_ids)
    token, row = _made(ctx, params.name, params.expires_at)
    allowed = None if params.advertiser_ids is None else _joined(params.advertiser_ids)
    row = replace(row, scopes=_joined(params.scopes), advertiser_ids=allowed)

    async def commit(tx: AsyncConnection) -> None:
        await hold(tx, "api_keys", row.workspace_id)
        if await api_keys.live_of_name(tx, row.workspace_id, row.name, row.created_at):
            raise Conflict(
                f"A key of the name {row.name} is in use.",
                code="name_taken",
                param="name",
                hint="Take another name, or rotate that key to get a new one beside it.",
            )
        await api_keys.add(tx, row)

    return _shown_once(ctx, row, token, commit)


async def _rotate(ctx: Context, params: RotateApiKey) -> NewApiKey:
    _require_future(ctx, "expires_at", params.expires_at)
    _require_future(ctx, "old_expires_at", params.old_expires_at)
    old = await row_of(ctx, params.id)
    _require_own(ctx, [Scope(scope) for scope in old.scopes.split()])
    token, row = _made(ctx, old.name, params.expires_at)
    row = replace(row, scopes=old.scopes, advertiser_ids=old.advertiser_ids)

    async def commit(tx: AsyncConnection) -> None:
        await hold(tx, "api_keys", row.workspace_id)
        live = await api_keys.live_of_name(tx, row.workspace_id, row.name, row.created_at)
        _require_rotatable(old, live)
        await api_keys.add(tx, row)
        if params.old_expires_at:
            await api_keys.expire(tx, row.workspace_id, old.id, to_micros(params.old_expires_at))

    return _shown_once(ctx, row, token, commit)


def _made(ctx: Context, name: str, expires_at: datetime | None) -> tuple[str, ApiKeyRow]:
    """A new key's text, and its row without any rights yet."""
    token, now = mint(ctx.services.settings.token_prefix), ctx.services.clock.now()
    row = ApiKeyRow(
        id=new_id("key", now),
        workspace_id=ctx.actor.workspace_id,
        name=name,
        hash=token_hash(token),
        hint=hint(token),
        scopes="",
        advertiser_ids=None,
        created_at=to_micros(now),
        expires_at=to_micros(expires_at) if expires_at else None,
        created_by=ctx.actor.person_id,
    )
    return token, row


def _shown_once(ctx: Context, row: ApiKeyRow, token: str, commit: Commit) -> NewApiKey:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    ctx.run.commits.append(commit)
    return NewApiKey(**msgspec.structs.asdict(shown(row, row.created_at)), token=token)


def _require_own(ctx: Context, scopes: Iterable[Scope]) -> None:
    """Raises `PermissionDenied` if a scope is not the caller's: no key does more than who made it."""
    if foreign := sorted(set(scopes) - ctx.actor.scopes):
        raise PermissionDenied(
            f"You may not give what you do not have: {', '.join(foreign)}.",
            code="scopes_exceed_yours",
            hint="GET /v1/me lists your scopes. Ask an owner or admin for the others.",
        )


def _require_future(ctx: Context, field: str, moment: datetime | None) -> None:
    if moment is not None and moment <= ctx.services.clock.now():
        said = f"{field} is in the past."
        raise InvalidRequest(
            said, param=field, hint="Give a moment to come.", errors=(FieldError(f"/{field}", "in_the_past", said),)
        )


def _require_rotatable(old: ApiKeyRow, live: list[ApiKeyRow]) -> None:
    if old.id not in {row.id for row in live}:
        raise Conflict("The key is not in use any more.", code="key_ended", hint="Make a new one.")
    if len(live) >= MOST_OF_A_NAME:
        raise Conflict(
            f"{MOST_OF_A_NAME} keys of the name {old.name} are in use already.",
            code="rotation_under_way",
            hint="Revoke the one that is not needed any more, then rotate.",
        )


def _joined(items: Iterable[str]) -> str:
    return " ".join(sorted(set(items)))


CREATE_API_KEY = Operation(
    name="api_keys.create",
    summary="Create an API key",
    description="Its text is in this answer alone. It may do what its maker may, or less.",
    scope=Scope.API_KEYS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CreateApiKey,
    result=NewApiKey,
    perform=_create,
    shows_secret=True,
)

ROTATE_API_KEY = Operation(
    name="api_keys.rotate",
    summary="Rotate an API key",
    description="A new key beside the old one, with the same name, scopes and advertisers. "
    "At most two of a name are in use at a time.",
    scope=Scope.API_KEYS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=RotateApiKey,
    result=NewApiKey,
    perform=_rotate,
    shows_secret=True,
)
