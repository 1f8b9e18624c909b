"""What OAuth is about here: clients, grants, how long things live, and what no client is ever granted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from .actor import ALL_SCOPES, Scope
from .roles import PERMISSIONS, Role

ACCESS_LIFE: Final = timedelta(hours=24)
REFRESH_LIFE: Final = timedelta(days=30)
"""From each use to the next."""
CODE_LIFE: Final = timedelta(seconds=60)
FRESH_SIGN_IN: Final = timedelta(minutes=5)
"""How young a sign-in is that a client may ask for (`prompt=login`)."""
GRACE: Final = timedelta(seconds=60)
"""How long a refresh token that was turned in is answered again with what it was turned in for."""

NOT_FOR_CLIENTS: Final = frozenset({Scope.CHANGES_APPROVE, Scope.API_KEYS_MANAGE, Scope.WORKSPACE_ADMIN})
"""What no OAuth client is granted, whoever asks or consents.

A model may stand behind a client: it does not approve what it proposed, nor make itself keys that outlive its grant,
nor change who may what.
"""
CLIENT_SCOPES: Final = ALL_SCOPES - NOT_FOR_CLIENTS
UNASKED_SCOPES: Final = frozenset({Scope.CAMPAIGNS_READ, Scope.ADGROUPS_READ, Scope.ADS_READ, Scope.REPORTING_READ})
"""What a client gets that names no scopes, neither when it registers nor when it asks."""

SCOPE_WORDS: Final[dict[Scope, str]] = {
    Scope.CAMPAIGNS_READ: "See campaigns",
    Scope.CAMPAIGNS_WRITE: "Create, change, pause and delete campaigns, budgets included",
    Scope.ADGROUPS_READ: "See ad groups",
    Scope.ADGROUPS_WRITE: "Create, change, pause and delete ad groups, budgets and bids included",
    Scope.ADS_READ: "See ads",
    Scope.ADS_WRITE: "Create, change, pause and delete ads",
    Scope.REPORTING_READ: "See reports: spend and results",
    Scope.CHANGES_PROPOSE: "Propose changes, which people decide on",
    Scope.WORKSPACE_READ: "See the workspace: its members, keys and rules",
    Scope.AUDIT_READ: "Read the audit log: who did what, and when",
    Scope.WEBHOOKS_MANAGE: "See events, and have them posted to addresses of its choice",
    Scope.CONNECTIONS_MANAGE: "Connect TikTok advertisers, and end connections",
}
"""What a person who consents reads, for each scope of `CLIENT_SCOPES`."""

GrantType = Literal["authorization_code", "refresh_token", "client_credentials"]
LONGEST_NAME: Final = 100
RESOURCE_PATHS: Final = ("", "/mcp")
"""What tokens are for, below LinkPath's own address: its REST API, its MCP server."""


class OAuthClient(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="oauth_client"):
    """A program that was registered in a workspace.

    `advertiser_ids` bounds what it gets for itself (client credentials); null: every advertiser. `client_secret` comes
    once, when it is made.
    """

    id: str
    name: str
    confidential: bool
    redirect_uris: list[str]
    grant_types: list[GrantType]
    scopes: list[str]
    advertiser_ids: list[str] | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    client_secret: str | None = None


class OAuthGrant(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="oauth_grant"):
    """What a client holds: all tokens that came of one consent, or that it got for itself.

    `person` null: the client acts for itself. `advertiser_ids` null: every advertiser. `used_at`: when it last got a
    token.
    """

    id: str
    client: dict[str, str]
    person: dict[str, str] | None
    scopes: list[str]
    advertiser_ids: list[str] | None
    resource: str | None
    created_at: datetime
    used_at: datetime
    revoked_at: datetime | None
    reason: str | None


def checked_name(text: str) -> str:
    """`text`, if it can be a client's name: 1 to 100 characters that show as they are, none that turns others round.

    Raises:
        ValueError: it cannot.
    """
    if not text.isprintable() or not text.strip() or len(text) > LONGEST_NAME:
        raise ValueError(f"a name is 1 to {LONGEST_NAME} printable characters")
    return text


def resource_at(public_url: str, given: str) -> str | None:
    """The resource that `given` names: one of ours, however its root is written; None: none of ours."""
    ours = {public_url + path: public_url + path for path in RESOURCE_PATHS} | {f"{public_url}/": public_url}
    return ours.get(given)


def effective_scopes(granted: Iterable[str], of_client: Iterable[str], role: str | None) -> frozenset[Scope]:
    """What a token allows now: what was granted, of what the client may have, of what the person's role allows.

    `of_client` empty: the client may have any scope that clients can have. `role` None: the client acts for itself.
    """
    bounds = set(of_client)
    found = _known(granted) & (_known(bounds) & CLIENT_SCOPES if bounds else CLIENT_SCOPES)
    return found & PERMISSIONS[Role(role)] if role is not None else found


def _known(texts: Iterable[str]) -> frozenset[Scope]:
    """Scopes by their names; a name from another version of LinkPath opens nothing here."""
    return frozenset(Scope(text) for text in texts if text in _NAMES)


_NAMES: Final = frozenset(scope.value for scope in Scope)
