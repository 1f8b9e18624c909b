"""A receiver of webhooks on this computer: it answers as it is told, and keeps what came."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

import msgspec
from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Post:
    """What came: the raw bytes, and the headers by lower-case name."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.body))


@dataclass
class Receiver:
    """`answer` decides how a post is answered; until it is set, with 200."""

    url: str = ""
    posts: list[Post] = field(default_factory=list)
    answer: Answer | None = None
    statuses: list[int] = field(default_factory=list)
    """Answers to come, in order; when there is none left, 200."""
    headers: dict[str, str] = field(default_factory=dict)
    connections: int = 0

    @property
    def types(self) -> list[str]:
        return [post.event["type"] for post in self.posts]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.posts.append(Post(body, {name.lower(): value for name, value in request.headers.items()}))
        if self.answer:
            return await self.answer(request)
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, text="taken" if status == 200 else "no", headers=self.headers)


@asynccontextmanager
async def receiving(tls: SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver that is open while the block runs."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", receiver._take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    assert site._server
    port = site._server.sockets[0].getsockname()[1]
    receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@asynccontextmanager
async def speaking(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """A receiver that speaks whatever `serve` writes; its address."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    finally:
        server.close()
