"""A time that jumps over every wait, and a TikTok that answers by script."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tiktok_marketing.client import LoopClock, Request, Response, TransportError

Step = bytes | Response | TransportError | Callable[[Request], bytes | Response]


class JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting it moves `now` on, so that a loop on it runs in virtual time."""

    now = 1_000.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everything waits for something that nothing will do"
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


class Script:
    """A transport that answers with its steps in order, each after `seconds`, and keeps what it was asked."""

    def __init__(self, steps: Iterable[Step], seconds: float = 0.0) -> None:
        self._steps = list(steps)
        self._seconds = seconds
        self.requests: list[Request] = []
        self.moments: list[float] = []
        self.closed = False

    async def send(self, request: Request) -> Response:
        self.requests.append(request)
        self.moments.append(asyncio.get_running_loop().time())
        step = self._steps.pop(0)
        await asyncio.sleep(self._seconds)
        if isinstance(step, TransportError):
            raise step
        answer = step(request) if callable(step) else step
        return Response(200, {}, answer) if isinstance(answer, bytes) else answer

    async def close(self) -> None:
        self.closed = True


def envelope(data: object = None, *, code: int = 0, message: str = "OK", request_id: str = "20261122A") -> bytes:
    return msgspec.json.encode(
        {"code": code, "message": message, "request_id": request_id, "data": {} if data is None else data}
    )


@pytest.fixture(scope="session")
def in_virtual_time() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine to its end without waiting for real."""

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(coroutine)

    return run


class Calendar(LoopClock):
    """The loop's time, which begins at a time of the 22nd of November 2026, in UTC."""

    def __init__(self, begins: str) -> None:
        self._begins = datetime.fromisoformat(f"2026-11-22T{begins}+00:00")
        self._base = JumpingSelector.now

    def utc_now(self) -> datetime:
        return self._begins + timedelta(seconds=self.monotonic() - self._base)


@pytest.fixture(scope="session")
def calendar() -> type[Calendar]:
    return Calendar


@pytest.fixture(scope="session")
def script() -> type[Script]:
    return Script


@pytest.fixture(scope="session", name="envelope")
def envelope_fixture() -> Callable[..., bytes]:
    return envelope
