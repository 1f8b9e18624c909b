"""The table of the REST door: which operation each path opens. What has no line here is not exposed."""

from dataclasses import dataclass
from typing import Literal

from linkpath_manager.domain.limits import LimitKind

Method = Literal["GET", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Route:
    """One line: `operation` is asked at `method` and `path`, and its result is answered with `status`.

    A GET takes its parameters from path and query; the others from path and JSON body, and of the query
    only `advertiser_id`. `location` is the address of what was made, with `{id}` for the result's id. `limit` is what a
    request counts as.
    """

    method: Method
    path: str
    operation: str
    status: int = 200
    location: str | None = None
    limit: LimitKind = "standard"
    result: str | None = None
    """Of what begins long work: the operation that tells its result, once it has ended. Until then 202 tells of it."""


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/me", "me.get"),
    Route("GET", "/v1/usage", "usage.get"),
    Route("GET", "/v1/connections", "connections.list"),
    Route("POST", "/v1/connections", "connections.start", 201, "/v1/connections/{id}"),
    Route("GET", "/v1/connections/{id}", "connections.get"),
    Route("PATCH", "/v1/connections/{id}", "connections.update"),
    Route("DELETE", "/v1/connections/{id}", "connections.revoke"),
    Route("POST", "/v1/connections/{id}/reconnect", "connections.reconnect"),
    Route("POST", "/v1/connections/{id}/test", "connections.test"),
    Route("GET", "/v1/tiktok-apps", "tiktok_apps.list"),
    Route("POST", "/v1/tiktok-apps", "tiktok_apps.create", 201, "/v1/tiktok-apps/{id}"),
    Route("GET", "/v1/tiktok-apps/{id}", "tiktok_apps.get"),
    Route("PATCH", "/v1/tiktok-apps/{id}", "tiktok_apps.update"),
    Route("DELETE", "/v1/tiktok-apps/{id}", "tiktok_apps.delete"),
    Route("GET", "/v1/advertisers", "advertisers.list"),
    Route("GET", "/v1/advertisers/{id}", "advertisers.get"),
    Route("POST", "/v1/advertisers/{id}/select", "advertisers.select"),
    Route("GET", "/v1/campaigns", "campaigns.list"),
    Route("POST", "/v1/campaigns", "campaigns.create", 201, "/v1/campaigns/{id}"),
    Route("POST", "/v1/campaigns/batch", "campaigns.batch", result="operations.result"),
    Route("GET", "/v1/campaigns/{id}", "campaigns.get"),
    Route("GET", "/v1/campaigns/{id}/delivery", "campaigns.delivery"),
    Route("PATCH", "/v1/campaigns/{id}", "campaigns.update"),
    Route("DELETE", "/v1/campaigns/{id}", "campaigns.delete"),
    Route("GET", "/v1/adgroups", "adgroups.list"),
    Route("POST", "/v1/adgroups", "adgroups.create", 201, "/v1/adgroups/{id}"),
    Route("POST", "/v1/adgroups/batch", "adgroups.batch", result="operations.result"),
    Route("GET", "/v1/adgroups/{id}", "adgroups.get"),
    Route("GET", "/v1/adgroups/{id}/delivery", "adgroups.delivery"),
    Route("PATCH", "/v1/adgroups/{id}", "adgroups.update"),
    Route("DELETE", "/v1/adgroups/{id}", "adgroups.delete"),
    Route("GET", "/v1/ads", "ads.list"),
    Route("POST", "/v1/ads", "ads.create", 201, "/v1/ads/{id}"),
    Route("POST", "/v1/ads/batch", "ads.batch", result="operations.result"),
    Route("GET", "/v1/ads/{id}", "ads.get"),
    Route("GET", "/v1/ads/{id}/delivery", "ads.delivery"),
    Route("PATCH", "/v1/ads/{id}", "ads.update"),
    Route("DELETE", "/v1/ads/{id}", "ads.delete"),
    Route("GET", "/v1/operations/{id}", "operations.get"),
    Route("GET", "/v1/operations/{id}/result", "operations.result"),
    Route("POST", "/v1/operations/{id}/cancel", "operations.cancel"),
    Route("GET", "/v1/reporting", "reports.get", limit="reporting"),
    Route("POST", "/v1/reports", "reports.start", limit="reporting", result="reports.result"),
    Route("GET", "/v1/reports/{id}", "reports.result"),
    Route("GET", "/v1/changes", "changes.list"),
    Route("POST", "/v1/changes", "changes.propose", 201, "/v1/changes/{id}"),
    Route("GET", "/v1/changes/{id}", "changes.get"),
    Route("POST", "/v1/changes/{id}/approve", "changes.approve"),
    Route("POST", "/v1/changes/{id}/reject", "changes.reject"),
    Route("POST", "/v1/changes/{id}/cancel", "changes.cancel"),
    Route("POST", "/v1/changes/{id}/undo", "changes.undo"),
    Route("GET", "/v1/events", "events.list"),
    Route("GET", "/v1/events/{id}", "events.get"),
    Route("POST", "/v1/events/{id}/resend", "events.resend"),
    Route("GET", "/v1/event-types", "event_types.list"),
    Route("GET", "/v1/webhook-endpoints", "webhook_endpoints.list"),
    Route("POST", "/v1/webhook-endpoints", "webhook_endpoints.create", 201, "/v1/webhook-endpoints/{id}"),
    Route("GET", "/v1/webhook-endpoints/{id}", "webhook_endpoints.get"),
    Route("PATCH", "/v1/webhook-endpoints/{id}", "webhook_endpoints.update"),
    Route("DELETE", "/v1/webhook-endpoints/{id}", "webhook_endpoints.delete"),
    Route("POST", "/v1/webhook-endpoints/{id}/rotate-secret", "webhook_endpoints.rotate_secret"),
    Route("POST", "/v1/webhook-endpoints/{id}/test", "webhook_endpoints.test"),
    Route("POST", "/v1/webhook-endpoints/{id}/replay", "webhook_endpoints.replay"),
    Route("GET", "/v1/webhook-endpoints/{id}/deliveries", "webhook_endpoints.deliveries"),
    Route("GET", "/v1/audit-log", "audit.list"),
    Route("GET", "/v1/recap", "recap.get"),
    Route("GET", "/v1/alerts", "alerts.list"),
    Route("POST", "/v1/alerts", "alerts.create", 201, "/v1/alerts/{id}"),
    Route("GET", "/v1/alerts/{id}", "alerts.get"),
    Route("PATCH", "/v1/alerts/{id}", "alerts.update"),
    Route("DELETE", "/v1/alerts/{id}", "alerts.delete"),
    Route("GET", "/v1/policy", "policy.get"),
    Route("PATCH", "/v1/policy", "policy.set"),
    Route("POST", "/v1/policy/stop", "policy.stop"),
    Route("POST", "/v1/policy/resume", "policy.resume"),
    Route("POST", "/v1/policy/open", "policy.open"),
    Route("GET", "/v1/api-keys", "api_keys.list"),
    Route("POST", "/v1/api-keys", "api_keys.create", 201, "/v1/api-keys/{id}"),
    Route("GET", "/v1/api-keys/{id}", "api_keys.get"),
    Route("POST", "/v1/api-keys/{id}/rotate", "api_keys.rotate", 201, "/v1/api-keys/{id}"),
    Route("DELETE", "/v1/api-keys/{id}", "api_keys.revoke"),
    Route("GET", "/v1/members", "members.list"),
    Route("POST", "/v1/members", "members.invite", 201, "/v1/invitations/{id}"),
    Route("GET", "/v1/members/{id}", "members.get"),
    Route("PATCH", "/v1/members/{id}", "members.update"),
    Route("DELETE", "/v1/members/{id}", "members.remove"),
    Route("POST", "/v1/members/{id}/reset-password", "members.reset_password"),
    Route("GET", "/v1/invitations", "invitations.list"),
    Route("GET", "/v1/invitations/{id}", "invitations.get"),
    Route("DELETE", "/v1/invitations/{id}", "invitations.revoke"),
    Route("GET", "/v1/workspaces", "workspaces.list"),
    Route("POST", "/v1/workspaces", "workspaces.create", 201, "/v1/workspaces/{id}"),
    Route("GET", "/v1/workspaces/{id}", "workspaces.get"),
    Route("GET", "/v1/workspace", "workspace.get"),
    Route("PATCH", "/v1/workspace", "workspace.update"),
    Route("GET", "/v1/oauth-clients", "oauth_clients.list"),
    Route("POST", "/v1/oauth-clients", "oauth_clients.create", 201, "/v1/oauth-clients/{id}"),
    Route("GET", "/v1/oauth-clients/{id}", "oauth_clients.get"),
    Route("PATCH", "/v1/oauth-clients/{id}", "oauth_clients.update"),
    Route("POST", "/v1/oauth-clients/{id}/rotate-secret", "oauth_clients.rotate_secret"),
    Route("DELETE", "/v1/oauth-clients/{id}", "oauth_clients.delete"),
    Route("GET", "/v1/oauth-grants", "oauth_grants.list"),
    Route("DELETE", "/v1/oauth-grants/{id}", "oauth_grants.revoke"),
)
