"""Who may: tokens turned into actors, actors held to their scopes and advertisers."""

from functools import cache
from typing import Any

from linkpath_manager.domain.actor import Actor, Scope
from linkpath_manager.errors import InvalidRequest, NotFound, PermissionDenied, Unauthenticated
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tokens import hint, mint, token_hash, well_formed
from linkpath_manager.store import advertisers, api_keys, mirror, workspaces
from linkpath_manager.store.advertisers import AdvertiserRow
from linkpath_manager.store.api_keys import ApiKeyRow
from linkpath_manager.store.database import Database

from .bearers import ACCESS_PREFIX, bearer
from .operation import Context, Operation, Params, Subject
from .services import Services

_TAKE_A_TOKEN = "Send `Authorization: Bearer <token>` with a live API key."  # noqa: S105  # a hint, not a token

_WHOLE_WORKSPACE = frozenset(
    {Scope.CONNECTIONS_MANAGE, Scope.API_KEYS_MANAGE, Scope.WEBHOOKS_MANAGE, Scope.WORKSPACE_ADMIN}
)
"""What would let a token past its own allow-list of advertisers."""


async def authenticate(services: Services, token: str, path: str = "") -> Actor:
    """The actor that `token` proves: an API key's, or an access token's for the resource at `path`, the REST API's.

    Raises:
        Unauthenticated: it is malformed, unknown, expired, revoked, or for another resource.
    """
    if not token.isascii():
        raise Unauthenticated("The token is malformed.", hint=_TAKE_A_TOKEN)
    if token.startswith(ACCESS_PREFIX):
        return await bearer(services, token, path)
    hashed = token_hash(token)
    key, actor = await services.db.memory.recall(("key", hashed), lambda: _holder(services.db, token, hashed))
    now = to_micros(services.clock.now())
    if key.expires_at is not None and key.expires_at <= now:
        raise Unauthenticated("The token has expired.", hint=_TAKE_A_TOKEN)
    services.key_uses.note(key.id, now)
    return actor


async def issue_api_key(
    services: Services,
    workspace_id: str,
    name: str,
    scopes: frozenset[Scope],
    advertiser_ids: frozenset[str] | None = None,
) -> str:
    """A new key's text, shown this once; keys of the same name end."""
    token = mint(services.settings.token_prefix)
    now = to_micros(services.clock.now())
    row = api_keys.ApiKeyRow(
        id=new_id("key", services.clock.now()),
        workspace_id=workspace_id,
        name=name,
        hash=token_hash(token),
        hint=hint(token),
        scopes=" ".join(sorted(scopes)),
        advertiser_ids=None if advertiser_ids is None else " ".join(sorted(advertiser_ids)),
        created_at=now,
    )
    async with services.db.transaction(workspace_id) as tx:
        await api_keys.revoke(tx, workspace_id, name, now)
        await api_keys.add(tx, row)
    return token


async def authorise(ctx: Context, op: Operation[Any, Any], params: Params) -> Context:
    """`ctx` with the advertiser that `op` is about, if the actor may do `op` there.

    Raises:
        PermissionDenied: the token lacks the scope.
        NotFound: the advertiser or the object is not the actor's, or is not.
        InvalidRequest: no advertiser is named and none is selected.
    """
    if ctx.change_id is None and op.scope is not None and op.scope not in ctx.actor.scopes:
        error = PermissionDenied(
            f"This needs the scope {op.scope}.", hint="Use a token that has it, or have an admin grant it."
        )
        error.scope = op.scope
        raise error
    return await about(ctx, op, params)


async def about(ctx: Context, op: Operation[Any, Any], params: Params) -> Context:
    """`ctx` with the advertiser that `op` is about, whether or not the actor's scopes let it do `op`.

    Raises:
        NotFound: the advertiser or the object is not the actor's, or is not.
        InvalidRequest: no advertiser is named and none is selected.
    """
    if op.subject is Subject.WORKSPACE:
        if op.scope in _WHOLE_WORKSPACE and ctx.actor.advertiser_ids is not None:
            raise PermissionDenied(
                "A token for some advertisers only does not manage what opens others too.",
                hint="Use a token without an allow-list.",
            )
        return ctx
    if op.subject is Subject.ADVERTISER:
        named: str | None = getattr(params, _naming_field(type(params)))
        return ctx.about(await advertiser(ctx, named))
    return ctx.about(await _advertiser_of(ctx, op.subject, params))


async def advertiser(ctx: Context, advertiser_id: str | None) -> AdvertiserRow:
    """The named advertiser, or the workspace's selected one."""
    db, workspace_id = ctx.services.db, ctx.actor.workspace_id
    key = ("advertiser", workspace_id, advertiser_id)
    wanted, row = await db.memory.recall(key, lambda: _named(db, workspace_id, advertiser_id))
    if row is None or not ctx.actor.may_use(wanted):
        raise NotFound(
            f"There is no advertiser {wanted} for this token.",
            param="advertiser_id",
            hint="GET /v1/advertisers lists those there are. A revoked connection takes its advertisers with it.",
        )
    return row


@cache
def _naming_field(params: type[Params]) -> str:
    """The field that names the advertiser an operation is about."""
    return "advertiser_id" if "advertiser_id" in params.model_fields else "id"


async def _holder(db: Database, token: str, hashed: str) -> tuple[ApiKeyRow, Actor]:
    """The key that `token` is, if it is not revoked, and who holds it."""
    if not well_formed(token):
        raise Unauthenticated("The token is malformed.", hint=_TAKE_A_TOKEN)
    key = await api_keys.by_hash(db, hashed)
    if key is None:
        raise Unauthenticated("The token is not known here.", hint=_TAKE_A_TOKEN)
    if key.revoked_at is not None:
        raise Unauthenticated("The token was revoked.", hint=_TAKE_A_TOKEN)
    actor = Actor(
        "api_key",
        key.id,
        key.workspace_id,
        key.name,
        frozenset(Scope(scope) for scope in key.scopes.split()),
        None if key.advertiser_ids is None else frozenset(key.advertiser_ids.split()),
    )
    return key, actor


async def _named(db: Database, workspace_id: str, advertiser_id: str | None) -> tuple[str, AdvertiserRow | None]:
    """The id of the advertiser that is meant, and the advertiser if a grant opens it."""
    wanted = advertiser_id or await workspaces.selected_advertiser_id(db, workspace_id)
    if wanted is None:
        raise InvalidRequest(
            "No advertiser is named and none is selected.",
            param="advertiser_id",
            hint="Name one in advertiser_id, or select one with POST /v1/advertisers/{id}/select.",
        )
    return wanted, await advertisers.by_id(db, workspace_id, wanted)


async def _advertiser_of(ctx: Context, subject: Subject, params: Params) -> AdvertiserRow:
    object_id = str(getattr(params, "id"))  # noqa: B009  # every operation on an object has `id`; Params does not
    level: mirror.Level = {"campaign": "campaign", "adgroup": "adgroup", "ad": "ad"}[subject.value]  # type: ignore[assignment]  # the three levels
    unknown = NotFound(f"There is no {level} {object_id} for this token.", param="id", hint="Look up the id.")
    row = await mirror.by_id(ctx.services.db, level, ctx.actor.workspace_id, object_id)
    if row is None or not ctx.actor.may_use(row.advertiser_id):
        raise unknown
    named = getattr(params, "advertiser_id", None)
    if named is not None and named != row.advertiser_id:
        raise unknown
    owner = await advertisers.by_id(ctx.services.db, ctx.actor.workspace_id, row.advertiser_id)
    if owner is None:
        raise unknown
    return owner
