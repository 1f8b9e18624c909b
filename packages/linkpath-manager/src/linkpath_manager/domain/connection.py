"""Connections: TikTok's grants, and the advertisers they open."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

ConnectionStatus = Literal["PENDING", "CONNECTED", "DENIED", "EMPTY", "BROKEN", "REVOKED", "EXPIRED"]
"""PENDING: a person has yet to consent; EMPTY: they did and ticked no advertiser; DENIED: they did not; EXPIRED: they
never answered. BROKEN: TikTok refuses the token; REVOKED: ended from here."""


class Connection(Struct, frozen=True, kw_only=True, tag_field="object", tag="connection"):
    """One grant. `scope` holds TikTok's numeric permission ids."""

    id: str
    status: ConnectionStatus
    reason: str | None
    advertiser_ids: list[str]
    scope: list[str]
    created_at: datetime
    connected_at: datetime | None
    revoked_at: datetime | None
    last_tested_at: datetime | None


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
