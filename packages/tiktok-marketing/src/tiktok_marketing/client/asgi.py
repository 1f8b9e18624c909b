"""A transport that calls an ASGI application in this process: no socket, for tests and for embedding."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from tiktok_marketing.client.transport import Download, NoAnswer, Request, Response

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class AsgiTransport:
    """Drives an ASGI 3 application. Its lifespan is its owner's business: no startup event is sent.

    An application that raises, ends without a whole answer or takes too long is a server that dies in the middle
    of an answer: `NoAnswer`, with what it raised as the cause.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def send(self, request: Request) -> Response:
        exchange = _Exchange(request)
        try:
            async with asyncio.timeout(request.timeout_seconds):
                await self._app(_scope(request), exchange.receive, exchange.send)
        except TimeoutError:
            raise NoAnswer("TimeoutError", exchange.came()) from None
        except Exception as error:
            if not exchange.whole:
                raise NoAnswer(type(error).__name__, exchange.came()) from error
        return exchange.response()

    @asynccontextmanager
    async def download(self, request: Request) -> AsyncIterator[Download]:
        """The application's whole answer: in one process there is nothing to gain by pieces."""
        answer = await self.send(request)
        yield Download(answer.status, answer.headers, _once(answer.body))

    async def close(self) -> None:
        """Nothing is held open."""


class _Exchange:
    """One request's two ends: what the application receives and what it sends."""

    def __init__(self, request: Request) -> None:
        self._body: AsyncIterator[bytes] | None = _body(request)
        self._status: int | None = None
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._finished = asyncio.Event()

    @property
    def whole(self) -> bool:
        """The answer ended, and is as long as it said."""
        announced = self._headers.get("content-length")
        return self._finished.is_set() and (announced is None or int(announced) == sum(map(len, self._parts)))

    async def receive(self) -> Message:
        if self._body is None:
            await self._finished.wait()
            return {"type": "http.disconnect"}
        async for part in self._body:
            return {"type": "http.request", "body": part, "more_body": True}
        self._body = None
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message.get("headers", ())
            }
        elif message["type"] == "http.response.body":
            self._parts.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self._finished.set()

    def came(self) -> Response | None:
        """What was sent of the answer so far; None when not even its status was."""
        return None if self._status is None else Response(self._status, self._headers, b"".join(self._parts))

    def response(self) -> Response:
        answer = self.came()
        if answer is None or not self.whole:
            raise NoAnswer("the application ended without a whole answer", answer)
        return answer


def _body(request: Request) -> AsyncIterator[bytes]:
    body = request.body or b""
    return _once(body) if isinstance(body, bytes) else body.parts()


async def _once(body: bytes) -> AsyncIterator[bytes]:
    if body:
        yield body


def _scope(request: Request) -> Message:
    address = urlsplit(request.url)
    headers = {"host": address.netloc, **{name.lower(): value for name, value in request.headers.items()}}
    if request.body is not None:
        body = request.body
        headers["content-length"] = str(len(body) if isinstance(body, bytes) else body.length)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": address.scheme,
        "path": unquote(address.path),
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (address.hostname, address.port or (443 if address.scheme == "https" else 80)),
    }
