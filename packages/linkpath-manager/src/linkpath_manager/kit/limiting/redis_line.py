"""One connection to Redis: whatever is asked in one turn of the loop goes out in one write."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import unquote, urlsplit

import hiredis

CONNECT_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 0.5
"""Who has not answered for so long, or up to twice as long, is not there."""

_PORT: Final = 6379


class RedisAway(Exception):
    """Redis cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where a Redis listens, and what it asks of who comes. With `tls` its certificate is checked."""

    host: str
    port: int
    database: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False

    @classmethod
    def of(cls, url: str) -> Self:
        """The address in `redis[s]://[user[:password]@]host[:port][/database]`.

        Raises:
            ValueError: it is none.
        """
        parts = urlsplit(url)
        database = parts.path.strip("/") or "0"
        if parts.scheme not in {"redis", "rediss"} or not parts.hostname or not database.isdecimal():
            raise ValueError("the address of a Redis is of the form redis://host:6379/0, or rediss:// for TLS")
        username, password = (unquote(text) if text else None for text in (parts.username, parts.password))
        return cls(parts.hostname, parts.port or _PORT, int(database), username, password, parts.scheme == "rediss")


class RedisLine(asyncio.Protocol):
    """Made by `connected`. `ended` is done when the connection is; whoever waits then gets `RedisAway`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.Transport
        self._reader = hiredis.Reader()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._written: list[bytes] = []
        self._asked = self._answered = 0
        self._watch: asyncio.TimerHandle | None = None
        self._because = "the connection has ended"

    @classmethod
    async def connected(cls, address: RedisAddress) -> Self:
        """A line that is open.

        Raises:
            RedisAway: nobody is there in time, or it does not take us.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                opening = loop.create_connection(cls, address.host, address.port, ssl=address.tls or None)
                _, line = await opening
                if address.password is not None:
                    await line.ask("AUTH", *filter(None, (address.username, address.password)))
                await line.ask("SELECT", str(address.database))
        except TimeoutError:
            raise RedisAway(f"no answer within {CONNECT_SECONDS:g} s") from None
        except OSError as error:
            raise RedisAway(type(error).__name__) from error
        return line

    def ask(self, *command: str | bytes) -> asyncio.Future[Any]:
        """What Redis answers to `command`: int, bytes, None or a list of them.

        Raises:
            RedisAway: the connection ended first, no answer came in time, or it was an error.
        """
        answer: asyncio.Future[Any] = self._loop.create_future()
        if self.ended.done():
            answer.set_exception(RedisAway(self._because))
            return answer
        if not self._written:
            self._loop.call_soon(self._write)
        self._written.append(hiredis.pack_command(command))  # type: ignore[arg-type]  # any tuple
        self._waiting.append(answer)
        self._asked += 1
        if self._watch is None:
            self._watch = self._loop.call_later(ANSWER_SECONDS, self._look, self._asked)
        return answer

    def close(self, because: str | None = None) -> None:
        """Ends the connection; `because` is told to who waits and who asks from now on."""
        self._because = because or self._because
        self._transport.abort()
        self._end()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # it is TCP's; uvloop's is no asyncio.Transport

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (answer := self._reader.gets()) is not False:
                self._answer(answer)
        except hiredis.ProtocolError:
            self.close("what listens there is no Redis")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # why a connection broke says little
        self._end()

    def _end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if not self.ended.done():
            self.ended.set_result(None)
        for asker in self._waiting:
            if not asker.done():
                asker.set_exception(RedisAway(self._because))
        self._waiting.clear()

    def _write(self) -> None:
        self._transport.write(b"".join(self._written))
        self._written.clear()

    def _answer(self, answer: Any) -> None:
        if not self._waiting:
            return  # what came in one piece with an error that ended it all
        self._answered += 1
        asker = self._waiting.popleft()
        if asker.done():
            return  # it was given up
        if isinstance(answer, hiredis.ReplyError):
            # It cannot do what everybody here asks of it: it has forgotten the script, is full, or only reads.
            asker.set_exception(RedisAway(str(answer)))
            self.close(str(answer))
        else:
            asker.set_result(answer)

    def _look(self, asked: int) -> None:
        """Ends a connection on which what was asked a while ago was not answered yet."""
        self._watch = None
        if self._answered < asked:
            self.close(f"no answer within {ANSWER_SECONDS:g} s")
        elif self._waiting:
            self._watch = self._loop.call_later(ANSWER_SECONDS, self._look, self._asked)
