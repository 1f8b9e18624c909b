"""What a client posts to OAuth's endpoints: a form, and who it is."""

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from linkpath_manager.operations.oauth.errors import OAuthError, invalid_client, invalid_request
from linkpath_manager.operations.oauth.proof import Credentials

from .body import read_body
from .exchange import Exchange
from .refusals import BodyTooLarge

MAX_FORM_BYTES: Final = 16_384
_MAX_PARAMETERS: Final = 50
_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"


async def oauth_form(exchange: Exchange) -> dict[str, str]:
    """The parameters of a form; those without a value are as if they were not there (RFC 6749 §3.2).

    Raises:
        OAuthError: invalid_request: it is no such form, too large, or has a parameter twice.
    """
    media_type, _, more = exchange.headers.get(b"content-type", b"").decode("latin-1").lower().partition(";")
    if media_type.strip() != _MEDIA_TYPE or more.replace('"', "").strip() not in {"", "charset=utf-8"}:
        raise invalid_request(f"Parameters are sent in the body, as {_MEDIA_TYPE} in UTF-8.")
    if exchange.query:
        raise invalid_request("Parameters are sent in the body: an address is kept in too many places.")
    try:
        body = await read_body(exchange.receive, exchange.headers, max_bytes=MAX_FORM_BYTES)
    except BodyTooLarge as error:
        raise OAuthError("invalid_request", f"The body is larger than {MAX_FORM_BYTES} bytes.", status=413) from error
    return single(parameters(body))


def parameters(text: bytes) -> list[tuple[str, str]]:
    """Names and values of a form or query string.

    Raises:
        OAuthError: invalid_request: it cannot be read.
    """
    try:
        found = parse_qsl(
            text.decode("ascii"), keep_blank_values=False, errors="strict", max_num_fields=_MAX_PARAMETERS
        )
    except ValueError as error:
        raise invalid_request("The parameters cannot be read, or are too many.") from error
    if any("\0" in name or "\0" in value for name, value in found):
        raise invalid_request("A parameter holds the character U+0000.")
    return found


def single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters by name.

    Raises:
        OAuthError: one stands twice (RFC 6749 §3.1; RFC 8707 §2 of resource).
    """
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            wrong = "invalid_target" if name == "resource" else "invalid_request"
            raise OAuthError(wrong, f"{shown(name)} is given more than once.")
    return dict(pairs)


def shown(name: str) -> str:
    """A parameter's name, where it can be told in an answer."""
    return name[:40] if name.isidentifier() and name.isascii() else "A parameter"


def credentials(exchange: Exchange, form: dict[str, str]) -> Credentials:
    """Who the client says it is, by header or by form (RFC 6749 §2.3.1).

    Raises:
        OAuthError: invalid_request: by both at once; invalid_client: by neither, or not as the standard says.
    """
    scheme, _, encoded = exchange.headers.get(b"authorization", b"").partition(b" ")
    if not scheme:
        if "client_id" not in form:
            raise invalid_client("The request does not say which client it is from: client_id is missing.")
        return Credentials(form["client_id"], form.get("client_secret"))
    if scheme.lower() != b"basic":
        raise invalid_client("A client proves itself with Basic, or with client_id and client_secret in the form.")
    given = _basic(encoded)
    if "client_secret" in form or form.get("client_id", given.client_id) != given.client_id:
        raise invalid_request("The client proves itself twice: by the Authorization header and by the form.")
    return given


def _basic(encoded: bytes) -> Credentials:
    try:
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).decode("ascii").partition(":")
    except (Base64Error, UnicodeDecodeError) as error:
        raise invalid_client("The Authorization header cannot be read.") from error
    if not colon or not client_id:
        raise invalid_client("The Authorization header holds no client id and secret.")
    # A public client has nothing to put behind the colon, and some libraries send the header all the same.
    return Credentials(unquote_plus(client_id), unquote_plus(secret) or None)
