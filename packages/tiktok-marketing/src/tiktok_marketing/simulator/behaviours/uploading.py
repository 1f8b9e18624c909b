"""The ways a file takes into a library: as a file, by its address, or out of TikTok's repository."""

from __future__ import annotations

from typing import Any

import msgspec

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value
from tiktok_marketing.simulator.library import FILE_LIFE
from tiktok_marketing.simulator.media import Media, invented
from tiktok_marketing.simulator.receiving import FileMissed, IncomingFile
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator

BY_FILE, BY_URL, BY_FILE_ID = "UPLOAD_BY_FILE", "UPLOAD_BY_URL", "UPLOAD_BY_FILE_ID"


class Wanted(msgspec.Struct, frozen=True):
    """What an endpoint takes: `kind` is video or image, `unsupported` the code for any other file."""

    kind: str
    formats: frozenset[str]
    largest: int  # bytes
    unsupported: int


def uploaded(simulator: Simulator, call: Call[Any], wanted: Wanted, upload_type: str) -> tuple[IncomingFile, Media]:
    """The file, which is one that the endpoint takes, with all its measures; those that cannot be read are made up.

    Raises:
        Refusal: 40002, it is not there; 40900 to 40910, it is not as it should be.
    """
    kind = wanted.kind
    match upload_type:
        case "UPLOAD_BY_FILE":
            file = sent_file(call, f"{kind}_file", f"{kind}_signature")
        case "UPLOAD_BY_URL":
            file = file_at(call, f"{kind}_url")
        case _:
            file = _stored_file(simulator, call, kind)
    check_size(file, wanted.largest)
    if file.media is None or file.media.format not in wanted.formats:
        raise Refusal(wanted.unsupported, f"The file is no {kind}: {', '.join(sorted(wanted.formats))} are supported.")
    return file, invented(file.media, file.md5)


def sent_file(call: Call[Any], field: str, signature: str) -> IncomingFile:
    """The file that came with the call, whose MD5 is checked (behaviour reference §7.1, sure)."""
    if not isinstance(call.file, IncomingFile):
        raise bad_value(missing(field))
    if not call.given.get(signature):
        raise bad_value(missing(signature))
    if call.given[signature] != call.file.md5:
        raise Refusal(40900, f"{signature}: The signature does not match the file, whose MD5 is {call.file.md5}.")
    return call.file


def file_at(call: Call[Any], parameter: str) -> IncomingFile:
    """The file at the address that the call gives."""
    if not call.given.get(parameter):
        raise bad_value(missing(parameter))
    match call.file:
        case IncomingFile():
            return call.file
        case FileMissed():
            raise Refusal(call.file.code, call.file.message)
    raise Refusal(40902, f"{parameter}: The URL cannot be fetched.")


def check_size(file: IncomingFile, largest: int) -> None:
    if file.size == 0:
        raise Refusal(40906, f"The file {file.name} is empty.")
    if file.size > largest:
        raise Refusal(40907, f"The file is too large: {file.size} bytes, at most {largest}.")


def _stored_file(simulator: Simulator, call: Call[Any], kind: str) -> IncomingFile:
    file_id = call.given.get("file_id")
    if not file_id:
        raise bad_value(missing("file_id"))
    stored = simulator.state.stored_files.get(file_id)
    if stored is None or stored.advertiser_id != call.given["advertiser_id"]:
        raise Refusal(40905, f"file_id: The file {file_id} does not exist.")
    if call.now >= stored.created_at + FILE_LIFE:
        raise Refusal(40910, f"file_id: The file {file_id} has expired. Please upload it again.")
    if stored.content_type != kind:
        raise Refusal(40908, f"file_id: The file {file_id} was uploaded as {stored.content_type}, not as {kind}.")
    return stored.file
