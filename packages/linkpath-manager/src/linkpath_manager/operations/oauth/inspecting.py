"""Tokens looked at and given back: RFC 7662 and RFC 7009."""

from collections.abc import Mapping
from typing import Any

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.oauth import effective_scopes
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tokens import token_hash, well_formed
from linkpath_manager.operations.bearers import over
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth
from linkpath_manager.store.oauth import ACCESS, Held
from linkpath_manager.store.oauth_clients import ClientRow

from .endings import end_family
from .errors import invalid_grant
from .proof import Credentials, proven, require_confidential
from .requests import one

_SECOND = 1_000_000


async def introspect(services: Services, credentials: Credentials, form: Mapping[str, str]) -> dict[str, Any]:
    """What a token is, for a client with a secret: of its own tokens, and of those about the workspace it belongs to.

    Raises:
        OAuthError: the client is not proven, or has no secret.
    """
    client = await proven(services, credentials)
    require_confidential(client)
    held = await _found(services, one(form, "token"))
    if held is None or not _may_look(client, held) or not _live(services, held):
        return {"active": False}  # RFC 7662 §2.2: and not why
    token, grant = held.token, held.grant
    scopes = effective_scopes(token.scopes.split(), held.holder.client_scopes.split(), held.holder.role)
    told = {"token_type": "Bearer"} if token.kind == ACCESS else {}
    return told | {
        "active": True,
        "scope": " ".join(sorted(scopes)),
        "client_id": grant.client_id,
        "exp": token.expires_at // _SECOND,
        "iat": token.created_at // _SECOND,
        "sub": grant.person_id or grant.client_id,
        "aud": grant.resource,
        "iss": services.public_url,
        "workspace_id": grant.workspace_id,
    }


async def revoke(services: Services, request_id: str, credentials: Credentials, form: Mapping[str, str]) -> None:
    """Ends a token of the client's: an access token alone, with a refresh token all that came of the grant.

    What is no token of ours, or is over, is over (RFC 7009 §2.2).

    Raises:
        OAuthError: the client is not proven, or the token is another's.
    """
    client = await proven(services, credentials)
    held = await _found(services, one(form, "token"))
    if held is None:
        return
    if held.grant.client_id != client.id:
        raise invalid_grant("The token was given to another client.")
    grant = held.grant
    if held.token.kind == ACCESS:
        async with services.db.transaction(grant.workspace_id) as tx:
            await oauth.revoke_token(tx, held.token.hash, to_micros(services.clock.now()))
    elif grant.revoked_at is None:
        actor = Actor("client", client.id, grant.workspace_id, client.name, frozenset())
        await end_family(services, request_id, grant.workspace_id, grant.id, "the client gave it back", actor)


async def _found(services: Services, text: str) -> Held | None:
    return await oauth.held(services.db, token_hash(text)) if well_formed(text) else None


def _may_look(client: ClientRow, held: Held) -> bool:
    return client.id == held.grant.client_id or client.workspace_id == held.grant.workspace_id


def _live(services: Services, held: Held) -> bool:
    now = to_micros(services.clock.now())
    return held.token.replaced_at is None and held.token.expires_at > now and over(held) is None
