"""Takes posts as cheaply as Python can, and tells how many came and how old their events were.

`/hook` is answered with 200, `/hole` never. Each errand gives the figures since the one before.
"""

import asyncio
import sys
import threading
from datetime import UTC, datetime

import uvloop

from processes.errands import errands, say

_OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
_LENGTH, _ID, _MADE = b"content-length: ", b"webhook-id: ", b'"created_at":"'


class _Taken:
    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.ages: list[float] = []

    def told(self) -> dict[str, object]:
        ids, ages = self.ids, sorted(self.ages)
        self.ids, self.ages = [], []
        p99 = ages[min(len(ages) - 1, int(len(ages) * 0.99))] if ages else None
        return {"count": len(ids), "distinct": len(set(ids)), "p99_seconds": p99}


class _Receiver(asyncio.Protocol):
    def __init__(self, taken: _Taken) -> None:
        self._taken = taken
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (head := self._got.find(b"\r\n\r\n")) >= 0:
            at = self._got.lower().find(_LENGTH) + len(_LENGTH)
            whole = head + 4 + int(self._got[at : self._got.index(b"\r", at)])
            if len(self._got) < whole:
                return
            request, self._got = self._got[:whole], self._got[whole:]
            self._take(request)

    def _take(self, request: bytes) -> None:
        if request.startswith(b"POST /hole"):
            return
        at = request.find(_ID) + len(_ID)
        self._taken.ids.append(request[at : request.index(b"\r", at)])
        if (at := request.find(_MADE)) >= 0:
            made = datetime.fromisoformat(request[at + len(_MADE) : request.index(b'"', at + len(_MADE))].decode())
            self._taken.ages.append((datetime.now(UTC) - made).total_seconds())
        self._transport.write(_OK)  # type: ignore[attr-defined]  # a stream's


def main() -> None:
    taken = _Taken()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Receiver(taken), "127.0.0.1", 0)
        say(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    threading.Thread(target=uvloop.run, args=(serve(),), daemon=True).start()
    for _ in errands():
        say(taken.told())


if __name__ == "__main__":
    main(*sys.argv[1:])
