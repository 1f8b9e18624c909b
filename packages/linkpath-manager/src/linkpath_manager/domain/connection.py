"""Connections: TikTok's grants, and the advertisers they open."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from .permissions import MissingPermission, Permission

ConnectionKind = Literal["ADVERTISERS", "TIKTOK_ACCOUNT"]
"""ADVERTISERS: somebody with a TikTok for Business login opens ad accounts, without an end in time. TIKTOK_ACCOUNT: the
owner of a TikTok account opens that; its token lives a day and is renewed."""

ConnectionStatus = Literal["PENDING", "CONNECTED", "DENIED", "EMPTY", "BROKEN", "REVOKED", "EXPIRED"]
"""PENDING: a person has yet to consent; EMPTY: they did and ticked no advertiser; DENIED: they did not; EXPIRED: they
never answered. BROKEN: TikTok refuses the token; REVOKED: ended from here."""

HealthState = Literal["HEALTHY", "ATTENTION", "BROKEN", "WAITING", "ENDED"]
"""ATTENTION: it works, and somebody should look at it; WAITING: for a person to consent; ENDED: it will not work
again."""


class Health(Struct, frozen=True, kw_only=True):
    """How a grant does, why, and what to do. `checked_at`: when TikTok last took or refused it.

    `last_success_at` is to the minute. `last_error_code` is TikTok's. `hints`: why TikTok does not tell by itself what
    changes, where it was asked to; it is noticed by looking then.
    """

    state: HealthState
    reason: str | None
    hint: str | None
    checked_at: datetime | None
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error_code: int | None
    last_error: str | None
    hints: str | None


class Connection(Struct, frozen=True, kw_only=True, tag_field="object", tag="connection"):
    """One grant. `advertiser_ids` are those that LinkPath uses, of the `granted_advertiser_ids`.

    `scope`: TikTok's numeric permission ids, `permissions` the same in words; of a TikTok account its scopes.
    `open_id`: the TikTok account, as the app knows it. `token_expires_at`: until then the token is good, and is renewed
    before; null: it has no end. `tiktok_app_id`: the developer app, `default` for the one of the settings.
    """

    id: str
    kind: ConnectionKind
    status: ConnectionStatus
    reason: str | None
    health: Health
    tiktok_app_id: str
    advertiser_ids: list[str]
    granted_advertiser_ids: list[str]
    open_id: str | None
    scope: list[str]
    permissions: list[Permission]
    missing_permissions: list[MissingPermission]
    created_at: datetime
    connected_at: datetime | None
    revoked_at: datetime | None
    last_tested_at: datetime | None
    token_expires_at: datetime | None


class StartedConnection(Connection, frozen=True, kw_only=True, tag_field="object", tag="connection"):
    """A connection that waits for a person to consent at `authorization_url`, until `expires_at`."""

    authorization_url: str
    expires_at: datetime


class ConnectionTest(Struct, frozen=True, kw_only=True, tag_field="object", tag="connection_test"):
    """Whether TikTok still takes the grant, and the advertisers it opens now; if not, why, and what to do."""

    ok: bool
    checked_at: datetime
    advertiser_ids: list[str]
    reason: str | None
    hint: str | None
