"""How a post leaves: over HTTP to this computer, or to a receiver in the process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from .loopback import host_of, is_here, without_name

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

PATIENCE_SECONDS = 5.0
"""How long a receiver may take; ours, for TikTok says «at once»."""


class Post(msgspec.Struct, frozen=True):
    """One POST request."""

    url: str
    headers: dict[str, str]
    body: bytes


Receiver = Callable[[Post], Awaitable[int]]
"""Takes a post and gives the HTTP status of its answer; raises OSError where none comes."""


class Withheld(Exception):
    """The address is not this computer's."""


async def over_http(post: Post) -> int:
    """Posts to an address of this computer.

    Raises:
        Withheld: it is another's.
        OSError: no answer came in time.
    """
    host = host_of(post.url)
    if host is None or not is_here(host):
        raise Withheld(f"{host} is not this computer: start the simulator with --post-anywhere to post there")
    return await anywhere(Post(without_name(post.url), post.headers, post.body))


async def anywhere(post: Post) -> int:
    """Posts to whatever address it is; raises OSError where no answer comes in time."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    host = host_of(post.url)
    # On this computer, a certificate is somebody's own.
    connector = aiohttp.TCPConnector(ssl=not (host and is_here(host)))
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            session.post(post.url, data=post.body, headers=post.headers, allow_redirects=False) as answer,
        ):
            return answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(str(error) or type(error).__name__) from error


def to_app(app: ASGIApp) -> Receiver:
    """A receiver that hands posts to `app` in this process."""

    async def receiver(post: Post) -> int:
        parts = urlsplit(post.url)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": parts.scheme,
            "path": parts.path or "/",
            "raw_path": (parts.path or "/").encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in _all_headers(post).items()],
            "server": (parts.hostname, parts.port or 80),
            "client": ("127.0.0.1", 0),
        }
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": post.body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await app(scope, receive, send)
        if not statuses:
            raise OSError("The application sent no answer.")
        return statuses[0]

    return receiver


def _all_headers(post: Post) -> dict[str, str]:
    return {"Host": urlsplit(post.url).netloc, "Content-Length": str(len(post.body))} | post.headers
