"""Lets in so many calls in any rolling second and refuses the others as TikTok does. Argument: how many.

An errand is answered with how many were let in and refused, and the seconds from the first to the last that was let in.
"""

import sys
import time
from collections import deque
from typing import Any

import uvloop

from linkpath_manager.cli.serving import server
from linkpath_manager.kit.sockets import address, listen
from linkpath_manager.kit.stopping import Stopping
from processes.errands import on_errand, say

_BODY = b'{"code":%d,"message":"%s","request_id":"R","data":{}}'
_LET_IN, _REFUSED = _BODY % (0, b"OK"), _BODY % (40100, b"App bench reaches the QPS limit, current QPS is too high.")


class _Limited:
    """An ASGI application. What it refuses does not count."""

    def __init__(self, qps: int) -> None:
        self._recent: deque[float] = deque(maxlen=qps)
        self._qps = qps
        self._let_in: list[float] = []
        self._refused = 0

    async def __call__(self, _: Any, __: Any, send: Any) -> None:
        now = time.monotonic()
        refused = len(self._recent) == self._qps and now - self._recent[0] < 1
        if refused:
            self._refused += 1
        else:
            self._recent.append(now)
            self._let_in.append(now)
        body = _REFUSED if refused else _LET_IN
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def told(self) -> dict[str, float]:
        seconds = self._let_in[-1] - self._let_in[0] if self._let_in else 0.0
        return {"let_in": len(self._let_in), "refused": self._refused, "seconds": seconds}


async def main(qps: str) -> None:
    limited = _Limited(int(qps))
    serving = server(limited, Stopping())

    def end() -> None:
        serving.should_exit = True

    with listen("127.0.0.1", 0) as bound:
        on_errand(lambda: say(limited.told()), on_end=end)
        say({"url": address(bound)})
        await serving.serve(sockets=[bound])


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
