"""Who a client is: found by its id, and proven by its secret where it has one."""

import hmac
from dataclasses import dataclass
from typing import Final

from linkpath_manager.kit.tokens import token_hash
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth_clients
from linkpath_manager.store.oauth_clients import ClientRow

from .errors import OAuthError, invalid_client

_NOBODYS_HASH: Final = "0" * 64
"""Compared with where there is no such client, so that it takes as long as where there is one."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says of its client. `secret` None: none was given. Neither shows it."""

    client_id: str
    secret: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.client_id!r}, {'***' if self.secret else None})"


async def proven(services: Services, given: Credentials) -> ClientRow:
    """The client that `given` proves: by its secret, or for a public one by its id alone.

    Raises:
        OAuthError: invalid_client: there is none, it was deleted, or the secret is not its.
    """
    client = await oauth_clients.by_id(services.db, given.client_id)
    expected = client.secret_hash if client else _NOBODYS_HASH
    right = expected is None or hmac.compare_digest(token_hash(given.secret or ""), expected)
    if client is None or client.revoked_at is not None or not right or (expected is None and given.secret):
        raise invalid_client("There is no such client, or this is not its secret.")
    return client


def require_confidential(client: ClientRow) -> None:
    """Refuses a client that has no secret.

    Raises:
        OAuthError: invalid_client.
    """
    if client.secret_hash is None:
        raise invalid_client("This is for clients that have a secret, and this one has none.")


def require_grant_type(client: ClientRow, grant_type: str) -> None:
    """Refuses what the client was not registered for.

    Raises:
        OAuthError: unauthorized_client.
    """
    if grant_type not in client.grant_types.split():
        raise OAuthError("unauthorized_client", f"This client is not registered for the grant type {grant_type}.")
