"""One HTTP request and its answer, whole or streamed: the seam between the client and a network."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol
from urllib.parse import urlsplit

import aiohttp

KEEP_ALIVE_SECONDS = 4.0
"""Below the 5 s after which the least patient common servers (uvicorn, Node) close an idle connection: a POST on a
connection that the server is just closing would be an unknown outcome."""

CONNECTIONS = 100
"""Twice what the highest quota starts in one second, so that slow answers do not hold the others up."""

CONNECT_SECONDS = 10.0

LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
"""Many times TikTok's largest page; what is longer is not kept."""


class StreamedBody(Protocol):
    """A body that is made while it is sent. `length` is in bytes."""

    @property
    def length(self) -> int: ...

    def parts(self) -> AsyncIterator[bytes]:
        """All of it from its start, anew at each call."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. Its repr shows neither query, headers nor body: each can hold a secret."""

    method: Literal["GET", "POST"]
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | StreamedBody | None = field(repr=False)
    timeout_seconds: float

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole unless `oversized`. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    oversized: bool = False
    """There was more than `LARGEST_ANSWER_BYTES`: `body` is its beginning."""


@dataclass(frozen=True, slots=True)
class Download:
    """An answer whose body comes piece by piece; `parts` can be read once. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    parts: AsyncIterator[bytes] = field(repr=False)


class TransportError(Exception):
    """No whole answer. The text names the kind of failure and never the address, which can hold a secret."""


class NotSent(TransportError):
    """No connection could be made: the server surely saw nothing."""


class NoAnswer(TransportError):
    """The request was sent, or may have been, and no whole answer came. `came`: what there was of it."""

    def __init__(self, kind: str, came: Response | None = None) -> None:
        super().__init__(kind)
        self.came = came


class Transport(Protocol):
    async def send(self, request: Request) -> Response:
        """The whole answer to `request`, which is put on the wire once at most.

        Raises:
            NotSent: it surely was not delivered.
            NoAnswer: it may have been, but no whole answer came within `request.timeout_seconds`.
        """
        ...

    def download(self, request: Request) -> AbstractAsyncContextManager[Download]:
        """The answer to `request`, its body read as it is asked for; leaving the context ends the connection.

        Raises:
            NotSent: it surely was not delivered.
            NoAnswer: no answer came, or the body ended too early, while it was read.
        """
        ...

    async def close(self) -> None:
        """Lets go of connections. The transport cannot be used afterwards."""
        ...


class AiohttpTransport:
    """HTTP/1.1 over kept-alive connections: no redirects, no cookies, no proxies, no netrc."""

    def __init__(self, largest_answer_bytes: int = LARGEST_ANSWER_BYTES) -> None:
        self._largest_answer_bytes = largest_answer_bytes
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Request) -> Response:
        came: Response | None = None
        try:
            async with self._ask(request) as answer:
                parts: list[bytes] = []
                try:
                    whole = await self._read(answer, parts)
                finally:
                    came = Response(answer.status, _lower(answer), b"".join(parts))
                return came if whole else replace(came, oversized=True)
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
        if isinstance(failure, NoAnswer):
            failure.came = came
        # Raised out here because aiohttp's errors print the address with its query, and would be chained otherwise.
        raise failure

    @asynccontextmanager
    async def download(self, request: Request) -> AsyncIterator[Download]:
        async with AsyncExitStack() as stack:
            failure: TransportError | None = None
            try:
                answer = await stack.enter_async_context(self._ask(request))
            except (aiohttp.ClientError, OSError) as error:
                failure = _failure(error)
            if failure is not None:
                raise failure
            yield Download(answer.status, _lower(answer), _parts(answer))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _ask(self, request: Request) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        seconds, headers = request.timeout_seconds, request.headers
        data: bytes | AsyncIterator[bytes] | None
        if request.body is None or isinstance(request.body, bytes):
            data = request.body
        else:
            data = request.body.parts()
            headers = {**headers, "Content-Length": str(request.body.length)}
        return self._open_session().request(
            request.method,
            request.url,
            data=data,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=seconds, connect=min(CONNECT_SECONDS, seconds)),
            allow_redirects=False,
        )

    async def _read(self, answer: aiohttp.ClientResponse, parts: list[bytes]) -> bool:
        """Fills `parts` with the body as it comes; False when that is only the beginning of one that is too long."""
        content, size = answer.content, 0
        while not content.at_eof():
            part = await content.readany()
            parts.append(part)
            size += len(part)
            if size > self._largest_answer_bytes:
                return False
        return True

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                middlewares=(_send_once,),
            )
        return self._session


async def _parts(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    failure: TransportError | None = None
    try:
        async for part in answer.content.iter_any():
            yield part
    except (aiohttp.ClientError, OSError) as error:
        failure = _failure(error)
    if failure is not None:
        raise failure


def _failure(error: aiohttp.ClientError | OSError) -> TransportError:
    match error:
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return NotSent(type(error).__name__)
        case _Dropped(kind=kind):
            return NoAnswer(kind)
        case _:
            return NoAnswer(type(error).__name__)


def _lower(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


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
