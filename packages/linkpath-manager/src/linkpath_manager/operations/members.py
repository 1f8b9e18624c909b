"""Members of a workspace: who is one, in what role, and that there is always an owner."""

from typing import Annotated

import msgspec
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Actor, Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.person import Member
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, NotFound, PermissionDenied
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import api_keys, invitations, memberships, password_resets
from linkpath_manager.store.database import hold
from linkpath_manager.store.memberships import MemberRow

from . import approvers
from .me import NoParams
from .operation import Context, Effect, Operation, Params, Subject

PersonId = Annotated[str, Field(max_length=64, examples=["usr_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


class MemberRef(Params):
    id: PersonId


class UpdateMember(Params):
    id: PersonId
    role: Role


class RemoveMember(Params):
    id: PersonId
    end_keys: bool = Field(default=False, strict=True, description="Whether the API keys that they made end too.")


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await memberships.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    return on_one_page(shown(row) for row in rows)


async def _get(ctx: Context, params: MemberRef) -> Member:
    return shown(await row_of(ctx, params.id))


async def _update(ctx: Context, params: UpdateMember) -> Member:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    workspace_id = ctx.actor.workspace_id
    member = shown(await row_of(ctx, params.id))

    async def commit(tx: AsyncConnection) -> None:
        roles = await held_roles(tx, workspace_id)
        require_may_make(ctx.actor, roles, params.role)
        _require_may_change(ctx.actor, roles, params.id)
        if params.role is not Role.OWNER:
            require_another_owner(roles, params.id)
        await approvers.require_enough_without(tx, ctx.services.db, workspace_id, params.id, params.role)
        await memberships.set_role(tx, workspace_id, params.id, params.role)
        await _end_what_they_handed_out(tx, ctx, params.id)

    ctx.run.commits.append(commit)
    return msgspec.structs.replace(member, role=params.role)


async def _remove(ctx: Context, params: RemoveMember) -> Member:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    workspace_id = ctx.actor.workspace_id
    member = shown(await row_of(ctx, params.id))

    async def commit(tx: AsyncConnection) -> None:
        roles = await held_roles(tx, workspace_id)
        _require_may_change(ctx.actor, roles, params.id)
        require_another_owner(roles, params.id)
        await approvers.require_enough_without(tx, ctx.services.db, workspace_id, params.id, None)
        await memberships.remove(tx, workspace_id, params.id)
        await _end_what_they_handed_out(tx, ctx, params.id)
        if params.end_keys:
            await api_keys.revoke_made_by(tx, workspace_id, params.id, to_micros(ctx.services.clock.now()))

    ctx.run.commits.append(commit)
    return member


def require_another_owner(roles: dict[str, Role], person_id: str) -> None:
    """Lets a person cease to be an owner, who is one or not.

    Raises:
        Conflict: they are the last one.
    """
    if all(role is not Role.OWNER for other, role in roles.items() if other != person_id):
        raise Conflict(
            "A workspace has an owner at all times, and this is the last one.",
            code="last_owner",
            hint="Make somebody else an owner first.",
        )


def shown(row: MemberRow) -> Member:
    return Member(
        id=row.person_id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        second_factor=row.second_factor,
        created_at=from_micros(row.created_at),
    )


async def row_of(ctx: Context, person_id: str) -> MemberRow:
    row = await memberships.one(ctx.services.db, ctx.actor.workspace_id, person_id)
    if row is None:
        raise NotFound(f"There is no member {person_id}.", param="id", hint="GET /v1/members lists them.")
    return row


async def held_roles(tx: AsyncConnection, workspace_id: str) -> dict[str, Role]:
    """Every member's role; nobody else changes one until the transaction ends."""
    await hold(tx, "members", workspace_id)
    return {person_id: Role(role) for person_id, role in (await memberships.roles(tx, workspace_id)).items()}


def authority_of(actor: Actor, roles: dict[str, Role]) -> Role | None:
    """As what an actor decides about people: a token as an admin at most, LinkPath itself as an owner."""
    match actor.kind:
        case "system":
            return Role.OWNER
        case "person":
            return roles.get(actor.id)
        case _:
            return Role.ADMIN


def require_may_make(actor: Actor, roles: dict[str, Role], role: Role) -> None:
    """Raises `PermissionDenied` where the actor may not make somebody a `role`."""
    if role is Role.OWNER and authority_of(actor, roles) is not Role.OWNER:
        raise PermissionDenied("Only an owner makes owners.", code="owners_only", hint="Ask an owner.")


def _require_may_change(actor: Actor, roles: dict[str, Role], person_id: str) -> None:
    if person_id not in roles:
        raise Conflict("They are no member any more.", code="no_member", hint="GET /v1/members lists them.")
    if roles[person_id] is Role.OWNER and authority_of(actor, roles) is not Role.OWNER:
        raise PermissionDenied("Only an owner changes what an owner is.", code="owners_only", hint="Ask an owner.")


async def _end_what_they_handed_out(tx: AsyncConnection, ctx: Context, person_id: str) -> None:
    """Links that a person made end with the role in which they made them."""
    workspace_id, now = ctx.actor.workspace_id, to_micros(ctx.services.clock.now())
    await invitations.revoke_by(tx, workspace_id, person_id, now)
    await password_resets.revoke_by(tx, workspace_id, person_id, now)


LIST_MEMBERS = Operation(
    name="members.list",
    summary="List members",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(Member),
    perform=_list,
)

GET_MEMBER = Operation(
    name="members.get",
    summary="Get a member",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=MemberRef,
    result=Member,
    perform=_get,
)

UPDATE_MEMBER = Operation(
    name="members.update",
    summary="Change a member's role",
    description="Only owners make owners, and change what owners are. The last owner stays one.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateMember,
    result=Member,
    perform=_update,
)

REMOVE_MEMBER = Operation(
    name="members.remove",
    summary="Remove a member",
    description="They are out at once. API keys that they made stay, unless `end_keys` is true.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=RemoveMember,
    result=Member,
    perform=_remove,
)
