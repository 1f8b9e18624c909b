"""A line of the routes at work: request in, operation asked, result out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.listing import Document, Listing
from linkpath_manager.kit import logs
from linkpath_manager.operations.operation import Context, Params

from .body import parsed_body, read_body
from .entrance import Entrance
from .exchange import Door, Exchange, Header
from .request import (
    Given,
    given_to_read,
    given_to_write,
    idempotency_key,
    preferred_wait,
    refuse_nulls,
    validates_only,
    versions,
)
from .routes import Route
from .surface import Surface
from .validation import validated

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

REMEMBERED_QUERIES: Final = 256
"""For how many queries a reading door keeps the params: a page that is polled is validated once."""
_LONGEST_REMEMBERED: Final = 1024

HEADERS: tuple[Header, ...] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
)
HELD: Final = 202
"""A write that waits for people to decide on it is answered with the change it became."""
_USUAL_WAIT_SECONDS: Final = 5.0
"""For the end of long work, where the caller does not say: few items are done by then."""
REPLAYED: Header = (b"idempotent-replayed", b"true")

_encode = msgspec.json.Encoder().encode


def door(route: Route, surface: Surface, services: "Services") -> Door:
    """The door of one line."""
    return (ReadingDoor if route.method == "GET" else WritingDoor)(route, surface, services)


class ReadingDoor:
    """Answers a GET. What a query string says is remembered, since it is frozen and made of it alone."""

    def __init__(self, route: Route, surface: Surface, services: "Services") -> None:
        self._route = route
        self._services = services
        self._operation = surface.operation(route)
        self._calls_tiktok = self._operation.reach == "tiktok"
        self._entrance = Entrance(surface, services, route.limit)
        self._run = surface.run
        self._remembered = lru_cache(REMEMBERED_QUERIES)(self._asked)

    async def __call__(self, exchange: Exchange) -> None:
        actor = await self._entrance.let_in(exchange)
        if self._calls_tiktok:
            _bind(exchange, actor)
        query, path = exchange.query, tuple(exchange.path_params.items())
        asked = (self._remembered if len(query) <= _LONGEST_REMEMBERED else self._asked)(path, query)
        context = Context(actor, self._services, exchange.request_id)
        if b"prefer" in exchange.headers:
            context = context.with_(wait_seconds=preferred_wait(exchange.headers))
        result = (await self._run(context, self._operation, asked.params)).result
        if isinstance(result, Listing):
            headers = (*HEADERS, asked.next_link(result)) if result.has_more else HEADERS
            await exchange.answer(self._route.status, headers, list_body(result))
        else:
            await _answer_object(exchange, self._route.status, result)

    def _asked(self, path: tuple[tuple[str, str], ...], query: bytes) -> "_Asked":
        params = validated(self._operation.params, given_to_read(dict(path), query))
        address = quote(self._route.path.format(**dict(path)))
        return _Asked(params, f"{address}?{_without_cursor(query)}cursor=")


class WritingDoor:
    """Answers a POST, PATCH or DELETE."""

    def __init__(self, route: Route, surface: Surface, services: "Services") -> None:
        self._route = route
        self._surface = surface
        self._services = services
        self._operation = surface.operation(route)
        self._entrance = Entrance(surface, services, route.limit)

    async def __call__(self, exchange: Exchange) -> None:
        actor = await self._entrance.let_in(exchange)
        _bind(exchange, actor)
        context = Context(
            actor,
            self._services,
            exchange.request_id,
            idempotency_key(exchange.headers),
            if_match=versions(exchange.headers.get(b"if-match")),
            validate_only=validates_only(exchange.query) if exchange.query else False,
        )
        params = validated(self._operation.params, await self._given(exchange))
        performed = await self._surface.run(context, self._operation, params)
        more = [REPLAYED] if performed.replayed else []
        if performed.held:
            location = (b"location", f"/v1/changes/{performed.result.id}".encode())
            await exchange.answer(HELD, (*HEADERS, location, *more), object_body(performed.result))
            return
        if performed.validated:
            await exchange.answer(200, HEADERS, object_body(performed.result))
            return
        if self._route.result:
            await self._answer_long_work(exchange, context, performed.result.id, more)
            return
        if self._route.location:
            more.append((b"location", self._route.location.replace("{id}", _id_of(performed.result)).encode()))
        if etag := _etag(performed.result):
            more.append(etag)
        await exchange.answer(self._route.status, (*HEADERS, *more), object_body(performed.result))

    async def _answer_long_work(self, exchange: Exchange, context: Context, work_id: str, more: list[Header]) -> None:
        """The result, if the work ends while the caller waits; else where to look."""
        asked = preferred_wait(exchange.headers)
        context = context.with_(
            idempotency_key=None, if_match=None, wait_seconds=_USUAL_WAIT_SECONDS if asked is None else asked
        )
        state = await self._ask(context, "operations.get", work_id)
        if state.ended_at is None:
            headers = (*HEADERS, (b"location", f"/v1/operations/{work_id}".encode()), *more)
            await exchange.answer(HELD, headers, object_body(state))
            return
        assert self._route.result is not None  # noqa: S101  # asked for with such routes alone
        result = await self._ask(context, self._route.result, work_id)
        await exchange.answer(200, (*HEADERS, *more), object_body(result))

    async def _ask(self, context: Context, operation: str, work_id: str) -> Any:
        op = self._surface.operations[operation]
        return (await self._surface.run(context, op, op.params.model_validate({"id": work_id}))).result

    async def _given(self, exchange: Exchange) -> Given:
        limit = self._services.settings.max_body_bytes
        body = await read_body(exchange.receive, exchange.headers, max_bytes=limit)
        fields = parsed_body(body, exchange.headers.get(b"content-type"))
        if self._route.method == "PATCH":
            refuse_nulls(fields)
        return given_to_write(exchange.path_params, exchange.query, fields)


def _bind(exchange: Exchange, actor: Actor) -> None:
    """Whatever is logged for this request says which it is. A read of the mirror logs nothing, and is spared that."""
    logs.bind_contextvars(request_id=exchange.request_id, route=exchange.route, workspace=actor.workspace_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a query string says. `next_page` is the address of the page behind, but for the cursor at its end."""

    params: Params
    next_page: str

    def next_link(self, page: Listing) -> Header:
        """The header that leads to the next page; cursors are URL-safe."""
        return (b"link", f'<{self.next_page}{page.next_cursor}>; rel="next"'.encode())


async def _answer_object(exchange: Exchange, status: int, result: Any) -> None:
    """The object with its version, or 304 to who has it already."""
    etag = _etag(result)
    if etag is None:
        await exchange.answer(status, HEADERS, object_body(result))
        return
    held = versions(exchange.headers.get(b"if-none-match"))
    if held is not None and result.version in held:
        await exchange.answer(304, (*HEADERS[1:], etag), b"")
        return
    await exchange.answer(status, (*HEADERS, etag), object_body(result))


def _etag(result: Any) -> Header | None:
    version = result.version if isinstance(result, Document) else None
    return (b"etag", f'"{version}"'.encode()) if version else None


def object_body(result: Any) -> bytes:
    """One object, as JSON."""
    return result.json if isinstance(result, Document) else _encode(result)


def list_body(page: Listing) -> bytes:
    """A page, as JSON, of documents that are JSON already."""
    return b'{"object":"list","data":[%b],"has_more":%b,"next_cursor":%b,"total_count":%d,"as_of":%b}' % (
        b",".join(page.documents),
        b"true" if page.has_more else b"false",
        _encode(page.next_cursor),
        page.total_count,
        _encode(page.as_of),
    )


def _id_of(result: Any) -> str:
    return quote(str(result.id), safe="")


def _without_cursor(query: bytes) -> str:
    """The query's other parameters as they were given, ready for one more: they were read, hence are ASCII."""
    pairs = (pair for pair in query.decode().split("&") if pair and not pair.startswith("cursor="))
    return "".join(f"{pair}&" for pair in pairs)
