"""The REST door's outermost layer: ids, metrics and logs of requests, and the last resort when something fails."""

from collections.abc import Mapping
from itertools import count
from logging import DEBUG
from time import perf_counter
from typing import TYPE_CHECKING, Final

from starlette.types import Receive, Scope, Send

from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit import logs
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tracing import Tracing
from linkpath_manager.operations.consent import ACCOUNT_CALLBACK_PATH, CALLBACK_PATH
from linkpath_manager.operations.oauth.metadata import RESOURCE_METADATA_PATH

from . import problems
from .callback import CallbackDoor
from .consent import consent_doors
from .docs import docs_doors
from .doors import REPLAYED, door
from .exchange import Door, Exchange
from .health import health_doors
from .hints import hint_doors
from .metrics import RequestMetrics
from .oauth import oauth_doors
from .openapi import openapi_doors
from .people import people_doors
from .refusals import CallerLeft
from .routing import Routing
from .session import session_doors
from .start import StartPage, start_doors
from .surface import Surface, linkpath_surface

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

STATUS_CALLER_LEFT: Final = 499
"""Stands in metrics and logs for a request whose caller left before it was read."""

_READS = frozenset({"GET", "HEAD"})


def build_app(
    services: "Services", *, start_page: StartPage | None = None, surface: Surface | None = None
) -> "Gateway":
    """The whole REST door as one ASGI application.

    `start_page` is what `/` shows; without one it says what LinkPath is. `surface` is what the door opens; without
    one it is LinkPath's. Logs are configured before: which lines are told is looked up once.
    """
    surface = surface or linkpath_surface()
    metrics = RequestMetrics(services.board.slate)
    callback = CallbackDoor(surface, services)
    doors: dict[str, dict[str, Door]] = {path: {"GET": callback} for path in (CALLBACK_PATH, ACCOUNT_CALLBACK_PATH)}
    for route in surface.routes:
        doors.setdefault(route.path, {})[route.method] = door(route, surface, services)
    doors.update(people_doors(surface, services))
    doors.update(session_doors(services))
    doors.update(oauth_doors(services))
    doors.update(consent_doors(services))
    doors.update(hint_doors(services))
    for pages in (
        start_doors(start_page),
        docs_doors(surface, services),
        openapi_doors(surface),
        health_doors(services),
    ):
        doors.update((path, {"GET": page}) for path, page in pages.items())
    return _gateway(doors, metrics, services)


def build_health_app(services: "Services") -> "Gateway":
    """The door of a process that answers nobody else: whether it is alive and ready, and its figures."""
    metrics = RequestMetrics(services.board.slate)
    doors = {path: {"GET": page} for path, page in health_doors(services).items()}
    return _gateway(doors, metrics, services)


def _gateway(doors: Mapping[str, Mapping[str, Door]], metrics: RequestMetrics, services: "Services") -> "Gateway":
    challenge = f'Bearer realm="LinkPath", resource_metadata="{services.public_url}{RESOURCE_METADATA_PATH}"'
    first_id = new_id("req", services.clock.now())
    return Gateway(Routing(doors), metrics, services.tracing, first_id=first_id, challenge=challenge)


class Gateway:
    """Answers every request, whatever happens, with the request's id on the answer.

    A new request's id is `first_id` and a number, so that making one costs nothing. `challenge` says to whom a token
    is lacking where tokens are got (RFC 9728).
    """

    def __init__(
        self, routing: Routing, metrics: RequestMetrics, tracing: Tracing, *, first_id: str, challenge: str
    ) -> None:
        self._challenge = challenge
        self._routing = routing
        self._metrics = metrics
        self._tracing = tracing
        self._first_id = first_id
        self._numbers = count(1)
        self._log = logs.get_logger(__name__).bind()
        self._tells_reads: bool = self._log.is_enabled_for(DEBUG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _without_request(scope["type"], receive, send)
            return
        started = perf_counter()
        exchange = Exchange(scope, receive, send)
        exchange.request_id = exchange.callers_id() or f"{self._first_id}-{next(self._numbers)}"
        self._metrics.begun()
        with self._tracing.request(exchange.method, exchange.path, exchange.headers) as span:
            try:
                await self._answer(exchange, started)
            finally:
                span.note("linkpath.request_id", exchange.request_id)
                span.answered(exchange.route, exchange.status)

    async def _answer(self, exchange: Exchange, started: float) -> None:
        try:
            await self._routing.door(exchange)(exchange)
        except LinkPathError as error:
            await self._answer_problem(exchange, error)
        except CallerLeft:
            exchange.status = STATUS_CALLER_LEFT
        except Exception:
            told = {"method": exchange.method, "route": exchange.route, "request_id": exchange.request_id}
            self._log.exception("http.failed", **told)
            if exchange.status:  # the answer has begun: all that is left is to break it off
                raise
            await self._answer_problem(exchange, problems.internal_error())
        finally:
            seconds = perf_counter() - started
            self._metrics.ended(exchange, seconds)
            if self._tells_reads or exchange.status >= 400 or exchange.method not in _READS:
                self._log_request(exchange, seconds)

    async def _answer_problem(self, exchange: Exchange, error: LinkPathError) -> None:
        body = problems.encoded(error, request_id=exchange.request_id, instance=exchange.path)
        more = (REPLAYED,) if error.replayed else ()
        if challenge := problems.challenge(error, self._challenge, proven=b"authorization" in exchange.headers):
            more = (*more, (b"www-authenticate", challenge.encode()))
        await exchange.answer(error.status, (*problems.headers(error), *more), body)

    def _log_request(self, exchange: Exchange, seconds: float) -> None:
        """One line a request. A read that went well is told at debug only: they outnumber and outcost the others."""
        quiet = exchange.status < 400 and exchange.method in _READS
        (self._log.debug if quiet else self._log.info)(
            "http.request",
            method=exchange.method,
            route=exchange.route,
            status=exchange.status,
            ms=round(seconds * 1000, 2),
            request_id=exchange.request_id,
        )


async def _without_request(kind: str, receive: Receive, send: Send) -> None:
    """Agrees to start and to end; refuses what is not HTTP."""
    if kind != "lifespan":
        await send({"type": "websocket.close", "code": 1000})
        return
    while (message := await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": f"{message['type']}.complete"})
