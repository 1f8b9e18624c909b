"""Files on their way into a library: whether a name is free, TikTok's repository, and files in chunks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import ChunkedUpload, StoredFile
from tiktok_marketing.simulator.library import LARGEST_IMAGE, LARGEST_TEMPORARY, LARGEST_VIDEO, NAME_LENGTH
from tiktok_marketing.simulator.receiving import Digest, IncomingFile
from tiktok_marketing.simulator.rules.text import check_choice, check_given, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.file import (
    FILE_FINISH_UPLOAD,
    FILE_NAME_CHECK,
    FILE_START_UPLOAD,
    FILE_TEMPORARILY_UPLOAD,
    FILE_TRANSFER_UPLOAD,
    FileNameCheckParams,
    FinishUploadParams,
    StartUploadParams,
    TemporaryUploadParams,
    TransferUploadParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .materials import IMAGE, VIDEO, check_length, user_of
from .uploading import check_size, file_at, sent_file

MOST_NAMES = 20
_TEMPORARY, _IN_CHUNKS = frozenset({"image", "music", "video", "playable"}), frozenset({"image", "music", "video"})
_LARGEST = {"video": LARGEST_VIDEO, "image": LARGEST_IMAGE, "music": LARGEST_TEMPORARY}


@behaviour(FILE_NAME_CHECK)
def check_names(simulator: Simulator, call: Call[FileNameCheckParams]) -> dict[str, Any]:
    """One answer for one name, a list for `files` (behaviour reference §7.1, sure)."""
    check_given(call.given, "advertiser_id")
    files = call.given.get("files")
    if files is None:
        check_given(call.given, "file_name")
        return _use(simulator, call, call.given)
    if not 1 <= len(files) <= MOST_NAMES:
        raise bad_value(f"files: Between 1 and {MOST_NAMES} names in one request.")
    for place, file in enumerate(files):
        if not file.get("file_name"):
            raise bad_value(missing(f"files.{place}.file_name"))
    return {"batch_results": [{"file_name": file["file_name"], **_use(simulator, call, file)} for file in files]}


@behaviour(FILE_TEMPORARILY_UPLOAD)
def store(simulator: Simulator, call: Call[TemporaryUploadParams]) -> dict[str, Any]:
    """Into the repository, for 24 hours (behaviour reference §7.3)."""
    check_choice("upload_type", call.params.upload_type, {"FILE", "URL"})
    check_choice("content_type", call.params.content_type, _TEMPORARY)
    by_file = call.params.upload_type == "FILE"
    file = sent_file(call, "file", "signature") if by_file else file_at(call, "url")
    check_size(file, LARGEST_TEMPORARY)
    if (name := call.given.get("name")) is not None:
        check_length("name", name)
        file = replace(file, name=name)
    stored = _stored(simulator, call, call.params.content_type, file)
    simulator.state.save(stored)
    return _answered(stored, with_signature=True)


@behaviour(FILE_START_UPLOAD)
def start(simulator: Simulator, call: Call[StartUploadParams]) -> dict[str, Any]:
    check_choice("content_type", call.params.content_type, _IN_CHUNKS)
    size, largest = call.params.size, _LARGEST[call.params.content_type]
    if size < 1:
        raise bad_value("size: Must be at least 1.")
    if size > largest:
        raise Refusal(40907, f"The file is too large: {size} bytes, at most {largest}.")
    upload_id = simulator.new_id(call.now)
    name = call.given.get("name", upload_id)
    check_length("name", name)
    upload = ChunkedUpload(
        id=upload_id,
        advertiser_id=call.params.advertiser_id,
        content_type=call.params.content_type,
        name=name,
        size=size,
    )
    simulator.state.save(upload)
    return {"upload_id": upload.id, "file_name": upload.name, **_next(simulator, upload)}


@behaviour(FILE_TRANSFER_UPLOAD)
def transfer(simulator: Simulator, call: Call[TransferUploadParams]) -> dict[str, Any]:
    """The chunk that is next. A refused one may be sent again (behaviour reference §7.3, inferred)."""
    upload = _find(simulator, call)
    chunk = sent_file(call, "file", "signature")
    wanted = _next(simulator, upload)
    if call.params.start_offset != wanted["start_offset"]:
        raise bad_value(f"start_offset: Must be {wanted['start_offset']}.")
    length = wanted["end_offset"] - wanted["start_offset"]
    if chunk.size != length or not length:
        raise bad_value(f"file: The chunk has {chunk.size} bytes, {length} are expected.")
    upload = replace(
        upload,
        received=upload.received + chunk.size,
        digest=Digest(f"{upload.digest}{chunk.md5}".encode(), usedforsecurity=False).hexdigest(),
        first=upload.first or chunk,
    )
    simulator.state.save(upload)
    return _next(simulator, upload)


@behaviour(FILE_FINISH_UPLOAD)
def finish(simulator: Simulator, call: Call[FinishUploadParams]) -> dict[str, Any]:
    """The same answer however often it is asked for."""
    upload = _find(simulator, call)
    if upload.received < upload.size or upload.first is None:
        raise bad_value(f"upload_id: {upload.received} of {upload.size} bytes have been transferred.")
    if upload.file_id:
        return _answered(simulator.state.stored_files[upload.file_id])
    # One chunk is the file. Of several the bytes are gone, and their digests stand for the whole's.
    whole = upload.first.md5 if upload.first.size == upload.size else upload.digest
    file = replace(upload.first, name=upload.name, size=upload.size, md5=whole)
    stored = _stored(simulator, call, upload.content_type, file)
    simulator.state.save(stored, replace(upload, file_id=stored.id))
    return _answered(stored)


def _use(simulator: Simulator, call: Call[Any], asked: dict[str, Any]) -> dict[str, Any]:
    kind = asked.get("file_type", VIDEO)
    check_choice("file_type", kind, {VIDEO, IMAGE})
    user = user_of(simulator, call.given["advertiser_id"], kind, asked["file_name"])
    return {"duplicate": True, "duplicate_template_id": user.id} if user else {"duplicate": False}


def _find(simulator: Simulator, call: Call[Any]) -> ChunkedUpload:
    upload = simulator.state.chunked_uploads.get(call.given["upload_id"])
    if upload is None or upload.advertiser_id != call.given["advertiser_id"]:
        raise Refusal(40905, f"upload_id: The upload {call.given['upload_id']} does not exist.")
    return upload


def _next(simulator: Simulator, upload: ChunkedUpload) -> dict[str, int]:
    end = min(upload.received + simulator.library.chunk_bytes, upload.size)
    return {"start_offset": upload.received, "end_offset": end}


def _stored(simulator: Simulator, call: Call[Any], content_type: str, file: IncomingFile) -> StoredFile:
    now: datetime = call.now
    return StoredFile(
        id=f"{file.md5}_{simulator.new_id(now)}",
        advertiser_id=call.given["advertiser_id"],
        content_type=content_type,
        file=replace(file, name=file.name[:NAME_LENGTH]),
        created_at=now,
    )


def _answered(stored: StoredFile, *, with_signature: bool = False) -> dict[str, Any]:
    """The two endpoints call the size by two names, and only one knows the signature."""
    size = (
        {"signature": stored.file.md5, "file_size": stored.file.size} if with_signature else {"size": stored.file.size}
    )
    return {
        "file_id": stored.id,
        "file_name": stored.file.name,
        **size,
        "create_time": format_utc(stored.created_at),
    }
