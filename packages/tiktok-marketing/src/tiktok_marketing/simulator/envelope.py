"""What leaves the simulator: TikTok's envelope, whose verdict is `code` while HTTP stays 200."""

from __future__ import annotations

import msgspec
from starlette.types import Send

from .behaviour import OK
from .faults import ConnectionCut

# Money leaves as a JSON number with all its digits (behaviour reference §4.2).
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Answer(msgspec.Struct, frozen=True):
    """One HTTP answer before it is sent; `code` is None where the body is no envelope."""

    body: bytes
    request_id: str
    code: int | None = OK
    message: str = "OK"
    status: int = 200
    content_type: bytes = b"application/json"
    headers: dict[str, str] = msgspec.field(default_factory=dict)

    async def send(self, send: Send) -> None:
        """Sends all of it."""
        await self._start(send, len(self.body))
        await send({"type": "http.response.body", "body": self.body})

    async def send_half(self, send: Send) -> None:
        """Sends half of the body as if that were all: the JSON is truncated, HTTP is in order."""
        half = self.body[: len(self.body) // 2]
        await self._start(send, len(half))
        await send({"type": "http.response.body", "body": half})

    async def send_malformed(self, send: Send) -> None:
        """Sends the body with a comma where JSON has none."""
        body = b"{," + self.body[1:]
        await self._start(send, len(body))
        await send({"type": "http.response.body", "body": body})

    async def cut(self, send: Send) -> None:
        """Promises the whole body, sends half of it, and breaks the connection.

        Raises:
            ConnectionCut: always; the server closes the socket on it.
        """
        await self._start(send, len(self.body))
        await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})
        raise ConnectionCut("The connection was cut on request.")

    async def _start(self, send: Send, length: int) -> None:
        headers = [
            (b"content-type", self.content_type),
            (b"content-length", str(length).encode()),
            (b"x-tt-logid", self.request_id.encode()),
            *((name.lower().encode(), value.encode()) for name, value in self.headers.items()),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})


def enveloped(data: object, request_id: str, code: int = OK, message: str = "OK") -> bytes:
    """The envelope around `data` as JSON."""
    return _ENCODER.encode({"code": code, "message": message, "request_id": request_id, "data": data})


def encode(data: object) -> msgspec.Raw:
    """`data` as JSON, ready to be put into a bigger answer as it is."""
    return msgspec.Raw(_ENCODER.encode(data))
