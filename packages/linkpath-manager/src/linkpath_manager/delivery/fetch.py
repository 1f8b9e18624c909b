"""One small document from an address that somebody else named: guarded, whole or not at all."""

from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from .guard import AddressRefused, Guard

_HEADERS: Final = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "LinkPath"}


class FetchFailed(Exception):
    """The document was not got; the message says why, in words for whoever named the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was answered with status 200. `headers` are by lower-case name."""

    body: bytes
    headers: dict[str, str]


async def fetched(guard: Guard, address: str, *, max_bytes: int, seconds: float) -> Fetched:
    """What is at the https `address`: at most `max_bytes`, within `seconds`, no redirect followed.

    Raises:
        FetchFailed: anything else came, or nothing.
    """
    try:
        url = URL(address, encoded=True)
        if url.scheme != "https":
            raise FetchFailed("it is no https address")
        async with (
            guard.session(seconds) as session,
            session.get(url, headers=_HEADERS, allow_redirects=False) as response,
        ):
            return await _whole(response, max_bytes)
    except AddressRefused as error:
        raise FetchFailed(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise FetchFailed(_why(error)) from error
    except TimeoutError as error:
        raise FetchFailed(f"no whole answer came within {seconds:g} s") from error
    except (aiohttp.ClientError, ValueError, UnicodeError) as error:
        raise FetchFailed(f"it cannot be read ({type(error).__name__})") from error


async def _whole(response: aiohttp.ClientResponse, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise FetchFailed(f"the answer has status {response.status}, and redirects are not followed")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchFailed("the answer is compressed, and that was not asked for")
    body = await response.content.read(max_bytes + 1)
    while len(body) <= max_bytes and (more := await response.content.read(max_bytes + 1)):
        body += more
    if len(body) > max_bytes:
        raise FetchFailed(f"the answer is larger than {max_bytes} bytes")
    return Fetched(body, {name.lower(): value for name, value in response.headers.items()})


def _why(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error.os_error, AddressRefused):
        return str(error.os_error)
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "who answers there cannot prove that it is who it says (TLS)"
    return "nobody answers there"
