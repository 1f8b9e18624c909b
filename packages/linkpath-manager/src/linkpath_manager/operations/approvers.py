"""Who may approve: as many as the policy needs, at all times."""

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.policy import Policy, approvers_needed
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import Conflict
from linkpath_manager.store import memberships, policies
from linkpath_manager.store.database import Database, hold


async def require_enough(tx: AsyncConnection, workspace_id: str, policy: Policy) -> None:
    """Lets `policy` be set, if there are people enough who may approve; nobody else changes that until `tx` ends.

    Raises:
        Conflict: nobody could ever pass it.
    """
    await hold(tx, "members", workspace_id)
    there, needed = len(await _approvers(tx, workspace_id)), approvers_needed(policy)
    if there < needed:
        raise Conflict(
            f"This policy needs {needed} people who may approve, and there are {there}: writes would wait for ever.",
            code="locks_out",
            hint="Invite owners, admins or buyers first, or ask for fewer approvals. Who asks never approves: a rule "
            "about people needs one more person than approvals.",
        )


async def require_enough_without(
    tx: AsyncConnection, db: Database, workspace_id: str, person_id: str, role: Role | None
) -> None:
    """Lets a person become `role`, or leave; `tx` holds the members.

    Raises:
        Conflict: the policy needs them to approve. Not where there are too few already: it gets no worse.
    """
    approvers = await _approvers(tx, workspace_id)
    if person_id not in approvers or (role is not None and Scope.CHANGES_APPROVE in PERMISSIONS[role]):
        return
    row = await policies.newest(db, workspace_id)
    needed = approvers_needed(Policy.model_validate_json(row.document) if row else Policy())
    if len(approvers) == needed:
        raise Conflict(
            f"The policy needs {needed} people who may approve, and without this one there are {needed - 1}: what "
            "waits for them waits for ever.",
            code="approver_needed",
            hint="Make somebody else an owner, admin or buyer first, or have the policy ask for fewer approvals.",
        )


async def _approvers(tx: AsyncConnection, workspace_id: str) -> set[str]:
    roles = await memberships.able(tx, workspace_id)
    return {person_id for person_id, role in roles.items() if Scope.CHANGES_APPROVE in PERMISSIONS[Role(role)]}
