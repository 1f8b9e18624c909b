"""Who asks, and what they may."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Scope(StrEnum):
    """What a token can be allowed. Source: the REST contract's list of scopes.

    A new one has its words in `oauth.SCOPE_WORDS`, for people who consent, or stands in `oauth.NOT_FOR_CLIENTS`.
    """

    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    ADGROUPS_READ = "adgroups:read"
    ADGROUPS_WRITE = "adgroups:write"
    ADS_READ = "ads:read"
    ADS_WRITE = "ads:write"
    REPORTING_READ = "reporting:read"
    CONNECTIONS_MANAGE = "connections:manage"
    WEBHOOKS_MANAGE = "webhooks:manage"
    CHANGES_PROPOSE = "changes:propose"
    CHANGES_APPROVE = "changes:approve"
    API_KEYS_MANAGE = "api_keys:manage"
    WORKSPACE_READ = "workspace:read"
    AUDIT_READ = "audit:read"
    WORKSPACE_ADMIN = "workspace:admin"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who asks. `advertiser_ids` None: every advertiser of the workspace.

    `kind`: an API key; a person, signed in; a client that acts on a person's behalf (`oauth`) or for itself (`client`);
    who runs LinkPath, at the command line, for a person they name (`operator`); LinkPath itself. `person_id` is the
    person asking, or on whose behalf; None where there is none.
    """

    kind: Literal["api_key", "person", "oauth", "client", "operator", "system"]
    id: str
    workspace_id: str
    name: str
    scopes: frozenset[Scope]
    advertiser_ids: frozenset[str] | None = None
    person_id: str | None = None

    @property
    def decides(self) -> bool:
        """Whether it is a person who asks, or is named by who runs LinkPath: people decide, tokens never do."""
        return self.kind == "person" or (self.kind == "operator" and self.person_id is not None)

    def may_use(self, advertiser_id: str) -> bool:
        """Whether the actor's allow-list has the advertiser."""
        return self.advertiser_ids is None or advertiser_id in self.advertiser_ids


def system(workspace_id: str) -> Actor:
    """LinkPath itself, at work without being asked."""
    return Actor("system", "system", workspace_id, "LinkPath", ALL_SCOPES)
