"""Every operation by every role."""

from typing import Any

from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import LinkPathError, PermissionDenied
from linkpath_manager.operations import OPERATIONS, Context
from linkpath_manager.operations.access import authorise

OF_ONESELF = {name for name in OPERATIONS if name.startswith("account.")}
WITHOUT_A_SCOPE = OF_ONESELF | {
    *("me.get", "workspaces.list", "workspaces.get", "workspace.get", "advertisers.list", "advertisers.get"),
    *("policy.get", "advertisers.sync", "invitations.accept", "members.set_password"),
    *("oauth_grants.approve", "oauth_grants.end", "oauth_grants.list", "oauth_grants.revoke"),
    *("operations.get", "operations.result", "operations.cancel"),  # of what the asker began
    "event_types.list",
}


async def is_denied(house: Any, role: Role, name: str) -> bool:
    """Whether the gate says that the role does not allow it, whatever it is asked about."""
    actor = Actor("person", "usr_1", WORKSPACE_ID, "Ada", PERMISSIONS[role], person_id="usr_1")
    op = OPERATIONS[name]
    try:
        await authorise(Context(actor, house.services, "req_1"), op, op.params.model_construct(id="0"))
    except PermissionDenied:
        return True
    except LinkPathError:
        pass  # it was let in, and there is no such thing
    return False


@on_sqlite
async def test_what_a_role_does_not_have_is_denied_and_nothing_else_is(house: Any) -> None:
    for role in Role:
        denied = {name for name in OPERATIONS if await is_denied(house, role, name)}

        assert denied == {op.name for op in OPERATIONS.values() if op.scope and op.scope not in PERMISSIONS[role]}
        assert denied.isdisjoint(WITHOUT_A_SCOPE)


def test_what_needs_no_scope_is_known() -> None:
    assert {op.name for op in OPERATIONS.values() if op.scope is None} == WITHOUT_A_SCOPE
