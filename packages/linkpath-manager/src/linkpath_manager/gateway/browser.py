"""What a browser brings and is given: the session's cookie, where it came from, where it goes on to."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from linkpath_manager.errors import PermissionDenied
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn, signed_in

from .exchange import Exchange, Header

SIGN_IN_PATH: Final = "/sign-in"
AFTER_SIGN_IN: Final = "/account"
"""Where somebody goes who asked for nothing else."""

_COOKIE: Final = "linkpath_session"
_COOKIE_SECONDS: Final = 30 * 86_400  # the session ends before; it says so itself
_LONGEST_NEXT: Final = 8_000
# A browser takes \ for /, and passes over tabs and line breaks: with them a path becomes another host's address.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


async def visitor(exchange: Exchange, services: Services) -> SignedIn | None:
    """Who is at the browser; None: nobody that is signed in."""
    return await signed_in(services, session_cookie(exchange, services))


async def send_to_sign_in(exchange: Exchange) -> None:
    """Answers with the way to the sign-in page, and from there back to this address."""
    query = exchange.query.decode("latin-1")
    here = quote(exchange.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    where = f"{SIGN_IN_PATH}?next={quote(here, safe='')}" if local_address(here) == here else SIGN_IN_PATH
    await redirect(exchange, where)


async def redirect(exchange: Exchange, address: str, *more: Header) -> None:
    """303: whatever was sent, the browser goes on with GET."""
    headers: tuple[Header, ...] = ((b"location", address.encode()), (b"cache-control", b"no-store"), *more)
    await exchange.answer(303, headers, b"")


def local_address(wanted: str | None) -> str:
    """`wanted`, if it is a path of this LinkPath, with or without a query; else where sign-in leads anyway."""
    if wanted is None or len(wanted) > _LONGEST_NEXT or not _LOCAL.fullmatch(wanted) or not wanted.isascii():
        return AFTER_SIGN_IN
    return wanted


def require_own_page(exchange: Exchange, services: Services) -> None:
    """Refuses what a browser sends from a page of another site: the first defence, before any token is compared.

    Programs send neither header and pass: what they could be made to do, they could do themselves.

    Raises:
        PermissionDenied: the request was made by a page that is not of this LinkPath.
    """
    origin = exchange.headers.get(b"origin")
    site = exchange.headers.get(b"sec-fetch-site", b"same-origin")
    is_own = (
        site in {b"same-origin", b"none"} if origin is None else _is_own(origin.decode("latin-1"), exchange, services)
    )
    if not is_own:
        raise PermissionDenied(
            "This was sent by a page that is not of this LinkPath.",
            code="foreign_origin",
            hint=f"Open {services.public_url}{SIGN_IN_PATH} in the browser and begin there.",
        )


def session_cookie(exchange: Exchange, services: Services) -> str | None:
    """The value of the session's cookie, of any form."""
    name = _name(services)
    for pair in exchange.headers.get(b"cookie", b"").decode("latin-1").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return None


def set_session(cookie: str, services: Services) -> Header:
    """The header that gives the browser its session."""
    return _set_cookie(services, f"{cookie}; Max-Age={_COOKIE_SECONDS}")


def drop_session(services: Services) -> Header:
    """The header that takes it away."""
    return _set_cookie(services, "; Max-Age=0")


def _set_cookie(services: Services, value: str) -> Header:
    secure = "; Secure" if _is_https(services) else ""
    return (b"set-cookie", f"{_name(services)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}".encode())


def _name(services: Services) -> str:
    # __Host-: no neighbour under the same domain can set it, and no page over http.
    return f"__Host-{_COOKIE}" if _is_https(services) else _COOKIE


def _is_https(services: Services) -> bool:
    return services.public_url.startswith("https://")


def _is_own(origin: str, exchange: Exchange, services: Services) -> bool:
    """Whether `origin` is the public address, or the very host that the browser asked."""
    public, asked = urlsplit(services.public_url), urlsplit(origin)
    if origin == f"{public.scheme}://{public.netloc}":
        return True
    host = exchange.headers.get(b"host", b"").decode("latin-1")
    return bool(host) and asked.scheme in {"http", "https"} and origin == f"{asked.scheme}://{host}"
