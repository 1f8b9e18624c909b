"""What the control routes have in common: a line a route, JSON in and out, refusals that say why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .envelope import encode

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[object]]


class Impossible(Exception):
    """A control request that cannot be done: HTTP 400."""


@dataclass(frozen=True, slots=True)
class Line:
    """One control route; `path` is relative to `/_sim`, `says` is its sentence in the index."""

    method: str
    path: str
    says: str
    handler: Handler


def routes_of(lines: Iterable[Line]) -> list[Route]:
    """The routes, answered with JSON; a bad request is 400 with `{"error": …}`."""
    return [Route(line.path, _as_json(line.handler), methods=[line.method]) for line in lines]


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
    if not text.isascii() or not text.isdigit():
        raise Impossible(f"{name}: a whole number")
    return int(text)


def day(text: str, name: str) -> date:
    """A day of a query string.

    Raises:
        Impossible: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Impossible(f"{name}: a day as YYYY-MM-DD") from error


def _as_json(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            status, value = 200, await handler(request)
        except Impossible as impossible:
            status, value = 400, {"error": str(impossible)}
        return Response(bytes(encode(value)), status, media_type="application/json")

    return answer
