"""Requests at a steady rate, whatever becomes of those before: reads, and some writes, each with a key of its own."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle

import aiohttp

WRITE_EVERY = 20
IDLE_SECONDS = 1
REPEAT_SECONDS = 0.5
FINISHED = {200, 201}
PUT_OFF = {409, 502, 503}
_LONGEST = aiohttp.ClientTimeout(60)


@dataclass
class Load:
    """What was asked and answered, of each of `urls` in turn.

    `patient`: what has an answer that says when to come again is no failure, and is asked again, by the same key.
    """

    urls: Sequence[str]
    token: str
    per_second: float
    patient: bool = False
    answers: "Counter[str]" = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    put_off: "Counter[str]" = field(default_factory=Counter)
    last_put_off: float = 0
    """When the last request was sent that was put off, by the monotonic clock."""
    made: dict[str, str] = field(default_factory=dict)
    """By name of the campaign, and idempotency key: its id."""
    lacking: set[str] = field(default_factory=set)
    """Names that have no good answer yet."""
    longest_seconds: dict[str, float] = field(default_factory=dict)
    """By method."""
    _turns: Iterator[str] = field(init=False)
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    def __post_init__(self) -> None:
        self._turns = cycle(self.urls)

    @property
    def asked(self) -> int:
        return self.answers.total()

    @asynccontextmanager
    async def going(self) -> AsyncIterator["Load"]:
        """Asks while the block runs; then waits for the answers."""
        headers = {"Authorization": f"Bearer {self.token}"}
        connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=IDLE_SECONDS)
        async with aiohttp.ClientSession(headers=headers, connector=connector, timeout=_LONGEST) as session:
            session._retry_connection = False  # it would hide a request that failed
            asking = asyncio.create_task(self._ask_steadily(session))
            try:
                yield self
            finally:
                asking.cancel()
                await asyncio.gather(asking, *self._tasks, return_exceptions=True)

    async def _ask_steadily(self, session: aiohttp.ClientSession) -> None:
        began, number = time.monotonic(), 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, began + number / self.per_second - time.monotonic()))
            ask = self._write(session, f"Load-{number}") if number % WRITE_EVERY == 0 else self._read(session)
            task = asyncio.create_task(ask)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _read(self, session: aiohttp.ClientSession) -> None:
        await self._ask(session, "GET", "/v1/campaigns?limit=5")

    async def _write(self, session: aiohttp.ClientSession, name: str) -> None:
        self.lacking.add(name)
        body = {"name": name, "objective": "TRAFFIC"}
        while True:
            told = await self._ask(session, "POST", "/v1/campaigns", json=body, headers={"Idempotency-Key": name})
            if told is not None:
                self.made[name] = str(told["id"])
                self.lacking.discard(name)
                return
            if not self.patient:
                return
            await asyncio.sleep(REPEAT_SECONDS)

    async def _ask(
        self, session: aiohttp.ClientSession, method: str, path: str, **more: object
    ) -> "dict[str, object] | None":
        """The answer, if it is a good one."""
        began = time.monotonic()
        try:
            async with session.request(
                method, next(self._turns) + path, timeout=aiohttp.ClientTimeout(60), **more
            ) as answer:  # type: ignore[arg-type]  # json and headers
                told = await answer.json(content_type=None)
                self.answers[f"{method} {answer.status}"] += 1
                if answer.status in FINISHED:
                    return dict(told)
                self._note(method, answer, told, began)
        except (aiohttp.ClientError, TimeoutError) as error:
            self.answers[f"{method} {type(error).__name__}"] += 1
            self.failures.append(f"{method}: {error!r}")
        finally:
            self.longest_seconds[method] = max(self.longest_seconds.get(method, 0), time.monotonic() - began)
        return None

    def _note(self, method: str, answer: aiohttp.ClientResponse, told: "dict[str, object]", sent_at: float) -> None:
        """An answer that is not a good one."""
        text = f"{method} {answer.status} {told.get('code')}: {told.get('detail')}"
        if self.patient and answer.status in PUT_OFF and "retry-after" in answer.headers:
            self.put_off[text] += 1
            self.last_put_off = max(self.last_put_off, sent_at)
        else:
            self.failures.append(text)
