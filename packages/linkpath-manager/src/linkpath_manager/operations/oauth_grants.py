"""OAuth grants: what a person gave a client, seen and ended; made by consent alone."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Actor, Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.oauth import CLIENT_SCOPES, CODE_LIFE, OAuthGrant
from linkpath_manager.errors import InvalidRequest, NotFound, PermissionDenied
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import advertisers, oauth
from linkpath_manager.store import oauth_grants as grant_store
from linkpath_manager.store.oauth import CodeRow
from linkpath_manager.store.oauth_grants import ListedGrant

from .connections import NoParams
from .operation import Context, Effect, Operation, Params, Subject


class GrantRef(Params):
    id: str


class EndGrant(Params):
    id: str
    reason: str


class ApproveClient(Params):
    """A consent as it was shown and approved. `code_hash` is of the code that the client is given for it."""

    id: str = Field(description="The client's.")
    redirect_uri: str
    scopes: tuple[Scope, ...]
    advertiser_ids: tuple[str, ...] | None
    resource: str
    code_challenge: str
    code_hash: str


class Consent(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="oauth_consent"):
    """What a person allowed a client. `id` is the client's."""

    id: str
    scopes: list[str]
    advertiser_ids: list[str] | None
    approved_at: datetime


async def _list(ctx: Context, _params: NoParams) -> Listing:
    _require_person_or_admin(ctx.actor)
    now = to_micros(ctx.services.clock.now())
    rows = await grant_store.live_of(ctx.services.db, ctx.actor.workspace_id, now)
    return on_one_page(shown(row) for row in rows if _is_ones(ctx.actor, row))


async def _revoke(ctx: Context, params: GrantRef) -> OAuthGrant:
    _require_person_or_admin(ctx.actor)
    found = await grant_store.by_id(ctx.services.db, ctx.actor.workspace_id, params.id)
    if found is None or not _is_ones(ctx.actor, found):
        raise NotFound(f"There is no grant {params.id}.", param="id", hint="GET /v1/oauth-grants lists them.")
    own = ctx.actor.person_id is not None and found.grant.person_id == ctx.actor.person_id
    return await _ended(ctx, params.id, "the person ended it" if own else "an administrator ended it")


async def _end(ctx: Context, params: EndGrant) -> OAuthGrant:
    return await _ended(ctx, params.id, params.reason)


async def _ended(ctx: Context, grant_id: str, reason: str) -> OAuthGrant:
    """The grant, ended now if it had not ended before."""
    services, workspace_id = ctx.services, ctx.actor.workspace_id
    async with services.db.transaction(workspace_id) as tx:
        now = to_micros(services.clock.now())
        await grant_store.revoke(tx, now, reason, id=grant_id, workspace_id=workspace_id)
    found = await grant_store.by_id(services.db, workspace_id, grant_id)
    if found is None:
        raise NotFound(f"There is no grant {grant_id}.", param="id")
    return shown(found)


async def _approve(ctx: Context, params: ApproveClient) -> Consent:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    if ctx.actor.kind != "person" or ctx.actor.person_id is None:
        raise PermissionDenied("Only a person who is signed in can consent.", hint="Open the page in a browser.")
    if not params.scopes:
        raise PermissionDenied("Nothing is left to give: your role has none of what the application asks for.")
    if strange := sorted(set(params.scopes) - (ctx.actor.scopes & CLIENT_SCOPES)):
        raise PermissionDenied(f"You cannot give {strange[0]}: your role has not got it, or no client may.")
    await _require_open(ctx, params.advertiser_ids)
    now = ctx.services.clock.now()
    row = CodeRow(
        hash=params.code_hash,
        workspace_id=ctx.actor.workspace_id,
        client_id=params.id,
        person_id=ctx.actor.person_id,
        redirect_uri=params.redirect_uri,
        scopes=" ".join(sorted(params.scopes)),
        advertiser_ids=None if params.advertiser_ids is None else " ".join(sorted(params.advertiser_ids)),
        resource=params.resource,
        code_challenge=params.code_challenge,
        created_at=to_micros(now),
        expires_at=to_micros(now + CODE_LIFE),
    )

    async def commit(tx: AsyncConnection) -> None:
        await oauth.add_code(tx, row)

    ctx.run.commits.append(commit)
    ids = None if params.advertiser_ids is None else sorted(params.advertiser_ids)
    return Consent(id=params.id, scopes=sorted(params.scopes), advertiser_ids=ids, approved_at=now)


async def _require_open(ctx: Context, ids: Sequence[str] | None) -> None:
    if ids is None:
        return
    known = {row.id for row in await advertisers.of_workspace(ctx.services.db, ctx.actor.workspace_id)}
    if not ids or not known.issuperset(ids):
        raise InvalidRequest(
            "Tick at least one of the workspace's advertisers.", param="advertiser_ids", code="no_advertisers"
        )


def _require_person_or_admin(actor: Actor) -> None:
    if actor.kind != "person" and Scope.WORKSPACE_ADMIN not in actor.scopes:
        raise PermissionDenied(
            f"Grants are for the person who gave them, or a key with {Scope.WORKSPACE_ADMIN}.",
            hint="Sign in, or use a key of an administrator.",
        )


def _is_ones(actor: Actor, listed: ListedGrant) -> bool:
    """Whether it is the actor's to see and end: their own, or any for who administers the workspace."""
    return Scope.WORKSPACE_ADMIN in actor.scopes or (
        actor.person_id is not None and listed.grant.person_id == actor.person_id
    )


def shown(listed: ListedGrant) -> OAuthGrant:
    row = listed.grant
    return OAuthGrant(
        id=row.id,
        client={"id": row.client_id, "name": listed.client_name},
        person=None if row.person_id is None else {"id": row.person_id, "name": listed.person_name or ""},
        scopes=row.scopes.split(),
        advertiser_ids=None if row.advertiser_ids is None else row.advertiser_ids.split(),
        resource=row.resource,
        created_at=from_micros(row.created_at),
        used_at=from_micros(row.used_at),
        revoked_at=from_micros(row.revoked_at) if row.revoked_at else None,
        reason=row.reason,
    )


LIST_GRANTS = Operation(
    name="oauth_grants.list",
    summary="List OAuth grants",
    description="Live ones, newest first: a person's own, or with `workspace:admin` all of the workspace's.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(OAuthGrant),
    perform=_list,
)

REVOKE_GRANT = Operation(
    name="oauth_grants.revoke",
    summary="End an OAuth grant",
    description="Every token that came of it is refused at once.",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=GrantRef,
    result=OAuthGrant,
    perform=_revoke,
)

END_GRANT = Operation(
    name="oauth_grants.end",
    summary="End a grant that was used wrongly, or given back",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=EndGrant,
    result=OAuthGrant,
    perform=_end,
)

APPROVE_CLIENT = Operation(
    name="oauth_grants.approve",
    summary="Allow a client what it asked for",
    description="On the consent page, by the person who is asked.",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ApproveClient,
    result=Consent,
    perform=_approve,
)
