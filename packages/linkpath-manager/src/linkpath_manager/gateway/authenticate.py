"""The bearer token of a request. Tokens are never logged or repeated."""

from typing import Final

from linkpath_manager.errors import Unauthenticated

_HINT: Final = "Send `Authorization: Bearer <token>` with a token of yours, such as `lp_live_…` or `lp_test_…`."
_MAX_TOKEN_BYTES: Final = 512


def bearer_token(headers: dict[bytes, bytes]) -> str:
    """The token in the Authorization header.

    Raises:
        Unauthenticated: there is none, or not in the one form we take.
    """
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer" and 0 < len(token) <= _MAX_TOKEN_BYTES and token.isascii() and b" " not in token:
        return token.decode()
    if not scheme:
        raise Unauthenticated("The request has no Authorization header.", hint=_HINT)
    raise Unauthenticated("The Authorization header is not of the form `Bearer <token>`.", hint=_HINT)
