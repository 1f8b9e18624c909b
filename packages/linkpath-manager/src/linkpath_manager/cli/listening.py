"""`linkpath-manager listen`: the workspace's events, as they happen, posted to a program on this computer."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import msgspec
from yarl import URL

from linkpath_manager.operations.webhook_secrets import fresh_secret, headers_for, unfit

from .event_words import in_words
from .terminal import answer, failed, say

WAIT_SECONDS: Final = 20
AGAIN_SECONDS: Final = 2.0
_ANSWER_SECONDS: Final = 15
_TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Listening:
    """`url` is LinkPath's, `token` opens `webhooks:manage` there; `types` are names and globs, empty: all."""

    url: str
    token: str
    forward: str
    types: str
    secret: str | None = None


@dataclass(slots=True)
class _Tally:
    taken: int = 0
    refused: int = 0


async def listen(asked: Listening) -> None:
    """Posts every event from now on, once, in order, signed; a line for each. Runs until somebody ends it."""
    _require_fit(asked)
    tally = _Tally()
    working = asyncio.create_task(_forward(asked, asked.secret or fresh_secret(), tally))
    try:
        with _heard(working.cancel):
            await asyncio.wait([working])
    finally:
        working.cancel()
    if not working.cancelled():
        working.result()  # it ends by itself only where it is refused
    say(f"Stopped. Posted and taken: {tally.taken}; not taken: {tally.refused}.")


def _require_fit(asked: Listening) -> None:
    if asked.secret and (why := unfit(asked.secret)):
        raise failed(f"--secret cannot be used: {why}. Leave it out, and one is made.")
    for option, address in (("--url", asked.url), ("--forward", asked.forward)):
        if not _is_address(address):
            raise failed(f"{option} {address!r} is no address, such as http://127.0.0.1:3000/hook.")


def _is_address(text: str) -> bool:
    try:
        url = URL(text)
    except ValueError:
        return False
    return url.scheme in {"http", "https"} and bool(url.host)


@contextmanager
def _heard(end: Callable[[], Any]) -> Iterator[None]:
    """Ctrl-C and SIGTERM call `end`, also where a shell that started it in the background had Ctrl-C ignored."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _forward(asked: Listening, secret: str, tally: _Tally) -> None:
    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS + _ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        types = f"&type={asked.types}" if asked.types else ""
        newest = await _asked(session, asked, f"limit=1{types}")
        after = newest[0]["sequence"] if newest else 0
        say(f"{asked.types or 'All events'} of {asked.url} go to {asked.forward} as they happen. Ctrl-C ends it.")
        say(f"They are signed with {secret}")
        while True:
            for event in await _asked(session, asked, f"after={after}&wait={WAIT_SECONDS}&limit=100{types}"):
                after = event["sequence"]
                how = await _posted(session, asked.forward, secret, event, tally)
                what = _in_a_line(in_words(event))
                answer(f"{event['created_at'][:19]}Z  {event['type']:<24}  {event['id']}  {how}  {what}")


async def _asked(session: aiohttp.ClientSession, asked: Listening, query: str) -> list[dict[str, Any]]:
    """The events that LinkPath answers with, asked until it does; it is said once that it does not, and that it does.

    Raises:
        typer.Exit: it refuses, or is no LinkPath.
    """
    away = False
    while True:
        try:
            events = await _read(session, asked, query)
        except (aiohttp.ClientError, TimeoutError) as error:
            if not away:
                say(f"LinkPath at {asked.url}: {_why(error)}. It is asked again every {AGAIN_SECONDS:g} s.")
            away = True
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        if away:
            say(f"LinkPath at {asked.url} answers.")
        return events


async def _read(session: aiohttp.ClientSession, asked: Listening, query: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {asked.token}"}
    async with session.get(f"{asked.url.rstrip('/')}/v1/events?{query}", headers=headers) as response:
        refused = 400 <= response.status < 500 and response.status != _TOO_MANY
        if not refused:
            response.raise_for_status()
        try:
            told = msgspec.json.decode(await response.read())
            if refused:
                raise failed(f"LinkPath refuses to tell events: {told['detail']} {told.get('hint', '')}")
            return list(told["data"])
        except (msgspec.DecodeError, KeyError, TypeError):
            raise failed(f"What answers at {asked.url} is no LinkPath; --url names another.") from None


async def _posted(session: aiohttp.ClientSession, url: str, secret: str, event: dict[str, Any], tally: _Tally) -> str:
    """Posts the event; how that ended, in few words."""
    body = msgspec.json.encode(event)
    headers = headers_for(body, secret, event_id=event["id"], event_type=event["type"], unix=int(time.time()))
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False, timeout=timeout) as response:
            taken, how = 200 <= response.status < 300, f"answered {response.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        taken, how = False, _why(error)
    tally.taken += taken
    tally.refused += not taken
    return how if taken else f"NOT TAKEN: {how}"


def _in_a_line(text: str) -> str:
    """`text` without what a terminal would obey: names are anybody's at TikTok."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientResponseError):
        return f"answered {error.status}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "nobody answers there"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return f"no answer ({type(error).__name__})"
