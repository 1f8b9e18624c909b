"""Joining a workspace by the link of an invitation: as somebody new, or as who one is already."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from pydantic import SecretStr

from linkpath_manager.domain.actor import Actor, system
from linkpath_manager.domain.person import email_of, name_of, password_problem
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, FieldError, InvalidRequest
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import EVERYWHERE, invitations, password_resets, people, workspaces
from linkpath_manager.store.invitations import InvitationRow
from linkpath_manager.store.password_resets import ResetRow

from . import password_resets as resets
from . import sessions
from .invitations import ACCEPT_INVITATION, AcceptInvitation, made, over
from .links import secret_hash
from .operation import Context
from .password_resets import USE_RESET, UseReset
from .runner import run
from .services import Services
from .sessions import SignedIn
from .sign_in import Begun, Browser, begin_instead

log = structlog.get_logger()

FIRST_LIFE: Final = timedelta(days=7)
"""How long the link for the first owner works, unless a newer one is made."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of a link has to say. `email` None: whoever has the link."""

    workspace_name: str
    email: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody typed who signs up."""

    name: str
    email: str
    password: Secret


async def invited(services: Services, code: str) -> Invited:
    """What the link with `code` leads to.

    Raises:
        Conflict: it was used or revoked, is too old, or never was.
    """
    row = await _invitation(services, code)
    return Invited(await workspaces.name(services.db, row.workspace_id), row.email, Role(row.role))


async def sign_up(services: Services, browser: Browser, code: str, typed: NewPerson, request_id: str) -> Begun:
    """A session for somebody new, who is a member from now on.

    Raises:
        InvalidRequest: what was typed cannot be, by field.
        Conflict: the link is over, or there is an account of that address.
    """
    row = await _invitation(services, code)
    name, email = _looked_at(typed, row)
    person_id = new_id("usr", services.clock.now())
    await _accept(services, row, AcceptInvitation(
        id=row.id, person_id=person_id, email=email, name=name, password=SecretStr(typed.password.reveal())
    ), request_id)  # fmt: skip
    person = await people.by_id(services.db, person_id)
    assert person is not None  # noqa: S101  # it was added
    log.info("person.signed_up", person_id=person_id)
    return Begun(await begin_instead(services, browser, person))


async def join(services: Services, who: SignedIn, code: str, request_id: str) -> None:
    """Makes who is signed in a member, and has the session work in that workspace.

    Raises:
        Conflict: the link is over, is for somebody else, or they are a member.
    """
    row = await _invitation(services, code)
    if row.email not in {None, who.email}:
        raise Conflict(
            f"This invitation is for {row.email}, and you are signed in as {who.email}.",
            code="invitation_of_another",
            hint="Sign out, then open the link again.",
        )
    params = AcceptInvitation(id=row.id, person_id=who.person_id, email=who.email, name=who.name)
    await _accept(services, row, params, request_id)
    await sessions.select_workspace(services, who, row.workspace_id)


async def reset(services: Services, code: str, password: Secret, request_id: str) -> None:
    """Sets the password of the person that the link is for. They sign in anew everywhere.

    Raises:
        InvalidRequest: it cannot be a password.
        Conflict: the link is over.
        PermissionDenied: who made it may not do so any more.
    """
    row = await resettable(services, code)
    person = await people.by_id(services.db, row.person_id)
    if person is None:
        raise resets.over()
    _require(password=password_problem(password.reveal(), person.email))
    actor = Actor("person", person.id, row.workspace_id, person.name, frozenset(), person_id=person.id)
    params = UseReset(id=person.id, reset_id=row.id, password=SecretStr(password.reveal()))
    await run(Context(actor, services, request_id), USE_RESET, params)
    log.info("person.password_reset", person_id=person.id)


async def resettable(services: Services, code: str) -> ResetRow:
    """The open reset of a link.

    Raises:
        Conflict: it is over, or never was.
    """
    row = await password_resets.by_hash(services.db, secret_hash(code))
    if row is None or not row.is_open(to_micros(services.clock.now())):
        raise resets.over()
    return row


async def first_link(services: Services, workspace_id: str) -> str | None:
    """The link by which the first owner signs up; None: there are people already. Older ones end."""
    if await people.count(services.db):
        return None
    ctx = Context(system(workspace_id), services, new_id("req", services.clock.now()))
    link, row = made(ctx, None, Role.OWNER, FIRST_LIFE)
    async with services.db.transaction(EVERYWHERE) as tx:
        await invitations.revoke_of_email(tx, workspace_id, None, row.created_at)
        await invitations.add(tx, row)
    return link


async def _invitation(services: Services, code: str) -> InvitationRow:
    row = await invitations.by_hash(services.db, secret_hash(code))
    if row is None or not row.is_open(to_micros(services.clock.now())):
        raise over()
    return row


async def _accept(services: Services, row: InvitationRow, params: AcceptInvitation, request_id: str) -> None:
    actor = Actor("person", params.person_id, row.workspace_id, params.name, frozenset(), person_id=params.person_id)
    await run(Context(actor, services, request_id), ACCEPT_INVITATION, params)


def _looked_at(typed: NewPerson, row: InvitationRow) -> tuple[str, str]:
    """Name and e-mail address, as they are kept."""
    name, email = name_of(typed.name), row.email or email_of(typed.email)
    _require(
        name=None if name else "Type the name that others know you by.",
        email=None if email else "Type an e-mail address.",
        password=password_problem(typed.password.reveal(), email or ""),
    )
    assert name is not None and email is not None  # noqa: S101, PT018  # they were required
    return name, email


def _require(**problems: str | None) -> None:
    """Raises `InvalidRequest` with what is wrong, by field."""
    errors = tuple(FieldError(f"/{field}", "invalid", said) for field, said in problems.items() if said)
    if errors:
        raise InvalidRequest(errors[0].detail, param=errors[0].pointer.strip("/"), errors=errors)
