"""Takes videos as TikTok does, whole or in the parts that it asks for, and keeps nothing of them.

An errand is answered with how many bytes of files came since the last one.
"""

from typing import Any

import msgspec
import uvloop

from linkpath_manager.cli.serving import server
from linkpath_manager.kit.sockets import address, listen
from linkpath_manager.kit.stopping import Stopping
from processes.errands import on_errand, say

_PART_BYTES = 32 * 1024 * 1024


class _Taking:
    """An ASGI application for one upload at a time."""

    def __init__(self) -> None:
        self.came = 0
        self._size = 0
        self._reached = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        name = scope["path"].removeprefix("/open_api/v1.3/file/").strip("/")
        if name == "transfer/upload":
            await self._take(scope, receive)
            data: Any = {"start_offset": self._reached, "end_offset": self._end()}
        elif name == "start/upload":
            message = await receive()
            self._size, self._reached = msgspec.json.decode(message["body"])["size"], 0
            data = {"upload_id": "u", "start_offset": 0, "end_offset": self._end()}
        elif name == "finish/upload":
            data = {"file_id": "f"}
        else:
            await self._take(scope, receive)
            data = [{"video_id": "v"}]
        body = msgspec.json.encode({"code": 0, "message": "OK", "request_id": "R", "data": data})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _take(self, scope: Any, receive: Any) -> None:
        """The whole body; of a form, what the file is of it is what was asked for."""
        length, more = 0, True
        while more:
            message = await receive()
            length += len(message.get("body", b""))
            more = message.get("more_body", False)
        if "transfer" in scope["path"]:
            length, self._reached = self._end() - self._reached, self._end()
        self.came += length

    def _end(self) -> int:
        return min(self._size, self._reached + _PART_BYTES)


async def main() -> None:
    taking = _Taking()
    serving = server(taking, Stopping())

    def end() -> None:
        serving.should_exit = True

    def told() -> None:
        say(taking.came)
        taking.came = 0

    with listen("127.0.0.1", 0) as bound:
        on_errand(told, on_end=end)
        say({"url": address(bound)})
        await serving.serve(sockets=[bound])


if __name__ == "__main__":
    uvloop.run(main())
