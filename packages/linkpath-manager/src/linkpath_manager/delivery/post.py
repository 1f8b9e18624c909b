"""One post to an address that somebody else named: guarded, bounded, and told in one sentence."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import aiohttp
from yarl import URL

from .guard import AddressRefused, Guard

KEPT_BYTES: Final = 16_384
CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0
LONGEST_URL: Final = 2_000
_HEADERS: Final = {"content-type": "application/json", "user-agent": "LinkPath-Webhooks", "accept-encoding": "identity"}


class UrlUnfit(ValueError):
    """Nothing is posted to such an address; the message says why."""


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post ended. `reason` is one sentence; `gone`: the receiver wants no more, ever."""

    ok: bool
    ms: int
    reason: str
    status: int | None = None
    response: str | None = None
    retry_after: str | None = None
    gone: bool = False
    is_last: bool = False
    """Another attempt would end the same."""


class Poster:
    """Posts over connections that are kept open, each made by the guard. `loopback_http`: also to this computer."""

    def __init__(self, guard: Guard, *, loopback_http: bool = False, total_seconds: float = TOTAL_SECONDS) -> None:
        self._guard = guard
        self._total_seconds = total_seconds
        self._loopback_http = loopback_http
        self._session: aiohttp.ClientSession | None = None

    def require_fit(self, url: str) -> None:
        """Returns where something may be posted to `url`, as far as its text says.

        Raises:
            UrlUnfit: it may not.
        """
        self._parsed(url)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Posts `body`; whatever happens is an answer."""
        began = time.monotonic()
        try:
            return await self._posted(self._parsed(url), body, headers, began)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Posted(ok=False, ms=_ms_since(began), reason=_why(error, self._total_seconds))

    async def aclose(self) -> None:
        if self._session:
            await self._session.close()

    async def _posted(self, url: URL, body: bytes, headers: Mapping[str, str], began: float) -> Posted:
        try:
            return await self._post(url, body, headers, began)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # Most often a connection that was kept open and that the receiver had just closed: another one tells.
            return await self._post(url, body, headers, began)

    async def _post(self, url: URL, body: bytes, headers: Mapping[str, str], began: float) -> Posted:
        session = self._opened()
        async with session.post(url, data=body, headers={**_HEADERS, **headers}, allow_redirects=False) as response:
            ok = 200 <= response.status < 300
            text, whole = await _read(response)
            reason = _said(response, ok=ok, whole=whole)
            return Posted(
                ok=ok,
                ms=_ms_since(began),
                reason=reason,
                status=response.status,
                response=text,
                retry_after=response.headers.get("retry-after"),
                gone=response.status == 410,
            )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = self._guard.lasting_session(
                connect_seconds=CONNECT_SECONDS, total_seconds=self._total_seconds
            )
        return self._session

    def _parsed(self, text: str) -> URL:
        try:
            url = URL(text, encoded=True)
            host = url.host
        except ValueError as error:
            raise UrlUnfit("it is no address") from error
        if len(text) > LONGEST_URL or not text.isascii() or any(sign in text for sign in " \t\r\n\\"):
            raise UrlUnfit(f"an address is of at most {LONGEST_URL} ASCII characters, without spaces")
        if not host or url.user or url.password or url.fragment:
            raise UrlUnfit("an address has a host, and neither a name with a password nor a fragment")
        if url.scheme != "https" and not (url.scheme == "http" and self._loopback_http and _is_this_computer(host)):
            raise UrlUnfit("it is no https address")
        if (literal := _literal(host)) and (why := self._guard.refusal(literal)):
            raise UrlUnfit(f"{literal} is not a public address ({why})")
        return url


async def _read(response: aiohttp.ClientResponse) -> tuple[str | None, bool]:
    """What is kept of the answer, and whether that is all of it. More than that is not waited for: it is hung up."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        response.close()
        return None, False
    kept, whole = b"", False
    try:
        while len(kept) < KEPT_BYTES:
            part = await response.content.read(KEPT_BYTES - len(kept))
            if not part:
                whole = True
                break
            kept += part
    except (TimeoutError, aiohttp.ClientError):
        pass  # the status came, and says how it went
    if not whole:
        response.close()
    return kept.decode(errors="replace").replace("\x00", "\ufffd"), whole


def _said(response: aiohttp.ClientResponse, *, ok: bool, whole: bool) -> str:
    status = response.status
    more = "" if whole else "; its answer was not read to the end"
    if ok:
        return f"It arrived: the answer was {status}{more}."
    if 300 <= status < 400:
        return f"The answer was {status}, a redirect, and redirects are not followed: give the final address."
    if status == 410:
        return "The answer was 410: nothing is wanted there any more."
    return f"The answer was {status}{more}."


def _why(error: Exception, total_seconds: float) -> str:
    """Why there was no answer, in a sentence."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, UrlUnfit | AddressRefused):
        return f"Nothing was sent: {cause}."
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence.format(total=total_seconds)
    return f"The answer cannot be read as HTTP ({type(error).__name__})."


_SENTENCES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (aiohttp.InvalidURL, "Nothing was sent: the address is not written as addresses are."),
    (aiohttp.ClientConnectorDNSError, "Nothing was sent: the address's name leads nowhere (DNS)."),
    (aiohttp.ClientConnectorCertificateError, "Nothing was sent: who answers there cannot prove who it is (TLS)."),
    (aiohttp.ClientConnectorSSLError, "Nothing was sent: no TLS can be spoken with who answers there."),
    (aiohttp.ClientConnectorError, "Nothing was sent: nobody answers there."),
    (aiohttp.ConnectionTimeoutError, f"Nothing was sent: no connection was made within {CONNECT_SECONDS:g} s."),
    (TimeoutError, "No answer came within {total:g} s."),
    (aiohttp.ServerDisconnectedError, "The connection was closed before an answer came."),
    (aiohttp.ClientOSError, "The connection was closed before an answer came."),
)
"""The first that fits, from the special to the general."""


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def _is_this_computer(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and ip_address(literal).is_loopback)
