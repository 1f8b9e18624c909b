"""The demo's inbox: a receiver of webhooks that shows what arrived, and whether its signature holds."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import web

from linkpath_manager.gateway.page import ICON_PATH, STYLE_PATH, asset

from .inbox_page import inbox_page

DESCRIPTION: Final = "The demo's inbox"
_KEPT: Final = 200
_TOLERANCE_SECONDS: Final = 300


def new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


@dataclass
class Inbox:
    """What arrived, the newest first. `secret` is the endpoint's, `simulator` the simulated TikTok's address."""

    secret: str
    simulator: str
    arrived: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    count: int = 0

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        holds = holds_signature(self.secret, request.headers.get("X-LinkPath-Signature", ""), body, time.time())
        self.count += 1
        self.arrived.appendleft(
            {
                "number": self.count,
                "at": time.strftime("%H:%M:%S"),
                "type": request.headers.get("X-LinkPath-Event", ""),
                "attempt": request.headers.get("X-LinkPath-Attempt", ""),
                "signature_holds": holds,
                "event": json.loads(body) if holds else None,
            }
        )
        return web.Response(status=200 if holds else 400, text="taken" if holds else "the signature does not hold")

    async def show(self, _request: web.Request) -> web.Response:
        return web.Response(body=inbox_page(self.arrived, self.simulator), content_type="text/html", charset="utf-8")

    async def tell(self, _request: web.Request) -> web.Response:
        return web.json_response(list(self.arrived))


def holds_signature(secret: str, header: str, body: bytes, now: float) -> bool:
    """Whether one of the header's signatures is of this body by this secret, made within five minutes of `now`."""
    parts = [part.partition("=") for part in header.split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    if not stamp.isascii() or not stamp.isdigit() or abs(now - int(stamp)) > _TOLERANCE_SECONDS:
        return False
    right = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = [value for name, _, value in parts if name == "v1"]
    return any(hmac.compare_digest(right.encode(), value.encode()) for value in given)


@asynccontextmanager
async def open_inbox(secret: str, simulator: str, host: str, port: int) -> AsyncIterator[str]:
    """The inbox at `/inbox` on `port`, or on any if that is taken; yields the address without a path."""
    inbox = Inbox(secret, simulator)
    app = web.Application()
    app.add_routes(
        [
            web.post("/inbox", inbox.take),
            web.get("/inbox", inbox.show),
            web.get("/inbox.json", inbox.tell),
            web.get(STYLE_PATH, _asset("linkpath.css", "text/css")),
            web.get(ICON_PATH, _asset("linkpath.svg", "image/svg+xml")),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port if port < 65_536 else 0)
        try:
            await site.start()
        except OSError:
            site = web.TCPSite(runner, host, 0)
            await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def subscribe(manager: str, token: str, address: str, secret: str) -> None:
    """Has LinkPath post everything to the inbox: to the address of this run, whatever the former's was."""
    headers, url = {"Authorization": f"Bearer {token}"}, f"{address}/inbox"
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        async with session.get(f"{manager}/v1/webhook-endpoints") as response:
            listed = (await response.json())["data"]
        ours = next((one for one in listed if one["description"] == DESCRIPTION), None)
        endpoints = f"{manager}/v1/webhook-endpoints"
        if ours:
            await session.patch(f"{endpoints}/{ours['id']}", json={"url": url, "status": "ENABLED"})
        else:
            asked = {"url": url, "event_types": ["*"], "description": DESCRIPTION, "secret": secret}
            await session.post(endpoints, json=asked)


def _asset(name: str, content_type: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=asset(name), content_type=content_type)

    return answer
