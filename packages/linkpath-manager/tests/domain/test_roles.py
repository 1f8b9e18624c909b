"""The table of permissions."""

from linkpath_manager.domain.actor import ALL_SCOPES, Scope
from linkpath_manager.domain.roles import PERMISSIONS, Role

EVERYBODY = set(Role)
RUNNING = {Role.OWNER, Role.ADMIN}
BUYING = {*RUNNING, Role.BUYER}
WHO_MAY: dict[Scope, set[Role]] = {
    Scope.CAMPAIGNS_READ: EVERYBODY,
    Scope.ADGROUPS_READ: EVERYBODY,
    Scope.ADS_READ: EVERYBODY,
    Scope.REPORTING_READ: EVERYBODY,
    Scope.CAMPAIGNS_WRITE: BUYING,
    Scope.ADGROUPS_WRITE: BUYING,
    Scope.ADS_WRITE: BUYING,
    Scope.CHANGES_PROPOSE: BUYING,
    Scope.CHANGES_APPROVE: BUYING,
    Scope.CONNECTIONS_MANAGE: RUNNING,
    Scope.WEBHOOKS_MANAGE: {*RUNNING, Role.DEVELOPER},
    Scope.API_KEYS_MANAGE: {*RUNNING, Role.DEVELOPER},
    Scope.WORKSPACE_READ: {*RUNNING, Role.DEVELOPER, Role.AUDITOR},
    Scope.AUDIT_READ: {*RUNNING, Role.AUDITOR},
    Scope.WORKSPACE_ADMIN: RUNNING,
}
"""Said a second time, so that a new scope or a slip in the table is a decision."""


def test_every_scope_is_decided_on_for_every_role() -> None:
    assert WHO_MAY.keys() == ALL_SCOPES
    assert PERMISSIONS.keys() == set(Role)
    assert {(role, scope) for role, scopes in PERMISSIONS.items() for scope in scopes} == {
        (role, scope) for scope, roles in WHO_MAY.items() for role in roles
    }
