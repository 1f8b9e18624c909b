"""People as whoever runs LinkPath sees and helps them, past every workspace."""

from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import system
from linkpath_manager.domain.person import NewInvitation, ResetLink, email_of
from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict, NotFound
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import digest
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import EVERYWHERE, audit, memberships, people, sessions, workspaces
from linkpath_manager.store.database import hold
from linkpath_manager.store.people import PersonRow

from . import approvers
from .invitations import INVITE_MEMBER, InviteMember
from .members import require_another_owner
from .operation import Context, Operation, Params
from .operators import OPERATOR
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


async def disable(services: Services, email: str, *, anyway: bool = False) -> list[str]:
    """Ends a person's sessions, and refuses new ones; returns what cannot be without them, where it is done `anyway`.

    Raises:
        NotFound: nobody has that address.
        Conflict: a workspace cannot be without them, as it cannot when they leave it; not `anyway`.
    """
    person, now = await _person(services, email), to_micros(services.clock.now())
    of = sorted((row.workspace_id, name) for row, name in await memberships.of_person(services.db, person.id))
    async with services.db.transaction(EVERYWHERE) as tx:
        needs = [(need, name) for workspace_id, name in of for need in await _needs(tx, services, workspace_id, person)]
        if not needs or anyway:
            await people.change(tx, person.id, disabled_at=now)
            await sessions.end(tx, person.id, now)
        outcome = ("succeeded: anyway" if anyway else f"failed: {needs[0][0].reason}") if needs else "succeeded: ok"
        await _audit(tx, services, person, [workspace_id for workspace_id, _ in of], "people.disable", outcome)
    words = [f"in {name}: {need.message}" for need, name in needs]
    if needs and not anyway:
        hint = f"{needs[0][0].hint} --anyway keeps them out all the same, and says so in the audit log."
        raise Conflict(f"{person.email} is needed, {' And '.join(words)}", code=needs[0][0].reason, hint=hint)
    log.info("person.disabled", person_id=person.id)
    return words


async def enable(services: Services, email: str) -> None:
    """Raises `NotFound`."""
    person = await _person(services, email)
    of = [row.workspace_id for row, _ in await memberships.of_person(services.db, person.id)]
    async with services.db.transaction(EVERYWHERE) as tx:
        await people.change(tx, person.id, disabled_at=None)
        await _audit(tx, services, person, sorted(of), "people.enable", "succeeded: ok")
    log.info("person.enabled", person_id=person.id)


async def _needs(tx: AsyncConnection, services: Services, workspace_id: str, person: PersonRow) -> list[Conflict]:
    """Why the workspace cannot be without the person; no one else becomes or ceases to be a member until `tx` ends."""
    await hold(tx, "members", workspace_id)
    needs = []
    try:
        await approvers.require_enough_without(tx, services.db, workspace_id, person.id, None)
    except Conflict as need:
        needs.append(need)
    able = {person_id: Role(role) for person_id, role in (await memberships.able(tx, workspace_id)).items()}
    try:
        if able.get(person.id) is Role.OWNER:
            require_another_owner(able, person.id)
    except Conflict as need:
        needs.append(need)
    return needs


async def _audit(
    tx: AsyncConnection, services: Services, person: PersonRow, workspace_ids: list[str], operation: str, outcome: str
) -> None:
    """Has the log of each workspace that the person is a member of say what the operator did, or was refused."""
    now = services.clock.now()
    told = audit.AuditRecord(
        at=to_micros(now),
        actor_kind=OPERATOR,
        actor_id=OPERATOR,
        operation=operation,
        run_id="",
        advertiser_id=None,
        target_id=person.id,
        params_digest=digest({"operation": operation, "params": {"id": person.id}}),
        outcome=outcome,
        upstream_request_ids="",
        request_id=new_id("req", now),
    )
    for workspace_id in workspace_ids:
        await audit.append(tx, workspace_id, told)


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
