"""How the pages say moments, roles and rights."""

from datetime import datetime
from html import escape
from typing import Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.roles import Role

ROLES: Final[dict[Role, str]] = {
    Role.OWNER: "Owner: everything, and who else is one",
    Role.ADMIN: "Admin: everything but owners",
    Role.BUYER: "Buyer: campaigns, ad groups, ads, reports, approvals",
    Role.ANALYST: "Analyst: sees campaigns and reports",
    Role.DEVELOPER: "Developer: sees all, makes API keys and webhooks",
    Role.AUDITOR: "Auditor: sees all, changes nothing",
}
SCOPES: Final[dict[Scope, str]] = {
    Scope.CAMPAIGNS_READ: "See campaigns",
    Scope.CAMPAIGNS_WRITE: "Change campaigns",
    Scope.ADGROUPS_READ: "See ad groups",
    Scope.ADGROUPS_WRITE: "Change ad groups",
    Scope.ADS_READ: "See ads",
    Scope.ADS_WRITE: "Change ads",
    Scope.REPORTING_READ: "Read reports",
    Scope.CONNECTIONS_MANAGE: "Manage TikTok connections",
    Scope.WEBHOOKS_MANAGE: "Manage webhooks, see events",
    Scope.CHANGES_PROPOSE: "Propose changes",
    Scope.CHANGES_APPROVE: "Decide on changes",
    Scope.API_KEYS_MANAGE: "Manage API keys",
    Scope.AUDIT_READ: "Read the audit log",
    Scope.WORKSPACE_READ: "See members and keys",
    Scope.WORKSPACE_ADMIN: "Manage the workspace",
}


def day(moment: str | None, never: str = "never") -> str:
    """The day of an RFC 3339 moment, in UTC, as HTML."""
    if moment is None:
        return never
    at = datetime.fromisoformat(moment)
    return f'<time datetime="{escape(moment)}">{at.day} {at:%b %Y}</time>'


def minute(moment: str | None, never: str = "never") -> str:
    """Day and time of an RFC 3339 moment, in UTC, as HTML."""
    if moment is None:
        return never
    at = datetime.fromisoformat(moment)
    return f'<time datetime="{escape(moment)}">{at.day} {at:%b %Y, %H:%M} UTC</time>'
