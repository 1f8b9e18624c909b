"""One request and its answer, as the outermost layer keeps them and the doors see them."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.types import Receive, Scope, Send

UNMATCHED: Final = "unmatched"
"""Stands for the route of a request that no route matched."""

Header = tuple[bytes, bytes]

_CALLERS_ID = re.compile(rb"[A-Za-z0-9._-]{8,128}")
_NO_PATH_PARAMS: Mapping[str, str] = {}


class Exchange:
    """A request, and the way to answer it: every answer carries the request's id.

    `headers` are by lower-case name; `route` is the template of the path that matched, `path_params` what stood in
    its braces. `status` is 0 until the answer is begun;
    `more_headers` will be on it, whatever it is.
    """

    __slots__ = (
        "_client", "_send", "headers", "method", "more_headers", "path", "path_params", "query", "receive",
        "request_id", "route", "status",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send = send
        self._client = scope.get("client")
        self.receive = receive
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.path_params = _NO_PATH_PARAMS
        self.request_id = ""
        self.route = UNMATCHED
        self.status = 0
        self.more_headers: tuple[Header, ...] = ()

    @property
    def network_address(self) -> str:
        """Where the request came from, as the server in front tells it; empty where it does not."""
        return self._client[0] if self._client else ""

    def callers_id(self) -> str | None:
        """The request id that the caller chose, if it is one we carry on."""
        given = self.headers.get(b"x-request-id")
        return given.decode() if given and _CALLERS_ID.fullmatch(given) else None

    async def answer(self, status: int, headers: tuple[Header, ...], body: bytes) -> None:
        """Sends a whole answer; HEAD gets the headers alone, with the length of what GET would get."""
        self.status = status
        length = (b"content-length", b"%d" % len(body))
        request_id = (b"x-request-id", self.request_id.encode())
        all_headers = (*headers, *self.more_headers, length, request_id)
        await self._send({"type": "http.response.start", "status": status, "headers": all_headers})
        await self._send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else body})


Door = Callable[[Exchange], Awaitable[None]]
"""Answers the requests of one method and path, or raises what the outermost layer answers."""
