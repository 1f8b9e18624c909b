"""A form with a file in it, made while it is sent: memory does not grow with the file."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tiktok_marketing.client.encoding import Given, address, proof, texts
from tiktok_marketing.client.transport import Request
from tiktok_marketing.spec.endpoint import Endpoint

PIECE_BYTES = 256 * 1024

Progress = Callable[[int, int], None]
"""Hears how much was handed to the connection: (bytes of the file so far, bytes in all). A repeat begins anew."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """`length` bytes of a file from `start` on, to be sent in the form's `field` under `name`."""

    field: str
    path: Path
    name: str
    start: int
    length: int
    progress: Progress | None = None
    total: int | None = None
    """The whole file's length where this is a part of it."""


def build_upload(
    base_url: str,
    endpoint: Endpoint[Any, Any],
    params: Given,
    token: str | None,
    timeout_seconds: float,
    file: Attachment,
) -> Request:
    """A POST whose body is a form: each parameter, then the file."""
    form = _Form({name: text for name, text in texts(params).items() if name != file.field}, file)
    headers = {**proof(token), "Content-Type": f"multipart/form-data; boundary={form.boundary}"}
    return Request("POST", address(base_url, endpoint), headers, form, timeout_seconds)


class _Form:
    """A streamed body. Its pieces are read in threads, one at a time."""

    def __init__(self, fields: dict[str, str], file: Attachment) -> None:
        self.boundary = secrets.token_hex(16)
        self._file = file
        head = "".join(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{text}\r\n'
            for name, text in fields.items()
        )
        head += (
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{_quoted(file.field)}"; '
            f'filename="{_quoted(file.name)}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        self._head = head.encode()
        self._tail = f"\r\n--{self.boundary}--\r\n".encode()

    @property
    def length(self) -> int:
        return len(self._head) + self._file.length + len(self._tail)

    async def parts(self) -> AsyncIterator[bytes]:
        file = self._file
        yield self._head
        with await asyncio.to_thread(_opened, file.path, file.start) as source:
            left = file.length
            while left:
                piece = await asyncio.to_thread(source.read, min(PIECE_BYTES, left))
                if not piece:
                    raise OSError("the file became shorter while it was sent")
                left -= len(piece)
                yield piece
                if file.progress is not None:
                    file.progress(file.start + file.length - left, file.total or file.length)
        yield self._tail


def _opened(path: Path, start: int) -> BinaryIO:
    source = path.open("rb")
    source.seek(start)
    return source


def _quoted(text: str) -> str:
    # As browsers write it (HTML standard, «multipart/form-data encoding algorithm»).
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
