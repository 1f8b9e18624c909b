"""Tokens made for a grant, and the answer that carries them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import ACCESS_LIFE, REFRESH_LIFE
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tokens import mint, token_hash
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth, oauth_grants
from linkpath_manager.store.oauth import TokenRow
from linkpath_manager.store.oauth_grants import GrantRow

_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Issued:
    """Tokens as given out; they are kept as hashes alone. `scopes` is what the access token allows now."""

    access_token: str
    refresh_token: str | None
    scopes: str
    expires_at: int  # UTC microseconds, of the access token

    def answer(self, now: int) -> dict[str, Any]:
        """The token endpoint's answer (RFC 6749 §5.1)."""
        found = {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": max(0, (self.expires_at - now) // _SECOND),
            "scope": self.scopes,
        }
        return found if self.refresh_token is None else {**found, "refresh_token": self.refresh_token}

    def __repr__(self) -> str:
        return f"Issued({self.scopes!r})"


def minted(services: Services, scopes: frozenset[Scope], *, refreshable: bool) -> Issued:
    """New tokens, which open nothing until they are kept. `scopes` is what the access token allows now."""
    expires_at = to_micros(services.clock.now() + ACCESS_LIFE)
    return Issued(mint("lp_at_"), mint("lp_rt_") if refreshable else None, " ".join(sorted(scopes)), expires_at)


async def keep(tx: AsyncConnection, grant: GrantRow, issued: Issued, scopes: str, now: int) -> None:
    """Has `issued` open what `grant` opens: the access token `scopes`, the refresh token all of it."""
    access = TokenRow(
        token_hash(issued.access_token), grant.workspace_id, grant.id, oauth.ACCESS, scopes, now, issued.expires_at
    )
    await oauth.add_token(tx, access)
    if issued.refresh_token is not None:
        expires_at = now + REFRESH_LIFE // timedelta(microseconds=1)
        hashed = token_hash(issued.refresh_token)
        await oauth.add_token(
            tx, TokenRow(hashed, grant.workspace_id, grant.id, oauth.REFRESH, grant.scopes, now, expires_at)
        )
    await oauth_grants.change(tx, grant.id, used_at=now)
