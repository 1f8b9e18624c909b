"""People as whoever runs LinkPath sees and helps them, past every workspace."""

from dataclasses import dataclass
from typing import Any

import msgspec
import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.domain.person import NewInvitation, ResetLink, email_of
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, NotFound
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import EVERYWHERE, memberships, people, sessions, workspaces
from linkpath_manager.store.people import PersonRow

from .invitations import INVITE_MEMBER, InviteMember
from .operation import Context, Operation, Params
from .password_resets import RESET_PASSWORD, ResetPassword
from .runner import run
from .services import Services

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listed:
    """A person. `roles` are by the workspace's name; `marks` say what is particular."""

    email: str
    name: str
    roles: dict[str, Role]
    marks: list[str]


async def everyone(services: Services) -> list[Listed]:
    """All people, by e-mail address."""
    return [await _listed(services, person) for person in await people.everyone(services.db)]


async def invite(services: Services, workspace_id: str, email: str, role: Role) -> NewInvitation:
    """An invitation by LinkPath itself.

    Raises:
        NotFound: there is no such workspace.
        InvalidRequest, Conflict: see `members.invite`.
    """
    if workspace_id not in await workspaces.ids(services.db):
        raise NotFound(f"There is no workspace {workspace_id}.", hint="`people list` shows those with members.")
    made = await _ask(services, workspace_id, INVITE_MEMBER, InviteMember(email=email, role=role))
    return msgspec.json.decode(made, type=NewInvitation)


async def reset(services: Services, email: str, *, end_second_factor: bool) -> ResetLink:
    """A link to set a new password, by LinkPath itself.

    Raises:
        NotFound: nobody has that address.
        Conflict: they are a member of nothing.
    """
    person = await _person(services, email)
    of_person = await memberships.of_person(services.db, person.id)
    if not of_person:
        raise Conflict(f"{person.email} is a member of no workspace.", hint="Invite them with `people invite`.")
    params = ResetPassword(id=person.id, end_second_factor=end_second_factor)
    made = await _ask(services, of_person[0][0].workspace_id, RESET_PASSWORD, params)
    return msgspec.json.decode(made, type=ResetLink)


async def disable(services: Services, email: str) -> None:
    """Ends a person's sessions, and refuses new ones. Raises `NotFound`."""
    person, now = await _person(services, email), to_micros(services.clock.now())
    async with services.db.transaction(EVERYWHERE) as tx:
        await people.change(tx, person.id, disabled_at=now)
        await sessions.end(tx, person.id, now)
    log.info("person.disabled", person_id=person.id)


async def enable(services: Services, email: str) -> None:
    """Raises `NotFound`."""
    person = await _person(services, email)
    async with services.db.transaction(EVERYWHERE) as tx:
        await people.change(tx, person.id, disabled_at=None)
    log.info("person.enabled", person_id=person.id)


async def _ask(services: Services, workspace_id: str, op: Operation[Any, Any], params: Params) -> bytes:
    ctx = Context(system(workspace_id), services, new_id("req", services.clock.now()))
    return bytes((await run(ctx, op, params)).result.json)


async def _person(services: Services, email: str) -> PersonRow:
    person = await people.by_email(services.db, email_of(email) or "")
    if person is None:
        raise NotFound(f"Nobody has the address {email}.", hint="`linkpath-manager people list` shows who there is.")
    return person


async def _listed(services: Services, person: PersonRow) -> Listed:
    of_person = await memberships.of_person(services.db, person.id)
    marks = {"second factor": person.sealed_totp, "disabled": person.disabled_at}
    return Listed(
        person.email,
        person.name,
        {name: Role(row.role) for row, name in of_person},
        [mark for mark, there in marks.items() if there is not None],
    )
