"""The simulator as one ASGI application: the API, the pages of consent and the control routes, in every namespace."""

from __future__ import annotations

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tiktok_marketing.spec.endpoint import API_PREFIX

from .account_consent import account_consent_routes
from .api import Api
from .behaviours.report_files import report_file_routes
from .consent import consent_routes
from .control import control_routes
from .control_worlds import namespace_lines
from .postman import lifespan
from .simulator import Simulator
from .switchboard import Line, is_browser
from .worlds import PREFIX, Worlds

__all__ = ["Simulator", "build_app"]


def build_app(simulator: Simulator) -> ASGIApp:
    """Everything `simulator` answers, and the namespaces beside it. What TikTok does not have is its plain-text 404.

    Under a server, which runs the ASGI lifespan, notices are posted as the clock brings them; without one only
    `POST /_sim/deliveries/post` and `outbox.post_due` post them.
    """
    worlds = Worlds(open=_World)
    return _Namespaces(_World(simulator, tuple(namespace_lines(worlds))), worlds)


class _World:
    """One simulator's face. The API is found without a router: it is asked most."""

    def __init__(self, simulator: Simulator, more: tuple[Line, ...] = ()) -> None:
        self.simulator = simulator
        self.api = Api(simulator)
        self.pages = _pages(simulator, more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and path.startswith(f"{API_PREFIX}/"):
            await self.api(dict(scope, path=path), receive, send)
        else:
            await self.pages(scope, receive, send)


class _Namespaces(msgspec.Struct, frozen=True):
    """Sends what is asked under `/ns/{name}` to the world of that name, for which the prefix is its ASGI root path."""

    first: _World
    worlds: Worlds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(self._simulators, receive, send)
            return
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.first(scope, receive, send)
            return
        name = scope["path"].removeprefix(PREFIX).partition("/")[0]
        world = self.worlds.named.get(name)
        if world is None:
            told = {"error": f"There is no namespace {name!r}: POST /_sim/namespaces founds it."}
            await JSONResponse(told, status_code=404)(scope, receive, send)
            return
        await world.app(dict(scope, root_path=f"{PREFIX}{name}"), receive, send)

    def _simulators(self) -> list[Simulator]:
        return [self.first.simulator, *(world.simulator for world in self.worlds.named.values())]


def _pages(simulator: Simulator, more: tuple[Line, ...]) -> Starlette:
    routes = [
        Mount("/_sim", routes=control_routes(simulator, more)),
        *(Route(path, _to_the_board) for path in ("/", "/_sim")),
        *consent_routes(simulator),
        *account_consent_routes(simulator),
        *report_file_routes(simulator),
    ]
    # TikTok answers a wrong method like a wrong path (behaviour reference §14.1).
    app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found})
    app.router.redirect_slashes = False
    return app


async def _to_the_board(request: Request) -> Response:
    """Whoever opens the bare address in a browser finds what there is; a program finds nothing there, as at TikTok."""
    if request.scope["path"].endswith("/") and not is_browser(request):
        return PlainTextResponse("404 page not found", status_code=404)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/_sim/")


async def _not_found(_: Request, __: Exception) -> Response:
    return PlainTextResponse("404 page not found", status_code=404)
