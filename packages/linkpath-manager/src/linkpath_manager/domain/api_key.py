"""API keys, as they are told of."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from .actor import Scope

KeyStatus = Literal["ACTIVE", "EXPIRED", "REVOKED"]


class ApiKey(Struct, frozen=True, kw_only=True, tag_field="object", tag="api_key"):
    """A key, without its text. `hint` is what its owner may recognise it by.

    `advertiser_ids` null: every advertiser. `created_by` is a person's id; null: the command line, or another key.
    `last_used_at` is exact to the minute; null: never.
    """

    id: str
    name: str
    hint: str
    status: KeyStatus
    scopes: list[Scope]
    advertiser_ids: list[str] | None
    created_by: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class NewApiKey(ApiKey, frozen=True, kw_only=True, tag_field="object", tag="api_key"):
    """A key that has just been made. `token` is its text, shown this once."""

    token: str
