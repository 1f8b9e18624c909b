"""OAuth's endpoints for programs: tokens given, looked at and given back, clients registered, and what there is."""

import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from linkpath_manager.domain.oauth import RESOURCE_PATHS
from linkpath_manager.errors import InvalidRequest, LinkPathError
from linkpath_manager.operations.oauth import metadata
from linkpath_manager.operations.oauth.errors import OAuthError, of_linkpath
from linkpath_manager.operations.oauth.inspecting import introspect, revoke
from linkpath_manager.operations.oauth.registration import register
from linkpath_manager.operations.oauth.tokens import give_tokens

from .body import parsed_body, read_body
from .exchange import Door, Exchange, Header
from .oauth_forms import credentials, oauth_form
from .page import Prepared
from .strangers import Strangers

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_JSON: Final[Header] = (b"content-type", b"application/json")
_HEADERS: Final[tuple[Header, ...]] = (_JSON, (b"cache-control", b"no-store"), (b"pragma", b"no-cache"))
_METADATA: Final[tuple[Header, ...]] = (
    _JSON,
    (b"cache-control", b"public, max-age=300"),
    (b"access-control-allow-origin", b"*"),
)
_UNPROVEN: Final = frozenset({"invalid_client", "invalid_grant"})
_MAX_REGISTRATION_BYTES: Final = 16_384

_encode = msgspec.json.Encoder().encode


def oauth_doors(services: "Services") -> dict[str, dict[str, Door]]:
    """The doors by path and method."""
    token, revocation, introspection = _token(services), _revocation(services), _introspection(services)
    found: dict[str, dict[str, Door]] = {
        metadata.TOKEN_PATH: {"POST": _answering(token, services)},
        metadata.REVOKE_PATH: {"POST": _answering(revocation, services)},
        metadata.INTROSPECT_PATH: {"POST": _answering(introspection, services)},
        metadata.REGISTER_PATH: {"POST": _answering(_registration(services), services)},
        metadata.SERVER_METADATA_PATH: {
            "GET": Prepared(lambda: _encode(metadata.server_metadata(services)), _METADATA)
        },
    }
    for path in RESOURCE_PATHS:
        found[metadata.RESOURCE_METADATA_PATH + path] = {"GET": _resource(services, path)}
    return found


def _token(services: "Services") -> Door:
    async def _door(exchange: Exchange) -> None:
        form = await oauth_form(exchange)
        who = credentials(exchange, form)
        await _answer(exchange, await give_tokens(services, exchange.request_id, who, form))

    return _door


def _revocation(services: "Services") -> Door:
    async def _door(exchange: Exchange) -> None:
        form = await oauth_form(exchange)
        await revoke(services, exchange.request_id, credentials(exchange, form), form)
        await _answer(exchange, {})

    return _door


def _introspection(services: "Services") -> Door:
    async def _door(exchange: Exchange) -> None:
        form = await oauth_form(exchange)
        await _answer(exchange, await introspect(services, credentials(exchange, form), form))

    return _door


def _registration(services: "Services") -> Door:
    async def _door(exchange: Exchange) -> None:
        try:
            body = await read_body(exchange.receive, exchange.headers, max_bytes=_MAX_REGISTRATION_BYTES)
            told = parsed_body(body, exchange.headers.get(b"content-type"))
        except InvalidRequest as error:
            raise OAuthError("invalid_client_metadata", error.message, status=error.status) from error
        await _answer(exchange, await register(services, exchange.network_address, told), status=201)

    return _door


def _resource(services: "Services", path: str) -> Door:
    return Prepared(lambda: _encode(metadata.resource_metadata(services, path)), _METADATA)


def _answering(door: Door, services: "Services") -> Door:
    """`door`, with its refusals told as OAuth tells them, and closed for a while to who proves nothing too often."""
    strangers = Strangers(services)

    async def _door(exchange: Exchange) -> None:
        try:
            strangers.refuse(exchange.network_address)
            await door(exchange)
        except OAuthError as error:
            if error.error in _UNPROVEN:
                strangers.note(exchange.network_address)
            await _refuse(exchange, error)
        except LinkPathError as error:
            await _refuse(exchange, of_linkpath(error))

    return _door


async def _answer(exchange: Exchange, told: dict[str, Any], *, status: int = 200) -> None:
    await exchange.answer(status, _HEADERS, _encode(told))


async def _refuse(exchange: Exchange, error: OAuthError) -> None:
    more: list[Header] = []
    if error.status == 401:
        more.append((b"www-authenticate", b'Basic realm="LinkPath"'))
    if error.status == 413:
        more.append((b"connection", b"close"))  # what is left of the body is not read
    if error.retry_after_seconds is not None:
        more.append((b"retry-after", b"%d" % max(1, math.ceil(error.retry_after_seconds))))
    body = _encode({"error": error.error, "error_description": told_plainly(error.description)})
    await exchange.answer(error.status, (*_HEADERS, *more), body)


def told_plainly(description: str) -> str:
    """A description in the characters that RFC 6749 §5.2 has for it: ASCII without quotation marks and backslashes."""
    kept = (sign if " " <= sign <= "~" and sign not in '"\\' else "'" for sign in description)
    return "".join(kept)
