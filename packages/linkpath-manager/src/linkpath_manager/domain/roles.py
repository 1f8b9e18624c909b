"""THE TABLE OF PERMISSIONS: what a person may, by their role in a workspace. What is not here is denied."""

from enum import StrEnum

from .actor import ALL_SCOPES, Scope


class Role(StrEnum):
    """What somebody is to a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    BUYER = "buyer"
    ANALYST = "analyst"
    DEVELOPER = "developer"
    AUDITOR = "auditor"


_READS = frozenset({Scope.CAMPAIGNS_READ, Scope.ADGROUPS_READ, Scope.ADS_READ, Scope.REPORTING_READ})
_BUYS = frozenset(
    {
        Scope.CAMPAIGNS_WRITE,
        Scope.ADGROUPS_WRITE,
        Scope.ADS_WRITE,
        Scope.CHANGES_PROPOSE,
        Scope.CHANGES_APPROVE,
    }
)

PERMISSIONS: dict[Role, frozenset[Scope]] = {
    Role.OWNER: ALL_SCOPES,
    Role.ADMIN: ALL_SCOPES,
    Role.BUYER: _READS | _BUYS,
    Role.ANALYST: _READS,
    Role.DEVELOPER: _READS | {Scope.WORKSPACE_READ, Scope.API_KEYS_MANAGE, Scope.WEBHOOKS_MANAGE},
    Role.AUDITOR: _READS | {Scope.WORKSPACE_READ, Scope.AUDIT_READ},
}
