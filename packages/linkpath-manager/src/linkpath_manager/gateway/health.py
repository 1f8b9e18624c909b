"""For whoever watches the process: is it alive, can it work, and how busy is it."""

from typing import TYPE_CHECKING

import msgspec

from linkpath_manager.operations import watching
from linkpath_manager.operations.services import NEWER

from .doors import HEADERS
from .exchange import Door, Exchange
from .metrics import CONTENT_TYPE, refuse_strangers, text

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_SPARED = frozenset({"limits", "workers", "keys"})
"""Without these LinkPath answers all the same: limits are less exact, what is done by the clock waits, the keys read
at the start serve on."""

_encode = msgspec.json.Encoder().encode


def health_doors(services: "Services") -> dict[str, Door]:
    """The doors that need no token of LinkPath's, by path."""

    async def alive(exchange: Exchange) -> None:
        await exchange.answer(200, HEADERS, b'{"status":"ok"}')

    async def ready(exchange: Exchange) -> None:
        checks = await services.readiness()
        ill = {part for part, check in checks.items() if check.state not in {"ok", NEWER}}
        worse = any(check.state != "ok" for check in checks.values())
        status = "unavailable" if ill - _SPARED else "degraded" if worse else "ok"
        body = _encode({"status": status, "checks": checks})
        await exchange.answer(503 if status == "unavailable" else 200, HEADERS, body)

    async def figures(exchange: Exchange) -> None:
        refuse_strangers(exchange, services)
        told = await watching.told(services)
        await exchange.answer(200, ((b"content-type", CONTENT_TYPE),), text(told))

    return {"/healthz": alive, "/readyz": ready, "/metrics": figures}
