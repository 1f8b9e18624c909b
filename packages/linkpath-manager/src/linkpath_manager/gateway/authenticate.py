"""Who asks: by bearer token, or by the cookie of a browser that is signed in. Neither is ever logged or repeated."""

from typing import Final

from linkpath_manager.domain.actor import Actor
from linkpath_manager.errors import Unauthenticated
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn

from .browser import require_own_page, session_cookie, visitor
from .exchange import Exchange
from .forms import require_token
from .surface import Surface

_HINT: Final = "Send `Authorization: Bearer <token>` with a token of yours, such as `lp_live_…` or `lp_test_…`."
_MAX_TOKEN_BYTES: Final = 512
_READS: Final = frozenset({"GET", "HEAD"})


async def actor_of(exchange: Exchange, surface: Surface, services: Services) -> Actor:
    """Who asks. A token counts more than a cookie, which the browser sends whoever made it ask.

    Raises:
        Unauthenticated: there is neither, or the one there is proves nobody.
        PermissionDenied: a write by cookie does not prove that a page of ours made it.
    """
    if b"authorization" in exchange.headers or session_cookie(exchange, services) is None:
        return await surface.authenticate(services, bearer_token(exchange.headers))
    who = await visitor(exchange, services)
    if who is None:
        raise Unauthenticated("The browser's session is over.", hint="Sign in again, or send a token.")
    if exchange.method not in _READS:
        require_own_request(exchange, services, who)
    return who.actor


def require_own_request(exchange: Exchange, services: Services, who: SignedIn) -> None:
    """Raises `PermissionDenied` unless a page of ours, shown to `who`, made this request by script."""
    require_own_page(exchange, services)
    require_token(exchange.headers.get(b"x-csrf-token", b"").decode("latin-1"), who)


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
