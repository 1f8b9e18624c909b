"""How apps know a TikTok account, and which of them do."""

from __future__ import annotations

import hashlib
from datetime import datetime

from .state import State


def open_id(app_id: str, account_id: str) -> str:
    """How one app knows a TikTok account; another app knows it by another id."""
    return hashlib.sha256(f"{app_id}:{account_id}".encode()).hexdigest()[:36]


def apps_of(state: State, account_id: str, at: datetime) -> list[str]:
    """The apps that the account has authorised and whose tokens can still be renewed, oldest first."""
    grants = [grant for grant in state.tt_user_grants.values() if grant.account_id == account_id]
    good = (grant.app_id for grant in grants if grant.revoked_at is None and at < grant.refresh_until)
    return list(dict.fromkeys(good))
