"""The simulator as one ASGI application: the API, the authorisation page and the control routes."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount

from tiktok_marketing.spec.endpoint import API_PREFIX

from .api import Api
from .consent import consent_routes
from .control import control_routes
from .simulator import Simulator

__all__ = ["Simulator", "build_app"]


def build_app(simulator: Simulator) -> Starlette:
    """Everything `simulator` answers. What TikTok does not have is its plain-text 404."""
    routes = [
        Mount("/_sim", routes=control_routes(simulator)),
        *consent_routes(simulator),
        Mount(API_PREFIX, app=Api(simulator)),
    ]
    # TikTok answers a wrong method like a wrong path (behaviour reference §14.1).
    app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found})
    app.router.redirect_slashes = False
    return app


async def _not_found(_: Request, __: Exception) -> Response:
    return PlainTextResponse("404 page not found", status_code=404)
