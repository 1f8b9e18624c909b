"""Workspaces: those a person belongs to, their names, and new ones."""

from typing import Annotated

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.person import LONGEST_NAME, Workspace, name_of
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import FieldError, InvalidRequest, NotFound, PermissionDenied
from linkpath_manager.store import memberships, workspaces
from linkpath_manager.store.memberships import MembershipRow

from .me import NoParams
from .operation import Context, Effect, NotPerformed, Operation, Params, Subject


class WorkspaceRef(Params):
    id: Annotated[str, Field(max_length=64, examples=["ws_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


class NamedWorkspace(Params):
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


async def _list(ctx: Context, _params: NoParams) -> Listing:
    found = await _of(ctx)
    return on_one_page(found)


async def _get(ctx: Context, params: WorkspaceRef) -> Workspace:
    for workspace in await _of(ctx):
        if workspace.id == params.id:
            return workspace
    raise NotFound(f"There is no workspace {params.id} for you.", param="id", hint="GET /v1/workspaces lists yours.")


async def _get_this(ctx: Context, _params: NoParams) -> Workspace:
    return await _get(ctx, WorkspaceRef(id=ctx.actor.workspace_id))


async def _create(ctx: Context, params: NamedWorkspace) -> Workspace:
    """Written at once, under the run's own id: a workspace is no part of the one in which it is asked for."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    if ctx.actor.kind != "person":
        raise PermissionDenied("A workspace begins with its owner, a person.", code="people_only", hint="Sign in.")
    name, workspace_id = _name(params.name), _id_of(ctx)
    async with ctx.services.db.transaction(workspace_id) as tx:
        await workspaces.add(tx, workspace_id, name, ctx.run.started_at)
        await memberships.add(tx, MembershipRow(workspace_id, ctx.actor.id, Role.OWNER, ctx.run.started_at))
    return Workspace(id=workspace_id, name=name, role=Role.OWNER)


async def _created(ctx: Context, _params: NamedWorkspace) -> Workspace | NotPerformed:
    workspace_id = _id_of(ctx)
    return next((one for one in await _of(ctx) if one.id == workspace_id), NotPerformed())


async def _rename(ctx: Context, params: NamedWorkspace) -> Workspace:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    name = _name(params.name)
    workspace = await _get_this(ctx, NoParams())

    async def commit(tx: AsyncConnection) -> None:
        await workspaces.rename(tx, workspace.id, name)

    ctx.run.commits.append(commit)
    return msgspec.structs.replace(workspace, name=name)


async def _of(ctx: Context) -> list[Workspace]:
    """Those of the person who asks; of a token the one that it belongs to."""
    db, actor = ctx.services.db, ctx.actor
    if actor.kind != "person":
        return [Workspace(id=actor.workspace_id, name=await workspaces.name(db, actor.workspace_id), role=None)]
    of_person = await memberships.of_person(db, actor.id)
    return [Workspace(id=row.workspace_id, name=name, role=Role(row.role)) for row, name in of_person]


def _id_of(ctx: Context) -> str:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    return f"ws_{ctx.run.id.partition('_')[2]}"


def _name(typed: str) -> str:
    name = name_of(typed)
    if name is None:
        said = "A name has letters that can be seen."
        raise InvalidRequest(said, param="name", errors=(FieldError("/name", "invalid", said),))
    return name


LIST_WORKSPACES = Operation(
    name="workspaces.list",
    summary="List workspaces",
    description="Those you are a member of; of a token, the one it belongs to.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(Workspace),
    perform=_list,
)

GET_WORKSPACE = Operation(
    name="workspaces.get",
    summary="Get a workspace",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=WorkspaceRef,
    result=Workspace,
    perform=_get,
)

CREATE_WORKSPACE = Operation(
    name="workspaces.create",
    summary="Create a workspace",
    description="You are its owner. Its people, connections and keys are its own.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=NamedWorkspace,
    result=Workspace,
    perform=_create,
    reconcile=_created,
)

GET_THIS_WORKSPACE = Operation(
    name="workspace.get",
    summary="Get the workspace you are in",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=Workspace,
    perform=_get_this,
)

RENAME_WORKSPACE = Operation(
    name="workspace.update",
    summary="Rename the workspace you are in",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=NamedWorkspace,
    result=Workspace,
    perform=_rename,
)
