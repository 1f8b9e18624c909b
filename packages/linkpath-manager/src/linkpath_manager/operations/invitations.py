"""Invitations: made, listed, revoked, and accepted once."""

from datetime import timedelta
from typing import Annotated, Final

import msgspec
from pydantic import Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.person import Invitation, InvitationStatus, Member, NewInvitation, email_of
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, FieldError, InvalidRequest, NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import invitations, memberships, people
from linkpath_manager.store.database import hold
from linkpath_manager.store.invitations import InvitationRow
from linkpath_manager.store.memberships import MembershipRow
from linkpath_manager.store.people import EmailTaken, PersonRow

from .inputs import CommaList
from .links import SIGN_UP_PATH, new_link
from .members import held_roles, require_may_make
from .operation import Context, Effect, Operation, Params, Subject
from .proving import hashed

USUAL_LIFE: Final = timedelta(days=7)
InvitationId = Annotated[str, Field(max_length=64, examples=["inv_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


class ListInvitations(Params):
    status: CommaList[InvitationStatus] = Field(
        default=("PENDING",), min_length=1, description="Which to list; the others only when asked for."
    )


class InvitationRef(Params):
    id: InvitationId


class InviteMember(Params):
    email: str = Field(min_length=3, max_length=254, examples=["grace@northwind.example"])
    role: Role
    expires_in_days: int = Field(default=7, ge=1, le=30)


class AcceptInvitation(Params):
    """Who accepts: with a password somebody new, without one a person that there is. The password is never stored."""

    id: str
    person_id: str
    email: str
    name: str
    password: SecretStr | None = None


async def _list(ctx: Context, params: ListInvitations) -> Listing:
    now = to_micros(ctx.services.clock.now())
    rows = await invitations.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    found = [one for one in (shown(row, now) for row in rows) if one.status in params.status]
    return on_one_page(found)


async def _get(ctx: Context, params: InvitationRef) -> Invitation:
    return shown(await _row_of(ctx, params.id), to_micros(ctx.services.clock.now()))


async def _invite(ctx: Context, params: InviteMember) -> NewInvitation:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    email = email_of(params.email)
    if email is None:
        said = "That is no e-mail address."
        raise InvalidRequest(said, param="email", errors=(FieldError("/email", "invalid", said),))
    link, row = made(ctx, email, params.role, timedelta(days=params.expires_in_days))

    async def commit(tx: AsyncConnection) -> None:
        require_may_make(ctx.actor, await held_roles(tx, row.workspace_id), params.role)
        if await memberships.has_email(tx, row.workspace_id, email):
            raise Conflict(f"{email} is a member already.", code="already_member", hint="Change the role instead.")
        await invitations.revoke_of_email(tx, row.workspace_id, email, row.created_at)
        await invitations.add(tx, row)

    ctx.run.commits.append(commit)
    return NewInvitation(**msgspec.structs.asdict(shown(row, row.created_at)), link=link)


async def _revoke(ctx: Context, params: InvitationRef) -> Invitation:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await _row_of(ctx, params.id)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        if row.revoked_at is None and not await invitations.revoke(tx, row.workspace_id, row.id, now):
            raise Conflict("The invitation was accepted.", code="invitation_over", hint="Remove the member instead.")

    ctx.run.commits.append(commit)
    return msgspec.structs.replace(shown(row, now), status="REVOKED")


async def _accept(ctx: Context, params: AcceptInvitation) -> Member:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row, now = await _row_of(ctx, params.id), to_micros(ctx.services.clock.now())
    password_hash = await hashed(ctx.services, params.password.get_secret_value()) if params.password else None
    membership = MembershipRow(row.workspace_id, params.person_id, row.role, now)

    async def commit(tx: AsyncConnection) -> None:
        await hold(tx, "members", row.workspace_id)
        # The link for the first owner is for nobody else: whoever finds it later finds it shut.
        for_the_first = row.email is None and not await people.nobody(tx)
        if for_the_first or not await invitations.accept(tx, row.id, params.person_id, now):
            raise over()
        if password_hash:
            await _add(tx, PersonRow(params.person_id, params.email, params.name, password_hash, now))
        if not await memberships.add(tx, membership):
            raise Conflict("You are a member already.", code="already_member", hint="Sign in.")

    ctx.run.commits.append(commit)
    return Member(
        id=params.person_id,
        email=params.email,
        name=params.name,
        role=Role(row.role),
        second_factor=False,
        created_at=from_micros(now),
    )


async def _add(tx: AsyncConnection, person: PersonRow) -> None:
    try:
        await people.add(tx, person)
    except EmailTaken:
        said = "There is an account with this address already: sign in, then open the link again."
        errors = (FieldError("/email", "email_taken", said),)
        raise Conflict(said, code="email_taken", param="email", errors=errors) from None


def made(ctx: Context, email: str | None, role: Role, life: timedelta) -> tuple[str, InvitationRow]:
    """A new invitation's link, and its row."""
    link, secret_hash = new_link(ctx.services, SIGN_UP_PATH)
    now = ctx.services.clock.now()
    row = InvitationRow(
        id=new_id("inv", now),
        workspace_id=ctx.actor.workspace_id,
        hash=secret_hash,
        email=email,
        role=role,
        invited_by=None if ctx.actor.kind == "system" else ctx.actor.person_id or ctx.actor.id,
        created_at=to_micros(now),
        expires_at=to_micros(now + life),
    )
    return link, row


def shown(row: InvitationRow, now: int) -> Invitation:
    """The invitation as it stands at `now`, in UTC microseconds."""
    return Invitation(
        id=row.id,
        email=row.email,
        role=Role(row.role),
        status=_status(row, now),
        invited_by=row.invited_by,
        created_at=from_micros(row.created_at),
        expires_at=from_micros(row.expires_at),
    )


def over() -> Conflict:
    return Conflict(
        "The invitation was used or revoked, or is too old.",
        code="invitation_over",
        hint="Ask who invited you for a new one.",
    )


def _status(row: InvitationRow, now: int) -> InvitationStatus:
    if row.accepted_at is not None:
        return "ACCEPTED"
    if row.revoked_at is not None:
        return "REVOKED"
    return "PENDING" if row.expires_at > now else "EXPIRED"


async def _row_of(ctx: Context, invitation_id: str) -> InvitationRow:
    row = await invitations.by_id(ctx.services.db, ctx.actor.workspace_id, invitation_id)
    if row is None:
        raise NotFound(f"There is no invitation {invitation_id}.", param="id", hint="GET /v1/invitations lists them.")
    return row


LIST_INVITATIONS = Operation(
    name="invitations.list",
    summary="List invitations",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListInvitations,
    result=ListOf(Invitation),
    perform=_list,
)

GET_INVITATION = Operation(
    name="invitations.get",
    summary="Get an invitation",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=InvitationRef,
    result=Invitation,
    perform=_get,
)

INVITE_MEMBER = Operation(
    name="members.invite",
    summary="Invite a member",
    description="No mail is sent: hand the link over. It is in this answer alone; an older one of the address ends.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=InviteMember,
    result=NewInvitation,
    perform=_invite,
    shows_secret=True,
)

REVOKE_INVITATION = Operation(
    name="invitations.revoke",
    summary="Revoke an invitation",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=InvitationRef,
    result=Invitation,
    perform=_revoke,
)

ACCEPT_INVITATION = Operation(
    name="invitations.accept",
    summary="Accept an invitation",
    description="The page of the link asks for it.",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=AcceptInvitation,
    result=Member,
    perform=_accept,
)
