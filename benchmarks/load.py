"""Requests over a few kept-alive connections, one after the other on each, every answer checked."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from measuring import CannotMeasure

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_TURNS = count(1)
_WHOLE_SECONDS = 120.0


class WrongAnswer(CannotMeasure):
    """An answer was not the one expected."""


@dataclass(frozen=True, slots=True)
class Get:
    """A request that is sent again and again; `{turn}` in `url` stands for another number each time, of 6 digits."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, turn: int) -> bytes:
        """The request's bytes."""
        parts = urlsplit(self.url.replace("{turn}", f"{turn:06d}"))
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {parts.netloc}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Post(Get):
    """A write that is sent again and again; `{turn}` in `body` stands for another number each time."""

    body: str = ""

    def head(self, turn: int) -> bytes:
        parts = urlsplit(self.url)
        body = self.body.replace("{turn}", f"{turn:06d}").encode()
        lines = [
            f"POST {parts.path} HTTP/1.1",
            f"Host: {parts.netloc}",
            *(f"{name}: {value}" for name, value in self.headers),
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body


def fetch(get: Get) -> bytes:
    """The body of one answer."""
    return asyncio.run(_bodies(get, requests=1, connections=1))


def send_all(get: Get, *, requests: int, connections: int, length: int | None = None) -> None:
    """Sends `get` so often.

    Raises:
        WrongAnswer: an answer was no success, or its body not of `length` bytes.
    """
    asyncio.run(_bodies(get, requests=requests, connections=connections, length=length))


def latencies(get: Get, *, a_second: float, requests: int, connections: int) -> list[float]:
    """Seconds from when each request was due until its answer had come, at a steady pace, whatever the answers do."""
    return asyncio.run(_paced(get, a_second=a_second, requests=requests, connections=connections))


async def _paced(get: Get, *, a_second: float, requests: int, connections: int) -> list[float]:
    parts = urlsplit(get.url)
    loop = asyncio.get_running_loop()
    free: asyncio.Queue[_Line] = asyncio.Queue()
    for _ in range(connections):
        line = _Line(iter(()), None, loop.create_future(), stays=True)
        await loop.create_connection(line.itself, parts.hostname or "", parts.port or 80)
        free.put_nowait(line)
    began = loop.time()

    async def one(number: int) -> float:
        due = began + number / a_second
        await asyncio.sleep(max(0.0, due - loop.time()))
        line = await free.get()
        await line.send(get.head(next(_TURNS)))
        free.put_nowait(line)
        return loop.time() - due

    async with asyncio.timeout(_WHOLE_SECONDS):
        return await asyncio.gather(*(one(number) for number in range(requests)))


async def _bodies(get: Get, *, requests: int, connections: int, length: int | None = None) -> bytes:
    """The body of the last answer."""
    parts = urlsplit(get.url)
    loop = asyncio.get_running_loop()
    # Made beforehand: what this process does between answers slows the server's caches down.
    turns = iter([get.head(next(_TURNS)) for _ in range(requests)])
    lines = [_Line(turns, length, loop.create_future()) for _ in range(min(connections, requests))]
    async with asyncio.timeout(_WHOLE_SECONDS):
        for line in lines:
            await loop.create_connection(line.itself, parts.hostname or "", parts.port or 80)
        return (await asyncio.gather(*(line.ended for line in lines)))[0]


class _Line(asyncio.Protocol):
    """One connection. It sends requests of `turns` until there are none; `ended` is its last answer's body.

    One that `stays` sends nothing of itself, and is there for `send`.
    """

    def __init__(
        self, turns: Iterator[bytes], length: int | None, ended: asyncio.Future[bytes], *, stays: bool = False
    ) -> None:
        self.ended = ended
        self._turns = turns
        self._length = length
        self._received = b""
        self._stays = stays

    def itself(self) -> "_Line":
        """For who makes the connection."""
        return self

    async def send(self, request: bytes) -> bytes:
        """One request over this line; its answer's body."""
        self._turns = iter((request,))
        self.ended = asyncio.get_running_loop().create_future()
        self._next(b"")
        return await self.ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # it is TCP
        self._transport = transport
        if not self._stays:
            self._next(b"")

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        declared = _LENGTH.search(head + b"\r\n")
        length = int(declared[1]) if declared else -1
        if not head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 ")) or self._length not in {None, length}:
            self._fail(f"unexpected answer: {head[:200].decode('latin-1')}")
        elif len(body) == length:
            self._received = b""
            self._next(body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the connection ended: {exc}")

    def _next(self, body: bytes) -> None:
        if request := next(self._turns, None):
            self._transport.write(request)
        elif not self.ended.done():
            self.ended.set_result(body)
            if not self._stays:
                self._transport.close()

    def _fail(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(WrongAnswer(reason))
            self._transport.abort()
