"""The demo's inbox: a receiver of webhooks that shows what arrived, and whether its signature holds."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

import aiohttp
from aiohttp import web

DESCRIPTION: Final = "The demo's inbox"
_KEPT: Final = 200
_TOLERANCE_SECONDS: Final = 300
_PAGE: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Inbox · LinkPath demo</title><style>
body{{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#16191d}}
td,th{{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #e3e6ea;vertical-align:top}}
pre{{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}} .bad{{color:#a3201d;font-weight:600}}
</style></head><body><h1>Inbox</h1><p>What LinkPath posted to this program, newest first. Pause a campaign at the
simulated TikTok, and it is here in seconds.</p><table><tr><th>Arrived</th><th>Event</th><th>Attempt</th>
<th>Signature</th><th>Body</th></tr>{rows}</table></body></html>"""


def new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


@dataclass
class Inbox:
    """What arrived, the newest first. `secret` is the endpoint's."""

    secret: str
    arrived: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        holds = holds_signature(self.secret, request.headers.get("X-LinkPath-Signature", ""), body, time.time())
        self.arrived.appendleft(
            {
                "at": time.strftime("%H:%M:%S"),
                "type": request.headers.get("X-LinkPath-Event", ""),
                "attempt": request.headers.get("X-LinkPath-Attempt", ""),
                "signature_holds": holds,
                "event": json.loads(body) if holds else None,
            }
        )
        return web.Response(status=200 if holds else 400, text="taken" if holds else "the signature does not hold")

    async def show(self, _request: web.Request) -> web.Response:
        rows = "".join(_row(one) for one in self.arrived) or '<tr><td colspan="5">Nothing yet.</td></tr>'
        return web.Response(text=_PAGE.format(rows=rows), content_type="text/html")

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
async def open_inbox(secret: str, host: str, port: int) -> AsyncIterator[str]:
    """The inbox at `/inbox` on `port`, or on any if that is taken; yields the address without a path."""
    inbox = Inbox(secret)
    app = web.Application()
    routes = [web.post("/inbox", inbox.take), web.get("/inbox", inbox.show), web.get("/inbox.json", inbox.tell)]
    app.add_routes(routes)
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


def _row(one: dict[str, Any]) -> str:
    said = "holds" if one["signature_holds"] else '<span class="bad">does not hold</span>'
    body = escape(json.dumps(one["event"], indent=1, ensure_ascii=False))
    return (
        f"<tr><td>{one['at']}</td><td>{escape(one['type'])}</td><td>{escape(one['attempt'])}</td><td>{said}</td>"
        f"<td><details><summary>show</summary><pre>{body}</pre></details></td></tr>"
    )
