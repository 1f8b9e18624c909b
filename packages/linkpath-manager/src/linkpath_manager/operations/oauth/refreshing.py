"""Refresh tokens turned in for the next ones: one living line of them, and an end to it when a spent one comes back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import msgspec

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import GRACE, effective_scopes
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tokens import token_hash, well_formed
from linkpath_manager.operations.bearers import over
from linkpath_manager.operations.services import Services
from linkpath_manager.store import oauth
from linkpath_manager.store.oauth import REFRESH, Held
from linkpath_manager.store.oauth_clients import ClientRow
from linkpath_manager.store.sealed import OAUTH_SUCCESSOR

from .endings import end_family
from .errors import invalid_grant, invalid_scope
from .issuing import Issued, keep, minted
from .proof import require_grant_type
from .requests import one, require_resource, scopes_asked

GRACE_MICROS: Final = round(GRACE.total_seconds() * 1_000_000)
_NOT_KNOWN: Final = "The refresh token is not known here, was revoked, or is over."


async def refresh(services: Services, request_id: str, client: ClientRow, form: Mapping[str, str]) -> dict[str, Any]:
    """The tokens that the form's refresh token is turned in for.

    A token that was turned in within the last 60 s gets the same answer again: one client's requests overtake each
    other, and answers get lost. Later than that somebody else has it, and all that came of the grant ends.

    Raises:
        OAuthError: the token is not this client's, is over or was turned in; the scopes are more than were granted.
    """
    require_grant_type(client, "refresh_token")
    held = await _held(services, client, one(form, "refresh_token"))
    require_resource(services, form, held.grant.resource)
    scopes = _scopes(held, form)
    if held.token.replaced_at is None:
        now = to_micros(services.clock.now())
        if held.token.expires_at <= now:
            raise invalid_grant(_NOT_KNOWN)
        issued = minted(services, _allowed(held, scopes), refreshable=True)
        if await _turned_in(services, held, issued, scopes, now):
            return issued.answer(now)
        held = await _held(services, client, one(form, "refresh_token"))  # another request was first
    return await _again(services, request_id, held, scopes)


async def _turned_in(services: Services, held: Held, issued: Issued, scopes: str, now: int) -> bool:
    """Whether this request is the one that turned the token in."""
    kept = msgspec.json.encode({"asked": scopes, "issued": asdict(issued)}).decode()
    sealed = services.sealer.seal(kept, bound_to=OAUTH_SUCCESSOR.place(held.token.hash))
    async with services.db.transaction(held.grant.workspace_id) as tx:
        if not await oauth.turn_in(tx, held.token.hash, now, sealed):
            return False
        await keep(tx, held.grant, issued, scopes, now)
    return True


async def _again(services: Services, request_id: str, held: Held, scopes: str) -> dict[str, Any]:
    """The answer that the token was turned in for, or the end of the grant."""
    now = to_micros(services.clock.now())
    turned_in = held.token.replaced_at
    # Clocks of processes differ a little: a moment ahead is within the grace, too.
    if turned_in is None or abs(now - turned_in) > GRACE_MICROS or held.token.sealed_successor is None:
        reason = "a refresh token that was turned in came again"
        await end_family(services, request_id, held.grant.workspace_id, held.grant.id, reason)
        raise invalid_grant(_NOT_KNOWN)
    kept = msgspec.json.decode(
        services.sealer.open(held.token.sealed_successor, bound_to=OAUTH_SUCCESSOR.place(held.token.hash)).reveal()
    )
    if kept["asked"] != scopes:
        raise invalid_scope("This refresh token was just turned in for other scopes: use what came of it.")
    return Issued(**kept["issued"]).answer(now)


async def _held(services: Services, client: ClientRow, text: str) -> Held:
    held = await oauth.held(services.db, token_hash(text)) if well_formed(text) else None
    if held is None or held.token.kind != REFRESH or over(held):
        raise invalid_grant(_NOT_KNOWN)
    if held.grant.client_id != client.id:
        raise invalid_grant("The refresh token was given to another client.")
    return held


def _scopes(held: Held, form: Mapping[str, str]) -> str:
    """The access token's: those asked for, all of the grant's where none are (RFC 6749 §6)."""
    if "scope" not in form:
        return held.grant.scopes
    asked = scopes_asked(form["scope"])
    if more := sorted(asked - set(held.grant.scopes.split())):
        raise invalid_scope(f"The scope {more[0]} was not granted: the person has to consent to it first.")
    return " ".join(sorted(asked))


def _allowed(held: Held, scopes: str) -> frozenset[Scope]:
    return effective_scopes(scopes.split(), held.holder.client_scopes.split(), held.holder.role)
