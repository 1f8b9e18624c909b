"""Who the caller is, as LinkPath sees it."""

from typing import Any

from msgspec import Struct

from linkpath_manager.store import workspaces

from .operation import Context, Effect, Operation, Params, Subject


class Limit(Struct, frozen=True):
    """At most `requests` in any span of `window_seconds`."""

    name: str
    requests: int
    window_seconds: int


class Me(Struct, frozen=True, kw_only=True, tag_field="object", tag="me"):
    """`advertiser_ids` null: every advertiser of the workspace. `limits` are the workspace's, whoever asks for it."""

    actor: dict[str, str]
    workspace: dict[str, Any]
    scopes: list[str]
    advertiser_ids: list[str] | None
    selected_advertiser_id: str | None
    limits: list[Limit]


class NoParams(Params):
    pass


async def _get(ctx: Context, _params: NoParams) -> Me:
    actor, db = ctx.actor, ctx.services.db
    return Me(
        actor={"kind": actor.kind, "id": actor.id, "name": actor.name},
        workspace={"id": actor.workspace_id, "name": await workspaces.name(db, actor.workspace_id)},
        scopes=sorted(actor.scopes),
        advertiser_ids=None if actor.advertiser_ids is None else sorted(actor.advertiser_ids),
        selected_advertiser_id=await workspaces.selected_advertiser_id(db, actor.workspace_id),
        limits=[Limit(it.name, it.limit, it.seconds) for it in ctx.services.limits.all_windows()],
    )


GET_ME = Operation(
    name="me.get",
    summary="Who am I",
    description="The token's actor, workspace and scopes, and the limits on its requests.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=Me,
    perform=_get,
)
