"""Who runs LinkPath, at the command line: for a person whom they name, through the same gate as everybody.

Whoever can run the command can read the database and the file of keys, and can make an invitation or a new password for
anybody: asking for a password here would protect nothing. So what is done names a person, who has to be a member and is
held to their role, to the policy and to not deciding on what they asked for; and the audit log says `operator`, so that
it is never taken for that person's own click.
"""

from typing import Any, Final

from linkpath_manager.domain.actor import ALL_SCOPES, Actor
from linkpath_manager.domain.person import email_of
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import InvalidRequest, NotFound, PermissionDenied
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import memberships, people, workspaces

from .operation import Context, Effect, Operation
from .runner import TheGate
from .services import Services
from .table import OPERATIONS
from .upstream_reads import READ_UPSTREAM

OPERATOR: Final = "operator"


async def context(
    services: Services, workspace_id: str, op: Operation[Any, Any], email: str | None, **more: Any
) -> Context:
    """What asks for `op`: the operator, for the person of that address; who only reads needs none.

    Raises:
        InvalidRequest: `op` writes, and nobody is named.
        NotFound: there is no such workspace or person.
        PermissionDenied: they are no member of it, or are kept out.
    """
    if workspace_id not in await workspaces.ids(services.db):
        raise NotFound(f"There is no workspace {workspace_id}.", hint="`people list` shows those with members.")
    if email is None and op.effect is not Effect.READ:
        raise InvalidRequest(
            f"{op.name} changes something: it needs a person who does it.",
            hint="Name them with --as EMAIL; `people list` shows who there is.",
        )
    actor = _nobody(workspace_id) if email is None else await _for(services, workspace_id, email)
    return Context(actor, services, new_id("req", services.clock.now()), gate=TheGate(), **more)


def operation(name: str) -> Operation[Any, Any]:
    """The operation of that name.

    Raises:
        NotFound: there is none.
    """
    if name == READ_UPSTREAM.name:
        return READ_UPSTREAM  # of the command line alone: no other door may open it
    if name not in OPERATIONS:
        from difflib import get_close_matches

        near = get_close_matches(name, OPERATIONS, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else "`linkpath-manager run --list` shows them all."
        raise NotFound(f"There is no operation {name[:80]!r}.", hint=hint)
    return OPERATIONS[name]


def _nobody(workspace_id: str) -> Actor:
    return Actor(OPERATOR, OPERATOR, workspace_id, "Command line", ALL_SCOPES)


async def _for(services: Services, workspace_id: str, email: str) -> Actor:
    person = await people.by_email(services.db, email_of(email) or "")
    if person is None:
        raise NotFound(f"Nobody has the address {email}.", hint="`people list` shows who there is.")
    if person.disabled_at is not None:
        raise PermissionDenied(f"{email} is kept out.", hint="`people enable` lets them in again.")
    roles = {row.workspace_id: Role(row.role) for row, _ in await memberships.of_person(services.db, person.id)}
    if workspace_id not in roles:
        raise PermissionDenied(
            f"{email} is no member of {workspace_id}.", hint="Name a member, or another workspace with --workspace."
        )
    scopes = PERMISSIONS[roles[workspace_id]]
    name = f"{person.name} (command line)"
    return Actor(OPERATOR, person.id, workspace_id, name, scopes, person_id=person.id)
