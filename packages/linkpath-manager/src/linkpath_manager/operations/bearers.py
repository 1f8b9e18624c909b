"""Access tokens turned into actors: what was granted, of what holds now."""

from typing import Final

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.oauth import effective_scopes
from linkpath_manager.errors import Unauthenticated
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tokens import token_hash, well_formed
from linkpath_manager.store import oauth
from linkpath_manager.store.oauth import ACCESS, Held, Holder
from linkpath_manager.store.oauth_grants import GrantRow

from .services import Services

ACCESS_PREFIX: Final = "lp_at_"
_TAKE_ANOTHER = "Get another one with the refresh token, or have the person consent again."


async def bearer(services: Services, token: str, path: str) -> Actor:
    """The actor of an access token, at the resource whose address is LinkPath's own and `path`.

    Raises:
        Unauthenticated: the token is malformed, unknown, expired, revoked, or for another resource.
    """
    hashed = token_hash(token)
    held, actor = await services.db.memory.recall(("bearer", hashed), lambda: _live(services, token, hashed))
    if held.token.expires_at <= to_micros(services.clock.now()):
        raise _refused("has expired")
    if held.grant.resource != services.public_url + path:
        raise _refused(f"is for {held.grant.resource}, not for this")
    return actor


async def _live(services: Services, token: str, hashed: str) -> tuple[Held, Actor]:
    held = await oauth.held(services.db, hashed) if well_formed(token) else None
    if held is None or held.token.kind != ACCESS:
        raise _refused("is not known here")
    if why := over(held):
        raise _refused(why)
    return held, _actor(held.grant, held.token.scopes, held.holder)


def over(held: Held) -> str | None:
    """Why a token opens nothing any more, its own expiry left aside; None: it opens what it is for."""
    if held.token.revoked_at is not None or held.grant.revoked_at is not None:
        return "was revoked"
    if held.holder.client_revoked_at is not None:
        return "was given to a client that was deleted"
    if held.grant.person_id is not None and (held.holder.role is None or held.holder.disabled_at is not None):
        return "was granted by somebody who is no member any more"
    return None


def _actor(grant: GrantRow, scopes: str, holder: Holder) -> Actor:
    allowed = effective_scopes(scopes.split(), holder.client_scopes.split(), holder.role)
    if grant.person_id is None:
        bound = _ids(holder.client_advertiser_ids)
        return Actor("client", grant.client_id, grant.workspace_id, holder.client_name, allowed, bound)
    bound = _ids(grant.advertiser_ids)
    return Actor("oauth", grant.id, grant.workspace_id, holder.client_name, allowed, bound, grant.person_id)


def _ids(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(f"The access token {why}.", hint=_TAKE_ANOTHER)
