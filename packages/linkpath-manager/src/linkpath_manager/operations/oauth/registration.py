"""Clients that register themselves: RFC 7591, counted by network address, and closed where a setting says so."""

import hmac
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.networks import network_of
from linkpath_manager.kit.tokens import mint, token_hash
from linkpath_manager.operations.services import Services
from linkpath_manager.store import EVERYWHERE, oauth_clients
from linkpath_manager.store.database import hold
from linkpath_manager.store.oauth_clients import NO_WORKSPACE, ClientRow

from .described import Description, described
from .errors import OAuthError

log = structlog.get_logger()

_HOUR_MICROS: Final = 3_600 * 1_000_000
_UNNAMED: Final = "A client without a name"


async def register(services: Services, address: str, told: Any) -> dict[str, Any]:
    """A new client as `told` describes it, for people to consent to; the answer of RFC 7591 §3.2.1.

    `address` is the network address that the request came from: so many clients an hour can come from one.

    Raises:
        OAuthError: registration is closed, the address has had its number, or the description cannot be taken.
    """
    if not services.settings.oauth_registration:
        raise OAuthError(
            "access_denied",
            "Clients do not register themselves here: ask an administrator of the workspace for a client.",
            status=403,
        )
    description = described(told)
    now = services.clock.now()
    secret = None if description.is_public else mint("lp_cs_")
    row = ClientRow(
        id=new_id("client", now),
        workspace_id=NO_WORKSPACE,
        origin=oauth_clients.DYNAMIC,
        name=description.client_name or _UNNAMED,
        secret_hash=token_hash(secret) if secret else None,
        auth_method=description.auth_method,
        redirect_uris=" ".join(description.redirect_uris),
        grant_types=" ".join(description.kept_grant_types),
        scopes=" ".join(description.kept_scopes),
        created_at=to_micros(now),
        created_by=_maker(services, address),
    )
    async with services.db.transaction(EVERYWHERE) as tx:
        await _require_room(tx, services, row)
        await oauth_clients.add(tx, row)
    log.info("oauth.client_registered", client_id=row.id)
    return _answer(row, description, secret)


async def _require_room(tx: AsyncConnection, services: Services, row: ClientRow) -> None:
    assert row.created_by is not None  # noqa: S101  # set by the only caller
    await hold(tx, f"oauth_registration/{row.created_by}", NO_WORKSPACE)
    made = await oauth_clients.made_since(tx, row.created_by, row.created_at - _HOUR_MICROS)
    most = services.settings.oauth_registrations_per_hour
    if len(made) >= most:
        wait = (made[-most] + _HOUR_MICROS - row.created_at) / 1_000_000
        raise OAuthError(
            "temporarily_unavailable",
            f"{most} clients an hour can register from one network address. Register once, and keep the client_id.",
            status=429,
            retry_after_seconds=wait,
        )


def _answer(row: ClientRow, description: Description, secret: str | None) -> dict[str, Any]:
    told = {
        "client_id": row.id,
        "client_id_issued_at": row.created_at // 1_000_000,
        "client_name": row.name,
        "redirect_uris": description.redirect_uris,
        "grant_types": description.kept_grant_types,
        "response_types": ["code"],
        "token_endpoint_auth_method": row.auth_method,
    }
    if description.kept_scopes:
        told["scope"] = row.scopes
    if secret is not None:
        told |= {"client_secret": secret, "client_secret_expires_at": 0}
    return told


def _maker(services: Services, address: str) -> str:
    """Tells one network address from another, without keeping it."""
    key = services.sealer.derive("oauth/registration")[0]
    return "net_" + hmac.digest(key, network_of(address).encode(), "sha256").hex()[:32]
