"""`linkpath-manager listen`: the workspace's events, as they happen, posted to a program on this computer."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import msgspec

from linkpath_manager.operations.webhook_secrets import fresh_secret, headers_for

from .terminal import answer, failed, say

WAIT_SECONDS: Final = 20
AGAIN_SECONDS: Final = 2.0
_ANSWER_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Listening:
    """`url` is LinkPath's, `token` opens `webhooks:manage` there; `types` are names and globs, empty: all."""

    url: str
    token: str
    forward: str
    types: str
    secret: str | None = None


async def listen(asked: Listening) -> None:
    """Posts every event from now on, once, in order, signed; a line for each. Runs until somebody ends it."""
    secret = asked.secret or fresh_secret()
    say(f"Events of {asked.url} go to {asked.forward}, signed with {secret}. Ctrl-C ends it.")
    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS + _ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        after = await _newest(session, asked)
        while True:
            for event in await _next(session, asked, after):
                after = event["sequence"]
                answer(await _forwarded(session, asked.forward, secret, event))


async def _newest(session: aiohttp.ClientSession, asked: Listening) -> int:
    newest = await _read(session, asked, "limit=1")
    return newest[0]["sequence"] if newest else 0


async def _next(session: aiohttp.ClientSession, asked: Listening, after: int) -> list[dict[str, Any]]:
    types = f"&type={asked.types}" if asked.types else ""
    try:
        return await _read(session, asked, f"after={after}&wait={WAIT_SECONDS}&limit=100{types}")
    except (aiohttp.ClientError, TimeoutError) as error:
        say(f"LinkPath does not answer ({type(error).__name__}); it is asked again.")
        await asyncio.sleep(AGAIN_SECONDS)
        return []


async def _read(session: aiohttp.ClientSession, asked: Listening, query: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {asked.token}"}
    async with session.get(f"{asked.url.rstrip('/')}/v1/events?{query}", headers=headers) as response:
        told = msgspec.json.decode(await response.read())
        if 400 <= response.status < 500 and response.status != 429:
            raise failed(f"LinkPath refuses to tell events: {told['detail']} {told.get('hint', '')}")
        response.raise_for_status()
        return list(told["data"])


async def _forwarded(session: aiohttp.ClientSession, url: str, secret: str, event: dict[str, Any]) -> str:
    """Posts the event; how that ended, in a line."""
    body = msgspec.json.encode(event)
    headers = headers_for(body, secret, event_id=event["id"], event_type=event["type"], unix=int(time.time()))
    line = f"{event['created_at']}  {event['type']:<26} {event['id']}"
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return f"{line}  {response.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"{line}  not taken: {type(error).__name__}"
