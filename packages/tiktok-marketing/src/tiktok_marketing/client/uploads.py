"""A file on its way to TikTok: read once for its checksum, then sent, in parts where it is big."""

import asyncio
import hashlib
import inspect
import tempfile
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from tiktok_marketing.client.attempts import Call, Caller
from tiktok_marketing.client.encoding import Given, value_of
from tiktok_marketing.client.envelope import read_plain
from tiktok_marketing.client.errors import MalformedAnswer
from tiktok_marketing.client.multipart import PIECE_BYTES, Attachment, Progress
from tiktok_marketing.client.naming import row_of, takes, way_of_a_file
from tiktok_marketing.client.quota import Priority
from tiktok_marketing.spec.endpoint import Endpoint, Params

IN_PARTS_FROM_BYTES = 20_000_000
"""From here on TikTok wants a file in parts (behaviour reference §7.3)."""


class Readable(Protocol):
    """A binary file that is open for reading, of the standard library's kind or an asynchronous one."""

    def read(self, size: int, /) -> bytes | Awaitable[bytes]: ...


File = str | Path | Readable


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read again from its start. `signature` is the MD5 of its bytes, as TikTok wants it."""

    path: Path
    name: str
    size: int
    signature: str


@asynccontextmanager
async def source_of(file: File) -> AsyncIterator[Source]:
    """`file` with its checksum. What is not a path is copied to a temporary file, gone at the end.

    Raises:
        OSError: it cannot be read.
    """
    if isinstance(file, str | Path):
        path = Path(file)
        size, signature = await asyncio.to_thread(_measure, path, 0, None)
        yield Source(path, path.name, size, signature)
        return
    name = Path(str(getattr(file, "name", None) or "file")).name
    with tempfile.NamedTemporaryFile(prefix="tiktok-upload-") as copy:
        digest, size = _md5(), 0
        while piece := await _read(file):
            digest.update(piece)
            size += len(piece)
            await asyncio.to_thread(copy.write, piece)
        await asyncio.to_thread(copy.flush)
        yield Source(Path(copy.name), name, size, digest.hexdigest())


@dataclass(frozen=True, slots=True)
class Upload:
    """One file for one endpoint, whose form has it in `form_field`."""

    caller: Caller
    form_field: str
    source: Source
    token: str | None = field(repr=False)
    priority: Priority
    progress: Progress | None

    def whole(self) -> Attachment:
        return Attachment(self.form_field, self.source.path, self.source.name, 0, self.source.size, self.progress)

    async def in_parts(self, advertiser_id: str) -> str:
        """TikTok's id for the file, once all its parts are there (behaviour reference §7.3).

        Raises:
            TikTokError: one of the calls failed.
        """
        source = self.source
        kind = self.form_field.removesuffix("_file")
        begun = await self._call(
            "file.start.upload",
            {"advertiser_id": advertiser_id, "size": source.size, "content_type": kind, "name": source.name[:100]},
        )
        whose = {"advertiser_id": advertiser_id, "upload_id": str(begun.get("upload_id"))}
        start, end = _offsets_in(begun, 0, source.size)
        while start < end:
            start, end = _offsets_in(await self._send_part(whose, start, end), end, source.size)
        return str((await self._call("file.finish.upload", whose)).get("file_id"))

    async def _send_part(self, whose: dict[str, Any], start: int, end: int) -> dict[str, Any]:
        source = self.source
        _, signature = await asyncio.to_thread(_measure, source.path, start, end - start)
        part = Attachment("file", source.path, source.name, start, end - start, self.progress, source.size)
        return await self._call("file.transfer.upload", {**whose, "signature": signature, "start_offset": start}, part)

    async def _call(self, name: str, params: dict[str, Any], file: Attachment | None = None) -> dict[str, Any]:
        call = Call(row_of(name), params, self.token, None, self.priority, read_plain, file)
        return (await self.caller.perform(call)).data


def signed(endpoint: Endpoint[Any, Any], params: Given, form_field: str, signature: str) -> Given:
    """`params` with what TikTok has to be told of the file: that it comes, and its checksum, unless the caller did."""
    if value_of(params, "upload_type") is None and (way := way_of_a_file(endpoint)):
        params = _with(params, upload_type=way)
    for name in (f"{form_field.removesuffix('file')}signature", f"{form_field}_signature"):
        if takes(endpoint, name) and value_of(params, name) is None:
            return _with(params, **{name: signature})
    return params


def by_file_id(params: Given, file_id: str) -> Given:
    """`params` for a file that was brought in parts."""
    return _with(params, upload_type="UPLOAD_BY_FILE_ID", file_id=file_id)


def goes_in_parts(endpoint: Endpoint[Any, Any], size: int) -> bool:
    """The file is big, and the endpoint takes one that was brought in parts."""
    return size >= IN_PARTS_FROM_BYTES and takes(endpoint, "file_id", "upload_type")


def _with(params: Given, **fields: str) -> Given:
    return msgspec.structs.replace(params, **fields) if isinstance(params, Params) else {**params, **fields}


def _offsets_in(data: dict[str, Any], reached: int, size: int) -> tuple[int, int]:
    """Where the next part begins and ends; the same number twice when there is none."""
    start, end = data.get("start_offset"), data.get("end_offset")
    if not isinstance(start, int) or not isinstance(end, int) or not reached <= start <= end <= size:
        raise MalformedAnswer(f"TikTok asks for the bytes from {start} to {end} of {size}, after {reached}")
    return start, end


async def _read(file: Readable) -> bytes:
    if inspect.iscoroutinefunction(file.read):
        return await _awaited(file.read(PIECE_BYTES))
    return await _awaited(await asyncio.to_thread(_read_in_thread, file))


def _read_in_thread(file: Readable) -> bytes | Awaitable[bytes]:
    return file.read(PIECE_BYTES)


async def _awaited(piece: bytes | Awaitable[bytes]) -> bytes:
    return await piece if inspect.isawaitable(piece) else piece


def _measure(path: Path, start: int, length: int | None) -> tuple[int, str]:
    """Bytes and MD5 from `start`, over `length` or to the end."""
    digest, size = _md5(), 0
    with path.open("rb") as source:
        source.seek(start)
        while piece := _piece(source, length, size):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def _piece(source: BinaryIO, length: int | None, done: int) -> bytes:
    return source.read(PIECE_BYTES if length is None else min(PIECE_BYTES, length - done))


def _md5() -> "hashlib._Hash":
    return hashlib.md5(usedforsecurity=False)
