"""Tokens for a client itself, without a person: RFC 6749 §4.4."""

from collections.abc import Mapping
from typing import Any

from linkpath_manager.domain.oauth import effective_scopes
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth_grants
from linkpath_manager.store.database import hold
from linkpath_manager.store.oauth_clients import ClientRow
from linkpath_manager.store.oauth_grants import GrantRow

from .errors import invalid_scope
from .issuing import keep, minted
from .proof import require_confidential, require_grant_type
from .requests import asked_resource, scopes_asked


async def client_credentials(
    services: Services, _request_id: str, client: ClientRow, form: Mapping[str, str]
) -> dict[str, Any]:
    """An access token of the client's own, for what it was registered for. There is no refresh token: it asks again.

    Raises:
        OAuthError: the client is public or not registered for this, or asks for more than it may have.
    """
    require_confidential(client)
    require_grant_type(client, "client_credentials")
    resource = asked_resource(services, form)
    scopes = _scopes(client, form)
    now = to_micros(services.clock.now())
    issued = minted(services, effective_scopes(scopes.split(), client.scopes.split(), None), refreshable=False)
    async with services.db.transaction(client.workspace_id) as tx:
        await hold(tx, f"oauth/{client.id}", client.workspace_id)
        grant = await oauth_grants.of_client_itself(tx, client.id, client.workspace_id, resource)
        if grant is None:
            grant = GrantRow(
                id=new_id("grant", services.clock.now()),
                workspace_id=client.workspace_id,
                client_id=client.id,
                person_id=None,
                scopes=client.scopes,
                advertiser_ids=client.advertiser_ids,
                resource=resource,
                created_at=now,
                used_at=now,
            )
            await oauth_grants.add(tx, grant)
        await oauth_grants.change(tx, grant.id, scopes=client.scopes, advertiser_ids=client.advertiser_ids)
        await keep(tx, grant, issued, scopes, now)
    return issued.answer(now)


def _scopes(client: ClientRow, form: Mapping[str, str]) -> str:
    if "scope" not in form:
        return client.scopes
    asked = scopes_asked(form["scope"])
    if more := sorted(asked - set(client.scopes.split())):
        raise invalid_scope(f"The scope {more[0]} is none that this client was registered for.")
    return " ".join(sorted(asked))
