"""One HTTP request and its whole answer: the seam between the client and a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlsplit

import aiohttp

KEEP_ALIVE_SECONDS = 4.0
"""Below the 5 s after which the least patient common servers (uvicorn, Node) close an idle connection: a POST on a
connection that the server is just closing would be an unknown outcome."""

CONNECTIONS = 100
"""Twice what the highest quota starts in one second, so that slow answers do not hold the others up."""

CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Its repr shows neither query, headers nor body: each can hold a secret."""

    method: Literal["GET", "POST"]
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    timeout_seconds: float

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class TransportError(Exception):
    """No whole answer. The text names the kind of failure and never the address, which can hold a secret."""


class NotSent(TransportError):
    """No connection could be made: the server surely saw nothing."""


class NoAnswer(TransportError):
    """The request was sent, or may have been, and no whole answer came."""


class Transport(Protocol):
    async def send(self, request: Request) -> Response:
        """The whole answer to `request`, which is put on the wire once at most.

        Raises:
            NotSent: it surely was not delivered.
            NoAnswer: it may have been, but no whole answer came within `request.timeout_seconds`.
        """
        ...

    async def close(self) -> None:
        """Lets go of connections. The transport cannot be used afterwards."""
        ...


class AiohttpTransport:
    """HTTP/1.1 over kept-alive connections: no redirects, no cookies, no proxies, no netrc."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Request) -> Response:
        seconds = request.timeout_seconds
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(CONNECT_SECONDS, seconds))
        failure: TransportError
        try:
            async with self._open_session().request(
                request.method,
                request.url,
                data=request.body,
                headers=request.headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(answer.status, headers, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            failure = NotSent(type(error).__name__)
        except _Dropped as error:
            failure = NoAnswer(error.kind)
        except (aiohttp.ClientError, OSError) as error:
            failure = NoAnswer(type(error).__name__)
        # Raised out here because aiohttp's errors print the address with its query, and would be chained otherwise.
        raise failure

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                middlewares=(_send_once,),
            )
        return self._session


class _Dropped(aiohttp.ClientError):
    """A connection that ended before its answer. `kind`: what aiohttp calls it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """`send`, with aiohttp's own second attempt switched off.

    aiohttp 3.14 sends a request again by itself when the connection ends before the answer, if the method is one of
    its IDEMPOTENT_METHODS (GET is, POST never). The second GET would escape the quota and the record of calls, so the
    loss is renamed to what aiohttp does not repeat: deciding is retry.py's business, for GET as for POST.
    """
    try:
        return await send(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, OSError) as error:
        raise _Dropped(type(error).__name__) from None
