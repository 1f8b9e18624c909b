"""What arrives at the API: one HTTP request, read from the socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Message, Receive, Scope

from .multipart import Form, FormReader, boundary_of


class Request(msgspec.Struct, frozen=True):
    """One HTTP request, read whole."""

    method: str
    path: str
    query: list[tuple[str, str]]
    token: str
    body: bytes
    bearer: bool = False
    """Whether a token came in the header Authorization, where TikTok does not look."""
    origin: str = ""
    form: Form | None = None
    """What a multipart body held; `body` is empty then."""

    @property
    def repeated(self) -> tuple[str, ...]:
        """Names that came more than once in the query string."""
        names = [name for name, _ in self.query]
        return tuple(sorted({name for name in names if names.count(name) > 1}))


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The request, with its body; a form is taken apart while it arrives."""
    body, form = await _read_body(scope, receive)
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    headers = dict(scope["headers"])
    token = headers.get(b"access-token", b"").decode("latin-1").strip()
    bearer = not token and b"authorization" in headers
    host = headers.get(b"host", b"").decode("latin-1")
    origin = f"{scope['scheme']}://{host}{scope.get('root_path', '')}"
    return Request(scope["method"], scope["path"], query, token, body, bearer, origin, form)


async def _read_body(scope: Scope, receive: Receive) -> tuple[bytes, Form | None]:
    """A form is taken apart while it arrives, so that no file is ever in memory; any other body comes whole."""
    content_type = next((value for name, value in scope["headers"] if name == b"content-type"), b"").decode("latin-1")
    boundary = boundary_of(content_type)
    if boundary is None:
        return b"".join([piece async for piece in _pieces(receive)]), None
    reader = FormReader(boundary)
    async for piece in _pieces(receive):
        reader.feed(piece)
    return b"", reader.finish()


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message: Message = await receive()
        yield message.get("body", b"")
        more = message.get("more_body", False)
