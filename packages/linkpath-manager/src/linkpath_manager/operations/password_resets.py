"""Links by which a member sets a new password: LinkPath sends no mail, so an owner or admin hands them over."""

from datetime import timedelta
from typing import Final

from pydantic import Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.person import Member, ResetLink
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, PermissionDenied
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import memberships, password_resets, people, sessions
from linkpath_manager.store.password_resets import ResetRow

from .links import RESET_PATH, new_link
from .members import PersonId, held_roles, row_of, shown
from .operation import Context, Effect, Operation, Params, Subject
from .proving import hashed

LIFE: Final = timedelta(days=1)


class ResetPassword(Params):
    id: PersonId
    end_second_factor: bool = Field(
        default=False,
        strict=True,
        description="Whether the second factor ends too: for who lost it and the recovery codes.",
    )


class UseReset(Params):
    """The password is never stored."""

    id: str
    reset_id: str
    password: SecretStr


async def _reset(ctx: Context, params: ResetPassword) -> ResetLink:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    member = await row_of(ctx, params.id)
    if ctx.actor.kind not in {"person", "system"}:
        raise PermissionDenied(
            "People make these links, not tokens.", code="people_only", hint="Sign in as an owner or admin."
        )
    link, secret_hash = new_link(ctx.services, RESET_PATH)
    now = ctx.services.clock.now()
    row = ResetRow(
        id=new_id("rst", now),
        workspace_id=ctx.actor.workspace_id,
        hash=secret_hash,
        person_id=member.person_id,
        ends_second_factor=int(params.end_second_factor),
        made_by=ctx.actor.person_id,
        created_at=to_micros(now),
        expires_at=to_micros(now + LIFE),
    )

    async def commit(tx: AsyncConnection) -> None:
        await _require_may_reset(tx, ctx, row)
        await password_resets.revoke_of(tx, row.person_id, row.created_at)
        await password_resets.add(tx, row)

    ctx.run.commits.append(commit)
    return ResetLink(
        id=row.id,
        member_id=row.person_id,
        ends_second_factor=params.end_second_factor,
        expires_at=from_micros(row.expires_at),
        link=link,
    )


async def _use(ctx: Context, params: UseReset) -> Member:
    """The person signs in anew everywhere. Whether the maker of the link may reset them is asked again: by now."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await password_resets.by_id(ctx.services.db, ctx.actor.workspace_id, params.reset_id)
    if row is None or row.person_id != params.id:
        raise over()
    member = shown(await row_of(ctx, params.id))
    now = to_micros(ctx.services.clock.now())
    change: dict[str, object] = {"password_hash": await hashed(ctx.services, params.password.get_secret_value())}
    if row.ends_second_factor:
        change |= {"sealed_totp": None, "totp_step": None, "recovery_hashes": ""}

    async def commit(tx: AsyncConnection) -> None:
        await _require_may_reset(tx, ctx, row)
        if not await password_resets.use(tx, row.id, now):
            raise over()
        await people.change(tx, row.person_id, **change)
        await sessions.end(tx, row.person_id, now)

    ctx.run.commits.append(commit)
    return member


async def _require_may_reset(tx: AsyncConnection, ctx: Context, row: ResetRow) -> None:
    """Who sets somebody's password is them: not for an admin of one workspace who is an owner, or in another too.

    Raises:
        PermissionDenied: whoever made the link may not.
    """
    if row.made_by is None:
        return
    roles = await held_roles(tx, row.workspace_id)
    maker = roles.get(row.made_by)
    if maker not in {Role.OWNER, Role.ADMIN} or (roles.get(row.person_id) is Role.OWNER and maker is not Role.OWNER):
        raise PermissionDenied("Only an owner resets the password of an owner.", code="owners_only", hint="Ask one.")
    elsewhere = [
        one.workspace_id
        for one, _ in await memberships.of_person(ctx.services.db, row.person_id)
        if one.workspace_id != row.workspace_id
    ]
    if elsewhere:
        raise PermissionDenied(
            "They are a member of other workspaces too, which the new password would open.",
            code="member_elsewhere",
            hint="Whoever runs LinkPath makes the link: `linkpath-manager people reset`.",
        )


def over() -> Conflict:
    return Conflict(
        "The link was used, or is too old.",
        code="reset_over",
        hint="Ask an owner or admin of your workspace for a new one.",
    )


RESET_PASSWORD = Operation(
    name="members.reset_password",
    summary="Make a link to set a new password",
    description="No mail is sent: hand the link over. It is in this answer alone, works once, and lasts a day.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ResetPassword,
    result=ResetLink,
    perform=_reset,
    shows_secret=True,
)

USE_RESET = Operation(
    name="members.set_password",
    summary="Set a new password by a link",
    description="The page of the link asks for it.",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UseReset,
    result=Member,
    perform=_use,
)
