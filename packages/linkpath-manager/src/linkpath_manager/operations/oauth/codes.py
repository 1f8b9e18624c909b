"""A code turned into tokens, once: RFC 6749 §4.1.3 with PKCE (RFC 7636) and one audience (RFC 8707)."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final

from linkpath_manager.domain.oauth import effective_scopes
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tokens import token_hash, well_formed
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth, oauth_grants
from linkpath_manager.store.oauth import CodeRow
from linkpath_manager.store.oauth_clients import ClientRow
from linkpath_manager.store.oauth_grants import GrantRow

from .endings import end_family
from .errors import OAuthError, invalid_grant, invalid_request
from .issuing import Issued, keep, minted
from .proof import require_grant_type
from .requests import one, require_resource

_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_NOT_KNOWN: Final = "The code is not known here, or was used, or is older than a minute."


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


async def redeem(services: Services, request_id: str, client: ClientRow, form: Mapping[str, str]) -> dict[str, Any]:
    """The tokens that the form's code is for.

    A code that was used before takes back what it was used for: somebody else has it (RFC 6749 §4.1.2).

    Raises:
        OAuthError: the code is not this client's, not for this verifier or address, used, or over.
    """
    require_grant_type(client, "authorization_code")
    text, verifier = one(form, "code"), one(form, "code_verifier")
    row = await oauth.code(services.db, token_hash(text)) if well_formed(text) else None
    if row is None:
        raise invalid_grant(_NOT_KNOWN)
    if row.used_at is not None:
        raise await _replayed(services, request_id, row)
    now = to_micros(services.clock.now())
    _require_fitting(row, client, form, verifier)
    if now >= row.expires_at:
        raise invalid_grant(_NOT_KNOWN)
    require_resource(services, form, row.resource)
    role = await oauth.role(services.db, row.workspace_id, row.person_id)
    if role is None:
        raise invalid_grant("The person who consented is no member of the workspace any more.")
    grant = _grant(services, row, now)
    scopes = effective_scopes(row.scopes.split(), client.scopes.split(), role)
    issued = minted(services, scopes, refreshable="refresh_token" in client.grant_types.split())
    if not await _used(services, row, grant, issued, now):
        raise await _replayed(services, request_id, row)
    return issued.answer(now)


async def _used(services: Services, row: CodeRow, grant: GrantRow, issued: Issued, now: int) -> bool:
    """Whether this request is the one that used the code."""
    async with services.db.transaction(row.workspace_id) as tx:
        if not await oauth.use_code(tx, row.hash, grant.id, now):
            return False
        await oauth_grants.add(tx, grant)
        await keep(tx, grant, issued, grant.scopes, now)
    return True


def _grant(services: Services, row: CodeRow, now: int) -> GrantRow:
    return GrantRow(
        id=new_id("grant", services.clock.now()),
        workspace_id=row.workspace_id,
        client_id=row.client_id,
        person_id=row.person_id,
        scopes=row.scopes,
        advertiser_ids=row.advertiser_ids,
        resource=row.resource,
        created_at=now,
        used_at=now,
    )


def _require_fitting(row: CodeRow, client: ClientRow, form: Mapping[str, str], verifier: str) -> None:
    """Refuses whoever has the code and not what belongs to it. The code stays good for whoever has both."""
    if row.client_id != client.id:
        raise invalid_grant("The code was given to another client.")
    # OAuth 2.1 §4.1.3 leaves it out, RFC 6749 §4.1.3 wants it: whoever sends it must send the one of the request.
    if form.get("redirect_uri", row.redirect_uri) != row.redirect_uri:
        raise invalid_grant("redirect_uri is not the one that the code was sent to.")
    if not _VERIFIER.fullmatch(verifier):
        raise invalid_request("code_verifier is 43 to 128 letters, digits or - . _ ~")
    if not hmac.compare_digest(challenge_of(verifier), row.code_challenge):
        raise invalid_grant("code_verifier does not fit the code_challenge of the request.")


async def _replayed(services: Services, request_id: str, row: CodeRow) -> OAuthError:
    used = await oauth.code(services.db, row.hash)
    if used and used.grant_id:
        await end_family(services, request_id, used.workspace_id, used.grant_id, "the code came a second time")
    return invalid_grant(_NOT_KNOWN)
