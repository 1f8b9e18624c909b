"""For whoever watches the process: is it alive, can it work, and how busy is it."""

from typing import TYPE_CHECKING

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST

from .doors import HEADERS
from .exchange import Door, Exchange
from .metrics import RequestMetrics

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_encode = msgspec.json.Encoder().encode


def health_doors(services: "Services", metrics: RequestMetrics) -> dict[str, Door]:
    """The doors that need no token, by path."""

    async def alive(exchange: Exchange) -> None:
        await exchange.answer(200, HEADERS, b'{"status":"ok"}')

    async def ready(exchange: Exchange) -> None:
        parts = await services.readiness()
        well = all(state == "ok" for state in parts.values())
        body = _encode({"status": "ok" if well else "unavailable", "checks": parts})
        await exchange.answer(200 if well else 503, HEADERS, body)

    async def figures(exchange: Exchange) -> None:
        await exchange.answer(200, ((b"content-type", CONTENT_TYPE_LATEST.encode()),), metrics.text())

    return {"/healthz": alive, "/readyz": ready, "/metrics": figures}
