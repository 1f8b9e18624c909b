"""What the control routes have in common: a line a route, JSON in and out, pages for people, refusals that say why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .control_page import shown, value_page
from .envelope import encode

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[object]]
_MOST_DIGITS = 18


class Impossible(Exception):
    """A control request that cannot be done: HTTP 400."""


Page = Callable[[Request, object], str]


def as_it_is(request: Request, value: object) -> str:
    """The page that shows any value."""
    return value_page(request.scope["path"], value)


class Line(msgspec.Struct, frozen=True):
    """One control route; `path` is relative to `/_sim`, `says` is its sentence in the index.

    `page` makes what a browser is shown of the value that `handler` returned.
    """

    method: str
    path: str
    says: str
    handler: Handler
    page: Page = as_it_is


def routes_of(lines: Iterable[Line]) -> list[Route]:
    """The routes, answered with JSON, or a page for a browser; a bad request is 400 with `{"error": …}`."""
    return [Route(line.path, _answering(line), methods=[line.method]) for line in lines]


async def read(request: Request, kind: type[T]) -> T:
    """The request's JSON as `kind`; no body counts as `{}`.

    Raises:
        Impossible: it does not fit.
    """
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Impossible(str(error)) from error


def number(text: str, name: str) -> int:
    """A whole number of a query string.

    Raises:
        Impossible: it is none.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise Impossible(f"{name}: a whole number")
    return int(text)


def is_browser(request: Request) -> bool:
    """Whether a person looks: only browsers ask for HTML by name."""
    return "text/html" in request.headers.get("accept", "")


def origin_of(request: Request) -> str:
    """Scheme and host that the caller reached the simulator at."""
    return f"{request.scope['scheme']}://{request.headers.get('host', '')}"


def day(text: str, name: str) -> date:
    """A day of a query string.

    Raises:
        Impossible: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Impossible(f"{name}: a day as YYYY-MM-DD") from error


def _answering(line: Line) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        page = line.page
        try:
            status, value = 200, await line.handler(request)
        except Impossible as impossible:
            status, value, page = 400, {"error": str(impossible)}, as_it_is
        if request.method == "GET" and is_browser(request):
            return shown(page(request, value), status)
        return Response(bytes(encode(value)), status, media_type="application/json")

    return answer
