"""Clients whose id is the https address of a document about them (client id metadata documents).

Source: draft-ietf-oauth-client-id-metadata-document, which MCP's authorisation follows (2026-07-28).
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog

from linkpath_manager.delivery import Fetched, FetchFailed, fetched
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.operations.services import Services
from linkpath_manager.store import EVERYWHERE, oauth_clients
from linkpath_manager.store.oauth_clients import NO_WORKSPACE, ClientRow

from .described import described
from .errors import invalid_client

log = structlog.get_logger()

MAX_BYTES: Final = 5 * 1024  # the draft's recommendation
_SECONDS: Final = 5.0
_LONGEST_ID: Final = 500
_SHORTEST_FRESH_SECONDS: Final = 300
_LONGEST_FRESH_SECONDS: Final = 86_400
_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age=\"?(\d{1,9})")
_VISIBLE: Final = re.compile(r"[!-~]+")


def is_document(client_id: str) -> bool:
    """Whether the id is the address of a document: https, with a path, and one way to write it."""
    if not client_id.startswith("https://") or len(client_id) > _LONGEST_ID or not _VISIBLE.fullmatch(client_id):
        return False
    try:
        parts = urlsplit(client_id)
        port = parts.port
    except ValueError:
        return False
    segments = parts.path.split("/")
    return bool(
        parts.hostname
        and port != 0
        and len(parts.path) > 1
        and not {".", ".."} & set(segments)
        and not set("@\\") & set(parts.netloc)
        and "\\" not in client_id
        and "#" not in client_id
    )


def is_fresh(services: Services, client: ClientRow | None) -> bool:
    """Whether what is known of the document may still be gone by."""
    return bool(client and client.fresh_until and client.fresh_until > to_micros(services.clock.now()))


async def document_client(services: Services, client_id: str) -> ClientRow:
    """The client that the document at `client_id` describes: got anew where what is kept is too old.

    Raises:
        OAuthError: invalid_client: the document cannot be got, or does not describe this client.
    """
    known = await oauth_clients.by_id(services.db, client_id)
    if known is not None and is_fresh(services, known):
        return known
    try:
        got = await fetched(services.guard, client_id, max_bytes=MAX_BYTES, seconds=_SECONDS)
    except FetchFailed as error:
        log.info("oauth.document_failed", client_id=client_id, reason=str(error))
        raise invalid_client(f"The client's document cannot be got from {client_id}: {error}.") from error
    row = _client(services, client_id, got)
    async with services.db.transaction(EVERYWHERE) as tx:
        await oauth_clients.put_document(tx, row)
    return await oauth_clients.by_id(services.db, client_id) or row


def _client(services: Services, client_id: str, got: Fetched) -> ClientRow:
    told = _parsed(got.body, client_id)
    description = described({"token_endpoint_auth_method": "none", **told})
    if not description.is_public or "client_secret" in told:
        raise invalid_client("A client known by its document has no secret: token_endpoint_auth_method must be none.")
    now = services.clock.now()
    return ClientRow(
        id=client_id,
        workspace_id=NO_WORKSPACE,
        origin=oauth_clients.DOCUMENT,
        name=description.client_name or urlsplit(client_id).hostname or client_id,
        secret_hash=None,
        auth_method="none",
        redirect_uris=" ".join(description.redirect_uris),
        grant_types=" ".join(description.kept_grant_types),
        scopes=" ".join(description.kept_scopes),
        created_at=to_micros(now),
        fresh_until=to_micros(now) + _fresh_seconds(got) * 1_000_000,
    )


def _parsed(body: bytes, client_id: str) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid_client("The client's document is not JSON.") from error
    if not isinstance(told, dict) or told.get("client_id") != client_id:
        raise invalid_client("The client's document does not say that it is about this client_id.")
    return told


def _fresh_seconds(got: Fetched) -> int:
    """As long as its server says, within bounds: an hour where it says nothing."""
    told = got.headers.get("cache-control", "").lower()
    if "no-store" in told or "no-cache" in told:
        return _SHORTEST_FRESH_SECONDS
    found = _MAX_AGE.search(told)
    seconds = int(found[1]) if found else 3_600
    return min(max(seconds, _SHORTEST_FRESH_SECONDS), _LONGEST_FRESH_SECONDS)
